/* /desk/law/countries: what other countries say about goods that are brought in; one entry with its
   revisions. */
#include "desk/law_pages.h"
#include "desk/page_law_view.h"
#include "desk/templates.h"

static struct str goods_title(struct str goods, enum lang lang)
{
    return str_equal(goods, STR("all")) ? STR("すべての品物")
                                        : desk_choice_title(STR("cargo_class"), goods, lang);
}

static struct str effect_tone(enum desk_country_effect effect)
{
    switch (effect) {
    case DESK_COUNTRY_ALLOWED: return STR("tone-good");
    case DESK_COUNTRY_CONDITIONAL: return STR("tone-wait");
    case DESK_COUNTRY_PROHIBITED: return STR("tone-bad");
    case DESK_COUNTRY_WITHDRAWN:
    case DESK_COUNTRY_EFFECT_COUNT: break;
    }
    return STR("tone-stopped");
}

static int show_rules(const struct web_actor *actor, const struct desk_country_rule *rules,
                      size_t count, enum lang lang, struct desk_countries_page *page,
                      struct error *error)
{
    struct arena *arena = actor->arena;
    struct desk_names names;
    int64_t *people = ARENA_ARRAY(arena, int64_t, count);
    struct desk_country_view *rows = ARENA_ARRAY(arena, struct desk_country_view, count);
    for (size_t i = 0; i < count; i++)
        people[i] = rules[i].author;
    int e = desk_names_load(actor, people, count, lang, &names, error);
    for (size_t i = 0; !e && i < count; i++) {
        const struct desk_country_rule *rule = &rules[i];
        rows[i] = (struct desk_country_view){
            .rule = rule,
            .country = desk_choice_title(STR("country"), rule->country, lang),
            .goods = goods_title(rule->goods, lang),
            .checked = day_format(rule->checked_on, arena),
            .when = desk_when(rule->created, arena),
            .who = desk_name_of(&names, rule->author),
            .effect = {effect_tone(rule->effect), desk_country_effect_title(rule->effect, lang)},
        };
        if (rule->stale && rule->effect != DESK_COUNTRY_WITHDRAWN) {
            rows[i].state = (struct desk_badge){STR("tone-attention"), STR("要確認")};
            page->stale++;
        }
    }
    page->rows = rows;
    page->count = count;
    return e;
}

static struct desk_choices_view goods_choices(struct str chosen, enum lang lang,
                                              struct arena *arena)
{
    struct desk_choices_view classes = desk_choices_make(STR("cargo_class"), chosen, lang, arena);
    struct desk_choice_view *rows = ARENA_ARRAY(arena, struct desk_choice_view, classes.count + 1);
    rows[0] = (struct desk_choice_view){STR("all"), STR("すべての品物"), str_equal(chosen, STR("all"))};
    for (size_t i = 0; i < classes.count; i++)
        rows[i + 1] = classes.rows[i];
    return (struct desk_choices_view){rows, classes.count + 1};
}

static struct desk_choices_view effect_choices(struct str chosen, bool may_withdraw, enum lang lang,
                                               struct arena *arena)
{
    struct desk_choice_view *rows =
        ARENA_ARRAY(arena, struct desk_choice_view, DESK_COUNTRY_EFFECT_COUNT);
    size_t count = may_withdraw ? DESK_COUNTRY_EFFECT_COUNT : DESK_COUNTRY_WITHDRAWN;
    for (size_t i = 0; i < count; i++) {
        struct str name = desk_country_effect_name((enum desk_country_effect)i);
        rows[i] = (struct desk_choice_view){
            name, desk_country_effect_title((enum desk_country_effect)i, lang),
            str_equal(name, chosen)};
    }
    return (struct desk_choices_view){rows, count};
}

/* The form with what was typed, else with `stored` (NULL: a new entry, checked today). */
static void make_form(const struct web_request *request, const struct web_actor *actor,
                      const struct desk_country_rule *stored, struct desk_countries_page *page)
{
    enum lang lang = web_lang(request);
    struct arena *arena = actor->arena;
    struct str country = stored ? stored->country : STR("");
    struct str goods = stored ? stored->goods : STR("all");
    struct str effect = stored ? desk_country_effect_name(stored->effect) : STR("allowed");
    page->may_change = desk_may(actor, STR("desk.law"));
    page->form = web_form(request);
    page->number = stored ? stored->number : 0;
    page->revision = stored ? stored->revision : 0;
    page->countries = desk_choices_make(
        STR("country"), web_typed_or(request, STR("country"), country), lang, arena);
    page->goods = goods_choices(web_typed_or(request, STR("goods"), goods), lang, arena);
    page->effects =
        effect_choices(web_typed_or(request, STR("effect"), effect), stored != NULL, lang, arena);
    page->rule = web_typed_or(request, STR("rule"), stored ? stored->rule : STR(""));
    page->source = web_typed_or(request, STR("source"), stored ? stored->source : STR(""));
    page->checked_on =
        web_typed_or(request, STR("checked_on"), day_format(desk_today(request), arena));
}

int desk_page_countries(struct web_request *request, struct web_response *response,
                        struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct desk_countries_page page = {0};
    struct desk_country_rule *rules;
    size_t count;
    int e = desk_country_rule_list(&actor, desk_today(request), &rules, &count, error);
    if (!e)
        e = show_rules(&actor, rules, count, web_lang(request), &page, error);
    if (e)
        return e;
    make_form(request, &actor, NULL, &page);
    web_page(request, response, STR("相手国の輸入規制"), desk_countries_body, &page);
    return 0;
}

int desk_page_country(struct web_request *request, struct web_response *response,
                      struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct desk_countries_page page = {0};
    struct desk_country_rule *rules;
    size_t count;
    int e = desk_country_rule_history(&actor, web_integer(request, STR("id")), desk_today(request),
                                      &rules, &count, error);
    if (!e)
        e = show_rules(&actor, rules, count, web_lang(request), &page, error);
    if (e)
        return e;
    make_form(request, &actor, &rules[0], &page);
    web_page(request, response,
             ARENA_JOIN(actor.arena, STR("輸入規制："), page.rows[0].country), desk_country_body,
             &page);
    return 0;
}

static int save(const struct web_request *request, int64_t number, int64_t *saved,
                struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct date checked;
    struct desk_country_rule rule = {
        .number = number,
        .revision = web_integer(request, STR("revision")),
        .country = web_text(request, STR("country")),
        .goods = web_text(request, STR("goods")),
        .rule = web_text(request, STR("rule")),
        .source = web_text(request, STR("source")),
    };
    int e = date_parse(web_text(request, STR("checked_on")), &checked, error);
    if (e)
        return e;
    rule.checked_on = day_of_date(checked);
    if (!desk_country_effect_parse(web_text(request, STR("effect")), &rule.effect))
        return ERROR(error, ERR_NOT_FOUND, web_text(request, STR("effect")));
    return desk_country_rule_save(&actor, &rule, desk_today(request), saved, error);
}

int desk_act_country_add(struct web_request *request, struct web_response *response,
                         struct error *error)
{
    int64_t number;
    if (web_has_problems(request)) {
        web_status(response, 422);
        return desk_page_countries(request, response, error);
    }
    if (save(request, 0, &number, error))
        return web_form_again(request, response, desk_page_countries, error);
    web_redirect(response, STR("/desk/law/countries"), STR("輸入規制を記録しました。"));
    return 0;
}

int desk_act_country(struct web_request *request, struct web_response *response,
                     struct error *error)
{
    int64_t number = web_integer(request, STR("id"));
    if (web_has_problems(request)) {
        web_status(response, 422);
        return desk_page_country(request, response, error);
    }
    if (save(request, number, &number, error))
        return web_form_again(request, response, desk_page_country, error);
    web_redirect(response,
                 arena_format(web_arena(request), "/desk/law/countries/%lld", (long long)number),
                 STR("確かめた結果を新しい版として記録しました。"));
    return 0;
}
