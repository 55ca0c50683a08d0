/* 別表第五: the streams Y1–Y18 from which the cargo came; those of 備考1 drop when every test of
   別表第七 is negative. */
#include "law/judge_inside.h"

static void judge_note1(struct judging *judging, const struct law_row *row)
{
    if (!str_equal(row->attributes[0], STR("yes")))
        return;
    judge_see_denied(judging, judging->tests, judge_rule(judging, STR("別表五備考1")),
                     STR("別表第七のどの試験でも陰性、ではない"));
}

static const struct law_row *stream_row(const struct judging *judging, struct str code)
{
    const struct law_row *const *rows;
    size_t count = law_rows_of_code(judging->tables, LAW_ANNEX5, code, &rows);
    for (size_t i = 0; i < count; i++)
        if (law_row_is_valid(rows[i], judging->day))
            return rows[i];
    return NULL;
}

static void judge_claimed(struct judging *judging, struct str code)
{
    const struct law_row *row = stream_row(judging, code);
    if (!row) {
        int32_t node = judge_leaf(judging, NULL, code, LAW_UNKNOWN, STR("別表第五にない記号です"));
        judge_ask(judging, node, LAW_MISSING_DETAIL, STR("発生工程が別表第五のどの号か"));
        return;
    }
    judge_open(judging, LAW_ALL, row, code);
    judge_leaf(judging, row, code, LAW_YES, STR("この工程から生じたとの申し出です"));
    judge_note1(judging, row);
    judge_close(judging);
}

/* Oil that is left in a compressor is a mineral oil unfit for its use (Y8). */
static void judge_oil(struct judging *judging)
{
    const struct law_row *row = stream_row(judging, STR("Y8"));
    bool compressor = judging->class_row && str_equal(judging->class_row->key, STR("compressor"));
    if (!row || (!compressor && judging->facts[LAW_OIL_REMAINS] == LAW_UNKNOWN))
        return;
    judge_open(judging, LAW_ALL, row, STR("残った油"));
    judge_fact(judging, LAW_OIL_REMAINS, LAW_YES);
    judge_note1(judging, row);
    judge_close(judging);
}

static void judge_rest(struct judging *judging)
{
    bool none = judging->facts[LAW_NO_STREAM] == LAW_YES;
    int32_t node = judge_leaf(
        judging, NULL, STR("別表第五のその他の工程"), none ? LAW_NO : LAW_UNKNOWN,
        none ? STR("どの工程からも生じていないとの資料があります") : STR("発生工程が分かりません"));
    judging->nodes[node].fact = LAW_NO_STREAM;
    judge_ask(judging, node, LAW_MISSING_FACT,
              law_fact_row(judging->tables, LAW_NO_STREAM)->condition);
}

void judge_annex5(struct judging *judging)
{
    judging->annex5 = judge_open(judging, LAW_ANY, NULL, STR("別表第五に該当する"));
    for (size_t i = 0; i < judging->cargo->stream_count; i++)
        judge_claimed(judging, judging->cargo->streams[i]);
    judge_oil(judging);
    judge_rest(judging);
    judge_close(judging);
    judging->hazardous = judge_open(judging, LAW_ANY, NULL, STR("別表第五又は別表第六に該当する"));
    judge_see(judging, judging->annex6);
    judge_see(judging, judging->annex5);
    judge_close(judging);
}
