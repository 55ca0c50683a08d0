/* Breaks blocks into pages. Everything is a row of cells: a paragraph is a row of one cell, a field a
   row of two, a table row one of many. Cells are broken between lines, so that a row longer than a
   page is continued on the next; the header of a table is repeated there. */
#include "doc/paper_flow.h"

#include "base/text.h"

const double paper_page_width = 595.276, paper_page_height = 841.89, paper_margin = 56.7;

static const double title_size = 16, body_size = 10, table_size = 9;
static const double heading_sizes[] = {16, 13, 11.5, 10.5};
static const double gap_after_paragraph = 3, gap_before_heading = 10, cell_padding = 3;
static const double label_share = 0.28;
/* Room that must follow a heading on its page. */
static const double heading_needs = 60;
static const char family[] = "Noto Sans CJK JP, sans-serif";
/* Weights of table columns by their longest cell, in half-width characters. */
enum { LEAST_COLUMN = 5, MOST_COLUMN = 44 };

struct line {
    PangoLayoutLine *line;
    double baseline, height; /* baseline from the line's own top */
};
struct cell {
    struct line *lines;
    size_t count, next; /* next: the first line not yet placed */
    double x, width;
};
struct row {
    struct cell *cells;
    size_t count;
    double padding;
    bool bordered, filled;
    bool together; /* do not break when it would fit on one page */
};

static void start_page(struct paper_flow *flow)
{
    struct paper_page *page = ARENA_NEW(flow->arena, struct paper_page);
    if (flow->page)
        flow->page->next = page;
    else
        flow->first = page;
    flow->page = page;
    flow->pages++;
    flow->y = paper_margin;
}

void paper_flow_init(struct paper_flow *flow, struct arena *arena)
{
    *flow = (struct paper_flow){.arena = arena};
    /* One for each thread, kept by pango: the fonts are opened once. */
    flow->fonts = pango_cairo_font_map_get_default();
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(flow->fonts), 72);
    flow->context = pango_font_map_create_context(flow->fonts);
    pango_context_set_language(flow->context, pango_language_from_string("ja"));
    pango_context_set_base_dir(flow->context, PANGO_DIRECTION_LTR);
    flow->layouts = g_ptr_array_new_with_free_func(g_object_unref);
    start_page(flow);
}

void paper_flow_finish(struct paper_flow *flow)
{
    g_ptr_array_free(flow->layouts, TRUE);
    g_object_unref(flow->context);
}

PangoLayout *paper_flow_layout(struct paper_flow *flow, struct str text, double size, bool bold)
{
    PangoLayout *layout = pango_layout_new(flow->context);
    g_ptr_array_add(flow->layouts, layout);
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family_static(font, family);
    pango_font_description_set_size(font, (int)(size * PANGO_SCALE));
    pango_font_description_set_weight(font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    struct str clean = text_clean(text, flow->arena);
    pango_layout_set_text(layout, clean.n ? clean.p : "", (int)clean.n);
    return layout;
}

static double points(int pango_units)
{
    return (double)pango_units / PANGO_SCALE;
}

static void break_lines(struct paper_flow *flow, struct cell *cell, PangoLayout *layout)
{
    pango_layout_set_width(layout, (int)(cell->width * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    cell->count = (size_t)pango_layout_get_line_count(layout);
    cell->lines = ARENA_ARRAY(flow->arena, struct line, cell->count);
    PangoLayoutIter *iter = pango_layout_get_iter(layout);
    for (size_t i = 0; i < cell->count; i++) {
        PangoRectangle logical;
        pango_layout_iter_get_line_extents(iter, NULL, &logical);
        cell->lines[i] = (struct line){
            .line = pango_layout_iter_get_line_readonly(iter),
            .baseline = points(pango_layout_iter_get_baseline(iter) - logical.y),
            .height = points(logical.height),
        };
        pango_layout_iter_next_line(iter);
    }
    pango_layout_iter_free(iter);
}

static void add_mark(struct paper_flow *flow, struct paper_mark mark)
{
    struct paper_mark *copy = ARENA_NEW(flow->arena, struct paper_mark);
    *copy = mark;
    if (flow->page->last)
        flow->page->last->next = copy;
    else
        flow->page->first = copy;
    flow->page->last = copy;
}

static double page_bottom(void)
{
    return paper_page_height - paper_margin;
}

static double height_left(const struct cell *cell)
{
    double height = 0;
    for (size_t i = cell->next; i < cell->count; i++)
        height += cell->lines[i].height;
    return height;
}

static double row_height(const struct row *row)
{
    double height = 0;
    for (size_t i = 0; i < row->count; i++) {
        double cell = height_left(&row->cells[i]);
        height = cell > height ? cell : height;
    }
    return height + 2 * row->padding;
}

/* How many lines of the cell fit into `room`; at least one when `must`. */
static size_t lines_within(const struct cell *cell, double room, bool must, double *used)
{
    size_t n = 0;
    *used = 0;
    while (cell->next + n < cell->count) {
        double height = cell->lines[cell->next + n].height;
        if (*used + height > room && !(must && n == 0))
            break;
        *used += height;
        n++;
    }
    return n;
}

static void place_lines(struct paper_flow *flow, struct cell *cell, size_t n, double top,
                        double padding)
{
    double y = top + padding;
    for (size_t i = 0; i < n; i++) {
        const struct line *line = &cell->lines[cell->next + i];
        add_mark(flow, (struct paper_mark){.line = line->line, .x = cell->x + padding,
                                           .y = y + line->baseline});
        y += line->height;
    }
    cell->next += n;
}

static void place_frame(struct paper_flow *flow, const struct row *row, double top, double height)
{
    if (!row->bordered)
        return;
    for (size_t i = 0; i < row->count; i++)
        add_mark(flow, (struct paper_mark){
            .x = row->cells[i].x, .y = top, .height = height, .filled = row->filled,
            .width = row->cells[i].width + 2 * row->padding});
}

/* As much of the row as fits on the present page, at least one line when `must`. True when something
   is left over. */
static bool place_part(struct paper_flow *flow, struct row *row, bool must)
{
    double room = page_bottom() - flow->y - 2 * row->padding, tallest = 0;
    size_t *fit = ARENA_ARRAY(flow->arena, size_t, row->count);
    for (size_t i = 0; i < row->count; i++) {
        double used;
        fit[i] = lines_within(&row->cells[i], room, must, &used);
        tallest = used > tallest ? used : tallest;
    }
    if (tallest <= 0)
        return true;
    double height = tallest + 2 * row->padding;
    place_frame(flow, row, flow->y, height);
    bool left_over = false;
    for (size_t i = 0; i < row->count; i++) {
        place_lines(flow, &row->cells[i], fit[i], flow->y, row->padding);
        left_over |= row->cells[i].next < row->cells[i].count;
    }
    flow->y += height;
    return left_over;
}

static void rewind_row(struct row *row)
{
    for (size_t i = 0; i < row->count; i++)
        row->cells[i].next = 0;
}

/* `header` (may be NULL) is placed again on each page that the row opens. */
static void place_row(struct paper_flow *flow, struct row *row, struct row *header)
{
    double whole_page = page_bottom() - paper_margin, height = row_height(row);
    bool page_used = flow->page->first != NULL;
    bool move = row->together && height <= whole_page && flow->y + height > page_bottom();
    bool left = true;
    if (!(move && page_used))
        left = place_part(flow, row, !page_used);
    while (left) {
        start_page(flow);
        if (header) {
            rewind_row(header);
            place_part(flow, header, true);
        }
        left = place_part(flow, row, true);
    }
}

static struct row make_row(struct paper_flow *flow, const struct str *texts, const double *widths,
                           size_t count, double size, bool bold, double padding)
{
    struct row row = {.cells = ARENA_ARRAY(flow->arena, struct cell, count), .count = count,
                      .padding = padding};
    double x = paper_margin;
    for (size_t i = 0; i < count; i++) {
        row.cells[i].x = x;
        row.cells[i].width = widths[i] - 2 * padding;
        break_lines(flow, &row.cells[i], paper_flow_layout(flow, texts[i], size, bold));
        x += widths[i];
    }
    return row;
}

static double content_width(void)
{
    return paper_page_width - 2 * paper_margin;
}

static void place_heading(struct paper_flow *flow, const struct paper_block *block)
{
    double width = content_width();
    bool page_used = flow->page->first != NULL;
    if (page_used && flow->y + heading_needs > page_bottom())
        start_page(flow);
    else if (page_used)
        flow->y += gap_before_heading;
    double size = block->level == 0 ? title_size : heading_sizes[block->level];
    struct row row = make_row(flow, &block->text, &width, 1, size, true, 0);
    place_row(flow, &row, NULL);
    flow->y += gap_after_paragraph;
}

/* Each line of the text is a layout of its own: breaking stays linear in the length. */
static void place_text(struct paper_flow *flow, struct str text)
{
    double width = content_width();
    struct str rest = text_clean(text, flow->arena), paragraph;
    if (rest.p == NULL)
        return;
    while (str_cut(&rest, '\n', &paragraph)) {
        struct row row = make_row(flow, &paragraph, &width, 1, body_size, false, 0);
        place_row(flow, &row, NULL);
    }
    flow->y += gap_after_paragraph;
}

static void place_fields(struct paper_flow *flow, const struct paper_block *block)
{
    double widths[2] = {content_width() * label_share, content_width() * (1 - label_share)};
    for (size_t i = 0; i < block->rows; i++) {
        struct row row = make_row(flow, &block->cells[2 * i], widths, 2, body_size, false,
                                  cell_padding);
        row.bordered = row.together = true;
        place_row(flow, &row, NULL);
    }
    flow->y += gap_after_paragraph;
}

static double column_weight(const struct paper_block *block, size_t column)
{
    size_t widest = text_width(block->header[column]);
    for (size_t i = 0; i < block->rows; i++) {
        size_t width = text_width(block->cells[i * block->columns + column]);
        widest = width > widest ? width : widest;
    }
    return widest < LEAST_COLUMN ? LEAST_COLUMN : widest > MOST_COLUMN ? MOST_COLUMN
                                                                         : (double)widest;
}

static double *column_widths(struct paper_flow *flow, const struct paper_block *block)
{
    double *widths = ARENA_ARRAY(flow->arena, double, block->columns), sum = 0;
    for (size_t i = 0; i < block->columns; i++)
        sum += widths[i] = column_weight(block, i);
    for (size_t i = 0; i < block->columns; i++)
        widths[i] *= content_width() / sum;
    return widths;
}

static void place_table(struct paper_flow *flow, const struct paper_block *block)
{
    if (block->columns == 0)
        return;
    double *widths = column_widths(flow, block);
    struct row header = make_row(flow, block->header, widths, block->columns, table_size, true,
                                 cell_padding);
    header.bordered = header.filled = header.together = true;
    place_row(flow, &header, NULL);
    for (size_t i = 0; i < block->rows; i++) {
        struct row row = make_row(flow, &block->cells[i * block->columns], widths, block->columns,
                                  table_size, false, cell_padding);
        row.bordered = row.together = true;
        place_row(flow, &row, &header);
    }
    flow->y += gap_after_paragraph;
}

void paper_flow_place(struct paper_flow *flow, const struct paper_block *blocks)
{
    for (const struct paper_block *block = blocks; block; block = block->next) {
        switch (block->kind) {
        case PAPER_HEADING: place_heading(flow, block); break;
        case PAPER_TEXT: place_text(flow, block->text); break;
        case PAPER_FIELDS: place_fields(flow, block); break;
        case PAPER_TABLE: place_table(flow, block); break;
        }
    }
}
