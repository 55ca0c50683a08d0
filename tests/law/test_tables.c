/* The tables as they are built in, and the faults that the loader finds. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "law/law.h"

static int set_up(void **state)
{
    *state = arena_create();
    return 0;
}

static int tear_down(void **state)
{
    arena_destroy(*state);
    return 0;
}

static day_number day(int year, int month, int of_month)
{
    return day_of_date((struct date){year, month, of_month});
}

static const struct law_tables *built_in(struct arena *arena)
{
    const struct law_tables *tables = NULL;
    struct error error = {0};
    if (law_tables_load(NULL, 0, NULL, 0, arena, &tables, &error))
        fail_msg("%" PRIstr, STR_ARG(error_sentence(&error, LANG_JA, arena)));
    return tables;
}

static const struct law_tables *with_overlay(struct arena *arena, const char *name,
                                             const char *rows, struct error *error)
{
    const struct law_file overlay = {str_from_c(name), str_from_c(rows)};
    const struct law_tables *tables = NULL;
    return law_tables_load(NULL, 0, &overlay, 1, arena, &tables, error) ? NULL : tables;
}

static void loads_the_built_in_tables(void **state)
{
    const struct law_tables *tables = built_in(*state);
    for (int i = 0; i < LAW_TABLE_COUNT; i++) {
        size_t count;
        law_rows(tables, (enum law_table_id)i, &count);
        assert_true(count > 0 || i == LAW_USED_KINDS);
    }
    assert_int_equal(law_tables_edition(tables).n, 16);
    assert_int_equal(law_tables_first_day(tables), day(2018, 10, 1));
}

static void finds_the_edition_valid_on_a_day(void **state)
{
    const struct law_tables *tables = built_in(*state);
    struct str key = STR("六価クロム/OTHER/liquid");
    const struct law_row *old = law_row_on(tables, LAW_LEACH, key, day(2024, 3, 31));
    const struct law_row *new = law_row_on(tables, LAW_LEACH, key, day(2024, 4, 1));
    assert_string_equal(arena_c(*state, law_row_limit(old, *state)), "0.5 mg/L 以下");
    assert_string_equal(arena_c(*state, law_row_limit(new, *state)), "0.2 mg/L 以下");
    assert_null(law_row_on(tables, LAW_LEACH, key, day(2018, 9, 30)));
}

static void finds_substances_by_any_name(void **state)
{
    const struct law_tables *tables = built_in(*state);
    static const char *const names[] = {"鉛", "Pb", "pb", "ＰＢ", "Lead"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct law_row *row =
            law_substance_find(tables, str_from_c(names[i]), day(2026, 1, 1));
        assert_non_null(row);
        assert_true(str_equal(row->key, STR("鉛")));
    }
    assert_null(law_substance_find(tables, STR("鉛みたいな物"), day(2026, 1, 1)));
}

static void suggests_the_nearest_names(void **state)
{
    const struct law_tables *tables = built_in(*state);
    struct str names[3];
    size_t count = law_substance_suggest(tables, STR("カドニウム"), names, 3);
    assert_int_equal(count, 3);
    assert_true(str_equal(names[0], STR("カドミウム")));
}

#define HEAD6                                                                                      \
    "key\tcode\titem\tcondition\tvalue\tunit\toperator\tvalid_from\tvalid_to\tsource\tconfirmed\t" \
    "doubt\tnote\tdropped_by_tests\tleach\n"

static void an_overlay_row_replaces_the_row_of_its_key_and_day(void **state)
{
    struct error error = {0};
    const struct law_tables *tables = with_overlay(
        *state, "annex6.tsv",
        HEAD6 "21イ\tY40\tエーテル\t\t0.1\twt%\t>=\t2018-10-01\t\t官報で確認\tyes\t\t\tno\t\n",
        &error);
    assert_non_null(tables);
    const struct law_row *row = law_row_on(tables, LAW_ANNEX6, STR("21イ"), day(2026, 1, 1));
    assert_true(row->confirmed && row->overlay);
    assert_false(law_row_on(built_in(*state), LAW_ANNEX6, STR("21イ"), day(2026, 1, 1))->confirmed);
    assert_false(str_equal(law_tables_edition(tables), law_tables_edition(built_in(*state))));
}

static void an_added_edition_ends_the_one_before_it(void **state)
{
    struct error error = {0};
    const struct law_tables *tables = with_overlay(
        *state, "annex6.tsv",
        HEAD6 "13イ\tY31\t鉛元素\t\t0.05\twt%\t>=\t2027-04-01\t\t官報\tyes\t\t\tno\t\n", &error);
    assert_non_null(tables);
    const struct law_row *old = law_row_on(tables, LAW_ANNEX6, STR("13イ"), day(2027, 3, 31));
    assert_int_equal(old->valid_to, day(2027, 3, 31));
    const struct law_row *new = law_row_on(tables, LAW_ANNEX6, STR("13イ"), day(2027, 4, 1));
    assert_string_equal(arena_c(*state, law_row_limit(new, *state)), "0.05 wt% 以上");
}

static void a_row_written_as_overlay_loads_again(void **state)
{
    struct law_row row = *law_row_on(built_in(*state), LAW_ANNEX6, STR("21イ"), day(2026, 1, 1));
    row.confirmed = true;
    row.source = STR("官報 \"号外\" で確認");
    struct error error = {0};
    const struct law_tables *tables =
        with_overlay(*state, "annex6.tsv", arena_c(*state, law_row_overlay(&row, *state)), &error);
    assert_non_null(tables);
    const struct law_row *read = law_row_on(tables, LAW_ANNEX6, STR("21イ"), day(2026, 1, 1));
    assert_true(read->confirmed);
    assert_true(str_equal(read->source, row.source));
}

static void names_file_row_and_column_of_a_fault(void **state)
{
    static const struct {
        const char *row, *column;
    } faults[] = {
        {"1\t\t品目\t\t0.1\twt%\t>=\t2018-10-01\t\t\tyes\t\t\tno\t\n", "source"},
        {"1\t\t品目\t\t0.1\tkm\t>=\t2018-10-01\t\t源\tyes\t\t\tno\t\n", "unit"},
        {"1\t\t品目\t\t101\twt%\t>=\t2018-10-01\t\t源\tyes\t\t\tno\t\n", "value"},
        {"1\t\t品目\t\t-1\twt%\t>=\t2018-10-01\t\t源\tyes\t\t\tno\t\n", "value"},
        {"1\t\t品目\t\tNaN\twt%\t>=\t2018-10-01\t\t源\tyes\t\t\tno\t\n", "value"},
        {"1\t\t品目\t\t0.1\twt%\t=>\t2018-10-01\t\t源\tyes\t\t\tno\t\n", "operator"},
        {"1\t\t品目\t\t0.1\twt%\t\t2018-10-01\t\t源\tyes\t\t\tno\t\n", "value"},
        {"1\t\t品目\t\t0.1\twt%\t>=\t2018-13-01\t\t源\tyes\t\t\tno\t\n", "valid_from"},
        {"1\t\t品目\t\t0.1\twt%\t>=\t2018-10-01\t2018-09-30\t源\tyes\t\t\tno\t\n", "valid_to"},
        {"1\t\t品目\t\t0.1\twt%\t>=\t2018-10-01\t\t源\tたぶん\t\t\tno\t\n", "confirmed"},
        {"1\t\t品目\t\t0.1\twt%\t>=\t2018-10-01\t\t源\tyes\tdate\t\tno\t\n", "doubt"},
        {"1\t\t品目\t\t0.1\twt%\t>=\t2018-10-01\t\t源\tyes\t\t\t多分\t\n", "dropped_by_tests"},
        {"1\t\t品目\tleach\t\t\t\t2018-10-01\t\t源\tyes\t\t\tno\tない物質\n", "leach"},
    };
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        struct error error = {0};
        struct str text = ARENA_JOIN(*state, STR(HEAD6), str_from_c(faults[i].row));
        assert_null(with_overlay(*state, "annex6.tsv", arena_c(*state, text), &error));
        assert_int_equal(error.code, ERR_LAW_TABLE);
        assert_true(str_equal(error.file, STR("annex6.tsv")));
        assert_int_equal(error.line, 2);
        if (!str_equal(error.parameters[0], str_from_c(faults[i].column)))
            fail_msg("fault %zu names %" PRIstr, i, STR_ARG(error.parameters[0]));
    }
}

static void refuses_editions_that_overlap(void **state)
{
    struct error error = {0};
    struct law_file files[LAW_TABLE_COUNT];
    const struct law_tables *tables;
    size_t count = 0;
    files[count++] = (struct law_file){
        STR("annex1.tsv"),
        STR("key\tcode\titem\tcondition\tvalue\tunit\toperator\tvalid_from\tvalid_"
            "to\tsource\tconfirmed\t"
            "doubt\tnote\tgroup\n"
            "D1\tD1\t投棄\t\t\t\t\t2018-10-01\t2020-12-31\t源\tyes\t\t\tSTRICT_SOIL\n"
            "D1\tD1\t投棄\t\t\t\t\t2020-12-31\t\t源\tyes\t\t\tSTRICT_SOIL\n")};
    assert_int_equal(law_tables_load(files, count, NULL, 0, *state, &tables, &error),
                     ERR_LAW_TABLE);
    assert_int_equal(error.line, 3);
    assert_true(str_equal(error.parameters[0], STR("valid_from")));
}

#define HEAD3                                                                                      \
    "key\tcode\titem\tcondition\tvalue\tunit\toperator\tvalid_from\tvalid_to\tsource\tconfirmed\t" \
    "doubt\tnote\texcludes\n"

static void refuses_conditions_that_are_unknown_or_go_round(void **state)
{
    static const char *const conditions[] = {"shiny",          "row:1の項1号",    "row:ない行",
                                             "annex6_none:99", "test_negative:9", "value:鉛",
                                             "plastic|!",      "row:1の項2号"};
    for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++) {
        struct error error = {0};
        struct str text = ARENA_JOIN(
            *state, STR(HEAD3 "1の項1号\tB1010\t金属\t"), str_from_c(conditions[i]),
            STR("\t\t\t\t2025-01-01\t\t源\tyes\t\t\t\n"
                "1の項2号\tB1020\t金属\trow:1の項1号\t\t\t\t2025-01-01\t\t源\tyes\t\t\t\n"));
        assert_null(with_overlay(*state, "annex3.tsv", arena_c(*state, text), &error));
        assert_int_equal(error.code, ERR_LAW_TABLE);
        assert_true(str_equal(error.parameters[0], STR("condition")));
    }
}

static void refuses_an_overlay_of_no_table(void **state)
{
    struct error error = {0};
    assert_null(with_overlay(*state, "annex9.tsv", HEAD6, &error));
    assert_int_equal(error.code, ERR_NOT_FOUND);
}

static void shows_what_changed_between_two_days(void **state)
{
    const struct law_tables *tables = built_in(*state);
    const struct law_difference *list;
    size_t count = law_tables_difference(tables, day(2024, 12, 31), day(2025, 1, 1), *state, &list);
    bool y49 = false, b1110 = false;
    for (size_t i = 0; i < count; i++) {
        y49 = y49 || (!list[i].before && str_equal(list[i].after->key, STR("Y49")));
        b1110 = b1110 || (!list[i].after && str_equal(list[i].before->code, STR("B1110")));
    }
    assert_true(y49 && b1110);
}

static void converts_units_exactly(void **state)
{
    (void)state;
    struct decimal out, density = {12, 1};
    assert_true(
        law_convert((struct decimal){1000, 0}, LAW_MG_PER_KG, LAW_WEIGHT_PERCENT, NULL, &out));
    assert_int_equal(decimal_compare(out, (struct decimal){1, 1}), 0);
    assert_true(law_convert((struct decimal){1, 1}, LAW_WEIGHT_PERCENT, LAW_PPM, NULL, &out));
    assert_int_equal(decimal_compare(out, (struct decimal){1000, 0}), 0);
    assert_true(
        law_convert((struct decimal){1000, 0}, LAW_MG_PER_KG, LAW_MG_PER_L, &density, &out));
    assert_int_equal(decimal_compare(out, (struct decimal){1200, 0}), 0);
    assert_true(law_convert((struct decimal){10, 0}, LAW_UG_PER_L, LAW_MG_PER_L, NULL, &out));
    assert_int_equal(decimal_compare(out, (struct decimal){1, 2}), 0);
    assert_false(law_convert((struct decimal){1, 0}, LAW_MG_PER_L, LAW_MG_PER_KG, NULL, &out));
    assert_false(law_convert((struct decimal){1, 0}, LAW_PPM, LAW_PPM_TEQ, NULL, &out));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        T(loads_the_built_in_tables),
        T(finds_the_edition_valid_on_a_day),
        T(finds_substances_by_any_name),
        T(suggests_the_nearest_names),
        T(an_overlay_row_replaces_the_row_of_its_key_and_day),
        T(an_added_edition_ends_the_one_before_it),
        T(a_row_written_as_overlay_loads_again),
        T(names_file_row_and_column_of_a_fault),
        T(refuses_editions_that_overlap),
        T(refuses_conditions_that_are_unknown_or_go_round),
        T(refuses_an_overlay_of_no_table),
        T(shows_what_changed_between_two_days),
        T(converts_units_exactly),
#undef T
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
