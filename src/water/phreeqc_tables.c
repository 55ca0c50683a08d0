#include "water/phreeqc_tables.h"

static const struct water_column change_columns[] = {
    {STR_INIT("line"), STR_INIT("入力の行\x1fline of the input"), true},
    {STR_INIT("figure"),
     STR_INIT("値\x1f"
              "figure"),
     false},
    {STR_INIT("before"),
     STR_INIT("前\x1f"
              "before"),
     true},
    {STR_INIT("after"),
     STR_INIT("後\x1f"
              "after"),
     true},
    {STR_INIT("factor"),
     STR_INIT("倍率\x1f"
              "factor"),
     true},
    {STR_INIT("lower"), STR_INIT("範囲の下\x1flower bound"), true},
    {STR_INIT("upper"), STR_INIT("範囲の上\x1fupper bound"), true},
};
enum { CHANGE_COLUMNS = sizeof change_columns / sizeof change_columns[0] };

static void add_change(const struct water_phreeqc *model, const struct water_fit *fit, size_t j,
                       size_t k, struct water_table *out)
{
    struct arena *arena = out->arena;
    const struct chem_place *place = &model->places.items[model->changes[j].places[k]];
    double after = fit->parameters[j].value;
    struct str cells[CHANGE_COLUMNS] = {
        arena_format(arena, "%lld", (long long)place->line),
        chem_place_address(place, arena),
        str_slice(model->text, place->at, place->at + place->length),
        arena_format(arena, "%.6g", after),
        place->value != 0 ? water_table_number(after / place->value, 4, arena) : STR(""),
        water_table_number(model->problem.parameters[j].lower, 4, arena),
        water_table_number(model->problem.parameters[j].upper, 4, arena),
    };
    water_table_add(out, cells);
}

void water_phreeqc_changes(const struct water_phreeqc *model, const struct water_fit *fit,
                           struct arena *arena, struct water_table *out)
{
    water_table_init(out, BOTH("入力の変更", "changes of the input"), change_columns,
                     CHANGE_COLUMNS, arena);
    for (size_t j = 0; j < model->problem.parameter_count; j++)
        for (size_t k = 0; k < model->changes[j].count; k++)
            add_change(model, fit, j, k, out);
}

static const struct water_column place_columns[] = {
    {STR_INIT("line"), STR_INIT("入力の行\x1fline of the input"), true},
    {STR_INIT("address"),
     STR_INIT("値の名前\x1f"
              "address"),
     false},
    {STR_INIT("value"),
     STR_INIT("値\x1f"
              "value"),
     true},
};
enum { PLACE_COLUMNS = sizeof place_columns / sizeof place_columns[0] };

void water_phreeqc_places(const struct water_phreeqc *model, struct arena *arena,
                          struct water_table *out)
{
    water_table_init(out, BOTH("変えられる値", "figures"), place_columns, PLACE_COLUMNS, arena);
    for (size_t i = 0; i < model->places.count; i++) {
        const struct chem_place *place = &model->places.items[i];
        struct str cells[PLACE_COLUMNS] = {
            arena_format(arena, "%lld", (long long)place->line),
            chem_place_address(place, arena),
            str_slice(model->text, place->at, place->at + place->length),
        };
        water_table_add(out, cells);
    }
}
