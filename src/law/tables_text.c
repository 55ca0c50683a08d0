/* Rows as people read them, as lines of an overlay, and the difference of two days. */
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "law/tables_inside.h"

struct str law_row_limit(const struct law_row *row, struct arena *arena)
{
    static const struct str after[] = {
        [LAW_NO_OPERATOR] = STR_INIT(""),
        [LAW_AT_LEAST] = STR_INIT("以上"),
        [LAW_MORE] = STR_INIT("超"),
        [LAW_AT_MOST] = STR_INIT("以下"),
        [LAW_LESS] = STR_INIT("未満"),
        [LAW_CONTAINS] = STR_INIT("含むこと"),
        [LAW_NOT_DETECTED] = STR_INIT("検出されないこと"),
    };
    if (!row->has_value)
        return after[row->operator_];
    return ARENA_JOIN(arena, decimal_format(row->value, arena), STR(" "), law_unit_text(row->unit),
                      STR(" "), after[row->operator_]);
}

static struct str short_title(enum law_table_id table)
{
    struct str title = law_table_title(table);
    return str_slice(title, 0, str_find(title, STR("（"), 0));
}

enum { ITEM_LENGTH = 48 };

static struct str short_item(struct str item, struct arena *arena)
{
    struct str head = text_head(item, ITEM_LENGTH);
    return head.n < item.n ? ARENA_JOIN(arena, head, STR("…")) : item;
}

/* The key of a leach standard is for the machine: people know it by the standard it stands in. */
static struct str place_of(const struct law_row *row, struct arena *arena)
{
    if (row->table == LAW_LEACH)
        return str_slice(row->note, 0, str_find(row->note, STR("；"), 0));
    bool code_says_more = row->code.n && !str_equal(row->code, row->key);
    return ARENA_JOIN(arena, row->key, code_says_more ? STR(" ") : STR(""),
                      code_says_more ? row->code : STR(""));
}

struct str law_row_citation(const struct law_row *row, struct arena *arena)
{
    struct str end = row->valid_to == LAW_OPEN_END ? STR("") : day_format(row->valid_to, arena);
    struct str table = row->table == LAW_RULES || row->table == LAW_LEACH
                           ? STR("")
                           : ARENA_JOIN(arena, short_title(row->table), STR(" "));
    return ARENA_JOIN(arena, table, place_of(row, arena), STR("（"), short_item(row->item, arena),
                      STR("。"), day_format(row->valid_from, arena), STR("～"), end,
                      row->confirmed ? STR("") : STR("・未確認"), STR("）"));
}

static void append_cell(struct buf *out, struct str cell)
{
    bool quoted = str_find_char(cell, '"', 0) != SIZE_MAX;
    if (quoted)
        buf_append_char(out, '"');
    for (size_t i = 0; i < cell.n; i++) {
        char c = cell.p[i];
        if (c == '"')
            buf_append_char(out, '"');
        buf_append_char(out, c == '\t' || c == '\n' || c == '\r' ? ' ' : c);
    }
    if (quoted)
        buf_append_char(out, '"');
}

static void append_head(struct buf *out, enum law_table_id table)
{
    buf_append(out, STR("key\tcode\titem\tcondition\tvalue\tunit\toperator\tvalid_from\tvalid_to\t"
                        "source\tconfirmed\tdoubt\tnote"));
    const struct str *names = law_attribute_names(table);
    for (size_t i = 0; i < LAW_ATTRIBUTES && names[i].n; i++) {
        buf_append_char(out, '\t');
        buf_append(out, names[i]);
    }
    buf_append_char(out, '\n');
}

struct str law_row_overlay(const struct law_row *row, struct arena *arena)
{
    const struct str cells[] = {
        row->key,
        row->code,
        row->item,
        row->condition,
        row->has_value ? decimal_format(row->value, arena) : STR(""),
        law_unit_text(row->unit),
        law_operator_text(row->operator_),
        day_format(row->valid_from, arena),
        row->valid_to == LAW_OPEN_END ? STR("") : day_format(row->valid_to, arena),
        row->source,
        row->confirmed ? STR("yes") : STR("no"),
        row->confirmed || row->doubt != LAW_DOUBT_DATE ? STR("") : STR("date"),
        row->note,
    };
    struct buf out = {0};
    append_head(&out, row->table);
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        if (i)
            buf_append_char(&out, '\t');
        append_cell(&out, cells[i]);
    }
    const struct str *names = law_attribute_names(row->table);
    for (size_t i = 0; i < LAW_ATTRIBUTES && names[i].n; i++) {
        buf_append_char(&out, '\t');
        append_cell(&out, row->attributes[i]);
    }
    buf_append_char(&out, '\n');
    struct str text = arena_copy(arena, buf_str(&out));
    buf_finish(&out);
    return text;
}

static const struct law_row *edition_on(const struct law_table *table, size_t first, size_t count,
                                        day_number day)
{
    for (size_t i = 0; i < count; i++)
        if (law_row_is_valid(&table->rows[first + i], day))
            return &table->rows[first + i];
    return NULL;
}

/* Editions that differ only in whether somebody confirmed them tell of no amendment. */
static bool says_the_same(const struct law_row *a, const struct law_row *b)
{
    if (!a || !b)
        return a == b;
    bool same = str_equal(a->code, b->code) && str_equal(a->item, b->item) &&
                str_equal(a->condition, b->condition) && a->has_value == b->has_value &&
                a->unit == b->unit && a->operator_ == b->operator_ &&
                (!a->has_value || decimal_compare(a->value, b->value) == 0);
    for (size_t i = 0; i < LAW_ATTRIBUTES; i++)
        same = same && str_equal(a->attributes[i], b->attributes[i]);
    return same;
}

static size_t differences_of(const struct law_table *table, day_number from, day_number to,
                             struct law_difference *out)
{
    size_t found = 0;
    for (size_t i = 0, count; i < table->row_count; i += count) {
        count = 1;
        while (i + count < table->row_count &&
               str_equal(table->rows[i].key, table->rows[i + count].key))
            count++;
        const struct law_difference one = {edition_on(table, i, count, from),
                                           edition_on(table, i, count, to)};
        if (!says_the_same(one.before, one.after))
            out[found++] = one;
    }
    return found;
}

size_t law_tables_difference(const struct law_tables *tables, day_number from, day_number to,
                             struct arena *arena, const struct law_difference **out)
{
    size_t most = 0, count = 0;
    for (int t = 0; t < LAW_TABLE_COUNT; t++)
        most += tables->tables[t].row_count;
    struct law_difference *list = ARENA_ARRAY(arena, struct law_difference, most);
    for (int t = 0; t < LAW_TABLE_COUNT; t++)
        count += differences_of(&tables->tables[t], from, to, list + count);
    *out = list;
    return count;
}
