/* GAS_BINARY_PARAMETERS: how two gases attract each other less than the mean of both. */
#include "chem/database_internal.h"

static int keep_pair(struct chem_reader *reader, struct str first, struct str second, double value)
{
    struct chem_database *database = reader->database;
    int code = reader_grow(reader, (void **)&database->gas_pairs, database->gas_pair_count,
                           &reader->gas_pair_capacity, sizeof *database->gas_pairs);
    if (code)
        return code;
    database->gas_pairs[database->gas_pair_count++] =
        (struct chem_gas_pair){.names = {reader_keep(reader, first), reader_keep(reader, second)},
                               .phases = {CHEM_NONE, CHEM_NONE},
                               .value = value,
                               .file = reader->file};
    return 0;
}

int reader_gas_pair_block(struct chem_reader *reader, struct str *next)
{
    struct str statement;
    int code = 0;
    *next = STR("");
    while (scan_statement(reader, &statement, &code)) {
        if (reader_is_keyword(statement)) {
            *next = statement;
            break;
        }
        struct str rest = statement, first = scan_token(&rest), second = scan_token(&rest);
        double value;
        if (!chem_number_read(scan_token(&rest), &value) || !(value <= 1 && value >= -10))
            return reader_expected(reader, statement,
                                   BOTH("2 つのガスの名と -10 から 1 までの数が必要です",
                                        "the names of two gases and a number from -10 to 1"));
        if ((code = keep_pair(reader, first, second, value)))
            return code;
    }
    return code;
}

/* A pair may stand before its gases, and about gases that the file does not have. */
void reader_find_gas_pairs(struct chem_reader *reader)
{
    struct chem_database *database = reader->database;
    for (size_t i = 0; i < database->gas_pair_count; i++)
        for (int k = 0; k < 2; k++)
            database->gas_pairs[i].phases[k] =
                chem_names_find(&database->names->phases, database->gas_pairs[i].names[k]);
}
