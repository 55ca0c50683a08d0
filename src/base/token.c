#include "base/token.h"

static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";

struct str token_encode(const uint8_t bytes[TOKEN_BYTES], struct arena *arena)
{
    char *out = arena_alloc(arena, TOKEN_LENGTH + 1, 1, 1);
    unsigned held = 2; /* bits waiting in `bits`: two leading zeros make 130 = 26 * 5 */
    unsigned bits = 0;
    size_t at = 0;
    for (size_t i = 0; i < TOKEN_BYTES; i++) {
        bits = (bits << 8 | bytes[i]) & 0xffff;
        held += 8;
        while (held >= 5) {
            held -= 5;
            out[at++] = digits[bits >> held & 31];
        }
    }
    return (struct str){out, TOKEN_LENGTH};
}

struct str token_create(const struct context *context, struct arena *arena)
{
    uint8_t bytes[TOKEN_BYTES];
    context_random(context, bytes, sizeof bytes);
    return token_encode(bytes, arena);
}

static int digit_value(char c)
{
    if (c >= 'A' && c <= 'Z')
        c = (char)(c - 'A' + 'a');
    if (c == 'o')
        return 0;
    if (c == 'i' || c == 'l')
        return 1;
    for (int i = 0; i < 32; i++)
        if (digits[i] == c)
            return i;
    return -1;
}

bool token_read(struct str text, char out[TOKEN_LENGTH])
{
    if (text.n != TOKEN_LENGTH)
        return false;
    char canonical[TOKEN_LENGTH];
    for (size_t i = 0; i < TOKEN_LENGTH; i++) {
        int value = digit_value(text.p[i]);
        if (value < 0 || (i == 0 && value > 7))
            return false;
        canonical[i] = digits[value];
    }
    for (size_t i = 0; i < TOKEN_LENGTH; i++)
        out[i] = canonical[i];
    return true;
}

bool token_of_address(struct str address, char out[TOKEN_LENGTH])
{
    size_t at = str_find_char(address, '@', 0);
    if (at == SIZE_MAX)
        return false;
    struct str local = str_slice(address, 0, at);
    size_t plus = str_find_char(local, '+', 0);
    return plus != SIZE_MAX && token_read(str_slice(local, plus + 1, local.n), out);
}

bool token_of_message_id(struct str id, char out[TOKEN_LENGTH])
{
    if (id.n && id.p[0] == '<')
        id = str_slice(id, 1, id.n);
    if (id.n <= TOKEN_LENGTH || id.p[TOKEN_LENGTH] != '.')
        return false;
    if (str_find_char(id, '@', TOKEN_LENGTH) == SIZE_MAX)
        return false;
    return token_read(str_slice(id, 0, TOKEN_LENGTH), out);
}

bool token_next_mark(struct str text, size_t *at, char out[TOKEN_LENGTH])
{
    for (;;) {
        size_t open = str_find(text, STR("["), *at);
        if (open == SIZE_MAX) {
            *at = text.n;
            return false;
        }
        *at = open + 1;
        struct str mark = str_slice(text, open, open + TOKEN_LENGTH + 4);
        bool shaped = mark.n == TOKEN_LENGTH + 4 && (mark.p[1] == 'M' || mark.p[1] == 'm') &&
                      mark.p[2] == '-' && mark.p[mark.n - 1] == ']';
        if (shaped && token_read(str_slice(mark, 3, 3 + TOKEN_LENGTH), out)) {
            *at = open + mark.n;
            return true;
        }
    }
}
