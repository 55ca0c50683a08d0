/* meguri water knowledge [WORDS…]: what became of treatment plants that ran for years */
#include <stdio.h>

#include "base/embedded.h"
#include "base/json.h"
#include "water/command.h"
#include "water/model/knowledge.h"
#include "water/table.h"

extern const struct embedded_files water_model_data;

static const struct option_declaration options[] = {
    {STR_INIT("json"), 0, STR_INIT(""), STR_INIT("結果を JSON で示します"),
     STR_INIT("result as JSON")},
    {STR_INIT("about"), 0, STR_INIT("ITEM"),
     STR_INIT("water、performance、faults、upkeep、cost、energy のどれかが書かれた施設だけ"),
     STR_INIT("only plants of which water, performance, faults, upkeep, cost or energy is known")},
    {STR_INIT("table"), 0, STR_INIT("FILE"),
     STR_INIT("自分の知見の表（列は data/water/knowledge.tsv と同じ）"),
     STR_INIT("a table of one's own, columns as data/water/knowledge.tsv")},
    {STR_INIT("output"), 0, STR_INIT("FILE"), STR_INIT("表を xlsx か csv に書き出します"),
     STR_INIT("write the table to an xlsx or csv")},
};
enum { OPTION_COUNT = sizeof options / sizeof options[0] };

static const struct water_column columns[] = {
    {STR_INIT("id"), STR_INIT("番号\x1fid"), false},
    {STR_INIT("plant"), STR_INIT("施設\x1fplant"), false},
    {STR_INIT("country"),
     STR_INIT("国・地域\x1f"
              "country"),
     false},
    {STR_INIT("kind"), STR_INIT("方式\x1fkind"), false},
    {STR_INIT("scale"), STR_INIT("規模\x1fscale"), false},
    {STR_INIT("period"), STR_INIT("期間\x1fperiod"), false},
    {STR_INIT("water"), STR_INIT("水量・水質\x1fwater"), false},
    {STR_INIT("performance"), STR_INIT("性能の安定性\x1fperformance"), false},
    {STR_INIT("faults"),
     STR_INIT("不具合\x1f"
              "faults"),
     false},
    {STR_INIT("upkeep"), STR_INIT("メンテナンス\x1fupkeep"), false},
    {STR_INIT("cost"),
     STR_INIT("費用\x1f"
              "cost"),
     false},
    {STR_INIT("energy"),
     STR_INIT("エネルギー\x1f"
              "energy"),
     false},
    {STR_INIT("source"), STR_INIT("出典\x1fsource"), false},
    {STR_INIT("confirmed"),
     STR_INIT("確認\x1f"
              "confirmed"),
     false},
};
enum { COLUMNS = sizeof columns / sizeof columns[0], TOLD = 6 };

static void add_record(struct water_table *table, const struct water_plant_record *record)
{
    struct str cells[COLUMNS] = {record->id,   record->plant, record->country,
                                 record->kind, record->scale, record->period};
    for (int i = 0; i < WATER_EXPERIENCES; i++)
        cells[TOLD + i] = record->told[i];
    cells[TOLD + WATER_EXPERIENCES] = record->source;
    cells[COLUMNS - 1] = record->confirmed ? BOTH("出典で確認", "read in the source")
                                           : BOTH("未確認", "not confirmed");
    water_table_add(table, cells);
}

static int about_of(struct str name, enum water_experience *out, struct error *error)
{
    *out = WATER_EXPERIENCES;
    for (int i = 0; i < WATER_EXPERIENCES; i++)
        if (str_equal(name, str_from_c(water_experience_name((enum water_experience)i))))
            *out = (enum water_experience)i;
    if (name.n > 0 && *out == WATER_EXPERIENCES)
        return ERROR(
            error, ERR_USAGE,
            BOTH("--about は water、performance、faults、upkeep、cost、energy のどれかです",
                 "--about is one of water, performance, faults, upkeep, cost, energy"));
    return 0;
}

static int read_knowledge(const struct command_call *call, struct str file, struct arena *arena,
                          struct water_knowledge *out, struct error *error)
{
    struct str name = STR("knowledge.tsv"), bytes = embedded_find(&water_model_data, name);
    int status = 0;
    if (file.n > 0) {
        name = file;
        status = water_open_beside(call, STR(""), file, arena, &bytes, error);
    }
    return status ? status : water_knowledge_read(name, bytes, arena, out, error);
}

static struct str words_of(const struct option_values *values, struct arena *arena)
{
    struct str words = {0};
    for (size_t i = 0; i < options_argument_count(values); i++)
        words = ARENA_JOIN(arena, words, STR(" "), options_argument(values, i));
    return words;
}

static void print_found(const struct command_call *call, const struct water_table *table)
{
    struct buf out = {0};
    struct json_writer writer;
    if (!call->json) {
        water_table_print(table, call->context->lang);
        return;
    }
    json_writer_init(&writer, &out, true);
    json_begin_object(&writer);
    json_key(&writer, STR("plants"));
    water_table_json(table, &writer);
    json_end_object(&writer);
    printf("%" PRIstr "\n", STR_ARG(buf_str(&out)));
    buf_finish(&out);
}

int water_command_knowledge(const struct command_call *call, struct arena *arena,
                            struct error *error)
{
    const struct option_values *values;
    struct water_knowledge knowledge;
    enum water_experience about = WATER_EXPERIENCES;
    int status = command_begin(call, STR("meguri water knowledge [WORDS…]"), options, OPTION_COUNT,
                               arena, &values, error);
    if (status || !values)
        return status;
    status = about_of(options_text(values, STR("about"), STR("")), &about, error);
    if (!status)
        status = read_knowledge(call, options_text(values, STR("table"), STR("")), arena,
                                &knowledge, error);
    if (status)
        return status;
    struct water_table table;
    size_t *indexes = ARENA_ARRAY(arena, size_t, knowledge.count);
    size_t count = water_knowledge_find(&knowledge, words_of(values, arena), about, indexes, arena);
    water_table_init(&table, BOTH("長期運転の知見", "experience"), columns, COLUMNS, arena);
    for (size_t i = 0; i < count; i++)
        add_record(&table, &knowledge.rows[indexes[i]]);
    print_found(call, &table);
    struct str output = options_text(values, STR("output"), STR(""));
    return output.n == 0 ? 0 : water_table_save(&table, 1, call->context, output, error);
}
