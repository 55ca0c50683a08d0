/* Inside paper: the blocks a document is made of, and how they are broken into pages. Lengths are
   PostScript points (1/72 inch), y grows downward. */
#ifndef MEGURI_DOC_PAPER_FLOW_H
#define MEGURI_DOC_PAPER_FLOW_H

#include <pango/pangocairo.h>

#include "base/arena.h"

enum paper_kind { PAPER_HEADING, PAPER_TEXT, PAPER_FIELDS, PAPER_TABLE };

struct paper_block {
    enum paper_kind kind;
    int level;                /* HEADING: 0 = the document's title, 1..3 */
    struct str text;          /* HEADING, TEXT */
    const struct str *header; /* TABLE */
    const struct str *cells;  /* TABLE: row by row; FIELDS: label, value, label, value … */
    size_t columns, rows;
    struct paper_block *next;
};

/* One line of text or one rectangle at its final place. */
struct paper_mark {
    PangoLayoutLine *line;    /* NULL: a rectangle */
    double x, y;              /* left end of the base line; left top corner */
    double width, height;
    bool filled;
    struct paper_mark *next;
};
struct paper_page {
    struct paper_mark *first, *last;
    struct paper_page *next;
};

/* A document broken into pages. Everything but the layouts lives in the arena. */
struct paper_flow {
    struct arena *arena;
    PangoFontMap *fonts;
    PangoContext *context;
    GPtrArray *layouts;       /* keep the lines alive */
    struct paper_page *first, *page;
    int pages;
    double y;
};

/* A4 upright. */
extern const double paper_page_width, paper_page_height, paper_margin;

void paper_flow_init(struct paper_flow *flow, struct arena *arena);
void paper_flow_finish(struct paper_flow *flow);
void paper_flow_place(struct paper_flow *flow, const struct paper_block *blocks);
/* A layout of its own (owned by the flow) for page headers and footers; `size` in points. */
PangoLayout *paper_flow_layout(struct paper_flow *flow, struct str text, double size, bool bold);

#endif
