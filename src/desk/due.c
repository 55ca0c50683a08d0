/* The week of a case: from the papers or from the notice, in calendar or business days (settings). */
#include <pthread.h>

#include "base/calendar.h"
#include "base/check.h"
#include "base/file.h"
#include "base/log.h"
#include "desk/record.h"
#include "desk/setting.h"

/* The calendars of this process's one workspace: with and without the closing at the year end. Made at
   the first look and kept; changed files count from the next start. */
static struct calendar *calendars[2];
static pthread_mutex_t calendars_lock = PTHREAD_MUTEX_INITIALIZER;

enum { HOLIDAYS_LIMIT = 1024 * 1024 };

static int read_list(const struct store *store, struct str name, struct arena *arena,
                     struct str *out, struct error *error)
{
    struct str path = ARENA_JOIN(arena, store_directory(store), STR("/"), name);
    *out = STR("");
    if (!file_exists(path))
        return 0;
    return file_read(store_context(store), path, HOLIDAYS_LIMIT, arena, out, error);
}

/* A list that cannot be read must not stop the desk: the rules hold, and the log says what is wrong. */
static struct calendar *make_calendar(const struct store *store, bool year_end_closed)
{
    struct arena *arena = arena_create();
    struct error error = {0};
    struct calendar_settings settings = calendar_settings_default();
    settings.year_end_closing = year_end_closed;
    struct calendar *made = NULL;
    int status = read_list(store, STR("holidays.csv"), arena, &settings.official, &error);
    if (status == 0)
        status = read_list(store, STR("closures.csv"), arena, &settings.closures, &error);
    if (status == 0)
        status = calendar_create(&settings, &made, &error);
    if (status) {
        log_error(store_context(store), STR("holiday_list"), &error);
        settings.official = settings.closures = STR("");
        CHECK(calendar_create(&settings, &made, NULL) == 0);
    }
    if (calendar_wants_official_list(made, day_of_time(context_now(store_context(store)))))
        LOG(store_context(store), LOG_WARNING, "holiday_list_wanted",
            LOG_TEXT("file", STR("holidays.csv")));
    arena_destroy(arena);
    return made;
}

const struct calendar *desk_calendar(const struct store *store, bool year_end_closed)
{
    pthread_mutex_lock(&calendars_lock);
    if (!calendars[year_end_closed])
        calendars[year_end_closed] = make_calendar(store, year_end_closed);
    const struct calendar *calendar = calendars[year_end_closed];
    pthread_mutex_unlock(&calendars_lock);
    return calendar;
}

void desk_calendar_forget(void)
{
    pthread_mutex_lock(&calendars_lock);
    for (int i = 0; i < 2; i++) {
        calendar_destroy(calendars[i]);
        calendars[i] = NULL;
    }
    pthread_mutex_unlock(&calendars_lock);
}

static int read_settings(struct db *db, const struct desk_actor *actor, bool *from_notice,
                         bool *year_end_closed, struct due_setting *out, struct error *error)
{
    struct str from, counting, closed;
    int64_t days, commission = actor->commission;
    struct arena *arena = actor->arena;
    int status = desk_setting_text(db, commission, STR("due_from"), arena, &from, error);
    if (status == 0)
        status = desk_setting_text(db, commission, STR("due_counting"), arena, &counting, error);
    if (status == 0)
        status = desk_setting_text(db, commission, STR("year_end_closed"), arena, &closed, error);
    if (status == 0)
        status = desk_setting_integer(db, commission, STR("due_days"), &days, error);
    if (status)
        return status;
    *from_notice = str_equal(from, STR("notice"));
    *year_end_closed = str_equal(closed, STR("yes"));
    out->counting =
        str_equal(counting, STR("business")) ? DUE_BUSINESS_DAYS : DUE_CALENDAR_DAYS;
    out->days = (int)days;
    return 0;
}

int desk_due_update(struct db *db, const struct desk_actor *actor, int64_t case_id,
                    struct error *error)
{
    bool from_notice, year_end_closed;
    struct due_setting setting;
    int status = read_settings(db, actor, &from_notice, &year_end_closed, &setting, error);
    if (status)
        return status;
    struct db_rows *rows;
    status = DB_QUERY(db, error, &rows,
                      "SELECT received_at, noticed_at FROM desk_case WHERE id = $1",
                      db_int(case_id));
    if (status)
        return status;
    utc_us received = 0, noticed = 0;
    if (db_next(rows)) {
        received = db_column_int(rows, 0);
        noticed = db_column_int(rows, 1);
    }
    if ((status = db_finish(rows, error)))
        return status;
    utc_us start = from_notice && noticed ? noticed : received;
    struct due due = calendar_due(desk_calendar(db_store(db), year_end_closed), start, setting);
    return DB_RUN(db, error,
                  "UPDATE desk_case SET effective_day = $2, due_day = $3, outer_day = $4"
                  " WHERE id = $1",
                  db_int(case_id), db_int(due.effective), db_int(due.internal),
                  db_int(due.outer));
}
