/* What the reader, the writer and the check of a cargo share. Not for other rooms. */
#ifndef MEGURI_LAW_CARGO_INSIDE_H
#define MEGURI_LAW_CARGO_INSIDE_H

#include "law/cargo.h"
#include "law/tables_inside.h"

enum { CARGO_PATH = 96, CARGO_VALUE = 64 };

/* Where in the cargo: "parts[2].analyses[0].unit". */
struct cargo_path {
    char text[CARGO_PATH];
};
void cargo_path_part(struct cargo_path *path, size_t part, const char *member);
void cargo_path_analysis(struct cargo_path *path, size_t part, size_t analysis, const char *member);
void cargo_path_index(struct cargo_path *path, const char *list, size_t index);

/* ERR_LAW_FIELD; the value is cut to what a sentence can carry. */
int cargo_fault(struct error *error, const char *path, struct str value, struct str why);

/* Words of an enum, by value. */
struct cargo_words {
    const struct str *words;
    size_t count;
};
extern const struct cargo_words cargo_directions, cargo_forms, cargo_purposes, cargo_kinds, cargo_bases;
bool cargo_word_find(const struct cargo_words *words, struct str word, size_t *out);

#endif
