/* The smallest parts of an IMAP server's answer: bytes, words, numbers, strings, and stepping over what
   is of no interest. Inside the net room, for imap_parse.c. Every function that reads returns 0, or
   ERR_NET_PROTOCOL (not IMAP, or over a limit), ERR_NET_LOST at the end of the stream, or an error of
   the source or a sink; the reader is unusable after an error. */
#ifndef MEGURI_NET_IMAP_TOKEN_H
#define MEGURI_NET_IMAP_TOKEN_H

#include "net/imap_parse.h"

/* Returns ERR_NET_PROTOCOL; `why` is a literal. */
int imap_broken(struct imap_reader *reader, const char *why, struct error *error);

/* The next byte, 0 to 255: looked at, or taken off the response's budget. */
int imap_peek(struct imap_reader *reader, int *c, struct error *error);
int imap_next(struct imap_reader *reader, int *c, struct error *error);
/* Takes the byte, which must be `wanted`. */
int imap_expect(struct imap_reader *reader, int wanted, struct error *error);
/* Takes CR LF. */
int imap_end_of_line(struct imap_reader *reader, struct error *error);

/* An atom into `to` (IMAP_WORD_LIMIT bytes, NUL-terminated); an empty one is an error. A section
   ("BODY[HEADER.FIELDS (…)]<0>") belongs to its atom up to the opening bracket; what follows is the
   caller's. */
int imap_read_word(struct imap_reader *reader, char *to, struct error *error);
/* Without regard to case. */
bool imap_word_is(const char *word, const char *other);
/* False when the word is not a number of digits that fits. */
bool imap_word_number(const char *word, int64_t *out);
int imap_read_number(struct imap_reader *reader, int64_t *out, struct error *error);

/* Appends the rest of the line to the text in `to`, cut at `size`, and takes the line's end. */
int imap_read_text(struct imap_reader *reader, char *to, size_t size, struct error *error);

/* Gets the bytes of a string as they arrive; an error ends the reading. */
typedef int imap_string_sink(void *state, struct str bytes, struct error *error);
/* A string in one of its forms, or NIL. sink may be NULL: the bytes are dropped. A literal read so does
   not count against the response's budget: it is a message body. */
int imap_read_string(struct imap_reader *reader, imap_string_sink *sink, void *state, bool *is_nil,
                     struct error *error);

/* Steps over a list, any value, the rest of the response with the literals in it. `depth` is 0 for the
   outermost; lists nest IMAP_DEPTH_LIMIT deep at most. */
int imap_skip_list(struct imap_reader *reader, int depth, struct error *error);
int imap_skip_value(struct imap_reader *reader, int depth, struct error *error);
int imap_skip_rest(struct imap_reader *reader, struct error *error);

#endif
