/* Pages as pictures, and places on them. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "doc/page_picture.h"
#include "doc/paper.h"

static const double left_low[4] = {0, 0, 100, 50};

static void assert_box(struct pixel_box box, double x, double y, double width, double height)
{
    const double is[] = {box.x, box.y, box.width, box.height}, must[] = {x, y, width, height};
    for (int i = 0; i < 4; i++)
        assert_true(is[i] > must[i] - 0.01 && is[i] < must[i] + 0.01);
}

/* A page of 200 x 100 points; the box is its lower left quarter. */
static void a_box_turns_with_its_page(void **state)
{
    (void)state;
    struct page_geometry page = {.box = {0, 0, 200, 100}};
    assert_box(page_picture_box(&page, 400, 200, left_low), 0, 100, 200, 100);
    page.turned = 90; /* the left edge is on top */
    assert_box(page_picture_box(&page, 200, 400, left_low), 0, 0, 100, 200);
    page.turned = 180;
    assert_box(page_picture_box(&page, 400, 200, left_low), 200, 0, 200, 100);
    page.turned = 270;
    assert_box(page_picture_box(&page, 200, 400, left_low), 100, 200, 100, 200);
}

static void a_page_need_not_begin_at_zero(void **state)
{
    (void)state;
    const struct page_geometry page = {.box = {-100, -50, 100, 50}};
    assert_box(page_picture_box(&page, 400, 200, left_low), 200, 0, 200, 100);
}

static void what_lies_outside_is_shown_at_the_edge(void **state)
{
    (void)state;
    const struct page_geometry page = {.box = {0, 0, 200, 100}};
    const double outside[4] = {250, 40, 300, 60};
    struct pixel_box box = page_picture_box(&page, 400, 200, outside);
    assert_box(box, 394, 80, 6, 40);
}

static struct str make_pdf(struct arena *arena)
{
    struct paper *paper = paper_create(STR("頁"));
    struct buf pdf = {0};
    struct error error = {0};
    paper_heading(paper, 1, STR("坑廃水の水質"));
    assert_int_equal(paper_finish(paper, 0, &pdf, &error), 0);
    struct str bytes = arena_copy(arena, buf_str(&pdf));
    buf_finish(&pdf);
    paper_destroy(paper);
    return bytes;
}

static void a_page_is_drawn_and_a_place_painted_over(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct context context;
    struct error error = {0};
    struct page_picture picture[1];
    enum page_picture_result result;
    struct str reason;
    struct buf plain = {0}, covered = {0};
    const struct page_window pages[] = {{.page = 1}};
    size_t drawn;
    context_init_system(&context, NULL, LANG_JA);
    assert_int_equal(page_picture_draw(&context, make_pdf(arena), pages, 1, arena, &result, picture,
                                       &drawn, &reason, &error),
                     0);
    if (result == PAGE_PICTURE_ABSENT) { /* no namespaces on this machine */
        arena_destroy(arena);
        skip();
    }
    assert_int_equal(result, PAGE_PICTURE_DRAWN);
    assert_int_equal(drawn, 1);
    assert_int_equal(picture[0].width, PAGE_PICTURE_WIDTH);
    assert_true(picture[0].height > picture[0].width);
    assert_true(picture[0].geometry.box[2] > 590 && picture[0].geometry.box[2] < 600); /* A4 */
    const struct pixel_box all = {0, 0, picture[0].width, picture[0].height};
    page_picture_png(&picture[0], NULL, 0, &plain);
    page_picture_png(&picture[0], &all, 1, &covered);
    assert_true(str_starts(buf_str(&plain), STR("\x89PNG")));
    assert_true(covered.n < plain.n); /* an even grey packs better than letters */
    buf_finish(&plain);
    buf_finish(&covered);
    arena_destroy(arena);
}

static void a_damaged_file_gives_no_picture_and_says_so(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct context context;
    struct error error = {0};
    struct page_picture picture[1];
    enum page_picture_result result;
    struct str reason;
    const struct page_window pages[] = {{.page = 1}};
    size_t drawn;
    context_init_system(&context, NULL, LANG_JA);
    assert_int_equal(page_picture_draw(&context, STR("%PDF-1.4 cut"), pages, 1, arena, &result,
                                       picture, &drawn, &reason, &error),
                     0);
    assert_int_equal(drawn, 0);
    assert_true(reason.n > 0);
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_box_turns_with_its_page),
        cmocka_unit_test(a_page_need_not_begin_at_zero),
        cmocka_unit_test(what_lies_outside_is_shown_at_the_edge),
        cmocka_unit_test(a_page_is_drawn_and_a_place_painted_over),
        cmocka_unit_test(a_damaged_file_gives_no_picture_and_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
