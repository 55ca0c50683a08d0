/* Search finds exactly what a scan over the same normalised text finds, newest first. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "store/search.h"
#include "support/test_store.h"

enum { FOUND = 400 };
static const struct str kind = STR_INIT("case");

struct document {
    struct str kind;
    int64_t id, commission;
    struct str text;
};

static int put(struct db *db, void *argument, struct error *error)
{
    const struct document *d = argument;
    return search_put(db, d->kind, d->id, d->commission, d->text, error);
}

static void put_text(struct test_store *test, int64_t id, int64_t commission, const char *text)
{
    struct document document = {kind, id, commission, str_from_c(text)};
    struct error error = {0};
    if (store_write(test->store, put, &document, &error))
        fail_msg("%s", test_store_sentence(test, &error));
}

struct question {
    struct str kind, query;
    int64_t commission, before;
    size_t limit, count;
    int64_t ids[FOUND];
};

static int find(struct db *db, void *argument, struct error *error)
{
    struct question *q = argument;
    return search_find(db, q->kind, q->commission, q->query, q->before, q->ids, q->limit,
                       &q->count, error);
}

static void ask(struct test_store *test, struct question *question)
{
    struct error error = {0};
    if (store_read(test->store, find, question, &error))
        fail_msg("%s", test_store_sentence(test, &error));
}

static size_t hits(struct test_store *test, const char *query)
{
    struct question question = {kind, str_from_c(query), 1, 0, FOUND, 0, {0}};
    ask(test, &question);
    return question.count;
}

static void finds_words_of_every_length_anywhere(struct test_store *test)
{
    put_text(test, 1, 1, "被覆電線 → タイ");
    assert_int_equal(hits(test, "線"), 1);
    assert_int_equal(hits(test, "電線"), 1);
    assert_int_equal(hits(test, "覆電線"), 1);
    assert_int_equal(hits(test, "被覆電線"), 1);
    assert_int_equal(hits(test, "タイ 電線"), 1);
    assert_int_equal(hits(test, "イ"), 1);
    assert_int_equal(hits(test, "線→"), 0);
    assert_int_equal(hits(test, "線タ"), 0);
    assert_int_equal(hits(test, "電電"), 0);
    assert_int_equal(hits(test, ""), 0);
    assert_int_equal(hits(test, "  "), 0);
}

static void finds_what_is_written_in_another_form(struct test_store *test)
{
    put_text(test, 1, 1, "㈱髙橋商店 ﾊﾞｰｾﾞﾙ ＩＮＶ－００１２");
    assert_int_equal(hits(test, "株式会社高橋"), 1);
    assert_int_equal(hits(test, "バーゼル"), 1);
    assert_int_equal(hits(test, "inv"), 1);
    assert_int_equal(hits(test, "0012"), 1);
}

static void treats_signs_of_query_languages_as_text(struct test_store *test)
{
    put_text(test, 1, 1, "a\"b {c,d} \\e% _f AND OR* NEAR(");
    static const char *const queries[] = {"\"", "a\"b", "{c,d}", "\\e%", "_f", "and", "or*", "near(",
                                          "'; --", "%", "{", "\\"};
    static const size_t expected[] = {1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1};
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++)
        if (hits(test, queries[i]) != expected[i])
            fail_msg("query %s", queries[i]);
}

static void replaces_and_removes_text(struct test_store *test)
{
    put_text(test, 1, 1, "銅くず");
    put_text(test, 1, 1, "鉛蓄電池");
    assert_int_equal(hits(test, "銅"), 0);
    assert_int_equal(hits(test, "鉛蓄電池"), 1);
    put_text(test, 1, 1, "");
    assert_int_equal(hits(test, "鉛"), 0);
    put_text(test, 1, 1, "");
}

static void keeps_commissions_and_kinds_apart(struct test_store *test)
{
    put_text(test, 1, 1, "銅くず");
    put_text(test, 2, 2, "銅くず");
    put_text(test, 3, 12, "銅くず");
    struct document mail = {STR("mail"), 9, 1, STR("銅くず")};
    assert_int_equal(store_write(test->store, put, &mail, NULL), 0);
    struct question one = {kind, STR("銅"), 2, 0, FOUND, 0, {0}};
    ask(test, &one);
    assert_int_equal(one.count, 1);
    assert_int_equal(one.ids[0], 2);
    struct question any = {kind, STR("銅くず"), 0, 0, FOUND, 0, {0}};
    ask(test, &any);
    assert_int_equal(any.count, 3);
    struct question mails = {STR("mail"), STR("銅"), 1, 0, FOUND, 0, {0}};
    ask(test, &mails);
    assert_int_equal(mails.count, 1);
    assert_int_equal(mails.ids[0], 9);
    struct question unknown = {STR("person"), STR("銅"), 1, 0, FOUND, 0, {0}};
    ask(test, &unknown);
    assert_int_equal(unknown.count, 0);
}

static void gives_the_newest_first_in_pages(struct test_store *test)
{
    for (int64_t id = 1; id <= 10; id++)
        put_text(test, id, 1, "電線くず");
    struct question page = {kind, STR("電線く"), 1, 0, 4, 0, {0}};
    ask(test, &page);
    assert_int_equal(page.count, 4);
    for (int i = 0; i < 4; i++)
        assert_int_equal(page.ids[i], 10 - i);
    page.before = page.ids[3];
    ask(test, &page);
    assert_int_equal(page.ids[0], 6);
    page.before = 3;
    ask(test, &page);
    assert_int_equal(page.count, 2);
}

enum { MANY = 700 };

static int put_many(struct db *db, void *argument, struct error *error)
{
    (void)argument;
    int status = 0;
    for (int64_t id = 1; id <= MANY && status == 0; id++)
        status = search_put(db, kind, id, 1,
                            id % 10 == 0  ? STR("非該当の電線")
                            : id == 3     ? STR("鉛蓄電池")
                            : id % 2 == 0 ? STR("電線 書類")
                                          : STR("書類"),
                            error);
    return status;
}

static void finds_frequent_and_rare_words_among_many_documents(struct test_store *test)
{
    assert_int_equal(store_write(test->store, put_many, NULL, NULL), 0);
    struct question page = {kind, STR("電線"), 1, 0, 10, 0, {0}};
    ask(test, &page);
    assert_int_equal(page.count, 10);
    for (int i = 0; i < 10; i++)
        assert_int_equal(page.ids[i], MANY - 2 * i);
    assert_int_equal(hits(test, "電線"), MANY / 2);
    assert_int_equal(hits(test, "非該当の"), MANY / 10);
    assert_int_equal(hits(test, "蓄電"), 1);
    assert_int_equal(hits(test, "鉛蓄電池"), 1);
    assert_int_equal(hits(test, "鉛電池"), 0);
}

/* Few different characters, so that words repeat and pairs occur without their word. */
static const char *const alphabet[] = {"電", "線", "く", "ず", "タ", "イ", "a", "1", "1", " ", "。", "𠮷"};

static uint32_t dice(struct test_store *test, uint32_t sides)
{
    uint32_t bits;
    context_random(&test->fake.context, &bits, sizeof bits);
    return bits % sides;
}

static struct str random_text(struct test_store *test, size_t length)
{
    struct buf out = {0};
    for (size_t i = 0; i < length; i++)
        buf_append(&out, str_from_c(alphabet[dice(test, sizeof alphabet / sizeof alphabet[0])]));
    struct str text = arena_copy(test->arena, buf_str(&out));
    buf_finish(&out);
    return text;
}

struct collection {
    struct document documents[200];
    size_t count;
};

static int put_all(struct db *db, void *argument, struct error *error)
{
    struct collection *all = argument;
    int status = 0;
    for (size_t i = 0; i < all->count && status == 0; i++)
        status = put(db, &all->documents[i], error);
    return status;
}

static bool scan_hits(struct str normal, struct str query)
{
    struct str rest = query, word;
    bool any = false;
    while (str_cut(&rest, ' ', &word)) {
        if (word.n && !str_contains(normal, word))
            return false;
        any = any || word.n;
    }
    return any;
}

static void finds_exactly_what_a_scan_finds(struct test_store *test)
{
    struct collection *all = ARENA_NEW(test->arena, struct collection);
    for (int round = 0; round < 2; round++) {
        for (all->count = 0; all->count < 200; all->count++)
            all->documents[all->count] =
                (struct document){kind, (int64_t)all->count + 1, 1 + dice(test, 2),
                                  random_text(test, dice(test, 40))};
        assert_int_equal(store_write(test->store, put_all, all, NULL), 0);
    }
    for (int i = 0; i < 500; i++) {
        struct str query = random_text(test, 1 + dice(test, 8));
        struct question question = {kind, query, dice(test, 3), 0, FOUND, 0, {0}};
        ask(test, &question);
        struct str normal_query = text_normal_form(query, test->arena);
        size_t expected = 0;
        for (size_t d = all->count; d-- > 0;) {
            const struct document *document = &all->documents[d];
            if (question.commission && document->commission != question.commission)
                continue;
            if (!scan_hits(text_normal_form(document->text, test->arena), normal_query))
                continue;
            if (expected >= question.count || question.ids[expected] != document->id)
                fail_msg("query '%s' misses document %lld", query.p, (long long)document->id);
            expected++;
        }
        assert_int_equal(question.count, expected);
    }
}

int main(void)
{
    const struct store_test tests[] = {
        STORE_TEST(finds_words_of_every_length_anywhere),
        STORE_TEST(finds_what_is_written_in_another_form),
        STORE_TEST(treats_signs_of_query_languages_as_text),
        STORE_TEST(replaces_and_removes_text),
        STORE_TEST(keeps_commissions_and_kinds_apart),
        STORE_TEST(gives_the_newest_first_in_pages),
        STORE_TEST(finds_frequent_and_rare_words_among_many_documents),
        STORE_TEST(finds_exactly_what_a_scan_finds),
    };
    return TEST_STORE_RUN(tests);
}
