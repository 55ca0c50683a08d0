/* Search in PostgreSQL: the tokens of a document as text[] under a GIN index. */
#include <stdlib.h>

#include "base/buf.h"
#include "store/search_tokens.h"

struct token_list {
    struct str *tokens;
    size_t count, room;
};

static int count_token(void *argument, struct str token, size_t at)
{
    (void)token;
    (void)at;
    ((struct token_list *)argument)->room++;
    return 0;
}

static int keep_token(void *argument, struct str token, size_t at)
{
    (void)at;
    struct token_list *list = argument;
    list->tokens[list->count++] = token;
    return 0;
}

static int compare_tokens(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

/* The literal of a text[]: {"a","b"}. */
static struct str array_literal(const struct str *items, size_t count, struct arena *arena)
{
    struct buf out = {0};
    buf_append_char(&out, '{');
    for (size_t i = 0; i < count; i++) {
        buf_append(&out, i ? STR(",\"") : STR("\""));
        for (size_t k = 0; k < items[i].n; k++) {
            if (items[i].p[k] == '"' || items[i].p[k] == '\\')
                buf_append_char(&out, '\\');
            buf_append_char(&out, items[i].p[k]);
        }
        buf_append_char(&out, '"');
    }
    buf_append_char(&out, '}');
    struct str literal = arena_copy(arena, buf_str(&out));
    buf_finish(&out);
    return literal;
}

static struct str document_tokens(int64_t commission, struct str body, struct arena *arena)
{
    struct token_list list = {0};
    search_each_token(body, count_token, &list);
    list.tokens = ARENA_ARRAY(arena, struct str, list.room + 1);
    search_each_token(body, keep_token, &list);
    list.tokens[list.count++] = search_commission_token(commission, arena);
    qsort(list.tokens, list.count, sizeof list.tokens[0], compare_tokens);
    size_t kept = 0;
    for (size_t i = 0; i < list.count; i++)
        if (i == 0 || !str_equal(list.tokens[i], list.tokens[i - 1]))
            list.tokens[kept++] = list.tokens[i];
    return array_literal(list.tokens, kept, arena);
}

int search_postgres_put(struct db *db, int64_t id, int64_t commission, struct str body,
                        struct error *error)
{
    struct arena *arena = arena_create();
    int status = DB_RUN(db, error,
                        "INSERT INTO store_search (id, commission, body, tokens)"
                        " VALUES ($1, $2, $3, CAST($4 AS TEXT[]))"
                        " ON CONFLICT (id) DO UPDATE SET commission = excluded.commission,"
                        " body = excluded.body, tokens = excluded.tokens",
                        db_int(id), db_int(commission), db_text(body),
                        db_text(document_tokens(commission, body, arena)));
    arena_destroy(arena);
    return status;
}

int search_postgres_remove(struct db *db, int64_t id, struct error *error)
{
    return DB_RUN(db, error, "DELETE FROM store_search WHERE id = $1", db_int(id));
}

/* Parameters of both forms: tokens, words, low, high, limit. */
#define HAS_ALL                                                                            \
    "tokens @> (CAST($1 AS TEXT[]) COLLATE \"C\")"                                         \
    " AND NOT EXISTS (SELECT 1 FROM unnest(CAST($2 AS TEXT[])) AS w (word)"                \
    " WHERE strpos(body, word COLLATE \"C\") = 0)"
/* Looks at the newest documents one by one and says of each whether it fits. */
#define WALK                                                                               \
    "SELECT id, CASE WHEN " HAS_ALL " THEN 1 ELSE 0 END FROM store_search"                 \
    " WHERE id >= $3 AND id < $4 ORDER BY id DESC LIMIT $5"
/* Gathers all that fit from the index, then sorts: MATERIALIZED and `id + 0` keep the planner from walking. */
#define GATHER                                                                             \
    "WITH hit AS MATERIALIZED (SELECT id FROM store_search WHERE " HAS_ALL                 \
    " AND id + 0 >= $3 AND id + 0 < $4) SELECT id, 1 FROM hit ORDER BY id DESC LIMIT $5"

/* Walking costs the documents looked at, a few microseconds each in the order of the table; gathering costs all
   documents that fit, each somewhere in the table and often not in memory. After FIRST_WALK documents the share that
   fitted tells how far a walk would go on: beyond LONGEST_WALK the words are rare and gathering is cheaper. The
   planner's own guess is off by orders of magnitude. */
enum { FIRST_WALK = 1024, WALK_STEP = 2048, LONGEST_WALK = 8192 };

struct finding {
    struct str tokens, words;
    int64_t *ids;
    size_t limit, *count;
};

/* *seen rows were looked at, *last is the lowest id among them. */
static int find_some(struct db *db, const struct finding *finding, struct str sql, int64_t low,
                     int64_t high, int64_t most, int64_t *seen, int64_t *last,
                     struct error *error)
{
    struct db_value values[] = {db_text(finding->tokens), db_text(finding->words), db_int(low),
                                db_int(high), db_int(most)};
    struct db_rows *rows = NULL;
    *seen = 0;
    int status = db_query(db, error, &rows, sql, values, 5);
    if (status)
        return status;
    while (*finding->count < finding->limit && db_next(rows)) {
        *last = db_column_int(rows, 0);
        if (db_column_int(rows, 1))
            finding->ids[(*finding->count)++] = *last;
        (*seen)++;
    }
    return db_finish(rows, error);
}

/* Whether the page would be full within LONGEST_WALK more documents. */
static bool is_frequent(size_t found, size_t limit, int64_t walked)
{
    return (int64_t)found * LONGEST_WALK >= (int64_t)(limit - found) * walked;
}

static int find_newest(struct db *db, const struct finding *finding, int64_t low, int64_t high,
                       struct error *error)
{
    int64_t seen = 0, last = high, walked = 0, most = FIRST_WALK;
    bool frequent = true;
    int status = 0;
    while (status == 0 && frequent && *finding->count < finding->limit) {
        status = find_some(db, finding, STR(WALK), low, last, most, &seen, &last, error);
        if (status || seen < most)
            return status;
        walked += seen;
        frequent = is_frequent(*finding->count, finding->limit, walked);
        most = WALK_STEP;
    }
    if (status || *finding->count == finding->limit)
        return status;
    most = (int64_t)(finding->limit - *finding->count);
    return find_some(db, finding, STR(GATHER), low, last, most, &seen, &last, error);
}

int search_postgres_find(struct db *db, const struct search_terms *terms, int64_t low,
                         int64_t high, int64_t *ids, size_t limit, size_t *count,
                         struct error *error)
{
    struct arena *arena = arena_create();
    struct finding finding = {
        .tokens = array_literal(terms->tokens, terms->token_count, arena),
        .words = array_literal(terms->words, terms->word_count, arena),
        .ids = ids,
        .limit = limit,
        .count = count,
    };
    int status = find_newest(db, &finding, low, high, error);
    arena_destroy(arena);
    return status;
}
