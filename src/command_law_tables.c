/* meguri law tables, show and diff: what the tables hold. */
#include <stdio.h>

#include "base/text.h"
#include "command_law.h"

static const struct option_declaration tables_options[] = {LAW_OVERLAY_OPTION, LAW_JSON_OPTION};
static const struct option_declaration show_options[] = {
    {STR_INIT("as-of"), 0, STR_INIT("DATE"), STR_INIT("この日に有効な版だけを示します"),
     STR_INIT("only the editions valid on this day")},
    LAW_OVERLAY_OPTION,
    LAW_JSON_OPTION,
};

static void print_table(const struct law_tables *tables, enum law_table_id table, bool ja)
{
    size_t count, unconfirmed = 0;
    const struct law_row *rows = law_rows(tables, table, &count);
    for (size_t i = 0; i < count; i++)
        unconfirmed += !rows[i].confirmed;
    struct str alias = law_table_alias(table);
    size_t width = text_width(alias);
    printf(ja ? "%" PRIstr "%*s%5zu 行  未確認 %3zu  %" PRIstr "\n"
              : "%" PRIstr "%*s%5zu rows  not confirmed %3zu  %" PRIstr "\n",
           STR_ARG(alias), (int)(width < 16 ? 16 - width : 1), "", count, unconfirmed,
           STR_ARG(law_table_title(table)));
}

static void put_table(struct json_writer *writer, const struct law_tables *tables,
                      enum law_table_id table)
{
    size_t count, unconfirmed = 0;
    const struct law_row *rows = law_rows(tables, table, &count);
    for (size_t i = 0; i < count; i++)
        unconfirmed += !rows[i].confirmed;
    json_begin_object(writer);
    json_put_string(writer, STR("file"), law_table_file(table));
    json_put_string(writer, STR("alias"), law_table_alias(table));
    json_put_string(writer, STR("title"), law_table_title(table));
    json_put_integer(writer, STR("rows"), (int64_t)count);
    json_put_integer(writer, STR("unconfirmed"), (int64_t)unconfirmed);
    json_end_object(writer);
}

int command_law_tables(const struct command_call *call, struct arena *arena, struct error *error)
{
    const struct option_values *values;
    const struct law_tables *tables;
    int status =
        command_begin(call, STR("meguri law tables [--overlay FILE] [--json]"), tables_options,
                      sizeof tables_options / sizeof *tables_options, arena, &values, error);
    if (status || !values)
        return status;
    status = law_command_tables(call, values, arena, &tables, error);
    if (status)
        return status;
    struct buf out = {0};
    struct json_writer writer;
    json_writer_init(&writer, &out, true);
    json_begin_array(&writer);
    for (int t = 0; t < LAW_TABLE_COUNT; t++)
        if (call->json)
            put_table(&writer, tables, (enum law_table_id)t);
        else
            print_table(tables, (enum law_table_id)t, call->context->lang == LANG_JA);
    json_end_array(&writer);
    if (call->json)
        law_command_print(&out);
    buf_finish(&out);
    return 0;
}

static void put_row(struct json_writer *writer, const struct law_row *row, struct arena *arena)
{
    json_begin_object(writer);
    json_put_string(writer, STR("table"), law_table_file(row->table));
    json_put_string(writer, STR("key"), row->key);
    json_put_string(writer, STR("code"), row->code);
    json_put_string(writer, STR("item"), row->item);
    json_put_string(writer, STR("condition"), row->condition);
    json_put_string(writer, STR("limit"), law_row_limit(row, arena));
    json_put_string(writer, STR("valid_from"), day_format(row->valid_from, arena));
    json_put_string(writer, STR("valid_to"),
                    row->valid_to == LAW_OPEN_END ? STR("") : day_format(row->valid_to, arena));
    json_put_bool(writer, STR("confirmed"), row->confirmed);
    json_put_string(writer, STR("source"), row->source);
    json_put_string(writer, STR("note"), row->note);
    json_end_object(writer);
}

static void print_row(const struct law_tables *tables, const struct law_row *row,
                      struct arena *arena)
{
    struct str limit = law_row_limit(row, arena);
    printf("%" PRIstr "\n", STR_ARG(law_row_citation(row, arena)));
    if (limit.n)
        printf("    値: %" PRIstr "\n", STR_ARG(limit));
    struct str conditions = law_row_conditions(tables, row, arena);
    if (conditions.n)
        printf("    条件: %" PRIstr "\n", STR_ARG(conditions));
    if (row->note.n)
        printf("    備考: %" PRIstr "\n", STR_ARG(row->note));
    printf("    出典: %" PRIstr "\n", STR_ARG(row->source));
}

static bool is_alternative(struct str alternatives, struct str key)
{
    struct str one;
    while (alternatives.n && str_cut(&alternatives, '|', &one))
        if (str_equal(one, key))
            return true;
    return false;
}

static bool is_listed(struct str list, struct str word)
{
    size_t at = word.n ? str_find(list, word, 0) : SIZE_MAX;
    for (; at != SIZE_MAX; at = str_find(list, word, at + 1)) {
        bool begins = at == 0 || str_ends(str_slice(list, 0, at), STR("、"));
        struct str rest = str_slice(list, at + word.n, list.n);
        if (begins && (rest.n == 0 || str_starts(rest, STR("、"))))
            return true;
    }
    return false;
}

/* Rows of 別表第六 and its leach standards about one substance. */
static bool is_about(const struct law_row *row, const struct law_row *substance)
{
    struct str leaches = substance->attributes[2];
    if (row->table == LAW_LEACH)
        return is_listed(leaches, row->attributes[0]);
    if (is_alternative(substance->attributes[1], row->key))
        return true;
    return leaches.n &&
           (is_listed(row->attributes[1], leaches) || is_listed(leaches, row->attributes[1]));
}

/* Words that a row carries; in 別表第六 a substance by any of its names. */
static bool row_matches(const struct law_tables *tables, const struct law_row *row, struct str word)
{
    bool of_substances = row->table == LAW_ANNEX6 || row->table == LAW_LEACH;
    const struct law_row *substance =
        of_substances && word.n ? law_substance_find(tables, word, row->valid_from) : NULL;
    if (substance)
        return is_about(row, substance);
    return word.n == 0 || str_equal(row->key, word) || str_equal(row->code, word) ||
           str_contains(row->item, word) || str_contains(row->note, word);
}

struct showing {
    const struct law_tables *tables;
    struct arena *arena;
    struct json_writer writer;
    struct str word;
    day_number day; /* LAW_OPEN_END: every edition */
    bool json;
    size_t found;
};

static void show_table(struct showing *showing, enum law_table_id table)
{
    size_t count;
    const struct law_row *rows = law_rows(showing->tables, table, &count);
    for (size_t i = 0; i < count; i++) {
        if ((showing->day != LAW_OPEN_END && !law_row_is_valid(&rows[i], showing->day)) ||
            !row_matches(showing->tables, &rows[i], showing->word))
            continue;
        showing->found++;
        if (showing->json)
            put_row(&showing->writer, &rows[i], showing->arena);
        else
            print_row(showing->tables, &rows[i], showing->arena);
    }
}

int command_law_show(const struct command_call *call, struct arena *arena, struct error *error)
{
    const struct option_values *values;
    int status = command_begin(
        call,
        STR("meguri law show TABLE [WORD] [--as-of DATE] [--json]   例: meguri law show 別表六 鉛"),
        show_options, sizeof show_options / sizeof *show_options, arena, &values, error);
    if (status || !values)
        return status;
    size_t count = options_argument_count(values);
    enum law_table_id table;
    if (count < 1 || count > 2)
        return ERROR(error, ERR_USAGE, STR("TABLE [WORD]"));
    if (!law_table_find(options_argument(values, 0), &table))
        return ERROR(error, ERR_NOT_FOUND, options_argument(values, 0));
    struct buf out = {0};
    struct showing showing = {.arena = arena,
                              .word = count == 2 ? options_argument(values, 1) : STR(""),
                              .json = call->json};
    status = law_command_tables(call, values, arena, &showing.tables, error);
    if (status == 0)
        status = law_command_day(values, STR("as-of"), LAW_OPEN_END, &showing.day, error);
    if (status)
        return status;
    json_writer_init(&showing.writer, &out, true);
    json_begin_array(&showing.writer);
    show_table(&showing, table);
    if (table == LAW_ANNEX6)
        show_table(&showing, LAW_LEACH);
    json_end_array(&showing.writer);
    if (call->json)
        law_command_print(&out);
    buf_finish(&out);
    return showing.found ? 0
                         : ERROR(error, ERR_NOT_FOUND,
                                 showing.word.n ? showing.word : options_argument(values, 0));
}

static void print_difference(const struct law_difference *one, struct arena *arena)
{
    if (one->before)
        printf("- %" PRIstr " %" PRIstr "\n", STR_ARG(law_row_citation(one->before, arena)),
               STR_ARG(law_row_limit(one->before, arena)));
    if (one->after)
        printf("+ %" PRIstr " %" PRIstr "\n", STR_ARG(law_row_citation(one->after, arena)),
               STR_ARG(law_row_limit(one->after, arena)));
}

static void put_difference(struct json_writer *writer, const struct law_difference *one,
                           struct arena *arena)
{
    json_begin_object(writer);
    json_key(writer, STR("before"));
    if (one->before)
        put_row(writer, one->before, arena);
    else
        json_null(writer);
    json_key(writer, STR("after"));
    if (one->after)
        put_row(writer, one->after, arena);
    else
        json_null(writer);
    json_end_object(writer);
}

static int read_days(const struct option_values *values, day_number *from, day_number *to,
                     struct error *error)
{
    struct date first, second;
    if (options_argument_count(values) != 2)
        return ERROR(error, ERR_USAGE, STR("DATE1 DATE2"));
    int status = date_parse(options_argument(values, 0), &first, error);
    if (status == 0)
        status = date_parse(options_argument(values, 1), &second, error);
    if (status)
        return status;
    *from = day_of_date(first);
    *to = day_of_date(second);
    return 0;
}

int command_law_diff(const struct command_call *call, struct arena *arena, struct error *error)
{
    const struct option_values *values;
    const struct law_tables *tables;
    day_number from, to;
    int status = command_begin(call, STR("meguri law diff DATE1 DATE2 [--overlay FILE] [--json]"),
                               tables_options, sizeof tables_options / sizeof *tables_options,
                               arena, &values, error);
    if (status || !values)
        return status;
    status = read_days(values, &from, &to, error);
    if (status == 0)
        status = law_command_tables(call, values, arena, &tables, error);
    if (status)
        return status;
    const struct law_difference *list;
    size_t count = law_tables_difference(tables, from, to, arena, &list);
    struct buf out = {0};
    struct json_writer writer;
    json_writer_init(&writer, &out, true);
    json_begin_array(&writer);
    for (size_t i = 0; i < count; i++)
        if (call->json)
            put_difference(&writer, &list[i], arena);
        else
            print_difference(&list[i], arena);
    json_end_array(&writer);
    if (call->json)
        law_command_print(&out);
    else if (count == 0)
        puts(call->context->lang == LANG_JA ? "二つの日の間に違いはありません。"
                                            : "Nothing differs between the two days.");
    buf_finish(&out);
    return 0;
}
