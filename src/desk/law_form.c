/* Reads the texts of the form into a cargo. */
#include "desk/law_form.h"

#include <string.h>

#include "base/text.h"

struct reading {
    struct arena *arena;
    struct desk_form_problems *problems;
};

static void problem(const struct reading *r, const char *prefix, size_t row, const char *field,
                    struct str sentence)
{
    struct desk_form_problems *list = r->problems;
    if (list->count == DESK_FORM_PROBLEMS)
        return;
    struct str input = prefix ? arena_format(r->arena, "%s%zu_%s", prefix, row, field)
                              : str_from_c(field);
    list->rows[list->count++] = (struct desk_form_problem){input, sentence};
}

static bool take_prefix(struct str *text, struct str prefix)
{
    if (!str_starts(*text, prefix))
        return false;
    *text = str_trim(str_slice(*text, prefix.n, text->n));
    return true;
}

static bool take_suffix(struct str *text, struct str suffix)
{
    if (!str_ends(*text, suffix))
        return false;
    *text = str_trim(str_slice(*text, 0, text->n - suffix.n));
    return true;
}

bool desk_law_value_read(struct str text, struct decimal *value, bool *below)
{
    static const struct str marks[] = {STR_INIT("<="), STR_INIT("<"), STR_INIT("＜"), STR_INIT("≦"),
                                       STR_INIT("≤")};
    text = str_trim(text);
    *below = false;
    if (take_prefix(&text, STR("ND")) || take_prefix(&text, STR("nd")) ||
        take_prefix(&text, STR("不検出"))) {
        *below = true;
        if (take_prefix(&text, STR("(")) || take_prefix(&text, STR("（"))) {
            bool closed = take_suffix(&text, STR(")")) || take_suffix(&text, STR("）"));
            if (!closed)
                return false;
        }
    }
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (take_prefix(&text, marks[i])) {
            *below = true;
            break;
        }
    if (take_suffix(&text, STR("未満")) || take_suffix(&text, STR("以下")))
        *below = true;
    return decimal_parse(text, value, NULL) == 0;
}

static bool is_blank_analysis(const struct desk_form_analysis *row)
{
    return str_trim(row->substance).n == 0 && str_trim(row->value).n == 0;
}

static bool is_blank_part(const struct desk_form_part *row)
{
    return str_trim(row->name).n == 0 && str_trim(row->share).n == 0 &&
           str_trim(row->moisture).n == 0 && str_trim(row->materials).n == 0 &&
           str_trim(row->form).n == 0 && str_trim(row->others).n == 0;
}

size_t desk_law_form_analysis_count(const struct desk_law_form *form)
{
    size_t count = DESK_FORM_ANALYSES;
    while (count > 0 && is_blank_analysis(&form->analyses[count - 1]))
        count--;
    return count;
}

size_t desk_law_form_part_count(const struct desk_law_form *form)
{
    size_t count = DESK_FORM_PARTS;
    while (count > 0 && is_blank_part(&form->parts[count - 1]))
        count--;
    return count;
}

static enum law_analysis_kind kind_of(struct str word)
{
    for (int k = LAW_CONTENT; k <= LAW_ACIDITY; k++)
        if (str_equal(law_kind_word((enum law_analysis_kind)k), word))
            return (enum law_analysis_kind)k;
    return LAW_CONTENT;
}

static enum law_basis basis_of(struct str word)
{
    for (int b = LAW_WET; b <= LAW_BASIS_UNKNOWN; b++)
        if (str_equal(law_basis_word((enum law_basis)b), word))
            return (enum law_basis)b;
    return LAW_BASIS_UNKNOWN;
}

static enum law_form form_of(struct str word)
{
    for (int f = LAW_SOLID; f <= LAW_LIQUID; f++)
        if (str_equal(law_form_word((enum law_form)f), word))
            return (enum law_form)f;
    return LAW_FORM_UNKNOWN;
}

static enum law_tri tri_of(struct str word)
{
    enum law_tri tri = LAW_UNKNOWN;
    return law_tri_find(word, &tri) ? tri : LAW_UNKNOWN;
}

static bool read_analysis(const struct reading *r, const struct desk_form_analysis *row, size_t number,
                          struct law_analysis *out)
{
    *out = (struct law_analysis){
        .substance = str_trim(row->substance),
        .kind = kind_of(row->kind),
        .basis = basis_of(row->basis),
        .official = tri_of(row->official),
        .method = str_trim(row->method),
    };
    bool fine = true;
    if (out->substance.n == 0 && out->kind != LAW_ACIDITY) {
        problem(r, "a", number, "substance", STR("物質の名前を入れてください。"));
        fine = false;
    }
    if (out->kind == LAW_ACIDITY)
        out->substance = STR("");
    if (!desk_law_value_read(row->value, &out->value, &out->below)) {
        problem(r, "a", number, "value",
                STR("0.03、<0.005 のように数字で入れてください。不検出なら定量下限を <0.005 の形で入れます。"));
        fine = false;
    }
    struct str unit = str_trim(row->unit);
    if (unit.n == 0 && out->kind == LAW_ACIDITY)
        unit = STR("pH");
    if (unit.n == 0 || !law_unit_find(unit, &out->unit)) {
        problem(r, "a", number, "unit", STR("単位を wt%、mg/kg、ppm、mg/L などから入れてください。"));
        fine = false;
    }
    if (out->kind != LAW_CONTENT)
        out->basis = LAW_BASIS_UNKNOWN;
    return fine;
}

/* Names a number: "鉄 82" or "鉄 82%". */
static bool read_material(struct str text, struct law_material *out)
{
    text = str_trim(text);
    take_suffix(&text, STR("%"));
    take_suffix(&text, STR("％"));
    size_t cut = text.n;
    while (cut > 0 && text.p[cut - 1] != ' ')
        cut--;
    out->name = str_trim(str_slice(text, 0, cut));
    return out->name.n > 0 && decimal_parse(str_slice(text, cut, text.n), &out->fraction, NULL) == 0;
}

/* Commas of both widths and line ends part a list. */
static struct str next_item(struct str *rest)
{
    static const struct str marks[] = {STR_INIT("、"), STR_INIT("，"), STR_INIT(","), STR_INIT("\n")};
    size_t at = rest->n, width = 0;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t found = str_find(*rest, marks[i], 0);
        if (found < at) {
            at = found;
            width = marks[i].n;
        }
    }
    struct str item = str_trim(str_slice(*rest, 0, at));
    *rest = str_slice(*rest, at + width, rest->n);
    return item;
}

static void read_materials(const struct reading *r, struct str text, size_t row, struct law_part *out)
{
    struct law_material *list = ARENA_ARRAY(r->arena, struct law_material, text.n + 1);
    while (text.n) {
        struct str item = next_item(&text);
        if (item.n == 0)
            continue;
        if (read_material(item, &list[out->material_count]))
            out->material_count++;
        else
            problem(r, "p", row, "materials", STR("「鉄 82、銅 11」のように、材料と重量％を並べてください。"));
    }
    out->materials = list;
}

static bool read_share(const struct reading *r, struct str text, size_t row, const char *field,
                       struct decimal *out)
{
    text = str_trim(text);
    take_suffix(&text, STR("%"));
    if (text.n == 0)
        return false;
    if (decimal_parse(text, out, NULL) == 0)
        return true;
    problem(r, "p", row, field, STR("重量％を 40 や 12.5 のように数字で入れてください。"));
    return false;
}

static void read_part(const struct reading *r, const struct desk_form_part *row, size_t number,
                      struct law_part *out)
{
    *out = (struct law_part){.name = str_trim(row->name),
                             .form = form_of(row->form),
                             .others_absent = tri_of(row->others)};
    out->has_fraction = read_share(r, row->share, number, "share", &out->fraction);
    out->has_moisture = read_share(r, row->moisture, number, "moisture", &out->moisture);
    read_materials(r, row->materials, number, out);
}

static size_t part_named(struct law_part *parts, size_t *count, struct str name,
                         struct desk_form_problems *problems)
{
    for (size_t i = 0; i < *count; i++)
        if (str_equal(parts[i].name, name))
            return i;
    if (name.n == 0 && *count == 1)
        return 0; /* the only part is the whole cargo */
    problems->part_row[*count] = -1;
    parts[*count] = (struct law_part){.name = name};
    return (*count)++;
}

static void read_parts(const struct reading *r, const struct desk_law_form *form,
                       struct law_cargo *out)
{
    enum { MOST = DESK_FORM_PARTS + DESK_FORM_ANALYSES };
    struct law_part *parts = ARENA_ARRAY(r->arena, struct law_part, MOST);
    struct law_analysis *analyses[MOST];
    size_t count = 0;
    for (size_t i = 0; i < DESK_FORM_PARTS; i++)
        if (!is_blank_part(&form->parts[i])) {
            r->problems->part_row[count] = (int)i;
            read_part(r, &form->parts[i], i, &parts[count++]);
        }
    for (size_t i = 0; i < MOST; i++)
        analyses[i] = NULL;
    for (size_t i = 0; i < DESK_FORM_ANALYSES; i++) {
        struct law_analysis one;
        if (is_blank_analysis(&form->analyses[i]) || !read_analysis(r, &form->analyses[i], i, &one))
            continue;
        size_t p = part_named(parts, &count, str_trim(form->analyses[i].part), r->problems);
        if (!analyses[p])
            analyses[p] = ARENA_ARRAY(r->arena, struct law_analysis, DESK_FORM_ANALYSES);
        r->problems->rows_of[p][parts[p].analysis_count] = (int)i;
        analyses[p][parts[p].analysis_count++] = one;
        parts[p].analyses = analyses[p];
    }
    out->parts = parts;
    out->part_count = count;
}

static void read_words(struct arena *arena, struct str text, const struct str **out, size_t *count)
{
    struct str *list = ARENA_ARRAY(arena, struct str, text.n + 1), rest = text;
    *count = 0;
    while (rest.n) {
        struct str item = next_item(&rest), word;
        while (item.n && str_cut(&item, ' ', &word))
            if (word.n)
                list[(*count)++] = word;
    }
    *out = list;
}

static void read_transit(const struct reading *r, struct str text, struct law_cargo *out)
{
    text = str_trim(text);
    if (text.n == 0)
        return;
    out->transit_known = true;
    if (!str_equal(text, STR("なし")) && !str_equal(text, STR("直行")))
        read_words(r->arena, text, &out->transit, &out->transit_count);
}

static void read_tests(const struct reading *r, const struct desk_law_form *form, struct law_cargo *out)
{
    struct law_test *tests = ARENA_ARRAY(r->arena, struct law_test, DESK_FORM_TESTS);
    for (size_t i = 0; i < DESK_FORM_TESTS; i++) {
        enum law_tri outcome = tri_of(form->tests[i].outcome);
        if (form->tests[i].key.n && outcome != LAW_UNKNOWN)
            tests[out->test_count++] =
                (struct law_test){.key = form->tests[i].key, .positive = outcome};
    }
    out->tests = tests;
}

void desk_law_form_read(const struct desk_law_form *form, struct arena *arena, struct law_cargo *out,
                        struct desk_form_problems *problems)
{
    const struct reading r = {arena, problems};
    int64_t year;
    memset(problems, 0, sizeof *problems);
    memset(problems->rows_of, -1, sizeof problems->rows_of);
    memset(problems->part_row, -1, sizeof problems->part_row);
    *out = (struct law_cargo){.operation = str_trim(form->operation),
                              .form = form_of(form->form),
                              .used_kind = str_trim(form->used_kind)};
    for (int p = LAW_RECYCLING; p <= LAW_ANALYSIS; p++)
        if (str_equal(law_purpose_word((enum law_purpose)p), form->purpose))
            out->purpose = (enum law_purpose)p;
    read_words(arena, form->codes, &out->codes, &out->code_count);
    read_words(arena, form->streams, &out->streams, &out->stream_count);
    read_transit(&r, form->transit, out);
    struct str made = str_trim(form->made_year);
    if (made.n && (!str_to_int64(made, &year) || year < 1900 || year > 2199))
        problem(&r, NULL, 0, "made_year", STR("製造年を 2019 のように西暦で入れてください。"));
    else if (made.n)
        out->made_year = (int)year;
    for (int f = 0; f < LAW_FACT_COUNT; f++)
        out->facts[f] = tri_of(form->facts[f]);
    read_tests(&r, form, out);
    read_parts(&r, form, out);
}
