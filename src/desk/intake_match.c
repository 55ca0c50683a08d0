/* Where a mail belongs: by case token, or by Message-IDs together with a plausible sender; never by
   subject. What only looks alike is remembered with its reason for a person to decide. */
#include "base/text.h"
#include "desk/intake_item.h"
#include "desk/record.h"
#include "desk/setting.h"
#include "store/audit.h"

static void add_alike(struct intake_match *match, int64_t case_id, struct str reason)
{
    for (size_t i = 0; i < match->alike_count; i++)
        if (match->alike[i].case_id == case_id && str_equal(match->alike[i].reason, reason))
            return;
    if (case_id == 0 || match->alike_count == sizeof match->alike / sizeof match->alike[0])
        return;
    match->alike[match->alike_count].case_id = case_id;
    match->alike[match->alike_count++].reason = reason;
}

static bool cut_prefix(struct str *text, struct str prefix)
{
    if (!str_starts(*text, prefix))
        return false;
    *text = str_trim(str_slice(*text, prefix.n, text->n));
    return true;
}

/* Subject without the marks of replies and forwards. */
static struct str bare_subject(struct str subject, struct arena *arena)
{
    struct str text = text_normal_form(subject, arena);
    while (cut_prefix(&text, STR("re:")) || cut_prefix(&text, STR("fw:")) ||
           cut_prefix(&text, STR("fwd:")) || cut_prefix(&text, STR("返信:")) ||
           cut_prefix(&text, STR("転送:")))
        continue;
    return text;
}

/* The case that a merged one became. */
static int follow_merge(struct db *db, int64_t *case_id, struct error *error)
{
    for (int step = 0; step < 10 && *case_id; step++) {
        int64_t into;
        int status = DB_GET_INT(db, error, &into, STR("相談"),
                                "SELECT merged_into FROM desk_case WHERE id = $1",
                                db_int(*case_id));
        if (status || into == 0)
            return status;
        *case_id = into;
    }
    return 0;
}

/* First column of the first row, 0 when there is none. */
static int find_id(struct db *db, int64_t *id, struct str sql, const struct db_value *values,
                   size_t count, struct error *error)
{
    struct db_rows *rows;
    *id = 0;
    int status = db_query(db, error, &rows, sql, values, count);
    if (status)
        return status;
    if (db_next(rows))
        *id = db_column_int(rows, 0);
    return db_finish(rows, error);
}

static int is_sender_plausible(struct db *db, const struct web_actor *actor, int64_t case_id,
                               struct str address, struct str sender_digest, bool *out,
                               struct error *error)
{
    int64_t found;
    struct str domain = desk_domain_digest(actor->store, address, actor->arena);
    const struct db_value values[] = {db_int(case_id), db_text(sender_digest), db_text(domain)};
    int status = find_id(db, &found,
                         STR("SELECT id FROM desk_address WHERE case_id = $1 AND (digest = $2"
                             " OR (domain = $3 AND domain <> '')) LIMIT 1"),
                         values, 3, error);
    *out = found != 0;
    return status;
}

static int find_by_token(struct db *db, const struct web_actor *actor,
                         const struct mail_message *message, int64_t *case_id, struct error *error)
{
    *case_id = 0;
    for (size_t i = 0; i < message->token_count && *case_id == 0; i++) {
        const struct db_value values[] = {db_int(actor->commission),
                                          db_text(message->tokens[i])};
        int status = find_id(db, case_id,
                             STR("SELECT id FROM desk_case WHERE commission = $1 AND token = $2"),
                             values, 2, error);
        if (status)
            return status;
    }
    return follow_merge(db, case_id, error);
}

struct reference {
    int64_t case_id;
    bool same; /* the mail's own Message-ID came before */
};

static int find_thread(struct db *db, const struct web_actor *actor, struct str message_id,
                       int64_t *case_id, struct error *error)
{
    *case_id = 0;
    if (message_id.n == 0)
        return 0;
    const struct db_value values[] = {
        db_int(actor->commission),
        db_text(audit_digest(actor->store, message_id, actor->arena)),
    };
    int status = find_id(db, case_id,
                         STR("SELECT case_id FROM desk_thread WHERE commission = $1"
                             " AND digest = $2 ORDER BY case_id LIMIT 1"),
                         values, 2, error);
    return status ? status : follow_merge(db, case_id, error);
}

/* Newest reference first: the mail that was answered is the last one. */
static int find_by_reference(struct db *db, const struct web_actor *actor,
                             const struct mail_message *m, struct reference *out,
                             struct error *error)
{
    *out = (struct reference){0};
    int status = find_thread(db, actor, m->in_reply_to, &out->case_id, error);
    for (size_t i = m->reference_count; status == 0 && out->case_id == 0 && i-- > 0;)
        status = find_thread(db, actor, m->references[i], &out->case_id, error);
    if (status || out->case_id)
        return status;
    out->same = true;
    return find_thread(db, actor, m->message_id, &out->case_id, error);
}

static int check_meti(struct db *db, const struct web_actor *actor, struct str sender_digest,
                      struct intake_match *match, struct error *error)
{
    struct str meti;
    int status =
        desk_setting_text(db, actor->commission, STR("meti_address"), actor->arena, &meti, error);
    if (status == 0 && meti.n)
        match->from_meti =
            str_equal(desk_address_digest(actor->store, meti, actor->arena), sender_digest);
    return status;
}

static int match_reference(struct db *db, const struct web_actor *actor,
                           const struct intake_item *item, struct intake_match *match,
                           struct error *error)
{
    const struct mail_message *m = item->message;
    struct reference reference;
    int status = find_by_reference(db, actor, m, &reference, error);
    if (status || reference.case_id == 0)
        return status;
    bool plausible = match->from_meti;
    if (!plausible)
        status = is_sender_plausible(db, actor, reference.case_id, m->from.address,
                                     match->sender_digest, &plausible, error);
    if (status)
        return status;
    if (m->flags & MAIL_SENDER_FORGED) {
        add_alike(match, reference.case_id,
                  STR("この相談への返信の形ですが、差出人が偽装されている可能性があります"));
    } else if (!plausible) {
        add_alike(match, reference.case_id,
                  STR("この相談への返信の形ですが、差出人がこの相談の相手と確認できません"));
    } else {
        match->case_id = reference.case_id;
        match->joined_by = reference.same ? STR("same") : STR("reference");
        match->sender_plausible = true;
    }
    return 0;
}

static int match_token(struct db *db, const struct web_actor *actor, const struct intake_item *item,
                       struct intake_match *match, struct error *error)
{
    int64_t case_id;
    int status = find_by_token(db, actor, item->message, &case_id, error);
    if (status || case_id == 0)
        return status;
    if (item->message->flags & MAIL_SENDER_FORGED) {
        add_alike(match, case_id,
                  STR("この相談の符号がありますが、差出人が偽装されている可能性があります"));
        return 0;
    }
    match->case_id = case_id;
    match->joined_by = STR("token");
    return is_sender_plausible(db, actor, case_id, item->message->from.address,
                               match->sender_digest, &match->sender_plausible, error);
}

_Static_assert(MAIL_ENCRYPTED_ARCHIVE == 8, "the statement below names this bit");

/* A password mail follows its zip: the same sender's one unpaired encrypted paper of the last days. */
static int match_password(struct db *db, const struct web_actor *actor,
                          const struct intake_item *item, struct intake_match *match,
                          struct error *error)
{
    const int64_t two_days = (int64_t)2 * 86400 * US_PER_SECOND;
    if (!(item->message->flags & MAIL_HAS_PASSWORD_TEXT) || match->sender_digest.n == 0 ||
        item->message->flags & MAIL_SENDER_FORGED)
        return 0;
    struct db_rows *rows;
    int status = DB_QUERY(db, error, &rows,
                          "SELECT DISTINCT f.case_id FROM desk_mail m"
                          " JOIN desk_file f ON f.case_id = m.case_id AND f.mail = m.id"
                          " WHERE m.commission = $1 AND m.sender_digest = $2"
                          " AND m.arrived_at > $3 AND f.password_mail = 0"
                          " AND (f.flags & 8) <> 0 LIMIT 3",
                          db_int(actor->commission), db_text(match->sender_digest),
                          db_int(db_time(db) - two_days));
    if (status)
        return status;
    int64_t found[3];
    size_t count = 0;
    while (db_next(rows) && count < 3)
        found[count++] = db_column_int(rows, 0);
    if ((status = db_finish(rows, error)))
        return status;
    if (count == 1) {
        match->case_id = found[0];
        match->joined_by = STR("password");
        match->sender_plausible = true;
        return follow_merge(db, &match->case_id, error);
    }
    for (size_t i = 0; i < count; i++)
        add_alike(match, found[i], STR("パスワード付き書類のパスワードの連絡と思われます"));
    return 0;
}

static int find_same_subject(struct db *db, const struct web_actor *actor,
                             struct intake_match *match, struct error *error)
{
    const int64_t month = (int64_t)30 * 86400 * US_PER_SECOND;
    if (match->sender_digest.n == 0)
        return 0;
    struct db_rows *rows;
    int status = DB_QUERY(db, error, &rows,
                          "SELECT case_id, subject_digest, arrived_at FROM desk_mail"
                          " WHERE commission = $1 AND sender_digest = $2 AND sender_digest <> ''"
                          " ORDER BY id DESC LIMIT 20",
                          db_int(actor->commission), db_text(match->sender_digest));
    if (status)
        return status;
    while (db_next(rows))
        if (str_equal(db_column_text(rows, 1), match->subject_digest) &&
            db_column_int(rows, 2) > db_time(db) - month)
            add_alike(match, db_column_int(rows, 0), STR("差出人と件名が同じです"));
    return db_finish(rows, error);
}

enum { SMALL_FILE = 2048 }; /* bytes: signatures and logos are alike everywhere */

static int find_same_files(struct db *db, const struct web_actor *actor,
                           const struct intake_item *item, struct intake_match *match,
                           struct error *error)
{
    for (size_t i = 0; i < item->blob_count; i++) {
        if (item->blobs[i].size < SMALL_FILE)
            continue;
        struct db_rows *rows;
        int status = DB_QUERY(db, error, &rows,
                              "SELECT f.case_id FROM desk_file f JOIN desk_case c"
                              " ON c.id = f.case_id WHERE f.digest = $1 AND f.digest <> ''"
                              " AND c.commission = $2 ORDER BY f.id DESC LIMIT 3",
                              db_text(item->blobs[i].digest), db_int(actor->commission));
        if (status)
            return status;
        while (db_next(rows))
            add_alike(match, db_column_int(rows, 0), STR("同じ内容の添付ファイルがあります"));
        if ((status = db_finish(rows, error)))
            return status;
    }
    return 0;
}

int desk_intake_find(struct db *db, const struct web_actor *actor, const struct intake_item *item,
                     struct intake_match *out, struct error *error)
{
    const struct mail_message *m = item->message;
    *out = (struct intake_match){.joined_by = STR("new"), .sender_plausible = true};
    out->sender_digest = desk_address_digest(actor->store, m->from.address, actor->arena);
    out->subject_digest =
        audit_digest(actor->store, bare_subject(m->subject, actor->arena), actor->arena);
    int status = check_meti(db, actor, out->sender_digest, out, error);
    if (status == 0)
        status = match_token(db, actor, item, out, error);
    if (status == 0 && out->case_id == 0)
        status = match_reference(db, actor, item, out, error);
    if (status == 0 && out->case_id == 0)
        status = match_password(db, actor, item, out, error);
    if (status || out->case_id)
        return status;
    out->sender_plausible = true;
    status = find_same_subject(db, actor, out, error);
    return status ? status : find_same_files(db, actor, item, out, error);
}
