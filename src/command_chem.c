/* meguri chem run: an input in PHREEQC's language, its tables to files. Results are written when the
   whole run has succeeded; an input that fails leaves no half table. */
#include <stdio.h>

#include "base/file.h"
#include "base/json.h"
#include "base/progress.h"
#include "base/text.h"
#include "chem/amd.h"
#include "chem/run.h"
#include "commands.h"

enum { FILE_LIMIT = 256 << 20, OUTPUT_LIMIT = 64 };

static const struct option_declaration options[] = {
    {STR_INIT("database"), 0, STR_INIT("FILE"),
     STR_INIT("熱力学データベース（PHREEQC 形式）。なければ入力の DATABASE、それもなければ内蔵の amd.dat"),
     STR_INIT("thermodynamic database in PHREEQC's format; else the input's DATABASE, else the built-in amd.dat")},
    {STR_INIT("output"), 'o', STR_INIT("FILE"),
     STR_INIT("表の書き先。「-」で標準出力。なければ入力の -file の名前で今のフォルダーに"),
     STR_INIT("where the table goes, \"-\" for standard output; else the -file of the input, in this folder")},
    {STR_INIT("export"), 0, STR_INIT("FILE"),
     STR_INIT("最後の水と固相などを、PHREEQC が読める入力として FILE に書きます"),
     STR_INIT("write the waters and solids at the end to FILE, as an input for PHREEQC")},
    {STR_INIT("notices"), 0, STR_INIT(""), STR_INIT("データベースで使わなかった記述も行番号つきで示します"),
     STR_INIT("show what was not used in the database too, with its lines")},
    {STR_INIT("json"), 0, STR_INIT(""), STR_INIT("まとめを JSON で示します"), STR_INIT("summary as JSON")},
};

/* One table of the input. */
struct table {
    int32_t number;
    struct str file;
    struct buf bytes;
};

struct chem_work {
    const struct command_call *call;
    struct arena *arena;
    struct str database_name;
    struct chem_database *database;
    const struct chem_input *input;
    struct progress *progress;
    struct table tables[OUTPUT_LIMIT];
    size_t table_count;
    struct chem_run_summary summary;
    struct buf cells; /* --export */
};

/* The half of a text in two languages ("ja\x1fen"). */
static struct str in_language(struct str both, enum lang lang)
{
    size_t split = str_find_char(both, '\x1f', 0);
    if (split == SIZE_MAX)
        return both;
    return lang == LANG_JA ? str_slice(both, 0, split) : str_slice(both, split + 1, both.n);
}

static int read_file(void *data, struct str name, struct arena *arena, struct str *text,
                     struct error *error)
{
    const struct chem_work *work = data;
    return file_read(work->call->context, name, FILE_LIMIT, arena, text, error);
}

static int keep_table(void *data, int32_t number, struct str file, struct str bytes, struct error *error)
{
    struct chem_work *work = data;
    size_t i = 0;
    while (i < work->table_count && work->tables[i].number != number)
        i++;
    if (i == OUTPUT_LIMIT)
        return ERROR(error, ERR_TOO_LARGE, STR("SELECTED_OUTPUT"), STR("64"));
    if (i == work->table_count)
        work->tables[work->table_count++] = (struct table){.number = number, .file = arena_copy(work->arena, file)};
    buf_append(&work->tables[i].bytes, bytes);
    return 0;
}

static void show_progress(void *data, int64_t done, int64_t total)
{
    struct chem_work *work = data;
    (void)total;
    progress_set(work->progress, done);
}

static void show_notice(const struct chem_work *work, struct str file, int64_t line, struct str text)
{
    fprintf(stderr, "%" PRIstr ":%lld: %" PRIstr "\n", STR_ARG(file), (long long)line,
            STR_ARG(in_language(text, work->call->context->lang)));
}

static void show_notices(const struct chem_work *work, bool of_database)
{
    const struct chem_input *input = work->input;
    const struct chem_database *database = work->database;
    for (size_t i = 0; i < input->notice_count; i++)
        show_notice(work, input->files[input->notices[i].place.file], input->notices[i].place.line,
                    input->notices[i].what);
    for (size_t i = 0; of_database && i < database->notice_count; i++)
        show_notice(work, database->files[database->notices[i].file], database->notices[i].line,
                    database->notices[i].text);
}

static int read_inputs(struct chem_work *work, struct str path, struct str database, struct error *error)
{
    struct str text;
    const struct chem_input_host host = {read_file, work};
    int status = file_read(work->call->context, path, FILE_LIMIT, work->arena, &text, error);
    if (status == 0)
        status = chem_input_parse(path, text, &host, work->arena, &work->input, error);
    if (status)
        return status;
    work->database_name = database.n ? database : work->input->database;
    if (work->database_name.n == 0) {
        work->database_name = STR("amd.dat");
        return chem_database_read(work->database_name, chem_amd_text(), &work->database, error);
    }
    status = file_read(work->call->context, work->database_name, FILE_LIMIT, work->arena, &text, error);
    return status ? status : chem_database_read(work->database_name, text, &work->database, error);
}

static int run(struct chem_work *work, bool cells, struct error *error)
{
    const struct chem_run_host host = {
        .write = keep_table, .progress = show_progress, .data = work, .cells = cells ? &work->cells : NULL};
    work->progress = progress_create(work->call->context, 2,
                                     work->call->context->lang == LANG_JA ? STR("計算") : STR("run"), 0);
    int status = chem_run(work->input, work->database, &host, &work->summary, error);
    progress_finish(work->progress);
    return status;
}

/* The path of a table: --output for the first, --output with the table's number for others. */
static struct str path_of(const struct chem_work *work, size_t i, struct str output)
{
    if (output.n == 0)
        return text_file_name(work->tables[i].file, work->arena);
    if (i == 0)
        return output;
    return arena_format(work->arena, "%" PRIstr ".%d", STR_ARG(output), (int)work->tables[i].number);
}

static int write_tables(struct chem_work *work, struct str output, struct error *error)
{
    int status = 0;
    for (size_t i = 0; status == 0 && i < work->table_count; i++) {
        struct table *table = &work->tables[i];
        table->file = path_of(work, i, output);
        if (str_equal(output, STR("-")))
            fwrite(table->bytes.p, 1, table->bytes.n, stdout);
        else
            status = file_write_durable(work->call->context, table->file, buf_str(&table->bytes), error);
    }
    return status;
}

static void print_json(struct chem_work *work)
{
    const struct chem_run_summary *s = &work->summary;
    struct buf out = {0};
    struct json_writer writer;
    json_writer_init(&writer, &out, true);
    json_begin_object(&writer);
    json_put_string(&writer, STR("database"), work->database_name);
    json_put_integer(&writer, STR("simulations"), s->simulations);
    json_put_integer(&writer, STR("waters"), s->waters);
    json_put_integer(&writer, STR("rows"), s->rows);
    json_put_integer(&writer, STR("equilibria"), s->equilibria);
    json_put_integer(&writer, STR("iterations"), s->iterations);
    json_put_integer(&writer, STR("kinetic_steps"), s->kinetic_steps);
    json_put_integer(&writer, STR("kinetic_rejections"), s->kinetic_rejections);
    json_put_string(&writer, STR("worst_balance"), arena_format(work->arena, "%.3g", s->worst_balance));
    json_key(&writer, STR("tables"));
    json_begin_array(&writer);
    for (size_t i = 0; i < work->table_count; i++)
        json_string(&writer, work->tables[i].file);
    json_end_array(&writer);
    json_key(&writer, STR("notices"));
    json_begin_array(&writer);
    for (size_t i = 0; i < work->input->notice_count; i++)
        json_string(&writer, in_language(work->input->notices[i].what, work->call->context->lang));
    json_end_array(&writer);
    json_end_object(&writer);
    printf("%" PRIstr "\n", STR_ARG(buf_str(&out)));
    buf_finish(&out);
}

static void print_words(struct chem_work *work)
{
    bool ja = work->call->context->lang == LANG_JA;
    for (size_t i = 0; i < work->table_count; i++)
        printf(ja ? "%" PRIstr " に書きました。\n" : "Written to %" PRIstr ".\n", STR_ARG(work->tables[i].file));
    printf(ja ? "水 %lld、表の行 %lld、平衡計算 %lld 回、物質収支の誤差は最大 %.1e です（データベース %" PRIstr "）。\n"
              : "%lld waters, %lld rows, %lld equilibria; mass balances within %.1e (database %" PRIstr ").\n",
           (long long)work->summary.waters, (long long)work->summary.rows,
           (long long)work->summary.equilibria, work->summary.worst_balance, STR_ARG(work->database_name));
}

static int work_through(struct chem_work *work, const struct option_values *values, struct error *error)
{
    struct str output = options_text(values, STR("output"), STR(""));
    int status = read_inputs(work, options_argument(values, 0), options_text(values, STR("database"), STR("")), error);
    if (status)
        return status;
    show_notices(work, options_flag(values, STR("notices")));
    struct str export = options_text(values, STR("export"), STR(""));
    status = run(work, export.n > 0, error);
    if (status == 0)
        status = write_tables(work, output, error);
    if (status == 0 && export.n > 0)
        status = file_write_durable(work->call->context, export, buf_str(&work->cells), error);
    if (status)
        return status;
    if (work->call->json)
        print_json(work);
    else if (!str_equal(output, STR("-")))
        print_words(work);
    return 0;
}

int command_chem_run(const struct command_call *call, struct arena *arena, struct error *error)
{
    const struct option_values *values;
    int status = command_begin(call, STR("meguri chem run FILE.pqi [--database DB] [--output FILE.tsv]"), options,
                               sizeof options / sizeof options[0], arena, &values, error);
    if (status || !values)
        return status;
    if (options_argument_count(values) != 1)
        return ERROR(error, ERR_USAGE, STR("meguri chem run FILE.pqi"));
    struct chem_work work = {.call = call, .arena = arena};
    status = work_through(&work, values, error);
    for (size_t i = 0; i < work.table_count; i++)
        buf_finish(&work.tables[i].bytes);
    buf_finish(&work.cells);
    chem_database_destroy(work.database);
    return status;
}
