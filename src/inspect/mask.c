#include "inspect/mask.h"

#include "base/text.h"

enum { SHOWN = 120 };

bool mask_is_individual_number(const char digits[12])
{
    int sum = 0;
    for (int n = 1; n <= 11; n++) {
        int weight = n <= 6 ? n + 1 : n - 5;
        sum += (digits[11 - n] - '0') * weight;
    }
    int rest = sum % 11;
    return digits[11] - '0' == (rest <= 1 ? 0 : 11 - rest);
}

/* Length of the run of 12 digits at `at`, written 4-4-4 or together; 0: none. */
static size_t number_at(struct str text, size_t at, char digits[12])
{
    size_t n = 0, i = at;
    while (i < text.n && n < 12) {
        char c = text.p[i];
        if (c >= '0' && c <= '9')
            digits[n++] = c;
        else if (!(n == 4 || n == 8) || (c != '-' && c != ' '))
            break;
        i++;
    }
    bool ends = i >= text.n || text.p[i] < '0' || text.p[i] > '9';
    bool begins = at == 0 || text.p[at - 1] < '0' || text.p[at - 1] > '9';
    return n == 12 && ends && begins ? i - at : 0;
}

static struct str hide_numbers(struct str text, struct arena *arena)
{
    struct str copy = arena_copy(arena, text);
    char *bytes = (char *)(uintptr_t)copy.p; /* our own copy */
    for (size_t i = 0; i < copy.n; i++) {
        char digits[12];
        size_t length = number_at(copy, i, digits);
        if (length == 0 || !mask_is_individual_number(digits))
            continue;
        for (size_t k = 0; k < length; k++)
            bytes[i + k] = '*';
        i += length;
    }
    return copy;
}

struct str mask_keep(struct str text, struct arena *arena)
{
    return hide_numbers(text_head(text_one_line(str_slice(text, 0, 4096), arena), SHOWN), arena);
}

struct str mask_text(struct str text, struct arena *arena)
{
    if (text.n == 0)
        return STR("");
    size_t length = text_length(text);
    struct str first = text_head(text, 1);
    if (first.p[0] >= '0' && first.p[0] <= '9')
        first = STR("＊");
    return arena_format(arena, "%" PRIstr "%s（%zu字）", STR_ARG(first),
                        length == 1   ? ""
                        : length == 2 ? "＊"
                                      : "＊＊",
                        length);
}
