/* GET and POST /desk/cases/:id/cargo/:line: one cargo line with its judgement; line 0 adds one. */
#include "desk/page_routes.h"
#include "desk/page_view.h"
#include "desk/templates.h"

static const struct desk_cargo *find_line(const struct desk_view *view, int64_t id)
{
    for (size_t i = 0; i < view->cargo_count; i++)
        if (view->cargo[i].id == id)
            return &view->cargo[i];
    return NULL;
}

static struct desk_choices_view judgement_choices(enum desk_judgement chosen, enum lang lang,
                                                  struct arena *arena)
{
    static const enum desk_judgement order[] = {DESK_UNDECIDED, DESK_NOT_REGULATED, DESK_REGULATED};
    struct desk_choice_view *rows = ARENA_ARRAY(arena, struct desk_choice_view, 3);
    for (size_t i = 0; i < 3; i++)
        rows[i] = (struct desk_choice_view){desk_judgement_name(order[i]),
                                            desk_judgement_title(order[i], lang), order[i] == chosen};
    return (struct desk_choices_view){rows, 3};
}

/* What was typed lies over the stored line. */
static void take_typed(const struct web_request *request, struct desk_cargo *line)
{
    struct { struct str name; struct str *text; } inputs[] = {
        {STR("item"), &line->item}, {STR("example_class"), &line->example_class},
        {STR("cargo_class"), &line->cargo_class}, {STR("name"), &line->name},
        {STR("quantity"), &line->quantity}, {STR("unit"), &line->unit},
        {STR("hs_code"), &line->hs_code}, {STR("origin"), &line->origin},
        {STR("process"), &line->process}, {STR("purpose"), &line->purpose},
        {STR("analysis"), &line->analysis}, {STR("basis"), &line->basis},
        {STR("basis_codes"), &line->basis_codes}, {STR("rule_edition"), &line->rule_edition},
    };
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++)
        *inputs[i].text = web_has_problems(request) ? web_typed(request, inputs[i].name)
                                                    : web_text(request, inputs[i].name);
    struct str judgement = web_has_problems(request) ? web_typed(request, STR("judgement"))
                                                     : web_text(request, STR("judgement"));
    if (!desk_judgement_parse(judgement, &line->judgement))
        line->judgement = DESK_UNDECIDED;
}

static int show(struct web_request *request, struct web_response *response, bool typed,
                struct error *error)
{
    struct web_actor actor;
    struct desk_view view;
    enum lang lang = web_lang(request);
    int64_t id = web_integer(request, STR("line"));
    int e = desk_page_view(request, &actor, &view, error);
    if (e)
        return e;
    const struct desk_cargo *stored = find_line(&view, id);
    if (id != 0 && !stored)
        return ERROR(error, ERR_NOT_FOUND, STR("貨物の行"));
    struct desk_cargo_page page = {.c = &view.c, .form = web_form(request), .is_new = id == 0};
    if (stored)
        page.line = *stored;
    if (typed)
        take_typed(request, &page.line);
    page.items = desk_choices_make(STR("item"), page.line.item, lang, actor.arena);
    page.examples = desk_choices_make(STR("example_class"), page.line.example_class, lang, actor.arena);
    page.classes = desk_choices_make(STR("cargo_class"), page.line.cargo_class, lang, actor.arena);
    page.units = desk_choices_make(STR("unit"), page.line.unit, lang, actor.arena);
    page.judgements = judgement_choices(page.line.judgement, lang, actor.arena);
    web_page(request, response, ARENA_JOIN(actor.arena, view.c.number, STR(" 貨物の行")),
             desk_cargo_body, &page);
    return 0;
}

int desk_page_cargo(struct web_request *request, struct web_response *response, struct error *error)
{
    return show(request, response, false, error);
}

static int show_typed(struct web_request *request, struct web_response *response,
                      struct error *error)
{
    return show(request, response, true, error);
}

/* The lines of the case with this one changed, added or left out. */
static int save(const struct web_request *request, bool remove, struct error *error)
{
    struct web_actor actor;
    struct desk_view view;
    int64_t id = web_integer(request, STR("line"));
    int e = desk_page_view(request, &actor, &view, error);
    if (e)
        return e;
    const struct desk_cargo *stored = find_line(&view, id);
    if (!stored && (id != 0 || remove))
        return ERROR(error, ERR_NOT_FOUND, STR("貨物の行"));
    struct desk_cargo *lines = ARENA_ARRAY(actor.arena, struct desk_cargo, view.cargo_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < view.cargo_count; i++) {
        bool chosen = id != 0 && view.cargo[i].id == id;
        if (chosen && remove)
            continue;
        lines[count] = view.cargo[i];
        if (chosen)
            take_typed(request, &lines[count]);
        count++;
    }
    if (id == 0) {
        lines[count] = (struct desk_cargo){.position = (int64_t)count + 1};
        take_typed(request, &lines[count++]);
    }
    return desk_cargo_save(&actor, view.c.id, web_integer(request, STR("version")), lines, count, error);
}

int desk_act_cargo(struct web_request *request, struct web_response *response, struct error *error)
{
    if (web_has_problems(request)) {
        web_status(response, 422);
        return show_typed(request, response, error);
    }
    if (save(request, false, error))
        return web_form_again(request, response, show_typed, error);
    desk_back_to_case(request, response, STR("貨物の行を保存しました。"));
    return 0;
}

int desk_act_cargo_remove(struct web_request *request, struct web_response *response,
                          struct error *error)
{
    int e = save(request, true, error);
    if (!e)
        desk_back_to_case(request, response, STR("貨物の行を消しました。"));
    return e;
}
