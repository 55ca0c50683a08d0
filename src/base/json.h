/* JSON: a writer onto a buffer and a reader into an arena. RFC 8259, UTF-8 only, depth <= 64.
   Numbers are kept as their text, so that 0.10 stays 0.10 (base/decimal.h reads them). */
#ifndef MEGURI_BASE_JSON_H
#define MEGURI_BASE_JSON_H

#include "base/buf.h"
#include "base/error.h"

enum json_kind { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct json {
    enum json_kind kind;
    struct str text;          /* NUMBER: as written; STRING: decoded */
    struct str key;           /* name of this member when the parent is an object */
    struct json *first, *next; /* children in order; next sibling */
    size_t count;             /* number of children */
};

/* Parses one whole value. ERR_JSON with line and column; duplicate keys, trailing bytes, invalid
   UTF-8, lone surrogates and deep nesting are errors. The tree lives in the arena. */
int json_parse(struct str text, struct arena *arena, const struct json **out, struct error *error);
/* Member of an object, or NULL (also when `object` is NULL or no object). */
const struct json *json_member(const struct json *object, struct str key);
/* Text of a string member; empty when absent or of another kind. */
struct str json_text(const struct json *object, struct str key);
/* Integer member; false when absent, of another kind or no integer. */
bool json_int(const struct json *object, struct str key, int64_t *out);

/* Writer. Commas are its business; the caller closes what it opens. Invalid UTF-8 becomes U+FFFD. */
struct json_writer {
    struct buf *out;
    unsigned depth;
    bool pretty; /* two blanks per level */
    bool filled[65]; /* the top and 64 levels: all that the reader reads */
    bool after_key;
};
void json_writer_init(struct json_writer *writer, struct buf *out, bool pretty);
void json_begin_object(struct json_writer *writer);
void json_end_object(struct json_writer *writer);
void json_begin_array(struct json_writer *writer);
void json_end_array(struct json_writer *writer);
void json_key(struct json_writer *writer, struct str key);
void json_string(struct json_writer *writer, struct str value);
void json_integer(struct json_writer *writer, int64_t value);
/* Text that already is a JSON number. */
void json_number(struct json_writer *writer, struct str number);
void json_bool(struct json_writer *writer, bool value);
void json_null(struct json_writer *writer);
/* key and value in one call. */
void json_put_string(struct json_writer *writer, struct str key, struct str value);
void json_put_integer(struct json_writer *writer, struct str key, int64_t value);
void json_put_bool(struct json_writer *writer, struct str key, bool value);

#endif
