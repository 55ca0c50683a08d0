/* Reads the table of used goods from a sheet. */
#include "desk/used_goods.h"

#include "base/text.h"

enum { MOST_ROWS = 1000 };

static struct str cell(const struct sheet *sheet, int row, int column)
{
    for (size_t i = 0; column >= 0 && i < sheet->cell_count; i++)
        if (sheet->cells[i].row == row && sheet->cells[i].column == column)
            return str_trim(sheet->cells[i].text);
    return STR("");
}

static int column_named(const struct sheet *sheet, int row, struct str part)
{
    for (size_t i = 0; i < sheet->cell_count; i++)
        if (sheet->cells[i].row == row && str_contains(sheet->cells[i].text, part))
            return sheet->cells[i].column;
    return -1;
}

struct reading {
    const struct desk_used_goods_file *file;
    const struct sheet *sheet;
    struct arena *arena;
    int head, name, age;
};

static int fault(int row, struct str sentence, struct arena *arena, struct error *error)
{
    return ERROR(error, ERR_DESK_TABLE_ROWS, arena_format(arena, "%d", row + 1), sentence);
}

/* The head line is among the first ten. */
static int find_head(struct reading *r, struct error *error)
{
    for (r->head = 0; r->head < 10; r->head++) {
        r->name = column_named(r->sheet, r->head, STR("品目"));
        r->age = column_named(r->sheet, r->head, STR("年"));
        if (r->name >= 0 && r->age >= 0 && r->name != r->age)
            return 0;
    }
    return fault(0, STR("「品目」と「年」の見出しがありません"), r->arena, error);
}

/* A cell of a tab separated file: one line without the marks that mean something there. */
static struct str plain(struct str text, struct arena *arena)
{
    struct str line = text_one_line(text, arena);
    char *out = arena_alloc(arena, line.n + 1, 1, 1);
    for (size_t i = 0; i < line.n; i++)
        out[i] = line.p[i] == '"' || line.p[i] == '\t' ? ' ' : line.p[i];
    return (struct str){out, line.n};
}

static int read_age(const struct reading *r, int row, struct str *out, struct error *error)
{
    struct decimal years;
    struct str text = cell(r->sheet, row, r->age);
    if (str_ends(text, STR("年")))
        text = str_trim(str_slice(text, 0, text.n - STR("年").n));
    if (text.n == 0)
        return fault(row, STR("年が空です"), r->arena, error);
    if (decimal_parse(text, &years, NULL) || years.mantissa < 0 ||
        decimal_compare(years, (struct decimal){100, 0}) > 0)
        return fault(row, ARENA_JOIN(r->arena, STR("年「"), text, STR("」は 0 から 100 の数字ではありません")),
                     r->arena, error);
    *out = decimal_format(years, r->arena);
    return 0;
}

static int write_row(const struct reading *r, int row, struct str name, struct buf *out,
                     struct error *error)
{
    struct str age;
    int status = read_age(r, row, &age, error);
    if (status)
        return status;
    /* key code item condition value unit operator valid_from valid_to source confirmed doubt note */
    buf_format(out, "%" PRIstr "\t\t%" PRIstr "\t\t%" PRIstr "\t年\t<=\t%" PRIstr "\t\t%" PRIstr
                    "\tyes\t\t\n",
               STR_ARG(name), STR_ARG(name), STR_ARG(age),
               STR_ARG(day_format(r->file->valid_from, r->arena)),
               STR_ARG(plain(r->file->source, r->arena)));
    return 0;
}

static int read_rows(const struct reading *r, struct buf *out, int64_t *count, struct error *error)
{
    struct str *names = ARENA_ARRAY(r->arena, struct str, MOST_ROWS);
    *count = 0;
    for (int row = r->head + 1; row < r->sheet->rows; row++) {
        struct str name = plain(cell(r->sheet, row, r->name), r->arena);
        if (name.n == 0 && cell(r->sheet, row, r->age).n == 0)
            continue;
        if (name.n == 0)
            return fault(row, STR("品目が空です"), r->arena, error);
        if (*count == MOST_ROWS)
            return fault(row, STR("1,000 行を超えています"), r->arena, error);
        for (int64_t i = 0; i < *count; i++)
            if (str_equal(names[i], name))
                return fault(row, ARENA_JOIN(r->arena, STR("品目「"), name, STR("」が二度あります")),
                             r->arena, error);
        names[(*count)++] = name;
        int status = write_row(r, row, name, out, error);
        if (status)
            return status;
    }
    return *count ? 0 : fault(r->head, STR("見出しの下に行がありません"), r->arena, error);
}

int desk_used_goods_rows(const struct desk_used_goods_file *file, struct arena *arena, struct str *body,
                         int64_t *count, struct error *error)
{
    struct buf out = {0};
    if (file->book->count == 0)
        return fault(0, STR("表がありません"), arena, error);
    struct reading r = {.file = file, .sheet = &file->book->sheets[0], .arena = arena};
    int status = find_head(&r, error);
    buf_append(&out, STR("key\tcode\titem\tcondition\tvalue\tunit\toperator\tvalid_from\tvalid_to\tsource"
                         "\tconfirmed\tdoubt\tnote\n"));
    if (status == 0)
        status = read_rows(&r, &out, count, error);
    *body = arena_copy(arena, buf_str(&out));
    buf_finish(&out);
    return status;
}

int desk_used_goods_propose(const struct web_actor *actor, const struct desk_used_goods_file *file,
                            int64_t *id, int64_t *count, struct error *error)
{
    struct desk_overlay_proposal proposal = {.kind = DESK_OVERLAY_FILE,
                                             .table = LAW_USED_KINDS,
                                             .source = file->source,
                                             .reason = file->reason,
                                             .source_day = file->source_day};
    int status = desk_used_goods_rows(file, actor->arena, &proposal.body, count, error);
    proposal.row_count = status ? 0 : *count;
    return status ? status : desk_overlay_propose(actor, &proposal, id, error);
}
