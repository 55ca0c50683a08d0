/* Drafts and frozen texts of answers. */
#include "desk/answer.h"

#include "base/text.h"
#include "desk/answer_store.h"
#include "desk/record.h"

static const struct str state_names[] = {
    [DESK_ANSWER_DRAFT] = STR_INIT("draft"),       [DESK_ANSWER_FROZEN] = STR_INIT("frozen"),
    [DESK_ANSWER_APPROVED] = STR_INIT("approved"), [DESK_ANSWER_REFUSED] = STR_INIT("refused"),
    [DESK_ANSWER_DELIVERED] = STR_INIT("delivered"),
};

struct str desk_answer_state_name(enum desk_answer_state state)
{
    return state_names[state];
}

static enum desk_answer_state parse_state(struct str name)
{
    for (int i = DESK_ANSWER_DRAFT; i <= DESK_ANSWER_DELIVERED; i++)
        if (str_equal(state_names[i], name))
            return (enum desk_answer_state)i;
    return DESK_ANSWER_REFUSED;
}

int desk_answer_newest(struct db *db, const struct web_actor *actor, int64_t case_id,
                       struct desk_answer *out, struct error *error)
{
    struct arena *arena = actor->arena;
    *out = (struct desk_answer){0};
    struct db_rows *rows;
    int status = DB_QUERY(db, error, &rows,
                          "SELECT a.id, a.version, a.revision, a.state, a.digest, a.editions,"
                          " a.author, a.changed_at, a.frozen_at, a.delivered_at, a.method,"
                          " a.vault, a.content FROM desk_answer a JOIN desk_case c"
                          " ON c.id = a.case_id WHERE a.case_id = $1 AND c.commission = $2"
                          " ORDER BY a.revision DESC LIMIT 1",
                          db_int(case_id), db_int(actor->commission));
    if (status)
        return status;
    int64_t vault = 0;
    struct str content = STR("");
    if (db_next(rows)) {
        *out = (struct desk_answer){
            .id = db_column_int(rows, 0),
            .version = db_column_int(rows, 1),
            .case_id = case_id,
            .revision = db_column_int(rows, 2),
            .state = parse_state(db_column_text(rows, 3)),
            .digest = db_column_copy(rows, 4, arena),
            .editions = db_column_copy(rows, 5, arena),
            .author = db_column_int(rows, 6),
            .changed_at = db_column_int(rows, 7),
            .frozen_at = db_column_int(rows, 8),
            .delivered_at = db_column_int(rows, 9),
            .method = db_column_copy(rows, 10, arena),
        };
        vault = db_column_int(rows, 11);
        content = db_column_copy(rows, 12, arena);
    }
    if ((status = db_finish(rows, error)) || out->id == 0)
        return status;
    const struct json *opened;
    if ((status = desk_open_members(db, vault, content, arena, &opened, error)))
        return status;
    out->subject = json_text(opened, STR("subject"));
    out->text = json_text(opened, STR("text"));
    return 0;
}

struct reading {
    const struct web_actor *actor;
    int64_t case_id;
    struct desk_answer *out;
};

static int read_body(struct db *db, void *argument, struct error *error)
{
    const struct reading *reading = argument;
    return desk_answer_newest(db, reading->actor, reading->case_id, reading->out, error);
}

int desk_answer_read(const struct web_actor *actor, int64_t case_id, struct desk_answer *out,
                     struct error *error)
{
    int status = desk_require(actor, STR("desk.case.read"), error);
    struct reading reading = {actor, case_id, out};
    return status ? status : store_read(actor->store, read_body, &reading, error);
}

/* Without white space of any width: line breaks and blanks do not matter. */
static struct str squeezed(struct str text, struct arena *arena)
{
    char *out = arena_alloc(arena, text.n + 1, 1, 1);
    size_t at = 0, n = 0;
    while (at < text.n) {
        size_t start = at;
        uint32_t c = text_next(text, &at);
        if (c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == 0x3000 || c == 0xa0)
            continue;
        for (size_t i = start; i < at; i++)
            out[n++] = text.p[i];
    }
    return (struct str){out, n};
}

int desk_answer_check_text(struct str text, uint32_t judgements, day_number day,
                           struct arena *arena, struct error *error)
{
    struct str body = squeezed(text, arena);
    const struct desk_advice *sentence = desk_fixed_sentence_on(day);
    if (!sentence)
        return ERROR(error, ERR_DESK_DATA, STR("fixed_sentence.tsv"), day_format(day, arena));
    if (!str_contains(body, squeezed(sentence->text, arena)))
        return ERROR(error, ERR_DESK_SENTENCE, STR(""));
    for (int j = DESK_NOT_REGULATED; j <= DESK_REGULATED; j++) {
        if (!(judgements & 1u << j))
            continue;
        struct str name = desk_judgement_name((enum desk_judgement)j);
        const struct desk_advice *advice = desk_advice_on(name, day);
        if (!advice)
            return ERROR(error, ERR_DESK_DATA, STR("advice.tsv"), name);
        if (!str_contains(body, squeezed(advice->text, arena)))
            return ERROR(error, ERR_DESK_PARAGRAPH, advice->title);
    }
    return 0;
}

bool desk_answer_reads_like_one(struct str text, day_number day, struct arena *arena)
{
    struct str body = squeezed(text, arena);
    const struct desk_advice *parts[] = {
        desk_fixed_sentence_on(day),
        desk_advice_on(desk_judgement_name(DESK_REGULATED), day),
        desk_advice_on(desk_judgement_name(DESK_NOT_REGULATED), day),
    };
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (parts[i] && str_contains(body, squeezed(parts[i]->text, arena)))
            return true;
    return false;
}

struct str desk_answer_digest(struct store *store, struct str subject, struct str text,
                              struct arena *arena)
{
    /* The length keeps subject and text apart. */
    struct str whole = arena_format(arena, "%zu\n%" PRIstr "\n%" PRIstr, subject.n,
                                    STR_ARG(subject), STR_ARG(text));
    return blob_digest(store, whole, arena);
}

int desk_answer_judgements(struct db *db, int64_t case_id, uint32_t *out, struct error *error)
{
    struct db_rows *rows;
    *out = 0;
    int status = DB_QUERY(db, error, &rows,
                          "SELECT DISTINCT judgement FROM desk_cargo WHERE case_id = $1",
                          db_int(case_id));
    if (status)
        return status;
    enum desk_judgement judgement;
    while (db_next(rows))
        if (desk_judgement_parse(db_column_text(rows, 0), &judgement))
            *out |= 1u << judgement;
    return db_finish(rows, error);
}

int desk_answer_seal(struct db *db, int64_t vault, struct str subject, struct str text,
                     struct arena *arena, struct str *out, struct error *error)
{
    const struct desk_member members[] = {{STR("subject"), subject}, {STR("text"), text}};
    return desk_seal_members(db, vault, members, 2, arena, out, error);
}

struct saving {
    const struct web_actor *actor;
    int64_t case_id, version;
    struct str subject, text;
    int64_t *answer;
};

static int update_draft(struct db *db, const struct saving *s, const struct desk_answer *newest,
                        struct str content, struct error *error)
{
    const struct db_value values[] = {
        db_int(newest->id), db_int(s->version), db_bytes(content),
        db_int(db_time(db)), db_int(s->actor->person),
    };
    int64_t changed;
    int status = db_run(db, error, &changed,
                        STR("UPDATE desk_answer SET content = $3, version = version + 1,"
                            " changed_at = $4, author = $5 WHERE id = $1 AND version = $2"
                            " AND state = 'draft'"),
                        values, 5);
    if (status == 0 && changed == 0)
        return ERROR(error, ERR_CONFLICT, STR("回答案"));
    *s->answer = newest->id;
    return status;
}

static int insert_draft(struct db *db, const struct saving *s, const struct desk_answer *newest,
                        int64_t vault, struct str content, struct error *error)
{
    return DB_INSERT(db, error, s->answer,
                     "INSERT INTO desk_answer (case_id, version, revision, state, digest,"
                     " judgements, editions, author, changed_at, frozen_at, delivered_at, method,"
                     " vault, content)"
                     " VALUES ($1, 1, $2, 'draft', '', 0, '', $3, $4, 0, 0, '', $5, $6)"
                     " RETURNING id",
                     db_int(s->case_id), db_int(newest->revision + 1), db_int(s->actor->person),
                     db_int(db_time(db)), db_int(vault), db_bytes(content));
}

static int save_body(struct db *db, void *argument, struct error *error)
{
    const struct saving *s = argument;
    struct desk_case c;
    struct desk_answer newest;
    struct str content;
    int status = desk_case_load(db, s->actor, s->case_id, false, &c, error);
    if (status == 0 && c.state != DESK_DRAFTING)
        return ERROR(error, ERR_STATE, desk_state_title(c.state, LANG_JA));
    if (status == 0)
        status = desk_answer_newest(db, s->actor, s->case_id, &newest, error);
    if (status == 0)
        status = desk_answer_seal(db, c.vault, s->subject, s->text, s->actor->arena, &content,
                                  error);
    if (status)
        return status;
    bool is_draft = newest.id && newest.state == DESK_ANSWER_DRAFT;
    if (newest.id && !is_draft && newest.state != DESK_ANSWER_REFUSED)
        return ERROR(error, ERR_STATE, STR("回答案は照会中または了承済みです"));
    status = is_draft ? update_draft(db, s, &newest, content, error)
                      : insert_draft(db, s, &newest, c.vault, content, error);
    if (status)
        return status;
    struct str detail =
        arena_format(s->actor->arena, "{\"answer\":%lld}", (long long)*s->answer);
    return web_actor_audit(db, s->actor, STR("answer.draft"), STR("case"), s->case_id, detail,
                           error);
}

enum { ANSWER_LIMIT = 50000, SUBJECT_LIMIT = 200 }; /* characters */

int desk_answer_save(const struct web_actor *actor, int64_t case_id, int64_t answer_version,
                     struct str subject, struct str text, int64_t *answer, struct error *error)
{
    int status = desk_require(actor, STR("desk.case.edit"), error);
    if (status)
        return status;
    struct saving saving = {actor, case_id, answer_version, text_one_line(subject, actor->arena),
                            text_clean(text, actor->arena), answer};
    if (saving.subject.n == 0 || text_length(saving.subject) > SUBJECT_LIMIT)
        return ERROR(error, ERR_INVALID_INPUT, STR("件名"), STR("1 文字から 200 文字で書いてください"));
    if (str_trim(saving.text).n == 0)
        return ERROR(error, ERR_INVALID_INPUT, STR("回答案"), STR("空です"));
    if (text_length(saving.text) > ANSWER_LIMIT)
        return ERROR(error, ERR_TOO_LARGE, STR("回答案"), STR("50,000 文字"));
    return store_write(actor->store, save_body, &saving, error);
}

int desk_answer_freeze(struct db *db, const struct web_actor *actor, int64_t case_id,
                       struct desk_answer *out, struct error *error)
{
    struct arena *arena = actor->arena;
    day_number today = day_of_time(db_time(db));
    uint32_t judgements;
    int status = desk_answer_newest(db, actor, case_id, out, error);
    if (status == 0 && (out->id == 0 || out->state != DESK_ANSWER_DRAFT))
        return ERROR(error, ERR_DESK_PRECONDITION,
                     desk_precondition_sentence(DESK_NEEDS_FROZEN_DRAFT, LANG_JA));
    if (status == 0)
        status = desk_answer_judgements(db, case_id, &judgements, error);
    if (status == 0)
        status = desk_answer_check_text(out->text, judgements, today, arena, error);
    if (status)
        return status;
    out->digest = desk_answer_digest(actor->store, out->subject, out->text, arena);
    out->editions = arena_format(arena, "fixed_sentence.tsv %" PRIstr,
                                 STR_ARG(desk_fixed_sentence_on(today)->edition));
    out->state = DESK_ANSWER_FROZEN;
    return DB_RUN(db, error,
                  "UPDATE desk_answer SET state = 'frozen', digest = $2, judgements = $3,"
                  " editions = $4, frozen_at = $5, version = version + 1 WHERE id = $1",
                  db_int(out->id), db_text(out->digest), db_int(judgements),
                  db_text(out->editions), db_int(db_time(db)));
}

int desk_answer_verify(struct db *db, const struct web_actor *actor, int64_t case_id,
                       struct desk_answer *out, struct error *error)
{
    uint32_t judgements;
    int64_t approved = 0;
    int status = desk_answer_newest(db, actor, case_id, out, error);
    if (status == 0)
        status = DB_GET_INT(db, error, &approved, STR("approval"),
                            "SELECT count(*) FROM desk_approval WHERE answer_id = $1"
                            " AND decided_digest = $2"
                            " AND decision IN ('approved', 'approved_changed')",
                            db_int(out->id), db_text(out->digest));
    if (status)
        return status;
    if (out->id == 0 || out->state != DESK_ANSWER_APPROVED || approved == 0)
        return ERROR(error, ERR_DESK_PRECONDITION,
                     desk_precondition_sentence(DESK_NEEDS_APPROVAL, LANG_JA));
    struct str digest = desk_answer_digest(actor->store, out->subject, out->text, actor->arena);
    if (!str_equal_constant_time(digest, out->digest))
        return ERROR(error, ERR_DESK_NOT_APPROVED_TEXT, STR(""));
    if ((status = desk_answer_judgements(db, case_id, &judgements, error)))
        return status;
    return desk_answer_check_text(out->text, judgements, day_of_time(db_time(db)), actor->arena,
                                  error);
}

int desk_answer_delivered(struct db *db, const struct web_actor *actor, int64_t case_id,
                          int64_t answer, struct str method, struct error *error)
{
    int status = DB_RUN(db, error,
                        "UPDATE desk_answer SET state = 'delivered', method = $2,"
                        " delivered_at = $3, version = version + 1 WHERE id = $1"
                        " AND state = 'approved'",
                        db_int(answer), db_text(method), db_int(db_time(db)));
    if (status)
        return status;
    return desk_case_move(db, actor, case_id, 0, DESK_ANSWER, method, error);
}

struct call {
    const struct web_actor *actor;
    int64_t case_id, version;
    struct str note;
};

static int write_call_note(struct db *db, const struct call *call, struct error *error)
{
    struct desk_case c;
    struct str sealed;
    const struct desk_member member = {STR("text"), call->note};
    int status = desk_case_load(db, call->actor, call->case_id, false, &c, error);
    if (status == 0)
        status = desk_seal_members(db, c.vault, &member, 1, call->actor->arena, &sealed, error);
    if (status)
        return status;
    return DB_RUN(db, error,
                  "INSERT INTO desk_note (case_id, author, at, kind, vault, text)"
                  " VALUES ($1, $2, $3, 'call', $4, $5)",
                  db_int(c.id), db_int(call->actor->person), db_int(db_time(db)),
                  db_int(c.vault), db_bytes(sealed));
}

static int telephone_body(struct db *db, void *argument, struct error *error)
{
    const struct call *call = argument;
    struct desk_answer answer;
    int status = desk_case_touch(db, call->actor, call->case_id, call->version, error);
    if (status == 0)
        status = desk_answer_verify(db, call->actor, call->case_id, &answer, error);
    if (status == 0)
        status = desk_require_no_pending(db, call->case_id, error);
    if (status == 0)
        status = write_call_note(db, call, error);
    if (status)
        return status;
    return desk_answer_delivered(db, call->actor, call->case_id, answer.id, STR("telephone"),
                                 error);
}

int desk_answer_by_telephone(const struct web_actor *actor, int64_t case_id, int64_t version,
                             bool read_aloud, utc_us at, struct str spoken_to, struct error *error)
{
    int status = desk_require(actor, STR("desk.case.answer"), error);
    if (status)
        return status;
    struct str person = text_one_line(spoken_to, actor->arena);
    if (!read_aloud)
        return ERROR(error, ERR_DESK_READ_ALOUD, STR("読み上げの確認"));
    if (at <= 0)
        return ERROR(error, ERR_DESK_READ_ALOUD, STR("時刻"));
    if (person.n == 0)
        return ERROR(error, ERR_DESK_READ_ALOUD, STR("相手"));
    struct call call = {actor, case_id, version,
                        arena_format(actor->arena,
                                     "電話で回答。%" PRIstr " %" PRIstr
                                     " に定型文を含む文面を読み上げた。",
                                     STR_ARG(time_format_jst(at, actor->arena)),
                                     STR_ARG(person))};
    return store_write(actor->store, telephone_body, &call, error);
}
