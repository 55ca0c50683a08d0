#include <string.h>
#include <tiffio.h>

#include "worker/picture.h"

enum { MOST_PAGES = 500 };

/* The file in memory, as libtiff wants to see it. */
struct memory {
    struct str bytes;
    uint64_t at;
};

static tmsize_t read_memory(thandle_t handle, void *to, tmsize_t n)
{
    struct memory *memory = handle;
    if (n <= 0 || memory->at >= memory->bytes.n)
        return 0;
    size_t left = memory->bytes.n - (size_t)memory->at;
    size_t got = (size_t)n < left ? (size_t)n : left;
    memcpy(to, memory->bytes.p + memory->at, got);
    memory->at += got;
    return (tmsize_t)got;
}

static tmsize_t write_nothing(thandle_t handle, void *from, tmsize_t n)
{
    (void)handle, (void)from, (void)n;
    return -1;
}

static toff_t seek_memory(thandle_t handle, toff_t offset, int whence)
{
    struct memory *memory = handle;
    uint64_t base = whence == SEEK_CUR ? memory->at : whence == SEEK_END ? memory->bytes.n : 0;
    memory->at = base + offset;
    return memory->at;
}

static int close_memory(thandle_t handle)
{
    (void)handle;
    return 0;
}

static toff_t size_of_memory(thandle_t handle)
{
    return ((struct memory *)handle)->bytes.n;
}

static int count_pages(TIFF *tiff)
{
    int pages = 1;
    while (pages < MOST_PAGES && TIFFReadDirectory(tiff))
        pages++;
    return pages;
}

/* Fax pages are 204 x 98 dots an inch: without stretching they would be flat. */
static struct raster square_dots(TIFF *tiff, struct raster raster, struct arena *arena)
{
    float across = 0, down = 0;
    if (!TIFFGetField(tiff, TIFFTAG_XRESOLUTION, &across) ||
        !TIFFGetField(tiff, TIFFTAG_YRESOLUTION, &down) || !(across > 0) || !(down > 0))
        return raster;
    int times = (int)(across / down + 0.5f);
    struct raster tall;
    if (times < 2 || times > 4 ||
        !raster_create((uint32_t)raster.width, (uint32_t)raster.height * (uint32_t)times, arena, &tall))
        return raster;
    size_t row = (size_t)raster.width;
    for (int y = 0; y < tall.height; y++)
        memcpy(tall.pixels + (size_t)y * row, raster.pixels + (size_t)(y / times) * row, row * 4);
    return tall;
}

static enum worker_status read_page(TIFF *tiff, struct arena *arena, struct raster *out)
{
    uint32_t width = 0, height = 0;
    TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &width);
    TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height);
    if (width == 0 || height == 0)
        return WORKER_BROKEN;
    struct raster raster;
    if (!raster_create(width, height, arena, &raster))
        return WORKER_OVER_LIMIT;
    if (!TIFFReadRGBAImageOriented(tiff, width, height, raster.pixels, ORIENTATION_TOPLEFT, 0))
        return WORKER_BROKEN;
    size_t count = (size_t)width * height;
    for (size_t i = 0; i < count; i++) {
        uint32_t pixel = raster.pixels[i], white = 255 - TIFFGetA(pixel);
        uint32_t red = TIFFGetR(pixel) + white, green = TIFFGetG(pixel) + white,
                 blue = TIFFGetB(pixel) + white;
        raster.pixels[i] = (red > 255 ? 255 : red) << 16 | (green > 255 ? 255 : green) << 8 |
                           (blue > 255 ? 255 : blue);
    }
    *out = square_dots(tiff, raster, arena);
    return WORKER_OK;
}

enum worker_status picture_tiff(struct str bytes, int64_t page, struct arena *arena,
                                struct raster *out, int *pages)
{
    struct memory memory = {.bytes = bytes};
    TIFFSetErrorHandler(NULL);
    TIFFSetWarningHandler(NULL);
    TIFF *tiff = TIFFClientOpen("attachment", "rm", &memory, read_memory, write_nothing,
                                seek_memory, close_memory, size_of_memory, NULL, NULL);
    if (!tiff)
        return WORKER_BROKEN;
    *pages = count_pages(tiff);
    enum worker_status status = WORKER_BROKEN;
    if (page >= 0 && page < *pages && TIFFSetDirectory(tiff, (tdir_t)page))
        status = read_page(tiff, arena, out);
    TIFFClose(tiff);
    return status;
}
