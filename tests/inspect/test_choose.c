/* Single findings: exactly those that were chosen go; the others of their kind are still found, at
   their places or where they moved. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "inspect/clean.h"
#include "inspect_support.h"

static struct inspect_cleaning cleaned(struct str file, struct str choice, struct arena *arena)
{
    const struct inspect_clean_options options = {.kinds = choice};
    struct inspect_cleaning cleaning;
    inspect_clean(support_inspect(), file, support_sample(file, arena), &options, arena, &cleaning);
    return cleaning;
}

static size_t count_kind(const struct inspect_report *report, struct str id)
{
    size_t count = 0;
    for (size_t i = 0; i < report->count; i++)
        count += str_equal(report->findings[i].kind->id, id);
    return count;
}

/* Are these the places, in their order, of all findings of the kind? */
static bool has_places(const struct inspect_report *report, struct str id, struct str places,
                       struct arena *arena)
{
    struct str words;
    for (size_t i = 0; i < report->count; i++) {
        if (!str_equal_nocase(report->findings[i].kind->id, id))
            continue;
        if (!str_cut(&places, '|', &words) ||
            !str_contains(inspect_place_text(&report->findings[i].place, LANG_JA, arena), words))
            return false;
    }
    return !str_cut(&places, '|', &words) || words.n == 0;
}

static struct str kind_of(struct str choice)
{
    size_t colon = str_find_char(choice, ':', 0);
    return str_slice(choice, 0, colon == SIZE_MAX ? choice.n : colon);
}

static bool stays_together(const struct inspect_cleaning *cleaning)
{
    return cleaning->state == INSPECT_NOTHING && cleaning->kept.count > 0 &&
           cleaning->stay_count > 0 && str_contains(cleaning->stays[0].ja, STR("まとめて"));
}

static bool is_right(struct str file, struct str choice, struct str stays, struct arena *arena)
{
    struct inspect_cleaning cleaning = cleaned(file, choice, arena);
    bool right = str_equal(stays, STR("!"))
                     ? stays_together(&cleaning)
                     : cleaning.state == INSPECT_CLEANED && cleaning.removed.count > 0 &&
                           cleaning.kept.count == 0 &&
                           count_kind(&cleaning.along, kind_of(choice)) == 0 &&
                           has_places(&cleaning.after, kind_of(choice), stays, arena);
    if (!right) {
        print_message("# %" PRIstr " %" PRIstr ": state %d %" PRIstr ", removed %zu, kept %zu\n",
                      STR_ARG(file), STR_ARG(choice), (int)cleaning.state,
                      STR_ARG(cleaning.reason_en), cleaning.removed.count, cleaning.kept.count);
        support_print(&cleaning.after, arena);
    }
    return right;
}

static void takes_out_exactly_what_was_chosen(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct str rest = support_sample(STR("choices.tsv"), arena), line, file, choice;
    size_t wrong = 0;
    while (str_cut(&rest, '\n', &line) && str_cut(&line, '\t', &file) &&
           str_cut(&line, '\t', &choice))
        wrong += !is_right(file, choice, line, arena);
    arena_destroy(arena);
    assert_int_equal(wrong, 0);
}

static void says_what_went_along(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    /* A row is hidden and has a value that is not shown, too. */
    struct inspect_cleaning cleaning = cleaned(STR("both.xlsx"), STR("XL-04:1"), arena);
    assert_int_equal(cleaning.state, INSPECT_CLEANED);
    assert_int_equal(count_kind(&cleaning.removed, STR("XL-04")), 1);
    assert_int_equal(count_kind(&cleaning.along, STR("XL-11")), 1);
    assert_int_equal(count_kind(&cleaning.after, STR("XL-11")), 2);
    arena_destroy(arena);
}

static void refuses_a_finding_that_is_not_there(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct inspect_cleaning cleaning = cleaned(STR("rows.xlsx"), STR("XL-04:1,9"), arena);
    assert_int_equal(cleaning.state, INSPECT_REFUSED);
    assert_true(str_contains(cleaning.reason_ja, STR("XL-04:9")) && cleaning.bytes.n == 0);
    arena_destroy(arena);
}

static void understands_numbers_and_ranges(void **state)
{
    (void)state;
    static const struct {
        const char *words;
        bool known, named;
    } cases[] = {{"XL-04:2", true, true},    {"XL-04:2,5-7,OPC-06", true, true},
                 {"XL-04", true, false},     {"all", true, false},
                 {"2", false, false},        {"XL-04:", false, false},
                 {"XL-04:0", false, false},  {"XL-04:7-5", false, false},
                 {"XL-04:2x", false, false}, {"XX-04:2", false, false}};
    struct str unknown;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str words = str_from_c(cases[i].words);
        assert_int_equal(inspect_clean_kinds_are_known(support_inspect(), words, &unknown),
                         cases[i].known);
        assert_int_equal(inspect_clean_names_findings(support_inspect(), words), cases[i].named);
    }
}

/* Numbers count what a report leaves out, too, so that they are those of the cleaner's report. */
static void numbers_do_not_depend_on_the_limits_of_a_report(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    const struct inspect_options few = {.most_of_kind = 1};
    struct inspect_report report;
    struct str file = STR("books.zip");
    inspect_bytes(support_inspect(), file, support_sample(file, arena), &few, arena, &report);
    const struct inspect_finding *last = NULL;
    for (size_t i = 0; i < report.count; i++)
        if (str_equal(report.findings[i].kind->id, STR("XL-04")))
            last = &report.findings[i];
    assert_true(last && last->number == 2); /* of three; the third is left out */
    assert_true(str_equal(inspect_finding_id(last, arena), STR("XL-04:2")));
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_out_exactly_what_was_chosen),
        cmocka_unit_test(says_what_went_along),
        cmocka_unit_test(refuses_a_finding_that_is_not_there),
        cmocka_unit_test(understands_numbers_and_ranges),
        cmocka_unit_test(numbers_do_not_depend_on_the_limits_of_a_report),
    };
    return cmocka_run_group_tests(tests, NULL, support_finish);
}
