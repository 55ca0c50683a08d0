/* Composes a demonstration mail byte by byte in the encodings that Japanese mail really has, the
   wrong ones included; doc/mail.h builds only well-formed UTF-8 mail. */
#ifndef MEGURI_DESK_DEMONSTRATION_MAIL_H
#define MEGURI_DESK_DEMONSTRATION_MAIL_H

#include "base/buf.h"
#include "base/context.h"

enum demonstration_encoding {
    DEMONSTRATION_UTF8,
    DEMONSTRATION_JIS,          /* ISO-2022-JP, labelled */
    DEMONSTRATION_JIS_OUTLOOK,  /* ISO-2022-JP without a charset */
    DEMONSTRATION_CP932,        /* CP932 labelled Shift_JIS, with NEC and IBM characters */
    DEMONSTRATION_HTML,         /* HTML only */
};
bool demonstration_encoding_parse(struct str name, enum demonstration_encoding *out);

struct demonstration_part {
    struct str name, type, bytes;
};
struct demonstration_mail {
    enum demonstration_encoding encoding;
    struct str message_id, in_reply_to; /* without < > */
    struct str from_name, from_address, to_name, to_address, subject, text;
    struct str return_path;             /* differs from from_address in a forged mail */
    struct str authentication_results;  /* empty: no such header */
    utc_us date;
    const struct demonstration_part *parts;
    size_t part_count;
};
/* ERR_ENCODING when the text has a character the encoding cannot hold. */
int demonstration_mail_compose(const struct demonstration_mail *mail, struct arena *arena,
                               struct buf *out, struct error *error);

#endif
