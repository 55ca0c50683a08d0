/* Mail becomes cases. Order of durability: raw bytes (fsync, rename, directory fsync), then the row
   (unique on account, UIDVALIDITY, UID and on the digest of the bytes), then the caller may tell the
   server. A mail that cannot be read becomes a case marked 要確認; nothing stops the mails behind it. */
#ifndef MEGURI_DESK_INTAKE_H
#define MEGURI_DESK_INTAKE_H

#include "desk/permission.h"

struct desk_delivery {
    struct str account;      /* "imap:user@host/INBOX", "maildir", "file" */
    int64_t uid_validity, uid; /* 0 when the source has none */
    int fd;                  /* the raw message, read from its start; -1: too large to fetch */
    int64_t size;
    bool refused;            /* fd -1 because the server would not give it, not because of its size */
    struct str origin;       /* file name for messages to people; data, never a path */
    bool synthetic;          /* demonstration data */
};
enum desk_intake_outcome {
    DESK_INTAKE_OPENED,      /* a new case */
    DESK_INTAKE_JOINED,      /* joined an existing case */
    DESK_INTAKE_KNOWN,       /* the same mail was here before; nothing changed */
    DESK_INTAKE_PARKED,      /* a new case marked 要確認 because the mail could not be read */
};
struct str desk_intake_outcome_name(enum desk_intake_outcome outcome);
struct desk_intake_result {
    enum desk_intake_outcome outcome;
    int64_t case_id, mail_id;
    struct str number;       /* of the case */
    struct str reason;       /* joined by what, parked why */
};
/* Takes a batch: stores all raw bytes, reads them in the worker, then writes the rows of the batch in
   one transaction. results[i] belongs to deliveries[i]. When it returns 0 every mail is durable.
   Errors are about the store or the disk, or ERR_BUSY when there is no worker to read mail (nothing of
   the batch has a row then). */
enum { DESK_INTAKE_BATCH = 32 };
int desk_intake(const struct web_actor *actor, const struct desk_delivery *deliveries, size_t count,
                struct desk_intake_result *results, struct error *error);

/* Periodic work of `meguri serve`: new mail of the IMAP account; new files of the Maildir. */
int desk_intake_imap(struct store *store, const struct web_services *services, struct arena *arena,
                     struct error *error);
int desk_intake_maildir(struct store *store, const struct web_services *services,
                        struct arena *arena, struct error *error);

#endif
