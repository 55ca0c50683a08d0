/* A cargo from JSON. Each member is checked as it is read; nothing unknown is passed over. */
#include <stdio.h>

#include "law/cargo_inside.h"

struct reading {
    const struct law_tables *tables;
    struct arena *arena;
    struct law_cargo *cargo;
    struct error *error;
    day_number day; /* for names: the last day there is */
};

static struct str shown(const struct json *value)
{
    switch (value->kind) {
    case JSON_NULL:
        return STR("null");
    case JSON_FALSE:
        return STR("false");
    case JSON_TRUE:
        return STR("true");
    case JSON_NUMBER:
    case JSON_STRING:
        return value->text;
    case JSON_ARRAY:
        return STR("[…]");
    case JSON_OBJECT:
        return STR("{…}");
    }
    return STR("");
}

static int unknown_member(const struct reading *reading, const char *path, const struct json *member)
{
    struct str name = ARENA_JOIN(reading->arena, str_from_c(path), member->key);
    return ERROR(reading->error, ERR_LAW_FIELD, name, shown(member),
                 BOTH("知らない項目です", "the field is not known"));
}

static int want(const struct reading *reading, const char *path, const struct json *value,
                enum json_kind kind, struct str why)
{
    return value->kind == kind ? 0 : cargo_fault(reading->error, path, shown(value), why);
}

static int read_text(const struct reading *reading, const char *path, const struct json *value,
                     struct str *out)
{
    *out = value->text;
    return want(reading, path, value, JSON_STRING, BOTH("文字列で書いてください", "write a text"));
}

static int read_number(const struct reading *reading, const char *path, const struct json *value,
                       struct decimal *out)
{
    bool is_text = value->kind == JSON_NUMBER || value->kind == JSON_STRING;
    if (is_text && decimal_parse(str_trim(value->text), out, NULL) == 0)
        return 0;
    return cargo_fault(reading->error, path, shown(value), BOTH("数として読めません", "not a number"));
}

static int read_optional(const struct reading *reading, const char *path, const struct json *value,
                         bool *has, struct decimal *out)
{
    *has = true;
    return read_number(reading, path, value, out);
}

static int read_tri(const struct reading *reading, const char *path, const struct json *value,
                    enum law_tri *out)
{
    if (value->kind == JSON_TRUE || value->kind == JSON_FALSE) {
        *out = value->kind == JSON_TRUE ? LAW_YES : LAW_NO;
        return 0;
    }
    if (value->kind == JSON_STRING && law_tri_find(value->text, out))
        return 0;
    return cargo_fault(reading->error, path, shown(value),
                       BOTH("yes、no、unknown のどれかを書いてください", "write yes, no or unknown"));
}

static int read_word(const struct reading *reading, const char *path, const struct json *value,
                     const struct cargo_words *words, size_t *out)
{
    if (value->kind == JSON_STRING && value->text.n && cargo_word_find(words, value->text, out))
        return 0;
    return cargo_fault(reading->error, path, shown(value),
                       BOTH("決められた言葉ではありません", "not one of the words of this field"));
}

static int read_unit(const struct reading *reading, const char *path, const struct json *value,
                     enum law_unit *out)
{
    if (value->kind == JSON_STRING && law_unit_find(value->text, out))
        return 0;
    return cargo_fault(reading->error, path, shown(value), BOTH("知らない単位です", "the unit is not known"));
}

static int read_texts(const struct reading *reading, const char *path, const struct json *value,
                      const struct str **out, size_t *count)
{
    int status = want(reading, path, value, JSON_ARRAY, BOTH("配列で書いてください", "write an array"));
    if (status)
        return status;
    struct str *list = ARENA_ARRAY(reading->arena, struct str, value->count);
    struct cargo_path place;
    *count = 0;
    for (const struct json *one = value->first; status == 0 && one; one = one->next) {
        cargo_path_index(&place, path, *count);
        status = read_text(reading, place.text, one, &list[(*count)++]);
    }
    *out = list;
    return status;
}

static int check_substance(const struct reading *reading, const char *path, struct str name)
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
static int read_value(const struct reading *reading, const char *path, const struct json *value,
                      struct law_analysis *out)
{
    struct json plain = *value;
    if (value->kind == JSON_STRING && (str_starts(value->text, STR("<")) || str_starts(value->text, STR("＜")))) {
        out->below = true;
        plain.text = str_slice(value->text, value->text.p[0] == '<' ? 1 : 3, value->text.n);
    }
    int status = read_number(reading, path, &plain, &out->value);
    if (status == 0 && out->below && out->value.mantissa == 0)
        status = cargo_fault(reading->error, path, value->text, BOTH("検出下限は 0 になりません", "no detection limit is 0"));
    return status;
}

/* The default kind is content; a pH needs no substance. */
static int read_analysis_member(const struct reading *reading, const struct json *member, size_t part,
                                size_t index, struct law_analysis *out, bool *unlisted)
{
    struct cargo_path path;
    size_t word;
    char name[CARGO_VALUE];
    snprintf(name, sizeof name, "%" PRIstr, STR_ARG(str_slice(member->key, 0, CARGO_VALUE - 1)));
    cargo_path_analysis(&path, part, index, name);
    struct str key = member->key;
    int status = 0;
    if (str_equal(key, STR("substance"))) {
        status = read_text(reading, path.text, member, &out->substance);
    } else if (str_equal(key, STR("kind"))) {
        status = read_word(reading, path.text, member, &cargo_kinds, &word);
        out->kind = status ? out->kind : (enum law_analysis_kind)word;
    } else if (str_equal(key, STR("value"))) {
        status = read_value(reading, path.text, member, out);
    } else if (str_equal(key, STR("below"))) {
        out->below = true;
        status = read_number(reading, path.text, member, &out->value);
    } else if (str_equal(key, STR("unit"))) {
        status = read_unit(reading, path.text, member, &out->unit);
    } else if (str_equal(key, STR("basis"))) {
        status = read_word(reading, path.text, member, &cargo_bases, &word);
        out->basis = status ? out->basis : (enum law_basis)word;
    } else if (str_equal(key, STR("official"))) {
        status = read_tri(reading, path.text, member, &out->official);
    } else if (str_equal(key, STR("method"))) {
        status = read_text(reading, path.text, member, &out->method);
    } else if (str_equal(key, STR("date"))) {
        status = read_text(reading, path.text, member, &out->date);
    } else if (str_equal(key, STR("unlisted"))) {
        *unlisted = member->kind == JSON_TRUE;
    } else {
        return unknown_member(reading, "parts[].analyses[].", member);
    }
    return status;
}

static int read_analysis(const struct reading *reading, const struct json *from, size_t part,
                         size_t index, struct law_analysis *out)
{
    struct cargo_path path;
    bool unlisted = false;
    cargo_path_analysis(&path, part, index, "");
    int status = want(reading, path.text, from, JSON_OBJECT, BOTH("オブジェクトで書いてください", "write an object"));
    for (const struct json *member = from->first; status == 0 && member; member = member->next)
        status = read_analysis_member(reading, member, part, index, out, &unlisted);
    cargo_path_analysis(&path, part, index, "value");
    if (status == 0 && !json_member(from, STR("value")) && !json_member(from, STR("below")))
        status = cargo_fault(reading->error, path.text, STR(""), BOTH("値を書いてください", "give the value"));
    if (status == 0 && out->unit == LAW_PH && !json_member(from, STR("kind")))
        out->kind = LAW_ACIDITY;
    if (status == 0 && out->kind == LAW_ACIDITY && out->unit == LAW_UNIT_NONE)
        out->unit = LAW_PH;
    cargo_path_analysis(&path, part, index, "substance");
    if (status == 0 && out->kind != LAW_ACIDITY && !unlisted)
        status = check_substance(reading, path.text, out->substance);
    return status;
}

static int read_analyses(const struct reading *reading, const struct json *value, size_t part,
                         struct law_part *out)
{
    struct cargo_path path;
    cargo_path_part(&path, part, "analyses");
    int status = want(reading, path.text, value, JSON_ARRAY, BOTH("配列で書いてください", "write an array"));
    struct law_analysis *list = ARENA_ARRAY(reading->arena, struct law_analysis, value->count);
    size_t count = 0;
    for (const struct json *one = value->first; status == 0 && one; one = one->next, count++)
        status = read_analysis(reading, one, part, count, &list[count]);
    out->analyses = list;
    out->analysis_count = count;
    return status;
}

static int read_materials(const struct reading *reading, const struct json *value, size_t part,
                          struct law_part *out)
{
    struct cargo_path path;
    cargo_path_part(&path, part, "materials");
    int status = want(reading, path.text, value, JSON_ARRAY, BOTH("配列で書いてください", "write an array"));
    struct law_material *list = ARENA_ARRAY(reading->arena, struct law_material, value->count);
    size_t count = 0;
    for (const struct json *one = value->first; status == 0 && one; one = one->next, count++)
        for (const struct json *member = one->first; status == 0 && member; member = member->next)
            if (str_equal(member->key, STR("name")))
                status = read_text(reading, path.text, member, &list[count].name);
            else if (str_equal(member->key, STR("fraction")))
                status = read_number(reading, path.text, member, &list[count].fraction);
            else
                status = unknown_member(reading, "parts[].materials[].", member);
    out->materials = list;
    out->material_count = count;
    return status;
}

static int read_part_member(const struct reading *reading, const struct json *member, size_t part,
                            struct law_part *out)
{
    struct cargo_path path;
    size_t word;
    char name[CARGO_VALUE];
    snprintf(name, sizeof name, "%" PRIstr, STR_ARG(str_slice(member->key, 0, CARGO_VALUE - 1)));
    cargo_path_part(&path, part, name);
    struct str key = member->key;
    if (str_equal(key, STR("name")))
        return read_text(reading, path.text, member, &out->name);
    if (str_equal(key, STR("fraction")))
        return read_optional(reading, path.text, member, &out->has_fraction, &out->fraction);
    if (str_equal(key, STR("moisture")))
        return read_optional(reading, path.text, member, &out->has_moisture, &out->moisture);
    if (str_equal(key, STR("density")))
        return read_optional(reading, path.text, member, &out->has_density, &out->density);
    if (str_equal(key, STR("others_absent")))
        return read_tri(reading, path.text, member, &out->others_absent);
    if (str_equal(key, STR("materials")))
        return read_materials(reading, member, part, out);
    if (str_equal(key, STR("analyses")))
        return read_analyses(reading, member, part, out);
    if (!str_equal(key, STR("form")))
        return unknown_member(reading, "parts[].", member);
    int status = read_word(reading, path.text, member, &cargo_forms, &word);
    out->form = status ? out->form : (enum law_form)word;
    return status;
}

static int read_parts(const struct reading *reading, const struct json *value)
{
    int status = want(reading, "parts", value, JSON_ARRAY, BOTH("配列で書いてください", "write an array"));
    if (status == 0 && value->count > LAW_PARTS)
        return ERROR(reading->error, ERR_TOO_LARGE, STR("parts"), STR("1,000 部分"));
    struct law_part *list = ARENA_ARRAY(reading->arena, struct law_part, value->count);
    size_t count = 0;
    for (const struct json *one = value->first; status == 0 && one; one = one->next, count++) {
        status = want(reading, "parts[]", one, JSON_OBJECT, BOTH("オブジェクトで書いてください", "write an object"));
        for (const struct json *member = one->first; status == 0 && member; member = member->next)
            status = read_part_member(reading, member, count, &list[count]);
    }
    reading->cargo->parts = list;
    reading->cargo->part_count = count;
    return status;
}

static int read_test(const struct reading *reading, const struct json *value, struct law_test *out)
{
    out->key = value->key;
    if (value->kind == JSON_OBJECT) {
        const struct json *number = json_member(value, STR("value")), *unit = json_member(value, STR("unit"));
        out->has_value = true;
        if (!number || !unit || value->count != 2)
            return cargo_fault(reading->error, "tests", value->key, BOTH("value と unit を書いてください", "give value and unit"));
        int status = read_number(reading, "tests", number, &out->value);
        return status ? status : read_unit(reading, "tests", unit, &out->unit);
    }
    bool positive = value->kind == JSON_STRING && str_equal(value->text, STR("positive"));
    if (!positive && !(value->kind == JSON_STRING && str_equal(value->text, STR("negative"))))
        return cargo_fault(reading->error, "tests", shown(value),
                           BOTH("positive か negative、又は value と unit を書いてください",
                                "write positive or negative, or value and unit"));
    out->positive = positive ? LAW_YES : LAW_NO;
    return 0;
}

static int read_tests(const struct reading *reading, const struct json *value)
{
    int status = want(reading, "tests", value, JSON_OBJECT, BOTH("オブジェクトで書いてください", "write an object"));
    struct law_test *list = ARENA_ARRAY(reading->arena, struct law_test, value->count);
    size_t count = 0;
    for (const struct json *one = value->first; status == 0 && one; one = one->next, count++)
        status = read_test(reading, one, &list[count]);
    reading->cargo->tests = list;
    reading->cargo->test_count = count;
    return status;
}

static int read_facts(const struct reading *reading, const struct json *value)
{
    int status = want(reading, "facts", value, JSON_OBJECT, BOTH("オブジェクトで書いてください", "write an object"));
    for (const struct json *one = value->first; status == 0 && one; one = one->next) {
        enum law_fact fact;
        struct str path = ARENA_JOIN(reading->arena, STR("facts."), one->key);
        status = law_fact_find(one->key, &fact)
                     ? read_tri(reading, arena_c(reading->arena, path), one, &reading->cargo->facts[fact])
                     : unknown_member(reading, "facts.", one);
    }
    return status;
}

static int read_used(const struct reading *reading, const struct json *value)
{
    int status = want(reading, "used", value, JSON_OBJECT, BOTH("オブジェクトで書いてください", "write an object"));
    for (const struct json *one = value->first; status == 0 && one; one = one->next) {
        int64_t year;
        if (str_equal(one->key, STR("kind")))
            status = read_text(reading, "used.kind", one, &reading->cargo->used_kind);
        else if (!str_equal(one->key, STR("made")))
            status = unknown_member(reading, "used.", one);
        else if (!json_int(value, one->key, &year) || year < 1 || year > 9999)
            status = cargo_fault(reading->error, "used.made", shown(one), BOTH("年を書いてください", "give a year"));
        else
            reading->cargo->made_year = (int)year;
    }
    return status;
}

static int read_country(const struct reading *reading, const char *path, const struct json *value,
                        struct str *out)
{
    const struct law_row *row =
        value->kind == JSON_STRING ? law_country_find(reading->tables, value->text) : NULL;
    if (!row)
        return ERROR(reading->error, ERR_LAW_COUNTRY, str_from_c(path), shown(value));
    *out = row->key;
    return 0;
}

static int read_transit(const struct reading *reading, const struct json *value)
{
    int status = want(reading, "transit", value, JSON_ARRAY, BOTH("配列で書いてください", "write an array"));
    struct str *list = ARENA_ARRAY(reading->arena, struct str, value->count);
    struct cargo_path path;
    size_t count = 0;
    for (const struct json *one = value->first; status == 0 && one; one = one->next, count++) {
        cargo_path_index(&path, "transit", count);
        status = read_country(reading, path.text, one, &list[count]);
    }
    reading->cargo->transit_known = true;
    reading->cargo->transit = list;
    reading->cargo->transit_count = count;
    return status;
}

static bool is_code(const struct law_tables *tables, struct str text)
{
    static const enum law_table_id with[] = {LAW_ANNEX2, LAW_ANNEX3, LAW_ANNEX4, LAW_A1181};
    const struct law_row *const *rows;
    struct str item = text, code;
    str_cut(&item, '/', &code);
    if (code.n != text.n)
        return law_group_find(tables, LAW_ANNEX3, item) && law_rows_of_code(tables, LAW_ANNEX3, code, &rows);
    for (size_t i = 0; i < sizeof with / sizeof *with; i++)
        if (law_rows_of_code(tables, with[i], code, &rows))
            return true;
    return false;
}

static int read_codes(const struct reading *reading, const struct json *value)
{
    struct cargo_path path;
    int status = read_texts(reading, "codes", value, &reading->cargo->codes, &reading->cargo->code_count);
    for (size_t i = 0; status == 0 && i < reading->cargo->code_count; i++) {
        cargo_path_index(&path, "codes", i);
        if (!is_code(reading->tables, reading->cargo->codes[i]))
            status = cargo_fault(reading->error, path.text, reading->cargo->codes[i],
                                 BOTH("別表第二・第三・第四にないコードです", "no code of annexes 2, 3 and 4"));
    }
    return status;
}

static int read_streams(const struct reading *reading, const struct json *value)
{
    struct cargo_path path;
    const struct law_row *const *rows;
    int status = read_texts(reading, "streams", value, &reading->cargo->streams, &reading->cargo->stream_count);
    for (size_t i = 0; status == 0 && i < reading->cargo->stream_count; i++) {
        cargo_path_index(&path, "streams", i);
        if (!law_rows_of_code(reading->tables, LAW_ANNEX5, reading->cargo->streams[i], &rows))
            status = cargo_fault(reading->error, path.text, reading->cargo->streams[i],
                                 BOTH("別表第五にない記号です", "no code of annex 5"));
    }
    return status;
}

static int read_class(const struct reading *reading, const struct json *value)
{
    int status = read_text(reading, "class", value, &reading->cargo->cargo_class);
    if (status == 0 && !law_group_find(reading->tables, LAW_CLASSES, value->text))
        status = cargo_fault(reading->error, "class", value->text, BOTH("分類の表にありません", "not in classes.tsv"));
    return status;
}

static int read_date(const struct reading *reading, const struct json *value)
{
    struct date date;
    if (value->kind != JSON_STRING || date_parse(value->text, &date, NULL))
        return cargo_fault(reading->error, "date", shown(value), BOTH("日付として読めません", "not a date"));
    reading->cargo->has_date = true;
    reading->cargo->date = day_of_date(date);
    return 0;
}

static int read_enum(const struct reading *reading, const struct json *value, struct law_cargo *cargo)
{
    size_t word = 0;
    struct str key = value->key;
    int status;
    if (str_equal(key, STR("direction"))) {
        status = read_word(reading, "direction", value, &cargo_directions, &word);
        cargo->direction = (enum law_direction)word;
    } else if (str_equal(key, STR("purpose"))) {
        status = read_word(reading, "purpose", value, &cargo_purposes, &word);
        cargo->purpose = (enum law_purpose)word;
    } else {
        status = read_word(reading, "form", value, &cargo_forms, &word);
        cargo->form = (enum law_form)word;
    }
    return status;
}

static int read_member(const struct reading *reading, const struct json *member)
{
    struct law_cargo *cargo = reading->cargo;
    static const struct {
        struct str key;
        int (*read)(const struct reading *, const struct json *);
    } lists[] = {
        {STR_INIT("class"), read_class},     {STR_INIT("transit"), read_transit},
        {STR_INIT("codes"), read_codes},     {STR_INIT("streams"), read_streams},
        {STR_INIT("parts"), read_parts},     {STR_INIT("tests"), read_tests},
        {STR_INIT("facts"), read_facts},     {STR_INIT("used"), read_used},
        {STR_INIT("date"), read_date},
    };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (str_equal(lists[i].key, member->key))
            return lists[i].read(reading, member);
    if (str_equal(member->key, STR("name")))
        return read_text(reading, "name", member, &cargo->name);
    if (str_equal(member->key, STR("country")))
        return read_country(reading, "country", member, &cargo->country);
    if (str_equal(member->key, STR("operation")))
        return read_text(reading, "operation", member, &cargo->operation);
    if (str_equal(member->key, STR("mass_kg")))
        return read_optional(reading, "mass_kg", member, &cargo->has_mass, &cargo->mass);
    if (str_equal(member->key, STR("direction")) || str_equal(member->key, STR("purpose")) ||
        str_equal(member->key, STR("form")))
        return read_enum(reading, member, cargo);
    return unknown_member(reading, "", member);
}

int law_cargo_read(const struct law_tables *tables, struct str text, struct arena *arena,
                   struct law_cargo *out, struct error *error)
{
    const struct json *root;
    *out = (struct law_cargo){0};
    if (text.n > LAW_CARGO_BYTES)
        return ERROR(error, ERR_TOO_LARGE, STR("JSON"), STR("1 MiB"));
    int status = json_parse(text, arena, &root, error);
    if (status)
        return status;
    const day_number newest = day_of_date((struct date){2199, 12, 31});
    const struct reading reading = {tables, arena, out, error, newest};
    status = want(&reading, "JSON", root, JSON_OBJECT, BOTH("オブジェクトで書いてください", "write an object"));
    for (const struct json *member = root->first; status == 0 && member; member = member->next)
        status = read_member(&reading, member);
    if (status == 0 && out->has_date && out->date < law_tables_first_day(tables))
        status = ERROR(error, ERR_LAW_DATE, day_format(out->date, arena),
                       day_format(law_tables_first_day(tables), arena));
    return status ? status : law_cargo_check(tables, out, out->has_date ? out->date : newest, error);
}
