/* A whole delivery: POST …/clean, the zip (GET …/delivery) and what was before and after
   (GET …/before-after). */
#include <unistd.h>

#include "base/file.h"
#include "contract/delivery.h"
#include "contract/page_routes.h"
#include "contract/page_view.h"
#include "contract/upload.h"
#include "store/blob.h"

enum { MOST_RECORD = 64 << 20, MOST_WORKBOOK = 256 << 20 };

/* The panel --------------------------------------------------------------------------------------
 */

static void add_choice(struct contract_choice_view *choices, size_t *count,
                       const struct contract_choice_view *own)
{
    size_t i = 0;
    while (i < *count && choices[i].number != own->number)
        i++;
    if (i == *count) {
        choices[(*count)++] = *own;
        choices[i].count = choices[i].files = 0;
        choices[i].singles = NULL;
        choices[i].single_count = 0;
    }
    choices[i].count += own->count;
    choices[i].files++;
}

static void add_file(struct contract_delivery_view *view, const struct contract_clean_view *clean)
{
    if (!clean || !clean->cleaning) {
        view->same++;
        return;
    }
    struct contract_cleaned_file file =
        contract_delivery_file(STR(""), clean->cleaning, clean->result, LANG_JA);
    view->asked++;
    if (clean->cleaning->state == CONTRACT_CLEANING_WAITS)
        view->waiting++;
    else if (file.state == CONTRACT_CLEANED_COPY)
        view->copies++;
    else if (file.state == CONTRACT_CLEANED_NONE)
        view->same++;
    else
        view->stays++;
}

const struct contract_delivery_view *contract_delivery_fill(struct web_request *request,
                                                            const struct inspect *inspect,
                                                            const struct contract_inspection *row,
                                                            const struct contract_file_view *files)
{
    struct arena *arena = web_arena(request);
    struct contract_delivery_view *view = ARENA_NEW(arena, struct contract_delivery_view);
    size_t kinds;
    inspect_kinds(inspect, &kinds);
    struct contract_choice_view *choices = ARENA_ARRAY(arena, struct contract_choice_view, kinds);
    if (row->count < 2)
        return NULL;
    for (size_t i = 0; i < row->count; i++) {
        const struct contract_clean_view *clean = files[i].clean;
        for (size_t k = 0; clean && k < clean->choice_count; k++)
            add_choice(choices, &view->choice_count, &clean->choices[k]);
        add_file(view, clean);
    }
    view->form = web_form(request);
    view->inspection = row->id;
    view->choices = choices;
    view->may_clean = web_may(request, STR("contract.inspect")) && view->waiting == 0;
    return view;
}

int contract_act_clean_all(struct web_request *request, struct web_response *response,
                           struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    int64_t id = web_integer(request, STR("id")), asked = 0;
    int failed = contract_delivery_ask(&actor, id, contract_chosen_kinds(request),
                                       web_check(request, STR("keep")), &asked, error);
    if (!failed)
        web_redirect(response, contract_inspection_path(id, "", actor.arena),
                     asked ? STR("納品物をまとめて整理しています。")
                           : STR("すべてのファイルに整理した写しがあります。"));
    return failed;
}

/* What came of it --------------------------------------------------------------------------------
 */

struct outcome {
    struct contract_inspection row;
    const struct contract_cleaning **cleanings; /* by file of the inspection; NULL: none */
    bool any;
};

/* ERR_NOT_FOUND while something is still being made, or when nothing was asked for. */
static int read_outcome(const struct web_actor *actor, int64_t id, struct outcome *out,
                        struct error *error)
{
    struct contract_cleaning *rows;
    size_t count = 0;
    int failed = contract_inspection_read(actor, id, &out->row, error);
    if (!failed)
        failed = contract_cleaning_list(actor, id, &rows, &count, error);
    if (failed)
        return failed;
    out->cleanings =
        ARENA_ARRAY(actor->arena, const struct contract_cleaning *, out->row.count + 1);
    bool waits = false;
    for (size_t c = 0, f = 0; c < count && f < out->row.count; f++)
        if (out->row.files[f].id == rows[c].file) { /* both in the order of the files */
            waits |= rows[c].state == CONTRACT_CLEANING_WAITS;
            out->cleanings[f] = &rows[c++];
        }
    out->any = count > 0;
    return out->any && !waits && out->row.state == CONTRACT_DONE
               ? 0
               : ERROR(error, ERR_NOT_FOUND, BOTH("整理の終わった納品物", "a cleaned delivery"));
}

int contract_page_delivery(struct web_request *request, struct web_response *response,
                           struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct outcome outcome = {0};
    int64_t size;
    int fd;
    int failed = read_outcome(&actor, web_integer(request, STR("id")), &outcome, error);
    if (failed)
        return failed;
    struct str *copies = ARENA_ARRAY(actor.arena, struct str, outcome.row.count + 1);
    for (size_t i = 0; i < outcome.row.count; i++)
        copies[i] = outcome.cleanings[i] ? outcome.cleanings[i]->copy : STR("");
    failed = contract_delivery_zip(&actor, &outcome.row, copies, &fd, &size, error);
    if (!failed)
        web_download_fd(
            response,
            arena_format(actor.arena, "納品物_%lld_整理済み.zip", (long long)outcome.row.id),
            STR("application/zip"), fd, size, false);
    return failed;
}

/* Masked: places and kinds only, and no words of the files. */
static int fill_report(const struct web_actor *actor, const struct inspect *inspect,
                       const struct outcome *outcome, enum lang lang,
                       struct contract_cleaned_file *files, struct error *error)
{
    int failed = 0;
    for (size_t i = 0; i < outcome->row.count && !failed; i++) {
        const struct contract_cleaning *cleaning = outcome->cleanings[i];
        struct inspect_cleaning *result = NULL;
        struct str record;
        if (cleaning && cleaning->result.n) {
            result = ARENA_NEW(actor->arena, struct inspect_cleaning);
            failed = blob_read(actor->store, outcome->row.vault, cleaning->result, MOST_RECORD,
                               actor->arena, &record, error);
            if (!failed && !inspect_read_cleaning(inspect, record, actor->arena, result))
                result = NULL;
        }
        files[i] = contract_delivery_file(outcome->row.files[i].name, cleaning, result, lang);
    }
    return failed;
}

static int make_workbook(const struct web_actor *actor, const struct contract_cleaned_file *files,
                         size_t count, enum lang lang, struct str *bytes, struct error *error)
{
    const struct context *context = store_context(actor->store);
    struct str path = ARENA_JOIN(actor->arena, store_directory(actor->store), STR("/workbook-"),
                                 context_random_hex(context, 8, actor->arena), STR(".xlsx"));
    int failed = contract_output_cleaning(context, path, files, count, lang, actor->arena, error);
    if (!failed)
        failed = file_read(context, path, MOST_WORKBOOK, actor->arena, bytes, error);
    unlink(path.p);
    return failed;
}

int contract_page_before_after(struct web_request *request, struct web_response *response,
                               struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct outcome outcome = {0};
    struct str bytes;
    int failed = read_outcome(&actor, web_integer(request, STR("id")), &outcome, error);
    if (failed)
        return failed;
    struct inspect *inspect = inspect_create();
    struct contract_cleaned_file *files =
        ARENA_ARRAY(actor.arena, struct contract_cleaned_file, outcome.row.count + 1);
    failed = fill_report(&actor, inspect, &outcome, web_lang(request), files, error);
    if (!failed)
        failed = make_workbook(&actor, files, outcome.row.count, web_lang(request), &bytes, error);
    if (!failed)
        web_download(
            response, arena_format(actor.arena, "整理の前後_%lld.xlsx", (long long)outcome.row.id),
            STR("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), bytes);
    inspect_destroy(inspect);
    return failed;
}
