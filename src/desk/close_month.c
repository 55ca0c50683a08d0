/* Figures of a month by 品目: consultations and enquiries. */
#include "desk/close_inside.h"

struct month_call {
    const struct web_actor *actor;
    day_number first, after; /* first day of the month and of the next */
    struct desk_month *out;
};

static void prepare(const struct web_actor *actor, int year, int month, struct desk_month *out)
{
    size_t items;
    const struct desk_choice *choices = desk_choices(STR("item"), &items);
    *out = (struct desk_month){.year = year, .month = month, .count = items + 1};
    out->lines = ARENA_ARRAY(actor->arena, struct desk_month_line, items + 1);
    for (size_t i = 0; i < items; i++)
        out->lines[i] = (struct desk_month_line){
            .item = choices[i].code, .title_ja = choices[i].title_ja,
            .title_en = choices[i].title_en};
    out->lines[items] = (struct desk_month_line){
        .title_ja = STR("品目未記入"), .title_en = STR("Not given")};
    out->total =
        (struct desk_month_line){.title_ja = STR("合計"), .title_en = STR("Total")};
}

/* An unknown code counts as not given. */
static struct desk_month_line *line_of(struct desk_month *month, struct str item)
{
    for (size_t i = 0; i + 1 < month->count; i++)
        if (str_equal(month->lines[i].item, item))
            return &month->lines[i];
    return &month->lines[month->count - 1];
}

static void add_up(struct desk_month *month)
{
    for (size_t i = 0; i < month->count; i++) {
        month->total.received += month->lines[i].received;
        month->total.advised += month->lines[i].advised;
        month->total.regulated += month->lines[i].regulated;
        month->total.not_regulated += month->lines[i].not_regulated;
        month->total.enquiries += month->lines[i].enquiries;
    }
}

static int count_received(struct db *db, const struct month_call *call, struct error *error)
{
    struct db_rows *rows;
    int failure = DB_QUERY(db, error, &rows,
                           "SELECT item, count(*) FILTER (WHERE kind = 'consultation'), "
                           "count(*) FILTER (WHERE kind = 'enquiry') FROM desk_case "
                           "WHERE commission = $1 AND received_at >= $2 AND received_at < $3 AND "
                           "merged_into = 0 GROUP BY item",
                           db_int(call->actor->commission),
                           db_int(time_of_jst((struct jst){.date = date_of_day(call->first)})),
                           db_int(time_of_jst((struct jst){.date = date_of_day(call->after)})));
    if (failure)
        return failure;
    while (db_next(rows)) {
        struct desk_month_line *line = line_of(call->out, db_column_text(rows, 0));
        line->received += db_column_int(rows, 1);
        line->enquiries += db_column_int(rows, 2);
    }
    return db_finish(rows, error);
}

static int count_advised(struct db *db, const struct month_call *call, struct error *error)
{
    struct db_rows *rows;
    int failure = DB_QUERY(db, error, &rows,
                           "SELECT item, count(*), count(*) FILTER (WHERE judgement = 'yes'), "
                           "count(*) FILTER (WHERE judgement = 'no') FROM desk_case "
                           "WHERE commission = $1 AND advised_day >= $2 AND advised_day < $3 AND "
                           "advised_day > 0 AND kind = 'consultation' AND merged_into = 0 "
                           "GROUP BY item",
                           db_int(call->actor->commission), db_int(call->first),
                           db_int(call->after));
    if (failure)
        return failure;
    while (db_next(rows)) {
        struct desk_month_line *line = line_of(call->out, db_column_text(rows, 0));
        line->advised += db_column_int(rows, 1);
        line->regulated += db_column_int(rows, 2);
        line->not_regulated += db_column_int(rows, 3);
    }
    return db_finish(rows, error);
}

static int month_body(struct db *db, void *argument, struct error *error)
{
    struct month_call *call = argument;
    prepare(call->actor, call->out->year, call->out->month, call->out);
    int failure = count_received(db, call, error);
    if (!failure)
        failure = count_advised(db, call, error);
    if (!failure)
        add_up(call->out);
    return failure;
}

int desk_month_read(const struct web_actor *actor, int year, int month, struct desk_month *out,
                    struct error *error)
{
    int failure = desk_require(actor, STR("desk.case.read"), error);
    if (failure)
        return failure;
    if (year < 2000 || year > 2199 || month < 1 || month > 12)
        return ERROR(error, ERR_DATE, arena_format(actor->arena, "%04d-%02d", year, month));
    struct date next = {month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1, 1};
    *out = (struct desk_month){.year = year, .month = month};
    struct month_call call = {actor, day_of_date((struct date){year, month, 1}), day_of_date(next),
                              out};
    return store_read(actor->store, month_body, &call, error);
}

/* --- workbook --- */
struct month_fill {
    const struct desk_month *month;
    struct arena *arena;
};

static int write_line(struct sheet_writer *writer, const struct desk_month_line *line,
                      struct arena *arena, struct error *error)
{
    const int64_t figures[] = {line->received, line->advised, line->regulated,
                               line->not_regulated, line->enquiries};
    struct str cells[6] = {line->title_ja};
    for (size_t i = 0; i < 5; i++)
        cells[i + 1] = arena_format(arena, "%lld", (long long)figures[i]);
    return sheet_writer_row(writer, cells, 6, error);
}

static int fill_month(struct sheet_writer *writer, const void *argument, struct error *error)
{
    static const struct sheet_column columns[] = {
        {STR_INIT("品目"), SHEET_TEXT, 26},
        {STR_INIT("相談（受付）"), SHEET_NUMBER, 14},
        {STR_INIT("相談（助言）"), SHEET_NUMBER, 14},
        {STR_INIT("うち該当"), SHEET_NUMBER, 12},
        {STR_INIT("うち非該当"), SHEET_NUMBER, 12},
        {STR_INIT("問合せ"), SHEET_NUMBER, 12},
    };
    const struct month_fill *fill = argument;
    struct str name = arena_format(fill->arena, "%d年%d月", fill->month->year, fill->month->month);
    int failure = sheet_writer_add_sheet(writer, name, columns, 6, error);
    for (size_t i = 0; i < fill->month->count && !failure; i++)
        failure = write_line(writer, &fill->month->lines[i], fill->arena, error);
    return failure ? failure : write_line(writer, &fill->month->total, fill->arena, error);
}

struct recipe_call {
    const struct web_actor *actor;
    struct desk_table recipe;
};

static int recipe_body(struct db *db, void *argument, struct error *error)
{
    struct recipe_call *call = argument;
    return desk_layout_table(db, call->actor->commission, STR("report_recipe"), call->actor->arena,
                             &call->recipe, error);
}

int desk_month_workbook(const struct web_actor *actor, int year, int month, struct str *bytes,
                        struct str *name, struct error *error)
{
    struct desk_month figures;
    struct recipe_call recipe = {.actor = actor};
    int failure = desk_month_read(actor, year, month, &figures, error);
    if (!failure)
        failure = store_read(actor->store, recipe_body, &recipe, error);
    if (failure)
        return failure;
    const struct desk_word word = {STR("month"),
                                   arena_format(actor->arena, "%04d%02d", year, month)};
    *name = desk_file_name(desk_table_value(&recipe.recipe, STR("month_name")), &word, 1,
                           actor->arena);
    struct month_fill fill = {&figures, actor->arena};
    utc_us created = time_of_jst((struct jst){.date = {year, month, 1}});
    return desk_workbook_make(actor, created, fill_month, &fill, bytes, error);
}
