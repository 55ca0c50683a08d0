/* Reading what a form sends: application/x-www-form-urlencoded, and multipart/form-data as a
   stream, whose file parts go to anonymous files. Both are strict: what is malformed is refused
   whole. */
#ifndef MEGURI_WEB_FORM_H
#define MEGURI_WEB_FORM_H

#include "base/context.h"
#include "web/web.h"

enum {
    FORM_PAIR_LIMIT = 2000,      /* a list with a tick box per row */
    FORM_PART_HEAD_LIMIT = 4096, /* headers of one part */
    FORM_FILE_LIMIT = 50,        /* files of one form */
    FORM_BOUNDARY_LIMIT = 70,    /* RFC 2046, 5.1.1 */
};

struct form_pair {
    struct str name, value;
    struct web_file *file; /* NULL: an ordinary field */
};
struct form {
    struct arena *arena;
    struct form_pair *pairs;
    size_t count, capacity, file_count;
};

/* Percent and plus decoding. False: a broken escape, a NUL, or not UTF-8. */
bool form_decode(struct str text, bool plus_is_space, struct arena *arena, struct str *out);
/* ERR_WEB_BODY */
int form_read_urlencoded(struct form *form, struct str text, struct error *error);
/* Closes the files that no one took. */
void form_close(struct form *form);

struct multipart;
/* `content_type` is the header's value; ERR_WEB_BODY when it has no usable boundary. Text fields
   may be `text_limit` bytes together. Files are made in `directory` without a name. Destroyed with
   multipart_destroy; its arena is the form's. */
int multipart_create(const struct context *context, struct form *form, struct str content_type,
                     struct str directory, size_t text_limit, struct multipart **out,
                     struct error *error);
/* ERR_WEB_BODY, ERR_TOO_LARGE, ERR_DISK_FULL, ERR_IO. After an error nothing more may be fed. */
int multipart_feed(struct multipart *multipart, struct str bytes, struct error *error);
/* The body has ended: ERR_WEB_BODY when the last boundary is missing. */
int multipart_end(struct multipart *multipart, struct error *error);
void multipart_destroy(struct multipart *multipart);

#endif
