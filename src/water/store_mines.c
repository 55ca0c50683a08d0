#include "water/store_mines.h"

#include <math.h>
#include <stdlib.h>

#include "base/check.h"
#include "water/data/lab_table.h"
#include "water/data/survey.h"
#include "water/table.h"

/* Inputs that are measured in water, in the order of enum water_input; the item has the same name.
 */
enum { MEASURED = WATER_INPUT_AL + 1 };

/* Inputs that are asked for. */
static const struct {
    struct str question;
    enum water_input input;
} asked[] = {
    {STR_INIT("area"), WATER_INPUT_AREA},
    {STR_INIT("head"), WATER_INPUT_HEAD},
    {STR_INIT("winter"), WATER_INPUT_WINTER},
    {STR_INIT("flow"), WATER_INPUT_FLOW}, /* when nobody measured it */
};
/* Answers that a reader of the screening wants to see. */
static const struct str told[] = {STR_INIT("power_supply"), STR_INIT("access"), STR_INIT("snow"),
                                  STR_INIT("power")};

struct gathering {
    const struct web_actor *actor;
    const struct water_opened *study;
    const struct water_figures_ask *ask;
    struct str limit_set;
    const struct water_item *items[MEASURED];
    double deviation[WATER_INPUTS];
};

static void say(struct arena *arena, struct str *text, struct str more)
{
    *text = text->n ? ARENA_JOIN(arena, *text, STR("、"), more) : more;
}

static struct str days_of(const struct water_figure *figure, struct arena *arena)
{
    struct str first = day_format(figure->first, arena);
    return figure->first == figure->last
               ? first
               : ARENA_JOIN(arena, first, STR("～"), day_format(figure->last, arena));
}

/* 鉄（溶解性）12 試料（2024-04-01～2025-03-20） */
static struct str figure_words(const struct gathering *g, enum water_input input,
                               const struct water_figure *figure, struct str raw_point)
{
    struct arena *arena = g->actor->arena;
    const struct water_item *item = g->items[input];
    struct str fraction = str_equal(item->kind, STR("mass")) && figure->fraction == WATER_DISSOLVED
                              ? STR("（溶解性）")
                              : STR("");
    struct str place =
        str_equal(figure->point, raw_point) ? STR("") : ARENA_JOIN(arena, figure->point, STR("の"));
    return ARENA_JOIN(arena, place, water_table_words(water_input_label(input), LANG_JA), fraction,
                      STR(" "), arena_format(arena, "%zu", figure->count),
                      figure->logged ? STR(" 点（ロガー、") : STR(" 試料（"),
                      days_of(figure, arena), STR("）"),
                      figure->is_bound ? STR("の検出下限") : STR(""));
}

/* A bound above the limit tells nothing of whether the limit is met. */
static bool bound_decides(const struct gathering *g, enum water_input input, double value)
{
    struct arena *arena = g->actor->arena;
    struct str key = g->items[input]->limit;
    const struct water_value *limit = water_values_find(
        &g->study->limits, ARENA_JOIN(arena, g->limit_set, STR("."), key), g->study->economy.day);
    if (!limit)
        limit = water_values_find(&g->study->limits, ARENA_JOIN(arena, STR("general."), key),
                                  g->study->economy.day);
    return !limit || value <= limit->written;
}

static void take_figure(const struct gathering *g, enum water_input input,
                        const struct water_figure *figure, struct str raw_point,
                        struct water_mine *out, struct str *basis)
{
    struct arena *arena = g->actor->arena;
    if (figure->count == 0)
        return;
    if (isnan(figure->value) || (figure->is_bound && !bound_decides(g, input, figure->value))) {
        say(arena, basis,
            ARENA_JOIN(arena, water_table_words(water_input_label(input), LANG_JA),
                       STR(" は検出下限が不明か基準より高いため空欄")));
        return;
    }
    say(arena, basis, figure_words(g, input, figure, raw_point));
    out->input[input] = input == WATER_INPUT_PH
                            ? figure->value
                            : water_to_si(figure->value, water_input_unit(input));
    if (!isnan(figure->log_spread))
        out->deviation[input] = figure->log_spread;
}

static int take_results(const struct gathering *g, struct water_mine *out, struct error *error)
{
    struct arena *arena = g->actor->arena;
    struct water_mine_figures figures;
    struct str basis = {0};
    int status =
        water_mine_figures(g->actor, out->record, g->ask, g->items, MEASURED, &figures, error);
    if (status)
        return status;
    for (int i = 0; i < MEASURED; i++)
        take_figure(g, (enum water_input)i, &figures.values[i], figures.point, out, &basis);
    struct str several =
        figures.raw_points > 1
            ? arena_format(arena, "（原水の %zu 地点のうち結果が最も多い地点）", figures.raw_points)
            : STR("");
    out->basis =
        basis.n == 0
            ? STR("この期間に原水の結果がありません")
            : ARENA_JOIN(arena, figures.point.n ? figures.point : STR("原水なし"), several,
                         STR("の"), water_statistic_title(g->ask->statistic), STR(": "), basis);
    return 0;
}

static const struct water_answer *answer_to(const struct water_answer *answers, size_t count,
                                            struct str key)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(answers[i].key, key))
            return &answers[i];
    CHECK(!"data/water/hearing.tsv has the question");
    return NULL;
}

static void take_answer(const struct gathering *g, const struct water_answer *answer,
                        enum water_input input, struct water_mine *out)
{
    struct arena *arena = g->actor->arena;
    double si;
    if (!isnan(out->input[input]) || answer->answer.n == 0)
        return;
    bool read = water_answer_number(answer, arena, &si);
    if (read && (input == WATER_INPUT_WINTER || si >= 0))
        out->input[input] = si;
    say(arena, &out->basis,
        ARENA_JOIN(arena, answer->label, STR(" "), answer->answer,
                   isnan(out->input[input]) ? STR("（ヒアリング。数として読めないため空欄）")
                                            : STR("（ヒアリング）")));
}

static int take_hearing(const struct gathering *g, struct water_mine *out, struct error *error)
{
    struct arena *arena = g->actor->arena;
    struct water_answer *answers;
    size_t count;
    int status = water_hearing_read(g->actor, out->record, &answers, &count, error);
    if (status)
        return status;
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
        take_answer(g, answer_to(answers, count, asked[i].question), asked[i].input, out);
    const struct water_answer *cost = answer_to(answers, count, STR("cost_total"));
    if (!water_answer_number(cost, arena, &out->present_cost))
        out->present_cost = NAN;
    else
        out->present_cost = water_from_si(out->present_cost, "円/y");
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        const struct water_answer *answer = answer_to(answers, count, told[i]);
        if (answer->answer.n > 0)
            say(arena, &out->note, ARENA_JOIN(arena, answer->label, STR(": "), answer->answer));
    }
    return 0;
}

static double degrees_of(struct str text)
{
    struct decimal value;
    if (text.n == 0 || decimal_parse(text, &value, NULL))
        return NAN;
    return water_decimal_double(value);
}

static int take_mine(const struct gathering *g, const struct water_mine_row *row,
                     struct water_mine *out, struct error *error)
{
    struct arena *arena = g->actor->arena;
    struct str latitude = row->latitude, longitude = row->longitude;
    *out = (struct water_mine){
        .code = row->code,
        .name = row->synthetic ? ARENA_JOIN(arena, row->name, STR("（作り物）")) : row->name,
        .prefecture = ARENA_JOIN(arena, row->prefecture, row->municipality),
        .note = row->note,
        .record = row->id};
    for (int i = 0; i < WATER_INPUTS; i++) {
        out->input[i] = NAN;
        out->deviation[i] = g->deviation[i];
    }
    int status =
        latitude.n ? 0 : water_visit_place(g->actor, row->id, &latitude, &longitude, error);
    out->latitude = degrees_of(latitude);
    out->longitude = degrees_of(longitude);
    if (!status)
        status = take_results(g, out, error);
    return status ? status : take_hearing(g, out, error);
}

int water_store_mines(const struct web_actor *actor, const struct water_opened *study,
                      const struct water_figures_ask *ask, struct str limit_set,
                      struct water_mines *out, struct error *error)
{
    struct gathering g = {.actor = actor, .study = study, .ask = ask, .limit_set = limit_set};
    struct water_mine_line *lines = NULL;
    size_t count = 0;
    *out = (struct water_mines){.file = STR("登録した鉱山")};
    if (ask->from && ask->to && ask->to < ask->from)
        return ERROR(error, ERR_INVALID_INPUT, STR("期間"),
                     BOTH("終わりの日が始まりより前です", "it ends before it begins"));
    for (int i = 0; i < MEASURED; i++) {
        g.items[i] = water_item_find(str_from_c(water_input_name((enum water_input)i)));
        CHECK(g.items[i]);
    }
    int status = water_mine_deviations(&study->figures, study->economy.day, g.deviation, error);
    if (!status)
        status = water_mine_list(actor, &lines, &count, error);
    if (!status && count == 0)
        return ERROR(error, ERR_INVALID_INPUT, STR("登録した鉱山"),
                     BOTH("見られる鉱山がありません。鉱山を登録し、分析表を取り込んでください",
                          "no mine can be seen: register mines and take tables in"));
    out->rows = ARENA_ARRAY(actor->arena, struct water_mine, count + 1);
    for (size_t i = 0; i < count && !status; i++)
        status = take_mine(&g, &lines[i].mine, &out->rows[out->count++], error);
    return status;
}
