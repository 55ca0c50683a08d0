/* Reactions of sites written in the components of a model: site species are followed down to their
   master, the species of the water up to the components by the model's own rows. */
#include <math.h>
#include <string.h>

#include "chem/expansion.h"
#include "chem/sorption.h"

enum { DEEPEST = 16 };
static const double NO_COEFFICIENT = 1e-12;

/* A species as a sum: of components, and of one kind of site. */
struct sum {
    double components[CHEM_COMPONENTS_MAX];
    double log_k[CHEM_LOG_K_TERMS];
    int32_t site_master; /* species of the site's master, CHEM_NONE yet */
    double sites;
};

struct compiler {
    const struct chem_model *model;
    const struct chem_database *database;
    bool *is_site; /* by species: the master of an exchanger or surface */
    bool mixed;    /* a species on two kinds of sites was met */
};

static bool add_water_species(const struct compiler *compiler, int32_t species, double factor,
                              struct sum *out)
{
    const struct chem_model *model = compiler->model;
    for (uint32_t j = 0; j < model->component_count; j++)
        if (model->components[j].species == species) {
            out->components[j] += factor;
            return true;
        }
    int32_t row = model->species_of[species];
    if (row == CHEM_NONE)
        return false;
    for (uint32_t t = model->reaction.start[row]; t < model->reaction.start[row + 1]; t++)
        out->components[model->reaction.component[t]] += factor * model->reaction.coefficient[t];
    for (int k = 0; k < CHEM_LOG_K_TERMS; k++)
        out->log_k[k] += factor * model->log_k.term[k][row];
    return true;
}

static bool add_sites(struct compiler *compiler, int32_t species, double factor, struct sum *out)
{
    if (out->site_master != CHEM_NONE && out->site_master != species) {
        compiler->mixed = true;
        return false;
    }
    out->site_master = species;
    out->sites += factor;
    return true;
}

static void mark_sites(struct compiler *compiler, struct arena *scratch)
{
    const struct chem_database *database = compiler->database;
    compiler->is_site = ARENA_ARRAY(scratch, bool, database->species_count);
    for (size_t i = 0; i < database->master_count; i++)
        if (database->masters[i].where != CHEM_AQUEOUS)
            compiler->is_site[database->masters[i].species] = true;
}

static bool add_species(struct compiler *compiler, int32_t species, double factor, int depth,
                        struct sum *out)
{
    const struct chem_species *definition = &compiler->database->species[species];
    if (definition->where == CHEM_AQUEOUS)
        return add_water_species(compiler, species, factor, out);
    if (compiler->is_site[species])
        return add_sites(compiler, species, factor, out);
    if (depth == DEEPEST)
        return false;
    double terms[CHEM_LOG_K_TERMS];
    chem_log_k_as_terms(&definition->log_k, terms);
    for (int k = 0; k < CHEM_LOG_K_TERMS; k++)
        out->log_k[k] += factor * terms[k];
    for (uint32_t i = 0; i < definition->term_count; i++)
        if (!add_species(compiler, definition->terms[i].species,
                         factor * definition->terms[i].coefficient, depth + 1, out))
            return false;
    return true;
}

/* False when the model lacks one of its elements. */
static bool write_sum(struct compiler *compiler, int32_t species, struct sum *out)
{
    *out = (struct sum){.site_master = CHEM_NONE};
    return add_species(compiler, species, 1, 0, out) && out->site_master != CHEM_NONE &&
           out->sites > NO_COEFFICIENT;
}

/* An exchanger's own master is no species of it: all its sites hold an ion. */
static bool counts(const struct compiler *compiler, int32_t species)
{
    return compiler->database->species[species].where == CHEM_SURFACE ||
           (compiler->database->species[species].where == CHEM_EXCHANGE &&
            !compiler->is_site[species]);
}

static void add_row(struct chem_binding *binding, int32_t species, const struct sum *sum,
                    const struct chem_database *database)
{
    uint32_t i = binding->species_count++;
    const struct chem_species *definition = &database->species[species];
    uint32_t place = binding->reaction.start[i];
    for (uint32_t j = 0; j < binding->model->component_count; j++)
        if (fabs(sum->components[j]) > NO_COEFFICIENT) {
            binding->reaction.component[place] = (uint8_t)j;
            binding->reaction.coefficient[place++] = sum->components[j];
        }
    binding->reaction.start[i + 1] = place;
    for (int k = 0; k < CHEM_LOG_K_TERMS; k++)
        binding->log_k.term[k][i] = sum->log_k[k];
    binding->species[i] = species;
    binding->sites[i] = sum->sites;
    binding->charge[i] = definition->charge;
    binding->charge_change[i] =
        definition->charge - sum->sites * database->species[sum->site_master].charge;
    binding->gamma[i] = definition->gamma;
}

static struct chem_binding *binding_create(const struct chem_model *model, struct arena *arena)
{
    enum { TERMS = CHEM_BOUND_MAX * CHEM_SUM_TERMS };
    struct chem_binding *binding = ARENA_NEW(arena, struct chem_binding);
    binding->model = model;
    binding->species = ARENA_ARRAY(arena, int32_t, CHEM_BOUND_MAX);
    binding->reaction.start = ARENA_ARRAY(arena, uint32_t, CHEM_BOUND_MAX + 1);
    binding->reaction.component = ARENA_ARRAY(arena, uint8_t, TERMS);
    binding->reaction.coefficient = ARENA_ARRAY(arena, double, TERMS);
    for (int k = 0; k < CHEM_LOG_K_TERMS; k++)
        binding->log_k.term[k] = ARENA_ARRAY(arena, double, CHEM_BOUND_MAX);
    binding->sites = ARENA_ARRAY(arena, double, CHEM_BOUND_MAX);
    binding->charge = ARENA_ARRAY(arena, double, CHEM_BOUND_MAX);
    binding->charge_change = ARENA_ARRAY(arena, double, CHEM_BOUND_MAX);
    binding->gamma = ARENA_ARRAY(arena, struct chem_gamma, CHEM_BOUND_MAX);
    return binding;
}

static bool is_long(const struct sum *sum)
{
    uint32_t terms = 0;
    for (uint32_t j = 0; j < CHEM_COMPONENTS_MAX; j++)
        terms += fabs(sum->components[j]) > NO_COEFFICIENT;
    return terms > CHEM_SUM_TERMS;
}

static int compile_site(struct compiler *compiler, struct chem_binding *binding, int32_t master,
                        struct error *error)
{
    const struct chem_database *database = compiler->database;
    int32_t site = database->masters[master].species;
    for (size_t s = 0; s < database->species_count; s++) {
        struct sum sum;
        if (!counts(compiler, (int32_t)s))
            continue;
        compiler->mixed = false;
        bool written = write_sum(compiler, (int32_t)s, &sum);
        if (compiler->mixed)
            return ERROR(error, ERR_CHEM_UNSUPPORTED, database->species[s].name,
                         BOTH("二種類の吸着点にまたがる化学種です", "a species on two kinds of sites"));
        if (!written || sum.site_master != site)
            continue;
        if (binding->species_count == CHEM_BOUND_MAX || is_long(&sum))
            return ERROR(error, ERR_TOO_LARGE, BOTH("吸着する化学種の数", "the number of bound species"),
                         STR("256"));
        add_row(binding, (int32_t)s, &sum, database);
    }
    return 0;
}

int chem_binding_compile(const struct chem_model *model, const int32_t *masters, uint32_t count,
                         struct arena *arena, const struct chem_binding **out, struct error *error)
{
    struct compiler compiler = {.model = model, .database = model->database};
    struct chem_binding *binding = binding_create(model, arena);
    struct arena *scratch = arena_create();
    int code = 0;
    mark_sites(&compiler, scratch);
    for (uint32_t k = 0; k < count && !code; k++) {
        binding->masters[k] = masters[k];
        binding->first[k] = binding->species_count;
        code = compile_site(&compiler, binding, masters[k], error);
    }
    arena_destroy(scratch);
    binding->first[count] = binding->species_count;
    binding->site_count = count;
    *out = binding;
    return code;
}
