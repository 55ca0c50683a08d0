/* Rows of mail that leaves: words sealed, Message-ID given once. */
#include "desk/outgoing.h"

#include "desk/answer_store.h"
#include "desk/file_job.h"
#include "desk/record.h"
#include "desk/setting.h"
#include "store/audit.h"

static const struct {
    struct str name, ja, en;
} states[DESK_MAIL_STATE_COUNT] = {
    [DESK_MAIL_DRAFT] = {STR_INIT("draft"), STR_INIT("下書き"), STR_INIT("Draft")},
    [DESK_MAIL_WAITING] = {STR_INIT("waiting"), STR_INIT("待機"), STR_INIT("Waiting")},
    [DESK_MAIL_SENDING] = {STR_INIT("sending"), STR_INIT("送信中"), STR_INIT("Sending")},
    [DESK_MAIL_SENT] = {STR_INIT("sent"), STR_INIT("送信済"), STR_INIT("Sent")},
    [DESK_MAIL_REFUSED] = {STR_INIT("refused"), STR_INIT("拒否"), STR_INIT("Refused")},
    [DESK_MAIL_UNKNOWN] = {STR_INIT("unknown"), STR_INIT("送信不明"), STR_INIT("Unknown")},
    [DESK_MAIL_CANCELLED] = {STR_INIT("cancelled"), STR_INIT("取消"), STR_INIT("Cancelled")},
};

struct str desk_mail_state_name(enum desk_mail_state state)
{
    return states[state].name;
}

struct str desk_mail_state_title(enum desk_mail_state state, enum lang lang)
{
    return lang == LANG_EN ? states[state].en : states[state].ja;
}

bool desk_mail_state_parse(struct str name, enum desk_mail_state *out)
{
    for (int i = 0; i < DESK_MAIL_STATE_COUNT; i++) {
        if (str_equal(states[i].name, name)) {
            *out = (enum desk_mail_state)i;
            return true;
        }
    }
    return false;
}

static struct str message_id(struct db *db, const struct web_actor *actor, struct str token)
{
    struct str domain = actor->services && actor->services->mail_domain.n
                            ? actor->services->mail_domain
                            : STR("meguri.invalid");
    struct str random = context_random_hex(db_context(db), 12, actor->arena);
    if (token.n == 0)
        token = STR("report");
    return ARENA_JOIN(actor->arena, token, STR("."), random, STR("@"), domain);
}

static struct str join_lines(const struct str *lines, size_t count, struct arena *arena)
{
    struct str *parts = ARENA_ARRAY(arena, struct str, count * 2 + 1);
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        if (i)
            parts[n++] = STR("\n");
        parts[n++] = lines[i];
    }
    return arena_join(arena, parts, n);
}

static int remember_thread(struct db *db, const struct web_actor *actor, int64_t case_id,
                           struct str id, struct error *error)
{
    return DB_RUN(db, error,
                  "INSERT INTO desk_thread (commission, digest, case_id, ours, mail)"
                  " VALUES ($1, $2, $3, 1, 0) ON CONFLICT (commission, digest, case_id)"
                  " DO NOTHING",
                  db_int(actor->commission), db_text(audit_digest(actor->store, id, actor->arena)),
                  db_int(case_id));
}

int desk_outgoing_schedule(struct db *db, int64_t id, utc_us not_before, struct error *error)
{
    struct arena *arena = arena_create();
    struct str key = arena_format(arena, "%lld", (long long)id);
    struct str payload = arena_format(arena, "{\"outgoing\":%lld}", (long long)id);
    int status = job_add(db, STR("mail.send"), key, payload, not_before, error);
    arena_destroy(arena);
    return status;
}

int desk_outgoing_insert(struct db *db, const struct web_actor *actor,
                         const struct desk_new_outgoing *mail, int64_t *id, struct error *error)
{
    const struct desk_member members[] = {
        {STR("to"), join_lines(mail->recipients, mail->recipient_count, actor->arena)},
        {STR("subject"), mail->subject},
        {STR("text"), mail->text},
    };
    struct str content, identity = message_id(db, actor, mail->token);
    int64_t undo;
    if (mail->recipient_count == 0)
        return ERROR(error, ERR_DESK_NO_RECIPIENT, STR(""));
    int status =
        desk_seal_members(db, mail->vault, members, 3, actor->arena, &content, error);
    if (status == 0)
        status = desk_setting_integer(db, actor->commission, STR("undo_seconds"), &undo, error);
    if (status)
        return status;
    utc_us not_before = db_time(db) + undo * US_PER_SECOND;
    status = DB_INSERT(
        db, error, id,
        "INSERT INTO desk_outgoing (commission, case_id, answer_id, version, purpose, state,"
        " message_id, digest, created_at, created_by, not_before, sending_at, sent_at, attempts,"
        " last_problem, vault, content) VALUES ($1, $2, $3, 1, $4, 'waiting', $5, $6, $7, $8, $9,"
        " 0, 0, 0, '', $10, $11) RETURNING id",
        db_int(actor->commission), db_id(mail->case_id), db_int(mail->answer_id),
        db_text(mail->purpose), db_text(identity), db_text(mail->digest), db_int(db_time(db)),
        db_int(actor->person), db_int(not_before), db_int(mail->vault), db_bytes(content));
    if (status == 0 && mail->case_id)
        status = remember_thread(db, actor, mail->case_id, identity, error);
    if (status == 0)
        status = desk_outgoing_schedule(db, *id, not_before, error);
    if (status)
        return status;
    struct str detail = arena_format(actor->arena, "{\"case\":%lld,\"purpose\":\"%" PRIstr "\"}",
                                     (long long)mail->case_id, STR_ARG(mail->purpose));
    return web_actor_audit(db, actor, STR("mail.out"), STR("outgoing"), *id, detail, error);
}

int desk_outgoing_attach(struct db *db, int64_t case_id, int64_t outgoing, int64_t file,
                         struct error *error)
{
    struct error reason = {0};
    int status = desk_scan_refuse_row(db, file, &reason);
    if (status == 0)
        status = DB_RUN(
            db, &reason,
            "INSERT INTO desk_outgoing_file (case_id, outgoing, file) VALUES ($1, $2, $3)",
            db_int(case_id), db_int(outgoing), db_int(file));
    if (status == ERR_STORE_REFERENCE)
        return ERROR(error, ERR_DESK_FOREIGN_FILE, STR(""));
    if (status && error)
        error_copy(error, &reason);
    return status;
}

/* --- reading --- */

#define OUTGOING_COLUMNS                                                                        \
    "id, version, case_id, answer_id, purpose, state, message_id, created_at, not_before,"       \
    " sent_at, created_by, attempts, last_problem, vault, content"

struct sealed_mail {
    int64_t vault;
    struct str content;
};

static void read_row(struct db_rows *rows, struct arena *arena, struct desk_outgoing *out,
                     struct sealed_mail *sealed)
{
    *out = (struct desk_outgoing){
        .id = db_column_int(rows, 0),
        .version = db_column_int(rows, 1),
        .case_id = db_column_int(rows, 2),
        .answer_id = db_column_int(rows, 3),
        .purpose = db_column_copy(rows, 4, arena),
        .message_id = db_column_copy(rows, 6, arena),
        .created_at = db_column_int(rows, 7),
        .not_before = db_column_int(rows, 8),
        .sent_at = db_column_int(rows, 9),
        .created_by = db_column_int(rows, 10),
        .attempts = db_column_int(rows, 11),
        .last_problem = db_column_copy(rows, 12, arena),
    };
    desk_mail_state_parse(db_column_text(rows, 5), &out->state);
    *sealed = (struct sealed_mail){db_column_int(rows, 13), db_column_copy(rows, 14, arena)};
}

static int open_row(struct db *db, struct arena *arena, struct desk_outgoing *out,
                    const struct sealed_mail *sealed, struct error *error)
{
    const struct json *opened;
    int status = desk_open_members(db, sealed->vault, sealed->content, arena, &opened, error);
    if (status)
        return status;
    out->subject = json_text(opened, STR("subject"));
    out->text = json_text(opened, STR("text"));
    struct str to = json_text(opened, STR("to")), line;
    while (to.n && str_cut(&to, '\n', &line))
        *DESK_ADD(arena, &out->recipients, &out->recipient_count, struct str) = line;
    struct db_rows *rows;
    status = DB_QUERY(db, error, &rows,
                      "SELECT file FROM desk_outgoing_file WHERE outgoing = $1 ORDER BY file",
                      db_int(out->id));
    if (status)
        return status;
    while (db_next(rows))
        *DESK_ADD(arena, &out->files, &out->file_count, int64_t) = db_column_int(rows, 0);
    return db_finish(rows, error);
}

static int list_rows(struct db *db, struct arena *arena, struct str sql,
                     const struct db_value *values, size_t value_count,
                     struct desk_outgoing **out, size_t *count, struct error *error)
{
    struct db_rows *rows;
    struct sealed_mail *sealed = NULL;
    size_t sealed_count = 0;
    *out = NULL;
    *count = 0;
    int status = db_query(db, error, &rows, sql, values, value_count);
    if (status)
        return status;
    while (db_next(rows))
        read_row(rows, arena, DESK_ADD(arena, out, count, struct desk_outgoing),
                 DESK_ADD(arena, &sealed, &sealed_count, struct sealed_mail));
    status = db_finish(rows, error);
    for (size_t i = 0; status == 0 && i < *count; i++)
        status = open_row(db, arena, &(*out)[i], &sealed[i], error);
    return status;
}

int desk_outgoing_load(struct db *db, const struct web_actor *actor, int64_t id,
                       struct desk_outgoing *out, struct error *error)
{
    const struct db_value values[] = {db_int(id), db_int(actor->commission)};
    struct desk_outgoing *list;
    size_t count;
    int status = list_rows(db, actor->arena,
                           STR("SELECT " OUTGOING_COLUMNS
                               " FROM desk_outgoing WHERE id = $1 AND commission = $2"),
                           values, 2, &list, &count, error);
    if (status)
        return status;
    if (count == 0)
        return ERROR(error, ERR_NOT_FOUND, STR("送信メール"));
    *out = list[0];
    return 0;
}

struct reading {
    const struct web_actor *actor;
    int64_t id, case_id, before;
    bool unfinished;
    size_t limit;
    struct desk_outgoing *one, **out;
    size_t *count;
};

static int read_body(struct db *db, void *argument, struct error *error)
{
    const struct reading *r = argument;
    return desk_outgoing_load(db, r->actor, r->id, r->one, error);
}

int desk_outbox_read(const struct web_actor *actor, int64_t id, struct desk_outgoing *out,
                     struct error *error)
{
    int status = desk_require(actor, STR("desk.case.read"), error);
    struct reading reading = {.actor = actor, .id = id, .one = out};
    return status ? status : store_read(actor->store, read_body, &reading, error);
}

static int list_body(struct db *db, void *argument, struct error *error)
{
    const struct reading *r = argument;
    struct buf sql = {0};
    struct db_value values[4] = {db_int(r->actor->commission)};
    size_t count = 1;
    buf_append(&sql, STR("SELECT " OUTGOING_COLUMNS " FROM desk_outgoing WHERE commission = $1"));
    if (r->case_id) {
        values[count++] = db_int(r->case_id);
        buf_format(&sql, " AND case_id = $%zu", count);
    }
    if (r->unfinished)
        buf_append(&sql, STR(" AND state NOT IN ('sent', 'cancelled')"));
    if (r->before) {
        values[count++] = db_int(r->before);
        buf_format(&sql, " AND id < $%zu", count);
    }
    values[count++] = db_int((int64_t)r->limit);
    buf_format(&sql, " ORDER BY id DESC LIMIT $%zu", count);
    int status =
        list_rows(db, r->actor->arena, buf_str(&sql), values, count, r->out, r->count, error);
    buf_finish(&sql);
    return status;
}

int desk_outbox_list(const struct web_actor *actor, int64_t case_id, bool unfinished,
                     int64_t before, size_t limit, struct desk_outgoing **out, size_t *count,
                     struct error *error)
{
    int status = desk_require(actor, STR("desk.case.read"), error);
    struct reading reading = {.actor = actor,
                              .case_id = case_id,
                              .before = before,
                              .unfinished = unfinished,
                              .limit = limit && limit <= 200 ? limit : 200,
                              .out = out,
                              .count = count};
    return status ? status : store_read(actor->store, list_body, &reading, error);
}

int desk_require_no_pending(struct db *db, int64_t case_id, struct error *error)
{
    int64_t count;
    int status = DB_GET_INT(db, error, &count, STR("count"),
                            "SELECT count(*) FROM desk_outgoing WHERE case_id = $1"
                            " AND purpose = 'answer'"
                            " AND state IN ('waiting', 'sending', 'unknown', 'refused')",
                            db_int(case_id));
    if (status == 0 && count)
        return ERROR(error, ERR_DESK_PRECONDITION,
                     desk_precondition_sentence(DESK_NEEDS_NO_PENDING_MAIL, LANG_JA));
    return status;
}
