/* ToUnicode maps: bfchar and bfrange (ISO 32000-2, 9.10.3). */
#include "base/escape.h"
#include "inspect/bytes.h"
#include "inspect/pdf_parts.h"

enum { MOST_BYTES = 64 };

struct reader {
    struct str text;
    size_t at;
};

struct hex {
    char bytes[MOST_BYTES];
    size_t n;
};

static void skip_blanks(struct reader *reader)
{
    while (reader->at < reader->text.n) {
        char c = reader->text.p[reader->at];
        if (c == '%')
            while (reader->at < reader->text.n && reader->text.p[reader->at] != '\n' &&
                   reader->text.p[reader->at] != '\r')
                reader->at++;
        else if (c == ' ' || (c >= '\t' && c <= '\r') || c == 0)
            reader->at++;
        else
            return;
    }
}

/* "<3042>"; false at anything else. */
static bool read_hex(struct reader *reader, struct hex *out)
{
    out->n = 0;
    skip_blanks(reader);
    if (reader->at >= reader->text.n || reader->text.p[reader->at] != '<')
        return false;
    reader->at++;
    int high = -1;
    for (; reader->at < reader->text.n && reader->text.p[reader->at] != '>'; reader->at++) {
        int digit = hex_value(reader->text.p[reader->at]);
        if (digit < 0)
            continue;
        if (high < 0) {
            high = digit;
        } else {
            if (out->n < MOST_BYTES)
                out->bytes[out->n++] = (char)(high * 16 + digit);
            high = -1;
        }
    }
    reader->at += reader->at < reader->text.n;
    return true;
}

static uint32_t number_of(const struct hex *hex)
{
    uint32_t value = 0;
    for (size_t i = 0; i < hex->n && i < 4; i++)
        value = value << 8 | (unsigned char)hex->bytes[i];
    return value;
}

static void read_characters(struct pdf *pdf, struct pdf_font *font, struct reader *reader)
{
    struct hex code, text;
    while (read_hex(reader, &code) && read_hex(reader, &text))
        pdf_font_map(pdf, font, number_of(&code), (struct str){text.bytes, text.n});
}

static void map_range(struct pdf *pdf, struct pdf_font *font, uint32_t first, uint32_t last,
                      struct hex *text)
{
    for (uint32_t code = first; code <= last && code < font->codes; code++) {
        pdf_font_map(pdf, font, code, (struct str){text->bytes, text->n});
        for (size_t i = text->n; i-- > 0 && ++text->bytes[i] == 0;)
            ;
    }
}

static void read_ranges(struct pdf *pdf, struct pdf_font *font, struct reader *reader)
{
    struct hex first, last, text;
    while (read_hex(reader, &first) && read_hex(reader, &last)) {
        skip_blanks(reader);
        if (reader->at < reader->text.n && reader->text.p[reader->at] == '[') {
            uint32_t code = number_of(&first);
            reader->at++;
            while (read_hex(reader, &text))
                pdf_font_map(pdf, font, code++, (struct str){text.bytes, text.n});
            skip_blanks(reader);
            reader->at += reader->at < reader->text.n && reader->text.p[reader->at] == ']';
        } else if (read_hex(reader, &text)) {
            map_range(pdf, font, number_of(&first), number_of(&last), &text);
        } else {
            return;
        }
    }
}

static void read_code_space(struct pdf_font *font, struct reader *reader)
{
    struct hex first, last;
    bool only_one = false;
    while (read_hex(reader, &first) && read_hex(reader, &last))
        only_one = first.n == 1;
    font->one_byte = font->is_composite && !font->is_mixed && only_one;
}

void pdf_cmap_read(struct pdf *pdf, struct pdf_font *font, struct str cmap)
{
    struct reader reader = {.text = cmap};
    while (reader.at < cmap.n) {
        struct str rest = str_slice(cmap, reader.at, cmap.n);
        if (str_starts(rest, STR("beginbfchar"))) {
            reader.at += 11;
            read_characters(pdf, font, &reader);
        } else if (str_starts(rest, STR("beginbfrange"))) {
            reader.at += 12;
            read_ranges(pdf, font, &reader);
        } else if (str_starts(rest, STR("begincodespacerange"))) {
            reader.at += 19;
            read_code_space(font, &reader);
        } else {
            size_t next = str_find(cmap, STR("begin"), reader.at + 1);
            reader.at = next == SIZE_MAX ? cmap.n : next;
        }
    }
}
