/* What the answer rests on. Going down from the answer, only the children that make a node what it
   is are followed: for an unknown one the unknown children, down to a missing document or a row in
   doubt. */
#include <string.h>

#include "law/judge_inside.h"

struct collecting {
    struct judging *judging;
    struct law_missing *missing;
    const struct law_row **unconfirmed, **used;
    size_t missing_count, unconfirmed_count, used_count;
    bool only_rows; /* confirming rows would decide: documents are not asked for */
};

static bool add_row(const struct law_row **rows, size_t *count, const struct law_row *row)
{
    for (size_t i = 0; i < *count; i++)
        if (rows[i] == row)
            return false;
    rows[(*count)++] = row;
    return true;
}

static struct str part_name(const struct judging *judging, int32_t part)
{
    if (part < 0 || (size_t)part >= judging->cargo->part_count)
        return STR("");
    struct str name = judging->cargo->parts[part].name;
    return name.n ? name : arena_format(judging->arena, "部分%d", (int)part + 1);
}

/* A statement such as 「輸出である」 adds nothing to the words that ask for it. */
static bool says_more(struct str subject, struct str ask)
{
    return !str_contains(ask, subject) && !str_ends(subject, STR("である")) &&
           !str_ends(subject, STR("でない")) && !str_ends(subject, STR("する"));
}

static struct str missing_sentence(const struct judging *judging, const struct law_node *node,
                                   const struct judge_note *note)
{
    struct arena *arena = judging->arena;
    if (node->fact < LAW_FACT_COUNT && note->kind == LAW_MISSING_FACT)
        return ARENA_JOIN(arena, STR("「"), law_fact_row(judging->tables, node->fact)->item,
                          STR("」かどうかを示す資料: "), note->ask);
    struct str part = part_name(judging, node->part);
    if (part.n == 0 && !says_more(node->subject, note->ask))
        return note->ask;
    return ARENA_JOIN(arena, part, part.n ? STR("の") : STR(""), node->subject, STR(": "),
                      note->ask);
}

static void add_missing(struct collecting *collecting, int32_t index)
{
    struct judging *judging = collecting->judging;
    const struct law_node *node = &judging->nodes[index];
    const struct judge_note *note = &judging->notes[index];
    if (collecting->only_rows || note->ask.n == 0)
        return;
    const struct law_missing one = {.kind = note->kind,
                                    .node = index,
                                    .fact = node->fact,
                                    .part = node->part,
                                    .subject = node->subject,
                                    .sentence = missing_sentence(judging, node, note)};
    for (size_t i = 0; i < collecting->missing_count; i++)
        if (collecting->missing[i].part == one.part &&
            str_equal(collecting->missing[i].sentence, one.sentence))
            return;
    collecting->missing[collecting->missing_count++] = one;
}

static void visit_leaf(struct collecting *collecting, int32_t index)
{
    struct law_node *node = &collecting->judging->nodes[index];
    if (node->outcome != LAW_UNKNOWN) {
        if (node->row)
            add_row(collecting->used, &collecting->used_count, node->row);
    } else if (node->if_confirmed != LAW_UNKNOWN) {
        add_row(collecting->unconfirmed, &collecting->unconfirmed_count, node->row);
    } else {
        add_missing(collecting, index);
    }
}

static bool makes_it(const struct law_node *node, const struct law_node *child)
{
    return node->join == LAW_NOT || node->join == LAW_LAST || child->outcome == node->outcome ||
           (node->join == LAW_AGREE && node->outcome == LAW_UNKNOWN);
}

static void visit(struct collecting *collecting, int32_t index);

/* Alternatives that are each known and disagree: what is missing is which one applies. */
static bool is_disagreement(const struct law_node *nodes, int32_t index)
{
    if (nodes[index].join != LAW_AGREE || nodes[index].outcome != LAW_UNKNOWN)
        return false;
    for (int32_t i = index + 1; i < nodes[index].end; i = nodes[i].end)
        if (nodes[i].outcome == LAW_UNKNOWN)
            return false;
    return true;
}

static void visit_children(struct collecting *collecting, int32_t index)
{
    struct law_node *nodes = collecting->judging->nodes;
    const struct law_node *node = &nodes[index];
    bool first_suffices = (node->join == LAW_ALL && node->outcome == LAW_NO) ||
                          (node->join == LAW_ANY && node->outcome == LAW_YES);
    int32_t from = index + 1;
    if (node->join == LAW_LAST)
        from = collecting->judging->answer;
    for (int32_t i = from; i < node->end; i = nodes[i].end) {
        if (!makes_it(node, &nodes[i]))
            continue;
        visit(collecting, i);
        if (first_suffices)
            return;
    }
}

static void visit(struct collecting *collecting, int32_t index)
{
    struct law_node *node = &collecting->judging->nodes[index];
    if (node->decisive)
        return;
    node->decisive = true;
    if (node->row && node->row->confirmed && node->outcome == LAW_YES)
        add_row(collecting->used, &collecting->used_count, node->row);
    if (node->join == LAW_LEAF)
        visit_leaf(collecting, index);
    else if (node->join == LAW_SEE)
        visit(collecting, node->see);
    else
        visit_children(collecting, index);
    if (is_disagreement(collecting->judging->nodes, index))
        add_missing(collecting, index);
}

/* The answer when this row alone were confirmed: the tree joined anew. */
static enum law_tri rejoin(const struct judging *judging, int32_t index, const struct law_row *row,
                           enum law_tri *outcomes, bool *done)
{
    const struct law_node *node = &judging->nodes[index];
    if (done[index])
        return outcomes[index];
    enum law_tri outcome = node->join == LAW_ANY   ? LAW_NO
                           : node->join == LAW_ALL ? LAW_YES
                                                   : LAW_UNKNOWN;
    if (node->join == LAW_LEAF)
        outcome = node->row == row ? node->if_confirmed : node->outcome;
    else if (node->join == LAW_SEE)
        outcome = rejoin(judging, node->see, row, outcomes, done);
    bool first = true;
    for (int32_t i = index + 1; i < node->end; i = judging->nodes[i].end) {
        outcome = judge_joined(node->join, outcome, rejoin(judging, i, row, outcomes, done), first);
        first = false;
    }
    outcomes[index] = outcome;
    done[index] = true;
    return outcome;
}

static bool decides_alone(const struct judging *judging, const struct law_row *row,
                          enum law_tri *outcomes, bool *done)
{
    memset(done, 0, judging->count * sizeof *done);
    return rejoin(judging, judging->answer, row, outcomes, done) != LAW_UNKNOWN;
}

/* Puts the first row that decides alone in front. */
static void find_single(struct collecting *collecting, struct law_judgement *out)
{
    struct judging *judging = collecting->judging;
    enum law_tri *outcomes = NULL;
    bool *done = NULL;
    if (collecting->unconfirmed_count) {
        outcomes = ARENA_ARRAY(judging->arena, enum law_tri, judging->count);
        done = ARENA_ARRAY(judging->arena, bool, judging->count);
    }
    for (size_t i = 0; i < collecting->unconfirmed_count; i++) {
        const struct law_row *row = collecting->unconfirmed[i];
        if (!decides_alone(judging, row, outcomes, done))
            continue;
        for (size_t j = i; j > 0; j--)
            collecting->unconfirmed[j] = collecting->unconfirmed[j - 1];
        collecting->unconfirmed[0] = row;
        out->single = true;
        return;
    }
}

void judge_collect(struct judging *judging, struct law_judgement *out)
{
    struct collecting collecting = {
        .judging = judging,
        .missing = ARENA_ARRAY(judging->arena, struct law_missing, judging->count),
        .unconfirmed = ARENA_ARRAY(judging->arena, const struct law_row *, judging->count),
        .used = ARENA_ARRAY(judging->arena, const struct law_row *, judging->count),
        .only_rows = out->if_confirmed != LAW_TO_CONFIRM,
    };
    visit(&collecting, 0);
    if (out->result == LAW_EXEMPT) {
        bool tables = judging->nodes[judging->exempt].outcome == LAW_YES;
        visit(&collecting, tables ? judging->exempt : judging->exempt_convention);
    }
    find_single(&collecting, out);
    out->missing = collecting.missing;
    out->missing_count = collecting.missing_count;
    out->unconfirmed = collecting.unconfirmed;
    out->unconfirmed_count = collecting.unconfirmed_count;
    out->used = collecting.used;
    out->used_count = collecting.used_count;
}
