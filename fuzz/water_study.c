/* Any bytes as a study: read, or refused with a line of the text. */
#include "base/check.h"
#include "water/model/study_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create();
    struct water_study_text text;
    struct error error = {0};
    struct str bytes = {(const char *)data, size};
    static const struct water_field fields[] = {
        {"volume", WATER_FIELD_QUANTITY, "m3", 0, 0, NULL, false, 0}};
    if (water_study_text_read(STR("study"), bytes, arena, &text, &error)) {
        CHECK(error.code != ERR_NONE);
    } else {
        for (size_t i = 0; i < text.count; i++) {
            double volume = 0;
            CHECK(text.sections[i].kind.n > 0);
            if (!water_section_fill(&text, &text.sections[i], fields, 1, &volume, NULL))
                (void)water_section_check(&text, &text.sections[i], fields, 1, &error);
        }
    }
    arena_destroy(arena);
    return 0;
}
