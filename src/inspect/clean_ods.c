/* Spreadsheets of OpenDocument: hidden tables, rows and columns go. Nothing is moved here: a
   formula that could speak of what goes becomes its saved value, and where anything else does
   (print ranges, charts, conditional formats, merged cells, anchors), the table stays as it is and
   the reason is said. */
#include "inspect/clean_xlsx.h"
#include "inspect/pattern.h"

enum { MOST_TABLES = 4096, MOST_ROUNDS = 200, MOST_NAMES = 20000 };

struct table {
    struct str name, style;
    bool is_hidden, goes, stays; /* stays: something else speaks of it */
    struct gone rows, columns;
    int64_t row_count, column_count;
};
struct ods {
    struct office *office;
    struct arena *arena;
    struct str *hidden_styles, *names; /* names: of ranges that go with their table */
    size_t style_count, style_room, name_count, name_room;
    struct table *tables;
    size_t table_count, table_room;
    /* the table at hand, counted anew by each pass */
    size_t next;
    struct table *table;
    size_t depth;
    int64_t row, column;
    struct str style; /* that is being read */
    bool changes;
    struct str why_ja, why_en; /* the first reason why a table stays */
};

static bool loses_lines(const struct table *table)
{
    return !table->stays && !table->goes && (table->rows.count || table->columns.count);
}

static bool is_affected(const struct table *table)
{
    return table->goes || loses_lines(table);
}

static void keep_table(struct ods *ods, struct table *table, struct str ja, struct str en)
{
    table->stays = true;
    table->goes = false;
    ods->changes = true;
    if (ods->why_ja.n)
        return;
    ods->why_ja = ARENA_JOIN(ods->arena, STR("表「"), table->name, STR("」は、"), ja,
                             STR("。LibreOffice で再表示して消してください"));
    ods->why_en = ARENA_JOIN(ods->arena, STR("the table \""), table->name, STR("\": "), en,
                             STR(": unhide and delete it in LibreOffice"));
}

/* "name." or "'name'." */
static bool mentions(struct str text, struct str name)
{
    for (size_t at = 0; (at = str_find(text, name, at)) != SIZE_MAX; at++) {
        size_t end = at + name.n;
        if (end < text.n && text.p[end] == '\'')
            end++;
        if (end < text.n && text.p[end] == '.')
            return true;
    }
    return false;
}

static bool is_listed(const struct str *list, size_t count, struct str name)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(list[i], name))
            return true;
    return false;
}

/* ---- which table, row and column an element is of */

static int64_t repeated(const char **attributes, const char *name)
{
    int64_t count = xml_integer(attributes, name, 1);
    return count < 1 ? 1 : count > (1 << 24) ? 1 << 24 : count;
}

static bool is_folded(const char **attributes)
{
    struct str visibility = xml_attribute(attributes, "visibility");
    return str_equal(visibility, STR("collapse")) || str_equal(visibility, STR("filter"));
}

/* Follows the tables; those inside cells of others belong to them. */
static void enter_table(struct ods *ods)
{
    if (ods->depth++ > 0)
        return;
    ods->table = ods->next < ods->table_count ? &ods->tables[ods->next] : NULL;
    ods->next++;
    ods->row = ods->column = 0;
}

static void leave_table(struct ods *ods)
{
    ods->depth -= ods->depth > 0;
    if (ods->depth == 0)
        ods->table = NULL;
}

static void begin_pass(struct ods *ods)
{
    ods->next = ods->depth = 0;
    ods->table = NULL;
}

/* ---- reading */

static void add_lines(struct ods *ods, struct gone *gone, int64_t first, int64_t count)
{
    const struct gone_range *last = gone->count ? &gone->ranges[gone->count - 1] : NULL;
    int64_t before = last ? last->before + last->last - last->first + 1 : 0;
    if (last && last->last + 1 == first) {
        gone->ranges[gone->count - 1].last += count;
        return;
    }
    gone->ranges =
        work_grow(ods->arena, gone->ranges, gone->count, &gone->room, sizeof *gone->ranges);
    gone->ranges[gone->count++] =
        (struct gone_range){.first = first, .last = first + count - 1, .before = before};
}

static void read_table(struct ods *ods, const char **attributes)
{
    if (ods->depth == 0 && ods->table_count < MOST_TABLES) {
        struct str style = xml_attribute(attributes, "style-name");
        ods->tables = work_grow(ods->arena, ods->tables, ods->table_count, &ods->table_room,
                                sizeof *ods->tables);
        bool hidden = is_listed(ods->hidden_styles, ods->style_count, style);
        ods->tables[ods->table_count++] =
            (struct table){.name = arena_copy(ods->arena, xml_attribute(attributes, "name")),
                           .style = arena_copy(ods->arena, style),
                           .is_hidden = hidden,
                           .goes = hidden};
    }
    enter_table(ods);
}

static void start_reading(void *state, struct xml_edit *edit, struct str name,
                          const char **attributes)
{
    struct ods *ods = state;
    (void)edit;
    if (str_equal(name, STR("style"))) {
        ods->style = arena_copy(ods->arena, xml_attribute(attributes, "name"));
    } else if (str_equal(name, STR("table-properties")) &&
               str_equal(xml_attribute(attributes, "display"), STR("false"))) {
        ods->hidden_styles = work_grow(ods->arena, ods->hidden_styles, ods->style_count,
                                       &ods->style_room, sizeof *ods->hidden_styles);
        ods->hidden_styles[ods->style_count++] = ods->style;
    } else if (str_equal(name, STR("table"))) {
        read_table(ods, attributes);
    } else if (ods->depth == 1 && ods->table && str_equal(name, STR("table-row"))) {
        int64_t count = repeated(attributes, "number-rows-repeated");
        if (is_folded(attributes))
            add_lines(ods, &ods->table->rows, ods->row, count);
        ods->table->row_count = ods->row += count;
    } else if (ods->depth == 1 && ods->table && str_equal(name, STR("table-column"))) {
        int64_t count = repeated(attributes, "number-columns-repeated");
        if (is_folded(attributes))
            add_lines(ods, &ods->table->columns, ods->column, count);
        ods->table->column_count = ods->column += count;
    }
}

static void end_tables(void *state, struct xml_edit *edit, struct str name)
{
    (void)edit;
    if (str_equal(name, STR("table")))
        leave_table(state);
}

/* ---- judging: what else speaks of what goes */

static bool goes_with_its_table(const struct ods *ods, struct str name, const char **attributes)
{
    static const char *const addresses[] = {"cell-range-address", "base-cell-address",
                                            "target-range-address", "expression"};
    if (!str_equal(name, STR("named-range")) && !str_equal(name, STR("named-expression")) &&
        !str_equal(name, STR("database-range")))
        return false;
    for (size_t t = 0; t < ods->table_count; t++)
        for (size_t i = 0; ods->tables[t].goes && i < sizeof addresses / sizeof addresses[0]; i++)
            if (mentions(xml_attribute(attributes, addresses[i]), ods->tables[t].name))
                return true;
    return false;
}

static void judge_attribute(struct ods *ods, struct str value)
{
    for (size_t t = 0; t < ods->table_count; t++)
        if (is_affected(&ods->tables[t]) && mentions(value, ods->tables[t].name))
            keep_table(ods, &ods->tables[t],
                       STR("ほかの所（印刷範囲・書式・入力規則・リンクなど）から使われています"),
                       STR("something else uses it (a print range, format, validation or link)"));
}

static void judge_cell(struct ods *ods, const char **attributes)
{
    static const char *const spans[] = {"number-rows-spanned", "number-columns-spanned",
                                        "number-matrix-rows-spanned",
                                        "number-matrix-columns-spanned"};
    for (size_t i = 0; i < sizeof spans / sizeof spans[0]; i++)
        if (ods->table && loses_lines(ods->table) && xml_integer(attributes, spans[i], 1) > 1)
            keep_table(ods, ods->table, STR("結合したセルがあります"), STR("it has merged cells"));
    if (xml_attribute(attributes, "formula").n && xml_attribute(attributes, "value-type").n == 0)
        for (size_t t = 0; t < ods->table_count; t++)
            if (is_affected(&ods->tables[t]))
                keep_table(ods, &ods->tables[t], STR("計算結果の保存されていない式があります"),
                           STR("a formula has no saved result"));
}

static void start_judging(void *state, struct xml_edit *edit, struct str name,
                          const char **attributes)
{
    struct ods *ods = state;
    (void)edit;
    if (str_equal(name, STR("table"))) {
        enter_table(ods);
        if (ods->depth > 1 && ods->table && loses_lines(ods->table))
            keep_table(ods, ods->table, STR("表の中に表があります"), STR("a table lies in it"));
    }
    if (ods->table && ods->table->goes)
        return; /* it goes with all that it says */
    if (str_equal(name, STR("tracked-changes")))
        for (size_t t = 0; t < ods->table_count; t++)
            if (is_affected(&ods->tables[t]))
                keep_table(ods, &ods->tables[t], STR("変更履歴があります"),
                           STR("changes are tracked"));
    if (str_equal(name, STR("table-cell")))
        judge_cell(ods, attributes);
    if (goes_with_its_table(ods, name, attributes)) {
        if (ods->name_count < MOST_NAMES) {
            ods->names = work_grow(ods->arena, ods->names, ods->name_count, &ods->name_room,
                                   sizeof *ods->names);
            ods->names[ods->name_count++] =
                arena_copy(ods->arena, xml_attribute(attributes, "name"));
        }
        return;
    }
    for (size_t i = 0; attributes[i]; i += 2)
        if (!str_ends(str_from_c(attributes[i]), STR("formula")))
            judge_attribute(ods, str_from_c(attributes[i + 1]));
}

/* Of a table something must be left. */
static void judge_size(struct ods *ods)
{
    for (size_t t = 0; t < ods->table_count; t++) {
        struct table *table = &ods->tables[t];
        if (loses_lines(table) &&
            (gone_before(&table->rows, table->row_count) == table->row_count ||
             gone_before(&table->columns, table->column_count) == table->column_count))
            keep_table(ods, table, STR("すべての行か列が隠れています"),
                       STR("all its rows or columns are hidden"));
    }
}

/* Charts lie in parts of their own. */
static void judge_objects(struct ods *ods)
{
    struct office *office = ods->office;
    for (size_t i = 0; i < office->zip.count; i++) {
        if (!pattern_fits(STR("Object*/content.xml"), office_name(office, i)))
            continue;
        struct str bytes = office_read(office, i);
        for (size_t t = 0; t < ods->table_count; t++)
            if (is_affected(&ods->tables[t]) && mentions(bytes, ods->tables[t].name))
                keep_table(ods, &ods->tables[t], STR("グラフから使われています"),
                           STR("a chart uses it"));
    }
}

/* ---- writing */

static bool formula_goes(const struct ods *ods, struct str formula)
{
    if (formula.n == 0)
        return false;
    bool own = ods->table && loses_lines(ods->table);
    if (own && (str_contains(formula, STR("[.")) || str_contains(formula, STR("ROW(")) ||
                str_contains(formula, STR("COLUMN("))))
        return true;
    if (str_contains(formula, STR("INDIRECT(")) || str_contains(formula, STR("SHEET")))
        return true;
    for (size_t t = 0; t < ods->table_count; t++)
        if (is_affected(&ods->tables[t]) && mentions(formula, ods->tables[t].name))
            return true;
    for (size_t i = 0; i < ods->name_count; i++)
        if (ods->names[i].n && str_contains(formula, ods->names[i]))
            return true;
    return false;
}

static void drop_formula(struct xml_edit *edit, const char **attributes)
{
    for (size_t i = 0; attributes[i]; i += 2)
        if (str_ends(str_from_c(attributes[i]), STR("formula")) ||
            str_contains(str_from_c(attributes[i]), STR("number-matrix-")))
            xml_edit_drop_attribute(edit, attributes[i]);
}

/* Of `count` lines from `first`, those that stay; the element goes when none does. */
static void write_lines(struct ods *ods, struct xml_edit *edit, const struct gone *gone,
                        int64_t first, int64_t count, const char *attribute)
{
    int64_t left = count - (gone_before(gone, first + count) - gone_before(gone, first));
    if (left == 0)
        xml_edit_drop(edit);
    else if (left < count)
        xml_edit_set_attribute(edit, attribute, arena_format(ods->arena, "%lld", (long long)left));
}

static const char *written_name(const char **attributes, struct str local, const char *usual)
{
    for (size_t i = 0; attributes[i]; i += 2)
        if (str_ends(str_from_c(attributes[i]), local))
            return attributes[i];
    return usual;
}

static void write_line(struct ods *ods, struct xml_edit *edit, struct str name,
                       const char **attributes)
{
    bool is_row = str_equal(name, STR("table-row"));
    struct str local = is_row ? STR("number-rows-repeated") : STR("number-columns-repeated");
    int64_t count = repeated(attributes, local.p);
    int64_t *at = is_row ? &ods->row : &ods->column;
    if (!is_row && !str_equal(name, STR("table-column")) && ods->column < 0)
        ods->column = 0;
    if (loses_lines(ods->table))
        write_lines(ods, edit, is_row ? &ods->table->rows : &ods->table->columns, *at, count,
                    written_name(attributes, local, local.p));
    *at += count;
    if (is_row)
        ods->column = 0;
}

static void start_writing(void *state, struct xml_edit *edit, struct str name,
                          const char **attributes)
{
    struct ods *ods = state;
    bool is_cell = str_equal(name, STR("table-cell")) || str_equal(name, STR("covered-table-cell"));
    if (str_equal(name, STR("style"))) {
        struct str style = xml_attribute(attributes, "name");
        bool is_used = false;
        for (size_t t = 0; t < ods->table_count; t++)
            is_used |= !ods->tables[t].goes && str_equal(ods->tables[t].style, style);
        if (!is_used && is_listed(ods->hidden_styles, ods->style_count, style))
            xml_edit_drop(edit);
    } else if (str_equal(name, STR("table"))) {
        enter_table(ods);
        if (ods->table && ods->table->goes)
            xml_edit_drop(edit);
    } else if (goes_with_its_table(ods, name, attributes)) {
        xml_edit_drop(edit);
    } else if (ods->depth == 1 && ods->table &&
               (is_cell || str_equal(name, STR("table-row")) ||
                str_equal(name, STR("table-column")))) {
        write_line(ods, edit, name, attributes);
    }
    if (is_cell && formula_goes(ods, xml_attribute(attributes, "formula")))
        drop_formula(edit, attributes);
}

/* The view of each table is kept by its name. */
static void start_settings(void *state, struct xml_edit *edit, struct str name,
                           const char **attributes)
{
    const struct ods *ods = state;
    struct str own = xml_attribute(attributes, "name");
    for (size_t t = 0; t < ods->table_count && str_equal(name, STR("config-item-map-entry")); t++)
        if (ods->tables[t].goes && str_equal(ods->tables[t].name, own))
            xml_edit_drop(edit);
}

/* Pictures and objects that only what went had. */
static void drop_unmentioned(struct ods *ods, struct str before, struct str after)
{
    struct office *office = ods->office;
    for (size_t i = 0; i < office->zip.count; i++) {
        struct str name = office_name(office, i), part;
        if (!str_starts(name, STR("Object")) && !str_starts(name, STR("Pictures/")))
            continue;
        part = str_starts(name, STR("ObjectReplacements/")) || str_starts(name, STR("Pictures/"))
                   ? name
                   : str_slice(name, 0, str_find_char(name, '/', 0));
        if (str_contains(before, part) && !str_contains(after, part))
            office_drop(office, i);
    }
}

static bool plan(struct ods *ods, size_t content)
{
    static const struct xml_edit_handler reader = {start_reading, end_tables},
                                         judge = {start_judging, end_tables};
    struct str bytes = office_read(ods->office, content), ignored;
    begin_pass(ods);
    if (!str_contains(bytes, STR("spreadsheet>")) ||
        !xml_edit_run(ods->arena, bytes, &reader, ods, &ignored))
        return false;
    for (int round = 0; round < MOST_ROUNDS; round++) {
        ods->changes = false;
        ods->name_count = 0;
        begin_pass(ods);
        xml_edit_run(ods->arena, bytes, &judge, ods, &ignored);
        judge_objects(ods);
        judge_size(ods);
        if (!ods->changes)
            break;
    }
    return !ods->changes;
}

void clean_ods(struct office *office)
{
    static const struct xml_edit_handler writer = {start_writing, end_tables},
                                         settings = {.start = start_settings};
    struct ods *ods = ARENA_NEW(office->arena, struct ods);
    size_t content = office_find(office, STR("content.xml")),
           view = office_find(office, STR("settings.xml"));
    ods->office = office;
    ods->arena = office->arena;
    if (content == SIZE_MAX || !plan(ods, content))
        return;
    struct str before = office_read(office, content);
    bool loses_table = false;
    for (size_t t = 0; t < ods->table_count; t++)
        loses_table |= ods->tables[t].goes;
    begin_pass(ods);
    office_edit(office, content, &writer, ods);
    drop_unmentioned(ods, before, office_read(office, content));
    if (loses_table && view != SIZE_MAX)
        office_edit(office, view, &settings, ods);
    if (ods->why_ja.n)
        clean_stays(office->clean, "OD-01", ods->why_ja, ods->why_en);
}
