#include "chem/expansion.h"

#include <math.h>
#include <string.h>

static const double GAS_CONSTANT_KJ = 0.0083147; /* as PHREEQC has it, so that log K(T) agree */
static const double KELVIN_AT_25 = 298.15;
static const double LN10 = 2.302585092994045684;
enum { DEEPEST = 200 }; /* species defined by species defined by ...: a longer chain is left out */
static const double NO_COEFFICIENT = 1e-12; /* what is left of terms that cancel */

enum progress { UNSEEN, ENTERED, WRITTEN, IMPOSSIBLE };

struct entry {
    enum progress masters_progress, components_progress;
    struct chem_sum masters, components;
};

struct chem_expansion {
    const struct chem_database *database;
    const int32_t *component_of;
    const bool *whole;
    int32_t *element_of_master_species; /* CHEM_NONE for species that are no master */
    struct entry **entries;             /* by species, made when first asked */
    uint32_t depth;
    struct arena *arena;
};

void chem_log_k_as_terms(const struct chem_log_k *log_k, double *terms)
{
    if (log_k->has_analytic) {
        memcpy(terms, log_k->analytic, sizeof(double) * CHEM_LOG_K_TERMS);
        return;
    }
    memset(terms, 0, sizeof(double) * CHEM_LOG_K_TERMS);
    double slope = log_k->enthalpy / (LN10 * GAS_CONSTANT_KJ);
    terms[0] = log_k->at_25 + slope / KELVIN_AT_25;
    terms[2] = -slope;
}

struct chem_expansion *chem_expansion_create(const struct chem_database *database,
                                             const int32_t *component_of, const bool *whole,
                                             struct arena *arena)
{
    struct chem_expansion *expansion = ARENA_NEW(arena, struct chem_expansion);
    *expansion = (struct chem_expansion){
        .database = database, .component_of = component_of, .whole = whole, .arena = arena};
    expansion->entries = ARENA_ARRAY(arena, struct entry *, database->species_count);
    expansion->element_of_master_species = ARENA_ARRAY(arena, int32_t, database->species_count);
    for (size_t i = 0; i < database->species_count; i++) {
        expansion->element_of_master_species[i] = CHEM_NONE;
    }
    for (size_t i = 0; i < database->master_count; i++) {
        const struct chem_master *master = &database->masters[i];
        bool alias = str_equal(database->elements[master->element].name, STR("Alkalinity"));
        if (!alias && master->species != CHEM_NONE) {
            expansion->element_of_master_species[master->species] = master->element;
        }
    }
    return expansion;
}

static struct entry *entry_of(struct chem_expansion *expansion, int32_t species)
{
    struct entry **entry = &expansion->entries[species];
    if (!*entry) {
        *entry = ARENA_NEW(expansion->arena, struct entry);
    }
    return *entry;
}

static bool add_term(struct chem_sum *sum, int32_t of, double coefficient)
{
    for (uint32_t i = 0; i < sum->count; i++) {
        if (sum->of[i] == of) {
            sum->coefficient[i] += coefficient;
            return true;
        }
    }
    if (sum->count == CHEM_SUM_TERMS) {
        return false;
    }
    sum->of[sum->count] = of;
    sum->coefficient[sum->count++] = coefficient;
    return true;
}

static bool add_sum(struct chem_sum *to, const struct chem_sum *sum, double factor)
{
    for (uint32_t i = 0; i < sum->count; i++) {
        if (!add_term(to, sum->of[i], factor * sum->coefficient[i])) {
            return false;
        }
    }
    for (int k = 0; k < CHEM_LOG_K_TERMS; k++) {
        to->log_k[k] += factor * sum->log_k[k];
    }
    return true;
}

static void drop_cancelled(struct chem_sum *sum)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < sum->count; i++) {
        if (fabs(sum->coefficient[i]) > NO_COEFFICIENT) {
            sum->of[kept] = sum->of[i];
            sum->coefficient[kept++] = sum->coefficient[i];
        }
    }
    sum->count = kept;
}

typedef const struct chem_sum *(*expand)(struct chem_expansion *, int32_t);

static bool write_reaction(struct chem_expansion *expansion, const struct chem_term *terms,
                           uint32_t count, const struct chem_log_k *log_k, expand expand_species,
                           struct chem_sum *out)
{
    *out = (struct chem_sum){0};
    chem_log_k_as_terms(log_k, out->log_k);
    bool written = expansion->depth < DEEPEST;
    expansion->depth++;
    for (uint32_t i = 0; i < count && written; i++) {
        const struct chem_sum *sum = expand_species(expansion, terms[i].species);
        written = sum && add_sum(out, sum, terms[i].coefficient);
    }
    expansion->depth--;
    drop_cancelled(out);
    return written;
}

static struct chem_sum single(int32_t of)
{
    return (struct chem_sum){.count = 1, .of = {of}, .coefficient = {1}};
}

const struct chem_sum *chem_expansion_masters(struct chem_expansion *expansion, int32_t species)
{
    const struct chem_species *definition = &expansion->database->species[species];
    struct entry *entry = entry_of(expansion, species);
    if (entry->masters_progress == UNSEEN) {
        entry->masters_progress = ENTERED;
        bool written = true;
        if (expansion->element_of_master_species[species] != CHEM_NONE ||
            species == expansion->database->electron) {
            entry->masters = single(species);
        } else {
            written = write_reaction(expansion, definition->terms, definition->term_count,
                                     &definition->log_k, chem_expansion_masters, &entry->masters);
        }
        entry->masters_progress = written ? WRITTEN : IMPOSSIBLE;
    }
    return entry->masters_progress == WRITTEN ? &entry->masters : NULL;
}

/* A master species that is no component: by its own reaction when its element is whole. */
static bool write_master(struct chem_expansion *expansion, int32_t species, struct chem_sum *out)
{
    const struct chem_species *definition = &expansion->database->species[species];
    int32_t element = expansion->element_of_master_species[species];
    return element != CHEM_NONE && expansion->whole[element] &&
           write_reaction(expansion, definition->terms, definition->term_count,
                          &definition->log_k, chem_expansion_components, out);
}

static bool write_species(struct chem_expansion *expansion, int32_t species, struct chem_sum *out)
{
    if (expansion->component_of[species] != CHEM_NONE) {
        *out = single(expansion->component_of[species]);
        return true;
    }
    const struct chem_sum *masters = chem_expansion_masters(expansion, species);
    if (!masters) {
        return false;
    }
    if (masters->count == 1 && masters->of[0] == species) {
        return write_master(expansion, species, out);
    }
    *out = (struct chem_sum){0};
    memcpy(out->log_k, masters->log_k, sizeof out->log_k);
    for (uint32_t i = 0; i < masters->count; i++) {
        const struct chem_sum *sum = chem_expansion_components(expansion, masters->of[i]);
        if (!sum || !add_sum(out, sum, masters->coefficient[i])) {
            return false;
        }
    }
    drop_cancelled(out);
    return true;
}

const struct chem_sum *chem_expansion_components(struct chem_expansion *expansion, int32_t species)
{
    struct entry *entry = entry_of(expansion, species);
    if (entry->components_progress == UNSEEN) {
        entry->components_progress = ENTERED;
        bool written = write_species(expansion, species, &entry->components);
        entry->components_progress = written ? WRITTEN : IMPOSSIBLE;
    }
    return entry->components_progress == WRITTEN ? &entry->components : NULL;
}

bool chem_expansion_dissolution(struct chem_expansion *expansion, const struct chem_phase *phase,
                                struct chem_sum *out)
{
    static const struct chem_log_k none = {0};
    if (!write_reaction(expansion, phase->terms, phase->term_count, &none,
                        chem_expansion_components, out)) {
        return false;
    }
    double own[CHEM_LOG_K_TERMS];
    chem_log_k_as_terms(&phase->log_k, own);
    for (int k = 0; k < CHEM_LOG_K_TERMS; k++) {
        out->log_k[k] = own[k] - out->log_k[k];
    }
    return true;
}

/* Atoms of an element that the masters of a species hold. */
static double atoms_of_masters(const struct chem_database *database,
                               const struct chem_sum *masters, int32_t element)
{
    double sum = 0;
    for (uint32_t t = 0; t < masters->count; t++) {
        sum += masters->coefficient[t] *
               chem_atoms_in(&database->species[masters->of[t]], element);
    }
    return sum;
}

double chem_share_of_amounts(const struct chem_database *database, int32_t species,
                             const struct chem_sum *masters)
{
    const struct chem_species *asked = &database->species[species];
    double share = 1;
    for (uint32_t t = 0; masters && asked->mass_balance.n > 0 && t < asked->atom_count; t++) {
        int32_t element = asked->atoms[t].element;
        double written = atoms_of_masters(database, masters, element);
        bool common = chem_atoms_in(&database->species[database->water], element) > 0;
        share = !common && written > 0 ? fmax(share, asked->atoms[t].count / written) : share;
    }
    return share;
}
