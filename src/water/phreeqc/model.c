#include "water/phreeqc/model.h"

#include <math.h>
#include <stdlib.h>

#include "chem/amd.h"
#include "chem/grow.h"
#include "water/phreeqc/inside.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
enum { WRITTEN_DIGITS = 6, ALL_DIGITS = 17 };

bool water_phreeqc_is_study(const struct water_study_text *text)
{
    return water_section_find(text, STR("model"), (struct str){0}) != NULL;
}

struct model_words {
    struct str phreeqc, database;
};

/* Relative to the folder of the input. */
static struct str beside_input(const struct water_phreeqc *m, struct str name, struct arena *arena)
{
    size_t slash = m->file.n;
    while (slash > 0 && m->file.p[slash - 1] != '/')
        slash--;
    return name.n > 0 && name.p[0] == '/' ? name
                                          : ARENA_JOIN(arena, str_slice(m->file, 0, slash), name);
}

static int read_database(struct water_study_text *text, int64_t line, struct str name,
                         struct water_phreeqc *m, struct error *error)
{
    struct str bytes;
    if (name.n == 0)
        return chem_database_read(STR("amd.dat"), chem_amd_text(), &m->database, error);
    int status = water_study_open(text, line, name, &bytes, error);
    return status ? status : chem_database_read(name, bytes, &m->database, error);
}

static int read_model(struct water_study_text *text, struct water_phreeqc *m,
                      struct model_words *words, struct error *error)
{
    static const struct water_field fields[] = {
        {"phreeqc", WATER_FIELD_TEXT, NULL, 0, 0, NULL, true,
         offsetof(struct model_words, phreeqc)},
        {"database", WATER_FIELD_TEXT, NULL, 0, 0, NULL, false,
         offsetof(struct model_words, database)},
    };
    struct water_section *section = water_section_find(text, STR("model"), (struct str){0});
    *words = (struct model_words){0};
    if (!section)
        return water_study_refuse(
            text, 0, STR("[model]"),
            BOTH("既存の PHREEQC の入力を phreeqc = ファイル と書いてください",
                 "name the existing input of PHREEQC: phreeqc = FILE"),
            error);
    int status = water_section_fill(text, section, fields, COUNT(fields), words, error);
    if (!status)
        status = water_section_check(text, section, fields, COUNT(fields), error);
    if (!status)
        status = water_study_open(text, section->line, words->phreeqc, &m->text, error);
    m->file = words->phreeqc;
    return status;
}

int water_phreeqc_open_input(struct water_study_text *text, struct arena *arena,
                             struct water_phreeqc *m, struct error *error)
{
    struct model_words words;
    *m = (struct water_phreeqc){.study = text, .arena = arena};
    int status = read_model(text, m, &words, error);
    if (!status)
        chem_places_read(m->file, m->text, arena, &m->places);
    return status;
}

/* The first run reads what INCLUDE$ names; the later ones get the same bytes. */
static int first_include(void *data, struct str name, struct arena *arena, struct str *out,
                         struct error *error)
{
    struct water_phreeqc *m = data;
    (void)arena;
    struct str bytes;
    int status = water_study_open(m->study, 0, beside_input(m, name, m->arena), &bytes, error);
    if (status)
        return status;
    m->includes =
        chem_grow(m->arena, m->includes, m->include_count, &m->include_room, sizeof *m->includes);
    m->includes[m->include_count++] =
        (struct water_phreeqc_file){arena_copy(m->arena, name), bytes};
    *out = bytes;
    return 0;
}

static int later_include(void *data, struct str name, struct arena *arena, struct str *out,
                         struct error *error)
{
    const struct water_phreeqc *m = data;
    (void)arena;
    for (size_t i = 0; i < m->include_count; i++)
        if (str_equal(m->includes[i].name, name)) {
            *out = m->includes[i].bytes;
            return 0;
        }
    return ERROR(error, ERR_NOT_FOUND, name);
}

static int compare_edits(const void *a, const void *b)
{
    const struct chem_place_edit *x = a, *y = b;
    return (x->place > y->place) - (x->place < y->place);
}

/* A text with the values in it; places of both texts have the same order. */
static struct str write_values(const struct water_phreeqc *m, const struct chem_places *places,
                               struct str text, const double *parameter, int digits,
                               struct arena *arena)
{
    struct chem_place_edit *edits = ARENA_ARRAY(arena, struct chem_place_edit, places->count);
    size_t count = 0;
    for (size_t j = 0; j < m->problem.parameter_count; j++)
        for (size_t k = 0; k < m->changes[j].count; k++)
            edits[count++] = (struct chem_place_edit){m->changes[j].places[k], parameter[j]};
    qsort(edits, count, sizeof *edits, compare_edits);
    return chem_places_write(places, text, edits, count, digits, arena);
}

struct str water_phreeqc_corrected(const struct water_phreeqc *m, const double *parameter,
                                   struct arena *arena)
{
    return write_values(m, &m->places, m->text, parameter, WRITTEN_DIGITS, arena);
}

static double particulate(const struct water_phreeqc *m, const double *parameter, struct str item)
{
    for (size_t j = 0; j < m->problem.parameter_count; j++)
        if (m->changes[j].particulate.n > 0 && str_equal(m->changes[j].particulate, item))
            return parameter[j];
    return water_particulates_find(m->particulates, item);
}

static int refuse_sample(const struct water_phreeqc *m, const struct water_observed *sample,
                         struct str why, struct error *error)
{
    struct arena *arena = arena_create(); /* runs of several threads may come here */
    struct str name = ARENA_JOIN(arena, m->points[sample->tank].name, STR(" "), sample->item.name);
    int status = ERROR(error, ERR_WATER_TABLE, name, why);
    error_at(error, m->samples.file, sample->line, 0);
    arena_destroy(arena);
    return status;
}

static int take_values(const struct water_phreeqc *m, const struct water_phreeqc_rows *rows,
                       const double *parameter, struct arena *arena, double *simulated,
                       struct error *error)
{
    const struct water_phreeqc_course *courses = water_phreeqc_courses(m, rows, arena);
    for (size_t i = 0; i < m->samples.count; i++) {
        const struct water_observed *s = &m->samples.rows[i];
        struct str why = {0};
        if (!water_phreeqc_value(m, courses, s, m->series_of[i], arena, &simulated[i], &why))
            return refuse_sample(m, s, why, error);
        if (s->total)
            simulated[i] += s->suspended * particulate(m, parameter, s->item.name);
    }
    return 0;
}

static int run_problem(void *model, unsigned thread, const double *parameter, double *simulated,
                       double *jacobian, struct error *error)
{
    const struct water_phreeqc *m = model;
    const struct chem_input_host includes = {later_include, model};
    struct arena *arena = arena_create();
    struct water_phreeqc_rows rows;
    (void)thread;
    (void)jacobian; /* has_jacobian is false */
    struct str text = write_values(m, &m->asked_places, m->asked, parameter, ALL_DIGITS, arena);
    int status = water_phreeqc_run(m->file, text, &includes, m->database, arena, &rows, error);
    if (!status)
        status = take_values(m, &rows, parameter, arena, simulated, error);
    arena_destroy(arena);
    return status;
}

/* As the input stands: what it cannot do, and what the study asks of it in vain, is said here. */
static int run_first(struct water_phreeqc *m, struct error *error)
{
    const struct chem_input_host includes = {first_include, m};
    struct arena *arena = arena_create();
    struct water_phreeqc_rows rows;
    double *prior = ARENA_ARRAY(arena, double, m->problem.parameter_count);
    double *simulated = ARENA_ARRAY(arena, double, m->samples.count);
    for (size_t j = 0; j < m->problem.parameter_count; j++)
        prior[j] = m->problem.parameters[j].prior;
    struct str text = write_values(m, &m->asked_places, m->asked, prior, ALL_DIGITS, arena);
    int status = water_phreeqc_run(m->file, text, &includes, m->database, arena, &rows, error);
    if (!status)
        status = water_phreeqc_settle_series(m, &rows, error);
    if (!status)
        status = take_values(m, &rows, prior, arena, simulated, error);
    arena_destroy(arena);
    return status;
}

static bool has_particulate(const struct water_phreeqc *m, struct str item)
{
    for (size_t j = 0; j < m->problem.parameter_count; j++)
        if (str_equal(m->changes[j].particulate, item))
            return true;
    for (size_t i = 0; i < m->particulates->count; i++)
        if (str_equal(m->particulates->rows[i].item, item))
            return true;
    return false;
}

static int check_samples(const struct water_phreeqc *m, struct error *error)
{
    for (size_t i = 0; i < m->samples.count; i++) {
        const struct water_observed *s = &m->samples.rows[i];
        if (s->total && (isnan(s->suspended) || !has_particulate(m, s->item.name)))
            return refuse_sample(
                m, s,
                BOTH("全量の値には、浮遊物質（mg/L、suspended の列か [observe] suspended）と "
                     "[particulate] の割合が要ります。入力が計算するのは溶けた分です",
                     "a total needs the suspended solids in mg/L (column suspended, or [observe] "
                     "suspended) and a share under [particulate]: the input gives what is "
                     "dissolved"),
                error);
        const struct water_phreeqc_point *point = &m->points[s->tank];
        if (point->in_time && s->day < point->start)
            return refuse_sample(m, s, BOTH("start より前の観測です", "before start"), error);
    }
    return 0;
}

static int read_samples(struct water_phreeqc *m, const struct water_observe *observe,
                        struct str table, struct error *error)
{
    struct str *names = ARENA_ARRAY(m->arena, struct str, m->point_count);
    for (size_t i = 0; i < m->point_count; i++)
        names[i] = m->points[i].name;
    struct water_observed_points points = {.tanks = names, .tank_count = m->point_count};
    int status = water_observed_read(observe->table, table, &points, &observe->rules, m->arena,
                                     &m->samples, error);
    if (status)
        return status;
    struct water_observation *observations = water_observed_list(&m->samples, &points, m->arena);
    for (size_t i = 0; i < m->samples.count; i++) /* an input knows hours */
        observations[i].time = 86400.0 * m->samples.rows[i].day + m->samples.rows[i].seconds;
    m->problem.observations = observations;
    m->problem.observation_count = m->samples.count;
    status = check_samples(m, error);
    return status ? status : water_phreeqc_find_series(m, error);
}

/* The input with our own table, which has no figures: the places are the same ones, shifted. */
static void ask_totals(struct water_phreeqc *m)
{
    struct str *totals;
    size_t count = water_phreeqc_totals(m, &totals);
    m->asked = water_phreeqc_ask(m->text, totals, count, m->arena);
    chem_places_read(m->file, m->asked, m->arena, &m->asked_places);
}

int water_phreeqc_open(struct water_study_text *text, const struct water_observe *observe,
                       struct str table, unsigned threads, struct arena *arena,
                       struct water_phreeqc *m, struct error *error)
{
    struct model_words words;
    int status = water_phreeqc_open_input(text, arena, m, error);
    if (!status)
        status = water_phreeqc_check_sections(text, error);
    if (!status)
        status = read_model(text, m, &words, error);
    if (!status)
        status = read_database(text, water_section_find(text, STR("model"), STR(""))->line,
                               words.database, m, error);
    if (!status)
        status = water_phreeqc_read_points(text, observe, m, error);
    if (!status)
        status = water_phreeqc_read_parameters(text, m, error);
    m->problem.run = run_problem;
    m->problem.model = m;
    m->problem.thread_count = threads;
    if (!status)
        status = read_samples(m, observe, table, error);
    if (status)
        return status;
    ask_totals(m);
    return run_first(m, error);
}

void water_phreeqc_close(struct water_phreeqc *model)
{
    chem_database_destroy(model->database);
    model->database = NULL;
}
