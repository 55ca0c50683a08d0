/* The states of a case and the one table of moves between them (state.c): who may, from where to
   where, and what must be true before. Pure: looks at facts, touches no store. */
#ifndef MEGURI_DESK_STATE_H
#define MEGURI_DESK_STATE_H

#include "base/error.h"

enum desk_kind { DESK_CONSULTATION, DESK_ENQUIRY, DESK_KIND_COUNT };

enum desk_state {
    DESK_RECEIVED,          /* 受付 */
    DESK_CHECKING,          /* 書類確認 */
    DESK_WAITING,           /* 追加資料待ち */
    DESK_DRAFTING,          /* 判定案 */
    DESK_ASKED,             /* 経産省照会 */
    DESK_APPROVED,          /* 了承 */
    DESK_APPROVED_CHANGED,  /* 修正の上了承 */
    DESK_RETURNED,          /* 差戻し */
    DESK_DISCUSSING,        /* 協議 */
    DESK_ANSWERED,          /* 回答 */
    DESK_REGISTERED,        /* 仮登録 */
    DESK_PUBLISH_REQUESTED, /* 公開依頼 */
    DESK_PUBLISHED,         /* 公開 */
    DESK_WITHDRAWN,         /* 取下げ */
    DESK_OUT_OF_SCOPE,      /* 対象外 */
    DESK_EXPLAINED,         /* 説明済: the end of a general enquiry */
    DESK_MERGED,            /* 統合済: joined into another case */
    DESK_STATE_COUNT
};
/* Stored name ("received", "checking" …) and the word people see. */
struct str desk_state_name(enum desk_state state);
struct str desk_state_title(enum desk_state state, enum lang lang);
bool desk_state_parse(struct str name, enum desk_state *out);
/* Neither answered nor ended: counts for due dates and the work list. */
bool desk_state_is_open(enum desk_state state);
struct str desk_kind_name(enum desk_kind kind); /* "consultation", "enquiry" */
struct str desk_kind_title(enum desk_kind kind, enum lang lang);
bool desk_kind_parse(struct str name, enum desk_kind *out);

enum desk_action {
    DESK_BEGIN_CHECK,
    DESK_ASK_PAPERS,
    DESK_PAPERS_CAME,
    DESK_BEGIN_DRAFT,
    DESK_BACK_TO_CHECK,
    DESK_ASK_METI,         /* approval_request only */
    DESK_TAKE_BACK,        /* withdraws the question to METI */
    DESK_METI_APPROVES,    /* these four: approval_decide only */
    DESK_METI_APPROVES_CHANGED,
    DESK_METI_RETURNS,
    DESK_METI_DISCUSSES,
    DESK_REDRAFT,
    DESK_ANSWER,           /* outbox or telephone only */
    DESK_REGISTER,         /* registry */
    DESK_REQUEST_PUBLISH,
    DESK_PUBLISH,
    DESK_CORRECT,          /* registry: a registered row is corrected and registered again */
    DESK_WITHDRAW,
    DESK_DECLARE_OUT_OF_SCOPE,
    DESK_REOPEN,
    DESK_EXPLAIN,
    DESK_MERGE,            /* desk_case_merge only */
    DESK_ACTION_COUNT
};
struct str desk_action_name(enum desk_action action); /* "begin_check" … */
struct str desk_action_title(enum desk_action action, enum lang lang); /* 書類確認を始める */
bool desk_action_parse(struct str name, enum desk_action *out);
/* True for moves a person makes directly with desk_case_advance; the others are the last step of a
   function of their own (asking METI, deciding, answering, registering, merging). */
bool desk_action_is_direct(enum desk_action action);

/* What must be true before a move. */
enum desk_precondition {
    DESK_NEEDS_CARGO = 1 << 0,
    DESK_NEEDS_JUDGEMENTS = 1 << 1,    /* every cargo line 該当 or 非該当 */
    DESK_NEEDS_FROZEN_DRAFT = 1 << 2,
    DESK_NEEDS_APPROVAL = 1 << 3,      /* METI's, of exactly the newest frozen text */
    DESK_NEEDS_DELIVERY = 1 << 4,      /* mail sent, or read aloud with time and person */
    DESK_NEEDS_REASON = 1 << 5,
    DESK_NEEDS_NO_ATTENTION = 1 << 6,  /* 要確認 has been decided */
    DESK_NEEDS_NO_PENDING_MAIL = 1 << 7, /* nothing waiting, being sent or unknown in the outbox */
};
struct str desk_precondition_sentence(enum desk_precondition precondition, enum lang lang);

struct desk_transition {
    enum desk_action action;
    uint32_t kinds;          /* bit per enum desk_kind */
    uint32_t from;           /* bit per enum desk_state */
    enum desk_state to;
    struct str permission;
    uint32_t preconditions;
};
const struct desk_transition *desk_transitions(size_t *count);
/* The row for this move, or NULL when the state does not allow it. */
const struct desk_transition *desk_transition_find(enum desk_kind kind, enum desk_state from,
                                                   enum desk_action action);
/* ERR_STATE or the first missing precondition (ERR_DESK_PRECONDITION). `facts`: bits that are true. */
int desk_transition_check(enum desk_kind kind, enum desk_state from, enum desk_action action,
                          uint32_t facts, struct error *error);

#endif
