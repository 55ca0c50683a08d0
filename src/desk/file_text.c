/* The words inside papers become searchable: of each paper the first 20,000 characters, behind all else
   that is searchable of its case. A paper that cannot be read says so on the page of its case. */
#include <unistd.h>

#include "base/text.h"
#include "desk/file_job.h"
#include "desk/list.h"
#include "desk/record.h"
#include "doc/reading.h"

enum { TEXT_LIMIT = 20000, ATTEMPTS = 5 };

struct text_work {
    struct web_actor actor;
    const struct job *job;
    struct desk_file file;
    enum reading_result result;
    struct str text, reason;
};

static int save_row(struct db *db, const struct text_work *w, struct error *error)
{
    static const struct str states[] = {[READING_TEXT] = STR_INIT("text"),
                                        [READING_NONE] = STR_INIT("none"),
                                        [READING_ABSENT] = STR_INIT("absent"),
                                        [READING_FAILED] = STR_INIT("failed")};
    struct str sealed = {"", 0};
    const struct desk_member member = {STR("text"), w->text};
    int status = w->text.n ? desk_seal_members(db, w->file.vault, &member, 1, w->actor.arena,
                                               &sealed, error)
                           : 0;
    if (status)
        return status;
    return DB_RUN(db, error,
                  "INSERT INTO desk_text (file, state, reason, vault, content, at)"
                  " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (file) DO UPDATE SET"
                  " state = excluded.state, reason = excluded.reason, vault = excluded.vault,"
                  " content = excluded.content, at = excluded.at",
                  db_int(w->file.id), db_text(states[w->result]), db_text(w->reason),
                  db_int(w->file.vault), db_bytes(sealed), db_int(db_time(db)));
}

static int save_body(struct db *db, void *argument, struct error *error)
{
    const struct text_work *w = argument;
    int status = save_row(db, w, error);
    if (status == 0 && w->text.n)
        status = desk_search_index(db, &w->actor, w->file.case_id, error);
    return status ? status : job_done(db, w->job, error);
}

static int extract(struct text_work *w, const struct web_services *services, struct error *error)
{
    int fd;
    int status = blob_read_fd(w->actor.store, w->file.vault, w->file.blob_id, &fd, error);
    if (status)
        return status;
    const struct reading_source source = {fd, w->file.name};
    status = reading_extract(store_context(w->actor.store), services->workers, &source, TEXT_LIMIT,
                             w->actor.arena, &w->result, &w->text, &w->reason, error);
    close(fd);
    return status;
}

int desk_text_job(struct store *store, const struct web_services *services, const struct job *job,
                  struct arena *arena, struct error *error)
{
    struct text_work w = {.job = job};
    struct error problem = {0};
    int64_t commission = 0;
    int status = desk_file_of_job(store, job, arena, &w.file, &commission, error);
    if (status)
        return status;
    if (w.file.id == 0)
        return desk_file_job_end(store, job, error);
    w.actor = web_actor_program(store, arena, commission, services);
    status = extract(&w, services, &problem);
    if (status == ERR_STORE_ERASED)
        return desk_file_job_end(store, job, error);
    if (status && job->attempt < ATTEMPTS) {
        if (error)
            error_copy(error, &problem);
        return status;
    }
    if (status) { /* The tries are used up: people see why. */
        w.result = READING_FAILED;
        w.reason = error_sentence(&problem, LANG_JA, arena);
    }
    return store_write(store, save_body, &w, error);
}

int desk_text_round(struct store *store, const struct web_services *services, struct arena *arena,
                    struct error *error)
{
    static const struct desk_file_round round = {
        .kind = STR_INIT("file.text"),
        .attempts = ATTEMPTS,
        .lease = (int64_t)15 * 60 * US_PER_SECOND,
        .run = desk_text_job,
    };
    (void)arena;
    return desk_file_round(store, services, &round, error);
}

int desk_text_add(struct db *db, int64_t case_id, struct arena *arena, struct buf *out,
                  struct error *error)
{
    struct db_rows *rows;
    struct sealed {
        int64_t vault;
        struct str content;
    } *sealed = NULL;
    size_t count = 0;
    int status = DB_QUERY(db, error, &rows,
                          "SELECT t.vault, t.content FROM desk_file f JOIN desk_text t"
                          " ON t.file = f.id WHERE f.case_id = $1 AND t.state = 'text'"
                          " ORDER BY f.id", db_int(case_id));
    if (status)
        return status;
    while (db_next(rows)) {
        struct sealed *one = DESK_ADD(arena, &sealed, &count, struct sealed);
        *one = (struct sealed){db_column_int(rows, 0), db_column_copy(rows, 1, arena)};
    }
    status = db_finish(rows, error);
    for (size_t i = 0; status == 0 && i < count; i++) {
        const struct json *opened;
        status = desk_open_members(db, sealed[i].vault, sealed[i].content, arena, &opened, error);
        if (status == 0 && opened) {
            buf_append(out, json_text(opened, STR("text")));
            buf_append_char(out, '\n');
        }
    }
    return status;
}
