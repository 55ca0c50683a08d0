/* Overlay rows in the store: proposed, looked at a second time, in force, withdrawn. */
#include "desk/law_overlay.h"

#include "base/text.h"
#include "desk/record.h"

static const struct {
    struct str name, ja, en;
} states[DESK_OVERLAY_STATE_COUNT] = {
    [DESK_OVERLAY_PROPOSED] = {STR_INIT("proposed"), STR_INIT("二人目の確認待ち"),
                               STR_INIT("Waits for the second look")},
    [DESK_OVERLAY_IN_FORCE] = {STR_INIT("in_force"), STR_INIT("有効"), STR_INIT("In force")},
    [DESK_OVERLAY_REFUSED] = {STR_INIT("refused"), STR_INIT("採らない"), STR_INIT("Refused")},
    [DESK_OVERLAY_WITHDRAWN] = {STR_INIT("withdrawn"), STR_INIT("取下げ"), STR_INIT("Withdrawn")},
};
static const struct {
    struct str name, ja, en;
} kinds[] = {
    [DESK_OVERLAY_CONFIRM] = {STR_INIT("confirm"), STR_INIT("行の確認"), STR_INIT("Row confirmed")},
    [DESK_OVERLAY_EDITION] = {STR_INIT("edition"), STR_INIT("新しい版"), STR_INIT("New edition")},
    [DESK_OVERLAY_FILE] = {STR_INIT("file"), STR_INIT("表の取込み"), STR_INIT("Table taken in")},
};

struct str desk_overlay_state_name(enum desk_overlay_state state)
{
    return states[state].name;
}

struct str desk_overlay_state_title(enum desk_overlay_state state, enum lang lang)
{
    return lang == LANG_EN ? states[state].en : states[state].ja;
}

struct str desk_overlay_kind_title(enum desk_overlay_kind kind, enum lang lang)
{
    return lang == LANG_EN ? kinds[kind].en : kinds[kind].ja;
}

#define COLUMNS                                                                                  \
    "id, version, file, row_key, kind, body, row_count, source, source_day, reason, state,"      \
    " in_force, out_of_force, author, created, second, second_at, second_words"

static void read_overlay(struct db_rows *rows, struct arena *arena, struct desk_overlay *out)
{
    *out = (struct desk_overlay){
        .id = db_column_int(rows, 0),
        .version = db_column_int(rows, 1),
        .file = db_column_copy(rows, 2, arena),
        .key = db_column_copy(rows, 3, arena),
        .body = db_column_copy(rows, 5, arena),
        .row_count = db_column_int(rows, 6),
        .source = db_column_copy(rows, 7, arena),
        .source_day = (day_number)db_column_int(rows, 8),
        .reason = db_column_copy(rows, 9, arena),
        .in_force = db_column_int(rows, 11),
        .out_of_force = db_column_int(rows, 12),
        .author = db_column_int(rows, 13),
        .created = db_column_int(rows, 14),
        .second = db_column_int(rows, 15),
        .second_at = db_column_int(rows, 16),
        .second_words = db_column_copy(rows, 17, arena),
    };
    for (int i = 0; i <= DESK_OVERLAY_FILE; i++)
        if (str_equal(kinds[i].name, db_column_text(rows, 4)))
            out->kind = (enum desk_overlay_kind)i;
    for (int i = 0; i < DESK_OVERLAY_STATE_COUNT; i++)
        if (str_equal(states[i].name, db_column_text(rows, 10)))
            out->state = (enum desk_overlay_state)i;
}

struct listing {
    const struct web_actor *actor;
    struct str file;
    struct desk_overlay **out;
    size_t *count;
};

static int list_body(struct db *db, void *argument, struct error *error)
{
    const struct listing *l = argument;
    struct db_rows *rows;
    *l->out = NULL;
    *l->count = 0;
    int status = DB_QUERY(db, error, &rows,
                          "SELECT " COLUMNS " FROM desk_law_overlay WHERE commission = $1"
                          " AND ($2 = '' OR file = $2) ORDER BY id DESC LIMIT 500",
                          db_int(l->actor->commission), db_text(l->file));
    if (status)
        return status;
    while (db_next(rows))
        read_overlay(rows, l->actor->arena,
                     DESK_ADD(l->actor->arena, l->out, l->count, struct desk_overlay));
    return db_finish(rows, error);
}

int desk_overlay_list(const struct web_actor *actor, struct str file, struct desk_overlay **out,
                      size_t *count, struct error *error)
{
    int status = desk_require(actor, STR("desk.case.read"), error);
    struct listing listing = {actor, file, out, count};
    return status ? status : store_read(actor->store, list_body, &listing, error);
}

struct proposing {
    const struct web_actor *actor;
    struct desk_overlay_proposal given;
    struct str file;
    int64_t *id;
};

static int try_rows(struct db *db, const struct proposing *p, struct error *error)
{
    const struct law_file file = {p->file, p->given.body};
    const struct desk_law_edition *edition;
    int status = desk_law_edition_try(db, p->actor->commission, &file, &edition, error);
    if (status == 0)
        desk_law_edition_release(edition);
    return status;
}

static int propose_body(struct db *db, void *argument, struct error *error)
{
    const struct proposing *p = argument;
    const struct web_actor *actor = p->actor;
    const struct desk_overlay_proposal *given = &p->given;
    struct str key = given->row ? given->row->key : STR("");
    int status = try_rows(db, p, error);
    if (status == 0)
        status = DB_INSERT(db, error, p->id,
                           "INSERT INTO desk_law_overlay (commission, version, file, row_key, kind,"
                           " body, row_count, source, source_day, reason, state, in_force,"
                           " out_of_force, author, created, second, second_at, second_words)"
                           " VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, 'proposed', 0, 0, $10,"
                           " $11, 0, 0, '') RETURNING id",
                           db_int(actor->commission), db_text(p->file), db_text(key),
                           db_text(kinds[given->kind].name), db_text(given->body),
                           db_int(given->row_count), db_text(given->source),
                           db_int(given->source_day), db_text(given->reason),
                           db_int(actor->person), db_int(db_time(db)));
    if (status)
        return status;
    struct str detail = arena_format(actor->arena, "{\"file\":\"%" PRIstr "\",\"kind\":\"%" PRIstr "\"}",
                                     STR_ARG(p->file), STR_ARG(kinds[given->kind].name));
    return web_actor_audit(db, actor, STR("law.propose"), STR("law_overlay"), *p->id, detail,
                           error);
}

int desk_overlay_propose(const struct web_actor *actor,
                         const struct desk_overlay_proposal *proposal, int64_t *id,
                         struct error *error)
{
    int status = desk_require(actor, STR("desk.law"), error);
    if (status)
        return status;
    struct proposing p = {actor, *proposal, law_table_file(proposal->table), id};
    p.given.source = text_one_line(proposal->source, actor->arena);
    p.given.reason = text_clean(str_trim(proposal->reason), actor->arena);
    if (p.given.source.n == 0)
        return ERROR(error, ERR_DESK_FIELD, STR("出典"), STR(""), STR("空です"));
    if (p.given.source_day == 0)
        return ERROR(error, ERR_DESK_FIELD, STR("出典の日付"), STR(""), STR("空です"));
    if (p.given.row) {
        p.given.body = law_row_overlay(p.given.row, actor->arena);
        p.given.row_count = 1;
    }
    return store_write(actor->store, propose_body, &p, error);
}

struct deciding {
    const struct web_actor *actor;
    int64_t id, version;
    enum desk_overlay_state state;
    struct str words;
};

static int load_one(struct db *db, const struct deciding *d, struct desk_overlay *out,
                    struct error *error)
{
    struct db_rows *rows;
    int status = DB_QUERY(db, error, &rows,
                          "SELECT " COLUMNS " FROM desk_law_overlay WHERE commission = $1"
                          " AND id = $2",
                          db_int(d->actor->commission), db_int(d->id));
    if (status)
        return status;
    bool found = db_next(rows);
    if (found)
        read_overlay(rows, d->actor->arena, out);
    status = db_finish(rows, error);
    if (status == 0 && !found)
        return ERROR(error, ERR_NOT_FOUND, STR("表の行"));
    if (status == 0 && out->version != d->version)
        return ERROR(error, ERR_CONFLICT, STR("表の行"));
    return status;
}

static int check_step(const struct deciding *d, const struct desk_overlay *overlay,
                      struct error *error)
{
    bool withdrawing = d->state == DESK_OVERLAY_WITHDRAWN;
    bool waits = overlay->state == DESK_OVERLAY_PROPOSED;
    if (!waits && !(withdrawing && overlay->state == DESK_OVERLAY_IN_FORCE))
        return ERROR(error, ERR_STATE, desk_overlay_state_title(overlay->state, LANG_JA));
    if (!withdrawing && d->actor->person == overlay->author)
        return ERROR(error, ERR_DESK_SECOND_LOOK, STR(""));
    return 0;
}

/* A whole table takes the place of the one before it. */
static int end_older_file(struct db *db, const struct deciding *d, const struct desk_overlay *overlay,
                          int64_t stamp, struct error *error)
{
    if (overlay->kind != DESK_OVERLAY_FILE || d->state != DESK_OVERLAY_IN_FORCE)
        return 0;
    return DB_RUN(db, error,
                  "UPDATE desk_law_overlay SET state = 'withdrawn', out_of_force = $4,"
                  " version = version + 1 WHERE commission = $1 AND file = $2 AND kind = 'file'"
                  " AND state = 'in_force' AND id <> $3",
                  db_int(d->actor->commission), db_text(overlay->file), db_int(d->id),
                  db_int(stamp));
}

static int write_step(struct db *db, const struct deciding *d, const struct desk_overlay *overlay,
                      struct error *error)
{
    int64_t stamp = 0;
    bool was = overlay->state == DESK_OVERLAY_IN_FORCE, is = d->state == DESK_OVERLAY_IN_FORCE;
    int status = was || is ? desk_law_stamp_next(db, d->actor->commission, &stamp, error) : 0;
    if (status == 0)
        status = DB_RUN(db, error,
                        "UPDATE desk_law_overlay SET version = version + 1, state = $3,"
                        " in_force = $4, out_of_force = $5, second = $6, second_at = $7,"
                        " second_words = $8 WHERE commission = $1 AND id = $2",
                        db_int(d->actor->commission), db_int(d->id),
                        db_text(states[d->state].name), db_int(is ? stamp : overlay->in_force),
                        db_int(was ? stamp : 0), db_int(d->actor->person), db_int(db_time(db)),
                        db_text(d->words));
    if (status == 0)
        status = end_older_file(db, d, overlay, stamp, error);
    return status;
}

static int decide_body(struct db *db, void *argument, struct error *error)
{
    const struct deciding *d = argument;
    struct desk_overlay overlay;
    const struct desk_law_edition *edition = NULL;
    int status = load_one(db, d, &overlay, error);
    if (status == 0)
        status = check_step(d, &overlay, error);
    if (status == 0 && d->state == DESK_OVERLAY_IN_FORCE) {
        const struct law_file file = {overlay.file, overlay.body};
        status = desk_law_edition_try(db, d->actor->commission, &file, &edition, error);
        desk_law_edition_release(edition);
    }
    if (status == 0)
        status = write_step(db, d, &overlay, error);
    if (status)
        return status;
    struct str detail = arena_format(d->actor->arena, "{\"state\":\"%" PRIstr "\"}",
                                     STR_ARG(states[d->state].name));
    return web_actor_audit(db, d->actor, STR("law.second_look"), STR("law_overlay"), d->id, detail,
                           error);
}

static int decide(const struct web_actor *actor, int64_t id, int64_t version,
                  enum desk_overlay_state state, struct str words, struct error *error)
{
    int status = desk_require(actor, STR("desk.law"), error);
    if (status)
        return status;
    words = text_clean(str_trim(words), actor->arena);
    if (state != DESK_OVERLAY_IN_FORCE && words.n == 0)
        return ERROR(error, ERR_DESK_REASON, desk_overlay_state_title(state, LANG_JA));
    struct deciding deciding = {actor, id, version, state, words};
    return store_write(actor->store, decide_body, &deciding, error);
}

int desk_overlay_decide(const struct web_actor *actor, int64_t id, int64_t version, bool agree,
                        struct str words, struct error *error)
{
    return decide(actor, id, version, agree ? DESK_OVERLAY_IN_FORCE : DESK_OVERLAY_REFUSED, words,
                  error);
}

int desk_overlay_withdraw(const struct web_actor *actor, int64_t id, int64_t version,
                          struct str words, struct error *error)
{
    return decide(actor, id, version, DESK_OVERLAY_WITHDRAWN, words, error);
}
