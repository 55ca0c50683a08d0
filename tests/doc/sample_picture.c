#include "sample_picture.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>
#include <png.h>

/* The left half red, the right half blue. */
void sample_paint(unsigned char *rgb)
{
    for (int i = 0; i < SAMPLE_WIDTH * SAMPLE_HEIGHT; i++) {
        bool left = i % SAMPLE_WIDTH < SAMPLE_WIDTH / 2;
        rgb[3 * i] = left ? 255 : 0;
        rgb[3 * i + 1] = 0;
        rgb[3 * i + 2] = left ? 0 : 255;
    }
}

void sample_jpeg(const unsigned char *exif, unsigned exif_size, struct buf *out)
{
    unsigned char rgb[SAMPLE_WIDTH * SAMPLE_HEIGHT * 3], *bytes = NULL;
    unsigned long size = 0;
    sample_paint(rgb);
    struct jpeg_compress_struct info;
    struct jpeg_error_mgr errors;
    info.err = jpeg_std_error(&errors);
    jpeg_create_compress(&info);
    jpeg_mem_dest(&info, &bytes, &size);
    info.image_width = SAMPLE_WIDTH;
    info.image_height = SAMPLE_HEIGHT;
    info.input_components = 3;
    info.in_color_space = JCS_RGB;
    jpeg_set_defaults(&info);
    jpeg_start_compress(&info, TRUE);
    if (exif)
        jpeg_write_marker(&info, JPEG_APP0 + 1, exif, exif_size);
    while (info.next_scanline < SAMPLE_HEIGHT) {
        JSAMPROW row = rgb + info.next_scanline * SAMPLE_WIDTH * 3;
        jpeg_write_scanlines(&info, &row, 1);
    }
    jpeg_finish_compress(&info);
    jpeg_destroy_compress(&info);
    buf_append(out, (struct str){(const char *)bytes, size});
    free(bytes);
}

void sample_png(struct buf *out)
{
    unsigned char rgb[SAMPLE_WIDTH * SAMPLE_HEIGHT * 3];
    sample_paint(rgb);
    png_image image = {.version = PNG_IMAGE_VERSION, .width = SAMPLE_WIDTH, .height = SAMPLE_HEIGHT,
                       .format = PNG_FORMAT_RGB};
    png_alloc_size_t size = 0;
    assert_true(png_image_write_to_memory(&image, NULL, &size, 0, rgb, 0, NULL));
    void *to = buf_reserve(out, size);
    assert_true(png_image_write_to_memory(&image, to, &size, 0, rgb, 0, NULL));
    buf_commit(out, size);
}

void sample_put16(struct buf *out, unsigned value)
{
    buf_append_char(out, (char)(value & 255));
    buf_append_char(out, (char)(value >> 8 & 255));
}

void sample_put32(struct buf *out, unsigned value)
{
    sample_put16(out, value & 0xffff);
    sample_put16(out, value >> 16);
}

/* A fax page: 8 x 2 black-and-white dots at 204 x 102 an inch; white above, black below. */
void sample_tiff_page(struct buf *out, bool last)
{
    enum { ENTRIES = 11 };
    const unsigned entries[ENTRIES][3] = {
        {256, 3, 8}, {257, 3, 2}, {258, 3, 1}, {259, 3, 1}, {262, 3, 1},    {273, 4, 0},
        {277, 3, 1}, {278, 3, 2}, {279, 4, 2}, {282, 5, 0}, {283, 5, 0},
    };
    unsigned start = (unsigned)out->n, data = start + 2 + ENTRIES * 12 + 4;
    sample_put16(out, ENTRIES);
    for (int i = 0; i < ENTRIES; i++) {
        unsigned value = entries[i][2];
        value = entries[i][0] == 273 ? data + 16 : value;
        value = entries[i][0] == 282 ? data : entries[i][0] == 283 ? data + 8 : value;
        sample_put16(out, entries[i][0]);
        sample_put16(out, entries[i][1]);
        sample_put32(out, 1);
        sample_put32(out, value);
    }
    sample_put32(out, last ? 0 : data + 18);
    sample_put32(out, 204), sample_put32(out, 1), sample_put32(out, 102), sample_put32(out, 1);
    buf_append_char(out, '\xff');
    buf_append_char(out, '\0');
}
