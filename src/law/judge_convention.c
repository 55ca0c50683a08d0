/* 条約附属書Ⅱ: Y48 (plastic waste that is not B3011) and Y49 (waste of electric and electronic
   goods) are regulated through 法第二条第一項第一号ロ, not through a 別表; before the amendments
   they were not there. */
#include "law/judge_inside.h"

static bool in_force(struct judging *judging, const struct law_row *row, struct str code)
{
    if (row)
        return true;
    judge_leaf(judging, NULL, code, LAW_NO, STR("この日の附属書Ⅱにはまだありません"));
    return false;
}

static void judge_y48(struct judging *judging)
{
    const struct law_row *row =
        law_row_on(judging->tables, LAW_CONVENTION, STR("Y48"), judging->day);
    if (!in_force(judging, row, STR("Y48")))
        return;
    judge_open(judging, LAW_ALL, row, STR("Y48"));
    judge_leaf(judging, row, STR("Y48"), LAW_YES, STR("この日の附属書Ⅱにあります"));
    judge_fact(judging, LAW_PLASTIC_WASTE, LAW_YES);
    if (judging->b3011 != NO_NODE)
        judge_see_denied(judging, judging->b3011, NULL, STR("B3011 でない"));
    judge_close(judging);
}

static void judge_electronic(struct judging *judging)
{
    judge_open(judging, LAW_ANY, NULL, STR("電気・電子機器の廃棄物を含む"));
    judge_fact(judging, LAW_ELECTRONIC_WASTE, LAW_YES);
    bool mixed = judging->class_row && str_equal(judging->class_row->key, STR("mixed_metal"));
    if (mixed || judging->facts[LAW_APPLIANCE_INTACT] != LAW_UNKNOWN)
        judge_fact(judging, LAW_APPLIANCE_INTACT, LAW_YES);
    judge_close(judging);
}

static void judge_y49(struct judging *judging)
{
    const struct law_row *row =
        law_row_on(judging->tables, LAW_CONVENTION, STR("Y49"), judging->day);
    if (!in_force(judging, row, STR("Y49")))
        return;
    const struct law_row *rule = judge_rule(judging, STR("附属書Ⅱと別表第三"));
    judge_open(judging, LAW_ALL, row, STR("Y49"));
    judge_leaf(judging, row, STR("Y49"), LAW_YES, STR("この日の附属書Ⅱにあります"));
    judge_electronic(judging);
    judge_open(judging, LAW_NOT, rule, STR("別表第三により附属書Ⅱから外れてはいない"));
    judge_open(judging, LAW_ALL, rule, STR("別表第三の物は附属書ⅡのY49に当たらない"));
    judge_see(judging, judging->annex3_claimed);
    judge_leaf(judging, rule, STR("別表第三の物とY49の関係"), rule ? LAW_YES : LAW_NO, STR(""));
    judge_close(judging);
    judge_close(judging);
    judge_close(judging);
}

void judge_convention(struct judging *judging)
{
    judging->convention = judge_open(judging, LAW_ANY, judge_rule(judging, STR("法二条一項一号ロ")),
                                     STR("条約附属書Ⅱの物である"));
    judge_y48(judging);
    judge_y49(judging);
    judge_close(judging);
}
