/* Gathers the fields of a case for the registry. Several cargo lines become one text per field. */
#include "desk/registry_content.h"

#include "base/buf.h"
#include "base/json.h"
#include "desk/answer.h"
#include "desk/registry_inside.h"
#include "store/audit.h"

struct source {
    const struct desk_case *c;
    struct desk_cargo *cargo;
    size_t cargo_count;
    struct desk_answer answer;
    struct str documents, file_names;
    struct arena *arena;
};

typedef struct str derive(const struct source *source);

static struct str number(const struct source *s) { return s->c->number; }

static struct str moment(const struct source *s, utc_us time)
{
    return time ? time_format_jst(time, s->arena) : (struct str){"", 0};
}
static struct str received(const struct source *s) { return moment(s, s->c->received_at); }
static struct str noticed(const struct source *s) { return moment(s, s->c->noticed_at); }
static struct str advised(const struct source *s) { return moment(s, s->c->advised_at); }
static struct str registered(const struct source *s) { return moment(s, s->c->registered_at); }
static struct str requested(const struct source *s) { return moment(s, s->c->publish_requested_at); }
static struct str kind(const struct source *s) { return desk_kind_title(s->c->kind, LANG_JA); }
static struct str status(const struct source *s) { return desk_state_title(s->c->state, LANG_JA); }
static struct str judgement(const struct source *s) { return desk_judgement_name(s->c->judgement); }
static struct str advice(const struct source *s) { return s->answer.text; }
static struct str method(const struct source *s) { return s->answer.method; }
static struct str documents(const struct source *s) { return s->documents; }
static struct str file_names(const struct source *s) { return s->file_names; }

/* One text out of a cargo line. */
typedef struct str pick(const struct desk_cargo *line);
static struct str pick_example(const struct desk_cargo *line) { return line->example_class; }
static struct str pick_hs(const struct desk_cargo *line) { return line->hs_code; }
static struct str pick_quantity(const struct desk_cargo *line) { return line->quantity; }
static struct str pick_unit(const struct desk_cargo *line) { return line->unit; }
static struct str pick_origin(const struct desk_cargo *line) { return line->origin; }
static struct str pick_process(const struct desk_cargo *line) { return line->process; }
static struct str pick_purpose(const struct desk_cargo *line) { return line->purpose; }
static struct str pick_analysis(const struct desk_cargo *line) { return line->analysis; }
static struct str pick_codes(const struct desk_cargo *line) { return line->basis_codes; }
static struct str pick_edition(const struct desk_cargo *line) { return line->rule_edition; }

static bool said_before(const struct source *s, size_t line, pick *of)
{
    for (size_t i = 0; i < line; i++)
        if (str_equal(of(&s->cargo[i]), of(&s->cargo[line])))
            return true;
    return false;
}

/* The texts of all lines with `between` in between, equal ones once when `once`. */
static struct str join(const struct source *s, pick *of, struct str between, bool once)
{
    struct buf out = {0};
    for (size_t i = 0; i < s->cargo_count; i++) {
        struct str text = of(&s->cargo[i]);
        if (text.n == 0 || (once && said_before(s, i, of)))
            continue;
        if (out.n > 0)
            buf_append(&out, between);
        buf_append(&out, text);
    }
    struct str copy = arena_copy(s->arena, buf_str(&out));
    buf_finish(&out);
    return copy;
}

#define JOINED(name, of, between, once)                                                 \
    static struct str name(const struct source *s) { return join(s, of, STR(between), once); }
/* Codes are joined by a comma, words by a slash: the value map takes lists of codes apart again. */
JOINED(examples, pick_example, ",", true)
JOINED(units, pick_unit, ",", true)
JOINED(hs_codes, pick_hs, "／", true)
JOINED(quantities, pick_quantity, "／", false)
JOINED(origins, pick_origin, "／", true)
JOINED(processes, pick_process, "／", true)
JOINED(purposes, pick_purpose, "／", true)
JOINED(analyses, pick_analysis, "／", false)
JOINED(basis_codes, pick_codes, "／", true)
JOINED(editions, pick_edition, "／", true)

static struct str cargo_items(const struct source *s)
{
    struct buf out = {0};
    for (size_t i = 0; i < s->cargo_count; i++) {
        const struct desk_cargo *line = &s->cargo[i];
        struct str class = desk_choice_title(STR("cargo_class"), line->cargo_class, LANG_JA);
        struct str unit = desk_choice_title(STR("unit"), line->unit, LANG_JA);
        struct str result = desk_judgement_title(line->judgement, LANG_JA);
        if (i > 0)
            buf_append_char(&out, '\n');
        buf_format(&out, "%zu. %" PRIstr, i + 1, STR_ARG(line->name.n ? line->name : class));
        if (line->quantity.n > 0)
            buf_format(&out, " %" PRIstr " %" PRIstr, STR_ARG(line->quantity), STR_ARG(unit));
        buf_format(&out, "（%" PRIstr "）", STR_ARG(result));
    }
    struct str copy = arena_copy(s->arena, buf_str(&out));
    buf_finish(&out);
    return copy;
}

/* Fields made here. own: the registry's own progress, no part of what a correction is. */
static const struct {
    struct str code;
    derive *make;
    bool own;
} derived[] = {
    {STR_INIT("consult_no"), number, false},
    {STR_INIT("reception_dt"), received, false},
    {STR_INIT("notice_dt"), noticed, false},
    {STR_INIT("case_kind"), kind, false},
    {STR_INIT("status"), status, true},
    {STR_INIT("advice_dt"), advised, false},
    {STR_INIT("judgement"), judgement, false},
    {STR_INIT("judgement_basis"), basis_codes, false},
    {STR_INIT("rule_version"), editions, false},
    {STR_INIT("example_class"), examples, false},
    {STR_INIT("cargo_items"), cargo_items, false},
    {STR_INIT("hs_code"), hs_codes, false},
    {STR_INIT("qty"), quantities, false},
    {STR_INIT("qty_unit"), units, false},
    {STR_INIT("origin"), origins, false},
    {STR_INIT("process"), processes, false},
    {STR_INIT("purpose"), purposes, false},
    {STR_INIT("analyses"), analyses, false},
    {STR_INIT("documents"), documents, false},
    {STR_INIT("file_names"), file_names, true},
    {STR_INIT("advice"), advice, false},
    {STR_INIT("answer_method"), method, false},
    {STR_INIT("temp_reg_dt"), registered, true},
    {STR_INIT("publish_req_dt"), requested, true},
};
enum { DERIVED = sizeof derived / sizeof derived[0] };

static size_t find_derived(struct str code)
{
    for (size_t i = 0; i < DERIVED; i++)
        if (str_equal(derived[i].code, code))
            return i;
    return DERIVED;
}

bool desk_content_exportable(struct str field)
{
    const struct desk_field *known = desk_field_find(field);
    return known && (known->store != DESK_FIELD_DERIVED || find_derived(field) < DERIVED);
}

bool desk_content_own(struct str field)
{
    size_t at = find_derived(field);
    return at < DERIVED && derived[at].own;
}

static int read_list(struct db_rows *rows, struct arena *arena, struct str between,
                     struct str *out, struct error *error)
{
    struct buf text = {0};
    while (db_next(rows)) {
        if (text.n > 0)
            buf_append(&text, between);
        buf_append(&text, db_column_text(rows, 0));
    }
    *out = arena_copy(arena, buf_str(&text));
    buf_finish(&text);
    return db_finish(rows, error);
}

static struct str document_titles(struct str codes, struct arena *arena)
{
    size_t count;
    const struct desk_document_rule *rules = desk_document_rules(&count);
    struct buf out = {0};
    struct str code;
    while (codes.n > 0 && str_cut(&codes, '\n', &code)) {
        struct str title = code;
        for (size_t i = 0; i < count; i++)
            if (str_equal(rules[i].code, code))
                title = rules[i].title;
        if (out.n > 0)
            buf_append(&out, STR("、"));
        buf_append(&out, title);
    }
    struct str copy = arena_copy(arena, buf_str(&out));
    buf_finish(&out);
    return copy;
}

static int load_papers(struct db *db, struct source *s, struct error *error)
{
    struct db_rows *rows;
    struct str codes;
    int failure = DB_QUERY(db, error, &rows,
                           "SELECT document FROM desk_document WHERE case_id = $1 AND "
                           "state = 'received' ORDER BY document",
                           db_int(s->c->id));
    if (failure || (failure = read_list(rows, s->arena, STR("\n"), &codes, error)))
        return failure;
    s->documents = document_titles(codes, s->arena);
    if ((failure = DB_QUERY(db, error, &rows,
                            "SELECT name FROM desk_pdf WHERE case_id = $1 AND state = 'made' "
                            "ORDER BY name",
                            db_int(s->c->id))))
        return failure;
    return read_list(rows, s->arena, STR("\n"), &s->file_names, error);
}

static int load_source(struct db *db, const struct desk_actor *actor, int64_t case_id,
                       struct desk_case *c, struct source *s, struct error *error)
{
    *s = (struct source){.c = c, .arena = actor->arena};
    int failure = desk_case_load(db, actor, case_id, true, c, error);
    if (!failure)
        failure = desk_cargo_list(db, case_id, actor->arena, &s->cargo, &s->cargo_count, error);
    if (!failure)
        failure = desk_answer_newest(db, actor, case_id, &s->answer, error);
    return failure ? failure : load_papers(db, s, error);
}

static struct str make_digest(struct db *db, const struct desk_content *content,
                              struct arena *arena)
{
    size_t count;
    const struct desk_field *fields = desk_fields(&count);
    struct buf all = {0};
    for (size_t i = 0; i < count; i++) {
        if (content->texts[i].n == 0 || desk_content_own(fields[i].code))
            continue;
        buf_append(&all, fields[i].code);
        buf_format(&all, "=%zu:", content->texts[i].n);
        buf_append(&all, content->texts[i]);
        buf_append_char(&all, '\n');
    }
    struct str digest = audit_digest(db_store(db), buf_str(&all), arena);
    buf_finish(&all);
    return digest;
}

static int look_for_vault(struct db *db, struct desk_content *out, struct error *error)
{
    int64_t alive = 0;
    int failure = DB_GET_INT(db, error, &alive, STR("store_vault"),
                             "SELECT count(*) FROM store_vault WHERE id = $1 AND sealed IS NOT NULL",
                             db_int(out->c.vault));
    out->erased = alive == 0;
    return failure;
}

int desk_content_make(struct db *db, const struct desk_actor *actor, int64_t case_id,
                      struct desk_content *out, struct error *error)
{
    struct source source;
    *out = (struct desk_content){0};
    int failure = load_source(db, actor, case_id, &out->c, &source, error);
    if (!failure)
        failure = look_for_vault(db, out, error);
    if (failure)
        return failure;
    size_t count;
    const struct desk_field *fields = desk_fields(&count);
    out->texts = ARENA_ARRAY(actor->arena, struct str, count);
    for (size_t i = 0; i < count; i++) {
        size_t at = find_derived(fields[i].code);
        if (at < DERIVED)
            out->texts[i] = derived[at].make(&source);
        else if (fields[i].store != DESK_FIELD_DERIVED)
            out->texts[i] = desk_case_value(&out->c, fields[i].code);
    }
    out->digest = make_digest(db, out, actor->arena);
    return 0;
}

struct str desk_content_text(const struct desk_content *content, struct str field)
{
    size_t count;
    const struct desk_field *fields = desk_fields(&count);
    for (size_t i = 0; i < count; i++)
        if (str_equal(fields[i].code, field))
            return content->texts[i];
    return (struct str){"", 0};
}

struct str desk_content_json(const struct desk_content *content, struct arena *arena)
{
    size_t count;
    const struct desk_field *fields = desk_fields(&count);
    struct buf out = {0};
    struct json_writer writer;
    json_writer_init(&writer, &out, false);
    json_begin_object(&writer);
    for (size_t i = 0; i < count; i++)
        if (content->texts[i].n > 0)
            json_put_string(&writer, fields[i].code, content->texts[i]);
    json_end_object(&writer);
    struct str copy = arena_copy(arena, buf_str(&out));
    buf_finish(&out);
    return copy;
}

int desk_content_parse(struct str json, struct arena *arena, struct desk_content *out,
                       struct error *error)
{
    const struct json *object;
    int failure = json_parse(json, arena, &object, error);
    if (failure)
        return failure;
    size_t count;
    const struct desk_field *fields = desk_fields(&count);
    *out = (struct desk_content){.texts = ARENA_ARRAY(arena, struct str, count)};
    for (size_t i = 0; i < count; i++)
        out->texts[i] = json_text(object, fields[i].code);
    return 0;
}

static struct str word_of_code(const struct desk_table *values, const struct desk_field *field,
                               struct str code)
{
    for (size_t i = 0; i < values->rows; i++)
        if (str_equal(desk_table_cell(values, i, STR("field")), field->code) &&
            str_equal(desk_table_cell(values, i, STR("code")), code))
            return desk_table_cell(values, i, STR("text"));
    return field->choices.n > 0 ? desk_choice_title(field->choices, code, LANG_JA) : code;
}

struct str desk_content_word(const struct desk_table *values, struct str field, struct str text,
                             struct arena *arena)
{
    const struct desk_field *known = desk_field_find(field);
    if (!known || text.n == 0)
        return text;
    if (known->choices.n == 0)
        return word_of_code(values, known, text);
    struct buf out = {0};
    struct str code;
    while (text.n > 0 && str_cut(&text, ',', &code)) {
        if (out.n > 0)
            buf_append(&out, STR("／"));
        buf_append(&out, word_of_code(values, known, code));
    }
    struct str copy = arena_copy(arena, buf_str(&out));
    buf_finish(&out);
    return copy;
}

size_t desk_content_gaps(const struct desk_content *content, const struct desk_column *columns,
                         size_t count, struct str *gaps)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++)
        if (columns[i].required && desk_content_text(content, columns[i].field).n == 0)
            gaps[n++] = columns[i].title;
    return n;
}
