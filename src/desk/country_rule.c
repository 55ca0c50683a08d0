/* The register of other countries' import rules in the store. */
#include "desk/country_rule.h"

#include "base/text.h"
#include "desk/record.h"
#include "desk/setting.h"

static const struct {
    struct str name, ja, en;
} effects[DESK_COUNTRY_EFFECT_COUNT] = {
    [DESK_COUNTRY_ALLOWED] = {STR_INIT("allowed"), STR_INIT("輸入可"), STR_INIT("Allowed")},
    [DESK_COUNTRY_CONDITIONAL] = {STR_INIT("conditional"), STR_INIT("条件付き"),
                                  STR_INIT("With conditions")},
    [DESK_COUNTRY_PROHIBITED] = {STR_INIT("prohibited"), STR_INIT("輸入不可"),
                                 STR_INIT("Prohibited")},
    [DESK_COUNTRY_WITHDRAWN] = {STR_INIT("withdrawn"), STR_INIT("取下げ"), STR_INIT("Withdrawn")},
};

struct str desk_country_effect_name(enum desk_country_effect effect)
{
    return effects[effect].name;
}

struct str desk_country_effect_title(enum desk_country_effect effect, enum lang lang)
{
    return lang == LANG_EN ? effects[effect].en : effects[effect].ja;
}

bool desk_country_effect_parse(struct str name, enum desk_country_effect *out)
{
    for (int i = 0; i < DESK_COUNTRY_EFFECT_COUNT; i++)
        if (str_equal(effects[i].name, name)) {
            *out = (enum desk_country_effect)i;
            return true;
        }
    return false;
}

#define COLUMNS                                                                               \
    "id, number, revision, country, goods, effect, rule, source, checked_on, author, created"

/* The same day of the month `months` before; a day that month does not have is its last one. */
static day_number months_before(day_number day, int64_t months)
{
    struct date date = date_of_day(day);
    int64_t month = (int64_t)date.year * 12 + date.month - 1 - months;
    struct date next = {(int)((month + 1) / 12), (int)((month + 1) % 12) + 1, 1};
    day_number last = day_of_date(next) - 1;
    struct date then = date_of_day(last);
    return date.day < then.day ? last - (then.day - date.day) : last;
}

static int stale_before(struct db *db, const struct web_actor *actor, day_number today,
                        day_number *out, struct error *error)
{
    int64_t months;
    int status = desk_setting_integer(db, actor->commission, STR("country_rule_months"), &months,
                                      error);
    *out = status ? 0 : months_before(today, months < 1200 ? months : 1200);
    return status;
}

static void read_rule(struct db_rows *rows, day_number limit, struct arena *arena,
                      struct desk_country_rule *out)
{
    *out = (struct desk_country_rule){
        .id = db_column_int(rows, 0),
        .number = db_column_int(rows, 1),
        .revision = db_column_int(rows, 2),
        .country = db_column_copy(rows, 3, arena),
        .goods = db_column_copy(rows, 4, arena),
        .rule = db_column_copy(rows, 6, arena),
        .source = db_column_copy(rows, 7, arena),
        .checked_on = (day_number)db_column_int(rows, 8),
        .author = db_column_int(rows, 9),
        .created = db_column_int(rows, 10),
    };
    desk_country_effect_parse(db_column_text(rows, 5), &out->effect);
    out->stale = out->checked_on < limit;
}

struct listing {
    const struct web_actor *actor;
    day_number today;
    int64_t number; /* 0: the newest of all */
    struct desk_country_rule **out;
    size_t *count;
};

static int list_body(struct db *db, void *argument, struct error *error)
{
    const struct listing *l = argument;
    struct db_rows *rows;
    day_number limit;
    *l->out = NULL;
    *l->count = 0;
    int status = stale_before(db, l->actor, l->today, &limit, error);
    if (status)
        return status;
    if (l->number)
        status = DB_QUERY(db, error, &rows,
                          "SELECT " COLUMNS " FROM desk_country_rule WHERE commission = $1"
                          " AND number = $2 ORDER BY revision DESC",
                          db_int(l->actor->commission), db_int(l->number));
    else
        status = DB_QUERY(db, error, &rows,
                          "SELECT " COLUMNS " FROM desk_country_rule WHERE commission = $1"
                          " AND newest = 1 ORDER BY CASE WHEN effect = 'withdrawn' THEN 1 ELSE 0"
                          " END, country, goods, number",
                          db_int(l->actor->commission));
    if (status)
        return status;
    while (db_next(rows))
        read_rule(rows, limit, l->actor->arena,
                  DESK_ADD(l->actor->arena, l->out, l->count, struct desk_country_rule));
    return db_finish(rows, error);
}

int desk_country_rule_list(const struct web_actor *actor, day_number today,
                           struct desk_country_rule **out, size_t *count, struct error *error)
{
    int status = desk_require(actor, STR("desk.case.read"), error);
    struct listing listing = {actor, today, 0, out, count};
    return status ? status : store_read(actor->store, list_body, &listing, error);
}

int desk_country_rule_history(const struct web_actor *actor, int64_t number, day_number today,
                              struct desk_country_rule **out, size_t *count, struct error *error)
{
    int status = desk_require(actor, STR("desk.case.read"), error);
    struct listing listing = {actor, today, number, out, count};
    if (status == 0)
        status = store_read(actor->store, list_body, &listing, error);
    if (status == 0 && *count == 0)
        return ERROR(error, ERR_NOT_FOUND, STR("輸入規制の記録"));
    return status;
}

int desk_country_rule_find(struct db *db, const struct web_actor *actor, struct str country,
                           struct str goods, day_number today, struct desk_country_rule *out,
                           struct error *error)
{
    day_number limit;
    struct db_rows *rows;
    *out = (struct desk_country_rule){0};
    int status = stale_before(db, actor, today, &limit, error);
    if (status)
        return status;
    status = DB_QUERY(db, error, &rows,
                      "SELECT " COLUMNS " FROM desk_country_rule WHERE commission = $1"
                      " AND newest = 1 AND country = $2 AND goods IN ($3, 'all')"
                      " AND effect <> 'withdrawn'"
                      " ORDER BY CASE WHEN goods = 'all' THEN 1 ELSE 0 END, checked_on DESC,"
                      " number DESC LIMIT 1",
                      db_int(actor->commission), db_text(country), db_text(goods));
    if (status)
        return status;
    if (db_next(rows))
        read_rule(rows, limit, actor->arena, out);
    return db_finish(rows, error);
}

struct saving {
    const struct web_actor *actor;
    struct desk_country_rule rule;
    int64_t *number;
};

static int next_number(struct db *db, struct saving *s, struct error *error)
{
    return DB_GET_INT(db, error, s->number, STR("輸入規制の記録"),
                      "SELECT coalesce(max(number), 0) + 1 FROM desk_country_rule"
                      " WHERE commission = $1",
                      db_int(s->actor->commission));
}

/* The revision that was read must still be the newest. */
static int retire(struct db *db, const struct saving *s, struct error *error)
{
    int64_t changed;
    const struct db_value values[] = {db_int(s->actor->commission), db_int(s->rule.number),
                                      db_int(s->rule.revision)};
    int status = db_run(db, error, &changed,
                        STR("UPDATE desk_country_rule SET newest = 0 WHERE commission = $1"
                            " AND number = $2 AND revision = $3 AND newest = 1"),
                        values, 3);
    if (status == 0 && changed == 0)
        return ERROR(error, ERR_CONFLICT, STR("輸入規制の記録"));
    return status;
}

static int save_body(struct db *db, void *argument, struct error *error)
{
    struct saving *s = argument;
    const struct web_actor *actor = s->actor;
    const struct desk_country_rule *rule = &s->rule;
    *s->number = rule->number;
    int status = rule->number ? retire(db, s, error) : next_number(db, s, error);
    if (status == 0)
        status = DB_RUN(db, error,
                        "INSERT INTO desk_country_rule (commission, number, revision, newest,"
                        " country, goods, effect, rule, source, checked_on, author, created)"
                        " VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, $9, $10, $11)",
                        db_int(actor->commission), db_int(*s->number),
                        db_int(rule->number ? rule->revision + 1 : 1), db_text(rule->country),
                        db_text(rule->goods), db_text(desk_country_effect_name(rule->effect)),
                        db_text(rule->rule), db_text(rule->source), db_int(rule->checked_on),
                        db_int(actor->person), db_int(db_time(db)));
    if (status)
        return status;
    struct str detail = arena_format(
        actor->arena, "{\"country\":\"%" PRIstr "\",\"goods\":\"%" PRIstr "\",\"effect\":\"%" PRIstr "\"}",
        STR_ARG(rule->country), STR_ARG(rule->goods),
        STR_ARG(desk_country_effect_name(rule->effect)));
    return web_actor_audit(db, actor, STR("law.country_rule"), STR("country_rule"), *s->number,
                           detail, error);
}

static int check(const struct desk_country_rule *rule, day_number today, struct error *error)
{
    if (!desk_choice_exists(STR("country"), rule->country))
        return ERROR(error, ERR_DESK_FIELD, STR("国"), rule->country, STR("一覧にありません"));
    if (!str_equal(rule->goods, STR("all")) && !desk_choice_exists(STR("cargo_class"), rule->goods))
        return ERROR(error, ERR_DESK_FIELD, STR("品物"), rule->goods, STR("一覧にありません"));
    if (rule->rule.n == 0)
        return ERROR(error, ERR_DESK_FIELD, STR("規制の内容"), STR(""), STR("空です"));
    if (rule->source.n == 0)
        return ERROR(error, ERR_DESK_FIELD, STR("出典"), STR(""), STR("空です"));
    if (rule->checked_on > today || rule->checked_on < day_of_date((struct date){1990, 1, 1}))
        return ERROR(error, ERR_DESK_FIELD, STR("確かめた日"), STR(""),
                     STR("1990年から今日までの日にしてください"));
    return 0;
}

int desk_country_rule_save(const struct web_actor *actor, const struct desk_country_rule *rule,
                           day_number today, int64_t *number, struct error *error)
{
    int status = desk_require(actor, STR("desk.law"), error);
    if (status)
        return status;
    struct saving saving = {actor, *rule, number};
    saving.rule.rule = text_clean(str_trim(rule->rule), actor->arena);
    saving.rule.source = text_one_line(rule->source, actor->arena);
    if ((status = check(&saving.rule, today, error)))
        return status;
    return store_write(actor->store, save_body, &saving, error);
}
