/* Presentations: what follows when slides and shapes have gone. */
#include "inspect/clean_office.h"
#include "inspect/pattern.h"

enum { MOST_IDS = 5000, ID = 16 };

struct ids {
    struct office *office;
    size_t part;
    char ids[MOST_IDS][ID];
    size_t count;
    bool misses; /* an animation of a shape that is not there */
};

static void add_id(struct ids *ids, struct str id)
{
    if (ids->count == MOST_IDS || id.n >= ID)
        return;
    for (size_t i = 0; i < id.n; i++)
        ids->ids[ids->count][i] = id.p[i];
    ids->ids[ids->count++][id.n] = 0;
}

static bool has_id(const struct ids *ids, struct str id)
{
    for (size_t i = 0; i < ids->count; i++)
        if (str_equal(str_from_c(ids->ids[i]), id))
            return true;
    return false;
}

/* Sections list slides by number; the list of slides itself, by relationship, comes before them. */
static void start_presentation(void *state, struct xml_edit *edit, struct str name,
                               const char **attributes)
{
    struct ids *gone = state;
    struct str relation = STR(""), own = STR("");
    if (!str_equal(name, STR("sldId")))
        return;
    for (size_t i = 0; attributes[i]; i += 2) {
        if (str_equal(str_from_c(attributes[i]), STR("id")))
            own = str_from_c(attributes[i + 1]);
        else if (str_ends(str_from_c(attributes[i]), STR(":id")))
            relation = str_from_c(attributes[i + 1]);
    }
    size_t slide = relation.n ? office_target(gone->office, gone->part, relation) : SIZE_MAX;
    if (slide != SIZE_MAX && gone->office->parts[slide].goes)
        add_id(gone, own);
    else if (relation.n == 0 && has_id(gone, own))
        xml_edit_drop(edit);
}

static void start_shapes(void *state, struct xml_edit *edit, struct str name,
                         const char **attributes)
{
    struct ids *ids = state;
    (void)edit;
    if (str_equal(name, STR("cNvPr")))
        add_id(ids, xml_attribute(attributes, "id"));
    else if (str_equal(name, STR("spTgt")))
        ids->misses |= !has_id(ids, xml_attribute(attributes, "spid"));
}

static void start_timing(void *state, struct xml_edit *edit, struct str name,
                         const char **attributes)
{
    (void)state, (void)attributes;
    if (str_equal(name, STR("timing")))
        xml_edit_drop(edit);
}

/* Animations of a shape that went would make the slide need a repair; pages do not show them. */
static void settle_animations(struct office *office, size_t part)
{
    static const struct xml_edit_handler reader = {.start = start_shapes},
                                         writer = {.start = start_timing};
    struct ids *ids = ARENA_NEW(office->arena, struct ids);
    struct str ignored;
    xml_edit_run(office->arena, office->parts[part].bytes, &reader, ids, &ignored);
    if (ids->misses)
        office_edit(office, part, &writer, NULL);
}

void clean_pptx(struct office *office)
{
    static const struct xml_edit_handler handler = {.start = start_presentation};
    struct ids *gone = ARENA_NEW(office->arena, struct ids);
    gone->office = office;
    gone->part = office_find(office, STR("ppt/presentation.xml"));
    office->loses_titles |= clean_finds(office->clean, "PP-02");
    if (gone->part != SIZE_MAX)
        office_edit(office, gone->part, &handler, gone);
    for (size_t i = 0; i < office->zip.count; i++)
        if (pattern_fits(STR("ppt/slides/*.xml"), office_name(office, i)) &&
            office->parts[i].is_edited && !office->parts[i].goes)
            settle_animations(office, i);
}
