/* The papers a case needs: by cargo class, by example class and by item; each paper once. */
#include "base/text.h"
#include "desk/record.h"

static const struct str state_names[] = {
    [DESK_DOCUMENT_MISSING] = STR_INIT("missing"),
    [DESK_DOCUMENT_RECEIVED] = STR_INIT("received"),
    [DESK_DOCUMENT_NOT_NEEDED] = STR_INIT("not_needed"),
};
/* In the history, for people. */
static const struct str state_words[] = {[DESK_DOCUMENT_MISSING] = STR_INIT("不足"),
                                         [DESK_DOCUMENT_RECEIVED] = STR_INIT("あり"),
                                         [DESK_DOCUMENT_NOT_NEEDED] = STR_INIT("不要")};

static bool is_asked_for(const struct desk_document_rule *rule, const struct desk_cargo *cargo,
                         size_t count)
{
    if (str_equal(rule->cargo_class, STR("all")))
        return true;
    for (size_t i = 0; i < count; i++)
        if (str_equal(cargo[i].cargo_class, rule->cargo_class))
            return true;
    return false;
}

static struct desk_document *find_listed(struct desk_document *list, size_t count, struct str code)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(list[i].rule->code, code))
            return &list[i];
    return NULL;
}

static const struct desk_document_rule *find_rule(struct str code)
{
    size_t count;
    const struct desk_document_rule *rules = desk_document_rules(&count);
    for (size_t i = 0; i < count; i++)
        if (str_equal(rules[i].code, code))
            return &rules[i];
    return NULL;
}

static bool checklist_applies(const struct desk_checklist_row *row, const struct desk_cargo *cargo,
                              size_t count, day_number day)
{
    if (!desk_is_valid_on(row->valid_from, row->valid_to, day))
        return false;
    bool by_example = str_equal(row->axis, STR("example"));
    for (size_t i = 0; i < count; i++)
        if (str_equal(by_example ? cargo[i].example_class : cargo[i].item, row->class))
            return true;
    return false;
}

/* A paper that another axis asks for already is not asked for twice. */
static void add_from_checklists(const struct desk_cargo *cargo, size_t cargo_count, day_number day,
                                struct arena *arena, struct desk_document **out, size_t *count)
{
    size_t row_count;
    const struct desk_checklist_row *rows = desk_checklist_rows(&row_count);
    for (size_t i = 0; i < row_count; i++) {
        if (!checklist_applies(&rows[i], cargo, cargo_count, day))
            continue;
        struct str words = rows[i].documents, word, first = STR("");
        bool listed = false;
        while (str_cut(&words, '|', &word)) {
            first = first.n ? first : word;
            listed = listed || find_listed(*out, *count, word);
        }
        const struct desk_document_rule *rule = find_rule(first);
        if (listed || !rule)
            continue;
        struct desk_document *document = DESK_ADD(arena, out, count, struct desk_document);
        *document = (struct desk_document){.rule = rule, .reason = STR("")};
    }
}

static void read_mark(struct db_rows *rows, struct arena *arena, struct desk_document *list,
                      size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!str_equal(list[i].rule->code, db_column_text(rows, 0)))
            continue;
        for (int s = DESK_DOCUMENT_MISSING; s <= DESK_DOCUMENT_NOT_NEEDED; s++)
            if (str_equal(state_names[s], db_column_text(rows, 1)))
                list[i].state = (enum desk_document_state)s;
        list[i].file = db_column_int(rows, 2);
        list[i].reason = db_column_copy(rows, 3, arena);
    }
}

int desk_document_list(struct db *db, const struct desk_cargo *cargo, size_t cargo_count,
                       int64_t case_id, day_number day, struct arena *arena,
                       struct desk_document **out, size_t *count, struct error *error)
{
    size_t rule_count;
    const struct desk_document_rule *rules = desk_document_rules(&rule_count);
    *out = NULL;
    *count = 0;
    for (size_t i = 0; i < rule_count; i++) {
        if (!is_asked_for(&rules[i], cargo, cargo_count))
            continue;
        struct desk_document *document = DESK_ADD(arena, out, count, struct desk_document);
        *document = (struct desk_document){.rule = &rules[i], .reason = STR("")};
    }
    add_from_checklists(cargo, cargo_count, day, arena, out, count);
    struct db_rows *rows;
    int status =
        DB_QUERY(db, error, &rows,
                 "SELECT document, state, file, reason FROM desk_document WHERE case_id = $1",
                 db_int(case_id));
    if (status)
        return status;
    while (db_next(rows))
        read_mark(rows, arena, *out, *count);
    return db_finish(rows, error);
}

struct mark {
    const struct web_actor *actor;
    int64_t id, version, file;
    const struct desk_document_rule *rule;
    enum desk_document_state state;
    struct str reason;
};

static int mark_body(struct db *db, void *argument, struct error *error)
{
    const struct mark *mark = argument;
    const struct web_actor *actor = mark->actor;
    int status = desk_case_touch(db, actor, mark->id, mark->version, error);
    int64_t found;
    if (status == 0 && mark->file)
        status = DB_GET_INT(db, error, &found, STR("書類"),
                            "SELECT id FROM desk_file WHERE case_id = $1 AND id = $2",
                            db_int(mark->id), db_int(mark->file));
    if (status == 0)
        status = DB_RUN(db, error,
                        "INSERT INTO desk_document (case_id, document, state, file, reason)"
                        " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (case_id, document) DO UPDATE"
                        " SET state = excluded.state, file = excluded.file,"
                        " reason = excluded.reason",
                        db_int(mark->id), db_text(mark->rule->code),
                        db_text(state_names[mark->state]), db_int(mark->file),
                        db_text(mark->reason));
    if (status == 0 && mark->file)
        status = DB_RUN(db, error,
                        "UPDATE desk_file SET document = $3 WHERE case_id = $1 AND id = $2",
                        db_int(mark->id), db_int(mark->file), db_text(mark->rule->code));
    if (status)
        return status;
    struct str state = state_names[mark->state];
    struct str detail =
        arena_format(actor->arena, "{\"document\":\"%" PRIstr "\",\"state\":\"%" PRIstr "\"}",
                     STR_ARG(mark->rule->code), STR_ARG(state));
    status = desk_event_add(db, actor, mark->id, STR("document"), STR(""), STR(""),
                            ARENA_JOIN(actor->arena, mark->rule->title, STR("："),
                                       state_words[mark->state], STR(" "), mark->reason),
                            error);
    if (status)
        return status;
    return web_actor_audit(db, actor, STR("case.document"), STR("case"), mark->id, detail, error);
}

int desk_document_mark(const struct web_actor *actor, int64_t id, int64_t version,
                       struct str document, enum desk_document_state state, int64_t file,
                       struct str reason, struct error *error)
{
    int status = desk_require(actor, STR("desk.case.edit"), error);
    if (status)
        return status;
    const struct desk_document_rule *rule = find_rule(document);
    if (!rule)
        return ERROR(error, ERR_NOT_FOUND, document);
    if (state == DESK_DOCUMENT_NOT_NEEDED && str_trim(reason).n == 0)
        return ERROR(error, ERR_DESK_PRECONDITION,
                     desk_precondition_sentence(DESK_NEEDS_REASON, LANG_JA));
    struct mark mark = {actor, id, version, file, rule, state, text_clean(reason, actor->arena)};
    return store_write(actor->store, mark_body, &mark, error);
}
