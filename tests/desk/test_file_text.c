/* The words inside papers: real pdftotext and tesseract in bubblewrap, where they are. */
#include "desk_support.h"

#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "desk/file_job.h"
#include "doc/paper.h"
#include "doc/reading.h"

static int64_t add_file(const struct web_actor *actor, int64_t id, const char *name,
                        struct str bytes)
{
    int64_t file;
    int fd = memfd_create("paper", MFD_CLOEXEC);
    assert_int_equal(file_write_all(store_context(actor->store), fd, STR("paper"), bytes), 0);
    OK(desk_file_add(actor, id, str_from_c(name), STR("application/octet-stream"), fd, &file, &error));
    close(fd);
    return file;
}

static int64_t a_case(const struct web_actor *actor)
{
    return desk_test_deliver(actor, desk_test_mail(actor, "one@example.co.jp",
                                                   "Taro <taro@example.co.jp>", "Wire", "", "x"))
        .case_id;
}

static void read_papers(const struct web_actor *actor)
{
    OK(desk_text_round(actor->store, actor->services, actor->arena, &error));
}

static bool finds(const struct web_actor *actor, const char *words)
{
    struct desk_filter filter = {0};
    struct desk_list list;
    OK(desk_search(actor, str_from_c(words), &filter, &list, &error));
    return list.count == 1;
}

static struct str state_of(const struct web_actor *actor, struct str state)
{
    return arena_format(actor->arena, "SELECT count(*) FROM desk_text WHERE state = '%" PRIstr "'",
                        STR_ARG(state));
}

static struct str pdf_of(const struct web_actor *actor, const char *words)
{
    struct paper *paper = paper_create(STR("分析結果"));
    struct buf pdf = {0};
    paper_text(paper, str_from_c(words));
    OK(paper_finish(paper, 0, &pdf, &error));
    struct str bytes = arena_copy(actor->arena, buf_str(&pdf));
    buf_finish(&pdf);
    paper_destroy(paper);
    return bytes;
}

/* Whether this machine reads PDFs at all: without the programs the paper is "absent", never unread. */
static bool reads_pdfs(const struct web_actor *actor)
{
    return room_count(actor->store, state_of(actor, STR("absent"))) == 0;
}

static void words_of_a_text_file_are_found(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = a_case(&actor);
    add_file(&actor, id, "成分.csv", STR("\x89\x94\x8a\xdc\x97\x4c\x97\xa6" ",1.2\n")); /* 鉛含有率 in CP932 */
    add_file(&actor, id, "memo.txt", STR("基板から外した電解コンデンサ"));
    assert_false(finds(&actor, "電解コンデンサ"));
    read_papers(&actor);
    assert_true(finds(&actor, "鉛含有率"));
    assert_true(finds(&actor, "電解コンデンサ"));
}

static void words_of_a_pdf_are_found(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = a_case(&actor);
    add_file(&actor, id, "a.pdf", pdf_of(&actor, "溶出試験の結果、六価クロムは検出されませんでした。試験機関の所見です。"));
    read_papers(&actor);
    if (reads_pdfs(&actor))
        assert_true(finds(&actor, "六価クロム"));
}

static void a_broken_pdf_says_so_and_does_not_stop_the_next(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = a_case(&actor);
    add_file(&actor, id, "broken.pdf", STR("%PDF-1.4\nnothing behind it"));
    add_file(&actor, id, "memo.txt", STR("使用済み鉛蓄電池"));
    read_papers(&actor);
    assert_true(finds(&actor, "鉛蓄電池"));
    struct desk_view view = desk_test_view(&actor, id);
    if (reads_pdfs(&actor))
        assert_true(view.files[0].text_problem.n > 0);
    assert_int_equal(view.files[1].text_problem.n, 0);
}

static void words_stay_found_after_the_case_is_edited(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = a_case(&actor);
    add_file(&actor, id, "memo.txt", STR("ペットボトルフレーク"));
    read_papers(&actor);
    add_file(&actor, id, "later.txt", STR("後から届いた書類"));
    assert_true(finds(&actor, "ペットボトルフレーク"));
}

static void only_the_first_characters_of_a_long_paper_count(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = a_case(&actor);
    struct buf text = {0};
    buf_append(&text, STR("はじめの言葉\n"));
    for (int i = 0; i < 21000; i++)
        buf_append(&text, STR("あ"));
    buf_append(&text, STR("おわりの言葉"));
    add_file(&actor, id, "long.txt", buf_str(&text));
    buf_finish(&text);
    read_papers(&actor);
    assert_true(finds(&actor, "はじめの言葉"));
    assert_false(finds(&actor, "おわりの言葉"));
}

static void a_form_without_words_is_left_alone(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    int64_t id = a_case(&actor);
    add_file(&actor, id, "x.bin", (struct str){"\0\1\2", 3});
    read_papers(&actor);
    assert_int_equal(room_count(actor.store, state_of(&actor, STR("none"))), 1);
    OK(desk_file_tidy(test->store, actor.services, actor.arena, &error));
    assert_int_equal(
        room_count(actor.store, STR("SELECT count(*) FROM desk_file f WHERE f.blob <> ''"
                                    " AND NOT EXISTS (SELECT 1 FROM desk_text t"
                                    " WHERE t.file = f.id)")),
        0);
}

static void blanks_between_japanese_characters_go(struct test_store *test)
{
    struct str joined = reading_join_japanese(STR("被 覆  電線 Cu 99 %、 鉛\n 次 の行 end"), test->arena);
    assert_string_equal(arena_c(test->arena, joined), "被覆電線 Cu 99 %、鉛\n 次の行 end");
}

int main(void)
{
    const struct store_test tests[] = {
        STORE_TEST(words_of_a_text_file_are_found),
        STORE_TEST(words_of_a_pdf_are_found),
        STORE_TEST(a_broken_pdf_says_so_and_does_not_stop_the_next),
        STORE_TEST(words_stay_found_after_the_case_is_edited),
        STORE_TEST(only_the_first_characters_of_a_long_paper_count),
        STORE_TEST(a_form_without_words_is_left_alone),
        STORE_TEST(blanks_between_japanese_characters_go),
    };
    int failed = TEST_STORE_RUN(tests);
    room_finish();
    return failed;
}
