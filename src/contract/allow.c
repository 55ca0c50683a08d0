#include "contract/allow.h"

#include "base/buf.h"
#include "store/blob.h"

struct listing {
    const struct web_actor *actor;
    struct contract_allow *out;
    size_t count;
    int64_t vault; /* 0: the commission has no list yet */
};

static int list_body(struct db *db, void *argument, struct error *error)
{
    struct listing *listing = argument;
    struct arena *arena = listing->actor->arena;
    struct db_rows *rows;
    listing->count = 0;
    listing->vault = 0;
    int failed = DB_QUERY(db, error, &rows,
                          "SELECT id, person, content, reason, created, vault FROM contract_allow"
                          " WHERE commission = $1 ORDER BY id LIMIT $2",
                          db_int(listing->actor->commission), db_int(CONTRACT_ALLOW_LIMIT));
    if (failed)
        return failed;
    while (listing->count < CONTRACT_ALLOW_LIMIT && db_next(rows)) {
        listing->out[listing->count++] = (struct contract_allow){
            db_column_int(rows, 0), db_column_int(rows, 1), db_column_copy(rows, 2, arena),
            db_column_copy(rows, 3, arena), db_column_int(rows, 4)};
        listing->vault = db_column_int(rows, 5);
    }
    failed = db_finish(rows, error);
    for (size_t i = 0; !failed && i < listing->count; i++) {
        struct contract_allow *row = &listing->out[i];
        failed = vault_open(db, listing->vault, row->text, arena, &row->text, error);
        if (!failed)
            failed = vault_open(db, listing->vault, row->reason, arena, &row->reason, error);
    }
    return failed;
}

static struct listing listing_of(const struct web_actor *actor)
{
    return (struct listing){
        .actor = actor,
        .out = ARENA_ARRAY(actor->arena, struct contract_allow, CONTRACT_ALLOW_LIMIT)};
}

int contract_allow_list(const struct web_actor *actor, struct contract_allow **out, size_t *count,
                        struct error *error)
{
    struct listing listing = listing_of(actor);
    int failed = store_read(actor->store, list_body, &listing, error);
    *out = listing.out;
    *count = listing.count;
    return failed;
}

int contract_allow_text(const struct web_actor *actor, struct str *out, struct error *error)
{
    struct contract_allow *rows;
    struct buf text = {0};
    size_t count = 0;
    int failed = contract_allow_list(actor, &rows, &count, error);
    for (size_t i = 0; !failed && i < count; i++) {
        buf_append(&text, rows[i].text);
        buf_append_char(&text, '\n');
    }
    *out = arena_copy(actor->arena, buf_str(&text));
    buf_finish(&text);
    return failed;
}

struct adding {
    struct listing listing;
    struct str text, reason;
};

static int insert_row(struct db *db, const struct adding *adding, int64_t vault, int64_t *id,
                      struct error *error)
{
    const struct web_actor *actor = adding->listing.actor;
    struct str text, reason;
    int failed = vault_seal(db, vault, adding->text, actor->arena, &text, error);
    if (!failed)
        failed = vault_seal(db, vault, adding->reason, actor->arena, &reason, error);
    return failed ? failed
                  : DB_INSERT(db, error, id,
                              "INSERT INTO contract_allow (commission, vault, person, content,"
                              " reason, created) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
                              db_int(actor->commission), db_int(vault), db_int(actor->person),
                              db_bytes(text), db_bytes(reason), db_int(db_time(db)));
}

static int add_body(struct db *db, void *argument, struct error *error)
{
    struct adding *adding = argument;
    struct listing *listing = &adding->listing;
    int64_t id;
    int failed = list_body(db, listing, error);
    for (size_t i = 0; !failed && i < listing->count; i++)
        if (str_equal(listing->out[i].text, adding->text))
            return 0;
    if (!failed && listing->count == CONTRACT_ALLOW_LIMIT)
        failed = ERROR(error, ERR_CONTRACT_TOO_MANY,
                       arena_format(listing->actor->arena, "%d", CONTRACT_ALLOW_LIMIT));
    if (!failed && listing->vault == 0)
        failed = vault_create(db, &listing->vault, error);
    if (!failed)
        failed = insert_row(db, adding, listing->vault, &id, error);
    return failed
               ? failed
               : contract_audit(db, listing->actor, STR("inspection.allow"), id, STR("{}"), error);
}

int contract_allow_add(const struct web_actor *actor, struct str text, struct str reason,
                       struct error *error)
{
    struct adding adding = {listing_of(actor), text, reason};
    return store_write(actor->store, add_body, &adding, error);
}

struct removing {
    struct listing listing;
    int64_t id;
};

static int remove_body(struct db *db, void *argument, struct error *error)
{
    struct removing *removing = argument;
    const struct listing *listing = &removing->listing;
    bool found = false;
    int failed = list_body(db, &removing->listing, error);
    for (size_t i = 0; !failed && i < listing->count; i++)
        found = found || listing->out[i].id == removing->id;
    if (!failed && !found)
        failed = ERROR(error, ERR_NOT_FOUND, BOTH("許可一覧の行", "the row of the allow-list"));
    if (!failed)
        failed =
            DB_RUN(db, error, "DELETE FROM contract_allow WHERE id = $1", db_int(removing->id));
    if (!failed && listing->count == 1) /* nothing is left that its key opens */
        failed = vault_erase(db, listing->vault, error);
    return failed ? failed
                  : contract_audit(db, listing->actor, STR("inspection.disallow"), removing->id,
                                   STR("{}"), error);
}

int contract_allow_remove(const struct web_actor *actor, int64_t id, struct error *error)
{
    struct removing removing = {listing_of(actor), id};
    return store_write(actor->store, remove_body, &removing, error);
}
