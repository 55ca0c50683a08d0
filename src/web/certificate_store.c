/* Certificates in use. libmicrohttpd asks for one at each handshake, so that a new file counts from
   the next connection on. */
#include <pthread.h>
#include <stdlib.h>

#include "base/check.h"
#include "base/file.h"
#include "web/certificate.h"

enum { CHAIN_LIMIT = 8, PEM_LIMIT = 256 * 1024 };

struct generation {
    struct generation *older;
    gnutls_pcert_st chain[CHAIN_LIMIT];
    unsigned int count;
    gnutls_privkey_t key;
};
struct certificate_store {
    pthread_mutex_t lock;
    struct generation *newest;
};

struct certificate_store *certificate_store_create(void)
{
    struct certificate_store *store = calloc(1, sizeof *store);
    if (!store)
        check_fail("out of memory");
    pthread_mutex_init(&store->lock, NULL);
    return store;
}

static void generation_destroy(struct generation *generation)
{
    for (unsigned int i = 0; i < generation->count; i++)
        gnutls_pcert_deinit(&generation->chain[i]);
    if (generation->key)
        gnutls_privkey_deinit(generation->key);
    free(generation);
}

void certificate_store_destroy(struct certificate_store *store)
{
    if (!store)
        return;
    for (struct generation *g = store->newest, *older; g; g = older) {
        older = g->older;
        generation_destroy(g);
    }
    pthread_mutex_destroy(&store->lock);
    free(store);
}

static gnutls_datum_t datum_of(struct str pem)
{
    return (gnutls_datum_t){(unsigned char *)(uintptr_t)pem.p, (unsigned)pem.n};
}

/* A key that does not belong to the certificate would make every handshake fail. */
static int check_pair(struct generation *g)
{
    gnutls_pubkey_t own;
    unsigned char of_certificate[64], of_key[64];
    size_t certificate_size = sizeof of_certificate, key_size = sizeof of_key;
    int r = gnutls_pubkey_init(&own);
    if (r < 0)
        return r;
    r = gnutls_pubkey_import_privkey(own, g->key, 0, 0);
    if (r >= 0)
        r = gnutls_pubkey_get_key_id(own, 0, of_key, &key_size);
    if (r >= 0)
        r = gnutls_pubkey_get_key_id(g->chain[0].pubkey, 0, of_certificate, &certificate_size);
    if (r >= 0 && !str_equal((struct str){(char *)of_key, key_size},
                             (struct str){(char *)of_certificate, certificate_size}))
        r = GNUTLS_E_CERTIFICATE_KEY_MISMATCH;
    gnutls_pubkey_deinit(own);
    return r;
}

static int import(struct generation *g, struct str certificate, struct str key)
{
    gnutls_datum_t certificate_pem = datum_of(certificate), key_pem = datum_of(key);
    unsigned int count = CHAIN_LIMIT;
    int r = gnutls_pcert_list_import_x509_raw(g->chain, &count, &certificate_pem,
                                              GNUTLS_X509_FMT_PEM, 0);
    if (r < 0)
        return r;
    g->count = count;
    r = gnutls_privkey_init(&g->key);
    if (r >= 0)
        r = gnutls_privkey_import_x509_raw(g->key, &key_pem, GNUTLS_X509_FMT_PEM, NULL, 0);
    return r < 0 ? r : check_pair(g);
}

static int read_both(const struct context *context, struct str certificate, struct str key,
                     struct arena *arena, struct generation *g, struct error *error)
{
    struct str certificate_pem, key_pem;
    int e = file_read(context, certificate, PEM_LIMIT, arena, &certificate_pem, error);
    if (!e)
        e = file_read(context, key, PEM_LIMIT, arena, &key_pem, error);
    if (e)
        return e;
    int r = import(g, certificate_pem, key_pem);
    return r < 0 ? ERROR(error, ERR_WEB_CERTIFICATE, certificate, str_from_c(gnutls_strerror(r)))
                 : 0;
}

int certificate_store_load(struct certificate_store *store, const struct context *context,
                           struct str certificate, struct str key, struct error *error)
{
    struct arena *arena = arena_create();
    struct generation *g = calloc(1, sizeof *g);
    if (!g)
        check_fail("out of memory");
    int e = read_both(context, certificate, key, arena, g, error);
    arena_destroy(arena);
    if (e) {
        generation_destroy(g);
        return e;
    }
    pthread_mutex_lock(&store->lock);
    g->older = store->newest;
    store->newest = g;
    pthread_mutex_unlock(&store->lock);
    return 0;
}

void certificate_store_newest(struct certificate_store *store, gnutls_pcert_st **chain,
                              unsigned int *count, gnutls_privkey_t *key)
{
    pthread_mutex_lock(&store->lock);
    *chain = store->newest->chain;
    *count = store->newest->count;
    *key = store->newest->key;
    pthread_mutex_unlock(&store->lock);
}
