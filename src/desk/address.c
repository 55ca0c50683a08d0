/* Addresses proven for a case: answers go to these and nowhere else. */
#include "base/text.h"
#include "desk/outbox.h"
#include "desk/record.h"
#include "store/audit.h"

static struct str domain_of(struct str address)
{
    size_t at = SIZE_MAX;
    for (size_t i = 0; i < address.n; i++)
        if (address.p[i] == '@')
            at = i;
    return at == SIZE_MAX ? STR("") : str_slice(address, at + 1, address.n);
}

struct str desk_address_digest(struct store *store, struct str address, struct arena *arena)
{
    if (address.n == 0)
        return STR("");
    return audit_digest(store, text_normal_form(str_trim(address), arena), arena);
}

struct str desk_domain_digest(struct store *store, struct str address, struct arena *arena)
{
    struct str domain = text_normal_form(str_trim(domain_of(address)), arena);
    if (domain.n == 0 || desk_domain_is_shared(domain))
        return STR("");
    return audit_digest(store, domain, arena);
}

int desk_address_list(struct db *db, int64_t case_id, struct arena *arena,
                      struct desk_address **out, size_t *count, struct error *error)
{
    struct db_rows *rows;
    int status = DB_QUERY(db, error, &rows,
                          "SELECT id, source, reason, confirmed_by, at, vault, content"
                          " FROM desk_address WHERE case_id = $1 ORDER BY id",
                          db_int(case_id));
    if (status)
        return status;
    struct sealed {
        int64_t vault;
        struct str content;
    } *sealed = NULL;
    size_t sealed_count = 0;
    *out = NULL;
    *count = 0;
    while (db_next(rows)) {
        struct desk_address *address = DESK_ADD(arena, out, count, struct desk_address);
        *address = (struct desk_address){
            .id = db_column_int(rows, 0),
            .source = db_column_copy(rows, 1, arena),
            .reason = db_column_copy(rows, 2, arena),
            .confirmed_by = db_column_int(rows, 3),
            .at = db_column_int(rows, 4),
        };
        struct sealed *one = DESK_ADD(arena, &sealed, &sealed_count, struct sealed);
        *one = (struct sealed){db_column_int(rows, 5), db_column_copy(rows, 6, arena)};
    }
    status = db_finish(rows, error);
    for (size_t i = 0; status == 0 && i < *count; i++) {
        const struct json *opened;
        status = desk_open_members(db, sealed[i].vault, sealed[i].content, arena, &opened, error);
        if (status)
            break;
        (*out)[i].name = json_text(opened, STR("name"));
        (*out)[i].address = json_text(opened, STR("address"));
    }
    return status;
}

int desk_address_prove(struct db *db, const struct web_actor *actor, int64_t case_id, int64_t vault,
                       struct str name, struct str address, struct str source, struct str reason,
                       int64_t *id, struct error *error)
{
    const struct desk_member members[] = {{STR("name"), name}, {STR("address"), address}};
    struct str digest = desk_address_digest(actor->store, address, actor->arena);
    struct str sealed;
    int status = desk_seal_members(db, vault, members, 2, actor->arena, &sealed, error);
    if (status)
        return status;
    status = DB_RUN(db, error,
                    "INSERT INTO desk_address (case_id, digest, domain, source, reason,"
                    " confirmed_by, at, vault, content)"
                    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
                    " ON CONFLICT (case_id, digest) DO NOTHING",
                    db_int(case_id), db_text(digest),
                    db_text(desk_domain_digest(actor->store, address, actor->arena)),
                    db_text(source), db_text(reason), db_int(actor->person),
                    db_int(db_time(db)), db_int(vault), db_bytes(sealed));
    if (status)
        return status;
    return DB_GET_INT(db, error, id, STR("宛先"),
                      "SELECT id FROM desk_address WHERE case_id = $1 AND digest = $2",
                      db_int(case_id), db_text(digest));
}

struct confirmation {
    const struct web_actor *actor;
    int64_t case_id;
    struct str name, address, reason;
    int64_t *id;
};

static int confirm_body(struct db *db, void *argument, struct error *error)
{
    const struct confirmation *given = argument;
    const struct web_actor *actor = given->actor;
    struct desk_case c;
    int status = desk_case_load(db, actor, given->case_id, false, &c, error);
    if (status == 0)
        status = desk_address_prove(db, actor, c.id, c.vault, given->name, given->address,
                                    STR("confirmed"), given->reason, given->id, error);
    if (status == 0)
        status = desk_event_add(db, actor, c.id, STR("address_confirmed"), STR(""), STR(""),
                                given->reason, error);
    if (status)
        return status;
    struct str detail =
        arena_format(actor->arena, "{\"address\":%lld}", (long long)*given->id);
    return web_actor_audit(db, actor, STR("case.address"), STR("case"), c.id, detail, error);
}

static bool looks_like_address(struct str address)
{
    size_t at = str_find_char(address, '@', 0);
    if (at == SIZE_MAX || at == 0 || at + 1 >= address.n || address.n > 254)
        return false;
    if (str_find_char(address, '@', at + 1) != SIZE_MAX)
        return false;
    for (size_t i = 0; i < address.n; i++) {
        unsigned char c = (unsigned char)address.p[i];
        if (c <= ' ' || c == 127 || c == '<' || c == '>' || c == ',' || c == ';' || c == '"')
            return false;
    }
    return true;
}

int desk_address_confirm(const struct web_actor *actor, int64_t case_id, struct str name,
                         struct str address, struct str reason, int64_t *id, struct error *error)
{
    int status = desk_require(actor, STR("desk.case.answer"), error);
    if (status)
        return status;
    struct str clean = str_trim(address);
    if (!looks_like_address(clean))
        return ERROR(error, ERR_INVALID_INPUT, clean, STR("メールアドレスではありません"));
    if (str_trim(reason).n == 0)
        return ERROR(error, ERR_DESK_PRECONDITION,
                     desk_precondition_sentence(DESK_NEEDS_REASON, LANG_JA));
    struct confirmation given = {actor, case_id, text_one_line(name, actor->arena), clean,
                                 reason, id};
    return store_write(actor->store, confirm_body, &given, error);
}
