/* What the desk knows of a cargo line besides what was entered for its judgement: the record (direction,
   country, transit, operation, mass), the facts an advisor checked, the register of countries. What was
   entered goes before; nothing is guessed. */
#include "desk/law_case.h"

/* "台湾、HK" → codes; a name outside the tables stays as it is, so that the answer names it. */
static void complete_transit(const struct desk_law_sources *s, struct arena *arena,
                             struct law_cargo *cargo)
{
    struct str rest = desk_case_value(s->c, STR("transit_countries")), line;
    struct str *list = ARENA_ARRAY(arena, struct str, rest.n + 1);
    size_t count = 0;
    while (rest.n && str_cut(&rest, '\n', &line)) {
        line = str_trim(line);
        if (line.n == 0)
            continue;
        const struct law_row *row = law_country_find(s->tables, line);
        list[count++] = row ? row->code : line;
    }
    cargo->transit = list;
    cargo->transit_count = count;
    cargo->transit_known = cargo->transit_known || count > 0;
}

static void complete_mass(const struct desk_cargo *line, struct law_cargo *cargo)
{
    struct decimal quantity, thousand = {1000, 0};
    if (decimal_parse(line->quantity, &quantity, NULL))
        return;
    if (str_equal(line->unit, STR("t")))
        cargo->has_mass = decimal_multiply(quantity, thousand, &cargo->mass, NULL) == 0;
    else if (str_equal(line->unit, STR("kg"))) {
        cargo->mass = quantity;
        cargo->has_mass = true;
    }
}

static void complete_record(const struct desk_law_sources *s, struct arena *arena,
                            struct law_cargo *cargo)
{
    cargo->name = s->line->name;
    if (cargo->cargo_class.n == 0)
        cargo->cargo_class = s->line->cargo_class;
    if (cargo->direction == LAW_DIRECTION_UNKNOWN)
        cargo->direction = str_equal(s->c->direction, STR("export"))   ? LAW_EXPORT
                           : str_equal(s->c->direction, STR("import")) ? LAW_IMPORT
                                                                       : LAW_DIRECTION_UNKNOWN;
    if (cargo->country.n == 0)
        cargo->country = s->c->country;
    if (!cargo->transit_known)
        complete_transit(s, arena, cargo);
    if (cargo->operation.n == 0)
        cargo->operation = str_trim(desk_case_value(s->c, STR("disposal_op")));
    if (!cargo->has_mass)
        complete_mass(s->line, cargo);
    if (!cargo->has_date) {
        cargo->has_date = true;
        cargo->date = s->as_of;
    }
}

/* "oil_remains:no": the fact and its answer when the check is met. */
static void complete_check(const struct desk_check *check, struct law_cargo *cargo)
{
    struct str answer = check->rule->law, key;
    enum law_fact fact;
    bool met = check->state == DESK_CHECK_MET;
    if (answer.n == 0 || (!met && check->state != DESK_CHECK_NOT_MET))
        return;
    str_cut(&answer, ':', &key);
    if (!law_fact_find(key, &fact) || cargo->facts[fact] != LAW_UNKNOWN)
        return;
    cargo->facts[fact] = str_equal(answer, STR("yes")) == met ? LAW_YES : LAW_NO;
}

/* An old entry, or one with conditions, answers nothing: the answer stays 要確認. */
static bool complete_country(const struct desk_country_rule *rule, struct law_cargo *cargo)
{
    bool says = rule->id && !rule->stale &&
                (rule->effect == DESK_COUNTRY_ALLOWED || rule->effect == DESK_COUNTRY_PROHIBITED);
    if (!says || cargo->facts[LAW_USED_IMPORT_RULE] != LAW_UNKNOWN)
        return false;
    cargo->facts[LAW_USED_IMPORT_RULE] =
        rule->effect == DESK_COUNTRY_ALLOWED ? LAW_YES : LAW_NO;
    return true;
}

void desk_law_complete(const struct desk_law_sources *s, struct arena *arena,
                       struct law_cargo *cargo, bool *from_register)
{
    complete_record(s, arena, cargo);
    for (size_t i = 0; i < s->check_count; i++)
        if (s->checks[i].cargo == s->line->id)
            complete_check(&s->checks[i], cargo);
    *from_register = complete_country(s->country, cargo);
}
