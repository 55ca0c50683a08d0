/* A cargo that is larger than the form of its page: saving the form loses nothing of it. */
#include "desk_support.h"

#include "desk/law_case.h"
#include "desk/law_form.h"

static day_number today(const struct web_actor *actor)
{
    return day_of_time(context_now(store_context(actor->store)));
}

static int64_t open_case(const struct web_actor *actor)
{
    int64_t id;
    const struct desk_opening opening = {.channel = STR("fax"), .subject = STR("x")};
    const struct desk_cargo line = {.name = STR("混合くず"), .example_class = STR("E"),
                                    .cargo_class = STR("covered_wire"), .quantity = STR("18.5"),
                                    .unit = STR("t")};
    OK(desk_case_open(actor, &opening, &id, &error));
    OK(desk_cargo_save(actor, id, 0, &line, 1, &error));
    return id;
}

/* Twelve parts of five analyses each: more than the form has of both. */
static struct law_cargo large_cargo(struct arena *arena)
{
    enum { PARTS = 12, EACH = 5 };
    static const struct str names[EACH] = {STR_INIT("鉛"), STR_INIT("カドミウム"), STR_INIT("砒素"),
                                           STR_INIT("水銀"), STR_INIT("セレン")};
    struct law_part *parts = ARENA_ARRAY(arena, struct law_part, PARTS);
    for (size_t p = 0; p < PARTS; p++) {
        struct law_analysis *lines = ARENA_ARRAY(arena, struct law_analysis, EACH);
        for (size_t a = 0; a < EACH; a++)
            lines[a] = (struct law_analysis){.substance = names[a], .value = {(int64_t)(p * 10 + a + 1), 5},
                                             .unit = LAW_WEIGHT_PERCENT, .basis = LAW_WET,
                                             .date = STR("2025-04-01")};
        parts[p] = (struct law_part){.name = arena_format(arena, "部位%zu", p), .separable = LAW_NO,
                                     .analyses = lines, .analysis_count = EACH};
    }
    return (struct law_cargo){.parts = parts, .part_count = PARTS};
}

/* What the page does: writes the form of what is stored, reads it after `change`, saves it. */
static void save_on_the_page(const struct web_actor *actor, int64_t id, int64_t version,
                             void (*change)(struct desk_law_form *form))
{
    struct arena *arena = actor->arena;
    struct desk_law_form *form = ARENA_NEW(arena, struct desk_law_form);
    struct desk_form_problems *problems = ARENA_NEW(arena, struct desk_form_problems);
    struct desk_view view = desk_test_view(actor, id);
    struct desk_law_view law;
    struct law_cargo kept, rest;
    OK(desk_law_open(actor, &view, &view.cargo[0], NULL, today(actor), &law, &error));
    OK(law_cargo_read(law.edition->tables, law.input.content, arena, &kept, &error));
    desk_law_form_split(&kept, arena, form, &rest);
    assert_true(rest.part_count > 0);
    change(form);
    struct desk_law_typed typed = {.imported = STR(""), .form = form};
    desk_law_form_read(form, arena, &typed.cargo, problems);
    assert_int_equal(problems->count, 0);
    desk_law_close(&law);
    OK(desk_law_save(actor, id, view.cargo[0].id, version, &typed, &error));
}

static struct law_cargo stored_cargo(const struct web_actor *actor, int64_t id)
{
    struct desk_view view = desk_test_view(actor, id);
    struct desk_law_view law;
    struct law_cargo kept;
    OK(desk_law_open(actor, &view, &view.cargo[0], NULL, today(actor), &law, &error));
    OK(law_cargo_read(law.edition->tables, law.input.content, actor->arena, &kept, &error));
    desk_law_close(&law);
    return kept;
}

static size_t count_analyses(const struct law_cargo *cargo)
{
    size_t count = 0;
    for (size_t p = 0; p < cargo->part_count; p++)
        count += cargo->parts[p].analysis_count;
    return count;
}

static void change_one_value(struct desk_law_form *form)
{
    form->analyses[7].value = STR("0.5");
}

static void clear_the_first_part(struct desk_law_form *form)
{
    form->parts[0] = (struct desk_form_part){0};
    for (size_t i = 0; i < 5; i++)
        form->analyses[i] = (struct desk_form_analysis){0};
}

static int64_t large_case(struct web_actor *actor, struct test_store *test)
{
    int64_t id = open_case(actor);
    const struct desk_law_typed typed = {.cargo = large_cargo(test->arena), .imported = STR("")};
    OK(desk_law_save(actor, id, desk_test_view(actor, id).cargo[0].id, 0, &typed, &error));
    return id;
}

static void saving_one_value_keeps_what_the_form_cannot_show(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = large_case(&actor, test);
    struct law_cargo expected = large_cargo(test->arena);
    save_on_the_page(&actor, id, 1, change_one_value);
    struct law_cargo now = stored_cargo(&actor, id);
    assert_int_equal(now.part_count, 12);
    assert_int_equal(count_analyses(&now), 60);
    for (size_t p = 0; p < 12; p++) {
        assert_true(str_equal(now.parts[p].name, expected.parts[p].name));
        assert_int_equal(now.parts[p].separable, LAW_NO);
        for (size_t a = 0; a < 5; a++) {
            const struct law_analysis *one = &now.parts[p].analyses[a], *was = &expected.parts[p].analyses[a];
            bool changed = p == 1 && a == 2;
            assert_true(str_equal(one->substance, was->substance));
            assert_true(str_equal(one->date, STR("2025-04-01")));
            assert_int_equal(decimal_compare(one->value, changed ? (struct decimal){5, 1} : was->value), 0);
        }
    }
}

static void rows_cleared_in_the_form_go_and_the_next_ones_come_up(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    struct desk_law_form *form = ARENA_NEW(test->arena, struct desk_law_form);
    struct law_cargo rest;
    int64_t id = large_case(&actor, test);
    save_on_the_page(&actor, id, 1, clear_the_first_part);
    struct law_cargo now = stored_cargo(&actor, id);
    assert_int_equal(count_analyses(&now), 55);
    desk_law_form_split(&now, test->arena, form, &rest);
    assert_true(str_equal(form->parts[7].name, STR("部位8")));
    assert_int_equal(count_analyses(&rest), 15);
}

static void analyses_of_one_part_beyond_the_form_stay_in_it(struct test_store *test)
{
    struct arena *arena = test->arena;
    struct law_analysis *lines = ARENA_ARRAY(arena, struct law_analysis, 60);
    struct desk_law_form *form = ARENA_NEW(arena, struct desk_law_form);
    struct desk_form_problems *problems = ARENA_NEW(arena, struct desk_form_problems);
    const struct law_test tests[] = {{.key = STR_INIT("2"), .positive = LAW_YES},
                                     {.key = STR_INIT("3"), .has_value = true, .value = {7, 0}}};
    struct law_cargo rest, read;
    for (size_t i = 0; i < 60; i++)
        lines[i] = (struct law_analysis){.substance = STR("鉛"), .value = {(int64_t)i, 3},
                                         .unit = LAW_WEIGHT_PERCENT};
    const struct law_part part = {.has_density = true, .density = {12, 1}, .analyses = lines,
                                  .analysis_count = 60};
    const struct law_cargo kept = {.parts = &part, .part_count = 1, .tests = tests, .test_count = 2,
                                   .has_mass = true, .mass = {5, 0}};
    desk_law_form_split(&kept, arena, form, &rest);
    assert_int_equal(count_analyses(&rest), 20);
    desk_law_form_read(form, arena, &read, problems);
    desk_law_form_keep(&kept, form, arena, &read);
    assert_int_equal(read.part_count, 1);
    assert_int_equal(read.parts[0].analysis_count, 60);
    assert_int_equal(read.parts[0].analyses[59].value.mantissa, 59);
    assert_true(read.parts[0].has_density && read.has_mass);
    assert_int_equal(read.test_count, 2);
    assert_true(read.tests[1].has_value);
    form->tests[0].outcome = STR(""); /* taken back by the person */
    desk_law_form_read(form, arena, &read, problems);
    desk_law_form_keep(&kept, form, arena, &read);
    assert_int_equal(read.test_count, 1);
}

int main(void)
{
    const struct store_test tests[] = {
        STORE_TEST(saving_one_value_keeps_what_the_form_cannot_show),
        STORE_TEST(rows_cleared_in_the_form_go_and_the_next_ones_come_up),
        STORE_TEST(analyses_of_one_part_beyond_the_form_stay_in_it),
    };
    int failed = TEST_STORE_RUN(tests);
    room_finish();
    return failed;
}
