/* What became of treatment plants that ran for years: data/water/knowledge.tsv, one row per plant
   as its source tells it, and the search over it (specification C, 3(1)③). */
#ifndef MEGURI_WATER_MODEL_KNOWLEDGE_H
#define MEGURI_WATER_MODEL_KNOWLEDGE_H

#include "base/arena.h"
#include "base/error.h"

enum water_experience {
    WATER_EXPERIENCE_WATER,       /* flow and quality */
    WATER_EXPERIENCE_PERFORMANCE, /* stability of the treatment */
    WATER_EXPERIENCE_FAULTS,
    WATER_EXPERIENCE_UPKEEP,
    WATER_EXPERIENCE_COST,
    WATER_EXPERIENCE_ENERGY,
    WATER_EXPERIENCES
};
const char *water_experience_name(enum water_experience experience); /* "faults" */
struct str water_experience_label(enum water_experience experience); /* Japanese \x1f English */

struct water_plant_record {
    struct str id, plant, country, kind, scale, period;
    struct str told[WATER_EXPERIENCES]; /* empty: the source does not say */
    struct str source;
    bool confirmed;
    struct str searched; /* normal form of everything above */
};
struct water_knowledge {
    struct water_plant_record *rows;
    size_t count;
};

/* ERR_WATER_TABLE names a missing column or a row without plant or source; errors of the CSV
 * reader. */
int water_knowledge_read(struct str file, struct str bytes, struct arena *arena,
                         struct water_knowledge *out, struct error *error);

/* Rows that have every word of `words` (separated by blanks, any width and case) and, where `about`
   is one, say something of it; WATER_EXPERIENCES: of anything. Indexes in the order of the table.
 */
size_t water_knowledge_find(const struct water_knowledge *knowledge, struct str words,
                            enum water_experience about, size_t *indexes, struct arena *arena);

#endif
