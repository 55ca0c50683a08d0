/* The shared strings: their texts, what a scan must look at, readings that do not fit, and strings
   that no cell uses. */
#include "base/text.h"
#include "inspect/personal.h"
#include "inspect/xlsx_sheet.h"

enum { MOST_STRINGS = 20000000, KEPT = 60 };

struct strings {
    struct xlsx *x;
    struct rules_part part;
    struct buf text, reading;
    size_t room;
    bool in_text, in_reading, has_white, is_wrong_reading;
    int64_t reading_end;
};

static bool is_full_width_digit(struct str text)
{
    for (size_t i = 0; i + 2 < text.n; i++)
        if ((unsigned char)text.p[i] == 0xef && (unsigned char)text.p[i + 1] == 0xbc &&
            (unsigned char)text.p[i + 2] >= 0x90 && (unsigned char)text.p[i + 2] <= 0x99)
            return true;
    return false;
}

static void start(void *state, struct str name, const char **attributes)
{
    struct strings *strings = state;
    if (str_equal(name, STR("si"))) {
        buf_clear(&strings->text);
        strings->has_white = strings->is_wrong_reading = false;
    } else if (str_equal(name, STR("t"))) {
        strings->in_text = true;
    } else if (str_equal(name, STR("rPh"))) {
        strings->in_reading = true;
        strings->reading_end = xml_integer(attributes, "eb", 0);
        buf_clear(&strings->reading);
    } else if (str_equal(name, STR("color"))) {
        struct str rgb = xml_attribute(attributes, "rgb");
        strings->has_white |=
            rgb.n >= 6 && str_equal_nocase(str_slice(rgb, rgb.n - 6, rgb.n), STR("FFFFFF"));
    }
}

/* A reading is kana for a stretch of its text. */
static void check_reading(struct strings *strings)
{
    struct str reading = buf_str(&strings->reading);
    for (size_t at = 0; at < reading.n;) {
        uint32_t c = text_next(reading, &at);
        strings->is_wrong_reading |= c >= 0x4e00 && c <= 0x9fff;
    }
    strings->is_wrong_reading |=
        strings->reading_end > (int64_t)text_length(buf_str(&strings->text));
}

static void finish_string(struct strings *strings)
{
    struct xlsx *x = strings->x;
    struct arena *arena = x->work->arena;
    if (x->string_count == MOST_STRINGS)
        return;
    x->strings = work_grow(arena, x->strings, x->string_count, &strings->room, sizeof *x->strings);
    struct str text = buf_str(&strings->text);
    struct xlsx_string *string = &x->strings[x->string_count++];
    *string =
        (struct xlsx_string){.label = (uint16_t)personal_label(x->work->inspect, text),
                             .may_be_personal = personal_may(x->work->inspect, text),
                             .has_white = strings->has_white,
                             .is_empty = text.n == 0,
                             .table_fault = (uint8_t)((str_contains(text, STR("\n")) ? 1 : 0) |
                                                      (is_full_width_digit(text) ? 2 : 0) |
                                                      (table_is_total(text) ? 4 : 0))};
    if (text.n <= KEPT || string->may_be_personal)
        string->text = arena_copy(arena, text);
    if (strings->is_wrong_reading) {
        struct inspect_place place = place_part(STR("xl/sharedStrings.xml"), STR("rPh"));
        work_found(x->work, "XL-29", &place, buf_str(&strings->reading));
    }
}

static void end(void *state, struct str name)
{
    struct strings *strings = state;
    if (str_equal(name, STR("si"))) {
        finish_string(strings);
    } else if (str_equal(name, STR("t"))) {
        strings->in_text = false;
    } else if (str_equal(name, STR("rPh"))) {
        check_reading(strings);
        strings->in_reading = false;
    }
}

static void text(void *state, struct str text)
{
    struct strings *strings = state;
    if (strings->in_text)
        buf_append(strings->in_reading ? &strings->reading : &strings->text, text);
}

void book_read_strings(struct xlsx *x)
{
    static const struct xml_handler handler = {start, end, text};
    struct strings strings = {
        .x = x, .part = {.entry = zip_find(x->package->zip, STR("xl/sharedStrings.xml"))}};
    if (!strings.part.entry)
        return;
    strings.part.reader = &handler;
    strings.part.state = &strings;
    strings.part.reader_takes_all = true;
    office_rules_read(x->package->rules, &strings.part);
    buf_finish(&strings.text);
    buf_finish(&strings.reading);
}

void book_report_unused_strings(struct xlsx *x)
{
    for (size_t i = 0; i < x->string_count; i++) {
        const struct xlsx_string *string = &x->strings[i];
        if (string->is_used || string->is_empty)
            continue;
        struct inspect_place place =
            place_part(STR("xl/sharedStrings.xml"), arena_format(x->work->arena, "si[%zu]", i + 1));
        work_found(x->work, "XL-28", &place, string->text);
    }
}
