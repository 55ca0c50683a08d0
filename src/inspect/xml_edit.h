/* The same XML without what a handler takes out. Expat tells where events begin and end; whatever
   is not touched is copied byte by byte, entities and blanks included. No DTD, bounded depth. */
#ifndef MEGURI_INSPECT_XML_EDIT_H
#define MEGURI_INSPECT_XML_EDIT_H

#include "inspect/work.h"

struct xml_edit;
struct xml_edit_handler {
    /* At a start tag, before it is written. */
    void (*start)(void *state, struct xml_edit *edit, struct str name, const char **attributes);
    /* At the end of an element; its content is written, its end tag is not. May be NULL. */
    void (*end)(void *state, struct xml_edit *edit, struct str name);
};
/* False when it is no proper XML, or nests beyond reason; *out is then empty. */
bool xml_edit_run(struct arena *arena, struct str bytes, const struct xml_edit_handler *handler,
                  void *state, struct str *out);

/* ---- for start and end: the element at hand */
/* Number of the start tag in the document, from 1 (valid in start). */
uint64_t xml_edit_element(const struct xml_edit *edit);
/* Takes the element out; at the end of it: with all that was written since its start tag. */
void xml_edit_drop(struct xml_edit *edit);
/* Leaves the content and takes the tags out (in start only). */
void xml_edit_unwrap(struct xml_edit *edit);
/* Takes the content out. */
void xml_edit_empty(struct xml_edit *edit);
/* In start only. `name` as written in the document ("r:id"). */
void xml_edit_drop_attribute(struct xml_edit *edit, const char *name);
void xml_edit_set_attribute(struct xml_edit *edit, const char *name, struct str value);
/* In start: gather the text of this element; in end: that text, decoded. */
void xml_edit_gather(struct xml_edit *edit);
struct str xml_edit_text(const struct xml_edit *edit);
/* In end: other text in place of the whole content. */
void xml_edit_replace_text(struct xml_edit *edit, struct str text);
/* Markup that is written now: in start before the element, in end behind its content. */
void xml_edit_insert(struct xml_edit *edit, struct str markup);

/* ---- the elements around it: 0 is the element itself, 1 its parent … */
size_t xml_edit_depth(const struct xml_edit *edit);
/* Local name; empty beyond the root. */
struct str xml_edit_ancestor(const struct xml_edit *edit, size_t level);
/* Takes it out when it ends. */
void xml_edit_drop_ancestor(struct xml_edit *edit, size_t level);
/* The level of the nearest element of that name, this one included; SIZE_MAX: none. */
size_t xml_edit_nearest(const struct xml_edit *edit, struct str name);
/* Content of the element at hand as it is written so far; a view, valid until the next event. */
struct str xml_edit_content(const struct xml_edit *edit);
/* Same of its parent: what stands before the element, and the element as far as it is written. */
struct str xml_edit_parent_content(const struct xml_edit *edit);

#endif
