/* What stands where in the rows of a run: an item of a point as a column, a sample as a row. */
#include <math.h>

#include "water/phreeqc/inside.h"

/* What an item is called in PHREEQC when the study does not say. */
static void name_default(const struct water_analyte *item, struct water_phreeqc_series *out)
{
    static const char *const sums[] = {"Fe", "As", "Mn", "Cu"};
    out->column_count = 1;
    if (item->ph) {
        out->columns[0] = STR("pH");
        return;
    }
    out->columns[0] = str_from_c(water_constituents[item->constituents[0]].master);
    for (size_t i = 0; i < sizeof sums / sizeof *sums; i++)
        if (str_equal(item->name, str_from_c(sums[i])))
            out->columns[0] = item->name;
}

static size_t find_series(const struct water_phreeqc *m, size_t point, struct str item)
{
    for (size_t i = 0; i < m->series_count; i++)
        if (m->series[i].point == point && str_equal(m->series[i].item.name, item))
            return i;
    return SIZE_MAX;
}

/* There may be as many defaults as kinds of samples. */
static void make_room(struct water_phreeqc *m)
{
    struct water_phreeqc_series *more =
        ARENA_ARRAY(m->arena, struct water_phreeqc_series, m->series_count + m->samples.count);
    for (size_t i = 0; i < m->series_count; i++)
        more[i] = m->series[i];
    m->series = more;
}

int water_phreeqc_find_series(struct water_phreeqc *m, struct error *error)
{
    make_room(m);
    m->series_of = ARENA_ARRAY(m->arena, size_t, m->samples.count);
    for (size_t i = 0; i < m->samples.count; i++) {
        const struct water_observed *s = &m->samples.rows[i];
        size_t found = find_series(m, (size_t)s->tank, s->item.name);
        if (found == SIZE_MAX) {
            if (s->item.doc)
                return water_study_refuse(m->study, m->points[s->tank].line,
                                          m->points[s->tank].name,
                                          BOTH("DOC がどの列かを DOC = 列 単位 と書いてください",
                                               "say which column is DOC: DOC = HEADING UNIT"),
                                          error);
            found = m->series_count++;
            m->series[found] = (struct water_phreeqc_series){
                .point = (size_t)s->tank, .item = s->item, .factor = s->item.ph ? 1 : 0};
            name_default(&s->item, &m->series[found]);
        }
        m->series_of[i] = found;
    }
    return 0;
}

size_t water_phreeqc_totals(const struct water_phreeqc *m, struct str **out)
{
    size_t count = 0;
    *out = ARENA_ARRAY(m->arena, struct str, m->series_count * WATER_PHREEQC_PARTS);
    for (size_t i = 0; i < m->series_count; i++)
        for (size_t k = 0; k < m->series[i].column_count; k++) {
            struct str name = m->series[i].columns[k];
            bool known = m->series[i].item.ph;
            for (size_t j = 0; j < count && !known; j++)
                known = str_equal((*out)[j], name);
            if (!known)
                (*out)[count++] = name;
        }
    return count;
}

/* The heading under which a name stands in our own table. */
static struct str own_heading(const struct water_phreeqc_series *series, size_t part,
                              struct arena *arena)
{
    return series->item.ph ? STR("pH") : ARENA_JOIN(arena, series->columns[part], STR("(mol/kgw)"));
}

static bool has_columns(const struct water_phreeqc_series *series,
                        const struct water_phreeqc_head *head)
{
    if ((head->table == WATER_PHREEQC_OWN) != series->own)
        return false;
    for (size_t k = 0; k < series->column_count; k++)
        if (water_phreeqc_column(head, series->columns[k]) < 0)
            return false;
    return true;
}

/* Words of all headings of the author's tables, for a message. */
static struct str headings(const struct water_phreeqc *m, const struct water_phreeqc_rows *rows)
{
    enum { FIRST = 6, SHOWN = 40 };
    struct str out = {0};
    size_t shown = 0;
    for (size_t h = 0; h < rows->head_count; h++)
        for (size_t i = FIRST; i < rows->heads[h].count && shown < SHOWN; i++)
            if (rows->heads[h].table != WATER_PHREEQC_OWN) {
                out = ARENA_JOIN(m->arena, out, shown > 0 ? STR(" ") : STR(""),
                                 rows->heads[h].names[i]);
                shown++;
            }
    return out.n > 0 ? out : BOTH("なし", "none");
}

/* An element or valence of the database, or of the definitions in the input. */
static bool is_element(const struct water_phreeqc *m, const struct water_phreeqc_rows *rows,
                       const struct water_phreeqc_series *series)
{
    for (size_t k = 0; k < series->column_count && !series->item.ph; k++) {
        struct str heading = own_heading(series, k, m->arena);
        bool found = chem_database_master(m->database, series->columns[k]) != CHEM_NONE;
        for (size_t i = 0; i < rows->count && !found; i++) {
            const struct water_phreeqc_head *head = &rows->heads[rows->items[i].head];
            int64_t column =
                head->table == WATER_PHREEQC_OWN ? water_phreeqc_column(head, heading) : -1;
            found = column >= 0 && rows->items[i].values[column] > 0;
        }
        if (!found)
            return false;
    }
    return true;
}

static int settle(struct water_phreeqc *m, const struct water_phreeqc_rows *rows,
                  struct water_phreeqc_series *series, struct error *error)
{
    bool theirs = false;
    struct str where =
        ARENA_JOIN(m->arena, m->points[series->point].name, STR(" "), series->item.name);
    int64_t line = series->line > 0 ? series->line : m->points[series->point].line;
    for (size_t h = 0; h < rows->head_count && series->line > 0; h++)
        theirs = theirs || has_columns(series, &rows->heads[h]);
    if (theirs && series->factor == 0)
        return water_study_refuse(m->study, line, where,
                                  BOTH("列の後に単位を書いてください（例: mg/L、mol/kgw）",
                                       "write the unit behind the column, as mg/L or mol/kgw"),
                                  error);
    if (theirs)
        return 0;
    if (!is_element(m, rows, series))
        return water_study_refuse(
            m->study, line, where,
            arena_format(m->arena,
                         "%" PRIstr " という列は表になく、元素でもありません。入力の列: %" PRIstr
                         "\x1f"
                         "%" PRIstr " is no heading of a table and no element; headings of the "
                         "input: %" PRIstr,
                         STR_ARG(series->columns[0]), STR_ARG(headings(m, rows)),
                         STR_ARG(series->columns[0]), STR_ARG(headings(m, rows))),
            error);
    series->own = true;
    if (series->factor == 0)
        series->factor = 1000 * water_analyte_molar_mass(&series->item);
    for (size_t k = 0; k < series->column_count; k++)
        series->columns[k] = own_heading(series, k, m->arena);
    return 0;
}

int water_phreeqc_settle_series(struct water_phreeqc *m, const struct water_phreeqc_rows *rows,
                                struct error *error)
{
    int status = 0;
    for (size_t i = 0; i < m->series_count && !status; i++)
        status = settle(m, rows, &m->series[i], error);
    return status;
}

static bool is_of_point(const struct water_phreeqc_row *row,
                        const struct water_phreeqc_point *point)
{
    bool state = point->state.n > 0 ? str_equal_nocase(row->state, point->state)
                                    : !str_starts(row->state, STR("i_"));
    return state && (point->simulation < 0 || row->simulation == point->simulation) &&
           (point->cell < 0 || row->cell == point->cell) &&
           (point->step < 0 || row->step == point->step);
}

/* Where the columns of a series stand under each head; the first is -1 under others. */
static int64_t *columns_of(const struct water_phreeqc_rows *rows,
                           const struct water_phreeqc_series *series, struct arena *arena)
{
    int64_t *columns = ARENA_ARRAY(arena, int64_t, rows->head_count * WATER_PHREEQC_PARTS);
    for (size_t h = 0; h < rows->head_count; h++) {
        int64_t *own = &columns[h * WATER_PHREEQC_PARTS];
        own[0] = -1;
        for (size_t k = 0; k < series->column_count && has_columns(series, &rows->heads[h]); k++)
            own[k] = water_phreeqc_column(&rows->heads[h], series->columns[k]);
    }
    return columns;
}

/* A later simulation whose time begins anew goes on where the one before ended. */
static void course_of(const struct water_phreeqc *m, const struct water_phreeqc_rows *rows,
                      const struct water_phreeqc_series *series, struct arena *arena,
                      struct water_phreeqc_course *c)
{
    const int64_t *columns = columns_of(rows, series, arena);
    c->times = ARENA_ARRAY(arena, double, rows->count);
    c->values = ARENA_ARRAY(arena, double, rows->count);
    double offset = 0, last = -INFINITY;
    int64_t simulation = -1, cell = -1;
    for (size_t i = 0; i < rows->count; i++) {
        const struct water_phreeqc_row *row = &rows->items[i];
        const int64_t *own = &columns[row->head * WATER_PHREEQC_PARTS];
        if (own[0] < 0 || !is_of_point(row, &m->points[series->point]))
            continue;
        if (c->count > 0 && row->simulation != simulation && row->time <= last)
            offset = c->times[c->count - 1];
        c->mixed = c->mixed || (c->count > 0 && row->cell != cell && row->simulation == simulation);
        simulation = row->simulation;
        cell = row->cell;
        last = row->time;
        double sum = 0;
        for (size_t k = 0; k < series->column_count; k++)
            sum += row->values[own[k]];
        c->times[c->count] = offset + row->time;
        c->values[c->count++] = series->factor * sum;
    }
}

const struct water_phreeqc_course *water_phreeqc_courses(const struct water_phreeqc *m,
                                                         const struct water_phreeqc_rows *rows,
                                                         struct arena *arena)
{
    struct water_phreeqc_course *courses =
        ARENA_ARRAY(arena, struct water_phreeqc_course, m->series_count);
    for (size_t i = 0; i < m->series_count; i++)
        course_of(m, rows, &m->series[i], arena, &courses[i]);
    return courses;
}

static bool value_at(const struct water_phreeqc_course *c, double time, double *out,
                     struct arena *arena, struct str *why)
{
    static const double day = 86400;
    size_t i = 0;
    while (i < c->count && c->times[i] < time)
        i++;
    if (i == c->count || (i == 0 && c->times[0] > time)) {
        double from = c->times[0] / day, until = c->times[c->count - 1] / day;
        *why = arena_format(
            arena,
            "入力の計算はこの地点では start から %.4g 日から %.4g 日までで、観測は %.4g 日です\x1f"
            "the run of the input has this point from day %.4g to day %.4g after start, the sample "
            "is of day %.4g",
            from, until, time / day, from, until, time / day);
        return false;
    }
    double before = i > 0 ? c->times[i - 1] : c->times[0], after = c->times[i];
    double share = after > before ? (time - before) / (after - before) : 1;
    *out = i > 0 ? (1 - share) * c->values[i - 1] + share * c->values[i] : c->values[0];
    return true;
}

bool water_phreeqc_value(const struct water_phreeqc *m, const struct water_phreeqc_course *courses,
                         const struct water_observed *sample, size_t index, struct arena *arena,
                         double *out, struct str *why)
{
    const struct water_phreeqc_point *point = &m->points[m->series[index].point];
    const struct water_phreeqc_course *course = &courses[index];
    if (course->count == 0) {
        *why =
            BOTH("入力の計算にこの地点の行がありません。[point] の simulation、cell、state、step "
                 "と、入力の PRINT -selected_output を確かめてください",
                 "the run of the input has no row of this point; check simulation, cell, state "
                 "and step of [point], and PRINT -selected_output of the input");
        return false;
    }
    if (course->mixed && point->cell < 0) {
        *why = BOTH("いくつもの区画の行があります。[point] に cell = 番号 を書いてください",
                    "there are rows of several cells: write cell = NUMBER in [point]");
        return false;
    }
    *out = course->values[course->count - 1];
    double time = 86400.0 * (sample->day - point->start) + sample->seconds;
    if (point->in_time && !value_at(course, time, out, arena, why))
        return false;
    *why = BOTH("この行の値は数ではありません", "the value of this row is no number");
    return isfinite(*out);
}
