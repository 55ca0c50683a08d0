/* Writes a cargo into the texts of the form, as far as it has rows. */
#include "desk/law_form.h"

static struct str value_text(const struct law_analysis *analysis, struct arena *arena)
{
    struct str number = decimal_format(analysis->value, arena);
    return analysis->below ? ARENA_JOIN(arena, STR("<"), number) : number;
}

static struct str joined(const struct str *words, size_t count, struct arena *arena)
{
    struct str text = STR("");
    for (size_t i = 0; i < count; i++)
        text = i ? ARENA_JOIN(arena, text, STR("、"), words[i]) : words[i];
    return text;
}

static struct str materials_text(const struct law_part *part, struct arena *arena)
{
    struct str text = STR("");
    for (size_t i = 0; i < part->material_count; i++)
        text = ARENA_JOIN(arena, text, i ? STR("、") : STR(""), part->materials[i].name, STR(" "),
                          decimal_format(part->materials[i].fraction, arena));
    return text;
}

/* A part of which nothing but analyses is known, and which is the whole cargo, needs no row. */
static bool needs_row(const struct law_part *part)
{
    return part->name.n || part->has_fraction || part->has_moisture || part->material_count ||
           part->form != LAW_FORM_UNKNOWN || part->others_absent != LAW_UNKNOWN;
}

static void write_part(const struct law_part *part, struct arena *arena, struct desk_form_part *out)
{
    *out = (struct desk_form_part){
        .name = part->name,
        .share = part->has_fraction ? decimal_format(part->fraction, arena) : STR(""),
        .form = part->form == LAW_FORM_UNKNOWN ? STR("") : law_form_word(part->form),
        .moisture = part->has_moisture ? decimal_format(part->moisture, arena) : STR(""),
        .others = part->others_absent == LAW_UNKNOWN ? STR("") : law_tri_word(part->others_absent),
        .materials = materials_text(part, arena),
    };
}

static void write_analysis(const struct law_part *part, const struct law_analysis *analysis,
                           struct arena *arena, struct desk_form_analysis *out)
{
    *out = (struct desk_form_analysis){
        .part = part->name,
        .substance = analysis->substance,
        .kind = law_kind_word(analysis->kind),
        .value = value_text(analysis, arena),
        .unit = law_unit_text(analysis->unit),
        .basis = analysis->basis == LAW_BASIS_UNKNOWN ? STR("") : law_basis_word(analysis->basis),
        .official = analysis->official == LAW_UNKNOWN ? STR("") : law_tri_word(analysis->official),
        .method = analysis->method,
    };
}

/* Fills the form part by part; what does not fit becomes the part *rest. True: there is such a rest. */
static bool write_one(const struct law_part *part, struct arena *arena, size_t *rows, size_t *lines,
                      struct desk_law_form *out, struct law_part *rest)
{
    *rest = *part;
    if (needs_row(part)) {
        if (*rows == DESK_FORM_PARTS)
            return true;
        write_part(part, arena, &out->parts[(*rows)++]);
    }
    size_t fits = DESK_FORM_ANALYSES - *lines;
    if (fits > part->analysis_count)
        fits = part->analysis_count;
    for (size_t a = 0; a < fits; a++)
        write_analysis(part, &part->analyses[a], arena, &out->analyses[(*lines)++]);
    if (fits == part->analysis_count)
        return false;
    *rest = (struct law_part){.name = part->name, .analyses = &part->analyses[fits],
                              .analysis_count = part->analysis_count - fits};
    return true;
}

static void write_parts(const struct law_cargo *cargo, struct arena *arena, struct desk_law_form *out,
                        struct law_cargo *rest)
{
    size_t rows = 0, lines = 0;
    struct law_part *parts = ARENA_ARRAY(arena, struct law_part, cargo->part_count);
    *rest = (struct law_cargo){.parts = parts};
    for (size_t p = 0; p < cargo->part_count; p++)
        if (write_one(&cargo->parts[p], arena, &rows, &lines, out, &parts[rest->part_count]))
            rest->part_count++;
}

void desk_law_form_split(const struct law_cargo *cargo, struct arena *arena, struct desk_law_form *out,
                         struct law_cargo *rest)
{
    *out = (struct desk_law_form){
        .operation = cargo->operation,
        .purpose = cargo->purpose == LAW_PURPOSE_UNKNOWN ? STR("") : law_purpose_word(cargo->purpose),
        .form = cargo->form == LAW_FORM_UNKNOWN ? STR("") : law_form_word(cargo->form),
        .codes = joined(cargo->codes, cargo->code_count, arena),
        .streams = joined(cargo->streams, cargo->stream_count, arena),
        .transit = joined(cargo->transit, cargo->transit_count, arena),
        .used_kind = cargo->used_kind,
        .made_year = cargo->made_year ? arena_format(arena, "%d", cargo->made_year) : STR(""),
    };
    if (cargo->transit_known && cargo->transit_count == 0)
        out->transit = STR("なし");
    for (int f = 0; f < LAW_FACT_COUNT; f++)
        out->facts[f] = cargo->facts[f] == LAW_UNKNOWN ? STR("") : law_tri_word(cargo->facts[f]);
    for (size_t i = 0; i < cargo->test_count && i < DESK_FORM_TESTS; i++)
        out->tests[i] = (struct desk_form_test){cargo->tests[i].key,
                                                law_tri_word(cargo->tests[i].positive)};
    write_parts(cargo, arena, out, rest);
}

bool desk_law_form_write(const struct law_cargo *cargo, struct arena *arena, struct desk_law_form *out)
{
    struct law_cargo rest;
    desk_law_form_split(cargo, arena, out, &rest);
    return rest.part_count == 0 && cargo->test_count <= DESK_FORM_TESTS;
}

/* The number between the brackets after `name`: "parts[3]" → 3. */
static bool index_after(struct str *path, struct str name, size_t limit, size_t *out)
{
    int64_t number;
    if (!str_starts(*path, name) || path->n <= name.n || path->p[name.n] != '[')
        return false;
    size_t end = str_find_char(*path, ']', name.n);
    if (end == SIZE_MAX || !str_to_int64(str_slice(*path, name.n + 1, end), &number) || number < 0 ||
        (uint64_t)number >= limit)
        return false;
    *out = (size_t)number;
    *path = str_slice(*path, end + 1, path->n);
    if (path->n && path->p[0] == '.')
        *path = str_slice(*path, 1, path->n);
    return true;
}

struct str desk_law_form_input(const struct desk_form_problems *problems, struct str path,
                               struct arena *arena)
{
    size_t part, analysis;
    if (!index_after(&path, STR("parts"), DESK_FORM_PARTS + DESK_FORM_ANALYSES, &part))
        return STR("");
    if (index_after(&path, STR("analyses"), DESK_FORM_ANALYSES, &analysis)) {
        if (problems->rows_of[part][analysis] < 0)
            return STR("");
        return arena_format(arena, "a%d_%" PRIstr, problems->rows_of[part][analysis],
                            STR_ARG(path.n ? path : STR("substance")));
    }
    if (problems->part_row[part] < 0)
        return STR("");
    struct str field = str_equal(path, STR("fraction"))        ? STR("share")
                       : str_equal(path, STR("others_absent")) ? STR("others")
                       : path.n == 0                           ? STR("name")
                       : str_starts(path, STR("materials"))    ? STR("materials")
                                                               : path;
    return arena_format(arena, "p%d_%" PRIstr, problems->part_row[part], STR_ARG(field));
}
