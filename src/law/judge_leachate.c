/* The standards that 別表第六 refers to for leachates: by disposal operation (D1–D4 and R10 against
   the soil standards, all others against 判定基準省令 別表第三 and the effluent standards) and by
   solid or liquid. What is not known of the two leaves alternatives that must agree. */
#include <string.h>

#include "law/judge_inside.h"

enum { GROUPS = 2, FORMS = 2, KEY_SIZE = 160 };

static const struct str form_words[FORMS] = {STR_INIT("solid"), STR_INIT("liquid")};

static const struct law_row *standard(const struct judging *judging, struct str substance,
                                      struct str group, struct str form)
{
    char key[KEY_SIZE];
    if (substance.n + group.n + form.n + 2 > sizeof key)
        return NULL;
    size_t n = 0;
    const struct str parts[] = {substance, STR("/"), group, STR("/"), form};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        memcpy(key + n, parts[i].p, parts[i].n);
        n += parts[i].n;
    }
    return law_row_on(judging->tables, LAW_LEACH, (struct str){key, n}, judging->day);
}

/* The 別表第六 row under which this leachate falls. */
static const struct law_row *number_of(const struct judging *judging, struct str substance)
{
    const struct law_table *table = &judging->tables->tables[LAW_ANNEX6];
    for (size_t i = 0; i < table->row_count; i++)
        if (table->rows[i].attributes[1].n && law_row_is_valid(&table->rows[i], judging->day) &&
            law_list_has(table->rows[i].attributes[1], substance))
            return &table->rows[i];
    return NULL;
}

/* Groups of operations that may apply; with R10 its own standard comes first. */
static size_t groups_of(const struct judging *judging, struct str out[GROUPS + 1])
{
    const struct law_row *operation =
        law_row_on(judging->tables, LAW_ANNEX1, judging->cargo->operation, judging->day);
    if (operation && judge_is_operation(judging, STR("R10"))) {
        out[0] = STR("R10");
        out[1] = STR("STRICT_SOIL");
        return 2;
    }
    if (operation) {
        out[0] = operation->attributes[0];
        return 1;
    }
    out[0] = STR("R10");
    out[1] = STR("STRICT_SOIL");
    out[2] = STR("OTHER");
    return 3;
}

static void judge_standard(struct judging *judging, const struct law_row *row, size_t part,
                           const struct law_analysis *analysis)
{
    if (!row) {
        judge_leaf(judging, NULL, analysis->substance, LAW_NO,
                   STR("この処分作業には溶出の基準がありません"));
        return;
    }
    struct decimal value;
    struct str said;
    const struct law_part *of = &judging->cargo->parts[part];
    enum law_tri meets = judge_compare(row, analysis, of, &value, &said);
    if (analysis->official == LAW_NO) { /* another leaching test gives another value */
        meets = LAW_UNKNOWN;
        said = STR("省令の引く方法の溶出試験ではありません");
    }
    int32_t node = judge_leaf(judging, row, analysis->substance, judge_denied(meets), said);
    judge_value(judging, node, part, analysis, value);
    judge_ask(judging, node, LAW_MISSING_ANALYSIS, STR("溶出の、基準と比べられる分析結果"));
    if (meets != LAW_UNKNOWN)
        judge_settle_doubt(judging, node, row, analysis, of);
}

static void judge_substance_leachate(struct judging *judging, struct str substance, size_t part,
                                     const struct law_analysis *analysis)
{
    struct str groups[GROUPS + 1];
    size_t group_count = groups_of(judging, groups);
    enum law_form form = judge_form(judging, part);
    bool open = group_count > 1 || form == LAW_FORM_UNKNOWN;
    int32_t node =
        judge_open(judging, LAW_AGREE, number_of(judging, substance), analysis->substance);
    for (size_t g = 0; g < group_count; g++)
        for (size_t f = 0; f < FORMS; f++) {
            if (form != LAW_FORM_UNKNOWN && (form == LAW_LIQUID) != (f == 1))
                continue;
            const struct law_row *row = standard(judging, substance, groups[g], form_words[f]);
            bool own_of_r10 = str_equal(groups[g], STR("R10"));
            if (row || (!own_of_r10 && !(g && judging->cargo->operation.n)))
                judge_standard(judging, row, part, analysis);
        }
    if ((size_t)node + 1 == judging->count)
        judge_standard(judging, NULL, part, analysis);
    judge_close(judging);
    judging->nodes[node].part = (int32_t)part;
    const struct law_row *number = judging->nodes[node].row;
    judging->notes[node].key = number ? number->key : STR("");
    if (open)
        judge_ask(judging, node, LAW_MISSING_DETAIL, STR("処分作業（D・Rの番号）と、固形か液状か"));
}

static bool has_leachate_of(const struct judging *judging, size_t part, struct str substance)
{
    const struct law_part *of = &judging->cargo->parts[part];
    for (size_t i = 0; i < of->analysis_count; i++) {
        const struct law_row *row = judge_substance(judging, part, i);
        if (of->analyses[i].kind == LAW_LEACHATE && row && str_equal(row->key, substance))
            return true;
    }
    return false;
}

/* アルキル水銀 is a part of 総水銀: none of it where no mercury at all was found, else it is asked
 * for. */
static void judge_contained(struct judging *judging, struct str contained, size_t part,
                            const struct law_analysis *of_whole)
{
    const struct law_row *row =
        law_row_on(judging->tables, LAW_SUBSTANCES, contained, judging->day);
    bool none = of_whole->below && of_whole->official == LAW_YES;
    if (row && !none && !has_leachate_of(judging, part, contained))
        judge_leachate_missing(judging, part, row);
}

void judge_leachate(struct judging *judging, size_t part, size_t index)
{
    const struct law_analysis *analysis = &judging->cargo->parts[part].analyses[index];
    const struct law_compiled *compiled = judge_substance(judging, part, index)->compiled;
    for (size_t i = 0; i < compiled->leach_count; i++)
        judge_substance_leachate(judging, compiled->leaches[i], part, analysis);
    if (compiled->contains.n)
        judge_contained(judging, compiled->contains, part, analysis);
}

void judge_leachate_missing(struct judging *judging, size_t part, const struct law_row *substance)
{
    for (size_t i = 0; i < substance->compiled->leach_count; i++) {
        struct str leach = substance->compiled->leaches[i];
        struct str groups[GROUPS + 1];
        size_t group_count = groups_of(judging, groups);
        bool any = false;
        for (size_t g = 0; g < group_count; g++)
            for (size_t f = 0; f < FORMS; f++)
                any = any || standard(judging, leach, groups[g], form_words[f]);
        if (!any)
            continue;
        const struct law_row *number = number_of(judging, leach);
        int32_t node = judge_leaf(judging, number, substance->key, LAW_UNKNOWN,
                                  STR("溶出試験の結果がありません"));
        judge_ask(judging, node, LAW_MISSING_ANALYSIS, STR("溶出試験の結果"));
        judging->nodes[node].part = (int32_t)part;
        judging->notes[node].key = number ? number->key : STR("");
    }
}
