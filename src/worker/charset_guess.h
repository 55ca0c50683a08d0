/* Recognising an encoding by its bytes. */
#ifndef MEGURI_WORKER_CHARSET_GUESS_H
#define MEGURI_WORKER_CHARSET_GUESS_H

#include "base/str.h"

enum charset_guess {
    GUESS_UTF8, /* also plain ASCII */
    GUESS_JIS,
    GUESS_CP932,
    GUESS_EUC,
    GUESS_UTF16,
    GUESS_LATIN,
};
enum charset_guess charset_guess(struct str bytes);
bool charset_has_high(struct str bytes);
/* Number of bytes that cannot be so encoded. */
size_t charset_wrong_cp932(struct str bytes);
size_t charset_wrong_euc(struct str bytes);

#endif
