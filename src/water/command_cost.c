/* meguri water cost STUDY: lime plant and passive train beside each other, in money, energy, CO2 */
#include <stdio.h>

#include "base/json.h"
#include "base/embedded.h"
#include "chem/amd.h"
#include "water/comparison.h"

extern const struct embedded_files water_model_data;

static const struct option_declaration options[] = {
    {STR_INIT("json"), 0, STR_INIT(""), STR_INIT("結果を JSON で示します"),
     STR_INIT("result as JSON")},
    {STR_INIT("output"), 0, STR_INIT("FILE"), STR_INIT("表を xlsx か csv に書き出します"),
     STR_INIT("write the tables to an xlsx or csv")},
};
enum { OPTION_COUNT = sizeof options / sizeof options[0] };

static void print_json(const struct water_opened *study, const struct water_table *tables)
{
    struct buf out = {0};
    struct json_writer writer;
    json_writer_init(&writer, &out, true);
    json_begin_object(&writer);
    json_put_string(&writer, STR("study"), study->economy.name);
    json_put_integer(&writer, STR("years"), study->economy.terms.years);
    json_key(&writer, STR("ways"));
    water_table_json(&tables[0], &writer);
    json_key(&writer, STR("items"));
    water_table_json(&tables[1], &writer);
    json_end_object(&writer);
    printf("%" PRIstr "\n", STR_ARG(buf_str(&out)));
    buf_finish(&out);
}

static void print_text(const struct water_opened *study, const struct water_table *tables,
                       const struct command_call *call)
{
    struct arena *arena = tables->arena;
    const struct water_economy *e = &study->economy;
    bool ja = call->context->lang == LANG_JA;
    printf(ja ? "%" PRIstr "  評価期間 %d 年、割引率 %" PRIstr " %%、表の版 %" PRIstr "\n\n"
              : "%" PRIstr "  %d years, discount %" PRIstr " %%, tables of %" PRIstr "\n\n",
           STR_ARG(e->name), e->terms.years,
           STR_ARG(water_table_number(100 * e->terms.discount, 3, arena)),
           STR_ARG(day_format(e->day, arena)));
    water_table_print(&tables[0], call->context->lang);
    fputs("\n", stdout);
    water_table_print(&tables[1], call->context->lang);
}

static bool has_dosing(const struct water_train *train)
{
    for (size_t t = 0; t < train->tank_count; t++)
        for (size_t r = 0; r < train->tanks[t].rate_count; r++)
            if (train->tanks[t].rates[r].law == WATER_DOSING_LIME ||
                train->tanks[t].rates[r].law == WATER_DOSING_NAOH)
                return true;
    return false;
}

/* The active part of the study's train in its steady state; none when the study has no tanks. */
static int titrate(struct water_opened *study, struct arena *arena, struct water_plant_result *out,
                   struct error *error)
{
    struct water_design design = {&study->design, study->economy.day};
    struct str units = embedded_find(&water_model_data, STR("units.tsv"));
    struct water_train *train = ARENA_NEW(arena, struct water_train);
    struct water_run *run = ARENA_NEW(arena, struct water_run);
    struct chem_database *database = NULL;
    struct water_heap heap;
    *out = (struct water_plant_result){0};
    if (!water_section_find(&study->text, STR("tank"), (struct str){0}))
        return 0;
    *train = (struct water_train){0};
    int status = chem_database_read(STR("amd.dat"), chem_amd_text(), &database, error);
    if (!status)
        status = water_train_read(&study->text, database, &study->rates, units, study->economy.day,
                                  arena, train, error);
    if (!status)
        status = water_heap_read(&study->text, &heap, error);
    bool doses = !status && has_dosing(train);
    if (doses)
        status = water_train_settle(train, -1, run, error);
    if (!status && doses)
        status = water_plant_of(train, run, &design, units, &heap, out, error);
    water_train_finish(train);
    chem_database_destroy(database);
    return status;
}

static int compare_ways(const struct command_call *call, struct water_opened *study,
                        struct str output, struct arena *arena, struct error *error)
{
    struct water_plant_result plant;
    int status = titrate(study, arena, &plant, error);
    if (status)
        return status;
    struct water_table tables[2];
    status = water_comparison_tables(study, &plant, arena, &tables[0], &tables[1], error);
    if (status)
        return status;
    if (call->json)
        print_json(study, tables);
    else
        print_text(study, tables, call);
    return output.n == 0 ? 0 : water_table_save(tables, 2, call->context, output, error);
}

int water_command_cost(const struct command_call *call, struct arena *arena, struct error *error)
{
    const struct option_values *values;
    int status = command_begin(call, STR("meguri water cost STUDY"), options, OPTION_COUNT, arena,
                               &values, error);
    if (status || !values)
        return status;
    if (options_argument_count(values) != 1)
        return ERROR(error, ERR_USAGE,
                     BOTH("検討ファイルを一つ書いてください", "name one study file"));
    struct water_opened study;
    status = water_open(call, options_argument(values, 0), arena, &study, error);
    if (status)
        return status;
    if (!study.economy.has_inflow)
        return ERROR(error, ERR_WATER_STUDY, STR("[water] [flow]"),
                     BOTH("原水の水質と流量を書いてください",
                          "write the quality and the flow of the water"));
    return compare_ways(call, &study, options_text(values, STR("output"), STR("")), arena, error);
}
