#include "net/clamd.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/check.h"
#include "base/civil.h"
#include "net/clamd_call.h"

enum { MEGABYTE = 1024 * 1024, PIECE = 64 * 1024 };
static const int64_t largest_file = (int64_t)256 * MEGABYTE;
static const int64_t smallest_proof = MEGABYTE;
static const int64_t second = US_PER_SECOND;

/* What was seen of the daemon. */
struct proof {
    int64_t until;         /* monotonic; 0: nothing was seen */
    struct str engine;
    bool tells_limits;     /* it says so when it stops at a limit */
    int64_t proven, failed; /* sizes; failed 0: none */
};

struct clamd_scanner {
    struct clamd_options options;
    struct arena *arena; /* of the options */
    pthread_mutex_t lock;
    struct proof proof;      /* under the lock */
    struct arena *seen;      /* of proof.engine; under the lock */
};

struct scan {
    struct clamd_scanner *scanner;
    const struct context *context;
    struct arena *arena;
    struct clamd_verdict verdict;
};

struct clamd_scanner *clamd_scanner_create(const struct clamd_options *options)
{
    struct clamd_scanner *scanner = calloc(1, sizeof *scanner);
    CHECK(scanner);
    scanner->arena = arena_create();
    scanner->seen = arena_create();
    scanner->options = *options;
    scanner->options.socket = arena_copy(scanner->arena, options->socket);
    scanner->options.host = arena_copy(scanner->arena, options->host);
    if (scanner->options.deadline == 0)
        scanner->options.deadline = 120 * second;
    if (scanner->options.definition_days == 0)
        scanner->options.definition_days = 7;
    pthread_mutex_init(&scanner->lock, NULL);
    return scanner;
}

void clamd_scanner_destroy(struct clamd_scanner *scanner)
{
    if (!scanner)
        return;
    pthread_mutex_destroy(&scanner->lock);
    arena_destroy(scanner->arena);
    arena_destroy(scanner->seen);
    free(scanner);
}

/* False: "unscanned" with this reason. */
static bool give_up(struct scan *scan, struct str reason, bool try_later)
{
    scan->verdict.outcome = CLAMD_UNSCANNED;
    scan->verdict.reason = reason;
    scan->verdict.try_later = try_later;
    return false;
}

static bool give_up_error(struct scan *scan, const struct error *error)
{
    return give_up(scan, error_sentence(error, LANG_JA, scan->arena), true);
}

/* Version: "ClamAV 1.4.6/27800/Sat Nov 21 17:50:10 2026"; without definitions only the first part. - */

/* The day in "Sat Nov 21 17:50:10 2026"; the daemon's time zone does not matter for days. */
static bool parse_day(struct str date, day_number *out)
{
    static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    struct str words[5], part;
    size_t count = 0;
    while (count < 5 && str_cut(&date, ' ', &part))
        if (part.n)
            words[count++] = part;
    if (count != 5 || words[1].n != 3)
        return false;
    size_t month = str_find(str_from_c(names), words[1], 0);
    int64_t day, year;
    if (month == SIZE_MAX || month % 3 || !str_to_int64(words[2], &day) || day < 1 || day > 31 ||
        !str_to_int64(words[4], &year) || year < 2000 || year > 2199)
        return false;
    *out = day_of_date((struct date){(int)year, (int)month / 3 + 1, (int)day});
    return true;
}

static bool judge_version(struct scan *scan, struct str version)
{
    struct str rest = version, name, number;
    day_number made, today = day_of_time(context_now(scan->context));
    int64_t days = scan->scanner->options.definition_days;
    str_cut(&rest, '/', &name);
    if (!str_cut(&rest, '/', &number) || !parse_day(rest, &made))
        return give_up(scan, STR("検査プログラム（clamd）の定義ファイルの日付が分かりません。"
                                 "freshclam で定義を更新してください。"), true);
    struct str date = day_format(made, scan->arena);
    if (made < today - days || made > today + 2)
        return give_up(scan, ARENA_JOIN(scan->arena,
                                        STR("検査プログラム（clamd）の定義ファイルの日付（"), date,
                                        STR("）が今日から離れすぎています。freshclam で定義を"
                                            "更新してください。")), true);
    return true;
}

static bool read_version(struct scan *scan)
{
    struct clamd_call call;
    struct error error = {0};
    if (clamd_call_begin(&call, &scan->scanner->options, scan->context, STR("zVERSION"), &error) ||
        clamd_call_end(&call, false, scan->arena, &scan->verdict.engine, &error))
        return give_up_error(scan, &error);
    return judge_version(scan, scan->verdict.engine);
}

/* Answers ------------------------------------------------------------------------------------- */

static bool limit_was_met(struct str answer)
{
    return str_contains(answer, STR("Heuristics.Limits.Exceeded")) ||
           str_starts(answer, STR("INSTREAM size limit exceeded"));
}

static bool was_found(struct str answer)
{
    return str_starts(answer, STR("stream: ")) && str_ends(answer, STR(" FOUND"));
}

static bool stream_nested(struct scan *scan, struct str *answer)
{
    struct clamd_call call;
    struct error error = {0};
    struct buf nested = {0};
    clamd_probe_nested(&nested);
    int e = clamd_call_begin(&call, &scan->scanner->options, scan->context, STR("zINSTREAM"),
                             &error);
    if (e == 0 && (e = clamd_call_chunk(&call, buf_str(&nested), &error)))
        clamd_call_abandon(&call);
    if (e == 0)
        e = clamd_call_end(&call, true, scan->arena, answer, &error);
    buf_finish(&nested);
    return e ? give_up_error(scan, &error) : true;
}

static bool stream_probe(struct scan *scan, int64_t size, struct str *answer)
{
    struct clamd_call call;
    struct error error = {0};
    int e = clamd_call_begin(&call, &scan->scanner->options, scan->context, STR("zINSTREAM"),
                             &error);
    if (e == 0 && (e = clamd_probe_stream(&call, size, &error)))
        clamd_call_abandon(&call);
    if (e == 0)
        e = clamd_call_end(&call, true, scan->arena, answer, &error);
    return e ? give_up_error(scan, &error) : true;
}

/* Proof --------------------------------------------------------------------------------------- */

static void renew_proof(struct scan *scan)
{
    enum { KEPT_SECONDS = 3600 };
    struct clamd_scanner *scanner = scan->scanner;
    int64_t now = context_monotonic(scan->context);
    if (scanner->proof.until > now && str_equal(scanner->proof.engine, scan->verdict.engine))
        return;
    arena_reset(scanner->seen);
    scanner->proof = (struct proof){.until = now + KEPT_SECONDS * second,
                                    .engine = arena_copy(scanner->seen, scan->verdict.engine)};
}

static bool prove_telling(struct scan *scan)
{
    struct proof *proof = &scan->scanner->proof;
    struct str answer;
    if (proof->tells_limits)
        return true;
    if (!stream_nested(scan, &answer))
        return false;
    proof->tells_limits = limit_was_met(answer);
    return proof->tells_limits
               ? true
               : give_up(scan, STR("検査プログラム（clamd）は、上限で調べるのをやめても「問題なし」と"
                                   "答える設定です。clamd.conf に AlertExceedsMax yes と書いて"
                                   "ください。"), true);
}

static bool too_large(struct scan *scan, int64_t size)
{
    return give_up(scan, arena_format(scan->arena,
                                      "検査プログラム（clamd）は %lld MB のファイルを最後まで検査できません"
                                      "でした。clamd.conf の StreamMaxLength、MaxFileSize、MaxScanSize を"
                                      "大きくしてください。", (long long)(size / MEGABYTE)), true);
}

static bool prove_size(struct scan *scan, int64_t size)
{
    struct proof *proof = &scan->scanner->proof;
    struct str answer;
    int64_t wanted = smallest_proof;
    while (wanted < size)
        wanted *= 2;
    if (wanted <= proof->proven)
        return true;
    if (proof->failed && wanted >= proof->failed)
        return too_large(scan, wanted);
    if (!stream_probe(scan, wanted, &answer))
        return false;
    if (was_found(answer) && !limit_was_met(answer)) {
        proof->proven = wanted;
        return true;
    }
    proof->failed = wanted;
    return too_large(scan, wanted);
}

static bool prove(struct scan *scan, int64_t size)
{
    if (size > largest_file)
        return give_up(scan, STR("256 MB を超えるファイルは検査しません。"), false);
    if (!read_version(scan))
        return false;
    pthread_mutex_lock(&scan->scanner->lock);
    renew_proof(scan);
    bool good = prove_telling(scan) && prove_size(scan, size);
    pthread_mutex_unlock(&scan->scanner->lock);
    return good;
}

/* Files --------------------------------------------------------------------------------------- */

static int stream_file(struct clamd_call *call, int fd, int64_t size, struct error *error)
{
    char piece[PIECE];
    int e = 0;
    for (int64_t at = 0; e == 0 && at < size && !call->refused;) {
        int64_t left = size - at;
        ssize_t n = pread(fd, piece, left < PIECE ? (size_t)left : PIECE, at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return error_from_errno(error, n < 0 ? errno : EIO, STR("file"));
        e = clamd_call_chunk(call, (struct str){piece, (size_t)n}, error);
        at += n;
    }
    return e;
}

static void judge_answer(struct scan *scan, struct str answer)
{
    if (limit_was_met(answer)) {
        give_up(scan, STR("中身が検査プログラム（clamd）の上限を超えるため、最後まで検査できませんでした。"
                          "圧縮されたファイルは展開したものを受け取ってください。"), false);
    } else if (was_found(answer)) {
        scan->verdict.outcome = CLAMD_INFECTED;
        scan->verdict.name =
            str_slice(answer, sizeof "stream: " - 1, answer.n - (sizeof " FOUND" - 1));
    } else if (str_equal(answer, STR("stream: OK"))) {
        scan->verdict.outcome = CLAMD_CLEAN;
    } else {
        give_up(scan, ARENA_JOIN(scan->arena, STR("検査プログラム（clamd）が検査できませんでした（"),
                                 answer, STR("）。")), true);
    }
}

struct clamd_verdict clamd_scan(struct clamd_scanner *scanner, const struct context *context, int fd,
                                struct arena *arena)
{
    struct scan scan = {scanner, context, arena, {.outcome = CLAMD_UNSCANNED}};
    struct stat status;
    struct clamd_call call;
    struct error error = {0};
    struct str answer;
    if (fstat(fd, &status) != 0) {
        error_from_errno(&error, errno, STR("file"));
        give_up_error(&scan, &error);
        return scan.verdict;
    }
    if (!prove(&scan, status.st_size))
        return scan.verdict;
    int e = clamd_call_begin(&call, &scanner->options, context, STR("zINSTREAM"), &error);
    if (e == 0 && (e = stream_file(&call, fd, status.st_size, &error)))
        clamd_call_abandon(&call);
    if (e == 0)
        e = clamd_call_end(&call, true, arena, &answer, &error);
    if (e)
        give_up_error(&scan, &error);
    else
        judge_answer(&scan, answer);
    return scan.verdict;
}

struct clamd_verdict clamd_check(struct clamd_scanner *scanner, const struct context *context,
                                 int64_t size, struct arena *arena)
{
    struct scan scan = {scanner, context, arena, {.outcome = CLAMD_UNSCANNED}};
    if (prove(&scan, size))
        scan.verdict.outcome = CLAMD_CLEAN;
    return scan.verdict;
}
