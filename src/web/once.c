/* Actions happen once: the form's key is written down before the handler runs and gets the place
   to go to afterwards. If the program dies in between, the key stays "at work": a repeat is refused
   with the advice to look at the result, never carried out twice. */
#include "web/server_internal.h"

struct once {
    int64_t session;
    struct str key, location;
    struct arena *arena;
    bool fresh, done;
};

static struct str sent_key(const struct web_request *request)
{
    for (size_t i = 0; i < request->form.count; i++)
        if (str_equal(request->form.pairs[i].name, STR("_key")))
            return request->form.pairs[i].value;
    return STR("");
}

static int claim(struct db *db, void *argument, struct error *error)
{
    struct once *once = argument;
    int64_t changed = 0;
    int e = db_run(
        db, error, &changed,
        STR("INSERT INTO web_once (session, key, begun) VALUES ($1, $2, $3)"
            " ON CONFLICT (session, key) DO NOTHING"),
        (const struct db_value[]){db_int(once->session), db_text(once->key), db_int(db_time(db))},
        3);
    once->fresh = changed > 0;
    if (e || once->fresh)
        return e;
    struct db_rows *rows;
    e = DB_QUERY(db, error, &rows, "SELECT location FROM web_once WHERE session = $1 AND key = $2",
                 db_int(once->session), db_text(once->key));
    if (e)
        return e;
    if (db_next(rows)) {
        once->done = !db_column_is_null(rows, 0);
        once->location = db_column_copy(rows, 0, once->arena);
    }
    return db_finish(rows, error);
}

int once_begin(struct web_request *request, struct once_claim *claimed, bool *known,
               struct error *error)
{
    *claimed = (struct once_claim){request->session.id, sent_key(request)};
    struct once once = {.session = claimed->session, .key = claimed->key, .arena = request->arena};
    *known = false;
    if (once.key.n == 0)
        return 0;
    if (once.key.n != 32)
        return ERROR(error, ERR_WEB_BODY, STR("フォームの鍵が正しくありません"));
    int e = store_write(request->server->store, claim, &once, error);
    if (e || once.fresh)
        return e;
    if (!once.done || once.location.n == 0)
        return ERROR(error, ERR_WEB_REPEATED, STR(""));
    *known = true;
    web_redirect(&request->response, once.location, STR(""));
    return 0;
}

static int conclude(struct db *db, void *argument, struct error *error)
{
    const struct once *once = argument;
    if (!once->done)
        return DB_RUN(db, error, "DELETE FROM web_once WHERE session = $1 AND key = $2",
                      db_int(once->session), db_text(once->key));
    return DB_RUN(db, error, "UPDATE web_once SET location = $3 WHERE session = $1 AND key = $2",
                  db_int(once->session), db_text(once->key), db_text(once->location));
}

void once_end(struct web_request *request, const struct once_claim *claimed, bool success)
{
    if (claimed->key.n == 0)
        return;
    struct once once = {.session = claimed->session,
                        .key = claimed->key,
                        .done = success,
                        .location =
                            request->response.location.p ? request->response.location : STR("")};
    struct error ignored = {0};
    /* Not written: the key stays "at work", which is safe. */
    store_write(request->server->store, conclude, &once, &ignored);
}
