/* Showing text: codes to characters, with the place of each on the page. */
#include <math.h>

#include "base/text.h"
#include "inspect/pdf_paint.h"

enum { MOST_GLYPHS = 4 << 20, MOST_RUNS = 1 << 20 };

static uint32_t next_code(const struct pdf_font *font, struct str codes, size_t *at)
{
    uint32_t first = (unsigned char)codes.p[(*at)++];
    if (!font->is_composite || font->one_byte || *at >= codes.n)
        return first;
    bool is_single =
        font->is_mixed && !((first >= 0x81 && first <= 0x9f) || (first >= 0xe0 && first <= 0xfc));
    return is_single ? first : first << 8 | (unsigned char)codes.p[(*at)++];
}

static struct str long_text(const struct pdf_font *font, uint32_t code)
{
    for (size_t i = font->long_count; i-- > 0;)
        if (font->longs[i].code == code)
            return font->longs[i].text;
    return STR("");
}

static void append_character(struct pdf_page *page, struct pdf_font *font, uint32_t code)
{
    uint32_t c = code < font->codes && font->has_unicode ? font->unicode[code] : PDF_UNMAPPED;
    if (code < font->codes)
        font->used[code / 8] |= (uint8_t)(1u << (code % 8));
    if (c == PDF_LONG) {
        buf_append(&page->text, long_text(font, code));
        return;
    }
    bool is_unreadable = c == PDF_UNMAPPED || (c >= 0xe000 && c <= 0xf8ff) || c == 0xfffd;
    page->unmapped += is_unreadable;
    if (c < 0x20 || (c >= 0xd800 && c <= 0xdfff))
        c = is_unreadable ? 0xfffd : ' ';
    char *to = buf_reserve(&page->text, 4);
    buf_commit(&page->text, text_encode(c, to));
}

/* A blank or a line end between runs, by where they lie. */
static void separate(struct pdf_page *page, float x, float y, float size)
{
    if (page->text.n == 0 || page->last[2] == 0)
        return;
    float above = fabsf(y - page->last[1]), gap = x - page->last[0],
          unit = size > page->last[2] ? size : page->last[2];
    if (above > unit * 0.5f)
        buf_append_char(&page->text, '\n');
    else if (gap > unit * 0.25f || gap < -unit)
        buf_append_char(&page->text, ' ');
}

static void widen(float box[4], const float other[4])
{
    box[0] = other[0] < box[0] ? other[0] : box[0];
    box[1] = other[1] < box[1] ? other[1] : box[1];
    box[2] = other[2] > box[2] ? other[2] : box[2];
    box[3] = other[3] > box[3] ? other[3] : box[3];
}

static bool is_apart(const float a[4], const double b[4])
{
    return a[2] <= (float)b[0] || a[0] >= (float)b[2] || a[3] <= (float)b[1] || a[1] >= (float)b[3];
}

static enum pdf_flaw flaw_of(const struct paint *paint, const struct pdf_run *run)
{
    const struct state *state = &paint->state;
    const struct pdf_page *page = paint->page;
    const double clip[4] = {(double)state->clip[0], (double)state->clip[1], (double)state->clip[2],
                            (double)state->clip[3]};
    if (paint->off_marks)
        return FLAW_OFF;
    if (is_apart(run->box, page->media))
        return FLAW_OUTSIDE;
    if (is_apart(run->box, page->crop))
        return FLAW_CROPPED;
    if (state->mode == 3 || state->mode == 7)
        return FLAW_MODE;
    if (state->alpha < 0.02f)
        return FLAW_CLEAR;
    if (run->size <= 1.0f)
        return FLAW_TINY;
    if (is_apart(run->box, clip))
        return FLAW_CLIPPED;
    bool white = state->fill[0] > 0.96f && state->fill[1] > 0.96f && state->fill[2] > 0.96f &&
                 !state->unknown_fill;
    return white && (state->mode == 0 || state->mode == 4) ? FLAW_WHITE : FLAW_NONE;
}

/* Box of a glyph that begins at (x, y): from a fifth of the size below the line to four fifths
 * above. */
static void glyph_box(const struct matrix *m, float x, float y, float width, float size,
                      float box[4])
{
    float below = -0.2f * size, above = 0.8f * size;
    float xs[4] = {x + m->c * below, x + m->c * above, x + m->a * width + m->c * below,
                   x + m->a * width + m->c * above};
    float ys[4] = {y + m->d * below, y + m->d * above, y + m->b * width + m->d * below,
                   y + m->b * width + m->d * above};
    box[0] = box[2] = xs[0];
    box[1] = box[3] = ys[0];
    for (int i = 1; i < 4; i++) {
        const float point[4] = {xs[i], ys[i], xs[i], ys[i]};
        widen(box, point);
    }
}

static struct pdf_glyph *new_glyph(struct pdf_page *page)
{
    if (page->glyph_count == MOST_GLYPHS) {
        page->is_full = true;
        return NULL;
    }
    page->glyphs = work_grow(page->pdf->page_arena, page->glyphs, page->glyph_count,
                             &page->glyph_room, sizeof *page->glyphs);
    return &page->glyphs[page->glyph_count++];
}

static struct pdf_run *new_run(struct pdf_page *page)
{
    if (page->run_count == MOST_RUNS) {
        page->is_full = true;
        return NULL;
    }
    page->runs = work_grow(page->pdf->page_arena, page->runs, page->run_count, &page->run_room,
                           sizeof *page->runs);
    return &page->runs[page->run_count++];
}

void paint_adjust(struct paint *paint, float thousandths)
{
    const struct state *state = &paint->state;
    if (paint->page->rewrite)
        paint_write_gap(paint, thousandths);
    bool vertical = state->font && state->font->is_vertical;
    float move = -thousandths * 0.001f * state->size * (vertical ? 1 : state->scale);
    paint->text.e += move * (vertical ? paint->text.c : paint->text.a);
    paint->text.f += move * (vertical ? paint->text.d : paint->text.b);
}

void paint_show(struct paint *paint, struct str codes)
{
    struct state *state = &paint->state;
    struct pdf_page *page = paint->page;
    struct pdf_font *font = state->font;
    if (!font || codes.n == 0 || page->is_full) {
        paint->operator_is_unread = true;
        return;
    }
    struct matrix m = matrix_multiply(paint->text, state->ctm);
    float up = sqrtf(m.c * m.c + m.d * m.d), size = fabsf(state->size) * up;
    float x = m.e + m.c * state->rise, y = m.f + m.d * state->rise;
    struct pdf_run *run = new_run(page);
    if (!run)
        return;
    separate(page, x, y, size);
    *run = (struct pdf_run){.first = page->glyph_count, .order = page->order++, .size = size};
    float moved = 0; /* along the line, in text space */
    for (size_t at = 0; at < codes.n;) {
        size_t before = at;
        uint32_t code = next_code(font, codes, &at);
        float width =
            (font->widths && code < font->codes ? font->widths[code] : font->default_width) *
            (float)font->scale * state->size;
        float advance = (width + state->character_space +
                         (at - before == 1 && code == 32 ? state->word_space : 0)) *
                        state->scale;
        struct pdf_glyph *glyph = new_glyph(page);
        if (!glyph)
            break;
        glyph->text = (uint32_t)page->text.n;
        append_character(page, font, code);
        glyph->text_end = (uint32_t)page->text.n;
        if (font->is_vertical) {
            glyph_box(&m, x + m.c * moved - m.a * state->size / 2,
                      y + m.d * moved - m.d * state->size, state->size, state->size, glyph->box);
            moved -= state->size + state->character_space;
            advance = -(state->size + state->character_space) * state->scale;
        } else {
            glyph_box(&m, x + m.a * moved, y + m.b * moved, width * state->scale, state->size,
                      glyph->box);
            moved += advance;
        }
        if (page->rewrite)
            paint_write_glyph(paint, page->glyph_count - 1, str_slice(codes, before, at), advance);
        if (run->count++ == 0)
            for (int i = 0; i < 4; i++)
                run->box[i] = glyph->box[i];
        else
            widen(run->box, glyph->box);
    }
    paint->text.e += moved * (font->is_vertical ? paint->text.c : paint->text.a);
    paint->text.f += moved * (font->is_vertical ? paint->text.d : paint->text.b);
    page->last[0] = x + moved * (font->is_vertical ? m.c : m.a);
    page->last[1] = y + moved * (font->is_vertical ? m.d : m.b);
    page->last[2] = size;
    run->flaw = flaw_of(paint, run);
}
