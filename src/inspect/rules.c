#include "inspect/rules.h"

#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "inspect/bytes.h"
#include "inspect/mark.h"
#include "inspect/pattern.h"

enum { COLUMNS = 7, MOST_RULES = 256, MOST_OPEN = 8, MOST_TEXT = 400, MOST_CONDITIONS = 4 };

enum take { TAKE_PART, TAKE_ONCE, TAKE_TEXT, TAKE_ATTRIBUTE };

struct rule {
    char id[8];
    struct str part, element, when;
    enum take take;
    char attribute[40];
    struct str near_element;
    char near_attribute[16];
    enum mark_act act; /* of the cleaner */
    struct str act_name;
};
struct rules {
    struct work *work;
    struct rule rules[MOST_RULES];
    size_t count;
    struct str known_extensions;
};

/* An element whose text is being gathered. */
struct open {
    const struct rule *rule;
    uint64_t element;
    int depth;
    char text[MOST_TEXT];
    size_t n;
};
struct reading {
    struct rules *rules;
    struct rules_part *part;
    const struct rule *chosen[MOST_RULES];
    uint32_t once[MOST_RULES];
    size_t count;
    int depth;
    struct open open[MOST_OPEN];
    size_t open_count;
    int near_depth; /* of the element that gave place.cell; 0: none */
};

static void copy_c(char *to, size_t room, struct str from)
{
    CHECK(from.n < room);
    memcpy(to, from.p, from.n);
    to[from.n] = 0;
}

/* "drop", "drop scenarios", "part" … */
static void read_act(struct str cell, struct rule *rule)
{
    static const struct {
        struct str word;
        enum mark_act act;
    } acts[] = {{STR_INIT("part"), MARK_PART},
                {STR_INIT("drop"), MARK_DROP},
                {STR_INIT("empty"), MARK_EMPTY},
                {STR_INIT("attribute"), MARK_ATTRIBUTE},
                {STR_INIT("shape"), MARK_SHAPE}};
    struct str word = STR("");
    str_cut(&cell, ' ', &word);
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++)
        if (str_equal(word, acts[i].word))
            rule->act = acts[i].act;
    CHECK(word.n == 0 || rule->act != MARK_NOTHING);
    rule->act_name = rule->act == MARK_ATTRIBUTE ? str_from_c(rule->attribute) : cell;
}

static void read_rule(struct str line, struct rule *rule)
{
    struct str cells[COLUMNS], near_element = STR("");
    for (size_t i = 0; i < COLUMNS; i++)
        CHECK(str_cut(&line, '\t', &cells[i]));
    *rule = (struct rule){.part = cells[1], .element = cells[2], .when = cells[4]};
    copy_c(rule->id, sizeof rule->id, cells[0]);
    if (str_starts(cells[3], STR("@"))) {
        rule->take = TAKE_ATTRIBUTE;
        copy_c(rule->attribute, sizeof rule->attribute, str_slice(cells[3], 1, cells[3].n));
    } else {
        rule->take = str_equal(cells[3], STR("part")) ? TAKE_PART
                     : str_equal(cells[3], STR("#"))  ? TAKE_TEXT
                                                      : TAKE_ONCE;
    }
    if (cells[5].n && str_cut(&cells[5], '@', &near_element)) {
        rule->near_element = near_element;
        copy_c(rule->near_attribute, sizeof rule->near_attribute, cells[5]);
    }
    read_act(cells[6], rule);
}

struct rules *office_rules_create(struct work *work)
{
    struct rules *rules = ARENA_NEW(work->arena, struct rules);
    rules->work = work;
    rules->known_extensions = embedded_find(&inspect_data, STR("known_extensions.tsv"));
    struct str rest = embedded_find(&inspect_data, STR("rules.tsv")), line;
    bool titled = false;
    while (str_cut(&rest, '\n', &line)) {
        if (line.n == 0 || line.p[0] == '#')
            continue;
        if (titled) {
            CHECK(rules->count < MOST_RULES);
            read_rule(line, &rules->rules[rules->count++]);
        }
        titled = true;
    }
    return rules;
}

void office_rules_match_name(struct rules *rules, const struct zip_entry *entry)
{
    struct inspect_place place = place_part(entry->name, STR(""));
    for (size_t i = 0; i < rules->count; i++) {
        const struct rule *rule = &rules->rules[i];
        if (rule->take == TAKE_PART && pattern_fits(rule->part, entry->name)) {
            work_found_plain(rules->work, rule->id, &place, STR(""));
            work_mark(rules->work, rule->id, entry->name, rule->act, 0, rule->act_name);
        }
    }
}

bool office_rules_want(const struct rules *rules, struct str name)
{
    for (size_t i = 0; i < rules->count; i++)
        if (rules->rules[i].take != TAKE_PART && pattern_fits(rules->rules[i].part, name))
            return true;
    return false;
}

static bool is_known_extension(const struct rules *rules, struct str uri)
{
    struct str rest = rules->known_extensions, line, known;
    while (str_cut(&rest, '\n', &line))
        if (str_cut(&line, '\t', &known) && str_equal_nocase(known, uri))
            return true;
    return false;
}

/* Headers of page numbers, dates and sheet names only say nothing; &Z and &F print where the file
 * lies. */
static bool has_words(struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '&' && i + 1 < text.n) {
            char code = text.p[++i];
            if (code == 'Z' || code == 'F' || code == 'G')
                return true;
            size_t close = code == '"' ? str_find_char(text, '"', i + 1) : i;
            i = close == SIZE_MAX ? text.n : close;
        } else if (!bytes_is_digit(text.p[i]) && text.p[i] != ' ' && text.p[i] != '/' &&
                   text.p[i] != '-') {
            return true;
        }
    }
    return false;
}

/* `text` is NULL for rules on attributes, else the text that was gathered. */
static bool when_fits(const struct reading *reading, const struct rule *rule,
                      const char **attributes, const struct str *text)
{
    if (str_equal(rule->when, STR("?unused")))
        return reading->part->is_unused;
    if (str_equal(rule->when, STR("?extension"))) {
        struct str uri = xml_attribute(attributes, "uri");
        return uri.n && !is_known_extension(reading->rules, uri);
    }
    if (str_equal(rule->when, STR("#?words")))
        return text && has_words(*text);
    return pattern_condition(rule->when, attributes, text);
}

/* The finding of elements that are counted comes at the end of the part. */
static void mark_counted(const struct reading *reading, size_t index)
{
    const struct rule *rule = reading->chosen[index];
    work_mark_before(reading->rules->work, rule->id, reading->part->entry->name, rule->act,
                     reading->part->element, rule->act_name, (int64_t)index);
}

static void mark(const struct reading *reading, const struct rule *rule, uint64_t element)
{
    work_mark(reading->rules->work, rule->id, reading->part->entry->name, rule->act, element,
              rule->act_name);
}

static void report(struct reading *reading, const struct rule *rule, struct str element,
                   struct str found)
{
    struct inspect_place place = reading->part->place;
    place.part = reading->part->entry->name;
    place.offset = -1;
    struct arena *arena = reading->rules->work->arena;
    place.element = rule->take == TAKE_ATTRIBUTE
                        ? ARENA_JOIN(arena, element, STR("/@"), str_from_c(rule->attribute))
                        : element;
    work_found(reading->rules->work, rule->id, &place, found);
}

static void open_text(struct reading *reading, const struct rule *rule)
{
    if (reading->open_count == MOST_OPEN)
        return;
    struct open *open = &reading->open[reading->open_count++];
    open->rule = rule;
    open->element = reading->part->element;
    open->depth = reading->depth;
    open->n = 0;
}

static void meet(struct reading *reading, size_t index, struct str name, const char **attributes)
{
    const struct rule *rule = reading->chosen[index];
    struct str value;
    switch (rule->take) {
    case TAKE_ATTRIBUTE:
        value = xml_attribute(attributes, rule->attribute);
        if (value.n && when_fits(reading, rule, attributes, NULL)) {
            report(reading, rule, name, value);
            mark(reading, rule, reading->part->element);
        }
        break;
    case TAKE_ONCE:
        if (when_fits(reading, rule, attributes, NULL)) {
            reading->once[index]++;
            mark_counted(reading, index);
        }
        break;
    case TAKE_TEXT:
        if (rule->when.n == 0 || rule->when.p[0] == '#' ||
            when_fits(reading, rule, attributes, NULL))
            open_text(reading, rule);
        break;
    case TAKE_PART:
        break;
    }
}

static bool is_of_cells(struct str name)
{
    return name.n <= 3 &&
           (str_equal(name, STR("c")) || str_equal(name, STR("v")) || str_equal(name, STR("f")) ||
            str_equal(name, STR("row")) || str_equal(name, STR("t")) || str_equal(name, STR("is")));
}

static void note_near(struct reading *reading, const struct rule *rule, struct str name,
                      const char **attributes)
{
    if (reading->near_depth == 0 && rule->near_element.n && str_equal(rule->near_element, name)) {
        struct str cell = xml_attribute(attributes, rule->near_attribute);
        reading->part->place.cell = text_head(arena_copy(reading->rules->work->arena, cell), 60);
        reading->near_depth = reading->depth;
    }
}

static void start(void *state, struct str name, const char **attributes)
{
    struct reading *reading = state;
    struct rules_part *part = reading->part;
    reading->depth++;
    part->element++;
    if (part->reader)
        part->reader->start(part->state, name, attributes);
    if (part->reader_takes_all && is_of_cells(name))
        return;
    for (size_t i = 0; i < reading->count; i++)
        note_near(reading, reading->chosen[i], name, attributes);
    for (size_t i = 0; i < reading->count; i++)
        if (str_equal(reading->chosen[i]->element, name))
            meet(reading, i, name, attributes);
}

static void close_texts(struct reading *reading, struct str name)
{
    while (reading->open_count && reading->open[reading->open_count - 1].depth == reading->depth) {
        struct open *open = &reading->open[--reading->open_count];
        struct str text = str_trim((struct str){open->text, open->n});
        bool conditional = open->rule->when.n && open->rule->when.p[0] == '#';
        if (text.n && (!conditional || when_fits(reading, open->rule, NULL, &text))) {
            report(reading, open->rule, name, text);
            mark(reading, open->rule, open->element);
        }
    }
}

static void end(void *state, struct str name)
{
    struct reading *reading = state;
    close_texts(reading, name);
    if (reading->part->reader)
        reading->part->reader->end(reading->part->state, name);
    if (reading->near_depth == reading->depth) {
        reading->near_depth = 0;
        reading->part->place.cell = STR("");
    }
    reading->depth--;
}

static void text(void *state, struct str text)
{
    struct reading *reading = state;
    if (reading->part->reader)
        reading->part->reader->text(reading->part->state, text);
    for (size_t i = 0; i < reading->open_count; i++) {
        struct open *open = &reading->open[i];
        size_t take = text.n < MOST_TEXT - open->n ? text.n : MOST_TEXT - open->n;
        memcpy(open->text + open->n, text.p, take);
        open->n += take;
    }
}

static void report_counts(struct reading *reading)
{
    for (size_t i = 0; i < reading->count; i++) {
        if (reading->once[i] == 0)
            continue;
        struct inspect_place place = reading->part->place;
        place.part = reading->part->entry->name;
        place.element = reading->chosen[i]->element;
        place.offset = -1;
        struct inspect_finding *finding =
            work_found_plain(reading->rules->work, reading->chosen[i]->id, &place, STR(""));
        if (finding)
            finding->count = reading->once[i];
        work_marks_found(reading->rules->work, reading->chosen[i]->id, (int64_t)i, true);
    }
}

bool office_rules_read(struct rules *rules, struct rules_part *part)
{
    static const struct xml_handler handler = {start, end, text};
    struct reading *reading = ARENA_NEW(rules->work->arena, struct reading);
    reading->rules = rules;
    reading->part = part;
    for (size_t i = 0; i < rules->count; i++)
        if (rules->rules[i].take != TAKE_PART &&
            pattern_fits(rules->rules[i].part, part->entry->name))
            reading->chosen[reading->count++] = &rules->rules[i];
    bool whole = xml_read_entry(rules->work, part->entry, &handler, reading);
    report_counts(reading);
    return whole;
}
