/* 別表第四: the codes A1010–A4160. 備考1: what is in neither 別表第五 nor 別表第六 is not in this
   table, so a code alone is never enough. */
#include "law/judge_inside.h"

static void judge_unknown_code(struct judging *judging, struct str code, size_t editions)
{
    int32_t node =
        judge_leaf(judging, NULL, code, editions ? LAW_NO : LAW_UNKNOWN,
                   editions ? STR("この日の版にないコードです") : STR("別表第四にないコードです"));
    judge_ask(judging, node, LAW_MISSING_DETAIL, STR("別表第四のどの号か"));
}

static void judge_code(struct judging *judging, struct str code)
{
    const struct law_row *const *rows;
    enum law_table_id table = str_starts(code, STR("A1181")) && code.n > 5 ? LAW_A1181 : LAW_ANNEX4;
    size_t count = law_rows_of_code(judging->tables, table, code, &rows);
    const struct law_row *row = NULL;
    for (size_t i = 0; i < count && !row; i++)
        row = law_row_is_valid(rows[i], judging->day) ? rows[i] : NULL;
    if (!row) {
        judge_unknown_code(judging, code, count);
        return;
    }
    judge_open(judging, LAW_ALL, row, code);
    judge_leaf(judging, row, code, LAW_YES, STR("このコードに当たるとの申し出です"));
    judge_open(judging, LAW_ALL, judge_rule(judging, STR("別表四備考1")),
               STR("備考1: 別表第五か第六に該当する"));
    judge_see(judging, judging->hazardous);
    judge_close(judging);
    judge_close(judging);
}

void judge_annex4(struct judging *judging)
{
    judging->annex4 = judge_open(judging, LAW_ANY, NULL, STR("別表第四に該当する"));
    for (size_t i = 0; i < judging->cargo->code_count; i++)
        if (str_starts(judging->cargo->codes[i], STR("A")))
            judge_code(judging, judging->cargo->codes[i]);
    judge_close(judging);
}
