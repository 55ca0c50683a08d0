/* The graphics state of a content stream; for pdf_content.c, pdf_token.c and pdf_show.c. */
#ifndef MEGURI_INSPECT_PDF_PAINT_H
#define MEGURI_INSPECT_PDF_PAINT_H

#include "inspect/pdf_parts.h"

struct matrix {
    float a, b, c, d, e, f;
};
struct state {
    struct matrix ctm;
    float clip[4];
    float fill[3];     /* red, green, blue, 0 to 1 */
    bool unknown_fill; /* a pattern, or a colour space whose colours are not worked out */
    bool ink_space;    /* Separation, DeviceN: 0 is paper */
    float alpha;
    struct pdf_font *font;
    float size, character_space, word_space, scale, leading, rise;
    int mode;
};

enum {
    MOST_OPERANDS = 64,
    MOST_ITEMS = 4096,
    MOST_STATES = 64,
    MOST_MARKS = 64,
    MOST_RECTANGLES = 256
};
enum operand_kind {
    OPERAND_NUMBER,
    OPERAND_STRING,
    OPERAND_NAME,
    OPERAND_ARRAY,
    OPERAND_DICTIONARY
};
struct operand {
    enum operand_kind kind;
    float number;
    uint32_t from, n; /* in scratch (strings, names); first item and count (arrays); in the stream
                         (dictionaries) */
};

struct mark {
    bool is_off;
    uint32_t text_from;     /* where the text of this mark begins */
    struct str replacement; /* ActualText */
};

struct paint {
    struct pdf_page *page;
    struct pdf *pdf;
    qpdf_oh resources;
    struct str stream;
    size_t at;
    struct operand operands[MOST_OPERANDS], items[MOST_ITEMS];
    size_t operand_count, item_count;
    struct buf scratch;
    struct state state, states[MOST_STATES];
    size_t state_count, states_left_out;
    struct matrix text, line;
    struct mark marks[MOST_MARKS];
    size_t mark_count, marks_left_out, off_marks;
    float rectangles[MOST_RECTANGLES][4]; /* of the path, on the page */
    size_t rectangle_count;
    float path[4], polygon[6][2];
    size_t polygon_count;
    bool has_path, path_is_other, clip_next;
    int depth;
    /* writing again (pdf_rewrite.c) */
    struct buf written, pieces;
    size_t operator_from; /* in the stream */
    bool operator_changes, operator_is_off, operator_is_unread, string_is_open, was_off,
        mark_was_off, is_rewritten;
    float gap; /* thousandths, between pieces */
};

/* Reads operands up to the next operator; *word is a view into the stream. False at the end. */
bool paint_next(struct paint *paint, struct str *word);
struct str paint_text_of(const struct paint *paint, const struct operand *operand);

struct matrix matrix_multiply(struct matrix first, struct matrix second);
/* Shows a string with the state's font; moves the text matrix. */
void paint_show(struct paint *paint, struct str codes);
/* The same stream without what goes: at its begin, around each operator, for each glyph and
   adjustment, at its end (`form`: object id, 0 for the page's own). */
void paint_write_begin(struct paint *paint);
void paint_write_before(struct paint *paint, struct str name);
void paint_write_operator(struct paint *paint, struct str name);
void paint_write_glyph(struct paint *paint, size_t glyph, struct str code, float advance);
void paint_write_gap(struct paint *paint, float thousandths);
void paint_write_end(struct paint *paint, size_t form);
/* An adjustment inside TJ, thousandths of the size. */
void paint_adjust(struct paint *paint, float thousandths);

#endif
