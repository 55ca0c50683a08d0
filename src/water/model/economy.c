#include "water/model/economy.h"

#include <math.h>

#define QUANTITY(key, unit, low, high, type, member)                                               \
    {                                                                                              \
        key, WATER_FIELD_QUANTITY, unit, low, high, NULL, false, offsetof(type, member)            \
    }
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

struct study {
    struct str name;
    day_number day;
};
static const struct water_field study_fields[] = {
    {"name", WATER_FIELD_TEXT, NULL, 0, 0, NULL, false, offsetof(struct study, name)},
    {"date", WATER_FIELD_DAY, NULL, 0, 0, NULL, false, offsetof(struct study, day)},
};

struct terms {
    int64_t years;
    double discount, growth;
};
static const struct water_field terms_fields[] = {
    {"years", WATER_FIELD_INTEGER, NULL, 1, 200, NULL, false, offsetof(struct terms, years)},
    QUANTITY("discount", "%", -50, 50, struct terms, discount),
    QUANTITY("growth", "%", -50, 50, struct terms, growth),
};

static const struct water_field way_fields[] = {
    QUANTITY("head", "m", 0, 2000, struct water_way, site.head),
    QUANTITY("operators", "-", 0, 1000, struct water_way, site.operators),
    QUANTITY("visits", "1/y", 0, 100000, struct water_way, site.visits),
    QUANTITY("analyses", "1/y", 0, 100000, struct water_way, site.analyses),
    QUANTITY("other_power", "kW", 0, 1e6, struct water_way, site.other_power),
    QUANTITY("snow_removal", "1/y", 0, 366, struct water_way, site.snow_removal),
    {"plan", WATER_FIELD_TEXT, NULL, 0, 0, NULL, false, offsetof(struct water_way, plan)},
};

static const struct water_field prices_fields[] = {
    {"table", WATER_FIELD_TEXT, NULL, 0, 0, NULL, true, 0},
};

static const char *const screen_models[] = {"lumped", "kinetic", NULL};
static const struct water_field screen_fields[] = {
    {"model", WATER_FIELD_CHOICE, NULL, 0, 0, screen_models, false,
     offsetof(struct water_economy, screen.kinetic)},
    {"mines", WATER_FIELD_TEXT, NULL, 0, 0, NULL, false,
     offsetof(struct water_economy, screen.mines)},
    {"limits", WATER_FIELD_TEXT, NULL, 0, 0, NULL, false,
     offsetof(struct water_economy, screen.limits)},
    {"draws", WATER_FIELD_INTEGER, NULL, 1, 100000, NULL, false,
     offsetof(struct water_economy, screen.draws)},
    {"seed", WATER_FIELD_INTEGER, NULL, 0, 9e15, NULL, false,
     offsetof(struct water_economy, screen.seed)},
};

/* Valences as written; a total of iron counts as Fe(II), which is the lower acidity. */
struct analysis {
    double ph, fe, fe2, fe3, al, mn, mn2, zn, cu, cu2, cd, pb, alkalinity;
};
static const struct water_field analysis_fields[] = {
    {"pH", WATER_FIELD_QUANTITY, "-", 0, 14, NULL, true, offsetof(struct analysis, ph)},
    QUANTITY("Fe", "mg/L", 0, 1e6, struct analysis, fe),
    QUANTITY("Fe(2)", "mg/L", 0, 1e6, struct analysis, fe2),
    QUANTITY("Fe(3)", "mg/L", 0, 1e6, struct analysis, fe3),
    QUANTITY("Al", "mg/L", 0, 1e6, struct analysis, al),
    QUANTITY("Mn", "mg/L", 0, 1e6, struct analysis, mn),
    QUANTITY("Mn(2)", "mg/L", 0, 1e6, struct analysis, mn2),
    QUANTITY("Zn", "mg/L", 0, 1e6, struct analysis, zn),
    QUANTITY("Cu", "mg/L", 0, 1e6, struct analysis, cu),
    QUANTITY("Cu(2)", "mg/L", 0, 1e6, struct analysis, cu2),
    QUANTITY("Cd", "mg/L", 0, 1e6, struct analysis, cd),
    QUANTITY("Pb", "mg/L", 0, 1e6, struct analysis, pb),
    QUANTITY("alkalinity", "mg/L", 0, 1e6, struct analysis, alkalinity),
};

struct flow {
    double value;
};
static const struct water_field flow_fields[] = {
    {"value", WATER_FIELD_QUANTITY, "m3/d", 1e-6, 1e7, NULL, true, offsetof(struct flow, value)},
};

/* A section that belongs to the economy alone: nothing unknown may stand in it. */
static int read_whole(struct water_study_text *text, struct str kind,
                      const struct water_field *fields, size_t count, void *out,
                      struct error *error)
{
    size_t space = str_find_char(kind, ' ', 0);
    struct str name = space == SIZE_MAX ? (struct str){0} : str_slice(kind, space + 1, kind.n);
    struct water_section *section =
        water_section_find(text, space == SIZE_MAX ? kind : str_slice(kind, 0, space), name);
    if (!section)
        return 0;
    int status = water_section_fill(text, section, fields, count, out, error);
    return status ? status : water_section_check(text, section, fields, count, error);
}

static int read_inflow(struct water_study_text *text, struct water_economy *out,
                       struct error *error)
{
    struct water_section *water = water_section_find(text, STR("water"), (struct str){0});
    struct water_section *flow_section = water_section_find(text, STR("flow"), (struct str){0});
    if (!water || !flow_section)
        return 0;
    struct analysis a = {0};
    struct flow flow = {0};
    int status =
        water_section_fill(text, water, analysis_fields, COUNT(analysis_fields), &a, error);
    if (!status)
        status =
            water_section_fill(text, flow_section, flow_fields, COUNT(flow_fields), &flow, error);
    if (status)
        return status;
    out->has_inflow = true;
    out->inflow = (struct water_inflow){.flow = flow.value,
                                        .ph = a.ph,
                                        .alkalinity = a.alkalinity,
                                        .metals = {.fe2 = a.fe2 + a.fe,
                                                   .fe3 = a.fe3,
                                                   .al = a.al,
                                                   .mn = a.mn + a.mn2,
                                                   .zn = a.zn,
                                                   .cu = a.cu + a.cu2,
                                                   .cd = a.cd,
                                                   .pb = a.pb}};
    return 0;
}

/* The set must be one that data/water/limits.tsv has: another name would silently mean the general
   one. */
static int check_limits(const struct water_study_text *text, struct str set, struct error *error)
{
    const struct water_section *section = water_section_find(text, STR("screen"), (struct str){0});
    if (str_equal(set, STR("general")) || str_equal(set, STR("metal_mining")))
        return 0;
    int64_t line = section->line;
    for (size_t i = 0; i < section->count; i++)
        line = str_equal(section->entries[i].key, STR("limits")) ? section->entries[i].line : line;
    return water_study_refuse(
        text, line, STR("limits"),
        BOTH("その名前の基準はありません。general か metal_mining を書いてください",
             "there are no such limits: write general or metal_mining"),
        error);
}

static const struct water_economy defaults = {
    .terms = {50, 0.04, 0},
    .screen = {.limits = STR_INIT("general"), .draws = 1000, .seed = 1},
};

static void set_sites(struct water_economy *out)
{
    out->lime.site = (struct water_site){.head = 10,
                                         .operators = 0.5,
                                         .visits = water_to_si(100, "1/y"),
                                         .analyses = water_to_si(12, "1/y"),
                                         .other_power = water_to_si(3, "kW")};
    out->passive.site =
        (struct water_site){.visits = water_to_si(26, "1/y"), .analyses = water_to_si(12, "1/y")};
}

int water_economy_read(struct water_study_text *text, day_number today, struct water_economy *out,
                       struct error *error)
{
    *out = defaults;
    set_sites(out);
    struct study study = {.name = text->file, .day = today};
    struct terms terms = {out->terms.years, out->terms.discount, out->terms.growth};
    int status = read_whole(text, STR("terms"), terms_fields, COUNT(terms_fields), &terms, error);
    struct water_section *head = water_section_find(text, STR("study"), (struct str){0});
    if (!status && head)
        status = water_section_fill(text, head, study_fields, COUNT(study_fields), &study, error);
    if (!status)
        status =
            read_whole(text, STR("lime plant"), way_fields, COUNT(way_fields), &out->lime, error);
    if (!status)
        status = read_whole(text, STR("passive train"), way_fields, COUNT(way_fields),
                            &out->passive, error);
    if (!status)
        status = read_whole(text, STR("prices"), prices_fields, COUNT(prices_fields), &out->prices,
                            error);
    if (!status)
        status = read_whole(text, STR("screen"), screen_fields, COUNT(screen_fields), out, error);
    if (!status)
        status = check_limits(text, out->screen.limits, error);
    out->name = study.name;
    out->day = study.day;
    out->terms = (struct water_terms){(int)terms.years, terms.discount, terms.growth};
    return status ? status : read_inflow(text, out, error);
}
