#include "contract/picture_office.h"

#include <unistd.h>

#include "doc/capability.h"
#include "doc/paper_office.h"
#include "store/blob.h"

bool contract_office_can(struct arena *arena)
{
    static const struct str needed[] = {STR_INIT("office"), STR_INIT("pdftext"),
                                        STR_INIT("sandbox")};
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
        if (capability_program(needed[i], arena).n == 0)
            return false;
    return true;
}

struct counting {
    int64_t inspection, files;
};

static int count_body(struct db *db, void *argument, struct error *error)
{
    struct counting *counting = argument;
    return DB_GET_INT(db, error, &counting->files, STR("pictures"),
                      "SELECT count(DISTINCT p.file) FROM contract_inspection_picture p JOIN"
                      " contract_inspection_file f ON f.id = p.file WHERE f.inspection = $1",
                      db_int(counting->inspection));
}

/* Something that may stand on a page, and time left for one more file. */
static int is_wanted(const struct web_actor *actor, const struct inspect_report *report,
                     int64_t inspection, bool *wanted, struct error *error)
{
    struct counting counting = {.inspection = inspection};
    *wanted = false;
    for (size_t i = 0; i < report->count; i++) {
        const struct inspect_place *place = &report->findings[i].place;
        *wanted = *wanted || (place->inside.n == 0 &&
                              (place->slide > 0 || place->sheet.n || place->paragraph > 0));
    }
    *wanted = *wanted && contract_office_can(actor->arena);
    if (!*wanted)
        return 0;
    int failed = store_read(actor->store, count_body, &counting, error);
    *wanted = counting.files < CONTRACT_OFFICE_FILES;
    return failed;
}

/* A workbook's cells tell where they are; what the worker cannot read has none. */
static int read_book(const struct web_actor *actor, const struct web_services *services,
                     const struct contract_inspection *inspection, const struct contract_file *file,
                     struct workbook *book, struct error *error)
{
    struct error problem = {0};
    int fd;
    int failed = blob_read_fd(actor->store, inspection->vault, file->blob, &fd, error);
    if (failed)
        return failed;
    if (!services->workers || workbook_read(services->workers, fd, actor->arena, book, &problem))
        *book = (struct workbook){0};
    close(fd);
    return 0;
}

int contract_office_scene(const struct web_actor *actor, const struct web_services *services,
                          const struct contract_inspection *inspection,
                          struct inspect_report *report, const struct contract_file *file,
                          struct str *pdf, struct contract_scene *out, struct error *error)
{
    const struct context *context = store_context(actor->store);
    enum paper_result result = PAPER_UNREADABLE;
    struct page_words words = {0};
    struct workbook book = {0};
    struct str bytes, reason;
    bool wanted, is_book = str_equal(report->form, STR("xlsx"));
    *out = (struct contract_scene){0};
    int failed = is_wanted(actor, report, inspection->id, &wanted, error);
    if (failed || !wanted)
        return failed;
    failed = blob_read(actor->store, inspection->vault, file->blob, CONTRACT_FILE_BYTES,
                       actor->arena, &bytes, error);
    if (!failed)
        failed = paper_office_draw(context, bytes, report->form, actor->arena, &result, pdf,
                                   &reason, error);
    if (!failed && result == PAPER_CONVERTED)
        failed = page_words_read(context, *pdf, actor->arena, &words, error);
    if (!failed && is_book && words.page_count)
        failed = read_book(actor, services, inspection, file, &book, error);
    if (!failed && words.page_count)
        contract_locate(report, &words, is_book ? &book : NULL, actor->arena, out);
    return failed;
}
