#include "doc/page_words.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "doc/capability.h"
#include "doc/reading_program.h"

enum { MOST_OUTPUT = 32 << 20, MOST_WORDS = 400000 };

static const char script[] = "ulimit -t 40; ulimit -d 1500000; ulimit -f 400000; "
                             "pdftotext -q -enc UTF-8 -l 300 -bbox /in/paper -";

/* The value of xMin="…" in a tag; false when it is no number that a page can have. */
static bool take_value(struct str tag, struct str name, double *out)
{
    char text[32];
    size_t at = str_find(tag, name, 0);
    size_t end = at == SIZE_MAX ? SIZE_MAX : str_find_char(tag, '"', at + name.n);
    if (end == SIZE_MAX || end - at - name.n >= sizeof text || end == at + name.n)
        return false;
    struct str value = str_slice(tag, at + name.n, end);
    memcpy(text, value.p, value.n);
    text[value.n] = 0;
    char *stop;
    *out = strtod(text, &stop);
    return *stop == 0 && *out > -1e6 && *out < 1e6;
}

static struct str without_entities(struct str text, struct arena *arena)
{
    static const struct {
        struct str entity;
        char letter;
    } entities[] = {{STR_INIT("&amp;"), '&'},
                    {STR_INIT("&lt;"), '<'},
                    {STR_INIT("&gt;"), '>'},
                    {STR_INIT("&quot;"), '"'},
                    {STR_INIT("&apos;"), '\''}};
    if (str_find_char(text, '&', 0) == SIZE_MAX)
        return text;
    char *out = ARENA_ARRAY(arena, char, text.n + 1);
    size_t n = 0;
    for (size_t at = 0; at < text.n;) {
        struct str rest = str_slice(text, at, text.n);
        size_t i = 0;
        while (i < sizeof entities / sizeof entities[0] && !str_starts(rest, entities[i].entity))
            i++;
        bool known = i < sizeof entities / sizeof entities[0];
        out[n++] = known ? entities[i].letter : text.p[at];
        at += known ? entities[i].entity.n : 1;
    }
    return (struct str){out, n};
}

static bool take_page(struct str line, struct page_size *size)
{
    return take_value(line, STR("width=\""), &size->width) &&
           take_value(line, STR("height=\""), &size->height) && size->width > 0 && size->height > 0;
}

static bool take_word(struct str line, double page_height, struct arena *arena,
                      struct page_word *word)
{
    double top, bottom;
    size_t from = str_find_char(line, '>', 0), end = str_find(line, STR("</word>"), 0);
    if (from == SIZE_MAX || end == SIZE_MAX || end <= from + 1)
        return false;
    struct str tag = str_slice(line, 0, from);
    if (!take_value(tag, STR("xMin=\""), &word->box[0]) ||
        !take_value(tag, STR("xMax=\""), &word->box[2]) || !take_value(tag, STR("yMin=\""), &top) ||
        !take_value(tag, STR("yMax=\""), &bottom))
        return false;
    word->box[1] = page_height - bottom;
    word->box[3] = page_height - top;
    word->text = without_entities(str_slice(line, from + 1, end), arena);
    return word->box[2] > word->box[0] && bottom > top && text_is_valid_utf8(word->text);
}

void page_words_parse(struct str output, struct arena *arena, struct page_words *out)
{
    struct str rest = output, line;
    size_t room = 0;
    for (size_t at = 0; room < MOST_WORDS && (at = str_find(output, STR("<word "), at)) != SIZE_MAX;
         at++)
        room++;
    struct page_size *pages = ARENA_ARRAY(arena, struct page_size, PAGE_WORDS_PAGES);
    struct page_word *words = ARENA_ARRAY(arena, struct page_word, room + 1);
    *out = (struct page_words){.pages = pages, .words = words};
    while (str_cut(&rest, '\n', &line)) {
        line = str_trim(line);
        if (str_starts(line, STR("<page "))) {
            if (out->page_count == PAGE_WORDS_PAGES || !take_page(line, &pages[out->page_count]))
                return;
            out->page_count++;
        } else if (str_starts(line, STR("<word ")) && out->page_count && out->count < room) {
            struct page_word *word = &words[out->count];
            word->page = (int64_t)out->page_count;
            out->count += take_word(line, pages[out->page_count - 1].height, arena, word);
        }
    }
}

int page_words_read(const struct context *context, struct str pdf, struct arena *arena,
                    struct page_words *out, struct error *error)
{
    struct process_result run;
    const struct reading_sandbox sandbox = {
        .script = script, .deadline = 60 * (int64_t)US_PER_SECOND, .most_output = MOST_OUTPUT};
    *out = (struct page_words){0};
    if (capability_program(STR("pdftext"), arena).n == 0 ||
        capability_program(STR("sandbox"), arena).n == 0)
        return 0;
    int failed = reading_sandbox_run(context, &sandbox, pdf, arena, &run, error);
    if (!failed && run.exit_code == 0)
        page_words_parse(run.output, arena, out);
    return failed;
}
