/* GET /desk/cases/:id/judge/:line: the facts that the papers of one cargo line must show. */
#include "desk/law_pages.h"
#include "desk/page_case.h"
#include "desk/page_judge_view.h"
#include "desk/templates.h"

static struct str kind_words(struct str kind)
{
    return str_equal(kind, STR("photo"))      ? STR("写真")
           : str_equal(kind, STR("analysis")) ? STR("分析")
                                              : STR("書類");
}

/* Titles of the papers that show a fact, as far as this case is asked for them. */
static struct str papers_words(const struct desk_view *view, struct str codes, struct arena *arena)
{
    struct str words = STR("");
    for (size_t i = 0; i < view->document_count; i++) {
        const struct desk_document_rule *rule = view->documents[i].rule;
        if (desk_word_is_in(codes, rule->code))
            words = words.n ? ARENA_JOIN(arena, words, STR("、"), rule->title) : rule->title;
    }
    return words;
}

static struct str file_name(const struct desk_view *view, int64_t file)
{
    for (size_t i = 0; file && i < view->file_count; i++)
        if (view->files[i].id == file)
            return view->files[i].name;
    return STR("");
}

static int make_checks(const struct desk_actor *actor, enum lang lang, struct desk_judge_page *page,
                       struct error *error)
{
    const struct desk_view *view = page->view;
    struct arena *arena = actor->arena;
    struct desk_names names;
    int64_t *people = ARENA_ARRAY(arena, int64_t, view->check_count);
    struct desk_check_view *rows = ARENA_ARRAY(arena, struct desk_check_view, view->check_count);
    for (size_t i = 0; i < view->check_count; i++)
        people[i] = view->checks[i].author;
    int e = desk_names_load(actor, people, view->check_count, lang, &names, error);
    for (size_t i = 0; !e && i < view->check_count; i++) {
        const struct desk_check *check = &view->checks[i];
        if (check->cargo != page->line->id)
            continue;
        rows[page->check_count++] = (struct desk_check_view){
            check,
            desk_badge_of_check(check->state, lang),
            kind_words(check->rule->kind),
            papers_words(view, check->rule->proven_by, arena),
            file_name(view, check->file),
            check->at ? ARENA_JOIN(arena, desk_when(check->at, arena), STR(" "),
                                   desk_name_of(&names, check->author))
                      : STR(""),
        };
    }
    page->checks = rows;
    return e;
}

static int find_line(const struct desk_view *view, int64_t id, enum lang lang, struct arena *arena,
                     struct desk_judge_page *page, struct error *error)
{
    struct desk_line_view *lines = desk_lines_show(view, lang, arena);
    for (size_t i = 0; i < view->cargo_count; i++)
        if (view->cargo[i].id == id) {
            page->line = &view->cargo[i];
            page->shown = lines[i];
            return 0;
        }
    return ERROR(error, ERR_NOT_FOUND, STR("貨物の行"));
}

int desk_page_judge(struct web_request *request, struct web_response *response, struct error *error)
{
    struct desk_actor actor;
    struct desk_view view;
    enum lang lang = web_lang(request);
    struct desk_judge_page page = {.view = &view, .c = &view.c, .form = web_form(request)};
    int e = desk_page_view(request, &actor, &view, error);
    if (!e)
        e = find_line(&view, web_integer(request, STR("line")), lang, actor.arena, &page, error);
    if (!e)
        e = make_checks(&actor, lang, &page, error);
    if (e)
        return e;
    page.may_edit = desk_may(&actor, STR("desk.case.edit")) && !desk_cargo_may_change(&view.c, NULL);
    web_page(request, response, ARENA_JOIN(actor.arena, view.c.number, STR(" 該非の判定")),
             desk_judge_body, &page);
    return 0;
}

int desk_act_check(struct web_request *request, struct web_response *response, struct error *error)
{
    struct desk_actor actor = desk_actor_of_request(request);
    enum desk_check_state state;
    int64_t id = web_integer(request, STR("id")), line = web_integer(request, STR("line"));
    if (!desk_check_state_parse(web_text(request, STR("state")), &state))
        return ERROR(error, ERR_NOT_FOUND, web_text(request, STR("state")));
    if (desk_check_mark(&actor, id, web_integer(request, STR("version")), line,
                        web_text(request, STR("check")), state,
                        web_integer(request, STR("file")), web_text(request, STR("note")), error))
        return desk_form_again(request, response, desk_page_judge, error);
    web_redirect(response,
                 arena_format(actor.arena, "/desk/cases/%lld/judge/%lld#checks", (long long)id,
                              (long long)line),
                 STR("確かめたことを記録しました。"));
    return 0;
}
