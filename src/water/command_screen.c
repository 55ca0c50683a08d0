/* meguri water screen [STUDY]: which of many mines would suit a passive treatment, and why not */
#include <math.h>
#include <stdio.h>

#include "base/embedded.h"
#include "base/json.h"
#include "water/command.h"
#include "water/table.h"

extern const struct embedded_files water_model_data;

static const struct option_declaration options[] = {
    {STR_INIT("json"), 0, STR_INIT(""), STR_INIT("結果を JSON で示します"),
     STR_INIT("result as JSON")},
    {STR_INIT("mines"), 0, STR_INIT("FILE"), STR_INIT("鉱山の表（tsv、csv。既定: 公開情報の一覧）"),
     STR_INIT("table of mines (tsv, csv; default: the public list)")},
    {STR_INIT("draws"), 0, STR_INIT("N"), STR_INIT("ばらつきの試行数（既定: 1,000）"),
     STR_INIT("draws of the uncertain inputs (default: 1,000)")},
    {STR_INIT("seed"), 0, STR_INIT("N"), STR_INIT("乱数の種（既定: 1）"),
     STR_INIT("seed (default: 1)")},
    {STR_INIT("threads"), 0, STR_INIT("N"), STR_INIT("スレッド数（既定: 2）"),
     STR_INIT("threads (default: 2)")},
    {STR_INIT("output"), 0, STR_INIT("FILE"), STR_INIT("表を xlsx か csv に書き出します"),
     STR_INIT("write the table to an xlsx or csv")},
};
enum { OPTION_COUNT = sizeof options / sizeof options[0] };

static const struct water_column columns[] = {
    {STR_INIT("rank"), STR_INIT("順位\x1frank"), true},
    {STR_INIT("mine"), STR_INIT("鉱山\x1fmine"), false},
    {STR_INIT("verdict"), STR_INIT("判定\x1fverdict"), false},
    {STR_INIT("candidate_share"), STR_INIT("候補の割合\x1fshare as candidate"), true},
    {STR_INIT("rank_low"), STR_INIT("順位5%\x1frank 5%"), true},
    {STR_INIT("rank_high"), STR_INIT("順位95%\x1frank 95%"), true},
    {STR_INIT("saving_low"), STR_INIT("節減5%（万円/年）\x1fsaving 5% (10,000 yen/y)"), true},
    {STR_INIT("saving"), STR_INIT("節減（万円/年）\x1fsaving (10,000 yen/y)"), true},
    {STR_INIT("saving_high"), STR_INIT("節減95%（万円/年）\x1fsaving 95% (10,000 yen/y)"), true},
    {STR_INIT("area_m2"),
     STR_INIT("必要面積（m2）\x1f"
              "area (m2)"),
     true},
    {STR_INIT("ratio_Zn"), STR_INIT("亜鉛/基準\x1fZn/limit"), true},
    {STR_INIT("ratio_Fe"),
     STR_INIT("鉄/基準\x1f"
              "Fe/limit"),
     true},
    {STR_INIT("ratio_Cd"),
     STR_INIT("カドミウム/基準\x1f"
              "Cd/limit"),
     true},
    {STR_INIT("water_type"), STR_INIT("水質型\x1fwater type"), false},
    {STR_INIT("next"), STR_INIT("次に測る項目\x1fmeasure next"), false},
    {STR_INIT("reasons"), STR_INIT("理由\x1freasons"), false},
};
enum { COLUMNS = sizeof columns / sizeof columns[0] };

/* All reasons that hold; for what cannot be told, what is blank. */
static struct str reasons_of(const struct water_screen_rules *rules,
                             const struct water_screened *row, struct arena *arena)
{
    struct str ja = {0}, en = {0};
    for (size_t i = 0; i < rules->count; i++)
        if (row->reasons >> i & 1) {
            ja = ARENA_JOIN(arena, ja, water_table_words(rules->rows[i].reason, LANG_JA));
            en = ARENA_JOIN(arena, en, en.n ? STR(" ") : STR(""),
                            water_table_words(rules->rows[i].reason, LANG_EN));
        }
    struct str blank_ja = {0}, blank_en = {0};
    for (int i = 0; i < WATER_INPUTS && row->verdict == WATER_UNDECIDED; i++)
        if (row->unknown >> i & 1) {
            struct str label = water_input_label((enum water_input)i);
            blank_ja = ARENA_JOIN(arena, blank_ja, blank_ja.n ? STR("、") : STR(""),
                                  water_table_words(label, LANG_JA));
            blank_en = ARENA_JOIN(arena, blank_en, blank_en.n ? STR(", ") : STR(""),
                                  water_table_words(label, LANG_EN));
        }
    if (blank_ja.n > 0) {
        ja = ARENA_JOIN(arena, ja, blank_ja, STR("の値がありません。"));
        en = ARENA_JOIN(arena, en, en.n ? STR(" ") : STR(""), STR("No value of "), blank_en,
                        STR("."));
    }
    return ARENA_JOIN(arena, ja, STR("\x1f"), en);
}

static struct str count_of(uint32_t value, struct arena *arena)
{
    return value ? arena_format(arena, "%u", value) : (struct str){0};
}

static void add_mine(struct water_table *table, const struct water_screen *screen,
                     const struct water_screened *row)
{
    struct arena *arena = table->arena;
    double yen = 1e4;
    struct str cells[COLUMNS] = {
        count_of(row->rank, arena),
        row->mine->code.n > 0 ? row->mine->code : row->mine->name,
        water_verdict_label(row->verdict),
        water_table_number(row->share[WATER_FIT] + row->share[WATER_CAUTION], 2, arena),
        count_of(row->rank_low, arena),
        count_of(row->rank_high, arena),
        water_table_number(row->saving.low / yen, 3, arena),
        water_table_number(row->saving.middle / yen, 3, arena),
        water_table_number(row->saving.high / yen, 3, arena),
        water_table_number(row->area.middle, 3, arena),
        water_table_number(row->ratio[WATER_INPUT_ZN], 2, arena),
        water_table_number(row->ratio[WATER_INPUT_FE], 2, arena),
        water_table_number(row->ratio[WATER_INPUT_CD], 2, arena),
        water_type_label(row->water_type),
        row->next_input >= 0 ? water_input_label((enum water_input)row->next_input)
                             : (struct str){0},
        reasons_of(screen->rules, row, arena),
    };
    water_table_add(table, cells);
}

/* Ranked first, then by verdict, then as in the list. */
static int order_key(const struct water_screened *row)
{
    return row->rank ? (int)row->rank : 1000000 * (1 + (int)row->verdict);
}

static void fill_table(struct water_table *table, const struct water_screen *screen,
                       const struct water_screening *found)
{
    size_t *order = ARENA_ARRAY(table->arena, size_t, found->count);
    for (size_t i = 0; i < found->count; i++) {
        size_t at = i;
        for (; at > 0 && order_key(&found->rows[order[at - 1]]) > order_key(&found->rows[i]); at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
    for (size_t i = 0; i < found->count; i++)
        add_mine(table, screen, &found->rows[order[i]]);
}

static void print_json(const struct water_screen *screen, const struct water_screening *found,
                       const struct water_table *table)
{
    struct buf out = {0};
    struct json_writer writer;
    json_writer_init(&writer, &out, true);
    json_begin_object(&writer);
    json_put_integer(&writer, STR("draws"), screen->draws);
    json_put_integer(&writer, STR("seed"), (int64_t)screen->seed);
    json_put_string(&writer, STR("limits"), screen->limit_set);
    json_put_integer(&writer, STR("unconfirmed_rules"), (int64_t)found->unconfirmed);
    json_key(&writer, STR("mines"));
    water_table_json(table, &writer);
    json_end_object(&writer);
    printf("%" PRIstr "\n", STR_ARG(buf_str(&out)));
    buf_finish(&out);
}

static int screen_mines(const struct command_call *call, const struct option_values *values,
                        const struct water_screen *screen, unsigned threads, struct arena *arena,
                        struct error *error)
{
    struct water_screening found;
    int status = water_screen_run(screen, threads, arena, &found, error);
    if (status)
        return status;
    struct water_table table;
    water_table_init(&table, BOTH("スクリーニング", "screening"), columns, COLUMNS, arena);
    fill_table(&table, screen, &found);
    if (call->json)
        print_json(screen, &found, &table);
    else
        water_table_print(&table, call->context->lang);
    struct str output = options_text(values, STR("output"), STR(""));
    return output.n == 0 ? 0 : water_table_save(&table, 1, call->context, output, error);
}

static int read_mines(const struct command_call *call, const struct option_values *values,
                      const struct water_opened *study, struct arena *arena,
                      struct water_mines *mines, struct error *error)
{
    struct str given = options_text(values, STR("mines"), STR("")), file = STR("mines_japan.tsv");
    struct str bytes = embedded_find(&water_model_data, file);
    int status = 0;
    if (given.n > 0) {
        file = given;
        status = water_open_beside(call, STR(""), given, arena, &bytes, error);
    } else if (study->economy.screen.mines.n > 0) {
        file = study->economy.screen.mines;
        status = water_open_beside(call, study->path, file, arena, &bytes, error);
    }
    return status ? status
                  : water_mines_read(file, bytes, &study->figures, study->economy.day, arena, mines,
                                     error);
}

int water_command_screen(const struct command_call *call, struct arena *arena, struct error *error)
{
    const struct option_values *values;
    int status = command_begin(call, STR("meguri water screen [STUDY]"), options, OPTION_COUNT,
                               arena, &values, error);
    if (status || !values)
        return status;
    struct water_opened study;
    struct water_mines mines;
    int64_t draws, seed, threads;
    status =
        water_open(call, options_argument_count(values) ? options_argument(values, 0) : STR(""),
                   arena, &study, error);
    if (!status)
        status = read_mines(call, values, &study, arena, &mines, error);
    if (!status)
        status = options_integer(values, STR("draws"), study.economy.screen.draws, 1, 100000,
                                 &draws, error);
    if (!status)
        status = options_integer(values, STR("seed"), study.economy.screen.seed, 0, INT64_MAX,
                                 &seed, error);
    if (!status)
        status = options_integer(values, STR("threads"), 2, 1, 64, &threads, error);
    if (status)
        return status;
    struct water_screen screen = {.mines = &mines,
                                  .rules = &study.rules,
                                  .design = &study.design,
                                  .limits = &study.limits,
                                  .prices = &study.prices,
                                  .figures = &study.figures,
                                  .lime = &study.lime,
                                  .passive = &study.passive,
                                  .lime_site = study.economy.lime.site,
                                  .passive_site = study.economy.passive.site,
                                  .terms = study.economy.terms,
                                  .limit_set = study.economy.screen.limits,
                                  .day = study.economy.day,
                                  .draws = (uint32_t)draws,
                                  .seed = (uint64_t)seed};
    return screen_mines(call, values, &screen, (unsigned)threads, arena, error);
}
