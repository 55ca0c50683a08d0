/* A workbook while it is cleaned; for the files clean_xlsx*.c, clean_book.c, clean_formula.c. */
#ifndef MEGURI_INSPECT_CLEAN_XLSX_H
#define MEGURI_INSPECT_CLEAN_XLSX_H

#include "inspect/clean_office.h"
#include "inspect/xlsx.h"

enum { BOOK_ROWS = 1048576, BOOK_COLUMNS = 16384 };

/* What goes of one line of rows or columns: ranges in order, without overlap; from 0, inclusive. */
struct gone_range {
    int64_t first, last;
    int64_t before; /* lines of the ranges in front of it */
};
struct gone {
    struct gone_range *ranges;
    size_t count, room;
};
/* How many lines before `line` go. */
int64_t gone_before(const struct gone *gone, int64_t line);
bool gone_has(const struct gone *gone, int64_t line);
/* Does any line of [first, last] go? */
bool gone_touches(const struct gone *gone, int64_t first, int64_t last);
/* What is left of [first, last], in the new numbers; false when all of it goes. */
bool gone_clip(const struct gone *gone, int64_t *first, int64_t *last);

struct book_sheet {
    struct str name;
    size_t part; /* SIZE_MAX: none */
    bool goes;
    struct gone rows, columns;
    uint64_t *cleared; /* row << 14 | column, in order */
    size_t cleared_count;
    uint64_t *unlinked; /* cells whose formula goes, whatever it says */
    size_t unlinked_count;
};
struct book_name {
    struct str name, text;
    int64_t sheet;                    /* index of its own sheet; -1: of the book */
    bool is_hidden, goes, is_touched; /* touched: formulas that use it become values */
    struct str new_text;
};
/* What a formula, chart or format uses of what goes. */
struct book_use {
    size_t sheet;                /* SIZE_MAX: nothing that can be told */
    bool is_sheet, lines, cells; /* the sheet itself, rows or columns of it, values */
    struct area area;            /* lines, cells */
};
/* What would go but stays, for something that can be seen would change. */
struct book_kept {
    struct book_use use;
    struct str ja, en; /* a sentence: why */
};
struct cleaned_book {
    struct office *office;
    struct arena *arena;
    size_t part; /* of workbook.xml */
    struct book_sheet *sheets;
    size_t sheet_count, sheet_room;
    struct book_name *names;
    size_t name_count, name_room;
    bool unlinks;       /* formulas go although nothing that they use does */
    bool has_bad_names; /* names that go or are touched */
    bool loses_links;   /* links to other workbooks go */
    bool loses_lines;   /* rows or columns go */
    bool loses_cells;   /* anything at all that a formula could use goes */
    struct book_kept *kept;
    size_t kept_count, kept_room;
    bool keeps_more; /* than was planned: all of it is done anew */
    bool is_stopped; /* something that can be seen would change: nothing of this is done */
    struct str stop_ja, stop_en;
};
void book_stop(struct cleaned_book *book, struct str ja, struct str en);
/* Keeps what is used; when that cannot be told, stops. */
void book_keep(struct cleaned_book *book, const struct book_use *use, struct str ja, struct str en);
/* Keeps all rows and columns of a sheet. */
void book_keep_lines(struct cleaned_book *book, size_t sheet, struct str ja, struct str en);
/* Sheet and area for people; empty when it is none of the book. */
struct str book_use_text(const struct cleaned_book *book, const struct book_use *use);
/* The plan without what is kept (clean_kept.c). */
bool book_keeps_sheet(const struct cleaned_book *book, size_t sheet);
bool book_keeps_cell(const struct cleaned_book *book, size_t sheet, uint64_t cell);
void book_spare_lines(struct cleaned_book *book, size_t sheet);
/* Says of the kinds that are concerned why something of them stays. */
void book_say_kept(struct cleaned_book *book);

/* ---- formulas (clean_formula.c) */
enum formula_fate {
    FORMULA_SAME,
    FORMULA_SHIFTED, /* *out says the same of what is left */
    FORMULA_TOUCHED, /* it uses something that goes */
};
/* `sheet`: where the formula stands. `clips`: references shrink to what is left, and only those
   that go as a whole count as touched. */
enum formula_fate formula_shift(const struct cleaned_book *book, size_t sheet, struct str formula,
                                bool clips, struct str *out);
/* The first thing that goes and that the formula uses. */
struct book_use formula_use(const struct cleaned_book *book, size_t sheet, struct str formula);
/* The formula as it reads `rows` and `columns` further on (shared formulas). */
struct str formula_translate(struct arena *arena, struct str formula, int64_t rows,
                             int64_t columns);
/* Areas with blanks between them, clipped; false when nothing is left. */
bool formula_clip_areas(const struct book_sheet *sheet, struct arena *arena, struct str areas,
                        struct str *out);

/* ---- passes */
void clean_cells(struct office *office);   /* sheets, rows, columns, cells, names (clean_book.c) */
void clean_strings(struct office *office); /* clean_strings.c; behind all others */
/* Cells and what stands in a sheet beside them (clean_sheet.c); objects over it (clean_objects.c).
 */
void clean_sheet(struct cleaned_book *book, size_t sheet);
void clean_objects(struct cleaned_book *book, size_t sheet);
void clean_charts(struct cleaned_book *book);

#endif
