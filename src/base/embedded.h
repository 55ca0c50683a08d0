/* Files of data/, schema/ and assets/ that are part of the program. tools/embed.py makes a table of
   them at build time:
       embedded = custom_target(output: 'desk_data.c', command: [python, embed, '@OUTPUT@',
                                'desk_data', '@INPUT@'], input: files(…))
   and the room declares   extern const struct embedded_files desk_data;   */
#ifndef MEGURI_BASE_EMBEDDED_H
#define MEGURI_BASE_EMBEDDED_H

#include "base/str.h"

struct embedded_file {
    struct str name; /* last part of the path: "documents.tsv" */
    struct str bytes;
};
struct embedded_files {
    const struct embedded_file *files; /* sorted by name */
    size_t count;
};

/* The file's bytes; ends the process when there is none of that name, since the build put it there. */
struct str embedded_find(const struct embedded_files *files, struct str name);

#endif
