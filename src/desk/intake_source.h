/* Inside the intake: what mailboxes share. */
#ifndef MEGURI_DESK_INTAKE_SOURCE_H
#define MEGURI_DESK_INTAKE_SOURCE_H

#include "desk/intake.h"

/* The commission whose desk the mailbox belongs to: the oldest whose code begins with "basel", else the
   oldest. 0 when there is none yet. */
int desk_mailbox_commission(struct store *store, struct arena *arena, int64_t *commission,
                            struct error *error);

/* How far a mailbox has been read. */
struct desk_cursor {
    struct str account;
    int64_t uid_validity, uid;
};
/* uid 0 when never read, or when the server renumbered its mailbox: all is read again then, and mails
   that were here before are known by their bytes. */
int desk_cursor_read(struct store *store, struct desk_cursor *cursor, struct error *error);
int desk_cursor_write(struct store *store, const struct desk_cursor *cursor, struct error *error);

#endif
