/* Search in SQLite: an FTS5 table without content and without positions, which holds for each token
   the ascending list of documents. Walking it backwards gives the newest first, and the lists of
   several tokens are intersected by leaps, so a frequent word costs no more than a rare one. */
#include <sqlite3.h>
#include <string.h>

#include "base/buf.h"
#include "base/check.h"
#include "store/driver.h"
#include "store/search_tokens.h"

struct fts_target {
    void *context;
    int (*token)(void *, int, const char *, int, int, int);
};

static int give_token(void *argument, struct str token, size_t at)
{
    const struct fts_target *target = argument;
    return target->token(target->context, 0, token.p, (int)token.n, (int)at,
                         (int)(at + token.n));
}

/* A document begins with the commission between two marks; a query is one token as it stands. */
static int tokenize(Fts5Tokenizer *tokenizer, void *context, int flags, const char *p, int n,
                    int (*token)(void *, int, const char *, int, int, int))
{
    (void)tokenizer;
    if (n <= 0)
        return SQLITE_OK;
    struct fts_target target = {context, token};
    struct str text = {p, (size_t)n};
    if (flags & FTS5_TOKENIZE_QUERY)
        return give_token(&target, text, 0);
    size_t end = p[0] == SEARCH_COMMISSION_MARK ? str_find_char(text, SEARCH_COMMISSION_MARK, 1)
                                                : SIZE_MAX;
    if (end == SIZE_MAX)
        return search_each_token(text, give_token, &target);
    int status = give_token(&target, str_slice(text, 0, end), 0);
    return status ? status
                  : search_each_token(str_slice(text, end + 1, text.n), give_token, &target);
}

static int create(void *context, const char **arguments, int count, Fts5Tokenizer **out)
{
    static char anything;
    (void)context;
    (void)arguments;
    (void)count;
    *out = (Fts5Tokenizer *)(void *)&anything;
    return SQLITE_OK;
}

static void destroy(Fts5Tokenizer *tokenizer)
{
    (void)tokenizer;
}

int search_sqlite_register(void *sqlite_handle)
{
    sqlite3_stmt *statement = NULL;
    fts5_api *api = NULL;
    int code = sqlite3_prepare_v2(sqlite_handle, "SELECT fts5(?1)", -1, &statement, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_bind_pointer(statement, 1, (void *)&api, "fts5_api_ptr", NULL);
    if (code == SQLITE_OK)
        sqlite3_step(statement);
    sqlite3_finalize(statement);
    if (code != SQLITE_OK || !api)
        return code ? code : SQLITE_ERROR;
    fts5_tokenizer tokenizer = {create, destroy, tokenize};
    return api->xCreateTokenizer(api, "meguri", NULL, &tokenizer, NULL);
}

static struct str indexed_text(int64_t commission, struct str body, struct arena *arena)
{
    static const char mark[] = {SEARCH_COMMISSION_MARK};
    return ARENA_JOIN(arena, search_commission_token(commission, arena), ((struct str){mark, 1}),
                      body);
}

int search_sqlite_put(struct db *db, int64_t id, int64_t commission, struct str body,
                      struct error *error)
{
    int status = DB_RUN(db, error,
                        "INSERT INTO store_search (id, commission, body) VALUES ($1, $2, $3)"
                        " ON CONFLICT (id) DO UPDATE SET commission = excluded.commission,"
                        " body = excluded.body",
                        db_int(id), db_int(commission), db_text(body));
    if (status)
        return status;
    struct arena *arena = arena_create();
    status = DB_RUN(db, error, "INSERT INTO store_search_index (rowid, body) VALUES ($1, $2)",
                    db_int(id), db_text(indexed_text(commission, body, arena)));
    arena_destroy(arena);
    return status;
}

int search_sqlite_remove(struct db *db, int64_t id, int64_t commission, struct str body,
                         struct error *error)
{
    struct arena *arena = arena_create();
    int status = DB_RUN(db, error,
                        "INSERT INTO store_search_index (store_search_index, rowid, body)"
                        " VALUES ('delete', $1, $2)",
                        db_int(id), db_text(indexed_text(commission, body, arena)));
    arena_destroy(arena);
    if (status)
        return status;
    return DB_RUN(db, error, "DELETE FROM store_search WHERE id = $1", db_int(id));
}

static void append_quoted(struct buf *out, struct str token)
{
    buf_append_char(out, '"');
    for (size_t i = 0; i < token.n; i++) {
        if (token.p[i] == '"')
            buf_append_char(out, '"');
        buf_append_char(out, token.p[i]);
    }
    buf_append_char(out, '"');
}

/* When every document belongs to the commission that is asked for, its token, which all of them have,
   need not be walked. Both ends of an index tell. */
static int count_needed_tokens(struct db *db, const struct search_terms *terms, size_t *out,
                               struct error *error)
{
    *out = terms->token_count;
    if (terms->commission == 0)
        return 0;
    struct db_rows *rows = NULL;
    int status = db_query(db, error, &rows,
                          STR("SELECT (SELECT min(commission) FROM store_search),"
                              " (SELECT max(commission) FROM store_search)"),
                          NULL, 0);
    if (status)
        return status;
    if (db_next(rows) && db_column_int(rows, 0) == terms->commission &&
        db_column_int(rows, 1) == terms->commission)
        *out = terms->token_count - 1;
    return db_finish(rows, error);
}

static struct str match_expression(const struct search_terms *terms, size_t token_count,
                                   struct arena *arena)
{
    struct buf out = {0};
    for (size_t i = 0; i < token_count; i++) {
        if (i > 0)
            buf_append(&out, STR(" AND "));
        append_quoted(&out, terms->tokens[i]);
    }
    struct str expression = arena_copy(arena, buf_str(&out));
    buf_finish(&out);
    return expression;
}

static bool has_all_words(struct str body, const struct search_terms *terms)
{
    for (size_t i = 0; i < terms->word_count; i++)
        if (!str_contains(body, terms->words[i]))
            return false;
    return true;
}

/* Words of one or two characters are tokens: the text need not be read. */
#define FIND_BY_TOKENS                                                                     \
    "SELECT rowid FROM store_search_index WHERE store_search_index MATCH $1"               \
    " AND rowid >= $2 AND rowid < $3 ORDER BY rowid DESC"
#define FIND_BY_TEXT                                                                       \
    "SELECT i.rowid, d.body FROM store_search_index i CROSS JOIN store_search d"           \
    " WHERE d.id = i.rowid AND i.store_search_index MATCH $1"                              \
    " AND i.rowid >= $2 AND i.rowid < $3 ORDER BY i.rowid DESC"

int search_sqlite_find(struct db *db, const struct search_terms *terms, int64_t low, int64_t high,
                       int64_t *ids, size_t limit, size_t *count, struct error *error)
{
    size_t token_count;
    int status = count_needed_tokens(db, terms, &token_count, error);
    if (status)
        return status;
    struct arena *arena = arena_create();
    struct str sql = terms->word_count ? STR(FIND_BY_TEXT) : STR(FIND_BY_TOKENS);
    struct db_value values[] = {db_text(match_expression(terms, token_count, arena)), db_int(low),
                                db_int(high)};
    struct db_rows *rows = NULL;
    status = db_query(db, error, &rows, sql, values, 3);
    if (status == 0) {
        while (*count < limit && db_next(rows))
            if (terms->word_count == 0 || has_all_words(db_column_text(rows, 1), terms))
                ids[(*count)++] = db_column_int(rows, 0);
        status = db_finish(rows, error);
    }
    arena_destroy(arena);
    return status;
}
