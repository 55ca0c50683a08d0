#include "contract/letters.h"

#include <string.h>

#include "base/text.h"

static bool is_blank(uint32_t c)
{
    return c <= ' ' || c == 0x3000 || c == 0xa0;
}

struct str contract_letters_of(struct str text, struct arena *arena)
{
    char *out = ARENA_ARRAY(arena, char, text.n + 1);
    size_t n = 0;
    if (str_ends(text, STR("…")))
        text = str_slice(text, 0, text.n - 3);
    for (size_t at = 0; at < text.n;) {
        size_t from = at;
        if (is_blank(text_next(text, &at)))
            continue;
        memcpy(out + n, text.p + from, at - from);
        n += at - from;
    }
    return (struct str){out, n};
}

void contract_letters_read(const struct page_words *words, struct arena *arena,
                           struct contract_letters *out)
{
    size_t room = 0, n = 0;
    for (size_t i = 0; i < words->count; i++)
        room += words->words[i].text.n;
    char *all = ARENA_ARRAY(arena, char, room + 1);
    size_t *starts = ARENA_ARRAY(arena, size_t, words->count + 1);
    for (size_t i = 0; i < words->count; i++) {
        struct str text = contract_letters_of(words->words[i].text, arena);
        starts[i] = n;
        memcpy(all + n, text.p, text.n);
        n += text.n;
    }
    starts[words->count] = n;
    *out = (struct contract_letters){words, {all, n}, starts};
}

/* The last word that begins at or before `at`; words without letters are passed over. */
size_t contract_letters_word(const struct contract_letters *letters, size_t at)
{
    size_t low = 0, high = letters->words->count;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (letters->starts[middle] <= at)
            low = middle;
        else
            high = middle;
    }
    return low;
}

size_t contract_letters_page(const struct contract_letters *letters, int64_t page)
{
    size_t i = 0;
    while (i < letters->words->count && letters->words->words[i].page < page)
        i++;
    return letters->starts[i];
}

/* The part of a word's box that letters [from, to) of it take, by their usual widths. */
static void narrow(struct str text, size_t from, size_t to, double box[4])
{
    double all = (double)text_width(text), width = box[2] - box[0], left = box[0];
    if (all <= 0)
        return;
    box[0] = left + width * (double)text_width(str_slice(text, 0, from)) / all;
    box[2] = left + width * (double)text_width(str_slice(text, 0, to)) / all;
}

static bool is_same_line(const double a[4], const double b[4])
{
    double middle = (b[1] + b[3]) / 2;
    return middle > a[1] && middle < a[3] && b[2] > a[0];
}

struct contract_spot contract_letters_spot(const struct contract_letters *letters, size_t from,
                                           size_t to)
{
    struct contract_spot spot = {0};
    for (size_t i = contract_letters_word(letters, from);
         i < letters->words->count && letters->starts[i] < to; i++) {
        const struct page_word *word = &letters->words->words[i];
        size_t start = letters->starts[i], end = letters->starts[i + 1];
        if (start == end || end <= from)
            continue;
        double box[4];
        memcpy(box, word->box, sizeof box);
        narrow(str_slice(letters->all, start, end), from > start ? from - start : 0,
               (to < end ? to : end) - start, box);
        if (spot.page == 0) {
            spot.page = word->page;
            memcpy(spot.box, box, sizeof box);
        } else if (word->page != spot.page || !is_same_line(spot.box, box)) {
            break;
        } else {
            spot.box[2] = box[2] > spot.box[2] ? box[2] : spot.box[2];
        }
    }
    return spot;
}
