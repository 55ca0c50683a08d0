/* Reading one mail of tests/data/mail through the real worker. */
#ifndef MEGURI_TESTS_DOC_MAIL_SUPPORT_H
#define MEGURI_TESTS_DOC_MAIL_SUPPORT_H

#include "doc/mail.h"
#include "worker_support.h"

struct read_mail {
    struct arena *arena;
    struct mail_message *message;
    size_t files;          /* that the sink got */
    struct str bytes[8];   /* of the first parts, by index; at most 4 KB each */
};
/* tests/data/mail/NAME.eml. Asserts that each part with bytes came to the sink with its size. */
struct read_mail mail_support_read(const char *name);
struct read_mail mail_support_read_bytes(struct str bytes);
void mail_support_finish(struct read_mail *mail);

/* A test of one mail: its body sees `mail` and `message`; reading before and finishing after are done. */
#define MAIL_TEST(test, name)                                                                    \
    static void test##_seen(struct read_mail *mail, struct mail_message *message);               \
    static void test(void **state)                                                               \
    {                                                                                            \
        (void)state;                                                                             \
        struct read_mail mail = mail_support_read(name);                                         \
        test##_seen(&mail, mail.message);                                                        \
        mail_support_finish(&mail);                                                              \
    }                                                                                            \
    static void test##_seen(__attribute__((unused)) struct read_mail *mail,                      \
                            struct mail_message *message)

#define ASSERT_TEXT(actual, expected) mail_support_assert_text((actual), STR(expected), __FILE__, __LINE__)
void mail_support_assert_text(struct str actual, struct str expected, const char *file, int line);

#endif
