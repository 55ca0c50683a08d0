#include "water/data/item.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/embedded.h"
#include "base/text.h"
#include "water/model/columns.h"

extern const struct embedded_files water_item_data;

struct name_row {
    struct str name, key;
    struct decimal factor;
};
struct unit_row {
    struct str kind, unit;
    struct decimal factor;
};
enum { NAMES_MOST = 400, UNITS_MOST = 120 };
static struct water_items items;
static struct arena
    *volatile kept; /* as long as the program; read by nobody but the leak checker */
static struct name_row names[NAMES_MOST];
static struct unit_row units[UNITS_MOST];
static size_t name_count, unit_count;
static pthread_once_t once = PTHREAD_ONCE_INIT;

struct str water_fraction_name(enum water_fraction fraction)
{
    return fraction == WATER_DISSOLVED ? STR("dissolved")
           : fraction == WATER_TOTAL   ? STR("total")
                                       : STR("any");
}

struct str water_fraction_title(enum water_fraction fraction)
{
    return fraction == WATER_DISSOLVED ? STR("溶解性")
           : fraction == WATER_TOTAL   ? STR("全量")
                                       : STR("");
}

bool water_fraction_parse(struct str name, enum water_fraction *out)
{
    for (int i = WATER_TOTAL; i <= WATER_ANY_FRACTION; i++)
        if (str_equal(water_fraction_name((enum water_fraction)i), name)) {
            *out = (enum water_fraction)i;
            return true;
        }
    return false;
}

/* --- the tables: part of the program, so a fault in them is a fault of the build --- */

typedef void take_row(const struct csv_row *row, const size_t *columns, struct arena *arena);

static void read_table(struct str file, const struct str *heads, size_t count, take_row *take,
                       struct arena *arena)
{
    struct csv_read_options options = {.encoding = CSV_UTF8, .separator = '\t', .name = file};
    struct csv_reader *reader =
        csv_reader_create_text(embedded_find(&water_item_data, file), &options);
    struct csv_row row;
    size_t columns[16];
    CHECK(count <= 16 && water_columns_read(reader, heads, count, columns, NULL) == 0);
    while (csv_read(reader, &row, NULL) == 0 && row.count)
        take(&row, columns, arena);
    csv_reader_destroy(reader);
}

static struct str cell(const struct csv_row *row, size_t column, struct arena *arena)
{
    return arena_copy(arena, csv_field(row, column));
}

static struct decimal number(const struct csv_row *row, size_t column)
{
    struct decimal value = {0, 0};
    CHECK(decimal_parse(csv_field(row, column), &value, NULL) == 0);
    return value;
}

static void take_item(const struct csv_row *row, const size_t *c, struct arena *arena)
{
    CHECK(items.count < WATER_ITEMS_MOST);
    struct water_item *item = &items.rows[items.count++];
    *item = (struct water_item){.key = cell(row, c[0], arena),
                                .label = cell(row, c[1], arena),
                                .unit = cell(row, c[2], arena),
                                .kind = cell(row, c[3], arena),
                                .low = number(row, c[4]),
                                .high = number(row, c[5]),
                                .limit = cell(row, c[6], arena),
                                .model = cell(row, c[8], arena)};
    CHECK(water_fraction_parse(csv_field(row, c[7]), &item->limit_fraction));
}

static void take_name(const struct csv_row *row, const size_t *c, struct arena *arena)
{
    CHECK(name_count < NAMES_MOST);
    names[name_count++] = (struct name_row){text_normal_form(csv_field(row, c[0]), arena),
                                            cell(row, c[1], arena), number(row, c[2])};
}

static void take_unit(const struct csv_row *row, const size_t *c, struct arena *arena)
{
    CHECK(unit_count < UNITS_MOST);
    units[unit_count++] = (struct unit_row){
        cell(row, c[0], arena), text_normal_form(csv_field(row, c[1]), arena), number(row, c[2])};
}

static void read_tables(void)
{
    static const struct str item_heads[] = {
        STR_INIT("key"),  STR_INIT("label"), STR_INIT("unit"),  STR_INIT("kind"),
        STR_INIT("low"),  STR_INIT("high"),  STR_INIT("limit"), STR_INIT("limit_fraction"),
        STR_INIT("model")};
    static const struct str name_heads[] = {STR_INIT("name"), STR_INIT("key"), STR_INIT("factor")};
    static const struct str unit_heads[] = {STR_INIT("kind"), STR_INIT("unit"), STR_INIT("factor")};
    kept = arena_create();
    read_table(STR("items.tsv"), item_heads, 9, take_item, kept);
    read_table(STR("item_names.tsv"), name_heads, 3, take_name, kept);
    read_table(STR("item_units.tsv"), unit_heads, 3, take_unit, kept);
}

const struct water_items *water_items(void)
{
    pthread_once(&once, read_tables);
    return &items;
}

const struct water_item *water_item_find(struct str key)
{
    const struct water_items *all = water_items();
    for (size_t i = 0; i < all->count; i++)
        if (str_equal(all->rows[i].key, key))
            return &all->rows[i];
    return NULL;
}

/* --- names in head cells --- */

/* Normal form without blanks and line breaks. */
static struct str tight(struct str text, struct arena *arena)
{
    struct str normal = text_normal_form(text, arena), minus = STR("\xe2\x88\x92");
    struct buf out = {0};
    for (size_t i = 0; i < normal.n; i++) {
        if (str_starts(str_slice(normal, i, normal.n), minus)) {
            buf_append_char(&out, '-');
            i += minus.n - 1;
        } else if (normal.p[i] != ' ' && normal.p[i] != '^' && normal.p[i] != '\n') {
            buf_append_char(&out, normal.p[i]);
        }
    }
    struct str form = arena_copy(arena, buf_str(&out));
    buf_finish(&out);
    return form;
}

static bool find_name(struct str form, struct arena *arena, struct water_head *out)
{
    const struct water_items *all = water_items();
    for (size_t i = 0; i < name_count; i++)
        if (str_equal(names[i].name, form)) {
            out->item = water_item_find(names[i].key);
            out->factor = names[i].factor;
            return out->item != NULL;
        }
    for (size_t i = 0; i < all->count; i++)
        if (str_equal(tight(all->rows[i].key, arena), form) ||
            str_equal(tight(all->rows[i].label, arena), form)) {
            out->item = &all->rows[i];
            out->factor = (struct decimal){1, 0};
            return true;
        }
    return false;
}

static bool take_off_front(struct str *form, const struct str *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (form->n > words[i].n && str_starts(*form, words[i])) {
            *form = str_slice(*form, words[i].n, form->n);
            return true;
        }
    return false;
}

static void take_off_end(struct str *form)
{
    static const struct str words[] = {STR_INIT("及びその化合物"), STR_INIT("含有量"),
                                       STR_INIT("濃度"), STR_INIT("化合物"), STR_INIT("イオン")};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (form->n > words[i].n && str_ends(*form, words[i]))
            *form = str_slice(*form, 0, form->n - words[i].n);
}

/* Whole, then without what says the fraction, then without endings of law. */
static bool find_head(struct str form, struct arena *arena, struct water_head *out)
{
    static const struct str dissolved[] = {STR_INIT("溶解性"), STR_INIT("溶存態"), STR_INIT("ろ過"),
                                           STR_INIT("濾過"),   STR_INIT("d-"),     STR_INIT("s-")};
    static const struct str total[] = {STR_INIT("全"), STR_INIT("総"), STR_INIT("t-")};
    if (find_name(form, arena, out))
        return true;
    if (take_off_front(&form, dissolved, sizeof dissolved / sizeof *dissolved))
        out->fraction = WATER_DISSOLVED;
    else if (take_off_front(&form, total, sizeof total / sizeof *total))
        out->fraction = WATER_TOTAL;
    if (find_name(form, arena, out))
        return true;
    take_off_end(&form);
    return find_name(form, arena, out);
}

/* "zn(mg/l)" or "zn[mg/l]" -> "zn", "mg/l"; also "zn(溶解性)". False: no bracket at the end. */
static bool split_bracket(struct str *form, struct str *inside)
{
    char last = form->n ? form->p[form->n - 1] : 0, opening = last == ')'   ? '('
                                                              : last == ']' ? '['
                                                                            : 0;
    size_t at = form->n;
    while (opening && at > 0 && form->p[at - 1] != opening)
        at--;
    if (!opening || at < 2)
        return false;
    *inside = str_slice(*form, at, form->n - 1);
    *form = str_slice(*form, 0, at - 1);
    return true;
}

static void take_bracket(struct str inside, struct str as_written, struct arena *arena,
                         struct water_head *out)
{
    if (str_equal(inside, STR("溶解性")) || str_equal(inside, STR("ろ過")) ||
        str_equal(inside, STR("d")))
        out->fraction = WATER_DISSOLVED;
    else if (str_equal(inside, STR("全量")) || str_equal(inside, STR("全")) ||
             str_equal(inside, STR("t")))
        out->fraction = WATER_TOTAL;
    else if (water_is_unit(inside, arena) || out->unit.n == 0)
        out->unit = as_written;
}

/* What stands in the last brackets of a cell, as it was written. */
static struct str last_bracket(struct str text)
{
    static const struct str opening[] = {STR_INIT("("), STR_INIT("（"), STR_INIT("["),
                                         STR_INIT("［")};
    static const struct str closing[] = {STR_INIT(")"), STR_INIT("）"), STR_INIT("]"),
                                         STR_INIT("］")};
    struct str best = STR("");
    size_t begin = 0;
    for (size_t i = 0; i < 4; i++)
        for (size_t at = 0; (at = str_find(text, opening[i], at)) != SIZE_MAX; at++) {
            size_t from = at + opening[i].n, end = str_find(text, closing[i], from);
            if (end != SIZE_MAX && from > begin) {
                begin = from;
                best = str_slice(text, from, end);
            }
        }
    return str_trim(best);
}

bool water_head_read(struct str text, struct arena *arena, struct water_head *out)
{
    struct str form = tight(text, arena), inside;
    *out = (struct water_head){.factor = {1, 0}, .fraction = WATER_ANY_FRACTION};
    if (form.n == 0)
        return false;
    for (int depth = 0; depth < 3; depth++) {
        if (find_head(form, arena, out))
            return true;
        if (!split_bracket(&form, &inside))
            return false;
        take_bracket(inside, last_bracket(text), arena, out);
    }
    return false;
}

bool water_head_is_remark(struct str text, struct arena *arena)
{
    struct str form = tight(text, arena);
    (void)water_items();
    for (size_t i = 0; i < name_count; i++)
        if (str_equal(names[i].name, form))
            return str_equal(names[i].key, STR("-"));
    return false;
}

/* --- units --- */

/* "(mg/l)" in a row of units -> "mg/l". */
static struct str bare_unit(struct str text, struct arena *arena)
{
    struct str form = tight(text, arena);
    bool round = str_starts(form, STR("(")) && str_ends(form, STR(")")),
         square = str_starts(form, STR("[")) && str_ends(form, STR("]"));
    return form.n > 2 && (round || square) ? str_slice(form, 1, form.n - 1) : form;
}

bool water_item_unit(const struct water_item *item, struct str unit, struct arena *arena,
                     struct decimal *factor)
{
    struct str form = bare_unit(unit, arena);
    (void)water_items();
    for (size_t i = 0; i < unit_count; i++)
        if (str_equal(units[i].kind, item->kind) && str_equal(units[i].unit, form)) {
            *factor = units[i].factor;
            return true;
        }
    return false;
}

bool water_is_unit(struct str text, struct arena *arena)
{
    struct str form = bare_unit(text, arena);
    (void)water_items();
    for (size_t i = 0; i < unit_count && form.n; i++)
        if (str_equal(units[i].unit, form))
            return true;
    return false;
}

/* --- results --- */

/* A workbook stores 0.3 that was worked out as 0.30000000000000004: what the program that wrote it
   shows are 15 digits. */
static struct str shown_digits(struct str form, struct arena *arena)
{
    char copy[40];
    size_t digits = 0;
    for (size_t i = 0; i < form.n; i++)
        digits += form.p[i] >= '0' && form.p[i] <= '9';
    if (digits <= 15 || form.n >= sizeof copy)
        return form;
    for (size_t i = 0; i < form.n; i++)
        copy[i] = form.p[i];
    copy[form.n] = '\0';
    char *end;
    double value = strtod(copy, &end);
    return *end == '\0' ? arena_format(arena, "%.15g", value) : form;
}

bool water_reading_parse(struct str text, struct arena *arena, struct water_reading *out)
{
    static const struct str absent[] = {STR_INIT("nd"),           STR_INIT("n.d."),
                                        STR_INIT("不検出"),       STR_INIT("検出せず"),
                                        STR_INIT("検出されず"),   STR_INIT("定量下限未満"),
                                        STR_INIT("検出下限未満"), STR_INIT("定量下限値未満")};
    static const struct str below[] = {STR_INIT("未満"), STR_INIT("以下")};
    struct str form = tight(text, arena);
    *out = (struct water_reading){{0, 0}, 0};
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++) {
        if (str_equal(form, absent[i])) {
            out->censored = 2;
            return true;
        }
        if (str_starts(form, absent[i])) { /* ND(<0.001) */
            form = str_slice(form, absent[i].n, form.n);
            if (form.n > 2 && form.p[0] == '(' && form.p[form.n - 1] == ')')
                form = str_slice(form, 1, form.n - 1);
            out->censored = 1;
        }
    }
    if (form.n && form.p[0] == '<') {
        out->censored = 1;
        form = str_slice(form, form.n > 1 && form.p[1] == '=' ? 2 : 1, form.n);
    }
    for (size_t i = 0; i < sizeof below / sizeof *below; i++)
        if (form.n > below[i].n && str_ends(form, below[i])) {
            out->censored = 1;
            form = str_slice(form, 0, form.n - below[i].n);
        }
    form = shown_digits(form, arena);
    return form.n && decimal_parse(form, &out->value, NULL) == 0;
}
