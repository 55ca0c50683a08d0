/* Lists and search of cases: keyset paging, capped counts, no OFFSET. */
#ifndef MEGURI_DESK_LIST_H
#define MEGURI_DESK_LIST_H

#include "desk/case.h"

enum desk_order { DESK_NEWEST, DESK_BY_DUE };

struct desk_filter {
    bool open_only;
    bool by_state;            enum desk_state state;
    bool by_advisor;          int64_t advisor;  /* 0 = nobody's */
    bool by_kind;             enum desk_kind kind;
    struct str item;          /* empty: all */
    bool attention_only;
    day_number due_until;     /* 0: all; open cases whose internal due day is not later */
    enum desk_order order;
    /* Keyset: the last row of the page before. 0 = first page. */
    int64_t after_id;
    day_number after_due;
    size_t limit;             /* 1..200; 0 = 50 */
};
struct desk_list_row {
    int64_t id, version, advisor, file_count;
    struct str number, subject, company, item, country;
    enum desk_kind kind;
    enum desk_state state;
    enum desk_judgement judgement;
    bool attention, synthetic;
    utc_us received_at;
    day_number due_day, outer_day;
};
struct desk_list {
    struct desk_list_row *rows;
    size_t count;
    bool more;                /* next page: after_id and after_due of the last row */
};
int desk_list_read(const struct web_actor *actor, const struct desk_filter *filter,
                   struct desk_list *out, struct error *error);
/* How many rows the filter has, counted to at most 1,000 (1,001 means "1,000+"). */
enum { DESK_COUNT_CAP = 1000 };
int desk_list_count(const struct web_actor *actor, const struct desk_filter *filter, int64_t *out,
                    struct error *error);
/* The figures of the work list: open cases that are due today or overdue, need attention, unassigned,
   waiting for METI; each capped. */
struct desk_figures {
    int64_t open, overdue, due_today, attention, unassigned, asked, unsent;
};
int desk_figures_read(const struct web_actor *actor, struct desk_figures *out, struct error *error);
/* Japanese substring search over subject, company, cargo, invoice numbers, number, mail bodies and
   notes; filters apply; newest first. */
int desk_search(const struct web_actor *actor, struct str query, const struct desk_filter *filter,
                struct desk_list *out, struct error *error);
/* Puts the case's searchable text into the index, in the caller's transaction. */
int desk_search_index(struct db *db, const struct web_actor *actor, int64_t case_id,
                      struct error *error);

#endif
