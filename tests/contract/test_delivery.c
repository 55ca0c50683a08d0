/* A whole delivery cleaned at once, and taken away as one zip with its folders. */
#include "contract_support.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "contract/delivery.h"
#include "store/blob.h"

static struct str sample(const struct web_actor *actor, const char *name)
{
    struct str bytes, path = ARENA_JOIN(actor->arena, STR(SAMPLES "/"), str_from_c(name));
    OK(file_read(store_context(actor->store), path, 1 << 20, actor->arena, &bytes, &error));
    return bytes;
}

/* A picture with a place, a text that cannot be cleaned, a harmless text. */
static int64_t hand_in_delivery(const struct web_actor *actor)
{
    struct contract_upload uploads[] = {
        support_upload("納入物/図/写真.jpg", sample(actor, "IMG-01_gps.jpg")),
        support_upload("納入物/連絡先.txt", STR("連絡先は03-1234-5678。\n")),
        support_upload("納入物/水質.txt", STR("坑廃水の水質を3回調べた。\n"))};
    int64_t id;
    OK(contract_inspection_create(actor, uploads, 3, 7, &id, &error));
    for (size_t i = 0; i < 3; i++)
        close(uploads[i].fd);
    support_run(actor);
    return id;
}

struct states {
    struct contract_cleaning *rows;
    size_t count;
};

static struct states read_states(const struct web_actor *actor, int64_t id)
{
    struct states states;
    OK(contract_cleaning_list(actor, id, &states.rows, &states.count, &error));
    return states;
}

static struct str zip_of(const struct web_actor *actor, int64_t id)
{
    struct contract_inspection row = support_read(actor, id);
    struct states states = read_states(actor, id);
    struct str *copies = ARENA_ARRAY(actor->arena, struct str, row.count);
    int64_t size;
    int fd;
    for (size_t i = 0; i < row.count; i++)
        copies[i] = states.rows[i].copy;
    OK(contract_delivery_zip(actor, &row, copies, &fd, &size, &error));
    char *bytes = ARENA_ARRAY(actor->arena, char, (size_t)size);
    assert_int_equal(pread(fd, bytes, (size_t)size, 0), size);
    close(fd);
    return (struct str){bytes, (size_t)size};
}

static void the_zip_has_all_files_and_copies_in_their_place(struct test_store *test)
{
    struct web_actor actor = support_actor(test, "first");
    int64_t id = hand_in_delivery(&actor), asked;
    OK(contract_delivery_ask(&actor, id, STR("IMG-01,PI-02"), false, &asked, &error));
    assert_int_equal(asked, 3);
    FAILS(ERR_CONTRACT_CLEANING,
          contract_delivery_ask(&actor, id, STR("IMG-01"), false, &asked, &error));
    support_run(&actor);
    struct states states = read_states(&actor, id);
    assert_int_equal(states.count, 3);
    assert_true(states.rows[0].copy.n && !states.rows[1].copy.n && !states.rows[2].copy.n);
    struct str zip = zip_of(&actor, id);
    struct inspect *inspect = inspect_create();
    struct inspect_report report;
    inspect_bytes(inspect, STR("納入物.zip"), zip, NULL, actor.arena, &report);
    assert_true(report.inspected && str_equal(report.form, STR("zip")));
    assert_false(support_has(&report, "IMG-01"));
    assert_false(support_has(&report, "OPC-02"));
    assert_false(support_has(&report, "OPC-03"));
    assert_true(support_has(&report, "PI-02")); /* as it is */
    for (size_t i = 0; i < report.count; i++)
        assert_true(str_equal(report.findings[i].place.inside, STR("納入物/連絡先.txt")));
    assert_true(str_contains(zip, STR("納入物/図/写真.jpg")));
    inspect_destroy(inspect);
}

static void each_file_says_what_became_of_it(struct test_store *test)
{
    struct web_actor actor = support_actor(test, "first");
    int64_t id = hand_in_delivery(&actor), asked;
    OK(contract_delivery_ask(&actor, id, STR("IMG-01,PI-02"), false, &asked, &error));
    support_run(&actor);
    struct states states = read_states(&actor, id);
    struct inspect *inspect = inspect_create();
    static const enum contract_cleaned expected[] = {CONTRACT_CLEANED_COPY, CONTRACT_CLEANED_STAYS,
                                                     CONTRACT_CLEANED_NONE};
    struct contract_inspection row = support_read(&actor, id);
    struct contract_cleaned_file files[3];
    for (size_t i = 0; i < 3; i++) {
        struct inspect_cleaning *result = ARENA_NEW(actor.arena, struct inspect_cleaning);
        struct str record;
        OK(blob_read(actor.store, row.vault, states.rows[i].result, 1 << 20, actor.arena, &record,
                     &error));
        assert_true(inspect_read_cleaning(inspect, record, actor.arena, result));
        files[i] = contract_delivery_file(row.files[i].name, &states.rows[i], result, LANG_JA);
        assert_int_equal(files[i].state, expected[i]);
        assert_int_equal(files[i].why.n > 0, expected[i] == CONTRACT_CLEANED_STAYS);
    }
    struct str path = ARENA_JOIN(actor.arena, store_directory(actor.store), STR("/before.xlsx")),
               book;
    OK(contract_output_cleaning(store_context(actor.store), path, files, 3, LANG_JA, actor.arena,
                                &error));
    OK(file_read(store_context(actor.store), path, 1 << 20, actor.arena, &book, &error));
    assert_true(str_starts(book, STR("PK")));
    inspect_destroy(inspect);
}

static void copies_that_are_there_are_kept(struct test_store *test)
{
    struct web_actor actor = support_actor(test, "first");
    int64_t id = hand_in_delivery(&actor), asked;
    struct contract_inspection row = support_read(&actor, id);
    OK(contract_cleaning_ask(&actor, id, row.files[0].id, STR("IMG-01"), &error));
    support_run(&actor);
    OK(contract_delivery_ask(&actor, id, STR("OPC-06"), true, &asked, &error));
    assert_int_equal(asked, 2);
    support_run(&actor);
    struct states states = read_states(&actor, id);
    assert_true(str_equal(states.rows[0].kinds, STR("IMG-01")) && states.rows[0].copy.n);
    assert_true(str_equal(states.rows[1].kinds, STR("OPC-06")));
}

static void another_commission_cleans_nothing(struct test_store *test)
{
    struct web_actor actor = support_actor(test, "first"), other = support_actor(test, "second");
    int64_t id = hand_in_delivery(&actor), asked;
    FAILS(ERR_NOT_FOUND, contract_delivery_ask(&other, id, STR("IMG-01"), false, &asked, &error));
    FAILS(ERR_CONTRACT_NO_KIND, contract_delivery_ask(&actor, id, STR(""), false, &asked, &error));
}

static void files_of_one_name_and_names_that_climb_stay_inside(struct test_store *test)
{
    struct web_actor actor = support_actor(test, "first");
    struct contract_upload uploads[] = {support_upload("../../a.txt", STR("one\n")),
                                        support_upload("a.txt", STR("two\n"))};
    int64_t id, asked;
    OK(contract_inspection_create(&actor, uploads, 2, 7, &id, &error));
    close(uploads[0].fd);
    close(uploads[1].fd);
    support_run(&actor);
    OK(contract_delivery_ask(&actor, id, STR("OPC-06"), false, &asked, &error));
    support_run(&actor);
    struct str zip = zip_of(&actor, id);
    assert_false(str_contains(zip, STR("../")));
    assert_true(str_contains(zip, STR("a (2).txt")));
}

int main(void)
{
    const struct store_test tests[] = {
        STORE_TEST(the_zip_has_all_files_and_copies_in_their_place),
        STORE_TEST(each_file_says_what_became_of_it),
        STORE_TEST(copies_that_are_there_are_kept),
        STORE_TEST(another_commission_cleans_nothing),
        STORE_TEST(files_of_one_name_and_names_that_climb_stay_inside),
    };
    int failed = TEST_STORE_RUN(tests);
    room_finish();
    return failed;
}
