/* A presentation: size of slides, their order, what their background is, and each slide. */
#include "inspect/office.h"
#include "inspect/pattern.h"
#include "inspect/pptx.h"

struct presentation {
    struct pptx *pptx;
    struct rules_part part;
};

static void start(void *state, struct str name, const char **attributes)
{
    struct presentation *presentation = state;
    struct pptx *pptx = presentation->pptx;
    if (str_equal(name, STR("sldSz"))) {
        pptx->width = xml_integer(attributes, "cx", pptx->width);
        pptx->height = xml_integer(attributes, "cy", pptx->height);
    } else if (str_equal(name, STR("sldId")) && pptx->slide_count < PPTX_SLIDES) {
        const struct zip_entry *entry = NULL;
        for (size_t i = 0; attributes[i]; i += 2)
            if (str_ends(str_from_c(attributes[i]), STR(":id")))
                entry = opc_target(pptx->package, STR("ppt/presentation.xml"),
                                   str_from_c(attributes[i + 1]));
        if (!entry)
            return;
        pptx->slides = work_grow(pptx->package->work->arena, pptx->slides, pptx->slide_count,
                                 &pptx->slide_room, sizeof(struct zip_entry *));
        pptx->slides[pptx->slide_count++] = entry;
    }
}

static void no_end(void *state, struct str name)
{
    (void)state, (void)name;
}

static void no_text(void *state, struct str text)
{
    (void)state, (void)text;
}

struct background {
    bool inside, is_other;
};

static void start_background(void *state, struct str name, const char **attributes)
{
    struct background *background = state;
    if (str_equal(name, STR("bg"))) {
        background->inside = true;
    } else if (background->inside) {
        struct str value = xml_attribute(attributes, "val");
        bool is_colour = str_equal(name, STR("schemeClr")) || str_equal(name, STR("srgbClr"));
        bool is_white = str_equal(value, STR("bg1")) || str_equal(value, STR("lt1")) ||
                        str_equal_nocase(value, STR("FFFFFF"));
        background->is_other |= (is_colour && !is_white) || str_equal(name, STR("gradFill")) ||
                                str_equal(name, STR("blipFill"));
    }
}

static void end_background(void *state, struct str name)
{
    struct background *background = state;
    if (str_equal(name, STR("bg")))
        background->inside = false;
}

/* White letters are no finding where a master gives slides another colour than white. */
static bool has_white_paper(struct package *package)
{
    static const struct xml_handler handler = {start_background, end_background, no_text};
    struct background background = {0};
    for (size_t i = 0; i < package->zip->count; i++) {
        const struct zip_entry *entry = &package->zip->entries[i];
        if (pattern_fits(STR("ppt/slideMasters/*.xml"), entry->name) ||
            pattern_fits(STR("ppt/slideLayouts/*.xml"), entry->name))
            xml_read_entry(package->work, entry, &handler, &background);
    }
    return !background.is_other;
}

static int64_t number_of(const struct pptx *pptx, const struct zip_entry *entry)
{
    for (size_t i = 0; i < pptx->slide_count; i++)
        if (pptx->slides[i] == entry)
            return (int64_t)i + 1;
    return 0;
}

static bool is_slide(struct str name)
{
    return pattern_fits(STR("ppt/slides/*.xml"), name);
}

/* Notes and comments are named after the slide that refers to them. */
static int64_t number_of_owner(const struct pptx *pptx, const struct zip_entry *entry)
{
    for (size_t i = 0; i < pptx->package->relation_count; i++) {
        const struct opc_relation *relation = &pptx->package->relations[i];
        if (relation->target != SIZE_MAX && relation->source < pptx->package->zip->count &&
            pptx->package->zip->by_name[relation->target] == entry) {
            int64_t number = number_of(pptx, pptx->package->zip->by_name[relation->source]);
            if (number)
                return number;
        }
    }
    return 0;
}

void pptx_inspect(struct package *package)
{
    static const struct xml_handler handler = {start, no_end, no_text};
    struct pptx *pptx = ARENA_NEW(package->work->arena, struct pptx);
    pptx->package = package;
    pptx->width = 12192000;
    pptx->height = 6858000;
    struct presentation presentation = {.pptx = pptx};
    presentation.part =
        (struct rules_part){.entry = zip_find(package->zip, STR("ppt/presentation.xml")),
                            .reader = &handler,
                            .state = &presentation};
    office_rules_read(package->rules, &presentation.part);
    pptx->white_paper = has_white_paper(package);
    if (!package->work->outer)
        package->work->report->measure.pages = (int64_t)pptx->slide_count;
    for (size_t i = 0; i < package->zip->count; i++) {
        const struct zip_entry *entry = &package->zip->entries[i];
        struct inspect_place place = {.offset = -1};
        if (is_slide(entry->name)) {
            place.slide = number_of(pptx, entry);
            pptx_read_slide(pptx, entry, &place);
        } else if (str_ends(entry->name, STR(".xml")) && entry != presentation.part.entry &&
                   office_rules_want(package->rules, entry->name)) {
            place.slide = number_of_owner(pptx, entry);
            office_read_story(package, entry, &place);
        }
    }
}
