/* Reads the table of a certificate. */
#include "desk/law_import.h"

#include <string.h>

#include "base/text.h"

static const struct {
    struct str name, title;
    struct str heads; /* words of a head that mean this, "|" between */
} roles[DESK_IMPORT_ROLE_COUNT] = {
    [DESK_IMPORT_IGNORE] = {STR_INIT("ignore"), STR_INIT("（使わない）"), STR_INIT("")},
    [DESK_IMPORT_PART] = {STR_INIT("part"), STR_INIT("部位"), STR_INIT("部位|検体|試料|サンプル|sample")},
    [DESK_IMPORT_SUBSTANCE] = {STR_INIT("substance"), STR_INIT("物質"),
                               STR_INIT("物質|成分|項目|対象|元素|substance|item|analyte")},
    [DESK_IMPORT_VALUE] = {STR_INIT("value"), STR_INIT("値"),
                           STR_INIT("結果|値|濃度|含有量|溶出量|result|value")},
    [DESK_IMPORT_UNIT] = {STR_INIT("unit"), STR_INIT("単位"), STR_INIT("単位|unit")},
    [DESK_IMPORT_METHOD] = {STR_INIT("method"), STR_INIT("方法"), STR_INIT("方法|method")},
};

struct str desk_import_role_name(enum desk_import_role role)
{
    return roles[role].name;
}

struct str desk_import_role_title(enum desk_import_role role)
{
    return roles[role].title;
}

bool desk_import_role_parse(struct str name, enum desk_import_role *out)
{
    for (int i = 0; i < DESK_IMPORT_ROLE_COUNT; i++)
        if (str_equal(roles[i].name, name)) {
            *out = (enum desk_import_role)i;
            return true;
        }
    return false;
}

static bool has_word(struct str text, struct str words, struct arena *arena)
{
    struct str normal = text_normal_form(text, arena), word;
    while (words.n && str_cut(&words, '|', &word))
        if (str_contains(normal, word))
            return true;
    return false;
}

/* Each role is taken by the first column whose head means it; the unit before the value, since 「単位」 is
   never anything else. */
static size_t guess_roles(struct desk_import_table *table, size_t row, struct arena *arena)
{
    static const enum desk_import_role order[] = {DESK_IMPORT_UNIT, DESK_IMPORT_METHOD,
                                                  DESK_IMPORT_PART, DESK_IMPORT_SUBSTANCE,
                                                  DESK_IMPORT_VALUE};
    size_t found = 0;
    memset(table->roles, 0, sizeof table->roles);
    for (size_t r = 0; r < sizeof order / sizeof *order; r++)
        for (size_t c = 0; c < table->columns; c++)
            if (table->roles[c] == DESK_IMPORT_IGNORE &&
                has_word(table->cells[row][c], roles[order[r]].heads, arena)) {
                table->roles[c] = order[r];
                found++;
                break;
            }
    return found;
}

/* The row with most heads among the first ten. */
static void guess_head(struct desk_import_table *table, struct arena *arena)
{
    size_t best = 0, most = 0;
    for (size_t row = 0; row < table->rows && row < 10; row++) {
        size_t found = guess_roles(table, row, arena);
        if (found > most) {
            most = found;
            best = row;
        }
    }
    table->head = best;
    if (table->rows)
        guess_roles(table, best, arena);
}

bool desk_import_read(const struct sheet *sheet, struct arena *arena, struct desk_import_table *out)
{
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < sheet->cell_count; i++) {
        const struct sheet_cell *cell = &sheet->cells[i];
        if (cell->row >= DESK_IMPORT_ROWS || cell->column >= DESK_IMPORT_COLUMNS)
            continue;
        out->cells[cell->row][cell->column] = text_one_line(cell->text, arena);
        if ((size_t)cell->row + 1 > out->rows)
            out->rows = (size_t)cell->row + 1;
        if ((size_t)cell->column + 1 > out->columns)
            out->columns = (size_t)cell->column + 1;
    }
    guess_head(out, arena);
    return out->rows > 0;
}

struct str desk_import_write(const struct desk_import_table *table, struct arena *arena)
{
    struct buf out = {0};
    for (size_t r = 0; r < table->rows; r++) {
        for (size_t c = 0; c < table->columns; c++) {
            if (c)
                buf_append_char(&out, '\t');
            buf_append(&out, table->cells[r][c]);
        }
        buf_append_char(&out, '\n');
    }
    struct str text = arena_copy(arena, buf_str(&out));
    buf_finish(&out);
    return text;
}

void desk_import_parse(struct str text, struct arena *arena, struct desk_import_table *out)
{
    struct str line, cell;
    memset(out, 0, sizeof *out);
    while (out->rows < DESK_IMPORT_ROWS && text.n && str_cut(&text, '\n', &line)) {
        size_t column = 0;
        while (column < DESK_IMPORT_COLUMNS && str_cut(&line, '\t', &cell))
            out->cells[out->rows][column++] = str_trim(cell);
        if (column > out->columns)
            out->columns = column;
        out->rows++;
    }
    guess_head(out, arena);
}

/* Takes every occurrence of a word out. */
static bool take_out(struct str *text, struct str word, struct arena *arena)
{
    size_t at = str_find(*text, word, 0);
    if (at == SIZE_MAX)
        return false;
    *text = str_trim(ARENA_JOIN(arena, str_slice(*text, 0, at), str_slice(*text, at + word.n, text->n)));
    return true;
}

/* What stands in the first brackets, full or half width, is taken out. */
static struct str take_brackets(struct str *text, struct arena *arena)
{
    static const struct {
        struct str open, close;
    } pairs[] = {{STR_INIT("（"), STR_INIT("）")}, {STR_INIT("("), STR_INIT(")")}};
    for (size_t i = 0; i < 2; i++) {
        size_t from = str_find(*text, pairs[i].open, 0);
        size_t to = from == SIZE_MAX ? SIZE_MAX : str_find(*text, pairs[i].close, from);
        if (to == SIZE_MAX)
            continue;
        struct str inner = str_trim(str_slice(*text, from + pairs[i].open.n, to));
        *text = str_trim(ARENA_JOIN(arena, str_slice(*text, 0, from),
                                    str_slice(*text, to + pairs[i].close.n, text->n)));
        return inner;
    }
    return STR("");
}

static void read_substance(struct str text, struct arena *arena, struct desk_form_analysis *row)
{
    static const struct str content[] = {STR_INIT("含有量"), STR_INIT("含有"), STR_INIT("全量")};
    bool leachate = take_out(&text, STR("溶出量"), arena) || take_out(&text, STR("溶出"), arena);
    for (size_t i = 0; i < sizeof content / sizeof *content; i++)
        take_out(&text, content[i], arena);
    struct str inner = take_brackets(&text, arena);
    if (inner.n && row->part.n == 0)
        row->part = inner;
    row->substance = text;
    row->kind = leachate                             ? STR("leachate")
                : str_equal_nocase(text, STR("pH")) ? STR("ph")
                                                     : STR("content");
}

static void read_unit(struct str text, struct arena *arena, struct desk_form_analysis *row)
{
    struct str inner = take_brackets(&text, arena);
    bool dry = str_contains(inner, STR("乾")) || str_contains(inner, STR("dry"));
    bool wet = str_contains(inner, STR("湿")) || str_contains(inner, STR("wet"));
    row->unit = text;
    row->basis = dry ? STR("dry") : wet ? STR("wet") : STR("");
    /* Only leachates and liquids are given per litre; what was cut off a solid is a share of weight. */
    if (str_equal(row->kind, STR("content")) && str_ends(text, STR("/L")))
        row->kind = STR("leachate");
}

static bool read_row(const struct desk_import_table *table, size_t r, struct arena *arena,
                     struct desk_form_analysis *row)
{
    struct str texts[DESK_IMPORT_ROLE_COUNT] = {{0}};
    for (size_t c = 0; c < table->columns; c++)
        texts[table->roles[c]] = table->cells[r][c];
    *row = (struct desk_form_analysis){.part = texts[DESK_IMPORT_PART],
                                       .value = texts[DESK_IMPORT_VALUE],
                                       .method = text_head(texts[DESK_IMPORT_METHOD], 100),
                                       .official = STR("")};
    if (texts[DESK_IMPORT_SUBSTANCE].n == 0 || row->value.n == 0)
        return false;
    read_substance(texts[DESK_IMPORT_SUBSTANCE], arena, row);
    read_unit(texts[DESK_IMPORT_UNIT], arena, row);
    return true;
}

size_t desk_import_apply(const struct desk_import_table *table, struct arena *arena,
                         struct desk_law_form *form, size_t *left)
{
    size_t place = desk_law_form_analysis_count(form), taken = 0;
    *left = 0;
    for (size_t r = table->head + 1; r < table->rows; r++) {
        struct desk_form_analysis row;
        if (!read_row(table, r, arena, &row))
            continue;
        if (place == DESK_FORM_ANALYSES) {
            (*left)++;
            continue;
        }
        form->analyses[place++] = row;
        taken++;
    }
    return taken;
}
