#include "water/model/event.h"

#include <stdlib.h>
#include <string.h>

static const char *const kinds[] = {"flow_change", "renewal", "blockage", "outage", NULL};
static const char *const stops[] = {"flow", "aeration", NULL};

struct event_words {
    int kind, stops;
    day_number day, until;
    struct str tank, water;
    double factor, limestone, bran, husk;
};

/* Keys of all events, then those of each kind. */
static const struct water_field common_fields[] = {
    {"kind", WATER_FIELD_CHOICE, NULL, 0, 0, kinds, true, offsetof(struct event_words, kind)},
    {"date", WATER_FIELD_DAY, NULL, 0, 0, NULL, true, offsetof(struct event_words, day)},
};
#define TANK                                                                                       \
    {                                                                                              \
        "tank", WATER_FIELD_TEXT, NULL, 0, 0, NULL, true, offsetof(struct event_words, tank)       \
    }
#define UNTIL(required)                                                                            \
    {                                                                                              \
        "until", WATER_FIELD_DAY, NULL, 0, 0, NULL, required, offsetof(struct event_words, until)  \
    }
#define FACTOR(low, high)                                                                          \
    {                                                                                              \
        "factor", WATER_FIELD_QUANTITY, "-", low, high, NULL, true,                                \
            offsetof(struct event_words, factor)                                                   \
    }
#define KILOGRAMS(key, member)                                                                     \
    {                                                                                              \
        key, WATER_FIELD_QUANTITY, "kg", 0, 1e9, NULL, false, offsetof(struct event_words, member) \
    }
static const struct water_field flow_fields[] = {
    {"water", WATER_FIELD_TEXT, NULL, 0, 0, NULL, false, offsetof(struct event_words, water)},
    FACTOR(0.001, 1000),
    UNTIL(false)};
static const struct water_field renewal_fields[] = {
    TANK, KILOGRAMS("limestone", limestone), KILOGRAMS("bran", bran), KILOGRAMS("husk", husk)};
static const struct water_field blockage_fields[] = {TANK, FACTOR(1e-9, 1), UNTIL(false)};
static const struct water_field outage_fields[] = {
    TANK,
    UNTIL(true),
    {"stops", WATER_FIELD_CHOICE, NULL, 0, 0, stops, false, offsetof(struct event_words, stops)}};

static const struct {
    const struct water_field *fields;
    size_t count;
} fields_of[] = {
    [WATER_EVENT_FLOW_CHANGE] = {flow_fields, sizeof flow_fields / sizeof *flow_fields},
    [WATER_EVENT_RENEWAL] = {renewal_fields, sizeof renewal_fields / sizeof *renewal_fields},
    [WATER_EVENT_BLOCKAGE] = {blockage_fields, sizeof blockage_fields / sizeof *blockage_fields},
    [WATER_EVENT_OUTAGE] = {outage_fields, sizeof outage_fields / sizeof *outage_fields},
};
enum { COMMON = sizeof common_fields / sizeof *common_fields, FIELDS_MAX = 8 };

static int find_place(const struct water_study_text *text, const struct water_section *section,
                      const struct water_train *train, const struct event_words *words,
                      struct water_event *out, struct error *error)
{
    out->tank = out->water = CHEM_NONE;
    if (out->kind == WATER_EVENT_FLOW_CHANGE) {
        for (size_t i = 0; i < train->water_count; i++)
            if (words->water.n == 0 ? i == 0 : str_equal(train->water_names[i], words->water))
                out->water = (int32_t)i;
    } else {
        for (size_t i = 0; i < train->tank_count; i++)
            if (str_equal(train->tanks[i].name, words->tank))
                out->tank = (int32_t)i;
    }
    if (out->water != CHEM_NONE && train->flow_series[out->water].count > 0)
        return water_study_refuse(text, section->line, section->name,
                                  BOTH("この原水の流量は時系列です。時系列の表に書いてください",
                                       "the flow of this water is a series: change the series"),
                                  error);
    if (out->tank != CHEM_NONE || out->water != CHEM_NONE)
        return 0;
    return water_study_refuse(
        text, section->line, words->tank.n ? words->tank : words->water,
        BOTH("この名前の槽や原水はありません", "there is no tank or water of this name"), error);
}

static int read_event(struct water_study_text *text, struct water_section *section,
                      const struct water_train *train, struct water_event *out, struct error *error)
{
    struct event_words words = {.until = INT32_MAX, .factor = 1};
    struct water_field fields[FIELDS_MAX];
    memcpy(fields, common_fields, sizeof common_fields);
    int status = water_section_fill(text, section, fields, COMMON, &words, error);
    if (status)
        return status;
    size_t count = fields_of[words.kind].count;
    memcpy(fields + COMMON, fields_of[words.kind].fields, count * sizeof *fields);
    status = water_section_fill(text, section, fields, COMMON + count, &words, error);
    if (!status)
        status = water_section_check(text, section, fields, COMMON + count, error);
    if (status)
        return status;
    *out = (struct water_event){.name = section->name,
                                .kind = (enum water_event_kind)words.kind,
                                .day = words.day,
                                .until = words.until,
                                .factor = words.factor,
                                .limestone = words.limestone,
                                .bran = words.bran,
                                .husk = words.husk,
                                .aeration = words.stops == 1};
    if (words.until <= words.day)
        return water_study_refuse(
            text, section->line, section->name,
            BOTH("until は date より後の日にしてください", "until must be a day after date"),
            error);
    return find_place(text, section, train, &words, out, error);
}

static int by_day(const void *a, const void *b)
{
    const struct water_event *x = a, *y = b;
    return (x->day > y->day) - (x->day < y->day);
}

int water_events_read(struct water_study_text *text, const struct water_train *train,
                      struct arena *arena, struct water_event **out, size_t *count,
                      struct error *error)
{
    *out = ARENA_ARRAY(arena, struct water_event, WATER_EVENTS_MAX);
    *count = 0;
    int status = 0;
    for (size_t i = 0; i < text->count && !status; i++) {
        if (!str_equal(text->sections[i].kind, STR("event")))
            continue;
        if (*count == WATER_EVENTS_MAX)
            return ERROR(error, ERR_TOO_LARGE, STR("[event]"), STR("200"));
        status = read_event(text, &text->sections[i], train, &(*out)[*count], error);
        *count += 1;
    }
    if (!status)
        qsort(*out, *count, sizeof **out, by_day);
    return status;
}
