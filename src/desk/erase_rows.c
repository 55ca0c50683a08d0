/* What an erasure takes away, table by table. */
#include "base/buf.h"
#include "base/json.h"
#include "desk/erase_inside.h"
#include "desk/list.h"
#include "desk/record.h"
#include "store/blob.h"
#include "store/search.h"

int desk_erase_cases(struct db *db, int64_t case_id, struct arena *arena, int64_t **out,
                     size_t *count, struct error *error)
{
    struct db_rows *rows;
    *out = NULL;
    *count = 0;
    int status = DB_QUERY(db, error, &rows,
                          "WITH RECURSIVE merged (id) AS (SELECT id FROM desk_case WHERE id = $1"
                          " UNION SELECT c.id FROM desk_case c JOIN merged m ON c.merged_into = m.id"
                          " WHERE c.merged_into > 0) SELECT id FROM merged ORDER BY id",
                          db_int(case_id));
    if (status)
        return status;
    while (db_next(rows))
        *DESK_ADD(arena, out, count, int64_t) = db_column_int(rows, 0);
    return db_finish(rows, error);
}

static int count_case(struct db *db, int64_t id, struct desk_losses *out, struct error *error)
{
    struct db_rows *rows;
    int status = DB_QUERY(
        db, error, &rows,
        "SELECT (SELECT count(*) FROM desk_mail WHERE case_id = $1),"
        " (SELECT count(*) FROM desk_file WHERE case_id = $1),"
        " (SELECT coalesce(sum(size), 0) FROM desk_file WHERE case_id = $1 AND size > 0),"
        " (SELECT count(*) FROM desk_pdf WHERE case_id = $1 AND state = 'made'),"
        " (SELECT count(*) FROM desk_answer WHERE case_id = $1),"
        " (SELECT count(*) FROM desk_note WHERE case_id = $1),"
        " (SELECT count(*) FROM desk_outgoing WHERE case_id = $1),"
        " (SELECT count(*) FROM desk_address WHERE case_id = $1),"
        " (SELECT count(*) FROM desk_batch_row WHERE case_id = $1),"
        " (SELECT count(*) FROM desk_close k JOIN desk_case c ON c.commission = k.commission AND"
        " c.advised_day = k.day WHERE c.id = $1 AND c.advised_day > 0 AND k.outgoing > 0)",
        db_int(id));
    if (status)
        return status;
    if (db_next(rows)) {
        int64_t *const parts[] = {&out->mails,   &out->files, &out->bytes,   &out->pdfs,
                                  &out->answers, &out->notes, &out->letters, &out->addresses,
                                  &out->exports, &out->reports};
        for (int i = 0; i < (int)(sizeof parts / sizeof *parts); i++)
            *parts[i] += db_column_int(rows, i);
    }
    out->cases++;
    return db_finish(rows, error);
}

int desk_erase_count(struct db *db, const int64_t *cases, size_t count, struct desk_losses *out,
                     struct error *error)
{
    int status = 0;
    *out = (struct desk_losses){0};
    for (size_t i = 0; status == 0 && i < count; i++)
        status = count_case(db, cases[i], out, error);
    return status;
}

#define LOSSES(X) \
    X(cases) X(mails) X(files) X(bytes) X(pdfs) X(answers) X(notes) X(letters) X(addresses) X(exports) X(reports)

struct str desk_losses_json(const struct desk_losses *losses, struct arena *arena)
{
    struct buf out = {0};
    struct json_writer writer;
    json_writer_init(&writer, &out, false);
    json_begin_object(&writer);
#define PUT(name) json_put_integer(&writer, STR(#name), losses->name);
    LOSSES(PUT)
#undef PUT
    json_end_object(&writer);
    struct str copy = arena_copy(arena, buf_str(&out));
    buf_finish(&out);
    return copy;
}

int desk_losses_parse(struct str json, struct arena *arena, struct desk_losses *out,
                      struct error *error)
{
    const struct json *object;
    *out = (struct desk_losses){0};
    int status = json_parse(json, arena, &object, error);
    if (status)
        return status;
#define GET(name) json_int(object, STR(#name), &out->name);
    LOSSES(GET)
#undef GET
    return 0;
}

/* --- taking away --- */

static int erase_vaults(struct db *db, int64_t id, struct arena *arena, struct error *error)
{
    struct db_rows *rows;
    int64_t *vaults = NULL;
    size_t count = 0;
    int status = DB_QUERY(
        db, error, &rows,
        "SELECT v.id FROM store_vault v WHERE v.erased IS NULL AND v.id IN ("
        "SELECT vault FROM desk_case WHERE id = $1"
        " UNION SELECT vault FROM desk_mail WHERE case_id = $1"
        " UNION SELECT vault FROM desk_file WHERE case_id = $1"
        " UNION SELECT vault FROM desk_pdf WHERE case_id = $1"
        " UNION SELECT vault FROM desk_note WHERE case_id = $1"
        " UNION SELECT vault FROM desk_address WHERE case_id = $1"
        " UNION SELECT vault FROM desk_answer WHERE case_id = $1"
        " UNION SELECT vault FROM desk_approval WHERE case_id = $1"
        " UNION SELECT vault FROM desk_outgoing WHERE case_id = $1"
        " UNION SELECT vault FROM desk_batch_row WHERE case_id = $1"
        " UNION SELECT t.vault FROM desk_text t JOIN desk_file f ON f.id = t.file"
        " WHERE f.case_id = $1) ORDER BY v.id",
        db_int(id));
    if (status)
        return status;
    while (db_next(rows))
        *DESK_ADD(arena, &vaults, &count, int64_t) = db_column_int(rows, 0);
    status = db_finish(rows, error);
    for (size_t i = 0; status == 0 && i < count; i++)
        status = vault_erase(db, vaults[i], error);
    return status;
}

/* Each with the case as $1. Quantities, classes and judgements (with the rows of the law they cited) stay for
   the statistics, in the history what a mail was for and how it was answered; digests of addresses and Message-IDs go, so that nothing finds the person
   again. The digest of the raw mail stays: the same mail is not taken in a second time. */
static const struct str emptying[] = {
    STR_INIT("UPDATE desk_case SET subject = '消去済み', company = '', invoice_numbers = '',"
             " attention = 0, attention_reason = '', fields = '{}', personal = NULL,"
             " token = 'erased-' || CAST(id AS TEXT) WHERE id = $1"),
    STR_INIT("UPDATE desk_cargo SET name = '', origin = '', process = '', purpose = '',"
             " analysis = '', basis = '' WHERE case_id = $1"),
    STR_INIT("DELETE FROM desk_check WHERE cargo IN (SELECT id FROM desk_cargo WHERE case_id = $1)"),
    STR_INIT("DELETE FROM desk_law_input WHERE cargo IN (SELECT id FROM desk_cargo WHERE case_id = $1)"),
    STR_INIT("UPDATE desk_law_decision SET line_name = '消去済み', reason = '', content = ''"
             " WHERE case_id = $1"),
    STR_INIT("UPDATE desk_mail SET sender_digest = '', subject_digest = '', problem = ''"
             " WHERE case_id = $1"),
    STR_INIT("DELETE FROM desk_text WHERE file IN (SELECT id FROM desk_file WHERE case_id = $1)"),
    STR_INIT("DELETE FROM desk_scan WHERE file IN (SELECT id FROM desk_file WHERE case_id = $1)"),
    STR_INIT("UPDATE desk_file SET name = '消去済み', blob = '', digest = '' WHERE case_id = $1"),
    STR_INIT("UPDATE desk_pdf SET name = '', reason = '', blob = '' WHERE case_id = $1"),
    STR_INIT("UPDATE desk_event SET detail = '' WHERE case_id = $1 AND action NOT IN"
             " ('answer', 'mail_waiting', 'mail_sent', 'mail_cancelled')"),
    STR_INIT("UPDATE desk_document SET reason = '' WHERE case_id = $1"),
    STR_INIT("UPDATE desk_outgoing SET last_problem = '' WHERE case_id = $1"),
    STR_INIT("UPDATE desk_batch_row SET receipt = '', problem = '' WHERE case_id = $1"),
    STR_INIT("DELETE FROM desk_thread WHERE case_id = $1"),
    STR_INIT("DELETE FROM desk_address WHERE case_id = $1"),
    STR_INIT("DELETE FROM desk_relation WHERE (case_id = $1 OR other = $1) AND decision <> 'merged'"),
};

/* The reports of the day keep the case's row in their workbook: our copies go, the workbook of the day can be
   made anew without it. */
static int drop_reports(struct db *db, int64_t id, struct arena *arena, struct error *error)
{
    struct report {
        int64_t outgoing, vault;
        struct str blob;
    } *reports = NULL;
    size_t count = 0;
    struct db_rows *rows;
    int status = DB_QUERY(db, error, &rows,
                          "SELECT r.outgoing, r.vault, r.blob FROM desk_report_file r"
                          " JOIN desk_close k ON k.outgoing = r.outgoing JOIN desk_case c ON"
                          " c.commission = k.commission AND c.advised_day = k.day"
                          " WHERE c.id = $1 AND c.advised_day > 0 AND r.blob <> ''",
                          db_int(id));
    if (status)
        return status;
    while (db_next(rows))
        *DESK_ADD(arena, &reports, &count, struct report) = (struct report){
            db_column_int(rows, 0), db_column_int(rows, 1), db_column_copy(rows, 2, arena)};
    status = db_finish(rows, error);
    for (size_t i = 0; status == 0 && i < count; i++) {
        status = blob_unlink(db, reports[i].vault, reports[i].blob, error);
        if (status == 0)
            status = DB_RUN(db, error,
                            "UPDATE desk_report_file SET blob = '' WHERE outgoing = $1 AND blob = $2",
                            db_int(reports[i].outgoing), db_text(reports[i].blob));
    }
    return status;
}

int desk_erase_rows(struct db *db, const struct web_actor *actor, int64_t case_id,
                    struct error *error)
{
    int status = drop_reports(db, case_id, actor->arena, error);
    if (status == 0)
        status = erase_vaults(db, case_id, actor->arena, error);
    for (size_t i = 0; status == 0 && i < sizeof emptying / sizeof *emptying; i++) {
        struct db_value value = db_int(case_id);
        status = db_run(db, error, NULL, emptying[i], &value, 1);
    }
    if (status == 0)
        status = DB_RUN(db, error, "UPDATE desk_case SET erased_at = $2 WHERE id = $1",
                        db_int(case_id), db_int(db_time(db)));
    return status ? status
                  : search_put(db, STR("case"), case_id, actor->commission, STR(""), error);
}
