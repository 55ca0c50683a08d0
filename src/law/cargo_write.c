/* A cargo as the JSON that the reader takes; what is unknown is left out. */
#include "law/cargo_inside.h"

static void put_text(struct json_writer *writer, struct str key, struct str value)
{
    if (value.n)
        json_put_string(writer, key, value);
}

static void put_decimal(struct json_writer *writer, struct str key, bool has, struct decimal value,
                        struct arena *arena)
{
    if (has)
        json_put_string(writer, key, decimal_format(value, arena));
}

static void put_tri(struct json_writer *writer, struct str key, enum law_tri value)
{
    if (value != LAW_UNKNOWN)
        json_put_string(writer, key, law_tri_word(value));
}

static void put_texts(struct json_writer *writer, struct str key, const struct str *texts,
                      size_t count, bool also_empty)
{
    if (count == 0 && !also_empty)
        return;
    json_key(writer, key);
    json_begin_array(writer);
    for (size_t i = 0; i < count; i++)
        json_string(writer, texts[i]);
    json_end_array(writer);
}

static void write_analysis(const struct law_analysis *analysis, struct json_writer *writer,
                           struct arena *arena)
{
    struct str value = decimal_format(analysis->value, arena);
    json_begin_object(writer);
    put_text(writer, STR("substance"), analysis->substance);
    json_put_string(writer, STR("kind"), law_kind_word(analysis->kind));
    json_put_string(writer, STR("value"),
                    analysis->below ? ARENA_JOIN(arena, STR("<"), value) : value);
    put_text(writer, STR("unit"), law_unit_text(analysis->unit));
    if (analysis->kind == LAW_CONTENT)
        json_put_string(writer, STR("basis"), law_basis_word(analysis->basis));
    put_tri(writer, STR("official"), analysis->official);
    put_text(writer, STR("method"), analysis->method);
    put_text(writer, STR("date"), analysis->date);
    json_put_bool(writer, STR("unlisted"), true);
    json_end_object(writer);
}

static void write_part(const struct law_part *part, struct json_writer *writer, struct arena *arena)
{
    json_begin_object(writer);
    put_text(writer, STR("name"), part->name);
    put_decimal(writer, STR("fraction"), part->has_fraction, part->fraction, arena);
    put_text(writer, STR("form"), law_form_word(part->form));
    put_decimal(writer, STR("moisture"), part->has_moisture, part->moisture, arena);
    put_decimal(writer, STR("density"), part->has_density, part->density, arena);
    put_tri(writer, STR("others_absent"), part->others_absent);
    put_tri(writer, STR("separable"), part->separable);
    json_key(writer, STR("materials"));
    json_begin_array(writer);
    for (size_t i = 0; i < part->material_count; i++) {
        json_begin_object(writer);
        json_put_string(writer, STR("name"), part->materials[i].name);
        json_put_string(writer, STR("fraction"),
                        decimal_format(part->materials[i].fraction, arena));
        json_end_object(writer);
    }
    json_end_array(writer);
    json_key(writer, STR("analyses"));
    json_begin_array(writer);
    for (size_t i = 0; i < part->analysis_count; i++)
        write_analysis(&part->analyses[i], writer, arena);
    json_end_array(writer);
    json_end_object(writer);
}

static void write_tests(const struct law_cargo *cargo, struct json_writer *writer,
                        struct arena *arena)
{
    json_key(writer, STR("tests"));
    json_begin_object(writer);
    for (size_t i = 0; i < cargo->test_count; i++) {
        const struct law_test *test = &cargo->tests[i];
        if (!test->has_value) {
            if (test->positive != LAW_UNKNOWN)
                json_put_string(writer, test->key,
                                test->positive == LAW_YES ? STR("positive") : STR("negative"));
            continue;
        }
        json_key(writer, test->key);
        json_begin_object(writer);
        json_put_string(writer, STR("value"), decimal_format(test->value, arena));
        json_put_string(writer, STR("unit"), law_unit_text(test->unit));
        json_end_object(writer);
    }
    json_end_object(writer);
}

static void write_facts(const struct law_cargo *cargo, struct json_writer *writer)
{
    json_key(writer, STR("facts"));
    json_begin_object(writer);
    for (int i = 0; i < LAW_FACT_COUNT; i++)
        put_tri(writer, law_fact_key((enum law_fact)i), cargo->facts[i]);
    json_end_object(writer);
}

static void write_used(const struct law_cargo *cargo, struct json_writer *writer)
{
    if (cargo->used_kind.n == 0 && cargo->made_year == 0)
        return;
    json_key(writer, STR("used"));
    json_begin_object(writer);
    put_text(writer, STR("kind"), cargo->used_kind);
    if (cargo->made_year)
        json_put_integer(writer, STR("made"), cargo->made_year);
    json_end_object(writer);
}

void law_cargo_write(const struct law_cargo *cargo, struct json_writer *writer, struct arena *arena)
{
    json_begin_object(writer);
    put_text(writer, STR("name"), cargo->name);
    put_text(writer, STR("class"), cargo->cargo_class);
    put_text(writer, STR("direction"), law_direction_word(cargo->direction));
    if (cargo->has_date)
        json_put_string(writer, STR("date"), day_format(cargo->date, arena));
    put_text(writer, STR("country"), cargo->country);
    put_texts(writer, STR("transit"), cargo->transit, cargo->transit_count, cargo->transit_known);
    put_text(writer, STR("operation"), cargo->operation);
    put_text(writer, STR("purpose"), law_purpose_word(cargo->purpose));
    put_text(writer, STR("form"), law_form_word(cargo->form));
    put_decimal(writer, STR("mass_kg"), cargo->has_mass, cargo->mass, arena);
    put_texts(writer, STR("codes"), cargo->codes, cargo->code_count, false);
    put_texts(writer, STR("streams"), cargo->streams, cargo->stream_count, false);
    json_key(writer, STR("parts"));
    json_begin_array(writer);
    for (size_t i = 0; i < cargo->part_count; i++)
        write_part(&cargo->parts[i], writer, arena);
    json_end_array(writer);
    write_tests(cargo, writer, arena);
    write_facts(cargo, writer);
    write_used(cargo, writer);
    json_end_object(writer);
}
