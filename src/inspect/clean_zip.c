/* Cleaning a zip: its files one by one, and the container around them written anew. */
#include "inspect/clean_zip.h"

#include "base/text.h"
#include "inspect/name.h"

enum { MOST_INNER = 256 << 20 };

static bool has_links(const struct zip *zip)
{
    for (size_t i = 0; i < zip->count; i++)
        if (zip->entries[i].is_link)
            return true;
    return false;
}

/* Chosen as a kind, or the finding of this very file was picked. */
static bool is_leftover(const struct clean *clean, const struct zip_entry *entry)
{
    const struct inspect_report *report = clean->report;
    struct str shown = text_head(text_one_line(entry->name, clean->arena), 200);
    if (!name_is_leftover(entry->name))
        return false;
    if (clean_wants_all(clean, "FS-01"))
        return true;
    for (size_t i = 0; clean->picked && i < report->count; i++)
        if (clean->picked[i] && str_equal(report->findings[i].kind->id, STR("FS-01")) &&
            str_equal(report->findings[i].place.inside, shown))
            return true;
    return false;
}

static bool clean_files(struct clean *clean, const struct zip *zip, struct str *out)
{
    struct zip_writer writer = {0};
    struct str bytes, cleaned;
    bool changed = clean_finds(clean, "OPC-02");
    for (size_t i = 0; i < zip->count; i++) {
        const struct zip_entry *entry = &zip->entries[i];
        if (is_leftover(clean, entry)) {
            changed = true;
        } else if (!entry->is_folder && zip_read(&clean->work, entry, MOST_INNER, &bytes) &&
                   clean_inside(clean, entry->name, bytes, &cleaned)) {
            changed = true;
            zip_write_new(&writer, entry, cleaned);
        } else {
            zip_write_copy(&writer, entry);
        }
    }
    return zip_write_end(&writer, clean->arena, out) && changed;
}

bool clean_zip(struct clean *clean, struct str *out)
{
    struct zip zip;
    if (!zip_list(&clean->work, &zip))
        return false;
    if (has_links(&zip)) {
        clean_refuse(clean, STR("zip の中にリンクがあります。リンクを除いて作り直してください"),
                     STR("the zip holds symbolic links: make it anew without them"));
        return false;
    }
    if (str_equal(clean->report->form, STR("zip")))
        return clean_files(clean, &zip, out);
    return str_equal(clean->report->form, STR("odf")) ? clean_odf(clean, &zip, out)
                                                      : clean_office(clean, &zip, out);
}
