/* The named PDFs of a case's papers: each paper is converted once, stored in the paper's own vault,
   and named by the layout "pdf_names". What cannot be converted says why and how to go on. */
#include <unistd.h>

#include "base/buf.h"
#include "base/text.h"
#include "desk/registry_inside.h"
#include "doc/mail.h"
#include "doc/paper.h"
#include "store/audit.h"
#include "store/blob.h"

/* A file name on Linux has at most 255 bytes. */
enum { MOST_NAME_BYTES = 240 };

static const struct {
    struct str name, ja, en;
} pdf_states[] = {
    [DESK_PDF_MISSING] = {STR_INIT(""), STR_INIT("未作成"), STR_INIT("Not made")},
    [DESK_PDF_MADE] = {STR_INIT("made"), STR_INIT("作成済"), STR_INIT("Made")},
    [DESK_PDF_CAPABILITY] = {STR_INIT("capability"), STR_INIT("変換機能なし"),
                             STR_INIT("Converter missing")},
    [DESK_PDF_UNREADABLE] = {STR_INIT("unreadable"), STR_INIT("変換不可"), STR_INIT("Unreadable")},
    [DESK_PDF_EXCLUDED] = {STR_INIT("excluded"), STR_INIT("除外"), STR_INIT("Left out")},
};

struct str desk_pdf_state_title(enum desk_pdf_state state, enum lang lang)
{
    return lang == LANG_JA ? pdf_states[state].ja : pdf_states[state].en;
}

static enum desk_pdf_state pdf_state(struct str name)
{
    for (int state = DESK_PDF_MADE; state <= DESK_PDF_EXCLUDED; state++)
        if (str_equal(pdf_states[state].name, name))
            return (enum desk_pdf_state)state;
    return DESK_PDF_MISSING;
}

int desk_note_read(const struct web_actor *actor, struct str action, struct str object,
                   int64_t object_id, struct error *error)
{
    const struct audit_entry entry = {
        .commission = actor->commission, .actor = actor->person, .action = action,
        .object = object, .object_id = object_id, .detail = STR("{}"), .address = actor->address};
    return audit_note(actor->store, &entry, error);
}

static void read_paper(struct db_rows *rows, struct arena *arena, struct desk_paper *out)
{
    *out = (struct desk_paper){
        .pdf = {.file = db_column_int(rows, 0), .original = db_column_copy(rows, 1, arena),
                .state = pdf_state(db_column_text(rows, 6)), .name = db_column_copy(rows, 7, arena),
                .reason = db_column_copy(rows, 8, arena), .size = db_column_int(rows, 9),
                .made_at = db_column_int(rows, 10)},
        .type = db_column_copy(rows, 2, arena), .document = db_column_copy(rows, 3, arena),
        .vault = db_column_int(rows, 4), .blob = db_column_copy(rows, 5, arena),
        .pdf_vault = db_column_int(rows, 11), .pdf_blob = db_column_copy(rows, 12, arena),
        .added_at = db_column_int(rows, 13), .flags = (uint32_t)db_column_int(rows, 14),
        .infected = db_column_int(rows, 15) != 0};
}

int desk_paper_list(struct db *db, const struct web_actor *actor, int64_t case_id,
                    struct desk_paper **out, size_t *count, struct error *error)
{
    int64_t most;
    int failure = DB_GET_INT(db, error, &most, STR("desk_file"),
                             "SELECT count(*) FROM desk_file WHERE case_id = $1", db_int(case_id));
    if (failure)
        return failure;
    *out = ARENA_ARRAY(actor->arena, struct desk_paper, (size_t)most);
    *count = 0;
    struct db_rows *rows;
    failure = DB_QUERY(db, error, &rows,
                       "SELECT f.id, f.name, f.type, f.document, f.vault, f.blob, "
                       "coalesce(p.state, ''), coalesce(p.name, ''), coalesce(p.reason, ''), "
                       "coalesce(p.size, 0), coalesce(p.made_at, 0), coalesce(p.vault, 0), "
                       "coalesce(p.blob, ''), f.added_at, f.flags, "
                       "CASE WHEN s.outcome = 'infected' THEN 1 ELSE 0 END FROM desk_file f "
                       "LEFT JOIN desk_scan s ON s.file = f.id "
                       "JOIN desk_case c ON c.id = f.case_id LEFT JOIN desk_pdf p ON p.file = f.id "
                       "WHERE f.case_id = $1 AND c.commission = $2 "
                       "AND (f.blob <> '' OR c.synthetic = 0) AND NOT EXISTS "
                       "(SELECT 1 FROM desk_file k WHERE k.case_id = f.case_id AND k.parent = f.id) "
                       "ORDER BY f.id",
                       db_int(case_id), db_int(actor->commission));
    if (failure)
        return failure;
    while (db_next(rows) && *count < (size_t)most)
        read_paper(rows, actor->arena, &(*out)[(*count)++]);
    return db_finish(rows, error);
}

/* What became of one paper. */
struct outcome {
    struct desk_pdf pdf;
    struct blob blob;                /* when made */
    const struct desk_paper *before; /* whose PDF is given up; NULL */
};
struct pdf_call {
    const struct web_actor *actor;
    int64_t case_id;
    struct desk_paper *papers;
    size_t count;
    struct desk_case c;
    struct desk_table names;
    struct outcome *outcomes;
    size_t outcome_count;
};

static int load_body(struct db *db, void *argument, struct error *error)
{
    struct pdf_call *call = argument;
    const struct web_actor *actor = call->actor;
    int failure = desk_case_load(db, actor, call->case_id, false, &call->c, error);
    if (!failure)
        failure = desk_paper_list(db, actor, call->case_id, &call->papers, &call->count, error);
    if (!failure)
        failure = desk_layout_table(db, actor->commission, STR("pdf_names"), actor->arena,
                                    &call->names, error);
    return failure;
}

int desk_pdf_list(const struct web_actor *actor, int64_t case_id, struct desk_pdf **out,
                  size_t *count, struct error *error)
{
    struct pdf_call call = {.actor = actor, .case_id = case_id};
    int failure = desk_require(actor, STR("desk.case.read"), error);
    if (!failure)
        failure = store_read(actor->store, load_body, &call, error);
    if (failure)
        return failure;
    *out = ARENA_ARRAY(actor->arena, struct desk_pdf, call.count);
    *count = call.count;
    for (size_t i = 0; i < call.count; i++)
        (*out)[i] = call.papers[i].pdf;
    return 0;
}

/* --- names --- */
static struct str without_extension(struct str name)
{
    for (size_t i = name.n; i > 1; i--)
        if (name.p[i - 1] == '.')
            return str_slice(name, 0, i - 1);
    return name;
}

static struct str document_title(const struct desk_paper *paper)
{
    size_t count;
    const struct desk_document_rule *rules = desk_document_rules(&count);
    for (size_t i = 0; i < count; i++)
        if (paper->document.n > 0 && str_equal(rules[i].code, paper->document))
            return rules[i].title;
    return without_extension(paper->pdf.original);
}

/* At most `longest` characters and what a file system takes, ".pdf" kept. */
static struct str cut_name(struct str name, int64_t longest, struct str suffix, struct arena *arena)
{
    struct str stem = text_head(without_extension(name), (size_t)longest - 4 - suffix.n);
    while (stem.n > MOST_NAME_BYTES)
        stem = text_head(stem, text_length(stem) - 1);
    return ARENA_JOIN(arena, stem, suffix, STR(".pdf"));
}

static bool name_taken(const struct pdf_call *call, size_t own, struct str name)
{
    for (size_t i = 0; i < call->count; i++)
        if (i != own && str_equal(call->papers[i].pdf.name, name))
            return true;
    return false;
}

static struct str make_name(const struct pdf_call *call, size_t at)
{
    struct arena *arena = call->actor->arena;
    const struct desk_paper *paper = &call->papers[at];
    int64_t longest = 100;
    str_to_int64(desk_table_value(&call->names, STR("longest")), &longest);
    const struct desk_word words[] = {
        {STR("number"), call->c.number},
        {STR("seq"), arena_format(arena, "%02zu", at + 1)},
        {STR("document"), document_title(paper)},
        {STR("name"), without_extension(paper->pdf.original)},
        {STR("company"), call->c.company},
        {STR("date"), desk_day_digits(call->c.advised_day, arena)},
    };
    struct str full = desk_file_name(desk_table_value(&call->names, STR("pattern")), words,
                                     sizeof words / sizeof words[0], arena);
    struct str name = cut_name(full, longest, STR(""), arena);
    for (int i = 2; name_taken(call, at, name); i++)
        name = cut_name(full, longest, arena_format(arena, "_%d", i), arena);
    return name;
}

/* --- making --- */
static int convert(const struct pdf_call *call, const struct desk_paper *paper,
                   enum paper_result *result, struct str *pdf, struct str *reason,
                   struct error *error)
{
    const struct web_actor *actor = call->actor;
    int fd;
    if (paper->blob.n == 0) {
        *result = PAPER_UNREADABLE;
        *reason = paper->flags & MAIL_ENCRYPTED_ARCHIVE
            ? STR("鍵付きzipの中の書類です。パスワードで開いて追加し、この行は理由を付けて除いてください。")
            : STR("大きすぎて取り込まれていない書類です。別の方法で受け取って追加してください。");
        return 0;
    }
    if (paper->infected) {
        *result = PAPER_UNREADABLE;
        *reason = STR("不正プログラムが検出された書類です。公開できません。理由を付けて除いてください。");
        return 0;
    }
    int failure = blob_read_fd(actor->store, paper->vault, paper->blob, &fd, error);
    if (failure)
        return failure;
    struct worker_pool *workers = actor->services ? actor->services->workers : NULL;
    const struct paper_source source = {fd, paper->pdf.original, paper->added_at};
    failure = paper_convert(store_context(actor->store), workers, &source, actor->arena, result, pdf,
                            reason, error);
    close(fd);
    return failure;
}

static int save_one(struct db *db, const struct pdf_call *call, const struct outcome *outcome,
                    struct error *error)
{
    const struct desk_pdf *pdf = &outcome->pdf;
    bool made = pdf->state == DESK_PDF_MADE;
    int failure = made ? blob_link(db, &outcome->blob, error) : 0;
    if (!failure && outcome->before && outcome->before->pdf_blob.n > 0)
        failure = blob_unlink(db, outcome->before->pdf_vault, outcome->before->pdf_blob, error);
    if (!failure)
        failure = DB_RUN(db, error,
                         "INSERT INTO desk_pdf (file, case_id, state, name, reason, vault, blob, "
                         "size, author, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) "
                         "ON CONFLICT (file) DO UPDATE SET state = excluded.state, "
                         "name = excluded.name, reason = excluded.reason, vault = excluded.vault, "
                         "blob = excluded.blob, size = excluded.size, author = excluded.author, "
                         "made_at = excluded.made_at",
                         db_int(pdf->file), db_int(call->case_id),
                         db_text(pdf_states[pdf->state].name), db_text(pdf->name),
                         db_text(pdf->reason), db_int(made ? outcome->blob.vault : 0),
                         db_text(made ? outcome->blob.id : STR("")), db_int(pdf->size),
                         db_int(call->actor->person), db_int(db_time(db)));
    struct str detail = arena_format(call->actor->arena, "{\"file\":%lld,\"state\":\"%" PRIstr "\"}",
                                     (long long)pdf->file, STR_ARG(pdf_states[pdf->state].name));
    return failure ? failure
                   : web_actor_audit(db, call->actor, STR("registry.pdf"), STR("case"),
                                     call->case_id, detail, error);
}

static int save_body(struct db *db, void *argument, struct error *error)
{
    const struct pdf_call *call = argument;
    int failure = 0;
    for (size_t i = 0; i < call->outcome_count && !failure; i++)
        failure = save_one(db, call, &call->outcomes[i], error);
    return failure;
}

static int make_one(struct pdf_call *call, size_t at, struct outcome *outcome, struct error *error)
{
    const struct web_actor *actor = call->actor;
    struct desk_paper *paper = &call->papers[at];
    enum paper_result result;
    struct str pdf = {"", 0}, reason = {"", 0};
    int failure = convert(call, paper, &result, &pdf, &reason, error);
    if (failure)
        return failure;
    *outcome = (struct outcome){.pdf = {.file = paper->pdf.file, .reason = reason}};
    if (result == PAPER_CONVERTED || result == PAPER_ALREADY_PDF) {
        outcome->pdf.state = DESK_PDF_MADE;
        outcome->pdf.name = paper->pdf.name = make_name(call, at);
        outcome->pdf.size = (int64_t)pdf.n;
        return blob_write(actor->store, paper->vault, pdf, actor->arena, &outcome->blob, error);
    }
    outcome->pdf.state =
        result == PAPER_NEEDS_CAPABILITY ? DESK_PDF_CAPABILITY : DESK_PDF_UNREADABLE;
    return 0;
}

int desk_pdf_make(const struct web_actor *actor, int64_t case_id, size_t *made, struct error *error)
{
    *made = 0;
    struct pdf_call call = {.actor = actor, .case_id = case_id};
    int failure = desk_require(actor, STR("desk.registry"), error);
    if (!failure)
        failure = store_read(actor->store, load_body, &call, error);
    if (failure)
        return failure;
    call.outcomes = ARENA_ARRAY(actor->arena, struct outcome, call.count);
    for (size_t i = 0; i < call.count && !failure; i++) {
        enum desk_pdf_state state = call.papers[i].pdf.state;
        if (state != DESK_PDF_MADE && state != DESK_PDF_EXCLUDED)
            failure = make_one(&call, i, &call.outcomes[call.outcome_count++], error);
    }
    if (failure || call.outcome_count == 0)
        return failure;
    for (size_t i = 0; i < call.outcome_count; i++)
        *made += call.outcomes[i].pdf.state == DESK_PDF_MADE;
    return store_write(actor->store, save_body, &call, error);
}

static int find_paper(struct pdf_call *call, int64_t file, struct desk_paper **out,
                      struct error *error)
{
    int failure = store_read(call->actor->store, load_body, call, error);
    for (size_t i = 0; i < call->count && !failure; i++)
        if (call->papers[i].pdf.file == file) {
            *out = &call->papers[i];
            return 0;
        }
    return failure ? failure : ERROR(error, ERR_NOT_FOUND, STR("書類"));
}

int desk_pdf_exclude(const struct web_actor *actor, int64_t case_id, int64_t file,
                     struct str reason, struct error *error)
{
    struct pdf_call call = {.actor = actor, .case_id = case_id};
    struct desk_paper *paper = NULL;
    int failure = desk_require(actor, STR("desk.registry"), error);
    if (!failure && str_trim(reason).n == 0)
        return ERROR(error, ERR_DESK_REASON, STR("添付から除く書類"));
    if (!failure)
        failure = find_paper(&call, file, &paper, error);
    if (failure || !paper)
        return failure;
    struct outcome outcome = {
        .pdf = {.file = file, .state = DESK_PDF_EXCLUDED, .reason = reason}, .before = paper};
    call.outcomes = &outcome;
    call.outcome_count = 1;
    return store_write(actor->store, save_body, &call, error);
}

int desk_pdf_open(const struct web_actor *actor, int64_t case_id, int64_t file, int *fd,
                  struct desk_pdf *out, struct error *error)
{
    struct pdf_call call = {.actor = actor, .case_id = case_id};
    struct desk_paper *paper = NULL;
    int failure = desk_require(actor, STR("desk.case.read"), error);
    if (!failure)
        failure = find_paper(&call, file, &paper, error);
    if (failure || !paper)
        return failure;
    if (paper->pdf.state != DESK_PDF_MADE)
        return ERROR(error, ERR_NOT_FOUND, STR("添付用のPDF"));
    *out = paper->pdf;
    failure = blob_read_fd(actor->store, paper->pdf_vault, paper->pdf_blob, fd, error);
    return failure ? failure
                   : desk_note_read(actor, STR("registry.pdf.read"), STR("case"), case_id, error);
}
