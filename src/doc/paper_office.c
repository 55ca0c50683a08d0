/* LibreOffice sees the file, its own programs and nothing else: no network, no other process, no
   folder of this machine but /usr and the fonts, an empty home, bounded time, memory and output.
   The file lies for that time in memory (/dev/shm), readable by its owner alone. */
#include "doc/paper_office.h"

#include <unistd.h>

#include "base/file.h"
#include "base/process.h"
#include "doc/capability.h"

enum { MOST_PDF = 200 * 1024 * 1024 };
static const int64_t deadline = 90 * (int64_t)US_PER_SECOND;

/* Limits: seconds of processor, kilobytes of data segment, blocks of file. LibreOffice must find
   its own user in /etc/passwd, so the sandbox gets one with nobody else in it. */
static const char script[] =
    "ulimit -t 60; ulimit -d 1500000; ulimit -f 800000; "
    "echo \"meguri:x:$(id -u):$(id -g)::/tmp:/bin/sh\" >/etc/passwd; "
    "soffice --headless --norestore --nologo --convert-to \"$0\" --outdir /tmp/out /in/paper.* "
    ">/dev/null 2>&1; exec cat /tmp/out/paper.pdf";

/* What LibreOffice is told to write. The second and third need LibreOffice 7.4. */
static const char as_printed[] = "pdf";
static const char all_slides[] =
    "pdf:impress_pdf_Export:{\"ExportHiddenSlides\":{\"type\":\"boolean\",\"value\":\"true\"}}";
static const char whole_sheets[] =
    "pdf:calc_pdf_Export:{\"SinglePageSheets\":{\"type\":\"boolean\",\"value\":\"true\"}}";

static int run_in_sandbox(const struct context *context, const char *path, const char *inside,
                          const char *form, struct arena *arena, struct process_result *out,
                          struct error *error)
{
    const char *argv[] = {"bwrap",
                          "--unshare-all",
                          "--die-with-parent",
                          "--new-session",
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
                          "--ro-bind",
                          "/etc/fonts",
                          "/etc/fonts",
                          "--ro-bind-try",
                          "/etc/libreoffice",
                          "/etc/libreoffice",
                          "--ro-bind-try",
                          "/etc/ld.so.cache",
                          "/etc/ld.so.cache",
                          "--ro-bind-try",
                          "/etc/alternatives",
                          "/etc/alternatives",
                          "--ro-bind-try",
                          "/var/lib/libreoffice",
                          "/var/lib/libreoffice",
                          "--chdir",
                          "/tmp",
                          "--proc",
                          "/proc",
                          "--dev",
                          "/dev",
                          "--tmpfs",
                          "/tmp",
                          "--setenv",
                          "HOME",
                          "/tmp",
                          "--ro-bind",
                          path,
                          inside,
                          "/bin/sh",
                          "-c",
                          script,
                          form,
                          NULL};
    return process_run(context, argv, deadline, MOST_PDF, arena, out, error);
}

static int convert_file(const struct context *context, struct str path, struct str ending,
                        const char *form, struct arena *arena, enum paper_result *result,
                        struct str *pdf, struct str *reason, struct error *error)
{
    struct process_result run;
    struct str inside = ARENA_JOIN(arena, STR("/in/paper."), ending);
    int failure = run_in_sandbox(context, path.p, inside.p, form, arena, &run, error);
    if (failure)
        return failure;
    if (run.exit_code == 0 && str_starts(run.output, STR("%PDF-"))) {
        *result = PAPER_CONVERTED;
        *pdf = run.output;
    } else if (run.timed_out || capability_sandbox_works(context, arena)) {
        *result = PAPER_UNREADABLE;
        *reason =
            STR("LibreOfficeで開けませんでした（壊れているか、鍵がかかっているか、大きすぎます）。"
                "PDFにしたものを受け取って追加してください。");
    } else {
        *result = PAPER_NEEDS_CAPABILITY;
        *reason =
            STR("この機械ではbubblewrapによる隔離が使えないため、Officeファイルは変換しません。"
                "PDFにしたものを追加し、この書類は理由を付けて除いてください。");
    }
    return 0;
}

static int convert(const struct context *context, struct str bytes, struct str ending,
                   const char *form, struct arena *arena, enum paper_result *result,
                   struct str *pdf, struct str *reason, struct error *error)
{
    if (capability_program(STR("office"), arena).n == 0 ||
        capability_program(STR("sandbox"), arena).n == 0) {
        *result = PAPER_NEEDS_CAPABILITY;
        *reason = STR("OfficeファイルをPDFにするにはLibreOfficeとbubblewrapが要ります（入れ方は "
                      "meguri doctor にあります）。PDFにしたものを追加し、この書類は理由を付けて"
                      "除くこともできます。");
        return 0;
    }
    struct str folder = access("/dev/shm", W_OK) == 0 ? STR("/dev/shm") : STR("/tmp");
    struct str path =
        ARENA_JOIN(arena, folder, STR("/meguri-office-"), context_random_hex(context, 16, arena));
    int failure = file_write_durable(context, path, bytes, error);
    if (failure)
        return failure;
    failure = convert_file(context, path, ending, form, arena, result, pdf, reason, error);
    unlink(path.p);
    return failure;
}

int paper_office_convert(const struct context *context, struct str bytes, struct str ending,
                         struct arena *arena, enum paper_result *result, struct str *pdf,
                         struct str *reason, struct error *error)
{
    return convert(context, bytes, ending, as_printed, arena, result, pdf, reason, error);
}

int paper_office_draw(const struct context *context, struct str bytes, struct str ending,
                      struct arena *arena, enum paper_result *result, struct str *pdf,
                      struct str *reason, struct error *error)
{
    const char *form = str_equal(ending, STR("pptx"))   ? all_slides
                       : str_equal(ending, STR("xlsx")) ? whole_sheets
                                                        : as_printed;
    return convert(context, bytes, ending, form, arena, result, pdf, reason, error);
}
