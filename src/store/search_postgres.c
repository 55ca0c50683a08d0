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

int search_postgres_find(struct db *db, const struct search_terms *terms, int64_t low,
                         int64_t high, int64_t *ids, size_t limit, size_t *count,
                         struct error *error)
{
    struct arena *arena = arena_create();
    struct str tokens = array_literal(terms->tokens, terms->token_count, arena);
    struct str words = array_literal(terms->words, terms->word_count, arena);
    struct db_rows *rows = NULL;
    int status = DB_QUERY(
        db, error, &rows,
        "SELECT id FROM store_search WHERE tokens @> (CAST($1 AS TEXT[]) COLLATE \"C\")"
        " AND id >= $2 AND id < $3"
        " AND NOT EXISTS (SELECT 1 FROM unnest(CAST($4 AS TEXT[])) AS w (word)"
        " WHERE strpos(body, word COLLATE \"C\") = 0)"
        " ORDER BY id DESC LIMIT $5",
        db_text(tokens), db_int(low), db_int(high), db_text(words), db_int((int64_t)limit));
    if (status == 0) {
        while (*count < limit && db_next(rows))
            ids[(*count)++] = db_column_int(rows, 0);
        status = db_finish(rows, error);
    }
    arena_destroy(arena);
    return status;
}
