/* Cleaning each sample: nothing of the chosen kind is left, nothing else changes, and what no
   program can clean is said with a reason. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "inspect/clean.h"
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

static struct inspect_cleaning cleaned(struct str file, const char *kinds, struct arena *arena)
{
    const struct inspect_clean_options options = {.kinds = str_from_c(kinds)};
    struct inspect_cleaning cleaning;
    inspect_clean(support_inspect(), file, support_sample(file, arena), &options, arena, &cleaning);
    return cleaning;
}

static void print_cleaning(const struct row *row, const struct inspect_cleaning *cleaning,
                           struct arena *arena)
{
    static const char *const states[] = {"cleaned", "nothing", "refused"};
    print_message("# %" PRIstr ", %" PRIstr ": %s %" PRIstr "\n", STR_ARG(row->file),
                  STR_ARG(row->kind), states[cleaning->state], STR_ARG(cleaning->reason_en));
    support_print(&cleaning->kept, arena);
    for (size_t i = 0; i < cleaning->stay_count; i++)
        print_message("#   %" PRIstr "\n", STR_ARG(cleaning->stays[i].en));
}

/* Samples whose planted thing no program takes out although it does so for others of the kind. */
static bool stays_by_nature(struct str file)
{
    static const char *const files[] = {"CSV-01_formula.csv", "CSV-01_wide.csv",
                                        "SVG-01_outside.svg", "FS-01_climb.zip",
                                        "OD-01_rows.ods" /* a table of a text */};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        if (str_equal(file, str_from_c(files[i])))
            return true;
    return !str_contains(file, STR("_")) || str_starts(file, STR("~$")) ||
           str_starts(file, STR("報告書"));
}

/* True when it is as it should be. */
static bool takes_out(const struct row *row, const struct inspect_cleaning *cleaning)
{
    for (size_t i = 0; i < cleaning->after.count; i++)
        if (str_equal(cleaning->after.findings[i].kind->id, row->kind))
            return false;
    return cleaning->state == INSPECT_CLEANED && cleaning->removed.count > 0 &&
           cleaning->kept.count == 0 && cleaning->bytes.n > 0;
}

static bool says_why_not(const struct inspect_cleaning *cleaning)
{
    if (cleaning->state == INSPECT_REFUSED)
        return cleaning->reason_ja.n && cleaning->reason_en.n && cleaning->bytes.n == 0;
    return cleaning->state == INSPECT_NOTHING && cleaning->kept.count > 0 &&
           cleaning->stay_count > 0 && cleaning->stays[0].ja.n && cleaning->stays[0].en.n;
}

static void takes_out_what_was_planted_or_says_why_not(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct str truth = support_sample(STR("truth.tsv"), arena);
    struct row row;
    size_t wrong = 0, taken = 0;
    while (next_row(&truth, &row)) {
        if (str_equal(row.kind, STR("-")))
            continue;
        struct arena *own = arena_create();
        const struct inspect_kind *kind = inspect_kind_find(support_inspect(), row.kind);
        bool never = inspect_clean_rule(support_inspect(), kind)->way == INSPECT_CLEAN_NEVER;
        struct inspect_cleaning cleaning = cleaned(row.file, arena_c(own, row.kind), own);
        bool fits = never || stays_by_nature(row.file) ? says_why_not(&cleaning)
                                                       : takes_out(&row, &cleaning);
        taken += cleaning.state == INSPECT_CLEANED;
        if (!fits) {
            print_cleaning(&row, &cleaning, own);
            wrong++;
        }
        arena_destroy(own);
    }
    print_message("# %zu cleaned\n", taken);
    arena_destroy(arena);
    assert_int_equal(wrong, 0);
}

static void finds_nothing_to_do_in_clean_files(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct str truth = support_sample(STR("truth.tsv"), arena);
    struct row row;
    while (next_row(&truth, &row)) {
        if (!str_equal(row.kind, STR("-")))
            continue;
        struct inspect_cleaning cleaning = cleaned(row.file, "all", arena);
        if (cleaning.state != INSPECT_NOTHING)
            print_cleaning(&row, &cleaning, arena);
        assert_true(cleaning.state == INSPECT_NOTHING && cleaning.bytes.n == 0);
    }
    arena_destroy(arena);
}

static void has_a_rule_for_every_kind(void **state)
{
    (void)state;
    size_t count;
    const struct inspect_kind *kinds = inspect_kinds(support_inspect(), &count);
    for (size_t i = 0; i < count; i++) {
        const struct inspect_clean_rule *rule = inspect_clean_rule(support_inspect(), &kinds[i]);
        assert_true(str_equal(rule->id, kinds[i].id) && rule->ja.n && rule->en.n);
    }
}

static void survives_the_way_between_processes(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct inspect_cleaning cleaning = cleaned(STR("IMG-01_gps.jpg"), "IMG-01", arena), back;
    struct buf record = {0};
    inspect_write_cleaning(&cleaning, &record);
    assert_true(inspect_read_cleaning(support_inspect(), buf_str(&record), arena, &back));
    assert_int_equal(back.state, INSPECT_CLEANED);
    assert_int_equal(back.removed.count, cleaning.removed.count);
    for (size_t n = 0; n < record.n; n++)
        assert_false(inspect_read_cleaning(support_inspect(), str_slice(buf_str(&record), 0, n),
                                           arena, &back));
    buf_finish(&record);
    arena_destroy(arena);
}

static void knows_which_kinds_there_are(void **state)
{
    (void)state;
    struct str unknown;
    assert_true(inspect_clean_kinds_are_known(support_inspect(), STR("all"), &unknown));
    assert_true(inspect_clean_kinds_are_known(support_inspect(), STR("xl-01, PDF-07"), &unknown));
    assert_false(inspect_clean_kinds_are_known(support_inspect(), STR("XL-01,XL-99"), &unknown));
    assert_true(str_equal(unknown, STR("XL-99")));
}

enum { MOST_SIZE = 20000, CHANGES = 4 };

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* What comes out can always be read again, or nothing comes out. */
static void clean_quietly(struct str name, struct str bytes, struct arena *arena)
{
    const struct inspect_clean_options options = {.kinds = STR("all"),
                                                  .inspect = {.most_expanded = 4 << 20}};
    struct inspect_cleaning cleaning;
    inspect_clean(support_inspect(), name, bytes, &options, arena, &cleaning);
    assert_true(cleaning.state != INSPECT_REFUSED || cleaning.reason_ja.n);
    assert_true((cleaning.state == INSPECT_CLEANED) == (cleaning.bytes.n > 0));
    if (cleaning.state == INSPECT_CLEANED) {
        struct inspect_report report;
        inspect_bytes(support_inspect(), name, cleaning.bytes, &options.inspect, arena, &report);
        assert_true(report.inspected);
    }
}

static void cleans_damaged_files_without_harm(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct str truth = support_sample(STR("truth.tsv"), arena);
    struct row row;
    uint32_t seed = 20261123;
    while (next_row(&truth, &row)) {
        struct arena *own = arena_create();
        struct str bytes = support_sample(row.file, own);
        for (int i = 0; i < CHANGES && bytes.n && bytes.n <= MOST_SIZE; i++) {
            struct str copy = arena_copy(own, bytes);
            char *writable = (char *)(uintptr_t)copy.p; /* our own copy */
            for (int k = 0; k < 3; k++)
                writable[next_random(&seed) % copy.n] = (char)next_random(&seed);
            clean_quietly(row.file, copy, own);
        }
        arena_destroy(own);
    }
    arena_destroy(arena);
}

static void gives_the_same_bytes_each_time(void **state)
{
    (void)state;
    static const char *const files[] = {"XL-01_hidden.xlsx", "PDF-07_box.pdf", "WD-03_hidden.docx"};
    struct arena *arena = arena_create();
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        struct inspect_cleaning first = cleaned(str_from_c(files[i]), "all", arena),
                                second = cleaned(str_from_c(files[i]), "all", arena);
        assert_true(str_equal(first.bytes, second.bytes));
    }
    arena_destroy(arena);
}

static void keeps_title_and_subject_of_properties(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct inspect_cleaning book = cleaned(STR("OPC-06_author.xlsx"), "", arena);
    struct inspect_cleaning paper = cleaned(STR("PDF-05_author.pdf"), "", arena);
    assert_int_equal(book.state, INSPECT_CLEANED);
    assert_int_equal(paper.state, INSPECT_CLEANED);
    assert_true(str_contains(paper.bytes, STR("(Report)")));
    assert_false(str_contains(paper.bytes, STR("Yamada")));
    arena_destroy(arena);
}

static void refuses_files_with_macros(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct inspect_cleaning cleaning = cleaned(STR("OPC-13_macro.xlsm"), "all", arena);
    assert_int_equal(cleaning.state, INSPECT_REFUSED);
    assert_true(cleaning.bytes.n == 0 && cleaning.reason_ja.n);
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_out_what_was_planted_or_says_why_not),
        cmocka_unit_test(finds_nothing_to_do_in_clean_files),
        cmocka_unit_test(has_a_rule_for_every_kind),
        cmocka_unit_test(survives_the_way_between_processes),
        cmocka_unit_test(knows_which_kinds_there_are),
        cmocka_unit_test(cleans_damaged_files_without_harm),
        cmocka_unit_test(gives_the_same_bytes_each_time),
        cmocka_unit_test(keeps_title_and_subject_of_properties),
        cmocka_unit_test(refuses_files_with_macros),
    };
    return cmocka_run_group_tests(tests, NULL, support_finish);
}
