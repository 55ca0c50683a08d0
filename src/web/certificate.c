#include "web/certificate.h"

#include <gnutls/x509.h>
#include <string.h>
#include <time.h>

#include "base/check.h"
#include "base/file.h"

enum { PEM_LIMIT = 256 * 1024, AUTHORITY_DAYS = 825, LEAF_DAYS = 397, RENEW_DAYS = 30 };

struct made {
    gnutls_x509_crt_t certificate;
    gnutls_x509_privkey_t key;
};

static int failed(struct error *error, struct str what, int code)
{
    return ERROR(error, ERR_WEB_CERTIFICATE, what, str_from_c(gnutls_strerror(code)));
}

static int make_key(gnutls_x509_privkey_t *key)
{
    int r = gnutls_x509_privkey_init(key);
    return r < 0 ? r
                 : gnutls_x509_privkey_generate(
                       *key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0);
}

static int set_common(const struct context *context, struct made *made, const char *name, int days)
{
    unsigned char serial[16];
    time_t now = (time_t)(context_now(context) / US_PER_SECOND);
    context_random(context, serial, sizeof serial);
    serial[0] &= 0x7F; /* positive */
    int r = gnutls_x509_crt_init(&made->certificate);
    if (r >= 0)
        r = gnutls_x509_crt_set_version(made->certificate, 3);
    if (r >= 0)
        r = gnutls_x509_crt_set_serial(made->certificate, serial, sizeof serial);
    if (r >= 0)
        r = gnutls_x509_crt_set_activation_time(made->certificate, now - 3600);
    if (r >= 0)
        r = gnutls_x509_crt_set_expiration_time(made->certificate, now + (time_t)days * 86400);
    if (r >= 0)
        r = gnutls_x509_crt_set_dn_by_oid(made->certificate, GNUTLS_OID_X520_COMMON_NAME, 0, name,
                                          (unsigned)strlen(name));
    return r < 0 ? r : gnutls_x509_crt_set_key(made->certificate, made->key);
}

static int set_key_identifier(struct made *made)
{
    unsigned char id[64];
    size_t size = sizeof id;
    int r = gnutls_x509_crt_get_key_id(made->certificate, 0, id, &size);
    return r < 0 ? r : gnutls_x509_crt_set_subject_key_id(made->certificate, id, size);
}

static int make_authority(const struct context *context, struct made *made)
{
    int r = make_key(&made->key);
    if (r >= 0)
        r = set_common(context, made, "Meguri local authority", AUTHORITY_DAYS);
    if (r >= 0)
        r = gnutls_x509_crt_set_basic_constraints(made->certificate, 1, 0);
    if (r >= 0)
        r = gnutls_x509_crt_set_key_usage(made->certificate, GNUTLS_KEY_KEY_CERT_SIGN);
    if (r >= 0)
        r = set_key_identifier(made);
    return r < 0 ? r
                 : gnutls_x509_crt_sign2(made->certificate, made->certificate, made->key,
                                         GNUTLS_DIG_SHA256, 0);
}

static int set_names(gnutls_x509_crt_t certificate)
{
    static const unsigned char four[4] = {127, 0, 0, 1};
    static const unsigned char six[16] = {[15] = 1};
    int r = gnutls_x509_crt_set_subject_alt_name(certificate, GNUTLS_SAN_DNSNAME, "localhost", 9,
                                                 GNUTLS_FSAN_SET);
    if (r >= 0)
        r = gnutls_x509_crt_set_subject_alt_name(certificate, GNUTLS_SAN_IPADDRESS, four,
                                                 sizeof four, GNUTLS_FSAN_APPEND);
    return r < 0 ? r
                 : gnutls_x509_crt_set_subject_alt_name(certificate, GNUTLS_SAN_IPADDRESS, six,
                                                        sizeof six, GNUTLS_FSAN_APPEND);
}

static int make_leaf(const struct context *context, const struct made *authority, struct made *made)
{
    int r = make_key(&made->key);
    if (r >= 0)
        r = set_common(context, made, "localhost", LEAF_DAYS);
    if (r >= 0)
        r = gnutls_x509_crt_set_basic_constraints(made->certificate, 0, -1);
    if (r >= 0)
        r = gnutls_x509_crt_set_key_usage(made->certificate, GNUTLS_KEY_DIGITAL_SIGNATURE);
    if (r >= 0)
        r = gnutls_x509_crt_set_key_purpose_oid(made->certificate, GNUTLS_KP_TLS_WWW_SERVER, 0);
    if (r >= 0)
        r = set_names(made->certificate);
    if (r >= 0)
        r = set_key_identifier(made);
    return r < 0 ? r
                 : gnutls_x509_crt_sign2(made->certificate, authority->certificate, authority->key,
                                         GNUTLS_DIG_SHA256, 0);
}

static void forget(struct made *made)
{
    gnutls_x509_crt_deinit(made->certificate);
    gnutls_x509_privkey_deinit(made->key);
}

static int write_datum(const struct context *context, struct str path, int made,
                       gnutls_datum_t *pem, struct error *error)
{
    if (made < 0)
        return failed(error, path, made);
    int e =
        file_write_durable(context, path, (struct str){(const char *)pem->data, pem->size}, error);
    gnutls_memset(pem->data, 0, pem->size);
    gnutls_free(pem->data);
    return e;
}

static int write_certificate(const struct context *context, struct str path,
                             gnutls_x509_crt_t certificate, struct error *error)
{
    gnutls_datum_t pem = {0};
    int made = gnutls_x509_crt_export2(certificate, GNUTLS_X509_FMT_PEM, &pem);
    return write_datum(context, path, made, &pem, error);
}

static int write_key(const struct context *context, struct str path, gnutls_x509_privkey_t key,
                     struct error *error)
{
    gnutls_datum_t pem = {0};
    int made = gnutls_x509_privkey_export2(key, GNUTLS_X509_FMT_PEM, &pem);
    return write_datum(context, path, made, &pem, error);
}

static int make_files(const struct context *context, const struct certificate_files *files,
                      struct error *error)
{
    struct made authority = {0}, leaf = {0};
    int r = make_authority(context, &authority);
    if (r >= 0)
        r = make_leaf(context, &authority, &leaf);
    int e = r < 0 ? failed(error, files->certificate, r) : 0;
    if (!e)
        e = write_certificate(context, files->authority, authority.certificate, error);
    if (!e)
        e = write_key(context, files->key, leaf.key, error);
    if (!e)
        e = write_certificate(context, files->certificate, leaf.certificate, error);
    forget(&authority);
    forget(&leaf);
    return e;
}

static int read_certificate(const struct context *context, struct str path, struct arena *arena,
                            gnutls_x509_crt_t *out, struct error *error)
{
    struct str pem;
    int e = file_read(context, path, PEM_LIMIT, arena, &pem, error);
    if (e)
        return e;
    gnutls_datum_t datum = {(unsigned char *)(uintptr_t)pem.p, (unsigned)pem.n};
    int r = gnutls_x509_crt_init(out);
    if (r >= 0 && (r = gnutls_x509_crt_import(*out, &datum, GNUTLS_X509_FMT_PEM)) < 0)
        gnutls_x509_crt_deinit(*out);
    return r < 0 ? failed(error, path, r) : 0;
}

int web_certificate_fingerprint(const struct context *context, struct str path, struct arena *arena,
                                struct str *out, struct error *error)
{
    unsigned char hash[32];
    size_t size = sizeof hash;
    gnutls_x509_crt_t certificate;
    int e = read_certificate(context, path, arena, &certificate, error);
    if (e)
        return e;
    int r = gnutls_x509_crt_get_fingerprint(certificate, GNUTLS_DIG_SHA256, hash, &size);
    gnutls_x509_crt_deinit(certificate);
    if (r < 0)
        return failed(error, path, r);
    *out = STR("");
    for (size_t i = 0; i < size; i++)
        *out = arena_format(arena, "%" PRIstr "%s%02X", STR_ARG(*out), i ? ":" : "", hash[i]);
    return 0;
}

int web_certificate_refuse_self_signed(const struct context *context, struct str path,
                                       struct arena *arena, struct error *error)
{
    gnutls_x509_crt_t certificate;
    int e = read_certificate(context, path, arena, &certificate, error);
    if (e)
        return e;
    bool self_signed = gnutls_x509_crt_check_issuer(certificate, certificate);
    gnutls_x509_crt_deinit(certificate);
    return self_signed ? ERROR(error, ERR_WEB_CERTIFICATE, path, STR("self-signed / 自己署名")) : 0;
}

/* Still good for RENEW_DAYS. Unreadable files are an error, not a reason to overwrite them. */
static int still_good(const struct context *context, struct str path, struct arena *arena,
                      bool *good, struct error *error)
{
    gnutls_x509_crt_t certificate;
    int e = read_certificate(context, path, arena, &certificate, error);
    if (e)
        return e;
    time_t now = (time_t)(context_now(context) / US_PER_SECOND);
    *good = gnutls_x509_crt_get_expiration_time(certificate) > now + (time_t)RENEW_DAYS * 86400;
    gnutls_x509_crt_deinit(certificate);
    return 0;
}

int web_certificate_ensure(const struct context *context, struct str data_directory,
                           struct arena *arena, struct certificate_files *out, struct error *error)
{
    struct str directory = ARENA_JOIN(arena, data_directory, STR("/tls"));
    *out = (struct certificate_files){
        .certificate = ARENA_JOIN(arena, directory, STR("/certificate.pem")),
        .key = ARENA_JOIN(arena, directory, STR("/key.pem")),
        .authority = ARENA_JOIN(arena, directory, STR("/authority.pem")),
    };
    bool good = false;
    int e = file_make_directory(context, directory, error);
    if (!e && file_exists(out->certificate) && file_exists(out->key))
        e = still_good(context, out->certificate, arena, &good, error);
    if (!e && !good)
        e = make_files(context, out, error);
    return e ? e
             : web_certificate_fingerprint(context, out->certificate, arena, &out->fingerprint,
                                           error);
}
