/* The proof in Japanese: one sentence a node, and the paragraphs for a draft. */
#include "base/buf.h"
#include "law/judge_inside.h"

static struct str part_name(const struct law_judgement *judgement, int32_t part,
                            struct arena *arena)
{
    if (part < 0 || (size_t)part >= judgement->cargo->part_count)
        return STR("");
    struct str name = judgement->cargo->parts[part].name;
    return ARENA_JOIN(arena, STR("「"),
                      name.n ? name : arena_format(arena, "部分%d", (int)part + 1), STR("」の"));
}

static struct str kind_of(const struct law_node *node)
{
    if (!node->analysis || node->analysis->kind == LAW_ACIDITY)
        return STR("");
    return node->analysis->kind == LAW_LEACHATE ? STR("の溶出") : STR("の含有");
}

static struct str value_of(const struct law_node *node, struct arena *arena)
{
    if (!node->has_value)
        return STR("");
    return ARENA_JOIN(arena, STR(" "), decimal_format(node->value, arena), STR(" "),
                      law_unit_text(node->unit), node->below ? STR(" 未満（不検出）") : STR(""));
}

static struct str limit_of(const struct law_node *node, struct arena *arena)
{
    bool standard = node->row && node->row->table == LAW_LEACH;
    struct str limit = node->row ? law_row_limit(node->row, arena) : STR("");
    if (limit.n == 0)
        return STR("");
    return ARENA_JOIN(arena, standard ? STR("、基準 ") : STR("、"), limit);
}

static bool is_statement(const struct law_node *node)
{
    return !node->row || node->fact < LAW_FACT_COUNT || node->row->table == LAW_RULES ||
           node->row->table == LAW_USED || node->row->table == LAW_PLASTIC;
}

static struct str yes_or_no(enum law_tri tri)
{
    return tri == LAW_UNKNOWN ? STR("不明") : tri == LAW_YES ? STR("はい") : STR("いいえ");
}

static struct str unknown_words(const struct law_node *node)
{
    if (node->if_confirmed == LAW_UNKNOWN)
        return STR("不明");
    return node->if_confirmed == LAW_YES ? STR("要確認（確認できれば当たる）")
                                         : STR("要確認（確認できれば当たらない）");
}

/* A leach standard is met by what is not regulated, and a rule may want a fact to be no: the words
   say which of the two is meant. */
static struct str outcome_of(const struct law_node *node)
{
    bool standard = node->row && node->row->table == LAW_LEACH && node->join == LAW_LEAF;
    if (node->fact_value != LAW_UNKNOWN)
        return yes_or_no(node->fact_value);
    if (node->outcome == LAW_UNKNOWN)
        return unknown_words(node);
    if (standard)
        return node->outcome == LAW_YES ? STR("基準に適合しない") : STR("基準に適合する");
    if (is_statement(node))
        return yes_or_no(node->outcome);
    return node->outcome == LAW_YES ? STR("当たる") : STR("当たらない");
}

struct str law_node_sentence(const struct law_judgement *judgement, size_t index,
                             struct arena *arena)
{
    const struct law_node *node = &judgement->nodes[index];
    struct str citation =
        node->row ? ARENA_JOIN(arena, STR("［"), law_row_citation(node->row, arena), STR("］"))
                  : STR("");
    struct str said = node->said.n ? ARENA_JOIN(arena, STR("（"), node->said, STR("）")) : STR("");
    return ARENA_JOIN(arena, part_name(judgement, node->part, arena), node->subject, kind_of(node),
                      value_of(node, arena), limit_of(node, arena), STR(": "), outcome_of(node),
                      said, citation);
}

static void line(struct buf *out, struct str text)
{
    buf_append(out, text);
    buf_append_char(out, '\n');
}

static void append_answer(struct buf *out, const struct law_judgement *judgement,
                          struct arena *arena)
{
    struct str day = day_format_ja(judgement->as_of, arena);
    struct str name = judgement->cargo->name.n ? judgement->cargo->name : STR("ご相談の貨物");
    switch (judgement->result) {
    case LAW_REGULATED:
        line(out, ARENA_JOIN(arena, name, STR("は、"), day,
                             STR("時点の規制の表によれば、特定有害廃棄物等に該当します。")));
        break;
    case LAW_NOT_REGULATED:
        line(out, ARENA_JOIN(arena, name, STR("は、"), day,
                             STR("時点の規制の表によれば、特定有害廃棄物等に該当しません。")));
        break;
    case LAW_EXEMPT:
        line(out, ARENA_JOIN(
                      arena, name, STR("は、"), day,
                      STR("時点の規制の表によれば、特定有害廃棄物等の規制の対象から除かれます。")));
        break;
    case LAW_TO_CONFIRM:
        line(out,
             ARENA_JOIN(arena, name, STR("は、"), day,
                        STR("時点では該当か非該当かを判断できません。次の点の確認が必要です。")));
        break;
    }
}

static bool is_code_table(enum law_table_id table)
{
    return table == LAW_ANNEX2 || table == LAW_ANNEX3 || table == LAW_ANNEX4 ||
           table == LAW_ANNEX5 || table == LAW_CONVENTION;
}

/* Codes and streams as a whole, and below them what was compared or said. */
static bool is_reason(const struct law_judgement *judgement, const struct law_node *node)
{
    bool of_code = node->row && is_code_table(node->row->table);
    if (!node->decisive || node->outcome == LAW_UNKNOWN)
        return false;
    if (node->join == LAW_ALL)
        return of_code;
    const struct law_node *parent = node->parent >= 0 ? &judgement->nodes[node->parent] : NULL;
    bool claim = of_code && !node->has_value && parent && parent->row == node->row;
    bool says = node->row || node->has_value || node->said.n || node->fact < LAW_FACT_COUNT;
    return node->join == LAW_LEAF && says && !claim;
}

/* The same statement about the whole cargo stands under several rules. */
static bool was_said(const struct law_judgement *judgement, size_t index)
{
    const struct law_node *node = &judgement->nodes[index];
    for (size_t i = 0; node->part < 0 && i < index; i++) {
        const struct law_node *other = &judgement->nodes[i];
        if (other->part < 0 && other->row == node->row && other->join == node->join &&
            str_equal(other->subject, node->subject) && is_reason(judgement, other))
            return true;
    }
    return false;
}

static void append_reasons(struct buf *out, const struct law_judgement *judgement,
                           struct arena *arena)
{
    bool any = false;
    for (size_t i = 0; i < judgement->node_count; i++) {
        if (!is_reason(judgement, &judgement->nodes[i]) || was_said(judgement, i))
            continue;
        if (!any)
            line(out,
                 judgement->result == LAW_TO_CONFIRM ? STR("\n分かっていること") : STR("\n理由"));
        any = true;
        line(out, ARENA_JOIN(arena, STR("・"), law_node_sentence(judgement, i, arena)));
    }
}

static void append_missing(struct buf *out, const struct law_judgement *judgement,
                           struct arena *arena)
{
    for (size_t i = 0; i < judgement->missing_count; i++) {
        if (i == 0)
            line(out, STR("\n必要な資料・分析"));
        line(out, ARENA_JOIN(arena, STR("・"), judgement->missing[i].sentence));
    }
}

static void append_unconfirmed(struct buf *out, const struct law_judgement *judgement,
                               struct arena *arena)
{
    for (size_t i = 0; i < judgement->unconfirmed_count; i++) {
        const struct law_row *row = judgement->unconfirmed[i];
        if (i == 0)
            line(out,
                 judgement->single ? STR("\n確認すれば決まる表の行") : STR("\n確認が要る表の行"));
        line(out, ARENA_JOIN(arena, STR("・"), law_row_citation(row, arena),
                             row->note.n ? STR(" — ") : STR(""), row->note));
    }
    if (judgement->unconfirmed_count && judgement->if_confirmed != LAW_TO_CONFIRM)
        line(out, ARENA_JOIN(arena, STR("（表のとおりと確認できれば、"),
                             law_result_title(judgement->if_confirmed), STR("です。）")));
}

static void append_sources(struct buf *out, const struct law_judgement *judgement,
                           struct arena *arena)
{
    for (size_t i = 0; i < judgement->used_count; i++) {
        if (i == 0)
            line(out, STR("\n根拠"));
        line(out, ARENA_JOIN(arena, STR("・"), law_row_citation(judgement->used[i], arena),
                             STR(" "), judgement->used[i]->source));
    }
    line(out, ARENA_JOIN(arena, STR("規制の表の版: "), judgement->edition));
}

struct str law_judgement_text(const struct law_judgement *judgement, struct arena *arena)
{
    struct buf out = {0};
    append_answer(&out, judgement, arena);
    append_missing(&out, judgement, arena);
    append_unconfirmed(&out, judgement, arena);
    append_reasons(&out, judgement, arena);
    append_sources(&out, judgement, arena);
    struct str text = arena_copy(arena, buf_str(&out));
    buf_finish(&out);
    return text;
}
