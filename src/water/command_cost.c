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

/* The study's train, and its active part in the steady state. */
struct tanks {
    struct chem_database *database;
    struct water_train *train; /* NULL: the study has no tanks */
    struct water_plant_result plant;
};

static void tanks_finish(struct tanks *tanks)
{
    if (tanks->train)
        water_train_finish(tanks->train);
    chem_database_destroy(tanks->database);
}

static int titrate(struct water_opened *study, struct tanks *tanks, struct arena *arena,
                   struct error *error)
{
    struct water_design design = {&study->design, study->economy.day};
    struct water_run *run = ARENA_NEW(arena, struct water_run);
    struct water_heap heap;
    int status = water_heap_read(&study->text, &heap, error);
    if (!status && has_dosing(tanks->train))
        status = water_train_settle(tanks->train, -1, run, error);
    else
        return status;
    if (!status)
        status = water_plant_of(tanks->train, run, &design,
                                embedded_find(&water_model_data, STR("units.tsv")), &heap,
                                &tanks->plant, error);
    return status;
}

/* Finish also after an error. */
static int tanks_open(struct water_opened *study, struct arena *arena, struct tanks *out,
                      struct error *error)
{
    *out = (struct tanks){0};
    if (!water_section_find(&study->text, STR("tank"), (struct str){0}))
        return 0;
    int status = chem_database_read(STR("amd.dat"), chem_amd_text(), &out->database, error);
    if (status)
        return status;
    out->train = ARENA_NEW(arena, struct water_train);
    status = water_train_read(&study->text, out->database, &study->rates,
                              embedded_find(&water_model_data, STR("units.tsv")),
                              study->economy.day, arena, out->train, error);
    return status ? status : titrate(study, out, arena, error);
}

static int compare_ways(const struct command_call *call, struct water_opened *study,
                        struct str output, struct arena *arena, struct error *error)
{
    struct tanks tanks;
    struct water_table tables[2];
    int status = tanks_open(study, arena, &tanks, error);
    if (!status)
        status = water_comparison_tables(study, tanks.train, &tanks.plant, arena, &tables[0],
                                         &tables[1], error);
    tanks_finish(&tanks);
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
