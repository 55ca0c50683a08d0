#include "water/fit_tables.h"

#include <math.h>

static const struct water_column parameter_columns[] = {
    {STR_INIT("parameter"), STR_INIT("値の名前\x1fparameter"), false},
    {STR_INIT("unit"), STR_INIT("単位\x1funit"), false},
    {STR_INIT("before"),
     STR_INIT("前\x1f"
              "before"),
     true},
    {STR_INIT("after"),
     STR_INIT("後\x1f"
              "after"),
     true},
    {STR_INIT("low"), STR_INIT("95 % 下\x1flow 95 %"), true},
    {STR_INIT("high"), STR_INIT("95 % 上\x1fhigh 95 %"), true},
    {STR_INIT("identifiability"), STR_INIT("分かり方 0-1\x1fidentifiability 0-1"), true},
    {STR_INIT("at_bound"),
     STR_INIT("範囲の端\x1f"
              "at a bound"),
     false},
};
enum { PARAMETER_COLUMNS = sizeof parameter_columns / sizeof parameter_columns[0] };

static void parameter_table(const struct water_problem *problem, const struct water_fit *fit,
                            struct arena *arena, struct water_table *out)
{
    water_table_init(out, BOTH("動かした値", "parameters"), parameter_columns, PARAMETER_COLUMNS,
                     arena);
    for (size_t j = 0; j < problem->parameter_count; j++) {
        const struct water_fitted *f = &fit->parameters[j];
        struct str cells[PARAMETER_COLUMNS] = {
            problem->parameters[j].name,
            problem->parameters[j].unit,
            water_fitting_value(problem, j, problem->parameters[j].prior, arena),
            water_fitting_value(problem, j, f->value, arena),
            water_fitting_value(problem, j, f->low, arena),
            water_fitting_value(problem, j, f->high, arena),
            water_table_number(f->identifiability, 3, arena),
            f->at_bound ? BOTH("端", "bound") : STR(""),
        };
        water_table_add(out, cells);
    }
}

static const struct water_column direction_columns[] = {
    {STR_INIT("number"),
     STR_INIT("番号\x1f"
              "number"),
     true},
    {STR_INIT("information"), STR_INIT("情報量（1 超で定まる）\x1finformation (told above 1)"),
     true},
    {STR_INIT("parts"), STR_INIT("組合せ\x1fparts"), false},
};
enum { DIRECTION_COLUMNS = sizeof direction_columns / sizeof direction_columns[0] };

/* Combinations of parameters that the data tell, the best told first. */
static void direction_table(const struct water_problem *problem, const struct water_fit *fit,
                            struct arena *arena, struct water_table *out)
{
    static const double shown = 0.3; /* parts of a unit vector below it are left out */
    size_t n = problem->parameter_count;
    water_table_init(out, BOTH("定まる組合せ", "combinations"), direction_columns,
                     DIRECTION_COLUMNS, arena);
    for (size_t k = 0; k < n; k++) {
        struct str parts = {0};
        for (size_t j = 0; j < n; j++) {
            double part = fit->eigenvectors[j * n + k];
            if (fabs(part) >= shown)
                parts = ARENA_JOIN(arena, parts, arena_format(arena, "%+.2f ", part),
                                   problem->parameters[j].name, STR("  "));
        }
        struct str cells[DIRECTION_COLUMNS] = {arena_format(arena, "%zu", k + 1),
                                               water_table_number(fit->eigenvalues[k], 3, arena),
                                               str_trim(parts)};
        water_table_add(out, cells);
    }
}

static const struct water_column told_columns[] = {
    {STR_INIT("parameter"), STR_INIT("値の名前\x1fparameter"), false},
    {STR_INIT("words"), STR_INIT("データから分かること\x1fwhat the data tell"), false},
};
enum { TOLD_COLUMNS = sizeof told_columns / sizeof told_columns[0] };

static struct str told_of(const struct water_fitted *f)
{
    if (f->at_bound)
        return BOTH(
            "許した範囲の端に当たりました。範囲、観測の誤差、モデルの形のどれかを見直してください",
            "It stopped at the bound: look at the range, the errors or the model");
    if (f->identifiability >= 0.9)
        return BOTH("観測からよく定まりました", "Well told by the observations");
    if (f->identifiability >= 0.5)
        return BOTH("観測からある程度定まりました。残りは事前の見込みによります",
                    "Partly told by the observations; the rest is the prior");
    if (f->identifiability >= 0.1)
        return BOTH("観測からは少ししか分かりません。値の幅は、ほぼ事前の見込みのままです",
                    "Little is told by the observations; the range is nearly the prior");
    return BOTH("観測からは分かりません。値は事前の見込みのままです",
                "The observations tell nothing; the value is the prior");
}

/* Parameters that can stand in for each other: only their combination is told. */
static void add_pairs(const struct water_problem *problem, const struct water_fit *fit,
                      struct water_table *out)
{
    static const double close = 0.9;
    size_t n = problem->parameter_count;
    for (size_t j = 0; j < n; j++)
        for (size_t k = j + 1; k < n; k++) {
            double together = fit->correlation[j * n + k];
            if (!(fabs(together) >= close))
                continue;
            struct str cells[TOLD_COLUMNS] = {
                ARENA_JOIN(out->arena, problem->parameters[j].name, STR(" ・ "),
                           problem->parameters[k].name),
                arena_format(out->arena,
                             "別々には定まりません（相関 "
                             "%+.2f）。一方を変えても、他方を%sば計算値がほとんど変わりません"
                             "\x1f"
                             "They are told only together (correlation %+.2f)",
                             together, together > 0 ? "同じ向きに動かせ" : "逆の向きに動かせ",
                             together)};
            water_table_add(out, cells);
        }
}

static void told_table(const struct water_problem *problem, const struct water_fit *fit,
                       struct arena *arena, struct water_table *out)
{
    water_table_init(out, BOTH("データから分かること", "what the data tell"), told_columns,
                     TOLD_COLUMNS, arena);
    for (size_t j = 0; j < problem->parameter_count; j++) {
        struct str cells[TOLD_COLUMNS] = {problem->parameters[j].name,
                                          told_of(&fit->parameters[j])};
        water_table_add(out, cells);
    }
    add_pairs(problem, fit, out);
}

void water_fit_tables_make(const struct water_problem *problem, const struct water_fit *fit,
                           struct arena *arena, struct water_table tables[WATER_FIT_TABLES])
{
    parameter_table(problem, fit, arena, &tables[WATER_FIT_PARAMETERS]);
    water_goodness_table(problem, fit->simulated_before, fit->simulated, arena,
                         &tables[WATER_FIT_GOODNESS]);
    told_table(problem, fit, arena, &tables[WATER_FIT_IDENTIFIABILITY]);
    direction_table(problem, fit, arena, &tables[WATER_FIT_COMBINATIONS]);
    water_residual_table(problem, fit->simulated_before, fit->simulated, arena,
                         &tables[WATER_FIT_OBSERVATIONS]);
}
