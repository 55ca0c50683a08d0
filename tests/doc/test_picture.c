#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <qpdf/qpdf-c.h>

#include "base/buf.h"
#include "doc/picture.h"
#include "sample_picture.h"
#include "worker_support.h"

static int read_page(struct buf *bytes, int page, int longest, struct arena *arena,
                     struct picture *picture)
{
    struct error error = {0};
    int fd = support_file(buf_str(bytes));
    int failed = picture_read(support_pool(), fd, page, longest, arena, picture, &error);
    close(fd);
    return failed;
}

static void reads_png_as_pixels(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct buf png = {0};
    struct picture picture;
    sample_png(&png);
    assert_int_equal(read_page(&png, 0, 0, arena, &picture), 0);
    assert_int_equal(picture.form, PICTURE_PIXELS);
    assert_true(picture.width == SAMPLE_WIDTH && picture.height == SAMPLE_HEIGHT && picture.pages == 1);
    uint32_t first, last;
    memcpy(&first, picture.bytes.p, 4);
    memcpy(&last, picture.bytes.p + picture.bytes.n - 4, 4);
    assert_int_equal(first, 0xff0000);
    assert_int_equal(last, 0x0000ff);
    buf_finish(&png);
    arena_destroy(arena);
}

static void reduces_a_picture_to_the_longest_side(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct buf png = {0};
    struct picture picture;
    sample_png(&png);
    assert_int_equal(read_page(&png, 0, 30, arena, &picture), 0);
    assert_true(picture.width == 30 && picture.height == 20);
    buf_finish(&png);
    arena_destroy(arena);
}

static void makes_a_new_jpeg_without_the_old_metadata(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct buf jpeg = {0};
    struct picture picture;
    static const unsigned char comment[] = "Exif\0\0MM\0*\0\0\0\x08\0\0GPS 35.0N";
    sample_jpeg(comment, sizeof comment, &jpeg);
    assert_true(str_contains(buf_str(&jpeg), STR("GPS 35.0N")));
    assert_int_equal(read_page(&jpeg, 0, 0, arena, &picture), 0);
    assert_int_equal(picture.form, PICTURE_JPEG);
    assert_true(picture.width == SAMPLE_WIDTH && picture.height == SAMPLE_HEIGHT);
    assert_false(str_contains(picture.bytes, STR("GPS")));
    assert_true(str_starts(picture.bytes, STR("\xff\xd8\xff")));
    buf_finish(&jpeg);
    arena_destroy(arena);
}

static void turns_a_photo_upright(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct buf jpeg = {0};
    struct picture picture;
    static const unsigned char turned[] =
        "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    sample_jpeg(turned, sizeof turned, &jpeg);
    assert_int_equal(read_page(&jpeg, 0, 0, arena, &picture), 0);
    assert_true(picture.width == SAMPLE_HEIGHT && picture.height == SAMPLE_WIDTH);
    buf_finish(&jpeg);
    arena_destroy(arena);
}

static void reads_each_page_of_a_fax_with_square_dots(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct buf tiff = {0};
    struct picture picture;
    buf_append(&tiff, STR("II*\0"));
    sample_put32(&tiff, 8);
    sample_tiff_page(&tiff, false);
    sample_tiff_page(&tiff, true);
    for (int page = 0; page < 2; page++) {
        assert_int_equal(read_page(&tiff, page, 0, arena, &picture), 0);
        assert_true(picture.width == 8 && picture.height == 4 && picture.pages == 2);
        uint32_t first, last;
        memcpy(&first, picture.bytes.p, 4);
        memcpy(&last, picture.bytes.p + picture.bytes.n - 4, 4);
        assert_true(first == 0xffffff && last == 0);
    }
    assert_int_equal(read_page(&tiff, 2, 0, arena, &picture), ERR_DOC_BROKEN);
    buf_finish(&tiff);
    arena_destroy(arena);
}

static void refuses_a_picture_cut_short_and_one_of_another_form(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct buf png = {0}, gif = {0};
    struct picture picture;
    sample_png(&png);
    png.n /= 2;
    assert_int_equal(read_page(&png, 0, 0, arena, &picture), ERR_DOC_BROKEN);
    buf_append(&gif, STR("GIF89a\1\0\1\0"));
    assert_int_equal(read_page(&gif, 0, 0, arena, &picture), ERR_DOC_UNSUPPORTED);
    buf_finish(&png);
    buf_finish(&gif);
    arena_destroy(arena);
}

static void refuses_a_picture_of_too_many_pixels(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct buf png = {0};
    struct picture picture;
    sample_png(&png);
    /* IHDR says 65,535 x 65,535; its checksum does not fit any more, which is also no reason to die. */
    memcpy(png.p + 16, "\0\0\xff\xff\0\0\xff\xff", 8);
    int code = read_page(&png, 0, 0, arena, &picture);
    assert_true(code == ERR_DOC_LIMIT || code == ERR_DOC_BROKEN);
    buf_finish(&png);
    arena_destroy(arena);
}

static const struct str one_page = STR_INIT(
    "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    "2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n"
    "3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>\nendobj\n"
    "xref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000054 00000 n \n"
    "0000000105 00000 n \ntrailer\n<</Root 1 0 R/Size 4>>\nstartxref\n166\n%%EOF\n");

static int check(struct str bytes, struct pdf_summary *summary)
{
    struct error error = {0};
    struct arena *arena = arena_create();
    int fd = support_file(bytes);
    int failed = pdf_check(support_pool(), fd, arena, summary, &error);
    close(fd);
    arena_destroy(arena);
    return failed;
}

static void counts_the_pages_of_a_pdf(void **state)
{
    (void)state;
    struct pdf_summary summary;
    assert_int_equal(check(one_page, &summary), 0);
    assert_true(summary.pages == 1 && summary.lock == PDF_OPEN && !summary.repaired);
}

static void repairs_a_pdf_without_its_table(void **state)
{
    (void)state;
    struct pdf_summary summary;
    size_t table = str_find(one_page, STR("xref"), 0);
    struct arena *arena = arena_create();
    struct str damaged = ARENA_JOIN(arena, str_slice(one_page, 0, table),
                                    STR("trailer\n<</Root 1 0 R/Size 4>>\n%%EOF\n"));
    assert_int_equal(check(damaged, &summary), 0);
    assert_true(summary.pages == 1 && summary.repaired);
    arena_destroy(arena);
}

static void a_file_that_only_says_pdf_is_broken(void **state)
{
    (void)state;
    struct pdf_summary summary;
    assert_int_equal(check(STR("%PDF-1.7\nhello"), &summary), ERR_DOC_BROKEN);
}

static void encrypt(const char *user, int revision, struct buf *out)
{
    qpdf_data pdf = qpdf_init();
    qpdf_silence_errors(pdf);
    qpdf_read_memory(pdf, "x", one_page.p, one_page.n, NULL);
    qpdf_init_write_memory(pdf);
    qpdf_set_static_ID(pdf, QPDF_TRUE);
    if (revision == 6)
        qpdf_set_r6_encryption_parameters2(pdf, user, "owner", 1, 1, 1, 1, 1, 1, qpdf_r3p_none, 1);
    else
        qpdf_set_r3_encryption_parameters_insecure(pdf, user, "owner", 1, 1, 1, 1, 1, 1,
                                                   qpdf_r3p_none);
    assert_int_equal(qpdf_write(pdf) & QPDF_ERRORS, 0);
    buf_append(out, (struct str){(const char *)qpdf_get_buffer(pdf), qpdf_get_buffer_length(pdf)});
    qpdf_cleanup(&pdf);
}

static void tells_a_locked_pdf_from_a_restricted_one(void **state)
{
    (void)state;
    for (int revision = 3; revision <= 6; revision += 3) {
        struct pdf_summary summary;
        struct buf locked = {0}, restricted = {0};
        encrypt("secret", revision, &locked);
        encrypt("", revision, &restricted);
        assert_int_equal(check(buf_str(&locked), &summary), 0);
        assert_int_equal(summary.lock, PDF_PASSWORD);
        assert_int_equal(check(buf_str(&restricted), &summary), 0);
        assert_int_equal(summary.lock, PDF_RESTRICTED);
        assert_int_equal(summary.pages, 1);
        buf_finish(&locked);
        buf_finish(&restricted);
    }
}

static int finish(void **state)
{
    (void)state;
    support_finish();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_png_as_pixels),
        cmocka_unit_test(reduces_a_picture_to_the_longest_side),
        cmocka_unit_test(makes_a_new_jpeg_without_the_old_metadata),
        cmocka_unit_test(turns_a_photo_upright),
        cmocka_unit_test(reads_each_page_of_a_fax_with_square_dots),
        cmocka_unit_test(refuses_a_picture_cut_short_and_one_of_another_form),
        cmocka_unit_test(refuses_a_picture_of_too_many_pixels),
        cmocka_unit_test(counts_the_pages_of_a_pdf),
        cmocka_unit_test(repairs_a_pdf_without_its_table),
        cmocka_unit_test(a_file_that_only_says_pdf_is_broken),
        cmocka_unit_test(tells_a_locked_pdf_from_a_restricted_one),
    };
    return cmocka_run_group_tests(tests, NULL, finish);
}
