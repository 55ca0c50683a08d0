#include "worker/jis.h"

enum state { ASCII, KANA, DOUBLE, SUPPLEMENT };

/* The length of the escape sequence at the start of s and what follows it; 0: none that is known. */
static size_t escape(struct str s, enum state *state)
{
    static const struct {
        struct str bytes;
        enum state state;
    } known[] = {
        {STR_INIT("\033$(D"), SUPPLEMENT}, {STR_INIT("\033$(B"), DOUBLE},
        {STR_INIT("\033$(@"), DOUBLE},     {STR_INIT("\033$B"), DOUBLE},
        {STR_INIT("\033$@"), DOUBLE},      {STR_INIT("\033(B"), ASCII},
        {STR_INIT("\033(J"), ASCII},       {STR_INIT("\033(H"), ASCII},
        {STR_INIT("\033(I"), KANA},        {STR_INIT("\033&@"), DOUBLE},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (str_starts(s, known[i].bytes)) {
            *state = known[i].state;
            return known[i].bytes.n;
        }
    return 0;
}

/* Rows 0x21-0x7e of 94 cells onto Shift_JIS; rows 0x79-0x7c are NEC's copy of IBM's characters. */
static void append_double(unsigned char row, unsigned char cell, struct buf *out)
{
    unsigned lead = (row - 0x21u) / 2 + (row < 0x5f ? 0x81 : 0xc1);
    unsigned trail = row % 2 ? cell + (cell < 0x60 ? 0x1fu : 0x20u) : cell + 0x7eu;
    buf_append_char(out, (char)lead);
    buf_append_char(out, (char)trail);
}

static bool is_cell(unsigned char c)
{
    return c >= 0x21 && c <= 0x7e;
}

void jis_to_cp932(struct str bytes, struct buf *out)
{
    enum state state = ASCII;
    bool shifted = false; /* SO: kana in seven bits */
    for (size_t i = 0; i < bytes.n; i++) {
        unsigned char c = (unsigned char)bytes.p[i];
        unsigned char next = i + 1 < bytes.n ? (unsigned char)bytes.p[i + 1] : 0;
        if (c == 0x1b) {
            size_t n = escape(str_slice(bytes, i, bytes.n), &state);
            i += n ? n - 1 : 0;
        } else if (c == 0x0e || c == 0x0f) {
            shifted = c == 0x0e;
        } else if (c == '\n' || c == '\r') {
            state = ASCII;
            shifted = false;
            buf_append_char(out, (char)c);
        } else if ((shifted || state == KANA) && c >= 0x21 && c <= 0x5f) {
            buf_append_char(out, (char)(c | 0x80));
        } else if (state == DOUBLE && is_cell(c) && is_cell(next)) {
            append_double(c, next, out);
            i++;
        } else if (state == SUPPLEMENT && is_cell(c) && is_cell(next)) {
            buf_append(out, STR("\x81\xac"));
            i++;
        } else {
            buf_append_char(out, (char)c);
        }
    }
}
