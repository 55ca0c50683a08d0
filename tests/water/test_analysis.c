/* A pasted analysis and what chemistry says of it: balance, saturation, titration. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "base/embedded.h"
#include "chem/amd.h"
#include "water/model/titration.h"

extern const struct embedded_files water_analysis_data;

struct bench {
    struct arena *arena;
    struct chem_database *database;
    struct chem *chem;
    struct water_analysis_names names;
    struct water_analysis analysis;
};

static int prepare(void **state)
{
    struct bench *b = test_calloc(1, sizeof *b);
    struct str file = STR("analysis_names.tsv");
    struct error error = {0};
    b->arena = arena_create();
    assert_int_equal(chem_database_read(STR("amd.dat"), chem_amd_text(), &b->database, &error), 0);
    b->chem = chem_create(b->database);
    assert_int_equal(water_analysis_names_read(file, embedded_find(&water_analysis_data, file),
                                               b->arena, &b->names, &error), 0);
    *state = b;
    return 0;
}

static int finish(void **state)
{
    struct bench *b = *state;
    chem_destroy(b->chem);
    chem_database_destroy(b->database);
    arena_destroy(b->arena);
    test_free(b);
    return 0;
}

static const char *const acid_water =
    "項目\t値\t単位\npH\t3.2\nﾎﾟﾝﾌﾟ場\t1\t-\n水温\t15\t℃\nFe2+\t30\tmg/L\nＦｅ（Ⅲ）\t5\tmg/L\nアルミニウム\t12\tmg/L\n"
    "亜鉛\t8.5\tmg/L\nカドミウム\t<0.001\tmg/L\n砒素\tND\tmg/L\nSO₄²⁻\t335\tmg/L\nCa\t60000\tμg/L\nMg\t0.5\tmmol/L\n";

static double molality(const struct bench *b, const char *key)
{
    return b->analysis.quality.molality[water_constituent_find(str_from_c(key))];
}

static void read_text(struct bench *b, const char *text)
{
    water_analysis_read(str_from_c(text), &b->names, false, b->arena, &b->analysis);
}

static void each_solid_offered_is_a_phase_of_the_constants(void **state)
{
    struct bench *b = *state;
    struct water_precipitates solids;
    struct error error = {0};
    struct str file = STR("precipitates.tsv");
    assert_int_equal(water_precipitates_read(file, embedded_find(&water_analysis_data, file), b->arena,
                                             &solids, &error), 0);
    assert_true(solids.count > 10);
    for (size_t i = 0; i < solids.count; i++)
        assert_int_not_equal(chem_database_phase(b->database, solids.rows[i].phase), CHEM_NONE);
}

static void each_name_belongs_to_something_that_is_counted(void **state)
{
    struct bench *b = *state;
    static const char *const others[] = {"pH", "temperature", "alkalinity", "Fe"};
    for (size_t i = 0; i < b->names.count; i++) {
        bool known = water_constituent_find(b->names.rows[i].key) >= 0;
        for (size_t k = 0; k < sizeof others / sizeof *others; k++)
            known |= str_equal(b->names.rows[i].key, str_from_c(others[k]));
        assert_true(known && b->names.rows[i].factor > 0);
    }
}

static void names_and_units_of_laboratories_are_understood(void **state)
{
    struct bench *b = *state;
    read_text(b, acid_water);
    assert_int_equal(b->analysis.problem_count, 0);
    assert_int_equal(b->analysis.count, 12);
    assert_float_equal(b->analysis.quality.ph, 3.2, 1e-12);
    assert_float_equal(b->analysis.quality.kelvin, 288.15, 1e-9);
    assert_float_equal(molality(b, "Fe(2)"), 0.030 / 55.845, 1e-9);
    assert_float_equal(molality(b, "Fe(3)"), 0.005 / 55.845, 1e-9);
    assert_float_equal(molality(b, "SO4"), 0.335 / 96.06, 1e-9);
    assert_float_equal(molality(b, "Ca"), 0.060 / 40.078, 1e-9);
    assert_float_equal(molality(b, "Mg"), 0.0005, 1e-9);
}

static void below_detection_counts_as_nothing(void **state)
{
    struct bench *b = *state;
    read_text(b, acid_water);
    assert_int_equal(b->analysis.rows[7].use, WATER_ROW_BELOW);
    assert_int_equal(b->analysis.rows[8].use, WATER_ROW_BELOW);
    assert_float_equal(molality(b, "Cd"), 0, 0);
    assert_float_equal(molality(b, "As(5)"), 0, 0);
}

static void an_unknown_item_is_kept_and_not_used(void **state)
{
    struct bench *b = *state;
    read_text(b, acid_water);
    assert_int_equal(b->analysis.rows[1].use, WATER_ROW_UNKNOWN);
    assert_int_equal(b->analysis.rows[1].line, 3);
}

static void faults_are_told_with_line_and_column(void **state)
{
    struct bench *b = *state;
    read_text(b, "pH,15,-\nZn,たくさん,mg/L\nCa,3,本\nZn,1,mg/L\nZn,2,mg/L\n");
    assert_int_equal(b->analysis.problem_count, 5);
    assert_int_equal(b->analysis.problems[0].line, 1);
    assert_int_equal(b->analysis.problems[1].line, 2);
    assert_int_equal(b->analysis.problems[1].column, 2);
    assert_int_equal(b->analysis.problems[2].column, 3);
    assert_int_equal(b->analysis.problems[3].line, 5);
    assert_int_equal(b->analysis.problems[4].line, 0);
}

static void total_iron_is_split_by_the_valence_that_is_known(void **state)
{
    struct bench *b = *state;
    read_text(b, "pH 4\nT-Fe 10 mg/L\nFe2+ 7 mg/L");
    assert_int_equal(b->analysis.problem_count, 0);
    assert_float_equal(molality(b, "Fe(3)"), 0.003 / 55.845, 1e-9);
    assert_false(b->analysis.iron_guessed);
    read_text(b, "pH 4\n全鉄 10 mg/L");
    assert_float_equal(molality(b, "Fe(2)"), 0.010 / 55.845, 1e-9);
    assert_true(b->analysis.iron_guessed);
}

static double index_of(const struct water_findings *findings, const char *phase)
{
    for (size_t i = 0; i < findings->saturation_count; i++)
        if (str_equal(findings->saturation[i].phase, str_from_c(phase)))
            return findings->saturation[i].index;
    return NAN;
}

static void findings_are_those_of_the_chemistry(void **state)
{
    struct bench *b = *state;
    struct water_findings findings;
    struct error error = {0};
    read_text(b, acid_water);
    assert_int_equal(water_findings_of(b->chem, &b->analysis.quality, b->arena, &findings, &error), 0);
    assert_true(findings.cations > 4e-3 && findings.cations < 8e-3);
    assert_true(fabs(findings.error_percent) < 25);
    assert_true(index_of(&findings, "Gypsum") < 0 && index_of(&findings, "Gypsum") > -3);
    assert_true(isnan(index_of(&findings, "Otavite"))); /* no cadmium, no carbonate */
    for (size_t i = 1; i < findings.saturation_count; i++)
        assert_true(findings.saturation[i - 1].index >= findings.saturation[i].index);
    double share = 0;
    for (size_t i = 0; i < findings.species_count; i++)
        if (str_equal(findings.species[i].element, STR("Zn")))
            share += findings.species[i].share;
    assert_float_equal(share, 1, 0.01);
}

static struct water_dosing dosing_of(const struct bench *b, enum water_base base)
{
    return (struct water_dosing){
        .base = base,
        .solids = {chem_database_phase(b->database, STR("Fe(OH)3(a)")),
                   chem_database_phase(b->database, STR("Al(OH)3(a)")),
                   chem_database_phase(b->database, STR("Zn(OH)2-e")),
                   chem_database_phase(b->database, STR("Gypsum")),
                   chem_database_phase(b->database, STR("Calcite"))},
        .solid_count = 5,
        .air = -3.4};
}

static void a_base_raises_ph_and_takes_the_metals_out(void **state)
{
    struct bench *b = *state;
    struct error error = {0};
    read_text(b, acid_water);
    for (int base = 0; base < WATER_BASES; base++) {
        static struct water_titration titration;
        struct water_dosing dosing = dosing_of(b, (enum water_base)base);
        assert_int_equal(water_titrate(b->chem, &b->analysis.quality, &dosing, &titration, &error), 0);
        assert_false(titration.stopped);
        assert_int_equal(titration.count, WATER_TITRATION_STEPS + 1);
        for (size_t i = 1; i < titration.count; i++)
            assert_true(titration.steps[i].ph >= titration.steps[i - 1].ph - 1e-6);
        const struct water_titration_step *last = &titration.steps[titration.count - 1];
        print_message("# base %d: %.5f mol/kgw, pH %.3f -> %.3f\n", base, last->dose, titration.steps[0].ph, last->ph);
        assert_true(last->ph > (base == WATER_BASE_LIMESTONE ? 5.5 : 10));
        assert_true(last->dissolved[water_constituent_find(STR("Fe(3)"))] < 0.1);
    }
}

static void amounts_stay_whole_while_solids_form(void **state)
{
    struct bench *b = *state;
    static struct water_titration titration;
    struct error error = {0};
    read_text(b, acid_water);
    struct water_dosing dosing = dosing_of(b, WATER_BASE_NAOH);
    assert_int_equal(water_titrate(b->chem, &b->analysis.quality, &dosing, &titration, &error), 0);
    for (size_t i = 0; i < titration.count; i++) {
        const struct water_titration_step *step = &titration.steps[i];
        double zinc = step->dissolved[water_constituent_find(STR("Zn"))] / 65380 + step->solids[2];
        assert_float_equal(zinc, molality(b, "Zn"), 1e-6);
    }
}

static void oxidised_iron_leaves_and_gives_acid(void **state)
{
    struct bench *b = *state;
    static struct water_titration plain, oxidised;
    struct error error = {0};
    read_text(b, acid_water);
    struct water_dosing dosing = dosing_of(b, WATER_BASE_LIME);
    dosing.most = 0.002;
    assert_int_equal(water_titrate(b->chem, &b->analysis.quality, &dosing, &plain, &error), 0);
    dosing.oxidised = true;
    assert_int_equal(water_titrate(b->chem, &b->analysis.quality, &dosing, &oxidised, &error), 0);
    int iron = water_constituent_find(STR("Fe(2)"));
    assert_true(plain.steps[20].dissolved[iron] > 1);
    assert_float_equal(oxidised.steps[20].dissolved[iron], 0, 1e-9);
    assert_true(oxidised.steps[25].ph < plain.steps[25].ph);
}

static void open_to_the_air_carbon_dioxide_comes_in(void **state)
{
    struct bench *b = *state;
    static struct water_titration shut, open;
    struct error error = {0};
    read_text(b, acid_water);
    struct water_dosing dosing = dosing_of(b, WATER_BASE_NAOH);
    dosing.most = 0.01;
    assert_int_equal(water_titrate(b->chem, &b->analysis.quality, &dosing, &shut, &error), 0);
    dosing.open = true;
    assert_int_equal(water_titrate(b->chem, &b->analysis.quality, &dosing, &open, &error), 0);
    assert_true(open.count > 1);
    assert_true(open.steps[open.count - 1].ph < shut.steps[shut.count - 1].ph - 0.5);
}

static void strong_and_odd_waters_are_answered_or_refused(void **state)
{
    struct bench *b = *state;
    static struct water_titration titration;
    static const char *const waters[] = {
        "pH 1.2\nFe2+ 8000 mg/L\nFe3+ 2000 mg/L\nAl 1500 mg/L\nSO4 40 g/L\nZn 900 mg/L\nCd 5 mg/L\nCu 300 mg/L\nMg 800 mg/L",
        "pH 12.5\nCa 800 mg/L\nNa 20 mg/L", "pH 7\nNa 1 mg/L", "pH 0\nSO4 300 g/L",
        "pH 7.5\nHCO3 200 mg/L\nCa 60 mg/L\nPb 0.2 mg/L\nAs 0.3 mg/L\nF 2 mg/L\nPO4-P 1 mg/L\nNH4-N 1 mg/L\nDO 8 mg/L"};
    size_t answered = 0;
    for (size_t i = 0; i < 2 * sizeof waters / sizeof *waters; i++) {
        struct water_findings findings;
        struct error error = {0};
        read_text(b, waters[i / 2]);
        assert_int_equal(b->analysis.problem_count, 0);
        struct water_dosing dosing = dosing_of(b, (enum water_base)(i % WATER_BASES));
        dosing.open = dosing.oxidised = i % 2;
        int status = water_findings_of(b->chem, &b->analysis.quality, b->arena, &findings, &error);
        if (!status)
            status = water_titrate(b->chem, &b->analysis.quality, &dosing, &titration, &error);
        assert_int_equal(status, error.code);
        print_message("# water %zu: %d, %zu steps\n", i, status, status ? 0 : titration.count);
        answered += status == 0 && titration.count == WATER_TITRATION_STEPS + 1;
    }
    assert_true(answered >= 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_solid_offered_is_a_phase_of_the_constants, prepare, finish),
        cmocka_unit_test_setup_teardown(each_name_belongs_to_something_that_is_counted, prepare, finish),
        cmocka_unit_test_setup_teardown(names_and_units_of_laboratories_are_understood, prepare, finish),
        cmocka_unit_test_setup_teardown(below_detection_counts_as_nothing, prepare, finish),
        cmocka_unit_test_setup_teardown(an_unknown_item_is_kept_and_not_used, prepare, finish),
        cmocka_unit_test_setup_teardown(faults_are_told_with_line_and_column, prepare, finish),
        cmocka_unit_test_setup_teardown(total_iron_is_split_by_the_valence_that_is_known, prepare, finish),
        cmocka_unit_test_setup_teardown(findings_are_those_of_the_chemistry, prepare, finish),
        cmocka_unit_test_setup_teardown(a_base_raises_ph_and_takes_the_metals_out, prepare, finish),
        cmocka_unit_test_setup_teardown(amounts_stay_whole_while_solids_form, prepare, finish),
        cmocka_unit_test_setup_teardown(oxidised_iron_leaves_and_gives_acid, prepare, finish),
        cmocka_unit_test_setup_teardown(open_to_the_air_carbon_dioxide_comes_in, prepare, finish),
        cmocka_unit_test_setup_teardown(strong_and_odd_waters_are_answered_or_refused, prepare, finish),
    };
    return cmocka_run_group_tests_name("water analysis", tests, NULL, NULL);
}
