/* meguri inspect --fix: a cleaned copy beside each file. The file itself is never written, nothing
   is ever overwritten, and a copy whose pages look different is not written at all. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "command_inspect.h"
#include "contract/output_cleaning.h"
#include "doc/inspection.h"
#include "doc/likeness.h"
#include "inspect/clean.h"

enum { MOST_FILE = 512 << 20, DEADLINE_SECONDS = 300 };

struct outcome {
    struct str path; /* of the copy; empty: none was written */
    bool is_same;    /* the copy is the file as it is */
    struct inspect_cleaning cleaning;
    struct likeness likeness;
    bool was_compared, has_baseline;
};

/* ---- the copy */

static int read_fd(int fd, int64_t size, struct arena *arena, struct str *out)
{
    char *bytes = ARENA_ARRAY(arena, char, (size_t)size + 1);
    for (int64_t at = 0; at < size;) {
        ssize_t got = pread(fd, bytes + at, (size_t)(size - at), (off_t)at);
        if (got <= 0 && !(got < 0 && errno == EINTR))
            return got < 0 ? errno : EIO;
        at += got > 0 ? got : 0;
    }
    *out = (struct str){bytes, (size_t)size};
    return 0;
}

/* Compares the pages and writes the copy unless one of them changed. */
static int compare_and_write(const struct inspect_run *run, size_t index, struct str output,
                             const struct inspection_cleaned *cleaned, struct outcome *out,
                             struct error *error)
{
    struct arena *arena = run->bytes;
    struct str path = run->paths[index], before = STR(""), after;
    int failed = read_fd(cleaned->file, cleaned->file_size, arena, &after);
    if (!failed && cleaned->baseline >= 0)
        failed = read_fd(cleaned->baseline, cleaned->baseline_size, arena, &before);
    if (failed)
        return error_from_errno(error, failed, path);
    if (cleaned->baseline < 0)
        failed = file_read(run->context, path, MOST_FILE, arena, &before, error);
    if (!failed)
        failed = likeness_compare(run->context, command_inspect_extension(path), before, after,
                                  arena, &out->likeness, error);
    if (failed)
        return failed;
    out->was_compared = true;
    out->has_baseline = cleaned->baseline >= 0;
    if (out->likeness.state == LIKENESS_DIFFERS)
        return 0;
    struct str copy = command_inspect_copy_path(run, index, output);
    failed = command_inspect_write_copy(run, copy, after, error);
    out->path = failed ? STR("") : copy;
    return failed;
}

/* A file of a tree of which there is no cleaned copy. */
static int copy_as_it_is(const struct inspect_run *run, size_t index, struct str output,
                         struct outcome *out, struct error *error)
{
    struct str bytes, copy = command_inspect_copy_path(run, index, output);
    int failed = file_read(run->context, run->paths[index], MOST_FILE, run->bytes, &bytes, error);
    if (!failed)
        failed = command_inspect_write_copy(run, copy, bytes, error);
    out->path = failed ? STR("") : copy;
    out->is_same = !failed;
    return failed;
}

/* Links and pipes of a tree are neither cleaned nor copied. */
static bool is_no_file(int fd, struct outcome *out)
{
    struct stat status;
    if (fd < 0 ? errno != ELOOP : fstat(fd, &status) == 0 && S_ISREG(status.st_mode))
        return false;
    out->cleaning.state = INSPECT_REFUSED;
    out->cleaning.reason_ja = STR("通常のファイルではない（リンクなど）ため、写していません");
    out->cleaning.reason_en = STR("not copied: no ordinary file (a link or the like)");
    return true;
}

static int clean_file(const struct inspect_run *run, struct worker_pool *pool, size_t index, int fd,
                      const struct inspect_fix *fix, struct outcome *out, struct error *error)
{
    struct inspection_cleaned cleaned = {.file = -1, .baseline = -1};
    int failed =
        inspection_clean(pool, fd, run->names[index], fix->kinds, run->arena, &cleaned, error);
    if (!failed && !inspect_read_cleaning(run->inspect, cleaned.record, run->arena, &out->cleaning))
        failed = ERROR(error, ERR_DOC_WORKER, STR("応答の形が不正 / malformed answer"));
    if (!failed && out->cleaning.state == INSPECT_CLEANED && cleaned.file >= 0)
        failed = compare_and_write(run, index, fix->output, &cleaned, out, error);
    inspection_cleaned_finish(&cleaned);
    return failed;
}

static int clean_one(const struct inspect_run *run, struct worker_pool *pool, size_t index,
                     const struct inspect_fix *fix, struct outcome *out, struct error *error)
{
    struct str path = run->paths[index];
    bool in_tree = command_inspect_keeps_tree(run, index, fix->output);
    int fd = open(path.p, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    bool skipped = in_tree && is_no_file(fd, out);
    if (fd < 0 && !skipped)
        return error_from_errno(error, errno, path);
    int failed = skipped ? 0 : clean_file(run, pool, index, fd, fix, out, error);
    if (fd >= 0)
        close(fd);
    if (!failed && in_tree && !skipped && out->path.n == 0)
        failed = copy_as_it_is(run, index, fix->output, out, error);
    struct inspect_report *reports[] = {&out->cleaning.removed, &out->cleaning.along,
                                        &out->cleaning.kept, &out->cleaning.after};
    for (size_t i = 0; !failed && i < sizeof reports / sizeof reports[0]; i++)
        inspect_settle(reports[i], &run->options, run->arena);
    return failed;
}

/* ---- saying what was done */

static void print_findings(const struct inspect_run *run, const struct inspect_report *report,
                           const char *word)
{
    enum lang lang = run->context->lang;
    for (size_t i = 0; i < report->count; i++) {
        const struct inspect_finding *finding = &report->findings[i];
        printf("   %s %" PRIstr " %" PRIstr "  %" PRIstr "\n", word,
               STR_ARG(inspect_finding_id(finding, run->arena)),
               STR_ARG(lang == LANG_JA ? finding->kind->title_ja : finding->kind->title_en),
               STR_ARG(inspect_place_text(&finding->place, lang, run->arena)));
    }
}

static void print_likeness(const struct outcome *outcome, bool ja)
{
    const struct likeness *likeness = &outcome->likeness;
    struct str reason = ja ? likeness->reason_ja : likeness->reason_en;
    switch (likeness->state) {
    case LIKENESS_SAME:
        printf(ja ? "   頁の見え方: %lld 頁すべて同じ（違う画素 0）\n"
                  : "   pages: all %lld look the same (0 pixels differ)\n",
               (long long)likeness->pages);
        if (outcome->has_baseline)
            printf(ja ? "   （見えるものも除いたため、それだけを除いた状態と比べています）\n"
                      : "   (compared with the original without the chosen things that can be "
                        "seen)\n");
        break;
    case LIKENESS_UNPROVEN:
        printf(ja ? "   頁の見え方: 確かめていません（%" PRIstr "）\n"
                  : "   pages: not proven (%" PRIstr ")\n",
               STR_ARG(reason));
        break;
    case LIKENESS_DIFFERS:
        printf(ja ? "   書き出しませんでした: %" PRIstr "（最初は %lld 頁、%lld 頁）\n"
                  : "   not written: %" PRIstr " (first on page %lld, %lld pages)\n",
               STR_ARG(reason), (long long)likeness->page, (long long)likeness->differing);
        break;
    }
}

static void print_outcome(const struct inspect_run *run, size_t index,
                          const struct outcome *outcome)
{
    static const char *const words[][2] = {
        {"整理しました", "cleaned"}, {"変わりません", "unchanged"}, {"整理できません", "refused"}};
    bool ja = run->context->lang == LANG_JA;
    const struct inspect_cleaning *cleaning = &outcome->cleaning;
    printf("%s  %" PRIstr "\n", words[cleaning->state][!ja], STR_ARG(run->names[index]));
    if (cleaning->state == INSPECT_REFUSED)
        printf("   %" PRIstr "\n", STR_ARG(ja ? cleaning->reason_ja : cleaning->reason_en));
    print_findings(run, &cleaning->removed, ja ? "除いた" : "removed");
    print_findings(run, &cleaning->along, ja ? "共に消えた" : "went along");
    print_findings(run, &cleaning->kept, ja ? "残った" : "stays");
    for (size_t i = 0; i < cleaning->stay_count; i++)
        printf("      %" PRIstr ": %" PRIstr "\n", STR_ARG(cleaning->stays[i].kind->id),
               STR_ARG(ja ? cleaning->stays[i].ja : cleaning->stays[i].en));
    if (outcome->was_compared)
        print_likeness(outcome, ja);
    if (outcome->path.n)
        printf("   → %" PRIstr "%s\n", STR_ARG(outcome->path),
               !outcome->is_same ? ""
               : ja              ? "（元のまま写しました）"
                                 : " (copied as it is)");
}

static void put_findings(struct json_writer *json, struct str key,
                         const struct inspect_report *report, struct arena *arena)
{
    json_key(json, key);
    json_begin_array(json);
    for (size_t i = 0; i < report->count; i++) {
        json_begin_object(json);
        json_put_string(json, STR("id"), inspect_finding_id(&report->findings[i], arena));
        json_put_string(json, STR("kind"), report->findings[i].kind->id);
        json_put_string(json, STR("place"),
                        inspect_place_text(&report->findings[i].place, LANG_EN, arena));
        json_end_object(json);
    }
    json_end_array(json);
}

static void put_outcome(struct json_writer *json, const struct inspect_run *run, size_t index,
                        const struct outcome *outcome)
{
    static const struct str states[] = {STR_INIT("cleaned"), STR_INIT("unchanged"),
                                        STR_INIT("refused")},
                            proofs[] = {STR_INIT("same"), STR_INIT("differs"),
                                        STR_INIT("not proven")};
    const struct inspect_cleaning *cleaning = &outcome->cleaning;
    bool ja = run->context->lang == LANG_JA;
    json_begin_object(json);
    json_put_string(json, STR("name"), run->names[index]);
    json_put_string(json, STR("state"), states[cleaning->state]);
    json_put_string(json, STR("reason"), ja ? cleaning->reason_ja : cleaning->reason_en);
    json_put_string(json, STR("output"), outcome->path);
    json_put_bool(json, STR("copied_as_it_is"), outcome->is_same);
    put_findings(json, STR("removed"), &cleaning->removed, run->arena);
    put_findings(json, STR("along"), &cleaning->along, run->arena);
    put_findings(json, STR("kept"), &cleaning->kept, run->arena);
    json_put_string(json, STR("pages"),
                    outcome->was_compared ? proofs[outcome->likeness.state] : STR(""));
    json_put_integer(json, STR("pages_compared"), outcome->likeness.pages);
    json_put_integer(json, STR("first_page_that_differs"), outcome->likeness.page);
    json_put_string(json, STR("pages_reason"),
                    ja ? outcome->likeness.reason_ja : outcome->likeness.reason_en);
    json_end_object(json);
}

static void print_json(const struct inspect_run *run, const struct outcome *outcomes, size_t count)
{
    struct buf out = {0};
    struct json_writer json;
    json_writer_init(&json, &out, true);
    json_begin_object(&json);
    json_key(&json, STR("files"));
    json_begin_array(&json);
    for (size_t i = 0; i < count; i++)
        put_outcome(&json, run, i, &outcomes[i]);
    json_end_array(&json);
    json_end_object(&json);
    printf("%" PRIstr "\n", STR_ARG(buf_str(&out)));
    buf_finish(&out);
}

/* ---- all files */

/* Something that was to go is still there. */
static bool has_rest(const struct outcome *outcome)
{
    return outcome->cleaning.state == INSPECT_REFUSED || outcome->cleaning.kept.count > 0 ||
           (outcome->cleaning.state == INSPECT_CLEANED &&
            (outcome->path.n == 0 || outcome->is_same));
}

static int check_kinds(const struct inspect_run *run, struct str kinds, struct error *error)
{
    struct str unknown;
    if (!inspect_clean_kinds_are_known(run->inspect, kinds, &unknown))
        return ERROR(error, ERR_USAGE,
                     ARENA_JOIN(run->arena, STR("--fix: "), unknown,
                                STR("（種類の一覧 / kinds: meguri inspect --catalogue）")));
    if (run->count > 1 && inspect_clean_names_findings(run->inspect, kinds))
        return ERROR(error, ERR_USAGE,
                     BOTH("指摘の番号（XL-04:2 など）はファイルごとのものです。1 "
                          "つのファイルを指定してください",
                          "numbers of findings (XL-04:2) are those of one file: name one file"));
    return 0;
}

/* Files that were named one by one go into a folder that is there, or one file to a path. */
static int check_output(const struct inspect_run *run, struct str output, struct error *error)
{
    struct stat status;
    size_t single = 0;
    for (size_t i = 0; i < run->count; i++)
        single += !command_inspect_keeps_tree(run, i, output);
    if (run->count > 1 && single && output.n &&
        (stat(output.p, &status) || !S_ISDIR(status.st_mode)))
        return ERROR(error, ERR_USAGE,
                     BOTH("ファイルが複数のとき、--output にはあるフォルダーを指定してください",
                          "name an existing folder with --output when there are several files"));
    return 0;
}

/* What became of each file, as a workbook. */
static struct contract_cleaned_file report_of(const struct inspect_run *run, size_t index,
                                              const struct outcome *outcome)
{
    const struct inspect_cleaning *cleaning = &outcome->cleaning;
    const struct likeness *likeness = &outcome->likeness;
    bool ja = run->context->lang == LANG_JA, has_copy = outcome->path.n && !outcome->is_same,
         stays = cleaning->state == INSPECT_REFUSED || outcome->was_compared;
    struct str why = ja ? likeness->reason_ja : likeness->reason_en;
    if (cleaning->state == INSPECT_REFUSED)
        why = ja ? cleaning->reason_ja : cleaning->reason_en;
    return (struct contract_cleaned_file){
        .name = run->names[index],
        .state = has_copy                        ? CONTRACT_CLEANED_COPY
                 : outcome->path.n == 0 && stays ? CONTRACT_CLEANED_LEFT
                 : stays || cleaning->kept.count ? CONTRACT_CLEANED_STAYS
                                                 : CONTRACT_CLEANED_NONE,
        .why = has_copy ? STR("") : why,
        .cleaning = cleaning,
        .proof = !has_copy                          ? STR("")
                 : likeness->state == LIKENESS_SAME ? ja ? STR("すべて同じ") : STR("all the same")
                                                    : why};
}

static int write_report(const struct inspect_run *run, const struct outcome *outcomes,
                        struct str path, struct error *error)
{
    struct contract_cleaned_file *files =
        ARENA_ARRAY(run->arena, struct contract_cleaned_file, run->count + 1);
    for (size_t i = 0; i < run->count; i++)
        files[i] = report_of(run, i, &outcomes[i]);
    return path.n ? contract_output_cleaning(run->context, path, files, run->count,
                                             run->context->lang, run->arena, error)
                  : 0;
}

static void print_total(const struct inspect_run *run, const struct outcome *outcomes,
                        struct str output)
{
    size_t cleaned = 0, same = 0;
    for (size_t i = 0; i < run->count; i++) {
        cleaned += outcomes[i].path.n && !outcomes[i].is_same;
        same += outcomes[i].is_same;
    }
    if (output.n && run->count > 1)
        printf(run->context->lang == LANG_JA
                   ? "%zu 件: 整理した写し %zu 件、元のまま写したもの %zu 件、写していないもの %zu "
                     "件\n"
                   : "%zu files: %zu cleaned, %zu copied as they are, %zu not copied\n",
               run->count, cleaned, same, run->count - cleaned - same);
}

int command_inspect_clean(struct inspect_run *run, const struct inspect_fix *wanted,
                          struct error *error)
{
    const struct worker_options options = {.processes = 1,
                                           .jobs_per_process = 100,
                                           .deadline = (int64_t)DEADLINE_SECONDS * US_PER_SECOND,
                                           .memory_limit = (size_t)2048 << 20};
    struct worker_pool *pool = NULL;
    struct outcome *outcomes = ARENA_ARRAY(run->arena, struct outcome, run->count + 1);
    struct inspect_fix fix = *wanted;
    size_t rest = 0, done = 0;
    if (str_equal(fix.kinds, STR("usual")))
        fix.kinds = STR("");
    int failed = check_kinds(run, fix.kinds, error);
    if (!failed)
        failed = check_output(run, fix.output, error);
    if (!failed)
        failed = worker_pool_create(run->context, &options, &pool, error);
    run->bytes = arena_create();
    for (; !failed && done < run->count; done++) {
        failed = clean_one(run, pool, done, &fix, &outcomes[done], error);
        if (!failed && !fix.json)
            print_outcome(run, done, &outcomes[done]);
        rest += !failed && has_rest(&outcomes[done]);
        arena_reset(run->bytes);
        if (failed)
            break;
    }
    arena_destroy(run->bytes);
    worker_pool_destroy(pool);
    if (fix.json)
        print_json(run, outcomes, done);
    else if (!failed)
        print_total(run, outcomes, fix.output);
    if (!failed)
        failed = write_report(run, outcomes, fix.xlsx, error);
    if (!failed && rest)
        return ERROR(error, ERR_INSPECT_STAYS, arena_format(run->arena, "%zu", rest));
    return failed;
}
