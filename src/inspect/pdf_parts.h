/* A PDF while it is inspected; for the files pdf_*.c. Objects are read by qpdf through its C
   interface; this header is the only one that the room's files need of it. */
#ifndef MEGURI_INSPECT_PDF_PARTS_H
#define MEGURI_INSPECT_PDF_PARTS_H

#include <qpdf/qpdf-c.h>

#include "inspect/pdf.h"

struct pdf_font;

struct pdf {
    struct work *work;
    struct arena *arena;
    qpdf_data q;
    size_t object_count; /* ids below this */
    uint8_t *off;        /* by object id: an optional content group that is switched off */
    uint8_t *reached;    /* by object id */
    int64_t pages;
    struct pdf_font **fonts;  /* by object id; made when first used */
    struct arena *page_arena; /* reset for each page */
};

/* ---- objects (pdf_object.c) */
qpdf_oh pdf_key(struct pdf *pdf, qpdf_oh object,
                const char *key); /* also of a stream's dictionary */
bool pdf_has(struct pdf *pdf, qpdf_oh object, const char *key);
double pdf_number(struct pdf *pdf, qpdf_oh object, double fallback);
struct str pdf_name(struct pdf *pdf, qpdf_oh object, struct arena *arena); /* without the slash */
bool pdf_is_name(struct pdf *pdf, qpdf_oh object, const char *name);       /* "/Page" */
struct str pdf_text(struct pdf *pdf, qpdf_oh object,
                    struct arena *arena);       /* a text string as UTF-8 */
size_t pdf_id(struct pdf *pdf, qpdf_oh object); /* 0: direct, or beyond object_count */
int pdf_count(struct pdf *pdf, qpdf_oh array);  /* 0 when it is none */
/* Decoded bytes of a stream, copied into the arena; false when they cannot be had. `raw`: as
 * stored. */
bool pdf_stream(struct pdf *pdf, qpdf_oh stream, bool raw, struct arena *arena, struct str *out);
/* Same, decoded, in memory that the caller frees; NULL when it cannot be had. */
char *pdf_stream_take(struct pdf *pdf, qpdf_oh stream, size_t *n);
bool pdf_box(struct pdf *pdf, qpdf_oh array, double box[4]); /* ordered: left, bottom, right, top */
/* Names of all keys of a dictionary. */
size_t pdf_keys(struct pdf *pdf, qpdf_oh dictionary, struct arena *arena, struct str **out);
struct inspect_place pdf_place(size_t id, struct arena *arena);

/* Opens the document and what is known of all of it; false when it cannot be read (reported). */
bool pdf_open(struct pdf *pdf, struct work *work);
void pdf_close(struct pdf *pdf);

/* ---- raw bytes (pdf_raw.c): PDF-11, PDF-21 */
void pdf_check_raw(struct work *work);

/* ---- structure (pdf_structure.c, pdf_object_check.c) */
void pdf_read_layers(struct pdf *pdf);
void pdf_walk_objects(struct pdf *pdf);
/* Looks at one dictionary that can be reached. */
void pdf_check_dictionary(struct pdf *pdf, qpdf_oh dictionary, size_t id);
void pdf_check_metadata(struct pdf *pdf, qpdf_oh stream, size_t id);
void pdf_check_catalog(struct pdf *pdf);

/* ---- fonts (pdf_font.c, pdf_cmap.c) */
enum { PDF_CODES = 65536, PDF_UNMAPPED = 0, PDF_LONG = 0xffff };
struct pdf_long { /* a code that means more than one character, or one beyond the BMP */
    uint16_t code;
    struct str text;
};
struct pdf_font {
    bool is_composite, is_vertical, is_mixed; /* mixed: one and two bytes (RKSJ) */
    bool one_byte;                            /* composite, but its codes have one byte */
    bool has_unicode, is_subset;
    uint16_t *unicode; /* by code; 256 or PDF_CODES entries; PDF_UNMAPPED, PDF_LONG */
    size_t codes;
    struct pdf_long *longs;
    size_t long_count, long_room;
    float *widths; /* by code, thousandths of the size; NULL: all default_width */
    float default_width;
    uint8_t *used; /* bit per code */
    size_t id;
    struct str name;
    double scale; /* of widths: 0.001, or a Type 3 font's matrix */
};
struct pdf_font *pdf_font_get(struct pdf *pdf, qpdf_oh dictionary);
/* ToUnicode. */
void pdf_cmap_read(struct pdf *pdf, struct pdf_font *font, struct str cmap);
void pdf_font_map(struct pdf *pdf, struct pdf_font *font, uint32_t code, struct str utf16_big);
/* PDF-19: letters that a subset has and no page shows. */
void pdf_report_fonts(struct pdf *pdf);

/* ---- pages (pdf_page.c, pdf_content.c, pdf_show.c, pdf_cover.c) */
struct pdf_glyph {
    float box[4];
    uint32_t text, text_end; /* in the page's text */
};
enum pdf_flaw {
    FLAW_NONE,
    FLAW_OFF,  /* on a layer that is switched off */
    FLAW_MODE, /* rendering mode 3 or 7 */
    FLAW_WHITE,
    FLAW_CLEAR, /* alpha 0 */
    FLAW_TINY,
    FLAW_OUTSIDE, /* beyond the media box */
    FLAW_CROPPED, /* beyond the crop box */
    FLAW_CLIPPED,
    FLAW_COUNT
};
struct pdf_run {
    size_t first, count; /* glyphs */
    uint32_t order;
    enum pdf_flaw flaw;
    float box[4];
    float size;
};
enum pdf_cover_kind { COVER_DARK, COVER_WHITE, COVER_IMAGE, COVER_CLEAR_IMAGE };
struct pdf_cover {
    float box[4];
    uint32_t order;
    enum pdf_cover_kind kind;
    bool is_redaction; /* that was not applied: nothing is painted yet */
};
/* What of a page's text may go; bits of pdf_page.wants. */
enum {
    PDF_TAKE_OFF = 1 << 0,     /* on layers that are switched off: PDF-04 */
    PDF_TAKE_COVERED = 1 << 1, /* PDF-07 */
    PDF_TAKE_MODE = 1 << 2,    /* PDF-08 */
    PDF_TAKE_UNSEEN = 1 << 3,  /* PDF-09 */
    PDF_TAKE_CROPPED = 1 << 4, /* PDF-10 */
    /* These two leave a trace that can be seen. */
    PDF_TAKE_TINY = 1 << 5,     /* PDF-09 */
    PDF_TAKE_REDACTED = 1 << 6, /* below a redaction that was not applied: PDF-07 */
};
struct pdf_rewritten_form {
    size_t id;
    struct str content;
    bool is_changed, differs; /* differs: what goes here is seen elsewhere, so it stays */
};
/* Writing content again without what goes, while it is painted a second time (pdf_rewrite.c). */
struct pdf_rewrite {
    const uint8_t *goes; /* by glyph of the page */
    size_t glyph_count;
    bool drops_off; /* also pictures and lines of layers that are switched off */
    struct arena *arena;
    struct str content; /* the page's */
    bool is_changed;
    struct pdf_rewritten_form *forms;
    size_t form_count, form_room;
};
struct pdf_page {
    struct pdf *pdf;
    unsigned wants;              /* PDF_TAKE_*; 0: the page is only read */
    uint8_t *goes;               /* by glyph; set by pdf_judge_page when something is wanted */
    /* Does the text of this finding go, when it is wanted? NULL: always. */
    bool (*takes)(const void *taker, const char *id, const struct inspect_place *place);
    const void *taker;
    struct pdf_rewrite *rewrite; /* NULL: nothing is written */
    int64_t number;
    double media[4], crop[4];
    struct pdf_glyph *glyphs;
    size_t glyph_count, glyph_room;
    struct pdf_run *runs;
    size_t run_count, run_room;
    struct pdf_cover *covers;
    size_t cover_count, cover_room;
    struct buf text; /* UTF-8 of all glyphs, with a blank or line end between runs */
    uint32_t order;
    size_t unmapped, forms;
    float last[3]; /* end of the last glyph and its size */
    bool is_full;  /* limits of one page were met */
};
void pdf_read_pages(struct pdf *pdf);
/* Paints the page and what its annotations cover; the page is zeroed but for pdf and number. */
void pdf_paint_page(struct pdf_page *page, qpdf_oh dictionary);
/* The value of the page, or of a parent. */
qpdf_oh pdf_inherited(struct pdf *pdf, qpdf_oh page, const char *key);
bool pdf_is_note(struct pdf *pdf, qpdf_oh subtype); /* an annotation that says something */
/* A group, or a membership of groups, that is switched off. */
bool pdf_is_off(struct pdf *pdf, qpdf_oh content);
/* Paints a content stream. */
void pdf_content_run(struct pdf_page *page, qpdf_oh resources, struct str content);
/* Judges runs and covers when the page is painted. Returns 0 no text, 1 text, 2 an OCR layer. */
uint8_t pdf_judge_page(struct pdf_page *page);
void pdf_add_cover(struct pdf_page *page, const float box[4], enum pdf_cover_kind kind);

#endif
