#include "net/openssl.h"

#include "support/test_certificate.h"

#include <stdio.h>
#include <time.h>

#include <openssl/pem.h>

#include "base/check.h"
#include "support/test_server.h"

enum { HOUR = 3600, DAY = 24 * HOUR };

static void add_extension(X509 *to, X509 *issuer, int kind, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, to, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, kind, value);
    CHECK(extension && X509_add_ext(to, extension, -1));
    X509_EXTENSION_free(extension);
}

/* Unsigned; valid from `from` to `until` seconds from now. */
static X509 *new_certificate(const char *name, EVP_PKEY *key, long serial, long from, long until)
{
    X509 *certificate = X509_new();
    CHECK(certificate && X509_set_version(certificate, 2));
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial);
    X509_gmtime_adj(X509_getm_notBefore(certificate), from);
    X509_gmtime_adj(X509_getm_notAfter(certificate), until);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
                               (const unsigned char *)name, -1, -1, 0);
    CHECK(X509_set_pubkey(certificate, key));
    return certificate;
}

static void sign(X509 *certificate, X509 *issuer, EVP_PKEY *key)
{
    X509_set_issuer_name(certificate, X509_get_subject_name(issuer));
    CHECK(X509_sign(certificate, key, EVP_sha256()));
}

static struct str write_pem(struct str folder, const char *name, X509 *certificate, EVP_PKEY *key,
                            struct arena *arena)
{
    struct str path = ARENA_JOIN(arena, folder, STR("/"), str_from_c(name));
    FILE *file = fopen(path.p, "w");
    CHECK(file);
    CHECK(certificate ? PEM_write_X509(file, certificate)
                      : PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL));
    CHECK(fclose(file) == 0);
    test_server_own(path);
    return path;
}

void test_certificate_create(struct str folder, enum test_certificate_kind kind,
                             struct arena *arena, struct test_certificate *out)
{
    bool expired = kind == TEST_CERTIFICATE_EXPIRED;
    EVP_PKEY *authority_key = EVP_EC_gen("P-256"), *key = EVP_EC_gen("P-256");
    CHECK(authority_key && key);
    long serial = (long)time(NULL);
    X509 *authority =
        new_certificate("Meguri test authority", authority_key, serial, -2 * DAY, 2 * DAY);
    add_extension(authority, authority, NID_basic_constraints, "critical,CA:TRUE");
    add_extension(authority, authority, NID_key_usage, "critical,keyCertSign");
    add_extension(authority, authority, NID_subject_key_identifier, "hash");
    sign(authority, authority, authority_key);
    X509 *leaf = new_certificate("Meguri test server", key, serial + 1, -DAY, expired ? -HOUR : DAY);
    add_extension(leaf, authority, NID_subject_alt_name,
                  kind == TEST_CERTIFICATE_OTHER_HOST ? "DNS:mail.example.jp"
                                                      : "DNS:localhost,IP:127.0.0.1");
    add_extension(leaf, authority, NID_authority_key_identifier, "keyid:always");
    add_extension(leaf, authority, NID_ext_key_usage, "serverAuth");
    sign(leaf, authority, authority_key);
    out->authority = write_pem(folder, "authority.pem", authority, NULL, arena);
    out->certificate = write_pem(folder, "certificate.pem", leaf, NULL, arena);
    out->key = write_pem(folder, "key.pem", NULL, key, arena);
    X509_free(authority);
    X509_free(leaf);
    EVP_PKEY_free(authority_key);
    EVP_PKEY_free(key);
}
