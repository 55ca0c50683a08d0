#include "contract/output_cleaning.h"

#include "doc/sheet.h"

enum { FILE_COLUMNS = 8, FINDING_COLUMNS = 6 };

struct output {
    const struct contract_cleaned_file *files;
    size_t count;
    enum lang lang;
    struct arena *arena;
    struct sheet_writer *writer;
};

struct str contract_cleaned_words(enum contract_cleaned state, enum lang lang)
{
    static const struct str words[][2] = {
        [CONTRACT_CLEANED_COPY] = {STR_INIT("整理した写し"), STR_INIT("cleaned copy")},
        [CONTRACT_CLEANED_NONE] = {STR_INIT("除くものなし（元のまま）"),
                                   STR_INIT("nothing to take out (as it is)")},
        [CONTRACT_CLEANED_STAYS] = {STR_INIT("整理できない（元のまま）"),
                                    STR_INIT("could not be cleaned (as it is)")},
        [CONTRACT_CLEANED_LEFT] = {STR_INIT("入れていない"), STR_INIT("left out")},
    };
    return words[state][lang != LANG_JA];
}

static struct str number(const struct output *o, size_t value)
{
    return arena_format(o->arena, "%zu", value);
}

static int write_file(const struct output *o, const struct contract_cleaned_file *file,
                      struct error *error)
{
    const struct inspect_cleaning *cleaning = file->cleaning;
    size_t removed = 0, after = 0, kept = 0;
    if (cleaning) {
        bool has_copy = file->state == CONTRACT_CLEANED_COPY;
        removed = has_copy ? cleaning->removed.count + cleaning->along.count : 0;
        after = has_copy
                    ? cleaning->after.count
                    : cleaning->after.count + (cleaning->state == INSPECT_CLEANED
                                                   ? cleaning->removed.count + cleaning->along.count
                                                   : 0);
        kept = cleaning->kept.count;
    }
    const struct str row[FILE_COLUMNS] = {file->name,
                                          contract_cleaned_words(file->state, o->lang),
                                          cleaning ? number(o, removed + after) : STR(""),
                                          number(o, removed),
                                          number(o, kept),
                                          cleaning ? number(o, after) : STR(""),
                                          file->proof,
                                          file->why};
    return sheet_writer_row(o->writer, row, FILE_COLUMNS, error);
}

static int write_files(const struct output *o, struct error *error)
{
    static const struct sheet_column columns[FILE_COLUMNS] = {
        {STR_INIT("ファイル"), SHEET_TEXT, 40},
        {STR_INIT("結果"), SHEET_TEXT, 26},
        {STR_INIT("整理前の指摘"), SHEET_NUMBER, 14},
        {STR_INIT("なくなった指摘"), SHEET_NUMBER, 16},
        {STR_INIT("選んで残った指摘"), SHEET_NUMBER, 18},
        {STR_INIT("今の指摘"), SHEET_NUMBER, 12},
        {STR_INIT("頁の見え方"), SHEET_TEXT, 48},
        {STR_INIT("理由"), SHEET_TEXT, 60}};
    int failed = sheet_writer_add_sheet(o->writer, STR("ファイル"), columns, FILE_COLUMNS, error);
    for (size_t i = 0; i < o->count && !failed; i++)
        failed = write_file(o, &o->files[i], error);
    return failed;
}

static struct str why_it_stays(const struct output *o, const struct inspect_cleaning *cleaning,
                               const struct inspect_kind *kind)
{
    for (size_t i = 0; i < cleaning->stay_count; i++)
        if (cleaning->stays[i].kind == kind)
            return o->lang == LANG_JA ? cleaning->stays[i].ja : cleaning->stays[i].en;
    return STR("");
}

static int write_findings_of(const struct output *o, const struct contract_cleaned_file *file,
                             const struct inspect_report *report, struct str became, bool stays,
                             struct error *error)
{
    int failed = 0;
    for (size_t i = 0; i < report->count && !failed; i++) {
        const struct inspect_finding *finding = &report->findings[i];
        const struct str row[FINDING_COLUMNS] = {
            file->name,
            became,
            inspect_finding_id(finding, o->arena),
            o->lang == LANG_JA ? finding->kind->title_ja : finding->kind->title_en,
            inspect_place_text(&finding->place, o->lang, o->arena),
            stays ? why_it_stays(o, file->cleaning, finding->kind) : STR("")};
        failed = sheet_writer_row(o->writer, row, FINDING_COLUMNS, error);
    }
    return failed;
}

static int write_findings(const struct output *o, struct error *error)
{
    static const struct sheet_column columns[FINDING_COLUMNS] = {
        {STR_INIT("ファイル"), SHEET_TEXT, 40},       {STR_INIT("どうなったか"), SHEET_TEXT, 22},
        {STR_INIT("番号（整理前）"), SHEET_TEXT, 14}, {STR_INIT("項目"), SHEET_TEXT, 36},
        {STR_INIT("場所"), SHEET_TEXT, 48},           {STR_INIT("残った理由"), SHEET_TEXT, 60}};
    bool ja = o->lang == LANG_JA;
    int failed = sheet_writer_add_sheet(o->writer, STR("指摘"), columns, FINDING_COLUMNS, error);
    for (size_t i = 0; i < o->count && !failed; i++) {
        const struct contract_cleaned_file *file = &o->files[i];
        bool has_copy = file->state == CONTRACT_CLEANED_COPY;
        if (!file->cleaning)
            continue;
        if (has_copy)
            failed = write_findings_of(o, file, &file->cleaning->removed,
                                       ja ? STR("除いた") : STR("removed"), false, error);
        if (!failed && has_copy)
            failed = write_findings_of(o, file, &file->cleaning->along,
                                       ja ? STR("共に消えた") : STR("went along"), false, error);
        if (!failed)
            failed =
                write_findings_of(o, file, &file->cleaning->kept,
                                  ja ? STR("選んだが残った") : STR("chosen, stays"), true, error);
    }
    return failed;
}

int contract_output_cleaning(const struct context *context, struct str path,
                             const struct contract_cleaned_file *files, size_t count,
                             enum lang lang, struct arena *arena, struct error *error)
{
    struct output output = {files, count, lang, arena, NULL};
    int failed = sheet_writer_create(context, path, &output.writer, error);
    if (failed)
        return failed;
    failed = write_files(&output, error);
    if (!failed)
        failed = write_findings(&output, error);
    int closed = sheet_writer_close(output.writer, error);
    return failed ? failed : closed;
}
