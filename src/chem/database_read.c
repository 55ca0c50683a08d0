/* The blocks of a database, and what all their readers share. */
#include <string.h>

#include "base/check.h"
#include "chem/database_internal.h"

enum block {
    BLOCK_MASTERS,
    BLOCK_SPECIES,
    BLOCK_PHASES,
    BLOCK_EXCHANGE_MASTERS,
    BLOCK_EXCHANGE_SPECIES,
    BLOCK_SURFACE_MASTERS,
    BLOCK_SURFACE_SPECIES,
    BLOCK_RATES,
    BLOCK_NAMED,
    BLOCK_GAS_PAIRS,
    BLOCK_END,
    BLOCK_SKIPPED,   /* has no effect on what we compute: a notice */
    BLOCK_ION_MODEL, /* another model of activity: computing without it would be wrong */
    BLOCK_NO_DEFINITION
};

static const struct {
    struct str name;
    enum block block;
} keywords[] = {
    {STR_INIT("SOLUTION_MASTER_SPECIES"), BLOCK_MASTERS},
    {STR_INIT("SOLUTION_SPECIES"), BLOCK_SPECIES},
    {STR_INIT("PHASES"), BLOCK_PHASES},
    {STR_INIT("EXCHANGE_MASTER_SPECIES"), BLOCK_EXCHANGE_MASTERS},
    {STR_INIT("EXCHANGE_SPECIES"), BLOCK_EXCHANGE_SPECIES},
    {STR_INIT("SURFACE_MASTER_SPECIES"), BLOCK_SURFACE_MASTERS},
    {STR_INIT("SURFACE_SPECIES"), BLOCK_SURFACE_SPECIES},
    {STR_INIT("RATES"), BLOCK_RATES},
    {STR_INIT("NAMED_EXPRESSIONS"), BLOCK_NAMED},
    {STR_INIT("NAMED_ANALYTICAL_EXPRESSIONS"), BLOCK_NAMED},
    {STR_INIT("NAMED_LOG_K"), BLOCK_NAMED},
    {STR_INIT("END"), BLOCK_END},
    {STR_INIT("MEAN_GAMMAS"), BLOCK_SKIPPED},
    {STR_INIT("GAS_BINARY_PARAMETERS"), BLOCK_GAS_PAIRS},
    {STR_INIT("ISOTOPES"), BLOCK_SKIPPED},
    {STR_INIT("ISOTOPE_RATIOS"), BLOCK_SKIPPED},
    {STR_INIT("ISOTOPE_ALPHAS"), BLOCK_SKIPPED},
    {STR_INIT("CALCULATE_VALUES"), BLOCK_SKIPPED},
    {STR_INIT("RATE_PARAMETERS_PK"), BLOCK_SKIPPED},
    {STR_INIT("RATE_PARAMETERS_SVD"), BLOCK_SKIPPED},
    {STR_INIT("RATE_PARAMETERS_HERMANSKA"), BLOCK_SKIPPED},
    {STR_INIT("PRINT"), BLOCK_SKIPPED},
    {STR_INIT("TITLE"), BLOCK_SKIPPED},
    {STR_INIT("KNOBS"), BLOCK_SKIPPED},
    {STR_INIT("LLNL_AQUEOUS_MODEL_PARAMETERS"), BLOCK_ION_MODEL},
    {STR_INIT("PITZER"), BLOCK_ION_MODEL},
    {STR_INIT("SIT"), BLOCK_ION_MODEL},
    {STR_INIT("DATABASE"), BLOCK_NO_DEFINITION},
    {STR_INIT("SOLUTION"), BLOCK_NO_DEFINITION},
    {STR_INIT("SOLUTION_SPREAD"), BLOCK_NO_DEFINITION},
    {STR_INIT("SOLUTION_MODIFY"), BLOCK_NO_DEFINITION},
    {STR_INIT("EQUILIBRIUM_PHASES"), BLOCK_NO_DEFINITION},
    {STR_INIT("EQUILIBRIUM"), BLOCK_NO_DEFINITION},
    {STR_INIT("PURE_PHASES"), BLOCK_NO_DEFINITION},
    {STR_INIT("SOLID_SOLUTIONS"), BLOCK_NO_DEFINITION},
    {STR_INIT("SOLID_SOLUTION"), BLOCK_NO_DEFINITION},
    {STR_INIT("EXCHANGE"), BLOCK_NO_DEFINITION},
    {STR_INIT("SURFACE"), BLOCK_NO_DEFINITION},
    {STR_INIT("GAS_PHASE"), BLOCK_NO_DEFINITION},
    {STR_INIT("KINETICS"), BLOCK_NO_DEFINITION},
    {STR_INIT("REACTION"), BLOCK_NO_DEFINITION},
    {STR_INIT("REACTION_TEMPERATURE"), BLOCK_NO_DEFINITION},
    {STR_INIT("REACTION_PRESSURE"), BLOCK_NO_DEFINITION},
    {STR_INIT("MIX"), BLOCK_NO_DEFINITION},
    {STR_INIT("USE"), BLOCK_NO_DEFINITION},
    {STR_INIT("SAVE"), BLOCK_NO_DEFINITION},
    {STR_INIT("COPY"), BLOCK_NO_DEFINITION},
    {STR_INIT("DELETE"), BLOCK_NO_DEFINITION},
    {STR_INIT("DUMP"), BLOCK_NO_DEFINITION},
    {STR_INIT("RUN_CELLS"), BLOCK_NO_DEFINITION},
    {STR_INIT("ADVECTION"), BLOCK_NO_DEFINITION},
    {STR_INIT("TRANSPORT"), BLOCK_NO_DEFINITION},
    {STR_INIT("SELECTED_OUTPUT"), BLOCK_NO_DEFINITION},
    {STR_INIT("USER_PUNCH"), BLOCK_NO_DEFINITION},
    {STR_INIT("USER_PRINT"), BLOCK_NO_DEFINITION},
    {STR_INIT("USER_GRAPH"), BLOCK_NO_DEFINITION},
    {STR_INIT("INCREMENTAL_REACTIONS"), BLOCK_NO_DEFINITION},
    {STR_INIT("INVERSE_MODELING"), BLOCK_NO_DEFINITION},
    {STR_INIT("INCLUDE$"), BLOCK_NO_DEFINITION},
};
enum { KEYWORD_COUNT = sizeof keywords / sizeof keywords[0], KEYWORD_LONGEST = 30 };

/* A keyword begins with a letter and is long; the test of the length spares most comparisons. */
static size_t keyword_of(struct str statement)
{
    struct str token = scan_token(&statement);
    if (token.n < 3 || token.n > KEYWORD_LONGEST)
        return KEYWORD_COUNT;
    for (size_t i = 0; i < KEYWORD_COUNT; i++)
        if (keywords[i].name.n == token.n && str_equal_nocase(keywords[i].name, token))
            return i;
    return KEYWORD_COUNT;
}

bool reader_is_keyword(struct str statement)
{
    return keyword_of(statement) != KEYWORD_COUNT;
}

int reader_here(struct chem_reader *reader, int code)
{
    (void)error_at(reader->error, reader->database->files[reader->file], reader->line, 0);
    return code;
}

int reader_expected(struct chem_reader *reader, struct str found, struct str expected)
{
    (void)ERROR(reader->error, ERR_CHEM_SYNTAX, reader_keep(reader, str_slice(found, 0, 120)),
                expected);
    return reader_here(reader, ERR_CHEM_SYNTAX);
}

int reader_unsupported(struct chem_reader *reader, struct str found, struct str what)
{
    (void)ERROR(reader->error, ERR_CHEM_UNSUPPORTED, str_slice(found, 0, 120), what);
    return reader_here(reader, ERR_CHEM_UNSUPPORTED);
}

struct str reader_keep(struct chem_reader *reader, struct str text)
{
    return arena_copy(reader->arena, scan_utf8(text, reader->scratch));
}

int reader_title(struct chem_reader *reader, struct str name)
{
    if (str_find_char(name, '\\', 0) == SIZE_MAX)
        return 0;
    return reader_expected(reader, name, BOTH("「\\」のない名前が必要です", "a name without \"\\\""));
}

int reader_grow(struct chem_reader *reader, void **array, size_t count, size_t *capacity,
                size_t size)
{
    if (count < *capacity)
        return 0;
    if (count >= DATABASE_THING_LIMIT) {
        (void)ERROR(reader->error, ERR_CHEM_TOO_LARGE, BOTH("データベース", "The database"),
                    STR("200,000"));
        return reader_here(reader, ERR_CHEM_TOO_LARGE);
    }
    size_t wanted = *capacity ? size_mul(*capacity, 2) : 64;
    void *grown = arena_alloc(reader->arena, wanted, size, alignof(max_align_t));
    if (count)
        memcpy(grown, *array, size_mul(count, size));
    *array = grown;
    *capacity = wanted;
    return 0;
}

int reader_notice(struct chem_reader *reader, struct str text)
{
    struct chem_database *database = reader->database;
    for (size_t i = 0; i < database->notice_count; i++)
        if (database->notices[i].file == reader->file &&
            str_equal(database->notices[i].text, text)) {
            database->notices[i].count++;
            return 0;
        }
    if (database->notice_count >= DATABASE_NOTICE_LIMIT)
        return 0;
    int code = reader_grow(reader, (void **)&database->notices, database->notice_count,
                           &reader->notice_capacity, sizeof *database->notices);
    if (code)
        return code;
    database->notices[database->notice_count++] =
        (struct chem_notice){.text = reader_keep(reader, text),
                             .line = (int32_t)reader->line,
                             .file = reader->file,
                             .count = 1};
    return 0;
}

static int master_block(struct chem_reader *reader, enum chem_where where, struct str *next)
{
    struct str statement;
    int code;
    *next = STR("");
    while (scan_statement(reader, &statement, &code)) {
        if (reader_is_keyword(statement)) {
            *next = statement;
            break;
        }
        if ((code = reader_master_line(reader, statement, where)))
            return code;
    }
    return code;
}

static int skip_block(struct chem_reader *reader, struct str *next)
{
    struct str statement;
    int code;
    *next = STR("");
    while (scan_statement(reader, &statement, &code))
        if (reader_is_keyword(statement)) {
            *next = statement;
            break;
        }
    return code;
}

/* Reads what stands under a keyword; *next becomes the keyword behind it, empty at the end. */
static int read_block(struct chem_reader *reader, size_t keyword, struct str *next)
{
    int code;
    switch (keywords[keyword].block) {
    case BLOCK_MASTERS:
        return master_block(reader, CHEM_AQUEOUS, next);
    case BLOCK_SPECIES:
        return reader_species_block(reader, CHEM_AQUEOUS, next);
    case BLOCK_PHASES:
        return reader_phase_block(reader, next);
    case BLOCK_EXCHANGE_MASTERS:
        return master_block(reader, CHEM_EXCHANGE, next);
    case BLOCK_EXCHANGE_SPECIES:
        return reader_species_block(reader, CHEM_EXCHANGE, next);
    case BLOCK_SURFACE_MASTERS:
        return master_block(reader, CHEM_SURFACE, next);
    case BLOCK_SURFACE_SPECIES:
        return reader_species_block(reader, CHEM_SURFACE, next);
    case BLOCK_RATES:
        return reader_rate_block(reader, next);
    case BLOCK_GAS_PAIRS:
        return reader_gas_pair_block(reader, next);
    case BLOCK_NAMED:
        return reader_named_block(reader, next);
    case BLOCK_END: /* what stands behind it is a remark */
        *next = STR("");
        return 0;
    case BLOCK_SKIPPED:
        code = reader_notice(reader, keywords[keyword].name);
        return code ? code : skip_block(reader, next);
    case BLOCK_ION_MODEL:
        return reader_unsupported(reader, keywords[keyword].name,
                                  BOTH("別の活量モデルです。Debye-Hückel 式のデータベースを使ってください",
                                       "another activity model; use a database of the Debye-Hückel kind"));
    case BLOCK_NO_DEFINITION:
        return reader_unsupported(reader, keywords[keyword].name,
                                  BOTH("データベースには定義だけを書いてください",
                                       "a database holds definitions only"));
    }
    return 0;
}

static int read_blocks(struct chem_reader *reader)
{
    struct str statement, token;
    int code;
    if (!scan_statement(reader, &statement, &code))
        return code;
    while (statement.n > 0) {
        struct str rest = statement;
        size_t keyword = keyword_of(statement);
        token = scan_token(&rest);
        if (keyword == KEYWORD_COUNT)
            return reader_expected(reader, token,
                                   BOTH("SOLUTION_SPECIES、PHASES などの見出し語が必要です",
                                        "a keyword such as SOLUTION_SPECIES or PHASES"));
        if ((code = read_block(reader, keyword, &statement)))
            return code;
    }
    return 0;
}

static void keep_file(struct chem_reader *reader, struct str file)
{
    struct chem_database *database = reader->database;
    struct str *files = ARENA_ARRAY(reader->arena, struct str, database->file_count + 1);
    if (database->file_count)
        memcpy(files, database->files, size_mul(database->file_count, sizeof *files));
    files[database->file_count] = reader_keep(reader, file);
    reader->file = (int32_t)database->file_count++;
    database->files = files;
}

int reader_read(struct chem_database *database, struct str file, struct str text,
                     int64_t first_line, struct error *error)
{
    struct chem_reader *reader = ARENA_NEW(database->arena, struct chem_reader);
    *reader = (struct chem_reader){.database = database,
                                   .arena = database->arena,
                                   .scratch = arena_create(),
                                   .error = error,
                                   .scan = {.text = text, .line = first_line},
                                   .line = first_line,
                                   .element_capacity = database->element_count,
                                   .master_capacity = database->master_count,
                                   .species_capacity = database->species_count,
                                   .phase_capacity = database->phase_count,
                                   .rate_capacity = database->rate_count,
                                   .gas_pair_capacity = database->gas_pair_count,
                                   .notice_capacity = database->notice_count};
    keep_file(reader, file);
    int code;
    if (text.n > DATABASE_TEXT_LIMIT) {
        (void)ERROR(error, ERR_CHEM_TOO_LARGE, BOTH("データベース", "The database"), STR("64 MB"));
        code = reader_here(reader, ERR_CHEM_TOO_LARGE);
    } else {
        code = read_blocks(reader);
    }
    if (!code)
        code = reader_finish(reader);
    reader_find_gas_pairs(reader);
    arena_destroy(reader->scratch);
    return code;
}
