#include "chem/export.h"

#include <math.h>

#include "chem/export_apart.h"
#include "chem/write.h"

static const double KELVIN_AT_0 = 273.15;
static const double PE_WITHOUT_MEANING = 4; /* PHREEQC's default */
static const double LEAST_MOLALITY = 1e-24; /* PHREEQC drops totals below 1e-25 */

struct exporter {
    const struct chem_database *database;
    const struct chem_apart *apart;
    struct chem_answer answer;
    struct buf *out;
};

static void write_named(struct exporter *exporter, struct str name, double value)
{
    buf_format(exporter->out, "    %-14.*s ", STR_ARG(name));
    chem_write_number(exporter->out, value);
    buf_append_char(exporter->out, '\n');
}

/* Valence states of an element, or the element when it has none. `neutral_only`: of H and O, whose
   other states are the water itself. */
static void write_element(struct exporter *exporter, int32_t element, bool neutral_only)
{
    const struct chem_database *database = exporter->database;
    bool by_valence = neutral_only;
    for (size_t i = 0; i < database->master_count; i++) {
        const struct chem_master *master = &database->masters[i];
        if (master->element != element || master->primary || (neutral_only && master->valence != 0))
            continue;
        by_valence = true;
        double molality = exporter->answer.model->valence_of[i] == CHEM_NONE
                              ? 0
                              : chem_read_valence(&exporter->answer, (int32_t)i);
        if (molality > LEAST_MOLALITY)
            write_named(exporter, chem_apart_name(exporter->apart, (int32_t)i, master->name), molality);
    }
    double molality = by_valence ? 0 : chem_read_element(&exporter->answer, element);
    if (molality > LEAST_MOLALITY)
        write_named(exporter, database->elements[element].name, molality);
}

static void write_totals(struct exporter *exporter)
{
    const struct chem_model *model = exporter->answer.model;
    int32_t hydrogen = model->components[model->proton].element;
    int32_t oxygen = model->components[model->water].element;
    for (uint32_t j = 0; j < model->proton; j++) {
        int32_t element = model->components[j].element;
        bool seen = element == hydrogen || element == oxygen;
        for (uint32_t k = 0; k < j; k++)
            seen |= model->components[k].element == element;
        if (!seen)
            write_element(exporter, element, false);
    }
    write_element(exporter, hydrogen, true);
    write_element(exporter, oxygen, true);
}

static void write_water(struct exporter *exporter, const struct chem_export_cell *cell)
{
    const struct chem_water *water = cell->water;
    buf_format(exporter->out, "SOLUTION %d %.*s\n", cell->number, STR_ARG(cell->title));
    write_named(exporter, STR("-temp"), water->kelvin - KELVIN_AT_0);
    write_named(exporter, STR("-pH"), chem_water_ph(water));
    write_named(exporter, STR("-pe"),
                water->model->electron ? chem_water_pe(water) : PE_WITHOUT_MEANING);
    buf_append(exporter->out, STR("    -units         mol/kgw\n"));
    write_named(exporter, STR("-water"), water->mass);
    write_totals(exporter);
}

/* Elements and counts without blanks, as PHREEQC takes a formula. */
static void write_formula(struct exporter *exporter, const struct chem_atom *atoms, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        buf_append(exporter->out, exporter->database->elements[atoms[i].element].name);
        if (atoms[i].count != 1)
            chem_write_number(exporter->out, atoms[i].count);
    }
}

static void write_solids(struct exporter *exporter, const struct chem_export_cell *cell)
{
    struct buf *out = exporter->out;
    buf_format(out, "EQUILIBRIUM_PHASES %d\n", cell->number);
    for (uint32_t p = 0; p < cell->solids->count; p++) {
        const struct chem_solid *solid = &cell->solids->solid[p];
        buf_format(out, "    %-18.*s ", STR_ARG(exporter->database->phases[solid->phase].name));
        chem_write_number(out, solid->target);
        buf_append_char(out, ' ');
        if (solid->alternative) {
            write_formula(exporter, solid->formula, solid->formula_count);
            buf_append_char(out, ' ');
        }
        chem_write_number(out, solid->amount);
        buf_append(out, solid->dissolve_only      ? STR(" dissolve_only\n")
                        : solid->precipitate_only ? STR(" precipitate_only\n")
                                                  : STR("\n"));
    }
}

/* A volume and partial pressures from which the amounts are read back; an empty phase has none. */
static void write_gas(struct exporter *exporter, const struct chem_export_cell *cell)
{
    struct buf *out = exporter->out;
    const struct chem_gas_phase *gas = cell->gas;
    double amount = chem_gas_phase_amount(gas);
    buf_format(out, "GAS_PHASE %d\n    -fixed_%s\n", cell->number,
               gas->fixed_volume ? "volume" : "pressure");
    if (!gas->fixed_volume)
        write_named(exporter, STR("-pressure"), gas->pressure);
    write_named(exporter, STR("-volume"), gas->volume > 0 ? gas->volume : 1);
    write_named(exporter, STR("-temperature"), cell->water->kelvin - KELVIN_AT_0);
    for (uint32_t i = 0; i < gas->count; i++)
        write_named(exporter, exporter->database->phases[gas->gas[i].phase].name,
                    amount > 0 ? gas->gas[i].amount / amount * gas->pressure : 0);
}

static void write_site(struct exporter *exporter, const struct chem_sorption *sorption, uint32_t k)
{
    const struct chem_site *site = &sorption->sites[k];
    const struct chem_master *master = &exporter->database->masters[site->master];
    bool surface = master->where == CHEM_SURFACE;
    bool first = true;
    for (uint32_t i = 0; i < k; i++)
        first &= sorption->sites[i].surface != site->surface;
    buf_format(exporter->out, "    %-14.*s ",
               STR_ARG(surface ? exporter->database->species[master->species].name : master->name));
    chem_write_number(exporter->out, site->amount);
    if (surface && first) {
        double area = site->surface == CHEM_NONE ? 1 : sorption->surfaces[site->surface].area;
        buf_append_char(exporter->out, ' ');
        chem_write_number(exporter->out, area);
        buf_append(exporter->out, STR(" 1"));
    }
    buf_append_char(exporter->out, '\n');
}

static bool is_mixed(const struct chem_sorption *sorption)
{
    for (uint32_t k = 1; k < sorption->site_count; k++)
        if ((sorption->sites[k].surface == CHEM_NONE) != (sorption->sites[0].surface == CHEM_NONE))
            return true;
    return false;
}

static int write_sorption(struct exporter *exporter, const struct chem_sorption *sorption,
                          const char *keyword, int32_t number, struct error *error)
{
    if (is_mixed(sorption))
        return ERROR(error, ERR_CHEM_UNSUPPORTED, str_from_c(keyword),
                     BOTH("PHREEQC では電気二重層の有無を一つの SURFACE に混ぜられません",
                          "PHREEQC has no SURFACE that is partly without a double layer"));
    buf_format(exporter->out, "%s %d\n    -equilibrate %d\n", keyword, number, number);
    for (uint32_t k = 0; k < sorption->site_count; k++)
        write_site(exporter, sorption, k);
    if (exporter->database->masters[sorption->sites[0].master].where == CHEM_SURFACE &&
        sorption->sites[0].surface == CHEM_NONE)
        buf_append(exporter->out, STR("    -no_edl\n"));
    return 0;
}

static void write_rate(struct exporter *exporter, const struct chem_export_rate *rate)
{
    struct buf *out = exporter->out;
    buf_format(out, "%.*s\n    -formula ", STR_ARG(rate->name));
    for (uint32_t i = 0; i < rate->atom_count; i++) {
        buf_append(out, exporter->database->elements[rate->atoms[i].element].name);
        buf_append_char(out, ' ');
        chem_write_number(out, rate->atoms[i].count);
        buf_append_char(out, ' ');
    }
    buf_append_char(out, '\n');
    write_named(exporter, STR("-m"), rate->m);
    write_named(exporter, STR("-m0"), rate->m0);
    if (rate->tolerance > 0)
        write_named(exporter, STR("-tol"), rate->tolerance);
    if (rate->parameter_count > 0)
        buf_append(out, STR("    -parms"));
    for (size_t i = 0; i < rate->parameter_count; i++) {
        buf_append_char(out, ' ');
        chem_write_number(out, rate->parameters[i]);
    }
    if (rate->parameter_count > 0)
        buf_append_char(out, '\n');
}

static void write_kinetics(struct exporter *exporter, const struct chem_export_cell *cell)
{
    buf_format(exporter->out, "KINETICS %d\n", cell->number);
    for (size_t i = 0; i < cell->rate_count; i++)
        write_rate(exporter, &cell->rates[i]);
    write_named(exporter, STR("-steps"), cell->seconds);
}

static int write_cell(struct exporter *exporter, const struct chem_export_cell *cell,
                      struct error *error)
{
    int code = 0;
    write_water(exporter, cell);
    if (cell->solids && cell->solids->count > 0)
        write_solids(exporter, cell);
    if (cell->gas && cell->gas->count > 0)
        write_gas(exporter, cell);
    if (cell->exchange && cell->exchange->site_count > 0)
        code = write_sorption(exporter, cell->exchange, "EXCHANGE", cell->number, error);
    if (!code && cell->surface && cell->surface->site_count > 0)
        code = write_sorption(exporter, cell->surface, "SURFACE", cell->number, error);
    if (cell->rate_count > 0)
        write_kinetics(exporter, cell);
    buf_append(exporter->out, STR("END\n"));
    return code;
}

int chem_export_write(struct chem_solver *solver, const struct chem_export *export, struct buf *out,
                      struct error *error)
{
    struct exporter exporter = {.database = export->database, .out = out};
    buf_append(out, STR("# Written by Meguri for PHREEQC 3. Amounts are those of the state, so that the "
                        "batch reaction of each\n# simulation finds it at equilibrium already.\n"));
    if (export->database_name.n > 0)
        buf_format(out, "# Database: %.*s\n", STR_ARG(export->database_name));
    chem_database_write(export->database, export->first_file, out);
    struct arena *arena = arena_create();
    exporter.apart = chem_apart_make(export, arena);
    chem_apart_write(exporter.apart, out);
    int code = 0;
    for (size_t i = 0; i < export->cell_count && !code; i++) {
        exporter.answer = chem_evaluate(solver, export->cells[i].water);
        code = write_cell(&exporter, &export->cells[i], error);
    }
    arena_destroy(arena);
    return code;
}
