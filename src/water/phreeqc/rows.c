#include "water/phreeqc/rows.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "chem/grow.h"
#include "chem/run.h"

/* What every table of chem_run_host.whole_rows begins with. */
enum { SIMULATION, STATE, CELL, DISTANCE, TIME, STEP, PLACES };
enum { COLUMNS_MAX = 1000 };

struct str water_phreeqc_ask(struct str text, const struct str *totals, size_t count,
                             struct arena *arena)
{
    static const char include[] = "INCLUDE$";
    struct buf out = {0};
    bool marked = str_starts(text, STR("\xef\xbb\xbf"));
    struct str body = marked ? str_slice(text, 3, text.n) : text;
    buf_append(&out, str_slice(text, 0, text.n - body.n));
    buf_format(&out, "SELECTED_OUTPUT %d;-reset false;-user_punch false;-pH true",
               WATER_PHREEQC_OWN);
    if (count > 0)
        buf_append(&out, STR(";-totals"));
    for (size_t i = 0; i < count; i++)
        buf_format(&out, " %" PRIstr, STR_ARG(totals[i]));
    /* all on the first line, so that the lines of messages stay those of the file */
    bool alone =
        str_equal_nocase(str_slice(str_trim(body), 0, sizeof include - 1), STR("INCLUDE$"));
    buf_append_char(&out, alone ? '\n' : ';');
    buf_append(&out, body);
    struct str copy = arena_copy(arena, buf_str(&out));
    buf_finish(&out);
    return copy;
}

/* The rows of one table, as they come. */
struct collecting {
    struct arena *arena;
    struct water_phreeqc_rows *rows;
};

static bool read_number(struct str word, double *out)
{
    char copy[48];
    if (word.n == 0 || word.n >= sizeof copy)
        return false;
    for (size_t i = 0; i < word.n; i++)
        copy[i] = word.p[i];
    copy[word.n] = 0;
    char *end;
    *out = strtod(copy, &end);
    return end == copy + word.n;
}

static void add_head(struct collecting *c, int32_t table, const struct str *words, size_t count)
{
    struct water_phreeqc_rows *rows = c->rows;
    struct water_phreeqc_head head = {table, ARENA_ARRAY(c->arena, struct str, count), count};
    for (size_t i = 0; i < count; i++)
        head.names[i] = arena_copy(c->arena, words[i]);
    rows->heads =
        chem_grow(c->arena, rows->heads, rows->head_count, &rows->head_room, sizeof *rows->heads);
    rows->heads[rows->head_count++] = head;
}

/* The headings a row of this table belongs to: the last that came. */
static size_t head_of(const struct water_phreeqc_rows *rows, int32_t table)
{
    size_t i = rows->head_count;
    while (i > 0 && rows->heads[i - 1].table != table)
        i--;
    return i > 0 ? i - 1 : SIZE_MAX;
}

static void add_row(struct collecting *c, int32_t table, const struct str *words, size_t count)
{
    struct water_phreeqc_rows *rows = c->rows;
    struct water_phreeqc_row row = {.head = head_of(rows, table)};
    if (row.head == SIZE_MAX)
        return;
    size_t width = rows->heads[row.head].count;
    double *values = ARENA_ARRAY(c->arena, double, width > count ? width : count);
    for (size_t i = 0; i < width || i < count; i++)
        if (i >= count || !read_number(words[i], &values[i]))
            values[i] = NAN;
    row.simulation = (int64_t)values[SIMULATION];
    row.cell = (int64_t)values[CELL];
    row.step = (int64_t)values[STEP];
    row.time = values[TIME];
    row.state = arena_copy(c->arena, words[STATE]);
    row.values = values;
    rows->items = chem_grow(c->arena, rows->items, rows->count, &rows->room, sizeof *rows->items);
    rows->items[rows->count++] = row;
}

static int collect(void *data, int32_t number, struct str file, struct str bytes,
                   struct error *error)
{
    struct collecting *c = data;
    struct str line;
    (void)file;
    (void)error;
    while (bytes.n > 0 && str_cut(&bytes, '\n', &line)) {
        struct str words[COLUMNS_MAX], cell;
        size_t count = 0;
        while (count < COLUMNS_MAX && str_cut(&line, '\t', &cell))
            words[count++] = str_trim(cell);
        if (count > 0 && words[count - 1].n == 0) /* behind the last tab */
            count--;
        double simulation;
        if (count < PLACES)
            continue;
        if (read_number(words[SIMULATION], &simulation))
            add_row(c, number, words, count);
        else
            add_head(c, number, words, count);
    }
    return 0;
}

int water_phreeqc_run(struct str file, struct str text, const struct chem_input_host *includes,
                      const struct chem_database *database, struct arena *arena,
                      struct water_phreeqc_rows *out, struct error *error)
{
    struct collecting collecting = {arena, out};
    const struct chem_run_host host = {.write = collect, .data = &collecting, .whole_rows = true};
    const struct chem_input *input;
    *out = (struct water_phreeqc_rows){0};
    int status = chem_input_parse(file, text, includes, arena, &input, error);
    return status ? status : chem_run(input, database, &host, NULL, error);
}

int64_t water_phreeqc_column(const struct water_phreeqc_head *head, struct str name)
{
    for (size_t i = 0; i < head->count; i++)
        if (str_equal_nocase(head->names[i], name))
            return (int64_t)i;
    return -1;
}
