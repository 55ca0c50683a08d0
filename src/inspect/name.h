/* Names of files and folders: leftovers of programs, working names, extensions. */
#ifndef MEGURI_INSPECT_NAME_H
#define MEGURI_INSPECT_NAME_H

#include "inspect/work.h"

/* Without the dot; empty when there is none. A view into `name`. */
struct str name_extension(struct str name);
/* Is the extension one of these words (ASCII case ignored)? */
bool name_has_extension(struct str name, struct str words);
bool name_is_executable(struct str name);
/* Is it the name of what a program left behind (file_names.tsv)? */
bool name_is_leftover(struct str name);
/* FS-01: patterns of data/inspect/file_names.tsv, and personal names. */
void name_check(struct work *work);

#endif
