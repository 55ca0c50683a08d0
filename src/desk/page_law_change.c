/* /desk/law/changes: what people confirmed or added, and the second look. */
#include "desk/law_pages.h"
#include "desk/page_law_view.h"
#include "desk/templates.h"

static struct str tone_of(enum desk_overlay_state state)
{
    return state == DESK_OVERLAY_PROPOSED   ? STR("tone-wait")
           : state == DESK_OVERLAY_IN_FORCE ? STR("tone-good")
                                            : STR("tone-stopped");
}

/* The lines of the rows without the head, tabs as blanks: to be compared with the source. */
static struct str body_words(struct str body, struct arena *arena)
{
    size_t head = str_find_char(body, '\n', 0);
    struct str rows = str_trim(str_slice(body, head == SIZE_MAX ? body.n : head, body.n));
    char *text = arena_alloc(arena, rows.n + 1, 1, 1);
    for (size_t i = 0; i < rows.n; i++)
        text[i] = rows.p[i] == '\t' ? ' ' : rows.p[i];
    return str_slice((struct str){text, rows.n}, 0, 2000);
}

int desk_changes_show(const struct web_actor *actor, const struct desk_overlay *overlays,
                      size_t count, struct str key, enum lang lang,
                      const struct desk_change_view **out, size_t *out_count, struct error *error)
{
    struct arena *arena = actor->arena;
    struct desk_names names;
    struct desk_change_view *rows = ARENA_ARRAY(arena, struct desk_change_view, count);
    int64_t *people = ARENA_ARRAY(arena, int64_t, count * 2);
    for (size_t i = 0; i < count; i++) {
        people[2 * i] = overlays[i].author;
        people[2 * i + 1] = overlays[i].second;
    }
    int e = desk_names_load(actor, people, count * 2, lang, &names, error);
    *out_count = 0;
    for (size_t i = 0; !e && i < count; i++) {
        const struct desk_overlay *one = &overlays[i];
        enum law_table_id table = LAW_ANNEX1;
        if (key.n && !str_equal(one->key, key))
            continue;
        law_table_find(one->file, &table);
        rows[(*out_count)++] = (struct desk_change_view){
            .overlay = one,
            .table = law_table_title(table),
            .stem = desk_table_stem(table),
            .kind = desk_overlay_kind_title(one->kind, lang),
            .state = {tone_of(one->state), desk_overlay_state_title(one->state, lang)},
            .body = body_words(one->body, arena),
            .source_day = day_format(one->source_day, arena),
            .when = desk_when(one->created, arena),
            .who = desk_name_of(&names, one->author),
            .second_when = desk_when(one->second_at, arena),
            .second_who = one->second_at ? desk_name_of(&names, one->second) : STR(""),
            .may_agree = one->state == DESK_OVERLAY_PROPOSED && one->author != actor->person,
            .may_withdraw =
                one->state == DESK_OVERLAY_PROPOSED || one->state == DESK_OVERLAY_IN_FORCE,
        };
    }
    *out = rows;
    return e;
}

int desk_page_law_changes(struct web_request *request, struct web_response *response,
                          struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct desk_changes_page page = {.form = web_form(request),
                                     .may_change = desk_may(&actor, STR("desk.law")),
                                     .words = web_typed_or(request, STR("words"), STR(""))};
    struct desk_overlay *overlays;
    size_t count;
    int e = desk_overlay_list(&actor, STR(""), &overlays, &count, error);
    if (!e)
        e = desk_changes_show(&actor, overlays, count, STR(""), web_lang(request), &page.rows,
                              &page.count, error);
    if (!e)
        web_page(request, response, STR("表への追加と確認"), desk_changes_body, &page);
    return e;
}

int desk_act_law_change(struct web_request *request, struct web_response *response,
                        struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    int64_t id = web_integer(request, STR("id")), version = web_integer(request, STR("version"));
    struct str wanted = web_text(request, STR("do")), words = web_text(request, STR("words"));
    int e = str_equal(wanted, STR("withdraw"))
                ? desk_overlay_withdraw(&actor, id, version, words, error)
                : desk_overlay_decide(&actor, id, version, str_equal(wanted, STR("agree")), words,
                                      error);
    if (e)
        return web_form_again(request, response, desk_page_law_changes, error);
    web_redirect(response, STR("/desk/law/changes"),
                 str_equal(wanted, STR("agree")) ? STR("有効にしました。これからの判定に使われます。")
                                                 : STR("記録しました。"));
    return 0;
}
