/* Cargo lines: what is to be judged. */
#include "base/text.h"
#include "desk/law_case.h"
#include "desk/list.h"
#include "desk/record.h"

int desk_cargo_list(struct db *db, int64_t case_id, struct arena *arena, struct desk_cargo **out,
                    size_t *count, struct error *error)
{
    struct db_rows *rows;
    int status = DB_QUERY(db, error, &rows,
                          "SELECT id, position, item, example_class, cargo_class, name, quantity,"
                          " unit, hs_code, origin, process, purpose, analysis, judgement, basis,"
                          " basis_codes, rule_edition FROM desk_cargo WHERE case_id = $1"
                          " ORDER BY position",
                          db_int(case_id));
    if (status)
        return status;
    *out = NULL;
    *count = 0;
    while (db_next(rows)) {
        struct desk_cargo *line = DESK_ADD(arena, out, count, struct desk_cargo);
        *line = (struct desk_cargo){
            .id = db_column_int(rows, 0),
            .position = db_column_int(rows, 1),
            .item = db_column_copy(rows, 2, arena),
            .example_class = db_column_copy(rows, 3, arena),
            .cargo_class = db_column_copy(rows, 4, arena),
            .name = db_column_copy(rows, 5, arena),
            .quantity = db_column_copy(rows, 6, arena),
            .unit = db_column_copy(rows, 7, arena),
            .hs_code = db_column_copy(rows, 8, arena),
            .origin = db_column_copy(rows, 9, arena),
            .process = db_column_copy(rows, 10, arena),
            .purpose = db_column_copy(rows, 11, arena),
            .analysis = db_column_copy(rows, 12, arena),
            .basis = db_column_copy(rows, 14, arena),
            .basis_codes = db_column_copy(rows, 15, arena),
            .rule_edition = db_column_copy(rows, 16, arena),
        };
        desk_judgement_parse(db_column_text(rows, 13), &line->judgement);
    }
    return db_finish(rows, error);
}

static bool is_choice(struct str list, struct str code)
{
    return code.n == 0 || desk_choice_exists(list, code);
}

/* Digits with at most one point: kept as written, compared by base/decimal.h later. */
static bool is_quantity(struct str text)
{
    size_t digits = 0, points = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] >= '0' && text.p[i] <= '9')
            digits++;
        else if (text.p[i] == '.' && digits > 0)
            points++;
        else
            return false;
    }
    return text.n == 0 || (digits > 0 && points <= 1 && digits <= 15);
}

static int check_line(const struct desk_cargo *line, struct error *error)
{
    if (!is_choice(STR("item"), line->item))
        return ERROR(error, ERR_DESK_FIELD, STR("品目"), line->item, STR("一覧にありません"));
    if (!is_choice(STR("example_class"), line->example_class))
        return ERROR(error, ERR_DESK_FIELD, STR("相談事例"), line->example_class,
                     STR("A から G ではありません"));
    if (!is_choice(STR("cargo_class"), line->cargo_class))
        return ERROR(error, ERR_DESK_FIELD, STR("貨物分類"), line->cargo_class,
                     STR("一覧にありません"));
    if (!is_choice(STR("unit"), line->unit))
        return ERROR(error, ERR_DESK_FIELD, STR("単位"), line->unit, STR("一覧にありません"));
    if (!is_quantity(line->quantity))
        return ERROR(error, ERR_DESK_FIELD, STR("貨物量"), line->quantity,
                     STR("20 や 18.5 のように数字で書いてください"));
    if (str_trim(line->name).n == 0)
        return ERROR(error, ERR_DESK_FIELD, STR("品名"), line->name, STR("空です"));
    if (line->judgement != DESK_UNDECIDED && str_trim(line->basis).n == 0)
        return ERROR(error, ERR_DESK_FIELD, STR("判断の根拠"), line->name,
                     STR("該当・非該当の理由を書いてください"));
    return 0;
}

struct saving {
    const struct web_actor *actor;
    int64_t id, version;
    const struct desk_cargo *lines;
    size_t count;
};

static int write_line(struct db *db, const struct saving *saving, size_t index,
                      struct error *error)
{
    const struct desk_cargo *line = &saving->lines[index];
    struct arena *arena = saving->actor->arena;
    const struct db_value values[] = {
        db_int(saving->id),
        db_int((int64_t)index + 1),
        db_text(line->item),
        db_text(line->example_class),
        db_text(line->cargo_class),
        db_text(text_one_line(line->name, arena)),
        db_text(line->quantity),
        db_text(line->unit),
        db_text(text_one_line(line->hs_code, arena)),
        db_text(text_clean(line->origin, arena)),
        db_text(text_clean(line->process, arena)),
        db_text(text_clean(line->purpose, arena)),
        db_text(text_clean(line->analysis, arena)),
        db_text(desk_judgement_name(line->judgement)),
        db_text(text_clean(line->basis, arena)),
        db_text(text_one_line(line->basis_codes, arena)),
        db_text(text_one_line(line->rule_edition, arena)),
        db_int(line->id),
    };
    if (line->id == 0)
        return db_run(db, error, NULL,
                      STR("INSERT INTO desk_cargo (case_id, position, item, example_class,"
                          " cargo_class, name, quantity, unit, hs_code, origin, process, purpose,"
                          " analysis, judgement, basis, basis_codes, rule_edition)"
                          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,"
                          " $15, $16, $17)"),
                      values, 17);
    int64_t changed;
    int status = db_run(
        db, error, &changed,
        STR("UPDATE desk_cargo SET position = $2, item = $3, example_class = $4,"
            " cargo_class = $5, name = $6, quantity = $7, unit = $8, hs_code = $9, origin = $10,"
            " process = $11, purpose = $12, analysis = $13, judgement = $14, basis = $15,"
            " basis_codes = $16, rule_edition = $17 WHERE id = $18 AND case_id = $1"),
        values, 18);
    if (status == 0 && changed == 0)
        return ERROR(error, ERR_NOT_FOUND, line->name);
    return status;
}

/* Positions are unique: present lines step aside before they get their new ones. */
static int clear_places(struct db *db, const struct saving *saving, struct error *error)
{
    int status = DB_RUN(db, error,
                        "UPDATE desk_cargo SET position = -position WHERE case_id = $1",
                        db_int(saving->id));
    if (status)
        return status;
    struct buf sql = {0};
    struct db_value *values = ARENA_ARRAY(saving->actor->arena, struct db_value, saving->count + 1);
    size_t count = 0;
    values[count++] = db_int(saving->id);
    buf_append(&sql, STR("DELETE FROM desk_cargo WHERE case_id = $1"));
    for (size_t i = 0; i < saving->count; i++) {
        if (saving->lines[i].id == 0)
            continue;
        values[count++] = db_int(saving->lines[i].id);
        buf_format(&sql, " AND id <> $%zu", count);
    }
    status = db_run(db, error, NULL, buf_str(&sql), values, count);
    buf_finish(&sql);
    return status;
}

/* A judgement that METI has been asked about must not change under its hands. */
int desk_cargo_may_change(const struct desk_case *c, struct error *error)
{
    if (desk_state_is_open(c->state) && c->state != DESK_ASKED && c->state != DESK_APPROVED &&
        c->state != DESK_APPROVED_CHANGED)
        return 0;
    return ERROR(error, ERR_STATE, desk_state_title(c->state, LANG_JA));
}

/* Item and class of the case are those of its first line, unless the person set them. */
static int follow_first_line(struct db *db, const struct saving *saving, struct error *error)
{
    if (saving->count == 0)
        return 0;
    return DB_RUN(db, error,
                  "UPDATE desk_case SET"
                  " item = CASE WHEN item = '' THEN $2 ELSE item END,"
                  " cargo_class = CASE WHEN cargo_class = '' THEN $3 ELSE cargo_class END"
                  " WHERE id = $1",
                  db_int(saving->id), db_text(saving->lines[0].item),
                  db_text(saving->lines[0].cargo_class));
}

/* Where something was entered for the proposal, the judgement is made in view of it, on its own page. */
static int check_judgements(struct db *db, const struct saving *saving, struct error *error)
{
    struct desk_cargo *stored;
    size_t count;
    int status = desk_cargo_list(db, saving->id, saving->actor->arena, &stored, &count, error);
    for (size_t i = 0; status == 0 && i < saving->count; i++)
        for (size_t k = 0; status == 0 && k < count; k++) {
            const struct desk_cargo *line = &saving->lines[i];
            bool entered = false;
            if (line->id != stored[k].id || line->judgement == stored[k].judgement ||
                line->judgement == DESK_UNDECIDED)
                continue;
            status = desk_law_has_input(db, line->id, &entered, error);
            if (status == 0 && entered)
                return ERROR(error, ERR_DESK_JUDGE_THERE, line->name);
        }
    return status;
}

static int save_body(struct db *db, void *argument, struct error *error)
{
    const struct saving *saving = argument;
    const struct web_actor *actor = saving->actor;
    struct desk_case c;
    int status = desk_case_touch(db, actor, saving->id, saving->version, error);
    if (status == 0)
        status = desk_case_load(db, actor, saving->id, false, &c, error);
    if (status == 0)
        status = desk_cargo_may_change(&c, error);
    if (status == 0)
        status = check_judgements(db, saving, error);
    if (status == 0)
        status = clear_places(db, saving, error);
    for (size_t i = 0; status == 0 && i < saving->count; i++)
        status = write_line(db, saving, i, error);
    if (status == 0)
        status = follow_first_line(db, saving, error);
    if (status == 0)
        status = desk_case_recount(db, saving->id, error);
    if (status == 0)
        status = desk_search_index(db, actor, saving->id, error);
    if (status)
        return status;
    struct str detail =
        arena_format(actor->arena, "{\"lines\":%zu}", saving->count);
    status = desk_event_add(db, actor, saving->id, STR("cargo"), STR(""), STR(""),
                            arena_format(actor->arena, "貨物 %zu 件", saving->count), error);
    if (status)
        return status;
    return web_actor_audit(db, actor, STR("case.cargo"), STR("case"), saving->id, detail, error);
}

int desk_cargo_save(const struct web_actor *actor, int64_t id, int64_t version,
                    const struct desk_cargo *lines, size_t count, struct error *error)
{
    int status = desk_require(actor, STR("desk.case.edit"), error);
    if (status)
        return status;
    if (count > 100)
        return ERROR(error, ERR_TOO_LARGE, STR("貨物の行"), STR("100 行"));
    for (size_t i = 0; i < count; i++) {
        if ((status = check_line(&lines[i], error))) {
            if (error)
                error_at(error, STR("貨物"), (int64_t)i + 1, 0);
            return status;
        }
    }
    struct saving saving = {actor, id, version, lines, count};
    return store_write(actor->store, save_body, &saving, error);
}
