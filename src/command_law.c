/* meguri law judge and meguri law check: one cargo from a file, and a look at table files. */
#include <stdio.h>

#include "base/file.h"
#include "command_law.h"

static const struct option_declaration judge_options[] = {
    {STR_INIT("as-of"), 0, STR_INIT("DATE"),
     STR_INIT("この日の規制の表で判定します（指定がなければ貨物の申告予定日、それもなければ今日）"),
     STR_INIT("judge by the tables of this day (else the cargo's date, else today)")},
    LAW_OVERLAY_OPTION,
    LAW_JSON_OPTION,
};
static const struct option_declaration check_options[] = {LAW_JSON_OPTION};

enum { TABLE_BYTES = 8 << 20 };

struct str law_command_file_name(struct str path)
{
    size_t at = 0, slash;
    while ((slash = str_find_char(path, '/', at)) != SIZE_MAX)
        at = slash + 1;
    return str_slice(path, at, path.n);
}

int law_command_tables(const struct command_call *call, const struct option_values *values,
                       struct arena *arena, const struct law_tables **out, struct error *error)
{
    struct str path = options_text(values, STR("overlay"), STR(""));
    struct law_file overlay = {law_command_file_name(path), STR("")};
    int status =
        path.n ? file_read(call->context, path, TABLE_BYTES, arena, &overlay.bytes, error) : 0;
    return status ? status : law_tables_load(NULL, 0, &overlay, path.n > 0, arena, out, error);
}

int law_command_day(const struct option_values *values, struct str name, day_number fallback,
                    day_number *out, struct error *error)
{
    struct str text = options_text(values, name, STR(""));
    struct date date;
    *out = fallback;
    if (text.n == 0)
        return 0;
    int status = date_parse(text, &date, error);
    if (status == 0)
        *out = day_of_date(date);
    return status;
}

void law_command_print(struct buf *out)
{
    printf("%" PRIstr "\n", STR_ARG(buf_str(out)));
    buf_finish(out);
}

static void print_judgement(const struct law_judgement *judgement, bool json, bool ja,
                            struct arena *arena)
{
    if (!json) {
        printf(
            "%" PRIstr "\n\n%" PRIstr,
            STR_ARG(ja ? law_result_title(judgement->result) : law_result_word(judgement->result)),
            STR_ARG(law_judgement_text(judgement, arena)));
        return;
    }
    struct buf out = {0};
    struct json_writer writer;
    json_writer_init(&writer, &out, true);
    law_judgement_write(judgement, &writer, arena);
    law_command_print(&out);
}

int command_law_judge(const struct command_call *call, struct arena *arena, struct error *error)
{
    const struct option_values *values;
    int status = command_begin(
        call, STR("meguri law judge CARGO.json [--as-of DATE] [--overlay FILE] [--json]"),
        judge_options, sizeof judge_options / sizeof *judge_options, arena, &values, error);
    if (status || !values)
        return status;
    if (options_argument_count(values) != 1)
        return ERROR(error, ERR_USAGE, STR("CARGO.json"));
    struct str path = options_argument(values, 0), text;
    const struct law_tables *tables;
    struct law_cargo cargo;
    struct law_judgement judgement;
    day_number as_of;
    status = law_command_tables(call, values, arena, &tables, error);
    if (status == 0)
        status = file_read(call->context, path, LAW_CARGO_BYTES, arena, &text, error);
    if (status)
        return status;
    status = law_cargo_read(tables, text, arena, &cargo, error);
    if (status == 0)
        status = law_command_day(
            values, STR("as-of"),
            cargo.has_date ? cargo.date : day_of_time(context_now(call->context)), &as_of, error);
    if (status == 0)
        status = law_judge(tables, &cargo, as_of, arena, &judgement, error);
    if (status)
        return error_at(error, path, 0, 0);
    print_judgement(&judgement, call->json, call->context->lang == LANG_JA, arena);
    return 0;
}

struct check {
    size_t rows, unconfirmed, overlaid;
};

static struct check check_tables(const struct law_tables *tables)
{
    struct check check = {0};
    for (int t = 0; t < LAW_TABLE_COUNT; t++) {
        size_t count;
        const struct law_row *rows = law_rows(tables, (enum law_table_id)t, &count);
        check.rows += count;
        for (size_t i = 0; i < count; i++) {
            check.unconfirmed += !rows[i].confirmed;
            check.overlaid += rows[i].overlay;
        }
    }
    return check;
}

static void print_check(const struct law_tables *tables, const struct check *check, bool json,
                        bool ja)
{
    struct str edition = law_tables_edition(tables);
    if (json)
        printf("{\"edition\":\"%" PRIstr "\",\"rows\":%zu,\"unconfirmed\":%zu,\"overlaid\":%zu}\n",
               STR_ARG(edition), check->rows, check->unconfirmed, check->overlaid);
    else if (ja)
        printf("規制の表に誤りはありません。版 %" PRIstr
               "、%zu 行（うち未確認 %zu 行、重ねた行 %zu 行）\n",
               STR_ARG(edition), check->rows, check->unconfirmed, check->overlaid);
    else
        printf("The tables have no fault. Edition %" PRIstr
               ", %zu rows (%zu not confirmed, %zu overlaid)\n",
               STR_ARG(edition), check->rows, check->unconfirmed, check->overlaid);
}

int command_law_check(const struct command_call *call, struct arena *arena, struct error *error)
{
    const struct option_values *values;
    int status = command_begin(call, STR("meguri law check [FILE.tsv…] [--json]"), check_options,
                               sizeof check_options / sizeof *check_options, arena, &values, error);
    if (status || !values)
        return status;
    size_t count = options_argument_count(values);
    struct law_file *overlays = ARENA_ARRAY(arena, struct law_file, count);
    for (size_t i = 0; status == 0 && i < count; i++) {
        struct str path = options_argument(values, i);
        overlays[i].name = law_command_file_name(path);
        status = file_read(call->context, path, TABLE_BYTES, arena, &overlays[i].bytes, error);
    }
    const struct law_tables *tables;
    if (status == 0)
        status = law_tables_load(NULL, 0, overlays, count, arena, &tables, error);
    if (status)
        return status;
    const struct check check = check_tables(tables);
    print_check(tables, &check, call->json, call->context->lang == LANG_JA);
    return 0;
}
