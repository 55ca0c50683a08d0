/* Criteria for plastic waste that is not regulated (B3011): one resin, or PE・PP・PET sorted,
   washed and cut; clean, without foreign matter, prepared, and all of it visible from outside. */
#include "law/judge_inside.h"

/* A criterion whose final wording nobody confirmed asks for nothing more when it is kept. */
static void judge_criterion(struct judging *judging, const struct law_row *row)
{
    if (!row->confirmed)
        judge_open(judging, LAW_ANY, row, row->code);
    judge_open(judging, LAW_ALL, row, row->code);
    judge_conditions(judging, row);
    judge_close(judging);
    if (!row->confirmed) {
        judge_leaf(judging, row, row->code, LAW_NO, STR("この基準の文言は未確認です"));
        judge_close(judging);
    }
}

static void judge_track(struct judging *judging, const char *track)
{
    const struct law_table *table = &judging->tables->tables[LAW_PLASTIC];
    for (size_t i = 0; i < table->row_count; i++) {
        const struct law_row *row = &table->rows[i];
        if (!law_row_is_valid(row, judging->day) ||
            !str_equal(row->attributes[0], str_from_c(track)))
            continue;
        judge_criterion(judging, row);
    }
}

static void judge_resins(struct judging *judging)
{
    judge_open(judging, LAW_ANY, NULL, STR("単一の樹脂、又は PE・PP・PET の混合"));
    judge_open(judging, LAW_ALL, NULL, STR("単一の樹脂"));
    judge_track(judging, "single");
    judge_close(judging);
    judge_open(judging, LAW_ALL, NULL, STR("PE・PP・PET の混合"));
    judge_fact(judging, LAW_ONLY_PE_PP_PET, LAW_YES);
    judge_track(judging, "mixed");
    judge_close(judging);
    judge_close(judging);
}

static void judge_bales(struct judging *judging)
{
    judge_open(judging, LAW_ANY, NULL, STR("ベールでない、又は発生源が一つ"));
    judge_fact(judging, LAW_BALED, LAW_NO);
    judge_track(judging, "baled");
    judge_close(judging);
}

void judge_plastic(struct judging *judging)
{
    judge_open(judging, LAW_ALL, NULL, STR("プラスチックくずの判断基準を満たす"));
    judge_track(judging, "both");
    judge_resins(judging);
    judge_bales(judging);
    const struct law_row *a3210 =
        law_row_on(judging->tables, LAW_PLASTIC, STR("P14"), judging->day);
    judge_open(judging, LAW_NOT, a3210, STR("別表第六の物を含むと分かってはいない（A3210でない）"));
    judge_annex6_measured(judging);
    judge_close(judging);
    judge_close(judging);
}
