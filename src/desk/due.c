/* The week of a case: from the papers or from the notice, in calendar or business days (settings). */
#include "desk/holiday.h"
#include "desk/record.h"
#include "desk/setting.h"

static int read_settings(struct db *db, const struct web_actor *actor, bool *from_notice,
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

int desk_due_update(struct db *db, const struct web_actor *actor, int64_t case_id,
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
    const struct calendar *calendar;
    status = desk_calendar_in_force(db, actor->commission, year_end_closed, &calendar, error);
    if (status)
        return status;
    struct due due = calendar_due(calendar, start, setting);
    return DB_RUN(db, error,
                  "UPDATE desk_case SET effective_day = $2, due_day = $3, outer_day = $4"
                  " WHERE id = $1",
                  db_int(case_id), db_int(due.effective), db_int(due.internal),
                  db_int(due.outer));
}
