/* The package of an Office file: parts, relationships, and what nobody refers to. */
#ifndef MEGURI_INSPECT_OPC_H
#define MEGURI_INSPECT_OPC_H

#include "inspect/rules.h"

struct opc_relation {
    size_t source;       /* index in zip->by_name, SIZE_MAX: the package itself */
    size_t target;       /* SIZE_MAX: outside, or missing */
    struct str id, kind; /* kind: last word of the type: "worksheet", "image" … */
    struct str value;    /* Target as written */
    bool is_external;
};
struct package {
    struct work *work;
    struct zip *zip;
    struct rules *rules;
    struct opc_relation *relations;
    size_t relation_count;
    bool *reached; /* per entry of zip->by_name */
};

/* Reads all relationships; reports OPC-01, OPC-05, WD-08, OPC-13. */
void opc_read(struct package *package);
/* The part that a part of relationships speaks for: "xl/_rels/workbook.xml.rels" gives the folder
   "xl/" and the source "xl/workbook.xml". False when the name is of no such part. */
bool opc_source_of(struct arena *arena, struct str name, struct str *folder, struct str *source);
/* The element with these attributes is where a link of `part` to the outside stands: its OPC-05, if
   there is one, is found at `place` from now on. */
void opc_place_link(const struct package *package, struct str part, const char **attributes,
                    const struct inspect_place *place);
/* The entry that a relationship of `source` with this id leads to, or NULL. */
const struct zip_entry *opc_target(const struct package *package, struct str source, struct str id);
/* The first target of this kind from `source`; NULL when there is none. */
const struct zip_entry *opc_target_of_kind(const struct package *package, struct str source,
                                           struct str kind);
/* How many relationships of parts whose names fit `pattern` lead to the entry. */
size_t opc_references(const struct package *package, const struct zip_entry *entry,
                      struct str pattern);

#endif
