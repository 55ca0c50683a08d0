/* Where findings of Office files are put on drawn pages. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "contract/locate.h"

struct scene {
    struct arena *arena;
    struct inspect *inspect;
    struct inspect_report report;
    struct inspect_finding findings[8];
    struct contract_scene drawn;
};

static void begin(struct scene *scene, const char *form)
{
    *scene = (struct scene){.arena = arena_create(), .inspect = inspect_create()};
    scene->report = (struct inspect_report){
        .form = str_from_c(form), .inspected = true, .findings = scene->findings};
}

static void finish(struct scene *scene)
{
    inspect_destroy(scene->inspect);
    arena_destroy(scene->arena);
}

static struct inspect_place *plant(struct scene *scene, const char *kind, const char *found)
{
    struct inspect_finding *finding = &scene->findings[scene->report.count++];
    *finding = (struct inspect_finding){.kind = inspect_kind_find(scene->inspect, str_from_c(kind)),
                                        .found = str_from_c(found),
                                        .is_secret = true,
                                        .count = 1};
    assert_non_null(finding->kind);
    return &finding->place;
}

static void locate(struct scene *scene, const char *pages, const struct workbook *book)
{
    struct page_words words;
    page_words_parse(str_from_c(pages), scene->arena, &words);
    contract_locate(&scene->report, &words, book, scene->arena, &scene->drawn);
}

#define PAGE "<page width=\"600\" height=\"800\">\n"
#define WORD(left, top, text)                                                                      \
    "<word xMin=\"" #left "\" yMin=\"" #top "\" xMax=\"" #left "9\" yMax=\"" #top "9\">" text      \
    "</word>\n"

static void words_that_can_be_seen_are_framed_where_they_stand(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene, "docx");
    struct inspect_place *place = plant(&scene, "PI-01", "山田太郎");
    place->part = STR("word/document.xml");
    place->beside = STR("本日の司会は山田太郎");
    locate(&scene,
           PAGE WORD(1, 1, "山田太郎") PAGE WORD(1, 2, "本日の") WORD(3, 2, "司会は")
               WORD(5, 2, "山田太郎"),
           NULL);
    assert_int_equal(scene.findings[0].drawn.picture, 2);
    assert_false(scene.findings[0].drawn.is_near);
    assert_true(scene.findings[0].drawn.box[0] > 4 && scene.findings[0].drawn.box[3] > 797);
    assert_int_equal(scene.drawn.count, 1);
    assert_int_equal(scene.drawn.cover_count, 2); /* the other page may be drawn, too */
    finish(&scene);
}

static void hidden_words_are_marked_behind_what_is_seen_before_them(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene, "docx");
    struct inspect_place *place = plant(&scene, "WD-03", "隠した金額");
    place->part = STR("word/document.xml");
    place->beside = STR("別の行金額の根拠");
    locate(&scene, PAGE WORD(1, 1, "金額の") WORD(3, 1, "根拠") WORD(5, 1, "以上"), NULL);
    assert_int_equal(scene.findings[0].drawn.picture, 1);
    assert_true(scene.findings[0].drawn.is_near);
    assert_true(scene.findings[0].drawn.box[0] > 38.9 && scene.findings[0].drawn.box[0] < 39.1);
    finish(&scene);
}

static void what_is_on_no_page_gets_no_picture(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene, "docx");
    plant(&scene, "OPC-06", "山田")->part = STR("docProps/core.xml");
    locate(&scene, PAGE WORD(1, 1, "山田"), NULL);
    assert_int_equal(scene.findings[0].drawn.picture, 0);
    assert_int_equal(scene.drawn.count, 0);
    finish(&scene);
}

static void a_shape_is_framed_by_its_own_box_and_notes_frame_the_slide(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene, "pptx");
    scene.report.measure.pages = 1;
    struct inspect_place *shape = plant(&scene, "PP-04", "白い文字"),
                         *notes = plant(&scene, "PP-01", "言わないこと");
    *shape = (struct inspect_place){
        .part = STR("ppt/slides/slide1.xml"), .slide = 1, .has_box = true, .box = {10, 20, 30, 40}};
    *notes = (struct inspect_place){.part = STR("ppt/notesSlides/notesSlide1.xml"), .slide = 1};
    locate(&scene, PAGE WORD(1, 1, "題"), NULL);
    assert_int_equal(scene.findings[0].drawn.picture, 1);
    assert_true(scene.findings[0].drawn.box[0] == 10);
    assert_true(scene.findings[1].drawn.is_near && scene.findings[1].drawn.box[2] > 590);
    assert_int_equal(scene.drawn.count, 1);
    finish(&scene);
}

static void slides_are_not_drawn_when_some_are_missing(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene, "pptx");
    scene.report.measure.pages = 2;
    plant(&scene, "PP-02", "題")->slide = 1;
    locate(&scene, PAGE WORD(1, 1, "題"), NULL);
    assert_int_equal(scene.drawn.count, 0);
    finish(&scene);
}

static const struct sheet_cell cells[] = {{0, 0, STR_INIT("地点")}, {0, 1, STR_INIT("備考")},
                                          {1, 0, STR_INIT("上流")}, {1, 1, STR_INIT("晴")},
                                          {2, 0, STR_INIT("中流")}, {3, 0, STR_INIT("下流")},
                                          {3, 1, STR_INIT("雨")}};
static const struct sheet sheets[] = {{.name = STR_INIT("水質"),
                                       .rows = 4,
                                       .columns = 2,
                                       .cells = cells,
                                       .cell_count = sizeof cells / sizeof cells[0]}};
static const struct workbook book = {sheets, 1};
static const char sheet_page[] = PAGE WORD(1, 1, "地点") WORD(5, 1, "備考") WORD(1, 2, "上流")
    WORD(5, 2, "晴") WORD(1, 3, "下流") WORD(5, 3, "雨");

static void a_cell_is_found_by_the_words_of_its_row_and_column(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene, "xlsx");
    struct inspect_place *place = plant(&scene, "XL-12", "白い備考");
    place->sheet = STR("水質");
    place->cell = STR("B4");
    locate(&scene, sheet_page, &book);
    const double *box = scene.findings[0].drawn.box;
    assert_int_equal(scene.findings[0].drawn.picture, 1);
    assert_false(scene.findings[0].drawn.is_near);
    assert_true(box[0] == 5 && box[2] == 59 && box[3] == 797 && box[1] == 761);
    assert_int_equal(scene.drawn.windows[0].page, 1);
    finish(&scene);
}

static void a_hidden_row_is_a_line_between_its_neighbours(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene, "xlsx");
    struct inspect_place *place = plant(&scene, "XL-04", "");
    place->sheet = STR("水質");
    place->cell = STR("3:3");
    locate(&scene, sheet_page, &book);
    const double *box = scene.findings[0].drawn.box;
    assert_true(scene.findings[0].drawn.is_near);
    assert_true(box[1] == box[3] && box[0] < 2 && box[2] > 590);
    finish(&scene);
}

static void a_name_that_is_only_half_met_covers_the_whole_picture(void **state)
{
    (void)state;
    struct scene scene;
    begin(&scene, "docx");
    struct inspect_place *place = plant(&scene, "PI-01", "長谷川太郎左衛門");
    place->part = STR("word/document.xml");
    locate(&scene, PAGE WORD(1, 1, "長い文"), NULL);
    assert_true(scene.drawn.is_uncertain);
    finish(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_that_can_be_seen_are_framed_where_they_stand),
        cmocka_unit_test(hidden_words_are_marked_behind_what_is_seen_before_them),
        cmocka_unit_test(what_is_on_no_page_gets_no_picture),
        cmocka_unit_test(a_shape_is_framed_by_its_own_box_and_notes_frame_the_slide),
        cmocka_unit_test(slides_are_not_drawn_when_some_are_missing),
        cmocka_unit_test(a_cell_is_found_by_the_words_of_its_row_and_column),
        cmocka_unit_test(a_hidden_row_is_a_line_between_its_neighbours),
        cmocka_unit_test(a_name_that_is_only_half_met_covers_the_whole_picture),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
