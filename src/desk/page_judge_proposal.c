/* The proposal, its reasons and the decisions, as the judgement page shows them. */
#include "desk/page_judge_make.h"

enum { FIRST_REASONS = 6 }; /* the others are folded */

struct desk_badge desk_badge_of_result(enum law_result result)
{
    struct str tone = result == LAW_REGULATED       ? STR("tone-controlled")
                      : result == LAW_NOT_REGULATED ? STR("tone-free")
                      : result == LAW_EXEMPT        ? STR("tone-free")
                                                    : STR("tone-attention");
    return (struct desk_badge){tone, law_result_title(result)};
}

static struct desk_badge badge_of_outcome(enum law_tri outcome)
{
    return outcome == LAW_YES  ? (struct desk_badge){STR("tone-good"), STR("当たる")}
           : outcome == LAW_NO ? (struct desk_badge){STR("tone-stopped"), STR("当たらない")}
                               : (struct desk_badge){STR("tone-attention"), STR("不明")};
}

static struct str valid_words(const struct law_row *row, struct arena *arena)
{
    struct str from = day_format(row->valid_from, arena);
    return row->valid_to == LAW_OPEN_END
               ? ARENA_JOIN(arena, from, STR(" から"))
               : ARENA_JOIN(arena, from, STR(" から "), day_format(row->valid_to, arena), STR(" まで"));
}

static struct str stem_of(enum law_table_id table)
{
    struct str file = law_table_file(table);
    return str_slice(file, 0, file.n - 4); /* without .tsv */
}

static void show_row(const struct law_row *row, struct arena *arena, struct desk_reason_view *out)
{
    out->row = row;
    if (!row)
        return;
    out->citation = law_row_citation(row, arena);
    out->limit = law_row_limit(row, arena);
    out->table = law_table_title(row->table);
    out->valid = valid_words(row, arena);
    out->file = stem_of(row->table);
    out->from = day_format(row->valid_from, arena);
}

static size_t depth_of(const struct law_judgement *judgement, size_t node)
{
    size_t depth = 0;
    for (int32_t at = judgement->nodes[node].parent; at >= 0 && depth < 6;
         at = judgement->nodes[at].parent)
        depth++;
    return depth;
}

static struct desk_reason_view show_node(const struct law_judgement *judgement, size_t node,
                                         struct arena *arena)
{
    const struct law_node *n = &judgement->nodes[node];
    struct desk_reason_view view = {
        .sentence = law_node_sentence(judgement, node, arena),
        .outcome = badge_of_outcome(n->outcome),
        .indent = arena_format(arena, "depth-%zu", depth_of(judgement, node)),
    };
    show_row(n->row, arena, &view);
    if (n->analysis && n->analysis->method.n)
        view.remark = n->analysis->method;
    return view;
}

/* What was compared or answered; the nodes above only join. */
static bool is_reason(const struct law_judgement *judgement, size_t node)
{
    const struct law_node *n = &judgement->nodes[node];
    return n->decisive && n->join == LAW_LEAF;
}

static bool is_said(const struct desk_reason_view *list, size_t count, struct str sentence)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(list[i].sentence, sentence))
            return true;
    return false;
}

/* What makes a cargo 該当 stands before what does not; each sentence once. */
static void make_reasons(const struct law_judgement *judgement, struct arena *arena,
                         struct desk_proposal_view *out)
{
    struct desk_reason_view *nodes = ARENA_ARRAY(arena, struct desk_reason_view, judgement->node_count);
    struct desk_reason_view *reasons =
        ARENA_ARRAY(arena, struct desk_reason_view, judgement->node_count);
    enum law_tri first = judgement->result == LAW_REGULATED     ? LAW_YES
                         : judgement->result == LAW_TO_CONFIRM ? LAW_UNKNOWN
                                                                : LAW_NO;
    for (size_t i = 0; i < judgement->node_count; i++)
        nodes[i] = show_node(judgement, i, arena);
    for (int round = 0; round < 2; round++)
        for (size_t i = 0; i < judgement->node_count; i++)
            if (is_reason(judgement, i) && (judgement->nodes[i].outcome == first) == (round == 0) &&
                !is_said(reasons, out->reason_count, nodes[i].sentence))
                reasons[out->reason_count++] = nodes[i];
    out->nodes = nodes;
    out->node_count = judgement->node_count;
    out->reasons = reasons;
    out->first_reasons = out->reason_count < FIRST_REASONS ? out->reason_count : FIRST_REASONS;
}

static void make_missing(const struct desk_law_view *law, struct arena *arena,
                         struct desk_proposal_view *out)
{
    const struct law_judgement *judgement = &law->judgement;
    struct desk_missing_view *missing =
        ARENA_ARRAY(arena, struct desk_missing_view, judgement->missing_count);
    for (size_t i = 0; i < judgement->missing_count; i++) {
        const struct law_missing *one = &judgement->missing[i];
        missing[i] = (struct desk_missing_view){.sentence = one->sentence};
        if (one->kind != LAW_MISSING_FACT)
            continue;
        const struct law_row *row = law_fact_row(law->edition->tables, one->fact);
        missing[i].fact = law_fact_key(one->fact);
        missing[i].question = row ? row->item : missing[i].fact;
    }
    struct desk_reason_view *doubts =
        ARENA_ARRAY(arena, struct desk_reason_view, judgement->unconfirmed_count);
    for (size_t i = 0; i < judgement->unconfirmed_count; i++)
        show_row(judgement->unconfirmed[i], arena, &doubts[i]);
    out->missing = missing;
    out->missing_count = judgement->missing_count;
    out->doubts = doubts;
    out->doubt_count = judgement->unconfirmed_count;
    out->single = judgement->single;
}

void desk_judge_make_proposal(const struct desk_law_view *law, struct arena *arena,
                              struct desk_proposal_view *out)
{
    *out = (struct desk_proposal_view){0};
    if (!law->judged) {
        out->problem = error_sentence(&law->problem, LANG_JA, arena);
        return;
    }
    const struct law_judgement *judgement = &law->judgement;
    out->result = desk_badge_of_result(judgement->result);
    if (judgement->if_confirmed != judgement->result)
        out->if_confirmed = desk_badge_of_result(judgement->if_confirmed);
    out->as_of = day_format_ja(judgement->as_of, arena);
    out->edition = judgement->edition;
    out->text = law_judgement_text(judgement, arena);
    out->codes = desk_law_citations(judgement, arena);
    make_reasons(judgement, arena, out);
    make_missing(law, arena, out);
}

int desk_judge_make_decisions(const struct web_actor *actor, const struct desk_law_view *law,
                              enum lang lang, struct desk_judge_page *page, struct error *error)
{
    struct arena *arena = actor->arena;
    struct desk_names names;
    int64_t *people = ARENA_ARRAY(arena, int64_t, law->decision_count + 1);
    struct desk_decision_view *rows =
        ARENA_ARRAY(arena, struct desk_decision_view, law->decision_count);
    for (size_t i = 0; i < law->decision_count; i++)
        people[i] = law->decisions[i].author;
    people[law->decision_count] = law->input.author;
    int e = desk_names_load(actor, people, law->decision_count + 1, lang, &names, error);
    for (size_t i = 0; !e && i < law->decision_count; i++) {
        const struct desk_law_decision *one = &law->decisions[i];
        rows[i] = (struct desk_decision_view){
            one,
            desk_badge_of_result(one->proposal),
            desk_badge_of_judgement(one->judgement, lang),
            desk_when(one->decided_at, arena),
            desk_name_of(&names, one->author),
            day_format(one->as_of, arena),
            !desk_law_agrees(one->proposal, one->judgement),
        };
    }
    if (!e && law->input.version)
        page->input_words =
            ARENA_JOIN(arena, desk_when(law->input.changed_at, arena), STR(" "),
                       desk_name_of(&names, law->input.author),
                       law->input.imported.n ? STR("　") : STR(""), law->input.imported);
    page->decisions = rows;
    page->decision_count = law->decision_count;
    return e;
}
