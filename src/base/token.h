/* Case tokens: 128 random bits as 26 characters of Crockford base32 in lower case. They stand in mail
   addresses (meguri+TOKEN@domain), Message-IDs (<TOKEN.RANDOM@domain>) and texts ([M-TOKEN]), and are
   what joins an answer to its case. Reading is lenient as Crockford says: upper case is fine, O is 0,
   I and L are 1. */
#ifndef MEGURI_BASE_TOKEN_H
#define MEGURI_BASE_TOKEN_H

#include "base/context.h"

enum { TOKEN_BYTES = 16, TOKEN_LENGTH = 26 };

/* 26 characters; the first is 0..7 because 128 bits fill only three of its five. */
struct str token_encode(const uint8_t bytes[TOKEN_BYTES], struct arena *arena);
struct str token_create(const struct context *context, struct arena *arena);

/* The canonical form of a whole string that is a token. */
bool token_read(struct str text, char out[TOKEN_LENGTH]);
/* From an address such as meguri+TOKEN@example.jp: any local part with that detail. */
bool token_of_address(struct str address, char out[TOKEN_LENGTH]);
/* From a Message-ID with or without its angle brackets: TOKEN.anything@anything. */
bool token_of_message_id(struct str id, char out[TOKEN_LENGTH]);
/* The next [M-TOKEN] at or after *at; moves *at behind it. False when there is none. */
bool token_next_mark(struct str text, size_t *at, char out[TOKEN_LENGTH]);

#endif
