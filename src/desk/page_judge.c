/* /desk/cases/:id/judge/:line: the facts that the papers of one cargo line must show, what is known of
   it, the proposal, and the decision of a person. */
#include "desk/law_pages.h"
#include "desk/page_case.h"
#include "desk/page_judge_make.h"
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

static int make_checks(const struct web_actor *actor, enum lang lang, struct desk_judge_page *page,
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

/* How a page is to be shown. */
struct showing {
    bool typed;   /* what stands in the form instead of what is stored */
    bool fragment; /* the proposal alone, for the script */
    size_t more;  /* further empty rows */
};

static day_number as_of(const struct web_request *request)
{
    struct date date;
    struct str text = web_typed(request, STR("as_of"));
    return text.n && !date_parse(text, &date, NULL) ? day_of_date(date) : desk_today(request);
}

static void tell_problems(struct web_request *request, const struct desk_form_problems *problems)
{
    for (size_t i = 0; i < problems->count; i++)
        web_field_error(request, problems->rows[i].input, problems->rows[i].sentence);
}

static struct desk_choices_view judgement_choices(enum desk_judgement chosen, enum lang lang,
                                                  struct arena *arena)
{
    static const enum desk_judgement order[] = {DESK_NOT_REGULATED, DESK_REGULATED};
    struct desk_choice_view *rows = ARENA_ARRAY(arena, struct desk_choice_view, 2);
    for (size_t i = 0; i < 2; i++)
        rows[i] = (struct desk_choice_view){desk_judgement_name(order[i]),
                                            desk_judgement_title(order[i], lang), order[i] == chosen};
    return (struct desk_choices_view){rows, 2};
}

static void make_country(const struct desk_law_view *law, struct arena *arena,
                         struct desk_judge_page *page)
{
    const struct desk_country_rule *rule = &law->country;
    if (rule->id == 0 || !str_equal(page->line->example_class, STR("G")))
        return;
    page->country_words =
        ARENA_JOIN(arena, desk_country_effect_title(rule->effect, LANG_JA), STR("："), rule->rule,
                   STR("（"), rule->source, STR("、"), day_format(rule->checked_on, arena),
                   STR(" に確認）"));
    page->country_state = rule->stale
                              ? (struct desk_badge){STR("tone-attention"), STR("要確認")}
                              : (struct desk_badge){STR("tone-good"), STR("確認済")};
}

static void make_decision_form(const struct web_request *request, enum lang lang,
                               struct arena *arena, struct desk_judge_page *page)
{
    enum desk_judgement chosen = page->line->judgement;
    struct str typed = web_typed(request, STR("judgement"));
    if (typed.n)
        desk_judgement_parse(typed, &chosen);
    page->judgements = judgement_choices(chosen, lang, arena);
    page->basis = web_typed_or(request, STR("basis"), page->line->basis);
    page->codes = web_typed_or(request, STR("basis_codes"), page->line->basis_codes);
    page->reason = web_typed_or(request, STR("reason"), STR(""));
}

/* What is stored beyond the rows of the form, in words. */
static void tell_rest(const struct law_cargo *rest, struct arena *arena, struct desk_judge_page *page)
{
    size_t analyses = 0;
    for (size_t i = 0; i < rest->part_count; i++)
        analyses += rest->parts[i].analysis_count;
    if (rest->part_count)
        page->rest_words = arena_format(arena, "ほかに %zu 件の分析（%zu の部位）を保持しています。", analyses,
                                        rest->part_count);
}

/* The form as it stands, and the cargo it describes. */
static void enter(struct web_request *request, bool typed, const struct desk_law_view *stored,
                  struct arena *arena, struct desk_law_form *form, struct desk_law_typed *entered,
                  struct desk_form_problems *problems, struct desk_judge_page *page)
{
    const struct law_tables *tables = stored->edition->tables;
    struct law_cargo kept = {0}, rest = {0};
    if (stored->input.version && law_cargo_read(tables, stored->input.content, arena, &kept, NULL) == 0)
        desk_law_form_split(&kept, arena, form, &rest);
    if (typed)
        desk_judge_read_request(request, form);
    entered->unlisted = typed ? web_typed(request, STR("unlisted")).n > 0
                              : desk_law_has_unlisted(tables, &kept, desk_today(request));
    entered->form = form;
    tell_rest(&rest, arena, page);
    page->unlisted = entered->unlisted;
    desk_law_form_read(form, arena, &entered->cargo, problems);
}

/* Names the input of an error of the law room. */
static void tell_law_problem(struct web_request *request, const struct desk_law_view *law,
                             const struct desk_form_problems *problems, struct arena *arena)
{
    if (law->judged)
        return;
    struct str input = desk_law_form_input(problems, law->problem.parameters[0], arena);
    if (input.n)
        web_field_error(request, input, error_sentence(&law->problem, LANG_JA, arena));
}

static int show_with(struct web_request *request, struct web_response *response,
                     const struct showing *showing, const struct web_actor *actor,
                     struct desk_judge_page *page, struct desk_law_view *law, struct error *error)
{
    struct arena *arena = actor->arena;
    enum lang lang = web_lang(request);
    struct desk_law_form *form = ARENA_NEW(arena, struct desk_law_form);
    struct desk_form_problems *problems = ARENA_NEW(arena, struct desk_form_problems);
    struct desk_law_typed *entered = ARENA_NEW(arena, struct desk_law_typed);
    int e = 0;
    enter(request, showing->typed, law, arena, form, entered, problems, page);
    if (showing->typed) {
        desk_law_close(law);
        e = desk_law_open(actor, page->view, page->line, entered, as_of(request), law, error);
    }
    if (e)
        return e;
    page->law = law;
    page->entered = form;
    page->as_of = day_format(as_of(request), arena);
    desk_judge_make_proposal(law, arena, &page->proposal);
    page->proposal.may_take = page->may_edit && law->judged;
    if (showing->fragment) {
        desk_judge_proposal(web_html(response), page);
        return 0;
    }
    tell_problems(request, problems);
    tell_law_problem(request, law, problems, arena);
    page->input_version = law->input.version;
    desk_judge_make_form(request, law, showing->more, arena, page);
    make_country(law, arena, page);
    make_decision_form(request, lang, arena, page);
    e = make_checks(actor, lang, page, error);
    if (!e)
        e = desk_judge_make_decisions(actor, law, lang, page, error);
    if (!e)
        web_page(request, response, ARENA_JOIN(arena, page->c->number, STR(" 該非の判定")),
                 desk_judge_body, page);
    return e;
}

static int show(struct web_request *request, struct web_response *response,
                const struct showing *showing, struct error *error)
{
    struct web_actor actor;
    struct desk_view view;
    struct desk_law_view law = {0};
    struct desk_judge_page page = {.view = &view, .c = &view.c, .form = web_form(request)};
    int e;
    if (showing->fragment) {
        actor = web_actor_of_request(request);
        e = desk_law_case_read(&actor, web_integer(request, STR("id")), &view, error);
    } else {
        e = desk_page_view(request, &actor, &view, error);
    }
    if (!e)
        e = find_line(&view, web_integer(request, STR("line")), web_lang(request), actor.arena, &page,
                      error);
    if (!e)
        e = desk_law_open(&actor, &view, page.line, NULL, as_of(request), &law, error);
    if (e)
        return e;
    page.may_edit = desk_may(&actor, STR("desk.case.edit")) && !desk_cargo_may_change(&view.c, NULL);
    e = show_with(request, response, showing, &actor, &page, &law, error);
    desk_law_close(&law);
    return e;
}

int desk_page_judge(struct web_request *request, struct web_response *response, struct error *error)
{
    const struct showing stored = {0};
    return show(request, response, &stored, error);
}

static int show_typed(struct web_request *request, struct web_response *response,
                      struct error *error)
{
    const struct showing typed = {.typed = true};
    return show(request, response, &typed, error);
}

int desk_act_propose(struct web_request *request, struct web_response *response,
                     struct error *error)
{
    const struct showing fragment = {.typed = true, .fragment = true};
    int e = show(request, response, &fragment, error);
    if (!e)
        web_status(response, 200);
    return e;
}

static struct str judge_path(const struct web_request *request, const char *rest)
{
    return arena_format(web_arena(request), "/desk/cases/%lld/judge/%lld%s",
                        (long long)web_integer(request, STR("id")),
                        (long long)web_integer(request, STR("line")), rest);
}

/* Saves what was typed. False: the form has problems, which are told. */
static int save_typed(struct web_request *request, struct str imported, bool *saved,
                      struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct desk_law_form *form = ARENA_NEW(actor.arena, struct desk_law_form);
    struct desk_form_problems *problems = ARENA_NEW(actor.arena, struct desk_form_problems);
    struct desk_law_typed typed = {.unlisted = web_check(request, STR("unlisted")),
                                   .imported = imported, .form = form};
    desk_judge_read_request(request, form);
    desk_law_form_read(form, actor.arena, &typed.cargo, problems);
    *saved = false;
    if (problems->count || web_has_problems(request))
        return 0;
    int e = desk_law_save(&actor, web_integer(request, STR("id")), web_integer(request, STR("line")),
                          web_integer(request, STR("input_version")), &typed, error);
    *saved = !e;
    return e;
}

/* Text and citations of the proposal as it is now stored go to the line, from where the draft takes them. */
static int take(const struct web_request *request, struct error *error)
{
    struct web_actor actor;
    struct desk_view view;
    struct desk_law_view law = {0};
    struct desk_judge_page page = {0};
    int e = desk_page_view(request, &actor, &view, error);
    if (!e)
        e = find_line(&view, web_integer(request, STR("line")), web_lang(request), actor.arena, &page,
                      error);
    if (!e)
        e = desk_law_open(&actor, &view, page.line, NULL, as_of(request), &law, error);
    if (e)
        return e;
    if (law.judged)
        e = desk_law_take(&actor, view.c.id, 0, page.line->id,
                          law_judgement_text(&law.judgement, actor.arena),
                          desk_law_citations(&law.judgement, actor.arena), error);
    desk_law_close(&law);
    return e;
}

int desk_act_judge(struct web_request *request, struct web_response *response, struct error *error)
{
    struct str wanted = web_typed(request, STR("do"));
    const struct showing more = {.typed = true, .more = 5};
    bool saved;
    if (str_equal(wanted, STR("propose")))
        return show_typed(request, response, error);
    if (str_equal(wanted, STR("more")))
        return show(request, response, &more, error);
    int e = save_typed(request, web_typed(request, STR("imported")), &saved, error);
    if (!e && saved && str_equal(wanted, STR("take")))
        e = take(request, error);
    if (e)
        return web_form_again(request, response, show_typed, error);
    if (!saved) {
        web_status(response, 422);
        return show_typed(request, response, error);
    }
    if (str_equal(wanted, STR("take")))
        web_redirect(response, judge_path(request, "#decision"),
                     STR("保存し、提案の文と根拠の項号を判断の欄に取り入れました。直してから判断を決めてください。"));
    else
        web_redirect(response, judge_path(request, "#proposal"), STR("保存しました。"));
    return 0;
}

int desk_act_judge_decide(struct web_request *request, struct web_response *response,
                          struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct desk_law_deciding given = {
        .case_id = web_integer(request, STR("id")),
        .version = web_integer(request, STR("version")),
        .line = web_integer(request, STR("line")),
        .basis = web_text(request, STR("basis")),
        .codes = web_text(request, STR("basis_codes")),
        .reason = web_text(request, STR("reason")),
        .as_of = as_of(request),
    };
    if (web_has_problems(request)) {
        web_status(response, 422);
        return desk_page_judge(request, response, error);
    }
    if (!desk_judgement_parse(web_text(request, STR("judgement")), &given.judgement))
        given.judgement = DESK_UNDECIDED;
    if (desk_law_decide(&actor, &given, error))
        return web_form_again(request, response, desk_page_judge, error);
    desk_back_to_case(request, response, STR("判断を決めました。使った版と貨物の内容も残しました。"));
    return 0;
}

int desk_act_check(struct web_request *request, struct web_response *response, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    enum desk_check_state state;
    int64_t id = web_integer(request, STR("id")), line = web_integer(request, STR("line"));
    if (!desk_check_state_parse(web_text(request, STR("state")), &state))
        return ERROR(error, ERR_NOT_FOUND, web_text(request, STR("state")));
    if (desk_check_mark(&actor, id, web_integer(request, STR("version")), line,
                        web_text(request, STR("check")), state,
                        web_integer(request, STR("file")), web_text(request, STR("note")), error))
        return web_form_again(request, response, desk_page_judge, error);
    web_redirect(response,
                 arena_format(actor.arena, "/desk/cases/%lld/judge/%lld#checks", (long long)id,
                              (long long)line),
                 STR("確かめたことを記録しました。"));
    return 0;
}
