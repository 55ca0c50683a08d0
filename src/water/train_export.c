#include "water/train_export.h"

#include <math.h>

#include "chem/write.h"
#include "water/train_export_inside.h"

static const double share_of_inflow = 0.01; /* f: what is mixed in at once, of the cell */
static const double without_end = 1000;     /* mol of a reactant that is no pool */

static void number(struct water_exporter *e, double value)
{
    chem_write_number(e->out, value);
}

/* What a component is called in SOLUTION and TOT. */
static struct str total_name(const struct water_exporter *e, uint32_t component)
{
    int32_t master = e->model->components[component].master;
    return chem_apart_name(e->apart, master, e->database->masters[master].name);
}

static struct str total_of(const struct water_exporter *e, const char *master)
{
    int32_t index = chem_database_master(e->database, str_from_c(master));
    return chem_apart_name(e->apart, index, str_from_c(master));
}

/* An ion of a valence under the name that the valence has in the input; `length`: of its element.
 */
static struct str ion_of(const struct water_exporter *e, const char *master, const char *ion,
                         size_t length)
{
    struct str total = total_of(e, master), plain = str_from_c(ion);
    return str_equal(total, str_from_c(master))
               ? plain
               : ARENA_JOIN(e->arena, total, str_slice(plain, length, plain.n));
}

static void write_rates(struct water_exporter *e)
{
    struct str sulfide = total_of(e, "S(-2)");
    bool renamed = !str_equal(sulfide, STR("S(-2)"));
    struct water_export_names names = {.fe2 = total_of(e, "Fe(2)"),
                                       .fe3 = total_of(e, "Fe(3)"),
                                       .so4 = total_of(e, "S(6)"),
                                       .sulfide = sulfide,
                                       .mn = total_of(e, "Mn(2)"),
                                       .sulfate_ion = ion_of(e, "S(6)", "SO4-2", 1),
                                       .arsenate_ion = ion_of(e, "As(5)", "AsO4-3", 2),
                                       .iron_ion = ion_of(e, "Fe(2)", "Fe+2", 2),
                                       .h2s = renamed ? ARENA_JOIN(e->arena, STR("H2"), sulfide)
                                                      : STR("H2S")};
    bool used[WATER_LAWS] = {false};
    buf_append(e->out, STR("RATES\n"));
    for (size_t t = 0; t < e->train->tank_count; t++)
        for (size_t r = 0; r < e->train->tanks[t].rate_count; r++) {
            enum water_law law = e->train->tanks[t].rates[r].law;
            if (!used[law])
                water_law_write_basic(law, &names, e->out);
            used[law] = true;
        }
    buf_append(e->out, STR("END\n"));
}

void water_export_solution(struct water_exporter *e, int number_of, struct str title,
                           const struct chem_water *water, double doc)
{
    buf_format(e->out, "SOLUTION %d %.*s\n    -units mol/kgw\n    -temp ", number_of,
               STR_ARG(title));
    number(e, water->kelvin - 273.15);
    buf_append(e->out, STR("\n    -pH "));
    number(e, chem_water_ph(water));
    buf_append(e->out, STR("\n    -pe 4\n    -water 1\n"));
    for (uint32_t j = 0; j < e->model->proton; j++) {
        double total = water->totals[j] / water->mass;
        if (!(total > 0))
            continue;
        buf_format(e->out, "    %.*s ", STR_ARG(total_name(e, j)));
        /* in PHREEQC's way the amount of O(0) is that of the element */
        bool oxygen =
            e->model->components[j].species == chem_database_species(e->database, STR("O2"));
        number(e, oxygen ? 2 * total : total);
        buf_append_char(e->out, '\n');
    }
    if (doc > 0) {
        buf_append(e->out, STR("    Doc "));
        number(e, doc);
        buf_append_char(e->out, '\n');
    }
}

void water_export_solids(struct water_exporter *e, int cell, const struct chem_solids *solids,
                         bool amounts)
{
    if (solids->count == 0)
        return;
    buf_format(e->out, "EQUILIBRIUM_PHASES %d\n", cell);
    for (uint32_t i = 0; i < solids->count; i++) {
        if (e->model->phase_of[solids->solid[i].phase] == CHEM_NONE)
            continue;
        buf_format(e->out, "    %.*s 0 ",
                   STR_ARG(e->database->phases[solids->solid[i].phase].name));
        number(e, amounts ? solids->solid[i].amount : 0);
        buf_append_char(e->out, '\n');
    }
}

/* A reaction in components as a formula of elements, valences under their own names. */
static void write_formula(struct water_exporter *e, const struct water_rate *rate)
{
    const struct water_law_term *terms = water_laws[rate->law].terms;
    buf_append(e->out, STR("    -formula"));
    double hydrogen = 0, oxygen = 0;
    for (uint32_t j = 0; j < e->model->component_count; j++) {
        const struct chem_component *c = &e->model->components[j];
        const struct chem_species *species = &e->database->species[c->species];
        double amount = rate->reaction[j];
        for (uint32_t a = 0; a < species->atom_count && amount != 0; a++) {
            struct str element = e->database->elements[species->atoms[a].element].name;
            double atoms = amount * species->atoms[a].count;
            if (str_equal(element, STR("H"))) {
                hydrogen += atoms;
            } else if (str_equal(element, STR("O"))) {
                oxygen += atoms;
            } else {
                buf_format(e->out, " %.*s ",
                           STR_ARG(chem_apart_name(e->apart, c->master, element)));
                number(e, atoms);
            }
        }
    }
    double doc = 0;
    for (int i = 0; i < WATER_LAW_TERMS && terms[i].coefficient != 0; i++)
        if (!terms[i].species && terms[i].pool == WATER_POOL_DOC)
            doc += terms[i].coefficient;
    const struct {
        const char *name;
        double amount;
    } rest[] = {{"H", hydrogen}, {"O", oxygen}, {"Doc", doc}};
    for (size_t i = 0; i < sizeof rest / sizeof *rest; i++)
        if (fabs(rest[i].amount) > 1e-14) {
            buf_format(e->out, " %s ", rest[i].name);
            number(e, rest[i].amount);
        }
    buf_append_char(e->out, '\n');
}

void water_export_temperature(struct water_exporter *e, int cell, double kelvin)
{
    buf_format(e->out, "REACTION_TEMPERATURE %d\n    ", cell);
    number(e, kelvin - 273.15);
    buf_append_char(e->out, '\n');
}

static double reactant_of(enum water_law law, const double *pools)
{
    return law == WATER_LIMESTONE_DISSOLUTION ? pools[WATER_POOL_LIMESTONE]
           : law == WATER_HYDROLYSIS_FAST     ? pools[WATER_POOL_BRAN]
           : law == WATER_HYDROLYSIS_SLOW     ? pools[WATER_POOL_HUSK]
                                              : without_end;
}

/* mol/kg/s of ferrihydrite */
static double forming_in(const struct water_exporter *e, const struct water_cell *cell)
{
    const struct water_particles *particles = &e->train->particles;
    for (size_t i = 0; i < particles->count; i++)
        if (particles->each[i].phase == e->train->places.at[WATER_SENSE_FERRIHYDRITE])
            return cell->precipitating[i];
    return 0;
}

static void write_rate(struct water_exporter *e, const struct water_rate *rate,
                       const struct water_cell *cell)
{
    buf_format(e->out, "%s\n", water_laws[rate->law].name);
    write_formula(e, rate);
    buf_append(e->out, STR("    -m "));
    number(e, reactant_of(rate->law, cell->pools));
    buf_append(e->out, STR("\n    -m0 "));
    number(e, reactant_of(rate->law, cell->pools_new));
    buf_append(e->out, STR("\n    -tol 1e-11\n    -parms"));
    for (int i = 0; i < WATER_LAW_PARAMETERS; i++) {
        buf_append_char(e->out, ' ');
        number(e, rate->parameter[i]);
    }
    buf_append_char(e->out, ' ');
    number(e, 1 - cell->pools[WATER_POOL_DORMANT]);
    buf_append_char(e->out, ' ');
    number(e, cell->pools[WATER_POOL_MNO2]);
    buf_append_char(e->out, ' ');
    number(e, forming_in(e, cell));
    buf_append_char(e->out, ' ');
    number(e, water_sorption_layer(cell->water.kelvin, cell->water.ionic_strength));
    buf_append_char(e->out, '\n');
}

bool water_export_reacts(const struct water_tank *tank)
{
    for (size_t r = 0; r < tank->rate_count; r++)
        if (tank->rates[r].able)
            return true;
    return false;
}

void water_export_kinetics(struct water_exporter *e, int number_of, const struct water_tank *tank,
                           const struct water_cell *cell, double seconds)
{
    if (!water_export_reacts(tank))
        return;
    buf_format(e->out, "KINETICS %d\n", number_of);
    for (size_t r = 0; r < tank->rate_count; r++)
        if (tank->rates[r].able)
            write_rate(e, &tank->rates[r], cell);
    buf_append(e->out, STR("    -steps "));
    number(e, seconds);
    buf_append(e->out, STR("\n    -cvode true\n"));
}

void water_export_mix(struct water_exporter *e, int number_of, const int *parts,
                      const double *shares, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += shares[i];
    buf_format(e->out, "MIX %d\n", number_of);
    for (size_t i = 0; i < count; i++) {
        buf_format(e->out, "    %d ", parts[i]);
        number(e, shares[i] / sum);
        buf_append_char(e->out, '\n');
    }
}

static int outflow_number(size_t tank)
{
    return WATER_EXPORT_OUTFLOW + (int)tank;
}

/* What enters a tank; m3/s. */
static double write_inflow(struct water_exporter *e, size_t t)
{
    const struct water_tank *tank = &e->train->tanks[t];
    int parts[WATER_SOURCES_MAX];
    double shares[WATER_SOURCES_MAX], sum = 0;
    for (size_t i = 0; i < tank->source_count; i++) {
        const struct water_source *source = &tank->sources[i];
        bool raw = source->tank == CHEM_NONE;
        parts[i] = raw ? WATER_EXPORT_WATER + source->water : outflow_number((size_t)source->tank);
        shares[i] = source->share *
                    (raw ? e->train->flows[source->water] : e->run->tanks[source->tank].flow);
        sum += shares[i];
    }
    buf_format(e->out, "# tank %.*s\n", STR_ARG(tank->name));
    water_export_mix(e, WATER_EXPORT_INFLOW + (int)t, parts, shares, tank->source_count);
    buf_format(e->out, "SAVE solution %d\nEND\n", WATER_EXPORT_INFLOW + (int)t);
    return sum;
}

static void write_cell(struct water_exporter *e, size_t t, uint32_t c, int inflow, double retention)
{
    const struct water_tank *tank = &e->train->tanks[t];
    const struct water_cell *cell = &e->train->cells[tank->first_cell + c];
    int own = WATER_EXPORT_CELL + (int)(tank->first_cell + c), parts[] = {own, inflow};
    double shares[] = {1, share_of_inflow};
    double seconds = retention * share_of_inflow / (1 + share_of_inflow);
    int steps = (int)(e->retentions / share_of_inflow);
    water_export_solution(e, own, tank->name, &cell->water,
                          cell->pools[WATER_POOL_DOC] / cell->water.mass);
    water_export_solids(e, own, &tank->solids, false);
    water_export_kinetics(e, own, tank, cell, seconds);
    water_export_temperature(e, own, cell->water.kelvin);
    water_export_mix(e, own, parts, shares, 2);
    buf_format(e->out, "SAVE solution %d\nEND\n", own);
    for (int i = 1; i < steps; i++) {
        if (i == steps - 1) {
            /* in the middle of a step the split of mixing and reaction is of second order */
            water_export_kinetics(e, own, tank, cell, seconds / 2);
            buf_append(e->out, STR("PRINT\n    -selected_output true\n"));
        }
        buf_format(e->out, "USE mix %d\n", own);
        if (tank->solids.count > 0)
            buf_format(e->out, "USE equilibrium_phases %d\n", own);
        if (water_export_reacts(tank))
            buf_format(e->out, "USE kinetics %d\n", own);
        buf_format(e->out, "USE reaction_temperature %d\nSAVE solution %d\nEND\n", own, own);
    }
    buf_append(e->out, STR("PRINT\n    -selected_output false\nEND\n"));
}

static void write_tank(struct water_exporter *e, size_t t)
{
    const struct water_tank *tank = &e->train->tanks[t];
    double flow = write_inflow(e, t) * (1 - tank->bypass);
    double retention = tank->volume * tank->porosity / (double)tank->cells / flow;
    int inflow = WATER_EXPORT_INFLOW + (int)t, last = inflow;
    for (uint32_t c = 0; c < (uint32_t)tank->cells; c++) {
        write_cell(e, t, c, last, retention);
        last = WATER_EXPORT_CELL + (int)(tank->first_cell + c);
    }
    int parts[] = {last, inflow};
    double shares[] = {1 - tank->bypass, tank->bypass};
    water_export_mix(e, outflow_number(t), parts, shares, tank->bypass > 0 ? 2 : 1);
    buf_format(e->out, "SAVE solution %d\nEND\n", outflow_number(t));
}

static void write_output(struct water_exporter *e, const char *place_names, const char *place)
{
    struct buf names = {0}, values = {0};
    for (int i = 0; i < WATER_CONSTITUENTS; i++) {
        if (e->train->constituents[i] == CHEM_NONE)
            continue;
        struct str name = total_name(e, (uint32_t)e->train->constituents[i]);
        bool oxygen = str_equal(str_from_c(water_constituents[i].master), STR("O(0)"));
        buf_format(&names, " %s", water_constituents[i].key);
        buf_format(&values, ", TOT(\"%.*s\")%s", STR_ARG(name), oxygen ? " / 2" : "");
    }
    buf_append(e->out,
               STR("SELECTED_OUTPUT\n    -file train.tsv\n    -reset false\n    -high_precision "
                   "true\nUSER_PUNCH\n    -headings "));
    buf_append(e->out, str_from_c(place_names));
    buf_append(e->out, STR(" pH"));
    buf_append(e->out, buf_str(&names));
    buf_format(e->out, " Doc\n10 PUNCH %s, -LA(\"H+\")", place);
    buf_append(e->out, buf_str(&values));
    buf_append(e->out, STR(", TOT(\"Doc\")\nPRINT\n    -selected_output false\nEND\n"));
    buf_finish(&names);
    buf_finish(&values);
}

void water_export_begin(struct water_exporter *e, const struct water_train *train,
                        const char *remark, const char *place_names, const char *place,
                        struct buf *out)
{
    *e = (struct water_exporter){.train = train,
                                 .model = train->model,
                                 .database = train->model->database,
                                 .arena = arena_create(),
                                 .out = out};
    struct chem_export_cell *cells =
        ARENA_ARRAY(e->arena, struct chem_export_cell, train->tank_count);
    for (size_t t = 0; t < train->tank_count; t++)
        cells[t] = (struct chem_export_cell){.water = &train->waters[0],
                                             .solids = &train->tanks[t].solids};
    struct chem_export export = {
        .database = e->database, .cells = cells, .cell_count = train->tank_count};
    e->apart = chem_apart_make(&export, e->arena);
    buf_append(out, str_from_c(remark));
    chem_database_write(e->database, 0, out);
    chem_apart_write(e->apart, out);
    buf_append(out,
               STR("SOLUTION_MASTER_SPECIES\n    Doc Doc 0 Doc 30.026\nSOLUTION_SPECIES\nDoc = "
                   "Doc\n    -log_k 0\n"));
    write_rates(e);
    write_output(e, place_names, place);
}

void water_export_end(struct water_exporter *e)
{
    arena_destroy(e->arena);
}

void water_train_export(const struct water_train *train, const struct water_run *run,
                        int retentions, struct buf *out)
{
    struct water_exporter e;
    water_export_begin(&e, train,
                       "# Written by Meguri for PHREEQC 3: a train of stirred cells in its steady "
                       "state.\n# Each cell begins with Meguri's answer and runs for some "
                       "retentions; where it is right, it stays.\n",
                       "cell", "CELL_NO", out);
    e.run = run;
    e.retentions = retentions;
    for (size_t i = 0; i < train->water_count; i++) {
        water_export_solution(&e, WATER_EXPORT_WATER + (int)i, train->water_names[i],
                              &train->waters[i], train->qualities[i].doc);
        buf_append(out, STR("END\n"));
    }
    for (size_t t = 0; t < train->tank_count; t++)
        write_tank(&e, t);
    water_export_end(&e);
}
