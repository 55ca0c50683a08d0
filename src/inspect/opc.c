#include "inspect/opc.h"

#include "base/buf.h"
#include "base/escape.h"
#include "inspect/pattern.h"

enum { MOST_RELATIONS = 200000 };

static size_t index_of(const struct zip *zip, struct str name)
{
    const struct zip_entry *const *found = zip_find_place(zip, name);
    return found ? (size_t)(found - zip->by_name) : SIZE_MAX;
}

/* "xl/worksheets/" and "../media/a.png" give "xl/media/a.png". */
static struct str join_path(struct arena *arena, struct str folder, struct str target)
{
    struct str rest = str_starts(target, STR("/")) ? str_slice(target, 1, target.n)
                                                   : ARENA_JOIN(arena, folder, target);
    struct str step, steps[64];
    size_t count = 0;
    while (str_cut(&rest, '/', &step)) {
        if (str_equal(step, STR("..")))
            count -= count > 0;
        else if (step.n && !str_equal(step, STR(".")) && count < 64)
            steps[count++] = step;
    }
    struct buf out = {0};
    for (size_t i = 0; i < count; i++) {
        if (i)
            buf_append_char(&out, '/');
        buf_append(&out, steps[i]);
    }
    struct str path = arena_copy(arena, buf_str(&out));
    buf_finish(&out);
    return path;
}

static struct str decode_percent(struct arena *arena, struct str text)
{
    char *out = ARENA_ARRAY(arena, char, text.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        int high = text.p[i] == '%' && text.n - i > 2 ? hex_value(text.p[i + 1]) : -1;
        int low = high >= 0 ? hex_value(text.p[i + 2]) : -1;
        out[n++] = low >= 0 ? (char)(high * 16 + low) : text.p[i];
        i += low >= 0 ? 2 : 0;
    }
    return (struct str){out, n};
}

struct rels {
    struct package *package;
    const struct zip_entry *entry;
    struct str folder; /* of the source part */
    size_t source, room;
};

/* Web and mail links are what readers expect; a path of somebody's machine is not. */
static void report_external(struct rels *rels, const struct opc_relation *relation)
{
    struct work *work = rels->package->work;
    struct inspect_place place = place_part(rels->entry->name, relation->id);
    struct str value = relation->value;
    if (str_equal(relation->kind, STR("attachedTemplate"))) {
        work_found(work, "WD-08", &place, value);
        return;
    }
    bool is_web = str_starts(value, STR("http://")) || str_starts(value, STR("https://")) ||
                  str_starts(value, STR("mailto:"));
    struct inspect_finding *finding = work_found(work, "OPC-05", &place, value);
    if (finding && is_web && str_equal(relation->kind, STR("hyperlink")))
        finding->severity = INSPECT_INFORMATION;
    else if (finding && !is_web)
        finding->severity = INSPECT_ACT;
}

static struct str last_word(struct str type)
{
    size_t at = type.n;
    while (at > 0 && type.p[at - 1] != '/')
        at--;
    return str_slice(type, at, type.n);
}

static struct opc_relation *new_relation(struct rels *rels)
{
    struct package *package = rels->package;
    if (package->relation_count == MOST_RELATIONS)
        return NULL;
    package->relations =
        work_grow(package->work->arena, package->relations, package->relation_count, &rels->room,
                  sizeof *package->relations);
    return &package->relations[package->relation_count++];
}

static void start(void *state, struct str name, const char **attributes)
{
    struct rels *rels = state;
    struct arena *arena = rels->package->work->arena;
    if (!str_equal(name, STR("Relationship")))
        return;
    struct opc_relation *relation = new_relation(rels);
    if (!relation)
        return;
    *relation = (struct opc_relation){
        .source = rels->source,
        .target = SIZE_MAX,
        .id = arena_copy(arena, xml_attribute(attributes, "Id")),
        .kind = arena_copy(arena, last_word(xml_attribute(attributes, "Type"))),
        .value = arena_copy(arena, xml_attribute(attributes, "Target")),
        .is_external = str_equal(xml_attribute(attributes, "TargetMode"), STR("External"))};
    if (relation->is_external) {
        report_external(rels, relation);
        return;
    }
    struct str value = relation->value;
    value = str_slice(value, 0, str_find_char(value, '#', 0));
    relation->target = index_of(rels->package->zip, join_path(arena, rels->folder, value));
    if (relation->target == SIZE_MAX && str_contains(value, STR("%")))
        relation->target = index_of(rels->package->zip,
                                    join_path(arena, rels->folder, decode_percent(arena, value)));
}

static void ignore_end(void *state, struct str name)
{
    (void)state, (void)name;
}

static void ignore_text(void *state, struct str text)
{
    (void)state, (void)text;
}

bool opc_source_of(struct arena *arena, struct str name, struct str *folder, struct str *source)
{
    size_t at = str_find(name, STR("_rels/"), 0);
    if (at == SIZE_MAX || !str_ends(name, STR(".rels")))
        return false;
    *folder = str_slice(name, 0, at);
    *source = ARENA_JOIN(arena, *folder, str_slice(name, at + 6, name.n - 5));
    return true;
}

void opc_place_link(const struct package *package, struct str part, const char **attributes,
                    const struct inspect_place *place)
{
    struct work *work = package->work;
    struct inspect_report *report = work_top(work)->report;
    struct str id = STR(""), folder, source;
    for (size_t i = 0; attributes[i]; i += 2)
        if (str_ends(str_from_c(attributes[i]), STR(":id")))
            id = str_from_c(attributes[i + 1]);
    for (size_t i = 0; id.n && i < report->count; i++) {
        struct inspect_finding *finding = &report->findings[i];
        struct inspect_place *at = &finding->place;
        if (!str_equal(finding->kind->id, STR("OPC-05")) || !str_equal(at->element, id) ||
            !str_equal(at->inside, work->inside) ||
            !opc_source_of(work->arena, at->part, &folder, &source) || !str_equal(source, part))
            continue;
        struct inspect_place rels = *at;
        *at = *place;
        work_keep_place(work->arena, at);
        at->inside = rels.inside;
        at->part = rels.part;
        at->element = rels.element;
        at->offset = -1;
        return;
    }
}

static void read_all_rels(struct package *package)
{
    static const struct xml_handler handler = {start, ignore_end, ignore_text};
    struct rels rels = {.package = package};
    struct str source;
    for (size_t i = 0; i < package->zip->count; i++) {
        const struct zip_entry *entry = package->zip->by_name[i];
        if (!opc_source_of(package->work->arena, entry->name, &rels.folder, &source))
            continue;
        rels.entry = entry;
        bool is_root = source.n == rels.folder.n;
        rels.source = is_root ? SIZE_MAX : index_of(package->zip, source);
        if (is_root || rels.source != SIZE_MAX)
            package->reached[i] = true;
        else
            rels.source = SIZE_MAX - 1; /* relationships of a part that is not there */
        xml_read_entry(package->work, entry, &handler, &rels);
    }
}

static void reach_all(struct package *package)
{
    size_t *queue = ARENA_ARRAY(package->work->arena, size_t, package->zip->count + 1);
    size_t first = 0, last = 0;
    bool from_root = true;
    for (;;) {
        size_t source = from_root ? SIZE_MAX : queue[first++];
        for (size_t i = 0; i < package->relation_count; i++) {
            const struct opc_relation *relation = &package->relations[i];
            if (relation->source != source || relation->target == SIZE_MAX ||
                package->reached[relation->target])
                continue;
            package->reached[relation->target] = true;
            queue[last++] = relation->target;
        }
        from_root = false;
        if (first == last)
            return;
    }
}

static void report_orphans(struct package *package)
{
    for (size_t i = 0; i < package->zip->count; i++) {
        const struct zip_entry *entry = package->zip->by_name[i];
        if (package->reached[i] || entry->is_folder ||
            str_equal_nocase(entry->name, STR("[Content_Types].xml")))
            continue;
        struct inspect_place place = place_part(entry->name, STR(""));
        work_found_plain(
            package->work, "OPC-01", &place,
            arena_format(package->work->arena, "%llu bytes", (unsigned long long)entry->size));
    }
}

static void start_type(void *state, struct str name, const char **attributes)
{
    struct package *package = state;
    struct str type = xml_attribute(attributes, "ContentType");
    if (!str_equal(name, STR("Override")) && !str_equal(name, STR("Default")))
        return;
    if (str_contains(type, STR("macroEnabled"))) {
        struct inspect_place place =
            place_part(STR("[Content_Types].xml"), xml_attribute(attributes, "PartName"));
        work_found_plain(package->work, "OPC-13", &place, type);
    }
}

void opc_read(struct package *package)
{
    static const struct xml_handler types = {start_type, ignore_end, ignore_text};
    const struct zip_entry *content_types = zip_find(package->zip, STR("[Content_Types].xml"));
    package->reached = ARENA_ARRAY(package->work->arena, bool, package->zip->count + 1);
    if (content_types)
        xml_read_entry(package->work, content_types, &types, package);
    read_all_rels(package);
    reach_all(package);
    report_orphans(package);
}

const struct zip_entry *opc_target(const struct package *package, struct str source, struct str id)
{
    size_t from = index_of(package->zip, source);
    for (size_t i = 0; i < package->relation_count; i++) {
        const struct opc_relation *relation = &package->relations[i];
        if (relation->source == from && relation->target != SIZE_MAX && str_equal(relation->id, id))
            return package->zip->by_name[relation->target];
    }
    return NULL;
}

const struct zip_entry *opc_target_of_kind(const struct package *package, struct str source,
                                           struct str kind)
{
    size_t from = index_of(package->zip, source);
    for (size_t i = 0; i < package->relation_count; i++) {
        const struct opc_relation *relation = &package->relations[i];
        if (relation->source == from && relation->target != SIZE_MAX &&
            str_equal(relation->kind, kind))
            return package->zip->by_name[relation->target];
    }
    return NULL;
}

size_t opc_references(const struct package *package, const struct zip_entry *entry,
                      struct str pattern)
{
    size_t target = index_of(package->zip, entry->name), count = 0;
    for (size_t i = 0; i < package->relation_count; i++) {
        const struct opc_relation *relation = &package->relations[i];
        if (relation->target == target && relation->source < package->zip->count &&
            pattern_fits(pattern, package->zip->by_name[relation->source]->name))
            count++;
    }
    return count;
}
