/* Names of METI's decisions, and reading a decision from a mail's own words. */
#include "base/text.h"
#include "desk/approval.h"

static const struct {
    struct str name, ja, en;
} decisions[] = {
    [DESK_PENDING] = {STR_INIT("pending"), STR_INIT("照会中"), STR_INIT("Pending")},
    [DESK_DECISION_APPROVED] = {STR_INIT("approved"), STR_INIT("了承"), STR_INIT("Approved")},
    [DESK_DECISION_APPROVED_CHANGED] = {STR_INIT("approved_changed"), STR_INIT("修正の上了承"),
                                        STR_INIT("Approved with changes")},
    [DESK_DECISION_RETURNED] = {STR_INIT("returned"), STR_INIT("差戻し"), STR_INIT("Returned")},
    [DESK_DECISION_DISCUSS] = {STR_INIT("discuss"), STR_INIT("協議"), STR_INIT("To discuss")},
    [DESK_DECISION_TAKEN_BACK] = {STR_INIT("taken_back"), STR_INIT("照会取下げ"),
                                  STR_INIT("Taken back")},
};
enum { DECISION_COUNT = sizeof decisions / sizeof decisions[0] };

struct str desk_decision_name(enum desk_decision decision)
{
    return decisions[decision].name;
}

struct str desk_decision_title(enum desk_decision decision, enum lang lang)
{
    return lang == LANG_EN ? decisions[decision].en : decisions[decision].ja;
}

bool desk_decision_parse(struct str name, enum desk_decision *out)
{
    for (int i = 0; i < DECISION_COUNT; i++) {
        if (str_equal(decisions[i].name, name)) {
            *out = (enum desk_decision)i;
            return true;
        }
    }
    return false;
}

/* A line that starts a quotation: everything from here on is someone else's. */
static bool starts_quotation(struct str line)
{
    return str_contains(line, STR("-----Original Message-----")) ||
           str_contains(line, STR("-----元のメッセージ-----")) ||
           str_contains(line, STR("wrote:")) || str_contains(line, STR("のメール:")) ||
           str_starts(line, STR("________________________________"));
}

static const struct str negations[] = {
    STR_INIT("できません"), STR_INIT("できない"), STR_INIT("しません"), STR_INIT("しかねます"),
    STR_INIT("ではなく"),   STR_INIT("不可"),     STR_INIT("保留"),     STR_INIT("いずれか"),
};

static bool is_negated(struct str line)
{
    for (size_t i = 0; i < sizeof negations / sizeof negations[0]; i++)
        if (str_contains(line, negations[i]))
            return true;
    return false;
}

/* What one line says; DESK_PENDING: nothing. *unclear when it says more than one or denies it. */
static enum desk_decision read_line(struct str line, bool *unclear)
{
    bool approves = str_contains(line, STR("了承")) || str_contains(line, STR("承認"));
    bool changed = approves && (str_contains(line, STR("修正の上")) ||
                                str_contains(line, STR("修正のうえ")) ||
                                str_contains(line, STR("修正して")));
    bool returned = str_contains(line, STR("差戻")) || str_contains(line, STR("差し戻"));
    bool discuss = str_contains(line, STR("協議"));
    int said = approves + returned + discuss;
    if (said == 0)
        return DESK_PENDING;
    if (said > 1 || is_negated(line)) {
        *unclear = true;
        return DESK_PENDING;
    }
    if (returned)
        return DESK_DECISION_RETURNED;
    if (discuss)
        return DESK_DECISION_DISCUSS;
    return changed ? DESK_DECISION_APPROVED_CHANGED : DESK_DECISION_APPROVED;
}

enum desk_decision desk_approval_parse_mail(struct str text, struct arena *arena,
                                            struct str *words)
{
    enum desk_decision found = DESK_PENDING;
    struct str rest = text_clean(text, arena), raw;
    *words = STR("");
    while (str_cut(&rest, '\n', &raw)) {
        struct str line = str_trim(raw);
        if (str_starts(line, STR(">")) || str_starts(line, STR("＞")))
            continue;
        if (starts_quotation(line))
            break;
        bool unclear = false;
        enum desk_decision said = read_line(text_normal_form(line, arena), &unclear);
        if (unclear || (said != DESK_PENDING && found != DESK_PENDING && said != found)) {
            *words = text_head(line, 200);
            return DESK_PENDING;
        }
        if (said != DESK_PENDING && found == DESK_PENDING) {
            found = said;
            *words = text_head(line, 200);
        }
    }
    return found;
}
