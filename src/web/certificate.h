/* The server's certificate: a local authority with a leaf for localhost, or one's own PEM files. */
#ifndef MEGURI_WEB_CERTIFICATE_H
#define MEGURI_WEB_CERTIFICATE_H

#include <gnutls/abstract.h>

#include "base/context.h"

struct certificate_files {
    struct str certificate, key, authority; /* PEM paths */
    struct str fingerprint;                 /* SHA-256 of the leaf, "AB:CD:…" */
};
/* Uses DATA/tls/{authority,certificate,key}.pem; makes authority and leaf (localhost, 127.0.0.1,
   ::1) when absent, and a new leaf when the old one ends within 30 days. The authority's key is not
   kept after it signed: a new leaf means a new authority. ERR_WEB_CERTIFICATE, ERR_IO. */
int web_certificate_ensure(const struct context *context, struct str data_directory,
                           struct arena *arena, struct certificate_files *out, struct error *error);
/* SHA-256 of the first certificate of a PEM file. */
int web_certificate_fingerprint(const struct context *context, struct str path, struct arena *arena,
                                struct str *out, struct error *error);

/* ERR_WEB_CERTIFICATE when the certificate vouches for itself: browsers and people would learn to
   click warnings away. */
int web_certificate_refuse_self_signed(const struct context *context, struct str path,
                                       struct arena *arena, struct error *error);

/* What running connections were begun with stays valid until destroy; new ones get the newest. */
struct certificate_store;
struct certificate_store *certificate_store_create(void);
void certificate_store_destroy(struct certificate_store *store);
int certificate_store_load(struct certificate_store *store, const struct context *context,
                           struct str certificate, struct str key, struct error *error);
void certificate_store_newest(struct certificate_store *store, gnutls_pcert_st **chain,
                              unsigned int *count, gnutls_privkey_t *key);

#endif
