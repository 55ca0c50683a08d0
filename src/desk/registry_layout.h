/* Versioned settings of what leaves the desk. Each is a small table (TSV text) with a default from
   data/desk/ that counts as ours until the ministry's instruction arrives; a change is a new revision
   with author and reason, and every export remembers the revision it used. */
#ifndef MEGURI_DESK_REGISTRY_LAYOUT_H
#define MEGURI_DESK_REGISTRY_LAYOUT_H

#include "desk/permission.h"

/* Names are those of the files in data/desk/: "registry_options" (mode, CSV encoding),
   "registry_columns" (CSV), "report_columns" (Excel), "published_columns" (what customs and the Ministry of the
   Environment see), "report_recipe" (sheets, order, file names),
   "registry_values" (what a code is called outside), "pdf_names", "report_mail" (recipients, words). */
struct desk_layout {
    int64_t id;               /* 0: the default, not yet written */
    struct str name, title_ja, title_en;
    int64_t revision;         /* 0: the default */
    struct str body;
    struct str reason;
    int64_t author;
    utc_us created;
    bool confirmed;           /* no row of it is marked unconfirmed */
};
/* All names in their order, each as in force now. */
int desk_layout_list(const struct web_actor *actor, struct desk_layout **out, size_t *count,
                     struct error *error);
int desk_layout_read(const struct web_actor *actor, struct str name, struct desk_layout *out,
                     struct error *error);
/* Newest first; the default is the last. */
int desk_layout_history(const struct web_actor *actor, struct str name, struct desk_layout **out,
                        size_t *count, struct error *error);
/* A new revision (permission desk.settings) over the one the person saw (ERR_CONFLICT). The text is
   checked: ERR_DESK_LAYOUT with line says what is wrong. */
int desk_layout_change(const struct web_actor *actor, struct str name, int64_t seen_revision,
                       struct str body, struct str reason, struct error *error);

#endif
