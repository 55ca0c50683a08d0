/* 第二条 and 第四条: in trade with OECD members, goods of 別表第二 for R1–R13, and samples up to 25
   kg for analysis (not with 50 ppm of PCB or more), are out of the regulation; 第四条 gives the
   same to imports from other countries. Whether this reaches 附属書Ⅱ is a row of its own. */
#include "law/judge_inside.h"

static const struct law_row *member_row(const struct judging *judging)
{
    const struct law_row *const *rows;
    size_t count =
        law_rows_of_code(judging->tables, LAW_COUNTRY_GROUPS, judging->cargo->country, &rows);
    for (size_t i = 0; i < count; i++)
        if (str_equal(rows[i]->attributes[0], STR("OECD")) &&
            law_row_is_valid(rows[i], judging->day))
            return rows[i];
    return NULL;
}

static void judge_member(struct judging *judging)
{
    struct str country = judging->cargo->country;
    bool known = country.n && law_country_find(judging->tables, country);
    const struct law_row *row = known ? member_row(judging) : NULL;
    int32_t node = judge_leaf(judging, row, known ? country : STR("相手国"),
                              row     ? LAW_YES
                              : known ? LAW_NO
                                      : LAW_UNKNOWN,
                              row     ? STR("OECD加盟国です")
                              : known ? STR("この日のOECD加盟国ではありません")
                                      : STR("相手国が分からないか、国の表にありません"));
    judge_ask(judging, node, LAW_MISSING_DETAIL, STR("相手国"));
}

static void judge_direction(struct judging *judging)
{
    enum law_direction direction = judging->cargo->direction;
    int32_t node = judge_leaf(judging, NULL, STR("輸入である"),
                              direction == LAW_IMPORT   ? LAW_YES
                              : direction == LAW_EXPORT ? LAW_NO
                                                        : LAW_UNKNOWN,
                              STR(""));
    judge_ask(judging, node, LAW_MISSING_DETAIL, STR("輸出か輸入か"));
}

/* OECD member (第二条), or an import from elsewhere (第四条). */
static void judge_way(struct judging *judging, struct str second, struct str fourth)
{
    judge_open(judging, LAW_ANY, NULL, STR("OECD加盟国との輸出入、又は輸入"));
    judge_open(judging, LAW_ALL, judge_rule(judging, second), second);
    judge_member(judging);
    judge_close(judging);
    judge_open(judging, LAW_ALL, judge_rule(judging, fourth), fourth);
    judge_direction(judging);
    judge_close(judging);
    judge_close(judging);
}

static void judge_note3(struct judging *judging)
{
    judge_open(judging, LAW_NOT, judge_rule(judging, STR("別表二備考3")),
               STR("備考3: 汚染により附属書Ⅲの特性を有してはいない"));
    judge_open(judging, LAW_ALL, NULL, STR("付着・混入により附属書Ⅲの特性を有する"));
    judge_fact(judging, LAW_CONTAMINATED, LAW_YES);
    judge_fact(judging, LAW_ANNEX3_HAZARD, LAW_YES);
    judge_close(judging);
    judge_close(judging);
}

static void judge_green_code(struct judging *judging, struct str code)
{
    const struct law_row *const *rows;
    size_t count = law_rows_of_code(judging->tables, LAW_ANNEX2, code, &rows);
    for (size_t i = 0; i < count; i++) {
        if (!law_row_is_valid(rows[i], judging->day))
            continue;
        judge_open(judging, LAW_ALL, rows[i], code);
        judge_leaf(judging, rows[i], code, LAW_YES, STR("この号に当たるとの申し出です"));
        judge_conditions(judging, rows[i]);
        judge_note3(judging);
        judge_close(judging);
        return;
    }
    int32_t node = judge_leaf(judging, NULL, code, LAW_UNKNOWN, STR("別表第二にないコードです"));
    judge_ask(judging, node, LAW_MISSING_DETAIL, STR("別表第二のどの号か"));
}

static void judge_recovery(struct judging *judging)
{
    bool known = judging->cargo->operation.n > 0;
    int32_t node = judge_leaf(judging, NULL, STR("処分作業がR1～R13である"),
                              !known                        ? LAW_UNKNOWN
                              : judge_for_recovery(judging) ? LAW_YES
                                                            : LAW_NO,
                              known ? judging->cargo->operation : STR("処分作業が分かりません"));
    judge_ask(judging, node, LAW_MISSING_DETAIL,
              STR("輸出先の処分作業（D1～D15、R1～R13）の分かる資料"));
}

static void judge_green_list(struct judging *judging)
{
    judge_open(judging, LAW_ALL, NULL, STR("再生利用のための別表第二の物"));
    judge_open(judging, LAW_ANY, NULL, STR("別表第二に該当する"));
    for (size_t i = 0; i < judging->cargo->code_count; i++)
        if (str_starts(judging->cargo->codes[i], STR("G")))
            judge_green_code(judging, judging->cargo->codes[i]);
    judge_close(judging);
    judge_recovery(judging);
    judge_way(judging, STR("第二条一号"), STR("第四条一号"));
    judge_close(judging);
}

/* For an analysis: said so, or not said and no disposal or recovery named. */
static enum law_tri for_analysis(const struct law_cargo *cargo)
{
    if (cargo->purpose != LAW_PURPOSE_UNKNOWN)
        return cargo->purpose == LAW_ANALYSIS ? LAW_YES : LAW_NO;
    return cargo->operation.n ? LAW_NO : LAW_UNKNOWN;
}

static void judge_mass(struct judging *judging)
{
    const struct law_cargo *cargo = judging->cargo;
    const struct law_row *row = judge_rule(judging, STR("第二条二号"));
    enum law_tri outcome = LAW_UNKNOWN;
    if (cargo->has_mass && row && row->has_value)
        outcome = decimal_compare(cargo->mass, row->value) <= 0 ? LAW_YES : LAW_NO;
    int32_t node = judge_leaf(judging, row, STR("量"), outcome, STR(""));
    judging->nodes[node].has_value = cargo->has_mass;
    judging->nodes[node].value = cargo->mass;
    judging->nodes[node].unit = LAW_KG;
    judge_ask(judging, node, LAW_MISSING_DETAIL, STR("貨物の量（kg）"));
}

static void judge_sample(struct judging *judging)
{
    judge_open(judging, LAW_ALL, NULL, STR("分析試験のための試料"));
    int32_t node = judge_leaf(judging, NULL, STR("分析試験のためである"),
                              for_analysis(judging->cargo), STR(""));
    judge_ask(judging, node, LAW_MISSING_DETAIL, STR("取引の目的（分析試験か）"));
    /* Mass and PCB are asked for once it is known that the sample is for an analysis. */
    if (judging->cargo->has_mass || judging->nodes[node].outcome == LAW_YES)
        judge_mass(judging);
    if (judging->nodes[node].outcome == LAW_YES) {
        const struct law_row *row = judge_rule(judging, STR("第二条二号PCB"));
        judge_open(judging, LAW_NOT, row, STR("PCB を基準以上含まない"));
        if (row && row->has_value)
            judge_any_content(judging, row, STR("PCB"));
        judge_close(judging);
    }
    judge_way(judging, STR("第二条二号"), STR("第四条二号"));
    judge_close(judging);
}

static void judge_reach(struct judging *judging, struct str key)
{
    const struct law_row *rule = judge_rule(judging, key);
    judge_leaf(judging, rule, key, rule ? LAW_YES : LAW_NO, STR(""));
}

/* The same exemption for 附属書Ⅱ, as far as the rows on its reach say. */
static void judge_for_convention(struct judging *judging)
{
    judging->exempt_convention =
        judge_open(judging, LAW_ALL, NULL, STR("附属書Ⅱの物として規制から除かれる"));
    judge_see(judging, judging->exempt);
    judge_open(judging, LAW_ANY, NULL, STR("除外が附属書Ⅱの物に及ぶ"));
    judge_open(judging, LAW_ALL, NULL, STR("OECD加盟国との輸出入"));
    judge_member(judging);
    judge_reach(judging, STR("第二条と附属書Ⅱ"));
    judge_close(judging);
    judge_open(judging, LAW_ALL, NULL, STR("OECD加盟国以外からの輸入"));
    judge_direction(judging);
    judge_open(judging, LAW_NOT, NULL, STR("OECD加盟国でない"));
    judge_member(judging);
    judge_close(judging);
    judge_reach(judging, STR("第四条と附属書Ⅱ"));
    judge_close(judging);
    judge_close(judging);
    judge_close(judging);
}

void judge_exemption(struct judging *judging)
{
    judging->exempt = judge_open(judging, LAW_ANY, NULL, STR("規制から除かれる"));
    judge_green_list(judging);
    judge_sample(judging);
    judge_close(judging);
    judge_for_convention(judging);
}
