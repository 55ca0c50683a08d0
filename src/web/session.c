#include "web/session.h"

#include "base/check.h"
#include "store/audit.h"
#include "web/secret.h"
#include "web/server_internal.h"

enum { USE_NOTED_EVERY = 60 }; /* seconds: not a write for each request */
/* A session of the future would live longer than it may: the clock went back, and it ends. Smaller steps
   are those of a clock that is being corrected. */
#define CLOCK_STEP ((utc_us)600 * US_PER_SECOND)

static struct str cookie_hash(struct str token, struct arena *arena)
{
    return secret_digest(STR(""), STR("session"), token, arena);
}

/* Loading ------------------------------------------------------------------------------------- */

struct loading {
    struct web_request *request;
    struct str hash;
    utc_us last_used;
    bool found;
};

static int load_row(struct db *db, struct loading *loading, struct error *error)
{
    const struct web_options *options = &loading->request->server->options;
    struct session_state *session = &loading->request->session;
    utc_us now = db_time(db);
    struct db_rows *rows;
    int e = DB_QUERY(db, error, &rows,
                     "SELECT id, person, level, commission, last_used FROM web_session"
                     " WHERE hash = $1 AND last_used > $2 AND created > $3"
                     " AND last_used <= $4 AND created <= $4",
                     db_text(loading->hash), db_int(now - options->session_idle),
                     db_int(now - options->session_absolute), db_int(now + CLOCK_STEP));
    if (e)
        return e;
    loading->found = db_next(rows);
    if (loading->found) {
        session->id = db_column_int(rows, 0);
        session->person = db_column_int(rows, 1);
        session->level = (enum session_level)db_column_int(rows, 2);
        session->commission = db_column_int(rows, 3);
        loading->last_used = db_column_int(rows, 4);
    }
    return db_finish(rows, error);
}

static int load_commission(struct db *db, struct web_request *request, struct error *error)
{
    struct db_rows *rows;
    int e =
        DB_QUERY(db, error, &rows, "SELECT title, synthetic FROM account_commission WHERE id = $1",
                 db_int(request->session.commission));
    if (e)
        return e;
    if (db_next(rows)) {
        request->commission_title = db_column_copy(rows, 0, request->arena);
        request->commission_synthetic = db_column_int(rows, 1) != 0;
    }
    return db_finish(rows, error);
}

/* Membership counts now, not when the session began: a person removed is out with the next click.
 */
static void choose_present_commission(struct web_request *request, utc_us now)
{
    const struct account_person *person = request->person;
    request->roles = account_roles(person, request->session.commission, now);
    for (size_t i = 0; request->roles == 0 && i < person->membership_count; i++) {
        request->session.commission = person->memberships[i].commission;
        request->roles = account_roles(person, request->session.commission, now);
    }
    if (request->roles == 0)
        request->session.commission = 0;
}

static int load_all(struct db *db, void *argument, struct error *error)
{
    struct loading *loading = argument;
    struct web_request *request = loading->request;
    request->session = (struct session_state){0};
    request->person = NULL;
    int e = load_row(db, loading, error);
    if (e || !loading->found || request->session.level != SESSION_FULL)
        return e;
    struct account_person *person = ARENA_NEW(request->arena, struct account_person);
    e = account_person_load(db, request->session.person, request->arena, person, error);
    if (e)
        return e;
    if (!person->active) {
        request->session = (struct session_state){0};
        loading->found = false;
        return 0;
    }
    request->person = person;
    choose_present_commission(request, db_time(db));
    return load_commission(db, request, error);
}

static int note_use(struct db *db, void *argument, struct error *error)
{
    struct web_request *request = argument;
    return DB_RUN(db, error,
                  "UPDATE web_session SET last_used = $2 WHERE id = $1 AND last_used < $2",
                  db_int(request->session.id), db_int(db_time(db)));
}

int session_load(struct web_request *request, struct error *error)
{
    struct str token = request_cookie(request, STR(SESSION_COOKIE));
    if (token.n != 32)
        return 0;
    struct loading loading = {.request = request, .hash = cookie_hash(token, request->arena)};
    int e = web_read(request, load_all, &loading, error);
    if (e || !loading.found)
        return e;
    request->session.csrf = secret_digest(token, STR("csrf"), STR(""), request->arena);
    utc_us now = context_now(request->server->context);
    if (now - loading.last_used < (utc_us)USE_NOTED_EVERY * US_PER_SECOND)
        return 0;
    return store_write(request->server->store, note_use, request, error);
}

/* Making and ending --------------------------------------------------------------------------- */

struct making {
    struct web_request *request;
    int64_t person, id;
    enum session_level level;
    struct str hash, program, address;
};

static struct str coarse_program(struct str agent)
{
    static const struct str known[] = {STR_INIT("Edg"), STR_INIT("Firefox"), STR_INIT("Chrome"),
                                       STR_INIT("Safari")};
    static const struct str shown[] = {STR_INIT("Edge"), STR_INIT("Firefox"), STR_INIT("Chrome"),
                                       STR_INIT("Safari")};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (str_contains(agent, known[i]))
            return shown[i];
    return STR("");
}

static int remove_session(struct db *db, int64_t id, struct error *error)
{
    return id ? DB_RUN(db, error, "DELETE FROM web_session WHERE id = $1", db_int(id)) : 0;
}

static int make_row(struct db *db, void *argument, struct error *error)
{
    struct making *making = argument;
    int e = remove_session(db, making->request->session.id, error);
    if (e)
        return e;
    return DB_INSERT(
        db, error, &making->id,
        "INSERT INTO web_session (hash, person, level, commission, created, last_used, address,"
        " program) VALUES ($1, $2, $3, $4, $5, $5, $6, $7) RETURNING id",
        db_text(making->hash), db_int(making->person), db_int(making->level),
        db_int(making->request->session.person == making->person
                   ? making->request->session.commission
                   : 0),
        db_int(db_time(db)), db_text(making->address), db_text(making->program));
}

int session_create(struct web_request *request, struct web_response *response, int64_t person,
                   enum session_level level, struct error *error)
{
    struct web_server *server = request->server;
    struct arena *arena = request->arena;
    struct str token = context_random_hex(server->context, 16, arena);
    struct making making = {
        .request = request,
        .person = person,
        .level = level,
        .hash = cookie_hash(token, arena),
        .program = coarse_program(request_header(request, "User-Agent")),
        .address = audit_digest(server->store, request->address, arena),
    };
    int e = store_write(server->store, make_row, &making, error);
    if (e)
        return e;
    request->session = (struct session_state){
        .id = making.id,
        .person = person,
        .level = level,
        .csrf = secret_digest(token, STR("csrf"), STR(""), arena),
    };
    response_set_cookie(response, arena, STR(SESSION_COOKIE), token, 0);
    return 0;
}

static int end_row(struct db *db, void *argument, struct error *error)
{
    const struct web_request *request = argument;
    return remove_session(db, request->session.id, error);
}

int session_end(struct web_request *request, struct web_response *response, struct error *error)
{
    response_set_cookie(response, request->arena, STR(SESSION_COOKIE), STR(""), -1);
    if (!request->session.id)
        return 0;
    int e = store_write(request->server->store, end_row, request, error);
    if (!e)
        request->session = (struct session_state){0}, request->person = NULL;
    return e;
}

int64_t session_person(const struct web_request *request)
{
    return request->session.person;
}

enum session_level session_level_now(const struct web_request *request)
{
    return request->session.level;
}

int64_t session_id(const struct web_request *request)
{
    return request->session.id;
}

struct choosing {
    int64_t session, commission;
};

static int choose_row(struct db *db, void *argument, struct error *error)
{
    const struct choosing *choosing = argument;
    return DB_RUN(db, error, "UPDATE web_session SET commission = $2 WHERE id = $1",
                  db_int(choosing->session), db_int(choosing->commission));
}

int session_choose_commission(struct web_request *request, int64_t commission, struct error *error)
{
    utc_us now = context_now(request->server->context);
    if (!request->person || account_roles(request->person, commission, now) == 0)
        return ERROR(error, ERR_NOT_FOUND, STR("事業"));
    struct choosing choosing = {request->session.id, commission};
    return store_write(request->server->store, choose_row, &choosing, error);
}

/* Lists --------------------------------------------------------------------------------------- */

int session_list(struct db *db, int64_t person, struct arena *arena, struct session_entry **out,
                 size_t *count, struct error *error)
{
    enum { MOST = 100 };
    *out = ARENA_ARRAY(arena, struct session_entry, MOST);
    *count = 0;
    struct db_rows *rows;
    int e = DB_QUERY(db, error, &rows,
                     "SELECT id, commission, created, last_used, address, program FROM web_session"
                     " WHERE person = $1 ORDER BY last_used DESC, id DESC LIMIT $2",
                     db_int(person), db_int(MOST));
    if (e)
        return e;
    while (db_next(rows))
        (*out)[(*count)++] = (struct session_entry){
            .id = db_column_int(rows, 0),
            .commission = db_column_int(rows, 1),
            .created = db_column_int(rows, 2),
            .last_used = db_column_int(rows, 3),
            .address_digest = db_column_copy(rows, 4, arena),
            .program = db_column_copy(rows, 5, arena),
        };
    return db_finish(rows, error);
}

int session_revoke(struct db *db, int64_t person, int64_t session, struct error *error)
{
    int64_t changed = 0;
    int e =
        db_run(db, error, &changed, STR("DELETE FROM web_session WHERE id = $1 AND person = $2"),
               (const struct db_value[]){db_int(session), db_int(person)}, 2);
    if (!e && changed == 0)
        return ERROR(error, ERR_NOT_FOUND, STR("ログイン中の端末"));
    return e;
}

int session_revoke_all(struct db *db, int64_t person, int64_t keep, struct error *error)
{
    return DB_RUN(db, error, "DELETE FROM web_session WHERE person = $1 AND id <> $2",
                  db_int(person), db_int(keep));
}
