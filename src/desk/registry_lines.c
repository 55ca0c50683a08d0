/* Cargo lines in an export: the texts of one line, and of all lines in one. */
#include "desk/registry_source.h"

#include "base/buf.h"

typedef struct str pick(const struct desk_cargo *line);
static struct str pick_item(const struct desk_cargo *line) { return line->item; }
static struct str pick_class(const struct desk_cargo *line) { return line->cargo_class; }
static struct str pick_example(const struct desk_cargo *line) { return line->example_class; }
static struct str pick_hs(const struct desk_cargo *line) { return line->hs_code; }
static struct str pick_quantity(const struct desk_cargo *line) { return line->quantity; }
static struct str pick_unit(const struct desk_cargo *line) { return line->unit; }
static struct str pick_origin(const struct desk_cargo *line) { return line->origin; }
static struct str pick_process(const struct desk_cargo *line) { return line->process; }
static struct str pick_purpose(const struct desk_cargo *line) { return line->purpose; }
static struct str pick_analysis(const struct desk_cargo *line) { return line->analysis; }
static struct str pick_codes(const struct desk_cargo *line) { return line->basis_codes; }
static struct str pick_edition(const struct desk_cargo *line) { return line->rule_edition; }
static struct str pick_judgement(const struct desk_cargo *line)
{
    return desk_judgement_name(line->judgement);
}

/* between: what stands between the lines of a case that is told in one row. Codes are joined by a comma,
   words by a slash: the value map takes lists of codes apart again. Empty: the case has a field of its
   own, which also fills a line that says nothing. once: equal texts once. */
static const struct {
    struct str field;
    pick *of;
    struct str between;
    bool once;
} told[] = {
    {STR_INIT("item"), pick_item, STR_INIT(""), false},
    {STR_INIT("cargo_class"), pick_class, STR_INIT(""), false},
    {STR_INIT("judgement"), pick_judgement, STR_INIT(""), false},
    {STR_INIT("judgement_basis"), pick_codes, STR_INIT("／"), true},
    {STR_INIT("rule_version"), pick_edition, STR_INIT("／"), true},
    {STR_INIT("example_class"), pick_example, STR_INIT(","), true},
    {STR_INIT("hs_code"), pick_hs, STR_INIT("／"), true},
    {STR_INIT("qty"), pick_quantity, STR_INIT("／"), false},
    {STR_INIT("qty_unit"), pick_unit, STR_INIT(","), true},
    {STR_INIT("origin"), pick_origin, STR_INIT("／"), true},
    {STR_INIT("process"), pick_process, STR_INIT("／"), true},
    {STR_INIT("purpose"), pick_purpose, STR_INIT("／"), true},
    {STR_INIT("analyses"), pick_analysis, STR_INIT("／"), false},
};
enum { TOLD = sizeof told / sizeof told[0] };

static size_t find_told(struct str field)
{
    for (size_t i = 0; i < TOLD; i++)
        if (str_equal(told[i].field, field))
            return i;
    return TOLD;
}

bool desk_field_of_line(struct str field)
{
    return find_told(field) < TOLD || str_equal(field, STR("cargo_items")) ||
        str_equal(field, STR("cargo_no"));
}

static bool said_before(const struct desk_source *s, size_t line, pick *of)
{
    for (size_t i = 0; i < line; i++)
        if (str_equal(of(&s->cargo[i]), of(&s->cargo[line])))
            return true;
    return false;
}

struct str desk_lines_joined(const struct desk_source *s, struct str field)
{
    size_t at = find_told(field);
    struct buf out = {0};
    for (size_t i = 0; at < TOLD && i < s->cargo_count; i++) {
        struct str text = told[at].of(&s->cargo[i]);
        if (text.n == 0 || (told[at].once && said_before(s, i, told[at].of)))
            continue;
        if (out.n > 0)
            buf_append(&out, told[at].between);
        buf_append(&out, text);
    }
    struct str copy = arena_copy(s->arena, buf_str(&out));
    buf_finish(&out);
    return copy;
}

static struct str name_of(const struct desk_cargo *line)
{
    return line->name.n ? line->name
                        : desk_choice_title(STR("cargo_class"), line->cargo_class, LANG_JA);
}

struct str desk_lines_listed(const struct desk_source *s)
{
    struct buf out = {0};
    for (size_t i = 0; i < s->cargo_count; i++) {
        const struct desk_cargo *line = &s->cargo[i];
        struct str unit = desk_choice_title(STR("unit"), line->unit, LANG_JA);
        struct str result = desk_judgement_title(line->judgement, LANG_JA);
        if (i > 0)
            buf_append_char(&out, '\n');
        buf_format(&out, "%zu. %" PRIstr, i + 1, STR_ARG(name_of(line)));
        if (line->quantity.n > 0)
            buf_format(&out, " %" PRIstr " %" PRIstr, STR_ARG(line->quantity), STR_ARG(unit));
        buf_format(&out, "（%" PRIstr "）", STR_ARG(result));
    }
    struct str copy = arena_copy(s->arena, buf_str(&out));
    buf_finish(&out);
    return copy;
}

struct str desk_line_field(const struct desk_source *s, size_t line, struct str field, bool *known)
{
    size_t at = find_told(field);
    *known = desk_field_of_line(field);
    if (str_equal(field, STR("cargo_no")))
        return arena_format(s->arena, "%zu", line + 1);
    if (str_equal(field, STR("cargo_items")))
        return name_of(&s->cargo[line]);
    if (at == TOLD)
        return STR("");
    struct str text = told[at].of(&s->cargo[line]);
    return text.n == 0 && told[at].between.n == 0 ? desk_case_value(s->c, field) : text;
}
