/* Looking at a day: each case advised that day with the three parts of the close. */
#include "base/buf.h"
#include "desk/close_inside.h"
#include "store/audit.h"

static const struct {
    struct str name, ja, en;
} part_words[DESK_PARTS] = {
    [DESK_PART_REGISTERED] = {STR_INIT("registered"), STR_INIT("仮登録"), STR_INIT("Registered")},
    [DESK_PART_ATTACHED] = {STR_INIT("attached"), STR_INIT("資料の添付"), STR_INIT("Attached")},
    [DESK_PART_REQUESTED] = {STR_INIT("requested"), STR_INIT("公開依頼"),
                             STR_INIT("Publish requested")},
};

struct str desk_close_part_name(enum desk_close_part part)
{
    return part_words[part].name;
}

struct str desk_close_part_title(enum desk_close_part part, enum lang lang)
{
    return lang == LANG_JA ? part_words[part].ja : part_words[part].en;
}

bool desk_close_part_parse(struct str name, enum desk_close_part *out)
{
    for (int part = 0; part < DESK_PARTS; part++)
        if (str_equal(part_words[part].name, name)) {
            *out = (enum desk_close_part)part;
            return true;
        }
    return false;
}

struct str desk_day_state_title(enum desk_day_state state, enum lang lang)
{
    switch (state) {
    case DESK_DAY_CLOSED: return lang == LANG_JA ? STR("締め済み") : STR("Closed");
    case DESK_DAY_REOPENED: return lang == LANG_JA ? STR("締め直しが必要") : STR("Reopened");
    case DESK_DAY_OPEN: break;
    }
    return lang == LANG_JA ? STR("未締め") : STR("Open");
}

int desk_closing_newest(struct db *db, const struct web_actor *actor, day_number day,
                        struct desk_closing *out, struct error *error)
{
    *out = (struct desk_closing){0};
    struct db_rows *rows;
    int failure = DB_QUERY(db, error, &rows,
                           "SELECT id, revision, author, outgoing, digest, closed_at FROM "
                           "desk_close WHERE commission = $1 AND day = $2 "
                           "ORDER BY revision DESC LIMIT 1",
                           db_int(actor->commission), db_int(day));
    if (failure)
        return failure;
    if (db_next(rows))
        *out = (struct desk_closing){
            .id = db_column_int(rows, 0), .revision = db_column_int(rows, 1),
            .author = db_column_int(rows, 2), .outgoing = db_column_int(rows, 3),
            .digest = db_column_copy(rows, 4, actor->arena), .closed_at = db_column_int(rows, 5)};
    return db_finish(rows, error);
}

/* --- one case --- */
struct day_load {
    struct db *db;
    const struct web_actor *actor;
    struct desk_day *day;
    struct desk_row_rules rules;
};

static struct str join_texts(const struct str *texts, size_t count, struct arena *arena)
{
    struct buf out = {0};
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buf_append(&out, STR("、"));
        buf_append(&out, texts[i]);
    }
    struct str copy = arena_copy(arena, buf_str(&out));
    buf_finish(&out);
    return copy;
}

/* Registered before these records were kept (histories taken over from elsewhere). */
static bool registered_elsewhere(const struct desk_day_case *one)
{
    return one->row == DESK_ROW_NONE &&
        (one->state == DESK_REGISTERED || one->state == DESK_PUBLISH_REQUESTED ||
         one->state == DESK_PUBLISHED);
}

static void judge_registered(const struct day_load *load, struct desk_day_case *one,
                             bool loaded)
{
    struct arena *arena = load->actor->arena;
    struct str *sentence = &one->parts[DESK_PART_REGISTERED].sentence;
    if ((loaded && !one->changed) || registered_elsewhere(one))
        one->parts[DESK_PART_REGISTERED].state = DESK_PART_DONE;
    else if (one->gap_count > 0)
        *sentence = ARENA_JOIN(arena, STR("必須の項目が空です（"),
                               join_texts(one->gaps, one->gap_count, arena),
                               STR("）。相談の記録に入力してください。"));
    else if (loaded)
        *sentence = STR("登録後に内容が変わりました。訂正した内容を登録してください。");
    else if (one->row == DESK_ROW_ERROR)
        *sentence = ARENA_JOIN(arena, STR("登録でエラーになりました: "), one->row_problem);
    else if (one->online)
        *sentence = STR("オンライン申請の不備を確認し、確認済みにしてください。");
    else if (load->day->mode == DESK_REGISTRY_OWN)
        *sentence = STR("仮登録してください。");
    else if (one->row == DESK_ROW_EXPORTED)
        *sentence = STR("CSVを登録先に取り込み、結果を記録してください。");
    else
        *sentence = STR("CSVを出力して登録先に取り込んでください。");
}

static void judge_attached(struct desk_day_case *one)
{
    if (one->papers_done == one->papers)
        one->parts[DESK_PART_ATTACHED].state = DESK_PART_DONE;
    else
        one->parts[DESK_PART_ATTACHED].sentence =
            STR("名前を付けたPDFがそろっていません。PDFを作るか、除く書類に理由を付けてください。");
}

static void judge_requested(struct desk_day_case *one)
{
    bool asked = one->state == DESK_PUBLISH_REQUESTED || one->state == DESK_PUBLISHED;
    if (asked && !one->changed)
        one->parts[DESK_PART_REQUESTED].state = DESK_PART_DONE;
    else
        one->parts[DESK_PART_REQUESTED].sentence =
            one->parts[DESK_PART_REGISTERED].state == DESK_PART_DONE
                ? STR("公開依頼に移し、記録してください。")
                : STR("仮登録の後に公開依頼に移してください。");
}

static int read_excuses(struct day_load *load, struct desk_day_case *one, struct error *error)
{
    struct db_rows *rows;
    int failure = DB_QUERY(load->db, error, &rows,
                           "SELECT part, reason FROM desk_excuse WHERE commission = $1 AND "
                           "day = $2 AND case_id = $3",
                           db_int(load->actor->commission), db_int(load->day->day),
                           db_int(one->case_id));
    if (failure)
        return failure;
    while (db_next(rows)) {
        enum desk_close_part part;
        if (desk_close_part_parse(db_column_text(rows, 0), &part) &&
            one->parts[part].state == DESK_PART_MISSING) {
            one->parts[part].state = DESK_PART_EXCUSED;
            one->parts[part].sentence = db_column_copy(rows, 1, load->actor->arena);
        }
    }
    return db_finish(rows, error);
}

static int count_papers(struct day_load *load, struct desk_day_case *one, struct error *error)
{
    struct desk_paper *papers;
    size_t count;
    int failure = desk_paper_list(load->db, load->actor, one->case_id, &papers, &count, error);
    if (failure)
        return failure;
    one->papers = (int64_t)count;
    for (size_t i = 0; i < count; i++) {
        one->pdfs += papers[i].pdf.state == DESK_PDF_MADE;
        one->papers_done += papers[i].pdf.state == DESK_PDF_MADE ||
            papers[i].pdf.state == DESK_PDF_EXCLUDED;
    }
    return 0;
}

static void describe(const struct day_load *load, const struct desk_content *content,
                     struct desk_day_case *one)
{
    const struct desk_case *c = &content->c;
    *one = (struct desk_day_case){
        .case_id = c->id, .version = c->version, .number = c->number,
        .company = content->erased ? STR("消去済み") : c->company,
        .item = c->item, .judgement = c->judgement, .state = c->state,
        .online = desk_content_is_online(content)};
    one->gaps = ARENA_ARRAY(load->actor->arena, struct str, load->rules.count);
    one->gap_count = desk_content_gaps(content, load->rules.columns, load->rules.count,
                                       load->rules.by_line, one->gaps);
}

static int load_case(struct day_load *load, int64_t case_id, struct desk_day_case *one,
                     struct str *digest, struct error *error)
{
    struct desk_content content;
    struct desk_row newest, loaded;
    int failure = desk_content_make(load->db, load->actor, case_id, &content, error);
    if (!failure)
        failure = desk_row_newest(load->db, case_id, load->actor->arena, &newest, &loaded, error);
    if (failure)
        return failure;
    describe(load, &content, one);
    /* After erasure the day stands as it was closed. */
    bool stands = loaded.id != 0 && (content.erased || desk_content_same(&content, loaded.digest));
    *digest = stands ? loaded.digest : content.digest;
    one->row = newest.state;
    one->batch = newest.batch;
    one->receipt = loaded.receipt;
    one->row_problem = newest.problem;
    one->changed = loaded.id != 0 && !stands;
    if ((failure = count_papers(load, one, error)))
        return failure;
    judge_registered(load, one, loaded.id != 0);
    judge_attached(one);
    judge_requested(one);
    return read_excuses(load, one, error);
}

static void count_case(struct desk_day *day, const struct desk_day_case *one)
{
    bool missing = false, excused = false;
    for (int part = 0; part < DESK_PARTS; part++) {
        day->done[part] += one->parts[part].state == DESK_PART_DONE;
        missing |= one->parts[part].state == DESK_PART_MISSING;
        excused |= one->parts[part].state == DESK_PART_EXCUSED;
    }
    day->unfinished += missing;
    day->excused += excused;
}

/* --- the day --- */
static int load_cases(struct day_load *load, struct str **digests, struct error *error)
{
    struct desk_day *day = load->day;
    int64_t *ids;
    int failure =
        desk_advised_cases(load->db, load->actor, day->day, &ids, &day->count, error);
    if (failure)
        return failure;
    day->cases = ARENA_ARRAY(load->actor->arena, struct desk_day_case, day->count);
    *digests = ARENA_ARRAY(load->actor->arena, struct str, day->count);
    for (size_t i = 0; i < day->count && !failure; i++) {
        failure = load_case(load, ids[i], &day->cases[i], &(*digests)[i], error);
        count_case(day, &day->cases[i]);
    }
    return failure;
}

static int load_state(struct day_load *load, const struct str *digests, struct error *error)
{
    struct desk_day *day = load->day;
    struct desk_closing closing;
    int failure = desk_closing_newest(load->db, load->actor, day->day, &closing, error);
    if (failure)
        return failure;
    day->revision = closing.revision;
    day->closed_at = closing.closed_at;
    day->closed_by = closing.author;
    day->outgoing = closing.outgoing;
    struct str digest = desk_day_digest(load->db, day, digests, load->actor->arena);
    if (closing.id != 0)
        day->state = str_equal(digest, closing.digest) ? DESK_DAY_CLOSED : DESK_DAY_REOPENED;
    return DB_GET_INT(load->db, error, &day->answers_waiting, STR("desk_outgoing"),
                      "SELECT count(*) FROM desk_outgoing WHERE commission = $1 AND "
                      "purpose = 'answer' AND state IN ('waiting', 'sending', 'unknown')",
                      db_int(load->actor->commission));
}

int desk_day_load(struct db *db, const struct web_actor *actor, day_number day,
                  struct desk_day *out, struct str **digests, struct error *error)
{
    struct str *own;
    *out = (struct desk_day){.day = day};
    struct day_load load = {.db = db, .actor = actor, .day = out};
    int failure = desk_mode_in_force(db, actor->commission, actor->arena, &out->mode, error);
    if (!failure)
        failure = desk_row_rules_in_force(db, actor, &load.rules, error);
    if (!failure)
        failure = load_cases(&load, digests ? digests : &own, error);
    if (failure)
        return failure;
    int64_t advised = (int64_t)out->count;
    out->balanced = out->done[DESK_PART_REGISTERED] == advised &&
        out->done[DESK_PART_REQUESTED] == advised;
    return load_state(&load, digests ? *digests : own, error);
}

struct str desk_day_digest(struct db *db, const struct desk_day *day, const struct str *digests,
                           struct arena *arena)
{
    struct buf all = {0};
    for (size_t i = 0; i < day->count; i++) {
        const struct desk_day_case *one = &day->cases[i];
        buf_format(&all, "%lld %" PRIstr, (long long)one->case_id, STR_ARG(digests[i]));
        for (int part = 0; part < DESK_PARTS; part++)
            buf_format(&all, " %d", one->parts[part].state);
        buf_append_char(&all, '\n');
    }
    struct str digest = audit_digest(db_store(db), buf_str(&all), arena);
    buf_finish(&all);
    return digest;
}

static int old_digest(struct db *db, int64_t closing, int64_t case_id, struct arena *arena,
                      struct str *out, struct error *error)
{
    struct db_rows *rows;
    *out = (struct str){"", 0};
    int failure = DB_QUERY(db, error, &rows,
                           "SELECT digest FROM desk_close_case WHERE closing = $1 AND case_id = $2",
                           db_int(closing), db_int(case_id));
    if (failure)
        return failure;
    if (db_next(rows))
        *out = db_column_copy(rows, 0, arena);
    return db_finish(rows, error);
}

int desk_day_changes(struct db *db, const struct desk_day *day, const struct str *digests,
                     int64_t closing, struct arena *arena, struct str *out, struct error *error)
{
    struct str *numbers = ARENA_ARRAY(arena, struct str, day->count);
    size_t count = 0;
    for (size_t i = 0; i < day->count; i++) {
        struct str before;
        int failure = old_digest(db, closing, day->cases[i].case_id, arena, &before, error);
        if (failure)
            return failure;
        if (!str_equal(before, digests[i]))
            numbers[count++] = day->cases[i].number;
    }
    *out = join_texts(numbers, count, arena);
    return 0;
}

/* --- for pages --- */
struct day_call {
    const struct web_actor *actor;
    day_number from, to;
    struct desk_day *day;
    struct desk_day_line **lines;
    size_t *count;
};

static int day_body(struct db *db, void *argument, struct error *error)
{
    struct day_call *call = argument;
    return desk_day_load(db, call->actor, call->from, call->day, NULL, error);
}

int desk_day_read(const struct web_actor *actor, day_number day, struct desk_day *out,
                  struct error *error)
{
    struct day_call call = {.actor = actor, .from = day, .day = out};
    int failure = desk_require(actor, STR("desk.case.read"), error);
    return failure ? failure : store_read(actor->store, day_body, &call, error);
}

enum { MOST_LINES = 400 };

static int lines_body(struct db *db, void *argument, struct error *error)
{
    struct day_call *call = argument;
    struct db_rows *rows;
    *call->count = 0;
    int failure = DB_QUERY(
        db, error, &rows,
        "SELECT c.advised_day, count(*), "
        "count(*) FILTER (WHERE c.state IN ('registered', 'publish_requested', 'published')), "
        "count(*) FILTER (WHERE c.state IN ('publish_requested', 'published')), "
        "count(*) FILTER (WHERE c.state = 'published'), "
        "coalesce((SELECT max(k.revision) FROM desk_close k WHERE k.commission = $1 AND "
        "k.day = c.advised_day), 0) FROM desk_case c WHERE c.commission = $1 AND "
        "c.advised_day BETWEEN $2 AND $3 AND c.advised_day > 0 AND c.kind = 'consultation' AND "
        "c.merged_into = 0 GROUP BY c.advised_day ORDER BY c.advised_day DESC LIMIT $4",
        db_int(call->actor->commission), db_int(call->from), db_int(call->to), db_int(MOST_LINES));
    if (failure)
        return failure;
    while (db_next(rows))
        (*call->lines)[(*call->count)++] = (struct desk_day_line){
            .day = (day_number)db_column_int(rows, 0), .advised = db_column_int(rows, 1),
            .registered = db_column_int(rows, 2), .requested = db_column_int(rows, 3),
            .published = db_column_int(rows, 4), .revision = db_column_int(rows, 5)};
    return db_finish(rows, error);
}

int desk_day_list(const struct web_actor *actor, day_number from, day_number to,
                  struct desk_day_line **out, size_t *count, struct error *error)
{
    *out = ARENA_ARRAY(actor->arena, struct desk_day_line, MOST_LINES);
    struct day_call call = {.actor = actor, .from = from, .to = to, .lines = out, .count = count};
    int failure = desk_require(actor, STR("desk.case.read"), error);
    return failure ? failure : store_read(actor->store, lines_body, &call, error);
}
