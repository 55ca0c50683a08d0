#include <png.h>

#include "worker/picture.h"

enum worker_status picture_png(struct str bytes, struct arena *arena, struct raster *out)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    if (!png_image_begin_read_from_memory(&image, bytes.p, bytes.n))
        return WORKER_BROKEN;
    if (!raster_create(image.width, image.height, arena, out)) {
        png_image_free(&image);
        return WORKER_OVER_LIMIT;
    }
    /* Transparent places become paper. */
    const png_color white = {255, 255, 255};
    image.format = PNG_FORMAT_BGR;
    size_t row = (size_t)image.width * 3;
    unsigned char *packed = arena_alloc(arena, image.height, row, 1);
    if (!png_image_finish_read(&image, &white, packed, (png_int_32)row, NULL))
        return WORKER_BROKEN;
    size_t count = (size_t)image.width * image.height;
    for (size_t i = 0; i < count; i++)
        out->pixels[i] = (uint32_t)packed[3 * i + 2] << 16 | (uint32_t)packed[3 * i + 1] << 8 |
                         packed[3 * i];
    return WORKER_OK;
}
