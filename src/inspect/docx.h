/* A document while it is inspected; for the files docx_*.c. */
#ifndef MEGURI_INSPECT_DOCX_H
#define MEGURI_INSPECT_DOCX_H

#include "inspect/office.h"

/* What run properties do to letters; set only where a property is given. */
struct docx_look {
    bool has_vanish, vanish, has_colour, white, has_size, tiny, has_fill, dark_fill;
};
struct docx_style {
    struct str id, name, base;
    struct docx_look look;
    uint64_t element; /* number of its start tag */
    bool is_custom, is_used, is_default;
};
struct docx {
    struct package *package;
    struct work *work;
    struct docx_style *styles;
    size_t style_count, style_room;
};

void docx_read_styles(struct docx *docx);
/* NULL when there is none of that id. */
struct docx_style *docx_style_find(const struct docx *docx, struct str id);
/* `look` with what the style and its bases give where it says nothing. */
struct docx_look docx_inherit(const struct docx *docx, struct docx_look look, struct str style);
/* A run property element (vanish, color, sz, shd, highlight) changes the look. */
void docx_look_at(struct docx_look *look, struct str element, const char **attributes);
/* Does the field show a path or a name, even when its code looks harmless? */
bool docx_field_tells(struct str code);
/* Reads document, header, footer, notes: hidden and invisible text, fields, styles in use. */
void docx_read_story(struct docx *docx, const struct zip_entry *entry);

#endif
