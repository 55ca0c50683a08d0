/* Japanese full-text search over text_normal_form. A document has a kind ("case", "mail", …), an id
   within the kind, a commission, and text. Substring semantics: a query hits exactly the documents
   whose normalised text contains each blank-separated word of the normalised query. */
#ifndef MEGURI_STORE_SEARCH_H
#define MEGURI_STORE_SEARCH_H

#include "store/store.h"

/* Replaces the document's text; empty text removes it. In the caller's transaction. */
int search_put(struct db *db, struct str kind, int64_t id, int64_t commission, struct str text,
               struct error *error);
/* commission 0: of every commission. An empty query finds nothing; at most 16 words count.
   Ids, highest id first, below `before` (0 = from the top), at most `limit`. *count = ids found. */
int search_find(struct db *db, struct str kind, int64_t commission, struct str query, int64_t before,
                int64_t *ids, size_t limit, size_t *count, struct error *error);

#endif
