/* Every file of tests/data/inspect against the truth beside it. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "inspect_support.h"

struct row {
    struct str file, kind, place;
};

static bool next_row(struct str *truth, struct row *row)
{
    struct str line;
    return str_cut(truth, '\n', &line) && str_cut(&line, '\t', &row->file) &&
           str_cut(&line, '\t', &row->kind) && (row->place = line, true);
}

static bool is_at_its_place(const struct inspect_report *report, const struct row *row,
                            struct arena *arena)
{
    for (size_t i = 0; i < report->count; i++)
        if (str_equal(report->findings[i].kind->id, row->kind) &&
            str_contains(inspect_place_text(&report->findings[i].place, LANG_JA, arena),
                         row->place))
            return true;
    return false;
}

static void finds_each_planted_thing_at_its_place(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct str truth = support_sample(STR("truth.tsv"), arena);
    struct row row;
    size_t missed = 0, planted = 0;
    while (next_row(&truth, &row)) {
        struct arena *own = arena_create();
        struct inspect_report report = support_report(row.file, support_sample(row.file, own), own);
        bool clean = str_equal(row.kind, STR("-"));
        planted += !clean;
        if (!clean && !is_at_its_place(&report, &row, own)) {
            print_message("# %" PRIstr ": no %" PRIstr " at «%" PRIstr "»\n", STR_ARG(row.file),
                          STR_ARG(row.kind), STR_ARG(row.place));
            support_print(&report, own);
            missed++;
        }
        arena_destroy(own);
    }
    print_message("# %zu planted\n", planted);
    arena_destroy(arena);
    assert_int_equal(missed, 0);
}

static void finds_nothing_in_clean_files(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct str truth = support_sample(STR("truth.tsv"), arena);
    struct row row;
    size_t wrong = 0;
    while (next_row(&truth, &row)) {
        if (!str_equal(row.kind, STR("-")))
            continue;
        struct inspect_report report =
            support_report(row.file, support_sample(row.file, arena), arena);
        if (report.count == 0 && report.inspected && inspect_passes(&report))
            continue;
        print_message("# %" PRIstr ":\n", STR_ARG(row.file));
        support_print(&report, arena);
        wrong++;
    }
    arena_destroy(arena);
    assert_int_equal(wrong, 0);
}

/* Kinds that no single file shows: they are planted in test_report.c. */
static bool is_tested_elsewhere(struct str id)
{
    return str_equal(id, STR("LIM-01")) || str_starts(id, STR("CAP-")) ||
           str_starts(id, STR("MAL-"));
}

static void has_a_sample_for_each_kind_that_it_says_it_inspects(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    size_t count, wrong = 0;
    const struct inspect_kind *kinds = inspect_kinds(support_inspect(), &count);
    for (size_t i = 0; i < count; i++) {
        struct str truth = support_sample(STR("truth.tsv"), arena);
        struct row row;
        bool has_sample = is_tested_elsewhere(kinds[i].id);
        while (next_row(&truth, &row))
            has_sample |= str_equal(row.kind, kinds[i].id);
        if (has_sample != kinds[i].inspected) {
            print_message("# %" PRIstr ": %s\n", STR_ARG(kinds[i].id),
                          has_sample ? "has a sample, but says not yet" : "no sample");
            wrong++;
        }
    }
    arena_destroy(arena);
    assert_int_equal(wrong, 0);
}

static void knows_every_kind_of_the_catalogue(void **state)
{
    (void)state;
    static const struct {
        const char *prefix;
        size_t count;
    } rooms[] = {{"OPC-", 23}, {"XL-", 45},  {"CSV-", 1}, {"WD-", 18}, {"PP-", 9},
                 {"OD-", 3},   {"PDF-", 24}, {"IMG-", 3}, {"SVG-", 1}, {"FS-", 1}};
    size_t count, total = 0;
    const struct inspect_kind *kinds = inspect_kinds(support_inspect(), &count);
    for (size_t r = 0; r < sizeof rooms / sizeof rooms[0]; r++) {
        size_t met = 0;
        for (size_t i = 0; i < count; i++)
            met += str_starts(kinds[i].id, str_from_c(rooms[r].prefix));
        assert_int_equal(met, rooms[r].count);
        total += met;
    }
    assert_int_equal(total, 128);
    for (size_t i = 0; i < count; i++)
        assert_true(kinds[i].title_ja.n && kinds[i].title_en.n && kinds[i].why_ja.n &&
                    kinds[i].mend_ja.n && kinds[i].mend_en.n && kinds[i].source.n &&
                    kinds[i].rule.n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_each_planted_thing_at_its_place),
        cmocka_unit_test(finds_nothing_in_clean_files),
        cmocka_unit_test(has_a_sample_for_each_kind_that_it_says_it_inspects),
        cmocka_unit_test(knows_every_kind_of_the_catalogue),
    };
    return cmocka_run_group_tests(tests, NULL, support_finish);
}
