/* 計量証明書: number, laboratory, day and the paper itself, kept with the samples it proves. */
#ifndef MEGURI_WATER_DATA_CERTIFICATE_H
#define MEGURI_WATER_DATA_CERTIFICATE_H

#include "base/civil.h"
#include "water/data/mine.h"

struct water_certificate {
    int64_t id, mine;
    struct str number, laboratory;
    day_number issued; /* 0: not known */
    struct str name;   /* of the file; empty: only the number is known */
    struct str blob;
    int64_t size, samples;
};
enum { WATER_CERTIFICATE_BYTES = 20 << 20 };
/* By number. */
int water_certificates(const struct web_actor *actor, int64_t mine, struct water_certificate **out,
                       size_t *count, struct error *error);
/* Keeps the paper of that number (a PDF or a picture); the number may stand in tables already. A
   paper that is there stays: ERR_STATE. Permission water.edit. ERR_DOC_UNSUPPORTED, ERR_TOO_LARGE.
 */
int water_certificate_keep(const struct web_actor *actor,
                           const struct water_certificate *certificate, int fd, int64_t *id,
                           struct error *error);
/* The paper as an open file, which is the caller's to close. */
int water_certificate_open(const struct web_actor *actor, int64_t id, struct water_certificate *out,
                           int *fd, struct error *error);

#endif
