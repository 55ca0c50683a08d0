/* /desk/settings: values of the desk with their history; /desk/layouts: the versioned tables of what
   leaves the desk (columns, recipe, recipients, words of the report). */
#include "desk/page_close.h"
#include "desk/page_routes.h"
#include "desk/setting.h"
#include "desk/templates.h"

struct settings_job {
    const struct web_request *request;
    const struct web_actor *actor;
    struct desk_setting_view *rows;
    size_t count;
};

/* "yes|no": the words a value may be; other kinds have no bar. */
static struct desk_choices_view choices_of_kind(struct str kind, struct str chosen,
                                                struct arena *arena)
{
    struct desk_choices_view choices = {NULL, 0};
    if (!str_contains(kind, STR("|")))
        return choices;
    struct desk_choice_view *rows = ARENA_ARRAY(arena, struct desk_choice_view, kind.n);
    struct str rest = kind, word;
    while (str_cut(&rest, '|', &word))
        rows[choices.count++] = (struct desk_choice_view){word, word, str_equal(word, chosen)};
    choices.rows = rows;
    return choices;
}

static int load_settings(struct db *db, void *argument, struct error *error)
{
    struct settings_job *job = argument;
    for (size_t i = 0; i < job->count; i++) {
        struct desk_setting_view *view = &job->rows[i];
        int e = desk_setting_text(db, job->actor->commission, view->row->name, job->actor->arena,
                                  &view->value, error);
        if (e)
            return e;
        view->changed = !str_equal(view->value, view->row->value);
        view->choices = choices_of_kind(view->row->kind, view->value, job->actor->arena);
    }
    return 0;
}

int desk_page_settings(struct web_request *request, struct web_response *response,
                       struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    size_t count;
    const struct desk_setting_row *rows = desk_setting_rows(&count);
    struct desk_setting_view *views = ARENA_ARRAY(actor.arena, struct desk_setting_view, count);
    for (size_t i = 0; i < count; i++)
        views[i].row = &rows[i];
    struct settings_job job = {request, &actor, views, count};
    int e = store_read(actor.store, load_settings, &job, error);
    if (e)
        return e;
    struct desk_settings_page page = {.form = web_form(request), .rows = views, .count = count};
    web_page(request, response, STR("設定"), desk_settings_body, &page);
    return 0;
}

int desk_act_setting(struct web_request *request, struct web_response *response,
                     struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    if (desk_setting_change(&actor, web_text(request, STR("name")), web_text(request, STR("value")),
                            error))
        return web_form_again(request, response, desk_page_settings, error);
    web_redirect(response, STR("/desk/settings"), STR("設定を変えました。"));
    return 0;
}

static int show_layouts(const struct web_actor *actor, const struct desk_layout *layouts,
                        size_t count, enum lang lang, struct desk_layout_view **out,
                        struct error *error)
{
    int64_t *authors = ARENA_ARRAY(actor->arena, int64_t, count);
    struct desk_names names;
    *out = ARENA_ARRAY(actor->arena, struct desk_layout_view, count);
    for (size_t i = 0; i < count; i++)
        authors[i] = layouts[i].author;
    int e = desk_names_load(actor, authors, count, lang, &names, error);
    for (size_t i = 0; !e && i < count; i++)
        (*out)[i] = (struct desk_layout_view){
            &layouts[i], desk_when(layouts[i].created, actor->arena),
            layouts[i].revision ? desk_name_of(&names, layouts[i].author) : STR("")};
    return e;
}

int desk_page_layouts(struct web_request *request, struct web_response *response,
                      struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct desk_layout *layouts;
    struct desk_layout_view *views;
    struct desk_layouts_page page = {0};
    int e = desk_layout_list(&actor, &layouts, &page.count, error);
    if (!e)
        e = show_layouts(&actor, layouts, page.count, web_lang(request), &views, error);
    if (e)
        return e;
    page.rows = views;
    web_page(request, response, STR("登録と報告の様式"), desk_layouts_body, &page);
    return 0;
}

int desk_page_layout(struct web_request *request, struct web_response *response,
                     struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct desk_layout_page page = {.form = web_form(request)};
    struct desk_layout *history;
    struct desk_layout_view *views;
    struct str name = web_text(request, STR("name"));
    int e = desk_layout_read(&actor, name, &page.layout, error);
    if (!e)
        e = desk_layout_history(&actor, name, &history, &page.history_count, error);
    if (!e)
        e = show_layouts(&actor, history, page.history_count, web_lang(request), &views, error);
    if (e)
        return e;
    page.history = views;
    page.body = web_typed_or(request, STR("body"), page.layout.body);
    page.reason = web_typed_or(request, STR("reason"), STR(""));
    page.may_change = desk_may(&actor, STR("desk.settings"));
    web_page(request, response, page.layout.title_ja, desk_layout_body, &page);
    return 0;
}

int desk_act_layout(struct web_request *request, struct web_response *response, struct error *error)
{
    if (web_has_problems(request)) {
        web_status(response, 422);
        return desk_page_layout(request, response, error);
    }
    struct web_actor actor = web_actor_of_request(request);
    struct str name = web_text(request, STR("name"));
    if (desk_layout_change(&actor, name, web_integer(request, STR("revision")),
                           web_text(request, STR("body")), web_text(request, STR("reason")), error))
        return web_form_again(request, response, desk_page_layout, error);
    web_redirect(response, ARENA_JOIN(actor.arena, STR("/desk/layouts/"), name),
                 STR("新しい版を保存しました。次の出力から使われます。"));
    return 0;
}
