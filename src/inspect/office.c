#include "inspect/office.h"

#include "base/text.h"
#include "inspect/bytes.h"
#include "inspect/image.h"
#include "inspect/mark.h"
#include "inspect/name.h"
#include "inspect/pattern.h"
#include "inspect/story.h"

enum { MOST_INNER = 256 << 20, MOST_PICTURE = 64 << 20, DEVICE_NAME = 32 };

/* DEVMODEW begins with the printer's name: 32 characters of UTF-16LE. */
static void report_printer(struct work *work, const struct zip_entry *entry)
{
    struct str bytes;
    struct inspect_place place = place_part(entry->name, STR("DEVMODE dmDeviceName"));
    char name[DEVICE_NAME * 4];
    size_t n = 0;
    if (!zip_read(work, entry, 1 << 20, &bytes))
        return;
    for (size_t i = 0; i < DEVICE_NAME && bytes.n >= i * 2 + 2; i++) {
        uint32_t c = bytes_u16(bytes, i * 2);
        if (c == 0)
            break;
        n += text_encode(c >= 0xd800 && c < 0xe000 ? 0xfffd : c, name + n);
    }
    work_found(work, "OPC-23", &place, (struct str){name, n});
    work_mark(work, "OPC-23", entry->name, MARK_PART, 0, STR(""));
}

static void look_into(struct work *work, const struct zip_entry *entry, size_t most)
{
    struct str bytes;
    if (zip_read(work, entry, most, &bytes))
        work_inside(work, entry->name, bytes);
}

static void look_at_picture(struct work *work, const struct zip_entry *entry)
{
    struct str bytes;
    struct inspect_place place = place_part(entry->name, STR(""));
    if (zip_read(work, entry, MOST_PICTURE, &bytes) &&
        !image_inspect_part(work, "OPC-16", &place, bytes))
        work_found_plain(work, "OPC-16", &place, STR("damaged picture"));
}

static bool is_picture(struct str name)
{
    return name_has_extension(name, STR("jpg jpeg png tif tiff gif"));
}

/* What a part is by its name, the same in all three kinds of documents. */
static void inspect_part(struct package *package, const struct zip_entry *entry)
{
    struct work *work = package->work;
    struct str name = entry->name;
    office_rules_match_name(package->rules, entry);
    if (pattern_fits(STR("*/printerSettings/*.bin"), name)) {
        report_printer(work, entry);
    } else if (pattern_fits(STR("*/embeddings/*"), name)) {
        struct inspect_place place = place_part(name, STR(""));
        work_found_plain(work, "OPC-14", &place, STR(""));
        if (str_starts(name, STR("word/"))) /* its picture stands beside it there */
            work_mark(work, "OPC-14", name, MARK_PART, 0, STR(""));
        look_into(work, entry, MOST_INNER);
    } else if (pattern_fits(STR("word/afchunk*"), name)) {
        struct inspect_place place = place_part(name, STR(""));
        work_found_plain(work, "WD-16", &place, STR(""));
        look_into(work, entry, MOST_INNER);
    } else if (is_picture(name)) {
        look_at_picture(work, entry);
    }
}

void office_read_story(struct package *package, const struct zip_entry *entry,
                       const struct inspect_place *place)
{
    struct story story;
    story_begin(&story, package->work, entry->name, place);
    struct rules_part part = {
        .entry = entry, .place = *place, .reader = &story_handler, .state = &story};
    part.is_unused = pattern_fits(STR("ppt/slideLayouts/*"), entry->name) &&
                     opc_references(package, entry, STR("ppt/slides/*")) == 0;
    story.place = &part.place;
    office_rules_read(package->rules, &part);
    story_finish(&story);
}

/* The main document decides; its own parts are read by its reader, the rest here. */
static void inspect_ooxml(struct work *work, struct zip *zip)
{
    struct package package = {.work = work, .zip = zip, .rules = office_rules_create(work)};
    opc_read(&package);
    for (size_t i = 0; i < zip->count; i++)
        if (!zip->entries[i].is_folder)
            inspect_part(&package, &zip->entries[i]);
    struct str form = STR("ooxml");
    if (zip_find(zip, STR("xl/workbook.xml"))) {
        form = STR("xlsx");
        xlsx_inspect(&package);
    } else if (zip_find(zip, STR("word/document.xml"))) {
        form = STR("docx");
        docx_inspect(&package);
    } else if (zip_find(zip, STR("ppt/presentation.xml"))) {
        form = STR("pptx");
        pptx_inspect(&package);
    } else {
        work_not_inspected(work, STR("[Content_Types].xml"),
                           STR("Office 文書の本体が、いつもの場所にありません"),
                           STR("the main part of the Office document is not at its usual place"));
    }
    if (!work->outer)
        work->report->form = form;
}

static void inspect_odf(struct work *work, struct zip *zip)
{
    struct package package = {.work = work, .zip = zip, .rules = office_rules_create(work)};
    const struct inspect_place place = {.offset = -1};
    if (!work->outer)
        work->report->form = STR("odf");
    for (size_t i = 0; i < zip->count; i++) {
        const struct zip_entry *entry = &zip->entries[i];
        if (entry->is_folder)
            continue;
        office_rules_match_name(package.rules, entry);
        if (is_picture(entry->name) && !str_starts(entry->name, STR("Thumbnails/")))
            look_at_picture(work, entry);
        else if (name_has_extension(entry->name, STR("xml")))
            office_read_story(&package, entry, &place);
    }
}

static void inspect_files(struct work *work, struct zip *zip)
{
    for (size_t i = 0; i < zip->count; i++) {
        const struct zip_entry *entry = &zip->entries[i];
        if (!entry->is_folder && !entry->is_link)
            look_into(work, entry, MOST_INNER);
    }
}

void office_inspect(struct work *work)
{
    struct zip zip;
    if (!zip_list(work, &zip))
        return;
    const struct zip_entry *type = zip_find(&zip, STR("mimetype"));
    struct str form = STR("");
    if (type && type->size < 200)
        zip_read(work, type, 200, &form);
    if (zip_find(&zip, STR("[Content_Types].xml")))
        inspect_ooxml(work, &zip);
    else if (str_contains(form, STR("opendocument")))
        inspect_odf(work, &zip);
    else
        inspect_files(work, &zip);
}
