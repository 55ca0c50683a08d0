/* A cargo line with its proposal: reads what is kept, completes it, asks the law room. */
#include "desk/law_case_store.h"

#include "desk/record.h"

int desk_law_input_read(struct db *db, int64_t cargo, struct arena *arena, struct desk_law_input *out,
                        struct error *error)
{
    struct db_rows *rows;
    *out = (struct desk_law_input){.content = STR(""), .imported = STR("")};
    int status = DB_QUERY(db, error, &rows,
                          "SELECT version, content, imported, author, changed_at"
                          " FROM desk_law_input WHERE cargo = $1",
                          db_int(cargo));
    if (status)
        return status;
    if (db_next(rows))
        *out = (struct desk_law_input){db_column_int(rows, 0), db_column_copy(rows, 1, arena),
                                       db_column_copy(rows, 2, arena), db_column_int(rows, 3),
                                       db_column_int(rows, 4)};
    return db_finish(rows, error);
}

int desk_law_has_input(struct db *db, int64_t cargo, bool *out, struct error *error)
{
    int64_t count = 0;
    int status = DB_GET_INT(db, error, &count, STR("貨物の行"),
                            "SELECT count(*) FROM desk_law_input WHERE cargo = $1", db_int(cargo));
    *out = count > 0;
    return status;
}

int desk_law_decision_list(struct db *db, int64_t cargo, struct arena *arena,
                           struct desk_law_decision **out, size_t *count, struct error *error)
{
    struct db_rows *rows;
    *out = NULL;
    *count = 0;
    int status = DB_QUERY(db, error, &rows,
                          "SELECT id, line_name, newest, as_of, edition, proposal, if_confirmed,"
                          " judgement, reason, row_list, content, author, decided_at"
                          " FROM desk_law_decision WHERE cargo = $1 ORDER BY id DESC LIMIT 50",
                          db_int(cargo));
    if (status)
        return status;
    while (db_next(rows)) {
        struct desk_law_decision *one = DESK_ADD(arena, out, count, struct desk_law_decision);
        *one = (struct desk_law_decision){
            .id = db_column_int(rows, 0),
            .cargo = cargo,
            .line_name = db_column_copy(rows, 1, arena),
            .newest = db_column_int(rows, 2) == 1,
            .as_of = (day_number)db_column_int(rows, 3),
            .edition = db_column_copy(rows, 4, arena),
            .reason = db_column_copy(rows, 8, arena),
            .row_list = db_column_copy(rows, 9, arena),
            .content = db_column_copy(rows, 10, arena),
            .author = db_column_int(rows, 11),
            .decided_at = db_column_int(rows, 12),
        };
        law_result_find(db_column_text(rows, 5), &one->proposal);
        law_result_find(db_column_text(rows, 6), &one->if_confirmed);
        desk_judgement_parse(db_column_text(rows, 7), &one->judgement);
    }
    return db_finish(rows, error);
}

struct str desk_law_cargo_json(const struct law_cargo *cargo, struct arena *arena)
{
    struct buf out = {0};
    struct json_writer writer;
    json_writer_init(&writer, &out, false);
    law_cargo_write(cargo, &writer, arena);
    struct str json = arena_copy(arena, buf_str(&out));
    buf_finish(&out);
    return json;
}

/* The first analysis whose substance the tables do not know: its part and place. */
static bool find_unlisted(const struct law_tables *tables, const struct law_cargo *cargo,
                          day_number day, size_t *part, size_t *analysis)
{
    for (*part = 0; *part < cargo->part_count; (*part)++)
        for (*analysis = 0; *analysis < cargo->parts[*part].analysis_count; (*analysis)++) {
            const struct law_analysis *one = &cargo->parts[*part].analyses[*analysis];
            if (one->kind != LAW_ACIDITY && !law_substance_find(tables, one->substance, day))
                return true;
        }
    return false;
}

bool desk_law_has_unlisted(const struct law_tables *tables, const struct law_cargo *cargo,
                           day_number day)
{
    size_t part, analysis;
    return find_unlisted(tables, cargo, day, &part, &analysis);
}

static int refuse_unlisted(const struct law_tables *tables, const struct law_cargo *cargo,
                           day_number day, struct arena *arena, struct error *error)
{
    enum { NEAREST = 3 };
    struct str names[NEAREST], list = STR("（なし）");
    size_t part, analysis;
    if (!find_unlisted(tables, cargo, day, &part, &analysis))
        return 0;
    struct str substance = cargo->parts[part].analyses[analysis].substance;
    size_t count = law_substance_suggest(tables, substance, names, NEAREST);
    for (size_t i = 0; i < count; i++)
        list = i ? ARENA_JOIN(arena, list, STR("、"), names[i]) : names[i];
    return ERROR(error, ERR_DESK_SUBSTANCE,
                 arena_format(arena, "parts[%zu].analyses[%zu].substance", part, analysis), substance,
                 list);
}

int desk_law_typed_read(const struct law_tables *tables, const struct desk_law_typed *typed,
                        const struct desk_law_input *input, day_number day, struct arena *arena,
                        struct str *json, struct law_cargo *out, struct error *error)
{
    struct law_cargo kept, cargo = typed->cargo;
    int status = 0;
    if (typed->form && input->content.n) {
        status = law_cargo_read(tables, input->content, arena, &kept, error);
        if (status)
            return status;
        desk_law_form_keep(&kept, typed->form, arena, &cargo);
    }
    *json = desk_law_cargo_json(&cargo, arena);
    status = law_cargo_read(tables, *json, arena, out, error);
    if (status == 0 && !typed->unlisted)
        status = refuse_unlisted(tables, out, day, arena, error);
    return status;
}

int desk_law_cargo_make(const struct desk_law_sources *sources, const struct desk_law_input *input,
                        const struct desk_law_typed *typed, struct arena *arena, struct law_cargo *out,
                        bool *from_register, struct error *error)
{
    int status = 0;
    struct str json;
    *out = (struct law_cargo){0};
    if (typed)
        status = desk_law_typed_read(sources->tables, typed, input, sources->as_of, arena, &json, out,
                                     error);
    else if (input->content.n)
        status = law_cargo_read(sources->tables, input->content, arena, out, error);
    if (status == 0)
        desk_law_complete(sources, arena, out, from_register);
    return status;
}

struct brief {
    const struct web_actor *actor;
    int64_t id;
    struct desk_view *out;
};

static int brief_body(struct db *db, void *argument, struct error *error)
{
    const struct brief *brief = argument;
    struct arena *arena = brief->actor->arena;
    struct desk_view *v = brief->out;
    *v = (struct desk_view){0};
    int status = desk_case_load(db, brief->actor, brief->id, false, &v->c, error);
    if (status == 0 && v->c.erased_at)
        return ERROR(error, ERR_STORE_ERASED, v->c.number);
    if (status == 0)
        status = desk_cargo_list(db, v->c.id, arena, &v->cargo, &v->cargo_count, error);
    if (status == 0)
        status = desk_check_list(db, v->cargo, v->cargo_count, v->c.id,
                                 day_of_time(v->c.received_at), arena, &v->checks,
                                 &v->check_count, error);
    return status;
}

int desk_law_case_read(const struct web_actor *actor, int64_t id, struct desk_view *out,
                       struct error *error)
{
    int status = desk_require(actor, STR("desk.case.read"), error);
    struct brief brief = {actor, id, out};
    return status ? status : store_read(actor->store, brief_body, &brief, error);
}

struct opening {
    const struct web_actor *actor;
    const struct desk_view *view;
    const struct desk_cargo *line;
    day_number today;
    struct desk_law_view *out;
};

static int open_body(struct db *db, void *argument, struct error *error)
{
    const struct opening *o = argument;
    struct desk_law_view *out = o->out;
    struct arena *arena = o->actor->arena;
    desk_law_edition_release(out->edition); /* of an earlier run of this callback */
    out->edition = NULL;
    int status = desk_law_edition_take(db, o->actor->commission, &out->edition, error);
    if (status == 0)
        status = desk_law_input_read(db, o->line->id, arena, &out->input, error);
    if (status == 0)
        status = desk_law_decision_list(db, o->line->id, arena, &out->decisions,
                                        &out->decision_count, error);
    if (status == 0)
        status = desk_country_rule_find(db, o->actor, o->view->c.country, o->line->cargo_class,
                                        o->today, &out->country, error);
    return status;
}

static void judge(const struct opening *o, const struct desk_law_typed *typed, day_number as_of)
{
    struct desk_law_view *out = o->out;
    struct arena *arena = o->actor->arena;
    const struct desk_law_sources sources = {
        out->edition->tables, &o->view->c, o->line, o->view->checks, o->view->check_count,
        &out->country, as_of};
    int failure = desk_law_cargo_make(&sources, &out->input, typed, arena, &out->cargo,
                                      &out->from_register, &out->problem);
    if (!failure)
        failure = law_judge(out->edition->tables, &out->cargo, as_of, arena, &out->judgement,
                            &out->problem);
    out->judged = !failure;
}

static void compare_with_newest(struct desk_law_view *out, struct arena *arena)
{
    if (out->decision_count == 0 || !out->judged)
        return;
    const struct desk_law_decision *newest = &out->decisions[0];
    if (newest->content.n == 0) /* erased: nothing to compare with */
        return;
    out->changed_since =
        !str_equal(newest->content, desk_law_cargo_json(&out->cargo, arena)) ||
        (!str_equal(newest->edition, law_tables_edition(out->edition->tables)) &&
         newest->proposal != out->judgement.result);
}

int desk_law_open(const struct web_actor *actor, const struct desk_view *view,
                  const struct desk_cargo *line, const struct desk_law_typed *typed,
                  day_number as_of, struct desk_law_view *out, struct error *error)
{
    *out = (struct desk_law_view){0};
    struct opening opening = {
        actor, view, line, day_of_time(context_now(store_context(actor->store))), out};
    int status = desk_require(actor, STR("desk.case.read"), error);
    if (status == 0)
        status = store_read(actor->store, open_body, &opening, error);
    if (status) {
        desk_law_close(out);
        return status;
    }
    judge(&opening, typed, as_of);
    if (!typed)
        compare_with_newest(out, actor->arena);
    return 0;
}

void desk_law_close(struct desk_law_view *view)
{
    desk_law_edition_release(view->edition);
    view->edition = NULL;
}

bool desk_law_agrees(enum law_result proposal, enum desk_judgement judgement)
{
    if (judgement == DESK_REGULATED)
        return proposal == LAW_REGULATED;
    return judgement == DESK_NOT_REGULATED &&
           (proposal == LAW_NOT_REGULATED || proposal == LAW_EXEMPT);
}

struct str desk_law_row_name(const struct law_row *row, struct arena *arena)
{
    return ARENA_JOIN(arena, law_table_file(row->table), STR(":"), row->key, STR("@"),
                      day_format(row->valid_from, arena));
}

struct str desk_law_citations(const struct law_judgement *judgement, struct arena *arena)
{
    struct str list = STR("");
    for (size_t i = 0; i < judgement->used_count; i++) {
        const struct law_row *row = judgement->used[i];
        struct str one = ARENA_JOIN(arena, law_table_alias(row->table), STR(" "), row->key);
        if (list.n + one.n > 190) { /* the field holds 200 bytes */
            list = ARENA_JOIN(arena, list, STR(" ほか"));
            break;
        }
        list = list.n ? ARENA_JOIN(arena, list, STR("、"), one) : one;
    }
    return list;
}
