/* The facts that the papers of a cargo line must show, and what an advisor saw of them. */
#include "base/text.h"
#include "desk/record.h"

static const struct {
    struct str name, ja, en;
} states[DESK_CHECK_STATE_COUNT] = {
    [DESK_CHECK_OPEN] = {STR_INIT("open"), STR_INIT("未確認"), STR_INIT("Not looked at")},
    [DESK_CHECK_MET] = {STR_INIT("met"), STR_INIT("確認済"), STR_INIT("Shown")},
    [DESK_CHECK_UNCLEAR] = {STR_INIT("unclear"), STR_INIT("資料不足"), STR_INIT("Papers lacking")},
    [DESK_CHECK_NOT_MET] = {STR_INIT("not_met"), STR_INIT("満たさない"), STR_INIT("Not met")},
    [DESK_CHECK_NOT_NEEDED] = {STR_INIT("not_needed"), STR_INIT("対象外"), STR_INIT("Not needed")},
};

struct str desk_check_state_name(enum desk_check_state state)
{
    return states[state].name;
}

struct str desk_check_state_title(enum desk_check_state state, enum lang lang)
{
    return lang == LANG_EN ? states[state].en : states[state].ja;
}

bool desk_check_state_parse(struct str name, enum desk_check_state *out)
{
    for (int i = 0; i < DESK_CHECK_STATE_COUNT; i++)
        if (str_equal(states[i].name, name)) {
            *out = (enum desk_check_state)i;
            return true;
        }
    return false;
}

static bool applies(const struct desk_check_rule *rule, const struct desk_cargo *line,
                    day_number day)
{
    struct str class = str_equal(rule->axis, STR("example")) ? line->example_class : line->item;
    return str_equal(class, rule->class) && desk_is_valid_on(rule->valid_from, rule->valid_to, day);
}

static int read_marks(struct db *db, int64_t case_id, struct arena *arena, struct desk_check *list,
                      size_t count, struct error *error)
{
    struct db_rows *rows;
    int status = DB_QUERY(db, error, &rows,
                          "SELECT k.cargo, k.fact, k.state, k.file, k.note, k.author, k.at"
                          " FROM desk_check k JOIN desk_cargo l ON l.id = k.cargo"
                          " WHERE l.case_id = $1",
                          db_int(case_id));
    if (status)
        return status;
    while (db_next(rows))
        for (size_t i = 0; i < count; i++) {
            struct desk_check *check = &list[i];
            if (check->cargo != db_column_int(rows, 0) ||
                !str_equal(check->rule->code, db_column_text(rows, 1)))
                continue;
            desk_check_state_parse(db_column_text(rows, 2), &check->state);
            check->file = db_column_int(rows, 3);
            check->note = db_column_copy(rows, 4, arena);
            check->author = db_column_int(rows, 5);
            check->at = db_column_int(rows, 6);
        }
    return db_finish(rows, error);
}

int desk_check_list(struct db *db, const struct desk_cargo *cargo, size_t cargo_count,
                    int64_t case_id, day_number day, struct arena *arena, struct desk_check **out,
                    size_t *count, struct error *error)
{
    size_t rule_count;
    const struct desk_check_rule *rules = desk_check_rules(&rule_count);
    *out = NULL;
    *count = 0;
    for (size_t l = 0; l < cargo_count; l++)
        for (size_t i = 0; i < rule_count; i++) {
            if (!applies(&rules[i], &cargo[l], day))
                continue;
            struct desk_check *check = DESK_ADD(arena, out, count, struct desk_check);
            *check = (struct desk_check){.rule = &rules[i], .cargo = cargo[l].id, .note = STR("")};
        }
    return *count ? read_marks(db, case_id, arena, *out, *count, error) : 0;
}

struct marking {
    const struct web_actor *actor;
    int64_t id, version, cargo, file;
    const struct desk_check_rule *rule;
    enum desk_check_state state;
    struct str note;
};

static int write_mark(struct db *db, const struct marking *m, struct error *error)
{
    return DB_RUN(db, error,
                  "INSERT INTO desk_check (cargo, fact, state, file, note, author, at)"
                  " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (cargo, fact) DO UPDATE"
                  " SET state = excluded.state, file = excluded.file, note = excluded.note,"
                  " author = excluded.author, at = excluded.at",
                  db_int(m->cargo), db_text(m->rule->code),
                  db_text(desk_check_state_name(m->state)), db_int(m->file), db_text(m->note),
                  db_int(m->actor->person), db_int(db_time(db)));
}

static int mark_body(struct db *db, void *argument, struct error *error)
{
    const struct marking *m = argument;
    const struct web_actor *actor = m->actor;
    struct desk_case c;
    int64_t found;
    int status = desk_case_touch(db, actor, m->id, m->version, error);
    if (status == 0)
        status = desk_case_load(db, actor, m->id, false, &c, error);
    if (status == 0)
        status = desk_cargo_may_change(&c, error);
    if (status == 0)
        status = DB_GET_INT(db, error, &found, STR("貨物の行"),
                            "SELECT id FROM desk_cargo WHERE case_id = $1 AND id = $2",
                            db_int(m->id), db_int(m->cargo));
    if (status == 0 && m->file)
        status = DB_GET_INT(db, error, &found, STR("書類"),
                            "SELECT id FROM desk_file WHERE case_id = $1 AND id = $2",
                            db_int(m->id), db_int(m->file));
    if (status == 0)
        status = write_mark(db, m, error);
    if (status == 0)
        status = desk_event_add(db, actor, m->id, STR("check"), STR(""), STR(""),
                                ARENA_JOIN(actor->arena, m->rule->title, STR("："),
                                           desk_check_state_title(m->state, LANG_JA), STR(" "),
                                           m->note),
                                error);
    if (status)
        return status;
    struct str detail = arena_format(
        actor->arena, "{\"line\":%lld,\"check\":\"%" PRIstr "\",\"state\":\"%" PRIstr "\"}",
        (long long)m->cargo, STR_ARG(m->rule->code), STR_ARG(desk_check_state_name(m->state)));
    return web_actor_audit(db, actor, STR("case.check"), STR("case"), m->id, detail, error);
}

static bool needs_note(enum desk_check_state state)
{
    return state == DESK_CHECK_UNCLEAR || state == DESK_CHECK_NOT_MET ||
           state == DESK_CHECK_NOT_NEEDED;
}

int desk_check_mark(const struct web_actor *actor, int64_t id, int64_t version, int64_t cargo,
                    struct str check, enum desk_check_state state, int64_t file, struct str note,
                    struct error *error)
{
    int status = desk_require(actor, STR("desk.case.edit"), error);
    if (status)
        return status;
    size_t count;
    const struct desk_check_rule *rules = desk_check_rules(&count), *rule = NULL;
    for (size_t i = 0; i < count; i++)
        if (str_equal(rules[i].code, check))
            rule = &rules[i];
    if (!rule)
        return ERROR(error, ERR_NOT_FOUND, check);
    note = text_clean(str_trim(note), actor->arena);
    if (needs_note(state) && note.n == 0)
        return ERROR(error, ERR_DESK_PRECONDITION,
                     desk_precondition_sentence(DESK_NEEDS_REASON, LANG_JA));
    struct marking m = {actor, id, version, cargo, file, rule, state, note};
    return store_write(actor->store, mark_body, &m, error);
}
