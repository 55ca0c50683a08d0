/* The gas phase inside an equilibrium. With ln p_i = sum_j nu_ij x_j - ln K_i - ln phi_i, at fixed
   volume n_i = V / (Z R T) p_i enters the balances as a species does, and the function that a step
   must lower gains sum n_i. At fixed pressure P the phase is one solid more, whose composition is
   y_i = p_i / sum p and whose saturation g(x) = ln(sum_i p_i / P) <= 0 is convex in x as that of a
   solid is linear: its amount N is the multiplier, its curvature N (sum_i y_i nu_i nu_i^T - y y^T)
   joins the Jacobian. phi and Z follow the pressures and are held in derivatives. Source: Smith &
   Missen 1982, chapter 4. */
#include <math.h>
#include <string.h>

#include "chem/solver.h"

static const double NEAR = 2;        /* ln units: a phase that was there and is so near stays */
static const double MET = 1e-12;     /* ln units */
static const double SLIGHT = 1e-9;   /* ln units: above its pressure by no more than rounding */
static const double SAME = 1e-12;    /* relative: amounts that differ by less are left alone */
static const double SETTLED = 1e-14; /* of ln phi */
static const double LARGEST_PRESSURE = 1e4; /* atm: beyond it the gas law of this room is none */
static const double WIDEST_PHI = 3;         /* of ln phi */
enum { CROSSING_STEPS = 60, FUGACITY_STEPS = 40 };

static double log_pressure(const struct chem_system *system, uint32_t gas, const double *x)
{
    const struct chem_rows *nu = &system->model->dissolution;
    uint32_t phase = system->gases.phase[gas];
    double sum = -system->gases.ln_k[gas] - system->gases.ln_phi[gas];
    for (uint32_t t = nu->start[phase]; t < nu->start[phase + 1]; t++)
        sum += nu->coefficient[t] * x[nu->component[t]];
    return sum;
}

/* mol of one gas of the system. */
static double amount_of(const struct chem_system *system, uint32_t gas)
{
    const struct chem_gases *gases = &system->gases;
    if (gases->per_pressure > 0)
        return gases->per_pressure * gases->pressure[gas];
    const struct chem_active *solid = &system->solids[gases->solid];
    bool there = solid->state == CHEM_SOLID_IN && solid->formed > 0;
    return there ? solid->formed * gases->pressure[gas] / gases->sum : 0;
}

bool chem_is_gas_phase(const struct chem_system *system, uint32_t solid)
{
    return system->gases.count > 0 && system->gases.solid == solid;
}

static void add_components(const struct chem_model *model, uint32_t phase, double amount,
                           double *out)
{
    const struct chem_rows *nu = &model->dissolution;
    for (uint32_t t = nu->start[phase]; t < nu->start[phase + 1]; t++)
        out[nu->component[t]] += amount * nu->coefficient[t];
}

/* The phase at fixed pressure among the solids: its components are those of all its gases. */
static void add_solid(struct chem_system *system)
{
    const struct chem_rows *nu = &system->model->dissolution;
    struct chem_gases *gases = &system->gases;
    struct chem_active *solid = &system->solids[system->solid_count];
    bool has[CHEM_COMPONENTS_MAX] = {false};
    *solid = (struct chem_active){.state = CHEM_SOLID_UNABLE, .least = 0, .most = INFINITY};
    for (uint32_t i = 0; i < gases->count; i++)
        for (uint32_t t = nu->start[gases->phase[i]]; t < nu->start[gases->phase[i] + 1]; t++)
            has[nu->component[t]] = true;
    for (uint32_t j = 0; j < system->model->component_count; j++)
        if (has[j])
            solid->component[solid->count++] = (uint8_t)j;
    gases->solid = system->solid_count++;
}

void chem_gases_begin(struct chem_solver *solver, const struct chem_cell *cell)
{
    struct chem_system *system = &solver->system;
    struct chem_gases *gases = &system->gases;
    const struct chem_gas_phase *given = cell->gas;
    double kelvin = cell->water->kelvin;
    int32_t phases[CHEM_GASES_MAX];
    gases->count = 0;
    if (!given)
        return;
    for (uint32_t i = 0; i < given->count; i++) {
        int32_t phase = system->model->phase_of[given->gas[i].phase];
        if (phase == CHEM_NONE)
            continue;
        gases->place[gases->count] = i;
        gases->phase[gases->count] = (uint32_t)phase;
        gases->ln_phi[gases->count] = given->gas[i].phi > 0 ? log(given->gas[i].phi) : 0;
        phases[gases->count] = given->gas[i].phase;
        gases->ln_k[gases->count++] = chem_model_phase_ln_k(system->model, (uint32_t)phase, kelvin);
        add_components(system->model, (uint32_t)phase, given->gas[i].amount, system->total);
    }
    if (gases->count == 0)
        return;
    gases->solid = UINT32_MAX;
    gases->before = chem_gas_phase_amount(given);
    gases->fixed = given->pressure;
    gases->kelvin = kelvin;
    gases->z = 1;
    gases->volume = given->fixed_volume ? given->volume : 0;
    gases->per_pressure = given->volume * chem_gas_density(kelvin);
    chem_gas_fluid_make(&gases->fluid, system->model->database, phases, gases->count, kelvin);
    if (given->fixed_volume)
        return;
    add_solid(system);
    gases->per_pressure = gases->before / given->pressure; /* until chem_gases_release */
}

static void measure(struct chem_system *system)
{
    struct chem_gases *gases = &system->gases;
    gases->sum = 0;
    for (uint32_t i = 0; i < gases->count; i++) {
        gases->pressure[i] = exp(log_pressure(system, i, system->x));
        gases->sum += gases->pressure[i];
    }
}

/* Fugacity coefficients and pressures that belong to each other at the present activities; far from
   an answer, where the pressures mean nothing, they stay as they are. */
static void correct(struct chem_system *system)
{
    struct chem_gases *gases = &system->gases;
    double before[CHEM_GASES_MAX], change = 1;
    for (int k = 0; k < FUGACITY_STEPS && gases->fluid.real && change > SETTLED; k++) {
        measure(system);
        double pressure = gases->volume > 0 ? gases->sum : gases->fixed;
        if (!(gases->sum > 0 && gases->sum < LARGEST_PRESSURE))
            break;
        memcpy(before, gases->ln_phi, sizeof before);
        gases->z = chem_gas_fluid_coefficients(&gases->fluid, gases->pressure, pressure,
                                               gases->kelvin, gases->ln_phi);
        change = 0;
        for (uint32_t i = 0; i < gases->count; i++) {
            gases->ln_phi[i] = fmin(fmax(gases->ln_phi[i], -WIDEST_PHI), WIDEST_PHI);
            change = fmax(change, fabs(gases->ln_phi[i] - before[i]));
        }
    }
    if (gases->volume > 0)
        gases->per_pressure = gases->volume * chem_gas_density(gases->kelvin) / gases->z;
}

void chem_gases_compose(struct chem_system *system)
{
    const struct chem_gases *gases = &system->gases;
    measure(system);
    if (gases->solid == UINT32_MAX)
        return;
    double row[CHEM_COMPONENTS_MAX] = {0};
    for (uint32_t i = 0; i < gases->count && gases->sum > 0; i++)
        add_components(system->model, gases->phase[i], gases->pressure[i] / gases->sum, row);
    struct chem_active *solid = &system->solids[gases->solid];
    for (uint32_t t = 0; t < solid->count; t++)
        solid->coefficient[t] = row[solid->component[t]];
}

/* ln(sum p / P) at the activities x + factor step, and its derivative in the factor. */
static double saturation_along(const struct chem_system *system, const double *step, double factor,
                               double *slope)
{
    const struct chem_gases *gases = &system->gases;
    double x[CHEM_COMPONENTS_MAX], change[CHEM_COMPONENTS_MAX], sum = 0, moved = 0;
    for (uint32_t j = 0; j < system->model->component_count; j++) {
        uint32_t column = system->column_of[j];
        change[j] = step == NULL || column == system->unknown_count ? 0 : step[column];
        x[j] = system->x[j] + factor * change[j];
    }
    for (uint32_t i = 0; i < gases->count; i++) {
        double pressure = exp(log_pressure(system, i, x)), by = 0;
        const struct chem_rows *nu = &system->model->dissolution;
        for (uint32_t t = nu->start[gases->phase[i]]; t < nu->start[gases->phase[i] + 1]; t++)
            by += nu->coefficient[t] * change[nu->component[t]];
        sum += pressure;
        moved += pressure * by;
    }
    *slope = sum > 0 ? moved / sum : 0;
    return log(sum / gases->fixed);
}

double chem_gases_affinity(const struct chem_system *system)
{
    double slope;
    return saturation_along(system, NULL, 0, &slope);
}

/* g is convex along the step: from beyond the crossing Newton's method comes down to it. */
double chem_gases_reach(const struct chem_system *system, const double *step, double factor)
{
    double slope, at = factor;
    double value = saturation_along(system, step, at, &slope);
    if (!(value > 0))
        return factor;
    for (int k = 0; k < CROSSING_STEPS && value > MET && slope > 0 && at > 0; k++) {
        at = fmax(at - value / slope, 0);
        value = saturation_along(system, step, at, &slope);
    }
    return at;
}

void chem_gases_release(struct chem_solver *solver)
{
    struct chem_system *system = &solver->system;
    struct chem_gases *gases = &system->gases;
    if (gases->count == 0 || gases->solid == UINT32_MAX)
        return;
    chem_gases_compose(system);
    struct chem_active *solid = &system->solids[gases->solid];
    double affinity = chem_gases_affinity(system);
    bool in = affinity > (gases->before > 0 ? -NEAR : MET);
    solid->formed = in ? gases->per_pressure * gases->sum : 0;
    solid->state = CHEM_SOLID_OUT;
    gases->per_pressure = 0;
    if (in && affinity > MET)
        chem_make_room_for(system, gases->solid);
    if (in && !chem_depends(system, gases->solid))
        solid->state = CHEM_SOLID_IN;
    else
        solid->formed = 0;
    chem_place_unknowns(system);
    solver->evaluated = false;
}

bool chem_gases_held(const struct chem_system *system)
{
    const struct chem_gases *gases = &system->gases;
    return gases->count == 0 || gases->solid == UINT32_MAX ||
           system->solids[gases->solid].state == CHEM_SOLID_IN ||
           chem_gases_affinity(system) < SLIGHT;
}

bool chem_gases_boil(const struct chem_system *system)
{
    const struct chem_rows *nu = &system->model->dissolution;
    const struct chem_gases *gases = &system->gases;
    for (uint32_t i = 0; i < gases->count && gases->solid != UINT32_MAX; i++) {
        uint32_t start = nu->start[gases->phase[i]], end = nu->start[gases->phase[i] + 1];
        if (end == start + 1 && nu->component[start] == system->model->water &&
            exp(-gases->ln_k[i]) > gases->fixed)
            return true;
    }
    return false;
}

void chem_gases_evaluate(struct chem_solver *solver)
{
    struct chem_system *system = &solver->system;
    struct chem_gases *gases = &system->gases;
    if (gases->count == 0)
        return;
    correct(system);
    chem_gases_compose(system);
    for (uint32_t i = 0; i < gases->count && gases->per_pressure > 0; i++) {
        double amount = amount_of(system, i);
        const struct chem_rows *nu = &system->model->dissolution;
        for (uint32_t t = nu->start[gases->phase[i]]; t < nu->start[gases->phase[i] + 1]; t++) {
            double part = nu->coefficient[t] * amount;
            (part > 0 ? solver->positive : solver->negative)[nu->component[t]] += fabs(part);
        }
    }
}

/* factor * nu_i nu_i^T into the balances. */
static void add_curvature(struct chem_solver *solver, uint32_t count, const uint8_t *component,
                          const double *coefficient, double factor, const double *by_row)
{
    const struct chem_system *system = &solver->system;
    for (uint32_t s = 0; s < count; s++) {
        uint32_t row = system->row_of[component[s]];
        double *out = chem_dense_row(&solver->matrix, row);
        for (uint32_t t = 0; t < count; t++)
            out[system->column_of[component[t]]] +=
                factor * coefficient[s] * coefficient[t] * by_row[row];
    }
}

void chem_gases_linearise(struct chem_solver *solver, const double *by_row)
{
    const struct chem_system *system = &solver->system;
    const struct chem_gases *gases = &system->gases;
    const struct chem_rows *nu = &system->model->dissolution;
    for (uint32_t i = 0; i < gases->count; i++) {
        uint32_t start = nu->start[gases->phase[i]];
        add_curvature(solver, nu->start[gases->phase[i] + 1] - start, nu->component + start,
                      nu->coefficient + start, amount_of(system, i), by_row);
    }
    if (gases->count == 0 || gases->per_pressure > 0)
        return;
    const struct chem_active *solid = &system->solids[gases->solid];
    if (solid->state == CHEM_SOLID_IN && solid->formed > 0)
        add_curvature(solver, solid->count, solid->component, solid->coefficient, -solid->formed,
                      by_row);
}

double chem_gases_objective(const struct chem_system *system, double amount)
{
    const struct chem_gases *gases = &system->gases;
    double sum = 0;
    if (gases->count == 0)
        return 0;
    if (gases->per_pressure == 0)
        return amount > 0 ? amount * chem_gases_affinity(system) : 0;
    for (uint32_t i = 0; i < gases->count; i++)
        sum += gases->per_pressure * exp(log_pressure(system, i, system->x));
    return sum;
}

double chem_gases_slope(const struct chem_system *system, uint32_t gas,
                        const struct chem_slopes *slopes)
{
    const struct chem_rows *nu = &system->model->dissolution;
    const struct chem_gases *gases = &system->gases;
    double sum = 0, amount = amount_of(system, gas);
    for (uint32_t t = nu->start[gases->phase[gas]]; t < nu->start[gases->phase[gas] + 1]; t++)
        sum += nu->coefficient[t] * slopes->ln_activity[nu->component[t]];
    if (gases->per_pressure > 0 || amount == 0)
        return amount * sum;
    const struct chem_active *solid = &system->solids[gases->solid];
    return amount * (sum + slopes->solids[gases->solid] / solid->formed);
}

/* What the gases have more than before leaves the water. */
void chem_gases_take(const struct chem_solver *solver, struct chem_cell *cell)
{
    const struct chem_system *system = &solver->system;
    const struct chem_gases *gases = &system->gases;
    struct chem_gas_phase *phase = cell->gas;
    double change[CHEM_COMPONENTS_MAX] = {0}, sum = 0;
    if (!phase)
        return;
    for (uint32_t i = 0; i < phase->count; i++)
        phase->gas[i].pressure = 0;
    for (uint32_t i = 0; i < gases->count; i++) {
        struct chem_gas *gas = &phase->gas[gases->place[i]];
        double amount = amount_of(system, i);
        if (fabs(amount - gas->amount) > SAME * gas->amount) {
            add_components(system->model, gases->phase[i], amount - gas->amount, change);
            gas->amount = amount;
        }
        gas->pressure = amount > 0 ? gases->pressure[i] : 0;
        gas->phi = exp(gases->ln_phi[i]);
        sum += gas->pressure;
    }
    for (uint32_t j = 0; j < system->model->component_count; j++)
        cell->water->totals[j] -= change[j];
    if (phase->fixed_volume)
        phase->pressure = sum;
    else
        phase->volume = chem_gas_phase_amount(phase) * gases->z /
                        (chem_gas_density(cell->water->kelvin) * phase->pressure);
}
