/* The day's workbook for the ministry: everything advised that day in one file, worked up after the
   recipe (sheets, order, words), with the corrections made after the first registration. The file's
   own date is that of the last advice, so that equal content gives equal bytes. */
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"
#include "desk/registry_inside.h"

enum { LONGEST_CELL = 32000, LONGEST_SHEET_NAME = 31, MOST_WORKBOOK = 256 * 1024 * 1024 };

struct str desk_day_digits(day_number day, struct arena *arena)
{
    struct date date = date_of_day(day);
    return arena_format(arena, "%04d%02d%02d", date.year, date.month, date.day);
}

struct str desk_file_name(struct str pattern, const struct desk_word *words, size_t count,
                          struct arena *arena)
{
    struct str name = text_one_line(desk_fill_words(pattern, words, count, arena), arena);
    char *safe = arena_c(arena, name);
    for (char *c = safe; *c; c++)
        if (*c == '/' || *c == '\\' || *c == ':' || *c == '*' || *c == '?' || *c == '"' ||
            *c == '<' || *c == '>' || *c == '|')
            *c = '_';
    return str_from_c(safe);
}

/* --- loading --- */
static int load_layouts(struct db *db, const struct web_actor *actor, struct desk_day_report *out,
                        struct error *error)
{
    struct desk_layout columns;
    struct desk_table options;
    int failure = desk_layout_table(db, actor->commission, STR("report_recipe"), actor->arena,
                                    &out->recipe, error);
    if (!failure)
        failure = desk_layout_table(db, actor->commission, STR("registry_options"), actor->arena,
                                    &options, error);
    if (!failure)
        out->by_line = desk_options_by_line(&options);
    if (!failure)
        failure = desk_layout_table(db, actor->commission, STR("registry_values"), actor->arena,
                                    &out->values, error);
    if (!failure)
        failure = desk_layout_in_force(db, actor->commission, STR("report_columns"), actor->arena,
                                       &columns, error);
    return failure ? failure
                   : desk_columns_parse(columns.body, actor->arena, &out->columns,
                                        &out->column_count, error);
}

struct corrections {
    struct str (*rows)[4];
    size_t count, capacity;
};

static void add_correction(struct corrections *list, struct arena *arena, struct str number,
                           const struct desk_difference *difference)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? 2 * list->capacity : 16;
        struct str (*rows)[4] = arena_alloc(arena, capacity, sizeof *rows, alignof(struct str));
        for (size_t i = 0; i < list->count; i++)
            for (size_t k = 0; k < 4; k++)
                rows[i][k] = list->rows[i][k];
        list->rows = rows;
        list->capacity = capacity;
    }
    struct str *row = list->rows[list->count++];
    row[0] = number;
    row[1] = difference->title;
    row[2] = difference->before;
    row[3] = difference->after;
}

static int load_corrections(struct db *db, const struct web_actor *actor,
                            struct desk_day_report *report, struct error *error)
{
    struct corrections list = {0};
    for (size_t i = 0; i < report->count; i++) {
        const struct desk_content *now = &report->cases[i];
        struct desk_content before;
        struct desk_difference *differences;
        bool found;
        int failure = desk_row_content(db, now->c.id, true, actor->arena, &found, &before, error);
        if (failure)
            return failure;
        size_t count = found ? desk_content_compare(&report->values, &before, now, actor->arena,
                                                    &differences)
                             : 0;
        for (size_t k = 0; k < count; k++)
            add_correction(&list, actor->arena, now->c.number, &differences[k]);
    }
    report->corrections = list.rows;
    report->correction_count = list.count;
    return 0;
}

static int compare_by(const struct desk_content *a, const struct desk_content *b, struct str order)
{
    struct str field;
    while (order.n > 0 && str_cut(&order, ',', &field)) {
        field = str_trim(field);
        bool down = str_starts(field, STR("-"));
        if (down)
            field = str_slice(field, 1, field.n);
        int sign = str_compare(desk_content_text(a, field), desk_content_text(b, field));
        if (sign != 0)
            return down ? -sign : sign;
    }
    return a->c.id < b->c.id ? -1 : a->c.id > b->c.id;
}

static int compare_cases(const void *a, const void *b, void *order)
{
    return compare_by(a, b, *(const struct str *)order);
}

int desk_day_report_load(struct db *db, const struct web_actor *actor, day_number day,
                         struct desk_day_report *out, struct error *error)
{
    *out = (struct desk_day_report){.day = day};
    int64_t *ids;
    int failure = load_layouts(db, actor, out, error);
    if (!failure)
        failure = desk_advised_cases(db, actor, day, &ids, &out->count, error);
    if (failure)
        return failure;
    out->cases = ARENA_ARRAY(actor->arena, struct desk_content, out->count);
    for (size_t i = 0; i < out->count && !failure; i++)
        failure = desk_content_make(db, actor, ids[i], &out->cases[i], error);
    if (failure || (failure = load_corrections(db, actor, out, error)))
        return failure;
    struct str order = desk_table_value(&out->recipe, STR("order"));
    qsort_r(out->cases, out->count, sizeof *out->cases, compare_cases, &order);
    const struct desk_word word = {STR("date"), desk_day_digits(day, actor->arena)};
    out->name = desk_file_name(desk_table_value(&out->recipe, STR("workbook_name")), &word, 1,
                               actor->arena);
    return 0;
}

/* --- writing --- */
struct fill_call {
    const struct desk_day_report *report;
    struct arena *arena;
};

static struct str cell_of(const struct fill_call *call, const struct desk_content *content,
                          size_t row, struct str field)
{
    struct str text = desk_content_cell(content, row, call->report->by_line, field);
    struct str word = desk_content_word(&call->report->values, field, text, call->arena);
    if (text_length(word) <= LONGEST_CELL)
        return word;
    return ARENA_JOIN(call->arena, text_head(word, LONGEST_CELL),
                      STR("\n（長いため以下を省きました。全文は相談の記録にあります）"));
}

static struct str sheet_name(struct str wanted, struct arena *arena)
{
    char *name = arena_c(arena, text_head(text_one_line(wanted, arena), LONGEST_SHEET_NAME));
    for (char *c = name; *c; c++)
        if (*c == '[' || *c == ']' || *c == ':' || *c == '*' || *c == '?' || *c == '/' || *c == '\\')
            *c = '_';
    return str_from_c(name);
}

static int begin_sheet(struct sheet_writer *writer, const struct fill_call *call, struct str name,
                       struct error *error)
{
    const struct desk_day_report *report = call->report;
    struct sheet_column *columns =
        ARENA_ARRAY(call->arena, struct sheet_column, report->column_count);
    for (size_t i = 0; i < report->column_count; i++)
        columns[i] = (struct sheet_column){report->columns[i].title, report->columns[i].type,
                                           report->columns[i].width};
    return sheet_writer_add_sheet(writer, sheet_name(name, call->arena), columns,
                                  report->column_count, error);
}

/* Walks the rows of the report: all cases in order, each with its cargo lines when there is a row for each. */
struct row_walk {
    const struct desk_day_report *report;
    size_t at, row; /* the case and its row */
};

static bool walk_has_row(struct row_walk *walk)
{
    return walk->at < walk->report->count;
}

static void walk_on(struct row_walk *walk)
{
    const struct desk_content *content = &walk->report->cases[walk->at];
    if (++walk->row >= desk_content_rows(content, walk->report->by_line)) {
        walk->at++;
        walk->row = 0;
    }
}

static struct str text_at(const struct row_walk *walk, struct str field)
{
    return desk_content_cell(&walk->report->cases[walk->at], walk->row, walk->report->by_line, field);
}

/* The rows whose text of `split` is `value`; all when split is empty. */
static int write_rows(struct sheet_writer *writer, const struct fill_call *call, struct str split,
                      struct str value, struct error *error)
{
    const struct desk_day_report *report = call->report;
    struct str *cells = ARENA_ARRAY(call->arena, struct str, report->column_count);
    int failure = 0;
    for (struct row_walk walk = {report, 0, 0}; walk_has_row(&walk) && !failure; walk_on(&walk)) {
        if (split.n > 0 && !str_equal(text_at(&walk, split), value))
            continue;
        for (size_t k = 0; k < report->column_count; k++)
            cells[k] = cell_of(call, &report->cases[walk.at], walk.row, report->columns[k].field);
        failure = sheet_writer_row(writer, cells, report->column_count, error);
    }
    return failure;
}

static bool seen_before(const struct row_walk *here, struct str split, struct str value)
{
    struct row_walk walk = {here->report, 0, 0};
    for (; walk.at != here->at || walk.row != here->row; walk_on(&walk))
        if (str_equal(text_at(&walk, split), value))
            return true;
    return false;
}

/* One sheet per value, in the order in which the values come. */
static int write_split(struct sheet_writer *writer, const struct fill_call *call, struct str split,
                       struct error *error)
{
    int failure = 0;
    for (struct row_walk walk = {call->report, 0, 0}; walk_has_row(&walk) && !failure;
         walk_on(&walk)) {
        struct str value = text_at(&walk, split);
        if (seen_before(&walk, split, value))
            continue;
        struct str word = desk_content_word(&call->report->values, split, value, call->arena);
        failure = begin_sheet(writer, call, word.n ? word : STR("未記入"), error);
        if (!failure)
            failure = write_rows(writer, call, split, value, error);
    }
    return failure;
}

static int write_corrections(struct sheet_writer *writer, const struct fill_call *call,
                             struct error *error)
{
    static const struct sheet_column columns[] = {
        {STR_INIT("相談番号"), SHEET_TEXT, 14},
        {STR_INIT("項目"), SHEET_TEXT, 20},
        {STR_INIT("訂正前"), SHEET_TEXT, 40},
        {STR_INIT("訂正後"), SHEET_TEXT, 40},
    };
    const struct desk_day_report *report = call->report;
    struct str name = desk_table_value(&report->recipe, STR("correction_sheet"));
    int failure = sheet_writer_add_sheet(writer, sheet_name(name, call->arena), columns, 4, error);
    for (size_t i = 0; i < report->correction_count && !failure; i++)
        failure = sheet_writer_row(writer, report->corrections[i], 4, error);
    return failure;
}

static int fill_report(struct sheet_writer *writer, const void *argument, struct error *error)
{
    const struct fill_call *call = argument;
    const struct desk_day_report *report = call->report;
    struct str split = desk_table_value(&report->recipe, STR("split"));
    int failure;
    if (split.n > 0 && report->count > 0) {
        failure = write_split(writer, call, split, error);
    } else {
        failure = begin_sheet(writer, call, desk_table_value(&report->recipe, STR("sheet_name")),
                              error);
        if (!failure)
            failure = write_rows(writer, call, STR(""), STR(""), error);
    }
    if (!failure && report->correction_count > 0)
        failure = write_corrections(writer, call, error);
    return failure;
}

int desk_workbook_make(const struct web_actor *actor, utc_us created, desk_sheet_fill *fill,
                       const void *argument, struct str *bytes, struct error *error)
{
    const struct context *context = store_context(actor->store);
    struct arena *arena = actor->arena;
    struct str path = ARENA_JOIN(arena, store_directory(actor->store), STR("/workbook-"),
                                 context_random_hex(context, 8, arena), STR(".xlsx"));
    struct sheet_writer *writer;
    int failure = sheet_writer_create(context, path, &writer, error);
    if (failure)
        return failure;
    sheet_writer_set_created(writer, created);
    failure = fill(writer, argument, error);
    int closing = sheet_writer_close(writer, failure ? NULL : error);
    if (!failure)
        failure = closing;
    if (!failure)
        failure = file_read(context, path, MOST_WORKBOOK, arena, bytes, error);
    unlink(path.p);
    return failure;
}

int desk_day_report_write(const struct web_actor *actor, const struct desk_day_report *report,
                          struct str *bytes, struct error *error)
{
    utc_us last = time_of_jst((struct jst){.date = date_of_day(report->day)});
    for (size_t i = 0; i < report->count; i++)
        last = report->cases[i].c.advised_at > last ? report->cases[i].c.advised_at : last;
    struct fill_call call = {report, actor->arena};
    return desk_workbook_make(actor, last, fill_report, &call, bytes, error);
}

struct report_call {
    const struct web_actor *actor;
    day_number day;
    struct desk_day_report report;
};

static int report_body(struct db *db, void *argument, struct error *error)
{
    struct report_call *call = argument;
    return desk_day_report_load(db, call->actor, call->day, &call->report, error);
}

int desk_day_workbook(const struct web_actor *actor, day_number day, struct str *bytes,
                      struct str *name, struct error *error)
{
    struct report_call call = {.actor = actor, .day = day};
    int failure = desk_require(actor, STR("desk.registry"), error);
    if (!failure)
        failure = store_read(actor->store, report_body, &call, error);
    if (!failure)
        failure = desk_day_report_write(actor, &call.report, bytes, error);
    if (failure)
        return failure;
    *name = call.report.name;
    return desk_note_read(actor, STR("registry.workbook"), STR("day"), day, error);
}
