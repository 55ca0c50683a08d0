/* Reading the answers of an IMAP server: bounded, strict, and separate from the socket, so that it
   can be fuzzed. Bytes come from a source; message bodies go to a sink as they arrive and are never
   interpreted. Every response costs bounded memory whatever the server sends. */
#ifndef MEGURI_NET_IMAP_PARSE_H
#define MEGURI_NET_IMAP_PARSE_H

#include "base/error.h"

enum {
    IMAP_TEXT_LIMIT = 512,             /* kept bytes of a server's sentence; the rest is dropped */
    IMAP_WORD_LIMIT = 256,             /* bytes of an atom */
    IMAP_DEPTH_LIMIT = 16,             /* nested lists */
    IMAP_RESPONSE_LIMIT = 16 << 20,    /* bytes of one response without its message body */
};
#define IMAP_LITERAL_LIMIT INT64_C(0xffffffff) /* RFC 3501: a literal's size has 32 bits */

/* Where bytes come from. *got == 0 is the end of the stream. */
struct imap_source {
    int (*read)(void *state, void *to, size_t room, size_t *got, struct error *error);
    void *state;
};

struct imap_reader {
    struct imap_source source;
    struct str peer;   /* for error sentences */
    unsigned char buffer[16384];
    size_t at, end;
    size_t budget;     /* bytes left of IMAP_RESPONSE_LIMIT */
};
void imap_reader_init(struct imap_reader *reader, struct imap_source source, struct str peer);
/* Bytes already received but not read. */
bool imap_reader_has_bytes(const struct imap_reader *reader);

enum imap_kind {
    IMAP_CONTINUE,   /* + go ahead */
    IMAP_TAGGED,     /* the end of our command */
    IMAP_STATUS,     /* untagged OK, NO, BAD, BYE, PREAUTH */
    IMAP_CAPABILITY,
    IMAP_EXISTS,
    IMAP_SEARCH,
    IMAP_FETCH,
    IMAP_OTHER,      /* well formed, of no interest */
};
enum imap_status { IMAP_OK, IMAP_NO, IMAP_BAD, IMAP_BYE, IMAP_PREAUTH };
enum imap_capability { IMAP_CAN_IDLE = 1, IMAP_LOGIN_DISABLED = 2, IMAP_REV1 = 4 };

struct imap_response {
    enum imap_kind kind;
    enum imap_status status;     /* TAGGED, STATUS */
    char tag[16];                /* TAGGED */
    char text[IMAP_TEXT_LIMIT];  /* TAGGED, STATUS: the sentence as sent, NUL-terminated */
    int64_t uid_validity;        /* [UIDVALIDITY n] in a status; 0 = none */
    bool has_capabilities;       /* CAPABILITY, or [CAPABILITY …] in a status */
    unsigned capabilities;       /* bits of imap_capability */
    int64_t number;              /* EXISTS, FETCH: message sequence number or count */
    int64_t uid, size;           /* FETCH: -1 = not in it */
    bool has_body;               /* FETCH: BODY[] was in it and was not NIL */
};

/* Both may be NULL: the values are then dropped. An error of a sink ends the parse. */
struct imap_sinks {
    int (*number)(void *state, int64_t uid, struct error *error);              /* SEARCH */
    int (*body)(void *state, struct str bytes, struct error *error);           /* FETCH BODY[] */
    void *state;
};

/* One whole response. ERR_NET_PROTOCOL for what is not IMAP or is over a limit, ERR_NET_LOST at the
   end of the stream, or the source's or a sink's error. The reader is unusable after an error. */
int imap_parse_response(struct imap_reader *reader, const struct imap_sinks *sinks,
                        struct imap_response *out, struct error *error);

#endif
