#include "inspect/plain.h"

#include "base/csv.h"
#include "base/text.h"
#include "inspect/bytes.h"
#include "inspect/name.h"
#include "inspect/personal.h"

enum { MOST_COLUMNS = 1024 };

static void found_line(struct work *work, int64_t line, struct str cell, const char *element,
                       struct str found)
{
    struct inspect_place place = place_part(STR(""), str_from_c(element));
    place.line = line;
    place.cell = cell;
    work_found(work, "CSV-01", &place, found);
}

/* A field that a spreadsheet would run; a negative number is none. */
static bool is_like_formula(struct str field)
{
    if (field.n < 2 || !(field.p[0] == '=' || field.p[0] == '+' || field.p[0] == '-' ||
                         field.p[0] == '@' || field.p[0] == '\t'))
        return false;
    if (field.p[0] == '=' || field.p[0] == '@' || field.p[0] == '\t')
        return true;
    for (size_t i = 1; i < field.n; i++)
        if (!bytes_is_digit(field.p[i]) && field.p[i] != '.' && field.p[i] != ',' &&
            field.p[i] != 'E' && field.p[i] != 'e' && field.p[i] != '-' && field.p[i] != '+')
            return true;
    return false;
}

static struct str column_name(struct work *work, size_t column)
{
    return arena_format(work->arena, "%zu", column + 1);
}

struct table {
    unsigned contexts[MOST_COLUMNS];
    size_t width; /* of the first row; 0: not read yet */
};

static void read_row(struct work *work, struct table *table, const struct csv_row *row)
{
    if (table->width == 0)
        table->width = row->count;
    else if (row->count != table->width)
        found_line(work, row->line, STR(""), "columns",
                   arena_format(work->arena, "%zu / %zu", row->count, table->width));
    unsigned beside = 0;
    for (size_t i = 0; i < row->count && i < MOST_COLUMNS; i++) {
        struct str field = row->fields[i];
        work_count_text(work, field);
        if (is_like_formula(field))
            found_line(work, row->line, column_name(work, i), "formula", field);
        unsigned label = personal_label(work->inspect, field);
        if (label) {
            table->contexts[i] = label;
            beside = label;
            continue;
        }
        struct inspect_place place = place_part(STR(""), STR(""));
        place.line = row->line;
        place.cell = column_name(work, i);
        unsigned context = table->contexts[i] | (table->contexts[i] ? 0 : beside);
        if (context || personal_may(work->inspect, field))
            personal_scan(work, field, context, &place);
        beside = 0;
    }
}

/* Data that machines shall read is UTF-8. */
static void check_encoding(struct work *work)
{
    struct inspect_place place = place_part(STR(""), STR("encoding"));
    if (!text_is_valid_utf8(work->bytes))
        work_found_plain(work, "CSV-01", &place, STR("CP932"));
}

bool plain_to_utf8(struct work *work, struct str *text)
{
    *text = work->bytes;
    if (str_starts(*text, STR("\xef\xbb\xbf")))
        *text = str_slice(*text, 3, text->n);
    if (text_is_valid_utf8(*text))
        return true;
    struct buf out = {0};
    bool fits = charset_decode(work->inspect->cp932, *text, &out);
    fits = charset_decode_end(work->inspect->cp932) && fits;
    *text = arena_copy(work->arena, buf_str(&out));
    buf_finish(&out);
    return fits;
}

/* In the worker tables of encodings can no longer be loaded: the decoder of the room is used. */
static bool take_text(struct work *work, struct str *text)
{
    if (plain_to_utf8(work, text))
        return true;
    work_not_inspected(work, STR(""),
                       STR("文字コードを読めません（UTF-8・CP932 のどちらでもない）"),
                       STR("unknown character encoding (neither UTF-8 nor CP932)"));
    return false;
}

static void read_table(struct work *work, char separator)
{
    check_encoding(work);
    struct str text;
    if (!take_text(work, &text))
        return;
    const struct csv_read_options options = {
        .encoding = CSV_UTF8, .separator = separator, .name = work->name};
    struct csv_reader *reader = csv_reader_create_text(text, &options);
    struct table *table = ARENA_NEW(work->arena, struct table);
    struct csv_row row;
    struct error error = {0};
    int failed;
    while (!(failed = csv_read(reader, &row, &error)) && row.count)
        read_row(work, table, &row);
    if (failed) {
        struct inspect_place place = place_part(STR(""), STR("form"));
        place.line = error.line;
        struct str sentence = error_sentence(&error, LANG_JA, work->arena);
        work_found_plain(work, "CSV-01", &place, sentence);
        work_not_inspected(work, STR(""), STR("CSV の途中から先を読めませんでした"),
                           STR("the CSV could not be read to its end"));
    }
    csv_reader_destroy(reader);
}

static void read_lines(struct work *work)
{
    struct str rest, line;
    if (!take_text(work, &rest))
        return;
    struct inspect_place place = place_part(STR(""), STR(""));
    while (str_cut(&rest, '\n', &line)) {
        place.line++;
        work_count_text(work, line);
        if (personal_may(work->inspect, line))
            personal_scan(work, line, 0, &place);
    }
}

static void check_characters(struct work *work)
{
    struct str bytes = work->bytes;
    for (size_t i = 0; i < bytes.n; i++) {
        unsigned char c = (unsigned char)bytes.p[i];
        if (c < 0x20 && c != '\t' && c != '\n' && c != '\r') {
            struct inspect_place place = place_part(STR(""), STR("control character"));
            place.offset = (int64_t)i;
            work_found_plain(work, "CSV-01", &place, arena_format(work->arena, "0x%02x", c));
            return;
        }
    }
}

void plain_inspect(struct work *work)
{
    bool is_wide =
        str_starts(work->bytes, STR("\xff\xfe")) || str_starts(work->bytes, STR("\xfe\xff"));
    if (is_wide) {
        work_not_inspected(work, STR(""),
                           STR("UTF-16 の文字ファイルです。UTF-8 で保存し直してください"),
                           STR("UTF-16 text. Save it as UTF-8"));
        return;
    }
    check_characters(work);
    if (name_has_extension(work->name, STR("csv")))
        read_table(work, ',');
    else if (name_has_extension(work->name, STR("tsv")))
        read_table(work, '\t');
    else
        read_lines(work);
}
