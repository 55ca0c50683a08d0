#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "chem/database.h"
#include "test_files.h"

static struct chem_database *read_or_fail(struct arena *arena, const char *name, struct str text)
{
    struct chem_database *database;
    struct error error = {0};
    if (chem_database_read(str_from_c(name), text, &database, &error))
        fail_msg("%" PRIstr, STR_ARG(error_sentence(&error, LANG_EN, arena)));
    return database;
}

/* Indices may differ: things are compared by name. */
static void assert_same_terms(const struct chem_database *a, const struct chem_term *x,
                              uint32_t x_count, const struct chem_database *b,
                              const struct chem_term *y, uint32_t y_count)
{
    assert_int_equal(x_count, y_count);
    for (uint32_t i = 0; i < x_count; i++) {
        bool found = false;
        for (uint32_t k = 0; k < y_count; k++)
            found |= str_equal(a->species[x[i].species].name, b->species[y[k].species].name) &&
                     x[i].coefficient == y[k].coefficient;
        if (!found)
            fail_msg("term %" PRIstr " is lost", STR_ARG(a->species[x[i].species].name));
    }
}

static void assert_same_atoms(const struct chem_database *a, const struct chem_atom *x,
                              uint32_t x_count, const struct chem_database *b,
                              const struct chem_atom *y, uint32_t y_count)
{
    assert_int_equal(x_count, y_count);
    for (uint32_t i = 0; i < x_count; i++) {
        bool found = false;
        for (uint32_t k = 0; k < y_count; k++)
            found |= str_equal(a->elements[x[i].element].name, b->elements[y[k].element].name) &&
                     x[i].count == y[k].count;
        assert_true(found);
    }
}

static void assert_same_log_k(const struct chem_log_k *a, const struct chem_log_k *b)
{
    assert_true(a->at_25 == b->at_25 && a->enthalpy == b->enthalpy);
    assert_int_equal(a->has_analytic, b->has_analytic);
    if (a->has_analytic)
        assert_memory_equal(a->analytic, b->analytic, sizeof a->analytic);
}

static void assert_same_species(const struct chem_database *a, const struct chem_database *b)
{
    assert_int_equal(a->species_count, b->species_count);
    for (size_t i = 0; i < a->species_count; i++) {
        const struct chem_species *x = &a->species[i];
        int32_t at = chem_database_species(b, x->name);
        assert_int_not_equal(at, CHEM_NONE);
        const struct chem_species *y = &b->species[at];
        assert_true(x->charge == y->charge);
        assert_int_equal(x->where, y->where);
        assert_int_equal(x->unchecked, y->unchecked);
        assert_int_equal(x->gamma.rule, y->gamma.rule);
        assert_true(x->gamma.ion_size == y->gamma.ion_size && x->gamma.slope == y->gamma.slope);
        assert_same_log_k(&x->log_k, &y->log_k);
        assert_same_atoms(a, x->atoms, x->atom_count, b, y->atoms, y->atom_count);
        assert_same_terms(a, x->terms, x->term_count, b, y->terms, y->term_count);
    }
}

static void assert_same_phases(const struct chem_database *a, const struct chem_database *b)
{
    assert_int_equal(a->phase_count, b->phase_count);
    for (size_t i = 0; i < a->phase_count; i++) {
        const struct chem_phase *x = &a->phases[i];
        int32_t at = chem_database_phase(b, x->name);
        assert_int_not_equal(at, CHEM_NONE);
        const struct chem_phase *y = &b->phases[at];
        assert_true(str_equal(x->formula, y->formula));
        assert_same_log_k(&x->log_k, &y->log_k);
        assert_same_atoms(a, x->atoms, x->atom_count, b, y->atoms, y->atom_count);
        assert_same_terms(a, x->terms, x->term_count, b, y->terms, y->term_count);
    }
}

static void assert_same_masters(const struct chem_database *a, const struct chem_database *b)
{
    assert_int_equal(a->master_count, b->master_count);
    for (size_t i = 0; i < a->master_count; i++) {
        const struct chem_master *x = &a->masters[i];
        int32_t at = chem_database_master(b, x->name);
        assert_int_not_equal(at, CHEM_NONE);
        const struct chem_master *y = &b->masters[at];
        assert_true(str_equal(a->species[x->species].name, b->species[y->species].name));
        assert_true(x->valence == y->valence && x->alkalinity == y->alkalinity);
        assert_true(x->as_mass == y->as_mass);
        assert_true(a->elements[x->element].molar_mass == b->elements[y->element].molar_mass);
    }
}

static void assert_same_rates(const struct chem_database *a, const struct chem_database *b)
{
    assert_int_equal(a->rate_count, b->rate_count);
    for (size_t i = 0; i < a->rate_count; i++) {
        int32_t at = chem_database_rate(b, a->rates[i].name);
        assert_int_not_equal(at, CHEM_NONE);
        assert_true(str_equal(a->rates[i].source, b->rates[at].source));
    }
}

static void what_is_written_reads_as_the_same(void **state)
{
    (void)state;
    static const char *const names[] = {"phreeqc.dat", "wateq4f.dat", "minteq.v4.dat"};
    struct arena *arena = arena_create();
    for (size_t i = 0; i < 3; i++) {
        struct str path = arena_format(arena, "databases/%s", names[i]);
        struct chem_database *read = read_or_fail(arena, names[i], test_file(arena, path.p));
        struct buf written = {0};
        chem_database_write(read, 0, &written);
        struct chem_database *again = read_or_fail(arena, "written", buf_str(&written));
        assert_same_species(read, again);
        assert_same_phases(read, again);
        assert_same_masters(read, again);
        assert_same_rates(read, again);
        assert_int_equal(again->notice_count, 0);
        buf_finish(&written);
        chem_database_destroy(again);
        chem_database_destroy(read);
    }
    arena_destroy(arena);
}

static void an_extension_is_written_alone(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct chem_database *base =
        read_or_fail(arena, "phreeqc.dat", test_file(arena, "databases/phreeqc.dat"));
    struct chem_database *extended;
    struct str more = STR("SOLUTION_MASTER_SPECIES\nDoc Doc 0 Doc 30.026\nSOLUTION_SPECIES\n"
                          "Doc = Doc\nPHASES\nCalcite\nCaCO3 = Ca+2 + CO3-2\n-log_k -9\n");
    assert_int_equal(chem_database_extend(base, STR("own"), more, 1, &extended, NULL), 0);
    struct buf written = {0};
    chem_database_write(extended, 1, &written);
    buf_append_char(&written, '\0');
    assert_string_equal(written.p,
                        "SOLUTION_MASTER_SPECIES\n    Doc          Doc 0 Doc 30.026\n"
                        "SOLUTION_SPECIES\nDoc = Doc\n    -log_k 0\n"
                        "PHASES\nCalcite\n    CaCO3 = Ca+2 + CO3-2\n    -log_k -9\n");
    buf_finish(&written);
    chem_database_destroy(extended);
    chem_database_destroy(base);
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_reads_as_the_same),
        cmocka_unit_test(an_extension_is_written_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
