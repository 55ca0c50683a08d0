/* The program sees the file, its own libraries and nothing else: no network, no other process, no
   folder of this machine but /usr and the fonts, bounded time, memory and output. The file lies for
   that time in memory (/dev/shm), readable by its owner alone. */
#include "doc/reading_program.h"

#include <unistd.h>

#include "base/file.h"
#include "base/process.h"
#include "doc/capability.h"

enum { MOST_TEXT = 2 * 1024 * 1024 };

/* Limits: seconds of processor, kilobytes of data segment, blocks of file. 0: read; 3: the file is
   no such document; else the program was stopped. */
#define LIMITS "ulimit -d 1500000; ulimit -f 400000; export OMP_THREAD_LIMIT=1; "
static const struct recipe {
    struct str capability;
    const char *script;
    int64_t deadline;
} recipes[] = {
    [READING_PDF_TEXT] = {STR_INIT("pdftext"),
                          LIMITS
                          "ulimit -t 20; pdftotext -q -enc UTF-8 -l 300 /in/paper - || exit 3",
                          40 * (int64_t)US_PER_SECOND},
    [READING_PDF_SCAN] =
        {STR_INIT("ocr"),
         LIMITS "ulimit -t 100; pdftoppm -q -r 200 -gray -l 10 -png /in/paper p || exit 3; "
                "for page in p*; do tesseract $page - -l jpn || exit 3; done",
         180 * (int64_t)US_PER_SECOND},
    [READING_PICTURE] = {STR_INIT("ocr"),
                         LIMITS "ulimit -t 60; tesseract /in/paper - -l jpn || exit 3",
                         90 * (int64_t)US_PER_SECOND},
};
/* Where Debian 12 keeps the Japanese data (tesseract-ocr-jpn). */
static const struct str japanese = STR_INIT("/usr/share/tesseract-ocr/5/tessdata/jpn.traineddata");

bool reading_program_present(enum reading_program program, struct arena *arena, struct str *reason)
{
    bool recognises = program != READING_PDF_TEXT;
    bool present = capability_program(recipes[program].capability, arena).n > 0 &&
                   capability_program(STR("sandbox"), arena).n > 0;
    if (present && recognises)
        present = file_exists(japanese);
    if (present && program == READING_PDF_SCAN)
        present = capability_program(STR("pdftext"), arena).n > 0;
    if (!present)
        *reason =
            recognises
                ? STR("文字認識（tesseract と日本語データ）か隔離（bubblewrap）がありません。")
                : STR("pdftotext か隔離（bubblewrap）がありません。");
    return present;
}

/* What every program is shut in with; the papers and the script come behind. */
static const char *const shut_in[] = {"bwrap",
                                      "--unshare-all",
                                      "--die-with-parent",
                                      "--new-session",
                                      "--cap-drop",
                                      "ALL",
                                      "--ro-bind",
                                      "/usr",
                                      "/usr",
                                      "--symlink",
                                      "usr/bin",
                                      "/bin",
                                      "--symlink",
                                      "usr/lib",
                                      "/lib",
                                      "--symlink",
                                      "usr/lib64",
                                      "/lib64",
                                      "--ro-bind-try",
                                      "/etc/fonts",
                                      "/etc/fonts",
                                      "--ro-bind-try",
                                      "/etc/ld.so.cache",
                                      "/etc/ld.so.cache",
                                      "--ro-bind-try",
                                      "/etc/alternatives",
                                      "/etc/alternatives",
                                      "--dev",
                                      "/dev",
                                      "--tmpfs",
                                      "/tmp",
                                      "--chdir",
                                      "/tmp",
                                      "--setenv",
                                      "HOME",
                                      "/tmp"};
enum { SHUT_IN = sizeof shut_in / sizeof *shut_in, BIND = 3, SCRIPT = 4 };

static int shut_in_and_run(const struct context *context, const struct reading_sandbox *sandbox,
                           const char *paper, const char *other, struct arena *arena,
                           struct process_result *out, struct error *error)
{
    const char *argv[SHUT_IN + 2 * BIND + SCRIPT];
    size_t count = 0;
    for (; count < SHUT_IN; count++)
        argv[count] = shut_in[count];
    const char *const binds[] = {"--ro-bind", paper, "/in/paper", "--ro-bind", other, "/in/other"};
    for (size_t i = 0; i < (other ? 2 : 1) * (size_t)BIND; i++)
        argv[count++] = binds[i];
    const char *const script[SCRIPT] = {"/bin/sh", "-c", sandbox->script, NULL};
    for (size_t i = 0; i < SCRIPT; i++)
        argv[count++] = script[i];
    return process_run(context, argv, sandbox->deadline, sandbox->most_output, arena, out, error);
}

int reading_sandbox_run(const struct context *context, const struct reading_sandbox *sandbox,
                        struct str bytes, struct arena *arena, struct process_result *out,
                        struct error *error)
{
    struct str folder = access("/dev/shm", W_OK) == 0 ? STR("/dev/shm") : STR("/tmp");
    struct str path = ARENA_JOIN(arena, folder, STR("/meguri-reading-"),
                                 context_random_hex(context, 16, arena)),
               other = ARENA_JOIN(arena, path, STR("-other"));
    bool two = sandbox->other.n > 0;
    int failure = file_write_durable(context, path, bytes, error);
    if (!failure && two)
        failure = file_write_durable(context, other, sandbox->other, error);
    if (!failure)
        failure =
            shut_in_and_run(context, sandbox, path.p, two ? other.p : NULL, arena, out, error);
    unlink(path.p);
    if (two)
        unlink(other.p);
    return failure;
}

static void judge(const struct context *context, const struct process_result *run,
                  struct arena *arena, enum reading_result *result, struct str *text,
                  struct str *reason)
{
    /* Pages that were read before the time was over are worth keeping. */
    if (run->exit_code == 0 || run->output.n > 0) {
        *result = READING_TEXT;
        *text = run->output;
    } else if (run->exit_code == 3 || run->timed_out || capability_sandbox_works(context, arena)) {
        *result = READING_FAILED;
        *reason = run->timed_out ? STR("時間内に文字を取り出せませんでした。")
                                 : STR("壊れているか、鍵がかかっているか、大きすぎるため、文字を取"
                                       "り出せませんでした。");
    } else {
        *result = READING_ABSENT;
        *reason = STR("この機械では bubblewrap による隔離が使えません。");
    }
}

int reading_program_run(const struct context *context, enum reading_program program,
                        struct str bytes, struct arena *arena, enum reading_result *result,
                        struct str *text, struct str *reason, struct error *error)
{
    if (!reading_program_present(program, arena, reason)) {
        *result = READING_ABSENT;
        return 0;
    }
    struct process_result run;
    const struct reading_sandbox sandbox = {.script = recipes[program].script,
                                            .deadline = recipes[program].deadline,
                                            .most_output = MOST_TEXT};
    int failure = reading_sandbox_run(context, &sandbox, bytes, arena, &run, error);
    if (failure == 0)
        judge(context, &run, arena, result, text, reason);
    return failure;
}
