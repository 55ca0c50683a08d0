/* The header fields of a message: who, when, what about, and which case. */
#ifndef MEGURI_WORKER_MAIL_FIELDS_H
#define MEGURI_WORKER_MAIL_FIELDS_H

#include <gmime/gmime.h>

#include "worker/mail_work.h"

/* The raw value of the first such field, at most MAIL_LIMIT_HEADER bytes; empty when absent. Valid as
   long as the object. */
struct str fields_raw(GMimeObject *object, const char *name);
/* The number of such fields. */
size_t fields_count(GMimeObject *object, const char *name);

void fields_read(struct mail_work *work, GMimeMessage *message);
/* The case tokens of an attached message: a bounce carries our own message back. */
void fields_scan_nested(struct mail_work *work, GMimeObject *message);

#endif
