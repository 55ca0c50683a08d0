/* Excusing and closing. The report's bytes are written before the transaction that names them; that
   transaction looks at the day again and gives up when something has changed in between. */
#include "desk/close_inside.h"
#include "desk/outbox.h"
#include "store/audit.h"
#include "store/blob.h"

/* Someone works on the day while it is closed: look again this often, then ask to wait. */
enum { ATTEMPTS = 3 };

static const char workbook_type[] =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

struct excuse_call {
    const struct web_actor *actor;
    day_number day;
    int64_t case_id;
    enum desk_close_part part;
    struct str reason;
};

static int check_advised(struct db *db, const struct excuse_call *call, struct error *error)
{
    int64_t *ids;
    size_t count;
    int failure = desk_advised_cases(db, call->actor, call->day, &ids, &count, error);
    for (size_t i = 0; i < count && !failure; i++)
        if (ids[i] == call->case_id)
            return 0;
    return failure ? failure
                   : ERROR(error, ERR_NOT_FOUND,
                           ARENA_JOIN(call->actor->arena, day_format_ja(call->day, call->actor->arena),
                                      STR("に助言したその相談")));
}

static int audit_excuse(struct db *db, const struct excuse_call *call, struct str action,
                        struct error *error)
{
    struct str part = desk_close_part_name(call->part);
    struct str detail = arena_format(call->actor->arena, "{\"day\":%d,\"part\":\"%" PRIstr "\"}",
                                     call->day, STR_ARG(part));
    return web_actor_audit(db, call->actor, action, STR("case"), call->case_id, detail, error);
}

static int excuse_body(struct db *db, void *argument, struct error *error)
{
    struct excuse_call *call = argument;
    int failure = check_advised(db, call, error);
    if (!failure)
        failure = DB_RUN(db, error,
                         "INSERT INTO desk_excuse (commission, day, case_id, part, reason, author, "
                         "at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (case_id, day, part) "
                         "DO UPDATE SET reason = excluded.reason, author = excluded.author, "
                         "at = excluded.at",
                         db_int(call->actor->commission), db_int(call->day), db_int(call->case_id),
                         db_text(desk_close_part_name(call->part)), db_text(call->reason),
                         db_int(call->actor->person), db_int(db_time(db)));
    return failure ? failure : audit_excuse(db, call, STR("close.excuse"), error);
}

int desk_close_excuse(const struct web_actor *actor, day_number day, int64_t case_id,
                      enum desk_close_part part, struct str reason, struct error *error)
{
    int failure = desk_require(actor, STR("desk.close"), error);
    if (failure)
        return failure;
    if (str_trim(reason).n == 0)
        return ERROR(error, ERR_DESK_REASON, desk_close_part_title(part, LANG_JA));
    struct excuse_call call = {actor, day, case_id, part, str_trim(reason)};
    return store_write(actor->store, excuse_body, &call, error);
}

static int require_body(struct db *db, void *argument, struct error *error)
{
    struct excuse_call *call = argument;
    int failure = check_advised(db, call, error);
    if (!failure)
        failure = DB_RUN(db, error,
                         "DELETE FROM desk_excuse WHERE commission = $1 AND day = $2 AND "
                         "case_id = $3 AND part = $4",
                         db_int(call->actor->commission), db_int(call->day), db_int(call->case_id),
                         db_text(desk_close_part_name(call->part)));
    return failure ? failure : audit_excuse(db, call, STR("close.require"), error);
}

int desk_close_require(const struct web_actor *actor, day_number day, int64_t case_id,
                       enum desk_close_part part, struct error *error)
{
    int failure = desk_require(actor, STR("desk.close"), error);
    struct excuse_call call = {.actor = actor, .day = day, .case_id = case_id, .part = part};
    return failure ? failure : store_write(actor->store, require_body, &call, error);
}

/* --- closing --- */
struct close_call {
    const struct web_actor *actor;
    day_number day_number;
    struct desk_day day;
    struct str *digests, digest;
    struct desk_closing before;
    struct desk_day_report report;
    struct desk_day_mail mail;
    struct blob blob;
    int64_t vault, outgoing;
    bool stale; /* the day changed while it was being closed */
};

static int first_unfinished(const struct close_call *call, struct error *error)
{
    const struct desk_day *day = &call->day;
    struct arena *arena = call->actor->arena;
    for (size_t i = 0; i < day->count; i++)
        for (int part = 0; part < DESK_PARTS; part++) {
            if (day->cases[i].parts[part].state != DESK_PART_MISSING)
                continue;
            struct str title = desk_close_part_title((enum desk_close_part)part, LANG_JA);
            return ERROR(error, ERR_DESK_UNFINISHED, day_format_ja(day->day, arena),
                         arena_format(arena, "%lld", (long long)day->unfinished),
                         day->cases[i].number, title);
        }
    return 0;
}

static int look_body(struct db *db, void *argument, struct error *error)
{
    struct close_call *call = argument;
    const struct web_actor *actor = call->actor;
    struct str changes = {"", 0};
    int failure = desk_day_load(db, actor, call->day_number, &call->day, &call->digests, error);
    if (!failure)
        failure = desk_closing_newest(db, actor, call->day_number, &call->before, error);
    if (!failure)
        failure = desk_day_report_load(db, actor, call->day_number, &call->report, error);
    if (failure)
        return failure;
    call->digest = desk_day_digest(db, &call->day, call->digests, actor->arena);
    if (call->before.id != 0)
        failure = desk_day_changes(db, &call->day, call->digests, call->before.id, actor->arena,
                                   &changes, error);
    return failure ? failure
                   : desk_day_mail_make(db, actor, &call->day, call->before.revision + 1, changes,
                                        call->report.name, &call->mail, error);
}

static int vault_body(struct db *db, void *argument, struct error *error)
{
    struct close_call *call = argument;
    return vault_create(db, &call->vault, error);
}

static int write_report(struct close_call *call, struct str bytes, struct error *error)
{
    const struct web_actor *actor = call->actor;
    int failure = store_write(actor->store, vault_body, call, error);
    return failure ? failure
                   : blob_write(actor->store, call->vault, bytes, actor->arena, &call->blob, error);
}

static int queue_mail(struct db *db, struct close_call *call, struct error *error)
{
    const struct desk_report_file file = {.name = call->report.name,
                                          .type = str_from_c(workbook_type), .blob = &call->blob};
    const struct desk_report report = {
        .subject = call->mail.subject, .text = call->mail.text,
        .recipients = call->mail.recipients, .recipient_count = call->mail.recipient_count,
        .vault = call->vault, .files = &file, .file_count = 1};
    return desk_outbox_report(db, call->actor, &report, &call->outgoing, error);
}

static int insert_closing(struct db *db, const struct close_call *call, int64_t *id,
                          struct error *error)
{
    const struct desk_day *day = &call->day;
    int failure = DB_INSERT(
        db, error, id,
        "INSERT INTO desk_close (commission, day, revision, digest, advised, registered, attached, "
        "requested, complete, outgoing, author, closed_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id",
        db_int(call->actor->commission), db_int(day->day), db_int(call->before.revision + 1),
        db_text(call->digest), db_int((int64_t)day->count),
        db_int(day->done[DESK_PART_REGISTERED]), db_int(day->done[DESK_PART_ATTACHED]),
        db_int(day->done[DESK_PART_REQUESTED]), db_int(call->mail.complete), db_int(call->outgoing),
        db_int(call->actor->person), db_int(db_time(db)));
    for (size_t i = 0; i < day->count && !failure; i++)
        failure = DB_RUN(db, error,
                         "INSERT INTO desk_close_case (closing, case_id, digest) "
                         "VALUES ($1, $2, $3)",
                         db_int(*id), db_int(day->cases[i].case_id), db_text(call->digests[i]));
    return failure;
}

static int commit_body(struct db *db, void *argument, struct error *error)
{
    struct close_call *call = argument;
    const struct web_actor *actor = call->actor;
    struct desk_day now;
    struct str *digests;
    struct desk_closing newest;
    int64_t id;
    call->outgoing = 0;
    int failure = desk_day_load(db, actor, call->day_number, &now, &digests, error);
    if (!failure)
        failure = desk_closing_newest(db, actor, call->day_number, &newest, error);
    if (failure)
        return failure;
    struct str digest = desk_day_digest(db, &now, digests, actor->arena);
    call->stale = newest.id != call->before.id || !str_equal(digest, call->digest);
    if (call->stale)
        return 0;
    if (call->mail.wanted && (failure = queue_mail(db, call, error)))
        return failure;
    if ((failure = insert_closing(db, call, &id, error)))
        return failure;
    struct str detail = arena_format(
        actor->arena, "{\"day\":%d,\"revision\":%lld,\"advised\":%zu,\"complete\":%d}",
        call->day_number, (long long)call->before.revision + 1, call->day.count,
        call->mail.complete);
    return web_actor_audit(db, actor, STR("close.day"), STR("close"), id, detail, error);
}

/* Nothing has changed since the close: the report is the one that was sent then. */
static int fill_closed(const struct close_call *call, struct desk_close_result *out,
                       struct error *error)
{
    *out = (struct desk_close_result){.revision = call->before.revision, .already = true,
                                      .complete = call->mail.complete,
                                      .outgoing = call->before.outgoing};
    struct desk_outgoing sent;
    if (out->outgoing == 0)
        return 0;
    int failure = desk_outbox_read(call->actor, out->outgoing, &sent, error);
    if (failure)
        return failure;
    out->subject = sent.subject;
    out->text = sent.text;
    out->recipients = sent.recipients;
    out->recipient_count = sent.recipient_count;
    out->workbook_name = call->report.name;
    return 0;
}

static void fill_result(const struct close_call *call, struct desk_close_result *out)
{
    *out = (struct desk_close_result){
        .revision = call->before.revision + 1, .complete = call->mail.complete,
        .outgoing = call->outgoing, .subject = call->mail.subject, .text = call->mail.text,
        .recipients = call->mail.recipients, .recipient_count = call->mail.recipient_count,
        .workbook_name = call->report.name};
}

/* One look and one try to commit. */
static int try_close(struct close_call *call, bool dry_run, struct error *error)
{
    const struct web_actor *actor = call->actor;
    struct str bytes;
    int failure = store_read(actor->store, look_body, call, error);
    call->stale = false;
    if (failure || call->day.state == DESK_DAY_CLOSED)
        return failure;
    if ((failure = first_unfinished(call, error)) || dry_run)
        return failure;
    if (call->mail.wanted) {
        failure = desk_day_report_write(actor, &call->report, &bytes, error);
        if (!failure)
            failure = write_report(call, bytes, error);
    }
    return failure ? failure : store_write(actor->store, commit_body, call, error);
}

int desk_close_day(const struct web_actor *actor, day_number day, bool dry_run,
                   struct desk_close_result *out, struct error *error)
{
    struct close_call call = {.actor = actor, .day_number = day, .stale = true};
    int failure = desk_require(actor, STR("desk.close"), error);
    if (failure)
        return failure;
    if (day > day_of_time(context_now(store_context(actor->store))))
        return ERROR(error, ERR_DESK_FUTURE_DAY, day_format_ja(day, actor->arena));
    for (int attempt = 0; attempt < ATTEMPTS && call.stale && !failure; attempt++)
        failure = try_close(&call, dry_run, error);
    if (failure)
        return failure;
    if (call.stale)
        return ERROR(error, ERR_BUSY, STR("締めている間に相談が変更されました"));
    if (call.day.state == DESK_DAY_CLOSED)
        return fill_closed(&call, out, error);
    fill_result(&call, out);
    if (dry_run)
        return 0;
    struct str head;
    int64_t sealed;
    return audit_seal(actor->store, actor->arena, &head, &sealed, error);
}
