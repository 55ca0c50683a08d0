/* A package whose parts have gone: relationships that lead nowhere, references to them, parts that
   nobody reaches any more, content types. */
#include <stdlib.h>

#include "inspect/clean_office.h"
#include "inspect/pattern.h"

enum { MOST_ROUNDS = 20, MOST_PART = 512 << 20 };

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

/* Ids of one part's relationships, in order, for looking up. */
struct ids {
    struct str *ids;
    size_t *relations; /* their indices */
    bool *met;
    size_t count;
};
struct references {
    struct office *office;
    size_t part;
    struct ids gone;
};

struct id_order {
    struct str id;
    size_t relation;
};

static int compare_ids(const void *a, const void *b)
{
    const struct id_order *x = a, *y = b;
    return str_compare(x->id, y->id);
}

/* Those that went, or those that are still there. */
static struct ids ids_of(struct office *office, size_t part, bool gone)
{
    const struct package *package = &office->package;
    size_t count = 0, met = 0;
    for (size_t i = 0; i < package->relation_count; i++)
        count += package->relations[i].source == part && office->relation_goes[i] == gone;
    struct id_order *order = ARENA_ARRAY(office->arena, struct id_order, count + 1);
    for (size_t i = 0; i < package->relation_count; i++)
        if (package->relations[i].source == part && office->relation_goes[i] == gone)
            order[met++] = (struct id_order){package->relations[i].id, i};
    if (count)
        qsort(order, count, sizeof *order, compare_ids);
    struct ids ids = {.ids = ARENA_ARRAY(office->arena, struct str, count + 1),
                      .relations = ARENA_ARRAY(office->arena, size_t, count + 1),
                      .met = ARENA_ARRAY(office->arena, bool, count + 1),
                      .count = count};
    for (size_t i = 0; i < count; i++) {
        ids.ids[i] = order[i].id;
        ids.relations[i] = order[i].relation;
    }
    return ids;
}

static size_t find_id(const struct ids *ids, struct str id)
{
    size_t low = 0, high = ids->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_compare(ids->ids[middle], id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < ids->count && str_equal(ids->ids[low], id) ? low : SIZE_MAX;
}

static bool is_gone_id(const struct references *references, struct str id)
{
    return find_id(&references->gone, id) != SIZE_MAX;
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
        if (office->parts[part].goes)
            continue;
        struct references references = {office, part, ids_of(office, part, true)};
        if (references.gone.count == 0)
            continue;
        struct str before = office_read(office, part);
        office_edit(office, part, &handler, &references);
        changed |= before.n != office->parts[part].bytes.n;
    }
    return changed;
}

/* Notes which of the ids stand as the value of an attribute. */
static void meet_mentioned(struct str bytes, struct ids *ids)
{
    for (size_t at = 0; (at = str_find_char(bytes, '=', at)) != SIZE_MAX && at + 1 < bytes.n;) {
        char quote = bytes.p[++at];
        size_t end = quote == '"' || quote == '\'' ? str_find_char(bytes, quote, at + 1) : SIZE_MAX;
        size_t id = end == SIZE_MAX ? SIZE_MAX : find_id(ids, str_slice(bytes, at + 1, end));
        if (id != SIZE_MAX)
            ids->met[id] = true;
    }
}

/* Relationships that only what was taken out referred to. */
static bool drop_unmentioned(struct office *office)
{
    bool changed = false;
    for (size_t part = 0; part < office->zip.count; part++) {
        struct str before;
        const struct office_part *own = &office->parts[part];
        if (!own->is_edited || own->goes)
            continue;
        struct ids then = ids_of(office, part, false), now = then;
        if (then.count == 0 ||
            !zip_read(&office->clean->work, office->zip.by_name[part], MOST_PART, &before))
            continue;
        now.met = ARENA_ARRAY(office->arena, bool, then.count + 1);
        meet_mentioned(before, &then);
        meet_mentioned(own->bytes, &now);
        for (size_t i = 0; i < then.count; i++)
            if (then.met[i] && !now.met[i])
                changed = office->relation_goes[then.relations[i]] = true;
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
        bool is_root = source.n == folder.n;
        size_t own = is_root ? SIZE_MAX : office_find(office, source);
        if (!is_root && !is_source(office, own)) {
            office->parts[part].goes |= own < office->zip.count; /* else it is OPC-01 */
            continue;
        }
        struct references references = {office, own, ids_of(office, own, true)};
        if (references.gone.count)
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
