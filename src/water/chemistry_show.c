/* Findings and titration as the texts and drawings of the page. */
#include "water/chemistry_page.h"

#include <math.h>

#include "base/csv.h"
#include "water/table.h"

enum { BARS_MOST = 30, METALS_MOST = 10, COLUMNS_MOST = WATER_PRECIPITATES + METALS_MOST };
static const double index_shown = 12;   /* bars end there */
static const double least_drawn = 0.01; /* of the most abundant solid */

/* What an engineer wants to see leave the water. */
static const char *const metals[] = {"Fe(2)", "Fe(3)", "Al", "Zn", "Cd", "Cu(2)", "Pb", "As(5)", "As(3)", "Mn(2)"};
enum { METALS = sizeof metals / sizeof *metals };
static const struct str base_names[WATER_BASES] = {STR_INIT("NaOH"), STR_INIT("Ca(OH)2"), STR_INIT("CaCO3")};

static struct str number(double value, int digits, struct arena *arena)
{
    return fabs(value) < 1e-12 ? STR("0") : water_table_number(value, digits, arena);
}

static struct str japanese(struct str both)
{
    return water_table_words(both, LANG_JA);
}

static struct str key_words(struct str key)
{
    int index = water_constituent_find(key);
    return index >= 0                            ? japanese(water_constituents[index].label)
           : str_equal(key, STR("temperature")) ? STR("水温")
           : str_equal(key, STR("alkalinity"))  ? STR("アルカリ度（CaCO3）")
           : str_equal(key, STR("Fe"))          ? STR("全鉄")
                                                 : key;
}

static struct str counted_words(const struct water_analysis_row *row, struct arena *arena)
{
    struct str unit = str_equal(row->key, STR("pH"))            ? STR("")
                      : str_equal(row->key, STR("temperature")) ? STR(" ℃")
                                                                : STR(" mg/L");
    return ARENA_JOIN(arena, key_words(row->key), STR(" "),
                      arena_format(arena, "%.6g", row->milligrams), unit);
}

static void show_input(const struct water_analysis *analysis, struct arena *arena,
                       struct water_chemistry_page *page)
{
    page->inputs = ARENA_ARRAY(arena, struct water_input_view, analysis->count);
    page->input_count = analysis->count;
    for (size_t i = 0; i < analysis->count; i++) {
        const struct water_analysis_row *row = &analysis->rows[i];
        struct water_input_view *view = &page->inputs[i];
        *view = (struct water_input_view){row, counted_words(row, arena), STR("計算に使用"), STR("tone-good")};
        if (row->use == WATER_ROW_BELOW) {
            view->remark = STR("検出下限未満（0 として計算）");
            view->tone = STR("tone-wait");
            page->below_count++;
        } else if (row->use == WATER_ROW_UNKNOWN) {
            view->counted = STR("");
            view->remark = STR("計算に使わない項目");
            view->tone = STR("tone-stopped");
            page->unknown_count++;
        }
    }
    page->iron_guessed = analysis->iron_guessed;
    page->ph = arena_format(arena, "%.4g", analysis->quality.ph);
    page->celsius = arena_format(arena, "%.1f", analysis->quality.kelvin - 273.15);
}

static int show_balance(const struct water_findings *findings, day_number day, struct arena *arena,
                        struct water_chemistry_page *page, struct error *error)
{
    const struct water_values *values = &water_chemistry_tables()->values;
    double good, usable, size = fabs(findings->error_percent);
    int status = water_values_need(values, "balance.good", "-", day, &good, NULL, error);
    if (!status)
        status = water_values_need(values, "balance.usable", "-", day, &usable, NULL, error);
    if (status)
        return status;
    page->cations = number(1000 * findings->cations, 4, arena);
    page->anions = number(1000 * findings->anions, 4, arena);
    page->balance = arena_format(arena, "%+.1f", findings->error_percent);
    page->ionic_strength = number(findings->ionic_strength, 3, arena);
    page->balance_tone = size <= good     ? STR("tone-good")
                         : size <= usable ? STR("tone-attention")
                                          : STR("tone-bad");
    page->balance_words = size <= good     ? STR("良い")
                          : size <= usable ? STR("使えるが注意")
                                           : STR("見直しが必要");
    page->balance_rule = arena_format(arena, "%g %% 以下は良い、%g %% 以下は使えるが注意、それを超えると見直しが必要", good, usable);
    return 0;
}

static void show_species(const struct water_findings *findings, struct arena *arena,
                         struct water_chemistry_page *page)
{
    page->species = ARENA_ARRAY(arena, struct water_species_view, findings->species_count);
    page->species_count = findings->species_count;
    for (size_t i = 0; i < findings->species_count; i++) {
        const struct water_species_line *line = &findings->species[i];
        bool same = i > 0 && str_equal(line->element, findings->species[i - 1].element);
        page->species[i] = (struct water_species_view){
            same ? STR("") : line->element, line->species,
            arena_format(arena, "%.3e", line->molality),
            arena_format(arena, "%.1f", 100 * line->share)};
    }
}

static void show_saturation(const struct water_findings *findings, struct arena *arena,
                            struct water_chemistry_page *page)
{
    size_t count = findings->saturation_count, drawn = count < BARS_MOST ? count : BARS_MOST;
    struct str labels[BARS_MOST];
    double values[BARS_MOST];
    page->saturation = ARENA_ARRAY(arena, struct water_saturation_view, count);
    page->saturation_count = count;
    for (size_t i = 0; i < count; i++) {
        const struct water_saturation_line *line = &findings->saturation[i];
        bool over = line->index > 0;
        page->over_count += over;
        page->saturation[i] = (struct water_saturation_view){
            line->phase, line->formula, arena_format(arena, "%+.2f", line->index),
            over ? STR("過飽和") : STR("未飽和")};
        if (i < drawn) {
            labels[i] = line->phase;
            values[i] = line->index;
        }
    }
    page->bars = water_bars_draw(labels, values, drawn, index_shown, arena);
    page->bars_left_out = count - drawn;
}

/* A column of the titration's table: a solid that forms, or a metal that is in the water. */
struct column {
    int solid, metal; /* -1 when not that */
    struct str title;
};

static bool has_solid(const struct water_titration *titration, size_t solid)
{
    for (size_t i = 0; i < titration->count; i++)
        if (titration->steps[i].solids[solid] > 1e-9)
            return true;
    return false;
}

static bool has_metal(const struct water_titration *titration, int metal)
{
    for (size_t i = 0; i < titration->count; i++)
        if (titration->steps[i].dissolved[metal] > 0)
            return true;
    return false;
}

static size_t find_columns(const struct water_titration *titration, const struct water_dosing *dosing,
                           struct arena *arena, struct column columns[COLUMNS_MOST])
{
    const struct chem_database *database = water_chemistry_tables()->database;
    size_t count = 0;
    for (size_t i = 0; i < dosing->solid_count; i++)
        if (has_solid(titration, i))
            columns[count++] = (struct column){
                (int)i, -1,
                ARENA_JOIN(arena, database->phases[dosing->solids[i]].name, STR(" 沈殿（mmol/L）"))};
    for (int i = 0; i < METALS; i++) {
        int metal = water_constituent_find(str_from_c(metals[i]));
        if (metal >= 0 && has_metal(titration, metal))
            columns[count++] = (struct column){
                -1, metal, ARENA_JOIN(arena, str_from_c(water_constituents[metal].key), STR(" 溶存（mg/L）"))};
    }
    return count;
}

static void show_steps(const struct water_titration *titration, const struct column *columns,
                       size_t count, struct arena *arena, struct water_chemistry_page *page)
{
    struct str *titles = ARENA_ARRAY(arena, struct str, count);
    page->steps = ARENA_ARRAY(arena, struct water_titration_view, titration->count);
    page->step_count = titration->count;
    for (size_t c = 0; c < count; c++)
        titles[c] = columns[c].title;
    page->columns = titles;
    page->column_count = count;
    for (size_t i = 0; i < titration->count; i++) {
        const struct water_titration_step *step = &titration->steps[i];
        struct str *cells = ARENA_ARRAY(arena, struct str, count);
        for (size_t c = 0; c < count; c++)
            cells[c] = columns[c].solid >= 0
                           ? arena_format(arena, "%.4f", 1000 * step->solids[columns[c].solid])
                           : number(step->dissolved[columns[c].metal], 3, arena);
        page->steps[i] = (struct water_titration_view){
            arena_format(arena, "%.4f", 1000 * step->dose),
            arena_format(arena, "%.1f", 1000 * step->dose * titration->molar_mass),
            arena_format(arena, "%.2f", step->ph), cells};
    }
}

static void draw_solids(const struct water_titration *titration, const struct column *columns,
                        size_t column_count, const struct water_dosing *dosing, double highest_of_all,
                        struct arena *arena, struct water_chemistry_page *page)
{
    const struct chem_phase *phases = water_chemistry_tables()->database->phases;
    double x[WATER_TITRATION_STEPS + 1], y[WATER_TITRATION_STEPS + 1];
    size_t count = titration->count;
    double most = fmax(1000 * titration->steps[count - 1].dose, 1e-9);
    double high = water_round_up(highest_of_all);
    for (size_t i = 0; i < count; i++)
        x[i] = 1000 * titration->steps[i].dose;
    water_curves_begin(&page->solid_curves, most, 0, high, arena);
    for (size_t c = 0; c < column_count; c++) {
        if (columns[c].solid < 0)
            continue;
        double highest = 0;
        for (size_t i = 0; i < count; i++) {
            y[i] = 1000 * titration->steps[i].solids[columns[c].solid];
            highest = fmax(highest, y[i]);
        }
        if (highest >= least_drawn * highest_of_all)
            water_curves_add(&page->solid_curves, phases[dosing->solids[columns[c].solid]].name, x, y, count, most, 0, high,
                             arena);
    }
}

static void draw(const struct water_titration *titration, const struct column *columns,
                 size_t column_count, const struct water_dosing *dosing, struct arena *arena,
                 struct water_chemistry_page *page)
{
    double x[WATER_TITRATION_STEPS + 1], y[WATER_TITRATION_STEPS + 1], high = 0;
    size_t count = titration->count;
    double most = fmax(1000 * titration->steps[count - 1].dose, 1e-9);
    for (size_t i = 0; i < count; i++) {
        x[i] = 1000 * titration->steps[i].dose;
        y[i] = titration->steps[i].ph;
        for (size_t s = 0; s < dosing->solid_count; s++)
            high = fmax(high, 1000 * titration->steps[i].solids[s]);
    }
    water_curves_begin(&page->ph_curve, most, 0, 14, arena);
    water_curves_add(&page->ph_curve, STR("pH"), x, y, count, most, 0, 14, arena);
    if (high > 0)
        draw_solids(titration, columns, column_count, dosing, high, arena, page);
}

/* "pH 7 までに 1.52 mmol/L（112.6 mg/L）": between the two steps around it, by a straight line. */
static void show_seven(const struct water_titration *titration, struct arena *arena,
                       struct water_chemistry_page *page)
{
    page->at_seven = STR("この添加量の範囲では pH 7 に届きません");
    for (size_t i = 0; i < titration->count; i++) {
        const struct water_titration_step *here = &titration->steps[i];
        if (here->ph < 7)
            continue;
        const struct water_titration_step *before = i ? here - 1 : here;
        double part = here->ph > before->ph ? (7 - before->ph) / (here->ph - before->ph) : 0;
        double dose = 1000 * (before->dose + part * (here->dose - before->dose));
        page->at_seven = i == 0 ? STR("添加しなくても pH 7 以上です")
                                : ARENA_JOIN(arena, STR("pH 7 までに "), number(dose, 3, arena), STR(" mmol/L（"),
                                             number(dose * titration->molar_mass, 3, arena), STR(" mg/L）"));
        return;
    }
}

static int show_titration(struct chem *chem, const struct water_analysis *analysis,
                          const struct water_dosing *dosing, struct arena *arena,
                          struct water_chemistry_page *page, struct error *error)
{
    struct water_titration *titration = ARENA_NEW(arena, struct water_titration);
    struct column columns[COLUMNS_MOST];
    int status = water_titrate(chem, &analysis->quality, dosing, titration, error);
    if (status)
        return status;
    size_t count = find_columns(titration, dosing, arena, columns);
    page->base = base_names[dosing->base];
    page->stopped = titration->stopped;
    show_steps(titration, columns, count, arena, page);
    draw(titration, columns, count, dosing, arena, page);
    show_seven(titration, arena, page);
    return 0;
}

int water_chemistry_show(const struct water_analysis *analysis, const struct water_dosing *dosing,
                         day_number day, struct arena *arena, struct water_chemistry_page *page,
                         struct error *error)
{
    struct chem *chem = chem_create(water_chemistry_tables()->database);
    struct water_findings findings;
    int status = water_findings_of(chem, &analysis->quality, arena, &findings, error);
    if (!status)
        status = show_balance(&findings, day, arena, page, error);
    if (!status)
        status = show_titration(chem, analysis, dosing, arena, page, error);
    chem_destroy(chem);
    if (status)
        return status;
    show_input(analysis, arena, page);
    show_species(&findings, arena, page);
    show_saturation(&findings, arena, page);
    page->answered = true;
    return 0;
}
