/* What the files of the IMAP client share: the connection and running one command on it. */
#ifndef MEGURI_NET_IMAP_CONNECTION_H
#define MEGURI_NET_IMAP_CONNECTION_H

#include "base/buf.h"
#include "net/imap.h"
#include "net/imap_parse.h"
#include "net/socket.h"

struct imap {
    const struct context *context;
    struct tls_stream *tls;
    struct imap_reader reader;
    struct arena *arena; /* lives as long as the connection */
    int64_t command_time;      /* microseconds a command may take */
    struct deadline command_end;
    int64_t uid_validity;
    size_t message_limit;
    unsigned capabilities;
    unsigned tags;       /* commands sent so far */
    bool news;           /* the server announced messages since the last walk began */
};

/* Each untagged response of a command. */
typedef int imap_visit(void *argument, const struct imap_response *response, struct error *error);

/* "tag TEXT CR LF"; starts the command's time, prolonged for `bytes` of expected data. */
int imap_send_command(struct imap *imap, struct str text, int64_t bytes, struct error *error);
int imap_send(struct imap *imap, struct str bytes, struct error *error);
/* The next response, with what concerns the whole connection already noted: capabilities, new mail,
   BYE (an error), a changed UIDVALIDITY (an error). */
int imap_next_response(struct imap *imap, const struct imap_sinks *sinks,
                       struct imap_response *response, struct error *error);
/* Everything up to the tagged response, which is in *final. `visit` may be NULL. */
int imap_finish_command(struct imap *imap, const struct imap_sinks *sinks, imap_visit *visit,
                        void *argument, struct imap_response *final, struct error *error);
/* Both in one; a tagged NO or BAD becomes `refusal` with the server's text. */
int imap_run_command(struct imap *imap, struct str text, enum err refusal, struct error *error);
/* `refusal` about `what` with the server's sentence. */
int imap_refuse(struct imap *imap, enum err refusal, struct str what,
                const struct imap_response *response, struct error *error);

/* A mailbox name in IMAP's modified UTF-7 (RFC 3501 5.1.3). */
struct str imap_mailbox_name(struct str utf8, struct arena *arena);

#endif
