/* Taking things out of a file: what the page offers, what became of it, POST …/clean, GET …/copy.
 */
#include "contract/page_routes.h"
#include "contract/page_view.h"
#include "contract/upload.h"
#include "store/blob.h"

enum { MOST_RECORD = 64 << 20 };

static int64_t number_of(const struct inspect *inspect, const struct inspect_kind *kind)
{
    size_t count;
    return kind - inspect_kinds(inspect, &count) + 1;
}

static struct contract_choice_view *choice_of(struct contract_choice_view *choices, size_t *count,
                                              int64_t number)
{
    for (size_t i = 0; i < *count; i++)
        if (choices[i].number == number)
            return &choices[i];
    choices[*count] = (struct contract_choice_view){.number = number};
    return &choices[(*count)++];
}

/* One choice for each kind that the file has. */
static void fill_choices(const struct inspect *inspect, const struct inspect_report *report,
                         enum lang lang, struct arena *arena, struct contract_clean_view *view)
{
    struct contract_choice_view *can =
                                    ARENA_ARRAY(arena, struct contract_choice_view, report->count),
                                *cannot =
                                    ARENA_ARRAY(arena, struct contract_choice_view, report->count);
    for (size_t i = 0; i < report->count; i++) {
        const struct inspect_kind *kind = report->findings[i].kind;
        const struct inspect_clean_rule *rule = inspect_clean_rule(inspect, kind);
        bool never = rule->way == INSPECT_CLEAN_NEVER;
        struct contract_choice_view *choice =
            choice_of(never ? cannot : can, never ? &view->never_count : &view->choice_count,
                      number_of(inspect, kind));
        choice->count += report->findings[i].count;
        choice->title = lang == LANG_JA ? kind->title_ja : kind->title_en;
        choice->words = lang == LANG_JA ? rule->ja : rule->en;
        choice->usual = rule->way == INSPECT_CLEAN_USUAL;
    }
    view->choices = can;
    view->nevers = cannot;
}

static const struct str *words_of(const struct inspect_report *report, enum lang lang,
                                  struct arena *arena, size_t *count)
{
    struct str *words = ARENA_ARRAY(arena, struct str, report->count);
    for (size_t i = 0; i < report->count; i++) {
        const struct inspect_finding *finding = &report->findings[i];
        words[i] =
            ARENA_JOIN(arena, lang == LANG_JA ? finding->kind->title_ja : finding->kind->title_en,
                       STR("　"), inspect_place_text(&finding->place, lang, arena));
    }
    *count = report->count;
    return words;
}

static int fill_result(struct web_request *request, const struct inspect *inspect, int64_t vault,
                       struct contract_clean_view *view, struct error *error)
{
    struct arena *arena = web_arena(request);
    struct inspect_cleaning *result = ARENA_NEW(arena, struct inspect_cleaning);
    struct str record;
    enum lang lang = web_lang(request);
    int failed = blob_read(web_store(request), vault, view->cleaning->result, MOST_RECORD, arena,
                           &record, error);
    if (failed || !inspect_read_cleaning(inspect, record, arena, result))
        return failed;
    struct str *stays = ARENA_ARRAY(arena, struct str, result->stay_count);
    for (size_t i = 0; i < result->stay_count; i++)
        stays[i] = lang == LANG_JA ? result->stays[i].ja : result->stays[i].en;
    view->removed = words_of(&result->removed, lang, arena, &view->removed_count);
    view->kept = words_of(&result->kept, lang, arena, &view->kept_count);
    view->stays = stays;
    view->stay_count = result->stay_count;
    view->result = result;
    return 0;
}

int contract_clean_fill(struct web_request *request, const struct inspect *inspect,
                        const struct contract_inspection *row, const struct contract_file *file,
                        const struct inspect_report *report,
                        const struct contract_cleaning *cleanings, size_t count,
                        const struct contract_clean_view **out, struct error *error)
{
    struct arena *arena = web_arena(request);
    struct contract_clean_view *view = ARENA_NEW(arena, struct contract_clean_view);
    view->form = web_form(request);
    view->inspection = row->id;
    view->file = file->id;
    for (size_t i = 0; i < count; i++)
        if (cleanings[i].file == file->id)
            view->cleaning = &cleanings[i];
    if (report->count == 0 && !view->cleaning)
        return 0;
    bool waits = view->cleaning && view->cleaning->state == CONTRACT_CLEANING_WAITS;
    view->may_clean = web_may(request, STR("contract.inspect")) && !waits;
    fill_choices(inspect, report, web_lang(request), arena, view);
    *out = view;
    if (!view->cleaning || view->cleaning->result.n == 0)
        return 0;
    view->copy_name = contract_cleaning_name(file->name, arena);
    view->copy_size = contract_size(view->cleaning->size, arena);
    return fill_result(request, inspect, row->vault, view, error);
}

static struct str chosen_kinds(struct web_request *request)
{
    struct arena *arena = web_arena(request);
    struct inspect *inspect = inspect_create();
    const int64_t *numbers;
    size_t kind_count, count = web_list(request, STR("kind"), &numbers);
    const struct inspect_kind *kinds = inspect_kinds(inspect, &kind_count);
    struct str ids = STR("");
    for (size_t i = 0; i < count; i++)
        if (numbers[i] > 0 && (size_t)numbers[i] <= kind_count)
            ids = ARENA_JOIN(arena, ids, ids.n ? STR(",") : STR(""), kinds[numbers[i] - 1].id);
    inspect_destroy(inspect);
    return ids;
}

int contract_act_clean(struct web_request *request, struct web_response *response,
                       struct error *error)
{
    struct contract_actor actor = contract_actor_of_request(request);
    int64_t id = web_integer(request, STR("id"));
    int failed = contract_cleaning_ask(&actor, id, web_integer(request, STR("file_id")),
                                       chosen_kinds(request), error);
    if (!failed)
        web_redirect(response, contract_inspection_path(id, "", actor.arena),
                     STR("整理した写しを作っています。"));
    return failed;
}

int contract_page_copy(struct web_request *request, struct web_response *response,
                       struct error *error)
{
    struct contract_actor actor = contract_actor_of_request(request);
    struct contract_inspection row;
    struct contract_cleaning *cleanings;
    size_t count = 0, at = 0, file = 0;
    int64_t wanted = web_integer(request, STR("file_id"));
    int fd;
    int failed = contract_inspection_read(&actor, web_integer(request, STR("id")), &row, error);
    if (!failed)
        failed = contract_cleaning_list(&actor, row.id, &cleanings, &count, error);
    if (failed)
        return failed;
    while (at < count && cleanings[at].file != wanted)
        at++;
    while (file < row.count && row.files[file].id != wanted)
        file++;
    if (at == count || file == row.count || cleanings[at].copy.n == 0)
        return ERROR(error, ERR_NOT_FOUND, BOTH("整理した写し", "the cleaned copy"));
    failed = blob_read_fd(actor.store, row.vault, cleanings[at].copy, &fd, error);
    if (!failed)
        web_download_fd(response, contract_cleaning_name(row.files[file].name, actor.arena),
                        STR("application/octet-stream"), fd, cleanings[at].size, false);
    return failed;
}
