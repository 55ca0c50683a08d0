/* The limits of the specification: data/inspect/limits.tsv as part of the program. A limit that is
   met exactly is kept (超過 is more than that). */
#include "base/check.h"
#include "inspect/work.h"

enum { COLUMNS = 9 };

static const struct {
    const char *name;
    size_t offset;
} measures[] = {
    {"bytes", offsetof(struct inspect_measure, bytes)},
    {"pages", offsetof(struct inspect_measure, pages)},
    {"characters", offsetof(struct inspect_measure, characters)},
    {"characters_no_blanks", offsetof(struct inspect_measure, characters_no_blanks)},
    {"utf16_units", offsetof(struct inspect_measure, utf16_units)},
};
enum { MEASURES = sizeof measures / sizeof measures[0] };

static size_t offset_of(struct str name)
{
    for (size_t i = 0; i < MEASURES; i++)
        if (str_equal(str_from_c(measures[i].name), name))
            return measures[i].offset;
    check_fail("limits.tsv: unknown measure");
}

static void read_limit(struct str line, struct inspect_limit *limit)
{
    struct str cells[COLUMNS];
    for (size_t i = 0; i < COLUMNS; i++)
        CHECK(str_cut(&line, '\t', &cells[i]));
    *limit = (struct inspect_limit){.measure = cells[0],
                                    .kind = cells[1],
                                    .title_ja = cells[3],
                                    .title_en = cells[4],
                                    .valid_from = cells[5],
                                    .valid_to = cells[6],
                                    .source = cells[7],
                                    .confirmed = cells[8]};
    CHECK(str_to_int64(cells[2], &limit->most));
    offset_of(limit->measure);
}

void work_read_limits(struct inspect *inspect)
{
    struct str rest = embedded_find(&inspect_data, STR("limits.tsv")), line;
    str_cut(&rest, '\n', &line); /* titles of the columns */
    while (str_cut(&rest, '\n', &line) && line.n) {
        CHECK(inspect->limit_count < WORK_LIMITS);
        read_limit(line, &inspect->limits[inspect->limit_count++]);
    }
}

const struct inspect_limit *inspect_limits(const struct inspect *inspect, size_t *count)
{
    *count = inspect->limit_count;
    return inspect->limits;
}

int64_t inspect_measured(const struct inspect_measure *measure, const struct inspect_limit *limit)
{
    int64_t value;
    __builtin_memcpy(&value, (const char *)measure + offset_of(limit->measure), sizeof value);
    return value;
}

/* What is exceeded becomes a finding; readings without a kind are only for comparison. */
void work_check_limits(struct work *work)
{
    const struct inspect *inspect = work->inspect;
    const struct inspect_measure *measure = &work->report->measure;
    for (size_t i = 0; i < inspect->limit_count; i++) {
        const struct inspect_limit *limit = &inspect->limits[i];
        int64_t value = inspect_measured(measure, limit);
        if (limit->kind.n == 0 || value <= limit->most)
            continue;
        struct inspect_place place = place_part(STR(""), limit->measure);
        struct str words = str_equal(limit->measure, STR("bytes"))
                               ? arena_format(work->arena, "%.1f MB (%.1f MiB)",
                                              (double)value / 1e6, (double)value / 1048576.0)
                               : arena_format(work->arena, "%lld > %lld", (long long)value,
                                              (long long)limit->most);
        work_found_plain(work, arena_c(work->arena, limit->kind), &place, words);
    }
}
