/* Attachments of the demonstration mails: pictures, certificates, price lists, zips. */
#ifndef MEGURI_DESK_DEMONSTRATION_ATTACHMENT_H
#define MEGURI_DESK_DEMONSTRATION_ATTACHMENT_H

#include "base/context.h"
#include "base/json.h"

/* Bytes and media type of one attachment described in data/demo/mails.json. `created` goes into the
   document's metadata; `seed` varies pictures. */
int demonstration_attachment(const struct context *context, const struct json *described,
                             utc_us created, uint64_t seed, struct arena *arena, struct str *type,
                             struct str *bytes, struct error *error);

#endif
