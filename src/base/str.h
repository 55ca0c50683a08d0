/* Strings as pointer and length. A struct str never owns its bytes: it points into an arena, a
   buffer or a literal, and lives as long as that does. It may contain NUL bytes and need not end
   with one. The empty string has n == 0 and any p. Text is UTF-8 unless a name says otherwise. */
#ifndef MEGURI_BASE_STR_H
#define MEGURI_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct str {
    const char *p;
    size_t n;
};

/* A string literal as struct str; STR_INIT is the form for static initialisers. */
#define STR(literal) ((struct str){"" literal, sizeof(literal) - 1})
#define STR_INIT(literal) {"" literal, sizeof(literal) - 1}

/* For printf-like calls: printf("%" PRIstr, STR_ARG(s)); at most INT_MAX bytes are printed. */
#define PRIstr ".*s"
#define STR_ARG(s) ((int)((s).n > 0x7fffffff ? 0x7fffffff : (s).n)), ((s).p ? (s).p : "")

/* View of a NUL-terminated string; NULL gives the empty string. */
struct str str_from_c(const char *text);

bool str_is_empty(struct str s);
bool str_equal(struct str a, struct str b);
/* Equality in which only ASCII letters ignore case (header names, e-mail domains). */
bool str_equal_nocase(struct str a, struct str b);
/* <0, 0, >0 by bytes, as memcmp; usable in qsort comparators. */
int str_compare(struct str a, struct str b);
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);

/* Position of the first needle at or after `from`, or SIZE_MAX. */
size_t str_find(struct str s, struct str needle, size_t from);
size_t str_find_char(struct str s, char c, size_t from);
bool str_contains(struct str s, struct str needle);

/* Bytes [from, to); both are clamped to the string. */
struct str str_slice(struct str s, size_t from, size_t to);
/* Without ASCII white space at both ends. */
struct str str_trim(struct str s);
/* Takes the part before the first `separator` off *rest. False when *rest was exhausted; the last
   part is everything that is left. An empty *rest with p != NULL yields one empty part. */
bool str_cut(struct str *rest, char separator, struct str *part);

/* Whole string as a decimal integer; false for empty, other characters or overflow. */
bool str_to_int64(struct str s, int64_t *out);

/* In time independent of the content (tokens, keyed hashes). */
bool str_equal_constant_time(struct str a, struct str b);

#endif
