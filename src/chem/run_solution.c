/* SOLUTION: names looked up, units converted, the analysis handed to the speciation. */
#include <math.h>
#include <string.h>

#include "chem/density.h"
#include "chem/formula.h"
#include "chem/run_internal.h"
#include "chem/units.h"

/* Where the constants of water still mean something, in C. */
static const double COLDEST = -10, HOTTEST = 200;

static const double DENSITY_SETTLED = 1e-10; /* kg/litre */
enum { DENSITY_PASSES = 20 };

struct analysis {
    const struct input_solution *input;
    double density; /* kg/litre */
    struct chem_row rows[CHEM_COMPONENTS_MAX];
    struct chem_quantity quantities[CHEM_COMPONENTS_MAX];
    double values[CHEM_COMPONENTS_MAX];
};

static int fail_total(struct run *run, const struct analysis *a, const struct input_total *total,
                      const char *ja, const char *en, struct str word)
{
    const struct input_place place = {total->line, a->input->place.file};
    return run_fail(run, &place, total->name.n ? total->name : STR("pH"),
                    arena_format(run->arena, "%s「%" PRIstr "」\x1f%s \"%" PRIstr "\"", ja,
                                 STR_ARG(word), en, STR_ARG(word)));
}

static int formula_mass(struct run *run, const struct analysis *a, const struct input_total *total,
                        struct str formula, double *out)
{
    struct chem_formula parts;
    struct error ignored = {0};
    if (chem_formula_read(formula, &parts, &ignored))
        return fail_total(run, a, total, "化学式として読めません", "not a formula:", formula);
    *out = 0;
    for (size_t i = 0; i < parts.count; i++) {
        int32_t element = chem_database_element(run->database, parts.parts[i].element);
        if (element == CHEM_NONE)
            return fail_total(run, a, total, "データベースにない元素を含む化学式です",
                              "the formula has an element that the database lacks:", formula);
        *out += run->database->elements[element].molar_mass * parts.parts[i].count;
    }
    return 0;
}

/* g per mol of the element in the form it is reported as. An alkalinity "as CaCO3" counts 2 eq. */
static int molar_mass(struct run *run, const struct analysis *a, const struct input_total *total,
                      const struct chem_master *master, double *out)
{
    if (!isnan(total->molar_mass)) {
        *out = total->molar_mass;
    } else if (total->as_formula.n) {
        int status = formula_mass(run, a, total, total->as_formula, out);
        if (status)
            return status;
        if (str_equal(total->name, STR("Alkalinity")) && str_equal(total->as_formula, STR("CaCO3")))
            *out /= 2;
    } else {
        *out = master->as_mass;
    }
    return 0;
}

static int read_unit(struct run *run, const struct analysis *a, const struct input_total *total,
                     struct chem_unit *out)
{
    struct str text = total->unit.n ? total->unit : a->input->units;
    const struct input_place place = {total->line, a->input->place.file};
    if (total->unit.n == 0 && total != a->input->totals &&
        (total - 1)->unit.n == 0) { /* the unit of the whole solution was read for the row before */
        *out = a->quantities[total - a->input->totals - 1].unit;
        return 0;
    }
    return run_at(run, &place, chem_unit_read(text, out, run->error));
}

static int find_phase(struct run *run, const struct analysis *a, const struct input_total *total,
                      int32_t *phase, double *saturation)
{
    *phase = CHEM_NONE;
    const struct input_adjustment *adjusted = total->adjusted;
    if (!adjusted || adjusted->phase.n == 0)
        return 0;
    *phase = chem_database_phase(run->database, adjusted->phase);
    *saturation = adjusted->saturation;
    return *phase == CHEM_NONE
               ? fail_total(run, a, total, "データベースにない相か、知らない語です",
                            "no phase of the database and no other known word:", adjusted->phase)
               : 0;
}

/* The couple whose pe splits a row: its own, else that of the solution. Only elements given whole
   that have valences are split. */
static int find_couple(struct run *run, const struct analysis *a, const struct input_total *total,
                       struct chem_row *row)
{
    const struct chem_database *database = run->database;
    const struct input_adjustment *adjusted = total->adjusted;
    struct str text = adjusted && adjusted->couple.n ? adjusted->couple : a->input->redox;
    size_t slash = str_find_char(text, '/', 0);
    if (text.n == 0 || str_equal_nocase(text, STR("pe")) || !database->masters[row->master].primary)
        return 0;
    if (slash == SIZE_MAX)
        return fail_total(run, a, total, "酸化還元対（Fe(2)/Fe(3) など）か pe を書いてください",
                          "a couple (as Fe(2)/Fe(3)) or pe was expected, not", text);
    row->couple[0] = chem_database_master(database, str_slice(text, 0, slash));
    row->couple[1] = chem_database_master(database, str_slice(text, slash + 1, text.n));
    for (int k = 0; k < 2; k++)
        if (row->couple[k] == CHEM_NONE || database->masters[row->couple[k]].primary ||
            database->masters[row->couple[0]].element != database->masters[row->couple[1]].element)
            return fail_total(run, a, total, "一つの元素の二つの価数ではありません",
                              "not two valences of one element:", text);
    row->coupled = true;
    return row->phase == CHEM_NONE && !row->charge
               ? 0
               : fail_total(run, a, total, "酸化還元対と charge や相は一緒に使えません",
                            "a couple can not stand beside charge or a phase:", text);
}

static int read_row(struct run *run, struct analysis *a, size_t i)
{
    const struct input_total *total = &a->input->totals[i];
    struct chem_row *row = &a->rows[i];
    *row =
        (struct chem_row){.phase = CHEM_NONE, .charge = total->adjusted && total->adjusted->charge};
    row->master = chem_database_master(run->database, total->name);
    if (row->master == CHEM_NONE)
        return fail_total(run, a, total, "データベースにない元素です",
                          "the database has no such element:", total->name);
    const struct chem_master *master = &run->database->masters[row->master];
    row->alkalinity = str_equal(total->name, STR("Alkalinity"));
    if (row->alkalinity) { /* it is the carbonate that has to meet it */
        int32_t whole = chem_database_master(run->database, STR("C"));
        int32_t carbonate = chem_database_master(run->database, STR("C(4)"));
        row->master = carbonate != CHEM_NONE ? carbonate : whole;
        if (row->master == CHEM_NONE)
            return fail_total(run, a, total, "炭素のないデータベースです",
                              "the database has no carbon for", total->name);
    }
    a->quantities[i].value = total->value;
    int status = read_unit(run, a, total, &a->quantities[i].unit);
    if (status == 0)
        status = molar_mass(run, a, total, master, &a->quantities[i].molar_mass);
    if (status == 0)
        status = find_phase(run, a, total, &row->phase, &row->saturation);
    return status || row->alkalinity ? status : find_couple(run, a, total, row);
}

static int read_rows(struct run *run, struct analysis *a)
{
    if (a->input->count > CHEM_COMPONENTS_MAX)
        return run_fail(
            run, &a->input->place, STR("SOLUTION"),
            BOTH("元素が多すぎます（64 まで）", "there are too many elements (at most 64)"));
    for (size_t i = 0; i < a->input->count; i++) {
        int status = read_row(run, a, i);
        if (status)
            return status;
    }
    int status = chem_units_convert(a->quantities, a->input->count, a->density,
                                    pow(10, -a->input->ph), a->values, run->error);
    for (size_t i = 0; i < a->input->count; i++)
        a->rows[i].value = a->values[i];
    return run_at(run, &a->input->place, status);
}

/* "pe 4 O2(g) -0.7": a phase whose reaction has electrons in it. */
static int find_pe_phase(struct run *run, const struct analysis *a, struct chem_analysis *analysis)
{
    const struct input_total *total = &a->input->pe_total;
    int status = find_phase(run, a, total, &analysis->pe_phase, &analysis->pe_saturation);
    analysis->pe_by_phase = analysis->pe_phase != CHEM_NONE;
    return status;
}

/* With a density that an analysis per litre is converted by. */
static int define_again(struct run *run, struct analysis *a, double density,
                        const struct chem_analysis *analysis, struct chem_water *water)
{
    a->density = density;
    int status = read_rows(run, a);
    return status ? status
                  : run_at(run, &a->input->place,
                           chem_define_water(run->chem, analysis, water, run->error));
}

int run_define_solution(struct run *run, const struct input_solution *input)
{
    struct analysis a;
    struct chem_water water = {0};
    a.input = input;
    if (!(input->celsius >= COLDEST && input->celsius <= HOTTEST))
        return run_fail(run, &input->place, STR("temp"),
                        BOTH("温度は -10 から 200 ℃ です", "temperatures are from -10 to 200 C"));
    if (!(input->water > 0))
        return run_fail(run, &input->place, STR("-water"),
                        BOTH("水の量は 0 より大きい数です", "the mass of water must be above 0"));
    a.density = input->density;
    int status = read_rows(run, &a);
    struct chem_analysis analysis = {.ph = input->ph,
                                     .pe = input->pe,
                                     .celsius = input->celsius,
                                     .water = input->water,
                                     .ph_charge = input->ph_total.adjusted &&
                                                  input->ph_total.adjusted->charge,
                                     .ph_phase = CHEM_NONE,
                                     .rows = a.rows,
                                     .count = input->count};
    if (status == 0)
        status = find_phase(run, &a, &input->ph_total, &analysis.ph_phase, &analysis.ph_saturation);
    if (status == 0)
        status = find_pe_phase(run, &a, &analysis);
    if (status == 0)
        status =
            run_at(run, &input->place, chem_define_water(run->chem, &analysis, &water, run->error));
    for (int pass = 0; status == 0 && input->density_calculated && pass < DENSITY_PASSES; pass++) {
        struct chem_answer answer = chem_evaluate(run->solver, &water);
        double density = chem_read_density(&answer, &water).density;
        if (fabs(density - a.density) < DENSITY_SETTLED)
            break;
        status = define_again(run, &a, density, &analysis, &water);
    }
    if (status)
        return status;
    for (int32_t n = input->range.first; n <= input->range.last; n++) {
        *(struct chem_water *)run_store_put(&run->waters, n) = water;
        *(struct str *)run_store_put(&run->descriptions, n) = input->description;
    }
    run->summary->waters++;
    run->cell = (struct run_cell){.number = input->range.first, .water = water};
    run->state = STATE_SOLUTION;
    run->step = 0;
    return run_punch(run);
}
