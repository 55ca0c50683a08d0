/* The state of one message while it is read; shared by the files mail_*.c only. */
#ifndef MEGURI_WORKER_MAIL_WORK_H
#define MEGURI_WORKER_MAIL_WORK_H

#include "base/token.h"
#include "worker/mail_header.h"
#include "worker/output.h"

struct work_part {
    struct str name, name_as_sent, declared_type, detected_type;
    int64_t size; /* -1: name only */
    uint32_t flags;
    int parent;
    bool is_inline;
    bool is_walked; /* a message whose attachments the structure of the outer one gives already */
};

struct mail_work {
    struct arena *arena;
    struct worker_output *output;
    uint32_t flags;
    struct str problem;

    struct str message_id, in_reply_to, subject;
    struct str *references;
    size_t reference_count;
    struct header_address from, reply_to, *to, *cc;
    size_t to_count, cc_count, from_count;
    int64_t date; /* microseconds; 0: none */

    struct buf plain, html; /* UTF-8; html already as text */
    bool has_plain, has_html;
    struct str text;

    struct str tokens[32];
    size_t token_count;

    struct work_part parts[MAIL_LIMIT_PARTS];
    size_t part_count;
    size_t decoded; /* bytes of attachments so far */
};

/* Keeps the first sentence. */
void work_problem(struct mail_work *work, uint32_t flag, struct str sentence);

/* What is known of an attachment before its bytes. */
struct part_label {
    struct str name;          /* decoded; empty: made from the type */
    struct str name_as_sent;
    struct str declared_type;
    int parent, depth;
    bool is_inline;
    uint32_t flags;
};
/* Index of the new part, or -1 when the limit of parts is reached (flagged). */
int work_add_part(struct mail_work *work, const struct part_label *label);
/* A part whose bytes lie in memory (zip entry, TNEF attachment). */
void work_add_bytes(struct mail_work *work, const struct part_label *label, struct str bytes);
/* The part's file is finished: detects its type, hands it over, and looks into zip and TNEF. Closes
   the file. */
void work_part_finished(struct mail_work *work, int index, int depth, int fd, size_t size);
/* A message that came as a mere file (.eml, or one in base64): its attachments become parts. */
void work_read_message(struct mail_work *work, int index, int depth, struct str bytes);
/* Bytes still allowed for attachments. */
size_t work_decoded_left(const struct mail_work *work);

/* A text leaf in its charset, appended to the right body. */
void work_add_text(struct mail_work *work, struct str bytes, struct str content_type, bool is_html);
/* Chooses the body. */
void work_finish_text(struct mail_work *work);

/* Tokens, each once. */
void work_scan_address(struct mail_work *work, struct str address);
void work_scan_message_id(struct mail_work *work, struct str id);
void work_scan_text(struct mail_work *work, struct str text);

void work_write_record(const struct mail_work *work, struct buf *out);

#endif
