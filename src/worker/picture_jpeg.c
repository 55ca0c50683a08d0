#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include "worker/picture.h"

enum { QUALITY = 85 };

struct failure {
    struct jpeg_error_mgr manager; /* first: libjpeg hands back a pointer to it */
    jmp_buf away;
};

static void give_up(j_common_ptr info)
{
    longjmp(((struct failure *)info->err)->away, 1);
}

static void stay_silent(j_common_ptr info)
{
    (void)info;
}

static void quiet_errors(struct failure *failure, struct jpeg_error_mgr **manager)
{
    *manager = jpeg_std_error(&failure->manager);
    failure->manager.error_exit = give_up;
    failure->manager.output_message = stay_silent;
}

static unsigned read_number(const unsigned char *p, unsigned size, bool little)
{
    unsigned value = 0;
    for (unsigned i = 0; i < size; i++)
        value |= (unsigned)p[i] << 8 * (little ? i : size - 1 - i);
    return value;
}

/* Tag 0x0112 of the first directory of an EXIF segment; 1 when there is none. */
static int exif_orientation(const unsigned char *p, size_t n)
{
    if (n < 14 || memcmp(p, "Exif\0\0", 6) != 0)
        return 1;
    p += 6;
    n -= 6;
    bool little = p[0] == 'I';
    size_t at = read_number(p + 4, 4, little);
    if (at > n - 2)
        return 1;
    unsigned count = read_number(p + at, 2, little);
    at += 2;
    for (unsigned i = 0; i < count && n - at >= 12; i++, at += 12)
        if (read_number(p + at, 2, little) == 0x0112)
            return (int)read_number(p + at + 8, 2, little);
    return 1;
}

static int orientation_of(const struct jpeg_decompress_struct *info)
{
    for (jpeg_saved_marker_ptr marker = info->marker_list; marker; marker = marker->next)
        if (marker->marker == JPEG_APP0 + 1)
            return exif_orientation(marker->data, marker->data_length);
    return 1;
}

/* Rows of RGB or (inverted, as Adobe writes it) CMYK. */
static void convert_row(const unsigned char *from, int components, int width, uint32_t *to)
{
    for (int x = 0; x < width; x++, from += components) {
        uint32_t red = from[0], green = from[1], blue = from[2];
        if (components == 4) {
            red = red * from[3] / 255;
            green = green * from[3] / 255;
            blue = blue * from[3] / 255;
        }
        to[x] = red << 16 | green << 8 | blue;
    }
}

/* Decoding at half, quarter … size when the result is reduced anyway. */
static void choose_scale(struct jpeg_decompress_struct *info, int longest_side)
{
    unsigned longest = info->image_width > info->image_height ? info->image_width
                                                              : info->image_height;
    info->scale_num = 8;
    info->scale_denom = 8;
    while (info->scale_num > 1 &&
           (uint64_t)longest * (info->scale_num / 2) / 8 >= (uint64_t)longest_side)
        info->scale_num /= 2;
}

static enum worker_status decode(struct jpeg_decompress_struct *info, struct str bytes,
                                 int longest_side, struct arena *arena, struct raster *out)
{
    jpeg_mem_src(info, (const unsigned char *)bytes.p, bytes.n);
    jpeg_save_markers(info, JPEG_APP0 + 1, 0xffff);
    if (jpeg_read_header(info, TRUE) != JPEG_HEADER_OK)
        return WORKER_BROKEN;
    if ((uint64_t)info->image_width * info->image_height > PICTURE_LIMIT_PIXELS)
        return WORKER_OVER_LIMIT;
    bool is_ink = info->jpeg_color_space == JCS_CMYK || info->jpeg_color_space == JCS_YCCK;
    info->out_color_space = is_ink ? JCS_CMYK : JCS_RGB;
    choose_scale(info, longest_side);
    jpeg_start_decompress(info);
    struct raster raster;
    if (!raster_create(info->output_width, info->output_height, arena, &raster))
        return WORKER_OVER_LIMIT;
    unsigned char *row =
        arena_alloc(arena, info->output_width, (size_t)info->output_components, 1);
    while (info->output_scanline < info->output_height) {
        uint32_t *to = raster.pixels + (size_t)info->output_scanline * (size_t)raster.width;
        if (jpeg_read_scanlines(info, &row, 1) != 1)
            return WORKER_BROKEN;
        convert_row(row, info->output_components, raster.width, to);
    }
    *out = raster_upright(raster, orientation_of(info), arena);
    return WORKER_OK;
}

enum worker_status picture_jpeg(struct str bytes, int longest_side, struct arena *arena,
                                struct raster *out)
{
    struct jpeg_decompress_struct info = {0};
    struct failure failure;
    quiet_errors(&failure, &info.err);
    volatile enum worker_status status = WORKER_BROKEN;
    if (setjmp(failure.away) == 0) {
        jpeg_create_decompress(&info);
        status = decode(&info, bytes, longest_side, arena, out);
    }
    jpeg_destroy_decompress(&info);
    return status;
}

static void encode(struct jpeg_compress_struct *info, const struct raster *raster,
                   unsigned char *row)
{
    info->image_width = (JDIMENSION)raster->width;
    info->image_height = (JDIMENSION)raster->height;
    info->input_components = 3;
    info->in_color_space = JCS_RGB;
    jpeg_set_defaults(info);
    jpeg_set_quality(info, QUALITY, TRUE);
    jpeg_start_compress(info, TRUE);
    while (info->next_scanline < info->image_height) {
        const uint32_t *from = raster->pixels + (size_t)info->next_scanline * (size_t)raster->width;
        for (int x = 0; x < raster->width; x++) {
            row[3 * x] = (unsigned char)(from[x] >> 16);
            row[3 * x + 1] = (unsigned char)(from[x] >> 8);
            row[3 * x + 2] = (unsigned char)from[x];
        }
        jpeg_write_scanlines(info, &row, 1);
    }
    jpeg_finish_compress(info);
}

static void append(struct buf *out, const unsigned char *bytes, unsigned long size)
{
    buf_append(out, (struct str){(const char *)bytes, size});
}

bool picture_write_jpeg(const struct raster *raster, struct buf *out)
{
    struct jpeg_compress_struct info = {0};
    struct failure failure;
    unsigned char *bytes = NULL, *row = calloc((size_t)raster->width, 3);
    unsigned long size = 0;
    volatile bool written = false;
    quiet_errors(&failure, &info.err);
    if (row && setjmp(failure.away) == 0) {
        jpeg_create_compress(&info);
        jpeg_mem_dest(&info, &bytes, &size);
        encode(&info, raster, row);
        written = true;
    }
    if (written)
        append(out, bytes, size);
    jpeg_destroy_compress(&info);
    free(bytes);
    free(row);
    return written;
}
