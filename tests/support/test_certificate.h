/* An authority of our own and a server certificate by it, made for one test. */
#ifndef MEGURI_TESTS_SUPPORT_TEST_CERTIFICATE_H
#define MEGURI_TESTS_SUPPORT_TEST_CERTIFICATE_H

#include "base/arena.h"

enum test_certificate_kind {
    TEST_CERTIFICATE_GOOD,       /* for localhost and 127.0.0.1 */
    TEST_CERTIFICATE_EXPIRED,
    TEST_CERTIFICATE_OTHER_HOST, /* for mail.example.jp */
};
struct test_certificate {
    struct str authority, certificate, key; /* PEM files; paths live in the arena */
};
/* Writes three files into the folder. Ends the process on failure. */
void test_certificate_create(struct str folder, enum test_certificate_kind kind,
                             struct arena *arena, struct test_certificate *out);

#endif
