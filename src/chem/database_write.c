/* Writes a database back in PHREEQC's format. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "chem/database.h"
#include "chem/write.h"

void chem_write_number(struct buf *out, double value)
{
    char text[32];
    int n = 0;
    for (int digits = 15; digits <= 17; digits++) {
        n = snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    buf_append(out, (struct str){text, (size_t)n});
}

struct writer {
    const struct chem_database *database;
    int32_t first_file;
    struct buf *out;
};

/* The keyword, once, in front of the first thing that stands under it. */
static void head(struct writer *writer, const char *keyword, bool *written)
{
    if (!*written)
        buf_format(writer->out, "%s\n", keyword);
    *written = true;
}

static void write_master(struct writer *writer, const struct chem_master *master)
{
    const struct chem_database *database = writer->database;
    struct buf *out = writer->out;
    buf_format(out, "    %-12.*s %.*s", STR_ARG(master->name),
               STR_ARG(database->species[master->species].name));
    if (master->where == CHEM_AQUEOUS) {
        buf_append_char(out, ' ');
        chem_write_number(out, master->alkalinity);
        buf_append_char(out, ' ');
        if (master->as_formula.n > 0)
            buf_append(out, master->as_formula);
        else
            chem_write_number(out, master->as_mass);
    }
    if (master->where == CHEM_AQUEOUS && master->primary) {
        buf_append_char(out, ' ');
        chem_write_number(out, database->elements[master->element].molar_mass);
    }
    buf_append_char(out, '\n');
}

static void write_masters(struct writer *writer, enum chem_where where, const char *keyword)
{
    bool written = false;
    for (size_t i = 0; i < writer->database->master_count; i++) {
        const struct chem_master *master = &writer->database->masters[i];
        if (master->where != where || master->file < writer->first_file)
            continue;
        head(writer, keyword, &written);
        write_master(writer, master);
    }
}

static void write_term(struct writer *writer, double coefficient, int32_t species)
{
    if (coefficient != 1) {
        chem_write_number(writer->out, coefficient);
        buf_append_char(writer->out, ' ');
    }
    buf_append(writer->out, writer->database->species[species].name);
}

/* Terms of one sign as a sum, their sizes without it; returns how many. */
static size_t write_side(struct writer *writer, const struct chem_term *terms, uint32_t count,
                         double sign, size_t before)
{
    size_t written = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (terms[i].coefficient * sign <= 0)
            continue;
        if (before + written > 0)
            buf_append(writer->out, STR(" + "));
        write_term(writer, terms[i].coefficient * sign, terms[i].species);
        written++;
    }
    return written;
}

static void write_log_k(struct writer *writer, const struct chem_log_k *log_k)
{
    struct buf *out = writer->out;
    buf_append(out, STR("    -log_k "));
    chem_write_number(out, log_k->at_25);
    if (log_k->enthalpy != 0) {
        buf_append(out, STR("\n    -delta_h "));
        chem_write_number(out, log_k->enthalpy);
        buf_append(out, STR(" kJ"));
    }
    if (log_k->has_analytic) {
        buf_append(out, STR("\n    -analytic"));
        for (size_t i = 0; i < CHEM_ANALYTIC_TERMS; i++) {
            buf_append_char(out, ' ');
            chem_write_number(out, log_k->analytic[i]);
        }
    }
    buf_append_char(out, '\n');
}

static void write_gamma(struct writer *writer, const struct chem_species *species)
{
    const struct chem_gamma *gamma = &species->gamma;
    bool usual = species->where == CHEM_AQUEOUS && species->charge != 0;
    bool neutral = gamma->rule == CHEM_GAMMA_NEUTRAL;
    if (gamma->rule == CHEM_GAMMA_DAVIES && !usual)
        buf_append(writer->out, STR("    -davies\n"));
    if (gamma->rule != CHEM_GAMMA_DEBYE && !(neutral && (gamma->slope != 0.1 || gamma->ion_size != 0)))
        return;
    buf_append(writer->out, STR("    -gamma "));
    chem_write_number(writer->out, gamma->ion_size);
    buf_append_char(writer->out, ' ');
    chem_write_number(writer->out, gamma->slope);
    buf_append_char(writer->out, '\n');
}

/* What it is made of stands left, what is set free right behind it. */
static void write_species(struct writer *writer, const struct chem_species *species)
{
    struct buf *out = writer->out;
    size_t left = write_side(writer, species->terms, species->term_count, 1, 0);
    bool turned = left == 0; /* nothing positive: everything left, with its sign */
    for (uint32_t i = 0; turned && i < species->term_count; i++) {
        if (i > 0)
            buf_append(out, STR(" + "));
        write_term(writer, species->terms[i].coefficient, species->terms[i].species);
    }
    buf_append(out, STR(" = "));
    buf_append(out, species->name);
    if (!turned)
        (void)write_side(writer, species->terms, species->term_count, -1, 1);
    buf_append_char(out, '\n');
    write_log_k(writer, &species->log_k);
    write_gamma(writer, species);
    if (species->volume) {
        buf_append(out, STR("    -Vm"));
        for (size_t i = 0; i < CHEM_VOLUME_TERMS; i++) {
            buf_append_char(out, ' ');
            chem_write_number(out, species->volume[i]);
        }
        buf_append_char(out, '\n');
    }
    if (species->unchecked)
        buf_append(out, STR("    -no_check\n"));
    if (species->mass_balance.n > 0)
        buf_format(out, "    -mass_balance %.*s\n", STR_ARG(species->mass_balance));
}

static void write_species_of(struct writer *writer, enum chem_where where, const char *keyword)
{
    bool written = false;
    for (size_t i = 0; i < writer->database->species_count; i++) {
        const struct chem_species *species = &writer->database->species[i];
        if (species->where != where || species->file < writer->first_file)
            continue;
        head(writer, keyword, &written);
        write_species(writer, species);
    }
}

static void write_critical(struct writer *writer, const char *option, double value)
{
    if (value == 0)
        return;
    buf_format(writer->out, "    -%s ", option);
    chem_write_number(writer->out, value);
    buf_append_char(writer->out, '\n');
}

static void write_gas_pairs(struct writer *writer)
{
    bool written = false;
    for (size_t i = 0; i < writer->database->gas_pair_count; i++) {
        const struct chem_gas_pair *pair = &writer->database->gas_pairs[i];
        if (pair->file < writer->first_file)
            continue;
        head(writer, "GAS_BINARY_PARAMETERS", &written);
        buf_format(writer->out, "%.*s %.*s ", STR_ARG(pair->names[0]), STR_ARG(pair->names[1]));
        chem_write_number(writer->out, pair->value);
        buf_append_char(writer->out, '\n');
    }
}

static void write_phases(struct writer *writer)
{
    bool written = false;
    for (size_t i = 0; i < writer->database->phase_count; i++) {
        const struct chem_phase *phase = &writer->database->phases[i];
        if (phase->file < writer->first_file)
            continue;
        head(writer, "PHASES", &written);
        buf_format(writer->out, "%.*s\n    %.*s", STR_ARG(phase->name), STR_ARG(phase->formula));
        (void)write_side(writer, phase->terms, phase->term_count, -1, 1);
        buf_append(writer->out, STR(" = "));
        if (write_side(writer, phase->terms, phase->term_count, 1, 0) == 0)
            write_term(writer, 0, writer->database->water);
        buf_append_char(writer->out, '\n');
        write_log_k(writer, &phase->log_k);
        write_critical(writer, "T_c", phase->critical_kelvin);
        write_critical(writer, "P_c", phase->critical_pressure);
        write_critical(writer, "Omega", phase->acentric);
        if (phase->unchecked)
            buf_append(writer->out, STR("    -no_check\n"));
    }
}

static void write_rates(struct writer *writer)
{
    bool written = false;
    for (size_t i = 0; i < writer->database->rate_count; i++) {
        const struct chem_rate *rate = &writer->database->rates[i];
        if (rate->file < writer->first_file)
            continue;
        head(writer, "RATES", &written);
        buf_format(writer->out, "%.*s\n-start\n", STR_ARG(rate->name));
        buf_append(writer->out, rate->source);
        buf_append(writer->out, STR("-end\n"));
    }
}

void chem_write_species(const struct chem_database *database, const struct chem_species *species,
                        struct buf *out)
{
    struct writer writer = {database, 0, out};
    write_species(&writer, species);
}

void chem_database_write(const struct chem_database *database, int32_t first_file, struct buf *out)
{
    struct writer writer = {database, first_file, out};
    write_masters(&writer, CHEM_AQUEOUS, "SOLUTION_MASTER_SPECIES");
    write_species_of(&writer, CHEM_AQUEOUS, "SOLUTION_SPECIES");
    write_masters(&writer, CHEM_EXCHANGE, "EXCHANGE_MASTER_SPECIES");
    write_species_of(&writer, CHEM_EXCHANGE, "EXCHANGE_SPECIES");
    write_masters(&writer, CHEM_SURFACE, "SURFACE_MASTER_SPECIES");
    write_species_of(&writer, CHEM_SURFACE, "SURFACE_SPECIES");
    write_phases(&writer);
    write_gas_pairs(&writer);
    write_rates(&writer);
}
