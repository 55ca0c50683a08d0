#include "inspect/form.h"

#include "base/text.h"
#include "inspect/bytes.h"
#include "inspect/cfb.h"
#include "inspect/image.h"
#include "inspect/markup.h"
#include "inspect/name.h"
#include "inspect/office.h"
#include "inspect/pdf.h"
#include "inspect/plain.h"

enum { HEAD = 1024 };

struct form {
    struct str name;       /* as reports call it */
    struct str extensions; /* that this content may have, parted by blanks */
    void (*inspect)(struct work *work);
};

static void say_unreadable(struct work *work)
{
    work_not_inspected(work, STR(""), STR("この形式の中は検査できません。別の形式に変えてください"),
                       STR("this form cannot be looked into. Convert it"));
}

static void refuse_executable(struct work *work)
{
    struct inspect_place place = place_part(STR(""), STR(""));
    work_found_plain(work, "EXE-01", &place, work->name);
}

static void accept(struct work *work)
{
    (void)work; /* an empty file has nothing inside */
}

static const struct form pdf = {STR_INIT("pdf"), STR_INIT("pdf"), pdf_inspect};
static const struct form zip = {STR_INIT("zip"),
                                STR_INIT("zip xlsx xlsm xltx docx docm dotx pptx pptm potx ods odt "
                                         "odp odg epub kmz xlsb xlam ppsx ppsm dotm jar vsdx"),
                                office_inspect};
static const struct form cfb = {STR_INIT("cfb"), STR_INIT("xls doc ppt msg xlsx docx pptx"),
                                cfb_inspect};
static const struct form jpeg = {STR_INIT("jpeg"), STR_INIT("jpg jpeg jpe"), image_inspect_jpeg};
static const struct form png = {STR_INIT("png"), STR_INIT("png"), image_inspect_png};
static const struct form tiff = {STR_INIT("tiff"), STR_INIT("tif tiff"), image_inspect_tiff};
static const struct form heic = {STR_INIT("heic"), STR_INIT("heic heif avif hif"),
                                 image_inspect_heic};
static const struct form webp = {STR_INIT("webp"), STR_INIT("webp"), image_inspect_webp};
static const struct form gif = {STR_INIT("gif"), STR_INIT("gif"), image_inspect_gif};
static const struct form markup = {STR_INIT("markup"), STR_INIT("svg html htm xhtml xml kml gml"),
                                   markup_inspect};
static const struct form plain = {STR_INIT("text"), STR_INIT(""), plain_inspect};
static const struct form executable = {STR_INIT("executable"), STR_INIT(""), refuse_executable};
static const struct form empty = {STR_INIT("empty"), STR_INIT(""), accept};
static const struct form unknown = {STR_INIT("unknown"), STR_INIT(""), say_unreadable};

static bool starts(struct str bytes, const char *mark, size_t n)
{
    return str_starts(bytes, (struct str){mark, n});
}
#define STARTS(bytes, literal) starts((bytes), "" literal, sizeof(literal) - 1)

static bool is_executable(struct str bytes)
{
    return STARTS(bytes, "MZ") || STARTS(bytes, "\177ELF") || STARTS(bytes, "\xcf\xfa\xed\xfe") ||
           STARTS(bytes, "\xca\xfe\xba\xbe") || STARTS(bytes, "#!");
}

static const struct form *form_of_picture(struct str bytes)
{
    if (STARTS(bytes, "\xff\xd8\xff"))
        return &jpeg;
    if (STARTS(bytes, "\x89PNG\r\n\x1a\n"))
        return &png;
    if (STARTS(bytes, "II*\0") || STARTS(bytes, "MM\0*"))
        return &tiff;
    if (STARTS(bytes, "GIF8"))
        return &gif;
    if (STARTS(bytes, "RIFF") && str_equal(str_slice(bytes, 8, 12), STR("WEBP")))
        return &webp;
    if (str_equal(str_slice(bytes, 4, 8), STR("ftyp")) &&
        (str_equal(str_slice(bytes, 8, 11), STR("hei")) ||
         str_equal(str_slice(bytes, 8, 12), STR("mif1")) ||
         str_equal(str_slice(bytes, 8, 12), STR("avif"))))
        return &heic;
    return NULL;
}

/* `is_named`: the name says that it is text; a stray control character is then a finding. */
static bool is_text(struct str head, bool is_named)
{
    size_t controls = 0;
    if (STARTS(head, "\xff\xfe") || STARTS(head, "\xfe\xff"))
        return true;
    for (size_t i = 0; i < head.n; i++) {
        unsigned char c = (unsigned char)head.p[i];
        if (c == 0)
            return false;
        controls += c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1b;
    }
    return controls == 0 || is_named;
}

static bool is_markup(struct str head, struct str name)
{
    struct str text = str_trim(STARTS(head, "\xef\xbb\xbf") ? str_slice(head, 3, head.n) : head);
    return STARTS(text, "<svg") || STARTS(text, "<?xml") || STARTS(text, "<!DOCTYPE") ||
           STARTS(text, "<!doctype") || STARTS(text, "<html") || STARTS(text, "<HTML") ||
           STARTS(text, "<!--") || name_has_extension(name, STR("html htm svg xhtml"));
}

static const struct form *form_of(struct work *work)
{
    struct str bytes = work->bytes, head = str_slice(bytes, 0, HEAD);
    const struct form *picture;
    if (bytes.n == 0)
        return &empty;
    if (str_contains(head, STR("%PDF-")))
        return &pdf;
    if (STARTS(bytes, "PK\3\4") || STARTS(bytes, "PK\5\6"))
        return &zip;
    if (STARTS(bytes, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
        return &cfb;
    if ((picture = form_of_picture(bytes)) != NULL)
        return picture;
    if (name_has_extension(work->name, zip.extensions) &&
        str_contains(str_slice(bytes, bytes.n > HEAD ? bytes.n - HEAD : 0, bytes.n), STR("PK\5\6")))
        return &zip; /* something was put in front of it */
    if (is_executable(bytes))
        return &executable;
    bool is_named = name_has_extension(work->name, STR("txt csv tsv"));
    if (is_text(str_slice(bytes, 0, 64 * 1024), is_named) && !STARTS(bytes, "{\\rtf"))
        return is_markup(head, work->name) ? &markup : &plain;
    return &unknown;
}

static void check_extension(struct work *work, const struct form *form)
{
    struct inspect_place place = place_part(STR(""), STR(""));
    struct str extension = name_extension(work->name);
    if (name_is_executable(work->name) && form != &executable) {
        work_found_plain(work, "EXE-01", &place, work->name);
        return;
    }
    bool agrees = form->extensions.n == 0 || extension.n == 0 ||
                  name_has_extension(work->name, form->extensions);
    bool claims =
        form == &plain || form == &executable || form == &markup || form == &empty
            ? name_has_extension(
                  work->name, STR("pdf zip xlsx docx pptx xls doc jpg jpeg png tif tiff heic gif"))
            : !agrees;
    if (claims)
        work_found_plain(work, "EXE-02", &place,
                         ARENA_JOIN(work->arena, extension, STR(" / "), form->name));
}

void form_inspect(struct work *work)
{
    const struct form *form = form_of(work);
    if (!work->outer)
        work->report->form = form->name;
    name_check(work);
    check_extension(work, form);
    form->inspect(work);
}
