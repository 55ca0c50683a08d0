/* Pictures to bounded pixels. */
#ifndef MEGURI_WORKER_PICTURE_H
#define MEGURI_WORKER_PICTURE_H

#include "base/arena.h"
#include "worker/output.h"

/* 32 bits a pixel, 0x00RRGGBB. */
struct raster {
    int width, height;
    uint32_t *pixels;
};

/* The job; parameters as doc/picture_read.c gives and takes them. */
void picture_read_job(struct str bytes, int64_t page, int64_t longest_side, struct arena *arena,
                      struct worker_output *output);

/* Memory for a raster; false when it is larger than PICTURE_LIMIT_PIXELS. */
bool raster_create(uint32_t width, uint32_t height, struct arena *arena, struct raster *out);
/* Not larger than longest_side: each pixel the mean of those it stands for. */
struct raster raster_reduce(struct raster raster, int longest_side, struct arena *arena);
/* EXIF orientation 1..8 undone. */
struct raster raster_upright(struct raster raster, int orientation, struct arena *arena);

/* One decoder per form. WORKER_OK, _BROKEN or _OVER_LIMIT. `longest_side` lets JPEG decode less. */
enum worker_status picture_jpeg(struct str bytes, int longest_side, struct arena *arena,
                                struct raster *out);
enum worker_status picture_png(struct str bytes, struct arena *arena, struct raster *out);
enum worker_status picture_tiff(struct str bytes, int64_t page, struct arena *arena,
                                struct raster *out, int *pages);
/* The raster as JPEG, appended. */
bool picture_write_jpeg(const struct raster *raster, struct buf *out);

#endif
