/* Searching published records. The index holds the whole case, internal words too, so every hit is looked at
   again: it counts only when the words are in the published part they were asked for. */
#include "base/buf.h"
#include "base/text.h"
#include "desk/published.h"
#include "desk/registry_inside.h"
#include "store/search.h"

enum { ROUND = 100, ROUNDS = 40, LONGEST_QUERY = 200 };

struct searching {
    const struct web_actor *actor;
    const struct desk_published_query *query;
    struct str words;                     /* of all parts, for the index */
    struct str company, invoice, cargo;   /* normalised */
    struct desk_published_list *out;
};

/* What a row is found by, and what it shows. */
struct candidate {
    struct desk_published_row row;
    struct str companies, cargo; /* searchable */
};

static int load_lines(struct db *db, struct candidate *one, struct arena *arena, struct error *error)
{
    struct desk_cargo *lines;
    size_t count;
    int failure = desk_cargo_list(db, one->row.case_id, arena, &lines, &count, error);
    if (failure)
        return failure;
    struct buf shown = {0}, searched = {0};
    for (size_t i = 0; i < count; i++) {
        buf_append(&shown, i ? STR("、") : STR(""));
        buf_append(&shown, lines[i].name);
        buf_append(&searched, lines[i].name);
        buf_append_char(&searched, '\n');
        buf_append(&searched, lines[i].hs_code);
        buf_append_char(&searched, '\n');
    }
    one->row.cargo = arena_copy(arena, buf_str(&shown));
    one->cargo = arena_copy(arena, buf_str(&searched));
    buf_finish(&shown);
    buf_finish(&searched);
    return 0;
}

/* False: not published, of another class, or not here. */
static int load_candidate(struct db *db, const struct searching *s, int64_t case_id,
                          struct candidate *out, bool *found, struct error *error)
{
    struct arena *arena = s->actor->arena;
    struct desk_case c;
    struct error missing = {0};
    *found = false;
    int failure = desk_case_load(db, s->actor, case_id, false, &c, &missing);
    if (failure == ERR_NOT_FOUND)
        return 0;
    if (failure) {
        if (error)
            error_copy(error, &missing);
        return failure;
    }
    if (c.state != DESK_PUBLISHED ||
        (s->query->cargo_class.n && !str_equal(c.cargo_class, s->query->cargo_class)))
        return 0;
    *found = true;
    *out = (struct candidate){
        .row = {.case_id = case_id, .number = c.number, .company = c.company,
                .invoices = c.invoice_numbers, .country = c.country, .cargo_class = c.cargo_class,
                .judgement = c.judgement, .advised_day = c.advised_day},
        .companies = ARENA_JOIN(arena, c.company, STR("\n"), desk_case_value(&c, STR("trader_company")),
                                STR("\n"), desk_case_value(&c, STR("counterpart_company")))};
    return load_lines(db, out, arena, error);
}

static bool has_words(struct str words, struct str text, struct arena *arena)
{
    struct str normal = text_normal_form(text, arena), word;
    while (words.n > 0 && str_cut(&words, ' ', &word))
        if (word.n > 0 && !str_contains(normal, word))
            return false;
    return true;
}

static bool is_meant(const struct searching *s, const struct candidate *one)
{
    struct arena *arena = s->actor->arena;
    return has_words(s->company, one->companies, arena) &&
        has_words(s->invoice, one->row.invoices, arena) && has_words(s->cargo, one->cargo, arena);
}

static int add_ids(struct db *db, const struct searching *s, const int64_t *ids, size_t count,
                   struct error *error)
{
    int failure = 0;
    for (size_t i = 0; i < count && !failure && !s->out->next; i++) {
        struct candidate one;
        bool found;
        failure = load_candidate(db, s, ids[i], &one, &found, error);
        if (failure || !found || !is_meant(s, &one))
            continue;
        if (s->out->count == DESK_PUBLISHED_PAGE)
            s->out->next = s->out->rows[s->out->count - 1].case_id;
        else
            s->out->rows[s->out->count++] = one.row;
    }
    return failure;
}

/* The state stands in the text: the index of a class is one of published cases only. */
#define NEWEST                                                                              \
    "SELECT id FROM desk_case WHERE commission = $1 AND state = 'published' AND id < $2"
#define NEWEST_END " ORDER BY id DESC LIMIT $3"

static int newest_ids(struct db *db, const struct searching *s, int64_t before, int64_t *ids,
                      size_t *count, struct error *error)
{
    struct db_rows *rows;
    bool by_class = s->query->cargo_class.n > 0;
    const struct db_value values[] = {db_int(s->actor->commission),
                                      db_int(before ? before : INT64_MAX), db_int(ROUND),
                                      db_text(s->query->cargo_class)};
    *count = 0;
    int failure = db_query(db, error, &rows,
                           by_class ? STR(NEWEST " AND cargo_class = $4" NEWEST_END)
                                    : STR(NEWEST NEWEST_END),
                           values, by_class ? 4 : 3);
    if (failure)
        return failure;
    while (db_next(rows) && *count < ROUND)
        ids[(*count)++] = db_column_int(rows, 0);
    return db_finish(rows, error);
}

static int search_body(struct db *db, void *argument, struct error *error)
{
    const struct searching *s = argument;
    int64_t before = s->query->after, ids[ROUND];
    *s->out = (struct desk_published_list){
        .rows = ARENA_ARRAY(s->actor->arena, struct desk_published_row, DESK_PUBLISHED_PAGE)};
    for (int round = 0; round < ROUNDS && !s->out->next; round++) {
        size_t count;
        int failure = s->words.n
            ? search_find(db, STR("case"), s->actor->commission, s->words, before, ids, ROUND, &count,
                          error)
            : newest_ids(db, s, before, ids, &count, error);
        if (!failure)
            failure = add_ids(db, s, ids, count, error);
        if (failure || count < ROUND)
            return failure;
        before = ids[count - 1];
    }
    if (!s->out->next)
        s->out->next = before;
    return 0;
}

int desk_published_search(const struct web_actor *actor, const struct desk_published_query *query,
                          struct desk_published_list *out, struct error *error)
{
    struct arena *arena = actor->arena;
    int failure = desk_require(actor, STR("desk.published.read"), error);
    if (failure)
        return failure;
    struct searching s = {
        .actor = actor, .query = query, .out = out,
        .company = text_normal_form(text_head(query->company, LONGEST_QUERY), arena),
        .invoice = text_normal_form(text_head(query->invoice, LONGEST_QUERY), arena),
        .cargo = text_normal_form(text_head(query->cargo, LONGEST_QUERY), arena)};
    s.words = str_trim(ARENA_JOIN(arena, s.company, STR(" "), s.invoice, STR(" "), s.cargo));
    failure = store_read(actor->store, search_body, &s, error);
    return failure ? failure
                   : desk_note_read(actor, STR("published.search"), STR("commission"),
                                    actor->commission, error);
}
