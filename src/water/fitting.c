#include "water/fitting.h"

#include <signal.h>

#include "base/embedded.h"
#include "base/file.h"
#include "chem/amd.h"

extern const struct embedded_files water_model_data;

enum { STUDY_BYTES = 1 << 20, TABLE_DIGITS = 4 };

static atomic_bool interrupted; /* signal handlers have no other way to tell */

static void note_interrupt(int number)
{
    if (atomic_exchange(&interrupted, true)) {
        signal(number, SIG_DFL);
        raise(number);
    }
}

const atomic_bool *water_interrupt_begin(void)
{
    struct sigaction action = {.sa_handler = note_interrupt, .sa_flags = SA_RESTART};
    interrupted = false;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    return &interrupted;
}

void water_interrupt_end(void)
{
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
}

int water_refuse_existing(struct str path, struct error *error)
{
    return path.n > 0 && file_exists(path) ? ERROR(error, ERR_WATER_EXISTS, path) : 0;
}

static int open_train(struct water_fitting *out, const struct water_observe *observe,
                      struct str table, unsigned threads, struct error *error)
{
    struct water_train_sources sources = {
        .text = &out->study.text,
        .rates = &out->study.rates,
        .units = embedded_find(&water_model_data, STR("units.tsv")),
        .beds = &out->beds,
        .day = out->study.economy.day,
    };
    int status =
        water_values_read(STR("beds.tsv"), embedded_find(&water_model_data, STR("beds.tsv")),
                          out->arena, &out->beds, error);
    if (!status)
        status = chem_database_read(STR("amd.dat"), chem_amd_text(), &out->database, error);
    sources.database = out->database;
    return status ? status
                  : water_calibration_open(&sources, observe, table, threads, out->arena,
                                           &out->calibration, error);
}

/* Of the study that is read already. */
static int open_model(struct water_fitting *out, const struct water_observe *observe,
                      struct str table, unsigned threads, struct error *error)
{
    out->is_phreeqc = water_phreeqc_is_study(&out->study.text);
    out->problem = out->is_phreeqc ? &out->phreeqc.problem : &out->calibration.problem;
    return out->is_phreeqc ? water_phreeqc_open(&out->study.text, observe, table, threads,
                                                out->arena, &out->phreeqc, error)
                           : open_train(out, observe, table, threads, error);
}

int water_fitting_read(struct water_fitting *out, struct str name, struct str table,
                       unsigned threads, struct error *error)
{
    struct water_observe observe;
    int status = water_observe_read(&out->study.text, &observe, error);
    observe.table = name;
    return status ? status : open_model(out, &observe, table, threads, error);
}

int water_fitting_open(const struct command_call *call, struct str path, unsigned threads,
                       struct arena *arena, struct water_fitting *out, struct error *error)
{
    *out = (struct water_fitting){.call = call, .arena = arena};
    struct water_observe observe;
    struct str table;
    int status = water_open(call, path, arena, &out->study, error);
    if (!status)
        status = file_read(call->context, path, STUDY_BYTES, arena, &out->bytes, error);
    if (!status)
        status = water_observe_read(&out->study.text, &observe, error);
    if (!status && observe.table.n == 0)
        status = ERROR(error, ERR_WATER_STUDY, STR("[observe] table"),
                       BOTH("このキーが要ります", "this key is missing"));
    if (!status)
        status = water_open_beside(call, path, observe.table, arena, &table, error);
    return status ? status : open_model(out, &observe, table, threads, error);
}

int water_fitting_need_train(const struct water_fitting *fitting, struct error *error)
{
    return !fitting->is_phreeqc
               ? 0
               : water_study_refuse(
                     &fitting->study.text, 0, STR("[model] phreeqc"),
                     BOTH("この命令は槽の列の検討ファイルに使います。PHREEQC の入力には fit と "
                          "ensemble を使ってください",
                          "this command is for trains; for a PHREEQC input use fit and ensemble"),
                     error);
}

void water_fitting_finish(struct water_fitting *fitting)
{
    water_calibration_close(&fitting->calibration);
    water_phreeqc_close(&fitting->phreeqc);
    chem_database_destroy(fitting->database);
    fitting->database = NULL;
}

struct str water_fitting_value(const struct water_problem *problem, size_t parameter, double si,
                               struct arena *arena)
{
    struct water_unit unit;
    if (water_unit_parse(problem->parameters[parameter].unit, &unit, NULL))
        return water_table_number(si, TABLE_DIGITS, arena);
    return water_table_number((si - unit.offset) / unit.scale, TABLE_DIGITS, arena);
}

static const struct water_column goodness_columns[] = {
    {STR_INIT("group"), STR_INIT("地点・項目\x1fpoint, item"), false},
    {STR_INIT("part"), STR_INIT("区分\x1fpart"), false},
    {STR_INIT("count"),
     STR_INIT("件数\x1f"
              "count"),
     true},
    {STR_INIT("censored"),
     STR_INIT("うち <\x1f"
              "censored"),
     true},
    {STR_INIT("missed"), STR_INIT("< を超過\x1fmissed"), true},
    {STR_INIT("nse_before"), STR_INIT("NSE 前\x1fNSE before"), true},
    {STR_INIT("nse"), STR_INIT("NSE 後\x1fNSE after"), true},
    {STR_INIT("kge_before"), STR_INIT("KGE 前\x1fKGE before"), true},
    {STR_INIT("kge"), STR_INIT("KGE 後\x1fKGE after"), true},
    {STR_INIT("rmse_before"), STR_INIT("RMSE 前\x1fRMSE before"), true},
    {STR_INIT("rmse"), STR_INIT("RMSE 後\x1fRMSE after"), true},
    {STR_INIT("pbias_before"), STR_INIT("PBIAS 前 %\x1fPBIAS before %"), true},
    {STR_INIT("pbias"), STR_INIT("PBIAS 後 %\x1fPBIAS after %"), true},
};
enum { GOODNESS_COLUMNS = sizeof goodness_columns / sizeof goodness_columns[0] };

static struct str half_label(bool held_out)
{
    return held_out ? BOTH("検証", "held out") : BOTH("合わせ込み", "fitted");
}

void water_goodness_table(const struct water_problem *problem, const double *before,
                          const double *after, struct arena *arena, struct water_table *out)
{
    struct water_goodness *old, *new;
    size_t count = water_goodness_of(problem, before, arena, &old);
    water_goodness_of(problem, after, arena, &new); /* the same rows */
    water_table_init(out, BOTH("適合度", "goodness"), goodness_columns, GOODNESS_COLUMNS, arena);
    for (size_t i = 0; i < count; i++) {
        struct str cells[GOODNESS_COLUMNS] = {
            new[i].group,
            half_label(new[i].held_out),
            arena_format(arena, "%zu", new[i].count),
            arena_format(arena, "%zu", new[i].censored),
            arena_format(arena, "%zu", new[i].censored_missed),
            water_table_number(old[i].nse, 3, arena),
            water_table_number(new[i].nse, 3, arena),
            water_table_number(old[i].kge, 3, arena),
            water_table_number(new[i].kge, 3, arena),
            water_table_number(old[i].rmse, 3, arena),
            water_table_number(new[i].rmse, 3, arena),
            water_table_number(old[i].pbias, 3, arena),
            water_table_number(new[i].pbias, 3, arena),
        };
        water_table_add(out, cells);
    }
}

static const struct water_column before_columns[] = {
    {STR_INIT("group"), STR_INIT("地点・項目\x1fpoint, item"), false},
    {STR_INIT("part"), STR_INIT("区分\x1fpart"), false},
    {STR_INIT("count"),
     STR_INIT("件数\x1f"
              "count"),
     true},
    {STR_INIT("nse"), STR_INIT("NSE"), true},
    {STR_INIT("kge"), STR_INIT("KGE"), true},
    {STR_INIT("rmse"), STR_INIT("RMSE"), true},
    {STR_INIT("pbias"), STR_INIT("PBIAS %"), true},
};
static const struct water_column prior_columns[] = {
    {STR_INIT("parameter"), STR_INIT("値の名前\x1fparameter"), false},
    {STR_INIT("unit"), STR_INIT("単位\x1funit"), false},
    {STR_INIT("prior"), STR_INIT("検討の値\x1fin the study"), true},
    {STR_INIT("lower"), STR_INIT("下限\x1flower bound"), true},
    {STR_INIT("upper"), STR_INIT("上限\x1fupper bound"), true},
};
enum {
    BEFORE_COLUMNS = sizeof before_columns / sizeof before_columns[0],
    PRIOR_COLUMNS = sizeof prior_columns / sizeof prior_columns[0]
};

void water_goodness_before_table(const struct water_problem *problem, const double *simulated,
                                 struct arena *arena, struct water_table *out)
{
    struct water_goodness *rows;
    size_t count = water_goodness_of(problem, simulated, arena, &rows);
    water_table_init(out, BOTH("合わせ込む前の適合度", "goodness before"), before_columns,
                     BEFORE_COLUMNS, arena);
    for (size_t i = 0; i < count; i++) {
        struct str cells[BEFORE_COLUMNS] = {
            rows[i].group,
            half_label(rows[i].held_out),
            arena_format(arena, "%zu", rows[i].count),
            water_table_number(rows[i].nse, 3, arena),
            water_table_number(rows[i].kge, 3, arena),
            water_table_number(rows[i].rmse, 3, arena),
            water_table_number(rows[i].pbias, 3, arena),
        };
        water_table_add(out, cells);
    }
}

void water_priors_table(const struct water_problem *problem, struct arena *arena,
                        struct water_table *out)
{
    water_table_init(out, BOTH("動かす値", "parameters"), prior_columns, PRIOR_COLUMNS, arena);
    for (size_t j = 0; j < problem->parameter_count; j++) {
        const struct water_parameter *p = &problem->parameters[j];
        struct str cells[PRIOR_COLUMNS] = {
            p->name,
            p->unit,
            water_fitting_value(problem, j, p->prior, arena),
            water_fitting_value(problem, j, p->lower, arena),
            water_fitting_value(problem, j, p->upper, arena),
        };
        water_table_add(out, cells);
    }
}

static const struct water_column residual_columns[] = {
    {STR_INIT("date"),
     STR_INIT("日付\x1f"
              "date"),
     false},
    {STR_INIT("group"), STR_INIT("地点・項目\x1fpoint, item"), false},
    {STR_INIT("part"), STR_INIT("区分\x1fpart"), false},
    {STR_INIT("below"),
     STR_INIT("未満\x1f"
              "below"),
     false},
    {STR_INIT("observed"), STR_INIT("観測\x1fobserved"), true},
    {STR_INIT("deviation"),
     STR_INIT("誤差\x1f"
              "deviation"),
     true},
    {STR_INIT("before"),
     STR_INIT("計算（前）\x1f"
              "before"),
     true},
    {STR_INIT("after"),
     STR_INIT("計算（後）\x1f"
              "after"),
     true},
    {STR_INIT("residual"), STR_INIT("残差／誤差\x1fresidual / error"), true},
};
enum { RESIDUAL_COLUMNS = sizeof residual_columns / sizeof residual_columns[0] };

void water_residual_table(const struct water_problem *problem, const double *before,
                          const double *after, struct arena *arena, struct water_table *out)
{
    water_table_init(out, BOTH("観測と計算", "observations"), residual_columns, RESIDUAL_COLUMNS,
                     arena);
    for (size_t i = 0; i < problem->observation_count; i++) {
        const struct water_observation *o = &problem->observations[i];
        struct str cells[RESIDUAL_COLUMNS] = {
            day_format((day_number)(o->time / 86400), arena),
            o->group,
            half_label(o->held_out),
            o->censored ? STR("<") : STR(""),
            water_table_number(o->value, TABLE_DIGITS, arena),
            water_table_number(o->deviation, 3, arena),
            water_table_number(before[i], TABLE_DIGITS, arena),
            water_table_number(after[i], TABLE_DIGITS, arena),
            water_table_number(water_residual(o, o->value, after[i]), 3, arena),
        };
        water_table_add(out, cells);
    }
}
