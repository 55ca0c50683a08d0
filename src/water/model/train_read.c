/* A train from the sections of a study; what a kind of tank holds comes from data/water/units.tsv.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/csv.h"
#include "water/model/train_inside.h"

enum {
    BASE_FIELDS = 14,
    FIELDS_MAX = BASE_FIELDS + WATER_LAWS * WATER_LAW_PARAMETERS,
    KEY_SIZE = 64
};

/* One kind: a row of units.tsv. Lists within a column are divided by commas. */
struct unit_kind {
    struct str name, laws, phases;
    double porosity;
};

static int find_kind(struct str units, struct str name, struct arena *arena, struct unit_kind *out,
                     struct error *error)
{
    struct csv_read_options options = {
        .encoding = CSV_UTF8, .separator = '\t', .name = STR("units.tsv")};
    struct csv_reader *reader = csv_reader_create_text(units, &options);
    struct csv_row row;
    struct str known = {0};
    int status = csv_read(reader, &row, error);
    bool found = false;
    size_t kind = csv_find(&row, STR("kind")), laws = csv_find(&row, STR("laws")),
           phases = csv_find(&row, STR("phases")), porosity = csv_find(&row, STR("porosity"));
    while (!status && !found && !(status = csv_read(reader, &row, error)) && row.count > 0) {
        struct water_quantity share;
        found = str_equal(csv_field(&row, kind), name);
        known = ARENA_JOIN(arena, known, known.n ? STR(", ") : STR(""), csv_field(&row, kind));
        status = water_quantity_parse(csv_field(&row, porosity), STR("-"), &share, error);
        if (!status && found)
            *out = (struct unit_kind){name, arena_copy(arena, csv_field(&row, laws)),
                                      arena_copy(arena, csv_field(&row, phases)), share.si};
    }
    csv_reader_destroy(reader);
    if (!status && !found)
        status = ERROR(error, ERR_WATER_STUDY, name,
                       ARENA_JOIN(arena, STR("槽の種類ではありません。使えるもの: "), known,
                                  STR("\x1fno kind of tank; known: "), known));
    return status;
}

/* What a tank section says, before it becomes a tank. */
struct tank_words {
    struct str kind, from, series;
    double volume, retention, porosity, kelvin, limestone, bran, husk, settling, passes;
    int sludge; /* 0: stays, 1: drawn */
    int64_t cells;
    double parameter[WATER_LAWS][WATER_LAW_PARAMETERS];
};

static size_t declare(const struct water_tank *tank, struct water_field *fields,
                      char (*keys)[KEY_SIZE])
{
    static const char *const sludge[] = {"stays", "drawn", NULL};
    static const struct water_field base[BASE_FIELDS] = {
        {"kind", WATER_FIELD_TEXT, NULL, 0, 0, NULL, true, offsetof(struct tank_words, kind)},
        {"from", WATER_FIELD_TEXT, NULL, 0, 0, NULL, true, offsetof(struct tank_words, from)},
        {"volume", WATER_FIELD_QUANTITY, "m3", 1e-6, 1e7, NULL, false,
         offsetof(struct tank_words, volume)},
        {"retention", WATER_FIELD_QUANTITY, "h", 1e-3, 1e6, NULL, false,
         offsetof(struct tank_words, retention)},
        {"temperature_series", WATER_FIELD_TEXT, NULL, 0, 0, NULL, false,
         offsetof(struct tank_words, series)},
        {"sludge", WATER_FIELD_CHOICE, NULL, 0, 0, sludge, false,
         offsetof(struct tank_words, sludge)},
        {"porosity", WATER_FIELD_QUANTITY, "-", 0.01, 1, NULL, false,
         offsetof(struct tank_words, porosity)},
        {"temperature", WATER_FIELD_QUANTITY, "degC", 0, 50, NULL, false,
         offsetof(struct tank_words, kelvin)},
        {"cells", WATER_FIELD_INTEGER, NULL, 1, 200, NULL, false,
         offsetof(struct tank_words, cells)},
        {"limestone", WATER_FIELD_QUANTITY, "kg", 0, 1e9, NULL, false,
         offsetof(struct tank_words, limestone)},
        {"bran", WATER_FIELD_QUANTITY, "kg", 0, 1e9, NULL, false,
         offsetof(struct tank_words, bran)},
        {"husk", WATER_FIELD_QUANTITY, "kg", 0, 1e9, NULL, false,
         offsetof(struct tank_words, husk)},
        {"settling", WATER_FIELD_QUANTITY, "1/h", 0, 1000, NULL, false,
         offsetof(struct tank_words, settling)},
        {"passes", WATER_FIELD_QUANTITY, "-", 1e-6, 1, NULL, false,
         offsetof(struct tank_words, passes)},
    };
    memcpy(fields, base, sizeof base);
    size_t count = BASE_FIELDS;
    for (size_t r = 0; r < tank->rate_count; r++) {
        const struct water_law_declaration *law = &water_laws[tank->rates[r].law];
        for (int p = 0; p < WATER_LAW_PARAMETERS && law->parameters[p].name; p++, count++) {
            snprintf(keys[count], KEY_SIZE, "%s.%s", law->name, law->parameters[p].name);
            fields[count] =
                (struct water_field){keys[count],
                                     WATER_FIELD_QUANTITY,
                                     law->parameters[p].unit,
                                     0,
                                     0,
                                     NULL,
                                     false,
                                     offsetof(struct tank_words, parameter) +
                                         (r * WATER_LAW_PARAMETERS + (size_t)p) * sizeof(double)};
        }
    }
    return count;
}

static int add_laws(struct water_tank *tank, struct str list, const struct water_values *rates,
                    day_number day, struct error *error)
{
    for (struct str name; str_cut(&list, ',', &name);) {
        enum water_law law;
        name = str_trim(name);
        if (name.n == 0)
            continue;
        if (!water_law_find(name, &law))
            return ERROR(error, ERR_WATER_TABLE, name,
                         BOTH("反応の名前ではありません", "no law has this name"));
        int status = water_rate_init(law, rates, day, &tank->rates[tank->rate_count], error);
        if (status)
            return status;
        tank->rate_count++;
    }
    return 0;
}

static int add_phases(struct water_tank *tank, struct str list,
                      const struct chem_database *database, struct error *error)
{
    for (struct str name; str_cut(&list, ',', &name);) {
        name = str_trim(name);
        if (name.n == 0)
            continue;
        int32_t phase = chem_database_phase(database, name);
        if (phase == CHEM_NONE)
            return ERROR(
                error, ERR_WATER_STUDY, name,
                BOTH("熱力学データにない鉱物です", "is no phase of the thermodynamic data"));
        tank->solids.solid[tank->solids.count++] = (struct chem_solid){.phase = phase};
    }
    return 0;
}

/* The share behind the name: 「酸化槽 0.8」. */
static int read_source(struct water_train *train, struct str words, struct water_source *out,
                       struct error *error)
{
    size_t space = words.n;
    while (space > 0 && words.p[space - 1] != ' ')
        space--;
    struct water_quantity share = {.si = 1};
    struct str name = words, number = str_slice(words, space, words.n);
    if (space > 0 && water_quantity_parse(number, STR("-"), &share, NULL) == 0)
        name = str_trim(str_slice(words, 0, space));
    *out = (struct water_source){.tank = CHEM_NONE, .water = -1, .share = share.si};
    for (size_t i = 0; i < train->water_count; i++)
        if (str_equal(train->water_names[i], name))
            out->water = (int32_t)i;
    for (size_t i = 0; i < train->tank_count; i++)
        if (str_equal(train->tanks[i].name, name))
            out->tank = (int32_t)i;
    if (out->tank == CHEM_NONE && out->water < 0)
        return ERROR(error, ERR_WATER_STUDY, name,
                     BOTH("前にある槽か原水の名前を書いてください（後ろの槽へは戻せません）",
                          "name a water or a tank that stands before (there is no way back)"));
    if (!(out->share > 0) || out->share > 1)
        return ERROR(error, ERR_WATER_STUDY, words,
                     BOTH("割合は 0 より大きく 1 までです", "a share is above 0 and at most 1"));
    return 0;
}

static int read_sources(struct water_train *train, struct water_tank *tank, struct str list,
                        struct error *error)
{
    for (struct str words; str_cut(&list, ',', &words);) {
        if (tank->source_count == WATER_SOURCES_MAX)
            return ERROR(error, ERR_TOO_LARGE, tank->name, STR("8"));
        int status = read_source(train, str_trim(words), &tank->sources[tank->source_count], error);
        if (status)
            return status;
        tank->source_count++;
    }
    return 0;
}

static int64_t line_of(const struct water_section *section, const char *key)
{
    for (size_t i = 0; i < section->count; i++)
        if (str_equal(section->entries[i].key, str_from_c(key)))
            return section->entries[i].line;
    return section->line;
}

/* No source gives more than it has. */
static int check_shares(const struct water_train *train, struct error *error)
{
    double tanks[WATER_TANKS_MAX] = {0}, waters[WATER_WATERS_MAX] = {0};
    for (size_t t = 0; t < train->tank_count; t++)
        for (size_t i = 0; i < train->tanks[t].source_count; i++) {
            const struct water_source *source = &train->tanks[t].sources[i];
            double *sum = source->tank != CHEM_NONE ? &tanks[source->tank] : &waters[source->water];
            *sum += source->share;
            if (*sum > 1 + 1e-9)
                return ERROR(error, ERR_WATER_STUDY, train->tanks[t].name,
                             BOTH("同じ槽から配る割合の合計が 1 を超えています",
                                  "the shares taken from one source exceed 1"));
        }
    return 0;
}

/* kg in the tank to mol per kg of pore water. */
static double per_pore(const struct water_tank *tank, double kilograms, double molar_mass)
{
    return 1000 * kilograms / molar_mass / (tank->volume * tank->porosity * 1000);
}

static void fill_tank(struct water_tank *tank, const struct tank_words *words)
{
    static const double caco3 = 100.09, ch2o = 30.026; /* g/mol; organic matter counts as CH2O */
    tank->kind = words->kind;
    tank->volume = words->volume;
    tank->porosity = words->porosity;
    tank->sludge_drawn = words->sludge == 1;
    tank->kelvin = words->kelvin;
    tank->cells = words->cells;
    tank->settling = words->settling;
    tank->passes = words->passes;
    tank->pools[WATER_POOL_LIMESTONE] = per_pore(tank, words->limestone, caco3);
    tank->pools[WATER_POOL_BRAN] = per_pore(tank, words->bran, ch2o);
    tank->pools[WATER_POOL_HUSK] = per_pore(tank, words->husk, ch2o);
    for (size_t r = 0; r < tank->rate_count; r++)
        memcpy(tank->rates[r].parameter, words->parameter[r], sizeof tank->rates[r].parameter);
}

/* m3/s that comes to a tank, from the mean flows of the raw waters. */
static double mean_inflow(const struct water_train *train, const struct water_tank *tank)
{
    double sum = 0, flow[WATER_TANKS_MAX] = {0};
    for (size_t t = 0; t <= train->tank_count; t++) {
        const struct water_tank *each = t == train->tank_count ? tank : &train->tanks[t];
        for (size_t i = 0; i < each->source_count; i++) {
            const struct water_source *source = &each->sources[i];
            flow[t] += source->share * (source->tank != CHEM_NONE ? flow[source->tank]
                                                                  : train->flows[source->water]);
        }
        sum = flow[t];
    }
    return sum;
}

/* Volume, or retention at the mean flow: one of both. */
static int find_volume(const struct water_study_text *text, const struct water_section *section,
                       const struct water_train *train, const struct water_tank *tank,
                       struct tank_words *words, struct error *error)
{
    if ((words->volume > 0) == (words->retention > 0))
        return water_study_refuse(text, section->line, section->name,
                                  BOTH("volume か retention のどちらか一方を書いてください",
                                       "write either volume or retention"),
                                  error);
    if (words->retention > 0)
        words->volume = mean_inflow(train, tank) * words->retention / words->porosity;
    return 0;
}

/* What a kind lets go with its water: one of both figures; neither: everything. */
static void find_carrying(const struct water_values *rates, struct str kind, day_number day,
                          struct arena *arena, struct tank_words *words)
{
    const struct water_value *settling =
        water_values_find(rates, arena_format(arena, "settling.%.*s", STR_ARG(kind)), day);
    const struct water_value *passes =
        water_values_find(rates, arena_format(arena, "passes.%.*s", STR_ARG(kind)), day);
    words->settling = settling ? settling->quantity.si : 0;
    words->passes = passes ? passes->quantity.si : 1;
}

static int read_tank(struct water_study_text *text, struct water_section *section,
                     struct water_train *train, const struct water_values *rates, struct str units,
                     day_number day, struct arena *arena, struct error *error)
{
    struct water_tank *tank = &train->tanks[train->tank_count];
    *tank = (struct water_tank){.name = section->name};
    struct tank_words words = {.cells = 1};
    struct water_field fields[FIELDS_MAX];
    char(*keys)[KEY_SIZE] = arena_alloc(arena, FIELDS_MAX, KEY_SIZE, 1);
    struct unit_kind kind = {0};
    size_t count = declare(tank, fields, keys);
    int status =
        water_section_fill(text, section, fields, 1, &words, error); /* kind: it decides the rest */
    if (!status)
        status = find_kind(units, words.kind, arena, &kind, error);
    if (!status)
        status = add_laws(tank, kind.laws, rates, day, error);
    if (!status)
        status = add_phases(tank, kind.phases, chem_database_of(train->chem), error);
    if (status)
        return status;
    words.porosity = kind.porosity;
    find_carrying(rates, kind.name, day, arena, &words);
    const struct tank_words of_kind = words;
    for (size_t r = 0; r < tank->rate_count; r++)
        memcpy(words.parameter[r], tank->rates[r].parameter, sizeof words.parameter[r]);
    count = declare(tank, fields, keys);
    status = water_section_fill(text, section, fields, count, &words, error);
    if (!status)
        status = water_section_check(text, section, fields, count, error);
    if (!status && read_sources(train, tank, words.from, error))
        status = error_at(error, text->file, line_of(section, "from"), 0);
    if (!status)
        status = find_volume(text, section, train, tank, &words, error);
    if (!status && words.series.n > 0)
        status =
            water_forcing_kelvins(text, section->line, words.series, arena, &tank->kelvins, error);
    if (status)
        return status;
    /* a study that says what passes does not mean the settling of the kind */
    if (words.passes != of_kind.passes && words.settling == of_kind.settling)
        words.settling = 0;
    fill_tank(tank, &words);
    train->tank_count++;
    return check_shares(train, error);
}

/* Constituents that the laws of the tanks bring into the waters. */
static void find_brought(const struct water_train *train, bool *brought)
{
    for (size_t t = 0; t < train->tank_count; t++)
        for (size_t r = 0; r < train->tanks[t].rate_count; r++) {
            const char *const *brings = water_laws[train->tanks[t].rates[r].law].brings;
            for (int i = 0; i < 2 && brings[i]; i++)
                brought[water_constituent_find(str_from_c(brings[i]))] = true;
        }
}

static int speciate(struct water_train *train, struct error *error)
{
    bool brought[WATER_CONSTITUENTS] = {false};
    find_brought(train, brought);
    for (size_t i = 0; i < train->water_count; i++)
        for (int k = 0; k < WATER_CONSTITUENTS && train->compositions[i].count > 0; k++)
            brought[k] = brought[k] || train->compositions[i].given[k];
    int status = water_quality_model(train->chem, train->qualities, train->water_count, brought,
                                     &train->model, error);
    if (!status)
        status = water_train_speciate(train, error);
    if (status)
        return status;
    water_places_of(train->model, &train->places);
    for (int i = 0; i < WATER_CONSTITUENTS; i++) {
        struct str name = str_from_c(water_constituents[i].master);
        int32_t master = chem_database_master(train->model->database, name);
        train->constituents[i] =
            master == CHEM_NONE ? CHEM_NONE : chem_model_component(train->model, master);
    }
    return water_particles_list(train->tanks, train->tank_count, train->model, train->constituents,
                                &train->particles, error);
}

int water_train_read(struct water_study_text *text, const struct chem_database *database,
                     const struct water_values *rates, struct str units, day_number day,
                     struct arena *arena, struct water_train *out, struct error *error)
{
    *out = (struct water_train){
        .name = text->file, .chem = chem_create(database), .begin = WATER_NO_BEGINNING};
    int status = water_forcing_read(text, out, arena, error);
    for (size_t i = 0; i < text->count && !status; i++) {
        if (!str_equal(text->sections[i].kind, STR("tank")))
            continue;
        status = out->tank_count == WATER_TANKS_MAX
                     ? ERROR(error, ERR_TOO_LARGE, STR("[tank]"), STR("40"))
                     : read_tank(text, &text->sections[i], out, rates, units, day, arena, error);
        if (status)
            error_at(error, text->file, text->sections[i].line, 0);
    }
    if (!status && out->tank_count == 0)
        status = water_study_refuse(text, 0, STR("[tank]"),
                                    BOTH("槽の節がありません", "there is no tank"), error);
    if (!status)
        status = speciate(out, error);
    if (!status)
        water_forcing_begin(out);
    return status ? status : water_train_prepare(out, arena, error);
}
