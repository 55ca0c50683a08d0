/* One page of decisions is judged on the threads while the next one is read. */
#include "desk/law_replay.h"

#include <pthread.h>

#include "base/check.h"
#include "desk/record.h"

enum { PAGE_ROWS = 2000, MOST_THREADS = 16 };

struct stored {
    struct desk_replay_row row;
    struct str content;
};
struct page {
    struct arena *arena;
    struct stored *rows;
    size_t count;
    int64_t last; /* id */
};
struct run {
    const struct web_actor *actor;
    const struct desk_replay *replay;
    const struct desk_law_edition *edition;
    struct page *page; /* that is being read */
    int64_t after;
};

static day_number last_day(const struct desk_replay *replay)
{
    return replay->to ? replay->to : INT32_MAX;
}

static int read_body(struct db *db, void *argument, struct error *error)
{
    const struct run *run = argument;
    struct page *page = run->page;
    struct db_rows *rows;
    arena_reset(page->arena);
    page->rows = ARENA_ARRAY(page->arena, struct stored, PAGE_ROWS);
    page->count = 0;
    page->last = run->after;
    int status = DB_QUERY(db, error, &rows,
                          "SELECT d.id, d.case_id, d.cargo, c.number, d.line_name, d.as_of, d.proposal,"
                          " d.judgement, d.content FROM desk_law_decision d"
                          " JOIN desk_case c ON c.id = d.case_id WHERE d.commission = $1"
                          " AND d.newest = 1 AND d.content <> '' AND d.id > $2 AND d.decided_day >= $3"
                          " AND d.decided_day <= $4 ORDER BY d.id LIMIT $5",
                          db_int(run->actor->commission), db_int(run->after),
                          db_int(run->replay->from), db_int(last_day(run->replay)), db_int(PAGE_ROWS));
    if (status)
        return status;
    while (db_next(rows)) {
        struct stored *one = &page->rows[page->count++];
        page->last = db_column_int(rows, 0);
        one->row = (struct desk_replay_row){.case_id = db_column_int(rows, 1),
                                            .cargo = db_column_int(rows, 2),
                                            .number = db_column_copy(rows, 3, page->arena),
                                            .line_name = db_column_copy(rows, 4, page->arena),
                                            .as_of = (day_number)db_column_int(rows, 5)};
        law_result_find(db_column_text(rows, 6), &one->row.before);
        desk_judgement_parse(db_column_text(rows, 7), &one->row.judgement);
        one->content = db_column_copy(rows, 8, page->arena);
    }
    return db_finish(rows, error);
}

/* The part of a page that one thread judges: every `step`th row. */
struct share {
    const struct run *run;
    struct page *page;
    size_t first, step;
    struct arena *arena, *words; /* of one row; of the sentences that stay */
    pthread_t thread;
};

static void judge_row(struct share *share, struct stored *one)
{
    const struct run *run = share->run;
    const struct law_tables *tables = run->edition->tables;
    struct desk_replay_row *row = &one->row;
    struct law_cargo cargo;
    struct law_judgement judgement;
    struct error error = {0};
    if (run->replay->as_of)
        row->as_of = run->replay->as_of;
    arena_reset(share->arena);
    int status = law_cargo_read(tables, one->content, share->arena, &cargo, &error);
    if (status == 0)
        status = law_judge(tables, &cargo, row->as_of, share->arena, &judgement, &error);
    if (status) {
        row->problem = error_sentence(&error, LANG_JA, share->words);
        row->answer_differs = true;
        return;
    }
    row->after = judgement.result;
    row->answer_differs = !desk_law_agrees(row->after, row->judgement);
}

static void *judge_share(void *argument)
{
    struct share *share = argument;
    for (size_t i = share->first; i < share->page->count; i += share->step)
        judge_row(share, &share->page->rows[i]);
    return NULL;
}

static void start(struct share *shares, int threads, struct page *page)
{
    for (int i = 0; i < threads; i++) {
        arena_reset(shares[i].words);
        shares[i].page = page;
        CHECK(pthread_create(&shares[i].thread, NULL, judge_share, &shares[i]) == 0);
    }
}

static void join(struct share *shares, int threads)
{
    for (int i = 0; i < threads; i++)
        CHECK(pthread_join(shares[i].thread, NULL) == 0);
}

static void tell(const struct page *page, desk_replay_sink *sink, void *state,
                 struct desk_replay_count *count)
{
    for (size_t i = 0; i < page->count; i++) {
        const struct desk_replay_row *row = &page->rows[i].row;
        bool changed = row->problem.n || row->after != row->before;
        count->total++;
        count->changed += changed && row->problem.n == 0;
        count->differing += changed && row->answer_differs && row->problem.n == 0;
        count->unreadable += row->problem.n > 0;
        if (changed)
            sink(state, row);
    }
}

static int read_next(struct run *run, struct page *page, struct error *error)
{
    run->page = page;
    int status = store_read(run->actor->store, read_body, run, error);
    run->after = page->last;
    return status;
}

static int walk(struct run *run, struct share *shares, int threads, desk_replay_sink *sink, void *state,
                void (*progress)(void *, int64_t), struct desk_replay_count *count,
                struct error *error)
{
    struct page pages[2] = {{.arena = arena_create()}, {.arena = arena_create()}};
    int status = read_next(run, &pages[0], error);
    for (size_t now = 0; status == 0 && pages[now].count > 0; now = 1 - now) {
        start(shares, threads, &pages[now]);
        status = read_next(run, &pages[1 - now], error);
        join(shares, threads);
        tell(&pages[now], sink, state, count);
        if (progress)
            progress(state, count->total);
    }
    arena_destroy(pages[0].arena);
    arena_destroy(pages[1].arena);
    return status;
}

struct counting {
    const struct run *run;
    int64_t erased;
};

static int count_body(struct db *db, void *argument, struct error *error)
{
    struct counting *counting = argument;
    const struct run *run = counting->run;
    return DB_GET_INT(db, error, &counting->erased, STR("desk_law_decision"),
                      "SELECT count(*) FROM desk_law_decision WHERE commission = $1 AND newest = 1"
                      " AND content = '' AND decided_day >= $2 AND decided_day <= $3",
                      db_int(run->actor->commission), db_int(run->replay->from),
                      db_int(last_day(run->replay)));
}

static int count_erased(const struct run *run, int64_t *out, struct error *error)
{
    struct counting counting = {run, 0};
    int status = store_read(run->actor->store, count_body, &counting, error);
    *out = counting.erased;
    return status;
}

static int find_stamp(struct db *db, const struct run *run, int64_t *stamp, struct error *error)
{
    struct db_rows *rows;
    bool found = false;
    int status = DB_QUERY(db, error, &rows,
                          "SELECT stamp FROM desk_law_edition WHERE commission = $1 AND edition = $2",
                          db_int(run->actor->commission), db_text(run->replay->edition));
    if (status)
        return status;
    if (db_next(rows)) {
        *stamp = db_column_int(rows, 0);
        found = true;
    }
    status = db_finish(rows, error);
    return status || found ? status : ERROR(error, ERR_DESK_EDITION, run->replay->edition);
}

static int take_body(struct db *db, void *argument, struct error *error)
{
    struct run *run = argument;
    int64_t commission = run->actor->commission, stamp;
    desk_law_edition_release(run->edition); /* of an earlier run of this callback */
    run->edition = NULL;
    if (run->replay->edition.n == 0)
        return desk_law_edition_take(db, commission, &run->edition, error);
    int status = find_stamp(db, run, &stamp, error);
    if (status == 0)
        status = desk_law_edition_at(db, commission, stamp, &run->edition, error);
    /* The built-in tables may have changed since with the program. */
    if (status == 0 && !str_equal(law_tables_edition(run->edition->tables), run->replay->edition))
        return ERROR(error, ERR_DESK_EDITION, run->replay->edition);
    return status;
}

int desk_law_replay(const struct web_actor *actor, const struct desk_replay *replay,
                    desk_replay_sink *sink, void *state,
                    void (*progress)(void *state, int64_t judged), struct desk_replay_count *out,
                    struct error *error)
{
    struct run run = {.actor = actor, .replay = replay};
    struct share shares[MOST_THREADS];
    int threads = replay->threads < 1              ? 1
                  : replay->threads > MOST_THREADS ? MOST_THREADS
                                                   : replay->threads;
    *out = (struct desk_replay_count){0};
    int status = desk_require(actor, STR("desk.case.read"), error);
    if (status == 0)
        status = store_read(actor->store, take_body, &run, error);
    if (status) {
        desk_law_edition_release(run.edition);
        return status;
    }
    for (int i = 0; i < threads; i++)
        shares[i] = (struct share){.run = &run, .first = (size_t)i, .step = (size_t)threads,
                                   .arena = arena_create(), .words = arena_create()};
    out->edition = arena_copy(actor->arena, law_tables_edition(run.edition->tables));
    status = walk(&run, shares, threads, sink, state, progress, out, error);
    if (status == 0)
        status = count_erased(&run, &out->erased, error);
    for (int i = 0; i < threads; i++) {
        arena_destroy(shares[i].arena);
        arena_destroy(shares[i].words);
    }
    desk_law_edition_release(run.edition);
    return status;
}
