/* Rows of cases and options of word lists, as the templates see them. */
#include "desk/page_view.h"

int desk_rows_make(const struct web_actor *actor, const struct desk_list *list, day_number today,
                   enum lang lang, struct desk_rows_view *out, struct error *error)
{
    struct desk_row_view *rows = ARENA_ARRAY(actor->arena, struct desk_row_view, list->count);
    int64_t *advisors = ARENA_ARRAY(actor->arena, int64_t, list->count);
    struct desk_names names;
    for (size_t i = 0; i < list->count; i++)
        advisors[i] = list->rows[i].advisor;
    int e = desk_names_load(actor, advisors, list->count, lang, &names, error);
    if (e)
        return e;
    for (size_t i = 0; i < list->count; i++) {
        const struct desk_list_row *row = &list->rows[i];
        rows[i] = (struct desk_row_view){
            .row = row,
            .state = desk_badge_of_state(row->state, row->attention, lang),
            .judgement = desk_badge_of_judgement(row->judgement, lang),
            .due = desk_due_of(row->due_day, desk_state_is_open(row->state), today, lang, actor->arena),
            .country = desk_choice_title(STR("country"), row->country, lang),
            .item = desk_choice_title(STR("item"), row->item, lang),
            .advisor = row->advisor ? desk_name_of(&names, row->advisor) : STR(""),
            .received = desk_when(row->received_at, actor->arena),
        };
    }
    *out = (struct desk_rows_view){rows, list->count};
    return 0;
}

struct desk_choices_view desk_choices_make(struct str list, struct str chosen, enum lang lang,
                                           struct arena *arena)
{
    size_t count;
    const struct desk_choice *choices = desk_choices(list, &count);
    struct desk_choice_view *rows = ARENA_ARRAY(arena, struct desk_choice_view, count);
    for (size_t i = 0; i < count; i++)
        rows[i] = (struct desk_choice_view){
            choices[i].code, lang == LANG_EN ? choices[i].title_en : choices[i].title_ja,
            str_equal(choices[i].code, chosen)};
    return (struct desk_choices_view){rows, count};
}
