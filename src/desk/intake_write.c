/* The rows of one mail: a new case or a case it joins, the mail, its papers, proven address, threads,
   look-alikes, and what a person must look at. */
#include "base/text.h"
#include "desk/approval_link.h"
#include "desk/file_job.h"
#include "desk/intake_item.h"
#include "desk/list.h"
#include "desk/record.h"
#include "store/audit.h"

struct writing {
    struct db *db;
    const struct web_actor *actor;
    struct intake_item *item;
    struct intake_match match;
    int64_t case_id, mail_id;
    bool parked, opened;
    struct desk_case joined; /* as it was before, when !opened */
};

static int find_known_uid(const struct writing *w, bool *known, struct error *error)
{
    const struct desk_delivery *d = w->item->delivery;
    int status = desk_intake_known(w->db, w->actor, w->item, error);
    *known = w->item->known;
    w->item->known = false; /* the callback may run again */
    if (status || *known || d->uid == 0)
        return status;
    struct db_rows *rows;
    status = DB_QUERY(w->db, error, &rows,
                      "SELECT m.id, c.id, c.number FROM desk_mail m"
                      " JOIN desk_case c ON c.id = m.case_id WHERE m.account = $1"
                      " AND m.uid_validity = $2 AND m.uid = $3 AND m.uid > 0",
                      db_text(d->account), db_int(d->uid_validity), db_int(d->uid));
    if (status)
        return status;
    *known = db_next(rows);
    if (*known)
        *w->item->result = (struct desk_intake_result){
            .outcome = DESK_INTAKE_KNOWN,
            .mail_id = db_column_int(rows, 0),
            .case_id = db_column_int(rows, 1),
            .number = db_column_copy(rows, 2, w->actor->arena),
            .reason = STR("同じメールはすでに受け付けています。"),
        };
    return db_finish(rows, error);
}

/* --- a new case --- */

static struct str subject_of(const struct writing *w)
{
    const struct mail_message *m = w->item->message;
    struct arena *arena = w->actor->arena;
    if (!m)
        return ARENA_JOIN(arena, STR("（読めないメール）"),
                          text_head(text_one_line(w->item->delivery->origin, arena), 100));
    struct str subject = text_head(text_one_line(m->subject, arena), 300);
    return subject.n ? subject : STR("（件名なし）");
}

static int write_sender(const struct writing *w, struct error *error)
{
    const struct mail_message *m = w->item->message;
    struct arena *arena = w->actor->arena;
    const struct desk_member personal[] = {
        {STR("requester_person"), desk_guess_person(m, arena)},
        {STR("requester_email"), m->from.address},
    };
    struct str sealed;
    int status =
        desk_seal_members(w->db, w->item->vault, personal, 2, arena, &sealed, error);
    if (status)
        return status;
    return DB_RUN(w->db, error,
                  "UPDATE desk_case SET personal = $2, company = $3 WHERE id = $1",
                  db_int(w->case_id), db_bytes(sealed),
                  db_text(desk_guess_company(m, arena)));
}

static int open_case(struct writing *w, struct error *error)
{
    struct desk_new_case c = {
        .kind = DESK_CONSULTATION,
        .channel = STR("mail"),
        .subject = subject_of(w),
        .received_at = db_time(w->db),
        .synthetic = w->item->delivery->synthetic,
        .vault = w->item->vault,
    };
    w->opened = true;
    int status = desk_case_insert(w->db, w->actor, &c, &w->case_id, error);
    if (status == 0)
        status = desk_event_add(w->db, w->actor, w->case_id, STR("opened"), STR(""),
                                STR("received"), STR("メール"), error);
    if (status == 0 && w->item->message)
        status = write_sender(w, error);
    return status;
}

/* --- the mail and its papers --- */

static struct str join_recipients(const struct mail_message *m, struct arena *arena)
{
    struct buf text = {0};
    for (size_t i = 0; i < m->to_count; i++)
        buf_format(&text, i ? ", %" PRIstr : "%" PRIstr, STR_ARG(m->to[i].address));
    for (size_t i = 0; i < m->cc_count; i++)
        buf_format(&text, text.n ? ", %" PRIstr : "%" PRIstr, STR_ARG(m->cc[i].address));
    struct str joined = arena_copy(arena, buf_str(&text));
    buf_finish(&text);
    return joined;
}

enum { BODY_LIMIT = 200000 }; /* characters kept for the page; the raw bytes are kept whole */

static int seal_content(const struct writing *w, struct str *out, struct error *error)
{
    const struct mail_message *m = w->item->message;
    struct arena *arena = w->actor->arena;
    if (!m) {
        *out = STR("");
        return 0;
    }
    const struct desk_member members[] = {
        {STR("sender_name"), text_one_line(m->from.name, arena)},
        {STR("sender_address"), m->from.address},
        {STR("to"), join_recipients(m, arena)},
        {STR("subject"), text_one_line(m->subject, arena)},
        {STR("text"), desk_link_mask(text_head(text_clean(m->text, arena), BODY_LIMIT), arena)},
        {STR("message_id"), m->message_id},
    };
    return desk_seal_members(w->db, w->item->vault, members, sizeof members / sizeof members[0],
                             arena, out, error);
}

static int write_mail(struct writing *w, struct error *error)
{
    const struct mail_message *m = w->item->message;
    const struct desk_delivery *d = w->item->delivery;
    struct str content;
    int status = seal_content(w, &content, error);
    if (status == 0 && w->item->raw.id.n)
        status = blob_link(w->db, &w->item->raw, error);
    if (status)
        return status;
    struct str problem = m ? m->problem : w->item->problem;
    return DB_INSERT(
        w->db, error, &w->mail_id,
        "INSERT INTO desk_mail (commission, case_id, account, uid_validity, uid, raw_digest, vault,"
        " raw_blob, raw_size, sender_digest, subject_digest, sent_at, arrived_at, flags, parked,"
        " problem, joined_by, content) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,"
        " $13, $14, $15, $16, $17, $18) RETURNING id",
        db_int(w->actor->commission), db_int(w->case_id), db_text(d->account),
        db_int(d->uid_validity), db_int(d->uid), db_text(w->item->digest),
        db_int(w->item->vault), db_text(w->item->raw.id), db_int(d->size),
        db_text(w->match.sender_digest), db_text(w->match.subject_digest),
        db_int(m ? m->date : 0), db_int(db_time(w->db)), db_int(m ? m->flags : 0),
        db_int(w->parked), db_text(problem), db_text(w->match.joined_by), db_bytes(content));
}

static const struct blob *blob_of(const struct intake_item *item, struct str id)
{
    for (size_t i = 0; i < item->blob_count; i++)
        if (str_equal(item->blobs[i].id, id))
            return &item->blobs[i];
    return NULL;
}

static int write_file(const struct writing *w, const struct mail_part *part, int64_t parent,
                      int64_t *id, struct error *error)
{
    const struct blob *blob = part->blob_id.n ? blob_of(w->item, part->blob_id) : NULL;
    int status = blob ? blob_link(w->db, blob, error) : 0;
    if (status)
        return status;
    struct str name = text_head(text_one_line(part->name, w->actor->arena), 255);
    status = DB_INSERT(
        w->db, error, id,
        "INSERT INTO desk_file (case_id, mail, name, type, document, size, flags, parent,"
        " password_mail, vault, blob, digest, added_by, added_at)"
        " VALUES ($1, $2, $3, $4, '', $5, $6, $7, 0, $8, $9, $10, 0, $11) RETURNING id",
        db_int(w->case_id), db_int(w->mail_id), db_text(name.n ? name : STR("（名前なし）")),
        db_text(part->detected_type.n ? part->detected_type : part->declared_type),
        db_int(part->size), db_int(part->flags), db_int(parent), db_int(w->item->vault),
        db_text(blob ? blob->id : STR("")), db_text(blob ? blob->digest : STR("")),
        db_int(db_time(w->db)));
    return status || !blob ? status : desk_file_schedule(w->db, *id, error);
}

static int write_files(const struct writing *w, struct error *error)
{
    const struct mail_message *m = w->item->message;
    if (!m || m->part_count == 0)
        return 0;
    int64_t *ids = ARENA_ARRAY(w->actor->arena, int64_t, m->part_count);
    for (size_t i = 0; i < m->part_count; i++) {
        int parent = m->parts[i].parent;
        bool nested = parent >= 0 && (size_t)parent < i;
        int status = write_file(w, &m->parts[i], nested ? ids[parent] : 0, &ids[i], error);
        if (status)
            return status;
    }
    return 0;
}

_Static_assert(MAIL_ENCRYPTED_ARCHIVE == 8 && MAIL_HAS_PASSWORD_TEXT == 16,
               "the statement below names these bits");

/* Within a case an encrypted paper goes with the newest mail that names a password. */
static int pair_password(const struct writing *w, struct error *error)
{
    return DB_RUN(w->db, error,
                  "UPDATE desk_file SET password_mail = (SELECT max(id) FROM desk_mail"
                  " WHERE case_id = $1 AND (flags & 16) <> 0) WHERE case_id = $1"
                  " AND (flags & 8) <> 0 AND password_mail = 0 AND EXISTS"
                  " (SELECT 1 FROM desk_mail WHERE case_id = $1 AND (flags & 16) <> 0)",
                  db_int(w->case_id));
}

/* --- threads, addresses, look-alikes --- */

static int write_thread(const struct writing *w, struct error *error)
{
    struct str id = w->item->message->message_id;
    if (id.n == 0)
        return 0;
    return DB_RUN(w->db, error,
                  "INSERT INTO desk_thread (commission, digest, case_id, ours, mail)"
                  " VALUES ($1, $2, $3, 0, $4)"
                  " ON CONFLICT (commission, digest, case_id) DO NOTHING",
                  db_int(w->actor->commission),
                  db_text(audit_digest(w->actor->store, id, w->actor->arena)),
                  db_int(w->case_id), db_int(w->mail_id));
}

static int prove_sender(const struct writing *w, struct error *error)
{
    const struct mail_message *m = w->item->message;
    int64_t id;
    if (m->from.address.n == 0 || w->match.from_meti || !w->match.sender_plausible ||
        m->flags & (MAIL_SENDER_FORGED | MAIL_AUTOMATIC))
        return 0;
    return desk_address_prove(w->db, w->actor, w->case_id, w->item->vault, m->from.name,
                              m->from.address, STR("mail"), STR(""), &id, error);
}

static int write_alike(const struct writing *w, struct error *error)
{
    for (size_t i = 0; i < w->match.alike_count; i++) {
        if (w->match.alike[i].case_id == w->case_id)
            continue;
        int status = DB_RUN(w->db, error,
                            "INSERT INTO desk_relation (case_id, other, reasons, decision)"
                            " VALUES ($1, $2, $3, 'open') ON CONFLICT (case_id, other) DO UPDATE"
                            " SET reasons = desk_relation.reasons || '、' || excluded.reasons",
                            db_int(w->case_id), db_int(w->match.alike[i].case_id),
                            db_text(w->match.alike[i].reason));
        if (status)
            return status;
    }
    return 0;
}

/* --- what a person must look at --- */

static int note_attention(const struct writing *w, struct error *error)
{
    const struct mail_message *m = w->item->message;
    const struct {
        bool applies;
        struct str reason;
    } reasons[] = {
        {!m, w->item->problem},
        {m && (m->flags & (MAIL_BROKEN | MAIL_TRUNCATED)),
         m && m->problem.n ? m->problem : STR("メールの構造が壊れています。")},
        {m && (m->flags & MAIL_SENDER_FORGED),
         STR("差出人が偽装されている可能性があります。このアドレスには回答できません。")},
        {m && (m->flags & MAIL_AUTOMATIC),
         STR("自動応答または配信の知らせと思われます。")},
        {w->match.from_meti && w->opened,
         STR("経済産業省からのメールですが、どの相談のものか分かりません。")},
        {!w->opened && !desk_state_is_open(w->joined.state),
         STR("回答後または終了後に、この相談へのメールが届きました。")},
        {!w->opened && !w->match.sender_plausible && !w->match.from_meti,
         STR("この相談の相手と確認できない差出人から返信が届きました。")},
    };
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        if (!reasons[i].applies)
            continue;
        int status =
            desk_attention_add(w->db, w->actor, w->case_id, reasons[i].reason, error);
        if (status)
            return status;
    }
    return 0;
}

static int react_to_reply(const struct writing *w, struct error *error)
{
    if (w->opened || w->parked)
        return 0;
    int status = desk_event_add(w->db, w->actor, w->case_id, STR("mail_joined"), STR(""), STR(""),
                                subject_of(w), error);
    if (status == 0)
        status = desk_case_touch(w->db, w->actor, w->case_id, 0, error);
    if (status == 0)
        status = desk_link_meet_mail(w->db, w->actor, w->case_id, w->item->message,
                                     w->match.from_meti, error);
    if (status)
        return status;
    if (w->match.from_meti)
        return desk_approval_propose(w->db, w->actor, w->case_id, w->mail_id,
                                     w->item->message->text, error);
    if (w->joined.state == DESK_WAITING && w->match.sender_plausible &&
        !(w->item->message->flags & MAIL_AUTOMATIC))
        return desk_case_move(w->db, w->actor, w->case_id, 0, DESK_PAPERS_CAME,
                              STR("メールで届きました"), error);
    return 0;
}

static int find_place(struct writing *w, struct error *error)
{
    w->match.joined_by = STR("new");
    int status = 0;
    if (w->item->message)
        status = desk_intake_find(w->db, w->actor, w->item, &w->match, error);
    if (status || w->match.case_id == 0)
        return status ? status : open_case(w, error);
    w->case_id = w->match.case_id;
    return desk_case_load(w->db, w->actor, w->case_id, false, &w->joined, error);
}

static int write_rest(struct writing *w, struct error *error)
{
    int status = write_files(w, error);
    if (status == 0)
        status = pair_password(w, error);
    if (status == 0 && w->item->message)
        status = write_thread(w, error);
    if (status == 0 && w->item->message)
        status = prove_sender(w, error);
    if (status == 0)
        status = write_alike(w, error);
    if (status == 0)
        status = note_attention(w, error);
    if (status == 0)
        status = react_to_reply(w, error);
    if (status == 0)
        status = desk_case_recount(w->db, w->case_id, error);
    if (status == 0)
        status = desk_search_index(w->db, w->actor, w->case_id, error);
    return status;
}

static int report(const struct writing *w, struct error *error)
{
    struct desk_case c;
    int status = desk_case_load(w->db, w->actor, w->case_id, false, &c, error);
    if (status)
        return status;
    *w->item->result = (struct desk_intake_result){
        .outcome = w->parked    ? DESK_INTAKE_PARKED
                   : w->opened ? DESK_INTAKE_OPENED
                               : DESK_INTAKE_JOINED,
        .case_id = w->case_id,
        .mail_id = w->mail_id,
        .number = c.number,
        .reason = w->parked ? arena_copy(w->actor->arena, w->item->problem) : w->match.joined_by,
    };
    struct str detail = arena_format(
        w->actor->arena, "{\"mail\":%lld,\"outcome\":\"%" PRIstr "\",\"by\":\"%" PRIstr "\"}",
        (long long)w->mail_id,
        STR_ARG(desk_intake_outcome_name(w->item->result->outcome)),
        STR_ARG(w->match.joined_by));
    return web_actor_audit(w->db, w->actor, STR("mail.in"), STR("case"), w->case_id, detail, error);
}

int desk_intake_write(struct db *db, const struct web_actor *actor, struct intake_item *item,
                      struct error *error)
{
    struct writing w = {.db = db, .actor = actor, .item = item, .parked = !item->message};
    bool known;
    int status = find_known_uid(&w, &known, error);
    if (status || known)
        return status;
    status = find_place(&w, error);
    if (status == 0)
        status = write_mail(&w, error);
    if (status == 0)
        status = write_rest(&w, error);
    return status ? status : report(&w, error);
}
