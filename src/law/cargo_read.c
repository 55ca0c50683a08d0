/* A cargo from JSON. Each member is checked as it is read; nothing unknown is passed over. */
#include "law/cargo_reading.h"

static int read_test(const struct cargo_reading *reading, const struct json *value,
                     struct law_test *out)
{
    out->key = value->key;
    if (value->kind == JSON_OBJECT) {
        const struct json *number = json_member(value, STR("value")),
                          *unit = json_member(value, STR("unit"));
        out->has_value = true;
        if (!number || !unit || value->count != 2)
            return cargo_fault(reading->error, "tests", value->key,
                               BOTH("value と unit を書いてください", "give value and unit"));
        int status = cargo_read_number(reading, "tests", number, &out->value);
        return status ? status : cargo_read_unit(reading, "tests", unit, &out->unit);
    }
    bool positive = value->kind == JSON_STRING && str_equal(value->text, STR("positive"));
    if (!positive && !(value->kind == JSON_STRING && str_equal(value->text, STR("negative"))))
        return cargo_fault(reading->error, "tests", cargo_shown(value),
                           BOTH("positive か negative、又は value と unit を書いてください",
                                "write positive or negative, or value and unit"));
    out->positive = positive ? LAW_YES : LAW_NO;
    return 0;
}

static int read_tests(const struct cargo_reading *reading, const struct json *value)
{
    int status = cargo_want(reading, "tests", value, JSON_OBJECT,
                            BOTH("オブジェクトで書いてください", "write an object"));
    struct law_test *list = ARENA_ARRAY(reading->arena, struct law_test, value->count);
    size_t count = 0;
    for (const struct json *one = value->first; status == 0 && one; one = one->next, count++)
        status = read_test(reading, one, &list[count]);
    reading->cargo->tests = list;
    reading->cargo->test_count = count;
    return status;
}

static int read_facts(const struct cargo_reading *reading, const struct json *value)
{
    int status = cargo_want(reading, "facts", value, JSON_OBJECT,
                            BOTH("オブジェクトで書いてください", "write an object"));
    for (const struct json *one = value->first; status == 0 && one; one = one->next) {
        enum law_fact fact;
        struct str path = ARENA_JOIN(reading->arena, STR("facts."), one->key);
        status = law_fact_find(one->key, &fact)
                     ? cargo_read_tri(reading, arena_c(reading->arena, path), one,
                                      &reading->cargo->facts[fact])
                     : cargo_unknown_member(reading, "facts.", one);
    }
    return status;
}

static int read_used(const struct cargo_reading *reading, const struct json *value)
{
    int status = cargo_want(reading, "used", value, JSON_OBJECT,
                            BOTH("オブジェクトで書いてください", "write an object"));
    for (const struct json *one = value->first; status == 0 && one; one = one->next) {
        int64_t year;
        if (str_equal(one->key, STR("kind")))
            status = cargo_read_text(reading, "used.kind", one, &reading->cargo->used_kind);
        else if (!str_equal(one->key, STR("made")))
            status = cargo_unknown_member(reading, "used.", one);
        else if (!json_int(value, one->key, &year) || year < 1 || year > 9999)
            status = cargo_fault(reading->error, "used.made", cargo_shown(one),
                                 BOTH("年を書いてください", "give a year"));
        else
            reading->cargo->made_year = (int)year;
    }
    return status;
}

static int read_country(const struct cargo_reading *reading, const char *path,
                        const struct json *value, struct str *out)
{
    const struct law_row *row =
        value->kind == JSON_STRING ? law_country_find(reading->tables, value->text) : NULL;
    if (!row)
        return ERROR(reading->error, ERR_LAW_COUNTRY, str_from_c(path), cargo_shown(value));
    *out = row->key;
    return 0;
}

static int read_transit(const struct cargo_reading *reading, const struct json *value)
{
    int status = cargo_want(reading, "transit", value, JSON_ARRAY,
                            BOTH("配列で書いてください", "write an array"));
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
        return law_group_find(tables, LAW_ANNEX3, item) &&
               law_rows_of_code(tables, LAW_ANNEX3, code, &rows);
    for (size_t i = 0; i < sizeof with / sizeof *with; i++)
        if (law_rows_of_code(tables, with[i], code, &rows))
            return true;
    return false;
}

static int read_codes(const struct cargo_reading *reading, const struct json *value)
{
    struct cargo_path path;
    int status = cargo_read_texts(reading, "codes", value, &reading->cargo->codes,
                                  &reading->cargo->code_count);
    for (size_t i = 0; status == 0 && i < reading->cargo->code_count; i++) {
        cargo_path_index(&path, "codes", i);
        if (!is_code(reading->tables, reading->cargo->codes[i]))
            status = cargo_fault(
                reading->error, path.text, reading->cargo->codes[i],
                BOTH("別表第二・第三・第四にないコードです", "no code of annexes 2, 3 and 4"));
    }
    return status;
}

static int read_streams(const struct cargo_reading *reading, const struct json *value)
{
    struct cargo_path path;
    const struct law_row *const *rows;
    int status = cargo_read_texts(reading, "streams", value, &reading->cargo->streams,
                                  &reading->cargo->stream_count);
    for (size_t i = 0; status == 0 && i < reading->cargo->stream_count; i++) {
        cargo_path_index(&path, "streams", i);
        if (!law_rows_of_code(reading->tables, LAW_ANNEX5, reading->cargo->streams[i], &rows))
            status = cargo_fault(reading->error, path.text, reading->cargo->streams[i],
                                 BOTH("別表第五にない記号です", "no code of annex 5"));
    }
    return status;
}

static int read_class(const struct cargo_reading *reading, const struct json *value)
{
    int status = cargo_read_text(reading, "class", value, &reading->cargo->cargo_class);
    if (status == 0 && !law_group_find(reading->tables, LAW_CLASSES, value->text))
        status = cargo_fault(reading->error, "class", value->text,
                             BOTH("分類の表にありません", "not in classes.tsv"));
    return status;
}

static int read_date(const struct cargo_reading *reading, const struct json *value)
{
    struct date date;
    if (value->kind != JSON_STRING || date_parse(value->text, &date, NULL))
        return cargo_fault(reading->error, "date", cargo_shown(value),
                           BOTH("日付として読めません", "not a date"));
    reading->cargo->has_date = true;
    reading->cargo->date = day_of_date(date);
    return 0;
}

static int read_enum(const struct cargo_reading *reading, const struct json *value,
                     struct law_cargo *cargo)
{
    size_t word = 0;
    struct str key = value->key;
    int status;
    if (str_equal(key, STR("direction"))) {
        status = cargo_read_word(reading, "direction", value, &cargo_directions, &word);
        cargo->direction = (enum law_direction)word;
    } else if (str_equal(key, STR("purpose"))) {
        status = cargo_read_word(reading, "purpose", value, &cargo_purposes, &word);
        cargo->purpose = (enum law_purpose)word;
    } else {
        status = cargo_read_word(reading, "form", value, &cargo_forms, &word);
        cargo->form = (enum law_form)word;
    }
    return status;
}

static int read_member(const struct cargo_reading *reading, const struct json *member)
{
    struct law_cargo *cargo = reading->cargo;
    static const struct {
        struct str key;
        int (*read)(const struct cargo_reading *, const struct json *);
    } lists[] = {
        {STR_INIT("class"), read_class},       {STR_INIT("transit"), read_transit},
        {STR_INIT("codes"), read_codes},       {STR_INIT("streams"), read_streams},
        {STR_INIT("parts"), cargo_read_parts}, {STR_INIT("tests"), read_tests},
        {STR_INIT("facts"), read_facts},       {STR_INIT("used"), read_used},
        {STR_INIT("date"), read_date},
    };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (str_equal(lists[i].key, member->key))
            return lists[i].read(reading, member);
    if (str_equal(member->key, STR("name")))
        return cargo_read_text(reading, "name", member, &cargo->name);
    if (str_equal(member->key, STR("country")))
        return read_country(reading, "country", member, &cargo->country);
    if (str_equal(member->key, STR("operation")))
        return cargo_read_text(reading, "operation", member, &cargo->operation);
    if (str_equal(member->key, STR("mass_kg")))
        return cargo_read_optional(reading, "mass_kg", member, &cargo->has_mass, &cargo->mass);
    if (str_equal(member->key, STR("direction")) || str_equal(member->key, STR("purpose")) ||
        str_equal(member->key, STR("form")))
        return read_enum(reading, member, cargo);
    return cargo_unknown_member(reading, "", member);
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
    const struct cargo_reading reading = {tables, arena, out, error, newest};
    status = cargo_want(&reading, "JSON", root, JSON_OBJECT,
                        BOTH("オブジェクトで書いてください", "write an object"));
    for (const struct json *member = root->first; status == 0 && member; member = member->next)
        status = read_member(&reading, member);
    if (status == 0 && out->has_date && out->date < law_tables_first_day(tables))
        status = ERROR(error, ERR_LAW_DATE, day_format(out->date, arena),
                       day_format(law_tables_first_day(tables), arena));
    return status ? status
                  : law_cargo_check(tables, out, out->has_date ? out->date : newest, error);
}
