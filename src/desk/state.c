/* The words of states and actions, and the table of moves. */
#include "desk/state.h"

#include <stdio.h>

#include "base/check.h"

struct word {
    struct str name, ja, en;
};
#define WORD(name, ja, en) {STR_INIT(name), STR_INIT(ja), STR_INIT(en)}

static const struct word states[DESK_STATE_COUNT] = {
    [DESK_RECEIVED] = WORD("received", "受付", "Received"),
    [DESK_CHECKING] = WORD("checking", "書類確認", "Checking papers"),
    [DESK_WAITING] = WORD("waiting", "追加資料待ち", "Waiting for papers"),
    [DESK_DRAFTING] = WORD("drafting", "判定案", "Drafting"),
    [DESK_ASKED] = WORD("asked", "経産省照会", "Asked METI"),
    [DESK_APPROVED] = WORD("approved", "了承", "Approved"),
    [DESK_APPROVED_CHANGED] = WORD("approved_changed", "修正の上了承", "Approved with changes"),
    [DESK_RETURNED] = WORD("returned", "差戻し", "Returned"),
    [DESK_DISCUSSING] = WORD("discussing", "協議", "Discussing"),
    [DESK_ANSWERED] = WORD("answered", "回答", "Answered"),
    [DESK_REGISTERED] = WORD("registered", "仮登録", "Provisionally registered"),
    [DESK_PUBLISH_REQUESTED] = WORD("publish_requested", "公開依頼", "Publish requested"),
    [DESK_PUBLISHED] = WORD("published", "公開", "Published"),
    [DESK_WITHDRAWN] = WORD("withdrawn", "取下げ", "Withdrawn"),
    [DESK_OUT_OF_SCOPE] = WORD("out_of_scope", "対象外", "Out of scope"),
    [DESK_EXPLAINED] = WORD("explained", "説明済", "Explained"),
    [DESK_MERGED] = WORD("merged", "統合済", "Merged"),
};

static const struct word kinds[DESK_KIND_COUNT] = {
    [DESK_CONSULTATION] = WORD("consultation", "事前相談", "Consultation"),
    [DESK_ENQUIRY] = WORD("enquiry", "一般問合せ", "General enquiry"),
};

static const struct word actions[DESK_ACTION_COUNT] = {
    [DESK_BEGIN_CHECK] = WORD("begin_check", "書類確認を始める", "Begin checking"),
    [DESK_ASK_PAPERS] = WORD("ask_papers", "追加資料を待つ", "Wait for papers"),
    [DESK_PAPERS_CAME] = WORD("papers_came", "追加資料が届いた", "Papers came"),
    [DESK_BEGIN_DRAFT] = WORD("begin_draft", "判定案を作る", "Begin the draft"),
    [DESK_BACK_TO_CHECK] = WORD("back_to_check", "書類確認に戻す", "Back to checking"),
    [DESK_ASK_METI] = WORD("ask_meti", "経済産業省に照会する", "Ask METI"),
    [DESK_TAKE_BACK] = WORD("take_back", "照会を取り下げる", "Take the question back"),
    [DESK_METI_APPROVES] = WORD("meti_approves", "了承", "METI approves"),
    [DESK_METI_APPROVES_CHANGED] =
        WORD("meti_approves_changed", "修正の上了承", "METI approves with changes"),
    [DESK_METI_RETURNS] = WORD("meti_returns", "差戻し", "METI returns it"),
    [DESK_METI_DISCUSSES] = WORD("meti_discusses", "協議", "METI wants to discuss"),
    [DESK_REDRAFT] = WORD("redraft", "判定案を作り直す", "Draft again"),
    [DESK_ANSWER] = WORD("answer", "回答する", "Answer"),
    [DESK_REGISTER] = WORD("register", "仮登録する", "Register provisionally"),
    [DESK_REQUEST_PUBLISH] = WORD("request_publish", "公開依頼にする", "Request publishing"),
    [DESK_PUBLISH] = WORD("publish", "公開済にする", "Mark as published"),
    [DESK_CORRECT] = WORD("correct", "登録を訂正する", "Correct the registration"),
    [DESK_WITHDRAW] = WORD("withdraw", "取下げにする", "Withdraw"),
    [DESK_DECLARE_OUT_OF_SCOPE] =
        WORD("declare_out_of_scope", "対象外にする", "Declare out of scope"),
    [DESK_REOPEN] = WORD("reopen", "受付に戻す", "Reopen"),
    [DESK_EXPLAIN] = WORD("explain", "説明済にする", "Mark as explained"),
    [DESK_MERGE] = WORD("merge", "他の相談へ統合する", "Merge into another case"),
};

#define STATE(name) (1u << DESK_##name)
#define UNANSWERED                                                                      \
    (STATE(RECEIVED) | STATE(CHECKING) | STATE(WAITING) | STATE(DRAFTING) | STATE(RETURNED) | \
     STATE(DISCUSSING))
#define CONSULTATION (1u << DESK_CONSULTATION)
#define ENQUIRY (1u << DESK_ENQUIRY)
#define EITHER (CONSULTATION | ENQUIRY)
#define EDIT STR_INIT("desk.case.edit")
#define ANSWERING STR_INIT("desk.case.answer")
#define APPROVE STR_INIT("desk.case.approve")
#define REGISTRY STR_INIT("desk.registry")
#define DECIDE STR_INIT("desk.case.decide")

static const struct desk_transition transitions[] = {
    {DESK_BEGIN_CHECK, EITHER, STATE(RECEIVED), DESK_CHECKING, EDIT, DESK_NEEDS_NO_ATTENTION},
    {DESK_ASK_PAPERS, EITHER, STATE(RECEIVED) | STATE(CHECKING), DESK_WAITING, EDIT, 0},
    {DESK_PAPERS_CAME, EITHER, STATE(WAITING), DESK_CHECKING, EDIT, 0},
    {DESK_BEGIN_DRAFT, CONSULTATION, STATE(CHECKING), DESK_DRAFTING, EDIT,
     DESK_NEEDS_CARGO | DESK_NEEDS_NO_ATTENTION},
    {DESK_BACK_TO_CHECK, CONSULTATION, STATE(DRAFTING) | STATE(RETURNED) | STATE(DISCUSSING),
     DESK_CHECKING, EDIT, 0},
    {DESK_ASK_METI, CONSULTATION, STATE(DRAFTING), DESK_ASKED, EDIT,
     DESK_NEEDS_CARGO | DESK_NEEDS_JUDGEMENTS | DESK_NEEDS_FROZEN_DRAFT |
         DESK_NEEDS_NO_ATTENTION},
    {DESK_TAKE_BACK, CONSULTATION, STATE(ASKED), DESK_DRAFTING, EDIT, DESK_NEEDS_REASON},
    {DESK_METI_APPROVES, CONSULTATION, STATE(ASKED), DESK_APPROVED, APPROVE,
     DESK_NEEDS_APPROVAL},
    {DESK_METI_APPROVES_CHANGED, CONSULTATION, STATE(ASKED), DESK_APPROVED_CHANGED, APPROVE,
     DESK_NEEDS_APPROVAL},
    {DESK_METI_RETURNS, CONSULTATION, STATE(ASKED), DESK_RETURNED, APPROVE, DESK_NEEDS_REASON},
    {DESK_METI_DISCUSSES, CONSULTATION, STATE(ASKED), DESK_DISCUSSING, APPROVE,
     DESK_NEEDS_REASON},
    {DESK_REDRAFT, CONSULTATION,
     STATE(RETURNED) | STATE(DISCUSSING) | STATE(APPROVED) | STATE(APPROVED_CHANGED),
     DESK_DRAFTING, EDIT, DESK_NEEDS_REASON | DESK_NEEDS_NO_PENDING_MAIL},
    {DESK_ANSWER, CONSULTATION, STATE(APPROVED) | STATE(APPROVED_CHANGED), DESK_ANSWERED,
     ANSWERING, DESK_NEEDS_APPROVAL | DESK_NEEDS_DELIVERY},
    {DESK_REGISTER, CONSULTATION, STATE(ANSWERED), DESK_REGISTERED, REGISTRY, 0},
    {DESK_REQUEST_PUBLISH, CONSULTATION, STATE(REGISTERED), DESK_PUBLISH_REQUESTED, REGISTRY, 0},
    {DESK_PUBLISH, CONSULTATION, STATE(PUBLISH_REQUESTED), DESK_PUBLISHED, REGISTRY, 0},
    {DESK_CORRECT, CONSULTATION,
     STATE(REGISTERED) | STATE(PUBLISH_REQUESTED) | STATE(PUBLISHED), DESK_REGISTERED, REGISTRY,
     DESK_NEEDS_REASON},
    {DESK_WITHDRAW, EITHER, UNANSWERED | STATE(APPROVED) | STATE(APPROVED_CHANGED),
     DESK_WITHDRAWN, EDIT, DESK_NEEDS_REASON | DESK_NEEDS_NO_PENDING_MAIL},
    {DESK_DECLARE_OUT_OF_SCOPE, EITHER, UNANSWERED, DESK_OUT_OF_SCOPE, EDIT,
     DESK_NEEDS_REASON | DESK_NEEDS_NO_PENDING_MAIL},
    {DESK_REOPEN, EITHER, STATE(WITHDRAWN) | STATE(OUT_OF_SCOPE) | STATE(EXPLAINED),
     DESK_RECEIVED, EDIT, DESK_NEEDS_REASON},
    {DESK_EXPLAIN, ENQUIRY, STATE(RECEIVED) | STATE(CHECKING) | STATE(WAITING), DESK_EXPLAINED,
     EDIT, DESK_NEEDS_REASON},
    {DESK_MERGE, EITHER,
     UNANSWERED | STATE(WITHDRAWN) | STATE(OUT_OF_SCOPE) | STATE(EXPLAINED), DESK_MERGED, DECIDE,
     DESK_NEEDS_REASON | DESK_NEEDS_NO_PENDING_MAIL},
};
enum { TRANSITION_COUNT = sizeof transitions / sizeof transitions[0] };

static const struct {
    enum desk_precondition bit;
    struct str ja, en;
} preconditions[] = {
    {DESK_NEEDS_CARGO, STR_INIT("貨物を一つ以上登録してください。"),
     STR_INIT("Enter at least one cargo line.")},
    {DESK_NEEDS_JUDGEMENTS, STR_INIT("すべての貨物について該当・非該当を判断してください。"),
     STR_INIT("Judge every cargo line.")},
    {DESK_NEEDS_FROZEN_DRAFT,
     STR_INIT("定型文と必須の助言を含む回答案を保存してから照会してください。"),
     STR_INIT("Save a draft with the fixed sentence and the mandatory advice first.")},
    {DESK_NEEDS_APPROVAL,
     STR_INIT("この文面について経済産業省の了承がまだありません。"),
     STR_INIT("METI has not approved this text yet.")},
    {DESK_NEEDS_DELIVERY,
     STR_INIT("メールの送信、または電話での読上げの記録がまだありません。"),
     STR_INIT("It has neither been sent nor read aloud yet.")},
    {DESK_NEEDS_REASON, STR_INIT("理由を書いてください。"), STR_INIT("Give the reason.")},
    {DESK_NEEDS_NO_ATTENTION,
     STR_INIT("「要確認」の内容を確かめて、判断を記録してください。"),
     STR_INIT("Look at what needs attention and record the decision.")},
    {DESK_NEEDS_NO_PENDING_MAIL,
     STR_INIT("送信待ち、または送信結果の分からないメールがあります。先にそれを片付けてください。"),
     STR_INIT("A mail is waiting or its fate is unknown. Settle it first.")},
};
enum { PRECONDITION_COUNT = sizeof preconditions / sizeof preconditions[0] };

static struct str title(const struct word *word, enum lang lang)
{
    return lang == LANG_EN ? word->en : word->ja;
}

static bool parse(const struct word *words, int count, struct str name, int *out)
{
    for (int i = 0; i < count; i++) {
        if (str_equal(words[i].name, name)) {
            *out = i;
            return true;
        }
    }
    return false;
}

struct str desk_state_name(enum desk_state state)
{
    CHECK(state < DESK_STATE_COUNT);
    return states[state].name;
}

struct str desk_state_title(enum desk_state state, enum lang lang)
{
    CHECK(state < DESK_STATE_COUNT);
    return title(&states[state], lang);
}

bool desk_state_parse(struct str name, enum desk_state *out)
{
    int index;
    if (!parse(states, DESK_STATE_COUNT, name, &index))
        return false;
    *out = (enum desk_state)index;
    return true;
}

bool desk_state_is_open(enum desk_state state)
{
    return (1u << state & (UNANSWERED | STATE(ASKED) | STATE(APPROVED) | STATE(APPROVED_CHANGED))) !=
           0;
}

struct str desk_kind_name(enum desk_kind kind)
{
    CHECK(kind < DESK_KIND_COUNT);
    return kinds[kind].name;
}

struct str desk_kind_title(enum desk_kind kind, enum lang lang)
{
    CHECK(kind < DESK_KIND_COUNT);
    return title(&kinds[kind], lang);
}

bool desk_kind_parse(struct str name, enum desk_kind *out)
{
    int index;
    if (!parse(kinds, DESK_KIND_COUNT, name, &index))
        return false;
    *out = (enum desk_kind)index;
    return true;
}

struct str desk_action_name(enum desk_action action)
{
    CHECK(action < DESK_ACTION_COUNT);
    return actions[action].name;
}

struct str desk_action_title(enum desk_action action, enum lang lang)
{
    CHECK(action < DESK_ACTION_COUNT);
    return title(&actions[action], lang);
}

bool desk_action_parse(struct str name, enum desk_action *out)
{
    int index;
    if (!parse(actions, DESK_ACTION_COUNT, name, &index))
        return false;
    *out = (enum desk_action)index;
    return true;
}

bool desk_action_is_direct(enum desk_action action)
{
    static const uint32_t direct =
        1u << DESK_BEGIN_CHECK | 1u << DESK_ASK_PAPERS | 1u << DESK_PAPERS_CAME |
        1u << DESK_BEGIN_DRAFT | 1u << DESK_BACK_TO_CHECK | 1u << DESK_REDRAFT |
        1u << DESK_WITHDRAW | 1u << DESK_DECLARE_OUT_OF_SCOPE | 1u << DESK_REOPEN |
        1u << DESK_EXPLAIN;
    return (1u << action & direct) != 0;
}

struct str desk_precondition_sentence(enum desk_precondition precondition, enum lang lang)
{
    for (int i = 0; i < PRECONDITION_COUNT; i++)
        if (preconditions[i].bit == precondition)
            return lang == LANG_EN ? preconditions[i].en : preconditions[i].ja;
    return STR("");
}

const struct desk_transition *desk_transitions(size_t *count)
{
    *count = TRANSITION_COUNT;
    return transitions;
}

const struct desk_transition *desk_transition_find(enum desk_kind kind, enum desk_state from,
                                                   enum desk_action action)
{
    for (int i = 0; i < TRANSITION_COUNT; i++)
        if (transitions[i].action == action && (transitions[i].kinds & 1u << kind) &&
            (transitions[i].from & 1u << from))
            return &transitions[i];
    return NULL;
}

int desk_transition_check(enum desk_kind kind, enum desk_state from, enum desk_action action,
                          uint32_t facts, struct error *error)
{
    const struct desk_transition *row = desk_transition_find(kind, from, action);
    if (!row) {
        char text[200];
        int n = snprintf(text, sizeof text, "%" PRIstr " → %" PRIstr,
                         STR_ARG(desk_state_title(from, LANG_JA)),
                         STR_ARG(desk_action_title(action, LANG_JA)));
        return ERROR(error, ERR_STATE, ((struct str){text, n > 0 ? (size_t)n : 0}));
    }
    for (int i = 0; i < PRECONDITION_COUNT; i++)
        if (row->preconditions & preconditions[i].bit && !(facts & preconditions[i].bit))
            return ERROR(error, ERR_DESK_PRECONDITION, preconditions[i].ja);
    return 0;
}
