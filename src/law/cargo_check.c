/* What cannot be true whatever the cargo is, and the words of its fields. */
#include <stdio.h>

#include "base/text.h"
#include "law/cargo_inside.h"

enum { MANTISSA_LIMIT_DIGITS = 12, YEAR_FIRST = 1900 };

#define WORDS(name, ...)                                                                           \
    static const struct str name##_list[] = {__VA_ARGS__};                                         \
    const struct cargo_words name = {name##_list, sizeof name##_list / sizeof *name##_list}

WORDS(cargo_directions, STR_INIT(""), STR_INIT("export"), STR_INIT("import"));
WORDS(cargo_forms, STR_INIT(""), STR_INIT("solid"), STR_INIT("liquid"));
WORDS(cargo_purposes, STR_INIT(""), STR_INIT("recycling"), STR_INIT("disposal"), STR_INIT("reuse"),
      STR_INIT("analysis"));
WORDS(cargo_kinds, STR_INIT("content"), STR_INIT("leachate"), STR_INIT("ph"));
WORDS(cargo_bases, STR_INIT("wet"), STR_INIT("dry"), STR_INIT("unknown"));
static const struct str tris[] = {STR_INIT("unknown"), STR_INIT("no"), STR_INIT("yes")};

bool cargo_word_find(const struct cargo_words *words, struct str word, size_t *out)
{
    for (size_t i = 0; i < words->count; i++)
        if (str_equal(words->words[i], word)) {
            *out = i;
            return true;
        }
    return false;
}

struct str law_tri_word(enum law_tri tri)
{
    return tris[tri];
}

bool law_tri_find(struct str word, enum law_tri *out)
{
    for (size_t i = 0; i < sizeof tris / sizeof *tris; i++)
        if (str_equal(tris[i], word)) {
            *out = (enum law_tri)i;
            return true;
        }
    return false;
}

struct str law_direction_word(enum law_direction direction)
{
    return cargo_directions.words[direction];
}

struct str law_purpose_word(enum law_purpose purpose)
{
    return cargo_purposes.words[purpose];
}

struct str law_form_word(enum law_form form)
{
    return cargo_forms.words[form];
}

struct str law_kind_word(enum law_analysis_kind kind)
{
    return cargo_kinds.words[kind];
}

struct str law_basis_word(enum law_basis basis)
{
    return cargo_bases.words[basis];
}

void cargo_path_part(struct cargo_path *path, size_t part, const char *member)
{
    snprintf(path->text, sizeof path->text, "parts[%zu].%s", part, member);
}

void cargo_path_analysis(struct cargo_path *path, size_t part, size_t analysis, const char *member)
{
    snprintf(path->text, sizeof path->text, "parts[%zu].analyses[%zu].%s", part, analysis, member);
}

void cargo_path_index(struct cargo_path *path, const char *list, size_t index)
{
    snprintf(path->text, sizeof path->text, "%s[%zu]", list, index);
}

int cargo_fault(struct error *error, const char *path, struct str value, struct str why)
{
    return ERROR(error, ERR_LAW_FIELD, str_from_c(path), text_head(value, CARGO_VALUE), why);
}

/* A number as text without an arena. */
static struct str number_text(struct decimal value, char *buffer, size_t size)
{
    int n = snprintf(buffer, size, "%lldE-%d", (long long)value.mantissa, value.scale);
    return (struct str){buffer, n > 0 ? (size_t)n : 0};
}

static int number_fault(struct error *error, const char *path, struct decimal value, struct str why)
{
    struct arena *arena = arena_create();
    int status = cargo_fault(error, path, decimal_format(value, arena), why);
    arena_destroy(arena);
    return status;
}

static int check_number(const char *path, struct decimal value, int64_t least, int64_t most,
                        struct error *error)
{
    int64_t limit = 1;
    for (int i = 0; i < MANTISSA_LIMIT_DIGITS; i++)
        limit *= 10;
    if (value.mantissa < 0)
        return number_fault(error, path, value, BOTH("負の数です", "negative"));
    if (value.mantissa >= limit || value.scale > MANTISSA_LIMIT_DIGITS) {
        char text[CARGO_VALUE];
        return cargo_fault(error, path, number_text(value, text, sizeof text),
                           BOTH("12桁までで書いてください", "at most 12 digits"));
    }
    if (decimal_compare(value, (struct decimal){least, 0}) < 0)
        return number_fault(error, path, value, BOTH("小さすぎます", "too small"));
    if (decimal_compare(value, (struct decimal){most, 0}) > 0)
        return number_fault(error, path, value,
                            BOTH("あり得る範囲を超えています", "more than there can be"));
    return 0;
}

static bool fits_kind(enum law_analysis_kind kind, enum law_unit unit)
{
    bool volume = unit == LAW_MG_PER_L || unit == LAW_UG_PER_L;
    bool share =
        unit == LAW_WEIGHT_PERCENT || unit == LAW_MG_PER_KG || unit == LAW_PPM || unit == LAW_PPB;
    switch (kind) {
    case LAW_CONTENT:
        return share || volume || unit == LAW_PPM_TEQ || unit == LAW_NG_TEQ_PER_G;
    case LAW_LEACHATE:
        return volume || unit == LAW_MG_PER_KG;
    case LAW_ACIDITY:
        return unit == LAW_PH;
    }
    return false;
}

static int64_t most_of(enum law_unit unit)
{
    return unit == LAW_WEIGHT_PERCENT                ? 100
           : unit == LAW_PH                          ? 14
           : unit == LAW_PPB || unit == LAW_UG_PER_L ? 1000000000
                                                     : 1000000;
}

static int check_analysis(const struct law_analysis *analysis, size_t part, size_t index,
                          struct error *error)
{
    struct cargo_path path;
    cargo_path_analysis(&path, part, index, "substance");
    if (analysis->kind != LAW_ACIDITY && analysis->substance.n == 0)
        return cargo_fault(error, path.text, STR(""),
                           BOTH("物質の名前を書いてください", "name the substance"));
    cargo_path_analysis(&path, part, index, "unit");
    if (!fits_kind(analysis->kind, analysis->unit))
        return cargo_fault(
            error, path.text, law_unit_text(analysis->unit),
            BOTH("この種類の分析の単位ではありません", "not a unit of this kind of analysis"));
    cargo_path_analysis(&path, part, index, "value");
    return check_number(path.text, analysis->value, 0, most_of(analysis->unit), error);
}

/* Shares that sum to 100; rounding of each share on a certificate is allowed for. */
static int check_sum(const char *path, struct decimal sum, bool complete, struct error *error)
{
    const struct decimal most = {1005, 1}, least = {995, 1};
    if (decimal_compare(sum, most) <= 0 && (!complete || decimal_compare(sum, least) >= 0))
        return 0;
    return number_fault(error, path, sum,
                        BOTH("割合の合計が 100 % になりません", "the shares do not sum to 100 %"));
}

static int check_materials(const struct law_part *part, size_t index, struct error *error)
{
    struct cargo_path path;
    struct decimal sum = {0, 0};
    cargo_path_part(&path, index, "materials");
    for (size_t i = 0; i < part->material_count; i++) {
        int status = check_number(path.text, part->materials[i].fraction, 0, 100, error);
        if (status == 0)
            status = decimal_add(sum, part->materials[i].fraction, &sum, error);
        if (status)
            return status;
    }
    return check_sum(path.text, sum, part->material_count > 0, error);
}

static int check_part(const struct law_part *part, size_t index, struct error *error)
{
    struct cargo_path path;
    int status = 0;
    cargo_path_part(&path, index, "fraction");
    if (part->has_fraction)
        status = check_number(path.text, part->fraction, 0, 100, error);
    cargo_path_part(&path, index, "moisture");
    if (status == 0 && part->has_moisture)
        status = check_number(path.text, part->moisture, 0, 100, error);
    cargo_path_part(&path, index, "density");
    if (status == 0 && part->has_density)
        status = check_number(path.text, part->density, 0, 30, error);
    if (status == 0 && part->has_density && part->density.mantissa == 0)
        status = cargo_fault(error, path.text, STR("0"),
                             BOTH("密度は 0 になりません", "no density is 0"));
    if (status == 0)
        status = check_materials(part, index, error);
    for (size_t i = 0; status == 0 && i < part->analysis_count; i++)
        status = check_analysis(&part->analyses[i], index, i, error);
    return status;
}

static int check_parts(const struct law_cargo *cargo, struct error *error)
{
    struct decimal sum = {0, 0};
    bool complete = cargo->part_count > 0;
    size_t analyses = 0;
    for (size_t i = 0; i < cargo->part_count; i++) {
        const struct law_part *part = &cargo->parts[i];
        analyses += part->analysis_count;
        if (i >= LAW_PARTS || analyses > LAW_ANALYSES)
            return ERROR(error, ERR_TOO_LARGE, STR("parts"), STR("1,000 部分・10,000 分析"));
        int status = check_part(part, i, error);
        if (status == 0 && part->has_fraction)
            status = decimal_add(sum, part->fraction, &sum, error);
        if (status)
            return status;
        complete = complete && part->has_fraction;
    }
    return check_sum("parts[].fraction", sum, complete, error);
}

static bool has_code(const struct law_cargo *cargo, struct str code)
{
    for (size_t i = 0; i < cargo->code_count; i++) {
        struct str rest = cargo->codes[i], head;
        str_cut(&rest, '/', &head);
        if (str_equal(head, code))
            return true;
    }
    return false;
}

static int check_exclusion(const struct law_cargo *cargo, size_t index, const struct law_row *row,
                           struct error *error)
{
    struct cargo_path path;
    struct str rest = row->attributes[0], excluded;
    while (law_list_next(&rest, &excluded))
        if (has_code(cargo, excluded)) {
            cargo_path_index(&path, "codes", index);
            return ERROR(error, ERR_LAW_CODES, str_from_c(path.text), row->code, excluded);
        }
    return 0;
}

static int check_codes(const struct law_tables *tables, const struct law_cargo *cargo,
                       day_number day, struct error *error)
{
    for (size_t i = 0; i < cargo->code_count; i++) {
        const struct law_row *const *rows;
        struct str rest = cargo->codes[i], code;
        str_cut(&rest, '/', &code);
        size_t count = law_rows_of_code(tables, LAW_ANNEX3, code, &rows);
        for (size_t r = 0; r < count; r++) {
            int status =
                law_row_is_valid(rows[r], day) ? check_exclusion(cargo, i, rows[r], error) : 0;
            if (status)
                return status;
        }
    }
    return 0;
}

static bool claims(const struct law_cargo *cargo, char letter)
{
    for (size_t i = 0; i < cargo->code_count; i++)
        if (cargo->codes[i].n && cargo->codes[i].p[0] == letter)
            return true;
    return false;
}

static int check_facts(const struct law_cargo *cargo, struct error *error)
{
    if (cargo->facts[LAW_NO_STREAM] == LAW_YES && cargo->stream_count)
        return cargo_fault(
            error, "facts.no_stream", STR("yes"),
            BOTH("発生工程（streams）の申し出と食い違います", "streams are claimed"));
    if (cargo->facts[LAW_ELECTRONIC_WASTE] == LAW_NO &&
        cargo->facts[LAW_APPLIANCE_INTACT] == LAW_YES)
        return cargo_fault(
            error, "facts.appliance_intact", STR("yes"),
            BOTH("electronic_waste が no であることと食い違います", "electronic_waste is no"));
    if (cargo->facts[LAW_NO_ANNEX3] == LAW_YES && claims(cargo, 'B'))
        return cargo_fault(
            error, "facts.no_annex3", STR("yes"),
            BOTH("別表第三のコード（codes）の申し出と食い違います", "a B code is claimed"));
    return 0;
}

static int check_whole(const struct law_tables *tables, const struct law_cargo *cargo,
                       day_number day, struct error *error)
{
    if (str_equal(cargo->country, STR("JP")))
        return cargo_fault(error, "country", cargo->country,
                           BOTH("相手国が日本です", "the other country is Japan"));
    if (cargo->operation.n && !law_row_on(tables, LAW_ANNEX1, cargo->operation, day))
        return cargo_fault(error, "operation", cargo->operation,
                           BOTH("D1～D15、R1～R13 のどれでもありません", "none of D1–D15, R1–R13"));
    if (cargo->has_mass && check_number("mass_kg", cargo->mass, 0, 1000000000, error))
        return ERR_LAW_FIELD;
    if (cargo->made_year &&
        (cargo->made_year < YEAR_FIRST || cargo->made_year > date_of_day(day).year)) {
        char text[CARGO_VALUE];
        snprintf(text, sizeof text, "%d", cargo->made_year);
        return cargo_fault(error, "used.made", str_from_c(text),
                           BOTH("あり得ない製造年です", "not a year of making"));
    }
    return 0;
}

static int check_lists(const struct law_cargo *cargo, struct error *error)
{
    const struct {
        const char *name;
        size_t count;
    } lists[] = {{"codes", cargo->code_count},
                 {"streams", cargo->stream_count},
                 {"transit", cargo->transit_count},
                 {"tests", cargo->test_count}};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (lists[i].count > LAW_LIST)
            return ERROR(error, ERR_TOO_LARGE, str_from_c(lists[i].name), STR("100"));
    return 0;
}

static int check_test(const struct law_tables *tables, const struct law_test *test, size_t index,
                      day_number day, struct error *error)
{
    struct cargo_path path;
    cargo_path_index(&path, "tests", index);
    const struct law_row *row = law_row_on(tables, LAW_ANNEX7, test->key, day);
    if (!row && !str_equal(test->key, STR("all")))
        return cargo_fault(error, path.text, test->key,
                           BOTH("別表第七の試験の鍵ではありません", "no key of annex7.tsv"));
    if (!test->has_value)
        return 0;
    if (!row || !row->has_value || row->unit != test->unit)
        return cargo_fault(error, path.text, law_unit_text(test->unit),
                           BOTH("この試験の値の単位ではありません", "not the unit of this test"));
    if (test->unit == LAW_CELSIUS)
        return 0;
    return check_number(path.text, test->value, 0, 1000000, error);
}

int law_cargo_check(const struct law_tables *tables, const struct law_cargo *cargo, day_number day,
                    struct error *error)
{
    int status = check_lists(cargo, error);
    if (status == 0)
        status = check_whole(tables, cargo, day, error);
    if (status == 0)
        status = check_parts(cargo, error);
    if (status == 0)
        status = check_codes(tables, cargo, day, error);
    if (status == 0)
        status = check_facts(cargo, error);
    for (size_t i = 0; status == 0 && i < cargo->test_count; i++)
        status = check_test(tables, &cargo->tests[i], i, day, error);
    return status;
}
