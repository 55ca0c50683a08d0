/* Whatever is pasted as an analysis is read: amounts are finite and not negative, each row has its line,
   and what is wrong has a sentence. */
#include <math.h>

#include "base/check.h"
#include "base/embedded.h"
#include "water/model/analysis.h"

extern const struct embedded_files water_analysis_data;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str file = STR("analysis_names.tsv");
    struct str text = {(const char *)data, size};
    struct arena *arena = arena_create();
    struct water_analysis_names names;
    struct water_analysis analysis;
    CHECK(water_analysis_names_read(file, embedded_find(&water_analysis_data, file), arena, &names,
                                    NULL) == 0);
    water_analysis_read(text, &names, size % 2 == 0, arena, &analysis);
    for (int i = 0; i < WATER_CONSTITUENTS; i++)
        CHECK(isfinite(analysis.quality.molality[i]) && analysis.quality.molality[i] >= 0);
    for (size_t i = 0; i < analysis.count; i++)
        CHECK(analysis.rows[i].line > 0 && (i == 0 || analysis.rows[i].line > analysis.rows[i - 1].line));
    for (size_t i = 0; i < analysis.problem_count; i++)
        CHECK(analysis.problems[i].sentence.n > 0);
    arena_destroy(arena);
    return 0;
}
