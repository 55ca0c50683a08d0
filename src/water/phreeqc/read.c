/* The sections of a study about an existing PHREEQC input. */
#include <string.h>

#include "water/phreeqc/inside.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

struct point_words {
    struct str state;
    int64_t simulation, cell, step;
    day_number start;
};

static const struct water_field point_fields[] = {
    {"simulation", WATER_FIELD_INTEGER, NULL, 1, 1e6, NULL, false,
     offsetof(struct point_words, simulation)},
    {"cell", WATER_FIELD_INTEGER, NULL, 0, 1e9, NULL, false, offsetof(struct point_words, cell)},
    {"state", WATER_FIELD_TEXT, NULL, 0, 0, NULL, false, offsetof(struct point_words, state)},
    {"step", WATER_FIELD_INTEGER, NULL, 0, 1e9, NULL, false, offsetof(struct point_words, step)},
    {"start", WATER_FIELD_DAY, NULL, 0, 0, NULL, false, offsetof(struct point_words, start)},
};

/* mg/L per unit of a column: "mg/L", "mol/kgw" (1 kg of water is 1 L). */
static bool read_unit(struct str word, const struct water_analyte *item, struct arena *arena,
                      double *factor)
{
    static const double milligrams = 1000; /* mg/L in kg/m3 */
    struct water_unit unit, mass, amount;
    size_t slash = str_find_char(word, '/', 0);
    if (slash != SIZE_MAX && str_equal_nocase(str_slice(word, slash, word.n), STR("/kgw")))
        word = ARENA_JOIN(arena, str_slice(word, 0, slash), STR("/L"));
    if (water_unit_parse(word, &unit, NULL) || water_unit_parse(STR("mg/L"), &mass, NULL) ||
        water_unit_parse(STR("mmol/L"), &amount, NULL))
        return false;
    if (water_dimension_equal(unit.dimension, mass.dimension))
        *factor = milligrams * unit.scale;
    else if (water_dimension_equal(unit.dimension, amount.dimension))
        *factor = unit.scale * water_analyte_molar_mass(item);
    else
        return false;
    return true;
}

static int refuse_entry(struct water_study_text *text, const struct water_entry *entry,
                        struct str what, struct error *error)
{
    return water_study_refuse(text, entry->line, entry->key, what, error);
}

/* "Fe_di + Fe_tri mol/kgw"; without a unit the heading's own "(mol/kgw)", or amounts. */
static int read_columns(struct water_study_text *text, struct water_entry *entry,
                        struct arena *arena, struct water_phreeqc_series *out, struct error *error)
{
    struct str rest = str_trim(entry->value), word;
    bool has_unit = false;
    out->factor = out->item.ph ? 1 : 0;
    while (rest.n > 0) {
        (void)str_cut(&rest, ' ', &word);
        rest = str_trim(rest);
        bool last = rest.n == 0;
        if (word.n == 0 || str_equal(word, STR("+")))
            continue;
        if (last && out->column_count > 0 && !out->item.ph &&
            read_unit(word, &out->item, arena, &out->factor)) {
            has_unit = true;
            continue;
        }
        if (out->column_count == WATER_PHREEQC_PARTS)
            return refuse_entry(text, entry,
                                BOTH("足せる列は 4 つまでです", "at most four columns are added"),
                                error);
        out->columns[out->column_count++] = word;
    }
    if (out->column_count == 0)
        return refuse_entry(
            text, entry, BOTH("列の名前を書いてください", "write the heading of a column"), error);
    struct str heading = out->columns[0];
    bool amounts = str_ends(heading, STR("(mol/kgw)"));
    if (!has_unit && !out->item.ph && amounts)
        out->factor = 1000 * water_analyte_molar_mass(&out->item);
    return 0;
}

static int read_item(struct water_study_text *text, struct water_entry *entry, size_t point,
                     struct water_phreeqc *m, struct error *error)
{
    struct water_phreeqc_series *series = &m->series[m->series_count];
    *series = (struct water_phreeqc_series){.point = point, .line = entry->line};
    entry->used = true;
    if (!water_analyte_find(entry->key, &series->item))
        return refuse_entry(text, entry,
                            BOTH("simulation、cell、state、step、start か、水質の項目（pH, Fe, "
                                 "Fe(2), Zn, SO4 など）を書いてください",
                                 "write simulation, cell, state, step, start, or an item of a "
                                 "water such as pH, Fe, Fe(2), Zn, SO4"),
                            error);
    int status = read_columns(text, entry, m->arena, series, error);
    m->series_count += status == 0;
    return status;
}

static int read_point(struct water_study_text *text, struct water_section *section,
                      const struct water_observe *observe, struct water_phreeqc *m,
                      struct error *error)
{
    struct point_words words = {.simulation = -1, .cell = -1, .step = -1, .start = observe->start};
    size_t index = m->point_count++;
    int status =
        water_section_fill(text, section, point_fields, COUNT(point_fields), &words, error);
    m->points[index] = (struct water_phreeqc_point){.name = section->name,
                                                    .state = words.state,
                                                    .simulation = words.simulation,
                                                    .cell = words.cell,
                                                    .step = words.step,
                                                    .in_time = observe->in_time && words.step < 0,
                                                    .start = words.start,
                                                    .line = section->line};
    for (size_t i = 0; i < section->count && !status; i++)
        if (!section->entries[i].used)
            status = read_item(text, &section->entries[i], index, m, error);
    return status;
}

static bool is_one_of(struct str word, const char *const *words)
{
    for (size_t i = 0; words[i]; i++)
        if (str_equal(word, str_from_c(words[i])))
            return true;
    return false;
}

/* A section that would count for nothing is a slip of the pen, or of another model. */
int water_phreeqc_check_sections(struct water_study_text *text, struct error *error)
{
    static const char *const known[] = {"study", "model",       "point",     "observe",
                                        "hold",  "particulate", "parameter", NULL};
    static const char *const train_keys[] = {"step", "tolerance", NULL};
    for (size_t i = 0; i < text->count; i++) {
        const struct water_section *section = &text->sections[i];
        if (!is_one_of(section->kind, known))
            return water_study_refuse(
                text, section->line, section->kind,
                BOTH("PHREEQC の入力の検討ファイルに、この節はありません。使える節: study、model、"
                     "point、observe、hold out、particulate、parameter",
                     "a study of a PHREEQC input has no such section; there are study, model, "
                     "point, observe, hold out, particulate, parameter"),
                error);
        for (size_t k = 0; k < section->count && str_equal(section->kind, STR("observe")); k++)
            if (is_one_of(section->entries[k].key, train_keys))
                return water_study_refuse(
                    text, section->entries[k].line, section->entries[k].key,
                    BOTH("これは槽の列の計算の刻みです。PHREEQC の入力では、刻みは入力が決めます",
                         "this is of trains: the steps of a PHREEQC input are its own"),
                    error);
    }
    return 0;
}

int water_phreeqc_read_points(struct water_study_text *text, const struct water_observe *observe,
                              struct water_phreeqc *m, struct error *error)
{
    size_t entries = 0;
    int status = 0;
    for (size_t i = 0; i < text->count; i++)
        entries += text->sections[i].count;
    m->points = ARENA_ARRAY(m->arena, struct water_phreeqc_point, text->count);
    m->series = ARENA_ARRAY(m->arena, struct water_phreeqc_series, entries);
    for (size_t i = 0; i < text->count && !status; i++)
        if (str_equal(text->sections[i].kind, STR("point")))
            status = read_point(text, &text->sections[i], observe, m, error);
    if (!status && m->point_count == 0)
        status = water_study_refuse(
            text, 0, STR("[point NAME]"),
            BOTH("入力のどの行がどの地点かを書く節がありません。例: [point 池の出口] cell = 1",
                 "there is no section that says which rows are which point, as [point outlet] "
                 "cell = 1"),
            error);
    return status;
}

/* "12, 80" */
static struct str lines_of(const struct water_phreeqc *m, const size_t *places, size_t count)
{
    enum { SHOWN = 6 };
    struct str out = {0};
    for (size_t i = 0; i < count && i < SHOWN; i++)
        out =
            ARENA_JOIN(m->arena, out, i > 0 ? STR(", ") : STR(""),
                       arena_format(m->arena, "%lld", (long long)m->places.items[places[i]].line));
    return count > SHOWN ? ARENA_JOIN(m->arena, out, STR(" …")) : out;
}

static int refuse_unknown(struct water_study_text *text, const struct water_section *section,
                          const struct water_phreeqc *m, struct error *error)
{
    struct str nearest = chem_places_nearest(&m->places, section->name, m->arena);
    struct str what = arena_format(
        m->arena,
        "%" PRIstr " にこの値はありません（書かれていない既定値は変えられません）。近い名前: "
        "%" PRIstr "。一覧は meguri water fit STUDY --places\x1f"
        "%" PRIstr " has no such figure (a default that is not written cannot be changed); the "
        "nearest is %" PRIstr "; meguri water fit STUDY --places lists them",
        STR_ARG(m->file), STR_ARG(nearest), STR_ARG(m->file), STR_ARG(nearest));
    return water_study_refuse(text, section->line, section->name, what, error);
}

/* Several places are one parameter only where the study says so, and where they agree. */
static int check_places(struct water_study_text *text, const struct water_section *section,
                        const struct water_phreeqc *m, const struct water_phreeqc_change *change,
                        struct error *error)
{
    bool several = str_find_char(section->name, '*', 0) != SIZE_MAX;
    struct str lines = lines_of(m, change->places, change->count);
    if (change->count > 1 && !several)
        return water_study_refuse(
            text, section->line, section->name,
            arena_format(m->arena,
                         "入力の %" PRIstr
                         " 行にあります。後ろに @行番号 を、全部を同じ値にするなら "
                         "@* を書いてください\x1f"
                         "stands in lines %" PRIstr " of the input: write @LINE behind it, or @* "
                         "for all of them at once",
                         STR_ARG(lines), STR_ARG(lines)),
            error);
    const struct chem_place *first = &m->places.items[change->places[0]];
    for (size_t i = 1; i < change->count; i++) {
        const struct chem_place *other = &m->places.items[change->places[i]];
        if (other->value != first->value)
            return water_study_refuse(
                text, section->line, section->name,
                arena_format(m->arena,
                             "入力の %lld 行（%g）と %lld 行（%g）の値が違うので、一つの値として"
                             "変えられません\x1f"
                             "lines %lld (%g) and %lld (%g) of the input differ, so that they "
                             "cannot be one parameter",
                             (long long)first->line, first->value, (long long)other->line,
                             other->value, (long long)first->line, first->value,
                             (long long)other->line, other->value),
                error);
    }
    return 0;
}

static int check_taken(struct water_study_text *text, const struct water_section *section,
                       const struct water_phreeqc *m, struct error *error)
{
    const struct water_phreeqc_change *change = &m->changes[m->problem.parameter_count];
    for (size_t k = 0; k < m->problem.parameter_count; k++)
        for (size_t a = 0; a < m->changes[k].count; a++)
            for (size_t b = 0; b < change->count; b++)
                if (m->changes[k].places[a] == change->places[b])
                    return water_study_refuse(
                        text, section->line, section->name,
                        arena_format(m->arena,
                                     "[parameter %" PRIstr "] と同じ値です\x1f"
                                     "it is the same figure as [parameter %" PRIstr "]",
                                     STR_ARG(m->problem.parameters[k].name),
                                     STR_ARG(m->problem.parameters[k].name)),
                        error);
    return 0;
}

static int read_parameter(struct water_study_text *text, struct water_section *section,
                          struct water_phreeqc *m, struct water_parameter *out, struct error *error)
{
    struct water_phreeqc_change *change = &m->changes[m->problem.parameter_count];
    double now;
    int status = 0;
    if (str_starts(section->name, STR("particulate."))) {
        change->particulate = str_slice(section->name, sizeof "particulate", section->name.n);
        now = water_particulates_find(m->particulates, change->particulate);
        return water_parameter_read(text, section, "-", now, out, error);
    }
    change->count = chem_places_find(&m->places, section->name, m->arena, &change->places);
    if (change->count == 0)
        return refuse_unknown(text, section, m, error);
    status = check_places(text, section, m, change, error);
    if (!status)
        status = check_taken(text, section, m, error);
    now = m->places.items[change->places[0]].value;
    return status ? status : water_parameter_read(text, section, "-", now, out, error);
}

int water_phreeqc_read_parameters(struct water_study_text *text, struct water_phreeqc *m,
                                  struct error *error)
{
    struct water_parameter *parameters = ARENA_ARRAY(m->arena, struct water_parameter, text->count);
    m->changes = ARENA_ARRAY(m->arena, struct water_phreeqc_change, text->count);
    m->particulates = ARENA_NEW(m->arena, struct water_particulates);
    m->problem.parameters = parameters;
    int status = water_particulates_read(text, m->arena, m->particulates, error);
    for (size_t i = 0; i < text->count && !status; i++) {
        struct water_section *section = &text->sections[i];
        if (!str_equal(section->kind, STR("parameter")))
            continue;
        status = read_parameter(text, section, m, &parameters[m->problem.parameter_count], error);
        m->problem.parameter_count += status == 0;
    }
    return status;
}
