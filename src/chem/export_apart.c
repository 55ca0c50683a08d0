#include "chem/export_apart.h"

#include <math.h>

#include "chem/sorption.h"
#include "chem/write.h"

static const double OUT_OF_REACH = -400; /* log K of a couple that must not act */
static const double SAME = 1e-9;
static const double KELVIN_AT_25 = 298.15;

struct chem_apart {
    const struct chem_export *export;
    const struct chem_database *database;
    struct arena *arena;
    struct str *names;   /* by master: the element's new name, empty: it keeps its own */
    bool *split;         /* by element: its valences are apart */
    bool *species, *phases; /* written already */
};

/* "Fe_iii", "S_mii", "N_o". */
static struct str new_name(const struct chem_apart *apart, const struct chem_master *master)
{
    static const char *const numbers[] = {"o", "i", "ii", "iii", "iv", "v", "vi", "vii"};
    double size = fabs(master->valence);
    struct str element = apart->database->elements[master->element].name;
    if (size != floor(size) || size > 7)
        return arena_format(apart->arena, "%.*s_x", STR_ARG(element));
    return arena_format(apart->arena, "%.*s_%s%s", STR_ARG(element), master->valence < 0 ? "m" : "",
                        numbers[(int)size]);
}

static void mark_model(struct chem_apart *apart, const struct chem_model *model, bool *any)
{
    const struct chem_database *database = apart->database;
    int32_t hydrogen = model->components[model->proton].element;
    int32_t oxygen = model->components[model->water].element;
    for (uint32_t j = 0; j < model->proton; j++) {
        const struct chem_component *component = &model->components[j];
        const struct chem_master *master = &database->masters[component->master];
        if (master->primary || component->element == hydrogen || component->element == oxygen)
            continue;
        *any = apart->split[component->element] = true;
        const struct chem_master *primary =
            &database->masters[database->elements[component->element].primary];
        if (master->species != primary->species)
            apart->names[component->master] = new_name(apart, master);
    }
}

const struct chem_apart *chem_apart_make(const struct chem_export *export, struct arena *arena)
{
    const struct chem_database *database = export->database;
    struct chem_apart *apart = ARENA_NEW(arena, struct chem_apart);
    bool any = false;
    *apart = (struct chem_apart){.export = export, .database = database, .arena = arena};
    apart->names = ARENA_ARRAY(arena, struct str, database->master_count);
    apart->split = ARENA_ARRAY(arena, bool, database->element_count);
    apart->species = ARENA_ARRAY(arena, bool, database->species_count);
    apart->phases = ARENA_ARRAY(arena, bool, database->phase_count);
    for (size_t i = 0; i < export->cell_count && !export->joined; i++)
        mark_model(apart, export->cells[i].water->model, &any);
    return any ? apart : NULL;
}

struct str chem_apart_name(const struct chem_apart *apart, int32_t master, struct str own)
{
    return apart && apart->names[master].n > 0 ? apart->names[master] : own;
}

/* The name with one element under another name. */
static struct str rename_element(struct arena *arena, struct str name, struct str from, struct str to)
{
    struct buf out = {0};
    for (size_t i = 0; i < name.n;) {
        size_t end = i + 1;
        bool element = name.p[i] >= 'A' && name.p[i] <= 'Z';
        while (element && end < name.n &&
               ((name.p[end] >= 'a' && name.p[end] <= 'z') || name.p[end] == '_'))
            end++;
        struct str token = str_slice(name, i, end);
        buf_append(&out, element && str_equal(token, from) ? to : token);
        i = end;
    }
    struct str renamed = arena_copy(arena, buf_str(&out));
    buf_finish(&out);
    return renamed;
}

static struct str component_name(const struct chem_apart *apart, const struct chem_model *model,
                                 uint32_t component)
{
    const struct chem_component *c = &model->components[component];
    struct str name = apart->database->species[c->species].name;
    if (c->master == CHEM_NONE || apart->names[c->master].n == 0)
        return name;
    return rename_element(apart->arena, name, apart->database->elements[c->element].name,
                          apart->names[c->master]);
}

/* A row in the components of a model: what a species or phase is made of. */
struct row {
    const struct chem_model *model;
    const struct chem_rows *rows;
    uint32_t at;
};

static bool is_renamed(const struct chem_apart *apart, const struct chem_model *model, uint32_t component)
{
    int32_t master = model->components[component].master;
    return master != CHEM_NONE && apart->names[master].n > 0;
}

static bool touches(const struct chem_apart *apart, const struct row *row)
{
    for (uint32_t t = row->rows->start[row->at]; t < row->rows->start[row->at + 1]; t++)
        if (is_renamed(apart, row->model, row->rows->component[t]))
            return true;
    return false;
}

/* The name with each renamed element, when all its atoms of that element are of that valence; empty
   when valences mix. */
static struct str renamed_species(const struct chem_apart *apart, const struct row *row, int32_t species)
{
    const struct chem_species *definition = &apart->database->species[species];
    struct str name = definition->name;
    for (uint32_t t = row->rows->start[row->at]; t < row->rows->start[row->at + 1]; t++) {
        uint32_t j = row->rows->component[t];
        const struct chem_component *c = &row->model->components[j];
        if (!is_renamed(apart, row->model, j))
            continue;
        double held = row->rows->coefficient[t] *
                      chem_atoms_in(&apart->database->species[c->species], c->element);
        if (fabs(held - chem_atoms_in(definition, c->element)) > SAME)
            return STR("");
        name = rename_element(apart->arena, name, apart->database->elements[c->element].name,
                              apart->names[c->master]);
    }
    return name;
}

static size_t write_terms(const struct chem_apart *apart, const struct row *row, double sign,
                          size_t before, struct buf *out)
{
    size_t written = 0;
    for (uint32_t t = row->rows->start[row->at]; t < row->rows->start[row->at + 1]; t++) {
        double coefficient = sign * row->rows->coefficient[t];
        if (coefficient <= 0)
            continue;
        buf_append(out, before + written > 0 ? STR(" + ") : STR(""));
        chem_write_number(out, coefficient);
        buf_append_char(out, ' ');
        buf_append(out, component_name(apart, row->model, row->rows->component[t]));
        written++;
    }
    return written;
}

/* log K by its terms of temperature, and its value at 25 C. */
static void write_log_k(const struct chem_log_k_columns *log_k, uint32_t at, double sign, struct buf *out)
{
    double t = KELVIN_AT_25;
    double of_t[CHEM_LOG_K_TERMS] = {1, t, 1 / t, log10(t), 1 / (t * t), t * t}, value = 0;
    for (int k = 0; k < CHEM_LOG_K_TERMS; k++)
        value += sign * log_k->term[k][at] * of_t[k];
    buf_append(out, STR("    -log_k "));
    chem_write_number(out, value);
    buf_append(out, STR("\n    -analytic"));
    for (int k = 0; k < CHEM_LOG_K_TERMS; k++) {
        buf_append_char(out, ' ');
        chem_write_number(out, sign * log_k->term[k][at]);
    }
    buf_append_char(out, '\n');
}

static void write_gamma(const struct chem_species *species, struct buf *out)
{
    if (species->gamma.rule != CHEM_GAMMA_DEBYE && species->gamma.rule != CHEM_GAMMA_NEUTRAL)
        return;
    buf_append(out, STR("    -gamma "));
    chem_write_number(out, species->gamma.ion_size);
    buf_append_char(out, ' ');
    chem_write_number(out, species->gamma.slope);
    buf_append_char(out, '\n');
}

static void write_masters(const struct chem_apart *apart, struct buf *out)
{
    const struct chem_database *database = apart->database;
    buf_append(out, STR("SOLUTION_MASTER_SPECIES\n"));
    for (size_t i = 0; i < database->master_count; i++) {
        const struct chem_master *master = &database->masters[i];
        struct str name = apart->names[i];
        if (name.n == 0)
            continue;
        struct str species =
            rename_element(apart->arena, database->species[master->species].name,
                           database->elements[master->element].name, name);
        buf_format(out, "    %.*s %.*s %.15g %.*s %.15g\n", STR_ARG(name), STR_ARG(species),
                   master->alkalinity, STR_ARG(name), database->elements[master->element].molar_mass);
    }
}

/* The database's own half reactions of these elements, without effect. */
static void write_suppressed(const struct chem_apart *apart, struct buf *out)
{
    const struct chem_database *database = apart->database;
    for (size_t i = 0; i < database->master_count; i++) {
        const struct chem_master *master = &database->masters[i];
        int32_t primary = database->elements[master->element].primary;
        if (master->primary || master->where != CHEM_AQUEOUS || !apart->split[master->element] ||
            master->species == database->masters[primary].species)
            continue;
        struct chem_species species = database->species[master->species];
        species.log_k = (struct chem_log_k){.at_25 = OUT_OF_REACH};
        chem_write_species(database, &species, out);
    }
}

static void write_component(const struct chem_apart *apart, const struct chem_model *model,
                            uint32_t component, struct buf *out)
{
    int32_t species = model->components[component].species;
    if (!is_renamed(apart, model, component) || apart->species[species])
        return;
    apart->species[species] = true;
    struct str name = component_name(apart, model, component);
    buf_format(out, "%.*s = %.*s\n    -log_k 0\n", STR_ARG(name), STR_ARG(name));
    write_gamma(&apart->database->species[species], out);
}

static void write_species(const struct chem_apart *apart, const struct row *row, int32_t species,
                          const struct chem_log_k_columns *log_k, struct buf *out)
{
    const struct chem_species *definition = &apart->database->species[species];
    if (apart->species[species] || !touches(apart, row))
        return;
    apart->species[species] = true;
    struct str name = renamed_species(apart, row, species);
    if (name.n == 0) {
        buf_format(out, "# left out, more than one valence in it: %.*s\n", STR_ARG(definition->name));
        return;
    }
    (void)write_terms(apart, row, 1, 0, out);
    buf_format(out, " = %.*s", STR_ARG(name));
    (void)write_terms(apart, row, -1, 1, out);
    buf_append_char(out, '\n');
    write_log_k(log_k, row->at, 1, out);
    write_gamma(definition, out);
}

static void write_model(const struct chem_apart *apart, const struct chem_model *model, struct buf *out)
{
    for (uint32_t j = 0; j < model->proton; j++)
        write_component(apart, model, j, out);
    for (uint32_t i = 0; i < model->species_count; i++) {
        struct row row = {model, &model->reaction, i};
        write_species(apart, &row, model->species[i], &model->log_k, out);
    }
}

/* Elements of a phase by its components, the rest (H, O) by its own formula. */
static void write_phase_formula(const struct chem_apart *apart, const struct row *row,
                                const struct chem_phase *phase, struct buf *out)
{
    for (uint32_t a = 0; a < phase->atom_count; a++) {
        double left = phase->atoms[a].count;
        for (uint32_t t = row->rows->start[row->at]; t < row->rows->start[row->at + 1]; t++) {
            uint32_t j = row->rows->component[t];
            const struct chem_component *c = &row->model->components[j];
            if (c->element != phase->atoms[a].element || !is_renamed(apart, row->model, j))
                continue;
            double held = row->rows->coefficient[t] *
                          chem_atoms_in(&apart->database->species[c->species], c->element);
            buf_append(out, apart->names[c->master]);
            chem_write_number(out, held);
            left -= held;
        }
        if (left > SAME) {
            buf_append(out, apart->database->elements[phase->atoms[a].element].name);
            chem_write_number(out, left);
        }
    }
}

static void write_phases(const struct chem_apart *apart, const struct chem_export_cell *cell,
                         struct buf *out)
{
    const struct chem_model *model = cell->water->model;
    for (uint32_t p = 0; cell->solids && p < cell->solids->count; p++) {
        int32_t index = cell->solids->solid[p].phase, at = model->phase_of[index];
        struct row row = {model, &model->dissolution, (uint32_t)at};
        if (at == CHEM_NONE || apart->phases[index] || !touches(apart, &row))
            continue;
        apart->phases[index] = true;
        buf_format(out, "%.*s\n    ", STR_ARG(apart->database->phases[index].name));
        write_phase_formula(apart, &row, &apart->database->phases[index], out);
        (void)write_terms(apart, &row, -1, 1, out);
        buf_append(out, STR(" = "));
        (void)write_terms(apart, &row, 1, 0, out);
        buf_append_char(out, '\n');
        write_log_k(&model->phase_log_k, row.at, 1, out);
    }
}

/* Bound species of renamed valences: their sites stand in front of the row. */
static void write_bound(const struct chem_apart *apart, const struct chem_sorption *sorption,
                        struct buf *out)
{
    const struct chem_binding *binding = sorption ? sorption->binding : NULL;
    for (uint32_t k = 0; binding && k < binding->site_count; k++)
        for (uint32_t i = binding->first[k]; i < binding->first[k + 1]; i++) {
            struct row row = {binding->model, &binding->reaction, i};
            int32_t species = binding->species[i];
            struct str name = renamed_species(apart, &row, species);
            if (apart->species[species] || !touches(apart, &row) || name.n == 0)
                continue;
            apart->species[species] = true;
            int32_t master = apart->database->masters[binding->masters[k]].species;
            chem_write_number(out, binding->sites[i]);
            buf_format(out, " %.*s", STR_ARG(apart->database->species[master].name));
            (void)write_terms(apart, &row, 1, 1, out);
            buf_format(out, " = %.*s", STR_ARG(name));
            (void)write_terms(apart, &row, -1, 1, out);
            buf_append_char(out, '\n');
            write_log_k(&binding->log_k, i, 1, out);
            write_gamma(&apart->database->species[species], out);
        }
}

void chem_apart_write(const struct chem_apart *apart, struct buf *out)
{
    if (!apart)
        return;
    const struct chem_export *export = apart->export;
    buf_append(out, STR("# Valences that are kept apart, as elements of their own.\n"));
    write_masters(apart, out);
    buf_append(out, STR("SOLUTION_SPECIES\n"));
    write_suppressed(apart, out);
    for (size_t i = 0; i < export->cell_count; i++)
        write_model(apart, export->cells[i].water->model, out);
    buf_append(out, STR("PHASES\n"));
    for (size_t i = 0; i < export->cell_count; i++)
        write_phases(apart, &export->cells[i], out);
    buf_append(out, STR("EXCHANGE_SPECIES\n"));
    for (size_t i = 0; i < export->cell_count; i++)
        write_bound(apart, export->cells[i].exchange, out);
    buf_append(out, STR("SURFACE_SPECIES\n"));
    for (size_t i = 0; i < export->cell_count; i++)
        write_bound(apart, export->cells[i].surface, out);
}
