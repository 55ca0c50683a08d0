/* The record: fields, cargo, papers, due dates, lists, search, settings, synthetic histories. */
#include "desk/holiday.h"
#include "desk_support.h"

#include "base/file.h"
#include "desk/generate.h"
#include "desk/record.h"
#include "store/audit.h"

static int64_t open_case(const struct web_actor *actor, const char *subject)
{
    int64_t id;
    const struct desk_opening opening = {.channel = STR("telephone"),
                                         .subject = str_from_c(subject)};
    OK(desk_case_open(actor, &opening, &id, &error));
    return id;
}

static void set(const struct web_actor *actor, int64_t id, struct str code, struct str text)
{
    const struct desk_field_change change = {code, text};
    OK(desk_case_edit(actor, id, desk_test_version(actor, id), &change, 1, &error));
}

static void every_declared_field_can_be_stored_and_read(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = open_case(&actor, "x");
    size_t count, choice_count, stored = 0;
    const struct desk_field *fields = desk_fields(&count);
    for (size_t i = 0; i < count; i++) {
        if (fields[i].store == DESK_FIELD_DERIVED)
            continue;
        const struct desk_choice *choices = desk_choices(fields[i].choices, &choice_count);
        struct str text = choice_count                                   ? choices[0].code
                          : str_equal(fields[i].type, STR("bool"))    ? STR("yes")
                          : str_equal(fields[i].type, STR("integer")) ? STR("2019")
                                                                      : fields[i].code;
        set(&actor, id, fields[i].code, text);
        struct desk_view view = desk_test_view(&actor, id);
        assert_true(str_equal(desk_case_value(&view.c, fields[i].code), text));
        stored++;
    }
    assert_true(stored > 45);
}

static void personal_fields_are_not_in_clear_in_the_database(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = open_case(&actor, "x");
    set(&actor, id, STR("requester_person"), STR("Zaphod"));
    assert_int_equal(room_count(actor.store, STR("SELECT count(*) FROM desk_case WHERE"
                                                 " fields <> '{}'")),
                     0);
    assert_int_equal(room_count(actor.store, STR("SELECT count(*) FROM desk_case WHERE"
                                                 " personal IS NOT NULL")),
                     1);
}

static void a_value_outside_its_list_is_refused(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = open_case(&actor, "x");
    const struct desk_field_change changes[] = {{STR("requester_company"), STR("株式会社甲")},
                                                {STR("country"), STR("Atlantis")}};
    FAILS(ERR_DESK_FIELD,
          desk_case_edit(&actor, id, desk_test_version(&actor, id), changes, 2, &error));
    assert_int_equal(desk_test_view(&actor, id).c.company.n, 0);
    const struct desk_field_change derived = {STR("due_date"), STR("2030-01-01")};
    FAILS(ERR_DESK_FIELD,
          desk_case_edit(&actor, id, desk_test_version(&actor, id), &derived, 1, &error));
}

static void the_strictest_line_decides(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = open_case(&actor, "x");
    struct desk_cargo lines[] = {{.name = STR("a"), .judgement = DESK_NOT_REGULATED, .basis = STR("b")},
                                 {.name = STR("c"), .judgement = DESK_UNDECIDED}};
    OK(desk_cargo_save(&actor, id, desk_test_version(&actor, id), lines, 1, &error));
    assert_int_equal(desk_test_view(&actor, id).c.judgement, DESK_NOT_REGULATED);
    OK(desk_cargo_save(&actor, id, desk_test_version(&actor, id), lines, 2, &error));
    assert_int_equal(desk_test_view(&actor, id).c.judgement, DESK_UNDECIDED);
    lines[1].judgement = DESK_REGULATED;
    FAILS(ERR_DESK_FIELD,
          desk_cargo_save(&actor, id, desk_test_version(&actor, id), lines, 2, &error));
    lines[1].basis = STR("d");
    OK(desk_cargo_save(&actor, id, desk_test_version(&actor, id), lines, 2, &error));
    assert_int_equal(desk_test_view(&actor, id).c.judgement, DESK_REGULATED);
}

static void the_cargo_class_asks_for_its_papers(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = open_case(&actor, "x");
    size_t general = desk_test_view(&actor, id).document_count;
    const struct desk_cargo wire = {.name = STR("被覆電線"), .cargo_class = STR("covered_wire")};
    OK(desk_cargo_save(&actor, id, desk_test_version(&actor, id), &wire, 1, &error));
    struct desk_view view = desk_test_view(&actor, id);
    assert_int_equal(view.document_count, general + 1);
    struct str letter = desk_document_letter(&view, test->arena);
    assert_true(str_contains(letter, STR("鉛の重量％")));
    OK(desk_document_mark(&actor, id, view.c.version, STR("wire_analysis"),
                          DESK_DOCUMENT_RECEIVED, 0, STR(""), &error));
    view = desk_test_view(&actor, id);
    assert_false(str_contains(desk_document_letter(&view, test->arena), STR("鉛の重量％")));
    FAILS(ERR_DESK_PRECONDITION,
          desk_document_mark(&actor, id, view.c.version, STR("photo"), DESK_DOCUMENT_NOT_NEEDED,
                             0, STR(""), &error));
}

static void check_due(const struct web_actor *actor, const char *arrival, const char *internal,
                      const char *outer)
{
    struct date date;
    OK(date_parse(str_slice(str_from_c(arrival), 0, 10), &date, &error));
    int64_t hour, minute, id;
    assert_true(str_to_int64(str_slice(str_from_c(arrival), 11, 13), &hour));
    assert_true(str_to_int64(str_slice(str_from_c(arrival), 14, 16), &minute));
    const struct desk_opening opening = {
        .channel = STR("fax"),
        .subject = STR("x"),
        .received_at = time_of_jst((struct jst){date, (int)hour, (int)minute, 0}),
    };
    OK(desk_case_open(actor, &opening, &id, &error));
    struct desk_view view = desk_test_view(actor, id);
    assert_string_equal(arena_c(actor->arena, day_format(view.c.due_day, actor->arena)), internal);
    assert_string_equal(arena_c(actor->arena, day_format(view.c.outer_day, actor->arena)), outer);
}

static void the_week_follows_the_vectors_and_the_settings(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    check_due(&actor, "2025-04-25 15:59", "2025-05-02", "2025-05-02");
    check_due(&actor, "2025-04-25 16:00", "2025-05-02", "2025-05-07");
    check_due(&actor, "2025-12-29 10:00", "2026-01-09", "2026-01-13");
    OK(desk_setting_change(&actor, STR("due_counting"), STR("business"), &error));
    OK(desk_setting_change(&actor, STR("due_days"), STR("5"), &error));
    check_due(&actor, "2025-04-25 15:59", "2025-05-07", "2025-05-07");
    check_due(&actor, "2026-09-15 10:00", "2026-09-25", "2026-09-25");
    FAILS(ERR_INVALID_INPUT,
          desk_setting_change(&actor, STR("due_counting"), STR("lunar"), &error));
}

static void write_list(const struct web_actor *actor, struct str name, struct str text)
{
    struct str path = ARENA_JOIN(actor->arena, store_directory(actor->store), STR("/"), name);
    OK(file_write_durable(store_context(actor->store), path, text, &error));
    desk_calendar_forget();
}

static void further_closed_days_move_the_week_and_a_broken_list_stops_nothing(
    struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    write_list(&actor, STR("closures.csv"), STR("date,name\r\n2025/5/2,電気設備点検\r\n"));
    check_due(&actor, "2025-04-25 15:59", "2025-05-01", "2025-05-07");
    write_list(&actor, STR("closures.csv"), STR("date,name\r\n2025/5/32,?\r\n"));
    check_due(&actor, "2025-04-25 15:59", "2025-05-02", "2025-05-02");
    desk_calendar_forget();
}

static int64_t looked(const struct web_actor *actor, enum desk_holiday_kind kind, struct str csv)
{
    int64_t id;
    OK(desk_holidays_look(actor, kind, STR("list.csv"), STR("総務からの通知"), csv, &id, &error));
    return id;
}

static void an_applied_list_counts_at_once_and_moves_open_cases(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    struct desk_holiday_list list;
    struct desk_day_change *changes;
    size_t count;
    bool more;
    int64_t cases, open = open_case(&actor, "x"); /* 2025-04-01: until 04-08 */
    day_number due = desk_test_view(&actor, open).c.due_day;
    int64_t id = looked(&actor, DESK_HOLIDAYS_CLOSURES,
                        STR("date,name\r\n2025/4/8,電気設備点検\r\n2025/5/2,夏季\r\n"));
    OK(desk_holidays_changes(&actor, id, &list, &changes, &count, &more, &error));
    assert_int_equal(list.days, 2);
    assert_int_equal(count, 2);
    assert_string_equal(arena_c(test->arena, changes[0].before), "開庁日");
    assert_string_equal(arena_c(test->arena, changes[0].after), "電気設備点検");
    assert_int_equal(desk_test_view(&actor, open).c.due_day, due);
    OK(desk_holidays_apply(&actor, id, &cases, &error));
    assert_int_equal(cases, 1);
    assert_int_equal(desk_test_view(&actor, open).c.due_day, due - 1);
    check_due(&actor, "2025-04-25 15:59", "2025-05-01", "2025-05-07");
    FAILS(ERR_STATE, desk_holidays_apply(&actor, id, &cases, &error));
    assert_int_equal(room_count(actor.store, STR("SELECT count(*) FROM store_audit WHERE action ="
                                                 " 'desk.holidays'")),
                     1);
    OK(desk_holidays_apply(&actor, looked(&actor, DESK_HOLIDAYS_CLOSURES, STR("date,name\r\n")), &cases,
                           &error));
    assert_int_equal(desk_test_view(&actor, open).c.due_day, due);
    desk_calendar_forget();
}

static void a_list_with_a_fault_is_refused_with_its_line(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    struct error refusal = {0};
    int64_t id;
    assert_int_not_equal(desk_holidays_look(&actor, DESK_HOLIDAYS_CLOSURES, STR("list.csv"),
                                            STR("通知"), STR("date,name\r\n2025/5/32,?\r\n"), &id,
                                            &refusal), 0);
    assert_true(str_contains(error_sentence(&refusal, LANG_JA, test->arena), STR("2 行")));
    FAILS(ERR_DESK_REASON,
          desk_holidays_look(&actor, DESK_HOLIDAYS_CLOSURES, STR("list.csv"), STR(" "),
                             STR("date,name\r\n2025/5/2,x\r\n"), &id, &error));
    FAILS(ERR_INVALID_INPUT,
          desk_holidays_look(&actor, DESK_HOLIDAYS_OFFICIAL, STR("list.csv"), STR("通知"),
                             STR("date,name\r\n2025/1/1,元日\r\n"), &id, &error));
    assert_int_equal(room_count(actor.store, STR("SELECT count(*) FROM desk_holiday_list")), 0);
}

static void the_week_may_run_from_the_notice(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    OK(desk_setting_change(&actor, STR("due_from"), STR("notice"), &error));
    int64_t id = open_case(&actor, "x");
    struct desk_view before = desk_test_view(&actor, id);
    OK(desk_case_notice(&actor, id, before.c.version,
                        before.c.received_at + (utc_us)2 * 86400 * US_PER_SECOND, &error));
    assert_true(desk_test_view(&actor, id).c.due_day > before.c.due_day);
}

static void pages_of_the_list_meet_without_gap_or_overlap(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    for (int i = 0; i < 23; i++)
        open_case(&actor, "x");
    for (int order = DESK_NEWEST; order <= DESK_BY_DUE; order++) {
        struct desk_filter filter = {.order = (enum desk_order)order, .limit = 5};
        struct desk_list list;
        uint64_t seen = 0;
        size_t count = 0;
        do {
            OK(desk_list_read(&actor, &filter, &list, &error));
            for (size_t i = 0; i < list.count; i++) {
                assert_false(seen & UINT64_C(1) << list.rows[i].id);
                seen |= UINT64_C(1) << list.rows[i].id;
                filter.after_id = list.rows[i].id;
                filter.after_due = list.rows[i].due_day;
                count++;
            }
        } while (list.more);
        assert_int_equal(count, 23);
    }
}

static void filters_and_counts_agree(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t one = open_case(&actor, "x");
    open_case(&actor, "y");
    set(&actor, one, STR("item"), STR("plastic"));
    OK(desk_case_assign(&actor, one, desk_test_version(&actor, one), 7, &error));
    const struct desk_filter filters[] = {
        {.item = STR("plastic")},
        {.by_advisor = true, .advisor = 7},
        {.by_advisor = true, .advisor = 0, .open_only = true},
        {.by_state = true, .state = DESK_RECEIVED, .item = STR("plastic")},
    };
    for (size_t i = 0; i < sizeof filters / sizeof filters[0]; i++) {
        struct desk_list list;
        int64_t count;
        OK(desk_list_read(&actor, &filters[i], &list, &error));
        OK(desk_list_count(&actor, &filters[i], &count, &error));
        assert_int_equal(list.count, 1);
        assert_int_equal(count, 1);
    }
    struct desk_figures figures;
    OK(desk_figures_read(&actor, &figures, &error));
    assert_int_equal(figures.open, 2);
    assert_int_equal(figures.unassigned, 1);
}

static void finds_japanese_words_in_every_part(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = open_case(&actor, "被覆電線の輸出");
    open_case(&actor, "別の相談");
    set(&actor, id, STR("requester_company"), STR("㈱髙島屋商事"));
    OK(desk_note_add(&actor, id, STR("note"), STR("電話で黒モーターと聞いた"), &error));
    const struct str words[] = {STR("電線"), STR("株式会社高島"), STR("ﾓｰﾀｰ"), STR("2025-000001"),
                                STR("線")};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        struct desk_list list;
        const struct desk_filter filter = {.open_only = true};
        OK(desk_search(&actor, words[i], &filter, &list, &error));
        if (list.count != 1 || list.rows[0].id != id)
            fail_msg("%zu hits for %s", list.count, arena_c(test->arena, words[i]));
    }
}

static void a_general_enquiry_needs_no_approval(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = open_case(&actor, "制度について");
    OK(desk_case_change_kind(&actor, id, desk_test_version(&actor, id), DESK_ENQUIRY, &error));
    FAILS(ERR_STATE, desk_case_advance(&actor, id, desk_test_version(&actor, id),
                                       DESK_BEGIN_DRAFT, STR(""), &error));
    OK(desk_case_advance(&actor, id, desk_test_version(&actor, id), DESK_EXPLAIN,
                         STR("省令の頁を案内した"), &error));
    assert_int_equal(desk_test_view(&actor, id).c.state, DESK_EXPLAINED);
}

static void attention_is_settled_before_work_begins(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = open_case(&actor, "x");
    room_run(actor.store, STR("UPDATE desk_case SET attention = 1, attention_reason = 'r'"));
    FAILS(ERR_DESK_PRECONDITION, desk_case_advance(&actor, id, desk_test_version(&actor, id),
                                                   DESK_BEGIN_CHECK, STR(""), &error));
    OK(desk_case_settle_attention(&actor, id, desk_test_version(&actor, id), STR("確かめた"),
                                  &error));
    OK(desk_case_advance(&actor, id, desk_test_version(&actor, id), DESK_BEGIN_CHECK, STR(""),
                         &error));
}

static void views_are_noted_as_reads(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = open_case(&actor, "x");
    desk_test_view(&actor, id);
    OK(audit_flush(test->store, &error));
    assert_int_equal(room_count(actor.store, STR("SELECT count(*) FROM store_audit WHERE"
                                                 " action = 'case.read'")),
                     1);
}

static void the_same_seed_makes_the_same_histories(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    const struct desk_generation generation = {.cases = 700, .seed = 42};
    OK(desk_generate(&actor, &generation, &error));
    assert_int_equal(room_count(actor.store, STR("SELECT count(*) FROM desk_case WHERE"
                                                 " synthetic = 1")),
                     700);
    int64_t files = room_count(actor.store, STR("SELECT count(*) FROM desk_file"));
    assert_true(files > 700 * 3 && files < 700 * 5);
    struct desk_list list;
    const struct desk_filter all = {.limit = 3};
    OK(desk_list_read(&actor, &all, &list, &error));
    struct web_actor second = actor;
    second.commission = actor.commission + 1;
    struct desk_list other;
    /* Tokens are unique in a workspace, so the second run needs another seed; same draws per seed are
       seen by the dice themselves. */
    struct desk_dice one = {42}, two = {42};
    for (int i = 0; i < 100; i++)
        assert_true(desk_dice_roll(&one, 1000) == desk_dice_roll(&two, 1000));
    const struct desk_generation again = {.cases = 700, .seed = 43};
    OK(desk_generate(&second, &again, &error));
    OK(desk_list_read(&second, &all, &other, &error));
    assert_int_equal(other.count, list.count);
}

int main(void)
{
    const struct store_test tests[] = {
        STORE_TEST(every_declared_field_can_be_stored_and_read),
        STORE_TEST(personal_fields_are_not_in_clear_in_the_database),
        STORE_TEST(a_value_outside_its_list_is_refused),
        STORE_TEST(the_strictest_line_decides),
        STORE_TEST(the_cargo_class_asks_for_its_papers),
        STORE_TEST(the_week_follows_the_vectors_and_the_settings),
        STORE_TEST(further_closed_days_move_the_week_and_a_broken_list_stops_nothing),
        STORE_TEST(an_applied_list_counts_at_once_and_moves_open_cases),
        STORE_TEST(a_list_with_a_fault_is_refused_with_its_line),
        STORE_TEST(the_week_may_run_from_the_notice),
        STORE_TEST(pages_of_the_list_meet_without_gap_or_overlap),
        STORE_TEST(filters_and_counts_agree),
        STORE_TEST(finds_japanese_words_in_every_part),
        STORE_TEST(a_general_enquiry_needs_no_approval),
        STORE_TEST(attention_is_settled_before_work_begins),
        STORE_TEST(views_are_noted_as_reads),
        STORE_TEST(the_same_seed_makes_the_same_histories),
    };
    int failed = TEST_STORE_RUN(tests);
    room_finish();
    return failed;
}
