/* Gathers the fields of a case for the registry, line by line and with all lines in one text per field. */
#include "desk/registry_content.h"

#include "base/buf.h"
#include "base/json.h"
#include "desk/registry_inside.h"
#include "desk/registry_source.h"
#include "store/audit.h"

typedef struct str derive(const struct desk_source *source);

static struct str moment(const struct desk_source *s, utc_us time)
{
    return time ? time_format_jst(time, s->arena) : (struct str){"", 0};
}
static struct str day_text(const struct desk_source *s, day_number day)
{
    return day ? day_format(day, s->arena) : (struct str){"", 0};
}

#define FROM_SOURCE(name, expression) \
    static struct str name(const struct desk_source *s) { return expression; }
FROM_SOURCE(number, s->c->number)
FROM_SOURCE(received, moment(s, s->c->received_at))
FROM_SOURCE(noticed, moment(s, s->c->noticed_at))
FROM_SOURCE(due, day_text(s, s->c->due_day))
FROM_SOURCE(advised, moment(s, s->c->advised_at))
FROM_SOURCE(registered, moment(s, s->c->registered_at))
FROM_SOURCE(requested, moment(s, s->c->publish_requested_at))
FROM_SOURCE(kind, desk_kind_title(s->c->kind, LANG_JA))
FROM_SOURCE(status, desk_state_title(s->c->state, LANG_JA))
FROM_SOURCE(judgement, desk_judgement_name(s->c->judgement))
FROM_SOURCE(groups, desk_country_groups(s->c->country, s->c->advised_day, s->arena))
FROM_SOURCE(advice, s->answer.text)
FROM_SOURCE(method, s->answer.method)
FROM_SOURCE(disclaimer, desk_source_disclaimer(s))
FROM_SOURCE(meti, desk_source_meti(s))
FROM_SOURCE(documents, s->documents)
FROM_SOURCE(file_names, s->file_names)
FROM_SOURCE(photos, s->photos)
FROM_SOURCE(report, s->report)
FROM_SOURCE(survey, desk_case_value(s->c, STR("survey")))
FROM_SOURCE(shared, desk_case_value(s->c, STR("share_requests")))
FROM_SOURCE(advisor, s->advisor_name)
FROM_SOURCE(history, s->history)
FROM_SOURCE(listed, desk_lines_listed(s))
static struct str nothing(const struct desk_source *s)
{
    (void)s;
    return STR("");
}

/* Fields made here; make NULL: the cargo lines' texts in one. own: the registry's own progress and the desk's
   way to the answer, no part of what a correction is. */
static const struct {
    struct str code;
    derive *make;
    bool own;
} derived[] = {
    {STR_INIT("consult_no"), number, false},
    {STR_INIT("reception_dt"), received, false},
    {STR_INIT("notice_dt"), noticed, false},
    {STR_INIT("due_date"), due, true},
    {STR_INIT("case_kind"), kind, false},
    {STR_INIT("status"), status, true},
    {STR_INIT("advice_dt"), advised, false},
    {STR_INIT("judgement"), judgement, false},
    {STR_INIT("judgement_basis"), NULL, false},
    {STR_INIT("rule_version"), NULL, false},
    {STR_INIT("country_group"), groups, true},
    {STR_INIT("example_class"), NULL, false},
    {STR_INIT("cargo_no"), nothing, false},
    {STR_INIT("cargo_items"), listed, false},
    {STR_INIT("hs_code"), NULL, false},
    {STR_INIT("qty"), NULL, false},
    {STR_INIT("qty_unit"), NULL, false},
    {STR_INIT("origin"), NULL, false},
    {STR_INIT("process"), NULL, false},
    {STR_INIT("purpose"), NULL, false},
    {STR_INIT("analyses"), NULL, false},
    {STR_INIT("photos"), photos, true},
    {STR_INIT("documents"), documents, false},
    {STR_INIT("file_names"), file_names, true},
    {STR_INIT("advice"), advice, false},
    {STR_INIT("disclaimer_told"), disclaimer, true},
    {STR_INIT("meti_ref"), meti, true},
    {STR_INIT("answer_method"), method, false},
    {STR_INIT("temp_reg_dt"), registered, true},
    {STR_INIT("publish_req_dt"), requested, true},
    {STR_INIT("report_batch"), report, true},
    {STR_INIT("survey"), survey, true},
    {STR_INIT("share_requests"), shared, true},
    {STR_INIT("operator"), advisor, true},
    {STR_INIT("change_log"), history, true},
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

static void add_texts(struct buf *all, const struct str *texts)
{
    size_t count;
    const struct desk_field *fields = desk_fields(&count);
    for (size_t i = 0; i < count; i++) {
        if (texts[i].n == 0 || desk_content_own(fields[i].code))
            continue;
        buf_append(all, fields[i].code);
        buf_format(all, "=%zu:", texts[i].n);
        buf_append(all, texts[i]);
        buf_append_char(all, '\n');
    }
}

/* A case of one line says all of it in the texts of the case. */
static void make_digests(struct db *db, struct desk_content *content, struct arena *arena)
{
    struct buf all = {0};
    add_texts(&all, content->texts);
    content->joined_digest = audit_digest(db_store(db), buf_str(&all), arena);
    for (size_t i = 0; content->line_count > 1 && i < content->line_count; i++) {
        buf_format(&all, "line %zu\n", i + 1);
        add_texts(&all, content->lines[i]);
    }
    content->digest = audit_digest(db_store(db), buf_str(&all), arena);
    buf_finish(&all);
}

bool desk_content_same(const struct desk_content *content, struct str digest)
{
    return str_equal(content->digest, digest) || str_equal(content->joined_digest, digest);
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

static void make_texts(struct desk_content *out, const struct desk_source *source)
{
    size_t count;
    const struct desk_field *fields = desk_fields(&count);
    out->texts = ARENA_ARRAY(source->arena, struct str, count);
    for (size_t i = 0; i < count; i++) {
        size_t at = find_derived(fields[i].code);
        if (at < DERIVED)
            out->texts[i] = derived[at].make ? derived[at].make(source)
                                             : desk_lines_joined(source, fields[i].code);
        else if (fields[i].store != DESK_FIELD_DERIVED)
            out->texts[i] = desk_case_value(&out->c, fields[i].code);
    }
}

static size_t find_field(struct str code, size_t *count)
{
    const struct desk_field *fields = desk_fields(count);
    size_t i = 0;
    while (i < *count && !str_equal(fields[i].code, code))
        i++;
    return i;
}

/* What people read first says so; the other texts are empty or stand in plain columns. */
static void say_erased(struct desk_content *out)
{
    static const struct str told[] = {STR_INIT("requester_company"), STR_INIT("question"),
                                      STR_INIT("advice"), STR_INIT("cargo_items")};
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        size_t count, at = find_field(told[i], &count);
        out->texts[at] = STR("消去済み");
    }
}

static void make_lines(struct desk_content *out, const struct desk_source *source)
{
    size_t count;
    const struct desk_field *fields = desk_fields(&count);
    out->line_count = source->cargo_count;
    out->lines = ARENA_ARRAY(source->arena, struct str *, out->line_count);
    for (size_t line = 0; line < out->line_count; line++) {
        out->lines[line] = ARENA_ARRAY(source->arena, struct str, count);
        for (size_t i = 0; i < count; i++) {
            bool known;
            struct str text = desk_line_field(source, line, fields[i].code, &known);
            if (known)
                out->lines[line][i] = text;
        }
    }
}

int desk_content_make(struct db *db, const struct web_actor *actor, int64_t case_id,
                      struct desk_content *out, struct error *error)
{
    struct desk_source source;
    *out = (struct desk_content){0};
    int failure = desk_source_load(db, actor, case_id, &out->c, &source, error);
    if (!failure)
        failure = look_for_vault(db, out, error);
    if (failure)
        return failure;
    make_texts(out, &source);
    if (out->erased)
        say_erased(out);
    make_lines(out, &source);
    make_digests(db, out, actor->arena);
    return 0;
}

struct str desk_content_text(const struct desk_content *content, struct str field)
{
    size_t count, at = find_field(field, &count);
    return at < count ? content->texts[at] : (struct str){"", 0};
}

size_t desk_content_rows(const struct desk_content *content, bool by_line)
{
    return by_line && content->line_count > 0 ? content->line_count : 1;
}

struct str desk_content_cell(const struct desk_content *content, size_t row, bool by_line,
                             struct str field)
{
    size_t count, at = find_field(field, &count);
    if (at == count)
        return STR("");
    if (by_line && row < content->line_count && desk_field_of_line(field))
        return content->lines[row][at];
    return content->texts[at];
}

static void put_texts(struct json_writer *writer, const struct str *texts)
{
    size_t count;
    const struct desk_field *fields = desk_fields(&count);
    for (size_t i = 0; i < count; i++)
        if (texts[i].n > 0)
            json_put_string(writer, fields[i].code, texts[i]);
}

/* "lines" is no field code. */
struct str desk_content_json(const struct desk_content *content, struct arena *arena)
{
    struct buf out = {0};
    struct json_writer writer;
    json_writer_init(&writer, &out, false);
    json_begin_object(&writer);
    put_texts(&writer, content->texts);
    json_key(&writer, STR("lines"));
    json_begin_array(&writer);
    for (size_t i = 0; i < content->line_count; i++) {
        json_begin_object(&writer);
        put_texts(&writer, content->lines[i]);
        json_end_object(&writer);
    }
    json_end_array(&writer);
    json_end_object(&writer);
    struct str copy = arena_copy(arena, buf_str(&out));
    buf_finish(&out);
    return copy;
}

static struct str *read_texts(const struct json *object, struct arena *arena)
{
    size_t count;
    const struct desk_field *fields = desk_fields(&count);
    struct str *texts = ARENA_ARRAY(arena, struct str, count);
    for (size_t i = 0; i < count; i++)
        texts[i] = json_text(object, fields[i].code);
    return texts;
}

int desk_content_parse(struct str json, struct arena *arena, struct desk_content *out,
                       struct error *error)
{
    const struct json *object;
    int failure = json_parse(json, arena, &object, error);
    if (failure)
        return failure;
    const struct json *lines = json_member(object, STR("lines"));
    *out = (struct desk_content){.texts = read_texts(object, arena)};
    for (const struct json *line = lines ? lines->first : NULL; line; line = line->next)
        out->line_count++;
    out->lines = ARENA_ARRAY(arena, struct str *, out->line_count);
    const struct json *line = lines ? lines->first : NULL;
    for (size_t i = 0; i < out->line_count; i++, line = line->next)
        out->lines[i] = read_texts(line, arena);
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
                         size_t count, bool by_line, struct str *gaps)
{
    size_t n = 0, rows = desk_content_rows(content, by_line);
    for (size_t i = 0; i < count; i++) {
        bool empty = false;
        for (size_t row = 0; row < rows && columns[i].required; row++)
            empty = empty || desk_content_cell(content, row, by_line, columns[i].field).n == 0;
        if (empty)
            gaps[n++] = columns[i].title;
    }
    return n;
}
