/* The hearing form of existing plants, and what is still missing of each. */
#include <pthread.h>

#include "base/check.h"
#include "base/embedded.h"
#include "water/data/certificate.h"
#include "water/data/survey_inside.h"
#include "water/model/columns.h"
#include "water/model/quantity.h"

extern const struct embedded_files water_item_data;

static struct water_answer questions[WATER_QUESTIONS_MOST];
static size_t question_count;
static struct arena
    *volatile kept; /* as long as the program; read by nobody but the leak checker */
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* Part of the program: what cannot be read is a fault of the build. */
static void read_questions(void)
{
    static const struct str heads[] = {STR_INIT("key"),  STR_INIT("topic"),    STR_INIT("label"),
                                       STR_INIT("unit"), STR_INIT("required"), STR_INIT("number")};
    const struct csv_read_options options = {
        .encoding = CSV_UTF8, .separator = '\t', .name = STR("hearing.tsv")};
    struct csv_reader *reader =
        csv_reader_create_text(embedded_find(&water_item_data, STR("hearing.tsv")), &options);
    struct csv_row row;
    size_t c[6];
    kept = arena_create();
    CHECK(water_columns_read(reader, heads, 6, c, NULL) == 0);
    while (csv_read(reader, &row, NULL) == 0 && row.count) {
        CHECK(question_count < WATER_QUESTIONS_MOST);
        questions[question_count++] =
            (struct water_answer){.key = arena_copy(kept, csv_field(&row, c[0])),
                                  .topic = arena_copy(kept, csv_field(&row, c[1])),
                                  .label = arena_copy(kept, csv_field(&row, c[2])),
                                  .unit = arena_copy(kept, csv_field(&row, c[3])),
                                  .required = str_equal(csv_field(&row, c[4]), STR("yes")),
                                  .number = str_equal(csv_field(&row, c[5]), STR("yes"))};
    }
    csv_reader_destroy(reader);
}

struct hearing_call {
    const struct web_actor *actor;
    int64_t mine;
    struct water_answer *answers;
    const struct water_answer *given;
    size_t count;
};

static struct water_answer *find_answer(struct water_answer *answers, struct str key)
{
    for (size_t i = 0; i < question_count; i++)
        if (str_equal(answers[i].key, key))
            return &answers[i];
    return NULL;
}

static int load_answers(struct db *db, struct hearing_call *call, struct error *error)
{
    struct water_mine_row mine;
    struct db_rows *rows;
    pthread_once(&once, read_questions);
    call->answers = ARENA_ARRAY(call->actor->arena, struct water_answer, question_count);
    for (size_t i = 0; i < question_count; i++)
        call->answers[i] = questions[i];
    int status = water_mine_load(db, call->actor, call->mine, &mine, error);
    if (!status)
        status = DB_QUERY(db, error, &rows,
                          "SELECT question, answer, changed_at FROM water_hearing WHERE mine = $1",
                          db_int(call->mine));
    if (status)
        return status;
    while (db_next(rows)) {
        struct water_answer *answer = find_answer(call->answers, db_column_text(rows, 0));
        if (!answer)
            continue;
        answer->answer = db_column_copy(rows, 1, call->actor->arena);
        answer->changed_at = db_column_int(rows, 2);
    }
    return db_finish(rows, error);
}

static int read_body(struct db *db, void *argument, struct error *error)
{
    return load_answers(db, argument, error);
}

int water_hearing_read(const struct web_actor *actor, int64_t mine, struct water_answer **out,
                       size_t *count, struct error *error)
{
    struct hearing_call call = {.actor = actor, .mine = mine};
    int status = store_read(actor->store, read_body, &call, error);
    *out = call.answers;
    *count = status ? 0 : question_count;
    return status;
}

static int save_answer(struct db *db, const struct hearing_call *call,
                       const struct water_answer *given, int64_t *changed, struct error *error)
{
    const struct water_answer *before = find_answer(call->answers, given->key);
    if (!before)
        return ERROR(error, ERR_NOT_FOUND, given->key);
    if (str_equal(before->answer, given->answer))
        return 0;
    ++*changed;
    return DB_RUN(db, error,
                  "INSERT INTO water_hearing (mine, question, answer, author, changed_at)"
                  " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (mine, question)"
                  " DO UPDATE SET answer = excluded.answer, author = excluded.author,"
                  " changed_at = excluded.changed_at",
                  db_int(call->mine), db_text(given->key), db_text(given->answer),
                  db_int(call->actor->person), db_int(db_time(db)));
}

static int save_body(struct db *db, void *argument, struct error *error)
{
    struct hearing_call *call = argument;
    int64_t changed = 0;
    int status = load_answers(db, call, error);
    for (size_t i = 0; i < call->count && !status; i++)
        status = save_answer(db, call, &call->given[i], &changed, error);
    return status ? status
                  : web_actor_audit(
                        db, call->actor, STR("water.hearing"), STR("mine"), call->mine,
                        arena_format(call->actor->arena, "{\"answers\":%lld}", (long long)changed),
                        error);
}

int water_hearing_save(const struct web_actor *actor, int64_t mine,
                       const struct water_answer *answers, size_t count, struct error *error)
{
    struct hearing_call call = {.actor = actor, .mine = mine, .given = answers, .count = count};
    int status = water_require(actor, STR("water.log"), error);
    return status ? status : store_write(actor->store, save_body, &call, error);
}

/* --- figures --- */

/* Length of the number in front; full-width digits and signs count. */
static size_t number_length(struct str text)
{
    static const struct str signs[] = {
        STR_INIT("０"), STR_INIT("１"), STR_INIT("２"), STR_INIT("３"), STR_INIT("４"),
        STR_INIT("５"), STR_INIT("６"), STR_INIT("７"), STR_INIT("８"), STR_INIT("９"),
        STR_INIT("，"), STR_INIT("．"), STR_INIT("－"), STR_INIT("+"),  STR_INIT("-"),
        STR_INIT(","),  STR_INIT(".")};
    size_t at = 0;
    for (bool more = true; more && at < text.n;) {
        more = text.p[at] >= '0' && text.p[at] <= '9';
        at += more;
        for (size_t i = 0; i < sizeof signs / sizeof *signs && !more; i++)
            if (str_starts(str_slice(text, at, text.n), signs[i])) {
                at += signs[i].n;
                more = true;
            }
    }
    return at;
}

/* "㎡/年" as the quantities have it: m2/y. */
static struct str plain_unit(struct str unit, struct arena *arena)
{
    static const struct str spellings[][2] = {
        {STR_INIT("㎡"), STR_INIT("m2")}, {STR_INIT("m²"), STR_INIT("m2")},
        {STR_INIT("㎥"), STR_INIT("m3")}, {STR_INIT("m³"), STR_INIT("m3")},
        {STR_INIT("日"), STR_INIT("d")},  {STR_INIT("年"), STR_INIT("y")},
        {STR_INIT("度"), STR_INIT("℃")},  {STR_INIT("分"), STR_INIT("min")},
        {STR_INIT("時"), STR_INIT("h")}};
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
        size_t at = str_find(unit, spellings[i][0], 0);
        if (at != SIZE_MAX)
            unit = ARENA_JOIN(arena, str_slice(unit, 0, at), spellings[i][1],
                              str_slice(unit, at + spellings[i][0].n, unit.n));
    }
    return unit;
}

bool water_answer_number(const struct water_answer *answer, struct arena *arena, double *si)
{
    static const struct str ends[] = {STR_INIT("、"), STR_INIT("。"), STR_INIT("（"),
                                      STR_INIT("("),  STR_INIT(" ("), STR_INIT("；")};
    struct str text = str_trim(answer->answer), wanted = plain_unit(answer->unit, arena);
    struct decimal value;
    struct water_quantity quantity;
    if (str_starts(text, STR("約")))
        text = str_trim(str_slice(text, STR("約").n, text.n));
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t at = str_find(text, ends[i], 0);
        text = str_trim(at == SIZE_MAX ? text : str_slice(text, 0, at));
    }
    size_t length = number_length(text);
    if (length == 0 || decimal_parse(str_slice(text, 0, length), &value, NULL))
        return false;
    struct str unit = plain_unit(str_trim(str_slice(text, length, text.n)), arena);
    text = ARENA_JOIN(arena, decimal_format(value, arena), STR(" "), unit.n ? unit : wanted);
    if (water_quantity_parse(text, wanted, &quantity, NULL))
        return false;
    *si = quantity.si;
    return true;
}

/* --- what is missing --- */

enum { MISSING_MOST = 4000 };

struct missing_list {
    struct water_missing *rows;
    size_t count;
};

static void add(struct missing_list *list, const struct water_mine_row *mine, struct str what)
{
    if (list->count < MISSING_MOST)
        list->rows[list->count++] = (struct water_missing){mine->id, mine->name, what};
}

static void add_visit(struct missing_list *list, const struct water_mine_row *mine,
                      const struct water_visit *visit, struct arena *arena)
{
    struct str items = {0};
    for (size_t i = 0; i < visit->item_count; i++)
        if (!visit->has_result[i])
            items = items.n ? ARENA_JOIN(arena, items, STR("、"), visit->items[i]->label)
                            : visit->items[i]->label;
    if (!visit->visited_at)
        add(list, mine,
            ARENA_JOIN(arena, STR("調査が済んでいません: "), visit->point_name, STR("（予定 "),
                       day_format(visit->planned, arena), STR("）")));
    if (items.n)
        add(list, mine,
            ARENA_JOIN(arena, STR("結果がありません: "), visit->point_name, STR(" "), items));
}

struct visits_call {
    const struct web_actor *actor;
    int64_t mine;
    struct water_visit *visits;
    size_t count;
};

static int visits_body(struct db *db, void *argument, struct error *error)
{
    struct visits_call *call = argument;
    return water_visits_load(db, call->actor, WATER_VISITS_OF_MINE, call->mine, &call->visits,
                             &call->count, error);
}

static int add_of_mine(const struct web_actor *actor, const struct water_mine_row *mine,
                       struct missing_list *list, struct error *error)
{
    struct visits_call visits = {.actor = actor, .mine = mine->id};
    struct water_answer *answers = NULL;
    struct water_certificate *papers = NULL;
    size_t count = 0, paper_count = 0;
    int status = water_hearing_read(actor, mine->id, &answers, &count, error);
    for (size_t i = 0; i < count && !status; i++)
        if (answers[i].required && answers[i].answer.n == 0)
            add(list, mine, ARENA_JOIN(actor->arena, STR("ヒアリング: "), answers[i].label));
    if (!status)
        status = store_read(actor->store, visits_body, &visits, error);
    for (size_t i = 0; i < visits.count && !status; i++)
        add_visit(list, mine, &visits.visits[i], actor->arena);
    if (!status)
        status = water_certificates(actor, mine->id, &papers, &paper_count, error);
    for (size_t i = 0; i < paper_count && !status; i++)
        if (papers[i].name.n == 0)
            add(list, mine, ARENA_JOIN(actor->arena, STR("計量証明書の原本: "), papers[i].number));
    return status;
}

int water_missing(const struct web_actor *actor, int64_t mine, struct water_missing **out,
                  size_t *count, struct error *error)
{
    struct missing_list list = {ARENA_ARRAY(actor->arena, struct water_missing, MISSING_MOST), 0};
    struct water_mine_line *lines;
    size_t mines;
    int status = water_mine_list(actor, &lines, &mines, error);
    for (size_t i = 0; i < mines && !status; i++)
        if (mine == 0 || lines[i].mine.id == mine)
            status = add_of_mine(actor, &lines[i].mine, &list, error);
    *out = list.rows;
    *count = list.count;
    return status;
}
