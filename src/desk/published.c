/* Reading one published record. */
#include "desk/published.h"

#include "base/buf.h"
#include "desk/registry_inside.h"
#include "store/blob.h"

struct reading {
    const struct web_actor *actor;
    int64_t case_id, file;
    struct desk_published *out;
    struct desk_paper *papers;
    size_t paper_count;
};

/* Only what is published now: not while a correction is on its way. */
static int load_published(struct db *db, const struct reading *r, struct desk_case *c,
                          struct error *error)
{
    int failure = desk_case_load(db, r->actor, r->case_id, false, c, error);
    if (failure)
        return failure;
    return c->state == DESK_PUBLISHED ? 0 : ERROR(error, ERR_NOT_FOUND, STR("公開された記録"));
}

static int load_rules(struct db *db, const struct web_actor *actor, struct desk_row_rules *rules,
                      struct desk_table *values, struct error *error)
{
    struct desk_layout columns;
    int failure = desk_row_rules_in_force(db, actor, rules, error);
    if (!failure)
        failure = desk_layout_in_force(db, actor->commission, STR("published_columns"), actor->arena,
                                       &columns, error);
    if (!failure)
        failure = desk_columns_parse(columns.body, actor->arena, &rules->columns, &rules->count,
                                     error);
    if (!failure)
        failure = desk_layout_table(db, actor->commission, STR("registry_values"), actor->arena,
                                    values, error);
    return failure;
}

static struct str without(struct str text, struct str words, struct arena *arena)
{
    struct buf out = {0};
    size_t at = 0;
    for (size_t found; (found = str_find(text, words, at)) != SIZE_MAX; at = found + words.n) {
        buf_append(&out, str_slice(text, at, found));
        buf_append(&out, STR("●●"));
    }
    if (at == 0)
        return text;
    buf_append(&out, str_slice(text, at, text.n));
    struct str copy = arena_copy(arena, buf_str(&out));
    buf_finish(&out);
    return copy;
}

static bool is_column(const struct desk_row_rules *rules, struct str field)
{
    for (size_t i = 0; i < rules->count; i++)
        if (str_equal(rules->columns[i].field, field))
            return true;
    return false;
}

/* Names, telephones and addresses stand in free text too: in the greeting of the advice, in the question. */
static void hide_personal(const struct desk_content *content, const struct desk_row_rules *rules,
                          struct arena *arena, struct desk_sheet *sheet)
{
    size_t count;
    const struct desk_field *fields = desk_fields(&count);
    struct str *texts = ARENA_ARRAY(arena, struct str, sheet->rows * sheet->columns);
    for (size_t i = 0; i < sheet->rows * sheet->columns; i++)
        texts[i] = sheet->cells[i];
    for (size_t f = 0; f < count; f++) {
        struct str personal = str_trim(content->texts[f]);
        if (fields[f].store != DESK_FIELD_PERSONAL || personal.n == 0 ||
            is_column(rules, fields[f].code))
            continue;
        for (size_t i = 0; i < sheet->rows * sheet->columns; i++)
            texts[i] = without(texts[i], personal, arena);
    }
    sheet->cells = texts;
}

static int load_sheet(struct db *db, const struct reading *r, struct error *error)
{
    const struct web_actor *actor = r->actor;
    struct desk_content now, loaded;
    struct desk_row_rules rules;
    struct desk_table values;
    bool found;
    int failure = desk_content_make(db, actor, r->case_id, &now, error);
    if (!failure)
        failure = desk_row_content(db, r->case_id, false, actor->arena, &found, &loaded, error);
    if (failure)
        return failure;
    r->out->erased = now.erased;
    if (now.erased || (failure = load_rules(db, actor, &rules, &values, error)))
        return failure;
    const struct desk_content *content = found ? &loaded : &now;
    desk_sheet_make(content, &rules, &values, actor->arena, &r->out->sheet);
    hide_personal(content, &rules, actor->arena, &r->out->sheet);
    return 0;
}

static int load_pdfs(struct db *db, const struct reading *r, struct error *error)
{
    struct desk_paper *papers;
    size_t count;
    int failure = desk_paper_list(db, r->actor, r->case_id, &papers, &count, error);
    if (failure || r->out->erased)
        return failure;
    struct desk_pdf *pdfs = ARENA_ARRAY(r->actor->arena, struct desk_pdf, count);
    for (size_t i = 0; i < count; i++)
        if (papers[i].pdf.state == DESK_PDF_MADE && !papers[i].infected)
            pdfs[r->out->pdf_count++] = papers[i].pdf;
    r->out->pdfs = pdfs;
    return 0;
}

static int read_body(struct db *db, void *argument, struct error *error)
{
    const struct reading *r = argument;
    struct desk_case c;
    *r->out = (struct desk_published){.case_id = r->case_id};
    int failure = load_published(db, r, &c, error);
    if (!failure)
        failure = load_sheet(db, r, error);
    if (!failure)
        failure = load_pdfs(db, r, error);
    r->out->number = failure ? STR("") : c.number;
    r->out->published_at = failure ? 0 : c.published_at;
    return failure;
}

int desk_published_read(const struct web_actor *actor, int64_t case_id, struct desk_published *out,
                        struct error *error)
{
    struct reading reading = {.actor = actor, .case_id = case_id, .out = out};
    int failure = desk_require(actor, STR("desk.published.read"), error);
    if (!failure)
        failure = store_read(actor->store, read_body, &reading, error);
    return failure ? failure
                   : desk_note_read(actor, STR("published.read"), STR("case"), case_id, error);
}

static int papers_body(struct db *db, void *argument, struct error *error)
{
    struct reading *r = argument;
    struct desk_case c;
    int failure = load_published(db, r, &c, error);
    return failure ? failure
                   : desk_paper_list(db, r->actor, r->case_id, &r->papers, &r->paper_count, error);
}

int desk_published_pdf(const struct web_actor *actor, int64_t case_id, int64_t file, int *fd,
                       struct desk_pdf *out, struct error *error)
{
    struct reading reading = {.actor = actor, .case_id = case_id};
    int failure = desk_require(actor, STR("desk.published.read"), error);
    if (!failure)
        failure = store_read(actor->store, papers_body, &reading, error);
    for (size_t i = 0; i < reading.paper_count && !failure; i++) {
        const struct desk_paper *paper = &reading.papers[i];
        if (paper->pdf.file != file || paper->pdf.state != DESK_PDF_MADE || paper->infected)
            continue;
        *out = paper->pdf;
        failure = blob_read_fd(actor->store, paper->pdf_vault, paper->pdf_blob, fd, error);
        return failure ? failure
                       : desk_note_read(actor, STR("published.pdf"), STR("case"), case_id, error);
    }
    return failure ? failure : ERROR(error, ERR_NOT_FOUND, STR("公開された PDF"));
}
