#include "water/model/operation.h"

#include <math.h>
#include <string.h>

#include "water/model/train_slopes_inside.h"

static const double day_seconds = 86400;

const struct str water_end_labels[WATER_ENDS] = {
    [WATER_END_CARBON] = STR_INIT("有機物の消費\x1forganic matter used up"),
    [WATER_END_LIMESTONE] = STR_INIT("石灰石の消費\x1flimestone used up"),
    [WATER_END_HEAD] = STR_INIT("水頭の不足\x1fhead used up"),
};

/* Laws by which a gas goes through the surface: an outage of the air stops them. */
static bool is_transfer(enum water_law law)
{
    return law == WATER_O2_EXCHANGE || law == WATER_CO2_EXCHANGE || law == WATER_H2S_EXCHANGE;
}

static void keep_what_events_change(struct water_operation *o)
{
    memcpy(o->flows, o->train->flows, sizeof o->flows);
    for (size_t t = 0; t < o->train->tank_count; t++)
        for (size_t r = 0; r < o->train->tanks[t].rate_count; r++)
            o->transfer[t][r] = o->train->tanks[t].rates[r].parameter[0];
}

static void start_bacteria(struct water_operation *o, size_t t)
{
    const struct water_tank *tank = &o->train->tanks[t];
    for (uint32_t c = 0; c < (uint32_t)tank->cells; c++)
        o->train->cells[tank->first_cell + c].pools[WATER_POOL_DORMANT] = 1 - o->inoculum;
    water_slopes_start_bacteria(o->train, t);
}

static void forget_ends(struct water_operation *o, size_t t)
{
    struct water_bed_record *record = &o->records[t];
    for (int end = 0; end < WATER_ENDS; end++) {
        record->end_day[end] = INFINITY;
        record->reached[end] = false;
    }
    o->stone_day[t] = o->carbon_day[t] = o->head_day[t] = -1; /* no day seen yet */
}

static int read_beds(struct water_study_text *text, struct water_operation *o,
                     const struct water_values *beds, day_number day, struct error *error)
{
    static const struct water_field fields[] = {
        {"depth", WATER_FIELD_QUANTITY, "m", 0.01, 1000, NULL, false,
         offsetof(struct water_bed, depth)},
        {"head", WATER_FIELD_QUANTITY, "m", 0.001, 100, NULL, false,
         offsetof(struct water_bed, head)},
        {"conductivity", WATER_FIELD_QUANTITY, "m/s", 1e-9, 10, NULL, false,
         offsetof(struct water_bed, conductivity)},
        {"compaction", WATER_FIELD_QUANTITY, "-", 0, 0.9, NULL, false,
         offsetof(struct water_bed, compaction)},
    };
    enum { FIELDS = sizeof fields / sizeof *fields };
    int status = 0;
    for (size_t t = 0; t < o->train->tank_count && !status; t++) {
        o->has_bed[t] = o->train->tanks[t].porosity < 1;
        if (o->has_bed[t])
            status = water_bed_init(o->train, t, beds, day, &o->beds[t], error);
    }
    for (size_t i = 0; i < text->count && !status; i++) {
        struct water_section *section = &text->sections[i];
        if (!str_equal(section->kind, STR("bed")))
            continue;
        size_t t = 0;
        while (t < o->train->tank_count && !str_equal(o->train->tanks[t].name, section->name))
            t++;
        if (t == o->train->tank_count || !o->has_bed[t])
            return water_study_refuse(text, section->line, section->name,
                                      BOTH("この名前の、充填材のある槽はありません",
                                           "there is no tank of this name with a bed in it"),
                                      error);
        status = water_section_fill(text, section, fields, FIELDS, &o->beds[t], error);
        if (!status)
            status = water_section_check(text, section, fields, FIELDS, error);
    }
    return status;
}

static int read_start(struct water_study_text *text, struct water_operation *o, struct error *error)
{
    static const struct water_field fields[] = {
        {"start", WATER_FIELD_DAY, NULL, 0, 0, NULL, false,
         offsetof(struct water_operation, start)},
        {"cold_start", WATER_FIELD_YES_NO, NULL, 0, 0, NULL, false,
         offsetof(struct water_operation, cold_start)},
    };
    struct water_section *section = water_section_find(text, STR("operation"), (struct str){0});
    int status = section ? water_section_fill(text, section, fields, 2, o, error) : 0;
    return status || !section ? status : water_section_check(text, section, fields, 2, error);
}

static int read_figures(struct water_operation *o, const struct water_values *beds, day_number day,
                        struct error *error)
{
    int status = water_values_need(beds, "bed.used_up", "-", day, &o->used_up, NULL, error);
    if (!status)
        status = water_values_need(beds, "bacteria.inoculum", "-", day, &o->inoculum, NULL, error);
    if (!status)
        status = water_values_need(beds, "bacteria.growth", "1/s", day, &o->growth, NULL, error);
    return status ? status
                  : water_values_need(beds, "bacteria.theta", "-", day, &o->theta, NULL, error);
}

int water_operation_read(struct water_study_text *text, struct water_train *train,
                         const struct water_values *beds, day_number day, struct arena *arena,
                         struct water_operation *out, struct error *error)
{
    day_number april = day_of_date((struct date){fiscal_year_of_day(day), 4, 1});
    *out = (struct water_operation){.train = train,
                                    .tolerance = 0.08,
                                    .start =
                                        train->begin == WATER_NO_BEGINNING ? april : train->begin};
    int status = read_start(text, out, error);
    train->begin = out->start;
    if (!status)
        status = read_figures(out, beds, day, error);
    if (!status)
        status = read_beds(text, out, beds, day, error);
    if (!status)
        status = water_events_read(text, train, arena, &out->events, &out->event_count, error);
    if (status)
        return status;
    water_operation_begin(out, train);
    return 0;
}

void water_operation_begin(struct water_operation *o, struct water_train *train)
{
    o->train = train;
    o->day = 0;
    keep_what_events_change(o);
    for (size_t t = 0; t < train->tank_count; t++) {
        forget_ends(o, t);
        o->records[t].renewals = 0;
        o->records[t].now = (struct water_bed_state){0};
        if (o->cold_start)
            start_bacteria(o, t);
    }
    o->renewed = 0;
    while (o->renewed < o->event_count && o->events[o->renewed].day < o->start)
        o->renewed++; /* what was renewed before the start is in the study's amounts */
}

static double pore_mass(const struct water_tank *tank)
{
    return tank->volume * tank->porosity * 1000;
}

/* Adds kilograms to the pools of a bed, or makes all of it new. */
static void renew(struct water_operation *o, const struct water_event *event)
{
    static const double caco3 = 100.09, ch2o = 30.026; /* g/mol */
    size_t t = (size_t)event->tank;
    const struct water_tank *tank = &o->train->tanks[t];
    bool whole = event->limestone == 0 && event->bran == 0 && event->husk == 0;
    double per_kilogram = 1000 / pore_mass(tank);
    double added[WATER_POOLS] = {
        [WATER_POOL_LIMESTONE] = event->limestone * per_kilogram / caco3,
        [WATER_POOL_BRAN] = event->bran * per_kilogram / ch2o,
        [WATER_POOL_HUSK] = event->husk * per_kilogram / ch2o,
    };
    water_slopes_renew(o->train, t, added, whole);
    for (uint32_t c = 0; c < (uint32_t)tank->cells; c++) {
        struct water_cell *cell = &o->train->cells[tank->first_cell + c];
        for (int k = 0; k < WATER_POOLS; k++)
            cell->pools[k] += added[k];
        if (!whole)
            continue;
        double doc = cell->pools[WATER_POOL_DOC];
        memcpy(cell->pools, cell->pools_new, sizeof cell->pools);
        cell->pools[WATER_POOL_DOC] = doc;
        for (uint32_t i = 0; i < cell->solids.count; i++)
            cell->solids.solid[i].amount = tank->solids.solid[i].amount;
    }
    if (whole)
        start_bacteria(o, t);
    o->records[t].renewals++;
    forget_ends(o, t);
}

static bool holds(const struct water_event *event, day_number today)
{
    return event->day <= today && today < event->until;
}

/* Conductivity left by blockages since the last whole renewal. */
static double blockage_of(const struct water_operation *o, size_t t, day_number today)
{
    double factor = 1;
    for (size_t i = 0; i < o->event_count; i++) {
        const struct water_event *event = &o->events[i];
        if (event->tank != (int32_t)t || !holds(event, today))
            continue;
        if (event->kind == WATER_EVENT_BLOCKAGE)
            factor *= event->factor;
        if (event->kind == WATER_EVENT_RENEWAL && event->limestone == 0 && event->bran == 0 &&
            event->husk == 0)
            factor = 1;
    }
    return factor;
}

static bool stopped(const struct water_operation *o, size_t t, day_number today, bool aeration)
{
    for (size_t i = 0; i < o->event_count; i++)
        if (o->events[i].kind == WATER_EVENT_OUTAGE && o->events[i].tank == (int32_t)t &&
            o->events[i].aeration == aeration && holds(&o->events[i], today))
            return true;
    return false;
}

static void set_flows_and_air(struct water_operation *o, day_number today)
{
    memcpy(o->train->flows, o->flows, sizeof o->flows);
    for (size_t i = 0; i < o->event_count; i++)
        if (o->events[i].kind == WATER_EVENT_FLOW_CHANGE && holds(&o->events[i], today))
            o->train->flows[o->events[i].water] *= o->events[i].factor;
    for (size_t t = 0; t < o->train->tank_count; t++) {
        bool still = stopped(o, t, today, true);
        for (size_t r = 0; r < o->train->tanks[t].rate_count; r++)
            if (is_transfer(o->train->tanks[t].rates[r].law))
                o->train->tanks[t].rates[r].parameter[0] = still ? 0 : o->transfer[t][r];
    }
}

/* m3/s that comes to a tank, had nothing gone round. */
static double inflow_of(const struct water_train *train, const double *flows, size_t t)
{
    double sum = 0;
    for (size_t i = 0; i < train->tanks[t].source_count; i++) {
        const struct water_source *source = &train->tanks[t].sources[i];
        sum += source->share *
               (source->tank != CHEM_NONE ? flows[source->tank] : train->flows[source->water]);
    }
    return sum;
}

static void grow_bacteria(struct water_operation *o, double seconds)
{
    for (uint32_t c = 0; c < o->train->cell_count; c++) {
        struct water_cell *cell = &o->train->cells[c];
        double grown = 1 - cell->pools[WATER_POOL_DORMANT];
        double k = o->growth * pow(o->theta, cell->water.kelvin - 293.15);
        if (grown > 0 && grown < 1) {
            double left = exp(-k * seconds), was = grown;
            grown = 1 / (1 + (1 / was - 1) * left);
            double warmer = -(1 / was - 1) * left * seconds * k * log(o->theta);
            water_slopes_grow(o->train, c, grown * grown * left / (was * was),
                              grown * grown * warmer);
        }
        cell->pools[WATER_POOL_DORMANT] = 1 - grown;
    }
}

/* Day at which something that is `left` above its end and loses `per_day` gets there. */
static double projected(double day, double left, double per_day)
{
    return per_day > 0 ? day + fmax(left, 0) / per_day : INFINITY;
}

/* Mean loss per day with the weight of the last thirty days or so. */
static double smooth(double mean, double lost, double days)
{
    static const double memory = 30;
    double share = fmin(days / memory, 1);
    return mean < 0 ? fmax(lost, 0) / days : mean + share * (lost / days - mean);
}

static void note_end(struct water_bed_record *record, enum water_end end, double day, double left,
                     double per_day)
{
    if (record->reached[end])
        return;
    record->reached[end] = left <= 0;
    record->end_day[end] = left <= 0 ? day : projected(day, left, per_day);
}

static void note_ends(struct water_operation *o, size_t t, const struct water_bed_state *before,
                      double days)
{
    struct water_bed_record *record = &o->records[t];
    const struct water_bed_state *now = &record->now;
    if (now->carbon >= 0) {
        o->carbon_day[t] = smooth(o->carbon_day[t], before->carbon - now->carbon, days);
        note_end(record, WATER_END_CARBON, o->day, now->carbon - o->used_up, o->carbon_day[t]);
    }
    if (now->limestone >= 0) {
        o->stone_day[t] = smooth(o->stone_day[t], before->limestone - now->limestone, days);
        note_end(record, WATER_END_LIMESTONE, o->day, now->limestone - o->used_up, o->stone_day[t]);
    }
    if (o->beds[t].head > 0) {
        o->head_day[t] = smooth(o->head_day[t], now->head_needed - before->head_needed, days);
        note_end(record, WATER_END_HEAD, o->day, o->beds[t].head - now->head_needed,
                 o->head_day[t]);
    }
}

/* What goes round each bed as it is now. */
static void look_at_beds(struct water_operation *o, day_number today)
{
    double flows[WATER_TANKS_MAX];
    for (size_t t = 0; t < o->train->tank_count; t++) {
        struct water_bed_state *now = &o->records[t].now;
        flows[t] = inflow_of(o->train, flows, t);
        if (o->has_bed[t])
            water_bed_look(o->train, t, &o->beds[t], flows[t], blockage_of(o, t, today), now);
        if (o->has_bed[t] && now->bypass > 0)
            note_end(&o->records[t], WATER_END_HEAD, o->day, 0, 0);
        bool still = stopped(o, t, today, false);
        o->train->tanks[t].bypass = still ? 1 : now->bypass;
        water_slopes_bypass(o->train, t, &o->beds[t], flows[t], blockage_of(o, t, today), still);
    }
}

/* Whole days to the next change by an event, at most `most`. */
static int64_t days_to_change(const struct water_operation *o, day_number today, int64_t most)
{
    for (size_t i = 0; i < o->event_count; i++) {
        const struct water_event *event = &o->events[i];
        if (event->day > today && event->day - today < most)
            most = event->day - today;
        if (event->until > today && event->until - (int64_t)today < most)
            most = event->until - (int64_t)today;
    }
    return most;
}

/* What events change breaks the path; what grows, wears and clogs bends it. */
static bool changes_on(const struct water_operation *o, day_number today)
{
    for (size_t i = 0; i < o->event_count; i++)
        if (o->events[i].day == today || o->events[i].until == today)
            return true;
    return false;
}

static int advance_days(struct water_operation *o, int64_t days, double step, struct water_run *run,
                        struct error *error)
{
    day_number today = o->start + (day_number)o->day;
    struct water_span span = {.start = day_seconds * o->day,
                              .seconds = day_seconds * (double)days,
                              .longest = fmin(step, day_seconds),
                              .goes_on = !changes_on(o, today),
                              .tolerance = o->tolerance};
    for (; o->renewed < o->event_count && o->events[o->renewed].day <= today; o->renewed++)
        if (o->events[o->renewed].kind == WATER_EVENT_RENEWAL)
            renew(o, &o->events[o->renewed]);
    set_flows_and_air(o, today);
    look_at_beds(o, today);
    int status = water_train_run(o->train, &span, run, error);
    if (status)
        return status;
    grow_bacteria(o, day_seconds * (double)days);
    o->day += (double)days;
    for (size_t t = 0; t < o->train->tank_count; t++) {
        struct water_bed_state before = o->records[t].now;
        if (!o->has_bed[t])
            continue;
        water_bed_look(o->train, t, &o->beds[t], run->tanks[t].flow, blockage_of(o, t, today),
                       &o->records[t].now);
        note_ends(o, t, &before, (double)days);
    }
    return 0;
}

/* Whether something changes between events: a head that may not suffice, bacteria that grow. */
static bool is_watched(const struct water_operation *o)
{
    bool watched = o->cold_start || o->event_count > 0;
    for (size_t t = 0; t < o->train->tank_count; t++)
        watched = watched || (o->has_bed[t] && o->beds[t].head > 0);
    return watched;
}

int water_operation_advance(struct water_operation *operation, int64_t days, double step,
                            struct water_run *run, struct error *error)
{
    enum { AT_ONCE = 7 };
    int status = 0;
    bool watched = is_watched(operation);
    while (days > 0 && !status) {
        day_number today = operation->start + (day_number)operation->day;
        int64_t part = days_to_change(operation, today, watched && days > AT_ONCE ? AT_ONCE : days);
        status = advance_days(operation, part, step, run, error);
        days -= part;
    }
    return status;
}

bool water_operation_first_end(const struct water_bed_record *record, enum water_end *which,
                               double *day)
{
    *day = INFINITY;
    for (int end = 0; end < WATER_ENDS; end++)
        if (record->end_day[end] < *day) {
            *day = record->end_day[end];
            *which = (enum water_end)end;
        }
    return *day < INFINITY;
}
