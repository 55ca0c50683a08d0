/* GET and POST /contract/inspect: handing in files, and the inspections so far. */
#include "base/civil.h"
#include "contract/page_routes.h"
#include "contract/page_view.h"
#include "contract/templates.h"
#include "contract/upload.h"

struct contract_badge contract_badge_of_state(const struct contract_inspection *row)
{
    switch (row->state) {
    case CONTRACT_WAITING:
        return (struct contract_badge){STR("tone-wait"), STR("順番待ち")};
    case CONTRACT_RUNNING:
        return (struct contract_badge){STR("tone-work"), STR("点検中")};
    case CONTRACT_CANCELLED:
        return (struct contract_badge){STR("tone-stopped"), STR("中止")};
    case CONTRACT_FAILED:
        return (struct contract_badge){STR("tone-bad"), STR("点検できませんでした")};
    case CONTRACT_DONE:
        return row->not_passed ? (struct contract_badge){STR("tone-bad"), STR("要処置")}
                               : (struct contract_badge){STR("tone-good"), STR("合格")};
    case CONTRACT_ERASED:
        break;
    }
    return (struct contract_badge){STR("tone-stopped"), STR("消去済み")};
}

struct str contract_size(int64_t bytes, struct arena *arena)
{
    if (bytes < 1000)
        return arena_format(arena, "%lld B", (long long)bytes);
    if (bytes < 1000000)
        return arena_format(arena, "%lld KB", (long long)((bytes + 500) / 1000));
    return arena_format(arena, "%.1f MB", (double)bytes / 1e6);
}

static struct str result_words(const struct contract_inspection *row, struct arena *arena)
{
    if (row->state == CONTRACT_WAITING || row->state == CONTRACT_RUNNING)
        return arena_format(arena, "%lld / %lld ファイル", (long long)row->done_count,
                            (long long)row->file_count);
    if (row->state == CONTRACT_FAILED || row->state == CONTRACT_CANCELLED)
        return STR("");
    return arena_format(arena, "合格 %lld、不合格 %lld（うち未検査 %lld）",
                        (long long)(row->file_count - row->not_passed), (long long)row->not_passed,
                        (long long)row->not_read);
}

static struct str name_words(const struct contract_inspection *row, struct arena *arena)
{
    struct str first = row->first_name.n ? row->first_name : STR("（消去しました）");
    return row->file_count > 1 ? arena_format(arena, "%" PRIstr " ほか %lld 件", STR_ARG(first),
                                              (long long)(row->file_count - 1))
                               : first;
}

static void fill_rows(const struct web_actor *actor, const struct contract_inspection *rows,
                      size_t count, struct contract_list_page *page)
{
    struct contract_row_view *views = ARENA_ARRAY(actor->arena, struct contract_row_view, count);
    for (size_t i = 0; i < count; i++)
        views[i] =
            (struct contract_row_view){.row = &rows[i],
                                       .name = name_words(&rows[i], actor->arena),
                                       .created = time_format_jst(rows[i].created, actor->arena),
                                       .erase_at = time_format_jst(rows[i].erase_at, actor->arena),
                                       .result = result_words(&rows[i], actor->arena),
                                       .state = contract_badge_of_state(&rows[i])};
    page->rows = views;
    page->count = count;
}

int contract_page_list(struct web_request *request, struct web_response *response,
                       struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    const struct web_services *services = web_services(request);
    struct contract_inspection *rows;
    struct str typed = web_has_problems(request) ? web_typed(request, STR("days")) : STR("");
    struct contract_list_page page = {.form = web_form(request),
                                      .days = typed.n ? typed : STR("7"),
                                      .may_upload = web_may(request, STR("contract.inspect")),
                                      .is_scanning = services && services->scanner};
    size_t count;
    int failed = contract_inspection_list(&actor, &rows, &count, error);
    if (failed)
        return failed;
    fill_rows(&actor, rows, count, &page);
    web_page(request, response, STR("納品物の点検"), contract_list_body, &page);
    return 0;
}

size_t contract_uploads(const struct web_request *request, struct contract_upload **out)
{
    static const struct str fields[] = {STR_INIT("file"), STR_INIT("folder")};
    const struct web_file *file;
    size_t count = 0;
    for (int f = 0; f < 2; f++)
        for (size_t i = 0; (file = web_file(request, fields[f], i)); i++)
            count++;
    struct contract_upload *uploads =
        ARENA_ARRAY(web_arena(request), struct contract_upload, count);
    count = 0;
    for (int f = 0; f < 2; f++)
        for (size_t i = 0; (file = web_file(request, fields[f], i)); i++)
            uploads[count++] = (struct contract_upload){file->name, file->fd, file->size};
    *out = uploads;
    return count;
}

struct str contract_inspection_path(int64_t id, const char *rest, struct arena *arena)
{
    return arena_format(arena, "/contract/inspect/%lld%s", (long long)id, rest);
}

int contract_act_create(struct web_request *request, struct web_response *response,
                        struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct contract_upload *uploads;
    size_t count = contract_uploads(request, &uploads);
    int64_t days = 0, id;
    if (count == 0)
        web_field_error(request, STR("file"),
                        STR("点検するファイルかフォルダーを選んでください。"));
    if (web_has_problems(request))
        return contract_page_list(request, response, error);
    str_to_int64(web_text(request, STR("days")), &days);
    int failed = contract_inspection_create(&actor, uploads, count, days, &id, error);
    if (!failed)
        web_redirect(response, contract_inspection_path(id, "", actor.arena),
                     STR("ファイルを預かりました。点検しています。"));
    return failed;
}
