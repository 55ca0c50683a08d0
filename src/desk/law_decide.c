/* Keeping what was entered for a line, and the decision that a person makes in view of the proposal. */
#include "base/text.h"
#include "desk/law_case_store.h"
#include "desk/list.h"
#include "desk/record.h"

struct saving {
    const struct web_actor *actor;
    int64_t case_id, line, input_version;
    const struct desk_law_typed *typed;
    struct str imported, content;
};

static int check_line(struct db *db, const struct web_actor *actor, int64_t case_id, int64_t line,
                      struct desk_case *c, struct error *error)
{
    int64_t found;
    int status = desk_case_load(db, actor, case_id, false, c, error);
    if (status == 0)
        status = desk_cargo_may_change(c, error);
    if (status == 0)
        status = DB_GET_INT(db, error, &found, STR("貨物の行"),
                            "SELECT id FROM desk_cargo WHERE case_id = $1 AND id = $2",
                            db_int(case_id), db_int(line));
    return status;
}

/* Nothing is kept that the law room would refuse. */
static int check_content(struct db *db, struct saving *s, struct error *error)
{
    const struct desk_law_edition *edition;
    struct law_cargo read;
    struct desk_law_input stored;
    struct arena *arena = s->actor->arena;
    day_number day = day_of_time(db_time(db));
    int status = desk_law_input_read(db, s->line, arena, &stored, error);
    if (status == 0)
        status = desk_law_edition_take(db, s->actor->commission, &edition, error);
    if (status)
        return status;
    status = desk_law_typed_read(edition->tables, s->typed, &stored, day, arena, &s->content, &read,
                                 error);
    if (status == 0)
        status = law_cargo_check(edition->tables, &read, day, error);
    desk_law_edition_release(edition);
    return status;
}

static int write_input(struct db *db, const struct saving *s, struct error *error)
{
    int64_t changed;
    const struct db_value values[] = {db_int(s->line), db_int(s->input_version),
                                      db_text(s->content), db_text(s->imported),
                                      db_int(s->actor->person), db_int(db_time(db))};
    int status = db_run(
        db, error, &changed,
        STR("INSERT INTO desk_law_input (cargo, version, content, imported, author, changed_at)"
            " VALUES ($1, CAST($2 AS BIGINT) + 1, $3, $4, $5, $6) ON CONFLICT (cargo) DO UPDATE SET"
            " version = desk_law_input.version + 1, content = excluded.content,"
            " imported = excluded.imported, author = excluded.author,"
            " changed_at = excluded.changed_at WHERE desk_law_input.version = $2"),
        values, 6);
    if (status == 0 && changed == 0)
        return ERROR(error, ERR_CONFLICT, STR("成分と分析"));
    return status;
}

static int save_body(struct db *db, void *argument, struct error *error)
{
    struct saving *s = argument;
    const struct web_actor *actor = s->actor;
    struct desk_case c;
    int status = check_line(db, actor, s->case_id, s->line, &c, error);
    if (status == 0)
        status = check_content(db, s, error);
    if (status == 0)
        status = write_input(db, s, error);
    if (status == 0)
        status = desk_case_touch(db, actor, s->case_id, 0, error);
    if (status == 0)
        status = desk_event_add(db, actor, s->case_id, STR("law_input"), STR(""), STR(""), s->imported,
                                error);
    if (status)
        return status;
    struct str detail = arena_format(actor->arena, "{\"line\":%lld}", (long long)s->line);
    return web_actor_audit(db, actor, STR("case.law_input"), STR("case"), s->case_id, detail,
                           error);
}

int desk_law_save(const struct web_actor *actor, int64_t case_id, int64_t line,
                  int64_t input_version, const struct desk_law_typed *typed, struct error *error)
{
    int status = desk_require(actor, STR("desk.case.edit"), error);
    struct saving saving = {actor, case_id, line, input_version, typed,
                            text_one_line(typed->imported, actor->arena), STR("")};
    return status ? status : store_write(actor->store, save_body, &saving, error);
}

struct taking {
    const struct web_actor *actor;
    int64_t case_id, version, line;
    struct str basis, codes;
};

static int take_body(struct db *db, void *argument, struct error *error)
{
    const struct taking *t = argument;
    struct desk_case c;
    int status = desk_case_touch(db, t->actor, t->case_id, t->version, error);
    if (status == 0)
        status = check_line(db, t->actor, t->case_id, t->line, &c, error);
    if (status == 0)
        status = DB_RUN(db, error,
                        "UPDATE desk_cargo SET basis = $3, basis_codes = $4 WHERE id = $2"
                        " AND case_id = $1",
                        db_int(t->case_id), db_int(t->line), db_text(t->basis), db_text(t->codes));
    if (status == 0)
        status = desk_search_index(db, t->actor, t->case_id, error);
    if (status == 0)
        status = desk_event_add(db, t->actor, t->case_id, STR("law_text"), STR(""), STR(""), t->codes,
                                error);
    if (status)
        return status;
    struct str detail = arena_format(t->actor->arena, "{\"line\":%lld}", (long long)t->line);
    return web_actor_audit(db, t->actor, STR("case.law_text"), STR("case"), t->case_id, detail,
                           error);
}

int desk_law_take(const struct web_actor *actor, int64_t case_id, int64_t version, int64_t line,
                  struct str basis, struct str codes, struct error *error)
{
    int status = desk_require(actor, STR("desk.case.edit"), error);
    struct taking taking = {actor, case_id, version, line,
                            text_clean(text_head(basis, 4000), actor->arena),
                            text_one_line(text_head(codes, 200), actor->arena)};
    return status ? status : store_write(actor->store, take_body, &taking, error);
}

struct deciding {
    const struct web_actor *actor;
    struct desk_law_deciding given;
    /* Of one run: */
    struct desk_case c;
    struct desk_cargo line;
    struct law_cargo cargo;
    struct law_judgement judgement;
    const struct desk_law_edition *edition;
};

static int find_line(struct db *db, struct deciding *d, struct error *error)
{
    struct desk_cargo *lines;
    size_t count;
    int status = desk_cargo_list(db, d->given.case_id, d->actor->arena, &lines, &count, error);
    for (size_t i = 0; status == 0 && i < count; i++)
        if (lines[i].id == d->given.line) {
            d->line = lines[i];
            return 0;
        }
    return status ? status : ERROR(error, ERR_NOT_FOUND, STR("貨物の行"));
}

/* The proposal is made again here: nobody decides on one that has changed behind the page. */
static int propose(struct db *db, struct deciding *d, struct error *error)
{
    struct arena *arena = d->actor->arena;
    struct desk_law_input input;
    struct desk_check *checks;
    struct desk_country_rule country;
    size_t check_count;
    bool from_register;
    day_number today = day_of_time(db_time(db));
    int status = desk_law_input_read(db, d->line.id, arena, &input, error);
    if (status == 0 && input.version == 0)
        return ERROR(error, ERR_DESK_NOTHING_KNOWN, d->line.name);
    if (status == 0)
        status = desk_check_list(db, &d->line, 1, d->c.id, day_of_time(d->c.received_at), arena,
                                 &checks, &check_count, error);
    if (status == 0)
        status = desk_country_rule_find(db, d->actor, d->c.country, d->line.cargo_class, today,
                                        &country, error);
    if (status)
        return status;
    const struct desk_law_sources sources = {d->edition->tables, &d->c,    &d->line,
                                             checks,             check_count, &country,
                                             d->given.as_of};
    status = desk_law_cargo_make(&sources, &input, NULL, arena, &d->cargo, &from_register, error);
    if (status == 0)
        status = law_judge(d->edition->tables, &d->cargo, d->given.as_of, arena, &d->judgement, error);
    return status;
}

static int check_reason(const struct deciding *d, struct error *error)
{
    const struct desk_law_deciding *given = &d->given;
    if (str_trim(given->basis).n == 0)
        return ERROR(error, ERR_DESK_FIELD, STR("判断の根拠"), d->line.name,
                     STR("該当・非該当の理由を書いてください"));
    if (!desk_law_agrees(d->judgement.result, given->judgement) && str_trim(given->reason).n == 0)
        return ERROR(error, ERR_DESK_DEPARTURE, law_result_title(d->judgement.result),
                     desk_judgement_title(given->judgement, LANG_JA));
    return 0;
}

static struct str row_list(const struct law_judgement *judgement, struct arena *arena)
{
    struct buf out = {0};
    struct json_writer writer;
    json_writer_init(&writer, &out, false);
    json_begin_array(&writer);
    for (size_t i = 0; i < judgement->used_count; i++)
        json_string(&writer, desk_law_row_name(judgement->used[i], arena));
    json_end_array(&writer);
    struct str list = arena_copy(arena, buf_str(&out));
    buf_finish(&out);
    return list;
}

static int write_decision(struct db *db, const struct deciding *d, struct error *error)
{
    const struct desk_law_deciding *given = &d->given;
    struct arena *arena = d->actor->arena;
    bool departs = !desk_law_agrees(d->judgement.result, given->judgement);
    struct str reason = departs ? text_clean(str_trim(given->reason), arena) : STR("");
    int status = DB_RUN(db, error, "UPDATE desk_law_decision SET newest = 0 WHERE cargo = $1",
                        db_int(d->line.id));
    if (status == 0)
        status = DB_RUN(db, error,
                        "INSERT INTO desk_law_decision (commission, case_id, cargo, line_name, newest,"
                        " as_of, edition, stamp, proposal, if_confirmed, judgement, reason, row_list,"
                        " content, author, decided_at, decided_day) VALUES ($1, $2, $3, $4, 1, $5, $6,"
                        " $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
                        db_int(d->actor->commission), db_int(d->c.id), db_int(d->line.id),
                        db_text(d->line.name), db_int(given->as_of), db_text(d->judgement.edition),
                        db_int(d->edition->stamp), db_text(law_result_word(d->judgement.result)),
                        db_text(law_result_word(d->judgement.if_confirmed)),
                        db_text(desk_judgement_name(given->judgement)), db_text(reason),
                        db_text(row_list(&d->judgement, arena)),
                        db_text(desk_law_cargo_json(&d->cargo, arena)), db_int(d->actor->person),
                        db_int(db_time(db)), db_int(day_of_time(db_time(db))));
    if (status == 0)
        status = DB_RUN(db, error,
                        "INSERT INTO desk_law_edition (commission, edition, stamp, first_used)"
                        " VALUES ($1, $2, $3, $4) ON CONFLICT (commission, edition) DO NOTHING",
                        db_int(d->actor->commission), db_text(d->judgement.edition),
                        db_int(d->edition->stamp), db_int(db_time(db)));
    return status;
}

static int write_line(struct db *db, const struct deciding *d, struct error *error)
{
    const struct desk_law_deciding *given = &d->given;
    struct arena *arena = d->actor->arena;
    struct str edition = arena_format(arena, "%" PRIstr " %" PRIstr,
                                      STR_ARG(day_format(given->as_of, arena)),
                                      STR_ARG(d->judgement.edition));
    return DB_RUN(db, error,
                  "UPDATE desk_cargo SET judgement = $3, basis = $4, basis_codes = $5,"
                  " rule_edition = $6 WHERE id = $2 AND case_id = $1",
                  db_int(d->c.id), db_int(d->line.id),
                  db_text(desk_judgement_name(given->judgement)),
                  db_text(text_clean(str_trim(given->basis), arena)),
                  db_text(text_one_line(given->codes, arena)), db_text(edition));
}

static int note_decision(struct db *db, const struct deciding *d, struct error *error)
{
    const struct desk_law_deciding *given = &d->given;
    struct arena *arena = d->actor->arena;
    struct str judged = desk_judgement_title(given->judgement, LANG_JA);
    struct str words = ARENA_JOIN(arena, d->line.name, STR("：提案 "),
                                  law_result_title(d->judgement.result), STR("、判断 "), judged);
    if (!desk_law_agrees(d->judgement.result, given->judgement))
        words = ARENA_JOIN(arena, words, STR("（提案と違う理由："), str_trim(given->reason), STR("）"));
    int status = desk_event_add(db, d->actor, d->c.id, STR("law_decision"), STR(""), STR(""), words,
                                error);
    struct str detail = arena_format(
        arena, "{\"line\":%lld,\"proposal\":\"%" PRIstr "\",\"judgement\":\"%" PRIstr "\"}",
        (long long)d->line.id, STR_ARG(law_result_word(d->judgement.result)),
        STR_ARG(desk_judgement_name(given->judgement)));
    return status ? status
                  : web_actor_audit(db, d->actor, STR("case.law_decision"), STR("case"), d->c.id,
                                    detail, error);
}

static int decide_steps(struct db *db, struct deciding *d, struct error *error)
{
    int status = desk_case_touch(db, d->actor, d->given.case_id, d->given.version, error);
    if (status == 0)
        status = desk_case_load(db, d->actor, d->given.case_id, false, &d->c, error);
    if (status == 0)
        status = desk_cargo_may_change(&d->c, error);
    if (status == 0)
        status = find_line(db, d, error);
    if (status == 0)
        status = propose(db, d, error);
    if (status == 0)
        status = check_reason(d, error);
    if (status == 0)
        status = write_decision(db, d, error);
    if (status == 0)
        status = write_line(db, d, error);
    if (status == 0)
        status = desk_case_recount(db, d->c.id, error);
    if (status == 0)
        status = desk_search_index(db, d->actor, d->c.id, error);
    return status ? status : note_decision(db, d, error);
}

static int decide_body(struct db *db, void *argument, struct error *error)
{
    struct deciding *d = argument;
    int status = desk_law_edition_take(db, d->actor->commission, &d->edition, error);
    if (status)
        return status;
    status = decide_steps(db, d, error);
    desk_law_edition_release(d->edition);
    return status;
}

int desk_law_decide(const struct web_actor *actor, const struct desk_law_deciding *given,
                    struct error *error)
{
    int status = desk_require(actor, STR("desk.case.edit"), error);
    if (status)
        return status;
    if (given->judgement == DESK_UNDECIDED)
        return ERROR(error, ERR_DESK_FIELD, STR("判断"), STR(""), STR("該当か非該当を選んでください"));
    struct deciding deciding = {.actor = actor, .given = *given};
    return store_write(actor->store, decide_body, &deciding, error);
}
