#include "contract/picture.h"

#include <stdio.h>
#include <string.h>

#include "contract/picture_office.h"
#include "store/blob.h"

enum { MOST_PICTURES = 1000 };

/* Making -----------------------------------------------------------------------------------------
 */

struct making {
    const struct contract_file *file;
    struct page_picture drawn[PAGE_PICTURE_MOST];
    struct blob covered[PAGE_PICTURE_MOST], plain[PAGE_PICTURE_MOST];
    size_t count;
    const struct contract_scene *scene;
    const struct blob *record; /* with what was drawn; NULL: as it was */
    struct arena *arena;
};

static bool is_on_a_page(const struct inspect_finding *finding)
{
    return finding->place.has_box && finding->place.page > 0 && finding->place.inside.n == 0;
}

/* A PDF says itself where its findings are. */
static void read_scene(const struct inspect_report *report, struct arena *arena,
                       struct contract_scene *out)
{
    *out = (struct contract_scene){
        .covers = ARENA_ARRAY(arena, struct contract_cover, report->count + 1)};
    for (size_t i = 0; i < report->count; i++) {
        const struct inspect_finding *finding = &report->findings[i];
        if (!is_on_a_page(finding))
            continue;
        size_t k = 0;
        while (k < out->count && out->pictures[k] != finding->place.page)
            k++;
        if (k == out->count && k < PAGE_PICTURE_MOST) {
            out->windows[k] = (struct page_window){.page = finding->place.page};
            out->pictures[out->count++] = finding->place.page;
        }
        if (!finding->is_secret)
            continue;
        struct contract_cover *cover = &out->covers[out->cover_count++];
        cover->page = finding->place.page;
        memcpy(cover->box, finding->place.box, sizeof cover->box);
    }
}

static int keep_png(const struct web_actor *actor, int64_t vault,
                    const struct page_picture *picture, const struct pixel_box *covered,
                    size_t count, struct blob *blob, struct error *error)
{
    struct buf png = {0};
    page_picture_png(picture, covered, count, &png);
    int failed = blob_write(actor->store, vault, buf_str(&png), actor->arena, blob, error);
    buf_finish(&png);
    return failed;
}

static bool is_covered(const struct contract_cover *cover, const struct page_picture *picture)
{
    const double *box = picture->geometry.box;
    return cover->page == picture->page && cover->box[0] < box[2] && cover->box[2] > box[0] &&
           cover->box[1] < box[3] && cover->box[3] > box[1];
}

static int keep_picture(const struct web_actor *actor, int64_t vault, struct making *making,
                        size_t index, struct error *error)
{
    const struct page_picture *picture = &making->drawn[index];
    const struct contract_scene *scene = making->scene;
    struct pixel_box *covered = ARENA_ARRAY(actor->arena, struct pixel_box, scene->cover_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < scene->cover_count; i++)
        if (is_covered(&scene->covers[i], picture))
            covered[count++] = page_picture_box(&picture->geometry, picture->width, picture->height,
                                                scene->covers[i].box);
    if (scene->is_uncertain)
        covered[count++] = (struct pixel_box){0, 0, picture->width, picture->height};
    int failed = keep_png(actor, vault, picture, covered, count, &making->covered[index], error);
    return failed ? failed : keep_png(actor, vault, picture, NULL, 0, &making->plain[index], error);
}

static struct str geometry_words(const struct page_geometry *g, struct arena *arena)
{
    return arena_format(arena, "%.2f %.2f %.2f %.2f %d", g->box[0], g->box[1], g->box[2], g->box[3],
                        g->turned);
}

static int save_picture(struct db *db, const struct making *making, size_t index,
                        struct error *error)
{
    const struct page_picture *picture = &making->drawn[index];
    int failed = blob_link(db, &making->covered[index], error);
    if (!failed)
        failed = blob_link(db, &making->plain[index], error);
    return failed
               ? failed
               : DB_RUN(db, error,
                        "INSERT INTO contract_inspection_picture (file, page, covered, plain,"
                        " width, height, geometry) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                        db_int(making->file->id), db_int(making->scene->pictures[picture->window]),
                        db_text(making->covered[index].id), db_text(making->plain[index].id),
                        db_int(picture->width), db_int(picture->height),
                        db_text(geometry_words(&picture->geometry, making->arena)));
}

static int save_body(struct db *db, void *argument, struct error *error)
{
    const struct making *making = argument;
    int failed = 0;
    for (size_t i = 0; !failed && i < making->count; i++)
        failed = save_picture(db, making, i, error);
    if (failed || !making->record)
        return failed;
    failed = blob_link(db, making->record, error);
    return failed
               ? failed
               : DB_RUN(db, error, "UPDATE contract_inspection_file SET record = $2 WHERE id = $1",
                        db_int(making->file->id), db_text(making->record->id));
}

static int draw(const struct web_actor *actor, const struct contract_inspection *inspection,
                struct str pdf, struct making *making, struct error *error)
{
    const struct contract_scene *scene = making->scene;
    enum page_picture_result result;
    struct str reason;
    int failed =
        page_picture_draw(store_context(actor->store), pdf, scene->windows, scene->count,
                          actor->arena, &result, making->drawn, &making->count, &reason, error);
    for (size_t i = 0; !failed && i < making->count; i++)
        failed = keep_picture(actor, inspection->vault, making, i, error);
    return failed;
}

static int make_of_pdf(const struct web_actor *actor, const struct contract_inspection *inspection,
                       const struct inspect_report *report, const struct contract_file *file,
                       struct error *error)
{
    struct contract_scene scene;
    struct str pdf;
    struct making making = {.file = file, .scene = &scene, .arena = actor->arena};
    read_scene(report, actor->arena, &scene);
    if (scene.count == 0)
        return 0;
    int failed = blob_read(actor->store, inspection->vault, file->blob, CONTRACT_FILE_BYTES,
                           actor->arena, &pdf, error);
    if (!failed)
        failed = draw(actor, inspection, pdf, &making, error);
    return failed || making.count == 0 ? failed
                                       : store_write(actor->store, save_body, &making, error);
}

static int make_of_office(const struct web_actor *actor, const struct web_services *services,
                          const struct contract_inspection *inspection,
                          struct inspect_report *report, const struct contract_file *file,
                          struct error *error)
{
    struct contract_scene scene;
    struct blob record;
    struct str pdf;
    struct making making = {
        .file = file, .scene = &scene, .record = &record, .arena = actor->arena};
    int failed =
        contract_office_scene(actor, services, inspection, report, file, &pdf, &scene, error);
    if (failed || scene.count == 0)
        return failed;
    failed = draw(actor, inspection, pdf, &making, error);
    if (failed || making.count == 0)
        return failed;
    struct buf bytes = {0};
    inspect_write_record(report, &bytes);
    failed =
        blob_write(actor->store, inspection->vault, buf_str(&bytes), actor->arena, &record, error);
    buf_finish(&bytes);
    return failed ? failed : store_write(actor->store, save_body, &making, error);
}

int contract_picture_make(const struct web_actor *actor, const struct web_services *services,
                          const struct inspect *inspect,
                          const struct contract_inspection *inspection,
                          const struct contract_file *file, struct str record, struct error *error)
{
    struct inspect_report report;
    struct arena *own = arena_create(); /* pixels of many pages */
    struct web_actor within = *actor;
    int failed = 0;
    within.arena = own;
    if (inspect_read_record(inspect, record, own, &report)) {
        if (str_equal(report.form, STR("pdf")))
            failed = make_of_pdf(&within, inspection, &report, file, error);
        else if (contract_locate_can(&report) && report.inspected)
            failed = make_of_office(&within, services, inspection, &report, file, error);
    }
    arena_destroy(own);
    return failed;
}

/* Reading ----------------------------------------------------------------------------------------
 */

struct listing {
    const struct web_actor *actor;
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

int contract_picture_list(const struct web_actor *actor, int64_t inspection,
                          struct contract_picture **out, size_t *count, struct error *error)
{
    struct listing listing = {actor, inspection,
                              ARENA_ARRAY(actor->arena, struct contract_picture, MOST_PICTURES), 0};
    int failed = store_read(actor->store, list_body, &listing, error);
    *out = listing.out;
    *count = listing.count;
    return failed;
}
