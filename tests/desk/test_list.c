/* Lists and search over generated histories: filters, and pages that miss nothing. */
#include "desk_support.h"

#include "desk/generate.h"

enum { CASES = 900 };

static struct web_actor generated(struct test_store *test)
{
    struct web_actor actor = desk_test_actor(test);
    struct desk_generation generation = {.cases = CASES, .seed = 7};
    OK(desk_generate(&actor, &generation, &error));
    return actor;
}

/* Rows of all pages of a search. */
static int64_t walk_search(const struct web_actor *actor, struct str query,
                           struct desk_filter filter)
{
    int64_t rows = 0;
    for (;;) {
        struct desk_list list;
        OK(desk_search(actor, query, &filter, &list, &error));
        for (size_t i = 0; i < list.count; i++) {
            assert_true(filter.after_id == 0 || list.rows[i].id < filter.after_id);
            assert_true(!filter.by_state || list.rows[i].state == filter.state);
            filter.after_id = list.rows[i].id;
        }
        rows += (int64_t)list.count;
        if (!list.more)
            return rows;
    }
}

static void a_search_finds_every_case_with_the_word(struct test_store *test)
{
    struct web_actor actor = generated(test);
    /* Exports are 向け輸出について, imports からの輸入について. */
    int64_t wanted =
        room_count(actor.store, STR("SELECT count(*) FROM desk_case WHERE direction = 'export'"));
    assert_true(wanted > 200 && wanted < CASES);
    assert_int_equal(walk_search(&actor, STR("向け輸出について"), (struct desk_filter){0}), wanted);
}

static void a_search_with_a_rare_state_looks_past_the_first_hits(struct test_store *test)
{
    struct web_actor actor = generated(test);
    int64_t wanted =
        room_count(actor.store, STR("SELECT count(*) FROM desk_case WHERE state = 'out_of_scope'"));
    assert_true(wanted > 0 && wanted < CASES / 10);
    struct desk_filter filter = {.by_state = true, .state = DESK_OUT_OF_SCOPE};
    assert_int_equal(walk_search(&actor, STR("事前相談"), filter), wanted);
}

static void a_search_that_fits_no_state_ends(struct test_store *test)
{
    struct web_actor actor = generated(test);
    struct desk_filter filter = {.by_state = true, .state = DESK_DISCUSSING};
    assert_int_equal(walk_search(&actor, STR("事前相談"), filter), 0);
}

static void a_search_takes_the_largest_page(struct test_store *test)
{
    struct web_actor actor = generated(test);
    struct desk_filter filter = {.limit = 200};
    struct desk_list list;
    OK(desk_search(&actor, STR("について"), &filter, &list, &error));
    assert_int_equal(list.count, 200);
    assert_true(list.more);
}

static void figures_count_what_the_lists_show(struct test_store *test)
{
    struct web_actor actor = generated(test);
    struct desk_figures figures;
    OK(desk_figures_read(&actor, &figures, &error));
    assert_int_equal(
        figures.open,
        room_count(actor.store, STR("SELECT count(*) FROM desk_case WHERE is_open = 1")));
    assert_int_equal(
        figures.unassigned,
        room_count(actor.store,
                   STR("SELECT count(*) FROM desk_case WHERE is_open = 1 AND advisor = 0")));
}

int main(void)
{
    const struct store_test tests[] = {
        STORE_TEST(a_search_finds_every_case_with_the_word),
        STORE_TEST(a_search_with_a_rare_state_looks_past_the_first_hits),
        STORE_TEST(a_search_that_fits_no_state_ends),
        STORE_TEST(a_search_takes_the_largest_page),
        STORE_TEST(figures_count_what_the_lists_show),
    };
    int failed = TEST_STORE_RUN(tests);
    room_finish();
    return failed;
}
