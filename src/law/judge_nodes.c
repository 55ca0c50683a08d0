/* Building the proof: nodes in the order in which they are opened, values joined when closed. */
#include <string.h>

#include "base/check.h"
#include "law/judge_inside.h"

enum { FIRST_NODES = 96 };

static void make_room(struct judging *judging)
{
    if (judging->count < judging->capacity)
        return;
    size_t capacity = judging->capacity ? size_mul(judging->capacity, 2) : FIRST_NODES;
    struct law_node *nodes = ARENA_ARRAY(judging->arena, struct law_node, capacity);
    struct judge_note *notes = ARENA_ARRAY(judging->arena, struct judge_note, capacity);
    if (judging->count) {
        memcpy(nodes, judging->nodes, judging->count * sizeof *nodes);
        memcpy(notes, judging->notes, judging->count * sizeof *notes);
    }
    judging->nodes = nodes;
    judging->notes = notes;
    judging->capacity = capacity;
}

static int32_t add(struct judging *judging, enum law_join join, const struct law_row *row,
                   struct str subject)
{
    make_room(judging);
    int32_t index = (int32_t)judging->count++;
    judging->nodes[index] = (struct law_node){
        .parent = judging->depth ? judging->open[judging->depth - 1] : NO_NODE,
        .end = index + 1,
        .see = NO_NODE,
        .join = join,
        .row = row,
        .part = -1,
        .fact = LAW_FACT_COUNT,
        .subject = subject,
    };
    return index;
}

int32_t judge_open(struct judging *judging, enum law_join join, const struct law_row *row,
                   struct str subject)
{
    int32_t index = add(judging, join, row, subject);
    CHECK(judging->depth < JUDGE_DEPTH);
    judging->open[judging->depth++] = index;
    return index;
}

enum law_tri judge_denied(enum law_tri outcome)
{
    return outcome == LAW_UNKNOWN ? LAW_UNKNOWN : outcome == LAW_YES ? LAW_NO : LAW_YES;
}

/* Three-valued logic after Kleene; nothing joined is not met for ANY and met for ALL. */
enum law_tri judge_joined(enum law_join join, enum law_tri so_far, enum law_tri child, bool first)
{
    switch (join) {
    case LAW_ANY:
        if (so_far == LAW_YES || child == LAW_YES)
            return LAW_YES;
        return so_far == LAW_UNKNOWN || child == LAW_UNKNOWN ? LAW_UNKNOWN : LAW_NO;
    case LAW_ALL:
        if (so_far == LAW_NO || child == LAW_NO)
            return LAW_NO;
        return so_far == LAW_UNKNOWN || child == LAW_UNKNOWN ? LAW_UNKNOWN : LAW_YES;
    case LAW_AGREE:
        return first || so_far == child ? child : LAW_UNKNOWN;
    case LAW_NOT:
        return judge_denied(child);
    case LAW_LEAF:
    case LAW_SEE:
    case LAW_LAST:
        break;
    }
    return child;
}

int32_t judge_close(struct judging *judging)
{
    int32_t index = judging->open[--judging->depth];
    struct law_node *node = &judging->nodes[index];
    node->end = (int32_t)judging->count;
    node->outcome = node->if_confirmed = node->join == LAW_ANY   ? LAW_NO
                                         : node->join == LAW_ALL ? LAW_YES
                                                                 : LAW_UNKNOWN;
    bool first = true;
    for (int32_t i = index + 1; i < node->end; i = judging->nodes[i].end) {
        const struct law_node *child = &judging->nodes[i];
        node->outcome = judge_joined(node->join, node->outcome, child->outcome, first);
        node->if_confirmed =
            judge_joined(node->join, node->if_confirmed, child->if_confirmed, first);
        first = false;
    }
    return index;
}

int32_t judge_leaf(struct judging *judging, const struct law_row *row, struct str subject,
                   enum law_tri outcome, struct str said)
{
    int32_t index = add(judging, LAW_LEAF, row, subject);
    struct law_node *node = &judging->nodes[index];
    node->if_confirmed = outcome;
    node->outcome = row && !row->confirmed ? LAW_UNKNOWN : outcome;
    node->said = said;
    return index;
}

void judge_ask(struct judging *judging, int32_t node, enum law_missing_kind kind, struct str ask)
{
    judging->notes[node].kind = kind;
    judging->notes[node].ask = ask;
}

void judge_see(struct judging *judging, int32_t see)
{
    const struct law_node seen = judging->nodes[see];
    int32_t index = add(judging, LAW_SEE, seen.row, seen.subject);
    struct law_node *node = &judging->nodes[index];
    node->see = see;
    node->outcome = seen.outcome;
    node->if_confirmed = seen.if_confirmed;
}

void judge_see_denied(struct judging *judging, int32_t see, const struct law_row *row,
                      struct str subject)
{
    judge_open(judging, LAW_NOT, row, subject);
    judge_see(judging, see);
    judge_close(judging);
}

int32_t judge_fact(struct judging *judging, enum law_fact fact, enum law_tri wanted)
{
    enum law_tri said = judging->facts[fact];
    enum law_tri outcome = said == LAW_UNKNOWN ? LAW_UNKNOWN : said == wanted ? LAW_YES : LAW_NO;
    const struct law_row *question = law_fact_row(judging->tables, fact);
    int32_t node = judge_leaf(judging, judging->fact_rows[fact], question->item, outcome, STR(""));
    judging->nodes[node].fact = fact;
    judging->nodes[node].fact_value = said;
    judge_ask(judging, node, LAW_MISSING_FACT, question->condition);
    return node;
}

const struct law_row *judge_rule(const struct judging *judging, struct str key)
{
    return law_row_on(judging->tables, LAW_RULES, key, judging->day);
}

const struct law_row *judge_substance(const struct judging *judging, size_t part, size_t analysis)
{
    return judging->substances[judging->first_substance[part] + analysis];
}

enum law_form judge_form(const struct judging *judging, size_t part)
{
    enum law_form own =
        part < judging->cargo->part_count ? judging->cargo->parts[part].form : LAW_FORM_UNKNOWN;
    return own == LAW_FORM_UNKNOWN ? judging->cargo->form : own;
}

bool judge_for_recovery(const struct judging *judging)
{
    return judging->cargo->operation.n && judging->cargo->operation.p[0] == 'R';
}

bool judge_is_operation(const struct judging *judging, struct str code)
{
    return str_equal(judging->cargo->operation, code);
}
