#include "chem/places.h"

#include <stdlib.h>
#include <string.h>

#include "chem/places_internal.h"

void places_name_block(struct places_scan *scan, struct str keyword, struct str *rest)
{
    struct str number = STR("1");
    if (input_starts_with_number(*rest))
        (void)input_word(rest, &number);
    scan->block = ARENA_JOIN(scan->parser.arena, keyword, STR(" "), number);
}

static bool is_inside(struct str source, struct str word)
{
    return word.n > 0 && word.p >= source.p && word.p < source.p + source.n;
}

void places_add(struct places_scan *scan, struct str word, struct str figure)
{
    struct chem_places *out = scan->out;
    struct chem_place place = {.block = scan->block, .line = scan->parser.current.place.line};
    size_t star = str_find_char(word, '*', 0); /* "20*0.5" */
    if (star != SIZE_MAX)
        word = str_slice(word, star + 1, word.n);
    if (!is_inside(scan->source, word) || !input_to_number(word, &place.value))
        return;
    place.at = (size_t)(word.p - scan->source.p);
    place.length = word.n;
    place.figure = figure;
    out->items =
        chem_grow(scan->parser.arena, out->items, out->count, &out->room, sizeof *out->items);
    out->items[out->count++] = place;
}

void chem_places_read(struct str file, struct str text, struct arena *arena,
                      struct chem_places *out)
{
    struct chem_input input = {.files = &file, .file_count = 1};
    struct input_segment whole = {.start = 0, .line = 1, .file = 0};
    struct str body = str_starts(text, STR("\xef\xbb\xbf")) ? str_slice(text, 3, text.n) : text;
    struct error ignored = {0};
    struct places_scan scan = {.parser = {.arena = arena,
                                          .error = &ignored,
                                          .input = &input,
                                          .text = body,
                                          .segments = &whole,
                                          .segment_count = 1,
                                          .line = 1},
                               .out = out,
                               .source = text};
    *out = (struct chem_places){0};
    while (input_next_any(&scan.parser)) {
        struct str rest = scan.parser.current.text, word, keyword;
        if (!input_is_keyword(rest))
            continue;
        (void)input_word(&rest, &word);
        places_block *block = places_block_of(word, &keyword);
        if (block)
            block(&scan, keyword, rest);
    }
}

struct str chem_place_address(const struct chem_place *place, struct arena *arena)
{
    return ARENA_JOIN(arena, place->block, STR("."), place->figure);
}

/* An address cut into its parts. */
struct wanted {
    struct str keyword, name, figure, line; /* name "*": of every block */
};

static struct wanted cut(struct str address)
{
    struct wanted w = {.keyword = str_trim(address)};
    size_t at = str_find_char(address, '@', 0);
    if (at != SIZE_MAX) {
        w.line = str_trim(str_slice(address, at + 1, address.n));
        w.keyword = str_trim(str_slice(address, 0, at));
    }
    size_t blank = str_find_char(w.keyword, ' ', 0), from = blank == SIZE_MAX ? 0 : blank;
    size_t dot = str_find_char(w.keyword, '.', from);
    if (dot != SIZE_MAX) {
        w.figure = str_trim(str_slice(w.keyword, dot + 1, w.keyword.n));
        w.keyword = str_slice(w.keyword, 0, dot);
    }
    if (blank != SIZE_MAX) {
        w.name = str_trim(str_slice(w.keyword, blank, w.keyword.n));
        w.keyword = str_slice(w.keyword, 0, blank);
    }
    struct str known;
    if (places_block_of(w.keyword, &known))
        w.keyword = known;
    return w;
}

/* Names of rates and species have dots of their own: the whole behind the block's word counts. */
static bool matches(const struct chem_place *place, const struct wanted *w)
{
    size_t blank = str_find_char(place->block, ' ', 0);
    struct str keyword = str_slice(place->block, 0, blank == SIZE_MAX ? place->block.n : blank);
    struct str name =
        blank == SIZE_MAX ? (struct str){0} : str_slice(place->block, blank + 1, place->block.n);
    int64_t line;
    if (!str_equal_nocase(keyword, w->keyword) || !str_equal_nocase(place->figure, w->figure))
        return false;
    if (!str_equal(w->name, STR("*")) && !str_equal_nocase(name, w->name))
        return false;
    return w->line.n == 0 || str_equal(w->line, STR("*")) ||
           (str_to_int64(w->line, &line) && line == place->line);
}

size_t chem_places_find(const struct chem_places *places, struct str address, struct arena *arena,
                        size_t **out)
{
    struct wanted w = cut(address);
    size_t count = 0;
    *out = ARENA_ARRAY(arena, size_t, places->count);
    for (size_t i = 0; i < places->count; i++)
        if (matches(&places->items[i], &w))
            (*out)[count++] = i;
    return count;
}

enum { ADDRESS_LIMIT = 100 }; /* bytes that are compared */

static char small(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Edit distance without regard to case. */
static size_t distance(struct str a, struct str b)
{
    size_t row[ADDRESS_LIMIT + 1];
    a = str_slice(a, 0, ADDRESS_LIMIT);
    b = str_slice(b, 0, ADDRESS_LIMIT);
    for (size_t j = 0; j <= b.n; j++)
        row[j] = j;
    for (size_t i = 0; i < a.n; i++) {
        size_t before = row[0];
        row[0] = i + 1;
        for (size_t j = 0; j < b.n; j++) {
            size_t above = row[j + 1], step = before + (small(a.p[i]) != small(b.p[j]));
            size_t beside = (above < row[j] ? above : row[j]) + 1;
            row[j + 1] = step < beside ? step : beside;
            before = above;
        }
    }
    return row[b.n];
}

struct str chem_places_nearest(const struct chem_places *places, struct str address,
                               struct arena *arena)
{
    struct str nearest = {0};
    size_t least = SIZE_MAX;
    size_t at = str_find_char(address, '@', 0);
    struct str wanted = str_trim(str_slice(address, 0, at == SIZE_MAX ? address.n : at));
    for (size_t i = 0; i < places->count; i++) {
        struct str known = chem_place_address(&places->items[i], arena);
        size_t far = distance(wanted, known);
        if (far < least) {
            least = far;
            nearest = known;
        }
    }
    return nearest;
}

struct str chem_places_write(const struct chem_places *places, struct str text,
                             const struct chem_place_edit *edits, size_t count, int digits,
                             struct arena *arena)
{
    struct str *pieces = ARENA_ARRAY(arena, struct str, 2 * count + 1);
    size_t done = 0;
    for (size_t i = 0; i < count; i++) {
        const struct chem_place *place = &places->items[edits[i].place];
        pieces[2 * i] = str_slice(text, done, place->at);
        pieces[2 * i + 1] = arena_format(arena, "%.*g", digits, edits[i].value);
        done = place->at + place->length;
    }
    pieces[2 * count] = str_slice(text, done, text.n);
    return arena_join(arena, pieces, 2 * count + 1);
}
