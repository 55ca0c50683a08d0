/* What the cargo reader takes and refuses. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "law_support.h"

#define NOW law_day(2026, 11, 22)
#define ANALYSIS(members) "{\"parts\":[{\"analyses\":[{" members "}]}]}"

static void suggests_names_for_an_unknown_substance(void **state)
{
    (void)state;
    law_expect_refused(ANALYSIS("\"substance\":\"カドニウム\",\"value\":\"1\",\"unit\":\"wt%\""),
                       NOW, ERR_LAW_SUBSTANCE, "カドミウム");
}

static void refuses_values_that_cannot_be(void **state)
{
    (void)state;
    law_expect_refused(ANALYSIS("\"substance\":\"鉛\",\"value\":\"-0.1\",\"unit\":\"wt%\""), NOW,
                       ERR_LAW_FIELD, "parts[0].analyses[0].value");
    law_expect_refused(ANALYSIS("\"substance\":\"鉛\",\"value\":\"NaN\",\"unit\":\"wt%\""), NOW,
                       ERR_LAW_FIELD, "parts[0].analyses[0].value");
    law_expect_refused(ANALYSIS("\"substance\":\"鉛\",\"value\":\"150\",\"unit\":\"wt%\""), NOW,
                       ERR_LAW_FIELD, "parts[0].analyses[0].value");
    law_expect_refused(
        ANALYSIS("\"substance\":\"鉛\",\"value\":\"0.1234567890123\",\"unit\":\"wt%\""), NOW,
        ERR_LAW_FIELD, "parts[0].analyses[0].value");
    law_expect_refused(ANALYSIS("\"substance\":\"鉛\",\"unit\":\"wt%\""), NOW, ERR_LAW_FIELD,
                       "parts[0].analyses[0].value");
    law_expect_refused(ANALYSIS("\"kind\":\"ph\",\"value\":\"14.1\""), NOW, ERR_LAW_FIELD,
                       "parts[0].analyses[0].value");
    law_expect_refused("{\"mass_kg\":-1}", NOW, ERR_LAW_FIELD, "mass_kg");
    law_expect_refused("{\"parts\":[{\"moisture\":\"101\"}]}", NOW, ERR_LAW_FIELD,
                       "parts[0].moisture");
}

static void refuses_fractions_that_do_not_sum(void **state)
{
    (void)state;
    law_expect_refused("{\"parts\":[{\"fraction\":\"60\"},{\"fraction\":\"30\"}]}", NOW,
                       ERR_LAW_FIELD, "parts[].fraction");
    law_expect_refused("{\"parts\":[{\"fraction\":\"60\"},{\"fraction\":\"60\"},{}]}", NOW,
                       ERR_LAW_FIELD, "parts[].fraction");
    law_expect_refused("{\"parts\":[{\"materials\":[{\"name\":\"銅\",\"fraction\":\"50\"}]}]}", NOW,
                       ERR_LAW_FIELD, "parts[0].materials");
    law_expect("{\"parts\":[{\"fraction\":\"60\"},{\"fraction\":\"30\"},{}]}", NOW, LAW_TO_CONFIRM);
}

static void refuses_units_of_another_kind(void **state)
{
    (void)state;
    law_expect_refused(ANALYSIS("\"substance\":\"鉛\",\"value\":\"1\",\"unit\":\"km\""), NOW,
                       ERR_LAW_FIELD, "parts[0].analyses[0].unit");
    law_expect_refused(
        ANALYSIS("\"substance\":\"鉛\",\"kind\":\"leachate\",\"value\":\"1\",\"unit\":\"wt%\""),
        NOW, ERR_LAW_FIELD, "parts[0].analyses[0].unit");
    law_expect_refused(ANALYSIS("\"substance\":\"鉛\",\"value\":\"1\""), NOW, ERR_LAW_FIELD,
                       "parts[0].analyses[0].unit");
    law_expect_refused("{\"tests\":{\"2\":{\"value\":60,\"unit\":\"kg\"}}}", NOW, ERR_LAW_FIELD,
                       "tests");
}

static void refuses_unknown_countries_classes_codes_and_fields(void **state)
{
    (void)state;
    law_expect_refused("{\"country\":\"XX\"}", NOW, ERR_LAW_COUNTRY, "country");
    law_expect_refused("{\"country\":\"JP\"}", NOW, ERR_LAW_FIELD, "country");
    law_expect_refused("{\"transit\":[\"HK\",\"XX\"]}", NOW, ERR_LAW_COUNTRY, "transit[1]");
    law_expect_refused("{\"class\":\"gold\"}", NOW, ERR_LAW_FIELD, "class");
    law_expect_refused("{\"codes\":[\"B9999\"]}", NOW, ERR_LAW_FIELD, "codes[0]");
    law_expect_refused("{\"streams\":[\"Y7\"]}", NOW, ERR_LAW_FIELD, "streams[0]");
    law_expect_refused("{\"operation\":\"R14\"}", NOW, ERR_LAW_FIELD, "operation");
    law_expect_refused("{\"colour\":\"red\"}", NOW, ERR_LAW_FIELD, "colour");
    law_expect_refused("{\"facts\":{\"clen\":\"yes\"}}", NOW, ERR_LAW_FIELD, "facts.clen");
    law_expect_refused("{\"facts\":{\"clean\":\"maybe\"}}", NOW, ERR_LAW_FIELD, "facts.clean");
}

static void refuses_what_contradicts_itself(void **state)
{
    (void)state;
    law_expect_refused("{\"codes\":[\"A1190\",\"B1115\"]}", NOW, ERR_LAW_CODES, "A1190");
    law_expect_refused("{\"streams\":[\"Y8\"],\"facts\":{\"no_stream\":\"yes\"}}", NOW,
                       ERR_LAW_FIELD, "facts.no_stream");
    law_expect_refused("{\"codes\":[\"B1010\"],\"facts\":{\"no_annex3\":\"yes\"}}", NOW,
                       ERR_LAW_FIELD, "facts.no_annex3");
}

static void refuses_days_outside_every_edition(void **state)
{
    (void)state;
    law_expect_refused("{}", law_day(2018, 9, 30), ERR_LAW_DATE, "2018-10-01");
    law_expect_refused("{\"date\":\"2017-01-01\"}", NOW, ERR_LAW_DATE, "2018-10-01");
    law_expect_refused("{\"date\":\"2026-02-30\"}", NOW, ERR_LAW_FIELD, "date");
    law_expect("{}", law_day(2018, 10, 1), LAW_TO_CONFIRM);
}

static void refuses_json_that_is_too_large_or_too_deep(void **state)
{
    struct arena *arena = *state;
    size_t size = 10 << 20;
    char *text = ARENA_ARRAY(arena, char, size + 1);
    memset(text, ' ', size);
    law_expect_refused(text, NOW, ERR_TOO_LARGE, "JSON");
    memset(text, '[', 1000);
    text[1000] = 0;
    law_expect_refused(text, NOW, ERR_JSON, "JSON");
    law_expect_refused("[]", NOW, ERR_LAW_FIELD, "JSON");
}

static void a_written_cargo_reads_again(void **state)
{
    static const char *const json =
        "{\"name\":\"電線\",\"class\":\"covered_wire\",\"direction\":\"export\",\"country\":"
        "\"タイ\",\"transit\":[\"HK\"],\"operation\":\"R4\","
        "\"form\":\"solid\",\"mass_kg\":12.5,\"date\":\"2026-12-01\",\"codes\":[\"B1115\"],"
        "\"facts\":{\"no_stream\":\"yes\",\"burning\":false},"
        "\"tests\":{\"1\":\"negative\",\"2\":{\"value\":\"65\",\"unit\":\"℃\"}},\"used\":{\"kind\":"
        "\"x\",\"made\":2018},"
        "\"parts\":[{\"name\":\"被覆\",\"fraction\":100,\"moisture\":1,\"materials\":[{\"name\":"
        "\"PVC\",\"fraction\":100}],"
        "\"analyses\":[{\"substance\":\"Pb\",\"value\":\"<0.01\",\"unit\":\"%\",\"basis\":\"dry\","
        "\"official\":\"yes\",\"method\":\"ICP\"},"
        "{\"value\":7,\"unit\":\"pH\"}]}]}";
    struct arena *arena = *state;
    struct law_judgement first = law_judged(arena, json, NOW);
    struct buf out = {0}, again = {0};
    struct json_writer writer;
    json_writer_init(&writer, &out, false);
    law_cargo_write(first.cargo, &writer, arena);
    struct law_judgement second = law_judged(arena, arena_c(arena, buf_str(&out)), NOW);
    json_writer_init(&writer, &again, false);
    law_cargo_write(second.cargo, &writer, arena);
    assert_true(str_equal(buf_str(&out), buf_str(&again)));
    assert_true(str_equal(law_judgement_text(&first, arena), law_judgement_text(&second, arena)));
    assert_true(str_equal(first.cargo->country, STR("TH")));
    buf_finish(&out);
    buf_finish(&again);
}

static void the_judgement_as_json_is_json(void **state)
{
    struct arena *arena = *state;
    struct law_judgement judgement =
        law_judged(arena, "{\"country\":\"KR\",\"codes\":[\"GC020\"]}", NOW);
    struct buf out = {0};
    struct json_writer writer;
    json_writer_init(&writer, &out, true);
    law_judgement_write(&judgement, &writer, arena);
    const struct json *root;
    assert_int_equal(json_parse(buf_str(&out), arena, &root, NULL), 0);
    assert_true(str_equal(json_text(root, STR("result")), STR("to_confirm")));
    assert_int_equal(json_member(root, STR("proof"))->count, judgement.node_count);
    buf_finish(&out);
}

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

int main(void)
{
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        T(suggests_names_for_an_unknown_substance),
        T(refuses_values_that_cannot_be),
        T(refuses_fractions_that_do_not_sum),
        T(refuses_units_of_another_kind),
        T(refuses_unknown_countries_classes_codes_and_fields),
        T(refuses_what_contradicts_itself),
        T(refuses_days_outside_every_edition),
        T(refuses_json_that_is_too_large_or_too_deep),
        T(a_written_cargo_reads_again),
        T(the_judgement_as_json_is_json),
#undef T
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
