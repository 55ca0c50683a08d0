/* The report as a PDF: what was inspected, then the findings of each file. */
#include "base/civil.h"
#include "contract/output.h"
#include "doc/paper.h"

enum { COLUMNS = 5 };

static void write_summary(const struct contract_output *output, struct paper *paper)
{
    enum { SUMMARY_COLUMNS = 3 };
    static const struct str header[SUMMARY_COLUMNS] = {STR_INIT("ファイル"), STR_INIT("結果"),
                                                       STR_INIT("指摘")};
    struct str *cells = ARENA_ARRAY(output->arena, struct str, output->count * SUMMARY_COLUMNS + 1);
    for (size_t i = 0; i < output->count; i++) {
        const struct inspect_report *report = &output->reports[i];
        cells[i * SUMMARY_COLUMNS] = report->name;
        cells[i * SUMMARY_COLUMNS + 1] = contract_output_state(report, output->lang);
        cells[i * SUMMARY_COLUMNS + 2] = arena_format(output->arena, "%zu", report->count);
    }
    paper_table(paper, header, SUMMARY_COLUMNS, cells, output->count);
}

static void write_file(const struct contract_output *output, const struct inspect_report *report,
                       struct paper *paper)
{
    static const struct str header[COLUMNS] = {STR_INIT("区分"), STR_INIT("項目"), STR_INIT("場所"),
                                               STR_INIT("内容"), STR_INIT("直し方")};
    struct str *cells = ARENA_ARRAY(output->arena, struct str, report->count * COLUMNS + 1);
    paper_heading(paper, 2, report->name);
    paper_text(paper, ARENA_JOIN(output->arena, contract_output_state(report, output->lang),
                                 STR("　不正プログラムの検査: "),
                                 inspect_scan_words(&report->scan, output->lang, output->arena)));
    if (!report->inspected)
        paper_text(paper, output->lang == LANG_JA ? report->reason_ja : report->reason_en);
    for (size_t i = 0; i < report->count; i++) {
        const struct inspect_finding *finding = &report->findings[i];
        struct str *row = &cells[i * COLUMNS];
        bool ja = output->lang == LANG_JA;
        row[0] = inspect_severity_title(finding->severity, output->lang);
        row[1] = ARENA_JOIN(output->arena, inspect_finding_id(finding, output->arena), STR(" "),
                            ja ? finding->kind->title_ja : finding->kind->title_en);
        row[2] = inspect_place_text(&finding->place, output->lang, output->arena);
        row[3] = finding->found;
        row[4] = ja ? finding->kind->mend_ja : finding->kind->mend_en;
    }
    if (report->count)
        paper_table(paper, header, COLUMNS, cells, report->count);
}

int contract_output_paper(const struct contract_output *output, utc_us created, struct buf *pdf,
                          struct error *error)
{
    struct paper *paper = paper_create(STR("納品物の点検結果"));
    paper_heading(paper, 1, STR("納品物の点検結果"));
    paper_text(paper, time_format_jst(created, output->arena));
    write_summary(output, paper);
    for (size_t i = 0; i < output->count; i++)
        if (output->reports[i].count || !output->reports[i].inspected)
            write_file(output, &output->reports[i], paper);
    int failed = paper_finish(paper, created, pdf, error);
    paper_destroy(paper);
    return failed;
}
