/* An Office package while it is cleaned: parts that go, parts that are edited, and the
   relationships and content types that follow from it. For the files clean_*.c. */
#ifndef MEGURI_INSPECT_CLEAN_OFFICE_H
#define MEGURI_INSPECT_CLEAN_OFFICE_H

#include "inspect/clean_work.h"
#include "inspect/mark.h"
#include "inspect/opc.h"
#include "inspect/xml_edit.h"

struct office_part {  /* by the index of its entry in zip->by_name */
    struct str bytes; /* as it is now; empty: not read yet */
    bool is_edited, goes;
};
struct office {
    struct clean *clean;
    struct arena *arena;
    struct zip zip;
    struct package package;
    struct office_part *parts;
    bool *relation_goes; /* by index in package.relations */
    bool loses_titles;   /* sheets or slides went: the list of their names must go, too */
};

/* SIZE_MAX: there is none of that name. */
size_t office_find(const struct office *office, struct str name);
struct str office_name(const struct office *office, size_t part);
/* Content as it is now; empty when it cannot be read. */
struct str office_read(struct office *office, size_t part);
/* Edits an XML part; a part that is no proper XML stays. */
void office_edit(struct office *office, size_t part, const struct xml_edit_handler *handler,
                 void *state);
void office_drop(struct office *office, size_t part);
/* All parts whose names fit. */
void office_drop_all(struct office *office, struct str pattern);
/* The part that a relationship of `source` leads to; SIZE_MAX: none. */
size_t office_target(const struct office *office, size_t source, struct str id);

/* What the marks of wanted kinds ask for (clean_marks.c). Before anything else is edited: marks
   count elements of the original parts. */
void office_apply_marks(struct office *office);

/* By kind of document (clean_xlsx.c, clean_docx.c, clean_pptx.c): what marks alone do not do. */
void clean_xlsx(struct office *office);
void clean_docx(struct office *office);
void clean_accept_changes(struct office *office);
void clean_pptx(struct office *office);
/* Hidden tables, rows and columns of an OpenDocument spreadsheet (clean_ods.c). */
void clean_ods(struct office *office);

/* What becomes of the package when parts have gone (clean_package.c). */
void office_settle(struct office *office);

#endif
