/* What the programs that draw pages wrote: boxes and pictures, or words with their places. They ran
   on a hostile file, so nothing of it is believed. The first byte chooses. */
#include <stdlib.h>

#include "doc/page_picture.h"
#include "doc/page_words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static void read_pictures(struct str output)
{
    static const struct page_window windows[] = {
        {.page = 3},
        {.page = 7},
        {.page = 9, .box = {10, 20, 300, 200}, .page_height = 800, .scale = 1}};
    enum { COUNT = sizeof windows / sizeof windows[0] };
    struct page_picture pictures[COUNT];
    const double box[4] = {-100, 40, 90, 5000};
    size_t count = page_picture_read(output, windows, COUNT, pictures);
    require(count <= COUNT);
    for (size_t i = 0; i < count; i++) {
        const struct page_picture *p = &pictures[i];
        require(p->window < COUNT && (i == 0 || p->window > pictures[i - 1].window));
        require(p->pixels.p >= output.p && p->pixels.p + p->pixels.n <= output.p + output.n);
        require(p->pixels.n == (size_t)p->width * (size_t)p->height * 3);
        struct pixel_box place = page_picture_box(&p->geometry, p->width, p->height, box);
        require(place.width > 0 && place.height > 0);
        if (p->width * p->height > 40000)
            continue;
        struct buf png = {0};
        page_picture_png(p, &place, 1, &png);
        require(png.n > 8);
        buf_finish(&png);
    }
}

static void read_words(struct str output)
{
    struct arena *arena = arena_create();
    struct page_words words;
    page_words_parse(output, arena, &words);
    require(words.page_count <= PAGE_WORDS_PAGES);
    for (size_t i = 0; i < words.count; i++) {
        const struct page_word *word = &words.words[i];
        require(word->page >= 1 && (size_t)word->page <= words.page_count);
        require(word->box[2] > word->box[0] && word->box[3] > word->box[1]);
    }
    arena_destroy(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct str output = {(const char *)data + 1, size - 1};
    if (data[0] & 1)
        read_words(output);
    else
        read_pictures(output);
    return 0;
}
