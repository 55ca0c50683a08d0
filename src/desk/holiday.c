/* Looking at lists of holidays and closures, and applying them. */
#include "desk/holiday_inside.h"

#include "base/csv.h"
#include "base/text.h"
#include "desk/record.h"
#include "desk/setting.h"

enum { MOST_LISTED = 100 };

static const struct {
    struct str name, ja, en;
} kinds[DESK_HOLIDAY_KINDS] = {
    [DESK_HOLIDAYS_OFFICIAL] = {STR_INIT("official"), STR_INIT("国民の祝日（内閣府の一覧）"),
                                STR_INIT("National holidays (official list)")},
    [DESK_HOLIDAYS_CLOSURES] = {STR_INIT("closures"), STR_INIT("窓口の休業日"),
                                STR_INIT("Closed days of the office")},
};

struct str desk_holiday_kind_name(enum desk_holiday_kind kind)
{
    return kinds[kind].name;
}

struct str desk_holiday_kind_title(enum desk_holiday_kind kind, enum lang lang)
{
    return lang == LANG_EN ? kinds[kind].en : kinds[kind].ja;
}

bool desk_holiday_kind_parse(struct str name, enum desk_holiday_kind *out)
{
    for (int kind = 0; kind < DESK_HOLIDAY_KINDS; kind++)
        if (str_equal(kinds[kind].name, name)) {
            *out = (enum desk_holiday_kind)kind;
            return true;
        }
    return false;
}

struct holiday_call {
    const struct web_actor *actor;
    struct desk_holiday_list list;
    struct str body;
    struct desk_holiday_list *lists;
    size_t *count;
    struct calendar *after;       /* owned by who called */
    const struct calendar *before;
    day_number from, to;
    struct desk_closed_day *days;
    bool *wanted;
    int64_t *cases;
};

/* --- a list as it was given --- */

/* First and last day and how many: the calendar of rules and this list alone tells them. */
static void measure(const struct calendar *with, const struct calendar *without,
                    struct desk_holiday_list *list)
{
    bool official = list->kind == DESK_HOLIDAYS_OFFICIAL;
    for (int year = CALENDAR_FIRST_YEAR; year <= CALENDAR_LAST_YEAR; year++) {
        if (official && !calendar_year_is_official(with, year))
            continue;
        size_t count, before;
        day_number from = day_of_date((struct date){year, 1, 1});
        const struct holiday *days =
            calendar_holidays(with, from, day_of_date((struct date){year, 12, 31}), &count);
        for (size_t i = 0; i < count; i++) {
            calendar_holidays(without, days[i].day, days[i].day, &before);
            if (!official && (before || days[i].kind != HOLIDAY_EXTRA))
                continue;
            list->first = list->first ? list->first : days[i].day;
            list->last = days[i].day;
            list->days++;
        }
    }
}

/* Checks the CSV by making a calendar of it. */
static int check_list(struct desk_holiday_list *list, struct str body, struct error *error)
{
    struct calendar_settings settings = calendar_settings_default(), rules = settings;
    struct calendar *with, *without;
    if (list->kind == DESK_HOLIDAYS_OFFICIAL)
        settings.official = body;
    else
        settings.closures = body;
    int status = calendar_create(&settings, &with, error);
    if (status)
        return error_in(error, list->name);
    status = calendar_create(&rules, &without, error);
    if (status == 0)
        measure(with, without, list);
    calendar_destroy(with);
    calendar_destroy(status ? NULL : without);
    return status;
}

static int look_body(struct db *db, void *argument, struct error *error)
{
    struct holiday_call *call = argument;
    const struct desk_holiday_list *list = &call->list;
    const struct web_actor *actor = call->actor;
    return DB_INSERT(db, error, &call->list.id,
                     "INSERT INTO desk_holiday_list (commission, kind, name, source, body, first_day,"
                     " last_day, days, author, created, applied_by, applied_at)"
                     " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0) RETURNING id",
                     db_int(actor->commission), db_text(kinds[list->kind].name),
                     db_text(list->name), db_text(list->source), db_bytes(call->body),
                     db_int(list->first), db_int(list->last), db_int(list->days),
                     db_int(actor->person), db_int(db_time(db)));
}

int desk_holidays_look(const struct web_actor *actor, enum desk_holiday_kind kind, struct str name,
                       struct str source, struct str body, int64_t *id, struct error *error)
{
    int status = desk_require(actor, STR("desk.settings"), error);
    struct holiday_call call = {
        .actor = actor, .body = body,
        .list = {.kind = kind, .name = text_file_name(name, actor->arena),
                 .source = text_one_line(source, actor->arena)}};
    if (status == 0 && call.list.source.n == 0)
        return ERROR(error, ERR_DESK_REASON, STR("一覧の出典"));
    if (status == 0)
        status = check_list(&call.list, body, error);
    if (status == 0)
        status = store_write(actor->store, look_body, &call, error);
    *id = call.list.id;
    return status;
}

/* --- reading --- */

#define LIST_COLUMNS                                                                           \
    "SELECT id, kind, name, source, first_day, last_day, days, author, created, applied_by,"   \
    " applied_at FROM desk_holiday_list WHERE commission = $1"

static void read_list(struct db_rows *rows, struct arena *arena, struct desk_holiday_list *out)
{
    *out = (struct desk_holiday_list){
        .id = db_column_int(rows, 0), .name = db_column_copy(rows, 2, arena),
        .source = db_column_copy(rows, 3, arena), .first = (day_number)db_column_int(rows, 4),
        .last = (day_number)db_column_int(rows, 5), .days = db_column_int(rows, 6),
        .author = db_column_int(rows, 7), .created = db_column_int(rows, 8),
        .applied_by = db_column_int(rows, 9), .applied_at = db_column_int(rows, 10)};
    desk_holiday_kind_parse(db_column_text(rows, 1), &out->kind);
}

static int list_body(struct db *db, void *argument, struct error *error)
{
    struct holiday_call *call = argument;
    int64_t ids[DESK_HOLIDAY_KINDS];
    struct db_rows *rows;
    *call->count = 0;
    int status = desk_holidays_in_force(db, call->actor->commission, ids, error);
    if (status == 0)
        status = DB_QUERY(db, error, &rows, LIST_COLUMNS " ORDER BY id DESC LIMIT $2",
                          db_int(call->actor->commission), db_int(MOST_LISTED));
    if (status)
        return status;
    while (db_next(rows) && *call->count < MOST_LISTED) {
        struct desk_holiday_list *one = &call->lists[(*call->count)++];
        read_list(rows, call->actor->arena, one);
        one->in_force = ids[one->kind] == one->id;
    }
    return db_finish(rows, error);
}

int desk_holidays_list(const struct web_actor *actor, struct desk_holiday_list **out, size_t *count,
                       struct error *error)
{
    *out = ARENA_ARRAY(actor->arena, struct desk_holiday_list, MOST_LISTED);
    struct holiday_call call = {.actor = actor, .lists = *out, .count = count};
    int status = desk_require(actor, STR("desk.settings"), error);
    return status ? status : store_read(actor->store, list_body, &call, error);
}

static int load_list(struct db *db, struct holiday_call *call, struct error *error)
{
    struct db_rows *rows;
    int64_t wanted = call->list.id;
    int status = DB_QUERY(db, error, &rows, LIST_COLUMNS " AND id = $2",
                          db_int(call->actor->commission), db_int(wanted));
    if (status)
        return status;
    call->list.id = 0;
    if (db_next(rows))
        read_list(rows, call->actor->arena, &call->list);
    if ((status = db_finish(rows, error)))
        return status;
    return call->list.id ? 0 : ERROR(error, ERR_NOT_FOUND, STR("休日の一覧"));
}

static int year_end(struct db *db, const struct web_actor *actor, bool *closed, struct error *error)
{
    struct str text;
    int status = desk_setting_text(db, actor->commission, STR("year_end_closed"), actor->arena, &text,
                                   error);
    *closed = status == 0 && str_equal(text, STR("yes"));
    return status;
}

/* --- what it would change --- */

static int compare_body(struct db *db, void *argument, struct error *error)
{
    struct holiday_call *call = argument;
    const struct web_actor *actor = call->actor;
    int64_t ids[DESK_HOLIDAY_KINDS];
    struct calendar_settings settings = calendar_settings_default();
    int status = load_list(db, call, error);
    if (status == 0)
        status = desk_holidays_in_force(db, actor->commission, ids, error);
    if (status == 0)
        status = year_end(db, actor, &settings.year_end_closing, error);
    if (status == 0)
        status = desk_calendar_in_force(db, actor->commission, settings.year_end_closing,
                                        &call->before, error);
    if (status)
        return status;
    ids[call->list.kind] = call->list.id;
    const struct store *store = db_store(db);
    status = desk_holiday_body(db, store, DESK_HOLIDAYS_OFFICIAL, ids[DESK_HOLIDAYS_OFFICIAL],
                               actor->arena, &settings.official, error);
    if (status == 0)
        status = desk_holiday_body(db, store, DESK_HOLIDAYS_CLOSURES, ids[DESK_HOLIDAYS_CLOSURES],
                                   actor->arena, &settings.closures, error);
    calendar_destroy(call->after);
    call->after = NULL;
    return status ? status : calendar_create(&settings, &call->after, error);
}

static struct str day_words(const struct calendar *calendar, day_number day, struct arena *arena)
{
    const struct holiday *holiday = calendar_holiday(calendar, day);
    if (holiday)
        return arena_copy(arena, holiday->name);
    return calendar_is_open(calendar, day) ? STR("開庁日") : STR("休み（土日・年末年始）");
}

static void collect(const struct holiday_call *call, struct desk_day_change *out, size_t *count,
                    bool *more)
{
    struct arena *arena = call->actor->arena;
    day_number first = day_of_date((struct date){CALENDAR_FIRST_YEAR, 1, 1});
    day_number last = day_of_date((struct date){CALENDAR_LAST_YEAR, 12, 31});
    for (day_number day = first; day <= last && !*more; day++) {
        struct str before = day_words(call->before, day, arena);
        struct str after = day_words(call->after, day, arena);
        if (str_equal(before, after))
            continue;
        *more = *count == DESK_DAY_CHANGES;
        if (!*more)
            out[(*count)++] = (struct desk_day_change){day, before, after};
    }
}

int desk_holidays_changes(const struct web_actor *actor, int64_t id, struct desk_holiday_list *list,
                          struct desk_day_change **out, size_t *count, bool *more,
                          struct error *error)
{
    struct holiday_call call = {.actor = actor, .list = {.id = id}};
    *out = ARENA_ARRAY(actor->arena, struct desk_day_change, DESK_DAY_CHANGES);
    *count = 0;
    *more = false;
    int status = desk_require(actor, STR("desk.settings"), error);
    if (status == 0)
        status = store_read(actor->store, compare_body, &call, error);
    if (status == 0)
        collect(&call, *out, count, more);
    calendar_destroy(call.after);
    *list = call.list;
    return status;
}

/* --- applying --- */

static int update_open_cases(struct db *db, const struct holiday_call *call, struct error *error)
{
    const struct web_actor *actor = call->actor;
    struct db_rows *rows;
    int64_t *ids = NULL;
    size_t count = 0;
    int status = DB_QUERY(db, error, &rows,
                          "SELECT id FROM desk_case WHERE commission = $1 AND is_open = 1 ORDER BY id",
                          db_int(actor->commission));
    if (status)
        return status;
    while (db_next(rows))
        *DESK_ADD(actor->arena, &ids, &count, int64_t) = db_column_int(rows, 0);
    status = db_finish(rows, error);
    for (size_t i = 0; status == 0 && i < count; i++)
        status = desk_due_update(db, actor, ids[i], error);
    *call->cases = (int64_t)count;
    return status;
}

static int apply_body(struct db *db, void *argument, struct error *error)
{
    struct holiday_call *call = argument;
    const struct web_actor *actor = call->actor;
    int status = load_list(db, call, error);
    if (status)
        return status;
    if (call->list.applied_at)
        return ERROR(error, ERR_STATE, STR("この一覧は適用済みです"));
    status = DB_RUN(db, error,
                    "UPDATE desk_holiday_list SET applied_by = $2, applied_at = $3 WHERE id = $1",
                    db_int(call->list.id), db_int(actor->person), db_int(db_time(db)));
    if (status == 0)
        status = update_open_cases(db, call, error);
    struct str detail = arena_format(
        actor->arena, "{\"kind\":\"%" PRIstr "\",\"days\":%lld,\"cases\":%lld}",
        STR_ARG(kinds[call->list.kind].name), (long long)call->list.days, (long long)*call->cases);
    return status ? status
                  : web_actor_audit(db, actor, STR("desk.holidays"), STR("holiday_list"),
                                    call->list.id, detail, error);
}

int desk_holidays_apply(const struct web_actor *actor, int64_t id, int64_t *cases,
                        struct error *error)
{
    struct holiday_call call = {.actor = actor, .list = {.id = id}, .cases = cases};
    *cases = 0;
    int status = desk_require(actor, STR("desk.settings"), error);
    return status ? status : store_write(actor->store, apply_body, &call, error);
}

/* --- the calendar in force --- */

static int closed_body(struct db *db, void *argument, struct error *error)
{
    struct holiday_call *call = argument;
    bool year_end_closed;
    int status = year_end(db, call->actor, &year_end_closed, error);
    return status ? status
                  : desk_calendar_in_force(db, call->actor->commission, year_end_closed,
                                           &call->before, error);
}

int desk_closed_days(const struct web_actor *actor, day_number from, day_number to,
                     struct desk_closed_day **out, size_t *count, bool *wanted, struct error *error)
{
    struct holiday_call call = {.actor = actor};
    *count = 0;
    int status = desk_require(actor, STR("desk.settings"), error);
    if (status == 0)
        status = store_read(actor->store, closed_body, &call, error);
    if (status)
        return status;
    const struct holiday *days = calendar_holidays(call.before, from, to, count);
    *out = ARENA_ARRAY(actor->arena, struct desk_closed_day, *count);
    for (size_t i = 0; i < *count; i++)
        (*out)[i] = (struct desk_closed_day){
            days[i].day, days[i].name,
            calendar_year_is_official(call.before, date_of_day(days[i].day).year) ||
                days[i].kind == HOLIDAY_EXTRA};
    *wanted = calendar_wants_official_list(
        call.before, day_of_time(context_now(store_context(actor->store))));
    return 0;
}
