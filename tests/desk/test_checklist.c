/* Checklists of the example classes A to G and of the accepted items. */
#include "desk_support.h"

#include "desk/answer.h"

static int64_t open_case(const struct web_actor *actor, int year)
{
    int64_t id;
    const struct desk_opening opening = {
        .channel = STR("fax"),
        .subject = STR("x"),
        .received_at = time_of_jst((struct jst){{year, 6, 2}, 10, 0, 0}),
    };
    OK(desk_case_open(actor, &opening, &id, &error));
    return id;
}

static struct desk_view with_line(const struct web_actor *actor, int64_t id, struct desk_cargo line)
{
    line.name = STR("貨物");
    OK(desk_cargo_save(actor, id, desk_test_version(actor, id), &line, 1, &error));
    return desk_test_view(actor, id);
}

static size_t times(const struct desk_view *view, struct str document)
{
    size_t found = 0;
    for (size_t i = 0; i < view->document_count; i++)
        found += str_equal(view->documents[i].rule->code, document);
    return found;
}

static bool has_check(const struct desk_view *view, struct str check)
{
    for (size_t i = 0; i < view->check_count; i++)
        if (str_equal(view->checks[i].rule->code, check))
            return true;
    return false;
}

static void each_example_class_has_papers_and_facts_of_its_own(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    static const struct {
        struct str class, document, check;
    } expected[] = {
        {STR_INIT("A"), STR_INIT("catalyst_process"), STR_INIT("a_process")},
        {STR_INIT("B"), STR_INIT("plastic_dirt"), STR_INIT("b_no_dirt")},
        {STR_INIT("C"), STR_INIT("compressor_drained"), STR_INIT("c_drained")},
        {STR_INIT("D"), STR_INIT("mixed_analysis"), STR_INIT("d_analysis")},
        {STR_INIT("E"), STR_INIT("wire_analysis"), STR_INIT("e_lead_content")},
        {STR_INIT("F"), STR_INIT("mixed_sorted"), STR_INIT("f_no_appliances")},
        {STR_INIT("G"), STR_INIT("used_electrical_market"), STR_INIT("g_market")},
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        struct desk_view view = with_line(&actor, open_case(&actor, 2025),
                                          (struct desk_cargo){.example_class = expected[i].class});
        assert_int_equal(times(&view, expected[i].document), 1);
        assert_true(has_check(&view, expected[i].check));
        for (size_t k = 0; k < view.check_count; k++)
            assert_true(str_equal(view.checks[k].rule->class, expected[i].class));
    }
}

static void the_item_is_another_axis_beside_the_example_class(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    struct desk_view view =
        with_line(&actor, open_case(&actor, 2025), (struct desk_cargo){.item = STR("plastic")});
    assert_true(has_check(&view, STR("p_resin")));
    assert_false(has_check(&view, STR("b_no_dirt")));
    view = with_line(&actor, open_case(&actor, 2025),
                     (struct desk_cargo){.item = STR("plastic"), .example_class = STR("B")});
    assert_true(has_check(&view, STR("p_resin")));
    assert_true(has_check(&view, STR("b_no_dirt")));
}

static void a_paper_asked_for_on_two_axes_is_listed_once(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    struct desk_view view = with_line(&actor, open_case(&actor, 2025),
                                      (struct desk_cargo){.item = STR("used"),
                                                          .cargo_class = STR("used_car_parts"),
                                                          .example_class = STR("G")});
    assert_int_equal(times(&view, STR("used_car_parts_market")), 1);
    assert_int_equal(times(&view, STR("used_electrical_market")), 0);
    assert_int_equal(times(&view, STR("used_car_parts_contract")), 1);
}

static void a_checklist_is_that_of_the_day_the_papers_came(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    const struct desk_cargo wire = {.example_class = STR("E")};
    struct desk_view before = with_line(&actor, open_case(&actor, 2018), wire);
    struct desk_view after = with_line(&actor, open_case(&actor, 2025), wire);
    assert_int_equal(times(&before, STR("wire_separated")), 0);
    assert_int_equal(times(&after, STR("wire_separated")), 1);
    assert_false(has_check(&before, STR("e_no_heat")));
    assert_true(has_check(&after, STR("e_no_heat")));
}

static void an_item_outside_the_years_list_is_not_accepted(struct test_store *test)
{
    (void)test;
    assert_non_null(desk_accepted_item_on(STR("used"), day_of_date((struct date){2025, 4, 1})));
    assert_null(desk_accepted_item_on(STR("used"), day_of_date((struct date){2010, 4, 1})));
    assert_null(desk_accepted_item_on(STR("game_machine"), day_of_date((struct date){2025, 4, 1})));
}

static void the_letter_says_which_facts_a_missing_paper_proves(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = open_case(&actor, 2025);
    struct desk_view view = with_line(&actor, id, (struct desk_cargo){.example_class = STR("C")});
    struct str letter = desk_document_letter(&view, test->arena);
    assert_true(str_contains(letter, STR("穴開け・油抜き済みの写真")));
    assert_true(str_contains(letter, STR("確認する点: 穴開け・油抜きが済んでいる")));
    OK(desk_check_mark(&actor, id, view.c.version, view.cargo[0].id, STR("c_drained"),
                       DESK_CHECK_MET, 0, STR(""), &error));
    view = desk_test_view(&actor, id);
    assert_false(str_contains(desk_document_letter(&view, test->arena),
                              STR("確認する点: 穴開け・油抜き")));
}

static void a_fact_that_the_papers_do_not_show_is_asked_for(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = open_case(&actor, 2025);
    struct desk_view view = with_line(&actor, id, (struct desk_cargo){.example_class = STR("B")});
    for (size_t i = 0; i < view.document_count; i++)
        OK(desk_document_mark(&actor, id, desk_test_version(&actor, id),
                              view.documents[i].rule->code, DESK_DOCUMENT_RECEIVED, 0, STR(""),
                              &error));
    view = desk_test_view(&actor, id);
    assert_int_equal(desk_document_letter(&view, test->arena).n, 0);
    FAILS(ERR_DESK_PRECONDITION,
          desk_check_mark(&actor, id, view.c.version, view.cargo[0].id, STR("b_no_dirt"),
                          DESK_CHECK_NOT_MET, 0, STR(" "), &error));
    OK(desk_check_mark(&actor, id, view.c.version, view.cargo[0].id, STR("b_no_dirt"),
                       DESK_CHECK_NOT_MET, 0, STR("ベールの近接写真に飲み残しが見える"), &error));
    view = desk_test_view(&actor, id);
    struct str letter = desk_document_letter(&view, test->arena);
    assert_true(str_contains(letter, STR("汚れ、飲み残しを取り除いた後の近接写真")));
    assert_true(str_contains(letter, STR("ベールの近接写真に飲み残しが見える")));
}

static void the_letter_of_class_f_gives_the_sorting_instruction_and_the_fire_warning(
    struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    struct desk_view view = with_line(&actor, open_case(&actor, 2025),
                                      (struct desk_cargo){.example_class = STR("F")});
    struct str letter = desk_document_letter(&view, test->arena);
    assert_true(str_contains(letter, STR("モーター、被覆電線、鉄スクラップ、アルミ等の品目ごとに")));
    assert_true(str_contains(letter, STR("運搬中の火災事故を防ぐため")));
    view = with_line(&actor, open_case(&actor, 2025), (struct desk_cargo){.example_class = STR("D")});
    assert_false(str_contains(desk_document_letter(&view, test->arena), STR("火災")));
}

static void each_result_of_a_class_has_its_own_advice(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = open_case(&actor, 2025);
    struct str subject, text;
    struct desk_cargo line = {.example_class = STR("A"), .judgement = DESK_NOT_REGULATED,
                              .basis = STR("基準値以下")};
    with_line(&actor, id, line);
    OK(desk_answer_compose(&actor, id, &subject, &text, &error));
    assert_true(str_contains(text, STR("有害成分が規制の基準に当たらない")));
    assert_false(str_contains(text, STR("バーゼル手続（輸出入の承認申請）")));
    line.judgement = DESK_REGULATED;
    with_line(&actor, id, line);
    OK(desk_answer_compose(&actor, id, &subject, &text, &error));
    assert_true(str_contains(text, STR("バーゼル手続（輸出入の承認申請）")));
    assert_false(str_contains(text, STR("有害成分が規制の基準に当たらない")));
    /* With the words of a class the text still holds what it must hold. */
    OK(desk_answer_check_text(text, 1u << DESK_REGULATED, day_of_time(test->fake.now), test->arena,
                              &error));
}

static void a_fact_of_another_case_cannot_be_marked(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t one = open_case(&actor, 2025), other = open_case(&actor, 2025);
    struct desk_view view = with_line(&actor, one, (struct desk_cargo){.example_class = STR("C")});
    FAILS(ERR_NOT_FOUND, desk_check_mark(&actor, other, desk_test_version(&actor, other),
                                         view.cargo[0].id, STR("c_drained"), DESK_CHECK_MET, 0,
                                         STR(""), &error));
    FAILS(ERR_CONFLICT, desk_check_mark(&actor, one, view.c.version + 1, view.cargo[0].id,
                                        STR("c_drained"), DESK_CHECK_MET, 0, STR(""), &error));
    assert_int_equal(room_count(actor.store, STR("SELECT count(*) FROM desk_check")), 0);
}

static void marks_go_with_their_line(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = open_case(&actor, 2025);
    struct desk_view view = with_line(&actor, id, (struct desk_cargo){.example_class = STR("C")});
    OK(desk_check_mark(&actor, id, view.c.version, view.cargo[0].id, STR("c_drained"),
                       DESK_CHECK_MET, 0, STR(""), &error));
    assert_int_equal(desk_test_view(&actor, id).checks[0].state, DESK_CHECK_MET);
    OK(desk_cargo_save(&actor, id, desk_test_version(&actor, id), NULL, 0, &error));
    assert_int_equal(room_count(actor.store, STR("SELECT count(*) FROM desk_check")), 0);
}

int main(void)
{
    const struct store_test tests[] = {
        STORE_TEST(each_example_class_has_papers_and_facts_of_its_own),
        STORE_TEST(the_item_is_another_axis_beside_the_example_class),
        STORE_TEST(a_paper_asked_for_on_two_axes_is_listed_once),
        STORE_TEST(a_checklist_is_that_of_the_day_the_papers_came),
        STORE_TEST(an_item_outside_the_years_list_is_not_accepted),
        STORE_TEST(the_letter_says_which_facts_a_missing_paper_proves),
        STORE_TEST(a_fact_that_the_papers_do_not_show_is_asked_for),
        STORE_TEST(the_letter_of_class_f_gives_the_sorting_instruction_and_the_fire_warning),
        STORE_TEST(each_result_of_a_class_has_its_own_advice),
        STORE_TEST(a_fact_of_another_case_cannot_be_marked),
        STORE_TEST(marks_go_with_their_line),
    };
    int failed = TEST_STORE_RUN(tests);
    room_finish();
    return failed;
}
