/* The rows of one case as the page shows them: the same columns, words and rows as the CSV and the Excel. */
#include "desk/registry_inside.h"

struct rows_call {
    const struct web_actor *actor;
    int64_t case_id;
    struct desk_sheet *out;
};

void desk_sheet_make(const struct desk_content *content, const struct desk_row_rules *rules,
                     const struct desk_table *values, struct arena *arena, struct desk_sheet *out)
{
    size_t rows = desk_content_rows(content, rules->by_line), columns = rules->count;
    struct str *titles = ARENA_ARRAY(arena, struct str, columns);
    struct str *cells = ARENA_ARRAY(arena, struct str, rows * columns);
    for (size_t i = 0; i < columns; i++) {
        struct str field = rules->columns[i].field;
        titles[i] = rules->columns[i].title;
        for (size_t row = 0; row < rows; row++)
            cells[row * columns + i] = desk_content_word(
                values, field, desk_content_cell(content, row, rules->by_line, field), arena);
    }
    *out = (struct desk_sheet){titles, columns, cells, rows};
}

static int rows_body(struct db *db, void *argument, struct error *error)
{
    struct rows_call *call = argument;
    const struct web_actor *actor = call->actor;
    struct desk_row_rules rules;
    struct desk_table values;
    struct desk_content content;
    int failure = desk_row_rules_in_force(db, actor, &rules, error);
    if (!failure)
        failure = desk_layout_table(db, actor->commission, STR("registry_values"), actor->arena,
                                    &values, error);
    if (!failure)
        failure = desk_content_make(db, actor, call->case_id, &content, error);
    if (!failure)
        desk_sheet_make(&content, &rules, &values, actor->arena, call->out);
    return failure;
}

int desk_registry_rows(const struct web_actor *actor, int64_t case_id, struct desk_sheet *out,
                       struct error *error)
{
    int failure = desk_require(actor, STR("desk.registry"), error);
    struct rows_call call = {actor, case_id, out};
    return failure ? failure : store_read(actor->store, rows_body, &call, error);
}
