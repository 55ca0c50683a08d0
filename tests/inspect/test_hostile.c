/* Bad input: every sample cut short and with bytes changed must be read without harm. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "inspect_support.h"

enum { MOST_SIZE = 20000, CHANGES = 8 };

static void inspect_quietly(struct str name, struct str bytes)
{
    struct arena *arena = arena_create();
    const struct inspect_options options = {.most_expanded = 4 << 20};
    struct inspect_report report;
    inspect_bytes(support_inspect(), name, bytes, &options, arena, &report);
    if (!report.inspected && report.reason_ja.n == 0)
        print_message("# %" PRIstr "\n", STR_ARG(name));
    assert_true(report.inspected || report.reason_ja.n);
    arena_destroy(arena);
}

static void for_each_sample(void (*act)(struct str name, struct str bytes, struct arena *arena))
{
    struct arena *arena = arena_create();
    struct str truth = support_sample(STR("truth.tsv"), arena), line, name;
    while (str_cut(&truth, '\n', &line) && line.n && str_cut(&line, '\t', &name)) {
        struct arena *own = arena_create();
        struct str bytes = support_sample(name, own);
        if (bytes.n <= MOST_SIZE)
            act(name, bytes, own);
        arena_destroy(own);
    }
    arena_destroy(arena);
}

static void cut_short(struct str name, struct str bytes, struct arena *arena)
{
    (void)arena;
    for (size_t i = 1; i <= 4; i++)
        inspect_quietly(name, str_slice(bytes, 0, bytes.n * i / 5));
}

static void reads_files_that_are_cut_short(void **state)
{
    (void)state;
    for_each_sample(cut_short);
}

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static void change(struct str name, struct str bytes, struct arena *arena)
{
    uint32_t seed = 20261122;
    for (int i = 0; i < CHANGES; i++) {
        struct str copy = arena_copy(arena, bytes);
        char *writable = (char *)(uintptr_t)copy.p; /* our own copy */
        for (int k = 0; k < 4 && copy.n; k++)
            writable[next_random(&seed) % copy.n] = (char)next_random(&seed);
        inspect_quietly(name, copy);
    }
}

static void reads_files_with_changed_bytes(void **state)
{
    (void)state;
    for_each_sample(change);
}

static void stops_at_a_zip_bomb(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct str name = STR("NI-02_bomb.zip");
    struct inspect_report report = support_report(name, support_sample(name, arena), arena);
    assert_false(report.inspected);
    assert_non_null(support_find(&report, "NI-02"));
    arena_destroy(arena);
}

static void a_file_that_is_two_forms_does_not_pass(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct str paper = support_sample(STR("clean_paper.pdf"), arena),
               zip = support_sample(STR("climb.zip"), arena),
               page = STR("<html><script>x()</script></html>\n");
    struct inspect_report behind =
                              support_report(STR("a.pdf"), ARENA_JOIN(arena, paper, zip), arena),
                          before =
                              support_report(STR("a.pdf"), ARENA_JOIN(arena, page, paper), arena),
                          stray = support_report(STR("a.pdf"),
                                                 ARENA_JOIN(arena, paper, STR("\x1a")), arena);
    assert_true(inspect_worst(&behind) >= INSPECT_ACT && support_find(&behind, "FS-01"));
    assert_true(inspect_worst(&before) == INSPECT_ACT);
    assert_true(inspect_passes(&stray) && support_find(&stray, "PDF-21"));
    arena_destroy(arena);
}

static void an_empty_file_is_no_report(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct inspect_report report = support_report(STR("report.pdf"), STR(""), arena),
                          note = support_report(STR("note.txt"), STR(""), arena);
    assert_false(inspect_passes(&report));
    assert_true(inspect_passes(&note));
    arena_destroy(arena);
}

static void fails_what_it_could_not_inspect(void **state)
{
    (void)state;
    static const char *const files[] = {"OPC-04_password.docx", "PDF-20_password.pdf",
                                        "NI-01_dtd.xlsx", "XL-45_old.xls", "OPC-04_locked.zip"};
    struct arena *arena = arena_create();
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        struct str name = str_from_c(files[i]);
        struct inspect_report report = support_report(name, support_sample(name, arena), arena);
        assert_false(report.inspected);
        assert_false(inspect_passes(&report));
        assert_true(inspect_worst(&report) == INSPECT_REFUSE);
    }
    arena_destroy(arena);
}

static void goes_round_no_circle_of_objects(void **state)
{
    (void)state;
    struct str name = STR("circle.pdf");
    static const char circle[] = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/X 1 0 R>>endobj\n2 "
                                 "0 obj<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2"
                                 "/Parent 2 0 R>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/Contents "
                                 "4 0 R/Resources<</XObject<</F 4 0 R>>>>>>endobj\n"
                                 "4 0 obj<</Subtype/Form/Length 5>>stream\n/F Do\nendstream "
                                 "endobj\ntrailer<</Root 1 0 R/Size 5>>\nstartxref\n0\n%%EOF\n";
    inspect_quietly(name, (struct str){circle, sizeof circle - 1});
}

static void stops_at_forms_that_paint_each_other_without_end(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    static const char forms[] =
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 "
        "R]/Count 1>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</XObject<</F 4 0 "
        "R>>>>>>endobj\n"
        "4 0 obj<</Subtype/Form/Length 23>>stream\n/F Do /F Do /F Do /F Do\nendstream endobj\n"
        "trailer<</Root 1 0 R/Size 5>>\nstartxref\n0\n%%EOF\n";
    struct inspect_report report =
        support_report(STR("a.pdf"), (struct str){forms, sizeof forms - 1}, arena);
    assert_false(report.inspected);
    assert_non_null(support_find(&report, "NI-02"));
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_files_that_are_cut_short),
        cmocka_unit_test(reads_files_with_changed_bytes),
        cmocka_unit_test(stops_at_a_zip_bomb),
        cmocka_unit_test(a_file_that_is_two_forms_does_not_pass),
        cmocka_unit_test(an_empty_file_is_no_report),
        cmocka_unit_test(fails_what_it_could_not_inspect),
        cmocka_unit_test(goes_round_no_circle_of_objects),
        cmocka_unit_test(stops_at_forms_that_paint_each_other_without_end),
    };
    return cmocka_run_group_tests(tests, NULL, support_finish);
}
