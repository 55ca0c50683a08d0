/* How fast trains are, one core, processor time: a three-stage train (iron reactor,
   sulfate-reducing bed, wetland) of 12 to 120 cells, its steady state and a year with daily flow
   and analyses of the raw water (made here: seasons, noise, storms that dilute). Beside each year:
   how far its daily outflow lies from the same year in steps of an hour. bench_train
   [steady|year|members] [cells] [tolerance]: one part alone, for callgrind and perf. */
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/check.h"
#include "base/embedded.h"
#include "chem/amd.h"
#include "water/model/train.h"

extern const struct embedded_files water_model_data;

enum { DAYS = 365, SEEN = 4, STUDY_SIZE = 4096 };
static const double day_seconds = 86400;

struct bench {
    struct arena *arena;
    struct chem_database *database;
    struct water_values rates;
    struct str flow, raw; /* tables of the year */
};

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void must(int status, struct error *error, struct arena *arena)
{
    if (status)
        check_fail(arena_c(arena, error_sentence(error, LANG_EN, arena)));
}

static double draw(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (double)(*state >> 11) / 9007199254740992.0;
}

/* A year from 1 April 2024: snowmelt, noise that lasts some days, a storm in every fifty days. */
static void make_tables(struct bench *bench)
{
    enum { ROW = 96 };
    char *flow = ARENA_ARRAY(bench->arena, char, (DAYS + 2) * ROW), *f = flow;
    char *raw = ARENA_ARRAY(bench->arena, char, (DAYS + 2) * ROW), *r = raw;
    uint64_t state = 11;
    double noise = 0, storm = 0;
    f += snprintf(f, ROW, "date,flow [L/min]\n");
    r += snprintf(r, ROW, "date,pH,Fe(2) [mg/L],Zn [mg/L],SO4 [mg/L]\n");
    for (int d = 0; d <= DAYS; d++) {
        struct date date = date_of_day(day_of_date((struct date){2024, 4, 1}) + d);
        noise = 0.8 * noise + 0.12 * (draw(&state) + draw(&state) + draw(&state) - 1.5);
        storm = draw(&state) < 0.02 ? 1.2 : 0.5 * storm;
        double season = 1 + 0.3 * cos(2 * 3.14159265 * (d - 20) / 365);
        double factor = season * exp(noise) * (1 + storm), dilution = pow(factor, -0.3);
        f += snprintf(f, ROW, "%04d-%02d-%02d,%.2f\n", date.year, date.month, date.day,
                      100 * factor);
        r += snprintf(r, ROW, "%04d-%02d-%02d,%.2f,%.2f,%.2f,%.1f\n", date.year, date.month,
                      date.day, 3.5 - 0.3 * log10(dilution), 37.5 * dilution, 18 * dilution,
                      335 * dilution);
    }
    bench->flow = (struct str){flow, (size_t)(f - flow)};
    bench->raw = (struct str){raw, (size_t)(r - raw)};
}

static int read_table(void *data, struct str name, struct str *bytes, struct error *error)
{
    struct bench *bench = data;
    (void)error;
    *bytes = str_equal(name, STR("flow.csv")) ? bench->flow : bench->raw;
    return 0;
}

static struct water_train open_train(struct bench *bench, int cells)
{
    struct water_study_text text;
    struct water_train train;
    struct error error = {0};
    struct str study = arena_format(
        bench->arena,
        "[water raw]\nseries = raw.csv\ntemperature = 12 degC\npH = 3.5\nFe(2) = 37.5 mg/L\n"
        "Zn = 18 mg/L\nCd = 0.1 mg/L\nCu(2) = 8 mg/L\nPb = 0.11 mg/L\nAl = 2.2 mg/L\n"
        "Mn(2) = 4 mg/L\nSO4 = 335 mg/L\nCa = 46 mg/L\nMg = 12 mg/L\nNa = 8.5 mg/L\n"
        "K = 1.9 mg/L\nCl = 6.5 mg/L\nSiO2 = 38 mg/L\nTIC = 3 mg/L\nO2 = 5 mg/L\n"
        "[flow]\nvalue = 100 L/min\nseries = flow.csv\n"
        "[season]\ntemperature = 6 6 7 9 12 14 16 17 15 12 9 7\n"
        "[tank reactor]\nkind = iron_oxidation_reactor\nfrom = raw\nvolume = 17 m3\ncells = %d\n"
        "[tank bed]\nkind = sulfate_reducing_bed\nfrom = reactor\nvolume = 600 m3\ncells = %d\n"
        "limestone = 150000 kg\nbran = 20000 kg\nhusk = 60000 kg\n"
        "[tank wetland]\nkind = aerobic_wetland\nfrom = bed\nvolume = 140 m3\ncells = %d\n",
        cells / 4, cells - 2 * (cells / 4), cells / 4);
    must(water_study_text_read(STR("study"), study, bench->arena, &text, &error), &error,
         bench->arena);
    text.files = (struct water_files){read_table, bench};
    must(water_train_read(&text, bench->database, &bench->rates,
                          embedded_find(&water_model_data, STR("units.tsv")), 20000, bench->arena,
                          &train, &error),
         &error, bench->arena);
    return train;
}

static void steady(struct bench *bench, int cells, int repetitions)
{
    static struct water_run run;
    struct water_train train = open_train(bench, cells);
    struct error error = {0};
    double best = INFINITY;
    for (int i = 0; i < repetitions; i++) {
        water_train_reset(&train);
        double begin = now();
        must(water_train_settle(&train, -1, &run, &error), &error, bench->arena);
        best = fmin(best, now() - begin);
    }
    printf("steady, %3d cells: %7.2f ms, %4.1f equilibria and %.1f slopes a cell, balance %.0e\n",
           cells, 1e3 * best, (double)run.equilibrations / cells, (double)run.jacobians / cells,
           run.mass_balance);
    water_train_finish(&train);
}

/* What leaves the last tank and the bed, day by day. */
struct record {
    double value[DAYS][SEEN];
    size_t count;
};

static void see(void *data, double time, const struct water_train *train,
                const struct water_run *run)
{
    struct record *record = data;
    const struct water_tank_result *bed = &run->tanks[1],
                                   *last = &run->tanks[train->tank_count - 1];
    double *value = record->value[record->count++];
    (void)time;
    value[0] = run->tanks[0].molality[water_constituent_find(STR("Fe(2)"))];
    value[1] = bed->molality[water_constituent_find(STR("SO4"))];
    value[2] = last->doc;
    value[3] = last->ph;
}

static double run_year(struct bench *bench, struct water_train *train, double longest,
                       double tolerance, struct record *record, struct water_run *run)
{
    static double times[DAYS];
    struct error error = {0};
    for (int d = 0; d < DAYS; d++)
        times[d] = day_seconds * (d + 1);
    struct water_span span = {.seconds = day_seconds * DAYS,
                              .longest = longest,
                              .tolerance = tolerance,
                              .times = times,
                              .time_count = DAYS,
                              .observe = see,
                              .data = record};
    *run = (struct water_run){0};
    record->count = 0;
    water_train_reset(train);
    double begin = now();
    must(water_train_run(train, &span, run, &error), &error, bench->arena);
    return now() - begin;
}

/* Root mean square and largest difference of the days: relative, pH in units. */
static void compare(const struct record *a, const struct record *b, int column, bool relative,
                    double *mean, double *most)
{
    double sum = 0;
    *most = 0;
    for (int d = 10; d < DAYS; d++) { /* the first days fill the tanks */
        double off = fabs(a->value[d][column] - b->value[d][column]);
        off /= relative ? b->value[d][column] + 1e-6 : 1;
        sum += off * off;
        *most = fmax(*most, off);
    }
    *mean = sqrt(sum / (DAYS - 10));
}

static void print_error(const struct record *a, const struct record *b)
{
    static const struct {
        const char *name, *unit;
        bool relative;
        double factor;
    } shown[SEEN] = {{"reactor Fe(II)", "%", true, 100},
                     {"bed SO4", "%", true, 100},
                     {"wetland DOC", " mg C/L", false, 12011},
                     {"wetland pH", "", false, 1}};
    printf("   ");
    for (int i = 0; i < SEEN; i++) {
        double mean, most;
        compare(a, b, i, shown[i].relative, &mean, &most);
        printf(" %s %.3f (%.2f)%s", shown[i].name, shown[i].factor * mean, shown[i].factor * most,
               shown[i].unit);
    }
    printf("\n");
}

static void year(struct bench *bench, int cells, double longest, double tolerance,
                 const struct record *reference, struct record *record)
{
    static struct water_run run;
    struct water_train train = open_train(bench, cells);
    double seconds = run_year(bench, &train, longest, tolerance, record, &run);
    printf("year, %3d cells, longest step %4.1f h, tolerance %.3f: %6.3f s, %5llu steps "
           "(%llu again, %llu halved), %.2f equilibria and %.2f slopes a cell, balance %.0e %.0e\n",
           cells, longest / 3600, tolerance, seconds, (unsigned long long)run.train_steps,
           (unsigned long long)run.rejections, (unsigned long long)run.halvings,
           (double)run.equilibrations / (double)run.steps,
           (double)run.jacobians / (double)run.steps, run.mass_balance, run.charge_balance);
    if (reference)
        print_error(record, reference);
    water_train_finish(&train);
}

/* Members of an ensemble on two threads: each runs its year on its own copy of one train. */
enum { THREADS = 2, MEMBERS = 8 /* of a thread */ };
struct worker {
    struct bench *bench;
    struct water_train train;
    double tolerance;
    struct record record;
    struct water_run run;
    int failed;
};

static void *work(void *data)
{
    struct worker *worker = data;
    struct error error = {0};
    struct water_span span = {
        .seconds = day_seconds * DAYS, .longest = day_seconds, .tolerance = worker->tolerance};
    for (int m = 0; m < MEMBERS; m++) {
        worker->run = (struct water_run){0};
        worker->train.tanks[1].rates[0].parameter[2] = 0.3 + 0.05 * m; /* some parameter */
        water_train_reset(&worker->train);
        worker->failed += water_train_run(&worker->train, &span, &worker->run, &error) != 0;
    }
    return NULL;
}

static void members(struct bench *bench, int cells, double tolerance)
{
    static struct worker workers[THREADS];
    struct water_train train = open_train(bench, cells);
    pthread_t threads[THREADS];
    struct timespec from, to;
    double begin = now();
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (int i = 0; i < THREADS; i++) {
        workers[i] = (struct worker){.bench = bench, .tolerance = tolerance};
        water_train_copy(&train, bench->arena, &workers[i].train);
        CHECK(pthread_create(&threads[i], NULL, work, &workers[i]) == 0);
    }
    for (int i = 0; i < THREADS; i++) {
        CHECK(pthread_join(threads[i], NULL) == 0 && workers[i].failed == 0);
        water_train_finish(&workers[i].train);
    }
    clock_gettime(CLOCK_MONOTONIC, &to);
    double each = (now() - begin) / (THREADS * MEMBERS);
    double wall = (double)(to.tv_sec - from.tv_sec) + 1e-9 * (double)(to.tv_nsec - from.tv_nsec);
    printf("%d years of %d cells on %d threads, tolerance %.2f: %.2f s by the clock, %.3f s of "
           "processor each; 300 members x 5 iterations: %.0f s on two cores\n",
           THREADS * MEMBERS, cells, THREADS, tolerance, wall, each, 1500 * each / THREADS);
    water_train_finish(&train);
}

int main(int argc, char **argv)
{
    static struct record reference, record;
    struct bench bench = {.arena = arena_create()};
    const char *part = argc > 1 ? argv[1] : "";
    int cells = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 60;
    double tolerance = argc > 3 ? strtod(argv[3], NULL) : 0.08;
    struct error error = {0};
    must(chem_database_read(STR("amd.dat"), chem_amd_text(), &bench.database, &error), &error,
         bench.arena);
    must(water_values_read(STR("rates.tsv"), embedded_find(&water_model_data, STR("rates.tsv")),
                           bench.arena, &bench.rates, &error),
         &error, bench.arena);
    make_tables(&bench);
    if (strcmp(part, "steady") == 0) {
        steady(&bench, cells, 1);
    } else if (strcmp(part, "year") == 0) {
        year(&bench, cells, day_seconds, tolerance, NULL, &record);
    } else {
        for (int n = 12; n <= 120; n += n == 12 ? 18 : n)
            steady(&bench, n, 20);
        year(&bench, 12, 3600, 0, NULL, &reference);
        for (double t = 0; t < 0.2; t = t == 0 ? 0.005 : 2 * t)
            year(&bench, 12, day_seconds, t, &reference, &record);
        for (int n = 30; n <= 120; n *= 2) {
            year(&bench, n, day_seconds, 0, NULL, &record);
            year(&bench, n, day_seconds, tolerance, NULL, &record);
        }
        members(&bench, 12, tolerance);
        members(&bench, 12, 0);
    }
    chem_database_destroy(bench.database);
    arena_destroy(bench.arena);
    return 0;
}
