/* Reading what belongs to a case: papers, mails, notes, history, look-alikes, addresses. */
#include "desk/record.h"

static enum desk_scan scan_of(struct str outcome)
{
    return str_equal(outcome, STR("clean"))      ? DESK_SCAN_CLEAN
           : str_equal(outcome, STR("infected")) ? DESK_SCAN_INFECTED
                                                 : DESK_SCAN_NONE;
}

int desk_file_list(struct db *db, int64_t case_id, struct arena *arena, struct desk_file **out,
                   size_t *count, struct error *error)
{
    struct db_rows *rows;
    int status = DB_QUERY(db, error, &rows,
                          "SELECT f.id, f.mail, f.name, f.type, f.document, f.size, f.flags,"
                          " f.parent, f.password_mail, f.vault, f.blob, f.added_at,"
                          " coalesce(s.outcome, ''), coalesce(s.name, ''),"
                          " coalesce(s.reason, ''), coalesce(t.reason, '') FROM desk_file f"
                          " LEFT JOIN desk_scan s ON s.file = f.id"
                          " LEFT JOIN desk_text t ON t.file = f.id AND t.state = 'failed'"
                          " WHERE f.case_id = $1 ORDER BY f.id",
                          db_int(case_id));
    if (status)
        return status;
    *out = NULL;
    *count = 0;
    while (db_next(rows)) {
        struct desk_file *file = DESK_ADD(arena, out, count, struct desk_file);
        *file = (struct desk_file){
            .id = db_column_int(rows, 0),
            .mail = db_column_int(rows, 1),
            .case_id = case_id,
            .name = db_column_copy(rows, 2, arena),
            .type = db_column_copy(rows, 3, arena),
            .document = db_column_copy(rows, 4, arena),
            .size = db_column_int(rows, 5),
            .flags = (uint32_t)db_column_int(rows, 6),
            .parent = db_column_int(rows, 7),
            .password_mail = db_column_int(rows, 8),
            .vault = db_column_int(rows, 9),
            .blob_id = db_column_copy(rows, 10, arena),
            .added_at = db_column_int(rows, 11),
            .scan = scan_of(db_column_text(rows, 12)),
            .scan_name = db_column_copy(rows, 13, arena),
            .scan_reason = db_column_copy(rows, 14, arena),
            .text_problem = db_column_copy(rows, 15, arena),
        };
        file->has_bytes = file->blob_id.n > 0;
    }
    return db_finish(rows, error);
}

static void read_mail_row(struct db_rows *rows, struct arena *arena, struct desk_mail *mail,
                          struct str *content)
{
    *mail = (struct desk_mail){
        .id = db_column_int(rows, 0),
        .date = db_column_int(rows, 1),
        .arrived_at = db_column_int(rows, 2),
        .flags = (uint32_t)db_column_int(rows, 3),
        .parked = db_column_int(rows, 4) != 0,
        .problem = db_column_copy(rows, 5, arena),
        .joined_by = db_column_copy(rows, 6, arena),
        .raw_vault = db_column_int(rows, 7),
        .raw_blob = db_column_copy(rows, 8, arena),
        .raw_size = db_column_int(rows, 9),
    };
    *content = db_column_copy(rows, 10, arena);
}

static int open_mail(struct db *db, struct arena *arena, struct desk_mail *mail,
                     struct str content, struct error *error)
{
    const struct json *opened;
    int status = desk_open_members(db, mail->raw_vault, content, arena, &opened, error);
    if (status)
        return status;
    mail->sender_name = json_text(opened, STR("sender_name"));
    mail->sender_address = json_text(opened, STR("sender_address"));
    mail->to = json_text(opened, STR("to"));
    mail->subject = json_text(opened, STR("subject"));
    mail->text = json_text(opened, STR("text"));
    mail->message_id = json_text(opened, STR("message_id"));
    return 0;
}

int desk_mail_list(struct db *db, int64_t case_id, struct arena *arena, struct desk_mail **out,
                   size_t *count, struct error *error)
{
    struct db_rows *rows;
    int status = DB_QUERY(db, error, &rows,
                          "SELECT id, sent_at, arrived_at, flags, parked, problem, joined_by,"
                          " vault, raw_blob, raw_size, content FROM desk_mail"
                          " WHERE case_id = $1 ORDER BY id",
                          db_int(case_id));
    if (status)
        return status;
    *out = NULL;
    *count = 0;
    struct str *contents = NULL;
    size_t content_count = 0;
    while (db_next(rows))
        read_mail_row(rows, arena, DESK_ADD(arena, out, count, struct desk_mail),
                      DESK_ADD(arena, &contents, &content_count, struct str));
    status = db_finish(rows, error);
    for (size_t i = 0; status == 0 && i < *count; i++)
        status = open_mail(db, arena, &(*out)[i], contents[i], error);
    return status;
}

int desk_note_list(struct db *db, int64_t case_id, struct arena *arena, struct desk_note **out,
                   size_t *count, struct error *error)
{
    struct db_rows *rows;
    int status = DB_QUERY(db, error, &rows,
                          "SELECT id, author, at, kind, vault, text FROM desk_note"
                          " WHERE case_id = $1 ORDER BY id",
                          db_int(case_id));
    if (status)
        return status;
    struct sealed {
        int64_t vault;
        struct str text;
    } *sealed = NULL;
    size_t sealed_count = 0;
    *out = NULL;
    *count = 0;
    while (db_next(rows)) {
        struct desk_note *note = DESK_ADD(arena, out, count, struct desk_note);
        *note = (struct desk_note){
            .id = db_column_int(rows, 0),
            .author = db_column_int(rows, 1),
            .at = db_column_int(rows, 2),
            .kind = db_column_copy(rows, 3, arena),
        };
        struct sealed *one = DESK_ADD(arena, &sealed, &sealed_count, struct sealed);
        *one = (struct sealed){db_column_int(rows, 4), db_column_copy(rows, 5, arena)};
    }
    status = db_finish(rows, error);
    for (size_t i = 0; status == 0 && i < *count; i++) {
        const struct json *opened;
        status = desk_open_members(db, sealed[i].vault, sealed[i].text, arena, &opened, error);
        if (status == 0)
            (*out)[i].text = json_text(opened, STR("text"));
    }
    return status;
}

int desk_event_list(struct db *db, int64_t case_id, struct arena *arena, struct desk_event **out,
                    size_t *count, struct error *error)
{
    struct db_rows *rows;
    int status = DB_QUERY(db, error, &rows,
                          "SELECT id, actor, at, action, state_from, state_to, detail"
                          " FROM desk_event WHERE case_id = $1 ORDER BY id DESC LIMIT 200",
                          db_int(case_id));
    if (status)
        return status;
    *out = NULL;
    *count = 0;
    while (db_next(rows)) {
        struct desk_event *event = DESK_ADD(arena, out, count, struct desk_event);
        *event = (struct desk_event){
            .id = db_column_int(rows, 0),
            .actor = db_column_int(rows, 1),
            .at = db_column_int(rows, 2),
            .action = db_column_copy(rows, 3, arena),
            .from = db_column_copy(rows, 4, arena),
            .to = db_column_copy(rows, 5, arena),
            .detail = db_column_copy(rows, 6, arena),
        };
    }
    return db_finish(rows, error);
}

int desk_relation_list(struct db *db, int64_t case_id, struct arena *arena,
                       struct desk_relation **out, size_t *count, struct error *error)
{
    struct db_rows *rows;
    int status = DB_QUERY(db, error, &rows,
                          "SELECT c.id, c.number, c.subject, r.reasons, r.decision"
                          " FROM desk_relation r JOIN desk_case c ON c.id = r.other"
                          " WHERE r.case_id = $1"
                          " UNION ALL"
                          " SELECT c.id, c.number, c.subject, r.reasons, r.decision"
                          " FROM desk_relation r JOIN desk_case c ON c.id = r.case_id"
                          " WHERE r.other = $1",
                          db_int(case_id));
    if (status)
        return status;
    *out = NULL;
    *count = 0;
    while (db_next(rows)) {
        struct desk_relation *relation = DESK_ADD(arena, out, count, struct desk_relation);
        *relation = (struct desk_relation){
            .other = db_column_int(rows, 0),
            .other_number = db_column_copy(rows, 1, arena),
            .other_subject = db_column_copy(rows, 2, arena),
            .reasons = db_column_copy(rows, 3, arena),
            .decision = db_column_copy(rows, 4, arena),
        };
    }
    return db_finish(rows, error);
}

struct lookup {
    const struct web_actor *actor;
    struct str number;
    int64_t id;
};

static int lookup_body(struct db *db, void *argument, struct error *error)
{
    struct lookup *lookup = argument;
    int64_t plain = 0;
    if (!str_to_int64(lookup->number, &plain))
        plain = 0;
    return DB_GET_INT(db, error, &lookup->id, lookup->number,
                      "SELECT id FROM desk_case WHERE commission = $1"
                      " AND (number = $2 OR id = $3)",
                      db_int(lookup->actor->commission), db_text(lookup->number), db_int(plain));
}

int desk_case_by_number(const struct web_actor *actor, struct str number, int64_t *id,
                        struct error *error)
{
    struct lookup lookup = {actor, number, 0};
    int status = store_read(actor->store, lookup_body, &lookup, error);
    *id = lookup.id;
    return status;
}
