/* GET /contract/inspect/:id: progress, then the findings grouped by file; and what is done to an
   inspection. */
#include <unistd.h>

#include "base/civil.h"
#include "base/file.h"
#include "contract/output.h"
#include "contract/page_routes.h"
#include "contract/page_view.h"
#include "contract/templates.h"
#include "contract/upload.h"

/* More findings than people read on one page: the rest stands in the report. */
enum { MOST_PAGES_NAMED = 20, MOST_FINDINGS_SHOWN = 3000, MOST_WORKBOOK = 256 << 20 };

static struct str tone_of(enum inspect_severity severity)
{
    return severity >= INSPECT_ACT       ? STR("tone-bad")
           : severity == INSPECT_JUDGE   ? STR("tone-attention")
           : severity == INSPECT_WARNING ? STR("tone-wait")
                                         : STR("tone-stopped");
}

struct contract_badge contract_badge_of_report(const struct inspect_report *report, bool done,
                                               enum lang lang)
{
    if (!done)
        return (struct contract_badge){STR("tone-wait"), STR("順番待ち")};
    struct str tone = !report->inspected       ? STR("tone-bad")
                      : inspect_passes(report) ? STR("tone-good")
                                               : tone_of(inspect_worst(report));
    return (struct contract_badge){tone, contract_output_state(report, lang)};
}

static struct str grouped(int64_t value, struct arena *arena)
{
    struct buf out = {0};
    struct html html = {.out = &out, .arena = arena};
    html_grouped(&html, value);
    struct str text = arena_copy(arena, buf_str(&out));
    buf_finish(&out);
    return text;
}

static struct str pages_words(const struct inspect_report *report, struct arena *arena)
{
    struct str list = STR("");
    int64_t without = report->measure.pages_without_text;
    size_t named = 0;
    if (without < 0 || report->measure.pages < 0)
        return STR("");
    if (without == 0)
        return arena_format(arena, "全 %lld 頁にあります", (long long)report->measure.pages);
    for (size_t i = 0; i < report->page_text_count && named < MOST_PAGES_NAMED; i++)
        if (report->page_text[i] == 0)
            list =
                arena_format(arena, "%" PRIstr "%s%zu", STR_ARG(list), named++ ? "、" : "", i + 1);
    return arena_format(arena, "%lld 頁のうち %lld 頁にありません（%" PRIstr "%s 頁）",
                        (long long)report->measure.pages, (long long)without, STR_ARG(list),
                        without > (int64_t)named ? " …" : "");
}

static struct str limit_value(const struct inspect_limit *limit, int64_t value, struct arena *arena)
{
    bool binary = limit->most == (int64_t)128 << 20;
    return str_equal(limit->measure, STR("bytes"))
               ? arena_format(arena, binary ? "%.2f MiB" : "%.2f MB",
                              (double)value / (binary ? 1048576 : 1e6))
               : grouped(value, arena);
}

static void fill_measures(const struct inspect *inspect, struct contract_file_view *view,
                          struct arena *arena)
{
    size_t count;
    const struct inspect_limit *limits = inspect_limits(inspect, &count);
    struct contract_measure_view *room = ARENA_ARRAY(arena, struct contract_measure_view, count);
    for (size_t i = 0; i < count; i++) {
        int64_t value = inspect_measured(&view->report->measure, &limits[i]);
        if (value < 0)
            continue;
        bool kept = value <= limits[i].most;
        room[view->measure_count++] =
            (struct contract_measure_view){.name = limits[i].title_ja,
                                           .value = limit_value(&limits[i], value, arena),
                                           .most = limit_value(&limits[i], limits[i].most, arena),
                                           .verdict = {kept ? STR("tone-good") : STR("tone-bad"),
                                                       kept ? STR("以内") : STR("超過")},
                                           .source = limits[i].source,
                                           .decides = limits[i].kind.n > 0};
    }
    view->measures = room;
    view->text_layer = pages_words(view->report, arena);
    view->measured = view->measure_count > 2; /* more than its size */
}

/* The page that is being filled. */
struct filling {
    const struct inspect *inspect;
    const struct contract_inspection *row;
    const struct inspect_report *reports;
    const struct contract_picture *pictures;
    size_t picture_count;
    const struct contract_cleaning *cleanings;
    size_t cleaning_count;
    bool reveal;
    enum lang lang;
    struct arena *arena;
};

static struct str around(const struct filling *f, const struct contract_file_view *view,
                         size_t finding)
{
    return contract_place_has_cells(view->report, &view->report->findings[finding])
               ? arena_format(f->arena, "/contract/inspect/%lld%s/places/%lld/%zu",
                              (long long)f->row->id, f->reveal ? "/reveal" : "",
                              (long long)view->file->id, finding + 1)
               : STR("");
}

static struct str place_words(const struct inspect_place *place, enum lang lang,
                              struct arena *arena)
{
    struct str words = inspect_place_text(place, lang, arena);
    return words.n ? words : lang == LANG_JA ? STR("ファイル全体") : STR("the whole file");
}

static void fill_findings(const struct filling *f, struct contract_file_view *view)
{
    enum lang lang = f->lang;
    struct arena *arena = f->arena;
    const struct inspect_report *report = view->report;
    struct contract_finding_view *findings =
        ARENA_ARRAY(arena, struct contract_finding_view, report->count);
    for (size_t i = 0; i < report->count; i++) {
        const struct inspect_finding *finding = &report->findings[i];
        bool ja = lang == LANG_JA;
        findings[i] = (struct contract_finding_view){
            .finding = finding,
            .number = (int64_t)i + 1,
            .id = inspect_finding_id(finding, arena),
            .severity = {tone_of(finding->severity),
                         inspect_severity_title(finding->severity, lang)},
            .title = ja ? finding->kind->title_ja : finding->kind->title_en,
            .place = place_words(&finding->place, lang, arena),
            .mend = ja ? finding->kind->mend_ja : finding->kind->mend_en,
            .why = finding->kind->why_ja,
            .around = around(f, view, i),
        };
    }
    view->findings = findings;
    view->count = report->count;
}

static int fill_file(const struct filling *f, struct web_request *request, size_t index,
                     struct contract_file_view *view, struct error *error)
{
    const struct inspect_report *report = &f->reports[index];
    const struct contract_file *file = &f->row->files[index];
    *view = (struct contract_file_view){
        .file = file,
        .report = report,
        .number = (int64_t)index + 1,
        .state = contract_badge_of_report(report, file->done, f->lang),
        .size = contract_size(file->size, f->arena),
        .reason = f->lang == LANG_JA ? report->reason_ja : report->reason_en};
    if (!file->done)
        return 0;
    view->scan = inspect_scan_words(&report->scan, f->lang, f->arena);
    fill_measures(f->inspect, view, f->arena);
    fill_findings(f, view);
    contract_pictures_fill(view, f->pictures, f->picture_count, f->reveal, f->row->id, f->arena);
    return contract_clean_fill(request, f->inspect, f->row, file, report, f->cleanings,
                               f->cleaning_count, &view->clean, error);
}

static int fill_files(const struct filling *f, struct web_request *request,
                      struct contract_show_page *page, struct error *error)
{
    int failed = 0;
    size_t shown = 0;
    struct contract_file_view *views =
        ARENA_ARRAY(f->arena, struct contract_file_view, f->row->count);
    for (size_t i = 0; !failed && i < f->row->count; i++) {
        failed = fill_file(f, request, i, &views[i], error);
        views[i].is_too_much = (shown += views[i].count) > MOST_FINDINGS_SHOWN;
        page->passed_count += f->row->files[i].done && inspect_passes(&f->reports[i]);
    }
    page->files = views;
    page->count = f->row->count;
    return failed;
}

struct naming {
    int64_t id;
    struct arena *arena;
    struct account_person person;
};

static int name_body(struct db *db, void *argument, struct error *error)
{
    struct naming *naming = argument;
    return account_person_load(db, naming->id, naming->arena, &naming->person, error);
}

static int load(const struct web_actor *actor, struct filling *f, struct error *error)
{
    struct inspect_report *reports = NULL;
    struct contract_picture *pictures = NULL;
    struct contract_cleaning *cleanings = NULL;
    int failed = contract_report_read(actor, f->inspect, f->row, f->reveal, &reports, error);
    if (!failed)
        failed = contract_picture_list(actor, f->row->id, &pictures, &f->picture_count, error);
    if (!failed)
        failed = contract_cleaning_list(actor, f->row->id, &cleanings, &f->cleaning_count, error);
    f->reports = reports;
    f->pictures = pictures;
    f->cleanings = cleanings;
    return failed;
}

static bool waits(const struct contract_cleaning *cleanings, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (cleanings[i].state == CONTRACT_CLEANING_WAITS)
            return true;
    return false;
}

static int show(struct web_request *request, struct web_response *response, bool reveal,
                struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct contract_inspection row;
    int failed = contract_inspection_read(&actor, web_integer(request, STR("id")), &row, error);
    struct naming naming = {.id = failed ? 0 : row.person, .arena = actor.arena};
    if (!failed)
        failed = web_read(request, name_body, &naming, error);
    if (failed)
        return failed;
    struct inspect *inspect = inspect_create();
    struct contract_show_page page = {
        .form = web_form(request),
        .row = &row,
        .state = contract_badge_of_state(&row),
        .created = time_format_jst(row.created, actor.arena),
        .erase_at = time_format_jst(row.erase_at, actor.arena),
        .person = naming.person.name,
        .running = row.state == CONTRACT_WAITING || row.state == CONTRACT_RUNNING,
        .erased = row.state == CONTRACT_ERASED,
        .revealed = reveal,
        .may_reveal = web_may(request, STR("contract.inspect.reveal")),
        .may_upload = web_may(request, STR("contract.inspect")),
    };
    struct filling filling = {.inspect = inspect,
                              .row = &row,
                              .reveal = reveal,
                              .lang = web_lang(request),
                              .arena = actor.arena};
    if (!page.running) /* until then the page only says how far it is */
        failed = load(&actor, &filling, error);
    if (!failed && !page.running)
        failed = fill_files(&filling, request, &page, error);
    if (!failed && row.state == CONTRACT_DONE)
        page.delivery = contract_delivery_fill(request, inspect, &row, page.files);
    if (!failed) {
        bool cleans = waits(filling.cleanings, filling.cleaning_count);
        if (page.running || cleans) /* without script, too */
            web_header(response, STR("Refresh"), STR("3"));
        web_page(request, response, STR("点検の結果"), contract_show_body, &page);
    }
    inspect_destroy(inspect);
    return failed;
}

int contract_page_show(struct web_request *request, struct web_response *response,
                       struct error *error)
{
    return show(request, response, false, error);
}

int contract_page_reveal(struct web_request *request, struct web_response *response,
                         struct error *error)
{
    return show(request, response, true, error);
}

/* The report as a file --------------------------------------------------------------------------
 */

static int make_sheet(const struct web_actor *actor, const struct contract_output *output,
                      struct str *bytes, struct error *error)
{
    const struct context *context = store_context(actor->store);
    struct str path = ARENA_JOIN(actor->arena, store_directory(actor->store), STR("/workbook-"),
                                 context_random_hex(context, 8, actor->arena), STR(".xlsx"));
    int failed = contract_output_sheet(output, context, path, error);
    if (!failed)
        failed = file_read(context, path, MOST_WORKBOOK, actor->arena, bytes, error);
    unlink(path.p);
    return failed;
}

static int make_report(const struct web_actor *actor, const struct contract_output *output,
                       struct str form, utc_us when, struct str *bytes, struct error *error)
{
    struct buf out = {0};
    int failed = 0;
    if (str_equal(form, STR("xlsx")))
        return make_sheet(actor, output, bytes, error);
    if (str_equal(form, STR("pdf")))
        failed = contract_output_paper(output, when, &out, error);
    else
        inspect_write_json(output->inspect, output->reports, output->count, output->lang, &out);
    *bytes = arena_copy(actor->arena, buf_str(&out));
    buf_finish(&out);
    return failed;
}

static struct str type_of(struct str form)
{
    return str_equal(form, STR("pdf")) ? STR("application/pdf")
           : str_equal(form, STR("json"))
               ? STR("application/json")
               : STR("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
}

int contract_page_report(struct web_request *request, struct web_response *response,
                         struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct contract_inspection row;
    struct contract_output output = {.lang = web_lang(request), .arena = actor.arena};
    struct inspect_report *reports;
    struct str form = web_text(request, STR("form")), bytes;
    int failed = contract_inspection_read(&actor, web_integer(request, STR("id")), &row, error);
    if (!failed && row.state != CONTRACT_DONE)
        failed = ERROR(error, ERR_NOT_FOUND,
                       BOTH("終わった点検の報告", "the report of a finished inspection"));
    if (failed)
        return failed;
    struct inspect *inspect = inspect_create();
    failed = contract_report_read(&actor, inspect, &row, false, &reports, error);
    output.inspect = inspect;
    output.reports = reports;
    output.count = row.count;
    if (!failed)
        failed = make_report(&actor, &output, form, row.finished, &bytes, error);
    if (!failed)
        web_download(
            response,
            arena_format(actor.arena, "点検結果_%lld.%" PRIstr, (long long)row.id, STR_ARG(form)),
            type_of(form), bytes);
    inspect_destroy(inspect);
    return failed;
}

/* What is done to an inspection ------------------------------------------------------------------
 */

static int back(const struct web_request *request, struct web_response *response, int failed,
                struct str notice)
{
    if (!failed)
        web_redirect(
            response,
            contract_inspection_path(web_integer(request, STR("id")), "", web_arena(request)),
            notice);
    return failed;
}

int contract_act_add(struct web_request *request, struct web_response *response,
                     struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct contract_upload *uploads;
    size_t count = contract_uploads(request, &uploads);
    return back(
        request, response,
        contract_inspection_add(&actor, web_integer(request, STR("id")), uploads, count, error),
        STR("ファイルを加えました。点検しています。"));
}

int contract_act_cancel(struct web_request *request, struct web_response *response,
                        struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    return back(request, response,
                contract_inspection_cancel(&actor, web_integer(request, STR("id")), error),
                STR("点検を中止しました。"));
}

int contract_act_erase(struct web_request *request, struct web_response *response,
                       struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    return back(request, response,
                contract_inspection_erase(&actor, web_integer(request, STR("id")), error),
                STR("預かったファイルと点検の結果を消去しました。"));
}
