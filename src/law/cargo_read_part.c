/* The parts of a cargo and their analyses, from JSON. */
#include <stdio.h>

#include "law/cargo_reading.h"

static int check_substance(const struct cargo_reading *reading, const char *path, struct str name)
{
    enum { NEAR = 3 };
    struct str near[NEAR];
    if (law_substance_find(reading->tables, name, reading->day))
        return 0;
    size_t count = law_substance_suggest(reading->tables, name, near, NEAR);
    struct str list = count ? near[0] : STR("");
    for (size_t i = 1; i < count; i++)
        list = ARENA_JOIN(reading->arena, list, STR("、"), near[i]);
    return ERROR(reading->error, ERR_LAW_SUBSTANCE, str_from_c(path), name, list);
}

/* "0.12", "<0.005" */
static int read_value(const struct cargo_reading *reading, const char *path,
                      const struct json *value, struct law_analysis *out)
{
    struct json plain = *value;
    if (value->kind == JSON_STRING &&
        (str_starts(value->text, STR("<")) || str_starts(value->text, STR("＜")))) {
        out->below = true;
        plain.text = str_slice(value->text, value->text.p[0] == '<' ? 1 : 3, value->text.n);
    }
    int status = cargo_read_number(reading, path, &plain, &out->value);
    if (status == 0 && out->below && out->value.mantissa == 0)
        status = cargo_fault(reading->error, path, value->text,
                             BOTH("検出下限は 0 になりません", "no detection limit is 0"));
    return status;
}

/* The default kind is content; a pH needs no substance. */
static int read_analysis_member(const struct cargo_reading *reading, const struct json *member,
                                size_t part, size_t index, struct law_analysis *out, bool *unlisted)
{
    struct cargo_path path;
    size_t word;
    char name[CARGO_VALUE];
    snprintf(name, sizeof name, "%" PRIstr, STR_ARG(str_slice(member->key, 0, CARGO_VALUE - 1)));
    cargo_path_analysis(&path, part, index, name);
    struct str key = member->key;
    int status = 0;
    if (str_equal(key, STR("substance"))) {
        status = cargo_read_text(reading, path.text, member, &out->substance);
    } else if (str_equal(key, STR("kind"))) {
        status = cargo_read_word(reading, path.text, member, &cargo_kinds, &word);
        out->kind = status ? out->kind : (enum law_analysis_kind)word;
    } else if (str_equal(key, STR("value"))) {
        status = read_value(reading, path.text, member, out);
    } else if (str_equal(key, STR("below"))) {
        out->below = true;
        status = cargo_read_number(reading, path.text, member, &out->value);
    } else if (str_equal(key, STR("unit"))) {
        status = cargo_read_unit(reading, path.text, member, &out->unit);
    } else if (str_equal(key, STR("basis"))) {
        status = cargo_read_word(reading, path.text, member, &cargo_bases, &word);
        out->basis = status ? out->basis : (enum law_basis)word;
    } else if (str_equal(key, STR("official"))) {
        status = cargo_read_tri(reading, path.text, member, &out->official);
    } else if (str_equal(key, STR("method"))) {
        status = cargo_read_text(reading, path.text, member, &out->method);
    } else if (str_equal(key, STR("date"))) {
        status = cargo_read_text(reading, path.text, member, &out->date);
    } else if (str_equal(key, STR("unlisted"))) {
        *unlisted = member->kind == JSON_TRUE;
    } else {
        return cargo_unknown_member(reading, "parts[].analyses[].", member);
    }
    return status;
}

static int read_analysis(const struct cargo_reading *reading, const struct json *from, size_t part,
                         size_t index, struct law_analysis *out)
{
    struct cargo_path path;
    bool unlisted = false;
    cargo_path_analysis(&path, part, index, "");
    int status = cargo_want(reading, path.text, from, JSON_OBJECT,
                            BOTH("オブジェクトで書いてください", "write an object"));
    for (const struct json *member = from->first; status == 0 && member; member = member->next)
        status = read_analysis_member(reading, member, part, index, out, &unlisted);
    cargo_path_analysis(&path, part, index, "value");
    if (status == 0 && !json_member(from, STR("value")) && !json_member(from, STR("below")))
        status = cargo_fault(reading->error, path.text, STR(""),
                             BOTH("値を書いてください", "give the value"));
    if (status == 0 && out->unit == LAW_PH && !json_member(from, STR("kind")))
        out->kind = LAW_ACIDITY;
    if (status == 0 && out->kind == LAW_ACIDITY && out->unit == LAW_UNIT_NONE)
        out->unit = LAW_PH;
    cargo_path_analysis(&path, part, index, "substance");
    if (status == 0 && out->kind != LAW_ACIDITY && !unlisted)
        status = check_substance(reading, path.text, out->substance);
    return status;
}

static int read_analyses(const struct cargo_reading *reading, const struct json *value, size_t part,
                         struct law_part *out)
{
    struct cargo_path path;
    cargo_path_part(&path, part, "analyses");
    int status = cargo_want(reading, path.text, value, JSON_ARRAY,
                            BOTH("配列で書いてください", "write an array"));
    struct law_analysis *list = ARENA_ARRAY(reading->arena, struct law_analysis, value->count);
    size_t count = 0;
    for (const struct json *one = value->first; status == 0 && one; one = one->next, count++)
        status = read_analysis(reading, one, part, count, &list[count]);
    out->analyses = list;
    out->analysis_count = count;
    return status;
}

static int read_materials(const struct cargo_reading *reading, const struct json *value,
                          size_t part, struct law_part *out)
{
    struct cargo_path path;
    cargo_path_part(&path, part, "materials");
    int status = cargo_want(reading, path.text, value, JSON_ARRAY,
                            BOTH("配列で書いてください", "write an array"));
    struct law_material *list = ARENA_ARRAY(reading->arena, struct law_material, value->count);
    size_t count = 0;
    for (const struct json *one = value->first; status == 0 && one; one = one->next, count++)
        for (const struct json *member = one->first; status == 0 && member; member = member->next)
            if (str_equal(member->key, STR("name")))
                status = cargo_read_text(reading, path.text, member, &list[count].name);
            else if (str_equal(member->key, STR("fraction")))
                status = cargo_read_number(reading, path.text, member, &list[count].fraction);
            else
                status = cargo_unknown_member(reading, "parts[].materials[].", member);
    out->materials = list;
    out->material_count = count;
    return status;
}

static int read_part_member(const struct cargo_reading *reading, const struct json *member,
                            size_t part, struct law_part *out)
{
    struct cargo_path path;
    size_t word;
    char name[CARGO_VALUE];
    snprintf(name, sizeof name, "%" PRIstr, STR_ARG(str_slice(member->key, 0, CARGO_VALUE - 1)));
    cargo_path_part(&path, part, name);
    struct str key = member->key;
    if (str_equal(key, STR("name")))
        return cargo_read_text(reading, path.text, member, &out->name);
    if (str_equal(key, STR("fraction")))
        return cargo_read_optional(reading, path.text, member, &out->has_fraction, &out->fraction);
    if (str_equal(key, STR("moisture")))
        return cargo_read_optional(reading, path.text, member, &out->has_moisture, &out->moisture);
    if (str_equal(key, STR("density")))
        return cargo_read_optional(reading, path.text, member, &out->has_density, &out->density);
    if (str_equal(key, STR("others_absent")))
        return cargo_read_tri(reading, path.text, member, &out->others_absent);
    if (str_equal(key, STR("separable")))
        return cargo_read_tri(reading, path.text, member, &out->separable);
    if (str_equal(key, STR("materials")))
        return read_materials(reading, member, part, out);
    if (str_equal(key, STR("analyses")))
        return read_analyses(reading, member, part, out);
    if (!str_equal(key, STR("form")))
        return cargo_unknown_member(reading, "parts[].", member);
    int status = cargo_read_word(reading, path.text, member, &cargo_forms, &word);
    out->form = status ? out->form : (enum law_form)word;
    return status;
}

int cargo_read_parts(const struct cargo_reading *reading, const struct json *value)
{
    int status = cargo_want(reading, "parts", value, JSON_ARRAY,
                            BOTH("配列で書いてください", "write an array"));
    if (status == 0 && value->count > LAW_PARTS)
        return ERROR(reading->error, ERR_TOO_LARGE, STR("parts"), STR("1,000 部分"));
    struct law_part *list = ARENA_ARRAY(reading->arena, struct law_part, value->count);
    size_t count = 0;
    for (const struct json *one = value->first; status == 0 && one; one = one->next, count++) {
        status = cargo_want(reading, "parts[]", one, JSON_OBJECT,
                            BOTH("オブジェクトで書いてください", "write an object"));
        for (const struct json *member = one->first; status == 0 && member; member = member->next)
            status = read_part_member(reading, member, count, &list[count]);
    }
    reading->cargo->parts = list;
    reading->cargo->part_count = count;
    return status;
}
