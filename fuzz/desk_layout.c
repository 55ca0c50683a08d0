/* Whatever text a person stores as a layout is refused or safe to use: columns name exportable fields,
   patterns are filled without end. */
#include "base/check.h"
#include "desk/registry_content.h"

static const struct str names[] = {
    STR_INIT("registry_options"), STR_INIT("registry_columns"), STR_INIT("report_columns"),
    STR_INIT("report_recipe"), STR_INIT("registry_values"), STR_INIT("pdf_names"),
    STR_INIT("report_mail")};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str body = {(const char *)data, size};
    struct arena *arena = arena_create();
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        desk_layout_check(names[i], body, arena, NULL);
    struct desk_column *columns;
    size_t count = 0;
    if (desk_columns_parse(body, arena, &columns, &count, NULL) == 0)
        for (size_t i = 0; i < count; i++)
            CHECK(desk_content_exportable(columns[i].field) && columns[i].title.n > 0);
    const struct desk_word words[] = {{STR("number"), STR("{number}")}, {STR(""), STR("{}")}};
    desk_fill_words(body, words, 2, arena);
    arena_destroy(arena);
    return 0;
}
