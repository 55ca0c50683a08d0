/* Reports of `meguri inspect` on a terminal, as JSON, HTML and a workbook. */
#include <stdio.h>

#include "base/json.h"
#include "command_inspect.h"
#include "doc/sheet.h"
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
           STR_ARG(inspect_severity_title(finding->severity, lang)), STR_ARG(finding->kind->id),
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
        for (size_t f = 0; f < report->count; f++)
            print_finding(run, &report->findings[f]);
        if (report->left_out)
            printf("   %s %lld\n", lang == LANG_JA ? "ほかに同じ種類" : "more of the same kinds:",
                   (long long)report->left_out);
    }
}

static void put_known(struct json_writer *writer, struct str key, int64_t value)
{
    if (value >= 0)
        json_put_integer(writer, key, value);
}

static void put_text(struct json_writer *writer, struct str key, struct str value)
{
    if (value.n)
        json_put_string(writer, key, value);
}

static void put_place(struct json_writer *writer, const struct inspect_place *place)
{
    json_key(writer, STR("place"));
    json_begin_object(writer);
    put_text(writer, STR("inside"), place->inside);
    put_text(writer, STR("part"), place->part);
    put_text(writer, STR("sheet"), place->sheet);
    put_text(writer, STR("cell"), place->cell);
    put_text(writer, STR("element"), place->element);
    const int64_t numbers[] = {place->page, place->slide, place->paragraph, place->line};
    static const struct str keys[] = {STR_INIT("page"), STR_INIT("slide"), STR_INIT("paragraph"),
                                      STR_INIT("line")};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        if (numbers[i] > 0)
            json_put_integer(writer, keys[i], numbers[i]);
    put_known(writer, STR("offset"), place->offset);
    if (place->has_box) {
        char number[32];
        json_key(writer, STR("box"));
        json_begin_array(writer);
        for (int i = 0; i < 4; i++) {
            int n = snprintf(number, sizeof number, "%.2f", place->box[i]);
            json_number(writer, (struct str){number, (size_t)n});
        }
        json_end_array(writer);
    }
    json_end_object(writer);
}

static void put_finding(struct json_writer *writer, const struct inspect_finding *finding,
                        enum lang lang)
{
    json_begin_object(writer);
    json_put_string(writer, STR("kind"), finding->kind->id);
    json_put_string(writer, STR("severity"), inspect_severity_name(finding->severity));
    json_put_string(writer, STR("title"), title_of(finding->kind, lang));
    put_place(writer, &finding->place);
    put_text(writer, STR("found"), finding->found);
    json_put_integer(writer, STR("count"), finding->count);
    json_put_string(writer, STR("why"), finding->kind->why_ja);
    json_put_string(writer, STR("mend"), mend_of(finding->kind, lang));
    json_put_string(writer, STR("rule"), finding->kind->rule);
    json_end_object(writer);
}

static void put_measure(struct json_writer *writer, const struct inspect_report *report)
{
    const struct inspect_measure *measure = &report->measure;
    json_key(writer, STR("measure"));
    json_begin_object(writer);
    put_known(writer, STR("bytes"), measure->bytes);
    put_known(writer, STR("pages"), measure->pages);
    put_known(writer, STR("characters"), measure->characters);
    put_known(writer, STR("characters_no_blanks"), measure->characters_no_blanks);
    put_known(writer, STR("utf16_units"), measure->utf16_units);
    put_known(writer, STR("pages_without_text"), measure->pages_without_text);
    json_end_object(writer);
    if (report->page_text_count == 0)
        return;
    json_key(writer, STR("page_text")); /* none, text, ocr: one letter for each page */
    struct buf letters = {0};
    for (size_t i = 0; i < report->page_text_count; i++)
        buf_append_char(&letters, report->page_text[i] == 2 ? 'o'
                                  : report->page_text[i]    ? 't'
                                                            : '-');
    json_string(writer, buf_str(&letters));
    buf_finish(&letters);
}

void command_inspect_print_json(const struct inspect_run *run, struct buf *out)
{
    struct json_writer writer;
    enum lang lang = run->context->lang;
    json_writer_init(&writer, out, true);
    json_begin_object(&writer);
    json_key(&writer, STR("files"));
    json_begin_array(&writer);
    for (size_t i = 0; i < run->count; i++) {
        const struct inspect_report *report = &run->reports[i];
        json_begin_object(&writer);
        json_put_string(&writer, STR("name"), report->name);
        json_put_string(&writer, STR("form"), report->form);
        json_put_bool(&writer, STR("inspected"), report->inspected);
        json_put_bool(&writer, STR("passes"), inspect_passes(report));
        put_text(&writer, STR("reason"), reason_of(report, lang));
        put_measure(&writer, report);
        json_put_integer(&writer, STR("left_out"), report->left_out);
        json_key(&writer, STR("findings"));
        json_begin_array(&writer);
        for (size_t f = 0; f < report->count; f++)
            put_finding(&writer, &report->findings[f], lang);
        json_end_array(&writer);
        json_end_object(&writer);
    }
    json_end_array(&writer);
    json_end_object(&writer);
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
            cell(&html, finding->kind->id);
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

static int write_rows(const struct inspect_run *run, struct sheet_writer *writer,
                      struct error *error)
{
    enum lang lang = run->context->lang;
    int failed = 0;
    for (size_t i = 0; i < run->count && !failed; i++) {
        const struct inspect_report *report = &run->reports[i];
        if (report->count == 0) {
            const struct str row[] = {
                report->name, state_of(report, lang), STR(""), STR(""), STR(""), STR(""), STR(""),
                STR("")};
            failed = sheet_writer_row(writer, row, 8, error);
        }
        for (size_t f = 0; f < report->count && !failed; f++) {
            const struct inspect_finding *finding = &report->findings[f];
            const struct str row[] = {report->name,
                                      inspect_severity_title(finding->severity, lang),
                                      finding->kind->id,
                                      title_of(finding->kind, lang),
                                      inspect_place_text(&finding->place, lang, run->arena),
                                      finding->found,
                                      arena_format(run->arena, "%lld", (long long)finding->count),
                                      mend_of(finding->kind, lang)};
            failed = sheet_writer_row(writer, row, 8, error);
        }
    }
    return failed;
}

int command_inspect_write_xlsx(const struct inspect_run *run, struct str path, struct error *error)
{
    static const struct sheet_column columns[] = {
        {STR_INIT("ファイル"), SHEET_TEXT, 40}, {STR_INIT("区分"), SHEET_TEXT, 12},
        {STR_INIT("番号"), SHEET_TEXT, 10},     {STR_INIT("項目"), SHEET_TEXT, 36},
        {STR_INIT("場所"), SHEET_TEXT, 48},     {STR_INIT("内容"), SHEET_TEXT, 24},
        {STR_INIT("件数"), SHEET_NUMBER, 8},    {STR_INIT("直し方"), SHEET_TEXT, 60}};
    struct sheet_writer *writer;
    int failed = sheet_writer_create(run->context, path, &writer, error);
    if (failed)
        return failed;
    failed = sheet_writer_add_sheet(writer, STR("検査結果"), columns, 8, error);
    if (!failed)
        failed = write_rows(run, writer, error);
    int closed = sheet_writer_close(writer, error);
    return failed ? failed : closed;
}
