/* PDF pages by cairo and pango: text stays text, fonts are embedded as subsets, equal input gives
   equal bytes (the only date in the file is the one given). Each thread has its own font map, so
   several may make papers at once. */
#include "doc/paper.h"

#include <stdlib.h>

#include "base/check.h"
#include "base/text.h"
#include "doc/paper_flow.h"
#include "doc/paper_surface.h"

static const double footer_size = 8, footer_from_bottom = 34, border_width = 0.5;
enum { DEEPEST_HEADING = 3 };

struct paper {
    struct arena *arena;
    struct str title;
    struct paper_block *first, *last;
};

#if defined(__SANITIZE_ADDRESS__)
/* cairo 1.16 and fontconfig 2.14 keep a few small blocks to the end of the process. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libcairo.so\nleak:libfontconfig.so\n";
}
#endif

static struct paper_block *add_block(struct paper *paper, enum paper_kind kind)
{
    struct paper_block *block = ARENA_NEW(paper->arena, struct paper_block);
    block->kind = kind;
    if (paper->last)
        paper->last->next = block;
    else
        paper->first = block;
    paper->last = block;
    return block;
}

struct paper *paper_create(struct str title)
{
    struct paper *paper = calloc(1, sizeof *paper);
    if (!paper)
        check_fail("out of memory");
    paper->arena = arena_create();
    paper->title = arena_copy(paper->arena, text_one_line(title, paper->arena));
    struct paper_block *block = add_block(paper, PAPER_HEADING);
    block->text = paper->title;
    return paper;
}

void paper_destroy(struct paper *paper)
{
    if (!paper)
        return;
    arena_destroy(paper->arena);
    free(paper);
}

void paper_heading(struct paper *paper, int level, struct str text)
{
    struct paper_block *block = add_block(paper, PAPER_HEADING);
    block->level = level < 1 ? 1 : level > DEEPEST_HEADING ? DEEPEST_HEADING : level;
    block->text = arena_copy(paper->arena, text);
}

void paper_text(struct paper *paper, struct str text)
{
    add_block(paper, PAPER_TEXT)->text = arena_copy(paper->arena, text);
}

static struct str *copy_texts(struct paper *paper, const struct str *texts, size_t count)
{
    struct str *copy = ARENA_ARRAY(paper->arena, struct str, count);
    for (size_t i = 0; i < count; i++)
        copy[i] = arena_copy(paper->arena, texts[i]);
    return copy;
}

void paper_fields(struct paper *paper, const struct str *labels, const struct str *values,
                  size_t count)
{
    struct str *pairs = ARENA_ARRAY(paper->arena, struct str, size_mul(count, 2));
    for (size_t i = 0; i < count; i++) {
        pairs[2 * i] = arena_copy(paper->arena, labels[i]);
        pairs[2 * i + 1] = arena_copy(paper->arena, values[i]);
    }
    struct paper_block *block = add_block(paper, PAPER_FIELDS);
    block->cells = pairs;
    block->columns = 2;
    block->rows = count;
}

void paper_table(struct paper *paper, const struct str *header, size_t columns,
                 const struct str *cells, size_t rows)
{
    struct paper_block *block = add_block(paper, PAPER_TABLE);
    block->header = copy_texts(paper, header, columns);
    block->cells = copy_texts(paper, cells, size_mul(columns, rows));
    block->columns = columns;
    block->rows = rows;
}

static void draw_mark(cairo_t *cairo, const struct paper_mark *mark)
{
    if (mark->line) {
        cairo_move_to(cairo, mark->x, mark->y);
        pango_cairo_show_layout_line(cairo, mark->line);
        return;
    }
    cairo_rectangle(cairo, mark->x, mark->y, mark->width, mark->height);
    if (mark->filled) {
        cairo_set_source_rgb(cairo, 0.91, 0.93, 0.97);
        cairo_fill_preserve(cairo);
        cairo_set_source_rgb(cairo, 0, 0, 0);
    }
    cairo_stroke(cairo);
}

static void draw_footer(cairo_t *cairo, struct paper_flow *flow, struct str title, int page)
{
    struct str number = arena_format(flow->arena, "%d/%d ページ", page, flow->pages);
    double y = paper_page_height - footer_from_bottom;
    PangoLayout *left = paper_flow_layout(flow, text_head(title, 60), footer_size, false);
    PangoLayout *right = paper_flow_layout(flow, number, footer_size, false);
    int width;
    pango_layout_get_size(right, &width, NULL);
    cairo_move_to(cairo, paper_margin, y);
    pango_cairo_show_layout(cairo, left);
    cairo_move_to(cairo, paper_page_width - paper_margin - (double)width / PANGO_SCALE, y);
    pango_cairo_show_layout(cairo, right);
}

static void draw_pages(cairo_t *cairo, struct paper_flow *flow, struct str title)
{
    int number = 1;
    for (const struct paper_page *page = flow->first; page; page = page->next) {
        cairo_set_source_rgb(cairo, 0, 0, 0);
        cairo_set_line_width(cairo, border_width);
        for (const struct paper_mark *mark = page->first; mark; mark = mark->next)
            draw_mark(cairo, mark);
        draw_footer(cairo, flow, title, number++);
        cairo_show_page(cairo);
    }
}

int paper_finish(struct paper *paper, utc_us created, struct buf *pdf, struct error *error)
{
    struct arena *arena = arena_create();
    struct paper_flow flow;
    paper_flow_init(&flow, arena);
    paper_flow_place(&flow, paper->first);
    cairo_surface_t *surface =
        cairo_pdf_surface_create_for_stream(paper_append, pdf, paper_page_width, paper_page_height);
    paper_set_metadata(surface, paper->title, created, arena);
    cairo_t *cairo = cairo_create(surface);
    draw_pages(cairo, &flow, paper->title);
    int failure = paper_close(cairo, surface, error);
    paper_flow_finish(&flow);
    arena_destroy(arena);
    return failure;
}
