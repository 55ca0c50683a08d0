/* Fonts: how wide each code is and which character it means. */
#include <math.h>

#include "base/text.h"
#include "inspect/pdf_glyph_names.h"
#include "inspect/pdf_parts.h"

enum { MOST_LONGS = 70000, FULL = 1000, FEW = 200 };

void pdf_font_map(struct pdf *pdf, struct pdf_font *font, uint32_t code, struct str utf16)
{
    if (code >= font->codes || utf16.n < 2)
        return;
    uint32_t first = (uint32_t)((unsigned char)utf16.p[0] << 8 | (unsigned char)utf16.p[1]);
    if (utf16.n == 2 && first && first != PDF_LONG && (first < 0xd800 || first > 0xdfff)) {
        font->unicode[code] = (uint16_t)first;
        return;
    }
    char out[64];
    size_t n = 0;
    for (size_t i = 0; i + 1 < utf16.n && n + 4 <= sizeof out; i += 2) {
        uint32_t c = (uint32_t)((unsigned char)utf16.p[i] << 8 | (unsigned char)utf16.p[i + 1]);
        if (c >= 0xd800 && c < 0xdc00 && i + 3 < utf16.n) {
            uint32_t low =
                (uint32_t)((unsigned char)utf16.p[i + 2] << 8 | (unsigned char)utf16.p[i + 3]);
            c = 0x10000 + ((c - 0xd800) << 10) + (low & 0x3ff);
            i += 2;
        }
        if (c != 0 && (c < 0xd800 || c > 0xdfff))
            n += text_encode(c, out + n);
    }
    if (n == 0 || font->long_count == MOST_LONGS)
        return;
    font->longs =
        work_grow(pdf->arena, font->longs, font->long_count, &font->long_room, sizeof *font->longs);
    font->longs[font->long_count++] =
        (struct pdf_long){(uint16_t)code, arena_copy(pdf->arena, (struct str){out, n})};
    font->unicode[code] = PDF_LONG;
}

static void read_simple_widths(struct pdf *pdf, struct pdf_font *font, qpdf_oh dictionary)
{
    qpdf_oh widths = pdf_key(pdf, dictionary, "/Widths");
    qpdf_oh descriptor = pdf_key(pdf, dictionary, "/FontDescriptor");
    int first = (int)pdf_number(pdf, pdf_key(pdf, dictionary, "/FirstChar"), 0),
        count = pdf_count(pdf, widths);
    /* The standard fonts have no widths in the file; half the size is close enough to say where
     * text is. */
    font->default_width =
        (float)pdf_number(pdf, pdf_key(pdf, descriptor, "/MissingWidth"), count ? 0 : FULL / 2);
    font->widths = ARENA_ARRAY(pdf->arena, float, 256);
    for (int i = 0; i < 256; i++)
        font->widths[i] = font->default_width;
    for (int i = 0; i < count && first + i < 256; i++)
        if (first + i >= 0) {
            qpdf_oh width = qpdf_oh_get_array_item(pdf->q, widths, i);
            font->widths[first + i] = (float)pdf_number(pdf, width, 0);
            qpdf_oh_release(pdf->q, width);
        }
}

/* /W: "c [w1 w2 …]" and "first last w". */
static void read_composite_widths(struct pdf *pdf, struct pdf_font *font, qpdf_oh descendant)
{
    qpdf_oh widths = pdf_key(pdf, descendant, "/W");
    int count = pdf_count(pdf, widths);
    font->default_width = (float)pdf_number(pdf, pdf_key(pdf, descendant, "/DW"), FULL);
    if (count < 2)
        return;
    font->widths = ARENA_ARRAY(pdf->arena, float, font->codes);
    for (size_t i = 0; i < font->codes; i++)
        font->widths[i] = font->default_width;
    for (int i = 0; i + 1 < count;) {
        int first = (int)pdf_number(pdf, qpdf_oh_get_array_item(pdf->q, widths, i), -1);
        qpdf_oh next = qpdf_oh_get_array_item(pdf->q, widths, i + 1);
        int list = pdf_count(pdf, next);
        if (qpdf_oh_is_array(pdf->q, next)) {
            for (int k = 0; k < list; k++)
                if (first >= 0 && first + k < (int)font->codes)
                    font->widths[first + k] =
                        (float)pdf_number(pdf, qpdf_oh_get_array_item(pdf->q, next, k), FULL);
            i += 2;
            continue;
        }
        int last = (int)pdf_number(pdf, next, -1);
        float width =
            i + 2 < count
                ? (float)pdf_number(pdf, qpdf_oh_get_array_item(pdf->q, widths, i + 2), FULL)
                : FULL;
        for (int k = first; k >= 0 && k <= last && k < (int)font->codes; k++)
            font->widths[k] = width;
        i += 3;
    }
}

static void map_character(struct pdf_font *font, uint32_t code, uint32_t c)
{
    if (code < font->codes && c > 0 && c < PDF_LONG)
        font->unicode[code] = (uint16_t)c;
}

static void read_simple_encoding(struct pdf *pdf, struct pdf_font *font, qpdf_oh dictionary)
{
    qpdf_oh encoding = pdf_key(pdf, dictionary, "/Encoding");
    qpdf_oh differences = pdf_key(pdf, encoding, "/Differences");
    bool is_symbolic =
        (int)pdf_number(pdf, pdf_key(pdf, pdf_key(pdf, dictionary, "/FontDescriptor"), "/Flags"),
                        32) &
        4;
    /* The encoding inside an embedded font program is not read: its letters are taken to be where
     * most have them. */
    uint32_t most = is_symbolic && !qpdf_oh_is_name(pdf->q, encoding) ? 127 : 256;
    for (uint32_t code = 32; code < most; code++)
        map_character(font, code, pdf_glyph_windows(code));
    int count = pdf_count(pdf, differences);
    uint32_t code = 0;
    for (int i = 0; i < count; i++) {
        qpdf_oh item = qpdf_oh_get_array_item(pdf->q, differences, i);
        if (qpdf_oh_is_name(pdf->q, item)) {
            uint32_t c = pdf_glyph_character(pdf_name(pdf, item, pdf->page_arena));
            if (code < 256)
                font->unicode[code] = (uint16_t)(c < PDF_LONG ? c : 0);
            code++;
        } else {
            code = (uint32_t)pdf_number(pdf, item, 0);
        }
        qpdf_oh_release(pdf->q, item);
    }
}

/* Predefined CMaps whose codes are characters already. */
static void read_predefined(struct pdf *pdf, struct pdf_font *font, struct str name)
{
    if (str_contains(name, STR("UCS2")) || str_contains(name, STR("UTF16"))) {
        for (uint32_t code = 1; code < PDF_CODES - 1; code++)
            map_character(font, code, code >= 0xd800 && code <= 0xdfff ? 0 : code);
        font->has_unicode = true;
    } else if (str_contains(name, STR("RKSJ"))) {
        struct charset_decoder *decoder = pdf->work->inspect->cp932;
        font->is_mixed = true;
        font->has_unicode = true;
        for (uint32_t code = 0x20; code < PDF_CODES; code++) {
            char bytes[2] = {(char)(code >> 8), (char)code};
            struct buf out = {0};
            bool one = code < 256;
            uint32_t lead = code >> 8;
            bool is_lead = (lead >= 0x81 && lead <= 0x9f) || (lead >= 0xe0 && lead <= 0xfc);
            if ((one || is_lead) &&
                charset_decode(decoder, (struct str){one ? bytes + 1 : bytes, one ? 1 : 2}, &out) &&
                charset_decode_end(decoder) && out.n) {
                size_t at = 0;
                map_character(font, code, text_next(buf_str(&out), &at));
            } else if (!charset_decode_end(decoder)) {
                charset_decode(decoder, STR("?"), &out);
            }
            buf_finish(&out);
        }
    }
    font->is_vertical = str_ends(name, STR("-V"));
}

static struct pdf_font *new_font(struct pdf *pdf, size_t codes)
{
    struct pdf_font *font = ARENA_NEW(pdf->arena, struct pdf_font);
    font->codes = codes;
    font->unicode = ARENA_ARRAY(pdf->arena, uint16_t, codes);
    font->used = ARENA_ARRAY(pdf->arena, uint8_t, codes / 8 + 1);
    font->scale = 0.001;
    return font;
}

static struct pdf_font *read_font(struct pdf *pdf, qpdf_oh dictionary)
{
    bool is_composite = pdf_is_name(pdf, pdf_key(pdf, dictionary, "/Subtype"), "/Type0");
    struct pdf_font *font = new_font(pdf, is_composite ? PDF_CODES : 256);
    struct str cmap;
    font->is_composite = is_composite;
    font->name = pdf_name(pdf, pdf_key(pdf, dictionary, "/BaseFont"), pdf->arena);
    font->is_subset = font->name.n > 7 && font->name.p[6] == '+';
    if (is_composite) {
        qpdf_oh descendants = pdf_key(pdf, dictionary, "/DescendantFonts");
        read_predefined(pdf, font,
                        pdf_name(pdf, pdf_key(pdf, dictionary, "/Encoding"), pdf->arena));
        if (pdf_count(pdf, descendants))
            read_composite_widths(pdf, font, qpdf_oh_get_array_item(pdf->q, descendants, 0));
    } else {
        qpdf_oh matrix = pdf_key(pdf, dictionary, "/FontMatrix");
        read_simple_widths(pdf, font, dictionary);
        read_simple_encoding(pdf, font, dictionary);
        if (pdf_count(pdf, matrix) == 6)
            font->scale = fabs(pdf_number(pdf, qpdf_oh_get_array_item(pdf->q, matrix, 0), 0.001));
        font->has_unicode = true;
    }
    if (pdf_stream(pdf, pdf_key(pdf, dictionary, "/ToUnicode"), false, pdf->page_arena, &cmap)) {
        pdf_cmap_read(pdf, font, cmap);
        font->has_unicode = true;
    }
    return font;
}

struct pdf_font *pdf_font_get(struct pdf *pdf, qpdf_oh dictionary)
{
    size_t id = pdf_id(pdf, dictionary);
    if (!qpdf_oh_is_dictionary(pdf->q, dictionary))
        return NULL;
    if (id && pdf->fonts[id])
        return pdf->fonts[id];
    struct pdf_font *font = read_font(pdf, dictionary);
    font->id = id;
    if (id)
        pdf->fonts[id] = font;
    return font;
}

static struct str unused_letters(struct pdf *pdf, const struct pdf_font *font, int64_t *count)
{
    struct buf out = {0};
    *count = 0;
    for (size_t code = 0; code < font->codes; code++) {
        uint32_t c = font->unicode[code];
        if (c <= ' ' || c == PDF_LONG || c == 0xa0 || (font->used[code / 8] >> (code % 8) & 1))
            continue;
        char letter[4];
        ++*count;
        if (out.n < 300)
            buf_append(&out, (struct str){letter, text_encode(c, letter)});
    }
    struct str letters = arena_copy(pdf->arena, buf_str(&out));
    buf_finish(&out);
    return letters;
}

void pdf_report_fonts(struct pdf *pdf)
{
    for (size_t id = 1; id < pdf->object_count; id++) {
        const struct pdf_font *font = pdf->fonts[id];
        int64_t count;
        if (!font || !font->is_subset || !font->is_composite)
            continue;
        struct str letters = unused_letters(pdf, font, &count);
        if (count == 0 || count > FEW)
            continue; /* whole fonts have many letters that no page shows */
        struct inspect_place place = pdf_place(id, pdf->arena);
        place.part = font->name;
        struct inspect_finding *finding = work_found(pdf->work, "PDF-19", &place, letters);
        if (finding)
            finding->count = count;
    }
}
