/* 別表第三: the codes B1010–B4020 that are not regulated, each with its conditions. 備考1: what
   falls under 別表第五・第六 because something was smeared on it or mixed into it is not in this
   table. */
#include "law/judge_inside.h"

/* Not contaminated in a way that 別表第五・第六 catch. */
static void judge_note1(struct judging *judging)
{
    judge_open(judging, LAW_NOT, judge_rule(judging, STR("別表三備考1")),
               STR("備考1: 汚染により別表第五・第六に該当してはいない"));
    judge_open(judging, LAW_ALL, NULL, STR("付着・混入により別表第五・第六に該当する"));
    judge_fact(judging, LAW_CONTAMINATED, LAW_YES);
    judge_see(judging, judging->hazardous);
    judge_close(judging);
    judge_close(judging);
}

static int32_t judge_row(struct judging *judging, const struct law_row *row, struct str code)
{
    judge_open(judging, LAW_ALL, row, code);
    judge_leaf(judging, row, code, LAW_YES, STR("この号に当たるとの申し出です"));
    judge_conditions(judging, row);
    judge_note1(judging);
    return judge_close(judging);
}

/* "B1100/1の項11号ロ(1)" says which item; "B1100" leaves it open, and all its items must agree. */
static size_t rows_of_claim(const struct judging *judging, struct str claim,
                            const struct law_row *const **rows, struct str *code, struct str *item)
{
    *item = claim;
    str_cut(item, '/', code);
    if (code->n == claim.n)
        *item = STR("");
    return law_rows_of_code(judging->tables, LAW_ANNEX3, *code, rows);
}

static bool applies(const struct judging *judging, const struct law_row *row, struct str item)
{
    return law_row_is_valid(row, judging->day) && (item.n == 0 || str_equal(row->key, item));
}

static void judge_claim(struct judging *judging, struct str claim)
{
    const struct law_row *const *rows;
    struct str code, item;
    size_t count = rows_of_claim(judging, claim, &rows, &code, &item), valid = 0;
    for (size_t i = 0; i < count; i++)
        valid += applies(judging, rows[i], item);
    if (valid == 0) {
        int32_t node =
            judge_leaf(judging, NULL, claim, count ? LAW_NO : LAW_UNKNOWN,
                       count ? STR("この日の版にないコードです") : STR("別表第三にないコードです"));
        judge_ask(judging, node, LAW_MISSING_DETAIL, STR("別表第三のどの号か"));
        return;
    }
    int32_t several = valid > 1 ? judge_open(judging, LAW_AGREE, NULL, code) : NO_NODE;
    for (size_t i = 0; i < count; i++)
        if (applies(judging, rows[i], item)) {
            int32_t node = judge_row(judging, rows[i], code);
            if (str_equal(code, STR("B3011")))
                judging->b3011 = node;
        }
    if (several != NO_NODE) {
        judge_close(judging);
        judge_ask(judging, several, LAW_MISSING_DETAIL,
                  STR("この号のどの物か（品目と発生工程の説明）"));
    }
}

static bool is_claimed(const struct judging *judging, char letter, struct str *first)
{
    for (size_t i = 0; i < judging->cargo->code_count; i++)
        if (judging->cargo->codes[i].n && judging->cargo->codes[i].p[0] == letter) {
            *first = judging->cargo->codes[i];
            return true;
        }
    return false;
}

/* Nobody named a code of this table: that it is in none of them has to be said. */
static void judge_unclaimed(struct judging *judging)
{
    struct str code = STR("");
    bool none = judging->facts[LAW_NO_ANNEX3] == LAW_YES;
    bool other = !none && is_claimed(judging, 'A', &code);
    int32_t node =
        judge_leaf(judging, NULL, STR("別表第三に当たる"), none || other ? LAW_NO : LAW_UNKNOWN,
                   none    ? STR("どの号にも当たらないとの確認があります")
                   : other ? ARENA_JOIN(judging->arena, STR("申し出は "), code,
                                        STR(" で、別表第三のコードの申し出はありません"))
                           : STR("別表第三に当たるかが分かりません"));
    judging->nodes[node].fact = LAW_NO_ANNEX3;
    judge_ask(judging, node, LAW_MISSING_FACT,
              law_fact_row(judging->tables, LAW_NO_ANNEX3)->condition);
}

/* Several codes are claimed for several kinds of goods in one cargo: only where they agree does the
   whole cargo stand in this table, or none of it. */
static void judge_claims(struct judging *judging)
{
    const struct law_cargo *cargo = judging->cargo;
    int32_t all = judge_open(judging, LAW_AGREE, NULL, STR("申し出のあるコード"));
    for (size_t i = 0; i < cargo->code_count; i++)
        if (str_starts(cargo->codes[i], STR("B")))
            judge_claim(judging, cargo->codes[i]);
    if (judging->facts[LAW_PLASTIC_WASTE] == LAW_YES && judging->b3011 == NO_NODE)
        judge_claim(judging, STR("B3011"));
    judge_close(judging);
    judge_ask(judging, all, LAW_MISSING_DETAIL,
              STR("コードごとに分けた貨物の内訳（コードによって結果が分かれます）"));
}

void judge_annex3(struct judging *judging)
{
    struct str first;
    bool claimed = judging->facts[LAW_PLASTIC_WASTE] == LAW_YES || is_claimed(judging, 'B', &first);
    judging->annex3 = judge_open(judging, LAW_ANY, NULL, STR("別表第三に該当する"));
    judging->annex3_claimed = (int32_t)judging->count;
    if (claimed) {
        judge_claims(judging);
    } else {
        judge_open(judging, LAW_ANY, NULL, STR("申し出のあるコード"));
        judge_close(judging);
        judge_unclaimed(judging);
    }
    judge_close(judging);
}
