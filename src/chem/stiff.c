#include "chem/stiff.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "chem/vector.h"

enum { STAGES = CHEM_STIFF_STAGES, ITERATIONS = 8, WIDE = STAGES * CHEM_STIFF_MAX };

/* Nodes and coefficients of the collocation at the right Radau points; D and GAMMA give the error
   by comparison with the polynomial that also meets f at the start (Hairer & Wanner 1996, IV.8.19).
 */
static const double NODE[STAGES] = {0.057104196114517683, 0.2768430136381238, 0.58359043236891683,
                                    0.86024013565621948, 1};
static const double A[STAGES][STAGES] = {
    {0.072998864317903325, -0.02673533110794557, 0.018676929763984353, -0.01287910609330644,
     0.0050428392338820148},
    {0.15377523147918246, 0.14621486784749352, -0.036444568905128087, 0.021233063119304719,
     -0.007935579902728777},
    {0.14006304568480987, 0.29896712949128346, 0.16758507013524895, -0.033969101686617743,
     0.010944288744192253},
    {0.14489430810953477, 0.2765000687601592, 0.32579792291042103, 0.12875675325490976,
     -0.015708917378805327},
    {0.14371356079122594, 0.28135601514946207, 0.31182652297574126, 0.22310390108357075, 0.04},
};
static const double D[STAGES] = {-27.780933944064639, 3.6414784980492132, -1.2525477211691187,
                                 0.59200316718454282, -0.2};
static const double GAMMA = 1 / 6.286704751729276645;
static const double CONVERGED = 0.05; /* of the tolerance: what iterations may leave */
static const double LONGER =
    2.5; /* a step of the last interval is kept unless it could be so much longer */

/* A row of memory: time of the step's start, its length, the length that would have suited it, f at
   its start, its path. */
enum { MEMORY_TIME, MEMORY_STEP, MEMORY_SUITED, MEMORY_RATES, MEMORY_LIMIT = 64 };

struct linear {
    size_t n;
    double a[WIDE * WIDE];
    size_t pivot[WIDE];
};

struct step {
    const struct chem_stiff_problem *problem;
    double h, contraction, size;
    double f[CHEM_STIFF_MAX], slopes[CHEM_STIFF_MAX * CHEM_STIFF_MAX];
    double z[STAGES][CHEM_STIFF_MAX], rates[STAGES][CHEM_STIFF_MAX];
    struct linear *whole, *filter;
    const double *like; /* the row of a like step, NULL: none */
    double hints[1 + STAGES][CHEM_STIFF_HINT];
};

CHEM_SIMD
static void factor(struct linear *m)
{
    size_t n = m->n;
    double *a = m->a;
    for (size_t k = 0; k < n; k++) {
        size_t best = k;
        for (size_t i = k + 1; i < n; i++)
            best = fabs(a[i * n + k]) > fabs(a[best * n + k]) ? i : best;
        m->pivot[k] = best;
        for (size_t j = 0; best != k && j < n; j++) {
            double other = a[k * n + j];
            a[k * n + j] = a[best * n + j];
            a[best * n + j] = other;
        }
        for (size_t i = k + 1; i < n && a[k * n + k] != 0; i++) {
            double by = a[i * n + k] /= a[k * n + k];
            for (size_t j = k + 1; by != 0 && j < n; j++)
                a[i * n + j] -= by * a[k * n + j];
        }
    }
}

CHEM_SIMD
static void solve(const struct linear *m, double *b)
{
    size_t n = m->n;
    for (size_t k = 0; k < n; k++) {
        double other = b[m->pivot[k]];
        b[m->pivot[k]] = b[k];
        b[k] = other;
    }
    for (size_t i = 1; i < n; i++)
        for (size_t j = 0; j < i; j++)
            b[i] -= m->a[i * n + j] * b[j];
    for (size_t i = n; i-- > 0;) {
        for (size_t j = i + 1; j < n; j++)
            b[i] -= m->a[i * n + j] * b[j];
        b[i] /= m->a[i * n + i];
    }
}

/* - h a_ij times a row of J, stage by stage. */
static void set_row(const struct step *s, double *row, size_t stage, const double *slopes)
{
    for (size_t j = 0; j < STAGES; j++) {
        double by = -s->h * A[stage][j];
        for (size_t k = 0; k < s->problem->count; k++)
            *row++ = by * slopes[k];
    }
}

/* I - h A x J, unknowns by stage and equation; and I - h gamma J. */
static void set_matrices(struct step *s)
{
    size_t count = s->problem->count, n = STAGES * count;
    s->whole->n = n;
    s->filter->n = count;
    for (size_t i = 0; i < STAGES; i++)
        for (size_t k = 0; k < count; k++)
            set_row(s, s->whole->a + (i * count + k) * n, i, s->slopes + k * count);
    for (size_t i = 0; i < n; i++)
        s->whole->a[i * n + i] += 1;
    for (size_t i = 0; i < count * count; i++)
        s->filter->a[i] = (i / count == i % count) - s->h * GAMMA * s->slopes[i];
    factor(s->whole);
    factor(s->filter);
}

/* The linearised system; beside a like path of another interval only their difference is linear. */
static void start_path(struct step *s, const double *like)
{
    size_t count = s->problem->count;
    double change[WIDE];
    for (size_t i = 0; i < STAGES; i++)
        for (size_t k = 0; k < count; k++)
            change[i * count + k] =
                s->h * NODE[i] * (s->f[k] - (like ? like[MEMORY_RATES + k] : 0));
    solve(s->whole, change);
    for (size_t i = 0; i < STAGES; i++)
        for (size_t k = 0; k < count; k++)
            s->z[i][k] =
                change[i * count + k] + (like ? like[MEMORY_RATES + (1 + i) * count + k] : 0);
}

static struct chem_stiff_hint hint_of(struct step *s, const double *row, size_t slot)
{
    size_t at = MEMORY_RATES + (1 + STAGES) * s->problem->count + slot * CHEM_STIFF_HINT;
    return (struct chem_stiff_hint){row ? row + at : NULL, s->hints[slot]};
}

static enum chem_stiff_answer evaluate(struct step *s, const double *y, struct error *error)
{
    double at[STAGES][CHEM_STIFF_MAX];
    struct chem_stiff_hint hints[STAGES];
    for (size_t i = 0; i < STAGES; i++) {
        for (size_t k = 0; k < s->problem->count; k++)
            at[i][k] = y[k] + s->z[i][k];
        hints[i] = hint_of(s, s->like, i + 1);
    }
    return s->problem->stages(s->problem->data, at, s->rates, hints, error);
}

/* One iteration of the simplified Newton method; returns its largest change in units of tolerance.
 */
static double iterate(struct step *s)
{
    size_t count = s->problem->count;
    double change[WIDE], largest = 0;
    for (size_t i = 0; i < STAGES; i++)
        for (size_t k = 0; k < count; k++) {
            double sum = 0;
            for (size_t j = 0; j < STAGES; j++)
                sum += A[i][j] * s->rates[j][k];
            change[i * count + k] = s->h * sum - s->z[i][k];
        }
    solve(s->whole, change);
    for (size_t i = 0; i < STAGES; i++)
        for (size_t k = 0; k < count; k++) {
            double size = fabs(change[i * count + k]) / s->problem->tolerance[k];
            s->z[i][k] += change[i * count + k];
            largest = size > largest || isnan(size) ? size : largest;
        }
    return largest;
}

static enum chem_stiff_answer converge(struct step *s, const double *y, struct error *error)
{
    double before = 0;
    for (int m = 0; m < ITERATIONS; m++) {
        enum chem_stiff_answer answer = evaluate(s, y, error);
        if (answer != CHEM_STIFF_GO)
            return answer;
        double change = iterate(s);
        if (m > 0)
            s->contraction = before > 0 ? change / before : 0;
        if (!(s->contraction < 1) || isnan(change))
            break;
        if (change * s->contraction / (1 - s->contraction) < CONVERGED)
            return CHEM_STIFF_GO;
        before = change;
    }
    s->contraction = 0.5;
    return CHEM_STIFF_SHORTER;
}

/* Largest error of the step in units of its tolerance, of order h^6. */
static double error_of(const struct step *s)
{
    size_t count = s->problem->count;
    double error[CHEM_STIFF_MAX], worst = 0;
    for (size_t k = 0; k < count; k++) {
        error[k] = s->h * s->f[k];
        for (size_t i = 0; i < STAGES; i++)
            error[k] += D[i] * s->z[i][k];
        error[k] *= GAMMA;
    }
    solve(s->filter, error);
    for (size_t k = 0; k < count; k++) {
        double size = fabs(error[k]) / s->problem->tolerance[k];
        worst = size > worst || isnan(size) ? size : worst;
    }
    return worst;
}

static double factor_for(double size)
{
    double by = isfinite(size) ? 0.9 * pow(size > 1e-9 ? size : 1e-9, -1.0 / 6) : 0.2;
    return by < 0.2 ? 0.2 : by > 8 ? 8 : by;
}

/* CHEM_STIFF_SHORTER leaves in *fraction how much shorter. */
static enum chem_stiff_answer try_step(struct step *s, const double *y, const double *like,
                                       double *end, double *fraction, struct error *error)
{
    set_matrices(s);
    start_path(s, like);
    s->like = like;
    *fraction = 0.3;
    enum chem_stiff_answer answer = converge(s, y, error);
    if (answer != CHEM_STIFF_GO)
        return answer;
    for (size_t k = 0; k < s->problem->count; k++)
        end[k] = y[k] + s->z[STAGES - 1][k];
    s->size = error_of(s);
    *fraction = factor_for(s->size);
    if (!(s->size <= 1))
        return CHEM_STIFF_SHORTER;
    return s->problem->accept(s->problem->data, y, end, fraction);
}

/* A first step that an explicit one with a thousandth of the change would allow. */
static double first_step(const struct step *s, double seconds)
{
    double fastest = 0;
    for (size_t k = 0; k < s->problem->count; k++)
        fastest = fmax(fastest, fabs(s->slopes[k * s->problem->count + k]));
    double h = fastest * seconds > 2 ? 2 / fastest : seconds;
    return h > 1e-9 * seconds ? h : 1e-9 * seconds;
}

/* No short rest at the end: the last two steps share what is left. */
static double fit_step(double h, double left)
{
    return h >= left ? left : h > left / 2 ? left / 2 : h;
}

static size_t row_size(size_t count)
{
    return MEMORY_RATES + (1 + STAGES) * (count + CHEM_STIFF_HINT);
}

/* The step of the last interval that began at the same time; NULL when there is none. */
static const double *recall(const struct chem_stiff_memory *memory, uint32_t leg, double t,
                            double seconds, size_t count)
{
    if (leg >= memory->count)
        return NULL;
    const double *row = memory->steps + leg * row_size(count);
    return fabs(row[MEMORY_TIME] - t) <= 1e-9 * seconds ? row : NULL;
}

static void remember(struct chem_stiff_memory *memory, uint32_t leg, double t, const struct step *s)
{
    size_t count = s->problem->count, size = row_size(count);
    if (!memory->arena || leg >= MEMORY_LIMIT)
        return;
    if (leg >= memory->room) {
        uint32_t room = memory->room ? 2 * memory->room : 2;
        double *wider = ARENA_ARRAY(memory->arena, double, room *size);
        if (memory->room)
            memcpy(wider, memory->steps, memory->room * size * sizeof *wider);
        memory->steps = wider;
        memory->room = room;
    }
    double *row = memory->steps + leg * size;
    row[MEMORY_TIME] = t;
    row[MEMORY_STEP] = s->h;
    row[MEMORY_SUITED] = s->h * factor_for(s->size);
    memcpy(row + MEMORY_RATES, s->f, count * sizeof *row);
    for (size_t i = 0; i < STAGES; i++)
        memcpy(row + MEMORY_RATES + (1 + i) * count, s->z[i], count * sizeof *row);
    memcpy(row + MEMORY_RATES + (1 + STAGES) * count, s->hints, sizeof s->hints);
}

static double planned(const double *like)
{
    return like[MEMORY_SUITED] > LONGER * like[MEMORY_STEP] ? like[MEMORY_SUITED]
                                                            : like[MEMORY_STEP];
}

enum chem_stiff_answer chem_stiff_integrate(const struct chem_stiff_problem *problem, double *y,
                                            double seconds, struct chem_stiff_memory *memory,
                                            struct chem_stiff_effort *effort, struct error *error)
{
    struct linear whole, filter;
    struct step s = {.problem = problem, .whole = &whole, .filter = &filter, .contraction = 0.5};
    double t = 0, end[CHEM_STIFF_MAX], fraction, h = memory->suited;
    const double *like = NULL;
    uint32_t leg = 0;
    bool at_start = true;
    if (memory->contraction > 0)
        s.contraction = memory->contraction;
    while (seconds - t > 1e-13 * seconds) {
        if (at_start) {
            like = recall(memory, leg, t, seconds, problem->count);
            const struct chem_stiff_hint hint = hint_of(&s, like, 0);
            enum chem_stiff_answer answer =
                problem->start(problem->data, y, s.f, s.slopes, &hint, error);
            if (answer != CHEM_STIFF_GO)
                return answer;
            h = like ? planned(like) : h > 0 ? h : first_step(&s, seconds);
            at_start = false;
        }
        s.h = fit_step(h, seconds - t);
        if (s.h < 1e-12 * seconds)
            return CHEM_STIFF_SHORTER;
        bool alike = like && fabs(like[MEMORY_STEP] - s.h) <= 1e-9 * s.h;
        enum chem_stiff_answer answer = try_step(&s, y, alike ? like : NULL, end, &fraction, error);
        if (answer == CHEM_STIFF_FAIL)
            return answer;
        if (answer == CHEM_STIFF_SHORTER) {
            h = s.h * fmin(fraction, 0.9);
            effort->rejections++;
            continue;
        }
        memcpy(y, end, problem->count * sizeof *y);
        if (leg == 0) {
            memory->suited = s.h * factor_for(s.size);
            memory->contraction = s.contraction;
        }
        remember(memory, leg++, t, &s);
        t += s.h;
        effort->steps++;
        h = s.h * factor_for(s.size);
        at_start = true;
    }
    memory->count = leg < memory->room ? leg : memory->room;
    return CHEM_STIFF_GO;
}
