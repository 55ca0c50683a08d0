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
#include "doc/inspection.h"
#include "doc/likeness.h"
#include "inspect/clean.h"

enum { MOST_FILE = 512 << 20, DEADLINE_SECONDS = 300 };

struct outcome {
    struct str path; /* of the copy; empty: none was written */
    struct inspect_cleaning cleaning;
    struct likeness likeness;
    bool was_compared, has_baseline;
};

/* ---- the copy */

static struct str extension_of(struct str path)
{
    for (size_t at = path.n; at-- > 0 && path.p[at] != '/';)
        if (path.p[at] == '.')
            return str_slice(path, at + 1, path.n);
    return STR("");
}

static struct str last_name(struct str path)
{
    size_t at = path.n;
    while (at > 0 && path.p[at - 1] != '/')
        at--;
    return str_slice(path, at, path.n);
}

/* "a/report.xlsx" gives "a/report.clean.xlsx"; --output names a folder or, for one file, the copy.
 */
static struct str copy_path(const struct inspect_run *run, struct str path, struct str output)
{
    struct arena *arena = run->arena;
    struct str extension = extension_of(path);
    size_t stem = path.n - extension.n - (extension.n ? 1 : 0);
    struct str dot = extension.n ? STR(".") : STR(""),
               copy = ARENA_JOIN(arena, str_slice(path, 0, stem), STR(".clean"), dot, extension);
    struct stat status;
    if (output.n == 0)
        return copy;
    if (stat(output.p, &status) == 0 && S_ISDIR(status.st_mode))
        return ARENA_JOIN(arena, output, STR("/"), last_name(copy));
    return output;
}

static int write_copy(const struct context *context, struct str path, struct str bytes,
                      struct error *error)
{
    int fd = open(path.p, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (fd < 0 && errno == EEXIST)
        return ERROR(error, ERR_INSPECT_EXISTS, path);
    if (fd < 0)
        return error_from_errno(error, errno, path);
    int failed = file_write_all(context, fd, path, bytes);
    if (!failed)
        failed = file_sync(context, fd, path);
    close(fd);
    if (!failed)
        return 0;
    unlink(path.p);
    return error_from_errno(error, failed, path);
}

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
static int compare_and_write(const struct inspect_run *run, struct str path, struct str output,
                             const struct inspection_cleaned *cleaned, struct outcome *out,
                             struct error *error)
{
    struct arena *arena = run->arena;
    struct str before = STR(""), after;
    int failed = read_fd(cleaned->file, cleaned->file_size, arena, &after);
    if (!failed && cleaned->baseline >= 0)
        failed = read_fd(cleaned->baseline, cleaned->baseline_size, arena, &before);
    if (failed)
        return error_from_errno(error, failed, path);
    if (cleaned->baseline < 0)
        failed = file_read(run->context, path, MOST_FILE, arena, &before, error);
    if (!failed)
        failed = likeness_compare(run->context, extension_of(path), before, after, arena,
                                  &out->likeness, error);
    if (failed)
        return failed;
    out->was_compared = true;
    out->has_baseline = cleaned->baseline >= 0;
    if (out->likeness.state == LIKENESS_DIFFERS)
        return 0;
    struct str copy = copy_path(run, path, output);
    failed = write_copy(run->context, copy, after, error);
    out->path = failed ? STR("") : copy;
    return failed;
}

static int clean_one(const struct inspect_run *run, struct worker_pool *pool, size_t index,
                     struct str kinds, struct str output, struct outcome *out, struct error *error)
{
    struct str path = run->paths[index];
    struct inspection_cleaned cleaned = {.file = -1, .baseline = -1};
    int fd = open(path.p, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        return error_from_errno(error, errno, path);
    int failed = inspection_clean(pool, fd, run->names[index], kinds, run->arena, &cleaned, error);
    close(fd);
    if (!failed && !inspect_read_cleaning(run->inspect, cleaned.record, run->arena, &out->cleaning))
        failed = ERROR(error, ERR_DOC_WORKER, STR("応答の形が不正 / malformed answer"));
    if (!failed && out->cleaning.state == INSPECT_CLEANED && cleaned.file >= 0)
        failed = compare_and_write(run, path, output, &cleaned, out, error);
    inspection_cleaned_finish(&cleaned);
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
        printf("   %s %" PRIstr " %" PRIstr "  %" PRIstr "\n", word, STR_ARG(finding->kind->id),
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
        printf("   → %" PRIstr "\n", STR_ARG(outcome->path));
}

static void put_findings(struct json_writer *json, struct str key,
                         const struct inspect_report *report, struct arena *arena)
{
    json_key(json, key);
    json_begin_array(json);
    for (size_t i = 0; i < report->count; i++) {
        json_begin_object(json);
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
           (outcome->cleaning.state == INSPECT_CLEANED && outcome->path.n == 0);
}

static int check_choice(const struct inspect_run *run, struct str *kinds, struct str output,
                        struct error *error)
{
    struct stat status;
    struct str unknown;
    if (str_equal(*kinds, STR("usual")))
        *kinds = STR("");
    if (!inspect_clean_kinds_are_known(run->inspect, *kinds, &unknown))
        return ERROR(error, ERR_USAGE,
                     ARENA_JOIN(run->arena, STR("--fix: "), unknown,
                                STR("（種類の一覧 / kinds: meguri inspect --catalogue）")));
    if (run->count > 1 && output.n && (stat(output.p, &status) || !S_ISDIR(status.st_mode)))
        return ERROR(error, ERR_USAGE,
                     BOTH("ファイルが複数のとき、--output にはあるフォルダーを指定してください",
                          "name an existing folder with --output when there are several files"));
    return 0;
}

int command_inspect_clean(struct inspect_run *run, struct str kinds, struct str output, bool json,
                          struct error *error)
{
    const struct worker_options options = {.processes = 1,
                                           .jobs_per_process = 100,
                                           .deadline = (int64_t)DEADLINE_SECONDS * US_PER_SECOND,
                                           .memory_limit = (size_t)2048 << 20};
    struct worker_pool *pool = NULL;
    struct outcome *outcomes = ARENA_ARRAY(run->arena, struct outcome, run->count + 1);
    size_t rest = 0, done = 0;
    int failed = check_choice(run, &kinds, output, error);
    if (!failed)
        failed = worker_pool_create(run->context, &options, &pool, error);
    for (; !failed && done < run->count; done++) {
        failed = clean_one(run, pool, done, kinds, output, &outcomes[done], error);
        if (!failed && !json)
            print_outcome(run, done, &outcomes[done]);
        rest += !failed && has_rest(&outcomes[done]);
        if (failed)
            break;
    }
    worker_pool_destroy(pool);
    if (json)
        print_json(run, outcomes, done);
    if (!failed && rest)
        return ERROR(error, ERR_INSPECT_STAYS, arena_format(run->arena, "%zu", rest));
    return failed;
}
