/* Writes xlsx through libxlsxwriter in constant-memory mode: one row lives in memory at a time. Equal
   rows and equal clock give equal bytes (the archive carries no other date). Cells are written as
   text unless the column is declared NUMBER or DATE and the text is exactly that; no cell is ever a
   formula. Names and texts arrive from outside and are cleaned here. */
#include "doc/sheet.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/check.h"
#include "base/civil.h"
#include "base/file.h"
#include "base/text.h"

/* Limits of the file format (ECMA-376 and Excel's own). */
enum {
    MOST_ROWS = 1048576,
    MOST_COLUMNS = 16384,
    MOST_DIGITS = 15, /* a longer number would be rounded: it stays text */
    PAPER_A4 = 9,
};
/* The font of the Japanese edition of Excel since 2016; a reader without it shows its own. */
static const char font_name[] = "游ゴシック";
static const double default_width = 14;

struct column {
    enum sheet_type type;
};

struct sheet_writer {
    const struct context *context;
    struct arena *names;   /* lives as long as the writer */
    struct arena *row;     /* one row */
    struct str path;
    lxw_workbook *workbook;
    lxw_format *header, *text, *number, *day, *minute;
    lxw_worksheet *sheet;
    struct str sheet_name;
    struct column *columns;
    size_t column_count;
    lxw_row_t next_row;
    int failure; /* the first error ends the file: later calls return it again */
};

static lxw_format *body_format(lxw_workbook *workbook, const char *number_format)
{
    lxw_format *format = workbook_add_format(workbook);
    format_set_font_name(format, font_name);
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    format_set_text_wrap(format);
    if (number_format)
        format_set_num_format(format, number_format);
    return format;
}

static void make_formats(struct sheet_writer *writer)
{
    lxw_format *header = body_format(writer->workbook, "@");
    format_set_bold(header);
    format_set_bg_color(header, 0xE8EEF7);
    format_set_border(header, LXW_BORDER_THIN);
    writer->header = header;
    writer->text = body_format(writer->workbook, "@");
    writer->number = body_format(writer->workbook, NULL);
    writer->day = body_format(writer->workbook, "yyyy-mm-dd");
    writer->minute = body_format(writer->workbook, "yyyy-mm-dd hh:mm");
}

/* The place exists and is writable before any row is taken; the library itself opens it at the end. */
static int claim_path(struct sheet_writer *writer, struct error *error)
{
    int fault = context_fault(writer->context, FAULT_OPEN, writer->path);
    if (fault)
        return error_from_errno(error, fault, writer->path);
    int fd = open(writer->path.p, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return error_from_errno(error, errno, writer->path);
    close(fd);
    return 0;
}

static char *directory_of(struct str path, struct arena *arena)
{
    size_t n = path.n;
    while (n > 0 && path.p[n - 1] != '/')
        n--;
    return n == 0 ? arena_c(arena, STR(".")) : arena_c(arena, str_slice(path, 0, n));
}

static void destroy(struct sheet_writer *writer)
{
    arena_destroy(writer->names);
    arena_destroy(writer->row);
    free(writer);
}

int sheet_writer_create(const struct context *context, struct str path, struct sheet_writer **out,
                        struct error *error)
{
    struct sheet_writer *writer = calloc(1, sizeof *writer);
    if (!writer)
        check_fail("out of memory");
    writer->context = context;
    writer->names = arena_create();
    writer->row = arena_create();
    writer->path = arena_copy(writer->names, path);
    int failure = claim_path(writer, error);
    if (failure) {
        destroy(writer);
        return failure;
    }
    lxw_workbook_options options = {.constant_memory = LXW_TRUE,
                                    .tmpdir = directory_of(path, writer->names)};
    writer->workbook = workbook_new_opt(writer->path.p, &options);
    CHECK(writer->workbook != NULL);
    sheet_writer_set_created(writer, context_now(context));
    make_formats(writer);
    *out = writer;
    return 0;
}

void sheet_writer_set_created(struct sheet_writer *writer, utc_us created)
{
    lxw_doc_properties properties = {.created = created / US_PER_SECOND};
    workbook_set_properties(writer->workbook, &properties);
}

static int fail(struct sheet_writer *writer, int code)
{
    writer->failure = code;
    return code;
}

/* Known only when the last row is written: the filter covers all of them. */
static void finish_sheet(struct sheet_writer *writer)
{
    if (!writer->sheet || writer->column_count == 0)
        return;
    lxw_row_t last = writer->next_row > 1 ? writer->next_row - 1 : 1;
    worksheet_autofilter(writer->sheet, 0, 0, last, (lxw_col_t)(writer->column_count - 1));
}

static lxw_format *format_of(const struct sheet_writer *writer, enum sheet_type type)
{
    switch (type) {
    case SHEET_NUMBER: return writer->number;
    case SHEET_DATE: return writer->day;
    case SHEET_TEXT: break;
    }
    return writer->text;
}

/* Excel reads _xHHHH_ in a cell as the character HHHH: such a text keeps its first underscore by
   being written as _x005F_ itself. */
static struct str keep_escapes(struct str text, struct arena *arena)
{
    if (!str_contains(text, STR("_x")))
        return text;
    char *out = arena_alloc(arena, size_mul(text.n, 7) + 1, 1, 1);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        bool looks_like_escape = text.p[i] == '_' && text.n - i >= 7 && text.p[i + 1] == 'x' &&
            text.p[i + 6] == '_' && strspn(text.p + i + 2, "0123456789abcdefABCDEF") >= 4;
        if (looks_like_escape) {
            memcpy(out + n, "_x005F", 6);
            n += 6;
        }
        out[n++] = text.p[i];
    }
    return (struct str){out, n};
}

static char *cell_text(struct sheet_writer *writer, struct str text)
{
    struct str kept = keep_escapes(arena_copy(writer->row, text_clean(text, writer->row)), writer->row);
    return arena_c(writer->row, kept);
}

static void head_sheet(struct sheet_writer *writer, const struct sheet_column *columns)
{
    for (size_t i = 0; i < writer->column_count; i++) {
        lxw_col_t at = (lxw_col_t)i;
        double width = columns[i].width > 0 ? columns[i].width : default_width;
        worksheet_set_column(writer->sheet, at, at, width, format_of(writer, columns[i].type));
        worksheet_write_string(writer->sheet, 0, at, cell_text(writer, columns[i].title),
                               writer->header);
        writer->columns[i].type = columns[i].type;
    }
    worksheet_freeze_panes(writer->sheet, 1, 0);
    worksheet_repeat_rows(writer->sheet, 0, 0);
    worksheet_set_landscape(writer->sheet);
    worksheet_set_paper(writer->sheet, PAPER_A4);
    worksheet_fit_to_pages(writer->sheet, 1, 0);
    worksheet_set_footer(writer->sheet, "&P / &N");
    arena_reset(writer->row);
}

int sheet_writer_add_sheet(struct sheet_writer *writer, struct str name,
                           const struct sheet_column *columns, size_t count, struct error *error)
{
    if (writer->failure)
        return writer->failure;
    finish_sheet(writer);
    char *c_name = arena_c(writer->names, text_one_line(name, writer->names));
    if (*c_name == '\0' || count == 0 || count > MOST_COLUMNS ||
        workbook_validate_sheet_name(writer->workbook, c_name) != LXW_NO_ERROR)
        return fail(writer, ERROR(error, ERR_DOC_SHEET_NAME, name));
    writer->sheet = workbook_add_worksheet(writer->workbook, c_name);
    CHECK(writer->sheet != NULL);
    writer->sheet_name = str_from_c(c_name);
    writer->columns = ARENA_ARRAY(writer->names, struct column, count);
    writer->column_count = count;
    writer->next_row = 1;
    head_sheet(writer, columns);
    return 0;
}

/* Exactly a decimal number without needless zeros in front, short enough to keep all its digits. */
static bool read_number(struct str text, double *out)
{
    size_t i = 0, digits = 0;
    if (i < text.n && text.p[i] == '-')
        i++;
    size_t whole = i;
    for (; i < text.n && text.p[i] >= '0' && text.p[i] <= '9'; i++)
        digits++;
    bool padded = i - whole > 1 && text.p[whole] == '0';
    if (digits == 0 || padded)
        return false;
    if (i < text.n && text.p[i] == '.') {
        size_t fraction = ++i;
        for (; i < text.n && text.p[i] >= '0' && text.p[i] <= '9'; i++)
            digits++;
        if (i == fraction)
            return false;
    }
    if (i != text.n || digits > MOST_DIGITS)
        return false;
    char copy[MOST_DIGITS + 3];
    memcpy(copy, text.p, text.n);
    copy[text.n] = '\0';
    *out = strtod(copy, NULL);
    return true;
}

static bool two_digits(const char *p, int most, int *out)
{
    if (p[0] < '0' || p[0] > '9' || p[1] < '0' || p[1] > '9')
        return false;
    *out = (p[0] - '0') * 10 + (p[1] - '0');
    return *out <= most;
}

/* "2025-04-01" or "2025-04-01 09:30". */
static bool read_moment(struct str text, lxw_datetime *out, bool *with_time)
{
    struct date date;
    *with_time = text.n == 16 && text.p[10] == ' ' && text.p[13] == ':';
    *out = (lxw_datetime){0};
    if (date_parse(str_slice(text, 0, *with_time ? 10 : text.n), &date, NULL) != 0)
        return false;
    out->year = date.year;
    out->month = date.month;
    out->day = date.day;
    return !*with_time ||
        (two_digits(text.p + 11, 23, &out->hour) && two_digits(text.p + 14, 59, &out->min));
}

static lxw_error write_cell(struct sheet_writer *writer, lxw_col_t at, struct str text)
{
    double number;
    lxw_datetime moment;
    bool with_time;
    enum sheet_type type = writer->columns[at].type;
    if (type == SHEET_NUMBER && read_number(text, &number))
        return worksheet_write_number(writer->sheet, writer->next_row, at, number, writer->number);
    if (type == SHEET_DATE && read_moment(text, &moment, &with_time))
        return worksheet_write_datetime(writer->sheet, writer->next_row, at, &moment,
                                        with_time ? writer->minute : writer->day);
    return worksheet_write_string(writer->sheet, writer->next_row, at, cell_text(writer, text),
                                  writer->text);
}

static int cell_error(struct sheet_writer *writer, size_t column, lxw_error why,
                      struct error *error)
{
    if (why == LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED)
        ERROR(error, ERR_TOO_LARGE, STR("セルの文字"), STR("32767 字"));
    else
        ERROR(error, ERR_IO, writer->path, str_from_c(lxw_strerror(why)));
    error_at(error, writer->sheet_name, (int64_t)writer->next_row + 1, (int64_t)column + 1);
    return fail(writer, why == LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED ? ERR_TOO_LARGE : ERR_IO);
}

int sheet_writer_row(struct sheet_writer *writer, const struct str *cells, size_t count,
                     struct error *error)
{
    if (writer->failure)
        return writer->failure;
    CHECK(writer->sheet != NULL && count <= writer->column_count);
    if (writer->next_row >= MOST_ROWS)
        return fail(writer, ERROR(error, ERR_TOO_LARGE, writer->sheet_name, STR("1048576 行")));
    for (size_t i = 0; i < count; i++) {
        if (cells[i].n == 0)
            continue;
        lxw_error why = write_cell(writer, (lxw_col_t)i, cells[i]);
        if (why != LXW_NO_ERROR)
            return cell_error(writer, i, why, error);
    }
    writer->next_row++;
    arena_reset(writer->row);
    return 0;
}

static int make_durable(const struct sheet_writer *writer, struct error *error)
{
    int fault = context_fault(writer->context, FAULT_WRITE, writer->path);
    if (fault)
        return error_from_errno(error, fault, writer->path);
    int fd = open(writer->path.p, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return error_from_errno(error, errno, writer->path);
    fault = file_sync(writer->context, fd, writer->path);
    close(fd);
    return fault ? error_from_errno(error, fault, writer->path) : 0;
}

int sheet_writer_close(struct sheet_writer *writer, struct error *error)
{
    int failure = writer->failure;
    finish_sheet(writer);
    errno = 0;
    lxw_error why = workbook_close(writer->workbook);
    if (failure == 0 && why != LXW_NO_ERROR)
        failure = errno == ENOSPC || errno == EDQUOT
            ? error_from_errno(error, errno, writer->path)
            : ERROR(error, ERR_IO, writer->path, str_from_c(lxw_strerror(why)));
    if (failure == 0)
        failure = make_durable(writer, error);
    if (failure != 0)
        unlink(writer->path.p);
    destroy(writer);
    return failure;
}
