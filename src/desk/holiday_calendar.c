/* The calendars of this process's one workspace. Each is made at the first look and kept until the process ends,
   also when a newer list follows: others may still be reading it. Lists change a few times a year. */
#include <pthread.h>
#include <stdlib.h>

#include "base/check.h"
#include "base/file.h"
#include "base/log.h"
#include "desk/holiday_inside.h"
#include "desk/record.h"

enum { LIST_LIMIT = 1024 * 1024 };

struct kept {
    int64_t commission, ids[DESK_HOLIDAY_KINDS]; /* ids 0: the file, or none */
    bool year_end_closed;
    struct calendar *calendar;
    struct kept *next;
};
static struct kept *all;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static const struct str file_names[DESK_HOLIDAY_KINDS] = {
    [DESK_HOLIDAYS_OFFICIAL] = STR_INIT("holidays.csv"),
    [DESK_HOLIDAYS_CLOSURES] = STR_INIT("closures.csv"),
};

static int read_file(const struct store *store, enum desk_holiday_kind kind, struct arena *arena,
                     struct str *out, struct error *error)
{
    struct str path = ARENA_JOIN(arena, store_directory(store), STR("/"), file_names[kind]);
    *out = STR("");
    if (!file_exists(path))
        return 0;
    return file_read(store_context(store), path, LIST_LIMIT, arena, out, error);
}

int desk_holiday_body(struct db *db, const struct store *store, enum desk_holiday_kind kind,
                      int64_t id, struct arena *arena, struct str *out, struct error *error)
{
    struct db_rows *rows;
    if (id == 0)
        return read_file(store, kind, arena, out, error);
    int status = DB_QUERY(db, error, &rows, "SELECT body FROM desk_holiday_list WHERE id = $1",
                          db_int(id));
    if (status)
        return status;
    *out = db_next(rows) ? db_column_copy(rows, 0, arena) : STR("");
    return db_finish(rows, error);
}

/* A file that cannot be read must not stop the desk: the rules hold, and the log says what is wrong. Lists that
   were applied were checked before. */
static struct calendar *make_calendar(struct db *db, const struct store *store, const int64_t *ids,
                                      bool year_end_closed)
{
    struct arena *arena = arena_create();
    struct error error = {0};
    struct calendar_settings settings = calendar_settings_default();
    settings.year_end_closing = year_end_closed;
    struct calendar *made = NULL;
    int status = desk_holiday_body(db, store, DESK_HOLIDAYS_OFFICIAL, ids[DESK_HOLIDAYS_OFFICIAL],
                                   arena, &settings.official, &error);
    if (status == 0)
        status = desk_holiday_body(db, store, DESK_HOLIDAYS_CLOSURES, ids[DESK_HOLIDAYS_CLOSURES],
                                   arena, &settings.closures, &error);
    if (status == 0)
        status = calendar_create(&settings, &made, &error);
    if (status) {
        log_error(store_context(store), STR("holiday_list"), &error);
        settings.official = settings.closures = STR("");
        CHECK(calendar_create(&settings, &made, NULL) == 0);
    }
    if (calendar_wants_official_list(made, day_of_time(context_now(store_context(store)))))
        LOG(store_context(store), LOG_WARNING, "holiday_list_wanted",
            LOG_TEXT("file", file_names[DESK_HOLIDAYS_OFFICIAL]));
    arena_destroy(arena);
    return made;
}

static struct kept *find(int64_t commission, const int64_t *ids, bool year_end_closed)
{
    for (struct kept *one = all; one; one = one->next)
        if (one->commission == commission && one->year_end_closed == year_end_closed &&
            one->ids[0] == ids[0] && one->ids[1] == ids[1])
            return one;
    return NULL;
}

/* db may be NULL when both ids are 0. */
static const struct calendar *keep(struct db *db, const struct store *store, int64_t commission,
                                   const int64_t *ids, bool year_end_closed)
{
    pthread_mutex_lock(&lock);
    struct kept *one = find(commission, ids, year_end_closed);
    if (!one) {
        CHECK(one = calloc(1, sizeof *one));
        *one = (struct kept){.commission = commission, .ids = {ids[0], ids[1]},
                             .year_end_closed = year_end_closed, .next = all,
                             .calendar = make_calendar(db, store, ids, year_end_closed)};
        all = one;
    }
    pthread_mutex_unlock(&lock);
    return one->calendar;
}

const struct calendar *desk_calendar(const struct store *store, bool year_end_closed)
{
    const int64_t files[DESK_HOLIDAY_KINDS] = {0};
    return keep(NULL, store, 0, files, year_end_closed);
}

int desk_holidays_in_force(struct db *db, int64_t commission, int64_t ids[DESK_HOLIDAY_KINDS],
                           struct error *error)
{
    int status = 0;
    for (int kind = 0; status == 0 && kind < DESK_HOLIDAY_KINDS; kind++)
        status = DB_GET_INT(db, error, &ids[kind], STR("desk_holiday_list"),
                            "SELECT coalesce((SELECT id FROM desk_holiday_list WHERE"
                            " commission = $1 AND kind = $2 AND applied_at > 0"
                            " ORDER BY applied_at DESC, id DESC LIMIT 1), 0)",
                            db_int(commission),
                            db_text(desk_holiday_kind_name((enum desk_holiday_kind)kind)));
    return status;
}

int desk_calendar_in_force(struct db *db, int64_t commission, bool year_end_closed,
                           const struct calendar **out, struct error *error)
{
    int64_t ids[DESK_HOLIDAY_KINDS];
    int status = desk_holidays_in_force(db, commission, ids, error);
    if (status == 0)
        *out = keep(db, db_store(db), commission, ids, year_end_closed);
    return status;
}

void desk_calendar_forget(void)
{
    pthread_mutex_lock(&lock);
    while (all) {
        struct kept *one = all;
        all = one->next;
        calendar_destroy(one->calendar);
        free(one);
    }
    pthread_mutex_unlock(&lock);
}
