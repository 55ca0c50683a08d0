#include <math.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "water/model/study_text.h"

struct tank {
    struct str note;
    double volume, temperature;
    int64_t cells;
    int kind;
    day_number from;
    bool covered;
};

static const char *const kinds[] = {"settling_pond", "aerobic_wetland", NULL};
static const struct water_field fields[] = {
    {"kind", WATER_FIELD_CHOICE, NULL, 0, 0, kinds, true, offsetof(struct tank, kind)},
    {"volume", WATER_FIELD_QUANTITY, "m3", 1e-6, 1e7, NULL, true, offsetof(struct tank, volume)},
    {"temperature", WATER_FIELD_QUANTITY, "degC", -5, 50, NULL, false,
     offsetof(struct tank, temperature)},
    {"cells", WATER_FIELD_INTEGER, NULL, 1, 200, NULL, false, offsetof(struct tank, cells)},
    {"from", WATER_FIELD_DAY, NULL, 0, 0, NULL, false, offsetof(struct tank, from)},
    {"covered", WATER_FIELD_YES_NO, NULL, 0, 0, NULL, false, offsetof(struct tank, covered)},
    {"note", WATER_FIELD_TEXT, NULL, 0, 0, NULL, false, offsetof(struct tank, note)},
};
enum { FIELDS = sizeof fields / sizeof *fields };

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

static int read_tank(struct arena *arena, const char *bytes, struct tank *tank, struct error *error)
{
    struct water_study_text text;
    int status = water_study_text_read(STR("study.txt"), str_from_c(bytes), arena, &text, error);
    struct water_section *section =
        status ? NULL : water_section_find(&text, STR("tank"), STR("沈殿池 1"));
    if (!status)
        assert_non_null(section);
    if (!status)
        status = water_section_fill(&text, section, fields, FIELDS, tank, error);
    return status ? status : water_section_check(&text, section, fields, FIELDS, error);
}

static void reads_a_section_with_comments_and_units(void **state)
{
    struct tank tank = {.cells = 3, .temperature = 283.15};
    assert_int_equal(
        read_tank(
            *state,
            "\xef\xbb\xbf# a study\r\n[tank 別の槽]\r\nvolume = 1 m3\r\n\r\n[tank 沈殿池 1] # "
            "first\r\n"
            "kind = aerobic_wetland\r\n volume=15 m3   # by the drawing\r\nfrom = 2025-04-01\r\n"
            "covered = yes\r\nnote = 坑口#3\r\n",
            &tank, NULL),
        0);
    assert_int_equal(tank.kind, 1);
    assert_true(tank.volume == 15);
    assert_int_equal(tank.cells, 3); /* what is not written stays */
    assert_true(tank.covered);
    assert_int_equal(tank.from, day_of_date((struct date){2025, 4, 1}));
}

static void names_the_line_and_the_key_of_a_fault(void **state)
{
#define TANK "[tank 沈殿池 1]\n"
    static const struct {
        const char *text, *says;
        enum err code;
        int line;
    } bad[] = {
        {"volume = 3 m3\n", "[study]", ERR_WATER_STUDY, 1},
        {TANK "volume\n", "key = value", ERR_WATER_STUDY, 2},
        {TANK "volume =\n", "empty", ERR_WATER_STUDY, 2},
        {TANK "volume = 3 m3\nvolume = 4 m3\n", "twice", ERR_WATER_STUDY, 3},
        {TANK "kind = settling_pond\n" TANK, "two sections", ERR_WATER_STUDY, 3},
        {TANK "kind = settling_pond\n", "volume", ERR_WATER_STUDY, 1},
        {TANK "kind = pond\nvolume = 3 m3\n", "settling_pond, aerobic_wetland", ERR_WATER_STUDY, 2},
        {TANK "kind = settling_pond\nvolume = 3\n", "3", ERR_WATER_DIMENSION, 3},
        {TANK "kind = settling_pond\nvolume = 3 kg\n", "m3", ERR_WATER_DIMENSION, 3},
        {TANK "kind = settling_pond\nvolume = -3 m3\n", "more than 0", ERR_WATER_STUDY, 3},
        {TANK "kind = settling_pond\nvolume = 3 m3\ncells = 2.5\n", "whole", ERR_WATER_STUDY, 4},
        {TANK "kind = settling_pond\nvolume = 3 m3\ncells = 900\n", "cannot be used",
         ERR_WATER_STUDY, 4},
        {TANK "kind = settling_pond\nvolume = 3 m3\nfrom = 2025-02-30\n", "2025-02-30", ERR_DATE,
         4},
        {TANK "kind = settling_pond\nvolume = 3 m3\ntemprature = 3 degC\n",
         "nearest is temperature", ERR_WATER_STUDY, 4},
        {TANK "note = \xff\n", "UTF-8", ERR_WATER_STUDY, 0},
        {"[]\n", "kind", ERR_WATER_STUDY, 1},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct tank tank = {0};
        struct error error = {0};
        enum err code = (enum err)read_tank(*state, bad[i].text, &tank, &error);
        struct str sentence = error_sentence(&error, LANG_EN, *state);
        if (code != bad[i].code || error.line != bad[i].line ||
            !str_contains(sentence, str_from_c(bad[i].says)))
            fail_msg("case %zu: %" PRIstr, i, STR_ARG(sentence));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_a_section_with_comments_and_units, set_up, tear_down),
        cmocka_unit_test_setup_teardown(names_the_line_and_the_key_of_a_fault, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
