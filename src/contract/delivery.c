#include "contract/delivery.h"

/* Asking ----------------------------------------------------------------------------------------
 */

struct asking {
    const struct web_actor *actor;
    int64_t inspection;
    struct str kinds;
    bool keep;
    int64_t *files; /* to be cleaned */
    int64_t count;
    bool busy, found;
};

static int find_files(struct db *db, struct asking *asking, struct error *error)
{
    struct db_rows *rows;
    asking->count = 0;
    asking->busy = asking->found = false;
    int failed =
        DB_QUERY(db, error, &rows,
                 "SELECT f.id, c.state, c.copy FROM contract_inspection_file f"
                 " JOIN contract_inspection i ON i.id = f.inspection"
                 " LEFT JOIN contract_inspection_cleaning c ON c.file = f.id"
                 " WHERE i.id = $1 AND i.commission = $2 AND i.state = 'done' AND f.state = 'done'"
                 " ORDER BY f.id",
                 db_int(asking->inspection), db_int(asking->actor->commission));
    if (failed)
        return failed;
    while (asking->count < CONTRACT_FILES && db_next(rows)) {
        bool has_row = !db_column_is_null(rows, 1);
        asking->found = true;
        asking->busy |= has_row && str_equal(db_column_text(rows, 1), STR("waiting"));
        if (!asking->keep || !has_row || db_column_text(rows, 2).n == 0)
            asking->files[asking->count++] = db_column_int(rows, 0);
    }
    return db_finish(rows, error);
}

static int ask_body(struct db *db, void *argument, struct error *error)
{
    struct asking *asking = argument;
    struct arena *arena = asking->actor->arena;
    int failed = find_files(db, asking, error);
    if (!failed && !asking->found)
        failed = ERROR(error, ERR_NOT_FOUND, BOTH("点検したファイル", "inspected files"));
    if (!failed && asking->busy)
        failed = ERROR(error, ERR_CONTRACT_CLEANING, STR(""));
    for (int64_t i = 0; !failed && i < asking->count; i++)
        failed = contract_cleaning_put(db, asking->actor, asking->inspection, asking->files[i],
                                       asking->kinds, error);
    return failed
               ? failed
               : contract_audit(db, asking->actor, STR("inspection.clean_all"), asking->inspection,
                                arena_format(arena, "{\"files\":%lld}", (long long)asking->count),
                                error);
}

int contract_delivery_ask(const struct web_actor *actor, int64_t inspection, struct str kinds,
                          bool keep, int64_t *asked, struct error *error)
{
    struct asking asking = {.actor = actor,
                            .inspection = inspection,
                            .kinds = kinds,
                            .keep = keep,
                            .files = ARENA_ARRAY(actor->arena, int64_t, CONTRACT_FILES)};
    if (kinds.n == 0)
        return ERROR(error, ERR_CONTRACT_NO_KIND, STR(""));
    int failed = store_write(actor->store, ask_body, &asking, error);
    *asked = asking.count;
    return failed;
}

/* What became of a file -------------------------------------------------------------------------
 */

static struct str first_stay(const struct inspect_cleaning *result, enum lang lang)
{
    if (result->stay_count == 0)
        return STR("");
    return lang == LANG_JA ? result->stays[0].ja : result->stays[0].en;
}

struct contract_cleaned_file contract_delivery_file(struct str name,
                                                    const struct contract_cleaning *cleaning,
                                                    const struct inspect_cleaning *result,
                                                    enum lang lang)
{
    struct contract_cleaned_file file = {
        .name = name, .state = CONTRACT_CLEANED_NONE, .cleaning = result};
    bool ja = lang == LANG_JA;
    if (!cleaning) {
        file.why = ja ? STR("整理を頼んでいません") : STR("nobody asked for it");
    } else if (cleaning->copy.n) {
        file.state = CONTRACT_CLEANED_COPY;
        file.proof = cleaning->pages;
    } else if (cleaning->why.n || str_equal(cleaning->proof, STR("differs"))) {
        file.state = CONTRACT_CLEANED_STAYS;
        file.why = cleaning->why.n ? cleaning->why : cleaning->pages;
    } else if (result && result->state == INSPECT_REFUSED) {
        file.state = CONTRACT_CLEANED_STAYS;
        file.why = ja ? result->reason_ja : result->reason_en;
    } else if (result && result->kept.count) {
        file.state = CONTRACT_CLEANED_STAYS;
        file.why = first_stay(result, lang);
    }
    return file;
}
