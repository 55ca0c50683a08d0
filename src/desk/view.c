/* Everything of one case for its page; files of a case as bytes. */
#include "desk/file_job.h"
#include "desk/record.h"

#include "base/text.h"
#include "desk/list.h"
#include "store/audit.h"

struct viewing {
    const struct web_actor *actor;
    int64_t id;
    struct desk_view *out;
};

static int view_body(struct db *db, void *argument, struct error *error)
{
    const struct viewing *viewing = argument;
    struct arena *arena = viewing->actor->arena;
    struct desk_view *v = viewing->out;
    *v = (struct desk_view){0};
    int status = desk_case_load(db, viewing->actor, viewing->id, true, &v->c, error);
    if (status == 0)
        status = desk_cargo_list(db, v->c.id, arena, &v->cargo, &v->cargo_count, error);
    if (status == 0)
        status = desk_file_list(db, v->c.id, arena, &v->files, &v->file_count, error);
    if (status == 0)
        status = desk_mail_list(db, v->c.id, arena, &v->mails, &v->mail_count, error);
    if (status == 0)
        status = desk_note_list(db, v->c.id, arena, &v->notes, &v->note_count, error);
    if (status == 0)
        status = desk_event_list(db, v->c.id, arena, &v->events, &v->event_count, error);
    if (status == 0)
        status = desk_document_list(db, v->cargo, v->cargo_count, v->c.id,
                                    day_of_time(v->c.received_at), arena, &v->documents,
                                    &v->document_count, error);
    if (status == 0)
        status = desk_check_list(db, v->cargo, v->cargo_count, v->c.id,
                                 day_of_time(v->c.received_at), arena, &v->checks,
                                 &v->check_count, error);
    if (status == 0)
        status = desk_relation_list(db, v->c.id, arena, &v->relations, &v->relation_count, error);
    if (status == 0)
        status = desk_address_list(db, v->c.id, arena, &v->addresses, &v->address_count, error);
    return status;
}

static int note_read(const struct web_actor *actor, struct str action, struct str object,
                     int64_t id, struct error *error)
{
    struct audit_entry entry = {
        .commission = actor->commission,
        .actor = actor->person,
        .action = action,
        .object = object,
        .object_id = id,
        .detail = STR("{}"),
        .address = actor->address,
    };
    return audit_note(actor->store, &entry, error);
}

int desk_case_view(const struct web_actor *actor, int64_t id, struct desk_view *out,
                   struct error *error)
{
    int status = desk_require(actor, STR("desk.case.read"), error);
    if (status)
        return status;
    struct viewing viewing = {actor, id, out};
    status = store_read(actor->store, view_body, &viewing, error);
    if (status)
        return status;
    return note_read(actor, STR("case.read"), STR("case"), id, error);
}

struct opening {
    const struct web_actor *actor;
    int64_t case_id, file;
    struct desk_file *out;
};

static int find_file_body(struct db *db, void *argument, struct error *error)
{
    const struct opening *opening = argument;
    struct desk_case c;
    int status = desk_case_load(db, opening->actor, opening->case_id, false, &c, error);
    struct desk_file *files;
    size_t count;
    if (status == 0)
        status = desk_file_list(db, c.id, opening->actor->arena, &files, &count, error);
    if (status)
        return status;
    for (size_t i = 0; i < count; i++) {
        if (files[i].id == opening->file) {
            *opening->out = files[i];
            return 0;
        }
    }
    return ERROR(error, ERR_NOT_FOUND, STR("書類"));
}

int desk_file_open(const struct web_actor *actor, int64_t case_id, int64_t file, int *fd,
                   struct desk_file *out, struct error *error)
{
    *fd = -1;
    int status = desk_require(actor, STR("desk.case.read"), error);
    struct opening opening = {actor, case_id, file, out};
    if (status == 0)
        status = store_read(actor->store, find_file_body, &opening, error);
    if (status)
        return status;
    if (!out->has_bytes)
        return ERROR(error, ERR_NOT_FOUND, out->name);
    if ((status = desk_scan_refuse(out, error)))
        return status;
    if ((status = note_read(actor, STR("file.read"), STR("file"), file, error)))
        return status;
    return blob_read_fd(actor->store, out->vault, out->blob_id, fd, error);
}

struct adding {
    const struct web_actor *actor;
    int64_t case_id;
    struct str name, type;
    struct blob blob;
    int64_t *file;
};

static int add_body(struct db *db, void *argument, struct error *error)
{
    const struct adding *adding = argument;
    const struct web_actor *actor = adding->actor;
    int status = desk_case_touch(db, actor, adding->case_id, 0, error);
    if (status == 0)
        status = blob_link(db, &adding->blob, error);
    if (status == 0)
        status = DB_INSERT(db, error, adding->file,
                           "INSERT INTO desk_file (case_id, mail, name, type, document, size,"
                           " flags, parent, password_mail, vault, blob, digest, added_by,"
                           " added_at) VALUES ($1, 0, $2, $3, '', $4, 0, 0, 0, $5, $6, $7, $8, $9)"
                           " RETURNING id",
                           db_int(adding->case_id), db_text(adding->name), db_text(adding->type),
                           db_int(adding->blob.size), db_int(adding->blob.vault),
                           db_text(adding->blob.id), db_text(adding->blob.digest),
                           db_int(actor->person), db_int(db_time(db)));
    if (status == 0)
        status = desk_file_schedule(db, *adding->file, error);
    if (status == 0)
        status = desk_case_recount(db, adding->case_id, error);
    if (status == 0)
        status = desk_search_index(db, actor, adding->case_id, error);
    if (status == 0)
        status = desk_event_add(db, actor, adding->case_id, STR("file_added"), STR(""), STR(""),
                                adding->name, error);
    if (status)
        return status;
    struct str detail =
        arena_format(actor->arena, "{\"file\":%lld}", (long long)*adding->file);
    return web_actor_audit(db, actor, STR("case.file"), STR("case"), adding->case_id, detail,
                           error);
}

static int vault_body(struct db *db, void *argument, struct error *error)
{
    struct adding *adding = argument;
    struct desk_case c;
    int status = desk_case_load(db, adding->actor, adding->case_id, false, &c, error);
    adding->blob.vault = c.vault;
    return status;
}

int desk_file_add(const struct web_actor *actor, int64_t id, struct str name, struct str type,
                  int fd, int64_t *file, struct error *error)
{
    int status = desk_require(actor, STR("desk.case.edit"), error);
    struct adding adding = {.actor = actor,
                            .case_id = id,
                            .name = text_file_name(name, actor->arena),
                            .type = type,
                            .file = file};
    if (status == 0)
        status = store_read(actor->store, vault_body, &adding, error);
    if (status == 0)
        status = blob_write_fd(actor->store, adding.blob.vault, fd, actor->arena, &adding.blob,
                               error);
    if (status)
        return status;
    return store_write(actor->store, add_body, &adding, error);
}
