/* A mail message taken apart, as the worker hands it over. Everything here came from outside: texts
   are valid UTF-8 (repaired), names are data and never paths. Lives in the arena it was asked for. */
#ifndef MEGURI_DOC_MAIL_H
#define MEGURI_DOC_MAIL_H

#include "base/buf.h"
#include "doc/worker.h"

struct mail_address {
    struct str name, address; /* address: lower-case domain; empty when unreadable */
};

struct mail_part {
    struct str name;        /* file name as shown to people: no control characters, no separators */
    struct str name_as_sent;
    struct str declared_type, detected_type; /* "application/pdf" … */
    int64_t size;           /* -1: only the name is known (in a password zip, beyond the limits) */
    uint32_t flags;         /* enum mail_flag */
    int parent;             /* index of the zip, winmail.dat or message/rfc822 it was inside; -1 */
    bool is_inline;
    struct str blob_id;     /* filled by the caller that stored it (see mail_part_sink) */
};

struct mail_message {
    struct str message_id, in_reply_to;      /* without < > */
    struct str *references;
    size_t reference_count;
    struct mail_address from, *to, *cc, reply_to;
    size_t to_count, cc_count;
    struct str subject;
    utc_us date;             /* 0: absent or unreadable */
    struct str text;         /* plain body; from HTML when there is no text part */
    struct str *tokens;      /* case tokens found in To/Cc +detail, References, subject, body */
    size_t token_count;
    struct mail_part *parts;
    size_t part_count;
    uint32_t flags;
    struct str problem;      /* Japanese sentence when MAIL_BROKEN / MAIL_TRUNCATED; else empty */
};

/* Called once per attachment that has bytes (size >= 0), in order, from the calling thread, after the
   whole message was read; `fd` is an anonymous sealed file, closed by the parser. Returns 0 or an
   error that ends the parse. */
typedef int mail_part_sink(void *argument, struct mail_part *part, int fd, struct error *error);

/* Parses the message in `fd` in the worker. A message that cannot be read at all is no error: it
   comes back with MAIL_BROKEN and the reason. Errors are about the worker (ERR_DOC_WORKER: it died or
   timed out twice on this input; the caller parks the mail) and about the sink. */
int mail_parse(struct worker_pool *pool, int fd, struct arena *arena, struct mail_message **out,
               mail_part_sink *sink, void *argument, struct error *error);

/* Building: a complete RFC 5322 message, UTF-8, CRLF, header injection impossible (line breaks in any
   field are ERR_DOC_HEADER). Deterministic: Message-ID, date and boundary are given. */
struct mail_attachment {
    struct str name, type, bytes;
};
struct mail_draft {
    struct str message_id, in_reply_to;
    const struct str *references;
    size_t reference_count;
    struct mail_address from, reply_to;
    const struct mail_address *to, *cc;
    size_t to_count, cc_count;
    struct str subject, text;
    utc_us date;
    const struct mail_attachment *attachments;
    size_t attachment_count;
    struct str boundary; /* random hex */
    bool synthetic;      /* adds X-Meguri-Demonstration: yes */
};
int mail_build(const struct mail_draft *draft, struct buf *out, struct error *error);

#endif
