/* Loads what a case says when it leaves the desk, and words the parts that come from its way: the question
   to METI, the fixed sentence that was told, papers, photos, history. */
#include "desk/registry_source.h"

#include "base/buf.h"
#include "desk/record.h"
#include "desk/registry_inside.h"

static int read_list(struct db_rows *rows, struct arena *arena, struct str *out,
                     struct error *error)
{
    struct buf text = {0};
    while (db_next(rows)) {
        if (text.n > 0)
            buf_append_char(&text, '\n');
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

static int load_papers(struct db *db, struct desk_source *s, struct error *error)
{
    struct db_rows *rows;
    struct str codes;
    int failure = DB_QUERY(db, error, &rows,
                           "SELECT document FROM desk_document WHERE case_id = $1 AND "
                           "state = 'received' ORDER BY document",
                           db_int(s->c->id));
    if (failure || (failure = read_list(rows, s->arena, &codes, error)))
        return failure;
    s->documents = document_titles(codes, s->arena);
    failure = DB_QUERY(db, error, &rows,
                       "SELECT name FROM desk_pdf WHERE case_id = $1 AND state = 'made' "
                       "ORDER BY name",
                       db_int(s->c->id));
    if (failure || (failure = read_list(rows, s->arena, &s->file_names, error)))
        return failure;
    failure = DB_QUERY(db, error, &rows,
                       "SELECT name FROM desk_file WHERE case_id = $1 AND "
                       "substr(type, 1, 6) = 'image/' ORDER BY id",
                       db_int(s->c->id));
    return failure ? failure : read_list(rows, s->arena, &s->photos, error);
}

static int load_history(struct db *db, struct desk_source *s, struct error *error)
{
    struct desk_event *events;
    size_t count;
    int failure = desk_event_list(db, s->c->id, s->arena, &events, &count, error);
    if (failure)
        return failure;
    struct buf out = {0};
    for (size_t i = count; i-- > 0;) {
        if (out.n > 0)
            buf_append_char(&out, '\n');
        buf_append(&out, time_format_jst(events[i].at, s->arena));
        buf_append_char(&out, ' ');
        buf_append(&out, desk_event_title(events[i].action, LANG_JA));
    }
    s->history = arena_copy(s->arena, buf_str(&out));
    buf_finish(&out);
    return 0;
}

static int load_advisor(struct db *db, struct desk_source *s, struct error *error)
{
    struct account_person person;
    struct error missing = {0};
    if (s->c->advisor == 0)
        return 0;
    int failure = account_person_load(db, s->c->advisor, s->arena, &person, &missing);
    if (failure == 0)
        s->advisor_name = person.name;
    else if (failure != ERR_NOT_FOUND && error)
        error_copy(error, &missing);
    return failure == ERR_NOT_FOUND ? 0 : failure;
}

/* The day close that reported the case's day. */
static int load_report(struct db *db, struct desk_source *s, struct error *error)
{
    struct db_rows *rows;
    if (s->c->advised_day == 0)
        return 0;
    int failure = DB_QUERY(db, error, &rows,
                           "SELECT revision, closed_at FROM desk_close WHERE commission = $1 AND "
                           "day = $2 ORDER BY revision DESC LIMIT 1",
                           db_int(s->c->commission), db_int(s->c->advised_day));
    if (failure)
        return failure;
    if (db_next(rows))
        s->report = arena_format(s->arena, "%s 第%lld版（%s）",
                                 arena_c(s->arena, day_format(s->c->advised_day, s->arena)),
                                 (long long)db_column_int(rows, 0),
                                 arena_c(s->arena, time_format_jst(db_column_int(rows, 1), s->arena)));
    return db_finish(rows, error);
}

int desk_source_load(struct db *db, const struct web_actor *actor, int64_t case_id,
                     struct desk_case *c, struct desk_source *out, struct error *error)
{
    *out = (struct desk_source){.c = c, .arena = actor->arena};
    int failure = desk_case_load(db, actor, case_id, true, c, error);
    if (!failure)
        failure = desk_cargo_list(db, case_id, actor->arena, &out->cargo, &out->cargo_count, error);
    if (!failure)
        failure = desk_answer_newest(db, actor, case_id, &out->answer, error);
    if (!failure)
        failure = desk_approval_newest(db, actor, case_id, &out->approval, error);
    if (!failure)
        failure = load_papers(db, out, error);
    if (!failure)
        failure = load_history(db, out, error);
    if (!failure)
        failure = load_report(db, out, error);
    return failure ? failure : load_advisor(db, out, error);
}

static void add_line(struct buf *out, struct str text)
{
    if (text.n == 0)
        return;
    if (out->n > 0)
        buf_append_char(out, '\n');
    buf_append(out, text);
}

struct str desk_source_meti(const struct desk_source *s)
{
    const struct desk_approval *asked = &s->approval;
    struct arena *arena = s->arena;
    if (asked->id == 0)
        return STR("");
    struct buf out = {0};
    add_line(&out, ARENA_JOIN(arena, STR("照会 "), time_format_jst(asked->asked_at, arena)));
    add_line(&out, asked->question);
    if (asked->decision != DESK_PENDING) {
        struct str who = asked->officer.n ? ARENA_JOIN(arena, STR(" "), asked->officer) : STR("");
        add_line(&out, ARENA_JOIN(arena, desk_decision_title(asked->decision, LANG_JA), STR(" "),
                                  time_format_jst(asked->decided_at, arena), who));
        add_line(&out, asked->comment);
    }
    struct str copy = arena_copy(arena, buf_str(&out));
    buf_finish(&out);
    return copy;
}

struct str desk_source_disclaimer(const struct desk_source *s)
{
    const struct desk_answer *answer = &s->answer;
    if (answer->delivered_at == 0)
        return STR("");
    struct str how = str_equal(answer->method, STR("telephone")) ? STR("電話で読み上げ")
                                                                 : STR("回答のメールに記載");
    return ARENA_JOIN(s->arena, time_format_jst(answer->delivered_at, s->arena), STR(" "), how,
                      STR("（"), answer->editions, STR("）"));
}
