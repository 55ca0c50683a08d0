#include "inspect/cfb.h"

#include <string.h>

#include "inspect/bytes.h"

enum { ENTRY = 128, MOST_NAMES = 4096, NAME = 32 };

/* Names of streams are UTF-16LE in directory entries of 128 bytes; a directory sector holds nothing
   else. Looking for well-formed entries at each multiple of 128 needs no sector chains, which a
   broken file may lead in circles. */
static bool read_name(struct str bytes, size_t at, char out[NAME + 1])
{
    unsigned size = bytes_u16(bytes, at + 64), type = bytes_at(bytes, at + 66);
    if (size < 4 || size > 64 || size % 2 || (type != 1 && type != 2 && type != 5))
        return false;
    size_t n = size / 2 - 1;
    for (size_t i = 0; i < n; i++) {
        unsigned c = bytes_u16(bytes, at + i * 2);
        if (c == 0)
            return false;
        out[i] = c < 0x80 ? (char)c : '?';
    }
    out[n] = 0;
    return bytes_u16(bytes, at + n * 2) == 0;
}

struct contents {
    bool is_encrypted, is_workbook, is_document, is_slides, has_macros;
    size_t names;
};

static void look_at(struct contents *contents, const char *name)
{
    contents->is_encrypted |= !strcmp(name, "EncryptionInfo") || !strcmp(name, "EncryptedPackage");
    contents->is_workbook |= !strcmp(name, "Workbook") || !strcmp(name, "Book");
    contents->is_document |= !strcmp(name, "WordDocument");
    contents->is_slides |= !strcmp(name, "PowerPoint Document");
    contents->has_macros |= !strcmp(name, "VBA") || !strcmp(name, "_VBA_PROJECT");
    contents->names++;
}

/* BIFF8 BOUNDSHEET records: the state of each sheet, also in a file that is not taken apart. */
static void report_sheets(struct work *work)
{
    struct str bytes = work->bytes;
    size_t hidden = 0;
    for (size_t at = 512; bytes.n - at >= 12 && at < bytes.n; at++) {
        if (bytes_u16(bytes, at) != 0x85)
            continue;
        unsigned size = bytes_u16(bytes, at + 2), state = bytes_at(bytes, at + 8),
                 type = bytes_at(bytes, at + 9), name = bytes_at(bytes, at + 10),
                 wide = bytes_at(bytes, at + 11);
        bool is_record = size >= 9 && size < 80 && state <= 2 && (type == 0 || type == 2) &&
                         name > 0 && name < 32 && wide <= 1 && size == 8 + name * (wide ? 2u : 1u);
        hidden += is_record && state != 0;
    }
    if (hidden == 0)
        return;
    struct inspect_place place = place_part(STR("Workbook"), STR("BOUNDSHEET hsState"));
    struct inspect_finding *finding = work_found_plain(work, "XL-45", &place, STR(""));
    if (finding)
        finding->count = (int64_t)hidden;
}

void cfb_inspect(struct work *work)
{
    struct str bytes = work->bytes;
    struct contents contents = {0};
    for (size_t at = 512; at < bytes.n && bytes.n - at >= ENTRY && contents.names < MOST_NAMES;
         at += ENTRY) {
        char name[NAME + 1];
        if (read_name(bytes, at, name))
            look_at(&contents, name);
    }
    struct inspect_place place = place_part(STR(""), STR(""));
    if (contents.is_encrypted) {
        place.part = STR("EncryptedPackage");
        work_found_plain(work, "OPC-04", &place, STR(""));
        work_not_inspected(work, STR(""),
                           STR("パスワード付きのため検査していません。パスワードを外してください"),
                           STR("not inspected: it needs a password. Remove the password"));
        return;
    }
    if (contents.is_workbook) {
        place.part = STR("Workbook");
        work_found_plain(work, "XL-45", &place, STR(""));
        report_sheets(work);
    }
    if (contents.is_document) {
        place.part = STR("WordDocument");
        work_found_plain(work, "WD-18", &place, STR(""));
    }
    if (contents.has_macros) {
        place.part = STR("VBA");
        work_found_plain(work, "OPC-13", &place, STR(""));
    }
    work_not_inspected(work, STR(""),
                       STR("旧い形式の中は検査していません。xlsx・docx・pptx に変換してください"),
                       STR("old form, not looked into. Convert it to xlsx, docx or pptx"));
}
