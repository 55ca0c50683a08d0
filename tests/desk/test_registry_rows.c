/* Rows of an export: one per cargo line or one per case, and the fields that tell the desk's way. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <zip.h>

#include "account/person.h"
#include "desk/close.h"
#include "desk/registry_inside.h"
#include "desk/registry_layout.h"
#include "registry_case.h"

static const struct desk_cargo two_lines[] = {
    {.item = STR_INIT("metal"), .cargo_class = STR_INIT("covered_wire"), .name = STR_INIT("被覆電線"),
     .quantity = STR_INIT("20.5"), .unit = STR_INIT("t"), .hs_code = STR_INIT("854449"),
     .judgement = DESK_NOT_REGULATED, .basis = STR_INIT("鉛は基準値以下"),
     .basis_codes = STR_INIT("B1115")},
    {.item = STR_INIT("metal"), .cargo_class = STR_INIT("compressor"),
     .name = STR_INIT("コンプレッサー"), .quantity = STR_INIT("3"), .unit = STR_INIT("unit"),
     .judgement = DESK_REGULATED, .basis = STR_INIT("油が残る"), .basis_codes = STR_INIT("A1180")},
};

static int64_t two_line_case(const struct web_actor *actor)
{
    return registry_answered_lines(actor, STR("甲社"), two_lines, 2);
}

static void change_layout(const struct web_actor *actor, struct str name, struct str body)
{
    struct desk_layout layout;
    OK(actor, desk_layout_read(actor, name, &layout, &error));
    OK(actor, desk_layout_change(actor, name, layout.revision, body, STR("指示"), &error));
}

static void tell_rows(const struct web_actor *actor, const char *rows)
{
    change_layout(actor, STR("registry_options"),
                  arena_format(actor->arena,
                               "name\tvalue\nmode\toutside\ncsv_encoding\tutf-8-bom\n"
                               "csv_formulas\tneutralise\ncsv_leading_zeros\tas_is\n"
                               "cargo_rows\t%s\n",
                               rows));
}

static size_t times(struct str text, struct str part)
{
    size_t n = 0;
    for (size_t i = 0; part.n <= text.n && i <= text.n - part.n; i++)
        n += str_starts(str_slice(text, i, text.n), part);
    return n;
}

static struct str sheet_of(const struct web_actor *actor)
{
    struct str bytes, name;
    OK(actor, desk_day_workbook(actor, registry_today(actor), &bytes, &name, &error));
    zip_error_t problem;
    zip_t *zip = zip_open_from_source(zip_source_buffer_create(bytes.p, bytes.n, 0, &problem),
                                      ZIP_RDONLY, &problem);
    zip_file_t *file = zip_fopen(zip, "xl/worksheets/sheet1.xml", 0);
    char *text = arena_alloc(actor->arena, 1 << 20, 1, 1);
    zip_int64_t n = zip_fread(file, text, 1 << 20);
    zip_fclose(file);
    zip_discard(zip);
    return (struct str){text, (size_t)n};
}

static void writes_one_row_per_cargo_line(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    two_line_case(&actor);
    struct desk_batch batch = registry_exported(&actor);
    assert_int_equal(batch.rows, 1);
    assert_int_equal(batch.lines, 2);
    struct str name, csv = registry_csv(&actor, batch.id, &name);
    registry_text(registry_csv_field(&actor, csv, 1, STR("貨物の番号")), STR("1"));
    registry_text(registry_csv_field(&actor, csv, 1, STR("貨物量")), STR("20.5"));
    registry_text(registry_csv_field(&actor, csv, 1, STR("単位")), STR("トン"));
    registry_text(registry_csv_field(&actor, csv, 1, STR("バーゼル法該当判断")), STR("非該当"));
    registry_text(registry_csv_field(&actor, csv, 2, STR("相談番号")), STR("2025-000001"));
    registry_text(registry_csv_field(&actor, csv, 2, STR("貨物の番号")), STR("2"));
    registry_text(registry_csv_field(&actor, csv, 2, STR("貨物量")), STR("3"));
    registry_text(registry_csv_field(&actor, csv, 2, STR("品目内容")), STR("コンプレッサー"));
    registry_text(registry_csv_field(&actor, csv, 2, STR("バーゼル法該当判断")), STR("該当"));
    registry_text(registry_csv_field(&actor, csv, 2, STR("判断根拠")), STR("A1180"));
}

static void writes_one_row_per_case_when_told(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    tell_rows(&actor, "case");
    two_line_case(&actor);
    struct desk_batch batch = registry_exported(&actor);
    assert_int_equal(batch.lines, 1);
    struct str name, csv = registry_csv(&actor, batch.id, &name);
    registry_text(registry_csv_field(&actor, csv, 1, STR("貨物量")), STR("20.5／3"));
    registry_text(registry_csv_field(&actor, csv, 1, STR("バーゼル法該当判断")), STR("該当"));
    registry_text(registry_csv_field(&actor, csv, 1, STR("貨物の番号")), STR(""));
    assert_int_equal(times(sheet_of(&actor), STR("<row ")), 2);
}

static void the_workbook_has_the_rows_of_the_csv(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    two_line_case(&actor);
    registry_answered_case(&actor, STR("乙社"), DESK_NOT_REGULATED);
    assert_int_equal(registry_exported(&actor).lines, 3);
    struct str sheet = sheet_of(&actor);
    assert_int_equal(times(sheet, STR("<row ")), 4);
    assert_true(str_contains(sheet, STR("A1180")));
    assert_false(str_contains(sheet, STR("20.5／3")));
}

static void an_old_export_keeps_the_rows_it_was_made_with(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    tell_rows(&actor, "case");
    two_line_case(&actor);
    struct desk_batch batch = registry_exported(&actor);
    struct str name, before = registry_csv(&actor, batch.id, &name);
    tell_rows(&actor, "line");
    assert_true(str_equal(registry_csv(&actor, batch.id, &name), before));
}

static void a_field_that_one_line_lacks_is_a_gap(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    change_layout(&actor, STR("registry_columns"),
                  STR("title\tfield\ttype\twidth\trequired\n相談番号\tconsult_no\ttext\t14\tyes\n"
                      "品目\titem\ttext\t10\tyes\nHSコード\ths_code\ttext\t10\tyes\n"));
    two_line_case(&actor);
    struct desk_day day;
    OK(&actor, desk_day_read(&actor, registry_today(&actor), &day, &error));
    assert_int_equal(day.cases[0].gap_count, 1);
    registry_text(day.cases[0].gaps[0], STR("HSコード"));
    assert_int_equal(registry_exported(&actor).id, 0);
}

static int quantity_body(struct db *db, void *argument, struct error *error)
{
    (void)argument;
    return DB_RUN(db, error, "UPDATE desk_cargo SET quantity = $1 WHERE quantity = '3'",
                  db_text(STR("4")));
}

/* No page changes cargo lines after the answer; a hand at the database might. */
static void change_second_quantity(const struct web_actor *actor)
{
    OK(actor, store_write(actor->store, quantity_body, NULL, &error));
}

static void a_correction_names_the_line_it_is_in(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    int64_t id = two_line_case(&actor);
    registry_loaded(&actor, registry_exported(&actor).id, id);
    change_second_quantity(&actor);
    struct desk_difference *differences;
    size_t count;
    OK(&actor, desk_registry_differences(&actor, id, &differences, &count, &error));
    assert_int_equal(count, 1);
    registry_text(differences[0].title, STR("貨物量（貨物2）"));
    registry_text(differences[0].before, STR("3"));
    registry_text(differences[0].after, STR("4"));
    struct desk_batch batch = registry_exported(&actor);
    assert_int_equal(batch.corrections, 1);
    assert_int_equal(batch.lines, 2);
}

static int make_body(struct db *db, void *argument, struct error *error)
{
    struct desk_content *content = argument;
    struct web_actor actor = web_actor_program(db_store(db), arena_create(), 1, NULL);
    int failure = desk_content_make(db, &actor, content->c.id, content, error);
    if (!failure)
        failure = DB_RUN(db, error, "UPDATE desk_batch_row SET digest = $1",
                         db_text(content->joined_digest));
    arena_destroy(actor.arena);
    return failure;
}

static void what_was_loaded_before_lines_were_kept_is_no_correction(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    int64_t id = two_line_case(&actor);
    registry_loaded(&actor, registry_exported(&actor).id, id);
    struct desk_content content = {.c = {.id = id}};
    OK(&actor, store_write(actor.store, make_body, &content, &error));
    struct desk_day day;
    OK(&actor, desk_day_read(&actor, registry_today(&actor), &day, &error));
    assert_false(day.cases[0].changed);
    assert_int_equal(registry_exported(&actor).id, 0);
    change_second_quantity(&actor);
    assert_int_equal(registry_exported(&actor).corrections, 1);
}

static void every_field_may_be_a_column(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    size_t count;
    const struct desk_field *fields = desk_fields(&count);
    struct buf body = {0};
    buf_append(&body, STR("title\tfield\ttype\twidth\trequired\n"));
    for (size_t i = 0; i < count; i++)
        buf_format(&body, "%" PRIstr "\t%" PRIstr "\ttext\t10\tno\n", STR_ARG(fields[i].label_ja),
                   STR_ARG(fields[i].code));
    change_layout(&actor, STR("registry_columns"), buf_str(&body));
    buf_finish(&body);
    int64_t id = two_line_case(&actor);
    registry_add_paper(&actor, id, STR("電線.png"), STR("\x89PNG\r\n\x1a\n"));
    registry_edit(&actor, id, STR("share_requests"), STR("環境省 2025-04-01"));
    struct str name, csv = registry_csv(&actor, registry_exported(&actor).id, &name);
    registry_text(registry_csv_field(&actor, csv, 1, STR("相手国区分")), STR("締約国"));
    registry_text(registry_csv_field(&actor, csv, 1, STR("回答期限")), STR("2025-04-08"));
    registry_text(registry_csv_field(&actor, csv, 1, STR("資料共有依頼")), STR("環境省 2025-04-01"));
    struct str asked = registry_csv_field(&actor, csv, 1, STR("METI照会"));
    assert_true(str_starts(asked, STR("照会 2025-04-01 10:00")));
    assert_true(str_contains(asked, STR("ご確認ください")));
    assert_true(str_contains(asked, STR("了承 2025-04-01 10:00 担当")));
    struct str told = registry_csv_field(&actor, csv, 1, STR("免責文の告知"));
    assert_true(str_contains(told, STR("電話で読み上げ（fixed_sentence.tsv ")));
    struct str history = registry_csv_field(&actor, csv, 1, STR("変更履歴"));
    assert_true(str_contains(history, STR("事案を開いた\n")));
}

static int person_body(struct db *db, void *argument, struct error *error)
{
    struct arena *arena = arena_create();
    struct account_actor actor = {0};
    struct account_new_person person = {.login = STR("hanako"), .name = STR("相談 花子")};
    int failure = account_person_create(db, &actor, &person, argument, error);
    arena_destroy(arena);
    return failure;
}

static void the_advisor_is_named(struct test_store *test)
{
    struct web_actor actor = registry_actor(test);
    int64_t id = two_line_case(&actor), person;
    OK(&actor, store_write(actor.store, person_body, &person, &error));
    OK(&actor, desk_case_assign(&actor, id, registry_case(&actor, id).version, person, &error));
    struct str name, csv = registry_csv(&actor, registry_exported(&actor).id, &name);
    registry_text(registry_csv_field(&actor, csv, 1, STR("対応者")), STR("相談 花子"));
}

static void country_groups_follow_the_day(struct test_store *test)
{
    const day_number day_2020 = day_of_date((struct date){2020, 1, 1});
    const day_number day_2025 = day_of_date((struct date){2025, 4, 1});
    registry_text(desk_country_groups(STR("DE"), day_2025, test->arena), STR("OECD,PARTY"));
    registry_text(desk_country_groups(STR("US"), day_2025, test->arena), STR("OECD,NON_PARTY"));
    registry_text(desk_country_groups(STR("TH"), day_2025, test->arena), STR("PARTY"));
    registry_text(desk_country_groups(STR("CR"), day_2020, test->arena), STR("PARTY"));
    registry_text(desk_country_groups(STR("CR"), day_2025, test->arena), STR("OECD,PARTY"));
    registry_text(desk_country_groups(STR(""), day_2025, test->arena), STR(""));
}

int main(void)
{
    const struct store_test tests[] = {
        STORE_TEST(writes_one_row_per_cargo_line),
        STORE_TEST(writes_one_row_per_case_when_told),
        STORE_TEST(the_workbook_has_the_rows_of_the_csv),
        STORE_TEST(an_old_export_keeps_the_rows_it_was_made_with),
        STORE_TEST(a_field_that_one_line_lacks_is_a_gap),
        STORE_TEST(a_correction_names_the_line_it_is_in),
        STORE_TEST(what_was_loaded_before_lines_were_kept_is_no_correction),
        STORE_TEST(every_field_may_be_a_column),
        STORE_TEST(the_advisor_is_named),
        STORE_TEST(country_groups_follow_the_day),
    };
    return TEST_STORE_RUN(tests);
}
