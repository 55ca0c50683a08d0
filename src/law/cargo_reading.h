/* What the files of the JSON reader share. Each function returns 0 or ERR_LAW_FIELD that names
 * `path`. */
#ifndef MEGURI_LAW_CARGO_READING_H
#define MEGURI_LAW_CARGO_READING_H

#include "law/cargo_inside.h"

struct cargo_reading {
    const struct law_tables *tables;
    struct arena *arena;
    struct law_cargo *cargo;
    struct error *error;
    day_number day; /* for names: the last day there is */
};

struct str cargo_shown(const struct json *value);
int cargo_unknown_member(const struct cargo_reading *reading, const char *path,
                         const struct json *member);
int cargo_want(const struct cargo_reading *reading, const char *path, const struct json *value,
               enum json_kind kind, struct str why);
int cargo_read_text(const struct cargo_reading *reading, const char *path, const struct json *value,
                    struct str *out);
int cargo_read_number(const struct cargo_reading *reading, const char *path,
                      const struct json *value, struct decimal *out);
int cargo_read_optional(const struct cargo_reading *reading, const char *path,
                        const struct json *value, bool *has, struct decimal *out);
int cargo_read_tri(const struct cargo_reading *reading, const char *path, const struct json *value,
                   enum law_tri *out);
int cargo_read_word(const struct cargo_reading *reading, const char *path, const struct json *value,
                    const struct cargo_words *words, size_t *out);
int cargo_read_unit(const struct cargo_reading *reading, const char *path, const struct json *value,
                    enum law_unit *out);
int cargo_read_texts(const struct cargo_reading *reading, const char *path,
                     const struct json *value, const struct str **out, size_t *count);
int cargo_read_parts(const struct cargo_reading *reading, const struct json *value);

#endif
