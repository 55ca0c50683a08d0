/* A package whose parts have gone: relationships that lead nowhere, references to them, parts that
   nobody reaches any more, content types. */
#include "inspect/clean_office.h"
#include "inspect/pattern.h"

enum { MOST_ROUNDS = 20 };

static bool is_source(const struct office *office, size_t source)
{
    return source == SIZE_MAX || (source < office->zip.count && !office->parts[source].goes);
}

static bool drop_relations_to_gone(struct office *office)
{
    bool changed = false;
    for (size_t i = 0; i < office->package.relation_count; i++) {
        size_t target = office->package.relations[i].target;
        if (!office->relation_goes[i] && target != SIZE_MAX && office->parts[target].goes)
            changed = office->relation_goes[i] = true;
    }
    return changed;
}

/* What could be reached before and cannot be any more goes, too. */
static bool drop_unreached(struct office *office)
{
    const struct package *package = &office->package;
    bool *reached = ARENA_ARRAY(office->arena, bool, office->zip.count + 1), grows = true;
    while (grows) {
        grows = false;
        for (size_t i = 0; i < package->relation_count; i++) {
            const struct opc_relation *relation = &package->relations[i];
            bool from = relation->source == SIZE_MAX ||
                        (relation->source < office->zip.count && reached[relation->source]);
            if (from && !office->relation_goes[i] && relation->target != SIZE_MAX &&
                !reached[relation->target])
                grows = reached[relation->target] = true;
        }
    }
    bool changed = false;
    for (size_t i = 0; i < package->relation_count; i++) {
        size_t target = package->relations[i].target;
        if (target == SIZE_MAX || reached[target] || office->parts[target].goes ||
            !package->reached[target])
            continue;
        office->parts[target].goes = changed = true;
    }
    return changed;
}

/* ---- references to relationships that went */

struct references {
    const struct office *office;
    size_t part;
};

static bool is_gone_id(const struct references *references, struct str id)
{
    const struct office *office = references->office;
    for (size_t i = 0; i < office->package.relation_count; i++)
        if (office->package.relations[i].source == references->part && office->relation_goes[i] &&
            str_equal(office->package.relations[i].id, id))
            return true;
    return false;
}

/* "r:id", "r:embed", "o:relid"; not "w:id". */
static bool is_reference(struct str name)
{
    size_t colon = str_find_char(name, ':', 0);
    return colon != SIZE_MAX && !str_starts(name, STR("w:")) && !str_starts(name, STR("xml"));
}

static void start_reference(void *state, struct xml_edit *edit, struct str name,
                            const char **attributes)
{
    const struct references *references = state;
    for (size_t i = 0; attributes[i]; i += 2) {
        if (!is_reference(str_from_c(attributes[i])) ||
            !is_gone_id(references, str_from_c(attributes[i + 1])))
            continue;
        if (str_equal(name, STR("pageSetup")))
            xml_edit_drop_attribute(edit, attributes[i]);
        else
            xml_edit_drop(edit);
    }
}

static bool fix_references(struct office *office)
{
    static const struct xml_edit_handler handler = {.start = start_reference};
    bool changed = false;
    for (size_t part = 0; part < office->zip.count; part++) {
        struct references references = {office, part};
        bool loses = false;
        for (size_t i = 0; i < office->package.relation_count; i++)
            loses |= office->relation_goes[i] && office->package.relations[i].source == part;
        if (!loses || office->parts[part].goes)
            continue;
        struct str before = office_read(office, part);
        office_edit(office, part, &handler, &references);
        changed |= before.n != office->parts[part].bytes.n;
    }
    return changed;
}

static bool mentions(struct office *office, struct str bytes, struct str id)
{
    return str_contains(bytes, ARENA_JOIN(office->arena, STR("\""), id, STR("\""))) ||
           str_contains(bytes, ARENA_JOIN(office->arena, STR("'"), id, STR("'")));
}

/* Relationships that only what was taken out referred to. */
static bool drop_unmentioned(struct office *office)
{
    bool changed = false;
    for (size_t i = 0; i < office->package.relation_count; i++) {
        const struct opc_relation *relation = &office->package.relations[i];
        struct str before;
        if (office->relation_goes[i] || relation->source >= office->zip.count ||
            !office->parts[relation->source].is_edited || office->parts[relation->source].goes ||
            mentions(office, office->parts[relation->source].bytes, relation->id))
            continue;
        if (zip_read(&office->clean->work, office->zip.by_name[relation->source], 256 << 20,
                     &before) &&
            mentions(office, before, relation->id))
            changed = office->relation_goes[i] = true;
    }
    return changed;
}

/* ---- parts of relationships, content types, titles */

static void start_relationship(void *state, struct xml_edit *edit, struct str name,
                               const char **attributes)
{
    if (str_equal(name, STR("Relationship")) && is_gone_id(state, xml_attribute(attributes, "Id")))
        xml_edit_drop(edit);
}

static void settle_relationships(struct office *office)
{
    static const struct xml_edit_handler handler = {.start = start_relationship};
    struct str folder, source;
    for (size_t part = 0; part < office->zip.count; part++) {
        if (!opc_source_of(office->arena, office_name(office, part), &folder, &source))
            continue;
        struct references references = {office, source.n == folder.n ? SIZE_MAX
                                                                     : office_find(office, source)};
        bool is_root = source.n == folder.n, loses = false;
        if (!is_root && !is_source(office, references.part)) {
            office->parts[part].goes |=
                references.part < office->zip.count; /* what spoke for nobody is OPC-01 */
            continue;
        }
        for (size_t i = 0; i < office->package.relation_count; i++)
            loses |=
                office->relation_goes[i] && office->package.relations[i].source == references.part;
        if (loses)
            office_edit(office, part, &handler, &references);
    }
}

static void start_type(void *state, struct xml_edit *edit, struct str name, const char **attributes)
{
    const struct office *office = state;
    struct str part = xml_attribute(attributes, "PartName");
    if (!str_equal(name, STR("Override")) || !str_starts(part, STR("/")))
        return;
    size_t index = office_find(office, str_slice(part, 1, part.n));
    if (index != SIZE_MAX && office->parts[index].goes)
        xml_edit_drop(edit);
}

static void start_title(void *state, struct xml_edit *edit, struct str name,
                        const char **attributes)
{
    (void)state, (void)attributes;
    if (str_equal(name, STR("TitlesOfParts")) || str_equal(name, STR("HeadingPairs")))
        xml_edit_drop(edit);
}

void office_settle(struct office *office)
{
    static const struct xml_edit_handler types = {.start = start_type},
                                         titles = {.start = start_title};
    bool changed = true;
    for (int round = 0; round < MOST_ROUNDS && changed; round++) {
        changed = drop_unmentioned(office);
        changed |= drop_relations_to_gone(office);
        changed |= drop_unreached(office);
        changed |= fix_references(office);
    }
    settle_relationships(office);
    bool any = false;
    for (size_t part = 0; part < office->zip.count; part++)
        any |= office->parts[part].goes;
    size_t content_types = office_find(office, STR("[Content_Types].xml")),
           app = office_find(office, STR("docProps/app.xml"));
    if (any && content_types != SIZE_MAX)
        office_edit(office, content_types, &types, office);
    if (app != SIZE_MAX && (office->loses_titles || clean_finds(office->clean, "OPC-08")))
        office_edit(office, app, &titles, office);
}
