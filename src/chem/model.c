#include "chem/model.h"

#include <math.h>
#include <string.h>

#include "chem/columns.h"
#include "chem/expansion.h"

/* What compiling needs besides the model itself; gone when it is done. */
struct compiler {
    struct chem_model *model;
    const struct chem_database *database;
    int32_t *component_of; /* from database.species */
    bool *whole;           /* by element */
    struct chem_expansion *expansion;
    const struct chem_sum **sums; /* by species of the model: components */
    uint8_t place[CHEM_COMPONENTS_MAX]; /* final order of the components in the sums */
    bool *is_uneven;              /* by species of the model */
    struct arena *arena;          /* of the model */
    struct arena *scratch;
};

static int refuse_member(const struct compiler *compiler, int32_t element, struct str why,
                         struct error *error)
{
    return ERROR(error, ERR_CHEM_MEMBERS, compiler->database->elements[element].name, why);
}

static void add_component(struct compiler *compiler, int32_t species, int32_t master,
                          int32_t element)
{
    struct chem_model *model = compiler->model;
    model->components[model->component_count] = (struct chem_component){
        .species = species,
        .master = master,
        .element = element,
        .charge = compiler->database->species[species].charge,
    };
    compiler->component_of[species] = (int32_t)model->component_count++;
}

static int add_member(struct compiler *compiler, int32_t index, bool *by_valence,
                      struct error *error)
{
    const struct chem_database *database = compiler->database;
    const struct chem_master *master = &database->masters[index];
    if (master->species == CHEM_NONE) {
        return refuse_member(compiler, master->element,
                             BOTH("主化学種がありません", "it has no master species"), error);
    }
    bool clash = master->primary ? by_valence[master->element] : compiler->whole[master->element];
    if (clash || compiler->component_of[master->species] != CHEM_NONE) {
        return refuse_member(
            compiler, master->element,
            BOTH("元素全体と価数別、または同じ成分が二度指定されています",
                 "given both whole and by valence, or twice"), error);
    }
    *(master->primary ? &compiler->whole[master->element] : &by_valence[master->element]) = true;
    add_component(compiler, master->species, index, master->element);
    return 0;
}

static int32_t element_of_master_species(const struct chem_database *database, int32_t species,
                                         int32_t *master)
{
    for (size_t i = 0; i < database->master_count; i++) {
        if (database->masters[i].species == species && database->masters[i].primary) {
            *master = (int32_t)i;
            return database->masters[i].element;
        }
    }
    *master = CHEM_NONE;
    return CHEM_NONE;
}

/* H+, e- and H2O close the list; H and O are whole: O2 and H2 follow from e- when they are no members. */
static void add_fixed_components(struct compiler *compiler)
{
    struct chem_model *model = compiler->model;
    const struct chem_database *database = compiler->database;
    int32_t master, element = element_of_master_species(database, database->proton, &master);
    model->proton = model->component_count;
    add_component(compiler, database->proton, master, element);
    compiler->whole[element] = true;
    model->electron_component = CHEM_NONE;
    if (model->electron) {
        model->electron_component = (int32_t)model->component_count;
        add_component(compiler, database->electron, CHEM_NONE, CHEM_NONE);
    }
    element = element_of_master_species(database, database->water, &master);
    model->water = model->component_count;
    add_component(compiler, database->water, master, element);
    compiler->whole[element] = true;
}

static int add_components(struct compiler *compiler, const int32_t *members, size_t count,
                          struct error *error)
{
    const struct chem_database *database = compiler->database;
    bool *by_valence = ARENA_ARRAY(compiler->scratch, bool, database->element_count);
    compiler->component_of = ARENA_ARRAY(compiler->scratch, int32_t, database->species_count);
    memset(compiler->component_of, 0xff, sizeof(int32_t) * database->species_count);
    compiler->whole = ARENA_ARRAY(compiler->scratch, bool, database->element_count);
    for (size_t i = 0; i < count; i++) {
        int code = add_member(compiler, members[i], by_valence, error);
        if (code) {
            return code;
        }
    }
    add_fixed_components(compiler);
    return 0;
}

static bool is_solute(const struct chem_database *database, size_t species)
{
    return database->species[species].where == CHEM_AQUEOUS &&
           (int32_t)species != database->electron && (int32_t)species != database->water;
}

/* Longer reactions last, so that loops over terms run the same length for many species. */
static void order_by_length(int32_t *species, const struct chem_sum **sums, uint32_t count,
                            struct arena *scratch)
{
    int32_t *old_species = ARENA_ARRAY(scratch, int32_t, count);
    const struct chem_sum **old_sums = ARENA_ARRAY(scratch, const struct chem_sum *, count);
    memcpy(old_species, species, sizeof(int32_t) * count);
    memcpy(old_sums, sums, sizeof(struct chem_sum *) * count);
    uint32_t place = 0;
    for (uint32_t length = 0; length <= CHEM_SUM_TERMS; length++) {
        for (uint32_t i = 0; i < count; i++) {
            if (old_sums[i]->count == length) {
                species[place] = old_species[i];
                sums[place++] = old_sums[i];
            }
        }
    }
}

static void select_species(struct compiler *compiler)
{
    const struct chem_database *database = compiler->database;
    struct chem_model *model = compiler->model;
    model->species = ARENA_ARRAY(compiler->arena, int32_t, database->species_count);
    compiler->sums =
        ARENA_ARRAY(compiler->scratch, const struct chem_sum *, database->species_count);
    for (size_t i = 0; i < database->species_count; i++) {
        const struct chem_sum *sum =
            is_solute(database, i) ? chem_expansion_components(compiler->expansion, (int32_t)i)
                                   : NULL;
        if (sum) {
            compiler->sums[model->species_count] = sum;
            model->species[model->species_count++] = (int32_t)i;
        }
    }
    order_by_length(model->species, compiler->sums, model->species_count, compiler->scratch);
    model->species_of = ARENA_ARRAY(compiler->arena, int32_t, database->species_count);
    memset(model->species_of, 0xff, sizeof(int32_t) * database->species_count);
    for (uint32_t i = 0; i < model->species_count; i++) {
        model->species_of[model->species[i]] = (int32_t)i;
    }
}

static void make_log_k(struct chem_log_k_columns *log_k, const struct chem_sum **sums,
                       uint32_t count, struct arena *arena)
{
    for (int k = 0; k < CHEM_LOG_K_TERMS; k++) {
        log_k->term[k] = ARENA_ARRAY(arena, double, count);
        for (uint32_t i = 0; i < count; i++) {
            log_k->term[k][i] = sums[i]->log_k[k];
        }
    }
}

static void make_rows(struct chem_rows *rows, const struct chem_sum **sums, uint32_t count,
                      const uint8_t *place_of, struct arena *arena)
{
    size_t terms = 0;
    for (uint32_t i = 0; i < count; i++) {
        terms += sums[i]->count;
    }
    rows->start = ARENA_ARRAY(arena, uint32_t, count + 1);
    rows->component = ARENA_ARRAY(arena, uint8_t, terms);
    rows->coefficient = ARENA_ARRAY(arena, double, terms);
    uint32_t place = 0;
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t t = 0; t < sums[i]->count; t++) {
            rows->component[place] = place_of[sums[i]->of[t]];
            rows->coefficient[place++] = sums[i]->coefficient[t];
        }
        rows->start[i + 1] = place;
    }
}

static struct chem_block make_block(const struct chem_rows *rows, uint32_t first, uint32_t count,
                                    struct arena *arena)
{
    uint32_t length = rows->start[first + 1] - rows->start[first];
    int32_t *component = ARENA_ARRAY(arena, int32_t, (size_t)length * count);
    double *coefficient = ARENA_ARRAY(arena, double, (size_t)length * count);
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t t = 0; t < length; t++) {
            component[t * count + i] = rows->component[rows->start[first + i] + t];
            coefficient[t * count + i] = rows->coefficient[rows->start[first + i] + t];
        }
    }
    return (struct chem_block){first, count, length, component, coefficient};
}

static void make_blocks(struct compiler *compiler)
{
    struct chem_model *model = compiler->model;
    const uint32_t *start = model->reaction.start;
    model->blocks = ARENA_ARRAY(compiler->arena, struct chem_block, CHEM_SUM_TERMS + 1);
    for (uint32_t i = 0, next; i < model->species_count; i = next) {
        uint32_t length = start[i + 1] - start[i];
        for (next = i; next < model->species_count && start[next + 1] - start[next] == length;) {
            next++;
        }
        model->blocks[model->block_count++] =
            make_block(&model->reaction, i, next - i, compiler->arena);
    }
}

static uint16_t gamma_class(struct chem_model *model, const struct chem_species *species)
{
    struct chem_gamma_class wanted = {
        species->gamma.rule, species->charge, species->gamma.ion_size, species->gamma.slope};
    uint32_t i = 0;
    while (i < model->gamma_class_count &&
           (model->gamma_classes[i].rule != wanted.rule ||
            model->gamma_classes[i].charge != wanted.charge ||
            model->gamma_classes[i].ion_size != wanted.ion_size ||
            model->gamma_classes[i].slope != wanted.slope)) {
        i++;
    }
    if (i == model->gamma_class_count) {
        model->gamma_classes[model->gamma_class_count++] = wanted;
    }
    return (uint16_t)i;
}

static double alkalinity_of(const struct compiler *compiler, int32_t species,
                            const double *alkalinity_of_master_species)
{
    const struct chem_sum *masters = chem_expansion_masters(compiler->expansion, species);
    double sum = 0;
    for (uint32_t i = 0; masters && i < masters->count; i++) {
        sum += masters->coefficient[i] * alkalinity_of_master_species[masters->of[i]];
    }
    return sum;
}

static void make_species_columns(struct compiler *compiler)
{
    struct chem_model *model = compiler->model;
    const struct chem_database *database = compiler->database;
    double *by_master = ARENA_ARRAY(compiler->scratch, double, database->species_count);
    for (size_t i = 0; i < database->master_count; i++) {
        bool alias = str_equal(database->elements[database->masters[i].element].name, STR("Alkalinity"));
        if (!alias && database->masters[i].species != CHEM_NONE) {
            by_master[database->masters[i].species] = database->masters[i].alkalinity;
        }
    }
    model->charge = ARENA_ARRAY(compiler->arena, double, model->species_count);
    model->charge_squared = ARENA_ARRAY(compiler->arena, double, model->species_count);
    model->alkalinity = ARENA_ARRAY(compiler->arena, double, model->species_count);
    model->gamma = ARENA_ARRAY(compiler->arena, uint16_t, model->species_count);
    model->gamma_classes =
        ARENA_ARRAY(compiler->arena, struct chem_gamma_class, model->species_count);
    for (uint32_t i = 0; i < model->species_count; i++) {
        const struct chem_species *species = &database->species[model->species[i]];
        model->charge[i] = species->charge;
        model->charge_squared[i] = species->charge * species->charge;
        model->gamma[i] = gamma_class(model, species);
        model->alkalinity[i] = alkalinity_of(compiler, model->species[i], by_master);
    }
}

/* Members that meet few others come first: the Jacobian is eliminated in this order and stays sparse
   longest (minimum degree; cations meet ligands, hardly each other). */
static void order_components(struct compiler *compiler)
{
    struct chem_model *model = compiler->model;
    static const uint64_t ONE = 1;
    uint64_t meets[CHEM_COMPONENTS_MAX] = {0};
    for (uint32_t i = 0; i < model->species_count; i++) {
        const struct chem_sum *sum = compiler->sums[i];
        uint64_t all = 0;
        for (uint32_t t = 0; t < sum->count; t++) {
            all |= ONE << sum->of[t];
        }
        for (uint32_t t = 0; t < sum->count; t++) {
            meets[sum->of[t]] |= all;
        }
    }
    struct chem_component old[CHEM_COMPONENTS_MAX];
    memcpy(old, model->components, sizeof(old[0]) * model->component_count);
    uint32_t place = 0;
    for (int degree = 0; degree <= CHEM_COMPONENTS_MAX; degree++) {
        for (uint32_t j = 0; j < model->proton; j++) {
            if (__builtin_popcountll(meets[j]) == degree) {
                compiler->place[j] = (uint8_t)place;
                model->components[place++] = old[j];
            }
        }
    }
    for (; place < model->component_count; place++) {
        compiler->place[place] = (uint8_t)place;
    }
}

static bool same_row(const struct chem_rows *rows, uint32_t row, const double *amounts,
                     uint32_t count)
{
    double difference[CHEM_COMPONENTS_MAX], worst = 0;
    memcpy(difference, amounts, sizeof(double) * count);
    for (uint32_t t = rows->start[row]; t < rows->start[row + 1]; t++) {
        difference[rows->component[t]] -= rows->coefficient[t];
    }
    for (uint32_t j = 0; j < count; j++) {
        worst = fmax(worst, fabs(difference[j]));
    }
    return worst < 1e-6;
}

static void add_uneven(struct compiler *compiler, uint32_t species, const double *amounts)
{
    struct chem_model *model = compiler->model;
    struct chem_rows *rows = &model->uneven_amounts;
    uint32_t place = rows->start[model->uneven_count];
    for (uint32_t j = 0; j < model->component_count; j++) {
        if (amounts[j] != 0) {
            rows->component[place] = (uint8_t)j;
            rows->coefficient[place++] = amounts[j];
        }
    }
    model->uneven[model->uneven_count++] = species;
    rows->start[model->uneven_count] = place;
    compiler->is_uneven[species] = true;
}

static void find_uneven(struct compiler *compiler)
{
    struct chem_model *model = compiler->model;
    uint32_t declared = 0;
    compiler->is_uneven = ARENA_ARRAY(compiler->scratch, bool, model->species_count);
    for (uint32_t i = 0; i < model->species_count; i++) {
        declared += compiler->database->species[model->species[i]].mass_balance.n > 0;
    }
    model->uneven = ARENA_ARRAY(compiler->arena, uint32_t, declared);
    struct chem_rows *rows = &model->uneven_amounts;
    rows->start = ARENA_ARRAY(compiler->arena, uint32_t, declared + 1);
    rows->component = ARENA_ARRAY(compiler->arena, uint8_t, declared * CHEM_COMPONENTS_MAX);
    rows->coefficient = ARENA_ARRAY(compiler->arena, double, declared * CHEM_COMPONENTS_MAX);
    for (uint32_t i = 0; i < model->species_count; i++) {
        const struct chem_species *species = &compiler->database->species[model->species[i]];
        double amounts[CHEM_COMPONENTS_MAX];
        if (species->mass_balance.n > 0 &&
            chem_model_formula(model, species->atoms, species->atom_count, species->charge,
                               amounts, NULL) == 0 &&
            !same_row(&model->reaction, i, amounts, model->component_count)) {
            add_uneven(compiler, i, amounts);
        }
    }
}

static void make_component_columns(struct compiler *compiler)
{
    struct chem_model *model = compiler->model;
    const struct chem_rows *rows = &model->reaction;
    struct chem_entries entries;
    uint32_t *positive = ARENA_ARRAY(compiler->scratch, uint32_t, model->component_count);
    chem_entries_init(&entries, rows->start[model->species_count], compiler->scratch);
    for (int negative = 0; negative < 2; negative++) {
        for (uint32_t i = 0; i < model->species_count; i++) {
            for (uint32_t t = rows->start[i]; t < rows->start[i + 1] && !compiler->is_uneven[i];
                 t++) {
                if ((rows->coefficient[t] < 0) == negative) {
                    chem_entries_add(&entries, rows->component[t], i, rows->coefficient[t]);
                    positive[rows->component[t]] += !negative;
                }
            }
        }
    }
    chem_columns_make(&model->columns, &entries, model->component_count, compiler->arena);
    model->column_split = ARENA_ARRAY(compiler->arena, uint32_t, model->component_count);
    for (uint32_t j = 0; j < model->component_count; j++) {
        model->column_split[j] = model->columns.start[j] + positive[j];
    }
}

/* Numbers the pairs of components that meet in species, those that meet in few first (loops over
   pairs then run the same length for many); pair_of[j][k], j <= k, comes with the number of species. */
static void number_pairs(struct chem_model *model, uint16_t (*pair_of)[CHEM_COMPONENTS_MAX],
                         struct arena *arena)
{
    enum { PAIRS_MAX = CHEM_COMPONENTS_MAX * (CHEM_COMPONENTS_MAX + 1) / 2 };
    model->pair_first = ARENA_ARRAY(arena, uint8_t, PAIRS_MAX);
    model->pair_second = ARENA_ARRAY(arena, uint8_t, PAIRS_MAX);
    uint32_t longest = 0;
    for (uint32_t j = 0; j < model->component_count; j++) {
        for (uint32_t k = j; k < model->component_count; k++) {
            longest = pair_of[j][k] > longest ? pair_of[j][k] : longest;
        }
    }
    uint16_t number[CHEM_COMPONENTS_MAX][CHEM_COMPONENTS_MAX];
    for (uint32_t length = 1; length <= longest; length++) {
        for (uint32_t j = 0; j < model->component_count; j++) {
            for (uint32_t k = j; k < model->component_count; k++) {
                if (pair_of[j][k] == length) {
                    model->pair_first[model->pair_count] = (uint8_t)j;
                    model->pair_second[model->pair_count] = (uint8_t)k;
                    number[j][k] = (uint16_t)model->pair_count++;
                }
            }
        }
    }
    memcpy(pair_of, number, sizeof number);
}

static void make_pairs(struct compiler *compiler)
{
    struct chem_model *model = compiler->model;
    const struct chem_rows *rows = &model->reaction;
    uint16_t (*pair_of)[CHEM_COMPONENTS_MAX] =
        arena_alloc(compiler->scratch, CHEM_COMPONENTS_MAX, sizeof *pair_of, alignof(uint16_t));
    struct chem_entries entries;
    size_t count = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t i = 0; i < model->species_count; i++) {
            for (uint32_t s = rows->start[i]; s < rows->start[i + 1]; s++) {
                for (uint32_t t = rows->start[i]; t < rows->start[i + 1]; t++) {
                    uint8_t j = rows->component[s], k = rows->component[t];
                    if (j > k || compiler->is_uneven[i]) {
                        continue;
                    }
                    if (pass == 0) {
                        pair_of[j][k]++;
                        count++;
                    } else {
                        chem_entries_add(&entries, pair_of[j][k], i,
                                         rows->coefficient[s] * rows->coefficient[t]);
                    }
                }
            }
        }
        if (pass == 0) {
            number_pairs(model, pair_of, compiler->arena);
            chem_entries_init(&entries, count, compiler->scratch);
        }
    }
    chem_columns_make(&model->pairs, &entries, model->pair_count, compiler->arena);
}

static void select_phases(struct compiler *compiler)
{
    const struct chem_database *database = compiler->database;
    struct chem_model *model = compiler->model;
    model->phases = ARENA_ARRAY(compiler->arena, int32_t, database->phase_count);
    model->phase_of = ARENA_ARRAY(compiler->arena, int32_t, database->phase_count);
    const struct chem_sum **sums =
        ARENA_ARRAY(compiler->scratch, const struct chem_sum *, database->phase_count);
    for (size_t i = 0; i < database->phase_count; i++) {
        struct chem_sum *sum = ARENA_NEW(compiler->scratch, struct chem_sum);
        bool written =
            chem_expansion_dissolution(compiler->expansion, &database->phases[i], sum);
        model->phase_of[i] = written ? (int32_t)model->phase_count : CHEM_NONE;
        if (written) {
            sums[model->phase_count] = sum;
            model->phases[model->phase_count++] = (int32_t)i;
        }
    }
    make_rows(&model->dissolution, sums, model->phase_count, compiler->place, compiler->arena);
    make_log_k(&model->phase_log_k, sums, model->phase_count, compiler->arena);
}

/* Columns of how many moles of each valence state and element a species holds, for readings. */
static void make_tallies(struct compiler *compiler)
{
    const struct chem_database *database = compiler->database;
    struct chem_model *model = compiler->model;
    struct chem_entries valences, elements;
    int32_t *valence_of_species =
        ARENA_ARRAY(compiler->scratch, int32_t, database->species_count);
    double *atoms_of_valence = ARENA_ARRAY(compiler->scratch, double, database->master_count);
    memset(valence_of_species, 0xff, sizeof(int32_t) * database->species_count);
    model->valence_of = ARENA_ARRAY(compiler->arena, int32_t, database->master_count);
    uint32_t valence_count = 0;
    for (size_t i = 0; i < database->master_count; i++) {
        const struct chem_master *master = &database->masters[i];
        bool counted = !master->primary && master->species != CHEM_NONE;
        model->valence_of[i] = counted ? (int32_t)valence_count++ : CHEM_NONE;
        if (counted) {
            valence_of_species[master->species] = model->valence_of[i];
            atoms_of_valence[model->valence_of[i]] =
                chem_atoms_in(&database->species[master->species], master->element);
        }
    }
    size_t atoms = 0;
    for (uint32_t i = 0; i < model->species_count; i++) {
        atoms += database->species[model->species[i]].atom_count;
    }
    chem_entries_init(&valences, (size_t)model->species_count * CHEM_SUM_TERMS, compiler->scratch);
    chem_entries_init(&elements, atoms, compiler->scratch);
    for (uint32_t i = 0; i < model->species_count; i++) {
        const struct chem_sum *masters =
            chem_expansion_masters(compiler->expansion, model->species[i]);
        double share = chem_share_of_amounts(database, model->species[i], masters);
        for (uint32_t t = 0; masters && t < masters->count; t++) {
            int32_t valence = valence_of_species[masters->of[t]];
            if (valence != CHEM_NONE) {
                chem_entries_add(&valences, (uint32_t)valence, i,
                                 share * masters->coefficient[t] *
                                     atoms_of_valence[valence]);
            }
        }
        const struct chem_species *species = &database->species[model->species[i]];
        for (uint32_t t = 0; t < species->atom_count; t++) {
            chem_entries_add(&elements, (uint32_t)species->atoms[t].element, i,
                             species->atoms[t].count);
        }
    }
    chem_columns_make(&model->valences, &valences, valence_count, compiler->arena);
    chem_columns_make(&model->elements, &elements, (uint32_t)database->element_count,
                      compiler->arena);
}

int chem_model_compile(const struct chem_database *database, const int32_t *members, size_t count,
                       bool electron, struct arena *arena, const struct chem_model **out,
                       struct error *error)
{
    if (count + 3 > CHEM_COMPONENTS_MAX) {
        return ERROR(error, ERR_TOO_LARGE, BOTH("水の元素の数", "the number of elements"),
                     STR("61"));
    }
    struct arena *scratch = arena_create();
    struct compiler compiler = {.database = database, .arena = arena, .scratch = scratch};
    struct chem_model *model = compiler.model = ARENA_NEW(arena, struct chem_model);
    model->database = database;
    model->electron = electron;
    model->components = ARENA_ARRAY(arena, struct chem_component, count + 3);
    int code = add_components(&compiler, members, count, error);
    if (!code) {
        compiler.expansion = chem_expansion_create(database, compiler.component_of,
                                                   compiler.whole, scratch);
        select_species(&compiler);
        order_components(&compiler);
        make_rows(&model->reaction, compiler.sums, model->species_count, compiler.place, arena);
        make_blocks(&compiler);
        make_log_k(&model->log_k, compiler.sums, model->species_count, arena);
        make_species_columns(&compiler);
        find_uneven(&compiler);
        make_component_columns(&compiler);
        make_pairs(&compiler);
        select_phases(&compiler);
        make_tallies(&compiler);
        *out = model;
    }
    arena_destroy(scratch);
    return code;
}
