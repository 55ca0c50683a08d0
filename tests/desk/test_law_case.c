/* Judging a cargo line: proposal, decision, departure, rows that people confirm. */
#include "desk_support.h"

#include "desk/law_case.h"
#include "desk/law_form.h"
#include "desk/law_import.h"
#include "desk/law_overlay.h"
#include "desk/law_replay.h"
#include "desk/used_goods.h"

static day_number today(const struct web_actor *actor)
{
    return day_of_time(context_now(store_context(actor->store)));
}

static struct web_actor person(const struct web_actor *actor, int64_t id)
{
    struct web_actor other = *actor;
    other.person = id;
    return other;
}

/* A wire case of three lines of form: content and leachate of lead in one sheath. */
static int64_t wire_case(const struct web_actor *actor)
{
    int64_t id;
    const struct desk_opening opening = {.channel = STR("fax"), .subject = STR("x")};
    const struct desk_field_change record[] = {{STR("direction"), STR("export")},
                                               {STR("country"), STR("TH")},
                                               {STR("disposal_op"), STR("R4")}};
    const struct desk_cargo line = {.name = STR("被覆電線"), .example_class = STR("E"),
                                    .cargo_class = STR("covered_wire"), .quantity = STR("18.5"),
                                    .unit = STR("t")};
    OK(desk_case_open(actor, &opening, &id, &error));
    OK(desk_case_edit(actor, id, 0, record, 3, &error));
    OK(desk_cargo_save(actor, id, 0, &line, 1, &error));
    return id;
}

static struct desk_law_form wire_form(struct str lead)
{
    struct desk_law_form form = {.purpose = STR("recycling"), .form = STR("solid")};
    form.analyses[0] = (struct desk_form_analysis){.substance = STR("鉛"), .kind = STR("content"),
                                                   .value = lead, .unit = STR("wt%"),
                                                   .basis = STR("wet")};
    form.analyses[1] = (struct desk_form_analysis){.substance = STR("鉛"), .kind = STR("leachate"),
                                                   .value = STR("<0.005"), .unit = STR("mg/L"),
                                                   .official = STR("yes")};
    form.parts[0] = (struct desk_form_part){.name = STR("被覆"), .others = STR("yes")};
    form.analyses[0].part = form.analyses[1].part = STR("被覆");
    form.facts[LAW_NO_STREAM] = form.facts[LAW_NO_ANNEX3] = STR("yes");
    form.facts[LAW_ELECTRONIC_WASTE] = form.facts[LAW_BURNING] = STR("no");
    return form;
}

static struct desk_law_typed wire_cargo(struct test_store *test, struct str lead)
{
    struct desk_law_form *form = ARENA_NEW(test->arena, struct desk_law_form);
    struct desk_form_problems *problems = ARENA_NEW(test->arena, struct desk_form_problems);
    struct desk_law_typed typed = {.imported = STR("")};
    *form = wire_form(lead);
    desk_law_form_read(form, test->arena, &typed.cargo, problems);
    assert_int_equal(problems->count, 0);
    return typed;
}

static enum law_result proposal_of(const struct web_actor *actor, int64_t id,
                                   const struct desk_law_typed *typed)
{
    struct desk_view view = desk_test_view(actor, id);
    struct desk_law_view law;
    OK(desk_law_open(actor, &view, &view.cargo[0], typed, today(actor), &law, &error));
    if (!law.judged)
        fail_msg("%s", room_sentence(&law.problem));
    enum law_result result = law.judgement.result;
    desk_law_close(&law);
    return result;
}

static void the_proposal_follows_what_is_typed_before_anything_is_stored(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = wire_case(&actor);
    struct desk_law_typed low = wire_cargo(test, STR("0.03")), high = wire_cargo(test, STR("0.1"));
    assert_int_equal(proposal_of(&actor, id, NULL), LAW_TO_CONFIRM);
    assert_int_equal(proposal_of(&actor, id, &low), LAW_NOT_REGULATED);
    assert_int_equal(proposal_of(&actor, id, &high), LAW_REGULATED);
    assert_int_equal(room_count(actor.store, STR("SELECT count(*) FROM desk_law_input")), 0);
}

static void the_case_behind_a_proposal_shows_no_personal_field(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = wire_case(&actor);
    const struct desk_field_change change = {STR("requester_person"), STR("Zaphod")};
    struct desk_view view;
    OK(desk_case_edit(&actor, id, 0, &change, 1, &error));
    OK(desk_law_case_read(&actor, id, &view, &error));
    assert_int_equal(desk_case_value(&view.c, STR("requester_person")).n, 0);
    assert_int_equal(view.cargo_count, 1);
    assert_true(str_equal(view.c.country, STR("TH")));
    struct web_actor other = actor;
    other.commission = actor.commission + 1;
    FAILS(ERR_NOT_FOUND, desk_law_case_read(&other, id, &view, &error));
}

static void saving_over_somebody_elses_is_refused(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = wire_case(&actor), line = desk_test_view(&actor, id).cargo[0].id;
    struct desk_law_typed cargo = wire_cargo(test, STR("0.03"));
    OK(desk_law_save(&actor, id, line, 0, &cargo, &error));
    FAILS(ERR_CONFLICT, desk_law_save(&actor, id, line, 0, &cargo, &error));
    OK(desk_law_save(&actor, id, line, 1, &cargo, &error));
    assert_int_equal(proposal_of(&actor, id, NULL), LAW_NOT_REGULATED);
}

static void what_the_law_room_refuses_is_not_stored(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = wire_case(&actor), line = desk_test_view(&actor, id).cargo[0].id;
    struct desk_law_typed cargo = wire_cargo(test, STR("150"));
    FAILS(ERR_LAW_FIELD, desk_law_save(&actor, id, line, 0, &cargo, &error));
    struct desk_law_form *form = ARENA_NEW(test->arena, struct desk_law_form);
    struct desk_form_problems *problems = ARENA_NEW(test->arena, struct desk_form_problems);
    *form = wire_form(STR("0.03"));
    form->analyses[0].substance = STR("鉛鉛");
    desk_law_form_read(form, test->arena, &cargo.cargo, problems);
    FAILS(ERR_DESK_SUBSTANCE, desk_law_save(&actor, id, line, 0, &cargo, &error));
    assert_int_equal(room_count(actor.store, STR("SELECT count(*) FROM desk_law_input")), 0);
    cargo.unlisted = true; /* meant so */
    OK(desk_law_save(&actor, id, line, 0, &cargo, &error));
    assert_int_equal(proposal_of(&actor, id, NULL), LAW_TO_CONFIRM);
}

static struct desk_law_deciding deciding(const struct web_actor *actor, int64_t id,
                                         enum desk_judgement judgement, struct str reason)
{
    struct desk_view view = desk_test_view(actor, id);
    return (struct desk_law_deciding){.case_id = id, .version = view.c.version,
                                      .line = view.cargo[0].id, .judgement = judgement,
                                      .basis = STR("分析による"), .codes = STR("別表六 13イ"),
                                      .reason = reason, .as_of = today(actor)};
}

static void a_decision_keeps_cargo_edition_and_rows(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = wire_case(&actor), line = desk_test_view(&actor, id).cargo[0].id;
    struct desk_law_typed cargo = wire_cargo(test, STR("0.1"));
    struct desk_law_deciding given = deciding(&actor, id, DESK_REGULATED, STR(""));
    FAILS(ERR_DESK_NOTHING_KNOWN, desk_law_decide(&actor, &given, &error));
    OK(desk_law_save(&actor, id, line, 0, &cargo, &error));
    given = deciding(&actor, id, DESK_REGULATED, STR(""));
    OK(desk_law_decide(&actor, &given, &error));
    struct desk_view view = desk_test_view(&actor, id);
    struct desk_law_view law;
    assert_int_equal(view.c.judgement, DESK_REGULATED);
    assert_true(view.cargo[0].rule_edition.n > 10);
    OK(desk_law_open(&actor, &view, &view.cargo[0], NULL, today(&actor), &law, &error));
    assert_int_equal(law.decision_count, 1);
    assert_int_equal(law.decisions[0].proposal, LAW_REGULATED);
    assert_true(str_equal(law.decisions[0].edition, law_tables_edition(law.edition->tables)));
    assert_true(str_contains(law.decisions[0].row_list, STR("annex6.tsv:13イ@")));
    assert_true(str_contains(law.decisions[0].content, STR("0.1")));
    assert_false(law.changed_since);
    desk_law_close(&law);
}

static void a_departure_needs_a_reason_that_stays(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = wire_case(&actor), line = desk_test_view(&actor, id).cargo[0].id;
    struct desk_law_typed cargo = wire_cargo(test, STR("0.1"));
    OK(desk_law_save(&actor, id, line, 0, &cargo, &error));
    struct desk_law_deciding given = deciding(&actor, id, DESK_NOT_REGULATED, STR(" "));
    FAILS(ERR_DESK_DEPARTURE, desk_law_decide(&actor, &given, &error));
    assert_int_equal(desk_test_view(&actor, id).c.judgement, DESK_UNDECIDED);
    given.reason = STR("該当する電線を取り除く旨の確約がある");
    OK(desk_law_decide(&actor, &given, &error));
    assert_int_equal(desk_test_view(&actor, id).c.judgement, DESK_NOT_REGULATED);
    assert_int_equal(
        room_count(actor.store, STR("SELECT count(*) FROM desk_law_decision WHERE reason"
                                    " LIKE '%確約%' AND newest = 1")),
        1);
}

static void a_line_with_analyses_is_judged_on_its_own_page(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = wire_case(&actor);
    struct desk_view view = desk_test_view(&actor, id);
    struct desk_law_typed cargo = wire_cargo(test, STR("0.1"));
    OK(desk_law_save(&actor, id, view.cargo[0].id, 0, &cargo, &error));
    struct desk_cargo changed = view.cargo[0];
    changed.judgement = DESK_NOT_REGULATED;
    changed.basis = STR("x");
    FAILS(ERR_DESK_JUDGE_THERE, desk_cargo_save(&actor, id, 0, &changed, 1, &error));
    changed = view.cargo[0];
    changed.name = STR("被覆電線くず");
    OK(desk_cargo_save(&actor, id, 0, &changed, 1, &error));
}

static void what_was_checked_answers_a_fact_of_the_law(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = wire_case(&actor);
    struct desk_view view = desk_test_view(&actor, id);
    struct desk_law_view law;
    OK(desk_check_mark(&actor, id, view.c.version, view.cargo[0].id, STR("e_no_heat"), DESK_CHECK_MET,
                       0, STR(""), &error));
    view = desk_test_view(&actor, id);
    OK(desk_law_open(&actor, &view, &view.cargo[0], NULL, today(&actor), &law, &error));
    assert_int_equal(law.cargo.facts[LAW_BURNING], LAW_NO);
    assert_int_equal(law.cargo.direction, LAW_EXPORT);
    assert_int_equal(law.cargo.mass.mantissa, 18500 * (law.cargo.mass.scale == 1 ? 10 : 1));
    desk_law_close(&law);
}

static void an_old_rule_of_a_country_answers_nothing(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = wire_case(&actor), number;
    struct desk_country_rule rule = {.country = STR("TH"), .goods = STR("covered_wire"),
                                     .effect = DESK_COUNTRY_ALLOWED, .rule = STR("可"),
                                     .source = STR("法令"), .checked_on = today(&actor) - 400};
    struct desk_law_view law;
    OK(desk_country_rule_save(&actor, &rule, today(&actor), &number, &error));
    struct desk_view view = desk_test_view(&actor, id);
    OK(desk_law_open(&actor, &view, &view.cargo[0], NULL, today(&actor), &law, &error));
    assert_int_equal(law.cargo.facts[LAW_USED_IMPORT_RULE], LAW_UNKNOWN);
    assert_true(law.country.stale);
    desk_law_close(&law);
    rule.number = number;
    rule.revision = 1;
    rule.checked_on = today(&actor);
    OK(desk_country_rule_save(&actor, &rule, today(&actor), &number, &error));
    OK(desk_law_open(&actor, &view, &view.cargo[0], NULL, today(&actor), &law, &error));
    assert_int_equal(law.cargo.facts[LAW_USED_IMPORT_RULE], LAW_YES);
    desk_law_close(&law);
}

struct edition_question {
    int64_t commission;
    const struct desk_law_edition *edition;
};
static int edition_body(struct db *db, void *argument, struct error *error)
{
    struct edition_question *question = argument;
    return desk_law_edition_take(db, question->commission, &question->edition, error);
}
static const struct desk_law_edition *edition_now(const struct web_actor *actor)
{
    struct edition_question question = {actor->commission, NULL};
    OK(store_read(actor->store, edition_body, &question, &error));
    return question.edition;
}

/* A limit of lead ten times lower, from today on. */
static int64_t propose_lead(const struct web_actor *actor, const struct desk_law_edition *edition)
{
    int64_t id;
    struct law_row row = *law_row_on(edition->tables, LAW_ANNEX6, STR("13イ"), today(actor));
    row.value = (struct decimal){1, 2};
    row.valid_from = today(actor);
    row.confirmed = true;
    const struct desk_overlay_proposal proposal = {.kind = DESK_OVERLAY_EDITION, .table = LAW_ANNEX6,
                                                   .row = &row, .source = STR("改正省令"),
                                                   .source_day = today(actor)};
    OK(desk_overlay_propose(actor, &proposal, &id, &error));
    return id;
}

static void a_new_edition_holds_after_somebody_elses_second_look(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test), one = person(&actor, 1),
                     two = person(&actor, 2);
    int64_t id = wire_case(&actor);
    struct desk_law_typed cargo = wire_cargo(test, STR("0.03"));
    const struct desk_law_edition *before = edition_now(&actor);
    int64_t overlay = propose_lead(&one, before);
    assert_int_equal(proposal_of(&actor, id, &cargo), LAW_NOT_REGULATED);
    FAILS(ERR_DESK_SECOND_LOOK, desk_overlay_decide(&one, overlay, 1, true, STR(""), &error));
    FAILS(ERR_CONFLICT, desk_overlay_decide(&two, overlay, 2, true, STR(""), &error));
    OK(desk_overlay_decide(&two, overlay, 1, true, STR("官報と見比べた"), &error));
    assert_int_equal(proposal_of(&actor, id, &cargo), LAW_REGULATED);
    const struct desk_law_edition *after = edition_now(&actor);
    assert_false(str_equal(law_tables_edition(before->tables), law_tables_edition(after->tables)));
    desk_law_edition_release(before);
    desk_law_edition_release(after);
    FAILS(ERR_STATE, desk_overlay_decide(&two, overlay, 2, true, STR(""), &error));
    FAILS(ERR_DESK_REASON, desk_overlay_withdraw(&one, overlay, 2, STR(""), &error));
    OK(desk_overlay_withdraw(&one, overlay, 2, STR("誤り"), &error));
    assert_int_equal(proposal_of(&actor, id, &cargo), LAW_NOT_REGULATED);
}

static void a_change_is_seen_by_another_program_on_the_same_data(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test), one = person(&actor, 1),
                     two = person(&actor, 2);
    struct store *other;
    OK(store_open(&test->fake.context, &test->options, &other, &error));
    struct web_actor there = actor;
    there.store = other;
    const struct desk_law_edition *before = edition_now(&there);
    int64_t overlay = propose_lead(&one, before);
    OK(desk_overlay_decide(&two, overlay, 1, true, STR(""), &error));
    const struct desk_law_edition *after = edition_now(&there);
    assert_int_equal(after->stamp, 1);
    assert_ptr_not_equal(before, after);
    desk_law_edition_release(before);
    desk_law_edition_release(after);
    store_close(other);
}

static void a_row_without_source_is_refused(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    const struct desk_law_edition *edition = edition_now(&actor);
    int64_t id;
    struct law_row row = *law_row_on(edition->tables, LAW_ANNEX6, STR("13イ"), today(&actor));
    struct desk_overlay_proposal proposal = {.kind = DESK_OVERLAY_CONFIRM, .table = LAW_ANNEX6,
                                             .row = &row, .source = STR(" "), .source_day = 1};
    FAILS(ERR_DESK_FIELD, desk_overlay_propose(&actor, &proposal, &id, &error));
    proposal.source = STR("官報");
    proposal.source_day = 0;
    FAILS(ERR_DESK_FIELD, desk_overlay_propose(&actor, &proposal, &id, &error));
    proposal.source_day = today(&actor);
    row.valid_to = row.valid_from - 1;
    FAILS(ERR_LAW_TABLE, desk_overlay_propose(&actor, &proposal, &id, &error));
    desk_law_edition_release(edition);
}

static struct workbook sheet_of(struct test_store *test, const struct sheet_cell *cells, size_t count,
                                int rows)
{
    struct sheet *sheet = ARENA_NEW(test->arena, struct sheet);
    *sheet = (struct sheet){.name = STR("s"), .rows = rows, .columns = 3, .cells = cells,
                            .cell_count = count};
    return (struct workbook){sheet, 1};
}

static void a_table_of_used_goods_is_taken_in_as_a_whole_or_not_at_all(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test), two = person(&actor, 2);
    const struct sheet_cell good[] = {{0, 0, STR("品目")}, {0, 1, STR("製造後の年数")},
                                      {1, 0, STR("冷蔵庫")}, {1, 1, STR("10年")},
                                      {2, 0, STR("洗濯機")}, {2, 1, STR("7")},
                                      {3, 0, STR("電卓")}, {3, 1, STR("5")}};
    const struct sheet_cell twice[] = {{0, 0, STR("品目")}, {0, 1, STR("年")}, {1, 0, STR("冷蔵庫")},
                                       {2, 0, STR("冷蔵庫")}};
    const struct sheet_cell words[] = {{0, 0, STR("品目")}, {0, 1, STR("年")}, {1, 0, STR("冷蔵庫")},
                                       {1, 1, STR("古い")}};
    struct workbook book = sheet_of(test, twice, 4, 3);
    struct desk_used_goods_file file = {&book, STR("目安表"), STR(""), today(&actor),
                                        day_of_date((struct date){2018, 10, 1})};
    int64_t id, count;
    FAILS(ERR_DESK_TABLE_ROWS, desk_used_goods_propose(&actor, &file, &id, &count, &error));
    book = sheet_of(test, words, 4, 2);
    FAILS(ERR_DESK_TABLE_ROWS, desk_used_goods_propose(&actor, &file, &id, &count, &error));
    book = sheet_of(test, good, 8, 4);
    OK(desk_used_goods_propose(&actor, &file, &id, &count, &error));
    assert_int_equal(count, 3);
    OK(desk_overlay_decide(&two, id, 1, true, STR(""), &error));
    const struct desk_law_edition *edition = edition_now(&actor);
    const struct law_row *row = law_row_on(edition->tables, LAW_USED_KINDS, STR("冷蔵庫"), today(&actor));
    assert_non_null(row);
    assert_int_equal(row->value.mantissa, 10);
    desk_law_edition_release(edition);
}

static void the_form_says_which_input_is_wrong(struct test_store *test)
{
    struct desk_law_form *form = ARENA_NEW(test->arena, struct desk_law_form);
    struct desk_form_problems *problems = ARENA_NEW(test->arena, struct desk_form_problems);
    struct law_cargo cargo;
    *form = wire_form(STR("たくさん"));
    form->analyses[1].unit = STR("杯");
    form->made_year = STR("昭和");
    desk_law_form_read(form, test->arena, &cargo, problems);
    assert_int_equal(problems->count, 3);
    assert_true(str_equal(problems->rows[0].input, STR("made_year")));
    assert_true(str_equal(problems->rows[1].input, STR("a0_value")));
    assert_true(str_equal(problems->rows[2].input, STR("a1_unit")));
    *form = wire_form(STR("0.03"));
    desk_law_form_read(form, test->arena, &cargo, problems);
    assert_true(str_equal(desk_law_form_input(problems, STR("parts[0].analyses[1].unit"), test->arena),
                          STR("a1_unit")));
}

static void the_form_of_a_cargo_reads_back_as_the_same_cargo(struct test_store *test)
{
    struct desk_law_form *form = ARENA_NEW(test->arena, struct desk_law_form);
    struct desk_law_form *again = ARENA_NEW(test->arena, struct desk_law_form);
    struct desk_form_problems *problems = ARENA_NEW(test->arena, struct desk_form_problems);
    struct law_cargo cargo;
    *form = wire_form(STR("0.030"));
    form->parts[0].materials = STR("塩化ビニル 60、可塑剤 40");
    form->transit = STR("なし");
    desk_law_form_read(form, test->arena, &cargo, problems);
    assert_int_equal(problems->count, 0);
    assert_true(desk_law_form_write(&cargo, test->arena, again));
    assert_true(str_equal(again->analyses[0].value, STR("0.030")));
    assert_true(str_equal(again->analyses[1].value, STR("<0.005")));
    assert_true(str_equal(again->parts[0].materials, STR("塩化ビニル 60、可塑剤 40")));
    assert_true(str_equal(again->transit, STR("なし")));
    assert_true(str_equal(again->facts[LAW_BURNING], STR("no")));
}

static void below_detection_is_read_in_the_ways_certificates_write_it(struct test_store *test)
{
    (void)test;
    static const struct str below[] = {STR_INIT("<0.005"), STR_INIT("＜0.005"), STR_INIT("0.005未満"),
                                       STR_INIT("ND(<0.005)"), STR_INIT("不検出（0.005）")};
    struct decimal value;
    bool is_below;
    for (size_t i = 0; i < sizeof below / sizeof *below; i++) {
        assert_true(desk_law_value_read(below[i], &value, &is_below));
        assert_true(is_below);
        assert_int_equal(value.mantissa, 5);
    }
    assert_true(desk_law_value_read(STR("0.03"), &value, &is_below));
    assert_false(is_below);
    assert_false(desk_law_value_read(STR("ND"), &value, &is_below));
    assert_false(desk_law_value_read(STR(""), &value, &is_below));
}

static void a_certificates_table_becomes_rows_of_the_form(struct test_store *test)
{
    const struct sheet_cell cells[] = {
        {0, 0, STR("計量証明書")}, {2, 0, STR("計量の対象")}, {2, 1, STR("計量の結果")},
        {2, 2, STR("単位")}, {2, 3, STR("計量の方法")}, {3, 0, STR("鉛（黒）含有量")},
        {3, 1, STR("0.03")}, {3, 2, STR("wt%（乾）")}, {3, 3, STR("ICP")}, {4, 0, STR("鉛（黒）溶出")},
        {4, 1, STR("<0.005")}, {4, 2, STR("mg/L")}, {5, 0, STR("備考のみの行")}};
    struct workbook book = sheet_of(test, cells, sizeof cells / sizeof *cells, 6);
    struct desk_import_table *table = ARENA_NEW(test->arena, struct desk_import_table);
    struct desk_import_table *again = ARENA_NEW(test->arena, struct desk_import_table);
    struct desk_law_form *form = ARENA_NEW(test->arena, struct desk_law_form);
    size_t left;
    assert_true(desk_import_read(&book.sheets[0], test->arena, table));
    assert_int_equal(table->head, 2);
    desk_import_parse(desk_import_write(table, test->arena), test->arena, again);
    assert_int_equal(desk_import_apply(again, test->arena, form, &left), 2);
    assert_true(str_equal(form->analyses[0].substance, STR("鉛")));
    assert_true(str_equal(form->analyses[0].part, STR("黒")));
    assert_true(str_equal(form->analyses[0].basis, STR("dry")));
    assert_true(str_equal(form->analyses[0].unit, STR("wt%")));
    assert_true(str_equal(form->analyses[1].kind, STR("leachate")));
    assert_true(str_equal(form->analyses[1].value, STR("<0.005")));
    assert_int_equal(left, 0);
}

struct replayed {
    int rows;
    enum law_result before, after;
    bool answer_differs;
};

static void note_row(void *state, const struct desk_replay_row *row)
{
    struct replayed *seen = state;
    assert_int_equal(row->problem.n, 0);
    seen->rows++;
    seen->before = row->before;
    seen->after = row->after;
    seen->answer_differs = row->answer_differs;
}

static void decide_wire(const struct web_actor *actor, struct test_store *test, struct str lead,
                        enum desk_judgement judgement)
{
    int64_t id = wire_case(actor);
    struct desk_law_typed cargo = wire_cargo(test, lead);
    OK(desk_law_save(actor, id, desk_test_view(actor, id).cargo[0].id, 0, &cargo, &error));
    struct desk_law_deciding given = deciding(actor, id, judgement, STR(""));
    OK(desk_law_decide(actor, &given, &error));
}

static void replay_names_the_answers_that_a_new_edition_changes(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test), one = person(&actor, 1),
                     two = person(&actor, 2);
    struct desk_replay replay = {.threads = 2};
    struct desk_replay_count count;
    struct replayed seen = {0};
    decide_wire(&actor, test, STR("0.03"), DESK_NOT_REGULATED);
    decide_wire(&actor, test, STR("0.1"), DESK_REGULATED);
    decide_wire(&actor, test, STR("0.001"), DESK_NOT_REGULATED);
    const struct desk_law_edition *before = edition_now(&actor);
    struct str digest = arena_copy(test->arena, law_tables_edition(before->tables));
    OK(desk_law_replay(&actor, &replay, note_row, &seen, NULL, &count, &error));
    assert_int_equal(count.total, 3);
    assert_int_equal(seen.rows, 0);
    OK(desk_overlay_decide(&two, propose_lead(&one, before), 1, true, STR(""), &error));
    desk_law_edition_release(before);
    OK(desk_law_replay(&actor, &replay, note_row, &seen, NULL, &count, &error));
    assert_int_equal(seen.rows, 1);
    assert_int_equal(seen.before, LAW_NOT_REGULATED);
    assert_int_equal(seen.after, LAW_REGULATED);
    assert_true(seen.answer_differs);
    assert_int_equal(count.changed, 1);
    /* By the edition that was used, nothing differs; on an earlier day neither. */
    seen.rows = 0;
    replay.edition = digest;
    OK(desk_law_replay(&actor, &replay, note_row, &seen, NULL, &count, &error));
    assert_int_equal(seen.rows, 0);
    replay.edition = STR("");
    replay.as_of = today(&actor) - 1;
    OK(desk_law_replay(&actor, &replay, note_row, &seen, NULL, &count, &error));
    assert_int_equal(seen.rows, 0);
    replay.edition = STR("0000000000000000");
    FAILS(ERR_DESK_EDITION, desk_law_replay(&actor, &replay, note_row, &seen, NULL, &count, &error));
}

static void replay_looks_at_the_newest_decision_of_a_line_within_its_days(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    struct desk_replay_count count;
    struct replayed seen = {0};
    decide_wire(&actor, test, STR("0.03"), DESK_NOT_REGULATED);
    int64_t id = room_count(actor.store, STR("SELECT max(case_id) FROM desk_law_decision"));
    struct desk_law_deciding again = deciding(&actor, id, DESK_REGULATED, STR("別の分析がある"));
    OK(desk_law_decide(&actor, &again, &error));
    struct desk_replay replay = {.threads = 1, .from = today(&actor), .to = today(&actor)};
    OK(desk_law_replay(&actor, &replay, note_row, &seen, NULL, &count, &error));
    assert_int_equal(count.total, 1);
    replay.from = replay.to = today(&actor) + 1;
    OK(desk_law_replay(&actor, &replay, note_row, &seen, NULL, &count, &error));
    assert_int_equal(count.total, 0);
}

int main(void)
{
    const struct store_test tests[] = {
        STORE_TEST(the_proposal_follows_what_is_typed_before_anything_is_stored),
        STORE_TEST(the_case_behind_a_proposal_shows_no_personal_field),
        STORE_TEST(saving_over_somebody_elses_is_refused),
        STORE_TEST(what_the_law_room_refuses_is_not_stored),
        STORE_TEST(a_decision_keeps_cargo_edition_and_rows),
        STORE_TEST(a_departure_needs_a_reason_that_stays),
        STORE_TEST(a_line_with_analyses_is_judged_on_its_own_page),
        STORE_TEST(what_was_checked_answers_a_fact_of_the_law),
        STORE_TEST(an_old_rule_of_a_country_answers_nothing),
        STORE_TEST(a_new_edition_holds_after_somebody_elses_second_look),
        STORE_TEST(a_change_is_seen_by_another_program_on_the_same_data),
        STORE_TEST(a_row_without_source_is_refused),
        STORE_TEST(a_table_of_used_goods_is_taken_in_as_a_whole_or_not_at_all),
        STORE_TEST(replay_names_the_answers_that_a_new_edition_changes),
        STORE_TEST(replay_looks_at_the_newest_decision_of_a_line_within_its_days),
        STORE_TEST(a_certificates_table_becomes_rows_of_the_form),
        STORE_TEST(the_form_says_which_input_is_wrong),
        STORE_TEST(the_form_of_a_cargo_reads_back_as_the_same_cargo),
        STORE_TEST(below_detection_is_read_in_the_ways_certificates_write_it),
    };
    int failed = TEST_STORE_RUN(tests);
    room_finish();
    return failed;
}
