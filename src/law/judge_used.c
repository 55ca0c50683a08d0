/* 中古品判断基準: goods that keep every criterion and are traded for reuse are no waste. */
#include "law/judge_inside.h"

static bool is_used_class(const struct judging *judging)
{
    return judging->class_row && str_starts(judging->class_row->key, STR("used_"));
}

static enum law_tri for_reuse(const struct judging *judging)
{
    const struct law_cargo *cargo = judging->cargo;
    if (cargo->purpose != LAW_PURPOSE_UNKNOWN)
        return cargo->purpose == LAW_REUSE ? LAW_YES : LAW_NO;
    if (cargo->operation.n || (judging->class_row && !is_used_class(judging)))
        return LAW_NO;
    return LAW_UNKNOWN;
}

static const struct law_row *kind_row(const struct judging *judging)
{
    const struct law_table *table = &judging->tables->tables[LAW_USED_KINDS];
    struct str kind = judging->cargo->used_kind;
    for (size_t i = 0; kind.n && i < table->row_count; i++) {
        const struct law_row *row = &table->rows[i];
        if (law_row_is_valid(row, judging->day) &&
            (str_equal(row->key, kind) || str_equal(row->item, kind)))
            return row;
    }
    return NULL;
}

void judge_used_age(struct judging *judging)
{
    const struct law_cargo *cargo = judging->cargo;
    const struct law_row *row = kind_row(judging);
    if (judging->facts[LAW_USED_AGE_OK] != LAW_UNKNOWN || !row || !row->has_value ||
        cargo->made_year == 0) {
        int32_t node = judge_fact(judging, LAW_USED_AGE_OK, LAW_YES);
        if (!row)
            judging->nodes[node].said = STR("年式の目安がこの品目の表にありません");
        return;
    }
    const struct decimal age = {date_of_day(judging->day).year - cargo->made_year, 0};
    int32_t node = judge_leaf(judging, row, row->item,
                              decimal_compare(age, row->value) <= 0 ? LAW_YES : LAW_NO,
                              STR("製造年からの年数"));
    judging->nodes[node].has_value = true;
    judging->nodes[node].value = age;
    judging->nodes[node].unit = LAW_YEAR;
}

/* Before anybody said that it is for reuse, the criteria are looked at only where something is
 * known. */
static bool says_anything(const struct judging *judging)
{
    for (int i = LAW_USED_UNDAMAGED; i <= LAW_USED_IMPORT_RULE; i++)
        if (judging->facts[i] != LAW_UNKNOWN)
            return true;
    return is_used_class(judging);
}

void judge_used_goods(struct judging *judging)
{
    enum law_tri reuse = for_reuse(judging);
    judging->used = judge_open(judging, LAW_ALL, judge_rule(judging, STR("中古品")),
                               STR("中古品として使われ、廃棄物でない"));
    int32_t node =
        judge_leaf(judging, NULL, STR("中古品として使うための取引である"), reuse, STR(""));
    judge_ask(judging, node, LAW_MISSING_DETAIL, STR("取引の目的（中古品としての使用か）"));
    const struct law_table *table = &judging->tables->tables[LAW_USED];
    bool look = reuse == LAW_YES || (reuse == LAW_UNKNOWN && says_anything(judging));
    for (size_t i = 0; look && i < table->row_count; i++) {
        if (!law_row_is_valid(&table->rows[i], judging->day))
            continue;
        judge_open(judging, LAW_ALL, &table->rows[i], table->rows[i].key);
        judge_conditions(judging, &table->rows[i]);
        judge_close(judging);
    }
    judge_close(judging);
}
