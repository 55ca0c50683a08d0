/* Shared strings: those that no cell uses are emptied, so that the numbers of the others stay; and
   readings that do not fit their text. */
#include <stdlib.h>

#include "base/text.h"
#include "inspect/clean_xlsx.h"
#include "inspect/pattern.h"

enum { MOST_STRINGS = 20000000 };

struct usage {
    uint8_t *used;
    size_t count;
    bool is_shared, in_cell;
};
struct strings {
    const struct usage *before, *after;
    bool drops_unused, drops_readings;
    size_t next;
    int64_t reading_end;
    bool goes;
};

static void start_cell(void *state, struct xml_edit *edit, struct str name, const char **attributes)
{
    struct usage *usage = state;
    if (str_equal(name, STR("c")))
        usage->is_shared = str_equal(xml_attribute(attributes, "t"), STR("s"));
    else if (str_equal(name, STR("v")) && usage->is_shared)
        xml_edit_gather(edit);
}

static void end_cell(void *state, struct xml_edit *edit, struct str name)
{
    struct usage *usage = state;
    int64_t index;
    if (!str_equal(name, STR("v")) || !usage->is_shared ||
        !str_to_int64(str_trim(xml_edit_text(edit)), &index) || index < 0 ||
        index >= MOST_STRINGS || (size_t)index >= usage->count)
        return;
    usage->used[index] = 1;
}

static void start_count(void *state, struct xml_edit *edit, struct str name,
                        const char **attributes)
{
    (void)edit, (void)attributes;
    size_t *count = state;
    *count += str_equal(name, STR("si"));
}

static bool is_sheet(struct str name)
{
    return pattern_fits(STR("xl/worksheets/*.xml"), name) ||
           pattern_fits(STR("xl/dialogsheets/*.xml"), name) ||
           pattern_fits(STR("xl/macrosheets/*.xml"), name);
}

static void read_usage(struct office *office, struct usage *usage, bool as_it_was)
{
    static const struct xml_edit_handler handler = {start_cell, end_cell};
    struct str ignored, bytes;
    for (size_t i = 0; i < office->zip.count; i++) {
        if (!is_sheet(office_name(office, i)) || (!as_it_was && office->parts[i].goes))
            continue;
        if (!as_it_was)
            bytes = office_read(office, i);
        else if (!zip_read(&office->clean->work, office->zip.by_name[i], 512 << 20, &bytes))
            continue;
        xml_edit_run(office->arena, bytes, &handler, usage, &ignored);
    }
}

static void start_string(void *state, struct xml_edit *edit, struct str name,
                         const char **attributes)
{
    struct strings *strings = state;
    (void)edit;
    if (str_equal(name, STR("si"))) {
        size_t i = strings->next++;
        strings->goes =
            !strings->after->used[i] && (strings->drops_unused || strings->before->used[i]);
    } else if (str_equal(name, STR("rPh"))) {
        strings->reading_end = xml_integer(attributes, "eb", 0);
    }
}

static bool is_wrong_reading(const struct strings *strings, struct str markup)
{
    for (size_t at = 0; at < markup.n;) {
        uint32_t c = text_next(markup, &at);
        if (c >= 0x4e00 && c <= 0x9fff)
            return true;
    }
    return strings->reading_end > 32767; /* the length of the text is looked at below */
}

/* Letters of the <t> elements in front of the first reading. */
static int64_t text_length_of(struct str content)
{
    size_t stop = str_find(content, STR("rPh "), 0), at = 0;
    int64_t length = 0;
    content = str_slice(content, 0, stop);
    while ((at = str_find(content, STR("<t"), at)) != SIZE_MAX) {
        size_t open = str_find_char(content, '>', at), close = str_find(content, STR("</t>"), at);
        if (open == SIZE_MAX || close == SIZE_MAX || close < open)
            break;
        length += (int64_t)text_length(str_slice(content, open + 1, close));
        at = close;
    }
    return length;
}

static void end_string(void *state, struct xml_edit *edit, struct str name)
{
    struct strings *strings = state;
    if (str_equal(name, STR("si")) && strings->goes) {
        xml_edit_empty(edit);
    } else if (str_equal(name, STR("rPh")) && strings->drops_readings) {
        struct str item = xml_edit_parent_content(edit);
        if (is_wrong_reading(strings, xml_edit_content(edit)) ||
            strings->reading_end > text_length_of(item))
            xml_edit_drop(edit);
    }
}

void clean_strings(struct office *office)
{
    static const struct xml_edit_handler counter = {.start = start_count},
                                         handler = {start_string, end_string};
    size_t part = office_find(office, STR("xl/sharedStrings.xml")), count = 0;
    struct str ignored;
    if (part == SIZE_MAX || office->parts[part].goes)
        return;
    xml_edit_run(office->arena, office_read(office, part), &counter, &count, &ignored);
    struct usage before = {.used = ARENA_ARRAY(office->arena, uint8_t, count + 1), .count = count},
                 after = {.used = ARENA_ARRAY(office->arena, uint8_t, count + 1), .count = count};
    read_usage(office, &before, true);
    read_usage(office, &after, false);
    struct strings strings = {.before = &before,
                              .after = &after,
                              .drops_unused = clean_finds(office->clean, "XL-28"),
                              .drops_readings = clean_finds(office->clean, "XL-29")};
    office_edit(office, part, &handler, &strings);
}
