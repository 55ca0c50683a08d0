/* Audit entries that wait to be committed together. Internal. */
#ifndef MEGURI_STORE_AUDIT_QUEUE_H
#define MEGURI_STORE_AUDIT_QUEUE_H

#include "store/audit.h"

struct audit_queue *audit_queue_create(struct store *store);
/* Commits what is left and ends the thread. Takes NULL. */
void audit_queue_destroy(struct audit_queue *queue);

#endif
