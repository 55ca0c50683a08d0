/* `meguri law demonstration`: the cases of the demonstration mails get cargo lines, composition, analyses
   and what was seen of their papers, so that the judgement pages show something true. */
#include <stdio.h>

#include "base/embedded.h"
#include "desk/command.h"
#include "desk/law_case.h"
#include "desk/law_command.h"
#include "desk/record.h"

extern const struct embedded_files desk_demonstration_cargo;

struct filling {
    struct web_actor actor;
    const struct json *described; /* one case */
    int64_t id;
};

static int find_body(struct db *db, void *argument, struct error *error)
{
    struct filling *f = argument;
    struct db_rows *rows;
    f->id = 0;
    int status = DB_QUERY(db, error, &rows,
                          "SELECT id FROM desk_case WHERE commission = $1 AND subject = $2"
                          " AND cargo_count = 0 AND is_open = 1 ORDER BY id LIMIT 1",
                          db_int(f->actor.commission),
                          db_text(json_text(f->described, STR("subject"))));
    if (status)
        return status;
    if (db_next(rows))
        f->id = db_column_int(rows, 0);
    return db_finish(rows, error);
}

static int fill_record(const struct filling *f, struct error *error)
{
    const struct json *record = json_member(f->described, STR("record"));
    struct desk_field_change changes[16];
    size_t count = 0;
    for (const struct json *one = record->first; one && count < 16; one = one->next)
        changes[count++] = (struct desk_field_change){one->key, one->text};
    return desk_case_edit(&f->actor, f->id, 0, changes, count, error);
}

static int fill_lines(const struct filling *f, struct error *error)
{
    const struct json *list = json_member(f->described, STR("lines"));
    struct desk_cargo *lines = ARENA_ARRAY(f->actor.arena, struct desk_cargo, list->count);
    size_t count = 0;
    for (const struct json *one = list->first; one; one = one->next)
        lines[count++] = (struct desk_cargo){
            .name = json_text(one, STR("name")),
            .item = json_text(one, STR("item")),
            .example_class = json_text(one, STR("example_class")),
            .cargo_class = json_text(one, STR("cargo_class")),
            .quantity = json_text(one, STR("quantity")),
            .unit = json_text(one, STR("unit")),
            .process = json_text(one, STR("process")),
            .purpose = json_text(one, STR("purpose")),
        };
    return desk_cargo_save(&f->actor, f->id, 0, lines, count, error);
}

static void write_value(struct json_writer *writer, const struct json *value)
{
    switch (value->kind) {
    case JSON_NULL: json_null(writer); break;
    case JSON_FALSE:
    case JSON_TRUE: json_bool(writer, value->kind == JSON_TRUE); break;
    case JSON_NUMBER: json_number(writer, value->text); break;
    case JSON_STRING: json_string(writer, value->text); break;
    case JSON_ARRAY:
        json_begin_array(writer);
        for (const struct json *one = value->first; one; one = one->next)
            write_value(writer, one);
        json_end_array(writer);
        break;
    case JSON_OBJECT:
        json_begin_object(writer);
        for (const struct json *one = value->first; one; one = one->next) {
            json_key(writer, one->key);
            write_value(writer, one);
        }
        json_end_object(writer);
        break;
    }
}

static int fill_law(const struct filling *f, int64_t line, const struct json *law,
                    const struct law_tables *tables, struct error *error)
{
    struct buf text = {0};
    struct json_writer writer;
    struct desk_law_typed typed = {.unlisted = true, .imported = STR("デモの分析証明書")};
    json_writer_init(&writer, &text, false);
    write_value(&writer, law);
    struct str json = arena_copy(f->actor.arena, buf_str(&text));
    buf_finish(&text);
    int status = law_cargo_read(tables, json, f->actor.arena, &typed.cargo, error);
    if (status == 0)
        status = desk_law_save(&f->actor, f->id, line, 0, &typed, error);
    return status;
}

static int fill_checks(const struct filling *f, int64_t line, const struct json *checks,
                       struct error *error)
{
    for (const struct json *one = checks ? checks->first : NULL; one; one = one->next) {
        enum desk_check_state state = DESK_CHECK_OPEN;
        desk_check_state_parse(json_text(one, STR("state")), &state);
        int status = desk_check_mark(&f->actor, f->id, 0, line, json_text(one, STR("check")), state, 0,
                                     json_text(one, STR("note")), error);
        if (status)
            return status;
    }
    return 0;
}

static int fill_case(struct filling *f, const struct law_tables *tables, struct error *error)
{
    struct desk_view view;
    int status = fill_record(f, error);
    if (status == 0)
        status = fill_lines(f, error);
    if (status == 0)
        status = desk_case_view(&f->actor, f->id, &view, error);
    const struct json *one = json_member(f->described, STR("lines"))->first;
    for (size_t i = 0; status == 0 && one && i < view.cargo_count; i++, one = one->next) {
        status = fill_law(f, view.cargo[i].id, json_member(one, STR("law")), tables, error);
        if (status == 0)
            status = fill_checks(f, view.cargo[i].id, json_member(one, STR("checks")), error);
    }
    return status;
}

/* Cases that have cargo lines already, or that are not there, are left alone. */
static int fill_all(const struct web_actor *actor, int64_t *filled, struct error *error)
{
    struct arena *arena = arena_create();
    const struct law_tables *tables;
    const struct json *all;
    int status = law_tables_load(NULL, 0, NULL, 0, arena, &tables, error);
    if (status == 0)
        status = json_parse(embedded_find(&desk_demonstration_cargo, STR("cargo.json")), arena, &all,
                            error);
    const struct json *one = status ? NULL : json_member(all, STR("cases"))->first;
    for (; status == 0 && one; one = one->next) {
        struct filling filling = {*actor, one, 0};
        status = store_read(actor->store, find_body, &filling, error);
        if (status == 0 && filling.id) {
            status = fill_case(&filling, tables, error);
            *filled += status == 0;
        }
    }
    arena_destroy(arena);
    return status;
}

static const struct option_declaration options[] = {WORKSPACE_OPTIONS};

int desk_command_demonstration_cargo(const struct command_call *call, struct arena *arena,
                                     struct error *error)
{
    const struct option_values *values;
    struct desk_command command = {0};
    int64_t filled = 0;
    int status = command_begin(call, STR("meguri law demonstration --data DIR"), options,
                               sizeof options / sizeof *options, arena, &values, error);
    if (status || !values)
        return status;
    status = desk_command_begin(call, values, false, arena, &command, error);
    if (status == 0)
        status = fill_all(&command.actor, &filled, error);
    if (status == 0)
        printf(call->context->lang == LANG_JA ? "デモの事案 %lld 件に成分と分析を入れました。\n"
                                              : "Composition and analyses for %lld demonstration cases.\n",
               (long long)filled);
    desk_command_end(&command);
    return status;
}
