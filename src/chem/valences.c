#include "chem/valences.h"

#include <math.h>
#include <string.h>

#include "chem/solver.h"

static const double LEAST_AMOUNT = 1e-20; /* mol */
static const double LEAST_SHARE = 1e-19;  /* mol/kgw of a valence while its share is sought */
static const double SETTLED = 1e-13;      /* of ln of a share */
enum { PASSES = 60, STEPS = 100 };

/* Secondary masters of an element: their number, at most CHEM_COMPONENTS_MAX. */
static uint32_t find_valences(const struct chem_database *database, int32_t element, int32_t *out)
{
    uint32_t count = 0;
    for (size_t i = 0; i < database->master_count && count < CHEM_COMPONENTS_MAX; i++) {
        const struct chem_master *master = &database->masters[i];
        if (master->element == element && !master->primary && master->where == CHEM_AQUEOUS)
            out[count++] = (int32_t)i;
    }
    return count;
}

/* Coefficients of a species in the components of a model; false when it can not be made of them. */
static bool row_of_species(const struct chem_model *model, int32_t species, double *row)
{
    memset(row, 0, sizeof(double) * CHEM_COMPONENTS_MAX);
    for (uint32_t j = 0; j < model->component_count; j++)
        if (model->components[j].species == species) {
            row[j] = 1;
            return true;
        }
    int32_t s = model->species_of[species];
    for (uint32_t t = s == CHEM_NONE ? 0 : model->reaction.start[s];
         s != CHEM_NONE && t < model->reaction.start[s + 1]; t++)
        row[model->reaction.component[t]] += model->reaction.coefficient[t];
    return s != CHEM_NONE;
}

/* What becomes of one whole element: mol of each of its valences that counts. */
struct split {
    uint32_t component, count;
    int32_t masters[CHEM_COMPONENTS_MAX];
    double amounts[CHEM_COMPONENTS_MAX]; /* mol of the master's species */
};

static void read_split(const struct chem_answer *answer, const struct chem_water *water,
                       uint32_t component, struct split *out)
{
    const struct chem_model *model = water->model;
    const struct chem_database *database = model->database;
    int32_t all[CHEM_COMPONENTS_MAX];
    uint32_t count = find_valences(database, model->components[component].element, all);
    double sum = 0, row[CHEM_COMPONENTS_MAX];
    *out = (struct split){.component = component};
    for (uint32_t v = 0; v < count; v++) {
        int32_t species = database->masters[all[v]].species;
        double atoms =
            chem_atoms_in(&database->species[species], database->masters[all[v]].element);
        double amount = chem_read_valence(answer, all[v]) * answer->mass / atoms;
        bool own = species == model->components[component].species;
        if (!row_of_species(model, species, row) || (!(amount > LEAST_AMOUNT) && !own))
            continue;
        out->masters[out->count] = all[v];
        out->amounts[out->count++] = amount;
        sum += amount * row[component];
    }
    for (uint32_t v = 0; v < out->count; v++)
        out->amounts[v] *= sum > 0 ? water->totals[component] / sum : 0;
}

/* Amounts by valence leave the old components and stand in those of the new model. */
static void move_split(const struct chem_water *from, const struct split *splits, size_t count,
                       struct chem_water *to)
{
    const struct chem_model *old = from->model, *model = to->model;
    double left[CHEM_COMPONENTS_MAX], row[CHEM_COMPONENTS_MAX];
    memcpy(left, from->totals, sizeof left);
    for (size_t i = 0; i < count; i++)
        for (uint32_t v = 0; v < splits[i].count; v++) {
            int32_t species = model->database->masters[splits[i].masters[v]].species;
            (void)row_of_species(old, species, row);
            for (uint32_t j = 0; j < old->component_count; j++)
                left[j] -= splits[i].amounts[v] * row[j];
            int32_t at = chem_model_component(model, splits[i].masters[v]);
            to->totals[at] = splits[i].amounts[v];
        }
    for (uint32_t k = 0; k < model->component_count; k++) {
        to->ln_activity[k] = chem_ln_activity_of(from, model->components[k].species);
        for (uint32_t j = 0; j < old->component_count; j++)
            if (old->components[j].master == model->components[k].master &&
                old->components[j].species == model->components[k].species)
                to->totals[k] = left[j];
    }
}

int chem_split_water(struct chem *chem, struct chem_water *water, const int32_t *elements,
                     size_t count, struct error *error)
{
    const struct chem_model *old = water->model, *model = old;
    struct split splits[CHEM_COMPONENTS_MAX];
    int32_t members[2 * CHEM_COMPONENTS_MAX];
    size_t member_count = 0, split_count = 0;
    struct chem_answer answer = chem_evaluate(chem_solver_of(chem), water);
    for (uint32_t j = 0; j < old->proton; j++) {
        struct split split = {.count = 0};
        for (size_t i = 0; i < count; i++)
            if (elements[i] == old->components[j].element &&
                old->database->masters[old->components[j].master].primary)
                read_split(&answer, water, j, &split);
        for (uint32_t v = 0; v < split.count && member_count < CHEM_COMPONENTS_MAX; v++)
            members[member_count++] = split.masters[v];
        if (split.count > 0)
            splits[split_count++] = split;
        else
            members[member_count++] = old->components[j].master;
    }
    if (split_count == 0)
        return 0;
    int code = chem_model_of(chem, members, member_count, old->electron, &model, error);
    if (code)
        return code;
    struct chem_water moved = {.model = model,
                               .kelvin = water->kelvin,
                               .mass = water->mass,
                               .ionic_strength = water->ionic_strength};
    move_split(water, splits, split_count, &moved);
    answer = chem_evaluate(chem_solver_of(chem), &moved);
    if (model->electron) /* what is left of it may be less than the rounding of a difference */
        moved.totals[model->electron_component] =
            chem_read_component(&answer, (uint32_t)model->electron_component) * answer.mass;
    *water = moved;
    return 0;
}

/* A valence state written in the whole element: ln a = known + order * x(element) + electrons *
 * x(e-). */
struct state {
    double known, order, electrons;
};

static bool state_of(const struct chem_model *whole, const struct chem_water *water, int32_t master,
                     struct state *out)
{
    const struct chem_database *database = whole->database;
    int32_t species = database->masters[master].species, row = whole->species_of[species];
    double nu[CHEM_COMPONENTS_MAX];
    if (!row_of_species(whole, species, nu))
        return false;
    *out = (struct state){0};
    if (row != CHEM_NONE)
        out->known = chem_model_species_ln_k(whole, (uint32_t)row, water->kelvin);
    for (uint32_t j = 0; j < whole->component_count; j++) {
        if (nu[j] == 0)
            continue;
        if ((int32_t)j == whole->electron_component)
            out->electrons = nu[j];
        else if (j < whole->proton)
            out->order += nu[j];
        else
            out->known += nu[j] * chem_ln_activity_of(water, whole->components[j].species);
    }
    return true;
}

/* ln a(e-) at which both valences have their activities; NaN when one of them is not there. */
static double electron_of_couple(const struct chem_model *whole, const struct chem_water *water,
                                 const int32_t *couple)
{
    double sum = 0, electrons = 0;
    struct state states[2];
    double order[2];
    for (int k = 0; k < 2; k++) {
        if (!state_of(whole, water, couple[k], &states[k]))
            return NAN;
        order[k] = states[k].order != 0 ? states[k].order : 1;
    }
    for (int k = 0; k < 2; k++) {
        int32_t species = whole->database->masters[couple[k]].species;
        double activity = chem_ln_activity_of(water, species), sign = k ? -1 : 1;
        if (!(activity > CHEM_LN_ABSENT / 2))
            return NAN;
        sum += sign * (activity - states[k].known) / order[k];
        electrons += sign * states[k].electrons / order[k];
    }
    return electrons == 0 ? NAN : sum / electrons;
}

/* One row given whole, as rows by valence. */
struct parted {
    const struct chem_row *row;
    size_t first, count; /* of the rows */
};

/* Shares of the valences in the activities that the couple's pe asks for: each amount follows the
   activity of its master, x(element) makes them sum to the whole. Returns the largest change of a
   logarithm. */
static double share_out(const struct chem_model *whole, const struct chem_water *water,
                        const struct parted *parted, double electron, struct chem_row *rows)
{
    double start[CHEM_COMPONENTS_MAX], order[CHEM_COMPONENTS_MAX], x = 0, most = -INFINITY;
    for (size_t v = 0; v < parted->count; v++) {
        struct state state = {0};
        struct chem_row *row = &rows[parted->first + v];
        (void)state_of(whole, water, row->master, &state);
        int32_t species = whole->database->masters[row->master].species;
        start[v] = log(row->value) + state.known + state.electrons * electron -
                   chem_ln_activity_of(water, species);
        order[v] = state.order;
        most = fmax(most, (start[v] - log(parted->row->value)) / order[v]);
    }
    x = -most; /* one valence alone is the whole: from there the sum comes down */
    for (int k = 0; k < STEPS; k++) {
        double sum = 0, slope = 0;
        for (size_t v = 0; v < parted->count; v++) {
            sum += exp(start[v] + order[v] * x);
            slope += order[v] * exp(start[v] + order[v] * x);
        }
        double step = (sum - parted->row->value) / slope;
        x -= step;
        if (fabs(step) < 1e-15 * fmax(fabs(x), 1))
            break;
    }
    double change = 0;
    for (size_t v = 0; v < parted->count; v++) {
        struct chem_row *row = &rows[parted->first + v];
        double value = fmax(exp(start[v] + order[v] * x), LEAST_SHARE);
        change = fmax(change, fabs(log(value / row->value)));
        row->value = value;
    }
    return change;
}

static int refuse(const struct chem_database *database, const struct chem_row *row,
                  struct error *error)
{
    struct arena *arena = arena_create();
    struct str names = ARENA_JOIN(arena, database->masters[row->couple[0]].name, STR("/"),
                                  database->masters[row->couple[1]].name);
    int code = ERROR(error, ERR_CHEM_MEMBERS, names,
                     BOTH("酸化還元対の両方の価数の量が必要です",
                          "a redox couple needs amounts of both its valences"));
    arena_destroy(arena);
    return code;
}

/* The rows of the analysis, whole elements with a couple by valence; their number. */
static size_t part_rows(const struct chem_database *database, const struct chem_analysis *analysis,
                        struct chem_row *rows, struct parted *parted, size_t *parted_count)
{
    size_t count = 0;
    *parted_count = 0;
    for (size_t i = 0; i < analysis->count; i++) {
        const struct chem_row *row = &analysis->rows[i];
        int32_t valences[CHEM_COMPONENTS_MAX];
        uint32_t n = find_valences(database, database->masters[row->master].element, valences);
        if (!row->coupled || n == 0 || !(row->value > LEAST_SHARE)) {
            rows[count++] = *row;
            continue;
        }
        parted[*parted_count] = (struct parted){.row = row, .first = count, .count = n};
        for (uint32_t v = 0; v < n && count < CHEM_COMPONENTS_MAX; v++)
            rows[count++] = (struct chem_row){
                .master = valences[v], .phase = CHEM_NONE, .value = row->value / n};
        ++*parted_count;
    }
    return count;
}

static int find_shares(struct chem *chem, const struct chem_analysis *analysis,
                       const struct chem_model *whole, struct chem_row *rows,
                       const struct parted *parted, size_t count, struct error *error)
{
    double change = 1;
    for (int pass = 0; pass < PASSES && change > SETTLED; pass++) {
        struct chem_water water;
        int code = chem_define_water(chem, analysis, &water, error);
        change = 0;
        for (size_t i = 0; i < count && !code; i++) {
            double electron = electron_of_couple(whole, &water, parted[i].row->couple);
            if (isnan(electron))
                return refuse(whole->database, parted[i].row, error);
            change = fmax(change, share_out(whole, &water, &parted[i], electron, rows));
        }
        if (code)
            return code;
    }
    for (size_t i = 0; i < count; i++)
        for (size_t v = 0; v < parted[i].count; v++) {
            struct chem_row *row = &rows[parted[i].first + v];
            row->value = row->value > LEAST_SHARE ? row->value : 0;
        }
    return 0;
}

int chem_define_by_couples(struct chem *chem, const struct chem_analysis *analysis,
                           struct chem_water *out, struct error *error)
{
    const struct chem_database *database = chem_database_of(chem);
    struct chem_row rows[2 * CHEM_COMPONENTS_MAX];
    struct parted parted[CHEM_COMPONENTS_MAX];
    struct chem_analysis by_valence = *analysis;
    int32_t members[CHEM_COMPONENTS_MAX];
    size_t parted_count, member_count = 0;
    const struct chem_model *whole = NULL;
    int32_t hydrogen = chem_database_element(database, STR("H"));
    int32_t oxygen = chem_database_element(database, STR("O"));
    by_valence.rows = rows;
    by_valence.count = part_rows(database, analysis, rows, parted, &parted_count);
    for (size_t i = 0; i < analysis->count; i++) {
        int32_t element = database->masters[analysis->rows[i].master].element;
        int32_t primary = database->elements[element].primary;
        bool known = element == hydrogen || element == oxygen;
        for (size_t k = 0; k < member_count; k++)
            known |= members[k] == primary;
        if (!known)
            members[member_count++] = primary;
    }
    int code = chem_model_of(chem, members, member_count, true, &whole, error);
    for (size_t i = 0; i < by_valence.count; i++)
        rows[i].coupled = false;
    if (!code)
        code = find_shares(chem, &by_valence, whole, rows, parted, parted_count, error);
    return code ? code : chem_define_water(chem, &by_valence, out, error);
}
