/* Changing the record: declared fields, advisor, notice of submission, attention, notes; opening a
   case by hand. */
#include "base/text.h"
#include "desk/list.h"
#include "desk/record.h"

/* Fields that are columns of desk_case, with the statement that sets each. */
static const struct {
    struct str code, sql;
} columns[] = {
    {STR_INIT("channel"), STR_INIT("UPDATE desk_case SET channel = $2 WHERE id = $1")},
    {STR_INIT("requester_company"), STR_INIT("UPDATE desk_case SET company = $2 WHERE id = $1")},
    {STR_INIT("item"), STR_INIT("UPDATE desk_case SET item = $2 WHERE id = $1")},
    {STR_INIT("cargo_class"), STR_INIT("UPDATE desk_case SET cargo_class = $2 WHERE id = $1")},
    {STR_INIT("direction"), STR_INIT("UPDATE desk_case SET direction = $2 WHERE id = $1")},
    {STR_INIT("country"), STR_INIT("UPDATE desk_case SET country = $2 WHERE id = $1")},
    {STR_INIT("customs_hq"), STR_INIT("UPDATE desk_case SET customs = $2 WHERE id = $1")},
    {STR_INIT("industry"), STR_INIT("UPDATE desk_case SET industry = $2 WHERE id = $1")},
    {STR_INIT("invoice_no"), STR_INIT("UPDATE desk_case SET invoice_numbers = $2 WHERE id = $1")},
};

enum { TEXT_LIMIT = 500, LINES_LIMIT = 20000 };

static int check_change(const struct desk_field *field, struct str text, struct error *error)
{
    int64_t number;
    struct date date;
    struct str type = field->type;
    if (field->store == DESK_FIELD_DERIVED)
        return ERROR(error, ERR_DESK_FIELD, field->label_ja, text,
                     STR("自動で決まる項目なので、直接は変えられません"));
    if (text_length(text) > (str_equal(type, STR("lines")) ? LINES_LIMIT : TEXT_LIMIT))
        return ERROR(error, ERR_DESK_FIELD, field->label_ja, text_head(text, 20),
                     STR("長すぎます"));
    if (text.n == 0)
        return 0;
    if (str_equal(type, STR("code")) && !desk_choice_exists(field->choices, text))
        return ERROR(error, ERR_DESK_FIELD, field->label_ja, text, STR("一覧にありません"));
    if (str_equal(type, STR("bool")) && !str_equal(text, STR("yes")) &&
        !str_equal(text, STR("no")))
        return ERROR(error, ERR_DESK_FIELD, field->label_ja, text, STR("yes か no です"));
    if (str_equal(type, STR("integer")) && !str_to_int64(text, &number))
        return ERROR(error, ERR_DESK_FIELD, field->label_ja, text, STR("整数ではありません"));
    if (str_equal(type, STR("date")) && date_parse(text, &date, NULL))
        return ERROR(error, ERR_DESK_FIELD, field->label_ja, text, STR("日付ではありません"));
    return 0;
}

struct editing {
    const struct web_actor *actor;
    int64_t id, version;
    const struct desk_field_change *changes; /* cleaned */
    const struct desk_field **fields;
    size_t count;
};

static const struct desk_field_change *change_of(const struct editing *editing,
                                                 const struct desk_field *field)
{
    for (size_t i = 0; i < editing->count; i++)
        if (editing->fields[i] == field)
            return &editing->changes[i];
    return NULL;
}

/* The JSON object of all fields of one store, with the changes in place. */
static struct desk_member *merged_members(const struct editing *editing, const struct desk_case *c,
                                          enum desk_field_store store, size_t *count,
                                          bool *changed)
{
    struct desk_member *members =
        ARENA_ARRAY(editing->actor->arena, struct desk_member, c->value_count);
    *count = 0;
    *changed = false;
    for (size_t i = 0; i < c->value_count; i++) {
        const struct desk_field *field = c->values[i].field;
        if (field->store != store)
            continue;
        const struct desk_field_change *change = change_of(editing, field);
        *changed = *changed || change;
        members[(*count)++] =
            (struct desk_member){field->code, change ? change->text : c->values[i].text};
    }
    return members;
}

static int write_json_fields(struct db *db, const struct editing *editing,
                             const struct desk_case *c, struct error *error)
{
    size_t count;
    bool changed;
    struct desk_member *members = merged_members(editing, c, DESK_FIELD_JSON, &count, &changed);
    if (!changed)
        return 0;
    struct buf json = {0};
    struct json_writer writer;
    json_writer_init(&writer, &json, false);
    json_begin_object(&writer);
    for (size_t i = 0; i < count; i++)
        if (members[i].text.n)
            json_put_string(&writer, members[i].key, members[i].text);
    json_end_object(&writer);
    int status = DB_RUN(db, error, "UPDATE desk_case SET fields = $2 WHERE id = $1",
                        db_int(c->id), db_text(buf_str(&json)));
    buf_finish(&json);
    return status;
}

static int write_personal_fields(struct db *db, const struct editing *editing,
                                 const struct desk_case *c, struct error *error)
{
    size_t count;
    bool changed;
    struct desk_member *members =
        merged_members(editing, c, DESK_FIELD_PERSONAL, &count, &changed);
    if (!changed)
        return 0;
    struct str sealed;
    int status = desk_seal_members(db, c->vault, members, count, editing->actor->arena, &sealed,
                                   error);
    if (status)
        return status;
    return DB_RUN(db, error, "UPDATE desk_case SET personal = $2 WHERE id = $1", db_int(c->id),
                  db_bytes(sealed));
}

static int write_column(struct db *db, int64_t id, const struct desk_field_change *change,
                        struct error *error)
{
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        if (!str_equal(columns[i].code, change->code))
            continue;
        const struct db_value values[] = {db_int(id), db_text(change->text)};
        return db_run(db, error, NULL, columns[i].sql, values, 2);
    }
    return ERROR(error, ERR_INTERNAL, change->code);
}

static struct str changed_labels(const struct editing *editing)
{
    struct arena *arena = editing->actor->arena;
    struct str *parts = ARENA_ARRAY(arena, struct str, editing->count * 2 + 1);
    size_t count = 0;
    for (size_t i = 0; i < editing->count; i++) {
        if (i)
            parts[count++] = STR("、");
        parts[count++] = editing->fields[i]->label_ja;
    }
    return arena_join(arena, parts, count);
}

static int edit_body(struct db *db, void *argument, struct error *error)
{
    const struct editing *editing = argument;
    const struct web_actor *actor = editing->actor;
    struct desk_case c;
    int status = desk_case_touch(db, actor, editing->id, editing->version, error);
    if (status == 0)
        status = desk_case_load(db, actor, editing->id, true, &c, error);
    for (size_t i = 0; status == 0 && i < editing->count; i++)
        if (editing->fields[i]->store == DESK_FIELD_COLUMN)
            status = write_column(db, editing->id, &editing->changes[i], error);
    if (status == 0)
        status = write_json_fields(db, editing, &c, error);
    if (status == 0)
        status = write_personal_fields(db, editing, &c, error);
    if (status == 0)
        status = desk_search_index(db, actor, editing->id, error);
    if (status == 0)
        status = desk_event_add(db, actor, editing->id, STR("edited"), STR(""), STR(""),
                                changed_labels(editing), error);
    if (status)
        return status;
    struct str detail = arena_format(actor->arena, "{\"fields\":%zu}", editing->count);
    return web_actor_audit(db, actor, STR("case.edit"), STR("case"), editing->id, detail, error);
}

int desk_case_edit(const struct web_actor *actor, int64_t id, int64_t version,
                   const struct desk_field_change *changes, size_t count, struct error *error)
{
    int status = desk_require(actor, STR("desk.case.edit"), error);
    if (status || count == 0)
        return status;
    const struct desk_field **fields = ARENA_ARRAY(actor->arena, const struct desk_field *, count);
    struct desk_field_change *clean = ARENA_ARRAY(actor->arena, struct desk_field_change, count);
    for (size_t i = 0; i < count; i++) {
        fields[i] = desk_field_find(changes[i].code);
        if (!fields[i])
            return ERROR(error, ERR_NOT_FOUND, changes[i].code);
        clean[i].code = fields[i]->code;
        clean[i].text = str_equal(fields[i]->type, STR("lines"))
                            ? str_trim(text_clean(changes[i].text, actor->arena))
                            : text_one_line(changes[i].text, actor->arena);
        if ((status = check_change(fields[i], clean[i].text, error)))
            return status;
    }
    struct editing editing = {actor, id, version, clean, fields, count};
    return store_write(actor->store, edit_body, &editing, error);
}

/* Small changes share one body: a statement, a line of history, an audit line. */
struct step {
    const struct web_actor *actor;
    int64_t id, version;
    struct str sql;
    struct db_value value;
    struct str action, audit, words;
    bool due_changes;
};

static int step_body(struct db *db, void *argument, struct error *error)
{
    const struct step *step = argument;
    const struct web_actor *actor = step->actor;
    const struct db_value values[] = {db_int(step->id), step->value};
    int status = desk_case_touch(db, actor, step->id, step->version, error);
    if (status == 0)
        status = db_run(db, error, NULL, step->sql, values, 2);
    if (status == 0 && step->due_changes)
        status = desk_due_update(db, actor, step->id, error);
    if (status == 0)
        status = desk_event_add(db, actor, step->id, step->action, STR(""), STR(""), step->words,
                                error);
    if (status)
        return status;
    return web_actor_audit(db, actor, step->audit, STR("case"), step->id, STR("{}"), error);
}

static int run_step(struct step *step, struct error *error)
{
    int status = desk_require(step->actor, STR("desk.case.edit"), error);
    return status ? status : store_write(step->actor->store, step_body, step, error);
}

int desk_case_assign(const struct web_actor *actor, int64_t id, int64_t version, int64_t advisor,
                     struct error *error)
{
    struct step step = {actor, id, version,
                        STR("UPDATE desk_case SET advisor = $2 WHERE id = $1"), db_int(advisor),
                        STR("assigned"), STR("case.assign"),
                        arena_format(actor->arena, "%lld", (long long)advisor), false};
    return run_step(&step, error);
}

int desk_case_notice(const struct web_actor *actor, int64_t id, int64_t version, utc_us at,
                     struct error *error)
{
    struct step step = {actor, id, version,
                        STR("UPDATE desk_case SET noticed_at = $2 WHERE id = $1"), db_int(at),
                        STR("notice"), STR("case.notice"), time_format_jst(at, actor->arena),
                        true};
    return run_step(&step, error);
}

int desk_case_settle_attention(const struct web_actor *actor, int64_t id, int64_t version,
                               struct str decision, struct error *error)
{
    if (str_trim(decision).n == 0)
        return ERROR(error, ERR_DESK_PRECONDITION,
                     desk_precondition_sentence(DESK_NEEDS_REASON, LANG_JA));
    struct step step = {actor, id, version,
                        STR("UPDATE desk_case SET attention = 0,"
                            " attention_reason = $2"
                            " WHERE id = $1"),
                        db_text(STR("")), STR("attention_settled"), STR("case.attention"),
                        text_clean(decision, actor->arena), false};
    return run_step(&step, error);
}

struct kind_change {
    const struct web_actor *actor;
    int64_t id, version;
    enum desk_kind kind;
};

static int kind_body(struct db *db, void *argument, struct error *error)
{
    const struct kind_change *change = argument;
    const struct web_actor *actor = change->actor;
    struct desk_case c;
    int status = desk_case_touch(db, actor, change->id, change->version, error);
    if (status == 0)
        status = desk_case_load(db, actor, change->id, false, &c, error);
    if (status == 0 && c.state != DESK_RECEIVED && c.state != DESK_CHECKING &&
        c.state != DESK_WAITING)
        return ERROR(error, ERR_STATE, desk_state_title(c.state, LANG_JA));
    if (status == 0)
        status = DB_RUN(db, error, "UPDATE desk_case SET kind = $2 WHERE id = $1", db_int(c.id),
                        db_text(desk_kind_name(change->kind)));
    if (status == 0)
        status = desk_event_add(db, actor, c.id, STR("kind"), STR(""), STR(""),
                                desk_kind_title(change->kind, LANG_JA), error);
    if (status)
        return status;
    return web_actor_audit(db, actor, STR("case.kind"), STR("case"), c.id, STR("{}"), error);
}

int desk_case_change_kind(const struct web_actor *actor, int64_t id, int64_t version,
                          enum desk_kind kind, struct error *error)
{
    int status = desk_require(actor, STR("desk.case.edit"), error);
    struct kind_change change = {actor, id, version, kind};
    return status ? status : store_write(actor->store, kind_body, &change, error);
}

struct noting {
    const struct web_actor *actor;
    int64_t id;
    struct str kind, text;
};

static int note_body(struct db *db, void *argument, struct error *error)
{
    const struct noting *noting = argument;
    const struct web_actor *actor = noting->actor;
    struct desk_case c;
    int status = desk_case_load(db, actor, noting->id, false, &c, error);
    if (status)
        return status;
    const struct desk_member member = {STR("text"), noting->text};
    struct str sealed;
    status = desk_seal_members(db, c.vault, &member, 1, actor->arena, &sealed, error);
    if (status == 0)
        status = DB_RUN(db, error,
                        "INSERT INTO desk_note (case_id, author, at, kind, vault, text)"
                        " VALUES ($1, $2, $3, $4, $5, $6)",
                        db_int(noting->id), db_int(actor->person), db_int(db_time(db)),
                        db_text(noting->kind), db_int(c.vault), db_bytes(sealed));
    if (status == 0)
        status = desk_search_index(db, actor, noting->id, error);
    if (status)
        return status;
    return web_actor_audit(db, actor, STR("case.note"), STR("case"), noting->id, STR("{}"), error);
}

int desk_note_add(const struct web_actor *actor, int64_t id, struct str kind, struct str text,
                  struct error *error)
{
    int status = desk_require(actor, STR("desk.case.edit"), error);
    if (status)
        return status;
    struct str clean = str_trim(text_clean(text, actor->arena));
    if (clean.n == 0)
        return ERROR(error, ERR_INVALID_INPUT, STR("メモ"), STR("空です"));
    if (!str_equal(kind, STR("note")) && !str_equal(kind, STR("call")) &&
        !str_equal(kind, STR("notice")))
        return ERROR(error, ERR_INVALID_INPUT, STR("メモの種類"), kind);
    struct noting noting = {actor, id, kind, clean};
    return store_write(actor->store, note_body, &noting, error);
}

struct opening {
    const struct web_actor *actor;
    const struct desk_opening *given;
    int64_t *id;
};

static int open_body(struct db *db, void *argument, struct error *error)
{
    const struct opening *opening = argument;
    const struct web_actor *actor = opening->actor;
    const struct desk_opening *given = opening->given;
    struct desk_new_case c = {
        .kind = given->kind,
        .channel = given->channel,
        .subject = text_one_line(given->subject, actor->arena),
        .received_at = given->received_at ? given->received_at : db_time(db),
        .synthetic = given->synthetic,
    };
    int status = desk_case_insert(db, actor, &c, opening->id, error);
    if (status == 0)
        status = desk_event_add(db, actor, *opening->id, STR("opened"), STR(""), STR("received"),
                                desk_choice_title(STR("channel"), given->channel, LANG_JA), error);
    if (status == 0)
        status = desk_search_index(db, actor, *opening->id, error);
    if (status)
        return status;
    return web_actor_audit(db, actor, STR("case.open"), STR("case"), *opening->id, STR("{}"),
                           error);
}

int desk_case_open(const struct web_actor *actor, const struct desk_opening *opening, int64_t *id,
                   struct error *error)
{
    int status = desk_require(actor, STR("desk.case.edit"), error);
    if (status)
        return status;
    if (!desk_choice_exists(STR("channel"), opening->channel))
        return ERROR(error, ERR_DESK_FIELD, STR("受付手段"), opening->channel,
                     STR("一覧にありません"));
    struct opening call = {actor, opening, id};
    return store_write(actor->store, open_body, &call, error);
}
