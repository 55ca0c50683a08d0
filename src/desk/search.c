/* The searchable text of a case, and searching it. The index holds subject, company, cargo, invoice
   numbers, names of papers, words of mails, notes and papers; it relies on disk encryption (docs/desk.md). */
#include "base/buf.h"
#include "base/text.h"
#include "desk/file_job.h"
#include "desk/filter.h"
#include "desk/list.h"
#include "desk/record.h"
#include "store/search.h"

enum { MAIL_TEXT_LIMIT = 20000, CASE_TEXT_LIMIT = 100000 }; /* characters */

static void add_line(struct buf *text, struct str line)
{
    if (line.n) {
        buf_append(text, line);
        buf_append_char(text, '\n');
    }
}

static int add_rows(struct db *db, struct buf *text, int64_t case_id, struct error *error)
{
    struct arena *arena = arena_create();
    struct desk_cargo *cargo;
    struct desk_file *files;
    struct desk_mail *mails;
    struct desk_note *notes;
    size_t cargo_count = 0, file_count = 0, mail_count = 0, note_count = 0;
    int status = desk_cargo_list(db, case_id, arena, &cargo, &cargo_count, error);
    for (size_t i = 0; i < cargo_count; i++) {
        add_line(text, cargo[i].name);
        add_line(text, cargo[i].hs_code);
        add_line(text, cargo[i].origin);
        add_line(text, cargo[i].basis);
    }
    if (status == 0)
        status = desk_file_list(db, case_id, arena, &files, &file_count, error);
    for (size_t i = 0; i < file_count; i++)
        add_line(text, files[i].name);
    if (status == 0)
        status = desk_mail_list(db, case_id, arena, &mails, &mail_count, error);
    for (size_t i = 0; i < mail_count; i++) {
        add_line(text, mails[i].subject);
        add_line(text, mails[i].sender_name);
        add_line(text, text_head(mails[i].text, MAIL_TEXT_LIMIT));
    }
    if (status == 0)
        status = desk_note_list(db, case_id, arena, &notes, &note_count, error);
    for (size_t i = 0; i < note_count; i++)
        add_line(text, notes[i].text);
    if (status == 0)
        status = desk_text_add(db, case_id, arena, text, error);
    arena_destroy(arena);
    return status;
}

int desk_search_index(struct db *db, const struct web_actor *actor, int64_t case_id,
                      struct error *error)
{
    struct desk_case c;
    int status = desk_case_load(db, actor, case_id, false, &c, error);
    if (status || c.erased_at)
        return status;
    struct buf text = {0};
    add_line(&text, c.number);
    add_line(&text, c.subject);
    add_line(&text, c.company);
    add_line(&text, c.invoice_numbers);
    for (size_t i = 0; i < c.value_count; i++)
        if (c.values[i].field->store == DESK_FIELD_JSON)
            add_line(&text, c.values[i].text);
    status = add_rows(db, &text, case_id, error);
    if (status == 0)
        status = search_put(db, STR("case"), case_id, c.commission,
                            text_head(buf_str(&text), CASE_TEXT_LIMIT), error);
    buf_finish(&text);
    return status;
}

struct searching {
    const struct web_actor *actor;
    struct str query;
    const struct desk_filter *filter;
    struct desk_list *out;
};

/* Ids asked for at once: always as many, so that each filter is one prepared statement. */
enum { IDS_AT_ONCE = 52 };

/* The rows among `count` hits that pass the filter, newest first. No case has the id 0. */
static int filter_hits(struct db *db, const struct searching *s, const int64_t *ids, size_t count,
                       struct desk_list *found, struct error *error)
{
    struct desk_filter filter = *s->filter;
    filter.order = DESK_NEWEST;
    struct desk_clause clause;
    desk_clause_begin(&clause, s->actor, &filter);
    buf_append(&clause.sql, STR(" AND id IN ("));
    for (size_t i = 0; i < IDS_AT_ONCE; i++) {
        desk_clause_value(&clause, db_int(i < count ? ids[i] : 0));
        buf_format(&clause.sql, i ? ", $%zu" : "$%zu", clause.count);
    }
    buf_append(&clause.sql, STR(") ORDER BY id DESC"));
    int status = desk_list_query(db, &clause, IDS_AT_ONCE, s->actor->arena, found, error);
    desk_clause_finish(&clause);
    return status;
}

/* Adds rows until the page is full; then `more` tells that there is another. */
static void add_found(struct desk_list *out, size_t limit, const struct desk_list *found)
{
    for (size_t i = 0; i < found->count && !out->more; i++) {
        out->more = out->count == limit;
        if (!out->more)
            out->rows[out->count++] = found->rows[i];
    }
}

static int add_hits(struct db *db, const struct searching *s, const int64_t *ids, size_t count,
                    size_t limit, struct error *error)
{
    int status = 0;
    for (size_t at = 0; status == 0 && at < count && !s->out->more; at += IDS_AT_ONCE) {
        struct desk_list found;
        size_t some = count - at < IDS_AT_ONCE ? count - at : IDS_AT_ONCE;
        status = filter_hits(db, s, ids + at, some, &found, error);
        if (status == 0)
            add_found(s->out, limit, &found);
    }
    return status;
}

/* Rounds end after this many hits that the filter refuses: the page then says "more". */
enum { SEARCH_ROUND = 200, SEARCH_ROUNDS = 25 };

static int search_body(struct db *db, void *argument, struct error *error)
{
    const struct searching *s = argument;
    size_t limit = desk_list_limit(s->filter);
    int64_t before = s->filter->after_id, ids[SEARCH_ROUND];
    *s->out = (struct desk_list){
        .rows = ARENA_ARRAY(s->actor->arena, struct desk_list_row, limit)};
    for (int round = 0; round < SEARCH_ROUNDS; round++) {
        size_t count, wanted = limit - s->out->count + 1;
        if (wanted < SEARCH_ROUND && round > 0)
            wanted = SEARCH_ROUND;
        int status = search_find(db, STR("case"), s->actor->commission, s->query, before, ids,
                                 wanted > SEARCH_ROUND ? SEARCH_ROUND : wanted, &count, error);
        if (status || count == 0)
            return status;
        status = add_hits(db, s, ids, count, limit, error);
        if (status || s->out->more)
            return status;
        before = ids[count - 1];
    }
    s->out->more = true;
    return 0;
}

int desk_search(const struct web_actor *actor, struct str query, const struct desk_filter *filter,
                struct desk_list *out, struct error *error)
{
    int status = desk_require(actor, STR("desk.case.read"), error);
    if (status)
        return status;
    if (str_trim(query).n == 0)
        return desk_list_read(actor, filter, out, error);
    struct searching searching = {actor, text_head(query, 200), filter, out};
    return store_read(actor->store, search_body, &searching, error);
}
