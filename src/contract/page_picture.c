/* Pictures of pages: GET /contract/inspect/:id/pages/:file_id/:page, and the same below /reveal.
   And what the page of an inspection shows of them: the picture with the places drawn on it. */
#include <sys/stat.h>

#include "base/check.h"
#include "contract/page_routes.h"
#include "contract/page_view.h"
#include "contract/picture.h"
#include "contract/picture_office.h"
#include "store/blob.h"

enum { MARGIN = 3 };

static int send(struct web_request *request, struct web_response *response, bool plain,
                struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct contract_inspection row;
    struct contract_picture *pictures;
    size_t count = 0, at = 0;
    struct stat status;
    int fd;
    int failed = contract_inspection_read(&actor, web_integer(request, STR("id")), &row, error);
    if (!failed)
        failed = contract_picture_list(&actor, row.id, &pictures, &count, error);
    if (failed)
        return failed;
    while (at < count && (pictures[at].file != web_integer(request, STR("file_id")) ||
                          pictures[at].page != web_integer(request, STR("page_id"))))
        at++;
    if (at == count)
        return ERROR(error, ERR_NOT_FOUND, BOTH("頁の絵", "the picture of the page"));
    failed = blob_read_fd(actor.store, row.vault, plain ? pictures[at].plain : pictures[at].covered,
                          &fd, error);
    if (failed)
        return failed;
    CHECK(fstat(fd, &status) == 0);
    web_header(response, STR("Content-Security-Policy"), STR("sandbox; default-src 'none'"));
    web_download_fd(response, STR("page.png"), STR("image/png"), fd, status.st_size, true);
    return 0;
}

int contract_page_picture(struct web_request *request, struct web_response *response,
                          struct error *error)
{
    return send(request, response, false, error);
}

int contract_page_picture_plain(struct web_request *request, struct web_response *response,
                                struct error *error)
{
    return send(request, response, true, error);
}

/* The box of the finding on the picture; NULL: it is not there. */
static const double *box_of(const struct inspect_finding *finding,
                            const struct contract_picture *picture)
{
    if (finding->drawn.picture > 0)
        return finding->drawn.picture == picture->page ? finding->drawn.box : NULL;
    bool here = finding->place.has_box && finding->place.page > 0 &&
                finding->place.page == picture->page && finding->place.inside.n == 0;
    return here ? finding->place.box : NULL;
}

static struct contract_mark_view mark_of(const struct contract_finding_view *found,
                                         const double place[4],
                                         const struct contract_picture *picture,
                                         struct arena *arena)
{
    struct pixel_box box =
        page_picture_box(&picture->geometry, picture->width, picture->height, place);
    double below = box.y + box.height + 20; /* above the box, or below, or inside */
    double label = box.y >= 24 ? box.y - 8 : below < picture->height ? below : box.y + 24;
    return (struct contract_mark_view){
        .number = arena_format(arena, "%lld", (long long)found->number),
        .x = arena_format(arena, "%.1f", box.x - MARGIN),
        .y = arena_format(arena, "%.1f", box.y - MARGIN),
        .width = arena_format(arena, "%.1f", box.width + 2 * MARGIN),
        .height = arena_format(arena, "%.1f", box.height + 2 * MARGIN),
        .label_x = arena_format(arena, "%.1f", box.x),
        .label_y = arena_format(arena, "%.1f", label),
        .is_near = found->finding->drawn.is_near,
    };
}

/* 3 頁, スライド 3, シート「水質」. */
static struct str page_words(const struct contract_file_view *file,
                             const struct contract_picture *picture, struct str sheet,
                             struct arena *arena)
{
    if (sheet.n)
        return ARENA_JOIN(arena, STR("シート「"), sheet, STR("」"));
    bool slides = str_equal(file->report->form, STR("pptx"));
    return arena_format(arena, slides ? "スライド %lld" : "%lld 頁", (long long)picture->page);
}

static void fill_marks(const struct contract_file_view *file,
                       const struct contract_picture *picture, struct arena *arena,
                       struct contract_picture_view *view)
{
    struct contract_mark_view *marks = ARENA_ARRAY(arena, struct contract_mark_view, file->count);
    struct str numbers[2] = {STR(""), STR("")}, sheet = STR("");
    for (size_t i = 0; i < file->count; i++) {
        const double *box = box_of(file->findings[i].finding, picture);
        if (!box)
            continue;
        struct contract_mark_view *mark = &marks[view->mark_count++];
        *mark = mark_of(&file->findings[i], box, picture, arena);
        struct str *list = &numbers[mark->is_near];
        *list = list->n ? ARENA_JOIN(arena, *list, STR("、"), mark->number) : mark->number;
        sheet = file->findings[i].finding->place.sheet;
    }
    struct str there = numbers[0].n ? ARENA_JOIN(arena, STR("指摘 "), numbers[0],
                                                 STR(" の場所を枠で示しています"))
                                    : STR(""),
               near = numbers[1].n
                          ? ARENA_JOIN(arena, STR("指摘 "), numbers[1],
                                       STR(" は見えないため、ある辺りを点線で示しています"))
                          : STR("");
    view->marks = marks;
    view->words = ARENA_JOIN(arena, page_words(file, picture, sheet, arena), STR("。"), there,
                             there.n && near.n ? STR("。") : STR(""), near);
}

static void fill_picture(const struct contract_file_view *file,
                         const struct contract_picture *picture, bool plain, int64_t inspection,
                         struct arena *arena, struct contract_picture_view *view)
{
    fill_marks(file, picture, arena, view);
    view->source =
        arena_format(arena, "/contract/inspect/%lld%s/pages/%lld/%lld", (long long)inspection,
                     plain ? "/reveal" : "", (long long)picture->file, (long long)picture->page);
    view->id =
        arena_format(arena, "page-%lld-%lld", (long long)picture->file, (long long)picture->page);
    view->width = picture->width;
    view->height = picture->height;
}

void contract_pictures_fill(struct contract_file_view *file,
                            const struct contract_picture *pictures, size_t count, bool plain,
                            int64_t inspection, struct arena *arena)
{
    struct contract_picture_view *views = ARENA_ARRAY(arena, struct contract_picture_view, count);
    for (size_t i = 0; i < count; i++) {
        if (pictures[i].file != file->file->id)
            continue;
        struct contract_picture_view *view = &views[file->picture_count];
        fill_picture(file, &pictures[i], plain, inspection, arena, view);
        file->picture_count += view->mark_count > 0; /* all of the page may be allowed by now */
    }
    file->pictures = views;
    if (contract_locate_can(file->report)) {
        file->lacks_office =
            file->count > 0 && file->picture_count == 0 && !contract_office_can(arena);
        return;
    }
    for (size_t i = 0; i < file->count; i++)
        file->lacks_pictures =
            file->lacks_pictures || (file->findings[i].finding->place.has_box && count == 0);
}
