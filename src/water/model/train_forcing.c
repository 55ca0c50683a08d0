/* What the sections [water …], [flow …] and [season] of a study say of what enters a train, and the
   tables they name. */
#include <math.h>
#include <string.h>

#include "water/model/train_inside.h"

/* Twelve numbers, January first. */
static int read_monthly(struct str text, struct str unit, double *out, struct error *error)
{
    int count = 0;
    for (struct str word; str_cut(&text, ' ', &word);) {
        if (str_trim(word).n == 0)
            continue;
        struct water_quantity quantity;
        struct str whole = word;
        int status = count < 12 ? water_quantity_parse(whole, STR("-"), &quantity, error)
                                : ERROR(error, ERR_WATER_STUDY, unit,
                                        BOTH("1 月から 12 月まで 12 個の数を書いてください",
                                             "write twelve numbers, January first"));
        if (status)
            return status;
        out[count++] = quantity.si;
    }
    return count == 12 ? 0
                       : ERROR(error, ERR_WATER_STUDY, unit,
                               BOTH("1 月から 12 月まで 12 個の数を書いてください",
                                    "write twelve numbers, January first"));
}

struct season_words {
    struct str flow, temperature, series;
    double value;
    int between; /* 0: straight lines, 1: held */
};
static const char *const betweens[] = {"lines", "held", NULL};

/* "[flow 原水]", or "[flow]" for the first water. The monthly factors of the last one hold for all.
 */
static struct water_section *find_flow(struct water_study_text *text, struct str water, bool first)
{
    for (size_t i = 0; i < text->count; i++)
        if (str_equal(text->sections[i].kind, STR("flow")) &&
            (str_equal(text->sections[i].name, water) || (first && text->sections[i].name.n == 0)))
            return &text->sections[i];
    return NULL;
}

static int read_flow(const struct water_study_text *text, const struct water_section *section,
                     const struct season_words *words, struct arena *arena, struct water_curve *out,
                     struct error *error)
{
    struct str bytes;
    int status = water_study_open(text, section->line, words->series, &bytes, error);
    return status ? status
                  : water_curve_read(words->series, bytes, STR("flow"), STR("m3/d"), 0,
                                     words->between == 1, arena, out, error);
}

int water_forcing_kelvins(const struct water_study_text *text, int64_t line, struct str name,
                          struct arena *arena, struct water_curve *out, struct error *error)
{
    static const double freezing = 273.15;
    struct str bytes;
    int status = water_study_open(text, line, name, &bytes, error);
    return status ? status
                  : water_curve_read(name, bytes, STR("temperature"), STR("degC"), freezing, false,
                                     arena, out, error);
}

static int read_season(struct water_study_text *text, struct water_train *train,
                       struct arena *arena, struct error *error)
{
    static const struct water_field flow_fields[] = {
        {"value", WATER_FIELD_QUANTITY, "m3/d", 1e-6, 1e7, NULL, true,
         offsetof(struct season_words, value)},
        {"monthly", WATER_FIELD_TEXT, NULL, 0, 0, NULL, false, offsetof(struct season_words, flow)},
        {"series", WATER_FIELD_TEXT, NULL, 0, 0, NULL, false,
         offsetof(struct season_words, series)},
        {"between", WATER_FIELD_CHOICE, NULL, 0, 0, betweens, false,
         offsetof(struct season_words, between)},
    };
    enum { FLOW_FIELDS = sizeof flow_fields / sizeof flow_fields[0] };
    static const struct water_field season_fields[] = {
        {"temperature", WATER_FIELD_TEXT, NULL, 0, 0, NULL, true,
         offsetof(struct season_words, temperature)},
    };
    struct season_words words = {0};
    for (int i = 0; i < 12; i++)
        train->flow_factor[i] = 1;
    struct water_section *season = water_section_find(text, STR("season"), (struct str){0});
    int status = 0;
    for (size_t i = 0; i < train->water_count && !status; i++) {
        struct water_section *flow = find_flow(text, train->water_names[i], i == 0);
        if (!flow)
            return water_study_refuse(
                text, 0, train->water_names[i],
                BOTH("流量の節 [flow 名前] がありません", "there is no section [flow NAME]"),
                error);
        status = water_section_fill(text, flow, flow_fields, FLOW_FIELDS, &words, error);
        if (!status)
            status = water_section_check(text, flow, flow_fields, FLOW_FIELDS, error);
        train->flows[i] = words.value;
        if (!status && words.series.n > 0)
            status = read_flow(text, flow, &words, arena, &train->flow_series[i], error);
        words.series = (struct str){0};
    }
    if (!status && words.flow.n > 0)
        status = read_monthly(words.flow, STR("monthly"), train->flow_factor, error);
    if (!status && season)
        status = water_section_fill(text, season, season_fields, 1, &words, error);
    if (!status && season)
        status = read_monthly(words.temperature, STR("temperature"), train->season_kelvin, error);
    for (int i = 0; i < 12; i++)
        train->season_kelvin[i] += season ? 273.15 : 0;
    return status;
}

/* [water NAME] series = table of analyses. */
static int read_analyses(struct water_study_text *text, struct water_section *section,
                         struct arena *arena, struct water_compositions *out, struct error *error)
{
    static const struct water_field fields[] = {
        {"series", WATER_FIELD_TEXT, NULL, 0, 0, NULL, false,
         offsetof(struct season_words, series)},
        {"between", WATER_FIELD_CHOICE, NULL, 0, 0, betweens, false,
         offsetof(struct season_words, between)},
    };
    struct season_words words = {0};
    struct str bytes;
    int status = water_section_fill(text, section, fields, 2, &words, error);
    if (status || words.series.n == 0)
        return status;
    status = water_study_open(text, section->line, words.series, &bytes, error);
    return status ? status
                  : water_compositions_read(words.series, bytes, words.between == 1, arena, out,
                                            error);
}

static int read_waters(struct water_study_text *text, struct water_train *train,
                       struct arena *arena, struct error *error)
{
    int status = 0;
    for (size_t i = 0; i < text->count && !status; i++) {
        struct water_section *section = &text->sections[i];
        if (!str_equal(section->kind, STR("water")))
            continue;
        if (train->water_count == WATER_WATERS_MAX)
            return ERROR(error, ERR_TOO_LARGE, STR("[water]"), STR("8"));
        train->water_names[train->water_count] = section->name;
        status =
            read_analyses(text, section, arena, &train->compositions[train->water_count], error);
        if (!status)
            status =
                water_quality_read(text, section, &train->qualities[train->water_count], error);
        train->water_count++;
    }
    if (!status && train->water_count == 0)
        status = water_study_refuse(
            text, 0, STR("[water]"),
            BOTH("原水の節がありません", "there is no section for the raw water"), error);
    return status;
}

int water_forcing_read(struct water_study_text *text, struct water_train *train,
                       struct arena *arena, struct error *error)
{
    int status = read_waters(text, train, arena, error);
    return status ? status : read_season(text, train, arena, error);
}

static void begin_with(struct water_train *train, const double *times, size_t count)
{
    static const double seconds_of_day = 86400;
    day_number first = count > 0 ? (day_number)floor(times[0] / seconds_of_day) : 0;
    if (count > 0 && (train->begin == WATER_NO_BEGINNING || first < train->begin))
        train->begin = first;
}

void water_forcing_begin(struct water_train *train)
{
    for (size_t i = 0; i < train->water_count; i++) {
        begin_with(train, train->flow_series[i].time, train->flow_series[i].count);
        begin_with(train, train->compositions[i].time, train->compositions[i].count);
    }
    for (size_t t = 0; t < train->tank_count; t++)
        begin_with(train, train->tanks[t].kelvins.time, train->tanks[t].kelvins.count);
}
