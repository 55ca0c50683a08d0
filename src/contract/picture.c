#include "contract/picture.h"

#include <stdio.h>

#include "store/blob.h"

enum { MOST_PDF = 200 << 20, MOST_PICTURES = 1000 };

/* Making -----------------------------------------------------------------------------------------
 */

struct making {
    const struct contract_file *file;
    struct page_picture drawn[PAGE_PICTURE_MOST];
    struct blob covered[PAGE_PICTURE_MOST], plain[PAGE_PICTURE_MOST];
    size_t count;
    struct arena *arena;
};

static bool is_on_a_page(const struct inspect_finding *finding)
{
    return finding->place.has_box && finding->place.page > 0 && finding->place.inside.n == 0;
}

static size_t find_pages(const struct inspect_report *report, int64_t pages[PAGE_PICTURE_MOST])
{
    size_t count = 0;
    for (size_t i = 0; i < report->count && count < PAGE_PICTURE_MOST; i++) {
        int64_t page = report->findings[i].place.page;
        bool known = !is_on_a_page(&report->findings[i]);
        for (size_t k = 0; k < count; k++)
            known = known || pages[k] == page;
        if (!known)
            pages[count++] = page;
    }
    return count;
}

static int keep_png(const struct contract_actor *actor, int64_t vault,
                    const struct page_picture *picture, const struct pixel_box *covered,
                    size_t count, struct blob *blob, struct error *error)
{
    struct buf png = {0};
    page_picture_png(picture, covered, count, &png);
    int failed = blob_write(actor->store, vault, buf_str(&png), actor->arena, blob, error);
    buf_finish(&png);
    return failed;
}

static int keep_picture(const struct contract_actor *actor, int64_t vault,
                        const struct inspect_report *report, struct making *making, size_t index,
                        struct error *error)
{
    const struct page_picture *picture = &making->drawn[index];
    struct pixel_box *covered = ARENA_ARRAY(actor->arena, struct pixel_box, report->count);
    size_t count = 0;
    for (size_t i = 0; i < report->count; i++) {
        const struct inspect_finding *finding = &report->findings[i];
        if (is_on_a_page(finding) && finding->is_secret && finding->place.page == picture->page)
            covered[count++] = page_picture_box(&picture->geometry, picture->width, picture->height,
                                                finding->place.box);
    }
    int failed = keep_png(actor, vault, picture, covered, count, &making->covered[index], error);
    return failed ? failed : keep_png(actor, vault, picture, NULL, 0, &making->plain[index], error);
}

static struct str geometry_words(const struct page_geometry *g, struct arena *arena)
{
    return arena_format(arena, "%.2f %.2f %.2f %.2f %d", g->box[0], g->box[1], g->box[2], g->box[3],
                        g->turned);
}

static int save_body(struct db *db, void *argument, struct error *error)
{
    const struct making *making = argument;
    int failed = 0;
    for (size_t i = 0; !failed && i < making->count; i++) {
        const struct page_picture *picture = &making->drawn[i];
        failed = blob_link(db, &making->covered[i], error);
        if (!failed)
            failed = blob_link(db, &making->plain[i], error);
        if (!failed)
            failed = DB_RUN(db, error,
                            "INSERT INTO contract_inspection_picture (file, page, covered, plain,"
                            " width, height, geometry) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                            db_int(making->file->id), db_int(picture->page),
                            db_text(making->covered[i].id), db_text(making->plain[i].id),
                            db_int(picture->width), db_int(picture->height),
                            db_text(geometry_words(&picture->geometry, making->arena)));
    }
    return failed;
}

static int make(const struct contract_actor *actor, const struct contract_inspection *inspection,
                const struct inspect_report *report, const struct contract_file *file,
                struct arena *own, struct error *error)
{
    struct making making = {.file = file, .arena = own};
    int64_t pages[PAGE_PICTURE_MOST];
    enum page_picture_result result;
    struct str pdf, reason;
    size_t count = find_pages(report, pages);
    int failed = count == 0 ? 0
                            : blob_read(actor->store, inspection->vault, file->blob, MOST_PDF, own,
                                        &pdf, error);
    if (failed || count == 0)
        return failed;
    failed = page_picture_draw(store_context(actor->store), pdf, pages, count, own, &result,
                               making.drawn, &making.count, &reason, error);
    for (size_t i = 0; !failed && i < making.count; i++)
        failed = keep_picture(actor, inspection->vault, report, &making, i, error);
    return failed || making.count == 0 ? failed
                                       : store_write(actor->store, save_body, &making, error);
}

int contract_picture_make(const struct contract_actor *actor, const struct inspect *inspect,
                          const struct contract_inspection *inspection,
                          const struct contract_file *file, struct str record, struct error *error)
{
    struct inspect_report report;
    struct arena *own = arena_create(); /* pixels of many pages */
    const struct contract_actor within = {actor->store, own, actor->commission, actor->person,
                                          actor->address};
    int failed = 0;
    if (inspect_read_record(inspect, record, own, &report) && str_equal(report.form, STR("pdf")))
        failed = make(&within, inspection, &report, file, own, error);
    arena_destroy(own);
    return failed;
}

/* Reading ----------------------------------------------------------------------------------------
 */

struct listing {
    const struct contract_actor *actor;
    int64_t inspection;
    struct contract_picture *out;
    size_t count;
};

static void read_geometry(struct str words, struct arena *arena, struct page_geometry *out)
{
    if (sscanf(arena_c(arena, words), "%lf %lf %lf %lf %d", &out->box[0], &out->box[1],
               &out->box[2], &out->box[3], &out->turned) != 5)
        *out = (struct page_geometry){.box = {0, 0, 1, 1}};
}

static int list_body(struct db *db, void *argument, struct error *error)
{
    struct listing *listing = argument;
    struct arena *arena = listing->actor->arena;
    struct db_rows *rows;
    listing->count = 0;
    int failed = DB_QUERY(db, error, &rows,
                          "SELECT p.file, p.page, p.width, p.height, p.geometry, p.covered, p.plain"
                          " FROM contract_inspection_picture p JOIN contract_inspection_file f"
                          " ON f.id = p.file JOIN contract_inspection i ON i.id = f.inspection"
                          " WHERE i.id = $1 AND i.commission = $2 ORDER BY p.file, p.page LIMIT $3",
                          db_int(listing->inspection), db_int(listing->actor->commission),
                          db_int(MOST_PICTURES));
    if (failed)
        return failed;
    while (listing->count < MOST_PICTURES && db_next(rows)) {
        struct contract_picture *picture = &listing->out[listing->count++];
        *picture = (struct contract_picture){.file = db_column_int(rows, 0),
                                             .page = db_column_int(rows, 1),
                                             .width = (int)db_column_int(rows, 2),
                                             .height = (int)db_column_int(rows, 3),
                                             .covered = db_column_copy(rows, 5, arena),
                                             .plain = db_column_copy(rows, 6, arena)};
        read_geometry(db_column_text(rows, 4), arena, &picture->geometry);
    }
    return db_finish(rows, error);
}

int contract_picture_list(const struct contract_actor *actor, int64_t inspection,
                          struct contract_picture **out, size_t *count, struct error *error)
{
    struct listing listing = {actor, inspection,
                              ARENA_ARRAY(actor->arena, struct contract_picture, MOST_PICTURES), 0};
    int failed = store_read(actor->store, list_body, &listing, error);
    *out = listing.out;
    *count = listing.count;
    return failed;
}
