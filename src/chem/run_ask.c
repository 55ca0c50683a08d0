/* What a BASIC program may ask of the present cell, and how the answers change with the extents of
   the rates. Names become indices of the database when a program is compiled. */
#include <math.h>
#include <string.h>

#include "chem/density.h"
#include "chem/formula.h"
#include "chem/run_internal.h"
#include "chem/solver.h"

static const double LN10 = 2.302585092994045684;
static const double ABSENT_LOG = -99.99; /* PHREEQC's logarithm of nothing */
enum { INDEX_WATER_MASS = INT32_MAX };

static int32_t formula_index(struct run *run, struct str name)
{
    struct chem_formula formula;
    struct error ignored = {0};
    double mass = 0;
    if (chem_formula_read(name, &formula, &ignored))
        return -1;
    for (size_t i = 0; i < formula.count; i++) {
        int32_t element = chem_database_element(run->database, formula.parts[i].element);
        if (element == CHEM_NONE)
            return -1;
        mass += run->database->elements[element].molar_mass * formula.parts[i].count;
    }
    run->masses = chem_grow(run->arena, run->masses, run->mass_count, &run->mass_room, sizeof mass);
    run->masses[run->mass_count] = mass;
    return (int32_t)run->mass_count++;
}

/* SURF's "Zn" TAB "Hfo". */
static int32_t pair_index(struct run *run, struct str name)
{
    size_t tab = str_find_char(name, '\t', 0);
    int32_t element = chem_database_element(run->database, str_slice(name, 0, tab));
    if (element == CHEM_NONE || tab == SIZE_MAX)
        return CHEM_NONE;
    run->pairs = chem_grow(run->arena, run->pairs, run->pair_count, &run->pair_room, sizeof *run->pairs);
    run->pairs[run->pair_count] =
        (struct run_pair){element, arena_copy(run->arena, str_slice(name, tab + 1, name.n))};
    return (int32_t)run->pair_count++;
}

static int32_t resolve(void *data, enum chem_ask ask, struct str name)
{
    struct run *run = data;
    switch ((int)ask) {
    case CHEM_ASK_TOT:
    case CHEM_ASK_TOTMOL:
    case CHEM_ASK_SYS:
        return str_equal_nocase(name, STR("water")) ? INDEX_WATER_MASS
                                                    : chem_database_master(run->database, name);
    case CHEM_ASK_MOL:
    case CHEM_ASK_ACT:
    case CHEM_ASK_LA:
    case CHEM_ASK_LM:
    case CHEM_ASK_LG:
    case CHEM_ASK_GAMMA:
    case CHEM_ASK_LK_SPECIES:
        return chem_database_species(run->database, name);
    case CHEM_ASK_SI:
    case CHEM_ASK_SR:
    case CHEM_ASK_LK_PHASE:
    case CHEM_ASK_EQUI:
    case CHEM_ASK_EQUI_DELTA:
    case CHEM_ASK_GAS:
    case CHEM_ASK_GAS_PART:
    case CHEM_ASK_GAS_PHI:
        return chem_database_phase(run->database, name);
    case CHEM_ASK_KIN:
    case CHEM_ASK_KIN_DELTA:
        return chem_database_rate(run->database, name);
    case CHEM_ASK_GFW:
        return formula_index(run, name);
    case CHEM_ASK_SURF:
        return pair_index(run, name);
    default:
        return CHEM_NONE;
    }
}

/* log10 K as the database writes the reaction. */
static double log_k_at(const struct chem_log_k *k, double kelvin)
{
    static const double gas_constant = 0.0083147; /* kJ/(mol K), PHREEQC's */
    const double *a = k->analytic;
    if (k->has_analytic)
        return a[0] + a[1] * kelvin + a[2] / kelvin + a[3] * log10(kelvin) + a[4] / (kelvin * kelvin) +
               a[5] * kelvin * kelvin;
    return k->at_25 - k->enthalpy * (298.15 - kelvin) / (LN10 * gas_constant * kelvin * 298.15);
}

static double ask_total(const struct run *run, int32_t index)
{
    const struct chem_answer *answer = &run->view.answer;
    if (index == INDEX_WATER_MASS)
        return answer->mass;
    const struct chem_master *master = &run->database->masters[index];
    if (master->where != CHEM_AQUEOUS)
        return 0;
    if (str_equal(master->name, STR("Alkalinity")))
        return chem_read_alkalinity(answer);
    return chem_read_valence(answer, index);
}

/* Species outside of the model: e- and H2O have an activity, the others are not there. */
static double ask_apart(const struct run *run, enum chem_ask ask, int32_t species)
{
    const struct chem_water *water = &run->cell.water;
    bool is_water = species == run->database->water;
    double ln_activity = NAN;
    if (is_water)
        ln_activity = log(run->view.answer.water_activity);
    else if (species == run->database->electron && water->model->electron)
        ln_activity = water->ln_activity[water->model->electron_component];
    switch ((int)ask) {
    case CHEM_ASK_MOL: return is_water ? 1000 / 18.0152 : 0;
    case CHEM_ASK_LM: return is_water ? log10(1000 / 18.0152) : ABSENT_LOG;
    case CHEM_ASK_GAMMA: return isnan(ln_activity) ? 0 : 1;
    case CHEM_ASK_LG: return 0;
    case CHEM_ASK_ACT: return isnan(ln_activity) ? 0 : exp(ln_activity);
    default: return isnan(ln_activity) ? ABSENT_LOG : ln_activity / LN10;
    }
}

static double ask_species(const struct run *run, enum chem_ask ask, int32_t species)
{
    const struct chem_answer *answer = &run->view.answer;
    int32_t i = answer->model->species_of[species];
    if (run->database->species[species].where != CHEM_AQUEOUS)
        return run_ask_bound(run, ask, species);
    if (i == CHEM_NONE || !(answer->molality[i] > 0))
        return ask_apart(run, ask, species);
    switch ((int)ask) {
    case CHEM_ASK_MOL: return answer->molality[i];
    case CHEM_ASK_ACT: return exp(answer->ln_molality[i] + answer->ln_gamma[i]);
    case CHEM_ASK_LA: return (answer->ln_molality[i] + answer->ln_gamma[i]) / LN10;
    case CHEM_ASK_LM: return answer->ln_molality[i] / LN10;
    case CHEM_ASK_LG: return answer->ln_gamma[i] / LN10;
    default: return exp(answer->ln_gamma[i]);
    }
}

/* False when a component of the phase is not in the water. */
static bool saturation(const struct run *run, int32_t phase, double *out)
{
    const struct chem_model *model = run->view.answer.model;
    int32_t p = model->phase_of[phase];
    if (p == CHEM_NONE)
        return false;
    *out = chem_read_saturation(&run->view.answer, &run->cell.water, (uint32_t)p);
    return *out > -1000;
}

static double ask_phase(const struct run *run, enum chem_ask ask, int32_t phase)
{
    double index = 0;
    if (ask == CHEM_ASK_LK_PHASE) {
        const struct chem_log_k *k = &run->database->phases[phase].log_k;
        return log_k_at(k, run->cell.water.kelvin);
    }
    bool there = saturation(run, phase, &index);
    if (ask == CHEM_ASK_SR)
        return there ? pow(10, index) : 0;
    return there ? index : ABSENT_LOG;
}

static const struct chem_solid *find_solid(const struct run_cell *cell, int32_t phase, uint32_t *at)
{
    for (*at = 0; cell->has_solids && *at < cell->solids.count; ++*at)
        if (cell->solids.solid[*at].phase == phase)
            return &cell->solids.solid[*at];
    return NULL;
}

static double ask_solid(const struct run *run, enum chem_ask ask, int32_t phase)
{
    uint32_t at;
    const struct chem_solid *solid = find_solid(&run->cell, phase, &at);
    if (!solid)
        return 0;
    return ask == CHEM_ASK_EQUI ? solid->amount : solid->amount - run->cell.solids_before[at];
}

static double ask_kinetic(const struct run *run, enum chem_ask ask, int32_t rate)
{
    const struct run_cell *cell = &run->cell;
    struct str name = run->database->rates[rate].name;
    for (uint32_t i = 0; cell->has_kinetics && i < cell->kinetics.rates->count; i++)
        if (str_equal_nocase(cell->kinetics.rates->rates[i].input->name, name))
            return ask == CHEM_ASK_KIN ? cell->kinetics.m[i]
                                       : cell->kinetics.m[i] - cell->m_before[i];
    return 0;
}

static double bound_atoms(const struct chem_sorption *sorption, int32_t element)
{
    const struct chem_model *model = sorption->binding->model;
    double sum = 0;
    for (uint32_t j = 0; j < model->proton; j++)
        if (model->components[j].element == element)
            sum += sorption->bound[j] *
                   chem_atoms_in(&model->database->species[model->components[j].species], element);
    return sum;
}

/* mol in water, solids, gases and what is bound. */
static double ask_system(const struct run *run, int32_t master)
{
    const struct run_cell *cell = &run->cell;
    int32_t element = run->database->masters[master].element;
    double sum = ask_total(run, master) * run->view.answer.mass;
    for (uint32_t p = 0; cell->has_solids && p < cell->solids.count; p++) {
        const struct chem_phase *phase = &run->database->phases[cell->solids.solid[p].phase];
        for (uint32_t k = 0; k < phase->atom_count; k++)
            if (phase->atoms[k].element == element)
                sum += phase->atoms[k].count * cell->solids.solid[p].amount;
    }
    if (cell->has_gas)
        sum += chem_gas_phase_element(run->database, &cell->gas, element);
    return sum + (cell->has_exchange ? bound_atoms(&cell->exchange.value, element) : 0) +
           (cell->has_surface ? bound_atoms(&cell->surface.value, element) : 0);
}

static double ask_rate(const struct run *run, enum chem_ask ask, double argument)
{
    const struct run_rate *rate = run->view.rate;
    if (!rate)
        return NAN;
    if (ask == CHEM_ASK_M)
        return run->cell.kinetics.m[run->view.rate_index];
    if (ask == CHEM_ASK_M0)
        return rate->input->m0;
    bool given = argument >= 1 && argument < (double)rate->input->parameter_count + 1;
    return given ? rate->input->parameters[(size_t)argument - 1] : NAN;
}

static double percent_error(const struct chem_answer *answer)
{
    double charge = 0, ions = 0;
    for (uint32_t i = 0; i < answer->model->species_count; i++) {
        charge += answer->model->charge[i] * answer->molality[i];
        ions += fabs(answer->model->charge[i]) * answer->molality[i];
    }
    return ions > 0 ? 100 * charge / ions : 0;
}

static double ask_moment(struct run *run, enum chem_ask ask)
{
    const struct chem_water *water = &run->cell.water;
    switch ((int)ask) {
    case CHEM_ASK_ALK: return chem_read_alkalinity(&run->view.answer);
    case CHEM_ASK_MU: return run->view.answer.ionic_strength;
    case CHEM_ASK_TK: return water->kelvin;
    case CHEM_ASK_TC: return water->kelvin - 273.15;
    case CHEM_ASK_RHO:
        return chem_read_density(&run->view.answer, water).density;
    case CHEM_ASK_SOLN_VOL:
        return chem_read_density(&run->view.answer, water).volume;
    case CHEM_ASK_CHARGE_BALANCE: return chem_water_charge(water);
    case CHEM_ASK_PERCENT_ERROR: return percent_error(&run->view.answer);
    case CHEM_ASK_CELL_NO: return run->cell.number;
    case CHEM_ASK_STEP_NO: return (double)run->step;
    case CHEM_ASK_SIM_NO: return run->simulation;
    case CHEM_ASK_TIME: return run->view.time;
    case CHEM_ASK_TOTAL_TIME: return run->initial_time + run->time;
    case CHEM_ASK_SIM_TIME: return run->time;
    case CHEM_ASK_RXN: return run->step_amount;
    case CHEM_ASK_DIST: return run->distance;
    default: return NAN;
    }
}

static double ask_kept(struct run *run, enum chem_ask ask, int32_t key, double value)
{
    if (ask == CHEM_ASK_PUT) {
        *(double *)run_store_put(&run->kept, key) = value;
        return 0;
    }
    const double *kept = run_store_find(&run->kept, key);
    if (ask == CHEM_ASK_EXISTS)
        return kept != NULL;
    return kept ? *kept : 0;
}

static double ask(void *data, enum chem_ask ask, int32_t index, double argument)
{
    struct run *run = data;
    switch ((int)ask) {
    case CHEM_ASK_TOT:
        return ask_total(run, index);
    case CHEM_ASK_TOTMOL:
        return ask_total(run, index) * (index == INDEX_WATER_MASS ? 1 / 0.0180152 : run->view.answer.mass);
    case CHEM_ASK_SYS:
        return index == INDEX_WATER_MASS ? run->view.answer.mass : ask_system(run, index);
    case CHEM_ASK_LK_SPECIES:
        return log_k_at(&run->database->species[index].log_k, run->cell.water.kelvin);
    case CHEM_ASK_MOL:
    case CHEM_ASK_ACT:
    case CHEM_ASK_LA:
    case CHEM_ASK_LM:
    case CHEM_ASK_LG:
    case CHEM_ASK_GAMMA:
        return ask_species(run, ask, index);
    case CHEM_ASK_SI:
    case CHEM_ASK_SR:
    case CHEM_ASK_LK_PHASE:
        return ask_phase(run, ask, index);
    case CHEM_ASK_EQUI:
    case CHEM_ASK_EQUI_DELTA:
        return ask_solid(run, ask, index);
    case CHEM_ASK_KIN:
    case CHEM_ASK_KIN_DELTA:
        return ask_kinetic(run, ask, index);
    case CHEM_ASK_GAS:
    case CHEM_ASK_GAS_PART:
    case CHEM_ASK_GAS_PHI:
    case CHEM_ASK_GAS_P:
    case CHEM_ASK_GAS_VM:
        return run_ask_gas(run, ask, index);
    case CHEM_ASK_GFW:
        return run->masses[index];
    case CHEM_ASK_SURF:
        return run_ask_surf(run, run->pairs[index].element, run->pairs[index].prefix);
    case CHEM_ASK_M:
    case CHEM_ASK_M0:
    case CHEM_ASK_PARM:
        return ask_rate(run, ask, argument);
    case CHEM_ASK_GET:
    case CHEM_ASK_EXISTS:
    case CHEM_ASK_PUT:
        return ask_kept(run, ask, index, argument);
    default:
        return ask_moment(run, ask);
    }
}

/* out += factor * d(sum of a row of components)/d extent. */
static void slope_of_row(const struct run *run, const struct chem_rows *rows, uint32_t row,
                         double factor, double *out, size_t directions)
{
    for (uint32_t t = rows->start[row]; t < rows->start[row + 1]; t++) {
        double part = factor * rows->coefficient[t];
        uint32_t component = rows->component[t];
        for (size_t k = 0; k < directions; k++)
            out[k] += part * run->view.slopes[k].ln_activity[component];
    }
}

/* out += factor * d ln molality. */
static void slope_of_molality(const struct run *run, uint32_t species, double factor, double *out,
                              size_t directions)
{
    const struct chem_model *model = run->view.answer.model;
    slope_of_row(run, &model->reaction, species, factor, out, directions);
    double by_strength = factor * run->solver->gamma_slope[species];
    for (size_t k = 0; k < directions; k++)
        out[k] -= by_strength * run->view.slopes[k].ionic_strength;
}

static void slope_of_species(const struct run *run, enum chem_ask ask, int32_t index, double factor,
                             double *out, size_t directions)
{
    const struct chem_answer *answer = &run->view.answer;
    int32_t i = answer->model->species_of[index];
    if (i == CHEM_NONE || !(answer->molality[i] > 0)) {
        if (index != run->database->water || (ask != CHEM_ASK_ACT && ask != CHEM_ASK_LA))
            return;
        double scale = factor * (ask == CHEM_ASK_ACT ? answer->water_activity : 1 / LN10);
        for (size_t k = 0; k < directions; k++)
            out[k] += scale * run->view.slopes[k].ln_activity[answer->model->water];
        return;
    }
    const struct chem_rows *rows = &answer->model->reaction;
    uint32_t s = (uint32_t)i;
    if (ask == CHEM_ASK_MOL)
        slope_of_molality(run, s, factor * answer->molality[i], out, directions);
    else if (ask == CHEM_ASK_LM)
        slope_of_molality(run, s, factor / LN10, out, directions);
    else if (ask == CHEM_ASK_ACT) /* K times activities of the components */
        slope_of_row(run, rows, s, factor * exp(answer->ln_molality[i] + answer->ln_gamma[i]), out,
                     directions);
    else if (ask == CHEM_ASK_LA)
        slope_of_row(run, rows, s, factor / LN10, out, directions);
}

static void slope_of_phase(const struct run *run, enum chem_ask ask, int32_t phase, double factor,
                           double *out, size_t directions)
{
    double index;
    if (!saturation(run, phase, &index))
        return;
    const struct chem_model *model = run->view.answer.model;
    slope_of_row(run, &model->dissolution, (uint32_t)model->phase_of[phase],
                 ask == CHEM_ASK_SR ? factor * pow(10, index) : factor / LN10, out, directions);
}

static void slope_of_gas(const struct run *run, int32_t phase, double factor, double *out,
                         size_t directions)
{
    const struct chem_system *system = &run->solver->system;
    for (uint32_t i = 0; i < system->gases.count; i++)
        for (size_t k = 0; system->model->phases[system->gases.phase[i]] == phase && k < directions;
             k++)
            out[k] += factor * chem_gases_slope(system, i, &run->view.slopes[k]);
}

static void slope_of_columns(const struct run *run, const struct chem_columns *columns, uint32_t column,
                             double factor, double *out, size_t directions)
{
    const struct chem_answer *answer = &run->view.answer;
    for (uint32_t t = columns->start[column]; t < columns->start[column + 1]; t++) {
        uint32_t species = columns->species[t];
        slope_of_molality(run, species, factor * columns->coefficient[t] * answer->molality[species],
                          out, directions);
    }
}

static void slope_of_total(const struct run *run, int32_t index, double factor, double *out,
                           size_t directions)
{
    const struct chem_model *model = run->view.answer.model;
    if (index == INDEX_WATER_MASS) {
        for (size_t k = 0; k < directions; k++)
            out[k] += factor * run->view.answer.mass * run->view.slopes[k].ln_mass;
        return;
    }
    const struct chem_master *master = &run->database->masters[index];
    if (master->where != CHEM_AQUEOUS)
        return;
    if (master->primary || model->valence_of[index] == CHEM_NONE)
        slope_of_columns(run, &model->elements, (uint32_t)master->element, factor, out, directions);
    else
        slope_of_columns(run, &model->valences, (uint32_t)model->valence_of[index], factor, out,
                         directions);
}

static void slope(void *data, enum chem_ask ask, int32_t index, double argument, double factor,
                  double *out, size_t directions)
{
    struct run *run = data;
    uint32_t at;
    (void)argument;
    switch ((int)ask) {
    case CHEM_ASK_TOT:
    case CHEM_ASK_TOTMOL: /* the change of the mass of water is beyond what a rate needs */
        slope_of_total(run, index, factor, out, directions);
        break;
    case CHEM_ASK_MOL:
    case CHEM_ASK_ACT:
    case CHEM_ASK_LA:
    case CHEM_ASK_LM:
        slope_of_species(run, ask, index, factor, out, directions);
        break;
    case CHEM_ASK_SI:
    case CHEM_ASK_SR:
        slope_of_phase(run, ask, index, factor, out, directions);
        break;
    case CHEM_ASK_EQUI:
        for (size_t k = 0; find_solid(&run->cell, index, &at) && k < directions; k++)
            out[k] += factor * run->view.slopes[k].solids[at];
        break;
    case CHEM_ASK_GAS:
        slope_of_gas(run, index, factor, out, directions);
        break;
    case CHEM_ASK_M:
        out[run->view.rate_index] -= factor;
        break;
    case CHEM_ASK_MU:
        for (size_t k = 0; k < directions; k++)
            out[k] += factor * run->view.slopes[k].ionic_strength;
        break;
    default:
        break;
    }
}

static struct str describe(void *data)
{
    struct run *run = data;
    const struct str *text = run_store_find(&run->descriptions, run->cell.number);
    return text ? *text : (struct str){0};
}

void run_basic_host(struct run *run)
{
    run->basic = (struct chem_basic_host){
        .resolve = resolve, .ask = ask, .slope = slope, .describe = describe, .data = run};
}
