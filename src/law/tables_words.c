/* The words of the condition columns in Japanese. */
#include "base/buf.h"
#include "law/tables_inside.h"

static struct str quoted(struct str before, struct str words, struct str after, struct arena *arena)
{
    return ARENA_JOIN(arena, before, words, after);
}

static struct str fact_words(const struct law_tables *tables, const struct law_term *term,
                             struct arena *arena)
{
    struct str item = law_fact_row(tables, term->fact)->item;
    return quoted(STR("「"), item, term->wanted == LAW_YES ? STR("」") : STR("」ではない"), arena);
}

static struct str term_words(const struct law_tables *tables, const struct law_row *row,
                             const struct law_term *term, struct arena *arena)
{
    switch (term->kind) {
    case LAW_TERM_FACT:
        return fact_words(tables, term, arena);
    case LAW_TERM_ANNEX5_NONE:
        return STR("別表第五に該当しない");
    case LAW_TERM_ANNEX6_NONE:
        if (term->list.n == 0)
            return STR("別表第六に該当しない");
        return quoted(STR("別表第六の "), term->list, STR(" に該当しない"), arena);
    case LAW_TERM_ANNEX6_MEASURED_NONE:
        return STR("分析した物質が別表第六に該当しない");
    case LAW_TERM_TEST_NEGATIVE:
        return quoted(STR("別表第七の "), term->list, STR(" の項の試験が陰性"), arena);
    case LAW_TERM_NOT_FOR_D:
        return STR("処分作業が D1～D15 でない");
    case LAW_TERM_FOR_R3:
        return STR("処分作業が R3");
    case LAW_TERM_LIQUID:
        return STR("液状");
    case LAW_TERM_NOT_LIQUID:
        return STR("液状でない");
    case LAW_TERM_VALUE:
        return ARENA_JOIN(arena, term->list, STR(" "), law_row_limit(row, arena));
    case LAW_TERM_ROW:
        return quoted(STR("「"), term->list, STR("」の条件も満たす"), arena);
    case LAW_TERM_PLASTIC:
        return STR("プラスチックくずの判断基準を満たす");
    case LAW_TERM_USED_AGE:
        return STR("年式が品目ごとの目安の内");
    }
    return STR("");
}

struct str law_row_conditions(const struct law_tables *tables, const struct law_row *row,
                              struct arena *arena)
{
    const struct law_compiled *compiled = row->compiled;
    struct buf out = {0};
    for (size_t i = 0; compiled && i < compiled->term_count; i++) {
        if (i)
            buf_append(&out, compiled->terms[i].clause == compiled->terms[i - 1].clause
                                 ? STR("、又は")
                                 : STR("；"));
        buf_append(&out, term_words(tables, row, &compiled->terms[i], arena));
    }
    struct str words = arena_copy(arena, buf_str(&out));
    buf_finish(&out);
    return words;
}
