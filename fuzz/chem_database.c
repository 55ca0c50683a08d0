/* Whatever the reader of databases accepts hangs together: indices in range, the same when it is read
   again as its own extension, and when it is written and read. */
#include "base/check.h"
#include "chem/database.h"

static void check_terms(const struct chem_database *database, const struct chem_term *terms,
                        uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        CHECK(terms[i].species >= 0 && (size_t)terms[i].species < database->species_count);
}

static void check_atoms(const struct chem_database *database, const struct chem_atom *atoms,
                        uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        CHECK(atoms[i].element >= 0 && (size_t)atoms[i].element < database->element_count &&
              (i == 0 || atoms[i - 1].element < atoms[i].element));
}

static void check_database(const struct chem_database *database)
{
    for (size_t i = 0; i < database->species_count; i++) {
        const struct chem_species *species = &database->species[i];
        check_terms(database, species->terms, species->term_count);
        check_atoms(database, species->atoms, species->atom_count);
        CHECK(chem_database_species(database, species->name) == (int32_t)i);
    }
    for (size_t i = 0; i < database->phase_count; i++) {
        const struct chem_phase *phase = &database->phases[i];
        check_terms(database, phase->terms, phase->term_count);
        check_atoms(database, phase->atoms, phase->atom_count);
        CHECK(chem_database_phase(database, phase->name) == (int32_t)i);
    }
    for (size_t i = 0; i < database->master_count; i++)
        CHECK(chem_database_master(database, database->masters[i].name) == (int32_t)i);
}

/* What is written can be read, has as many of everything, and is written the same again. */
static void check_writing(const struct chem_database *database)
{
    struct buf first = {0}, second = {0};
    struct chem_database *again;
    chem_database_write(database, 0, &first);
    CHECK(chem_database_read(STR("written"), buf_str(&first), &again, NULL) == 0);
    CHECK(again->species_count == database->species_count);
    CHECK(again->phase_count == database->phase_count);
    CHECK(again->master_count == database->master_count);
    chem_database_write(again, 0, &second);
    CHECK(first.n == second.n);
    buf_finish(&first);
    buf_finish(&second);
    chem_database_destroy(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    struct chem_database *database, *extended;
    struct error error = {0};
    if (chem_database_read(STR("fuzz.dat"), text, &database, &error)) {
        CHECK(error.code != ERR_NONE);
        return 0;
    }
    check_database(database);
    /* The same definitions again change nothing that is counted. */
    CHECK(chem_database_extend(database, STR("again.dat"), text, 1, &extended, NULL) == 0);
    CHECK(extended->species_count == database->species_count);
    CHECK(extended->phase_count == database->phase_count);
    check_database(extended);
    chem_database_destroy(extended);
    check_writing(database);
    chem_database_destroy(database);
    return 0;
}
