/* 第五条: a monitor that is hazardous waste in Hong Kong is regulated when exported to or through
   Hong Kong, also as used goods. */
#include "law/judge_inside.h"

static bool is_hong_kong(const struct judging *judging, struct str country)
{
    const struct law_row *row =
        law_row_on(judging->tables, LAW_COUNTRY_GROUPS, STR("HONG_KONG/HK"), judging->day);
    return row && str_equal(row->code, country);
}

static void judge_destination(struct judging *judging)
{
    struct str country = judging->cargo->country;
    int32_t node = judge_leaf(judging, NULL, STR("仕向地が香港である"),
                              country.n == 0                   ? LAW_UNKNOWN
                              : is_hong_kong(judging, country) ? LAW_YES
                                                               : LAW_NO,
                              country);
    judge_ask(judging, node, LAW_MISSING_DETAIL, STR("相手国"));
}

static void judge_transit(struct judging *judging)
{
    const struct law_cargo *cargo = judging->cargo;
    enum law_tri through = cargo->transit_known || cargo->transit_count ? LAW_NO : LAW_UNKNOWN;
    for (size_t i = 0; i < cargo->transit_count; i++)
        if (is_hong_kong(judging, cargo->transit[i]))
            through = LAW_YES;
    int32_t node = judge_leaf(judging, NULL, STR("香港を経由する"), through, STR(""));
    judge_ask(judging, node, LAW_MISSING_DETAIL, STR("経由地（香港を経由するか）"));
}

static void judge_export(struct judging *judging)
{
    enum law_direction direction = judging->cargo->direction;
    int32_t node = judge_leaf(judging, NULL, STR("輸出である"),
                              direction == LAW_EXPORT   ? LAW_YES
                              : direction == LAW_IMPORT ? LAW_NO
                                                        : LAW_UNKNOWN,
                              STR(""));
    judge_ask(judging, node, LAW_MISSING_DETAIL, STR("輸出か輸入か"));
}

void judge_hong_kong(struct judging *judging)
{
    judging->hong_kong = judge_open(judging, LAW_ALL, judge_rule(judging, STR("第五条")),
                                    STR("香港に関わるモニターである"));
    judge_export(judging);
    judge_open(judging, LAW_ANY, NULL, STR("香港が仕向地か経由地である"));
    judge_destination(judging);
    judge_transit(judging);
    judge_close(judging);
    judge_fact(judging, LAW_MONITOR, LAW_YES);
    judge_fact(judging, LAW_HONG_KONG_HAZARDOUS, LAW_YES);
    judge_close(judging);
}
