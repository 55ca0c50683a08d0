/* The conditions of one row of 別表第二・第三, of the plastic and of the used goods criteria:
   clauses that must all hold, each with alternatives. */
#include "law/judge_inside.h"

static void judge_operation(struct judging *judging, struct str wanted, enum law_tri outcome)
{
    bool known = judging->cargo->operation.n > 0;
    int32_t node = judge_leaf(judging, NULL, wanted, known ? outcome : LAW_UNKNOWN,
                              known ? judging->cargo->operation : STR("処分作業が分かりません"));
    judge_ask(judging, node, LAW_MISSING_DETAIL,
              STR("輸出先の処分作業（D1～D15、R1～R13）の分かる資料"));
}

/* Solid or liquid as a whole; parts that differ leave it open. */
static enum law_form form_of_all(const struct judging *judging)
{
    enum law_form form = judging->cargo->form;
    for (size_t i = 0; i < judging->cargo->part_count; i++) {
        enum law_form own = judge_form(judging, i);
        if (i && own != form)
            return LAW_FORM_UNKNOWN;
        form = own;
    }
    return form;
}

static void judge_form_is(struct judging *judging, enum law_form wanted)
{
    enum law_form form = form_of_all(judging);
    enum law_tri outcome = form == LAW_FORM_UNKNOWN ? LAW_UNKNOWN
                           : form == wanted         ? LAW_YES
                                                    : LAW_NO;
    int32_t node =
        judge_leaf(judging, NULL, wanted == LAW_LIQUID ? STR("液状である") : STR("液状でない"),
                   outcome, STR(""));
    judge_ask(judging, node, LAW_MISSING_DETAIL, STR("固形か液状か"));
}

static void judge_measured(struct judging *judging, const struct law_row *row, size_t part,
                           const struct law_analysis *analysis)
{
    struct decimal value;
    struct str said;
    enum law_tri outcome =
        judge_compare(row, analysis, &judging->cargo->parts[part], &value, &said);
    int32_t node =
        judge_leaf(judging, row, analysis->kind == LAW_ACIDITY ? STR("pH") : analysis->substance,
                   outcome, said);
    judge_value(judging, node, part, analysis, value);
    judge_ask(judging, node, LAW_MISSING_ANALYSIS, STR("含有量の、基準と比べられる分析結果"));
}

/* Every part that was analysed for the substance must keep the limit. */
static void judge_row_value(struct judging *judging, const struct law_row *row,
                            struct str substance)
{
    const struct law_cargo *cargo = judging->cargo;
    bool acidity = str_equal(substance, STR("pH"));
    judge_open(judging, LAW_ALL, row, substance);
    size_t before = judging->count;
    for (size_t part = 0; part < cargo->part_count; part++)
        for (size_t i = 0; i < cargo->parts[part].analysis_count; i++) {
            const struct law_row *of = judge_substance(judging, part, i);
            enum law_analysis_kind kind = cargo->parts[part].analyses[i].kind;
            if (acidity ? kind == LAW_ACIDITY
                        : kind == LAW_CONTENT && of && str_equal(of->key, substance))
                judge_measured(judging, row, part, &cargo->parts[part].analyses[i]);
        }
    if (judging->count == before) {
        int32_t node =
            judge_leaf(judging, row, substance, LAW_UNKNOWN, STR("分析結果がありません"));
        judge_ask(judging, node, LAW_MISSING_ANALYSIS,
                  acidity ? STR("測定の結果") : STR("含有量の分析結果"));
    }
    judge_close(judging);
}

static void judge_row(struct judging *judging, enum law_table_id table, struct str key)
{
    const struct law_row *row = law_row_on(judging->tables, table, key, judging->day);
    judge_open(judging, LAW_ALL, row, key);
    if (row)
        judge_conditions(judging, row);
    judge_close(judging);
}

static void judge_term(struct judging *judging, const struct law_row *row,
                       const struct law_term *term)
{
    switch (term->kind) {
    case LAW_TERM_FACT:
        judge_fact(judging, term->fact, term->wanted);
        break;
    case LAW_TERM_ANNEX5_NONE:
        judge_see_denied(judging, judging->annex5, NULL, STR("別表第五に該当しない"));
        break;
    case LAW_TERM_ANNEX6_NONE:
        judge_annex6_none(judging, term->list);
        break;
    case LAW_TERM_ANNEX6_MEASURED_NONE:
        judge_open(judging, LAW_NOT, NULL, STR("分析した物質は別表第六に該当しない"));
        judge_annex6_measured(judging);
        judge_close(judging);
        break;
    case LAW_TERM_TEST_NEGATIVE:
        judge_see(judging, judging->test_items[term->list.p[0] - '0']);
        break;
    case LAW_TERM_NOT_FOR_D:
        judge_operation(judging, STR("処分作業がDでない"),
                        judge_for_recovery(judging) ? LAW_YES : LAW_NO);
        break;
    case LAW_TERM_FOR_R3:
        judge_operation(judging, STR("処分作業がR3である"),
                        judge_is_operation(judging, STR("R3")) ? LAW_YES : LAW_NO);
        break;
    case LAW_TERM_LIQUID:
        judge_form_is(judging, LAW_LIQUID);
        break;
    case LAW_TERM_NOT_LIQUID:
        judge_form_is(judging, LAW_SOLID);
        break;
    case LAW_TERM_VALUE:
        judge_row_value(judging, row, term->list);
        break;
    case LAW_TERM_ROW:
        judge_row(judging, row->table, term->list);
        break;
    case LAW_TERM_PLASTIC:
        judge_plastic(judging);
        break;
    case LAW_TERM_USED_AGE:
        judge_used_age(judging);
        break;
    }
}

void judge_conditions(struct judging *judging, const struct law_row *row)
{
    const struct law_compiled *compiled = row->compiled;
    for (size_t i = 0; compiled && i < compiled->term_count;) {
        size_t end = i + 1;
        while (end < compiled->term_count &&
               compiled->terms[end].clause == compiled->terms[i].clause)
            end++;
        bool several = end - i > 1;
        if (several)
            judge_open(judging, LAW_ANY, NULL, STR("次のどれか"));
        for (; i < end; i++)
            judge_term(judging, row, &compiled->terms[i]);
        if (several)
            judge_close(judging);
    }
}
