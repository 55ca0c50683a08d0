/* GET and POST /desk/cases/:id/record: the fields of the record, made from data/desk/fields.tsv. */
#include "desk/page_case.h"
#include "desk/page_routes.h"
#include "desk/record_inputs.h"
#include "desk/templates.h"

static bool is_editable(const struct desk_field *field)
{
    return field->store != DESK_FIELD_DERIVED && !str_equal(field->type, STR("list"));
}

/* A field of the record has a declared input only when the route lists it. */
static bool has_input(const struct desk_field *field)
{
    for (size_t i = 0; i < DESK_RECORD_INPUTS; i++)
        if (str_equal(desk_record_inputs[i].name, field->code))
            return true;
    return false;
}

static struct desk_field_view field_view(const struct web_request *request,
                                         const struct desk_value *value, struct arena *arena)
{
    const struct desk_field *field = value->field;
    struct desk_field_view view = {.field = field,
                                   .text = web_typed_or(request, field->code, value->text)};
    if (web_has_problems(request))
        view.problem = web_field_problem(request, field->code);
    if (field->choices.n) {
        view.input = DESK_INPUT_CODE;
        view.choices = desk_choices_make(field->choices, view.text, web_lang(request), arena);
    } else if (str_equal(field->type, STR("bool"))) {
        view.input = DESK_INPUT_YES_NO;
    } else if (str_equal(field->type, STR("lines"))) {
        view.input = DESK_INPUT_LINES;
    }
    return view;
}

static size_t make_sections(const struct web_request *request, const struct desk_case *c,
                            struct desk_record_section *sections, struct arena *arena)
{
    size_t count = 0;
    for (size_t i = 0; i < c->value_count; i++) {
        const struct desk_field *field = c->values[i].field;
        if (!is_editable(field) || !has_input(field))
            continue;
        size_t s = 0;
        while (s < count && !str_equal(sections[s].code, field->section))
            s++;
        if (s == count) {
            sections[count++] = (struct desk_record_section){
                field->section, desk_section_title(field->section, web_lang(request)),
                ARENA_ARRAY(arena, struct desk_field_view, c->value_count), 0};
        }
        struct desk_field_view *fields = (struct desk_field_view *)(uintptr_t)sections[s].fields;
        fields[sections[s].count++] = field_view(request, &c->values[i], arena);
    }
    return count;
}

int desk_page_record(struct web_request *request, struct web_response *response,
                     struct error *error)
{
    struct web_actor actor;
    struct desk_view view;
    int e = desk_page_view(request, &actor, &view, error);
    if (e)
        return e;
    struct desk_record_section *sections =
        ARENA_ARRAY(actor.arena, struct desk_record_section, view.c.value_count + 1);
    struct desk_record_page page = {
        .c = &view.c,
        .form = web_form(request),
        .sections = sections,
        .count = make_sections(request, &view.c, sections, actor.arena),
    };
    web_page(request, response, ARENA_JOIN(actor.arena, view.c.number, STR(" 記録を直す")),
             desk_record_body, &page);
    return 0;
}

int desk_act_record(struct web_request *request, struct web_response *response, struct error *error)
{
    if (web_has_problems(request)) {
        web_status(response, 422);
        return desk_page_record(request, response, error);
    }
    struct web_actor actor;
    struct desk_view view;
    int e = desk_page_view(request, &actor, &view, error);
    if (e)
        return e;
    struct desk_field_change *changes =
        ARENA_ARRAY(actor.arena, struct desk_field_change, DESK_RECORD_INPUTS);
    size_t count = 0;
    for (size_t i = 0; i < DESK_RECORD_INPUTS; i++) {
        const struct desk_field *field = desk_field_find(desk_record_inputs[i].name);
        if (field && !str_equal(desk_case_value(&view.c, field->code), web_text(request, field->code)))
            changes[count++] = (struct desk_field_change){field->code, web_text(request, field->code)};
    }
    e = desk_case_edit(&actor, view.c.id, web_integer(request, STR("version")), changes, count, error);
    if (e)
        return web_form_again(request, response, desk_page_record, error);
    desk_back_to_case(request, response, STR("記録を保存しました。"));
    return 0;
}
