/* Pieces of the xlsx reader, shared by worker/xlsx*.c only. */
#ifndef MEGURI_WORKER_XLSX_PARTS_H
#define MEGURI_WORKER_XLSX_PARTS_H

#include <expat.h>
#include <zip.h>

#include "worker/workbook.h"

struct xlsx_sheet {
    struct str name, relation, path; /* path: inside the zip */
    bool hidden;
};

struct xlsx {
    struct arena *arena;
    zip_t *zip;
    struct cell_sink *sink;
    enum worker_status status;
    struct str problem;  /* with sheet and cell */
    size_t xml;          /* bytes of XML so far, of SHEET_LIMIT_XML */
    XML_Parser parser;   /* of the part being read */

    struct xlsx_sheet sheets[200];
    size_t sheet_count;
    bool dates_from_1904;
    struct str *strings;
    size_t string_count, string_room;
    bool *date_styles;   /* by number of the cell format */
    size_t style_count, style_room;
    int date_formats[400]; /* numbers of the workbook's own formats that show dates */
    size_t date_format_count;
};

/* The first failure stays; stops the parser that runs. */
void xlsx_fail(struct xlsx *x, enum worker_status status, struct str problem);
/* Feeds a part of the zip to expat; DTDs are refused. False when there is no such part. */
bool xlsx_parse_part(struct xlsx *x, struct str path, XML_StartElementHandler start,
                     XML_EndElementHandler end, XML_CharacterDataHandler text, void *state);
/* Name of an element or attribute without its prefix. */
struct str xlsx_local_name(const char *name);
/* Value of an attribute by its local name; empty when absent. Valid inside the handler. */
struct str xlsx_attribute(const char **attributes, const char *name);

void xlsx_read_workbook(struct xlsx *x);
void xlsx_read_strings(struct xlsx *x);
void xlsx_read_styles(struct xlsx *x);
void xlsx_read_cells(struct xlsx *x, const struct xlsx_sheet *sheet);

/* A serial day as a date, a time, or both; the number itself when it is no sensible date. */
struct str xlsx_date_text(struct str number, bool from_1904, struct arena *arena);
/* Does this number format (ECMA-376 18.8.30) show a date? */
bool xlsx_is_date_format(int number, struct str code);

#endif
