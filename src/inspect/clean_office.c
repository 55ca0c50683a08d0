/* Office packages: the order in which they are cleaned, and the zip around them. */
#include "inspect/clean_office.h"

#include "inspect/clean_picture.h"
#include "inspect/clean_zip.h"
#include "inspect/pattern.h"

enum { MOST_PART = 512 << 20 };

size_t office_find(const struct office *office, struct str name)
{
    const struct zip_entry *const *found = zip_find_place(&office->zip, name);
    return found ? (size_t)(found - office->zip.by_name) : SIZE_MAX;
}

struct str office_name(const struct office *office, size_t part)
{
    return office->zip.by_name[part]->name;
}

struct str office_read(struct office *office, size_t part)
{
    struct office_part *own = &office->parts[part];
    if (!own->is_edited && own->bytes.n == 0)
        zip_read(&office->clean->work, office->zip.by_name[part], MOST_PART, &own->bytes);
    return own->bytes;
}

void office_edit(struct office *office, size_t part, const struct xml_edit_handler *handler,
                 void *state)
{
    struct office_part *own = &office->parts[part];
    struct str before = office_read(office, part), after;
    if (!own->goes && xml_edit_run(office->arena, before, handler, state, &after) &&
        !str_equal(before, after)) {
        own->bytes = after;
        own->is_edited = true;
    }
}

void office_drop(struct office *office, size_t part)
{
    office->parts[part].goes = true;
}

void office_drop_all(struct office *office, struct str pattern)
{
    for (size_t i = 0; i < office->zip.count; i++)
        if (pattern_fits(pattern, office_name(office, i)))
            office_drop(office, i);
}

size_t office_target(const struct office *office, size_t source, struct str id)
{
    for (size_t i = 0; i < office->package.relation_count; i++)
        if (office->package.relations[i].source == source &&
            str_equal(office->package.relations[i].id, id))
            return office->package.relations[i].target;
    return SIZE_MAX;
}

static void drop_orphans(struct office *office)
{
    for (size_t i = 0; i < office->zip.count; i++)
        if (!office->package.reached[i] && !office->zip.by_name[i]->is_folder &&
            !str_equal_nocase(office_name(office, i), STR("[Content_Types].xml")) &&
            clean_takes_part(office->clean, "OPC-01", office_name(office, i)))
            office_drop(office, i);
}

/* ---- what can be in documents of every kind */

static void start_fallback(void *state, struct xml_edit *edit, struct str name,
                           const char **attributes)
{
    (void)state, (void)attributes;
    if (str_equal(name, STR("Fallback")))
        xml_edit_drop(edit);
}

static void drop_fallbacks(struct office *office)
{
    static const struct xml_edit_handler handler = {.start = start_fallback};
    const struct inspect_finding *finding;
    size_t next = 0;
    while ((finding = clean_next_finding(office->clean, "OPC-20", &next)) != NULL) {
        size_t part = office_find(office, finding->place.part);
        if (part != SIZE_MAX)
            office_edit(office, part, &handler, NULL);
    }
}

static void clean_pictures(struct office *office)
{
    static const struct picture_choice all = {true, true, true};
    struct str cleaned;
    for (size_t i = 0; i < office->zip.count; i++) {
        struct office_part *part = &office->parts[i];
        if (!part->goes &&
            (pattern_fits(STR("*/media/*"), office_name(office, i)) ||
             pattern_fits(STR("Pictures/*"), office_name(office, i))) &&
            clean_takes_part(office->clean, "OPC-16", office_name(office, i)) &&
            clean_picture_bytes(office->arena, office_read(office, i), &all, &cleaned)) {
            part->bytes = cleaned;
            part->is_edited = true;
        }
    }
}

static void clean_embedded(struct office *office)
{
    struct str cleaned;
    for (size_t i = 0; i < office->zip.count; i++) {
        struct office_part *part = &office->parts[i];
        if (!part->goes && pattern_fits(STR("*/embeddings/*"), office_name(office, i)) &&
            clean_inside(office->clean, office_name(office, i), office_read(office, i), &cleaned)) {
            part->bytes = cleaned;
            part->is_edited = true;
        }
    }
}

/* ---- the whole */

static bool is_refused(struct clean *clean)
{
    for (size_t i = 0; i < clean->report->count; i++) {
        const struct inspect_finding *finding = &clean->report->findings[i];
        if (finding->place.inside.n)
            continue;
        if (str_equal(finding->kind->id, STR("OPC-13")))
            return true; /* a file inside: it stays as it is */
        if (str_equal(finding->kind->id, STR("OPC-17")) && !clean_wants(clean, "OPC-17")) {
            clean_refuse(
                clean,
                STR("整理すると電子署名が無効になります。署名も除く（OPC-17）か、署名の前の"
                    "ファイルを整理してください"),
                STR("cleaning voids the signature: choose OPC-17, too, or clean the file "
                    "as it was before it was signed"));
            return true;
        }
    }
    return false;
}

static bool write_package(struct office *office, struct str *out)
{
    struct zip_writer writer = {0};
    size_t *places = ARENA_ARRAY(office->arena, size_t, office->zip.count + 1);
    bool changed = clean_finds(office->clean, "OPC-02");
    for (size_t i = 0; i < office->zip.count; i++)
        places[office->zip.by_name[i] - office->zip.entries] = i;
    for (size_t i = 0; i < office->zip.count; i++) { /* in the order of the old file */
        const struct zip_entry *entry = &office->zip.entries[i];
        const struct office_part *part = &office->parts[places[i]];
        changed |= part->goes || part->is_edited;
        if (part->is_edited && !part->goes)
            zip_write_new(&writer, entry, part->bytes);
        else if (!part->goes)
            zip_write_copy(&writer, entry);
    }
    return zip_write_end(&writer, office->arena, out) && changed;
}

static void begin(struct office *office, struct clean *clean, const struct zip *zip)
{
    *office = (struct office){.clean = clean, .arena = clean->arena, .zip = *zip};
    office->parts = ARENA_ARRAY(clean->arena, struct office_part, zip->count + 1);
    office->package = (struct package){.work = &clean->work, .zip = &office->zip};
}

bool clean_office(struct clean *clean, const struct zip *zip, struct str *out)
{
    struct office *office = ARENA_NEW(clean->arena, struct office);
    if (is_refused(clean))
        return false;
    begin(office, clean, zip);
    opc_read(&office->package);
    office->relation_goes = ARENA_ARRAY(clean->arena, bool, office->package.relation_count + 1);
    office_apply_marks(office);
    if (clean_finds(clean, "OPC-20"))
        drop_fallbacks(office);
    if (clean_wants(clean, "OPC-01"))
        drop_orphans(office);
    if (str_equal(clean->report->form, STR("xlsx")))
        clean_xlsx(office);
    else if (str_equal(clean->report->form, STR("docx")))
        clean_docx(office);
    else if (str_equal(clean->report->form, STR("pptx")))
        clean_pptx(office);
    office_settle(office);
    if (clean_wants(clean, "OPC-16"))
        clean_pictures(office);
    clean_embedded(office);
    return write_package(office, out);
}

/* ---- OpenDocument: no relationships, a list of files */

static void start_change(void *state, struct xml_edit *edit, struct str name,
                         const char **attributes)
{
    (void)state, (void)attributes;
    if (str_equal(name, STR("change")) || str_equal(name, STR("change-start")) ||
        str_equal(name, STR("change-end")) || str_equal(name, STR("annotation-end")))
        xml_edit_drop(edit);
}

static void start_file(void *state, struct xml_edit *edit, struct str name, const char **attributes)
{
    const struct office *office = state;
    size_t part = office_find(office, xml_attribute(attributes, "full-path"));
    if (str_equal(name, STR("file-entry")) && part != SIZE_MAX && office->parts[part].goes)
        xml_edit_drop(edit);
}

static void edit_named(struct office *office, struct str name,
                       const struct xml_edit_handler *handler)
{
    size_t part = office_find(office, name);
    if (part != SIZE_MAX)
        office_edit(office, part, handler, office);
}

bool clean_odf(struct clean *clean, const struct zip *zip, struct str *out)
{
    static const struct xml_edit_handler changes = {.start = start_change},
                                         files = {.start = start_file};
    struct office *office = ARENA_NEW(clean->arena, struct office);
    begin(office, clean, zip);
    office_apply_marks(office);
    if (clean_finds(clean, "OD-01"))
        clean_ods(office);
    if (clean_finds(clean, "OD-02"))
        edit_named(office, STR("content.xml"), &changes);
    if (clean_finds(clean, "OD-03"))
        office_drop_all(office, STR("Versions/*"));
    if (clean_wants(clean, "OPC-16"))
        clean_pictures(office);
    edit_named(office, STR("META-INF/manifest.xml"), &files);
    return write_package(office, out);
}
