/* XML as a stream of elements, by expat: no tree, no DTD, no entities of its own, bounded depth and
   number of elements. Names are local names (what stands behind the colon). */
#ifndef MEGURI_INSPECT_XML_H
#define MEGURI_INSPECT_XML_H

#include "inspect/zip.h"

struct xml_handler {
    void (*start)(void *state, struct str name, const char **attributes);
    void (*end)(void *state, struct str name);
    void (*text)(void *state, struct str text);
};

/* Reads an entry to its end. False when it is no proper XML (reported as not inspected). */
bool xml_read_entry(struct work *work, const struct zip_entry *entry,
                    const struct xml_handler *handler, void *state);
/* Same for bytes in memory. With `quietly` damage is not reported. */
bool xml_read_bytes(struct work *work, struct str part, struct str bytes, bool quietly,
                    const struct xml_handler *handler, void *state);

/* Value of the attribute with this local name; empty when absent. */
struct str xml_attribute(const char **attributes, const char *name);
/* As ECMA-376 writes truth: an absent value means true. */
bool xml_is_on(struct str value);
/* Integer attribute or `fallback`. */
int64_t xml_integer(const char **attributes, const char *name, int64_t fallback);

#endif
