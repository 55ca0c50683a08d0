/* meguri water import FILE --mine CODE [--mapping FILE|NAME] [--confirm] [--dry-run]: the same as
   the pages of the import. What is doubted is printed with its cell; nothing is stored unless all
   is. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "water/data/import.h"
#include "water/data_command.h"
#include "water/table.h"

static const struct option_declaration options[] = {
    WORKSPACE_OPTIONS,
    {STR_INIT("mine"), 0, STR_INIT("CODE"), STR_INIT("鉱山の記号"), STR_INIT("code of the mine")},
    {STR_INIT("mapping"), 0, STR_INIT("FILE|NAME"),
     STR_INIT("表の読み方（JSON のファイルか、画面で覚えさせた名前）。なければ推測します"),
     STR_INIT(
         "how the table is read (a JSON file, or a name kept on the page); guessed without it")},
    {STR_INIT("confirm"), 0, STR_INIT(""), STR_INIT("確かめる所があっても取り込みます"),
     STR_INIT("take it in although something is doubted")},
    {STR_INIT("dry-run"), 0, STR_INIT(""), STR_INIT("調べるだけで取り込みません"),
     STR_INIT("only look, store nothing")},
};
enum { OPTION_COUNT = sizeof options / sizeof options[0], LAYOUT_BYTES = 1 << 20 };

struct import {
    const struct command_call *call;
    const struct option_values *values;
    struct water_command command;
    struct water_mine_row mine;
    struct water_import_view view;
    int64_t id, added;
    bool stored;
};

/* The JSON of --mapping: of a kept layout with that name, else of the file. */
static int find_layout(struct import *import, struct str *json, struct error *error)
{
    struct str given = options_text(import->values, STR("mapping"), STR(""));
    struct water_kept_layout *layouts;
    size_t count;
    *json = STR("");
    if (given.n == 0)
        return 0;
    int status = water_layouts_list(&import->command.actor, &layouts, &count, error);
    for (size_t i = 0; !status && i < count; i++)
        if (str_equal(layouts[i].name, given)) {
            *json = layouts[i].content;
            return 0;
        }
    return status ? status
                  : file_read(import->call->context, given, LAYOUT_BYTES,
                              import->command.actor.arena, json, error);
}

static int begin_file(struct import *import, struct str path, struct error *error)
{
    struct arena *arena = import->command.actor.arena;
    struct str json;
    int status = find_layout(import, &json, error);
    if (status)
        return status;
    int fd = open(arena_c(arena, path), O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return ERROR(error, ERR_NOT_FOUND, path);
    size_t slash = path.n;
    while (slash > 0 && path.p[slash - 1] != '/')
        slash--;
    status = water_import_begin(&import->command.actor, import->mine.id,
                                str_slice(path, slash, path.n), fd, json, &import->id, error);
    close(fd);
    return status;
}

/* Looks, and stores unless it is a trial; a draft that is not stored is thrown away. */
static int take_in(struct import *import, struct error *error)
{
    const struct web_actor *actor = &import->command.actor;
    int status = water_import_look(actor, import->id, &import->view, error);
    bool wanted = !options_flag(import->values, STR("dry-run"));
    bool confirmed = options_flag(import->values, STR("confirm"));
    const struct water_lab_table *table = &import->view.table;
    import->stored = wanted && !status && !table->stops && (confirmed || !table->warnings);
    if (import->stored)
        status = water_import_store(actor, import->id, import->view.import.version, confirmed,
                                    &import->added, error);
    if (!import->stored || status) {
        struct error unimportant = {0};
        (void)water_import_withdraw(actor, import->id, status ? 1 : import->view.import.version,
                                    &unimportant);
    }
    return status;
}

static struct str kind_words(enum water_doubt_kind kind, enum lang lang)
{
    return kind == WATER_DOUBT_STOP ? water_table_words(STR("直す\x1fmend"), lang)
                                    : water_table_words(STR("確かめる\x1flook at"), lang);
}

static void print_json(const struct import *import)
{
    const struct water_lab_table *table = &import->view.table;
    struct buf out = {0};
    struct json_writer writer;
    json_writer_init(&writer, &out, true);
    json_begin_object(&writer);
    json_put_bool(&writer, STR("stored"), import->stored);
    json_put_integer(&writer, STR("added"), import->added);
    json_put_integer(&writer, STR("values"), (int64_t)table->count);
    json_put_integer(&writer, STR("known"), (int64_t)import->view.known);
    json_put_integer(&writer, STR("stops"), (int64_t)table->stops);
    json_put_integer(&writer, STR("warnings"), (int64_t)table->warnings);
    json_key(&writer, STR("doubts"));
    json_begin_array(&writer);
    for (size_t i = 0; i < table->doubt_count; i++) {
        json_begin_object(&writer);
        json_put_string(&writer, STR("kind"),
                        table->doubts[i].kind == WATER_DOUBT_STOP ? STR("stop") : STR("warn"));
        json_put_string(&writer, STR("place"), table->doubts[i].place);
        json_put_integer(&writer, STR("row"), table->doubts[i].row);
        json_put_integer(&writer, STR("column"), table->doubts[i].column);
        json_put_string(&writer, STR("sentence"),
                        water_table_words(table->doubts[i].sentence, import->call->context->lang));
        json_end_object(&writer);
    }
    json_end_array(&writer);
    json_end_object(&writer);
    printf("%" PRIstr "\n", STR_ARG(buf_str(&out)));
    buf_finish(&out);
}

static void print_words(const struct import *import)
{
    const struct water_lab_table *table = &import->view.table;
    enum lang lang = import->call->context->lang;
    for (size_t i = 0; i < table->doubt_count; i++) {
        struct str kind = kind_words(table->doubts[i].kind, lang);
        struct str sentence = water_table_words(table->doubts[i].sentence, lang);
        printf("%" PRIstr "  %-8.*s  %" PRIstr "\n", STR_ARG(kind), STR_ARG(table->doubts[i].place),
               STR_ARG(sentence));
    }
    if (table->stops + table->warnings > table->doubt_count)
        printf(lang == LANG_JA ? "ほかに %zu か所\n" : "and %zu more\n",
               table->stops + table->warnings - table->doubt_count);
    printf(lang == LANG_JA ? "値 %zu 個（うち取込み済み %zu 個）、取り込んだ値 %lld 個\n"
                           : "%zu values (%zu known), %lld taken in\n",
           table->count, import->view.known, (long long)import->added);
}

/* Doubts that kept it from being stored are an error of the command. */
static int refused(const struct import *import, struct error *error)
{
    const struct water_lab_table *table = &import->view.table;
    if (import->stored || options_flag(import->values, STR("dry-run")))
        return 0;
    struct arena *arena = import->command.actor.arena;
    return ERROR(error, ERR_WATER_DOUBTS, arena_format(arena, "%zu", table->stops),
                 arena_format(arena, "%zu", table->warnings), table->doubts[0].place);
}

int water_command_import(const struct command_call *call, struct arena *arena, struct error *error)
{
    struct import *import = ARENA_NEW(arena, struct import);
    import->call = call;
    int status = command_begin(call, STR("meguri water import FILE --mine CODE --data DIR"),
                               options, OPTION_COUNT, arena, &import->values, error);
    if (status || !import->values)
        return status;
    if (options_argument_count(import->values) != 1)
        return ERROR(error, ERR_USAGE, STR("FILE"));
    status = water_command_begin(call, import->values, true, arena, &import->command, error);
    if (!status)
        status = water_command_mine_of(&import->command, import->values, &import->mine, error);
    if (!status)
        status = begin_file(import, options_argument(import->values, 0), error);
    if (!status)
        status = take_in(import, error);
    if (!status && import->command.json)
        print_json(import);
    else if (!status)
        print_words(import);
    if (!status)
        status = refused(import, error);
    water_command_end(&import->command);
    return status;
}
