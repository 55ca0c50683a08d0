/* Inside the room: a filter as the end of a statement over desk_case. */
#ifndef MEGURI_DESK_FILTER_H
#define MEGURI_DESK_FILTER_H

#include "base/buf.h"
#include "desk/list.h"

enum { DESK_CLAUSE_VALUES = 63 }; /* what a statement can have */
struct desk_clause {
    struct buf sql; /* " FROM desk_case WHERE …" */
    struct db_value values[DESK_CLAUSE_VALUES];
    size_t count;
};
void desk_clause_begin(struct desk_clause *clause, const struct web_actor *actor,
                       const struct desk_filter *filter);
/* The next value; its number is then clause->count. */
void desk_clause_value(struct desk_clause *clause, struct db_value value);
void desk_clause_finish(struct desk_clause *clause);
/* Runs it as a list of at most `limit` rows; one more row in the answer sets out->more. */
int desk_list_query(struct db *db, struct desk_clause *clause, size_t limit, struct arena *arena,
                    struct desk_list *out, struct error *error);
size_t desk_list_limit(const struct desk_filter *filter);

#endif
