/* The sections of a study that a fit needs. */
#include <math.h>

#include "water/model/calibration_inside.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
static const double milligram_per_litre = 1e-3; /* kg/m3 */

struct observe_words {
    struct str table;
    int mode;
    day_number start;
    double step, tolerance, error, error_ph, error_least, suspended;
};

static int read_hold_out(struct water_study_text *text, struct water_observed_rules *rules,
                         struct error *error)
{
    static const struct water_field fields[] = {
        {"from", WATER_FIELD_DAY, NULL, 0, 0, NULL, true,
         offsetof(struct water_observed_rules, hold_out_from)},
        {"until", WATER_FIELD_DAY, NULL, 0, 0, NULL, false,
         offsetof(struct water_observed_rules, hold_out_until)},
    };
    rules->hold_out_from = 1;
    rules->hold_out_until = 0;
    struct water_section *section = water_section_find(text, STR("hold"), STR("out"));
    if (!section)
        return 0;
    rules->hold_out_until = INT32_MAX;
    int status = water_section_fill(text, section, fields, COUNT(fields), rules, error);
    return status ? status : water_section_check(text, section, fields, COUNT(fields), error);
}

int water_observe_read(struct water_study_text *text, struct water_observe *out,
                       struct error *error)
{
    static const char *const modes[] = {"steady", "time", NULL};
    static const struct water_field fields[] = {
        {"table", WATER_FIELD_TEXT, NULL, 0, 0, NULL, false, offsetof(struct observe_words, table)},
        {"mode", WATER_FIELD_CHOICE, NULL, 0, 0, modes, false,
         offsetof(struct observe_words, mode)},
        {"start", WATER_FIELD_DAY, NULL, 0, 0, NULL, false, offsetof(struct observe_words, start)},
        {"step", WATER_FIELD_QUANTITY, "h", 0.01, 240, NULL, false,
         offsetof(struct observe_words, step)},
        {"tolerance", WATER_FIELD_QUANTITY, "%", 0, 50, NULL, false,
         offsetof(struct observe_words, tolerance)},
        {"error", WATER_FIELD_QUANTITY, "%", 0.01, 1000, NULL, false,
         offsetof(struct observe_words, error)},
        {"error_pH", WATER_FIELD_QUANTITY, "-", 1e-4, 7, NULL, false,
         offsetof(struct observe_words, error_ph)},
        {"suspended", WATER_FIELD_QUANTITY, "mg/L", 0, 1e6, NULL, false,
         offsetof(struct observe_words, suspended)},
        {"error_least", WATER_FIELD_QUANTITY, "mg/L", 1e-9, 1e6, NULL, false,
         offsetof(struct observe_words, error_least)},
    };
    struct observe_words words = {.start = INT32_MIN,
                                  .step = 12 * 3600.0,
                                  .error = 0.15,
                                  .error_ph = 0.15,
                                  .error_least = 0.005 * milligram_per_litre,
                                  .suspended = -milligram_per_litre};
    struct water_section *section = water_section_find(text, STR("observe"), (struct str){0});
    if (!section)
        return water_study_refuse(text, 0, STR("[observe]"),
                                  BOTH("観測値の節がありません。table = ファイル を書いてください",
                                       "there is no section of observations: write table = FILE"),
                                  error);
    int status = water_section_fill(text, section, fields, COUNT(fields), &words, error);
    if (!status)
        status = water_section_check(text, section, fields, COUNT(fields), error);
    if (!status && words.mode == 1 && words.start == INT32_MIN)
        status = water_study_refuse(text, section->line, STR("[observe] start"),
                                    BOTH("mode = time では、槽に水を入れた日を書いてください",
                                         "mode = time needs the day on which the tanks are filled"),
                                    error);
    *out = (struct water_observe){
        .table = words.table,
        .in_time = words.mode == 1,
        .start = words.start,
        .step = words.step,
        .tolerance = words.tolerance,
        .rules = {.error = words.error,
                  .error_ph = words.error_ph,
                  .error_least = words.error_least / milligram_per_litre,
                  .suspended = words.suspended / milligram_per_litre},
    };
    return status ? status : read_hold_out(text, &out->rules, error);
}

struct parameter_words {
    int transform;
    double lower, upper, prior;
    struct str deviation;
};

/* A difference in the parameter's unit (plain), or a pure number. */
static int read_deviation(const char *unit, struct water_parameter *p, struct str words,
                          struct error *error)
{
    if (words.n == 0) {
        p->deviation =
            p->transform == WATER_LOGIT
                ? 1.5
                : (water_transform_of(p, p->upper) - water_transform_of(p, p->lower)) / 4;
        return 0;
    }
    struct water_quantity quantity;
    int status = water_quantity_parse(
        words, p->transform == WATER_PLAIN ? str_from_c(unit) : STR("-"), &quantity, error);
    p->deviation = quantity.si - quantity.unit.offset;
    return status;
}

int water_parameter_read(struct water_study_text *text, struct water_section *section,
                         const char *unit, double now, struct water_parameter *out,
                         struct error *error)
{
    static const char *const transforms[] = {"plain", "log", "logit", NULL};
    const struct water_field fields[] = {
        {"transform", WATER_FIELD_CHOICE, NULL, 0, 0, transforms, false,
         offsetof(struct parameter_words, transform)},
        {"lower", WATER_FIELD_QUANTITY, unit, 0, 0, NULL, true,
         offsetof(struct parameter_words, lower)},
        {"upper", WATER_FIELD_QUANTITY, unit, 0, 0, NULL, true,
         offsetof(struct parameter_words, upper)},
        {"prior", WATER_FIELD_QUANTITY, unit, 0, 0, NULL, false,
         offsetof(struct parameter_words, prior)},
        {"deviation", WATER_FIELD_TEXT, NULL, 0, 0, NULL, false,
         offsetof(struct parameter_words, deviation)},
    };
    struct parameter_words words = {.transform = -1, .prior = now};
    int status = water_section_fill(text, section, fields, COUNT(fields), &words, error);
    if (!status)
        status = water_section_check(text, section, fields, COUNT(fields), error);
    if (status)
        return status;
    *out = (struct water_parameter){.name = section->name,
                                    .unit = str_from_c(unit),
                                    .transform = words.transform < 0
                                                     ? (words.lower > 0 ? WATER_LOG : WATER_PLAIN)
                                                     : (enum water_transform)words.transform,
                                    .lower = words.lower,
                                    .upper = words.upper,
                                    .prior = words.prior};
    status = read_deviation(unit, out, words.deviation, error);
    if (!status)
        status = water_parameter_check(out, error);
    if (status)
        error_at(error, text->file, section->line, 0);
    return status;
}

static int read_parameter(struct water_study_text *text, struct water_section *section,
                          const struct water_train *train, double particulate,
                          struct water_address *address, struct water_parameter *out,
                          struct error *error)
{
    int status = water_address_find(train, section->name, address, error);
    if (status) {
        error_at(error, text->file, section->line, 0);
        return status;
    }
    double now = address->kind == WATER_ADDRESS_PARTICULATE ? particulate
                                                            : water_address_get(train, address);
    return water_parameter_read(text, section, address->unit, now, out, error);
}

int water_particulates_read(struct water_study_text *text, struct arena *arena,
                            struct water_particulates *out, struct error *error)
{
    struct water_section *section = water_section_find(text, STR("particulate"), (struct str){0});
    if (!section)
        return 0;
    out->rows = ARENA_ARRAY(arena, struct water_particulate, section->count);
    for (size_t i = 0; i < section->count; i++) {
        struct water_entry *entry = &section->entries[i];
        struct water_analyte item;
        struct water_quantity quantity;
        entry->used = true;
        if (!water_analyte_find(entry->key, &item) || item.ph)
            return water_study_refuse(text, entry->line, entry->key,
                                      BOTH("水質の項目ではありません", "no item of a water"),
                                      error);
        int status = water_quantity_parse(entry->value, STR("-"), &quantity, error);
        if (!status && (quantity.si < 0 || quantity.si > 1))
            status = water_study_refuse(
                text, entry->line, entry->key,
                BOTH("浮遊物質中の割合は 0 から 1 です", "a share of solids is 0 to 1"), error);
        if (status)
            return error_at(error, text->file, entry->line, 0);
        out->rows[out->count++] = (struct water_particulate){entry->key, quantity.si};
    }
    return 0;
}

double water_particulates_find(const struct water_particulates *particulates, struct str item)
{
    for (size_t i = 0; i < particulates->count; i++)
        if (str_equal(particulates->rows[i].item, item))
            return particulates->rows[i].fraction;
    return 0;
}

int water_parameters_read(struct water_study_text *text, const struct water_train *train,
                          struct arena *arena, struct water_parameter **parameters,
                          struct water_address **addresses, size_t *count,
                          struct water_particulates *particulates, struct error *error)
{
    *parameters = ARENA_ARRAY(arena, struct water_parameter, text->count);
    *addresses = ARENA_ARRAY(arena, struct water_address, text->count);
    *count = 0;
    int status = water_particulates_read(text, arena, particulates, error);
    for (size_t i = 0; i < text->count && !status; i++) {
        struct water_section *section = &text->sections[i];
        if (!str_equal(section->kind, STR("parameter")))
            continue;
        struct str item = str_starts(section->name, STR("particulate."))
                              ? str_slice(section->name, sizeof "particulate", section->name.n)
                              : (struct str){0};
        status = read_parameter(text, section, train, water_particulates_find(particulates, item),
                                &(*addresses)[*count], &(*parameters)[*count], error);
        (*count)++;
    }
    return status;
}
