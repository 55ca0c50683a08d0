#include <math.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/embedded.h"
#include "chem/amd.h"
#include "water/model/screen_train.h"

extern const struct embedded_files water_model_data;

#define HEAD                                                                                       \
    "name\tflow_m3_d\tpH\tFe_mg_L\tZn_mg_L\tCd_mg_L\tPb_mg_L\tAs_mg_L\tCu_mg_L\tMn_mg_L\tAl_mg_"   \
    "L\tarea_m2\thead_m\twinter_degC\n"
/* the trial mine with everything known and room enough */
#define TRIAL "実証\t144\t3.5\t37.5\t18\t0.1\t0.05\t0.01\t8\t4\t2\t5000\t5\t-2\n"

struct bench {
    struct arena *arena;
    struct water_values design, limits, prices, figures;
    struct water_screen_rules rules;
    struct water_plan lime, passive;
    struct water_screen screen;
};

static struct str bytes_of(const char *name)
{
    return embedded_find(&water_model_data, str_from_c(name));
}

static int read_values(struct bench *bench, const char *name, struct water_values *out)
{
    return water_values_read(str_from_c(name), bytes_of(name), bench->arena, out, NULL);
}

static int set_up(void **state)
{
    static struct bench bench;
    memset(&bench, 0, sizeof bench);
    bench.arena = arena_create();
    struct error error = {0};
    if (read_values(&bench, "design.tsv", &bench.design) ||
        read_values(&bench, "limits.tsv", &bench.limits) ||
        read_values(&bench, "prices.tsv", &bench.prices) ||
        read_values(&bench, "screen.tsv", &bench.figures) ||
        water_screen_rules_read(STR("screen_rules.tsv"), bytes_of("screen_rules.tsv"), bench.arena,
                                &bench.rules, &error) ||
        water_plan_read(STR("plan_lime.tsv"), bytes_of("plan_lime.tsv"), bench.arena, &bench.lime,
                        &error) ||
        water_plan_read(STR("plan_passive.tsv"), bytes_of("plan_passive.tsv"), bench.arena,
                        &bench.passive, &error)) {
        arena_destroy(bench.arena);
        return -1;
    }
    bench.screen = (struct water_screen){
        .rules = &bench.rules,
        .design = &bench.design,
        .limits = &bench.limits,
        .prices = &bench.prices,
        .figures = &bench.figures,
        .lime = &bench.lime,
        .passive = &bench.passive,
        .lime_site = {.head = 10,
                      .operators = 0.5,
                      .visits = water_to_si(100, "1/y"),
                      .analyses = water_to_si(12, "1/y"),
                      .other_power = 3000},
        .passive_site = {.visits = water_to_si(26, "1/y"), .analyses = water_to_si(12, "1/y")},
        .terms = {50, 0.04, 0},
        .limit_set = STR("general"),
        .day = day_of_date((struct date){2025, 4, 1}),
        .draws = 200,
        .seed = 1};
    *state = &bench;
    return 0;
}

static int tear_down(void **state)
{
    arena_destroy(((struct bench *)*state)->arena);
    return 0;
}

static struct water_screening run_on(struct bench *bench, const char *table, unsigned threads)
{
    struct water_mines *mines = ARENA_NEW(bench->arena, struct water_mines);
    struct error error = {0};
    struct water_screening out;
    if (water_mines_read(STR("mines.tsv"), str_from_c(table), &bench->figures, bench->screen.day,
                         bench->arena, mines, &error))
        fail_msg("%" PRIstr, STR_ARG(error_sentence(&error, LANG_EN, bench->arena)));
    bench->screen.mines = mines;
    if (water_screen_run(&bench->screen, threads, bench->arena, &out, &error))
        fail_msg("%" PRIstr, STR_ARG(error_sentence(&error, LANG_EN, bench->arena)));
    return out;
}

static bool has_reason(const struct bench *bench, const struct water_screened *row, const char *id)
{
    for (size_t i = 0; i < bench->rules.count; i++)
        if ((row->reasons >> i & 1) && str_equal(bench->rules.rows[i].id, str_from_c(id)))
            return true;
    return false;
}

static void takes_the_trial_mine_as_a_candidate(void **state)
{
    struct water_screening found = run_on(*state, HEAD TRIAL, 1);
    assert_int_equal(found.rows[0].verdict, WATER_FIT);
    assert_int_equal(found.rows[0].rank, 1);
    assert_int_equal(found.rows[0].water_type, 8);
    assert_true(fabs(found.rows[0].ratio[WATER_INPUT_ZN] - 9) < 1e-9);
    assert_true(found.rows[0].area.low < found.rows[0].area.middle &&
                found.rows[0].area.middle < found.rows[0].area.high);
    double shares = 0;
    for (int i = 0; i < WATER_VERDICTS; i++)
        shares += found.rows[0].share[i];
    assert_true(fabs(shares - 1) < 1e-12);
}

static void rejects_with_the_reason(void **state)
{
    static const struct {
        const char *row, *id;
        enum water_verdict verdict;
    } cases[] = {
        {"a\t144\t1.9\t37.5\t18\t0.1\t0.05\t0.01\t8\t4\t2\t5000\t5\t-2\n", "R2", WATER_REJECTED},
        {"b\t9000\t3.5\t37.5\t18\t0.1\t0.05\t0.01\t8\t4\t2\t500000\t5\t-2\n", "R3", WATER_REJECTED},
        {"c\t144\t3.5\t3900\t180\t0.1\t0.05\t0.01\t8\t4\t2\t500000\t5\t-2\n", "R4", WATER_REJECTED},
        {"d\t144\t3.5\t37.5\t18\t0.1\t0.05\t0.01\t8\t4\t2\t50\t5\t-2\n", "R5", WATER_REJECTED},
        {"e\t144\t6.5\t0.5\t0.5\t0.01\t0.05\t0.01\t0.1\t0.4\t0.2\t5000\t5\t-2\n", "R1",
         WATER_NO_NEED},
        {"f\t144\t3.5\t37.5\t18\t0.1\t0.05\t0.01\t8\t14\t2\t5000\t5\t-2\n", "C6", WATER_CAUTION},
        {"g\t144\t3.5\t37.5\t18\t0.1\t0.05\t0.01\t8\t4\t2\t5000\t5\t-12\n", "C4", WATER_CAUTION},
        {"h\t144\t3.5\t37.5\t18\t0.1\t0.05\t0.01\t8\t4\t30\t5000\t1\t-2\n", "C5", WATER_CAUTION},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bench *bench = *state;
        struct water_screening found = run_on(
            bench,
            arena_c(bench->arena, ARENA_JOIN(bench->arena, STR(HEAD), str_from_c(cases[i].row))),
            1);
        if (found.rows[0].verdict != cases[i].verdict ||
            !has_reason(bench, &found.rows[0], cases[i].id))
            fail_msg("case %s: verdict %d", cases[i].id, (int)found.rows[0].verdict);
    }
}

static void leaves_open_what_a_blank_decides_and_names_it(void **state)
{
    struct water_screening found =
        run_on(*state,
               HEAD "flow blank\t\t3.5\t37.5\t18\t0.1\t0.05\t0.01\t8\t4\t2\t5000\t5\t-2\n"
                    "area blank\t144\t3.5\t37.5\t18\t0.1\t0.05\t0.01\t8\t4\t2\t\t5\t-2\n"
                    "only pH\t\t3.5\t\t\t\t\t\t\t\t\t\t\t\n"
                    "too acid anyway\t\t1.5\t\t\t\t\t\t\t\t\t\t\t\n"
                    "cadmium blank\t144\t6.5\t0.5\t0.5\t\t0.05\t0.01\t0.1\t0.4\t0.2\t5000\t5\t-2\n",
               1);
    assert_int_equal(found.rows[0].verdict, WATER_UNDECIDED);
    assert_int_equal(found.rows[0].next_input, WATER_INPUT_FLOW);
    assert_int_equal(found.rows[1].verdict, WATER_UNDECIDED);
    assert_int_equal(found.rows[1].next_input, WATER_INPUT_AREA);
    assert_int_equal(found.rows[2].verdict, WATER_UNDECIDED);
    assert_true(isnan(found.rows[2].saving.middle));
    assert_int_equal(found.rows[3].verdict, WATER_REJECTED);
    assert_int_equal(found.rows[4].verdict, WATER_UNDECIDED);
    assert_int_equal(found.rows[4].next_input, WATER_INPUT_CD);
    for (int i = 0; i < 5; i++)
        assert_int_equal(found.rows[i].rank, 0);
}

static void gives_the_same_on_any_number_of_threads(void **state)
{
    static const char table[] =
        HEAD TRIAL "b\t300\t3.2\t50\t10\t0.1\t0.05\t0.01\t8\t4\t2\t9000\t5\t-2\n"
                   "c\t60\t4.2\t20\t30\t0.1\t0.05\t0.01\t1\t4\t2\t9000\t5\t-2\n";
    struct water_screening one = run_on(*state, table, 1), four = run_on(*state, table, 4);
    for (int i = 0; i < 3; i++) {
        assert_memory_equal(&one.rows[i].area, &four.rows[i].area, sizeof one.rows[i].area);
        assert_memory_equal(one.rows[i].influence, four.rows[i].influence,
                            sizeof one.rows[i].influence);
        assert_int_equal(one.rows[i].rank_low, four.rows[i].rank_low);
        assert_true(one.rows[i].rank_low <= one.rows[i].rank &&
                    one.rows[i].rank <= one.rows[i].rank_high);
    }
}

static void screens_the_list_of_japanese_mines(void **state)
{
    struct bench *bench = *state;
    struct water_screening found =
        run_on(bench, arena_c(bench->arena, bytes_of("mines_japan.tsv")), 2);
    assert_true(found.count >= 34);
    for (size_t i = 0; i < found.count; i++) /* none has an area: none may be called a candidate */
        assert_true(found.rows[i].verdict == WATER_UNDECIDED ||
                    found.rows[i].verdict == WATER_REJECTED);
}

static void refuses_rows_that_cannot_be(void **state)
{
    static const char *const bad[] = {
        HEAD "a\t-1\t3.5\n",   HEAD "a\t144\t15\n", HEAD "a\tnan\t3.5\n",
        HEAD "a\tmuch\t3.5\n", HEAD "\t144\t3.5\n", "flow_m3_d\tpH\n144\t3.5\n",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct bench *bench = *state;
        struct water_mines mines;
        struct error error = {0};
        if (!water_mines_read(STR("mines.tsv"), str_from_c(bad[i]), &bench->figures,
                              bench->screen.day, bench->arena, &mines, &error))
            fail_msg("accepted %s", bad[i]);
        assert_true(i == 5 || error.line == 2);
    }
}

static void chooses_a_model_mine_by_rules_that_come_behind(void **state)
{
    struct bench *bench = *state;
    struct error error = {0};
    size_t before = bench->rules.count;
    assert_int_equal(water_screen_rules_add(STR("screen_model_mine.tsv"),
                                            bytes_of("screen_model_mine.tsv"), bench->arena,
                                            &bench->rules, &error),
                     0);
    assert_true(bench->rules.count > before);
    struct water_screening found = run_on(
        bench, HEAD TRIAL "中性\t144\t6.5\t37.5\t18\t0.1\t0.05\t0.01\t8\t4\t2\t5000\t5\t-2\n", 1);
    assert_int_equal(found.rows[0].verdict, WATER_FIT);
    assert_int_equal(found.rows[1].verdict, WATER_REJECTED);
    assert_true(has_reason(bench, &found.rows[1], "M1"));
    for (size_t i = before; i < bench->rules.count; i++)
        assert_true(bench->rules.rows[i].kept.n > 0);
}

static void reads_titles_of_columns_in_japanese(void **state)
{
    struct bench *bench = *state;
    struct water_mines mines;
    const char *table = "鉱山名,水量（m3/日）,pH,鉄（mg/L）,緯度,経度\n山,144,3.5,37.5,40.5,141\n";
    assert_int_equal(water_mines_read(STR("x.csv"), str_from_c(table), &bench->figures,
                                      bench->screen.day, bench->arena, &mines, NULL),
                     0);
    assert_true(fabs(mines.rows[0].input[WATER_INPUT_FLOW] * 86400 - 144) < 1e-9);
    assert_true(fabs(mines.rows[0].input[WATER_INPUT_FE] - 0.0375) < 1e-15);
    assert_true(mines.rows[0].latitude == 40.5 && mines.rows[0].longitude == 141);
}

/* With the standard train and its rules. */
static struct water_screening run_kinetic(struct bench *bench, const char *table, unsigned threads)
{
    struct chem_database *database;
    struct water_values rates;
    struct water_mines mines;
    struct water_screen_train train = {0};
    struct error error = {0};
    if (chem_database_read(STR("amd.dat"), chem_amd_text(), &database, &error) ||
        read_values(bench, "rates.tsv", &rates) ||
        water_mines_read(STR("mines.tsv"), str_from_c(table), &bench->figures, bench->screen.day,
                         bench->arena, &mines, &error) ||
        water_screen_rules_add(STR("screen_kinetic_rules.tsv"),
                               bytes_of("screen_kinetic_rules.tsv"), bench->arena, &bench->rules,
                               &error))
        fail_msg("%" PRIstr, STR_ARG(error_sentence(&error, LANG_EN, bench->arena)));
    struct water_screen_train_tables tables = {.file = STR("screen_train.tsv"),
                                               .bytes = bytes_of("screen_train.tsv"),
                                               .units = bytes_of("units.tsv"),
                                               .figures = &bench->figures,
                                               .design = &bench->design,
                                               .rates = &rates,
                                               .database = database,
                                               .mines = &mines,
                                               .day = bench->screen.day};
    if (water_screen_train_read(&tables, bench->arena, &train, &error))
        fail_msg("%" PRIstr, STR_ARG(error_sentence(&error, LANG_EN, bench->arena)));
    bench->screen.train = &train;
    bench->screen.draws = 10;
    struct water_screening found = run_on(bench, table, threads);
    bench->screen.train = NULL;
    water_screen_train_finish(&train);
    chem_database_destroy(database);
    return found;
}

static void runs_each_draw_through_a_standard_train(void **state)
{
    struct bench *bench = *state;
    const struct water_screened *row = &run_kinetic(bench, HEAD TRIAL, 1).rows[0];
    assert_true(row->kinetic.ran && row->kinetic.failed == 0);
    assert_true(row->kinetic.share == 1);
    assert_true(row->kinetic.given[WATER_LEFT_ZN] < 2e-3 &&
                row->kinetic.given[WATER_LEFT_FE] < 1e-2);
    assert_true(row->kinetic.given[WATER_LEFT_PH] > 5.8);
    /* no bed for manganese: some of 4 mg/L lies as carbonate in the other one */
    assert_true(row->kinetic.given[WATER_LEFT_MN] > 1e-3 &&
                row->kinetic.given[WATER_LEFT_MN] < 4e-3);
    assert_true(row->kinetic.ratio.low <= row->kinetic.ratio.middle &&
                row->kinetic.ratio.middle <= row->kinetic.ratio.high);
    assert_true(row->verdict == WATER_FIT || row->verdict == WATER_CAUTION);
    assert_true(row->rank == 1);
}

static void rejects_what_the_train_leaves_above_its_limits(void **state)
{
    struct bench *bench = *state;
    const struct water_screened *row =
        &run_kinetic(bench, HEAD "a\t144\t3.5\t600\t18\t0.1\t0.05\t0.01\t8\t4\t2\t500000\t5\t-9\n",
                     1)
             .rows[0];
    assert_true(row->kinetic.ran && row->kinetic.share < 0.5);
    assert_true(has_reason(bench, row, "K1"));
    assert_int_equal(row->verdict, WATER_REJECTED);
}

static void leaves_open_what_a_train_needs_and_names_it(void **state)
{
    struct bench *bench = *state;
    struct water_screening found =
        run_kinetic(bench,
                    HEAD "winter blank\t144\t3.5\t37.5\t18\t0.1\t0.05\t0.01\t8\t4\t2\t5000\t5\t\n"
                         "cadmium blank\t144\t3.5\t37.5\t18\t\t0.05\t0.01\t8\t4\t2\t5000\t5\t-2\n",
                    1);
    assert_int_equal(found.rows[0].verdict, WATER_UNDECIDED);
    assert_int_equal(found.rows[0].next_input, WATER_INPUT_WINTER);
    assert_false(found.rows[0].kinetic.ran);
    assert_int_equal(found.rows[1].verdict, WATER_UNDECIDED);
    assert_int_equal(found.rows[1].next_input, WATER_INPUT_CD);
    assert_true(isnan(found.rows[1].kinetic.given[WATER_LEFT_CD]) &&
                isnan(found.rows[1].kinetic.within[WATER_LEFT_CD]));
}

static void counts_draws_without_a_steady_state(void **state)
{
    struct bench *bench = *state;
    const struct water_screened *row =
        &run_kinetic(bench,
                     HEAD "a\t144\t3.5\t37.5\t18\t0.1\t0.05\t0.01\t8\t4\t900000\t5000\t5\t-2\n", 1)
             .rows[0];
    assert_true(row->kinetic.ran);
    assert_int_equal(row->kinetic.failed, 10);
    assert_true(row->kinetic.share == 0 && isnan(row->kinetic.ratio.middle));
}

static void gives_the_same_trains_on_any_number_of_threads(void **state)
{
    static const char table[] =
        HEAD TRIAL "b\t300\t3.2\t50\t10\t0.1\t0.05\t0.01\t8\t4\t2\t9000\t5\t-2\n"
                   "c\t60\t4.2\t120\t30\t0.1\t0.05\t0.01\t1\t24\t2\t9000\t5\t-7\n";
    struct water_screening one = run_kinetic(*state, table, 1),
                           three = run_kinetic(*state, table, 3);
    for (int i = 0; i < 3; i++)
        assert_memory_equal(&one.rows[i].kinetic, &three.rows[i].kinetic,
                            sizeof one.rows[i].kinetic);
}

static void takes_the_general_limit_where_a_set_has_none(void **state)
{
    struct bench *bench = *state;
    bench->screen.limit_set = STR("metal_mining");
    struct water_screening found = run_on(bench, HEAD TRIAL, 1);
    assert_int_equal(found.rows[0].verdict, WATER_FIT);
    assert_true(fabs(found.rows[0].ratio[WATER_INPUT_ZN] - 9) < 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(takes_the_trial_mine_as_a_candidate, set_up, tear_down),
        cmocka_unit_test_setup_teardown(rejects_with_the_reason, set_up, tear_down),
        cmocka_unit_test_setup_teardown(leaves_open_what_a_blank_decides_and_names_it, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(gives_the_same_on_any_number_of_threads, set_up, tear_down),
        cmocka_unit_test_setup_teardown(screens_the_list_of_japanese_mines, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_rows_that_cannot_be, set_up, tear_down),
        cmocka_unit_test_setup_teardown(chooses_a_model_mine_by_rules_that_come_behind, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(reads_titles_of_columns_in_japanese, set_up, tear_down),
        cmocka_unit_test_setup_teardown(runs_each_draw_through_a_standard_train, set_up, tear_down),
        cmocka_unit_test_setup_teardown(rejects_what_the_train_leaves_above_its_limits, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(leaves_open_what_a_train_needs_and_names_it, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(counts_draws_without_a_steady_state, set_up, tear_down),
        cmocka_unit_test_setup_teardown(gives_the_same_trains_on_any_number_of_threads, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(takes_the_general_limit_where_a_set_has_none, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
