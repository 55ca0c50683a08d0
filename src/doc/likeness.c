#include "doc/likeness.h"

#include "doc/capability.h"
#include "doc/paper_office.h"
#include "doc/reading_program.h"

enum { MOST_OUTPUT = 64 * 1024 };
static const int64_t deadline = 300 * (int64_t)US_PER_SECOND;

/* Ten pages at a time, so that the pictures of a long paper fit into memory. The first line is the
   number of pages, each further one a page that differs. 3: one of the two cannot be drawn. */
static const char script[] =
    "ulimit -t 250; ulimit -d 1500000; ulimit -f 400000; cd /tmp; "
    "n=$(pdfinfo /in/paper | sed -n 's/^Pages: *//p'); m=$(pdfinfo /in/other | sed -n 's/^Pages: "
    "*//p'); "
    "test -n \"$n\" && test -n \"$m\" || exit 3; echo $n; test $n = $m || { echo 1; exit 0; }; "
    "i=1; "
    "while [ $i -le $n ]; do "
    "for f in paper other; do pdftoppm -q -cropbox -r 96 -f $i -l $((i+9)) /in/$f $f || exit 3; "
    "done; "
    "for a in paper-*; do cmp -s $a other-${a#paper-} || echo ${a#paper-} | sed "
    "'s/^0*//;s/\\..*//'; done; "
    "rm -f paper-* other-*; i=$((i+10)); done";

static void say(struct likeness *out, enum likeness_state state, struct str ja, struct str en)
{
    *out = (struct likeness){.state = state, .reason_ja = ja, .reason_en = en};
}

static void read_result(struct str lines, struct likeness *out)
{
    struct str line;
    int64_t number;
    while (str_cut(&lines, '\n', &line)) {
        if (!str_to_int64(line, &number))
            continue;
        if (out->pages == 0) {
            out->pages = number;
        } else {
            out->page = out->page ? out->page : number;
            out->differing++;
        }
    }
    out->state = out->differing ? LIKENESS_DIFFERS : LIKENESS_SAME;
    if (out->differing) {
        out->reason_ja = STR("頁の見え方が変わりました");
        out->reason_en = STR("pages look different");
    }
}

static int compare_papers(const struct context *context, struct str before, struct str after,
                          struct arena *arena, struct likeness *out, struct error *error)
{
    const struct reading_sandbox sandbox = {
        .script = script, .deadline = deadline, .most_output = MOST_OUTPUT, .other = after};
    struct process_result run;
    int failed = reading_sandbox_run(context, &sandbox, before, arena, &run, error);
    if (failed)
        return failed;
    *out = (struct likeness){0};
    if (run.exit_code == 0)
        read_result(run.output, out);
    else if (run.timed_out)
        say(out, LIKENESS_UNPROVEN, STR("時間内に頁を比べきれませんでした"),
            STR("pages could not be compared in time"));
    else if (!capability_sandbox_works(context, arena))
        say(out, LIKENESS_UNPROVEN, STR("この機械では bubblewrap による隔離が使えません"),
            STR("bubblewrap does not work on this machine"));
    else
        say(out, LIKENESS_UNPROVEN, STR("頁を描けませんでした"), STR("pages could not be drawn"));
    return 0;
}

/* False when one of them could not be made a PDF; *out then says why. */
static int convert_both(const struct context *context, struct str ending, struct str files[2],
                        struct arena *arena, bool *converted, struct likeness *out,
                        struct error *error)
{
    *converted = true;
    for (int i = 0; i < 2 && *converted; i++) {
        enum paper_result result;
        struct str pdf, reason = STR("");
        int failed =
            paper_office_convert(context, files[i], ending, arena, &result, &pdf, &reason, error);
        if (failed)
            return failed;
        *converted = result == PAPER_CONVERTED;
        files[i] = pdf;
        if (*converted)
            continue;
        if (result == PAPER_UNREADABLE && i == 1)
            say(out, LIKENESS_DIFFERS, STR("取り除いた後のファイルを LibreOffice で開けません"),
                STR("LibreOffice cannot open the cleaned file"));
        else if (result == PAPER_UNREADABLE)
            say(out, LIKENESS_UNPROVEN, STR("元のファイルを LibreOffice で開けません"),
                STR("LibreOffice cannot open the original"));
        else
            say(out, LIKENESS_UNPROVEN,
                STR("LibreOffice か bubblewrap がないため、頁を比べていません（meguri doctor）"),
                STR("not compared: LibreOffice or bubblewrap is absent (meguri doctor)"));
    }
    return 0;
}

static bool is_office(struct str ending)
{
    static const struct str endings[] = {
        STR_INIT("xlsx"), STR_INIT("xlsm"), STR_INIT("docx"), STR_INIT("pptx"), STR_INIT("odt"),
        STR_INIT("ods"),  STR_INIT("odp"),  STR_INIT("xltx"), STR_INIT("dotx"), STR_INIT("potx")};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
        if (str_equal_nocase(endings[i], ending))
            return true;
    return false;
}

int likeness_compare(const struct context *context, struct str ending, struct str before,
                     struct str after, struct arena *arena, struct likeness *out,
                     struct error *error)
{
    struct str files[2] = {before, after};
    bool converted = true;
    if (!is_office(ending) && !str_equal_nocase(ending, STR("pdf"))) {
        say(out, LIKENESS_UNPROVEN,
            STR("頁のない形式です（画像は画素のバイト列をそのまま写しています）"),
            STR("a form without pages (coded pixels of pictures are copied as they are)"));
        return 0;
    }
    if (capability_program(STR("pdftext"), arena).n == 0 ||
        capability_program(STR("sandbox"), arena).n == 0) {
        say(out, LIKENESS_UNPROVEN,
            STR("poppler-utils か bubblewrap がないため、頁を比べていません（meguri doctor）"),
            STR("not compared: poppler-utils or bubblewrap is absent (meguri doctor)"));
        return 0;
    }
    if (is_office(ending)) {
        int failed = convert_both(context, ending, files, arena, &converted, out, error);
        if (failed)
            return failed;
    }
    return converted ? compare_papers(context, files[0], files[1], arena, out, error) : 0;
}
