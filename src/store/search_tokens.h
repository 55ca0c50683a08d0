/* How text becomes tokens: every character by itself and every pair of neighbours, within each run
   of characters without blanks. A word of one or two characters is a token and so found exactly;
   of a longer word all pairs are asked for and the text is compared afterwards. Internal. */
#ifndef MEGURI_STORE_SEARCH_TOKENS_H
#define MEGURI_STORE_SEARCH_TOKENS_H

#include "store/search.h"

/* The first byte of the token that stands for a commission; not a byte of normalised text. */
enum { SEARCH_COMMISSION_MARK = 0x1f };

/* Called with each token and its place in the text; non-zero stops and is returned. */
typedef int search_token(void *argument, struct str token, size_t at);
/* `text` is normalised; repeated tokens are given repeatedly. */
int search_each_token(struct str text, search_token *each, void *argument);

/* What a query asks for. */
struct search_terms {
    struct str *tokens; /* all must be there */
    size_t token_count;
    struct str *words;  /* of three and more characters: to be found in the text */
    size_t word_count;
    int64_t commission; /* its token is the last; 0: any, no token */
};
/* `query` is normalised. commission 0: any. No token: nothing is asked for. */
struct search_terms search_terms_of(struct str query, int64_t commission, struct arena *arena);
struct str search_commission_token(int64_t commission, struct arena *arena);

/* Drivers. `low` <= id < `high`; ids descending. */
int search_sqlite_register(void *sqlite_handle);
int search_sqlite_find(struct db *db, const struct search_terms *terms, int64_t low, int64_t high,
                       int64_t *ids, size_t limit, size_t *count, struct error *error);
int search_sqlite_put(struct db *db, int64_t id, int64_t commission, struct str body,
                      struct error *error);
int search_sqlite_remove(struct db *db, int64_t id, int64_t commission, struct str body,
                         struct error *error);
int search_postgres_find(struct db *db, const struct search_terms *terms, int64_t low,
                         int64_t high, int64_t *ids, size_t limit, size_t *count,
                         struct error *error);
int search_postgres_put(struct db *db, int64_t id, int64_t commission, struct str body,
                        struct error *error);
int search_postgres_remove(struct db *db, int64_t id, struct error *error);

#endif
