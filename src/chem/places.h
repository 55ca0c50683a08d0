/* Every figure of an input in PHREEQC's language that may be changed, with its address and its
   bytes in the text, so that a figure is exchanged and all else stays as it was written. Addresses
   are the words of the input: KINETICS 1.Pyrite.parms.2, SOLUTION 1-3.Fe(2), MIX 4.1; docs/chem.md
   lists them. Texts that INCLUDE$ brings, SOLUTION_SPREAD and lines that "\" joins have no
   addresses. */
#ifndef MEGURI_CHEM_PLACES_H
#define MEGURI_CHEM_PLACES_H

#include "base/arena.h"
#include "base/error.h"

struct chem_place {
    struct str block;  /* "KINETICS 1", "RATES Pyrite", "PHASES Calcite" */
    struct str figure; /* "Pyrite.parms.2", "20.k", "log_k" */
    size_t at, length; /* bytes of the number in the text */
    double value;      /* as it stands there */
    int64_t line;
};
struct chem_places {
    struct chem_place *items; /* in the order of the text */
    size_t count, room;
};

/* `file` names the text. Reads on over what it does not understand: whether an input is right is
   said by chem_input_parse. All lives in `arena`, blocks and figures partly in `text`. */
void chem_places_read(struct str file, struct str text, struct arena *arena,
                      struct chem_places *out);

/* "KINETICS 1.Pyrite.parms.2" */
struct str chem_place_address(const struct chem_place *place, struct arena *arena);

/* The places that an address means, ascending, and their number. Letters of keywords and names are
   compared without regard to case. "KINETICS *.Pyrite.m0" means the figure of every KINETICS; a
   block that stands several times is told by its line, "… @120", or taken everywhere with "… @*".
   Without it all places of the address are given. */
size_t chem_places_find(const struct chem_places *places, struct str address, struct arena *arena,
                        size_t **out);

/* The address nearest to one that is not there; empty when there are none at all. */
struct str chem_places_nearest(const struct chem_places *places, struct str address,
                               struct arena *arena);

struct chem_place_edit {
    size_t place; /* index in items; edits ascend */
    double value;
};
/* The text with other figures in these places, all other bytes as they were. `digits`: significant
   ones, 17 for every bit. */
struct str chem_places_write(const struct chem_places *places, struct str text,
                             const struct chem_place_edit *edits, size_t count, int digits,
                             struct arena *arena);

#endif
