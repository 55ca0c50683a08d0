#include "chem/stiff.h"

#include <math.h>
#include <string.h>

enum { STAGES = 6 };

/* (1/(h g) - J) u_i = f(y + sum a_ij u_j) + sum c_ij u_j / h; Hairer & Wanner's coefficients. */
static const double GAMMA = 0.25;
static const double A[STAGES][STAGES] = {
    {0},
    {1.544},
    {0.9466785280815826, 0.2557011698983284},
    {3.314825187068521, 2.896124015972201, 0.9986419139977817},
    {1.221224509226641, 6.019134481288629, 12.53708332932087, -0.6878860361058950},
    {1.221224509226641, 6.019134481288629, 12.53708332932087, -0.6878860361058950, 1},
};
static const double C[STAGES][STAGES] = {
    {0},
    {-5.6688},
    {-2.430093356833875, -0.2063599157091915},
    {-0.1073529058151375, -9.594562251023355, -20.47028614809616},
    {7.496443313967647, -10.24680431464352, -33.99990352819905, 11.70890893206160},
    {8.083246795921522, -7.981132988064893, -31.52159432874371, 16.31930543123136,
     -6.058818238834054},
};

struct step {
    const struct chem_stiff_problem *problem;
    double h;
    double f[CHEM_STIFF_MAX], slopes[CHEM_STIFF_MAX * CHEM_STIFF_MAX];
    double lu[CHEM_STIFF_MAX * CHEM_STIFF_MAX];
    size_t pivot[CHEM_STIFF_MAX];
    double u[STAGES][CHEM_STIFF_MAX];
};

static void factor(struct step *s)
{
    size_t n = s->problem->count;
    double *a = s->lu;
    for (size_t i = 0; i < n * n; i++)
        a[i] = -s->slopes[i];
    for (size_t i = 0; i < n; i++)
        a[i * n + i] += 1 / (s->h * GAMMA);
    for (size_t k = 0; k < n; k++) {
        size_t best = k;
        for (size_t i = k + 1; i < n; i++)
            best = fabs(a[i * n + k]) > fabs(a[best * n + k]) ? i : best;
        s->pivot[k] = best;
        for (size_t j = 0; best != k && j < n; j++) {
            double other = a[k * n + j];
            a[k * n + j] = a[best * n + j];
            a[best * n + j] = other;
        }
        for (size_t i = k + 1; i < n && a[k * n + k] != 0; i++) {
            double by = a[i * n + k] /= a[k * n + k];
            for (size_t j = k + 1; j < n; j++)
                a[i * n + j] -= by * a[k * n + j];
        }
    }
}

static void solve(const struct step *s, double *b)
{
    size_t n = s->problem->count;
    for (size_t k = 0; k < n; k++) {
        double other = b[s->pivot[k]];
        b[s->pivot[k]] = b[k];
        b[k] = other;
    }
    for (size_t i = 1; i < n; i++)
        for (size_t j = 0; j < i; j++)
            b[i] -= s->lu[i * n + j] * b[j];
    for (size_t i = n; i-- > 0;) {
        for (size_t j = i + 1; j < n; j++)
            b[i] -= s->lu[i * n + j] * b[j];
        b[i] /= s->lu[i * n + i];
    }
}

static void stage_place(const struct step *s, const double *y, size_t stage, double *at)
{
    for (size_t i = 0; i < s->problem->count; i++) {
        at[i] = y[i];
        for (size_t j = 0; j < stage; j++)
            at[i] += A[stage][j] * s->u[j][i];
    }
}

static enum chem_stiff_answer stage(struct step *s, const double *y, size_t at_stage, struct error *error)
{
    double at[CHEM_STIFF_MAX], *u = s->u[at_stage];
    if (at_stage == 0) {
        memcpy(u, s->f, s->problem->count * sizeof *u);
    } else {
        stage_place(s, y, at_stage, at);
        enum chem_stiff_answer answer = s->problem->rates(s->problem->data, at, u, NULL, error);
        if (answer != CHEM_STIFF_GO)
            return answer;
    }
    for (size_t i = 0; i < s->problem->count; i++)
        for (size_t j = 0; j < at_stage; j++)
            u[i] += C[at_stage][j] * s->u[j][i] / s->h;
    solve(s, u);
    return CHEM_STIFF_GO;
}

/* Largest error of the step in units of its tolerance; the last stage is the error. */
static double error_of(const struct step *s)
{
    double worst = 0;
    for (size_t i = 0; i < s->problem->count; i++) {
        double ratio = fabs(s->u[STAGES - 1][i]) / s->problem->tolerance[i];
        worst = ratio > worst || isnan(ratio) ? ratio : worst;
    }
    return worst;
}

static enum chem_stiff_answer try_step(struct step *s, const double *y, double *end, double *size,
                                       struct error *error)
{
    factor(s);
    for (size_t i = 0; i < STAGES; i++) {
        enum chem_stiff_answer answer = stage(s, y, i, error);
        if (answer != CHEM_STIFF_GO)
            return answer;
    }
    stage_place(s, y, STAGES - 1, end);
    for (size_t i = 0; i < s->problem->count; i++)
        end[i] += s->u[STAGES - 1][i];
    *size = error_of(s);
    return *size <= 1 ? CHEM_STIFF_GO : CHEM_STIFF_SHORTER;
}

/* h that an explicit step with a twentieth of ... the tolerance's square root allows: a first guess. */
static double first_step(const struct step *s, double seconds)
{
    double h = seconds;
    for (size_t i = 0; i < s->problem->count; i++) {
        double rate = fabs(s->f[i]);
        double fastest = fabs(s->slopes[i * s->problem->count + i]);
        double allowed = sqrt(s->problem->tolerance[i] * 1e-3);
        if (rate * h > allowed)
            h = allowed / rate;
        if (fastest * h > 20)
            h = 20 / fastest;
    }
    return h > 1e-9 * seconds ? h : 1e-9 * seconds;
}

static double factor_for(double size)
{
    double by = isfinite(size) ? 0.9 * pow(size > 1e-6 ? size : 1e-6, -0.25) : 0.1;
    return by < 0.1 ? 0.1 : by > 6 ? 6 : by;
}

enum chem_stiff_answer chem_stiff_integrate(const struct chem_stiff_problem *problem, double *y,
                                            double seconds, double *step,
                                            struct chem_stiff_effort *effort, struct error *error)
{
    struct step s = {.problem = problem};
    double t = 0, end[CHEM_STIFF_MAX], size = 1, fraction;
    bool first = true, at_start = true;
    while (seconds - t > 1e-13 * seconds) {
        if (at_start) {
            enum chem_stiff_answer answer = problem->rates(problem->data, y, s.f, s.slopes, error);
            if (answer != CHEM_STIFF_GO)
                return answer;
            if (first && !(s.h > 0))
                s.h = *step > 0 ? *step : first_step(&s, seconds);
            at_start = false;
        }
        if (s.h > seconds - t)
            s.h = seconds - t;
        if (s.h < 1e-12 * seconds)
            return CHEM_STIFF_SHORTER;
        double tried = s.h;
        enum chem_stiff_answer answer = try_step(&s, y, end, &size, error);
        if (answer == CHEM_STIFF_FAIL)
            return answer;
        fraction = answer == CHEM_STIFF_GO ? 1 : isfinite(size) && size > 1 ? factor_for(size) : 0.25;
        if (answer == CHEM_STIFF_GO && problem->accept)
            answer = problem->accept(problem->data, y, end, &fraction);
        if (answer == CHEM_STIFF_SHORTER) {
            s.h *= fraction;
            size = 1;
            effort->rejections++;
            continue;
        }
        memcpy(y, end, problem->count * sizeof *y);
        t += tried;
        effort->steps++;
        at_start = true;
        if (first)
            *step = tried;
        first = false;
        s.h = tried * factor_for(size);
        size = 1;
    }
    return CHEM_STIFF_GO;
}
