#include "base/charset.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"

enum { CHARACTER_MAX = 4 };

struct charset_decoder {
    iconv_t converter;
    char rest[CHARACTER_MAX]; /* first byte of a character whose second is in the next piece */
    size_t rest_size;
};

static iconv_t open_converter(const char *to, const char *from)
{
    iconv_t converter = iconv_open(to, from);
    if (converter == (iconv_t)-1) /* NOLINT: POSIX has it so */
        check_fail("this system's C library has no CP932 converter");
    return converter;
}

struct charset_decoder *charset_decoder_create(void)
{
    struct charset_decoder *decoder = calloc(1, sizeof *decoder);
    if (!decoder)
        check_fail("out of memory");
    decoder->converter = open_converter("UTF-8", "CP932");
    return decoder;
}

void charset_decoder_destroy(struct charset_decoder *decoder)
{
    if (!decoder)
        return;
    iconv_close(decoder->converter);
    free(decoder);
}

/* 0, or the errno that stopped the conversion; *text is what was not converted. */
static int convert(iconv_t converter, struct str *text, struct buf *out)
{
    while (text->n > 0) {
        size_t room = size_add(size_mul(text->n, 3), CHARACTER_MAX);
        char *to = buf_reserve(out, room);
        char *from = (char *)(uintptr_t)text->p; /* iconv does not write there */
        size_t left = room;
        size_t status = iconv(converter, &from, &text->n, &to, &left);
        text->p = from;
        buf_commit(out, room - left);
        if (status == (size_t)-1 && errno != E2BIG)
            return errno;
    }
    return 0;
}

bool charset_decode(struct charset_decoder *decoder, struct str piece, struct buf *out)
{
    if (decoder->rest_size && piece.n) {
        char joined[CHARACTER_MAX + 1];
        memcpy(joined, decoder->rest, decoder->rest_size);
        joined[decoder->rest_size] = piece.p[0];
        struct str whole = {joined, decoder->rest_size + 1};
        decoder->rest_size = 0;
        if (convert(decoder->converter, &whole, out) != 0)
            return false;
        piece = str_slice(piece, 1, piece.n);
    }
    int stopped = convert(decoder->converter, &piece, out);
    if (stopped != EINVAL)
        return stopped == 0;
    CHECK(piece.n < CHARACTER_MAX);
    memcpy(decoder->rest, piece.p, piece.n);
    decoder->rest_size = piece.n;
    return true;
}

bool charset_decode_end(const struct charset_decoder *decoder)
{
    return decoder->rest_size == 0;
}

bool charset_encode(struct str text, struct buf *out, struct str *offender)
{
    iconv_t converter = open_converter("CP932", "UTF-8");
    size_t before = out->n;
    int stopped = convert(converter, &text, out);
    iconv_close(converter);
    if (stopped == 0)
        return true;
    out->n = before;
    size_t end = 0;
    text_next(text, &end);
    *offender = str_slice(text, 0, end);
    return false;
}
