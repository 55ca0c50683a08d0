/* GET /desk/audit: who did and read what in this commission, newest first; ids and digests only. */
#include "desk/page_routes.h"
#include "desk/page_view.h"
#include "desk/templates.h"

enum { SHOWN = 100 };

struct audit_job {
    const struct web_actor *actor;
    int64_t before, object_id;
    struct desk_audit_row *rows;
    int64_t *people;
    size_t count;
    int64_t last;
};

static int load_rows(struct db *db, void *argument, struct error *error)
{
    struct audit_job *job = argument;
    struct arena *arena = job->actor->arena;
    struct db_rows *rows;
    int e = DB_QUERY(db, error, &rows,
                     "SELECT id, time, actor, action, object, object_id, detail, number "
                     "FROM store_audit WHERE commission = $1 AND id < $2 "
                     "AND ($3 = 0 OR (object = 'case' AND object_id = $3)) "
                     "ORDER BY id DESC LIMIT 100",
                     db_int(job->actor->commission), db_int(job->before), db_int(job->object_id));
    if (e)
        return e;
    job->count = 0;
    while (job->count < SHOWN && db_next(rows)) {
        struct desk_audit_row *row = &job->rows[job->count];
        int64_t object = db_column_int(rows, 5);
        struct str kind = db_column_copy(rows, 4, arena);
        job->last = db_column_int(rows, 0);
        job->people[job->count++] = db_column_int(rows, 2);
        *row = (struct desk_audit_row){
            .when = desk_when(db_column_int(rows, 1), arena),
            .action = db_column_copy(rows, 3, arena),
            .object = object ? arena_format(arena, "%" PRIstr " %lld", STR_ARG(kind), (long long)object)
                             : kind,
            .path = object && str_equal(kind, STR("case")) ? desk_case_path(object, "", arena) : STR(""),
            .detail = db_column_copy(rows, 6, arena),
            .number = db_column_int(rows, 7),
        };
    }
    return db_finish(rows, error);
}

int desk_page_audit(struct web_request *request, struct web_response *response, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    int64_t before = web_integer(request, STR("before"));
    struct desk_names names;
    struct audit_job job = {
        .actor = &actor,
        .before = before ? before : INT64_MAX,
        .object_id = web_integer(request, STR("case")),
        .rows = ARENA_ARRAY(actor.arena, struct desk_audit_row, SHOWN),
        .people = ARENA_ARRAY(actor.arena, int64_t, SHOWN),
    };
    int e = store_read(actor.store, load_rows, &job, error);
    if (!e)
        e = desk_names_load(&actor, job.people, job.count, web_lang(request), &names, error);
    if (e)
        return e;
    for (size_t i = 0; i < job.count; i++)
        job.rows[i].who = desk_name_of(&names, job.people[i]);
    struct desk_audit_page page = {
        .rows = job.rows,
        .count = job.count,
        .next = job.count == SHOWN ? arena_format(actor.arena, "/desk/audit?before=%lld&case=%lld",
                                                  (long long)job.last, (long long)job.object_id)
                                   : STR(""),
    };
    web_page(request, response, STR("監査記録"), desk_audit_body, &page);
    return 0;
}
