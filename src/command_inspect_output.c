/* Reports of `meguri inspect` on a terminal, as JSON, HTML and a workbook. */
#include <stdio.h>

#include "command_inspect.h"
#include "html/html.h"

static struct str title_of(const struct inspect_kind *kind, enum lang lang)
{
    return lang == LANG_JA ? kind->title_ja : kind->title_en;
}

static struct str mend_of(const struct inspect_kind *kind, enum lang lang)
{
    return lang == LANG_JA ? kind->mend_ja : kind->mend_en;
}

static struct str reason_of(const struct inspect_report *report, enum lang lang)
{
    return lang == LANG_JA ? report->reason_ja : report->reason_en;
}

static struct str state_of(const struct inspect_report *report, enum lang lang)
{
    if (!report->inspected)
        return lang == LANG_JA ? STR("未検査（不合格）") : STR("not inspected (failed)");
    if (inspect_passes(report))
        return lang == LANG_JA ? STR("合格") : STR("passed");
    return inspect_severity_title(inspect_worst(report), lang);
}

static void print_measure(const struct inspect_measure *measure, bool ja)
{
    if (measure->pages < 0 && measure->characters < 0)
        return;
    printf("   %s %.2f MB / %.2f MiB", ja ? "大きさ" : "size", (double)measure->bytes / 1e6,
           (double)measure->bytes / 1048576.0);
    if (measure->pages >= 0)
        printf("  %s %lld", ja ? "頁" : "pages", (long long)measure->pages);
    if (measure->characters >= 0)
        printf("  %s %lld（%s %lld）", ja ? "文字" : "characters", (long long)measure->characters,
               ja ? "空白なし" : "without blanks", (long long)measure->characters_no_blanks);
    if (measure->pages_without_text > 0)
        printf("  %s %lld", ja ? "文字のない頁" : "pages without text",
               (long long)measure->pages_without_text);
    printf("\n");
}

static void print_finding(const struct inspect_run *run, const struct inspect_finding *finding)
{
    enum lang lang = run->context->lang;
    struct str place = inspect_place_text(&finding->place, lang, run->arena);
    printf("   [%" PRIstr "] %" PRIstr " %" PRIstr,
           STR_ARG(inspect_severity_title(finding->severity, lang)),
           STR_ARG(inspect_finding_id(finding, run->arena)),
           STR_ARG(title_of(finding->kind, lang)));
    if (finding->count > 1)
        printf(" ×%lld", (long long)finding->count);
    printf("\n      %s %" PRIstr "\n", lang == LANG_JA ? "場所" : "where", STR_ARG(place));
    if (finding->found.n)
        printf("      %s %" PRIstr "\n", lang == LANG_JA ? "内容" : "found",
               STR_ARG(finding->found));
    printf("      %s %" PRIstr "\n", lang == LANG_JA ? "直し方" : "mend ",
           STR_ARG(mend_of(finding->kind, lang)));
}

void command_inspect_print(const struct inspect_run *run)
{
    enum lang lang = run->context->lang;
    for (size_t i = 0; i < run->count; i++) {
        const struct inspect_report *report = &run->reports[i];
        printf("%" PRIstr "  %" PRIstr "  %" PRIstr "\n", STR_ARG(state_of(report, lang)),
               STR_ARG(report->name), STR_ARG(report->form));
        if (!report->inspected)
            printf("   %" PRIstr "\n", STR_ARG(reason_of(report, lang)));
        print_measure(&report->measure, lang == LANG_JA);
        if (report->scan.outcome.n)
            printf("   %s %" PRIstr "  %" PRIstr "\n",
                   lang == LANG_JA ? "不正プログラム" : "malware",
                   STR_ARG(inspect_scan_words(&report->scan, lang, run->arena)),
                   STR_ARG(report->scan.engine));
        for (size_t f = 0; f < report->count; f++)
            print_finding(run, &report->findings[f]);
        if (report->left_out)
            printf("   %s %lld\n", lang == LANG_JA ? "ほかに同じ種類" : "more of the same kinds:",
                   (long long)report->left_out);
    }
}

static void cell(struct html *html, struct str text)
{
    buf_append(html->out, STR("<td>"));
    html_text(html, text);
    buf_append(html->out, STR("</td>"));
}

void command_inspect_print_html(const struct inspect_run *run, struct buf *out)
{
    struct html html = {.out = out, .arena = run->arena};
    enum lang lang = run->context->lang;
    buf_append(out, STR("<!DOCTYPE html>\n<html lang=\"ja\"><head><meta "
                        "charset=\"utf-8\"><title>検査結果 / Inspection"
                        "</title></head>\n<body><h1>検査結果 / Inspection</h1>\n"));
    for (size_t i = 0; i < run->count; i++) {
        const struct inspect_report *report = &run->reports[i];
        buf_append(out, STR("<h2>"));
        html_text(&html, report->name);
        buf_append(out, STR("</h2><p>"));
        html_text(&html, state_of(report, lang));
        buf_append(out, STR(" "));
        html_text(&html, reason_of(report, lang));
        buf_append(out, STR("</p>\n<table border=\"1\">\n"));
        for (size_t f = 0; f < report->count; f++) {
            const struct inspect_finding *finding = &report->findings[f];
            buf_append(out, STR("<tr>"));
            cell(&html, inspect_severity_title(finding->severity, lang));
            cell(&html, inspect_finding_id(finding, run->arena));
            cell(&html, title_of(finding->kind, lang));
            cell(&html, inspect_place_text(&finding->place, lang, run->arena));
            cell(&html, finding->found);
            cell(&html, mend_of(finding->kind, lang));
            buf_append(out, STR("</tr>\n"));
        }
        buf_append(out, STR("</table>\n"));
    }
    buf_append(out, STR("</body></html>\n"));
}
