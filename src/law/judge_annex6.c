/* 別表第六: substances, their concentration in the smallest part that can be taken apart (備考1:
   never the average of the cargo), and the tests that drop some of its numbers (備考2). */
#include <string.h>

#include "law/judge_inside.h"

static bool is_yes(struct str word)
{
    return str_equal(word, STR("yes"));
}

/* 備考1: where the part can be taken apart further the value is an average, and some smallest part
   holds at least as much: it can show that the limit is reached, never that it is not. */
static enum law_tri of_average(const struct law_part *part, const struct law_analysis *analysis,
                               enum law_tri outcome, struct str *said)
{
    bool nothing_at_all = !analysis->below && analysis->value.mantissa == 0;
    if (part->separable != LAW_YES || outcome != LAW_NO || nothing_at_all)
        return outcome;
    *said = STR("さらに分解できる部分の平均の値です。分解した最小単位の分析が要ります");
    return LAW_UNKNOWN;
}

/* One number of the table for one analysis; a number listed in 備考2 also needs a test that is not
 * negative. */
static void judge_number(struct judging *judging, const struct law_row *row, size_t part,
                         const struct law_analysis *analysis)
{
    const struct law_part *of = &judging->cargo->parts[part];
    bool droppable = is_yes(row->attributes[0]);
    if (droppable)
        judge_open(judging, LAW_ALL, NULL, row->item);
    struct decimal value;
    struct str said;
    enum law_tri outcome = judge_compare(row, analysis, of, &value, &said);
    outcome = of_average(of, analysis, outcome, &said);
    int32_t node = judge_leaf(judging, row, analysis->substance, outcome, said);
    judge_value(judging, node, part, analysis, value);
    judge_ask(judging, node, LAW_MISSING_ANALYSIS,
              of->separable == LAW_YES
                  ? STR("分解できる最小単位での含有量の分析結果（平均では決まりません）")
                  : STR("含有量の、基準と比べられる分析結果"));
    judge_settle_doubt(judging, node, row, analysis, of);
    if (droppable) {
        judge_see_denied(judging, judging->tests, judge_rule(judging, STR("別表六備考2")),
                         STR("別表第七のどの試験でも陰性、ではない"));
        judge_close(judging);
    }
}

static void note_key(struct judging *judging, int32_t node, struct str key, size_t part)
{
    judging->notes[node].key = key;
    judging->nodes[node].part = (int32_t)part;
}

static void judge_content(struct judging *judging, size_t part, const struct law_analysis *analysis,
                          const struct law_row *substance)
{
    const struct law_compiled *compiled = substance->compiled;
    if (compiled->content_count == 0) {
        if (compiled->leach_count)
            return;
        int32_t node = judge_leaf(judging, substance, analysis->substance, LAW_NO,
                                  STR("別表第六に号がありません"));
        note_key(judging, node, STR(""), part);
        return;
    }
    bool several = compiled->content_count > 1;
    int32_t node = several ? judge_open(judging, LAW_AGREE, substance, analysis->substance)
                           : (int32_t)judging->count;
    for (size_t i = 0; i < compiled->content_count; i++) {
        const struct law_row *row =
            law_row_on(judging->tables, LAW_ANNEX6, compiled->contents[i], judging->day);
        if (row)
            judge_number(judging, row, part, analysis);
    }
    if (several) {
        judge_close(judging);
        judge_ask(judging, node, LAW_MISSING_DETAIL,
                  STR("化合物の名前（別表第六のどの号かが決まります）"));
    }
    if ((size_t)node < judging->count)
        note_key(judging, node, compiled->contents[0], part);
}

static void judge_acidity(struct judging *judging, size_t part, const struct law_analysis *analysis)
{
    static const struct str keys[] = {STR_INIT("16酸"), STR_INIT("16塩基")};
    for (size_t i = 0; i < 2; i++) {
        const struct law_row *row = law_row_on(judging->tables, LAW_ANNEX6, keys[i], judging->day);
        struct decimal value;
        struct str said;
        if (!row)
            continue;
        enum law_tri outcome =
            analysis->below
                ? LAW_UNKNOWN
                : judge_compare(row, analysis, &judging->cargo->parts[part], &value, &said);
        int32_t node = judge_leaf(judging, row, STR("pH"), outcome, STR(""));
        judge_value(judging, node, part, analysis, analysis->value);
        note_key(judging, node, keys[i], part);
    }
}

static bool has_analysis(const struct judging *judging, size_t part,
                         const struct law_row *substance, enum law_analysis_kind kind)
{
    const struct law_part *of = &judging->cargo->parts[part];
    for (size_t i = 0; i < of->analysis_count; i++)
        if (of->analyses[i].kind == kind && judge_substance(judging, part, i) == substance)
            return true;
    return false;
}

/* A leachate alone says nothing of the content, nor a content of the leachate. */
static void judge_other_half(struct judging *judging, size_t part, size_t index,
                             const struct law_row *substance)
{
    const struct law_analysis *analysis = &judging->cargo->parts[part].analyses[index];
    const struct law_compiled *compiled = substance->compiled;
    if (analysis->kind == LAW_CONTENT) {
        bool none = !analysis->below && analysis->value.mantissa == 0;
        if (compiled->leach_count && !none && !has_analysis(judging, part, substance, LAW_LEACHATE))
            judge_leachate_missing(judging, part, substance);
    } else if (compiled->content_count && !has_analysis(judging, part, substance, LAW_CONTENT)) {
        const struct law_row *row =
            law_row_on(judging->tables, LAW_ANNEX6, compiled->contents[0], judging->day);
        int32_t node = judge_leaf(judging, row, analysis->substance, LAW_UNKNOWN,
                                  STR("含有量の分析結果がありません"));
        judge_ask(judging, node, LAW_MISSING_ANALYSIS, STR("含有量の分析結果"));
        note_key(judging, node, compiled->contents[0], part);
    }
}

static void judge_unlisted(struct judging *judging, size_t part,
                           const struct law_analysis *analysis)
{
    int32_t node =
        judge_leaf(judging, NULL, analysis->substance, LAW_UNKNOWN, STR("物質の表にない名前です"));
    judge_ask(judging, node, LAW_MISSING_DETAIL,
              STR("別表第六のどの号の物質か（物質の表にありません）"));
    note_key(judging, node, STR(""), part);
    judging->nodes[node].analysis = analysis;
}

static void judge_analysis(struct judging *judging, size_t part, size_t index)
{
    const struct law_analysis *analysis = &judging->cargo->parts[part].analyses[index];
    const struct law_row *substance = judge_substance(judging, part, index);
    if (analysis->kind == LAW_ACIDITY) {
        judge_acidity(judging, part, analysis);
    } else if (!substance) {
        judge_unlisted(judging, part, analysis);
    } else {
        if (analysis->kind == LAW_CONTENT)
            judge_content(judging, part, analysis, substance);
        else
            judge_leachate(judging, part, index);
        judge_other_half(judging, part, index, substance);
    }
}

/* The analyses that the desk's practice asks for in this class are all there (仕様書 3.1①(E)). */
static bool has_class_analyses(const struct judging *judging, size_t part)
{
    struct str rest = judging->class_row ? judging->class_row->attributes[2] : STR(""), one, name;
    if (rest.n == 0)
        return false;
    while (law_list_next(&rest, &one)) {
        struct str kind = one;
        str_cut(&kind, ':', &name);
        const struct law_row *substance = law_substance_find(judging->tables, name, judging->day);
        if (!has_analysis(judging, part, substance,
                          str_equal(kind, STR("content")) ? LAW_CONTENT : LAW_LEACHATE))
            return false;
    }
    return true;
}

static void judge_rest(struct judging *judging, size_t part)
{
    const struct law_part *of = &judging->cargo->parts[part];
    int32_t node;
    if (of->others_absent == LAW_YES)
        node = judge_leaf(judging, NULL, STR("その他の号"), LAW_NO,
                          STR("ほかに別表第六の物を含まないとの資料があります"));
    else if (has_class_analyses(judging, part))
        node = judge_leaf(judging, judging->class_row, STR("その他の号"), LAW_NO,
                          STR("この分類で求める分析がそろっています"));
    else
        node = judge_leaf(judging, NULL, STR("その他の号"), LAW_UNKNOWN,
                          STR("ほかに別表第六の物を含むかが分かりません"));
    judge_ask(
        judging, node, LAW_MISSING_DETAIL,
        STR("ほかに別表第六の物を含まないことが分かる資料（SDS、発生工程の説明、成分分析結果）"));
    note_key(judging, node, STR("*"), part);
}

void judge_annex6(struct judging *judging)
{
    const struct law_cargo *cargo = judging->cargo;
    judging->annex6 = judge_open(judging, LAW_ANY, judge_rule(judging, STR("別表六備考1")),
                                 STR("別表第六に該当する"));
    judging->first_node = ARENA_ARRAY(judging->arena, int32_t, cargo->part_count + 1);
    for (size_t part = 0; part < cargo->part_count; part++) {
        judging->first_node[part] = (int32_t)judging->count;
        for (size_t i = 0; i < cargo->parts[part].analysis_count; i++)
            judge_analysis(judging, part, i);
        judge_rest(judging, part);
    }
    if (cargo->part_count == 0) {
        int32_t node = judge_leaf(judging, NULL, STR("組成と分析"), LAW_UNKNOWN,
                                  STR("部分ごとの組成と分析結果がありません"));
        judge_ask(judging, node, LAW_MISSING_ANALYSIS,
                  STR("分解できる最小の部分ごとの組成と成分分析結果"));
        judging->notes[node].key = STR("*");
    }
    judge_close(judging);
    judging->first_node[cargo->part_count] = (int32_t)judging->count;
}

static bool is_rest(const struct judging *judging, int32_t node)
{
    return str_equal(judging->notes[node].key, STR("*"));
}

/* Children of 別表第六 about one part and one selector; false when there are none. */
static bool see_selected(struct judging *judging, size_t part, struct str selector)
{
    bool found = false;
    int32_t end = judging->first_node[part + 1];
    for (int32_t i = judging->first_node[part]; i < end; i = judging->nodes[i].end)
        if (law_number_is(judging->notes[i].key, selector)) {
            judge_see(judging, i);
            found = true;
        }
    return found;
}

static void see_rest(struct judging *judging, size_t part)
{
    int32_t end = judging->first_node[part + 1];
    for (int32_t i = judging->first_node[part]; i < end; i = judging->nodes[i].end)
        if (is_rest(judging, i))
            judge_see(judging, i);
}

/* What was not analysed in a part is as unknown as the rest of it. */
static void see_numbers(struct judging *judging, struct str list)
{
    judge_open(judging, LAW_ANY, NULL, STR("別表第六の定められた号に該当する"));
    for (size_t part = 0; part < judging->cargo->part_count; part++) {
        struct str rest = list, one;
        bool all = true;
        while (rest.n && str_cut(&rest, ',', &one))
            all = see_selected(judging, part, one) && all;
        if (!all)
            see_rest(judging, part);
    }
    if (judging->cargo->part_count == 0)
        judge_see(judging, judging->annex6);
    judge_close(judging);
}

void judge_annex6_none(struct judging *judging, struct str list)
{
    judge_open(judging, LAW_NOT, NULL, STR("別表第六に該当しない"));
    if (list.n)
        see_numbers(judging, list);
    else
        judge_see(judging, judging->annex6);
    judge_close(judging);
}

static bool judge_part_content(struct judging *judging, const struct law_row *row, size_t part,
                               struct str substance)
{
    const struct law_part *of = &judging->cargo->parts[part];
    bool found = false;
    for (size_t i = 0; i < of->analysis_count; i++) {
        const struct law_row *measured = judge_substance(judging, part, i);
        if (of->analyses[i].kind != LAW_CONTENT || !measured ||
            !str_equal(measured->key, substance))
            continue;
        struct decimal value;
        struct str said;
        enum law_tri outcome = judge_compare(row, &of->analyses[i], of, &value, &said);
        int32_t node = judge_leaf(judging, row, substance, outcome, said);
        judge_value(judging, node, part, &of->analyses[i], value);
        judge_ask(judging, node, LAW_MISSING_ANALYSIS, STR("含有量の、基準と比べられる分析結果"));
        found = true;
    }
    return found;
}

void judge_any_content(struct judging *judging, const struct law_row *row, struct str substance)
{
    judge_open(judging, LAW_ANY, row, substance);
    for (size_t part = 0; part < judging->cargo->part_count; part++)
        if (!judge_part_content(judging, row, part, substance))
            see_rest(judging, part);
    if (judging->cargo->part_count == 0)
        judge_see(judging, judging->annex6);
    judge_close(judging);
}

void judge_annex6_measured(struct judging *judging)
{
    judge_open(judging, LAW_ANY, NULL, STR("分析した物質が別表第六に該当する"));
    int32_t end = judging->nodes[judging->annex6].end;
    for (int32_t i = judging->annex6 + 1; i < end; i = judging->nodes[i].end)
        if (!is_rest(judging, i))
            judge_see(judging, i);
    judge_close(judging);
}
