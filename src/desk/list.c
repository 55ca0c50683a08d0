/* Lists of cases: the filter becomes a statement whose conditions fit one index; pages go on from the
   last row. */
#include "desk/list.h"

#include "base/check.h"
#include "desk/filter.h"
#include "desk/record.h"

void desk_clause_value(struct desk_clause *clause, struct db_value value)
{
    CHECK(clause->count < DESK_CLAUSE_VALUES);
    clause->values[clause->count++] = value;
}

static void add_condition(struct desk_clause *clause, const char *column, const char *relation,
                          struct db_value value)
{
    desk_clause_value(clause, value);
    buf_format(&clause->sql, " AND %s %s $%zu", column, relation, clause->count);
}

void desk_clause_begin(struct desk_clause *clause, const struct web_actor *actor,
                       const struct desk_filter *filter)
{
    *clause = (struct desk_clause){0};
    desk_clause_value(clause, db_int(actor->commission));
    buf_append(&clause->sql, STR(" FROM desk_case WHERE commission = $1"));
    /* Said also where the state implies it: the indexes of open cases are small. */
    if (filter->open_only || filter->order == DESK_BY_DUE || filter->due_until ||
        (filter->by_state && desk_state_is_open(filter->state)))
        buf_append(&clause->sql, STR(" AND is_open = 1"));
    if (filter->by_state)
        add_condition(clause, "state", "=", db_text(desk_state_name(filter->state)));
    if (filter->by_advisor)
        add_condition(clause, "advisor", "=", db_int(filter->advisor));
    if (filter->by_kind)
        add_condition(clause, "kind", "=", db_text(desk_kind_name(filter->kind)));
    if (filter->item.n)
        add_condition(clause, "item", "=", db_text(filter->item));
    if (filter->attention_only)
        buf_append(&clause->sql, STR(" AND attention = 1"));
    if (filter->due_until) {
        buf_append(&clause->sql, STR(" AND due_day > 0"));
        add_condition(clause, "due_day", "<=", db_int(filter->due_until));
    }
}

void desk_clause_finish(struct desk_clause *clause)
{
    buf_finish(&clause->sql);
}

static void add_page(struct desk_clause *clause, const struct desk_filter *filter, size_t limit)
{
    if (filter->after_id && filter->order == DESK_BY_DUE) {
        desk_clause_value(clause, db_int(filter->after_due));
        desk_clause_value(clause, db_int(filter->after_id));
        buf_format(&clause->sql, " AND (due_day, id) > ($%zu, $%zu)", clause->count - 1,
                   clause->count);
    } else if (filter->after_id) {
        add_condition(clause, "id", "<", db_int(filter->after_id));
    }
    buf_append(&clause->sql, filter->order == DESK_BY_DUE ? STR(" ORDER BY due_day, id")
                                                          : STR(" ORDER BY id DESC"));
    desk_clause_value(clause, db_int((int64_t)limit + 1));
    buf_format(&clause->sql, " LIMIT $%zu", clause->count);
}

static void read_row(struct db_rows *rows, struct arena *arena, struct desk_list_row *row)
{
    int i = 0;
    *row = (struct desk_list_row){0};
    row->id = db_column_int(rows, i++);
    row->version = db_column_int(rows, i++);
    row->advisor = db_column_int(rows, i++);
    row->file_count = db_column_int(rows, i++);
    row->number = db_column_copy(rows, i++, arena);
    row->subject = db_column_copy(rows, i++, arena);
    row->company = db_column_copy(rows, i++, arena);
    row->item = db_column_copy(rows, i++, arena);
    row->country = db_column_copy(rows, i++, arena);
    desk_kind_parse(db_column_text(rows, i++), &row->kind);
    desk_state_parse(db_column_text(rows, i++), &row->state);
    desk_judgement_parse(db_column_text(rows, i++), &row->judgement);
    row->attention = db_column_int(rows, i++) != 0;
    row->synthetic = db_column_int(rows, i++) != 0;
    row->received_at = db_column_int(rows, i++);
    row->due_day = (day_number)db_column_int(rows, i++);
    row->outer_day = (day_number)db_column_int(rows, i++);
}

int desk_list_query(struct db *db, struct desk_clause *clause, size_t limit, struct arena *arena,
                    struct desk_list *out, struct error *error)
{
    struct str sql = ARENA_JOIN(
        arena,
        STR("SELECT id, version, advisor, file_count, number, subject, company, item, country,"
            " kind, state, judgement, attention, synthetic, received_at, due_day, outer_day"),
        buf_str(&clause->sql));
    *out = (struct desk_list){.rows = ARENA_ARRAY(arena, struct desk_list_row, limit)};
    struct db_rows *rows;
    int status = db_query(db, error, &rows, sql, clause->values, clause->count);
    if (status)
        return status;
    while (db_next(rows)) {
        if (out->count == limit)
            out->more = true;
        else
            read_row(rows, arena, &out->rows[out->count++]);
    }
    return db_finish(rows, error);
}

struct listing {
    const struct web_actor *actor;
    const struct desk_filter *filter;
    struct desk_list *out;
    int64_t *number;
};

static int list_body(struct db *db, void *argument, struct error *error)
{
    const struct listing *listing = argument;
    size_t limit = desk_list_limit(listing->filter);
    struct desk_clause clause;
    desk_clause_begin(&clause, listing->actor, listing->filter);
    add_page(&clause, listing->filter, limit);
    int status = desk_list_query(db, &clause, limit, listing->actor->arena, listing->out, error);
    desk_clause_finish(&clause);
    return status;
}

size_t desk_list_limit(const struct desk_filter *filter)
{
    if (filter->limit == 0)
        return 50;
    return filter->limit > 200 ? 200 : filter->limit;
}

int desk_list_read(const struct web_actor *actor, const struct desk_filter *filter,
                   struct desk_list *out, struct error *error)
{
    int status = desk_require(actor, STR("desk.case.read"), error);
    struct listing listing = {actor, filter, out, NULL};
    return status ? status : store_read(actor->store, list_body, &listing, error);
}

/* Counts no further than the cap. */
static int count_clause(struct db *db, const struct web_actor *actor,
                        const struct desk_filter *filter, int64_t *out, struct error *error)
{
    struct desk_clause clause;
    desk_clause_begin(&clause, actor, filter);
    desk_clause_value(&clause, db_int(DESK_COUNT_CAP + 1));
    struct str sql = arena_format(actor->arena,
                                  "SELECT count(*) FROM (SELECT id%" PRIstr " LIMIT $%zu) AS few",
                                  STR_ARG(buf_str(&clause.sql)), clause.count);
    int status = db_get_int(db, error, out, STR("count"), sql, clause.values, clause.count);
    desk_clause_finish(&clause);
    return status;
}

static int count_body(struct db *db, void *argument, struct error *error)
{
    const struct listing *listing = argument;
    return count_clause(db, listing->actor, listing->filter, listing->number, error);
}

int desk_list_count(const struct web_actor *actor, const struct desk_filter *filter, int64_t *out,
                    struct error *error)
{
    int status = desk_require(actor, STR("desk.case.read"), error);
    struct listing listing = {actor, filter, NULL, out};
    return status ? status : store_read(actor->store, count_body, &listing, error);
}

struct figuring {
    const struct web_actor *actor;
    struct desk_figures *out;
};

static int figures_body(struct db *db, void *argument, struct error *error)
{
    const struct figuring *figuring = argument;
    const struct web_actor *actor = figuring->actor;
    struct desk_figures *out = figuring->out;
    day_number today = day_of_time(db_time(db));
    const struct {
        struct desk_filter filter;
        int64_t *to;
    } wanted[] = {
        {{.open_only = true}, &out->open},
        {{.due_until = today - 1}, &out->overdue},
        {{.due_until = today}, &out->due_today},
        {{.attention_only = true}, &out->attention},
        {{.open_only = true, .by_advisor = true}, &out->unassigned},
        {{.by_state = true, .state = DESK_ASKED}, &out->asked},
    };
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        int status = count_clause(db, actor, &wanted[i].filter, wanted[i].to, error);
        if (status)
            return status;
    }
    out->due_today -= out->overdue;
    return DB_GET_INT(db, error, &out->unsent, STR("count"),
                      "SELECT count(*) FROM (SELECT id FROM desk_outgoing WHERE commission = $1"
                      " AND state NOT IN ('sent', 'cancelled') LIMIT $2) AS few",
                      db_int(actor->commission), db_int(DESK_COUNT_CAP + 1));
}

int desk_figures_read(const struct web_actor *actor, struct desk_figures *out, struct error *error)
{
    *out = (struct desk_figures){0};
    int status = desk_require(actor, STR("desk.case.read"), error);
    struct figuring figuring = {actor, out};
    return status ? status : store_read(actor->store, figures_body, &figuring, error);
}
