/* RATES: names and the BASIC text under them, kept as it stands. */
#include "chem/database_internal.h"

static int rate_named(struct chem_reader *reader, struct str name, int32_t *out)
{
    struct chem_database *database = reader->database;
    int code = reader_title(reader, name);
    if (code)
        return code;
    *out = chem_names_find(&database->names->rates, name);
    if (*out != CHEM_NONE)
        return 0;
    code = reader_grow(reader, (void **)&database->rates, database->rate_count,
                       &reader->rate_capacity, sizeof *database->rates);
    if (code)
        return code;
    *out = (int32_t)database->rate_count++;
    struct str kept = reader_keep(reader, name);
    database->rates[*out].name = kept;
    chem_names_put(&database->names->rates, kept, *out, reader->arena);
    return 0;
}

static bool is_end(struct str line)
{
    struct str word = scan_token(&line);
    return word.n >= 2 && word.n <= 4 && word.p[0] == '-' &&
           str_equal_nocase(str_slice(STR("-end"), 0, word.n), word);
}

/* The lines up to -end. */
static int read_source(struct chem_reader *reader, struct chem_rate *rate)
{
    struct str line;
    size_t from = reader->scan.at, to = from;
    rate->line = (int32_t)reader->scan.line;
    rate->file = reader->file;
    reader->scan.in_line = false;
    while (scan_raw_line(reader, &line)) {
        if (is_end(line)) {
            rate->source = reader_keep(reader, str_slice(reader->scan.text, from, to));
            return 0;
        }
        if (reader_is_keyword(line))
            break;
        to = reader->scan.at;
    }
    return reader_expected(reader, rate->name, BOTH("-start の後に -end の行が必要です",
                                                    "a line -end behind -start"));
}

static bool is_start(struct str statement)
{
    struct str word = scan_token(&statement);
    return word.n >= 2 && word.n <= 6 && word.p[0] == '-' &&
           str_equal_nocase(str_slice(STR("-start"), 0, word.n), word);
}

int reader_rate_block(struct chem_reader *reader, struct str *next)
{
    int32_t at = CHEM_NONE;
    int code;
    struct str statement;
    *next = STR("");
    while (scan_statement(reader, &statement, &code)) {
        if (reader_is_keyword(statement)) {
            *next = statement;
            break;
        }
        bool start = is_start(statement);
        if (!start && at == CHEM_NONE)
            code = rate_named(reader, scan_token(&statement), &at);
        else if (start && at != CHEM_NONE)
            code = read_source(reader, &reader->database->rates[at]);
        else
            code = reader_expected(reader, statement,
                                   BOTH("速度式の名の次の行に -start が必要です",
                                        "a rate's name, and -start on the line behind it"));
        if (code)
            return code;
        if (start)
            at = CHEM_NONE;
    }
    return code;
}
