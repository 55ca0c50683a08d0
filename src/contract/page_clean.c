/* Taking things out of a file: what the page offers, what became of it, POST …/clean, GET …/copy.
 */
#include <stdlib.h>

#include "contract/delivery.h"
#include "contract/page_routes.h"
#include "contract/page_view.h"
#include "contract/upload.h"
#include "store/blob.h"

/* A ticked finding: the number of its kind and its own. */
enum { MOST_RECORD = 64 << 20, SINGLE_BASE = 10000000 };

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

/* Findings that can be taken out by themselves: of a kind that can, or of files inside the file. */
static bool is_single(const struct inspect *inspect, const struct inspect_finding *finding)
{
    const struct inspect_clean_rule *rule = inspect_clean_rule(inspect, finding->kind);
    return finding->number > 0 && finding->number < SINGLE_BASE &&
           (rule->each || finding->place.inside.n);
}

static void fill_singles(const struct inspect *inspect, const struct inspect_report *report,
                         enum lang lang, struct arena *arena, struct contract_choice_view *choice)
{
    struct contract_single_view *singles =
        ARENA_ARRAY(arena, struct contract_single_view, report->count);
    for (size_t i = 0; i < report->count; i++) {
        const struct inspect_finding *finding = &report->findings[i];
        if (number_of(inspect, finding->kind) == choice->number && is_single(inspect, finding))
            singles[choice->single_count++] = (struct contract_single_view){
                choice->number * SINGLE_BASE + finding->number, inspect_finding_id(finding, arena),
                inspect_place_text(&finding->place, lang, arena)};
    }
    choice->singles = singles;
    if (choice->single_count < 2) /* the same as the kind */
        choice->single_count = 0;
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
    for (size_t i = 0; i < view->choice_count; i++)
        fill_singles(inspect, report, lang, arena, &can[i]);
    view->choices = can;
    view->nevers = cannot;
}

static const struct str *words_of(const struct inspect_report *report, enum lang lang,
                                  struct arena *arena, size_t *count)
{
    struct str *words = ARENA_ARRAY(arena, struct str, report->count);
    for (size_t i = 0; i < report->count; i++) {
        const struct inspect_finding *finding = &report->findings[i];
        words[i] = ARENA_JOIN(arena, inspect_finding_id(finding, arena), STR(" "),
                              lang == LANG_JA ? finding->kind->title_ja : finding->kind->title_en,
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
    view->along = words_of(&result->along, lang, arena, &view->along_count);
    view->kept = words_of(&result->kept, lang, arena, &view->kept_count);
    view->stays = stays;
    view->stay_count = result->stay_count;
    view->result = result;
    return 0;
}

static struct contract_badge badge_of(enum contract_cleaned state, enum lang lang)
{
    static const struct str tones[] = {[CONTRACT_CLEANED_COPY] = STR_INIT("tone-good"),
                                       [CONTRACT_CLEANED_NONE] = STR_INIT("tone-stopped"),
                                       [CONTRACT_CLEANED_STAYS] = STR_INIT("tone-bad"),
                                       [CONTRACT_CLEANED_LEFT] = STR_INIT("tone-bad")};
    return (struct contract_badge){tones[state], contract_cleaned_words(state, lang)};
}

static void fill_became(struct contract_clean_view *view, enum lang lang)
{
    if (!view->cleaning || view->cleaning->state == CONTRACT_CLEANING_WAITS)
        return;
    struct contract_cleaned_file file =
        contract_delivery_file(STR(""), view->cleaning, view->result, lang);
    view->became = badge_of(file.state, lang);
    view->became_why = file.why;
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
    int failed = 0;
    if (view->cleaning && view->cleaning->result.n) {
        view->copy_name = contract_cleaning_name(file->name, arena);
        view->copy_size = contract_size(view->cleaning->size, arena);
        failed = fill_result(request, inspect, row->vault, view, error);
    }
    fill_became(view, web_lang(request));
    return failed;
}

static int compare_numbers(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* "XL-04:2,3,7": what was ticked of one kind; the values are in order. */
static void put_singles(struct buf *out, const struct inspect_kind *kind, const int64_t *values,
                        size_t count, int64_t number)
{
    bool first = true;
    for (size_t i = 0; i < count; i++) {
        if (values[i] / SINGLE_BASE != number)
            continue;
        buf_append(out, out->n ? STR(",") : STR(""));
        if (first)
            buf_format(out, "%" PRIstr ":", STR_ARG(kind->id));
        buf_format(out, "%lld", (long long)(values[i] % SINGLE_BASE));
        first = false;
    }
}

static bool has_value(const int64_t *values, size_t count, int64_t from, int64_t to)
{
    for (size_t i = 0; i < count; i++)
        if (values[i] >= from && values[i] <= to)
            return true;
    return false;
}

/* Single findings of a kind win over its own box. */
struct str contract_chosen_kinds(struct web_request *request)
{
    struct arena *arena = web_arena(request);
    struct inspect *inspect = inspect_create();
    const int64_t *numbers, *ticked;
    size_t kind_count, count = web_list(request, STR("kind"), &numbers),
                       single_count = web_list(request, STR("finding"), &ticked);
    const struct inspect_kind *kinds = inspect_kinds(inspect, &kind_count);
    int64_t *singles = ARENA_ARRAY(arena, int64_t, single_count + 1);
    struct buf out = {0};
    for (size_t i = 0; i < single_count; i++)
        singles[i] = ticked[i];
    qsort(singles, single_count, sizeof *singles, compare_numbers);
    for (size_t k = 0; k < kind_count; k++) {
        int64_t number = (int64_t)k + 1;
        if (has_value(singles, single_count, number * SINGLE_BASE + 1,
                      number * SINGLE_BASE + SINGLE_BASE - 1)) {
            put_singles(&out, &kinds[k], singles, single_count, number);
        } else if (has_value(numbers, count, number, number)) {
            buf_append(&out, out.n ? STR(",") : STR(""));
            buf_append(&out, kinds[k].id);
        }
    }
    struct str ids = arena_copy(arena, buf_str(&out));
    buf_finish(&out);
    inspect_destroy(inspect);
    return ids;
}

int contract_act_clean(struct web_request *request, struct web_response *response,
                       struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    int64_t id = web_integer(request, STR("id"));
    int failed = contract_cleaning_ask(&actor, id, web_integer(request, STR("file_id")),
                                       contract_chosen_kinds(request), error);
    if (!failed)
        web_redirect(response, contract_inspection_path(id, "", actor.arena),
                     STR("整理した写しを作っています。"));
    return failed;
}

int contract_page_copy(struct web_request *request, struct web_response *response,
                       struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
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
