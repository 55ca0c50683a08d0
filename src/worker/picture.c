#include "worker/picture.h"

#include "base/check.h"
#include "worker/detect.h"

bool raster_create(uint32_t width, uint32_t height, struct arena *arena, struct raster *out)
{
    if (width == 0 || height == 0 || (uint64_t)width * height > PICTURE_LIMIT_PIXELS)
        return false;
    *out = (struct raster){(int)width, (int)height,
                           ARENA_ARRAY(arena, uint32_t, (size_t)width * height)};
    return true;
}

/* Mean of the pixels [x0,x1) x [y0,y1). */
static uint32_t mean(const struct raster *raster, int x0, int x1, int y0, int y1)
{
    uint64_t red = 0, green = 0, blue = 0, count = (uint64_t)(x1 - x0) * (uint64_t)(y1 - y0);
    for (int y = y0; y < y1; y++) {
        const uint32_t *row = raster->pixels + (size_t)y * (size_t)raster->width;
        for (int x = x0; x < x1; x++) {
            red += row[x] >> 16 & 255;
            green += row[x] >> 8 & 255;
            blue += row[x] & 255;
        }
    }
    return (uint32_t)(red / count << 16 | green / count << 8 | blue / count);
}

struct raster raster_reduce(struct raster raster, int longest_side, struct arena *arena)
{
    int longest = raster.width > raster.height ? raster.width : raster.height;
    if (longest <= longest_side)
        return raster;
    int64_t width = (int64_t)raster.width * longest_side / longest;
    int64_t height = (int64_t)raster.height * longest_side / longest;
    struct raster small;
    bool created = raster_create(width ? (uint32_t)width : 1, height ? (uint32_t)height : 1, arena,
                                 &small);
    CHECK(created);
    for (int y = 0; y < small.height; y++) {
        int y0 = (int)((int64_t)y * raster.height / small.height);
        int y1 = (int)((int64_t)(y + 1) * raster.height / small.height);
        for (int x = 0; x < small.width; x++) {
            int x0 = (int)((int64_t)x * raster.width / small.width);
            int x1 = (int)((int64_t)(x + 1) * raster.width / small.width);
            small.pixels[(size_t)y * (size_t)small.width + (size_t)x] =
                mean(&raster, x0, x1 > x0 ? x1 : x0 + 1, y0, y1 > y0 ? y1 : y0 + 1);
        }
    }
    return small;
}

struct raster raster_upright(struct raster raster, int orientation, struct arena *arena)
{
    if (orientation < 2 || orientation > 8)
        return raster;
    bool swaps = orientation >= 5;
    int width = swaps ? raster.height : raster.width, height = swaps ? raster.width : raster.height;
    struct raster turned;
    bool created = raster_create((uint32_t)width, (uint32_t)height, arena, &turned);
    CHECK(created);
    /* For each pixel of the upright picture: where it lies in the stored one. */
    bool flip_x = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    bool flip_y = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            int from_x = swaps ? y : x, from_y = swaps ? x : y;
            if (flip_x)
                from_x = raster.width - 1 - from_x;
            if (flip_y)
                from_y = raster.height - 1 - from_y;
            turned.pixels[(size_t)y * (size_t)width + (size_t)x] =
                raster.pixels[(size_t)from_y * (size_t)raster.width + (size_t)from_x];
        }
    return turned;
}

static enum worker_status decode(struct str bytes, struct str type, int64_t page, int longest_side,
                                 struct arena *arena, struct raster *raster, int *pages)
{
    *pages = 1;
    if (str_equal(type, STR("image/tiff")))
        return picture_tiff(bytes, page, arena, raster, pages);
    if (page != 0)
        return WORKER_BROKEN;
    if (str_equal(type, STR("image/jpeg")))
        return picture_jpeg(bytes, longest_side, arena, raster);
    if (str_equal(type, STR("image/png")))
        return picture_png(bytes, arena, raster);
    return WORKER_UNSUPPORTED;
}

void picture_read_job(struct str bytes, int64_t page, int64_t longest_side, struct arena *arena,
                      struct worker_output *output)
{
    struct str type = detect_type(bytes);
    struct raster raster;
    int pages;
    output->status = decode(bytes, type, page, (int)longest_side, arena, &raster, &pages);
    if (output->status == WORKER_OVER_LIMIT)
        output->text = STR("画像の画素数が上限を超えています");
    else if (output->status == WORKER_BROKEN)
        output->text = STR("画像のデータが途中で切れているか壊れています");
    else if (output->status == WORKER_UNSUPPORTED)
        output->text = type;
    if (output->status != WORKER_OK)
        return;
    raster = raster_reduce(raster, (int)longest_side, arena);
    bool is_jpeg = str_equal(type, STR("image/jpeg"));
    if (!is_jpeg)
        buf_append(&output->record, (struct str){(const char *)raster.pixels,
                                                 (size_t)raster.width * (size_t)raster.height * 4});
    else if (!picture_write_jpeg(&raster, &output->record))
        output->status = WORKER_BROKEN;
    output->parameters[0] = raster.width;
    output->parameters[1] = raster.height;
    output->parameters[2] = pages;
    output->parameters[3] = is_jpeg;
}
