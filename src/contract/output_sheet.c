/* The report as a workbook: a sheet of findings and a sheet of files with their measures. */
#include "contract/output.h"
#include "doc/sheet.h"

enum { FINDING_COLUMNS = 9, FILE_COLUMNS = 10 };

struct str contract_output_state(const struct inspect_report *report, enum lang lang)
{
    if (!report->inspected)
        return lang == LANG_JA ? STR("未検査（不合格）") : STR("not inspected (failed)");
    if (inspect_passes(report))
        return lang == LANG_JA ? STR("合格") : STR("passed");
    return inspect_severity_title(inspect_worst(report), lang);
}

static int write_finding(const struct contract_output *output, const struct inspect_report *report,
                         const struct inspect_finding *finding, struct sheet_writer *writer,
                         struct error *error)
{
    bool ja = output->lang == LANG_JA;
    const struct str row[FINDING_COLUMNS] = {
        report->name,
        inspect_severity_title(finding->severity, output->lang),
        inspect_finding_id(finding, output->arena),
        ja ? finding->kind->title_ja : finding->kind->title_en,
        inspect_place_text(&finding->place, output->lang, output->arena),
        finding->found,
        arena_format(output->arena, "%lld", (long long)finding->count),
        finding->kind->why_ja,
        ja ? finding->kind->mend_ja : finding->kind->mend_en};
    return sheet_writer_row(writer, row, FINDING_COLUMNS, error);
}

static int write_findings(const struct contract_output *output, struct sheet_writer *writer,
                          struct error *error)
{
    static const struct sheet_column columns[FINDING_COLUMNS] = {
        {STR_INIT("ファイル"), SHEET_TEXT, 40}, {STR_INIT("区分"), SHEET_TEXT, 12},
        {STR_INIT("番号"), SHEET_TEXT, 10},     {STR_INIT("項目"), SHEET_TEXT, 36},
        {STR_INIT("場所"), SHEET_TEXT, 48},     {STR_INIT("内容"), SHEET_TEXT, 24},
        {STR_INIT("件数"), SHEET_NUMBER, 8},    {STR_INIT("なぜ"), SHEET_TEXT, 48},
        {STR_INIT("直し方"), SHEET_TEXT, 60}};
    int failed = sheet_writer_add_sheet(writer, STR("検査結果"), columns, FINDING_COLUMNS, error);
    for (size_t i = 0; i < output->count && !failed; i++) {
        const struct inspect_report *report = &output->reports[i];
        const struct str empty[FINDING_COLUMNS] = {report->name,
                                                   contract_output_state(report, output->lang)};
        if (report->count == 0)
            failed = sheet_writer_row(writer, empty, FINDING_COLUMNS, error);
        for (size_t f = 0; f < report->count && !failed; f++)
            failed = write_finding(output, report, &report->findings[f], writer, error);
    }
    return failed;
}

static struct str number(const struct contract_output *output, int64_t value)
{
    return value < 0 ? STR("") : arena_format(output->arena, "%lld", (long long)value);
}

static int write_files(const struct contract_output *output, struct sheet_writer *writer,
                       struct error *error)
{
    static const struct sheet_column columns[FILE_COLUMNS] = {
        {STR_INIT("ファイル"), SHEET_TEXT, 40},
        {STR_INIT("形式"), SHEET_TEXT, 8},
        {STR_INIT("結果"), SHEET_TEXT, 18},
        {STR_INIT("バイト数"), SHEET_NUMBER, 14},
        {STR_INIT("頁数"), SHEET_NUMBER, 8},
        {STR_INIT("文字数（空白を含む）"), SHEET_NUMBER, 18},
        {STR_INIT("文字数（空白を除く）"), SHEET_NUMBER, 18},
        {STR_INIT("文字のない頁"), SHEET_NUMBER, 14},
        {STR_INIT("不正プログラムの検査"), SHEET_TEXT, 40},
        {STR_INIT("検査の版と定義の日付"), SHEET_TEXT, 48}};
    int failed = sheet_writer_add_sheet(writer, STR("ファイル"), columns, FILE_COLUMNS, error);
    for (size_t i = 0; i < output->count && !failed; i++) {
        const struct inspect_report *report = &output->reports[i];
        const struct inspect_measure *measure = &report->measure;
        const struct inspect_scan *scan = &report->scan;
        const struct str row[FILE_COLUMNS] = {report->name,
                                              report->form,
                                              contract_output_state(report, output->lang),
                                              number(output, measure->bytes),
                                              number(output, measure->pages),
                                              number(output, measure->characters),
                                              number(output, measure->characters_no_blanks),
                                              number(output, measure->pages_without_text),
                                              inspect_scan_words(scan, output->lang, output->arena),
                                              scan->engine};
        failed = sheet_writer_row(writer, row, FILE_COLUMNS, error);
    }
    return failed;
}

int contract_output_sheet(const struct contract_output *output, const struct context *context,
                          struct str path, struct error *error)
{
    struct sheet_writer *writer;
    int failed = sheet_writer_create(context, path, &writer, error);
    if (failed)
        return failed;
    failed = write_findings(output, writer, error);
    if (!failed)
        failed = write_files(output, writer, error);
    int closed = sheet_writer_close(writer, error);
    return failed ? failed : closed;
}
