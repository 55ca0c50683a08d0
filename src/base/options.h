/* POSIX-style command lines: declared options, --help in two languages made from the declaration,
   "--" and clustering as getopt has them. */
#ifndef MEGURI_BASE_OPTIONS_H
#define MEGURI_BASE_OPTIONS_H

#include "base/context.h"

struct option_declaration {
    struct str name;          /* long name without dashes: "data" */
    char letter;              /* short form or 0 */
    struct str value_name;    /* empty: a flag */
    struct str help_ja, help_en;
};
struct option_values; /* opaque; lives in the arena */

/* argv[0] is skipped. Unknown options, missing values: ERR_USAGE. --help and --lang are understood
   everywhere without being declared. */
int options_parse(int argc, char **argv, const struct option_declaration *declared, size_t count,
                  struct arena *arena, const struct option_values **out, struct error *error);
bool options_flag(const struct option_values *values, struct str name);
/* Last value given; `fallback` when not given. */
struct str options_text(const struct option_values *values, struct str name, struct str fallback);
/* Integer within [least, most]; ERR_USAGE names the option. */
int options_integer(const struct option_values *values, struct str name, int64_t fallback,
                    int64_t least, int64_t most, int64_t *out, struct error *error);
size_t options_argument_count(const struct option_values *values);
struct str options_argument(const struct option_values *values, size_t index);
/* Usage text: one line per option, aligned by display width. */
struct str options_help(struct str usage_line, const struct option_declaration *declared,
                        size_t count, enum lang lang, struct arena *arena);

#endif
