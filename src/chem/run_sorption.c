/* EXCHANGE and SURFACE of an input: definitions to sorptions, their size beside phases and rates, what
   programs ask of them. */
#include <math.h>
#include <string.h>

#include "chem/formula.h"
#include "chem/run_internal.h"

static const double SITES_PER_MOL = 6.02252e23; /* PHREEQC's */
static const double SQUARE_NM_PER_M2 = 1e18;
static const double LN10 = 2.302585092994045684;
static const double ABSENT_LOG = -99.99; /* PHREEQC's logarithm of nothing */

static struct str keyword_of(bool surface)
{
    return surface ? STR("SURFACE") : STR("EXCHANGE");
}

static int fail_site(struct run *run, const struct run_sorption *sorption, const struct input_site *site,
                     struct str what)
{
    const struct input_place place = {site->line, sorption->input->place.file};
    return run_fail(run, &place, keyword_of(sorption->surface), what);
}

/* "Hfo" of "Hfo_wOH": sites of one prefix share a surface. */
static struct str prefix_of(struct str name)
{
    return str_slice(name, 0, str_find_char(name, '_', 0));
}

/* The line of the block that gives area and mass for a site's surface. */
static const struct input_site *sized_line(const struct input_sorption *input, struct str name)
{
    for (size_t i = 0; i < input->count; i++) {
        const struct input_site *site = &input->sites[i];
        if (str_equal(prefix_of(site->name), prefix_of(name)) && !isnan(site->area))
            return site;
    }
    return NULL;
}

/* mol of the phase or rate that a site goes with; 1 for an amount of its own. */
static double moles_beside(const struct run_cell *cell, const struct input_site *site,
                           const struct chem_database *database)
{
    if (site->phase.n == 0)
        return 1;
    int32_t phase = chem_database_phase(database, site->phase);
    for (uint32_t p = 0; !site->kinetic && cell->has_solids && p < cell->solids.count; p++)
        if (cell->solids.solid[p].phase == phase)
            return cell->solids.solid[p].amount;
    for (uint32_t k = 0; site->kinetic && cell->has_kinetics && k < cell->kinetics.rates->count; k++)
        if (str_equal_nocase(cell->kinetics.rates->rates[k].input->name, site->phase))
            return cell->kinetics.m[k];
    return 0;
}

static double area_of(const struct run_cell *cell, const struct input_site *site,
                      const struct chem_database *database)
{
    return site->area * (site->phase.n > 0 ? moles_beside(cell, site, database) : site->mass);
}

/* mol of sites of a line. */
static double sites_of(const struct run_cell *cell, const struct run_sorption *sorption,
                       const struct input_site *site, const struct chem_database *database)
{
    if (site->phase.n > 0)
        return site->proportion * moles_beside(cell, site, database);
    const struct input_site *sized = sized_line(sorption->input, site->name);
    if (!sorption->input->sites_by_density || !sized)
        return site->amount;
    return site->amount * SQUARE_NM_PER_M2 * area_of(cell, sized, database) / SITES_PER_MOL;
}

void run_size_sorption(const struct run *run, const struct run_cell *cell, struct run_sorption *sorption)
{
    struct chem_sorption *value = &sorption->value;
    for (size_t i = 0; i < sorption->line_count; i++) {
        const struct input_site *site = &sorption->input->sites[i];
        if (site->phase.n == 0)
            continue;
        struct chem_site *at = &value->sites[sorption->site_of[i]];
        at->amount = sites_of(cell, sorption, site, run->database);
        if (at->surface != CHEM_NONE && !isnan(site->area))
            value->surfaces[at->surface].area = area_of(cell, site, run->database);
    }
}

/* The surface of a site: made with the first of its prefix. */
static int find_surface(struct run *run, struct run_sorption *sorption, size_t line,
                        const struct run_cell *cell, int32_t *surface)
{
    const struct input_sorption *input = sorption->input;
    const struct input_site *site = &input->sites[line];
    *surface = CHEM_NONE;
    if (!sorption->surface || input->no_double_layer)
        return 0;
    for (size_t i = 0; i < line; i++)
        if (str_equal(prefix_of(input->sites[i].name), prefix_of(site->name))) {
            *surface = sorption->value.sites[sorption->site_of[i]].surface;
            return 0;
        }
    const struct input_site *sized = sized_line(input, site->name);
    if (!sized)
        return fail_site(run, sorption, site,
                         BOTH("比表面積（m2/g）と質量（g）が必要です",
                              "its area (m2/g) and mass (g) are needed"));
    const struct input_place place = {site->line, input->place.file};
    return run_at(run, &place,
                  chem_sorption_add_surface(&sorption->value,
                                            area_of(cell, sized, run->database), surface,
                                            run->error));
}

/* "X 0.1", "Hfo_wOH 2e-4 600 0.09". */
static int add_line(struct run *run, struct run_sorption *sorption, size_t line,
                    const struct run_cell *cell)
{
    const struct input_site *site = &sorption->input->sites[line];
    const struct input_place place = {site->line, sorption->input->place.file};
    int32_t surface;
    int status = find_surface(run, sorption, line, cell, &surface);
    if (status == 0)
        status = chem_sorption_add_site(run->database, &sorption->value, site->name,
                                        sites_of(cell, sorption, site, run->database), surface,
                                        run->error);
    sorption->site_of[line] = sorption->value.site_count - 1;
    return run_at(run, &place, status);
}

/* "CaX2 0.3": the sites it fills, and what is left of its atoms. */
struct filling {
    int32_t master; /* of the exchanger, CHEM_NONE: a plain name */
    double sites;
    struct chem_atom atoms[CHEM_FORMULA_ELEMENTS];
    uint32_t count;
    double charge; /* of those atoms */
};

static bool read_filling(const struct chem_database *database, struct str name, struct filling *out)
{
    struct chem_formula formula;
    struct error ignored = {0};
    *out = (struct filling){.master = CHEM_NONE};
    if (chem_formula_read(name, &formula, &ignored))
        return false;
    out->charge = formula.charge;
    for (size_t i = 0; i < formula.count; i++) {
        int32_t element = chem_database_element(database, formula.parts[i].element);
        int32_t master = element == CHEM_NONE ? CHEM_NONE : database->elements[element].primary;
        if (master == CHEM_NONE)
            return false;
        if (database->masters[master].where == CHEM_EXCHANGE) {
            out->master = master;
            out->sites = formula.parts[i].count;
            out->charge -= out->sites * database->species[database->masters[master].species].charge;
        } else {
            out->atoms[out->count++] = (struct chem_atom){element, formula.parts[i].count};
        }
    }
    return out->master != CHEM_NONE && out->count > 0;
}

static void sort_atoms(struct filling *filling)
{
    for (uint32_t i = 1; i < filling->count; i++)
        for (uint32_t k = i; k > 0 && filling->atoms[k - 1].element > filling->atoms[k].element; k--) {
            struct chem_atom other = filling->atoms[k];
            filling->atoms[k] = filling->atoms[k - 1];
            filling->atoms[k - 1] = other;
        }
}

static int add_filling(struct run *run, struct run_sorption *sorption, size_t line,
                       const struct filling *filling)
{
    const struct input_site *site = &sorption->input->sites[line];
    struct str name = run->database->masters[filling->master].name;
    int status = chem_sorption_add_site(run->database, &sorption->value, name,
                                        filling->sites * site->amount, CHEM_NONE, run->error);
    for (uint32_t k = 0; k < sorption->value.site_count; k++)
        if (sorption->value.sites[k].master == filling->master)
            sorption->site_of[line] = k;
    return status;
}

/* What the exchanger holds at first, in a model of its elements alone. */
static int hold(struct run *run, struct run_sorption *sorption, const struct filling *fillings)
{
    int32_t members[CHEM_COMPONENTS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < sorption->line_count; i++)
        for (uint32_t t = 0; t < fillings[i].count && count < CHEM_COMPONENTS_MAX - 4; t++) {
            int32_t member = run->database->elements[fillings[i].atoms[t].element].primary;
            bool known = run->database->masters[member].species == run->database->proton ||
                         run->database->masters[member].species == run->database->water;
            for (size_t k = 0; k < count; k++)
                known |= members[k] == member;
            if (!known)
                members[count++] = member;
        }
    struct chem_water water = {.kelvin = 298.15, .mass = 1};
    int status = chem_model_of(run->chem, members, count, true, &water.model, run->error);
    if (status == 0)
        status = chem_prepare_sorption(run->chem, &water, &sorption->value, run->error);
    for (size_t i = 0; status == 0 && i < sorption->line_count; i++) {
        double amounts[CHEM_COMPONENTS_MAX];
        status = chem_model_formula(water.model, fillings[i].atoms, fillings[i].count,
                                    fillings[i].charge, amounts, run->error);
        for (uint32_t j = 0; status == 0 && j < water.model->component_count; j++)
            sorption->value.bound[j] += amounts[j] * sorption->input->sites[i].amount;
    }
    return status;
}

/* All lines as fillings, or none of them. */
static int read_fillings(struct run *run, struct run_sorption *sorption, struct filling *fillings,
                         bool *filled)
{
    *filled = false;
    for (size_t i = 0; i < sorption->line_count && !sorption->surface; i++) {
        const struct input_site *site = &sorption->input->sites[i];
        bool is = site->phase.n == 0 && chem_database_master(run->database, site->name) == CHEM_NONE &&
                  read_filling(run->database, site->name, &fillings[i]);
        if (is)
            sort_atoms(&fillings[i]);
        if (i > 0 && is != *filled)
            return fail_site(run, sorption, site,
                             BOTH("交換体の量（X 0.1）と組成（CaX2 0.1）は混ぜられません",
                                  "an amount (X 0.1) and a composition (CaX2 0.1) do not mix"));
        *filled = is;
    }
    return 0;
}

static int make(struct run *run, struct run_sorption *sorption, const struct run_cell *cell)
{
    struct filling fillings[CHEM_SITES_MAX];
    bool filled;
    sorption->line_count = sorption->input->count;
    if (sorption->line_count == 0 || sorption->line_count > CHEM_SITES_MAX)
        return run_fail(run, &sorption->input->place, keyword_of(sorption->surface),
                        BOTH("吸着点は 1 行から 12 行までです", "1 to 12 lines of sites are needed"));
    int status = read_fillings(run, sorption, fillings, &filled);
    for (size_t i = 0; status == 0 && i < sorption->line_count; i++)
        status = filled ? add_filling(run, sorption, i, &fillings[i]) : add_line(run, sorption, i, cell);
    if (status == 0 && filled)
        status = hold(run, sorption, fillings);
    return run_at(run, &sorption->input->place, status);
}

/* -equilibrate: beside the water of that number, which does not change. */
static int meet(struct run *run, struct run_sorption *sorption)
{
    const struct input_sorption *input = sorption->input;
    if (input->equilibrate < 0)
        return 0;
    const struct chem_water *stored = run_store_find(&run->waters, input->equilibrate);
    if (!stored)
        return run_fail(run, &input->place, keyword_of(sorption->surface),
                        arena_format(run->arena, "溶液 %d がありません\x1fsolution %d is not there",
                                     (int)input->equilibrate, (int)input->equilibrate));
    struct chem_water water = *stored;
    int status = run_refresh(run, &water);
    if (status == 0)
        status = chem_prepare_sorption(run->chem, &water, &sorption->value, run->error);
    if (status)
        return run_at(run, &input->place, status);
    chem_sorption_meet(run->solver, &water, &sorption->value);
    return 0;
}

/* The row that PHREEQC writes of an initial exchanger or surface: of the first number of a range. */
static int show(struct run *run, const struct run_sorption *sorption, int32_t number)
{
    const struct input_sorption *input = sorption->input;
    if (input->equilibrate < 0)
        return 0;
    run->cell = (struct run_cell){.number = number,
                                  .has_exchange = !sorption->surface,
                                  .has_surface = sorption->surface};
    run->cell.water = *(const struct chem_water *)run_store_find(&run->waters, input->equilibrate);
    *(sorption->surface ? &run->cell.surface : &run->cell.exchange) = *sorption;
    run->state = sorption->surface ? STATE_SURFACE : STATE_EXCHANGE;
    run->step = 0;
    return run_at(run, &input->place, run_punch(run));
}

int run_define_sorption(struct run *run, const struct input_sorption *input, bool surface)
{
    struct run_store *store = surface ? &run->surfaces : &run->exchanges;
    for (int32_t n = input->range.first; n <= input->range.last; n++) {
        struct run_sorption sorption = {.input = input, .surface = surface};
        struct run_cell beside = {.number = n};
        const struct chem_solids *solids = run_store_find(&run->solids, n);
        const struct run_kinetics *kinetics = run_store_find(&run->kinetics, n);
        beside.has_solids = solids != NULL;
        beside.has_kinetics = kinetics != NULL;
        if (solids)
            beside.solids = *solids;
        if (kinetics)
            beside.kinetics = *kinetics;
        int status = make(run, &sorption, &beside);
        if (status == 0)
            status = meet(run, &sorption);
        if (status)
            return status;
        *(struct run_sorption *)run_store_put(store, n) = sorption;
        if (n == input->range.first)
            status = show(run, &sorption, n);
        if (status)
            return status;
    }
    return 0;
}

int run_refresh_sorption(struct run *run, struct run_sorption *sorption)
{
    struct chem_sorption *value = &sorption->value;
    if (!value->binding || value->binding->model->database == run->database)
        return 0;
    struct chem_water held = {.model = value->binding->model, .kelvin = 298.15, .mass = 1};
    memcpy(held.totals, value->bound, sizeof held.totals);
    int status = run_refresh(run, &held);
    if (status)
        return status;
    value->binding = NULL;
    memcpy(value->bound, held.totals, sizeof value->bound);
    return chem_prepare_sorption(run->chem, &held, value, run->error);
}

static bool is_ready(const struct run_cell *cell, const struct run_sorption *sorption)
{
    return sorption->value.binding && sorption->value.binding->model == cell->water.model;
}

int run_ready_sorptions(struct run *run)
{
    const struct run_cell *cell = &run->cell;
    if ((!cell->has_exchange || is_ready(cell, &cell->exchange)) &&
        (!cell->has_surface || is_ready(cell, &cell->surface)))
        return 0;
    struct chem_cell contents = run_contents(run);
    return chem_prepare_cell(run->chem, &contents, run->error);
}

static double bound_amount(const struct run *run, const struct run_sorption *sorption, int32_t species)
{
    double amounts[CHEM_BOUND_MAX];
    const struct chem_binding *binding = sorption->value.binding;
    if (!is_ready(&run->cell, sorption))
        return 0;
    chem_sorption_amounts(run->solver, &run->cell.water, &sorption->value, amounts);
    for (uint32_t i = 0; i < binding->species_count; i++)
        if (binding->species[i] == species)
            return amounts[i];
    return 0;
}

/* mol of an element on all sites of a prefix, as the cell's water has them. */
double run_ask_surf(const struct run *run, int32_t element, struct str prefix)
{
    double amounts[CHEM_BOUND_MAX], sum = 0;
    const struct chem_sorption *value = &run->cell.surface.value;
    const struct chem_binding *binding = value->binding;
    if (!run->cell.has_surface || !is_ready(&run->cell, &run->cell.surface))
        return 0;
    chem_sorption_amounts(run->solver, &run->cell.water, value, amounts);
    for (uint32_t k = 0; k < binding->site_count; k++) {
        struct str name = run->database->masters[binding->masters[k]].name;
        for (uint32_t i = binding->first[k];
             i < binding->first[k + 1] && (str_equal(name, prefix) || str_equal(prefix_of(name), prefix));
             i++)
            sum += amounts[i] * chem_atoms_in(&run->database->species[binding->species[i]], element);
    }
    return sum;
}

double run_ask_bound(const struct run *run, enum chem_ask ask, int32_t species)
{
    const struct run_cell *cell = &run->cell;
    double amount = 0;
    if (cell->has_exchange)
        amount += bound_amount(run, &cell->exchange, species);
    if (cell->has_surface)
        amount += bound_amount(run, &cell->surface, species);
    double molality = amount / run->view.answer.mass;
    switch ((int)ask) {
    case CHEM_ASK_MOL: return molality;
    case CHEM_ASK_LM: return molality > 0 ? log(molality) / LN10 : ABSENT_LOG;
    default: return NAN; /* activities of sites are a matter of convention: not told */
    }
}
