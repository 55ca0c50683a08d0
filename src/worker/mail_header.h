/* Header fields as they arrive: folded, RFC 2047 words (also split inside a character), RFC 2231
   parameters, RFC 2047 inside quotes, raw eight-bit or raw ISO-2022-JP. The MIME library gives the raw
   value; all decoding is here, because its tables do not know CP932 as Japan uses it. */
#ifndef MEGURI_WORKER_MAIL_HEADER_H
#define MEGURI_WORKER_MAIL_HEADER_H

#include "base/arena.h"

/* One line of clean UTF-8. *guessed as in charset_to_utf8. */
struct str header_decode(struct str raw, struct arena *arena, bool *guessed);
/* Without line ends; the white space of a fold stays. */
struct str header_unfold(struct str raw, struct arena *arena);
/* A parameter of Content-Type or Content-Disposition, decoded; empty when absent. */
struct str header_parameter(struct str raw, struct str name, struct arena *arena, bool *guessed);
/* Part of s from `at` to the end of a run of two-byte JIS characters that begins there, or 0: inside
   such a run quotes, commas and semicolons are halves of characters. */
size_t header_jis_run(struct str s, size_t at);

struct header_address {
    struct str name, address;
};
/* Addresses of a To-like field, at most `limit`; groups are flattened. Returns the number. An entry
   with a name but no readable address has an empty address. */
size_t header_addresses(struct str raw, struct arena *arena, struct header_address *out,
                        size_t limit, bool *guessed);
/* The <...> identifiers of a Message-ID, References or In-Reply-To field, without the brackets. */
size_t header_message_ids(struct str raw, struct arena *arena, struct str *out, size_t limit);

#endif
