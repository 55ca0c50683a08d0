/* The results of fit, ensemble and prediction as what is kept of them. */
#include "water/ensemble_tables.h"
#include "water/fit_tables.h"
#include "water/outcome.h"
#include "water/phreeqc_tables.h"
#include "water/prediction.h"

static void add_count(struct water_outcome *out, struct str key, struct str label, size_t count)
{
    water_outcome_add_fact(out, key, label, arena_format(out->arena, "%zu", count));
}

static void add_share(struct water_outcome *out, struct str key, struct str label, size_t part,
                      size_t whole)
{
    water_outcome_add_fact(out, key, label, arena_format(out->arena, "%zu / %zu", part, whole));
}

static void add_observations(const struct water_problem *problem, struct water_outcome *out)
{
    size_t held_out = 0, censored = 0;
    for (size_t i = 0; i < problem->observation_count; i++) {
        held_out += problem->observations[i].held_out;
        censored += problem->observations[i].censored;
    }
    add_count(out, STR("observations"), BOTH("観測値", "observations"), problem->observation_count);
    add_count(out, STR("held_out"), BOTH("うち検証に残すもの", "of them held out"), held_out);
    add_count(out, STR("censored"), BOTH("うち検出下限未満", "of them below detection"), censored);
    add_count(out, STR("parameters"), BOTH("動かす値", "parameters"), problem->parameter_count);
}

void water_outcome_of_before(const struct water_fitting *fitting, const double *simulated,
                             struct water_outcome *out)
{
    struct arena *arena = out->arena;
    const struct water_problem *problem = fitting->problem;
    struct water_table table;
    add_observations(problem, out);
    water_priors_table(problem, arena, &table);
    water_outcome_add_table(out, &table);
    water_goodness_before_table(problem, simulated, arena, &table);
    water_outcome_add_table(out, &table);
    water_figures_of_before(problem, simulated, &out->figures);
}

void water_outcome_of_fit(const struct water_fitting *fitting, const struct water_fit *fit,
                          struct water_outcome *out)
{
    struct arena *arena = out->arena;
    const struct water_problem *problem = fitting->problem;
    struct water_table tables[WATER_FIT_TABLES];
    water_outcome_add_fact(out, STR("stop"), BOTH("止まった理由", "why it stopped"),
                           water_stop_label(fit->stop));
    water_outcome_add_fact(
        out, STR("objective"), BOTH("目的関数（前 → 後）", "objective (before, after)"),
        arena_format(arena, "%.4g → %.4g", fit->objective_before, fit->objective));
    add_count(out, STR("iterations"), BOTH("反復", "iterations"), (size_t)fit->iterations);
    add_count(out, STR("runs"), BOTH("計算した回数", "runs"), fit->runs);
    add_count(out, STR("failed_runs"), BOTH("うち失敗", "of them failed"), fit->failed_runs);
    if (fit->failed_runs > 0)
        water_outcome_add_fact(out, STR("failure"), BOTH("最後の失敗の理由", "why the last failed"),
                               fit->failure);
    water_fit_tables_make(problem, fit, arena, tables);
    for (int i = 0; i < WATER_FIT_TABLES; i++)
        water_outcome_add_table(out, &tables[i]);
    if (fitting->is_phreeqc) {
        water_phreeqc_changes(&fitting->phreeqc, fit, arena, &tables[0]);
        water_outcome_add_table(out, &tables[0]);
    }
    water_figures_of_fit(problem, fit->simulated_before, fit->simulated, &out->figures);
}

void water_outcome_of_ensemble(const struct water_fitting *fitting,
                               const struct water_ensemble *ensemble,
                               const struct water_ensemble_step *steps, size_t step_count,
                               struct water_outcome *out)
{
    struct water_ensemble_tables tables;
    water_ensemble_tables_make(fitting, ensemble, &tables);
    water_outcome_add_fact(out, STR("stop"), BOTH("止まった理由", "why it stopped"),
                           water_stop_label(ensemble->stop));
    water_outcome_add_fact(
        out, STR("objective"), BOTH("目的関数の平均（前 → 後）", "mean objective (before, after)"),
        arena_format(out->arena, "%.4g → %.4g", ensemble->mean_before, ensemble->mean));
    add_count(out, STR("iterations"), BOTH("反復", "iterations"), (size_t)ensemble->iteration);
    add_count(out, STR("members"), BOTH("メンバー", "members"), ensemble->member_count);
    add_count(out, STR("failed"), BOTH("失敗したメンバー", "failed members"),
              tables.failures.row_count);
    add_share(out, STR("inside_fitted"),
              BOTH("95 % の帯に入った観測（合わせ込み）", "inside the 95 % bands, fitted"),
              tables.inside[0], tables.judged[0]);
    add_share(out, STR("inside_held_out"),
              BOTH("95 % の帯に入った観測（検証）", "inside the 95 % bands, held out"),
              tables.inside[1], tables.judged[1]);
    water_outcome_add_table(out, &tables.parameters);
    water_outcome_add_table(out, &tables.goodness);
    water_outcome_add_table(out, &tables.observations);
    if (tables.failures.row_count > 0)
        water_outcome_add_table(out, &tables.failures);
    water_figures_of_ensemble(fitting->problem, ensemble, steps, step_count, &out->figures);
}

void water_outcome_of_prediction(const struct water_prediction *prediction,
                                 struct water_outcome *out)
{
    const struct water_fitting *fitting = prediction->fitting;
    const struct water_forecast_plan *plan = &prediction->plan;
    struct arena *arena = out->arena;
    water_outcome_add_fact(out, STR("point"), BOTH("地点", "point"),
                           fitting->calibration.train->tanks[plan->tank].name);
    water_outcome_add_fact(out, STR("days"), BOTH("期間", "days"),
                           ARENA_JOIN(arena, day_format(plan->days[0], arena), STR(" 〜 "),
                                      day_format(plan->days[plan->day_count - 1], arena)));
    add_count(out, STR("members"), BOTH("メンバー", "members"), prediction->forecast.member_count);
    add_count(out, STR("failed"), BOTH("失敗したメンバー", "failed members"), prediction->failed);
    if (prediction->failed > 0)
        water_outcome_add_fact(out, STR("failure"), BOTH("最後の失敗の理由", "why the last failed"),
                               prediction->reason);
    if (prediction->without_limit.n > 0)
        water_outcome_add_fact(
            out, STR("without_limit"),
            BOTH("基準値のない項目（確率は出ません）", "without a limit: no chances"),
            prediction->without_limit);
    for (int i = WATER_PREDICTION_TABLES; i-- > 0;) /* what is decided by comes first */
        water_outcome_add_table(out, &prediction->tables[i]);
    water_prediction_figures(prediction, &out->figures);
}
