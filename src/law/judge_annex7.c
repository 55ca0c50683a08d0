/* 別表第七: the tests of hazardous characteristics. The section is met when every test is negative,
   which drops what 別表第五 備考1 and 別表第六 備考2 list. */
#include "law/judge_inside.h"

static const struct law_test *find_test(const struct law_cargo *cargo, struct str key)
{
    const struct law_test *all = NULL;
    for (size_t i = 0; i < cargo->test_count; i++) {
        if (str_equal(cargo->tests[i].key, key))
            return &cargo->tests[i];
        if (str_equal(cargo->tests[i].key, STR("all")))
            all = &cargo->tests[i];
    }
    return all;
}

/* Positive, negative or unknown. */
static enum law_tri outcome_of(const struct law_row *row, const struct law_test *test)
{
    if (!test)
        return LAW_UNKNOWN;
    if (!test->has_value)
        return test->positive;
    const struct law_analysis measured = {
        .value = test->value, .unit = test->unit, .kind = LAW_LEACHATE};
    const struct law_part nothing = {0};
    struct decimal value;
    struct str said;
    return row->has_value ? judge_compare(row, &measured, &nothing, &value, &said) : LAW_UNKNOWN;
}

static bool concerns(const struct judging *judging, const struct law_row *row)
{
    if (!law_row_is_valid(row, judging->day))
        return false;
    bool solid = str_equal(row->attributes[0], STR("solid")),
         liquid = str_equal(row->attributes[0], STR("liquid"));
    return !((solid && judging->cargo->form == LAW_LIQUID) ||
             (liquid && judging->cargo->form == LAW_SOLID));
}

static void judge_test(struct judging *judging, const struct law_row *row)
{
    const struct law_test *test = find_test(judging->cargo, row->key);
    enum law_tri positive = outcome_of(row, test);
    int32_t node = judge_leaf(judging, row, row->item, judge_denied(positive),
                              positive == LAW_YES  ? STR("陽性")
                              : positive == LAW_NO ? STR("陰性")
                                                   : STR("結果がありません"));
    if (test && test->has_value) {
        judging->nodes[node].has_value = true;
        judging->nodes[node].value = test->value;
        judging->nodes[node].unit = test->unit;
    }
    judge_ask(judging, node, LAW_MISSING_TEST, STR("試験の結果"));
}

static void judge_items(struct judging *judging)
{
    const struct law_table *table = &judging->tables->tables[LAW_ANNEX7];
    for (size_t i = 0; i < table->row_count;) {
        struct str item = table->rows[i].code;
        int32_t node = judge_open(judging, LAW_ALL, NULL, item);
        if (item.n && item.p[0] > '0' && item.p[0] < '0' + JUDGE_TEST_ITEMS)
            judging->test_items[item.p[0] - '0'] = node;
        for (; i < table->row_count && str_equal(table->rows[i].code, item); i++)
            if (concerns(judging, &table->rows[i]))
                judge_test(judging, &table->rows[i]);
        judge_close(judging);
    }
}

void judge_annex7(struct judging *judging)
{
    judging->tests = judge_open(judging, LAW_ALL, NULL, STR("別表第七のどの試験でも陰性である"));
    for (size_t i = 0; i < JUDGE_TEST_ITEMS; i++)
        judging->test_items[i] = judging->tests;
    if (judging->cargo->test_count) {
        judge_items(judging);
    } else {
        int32_t node =
            judge_leaf(judging, NULL, STR("別表第七の試験"), LAW_UNKNOWN, STR("結果がありません"));
        judge_ask(judging, node, LAW_MISSING_TEST, STR("別表第七（1～8の項）の試験の結果"));
    }
    judge_close(judging);
}
