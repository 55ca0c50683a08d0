/* Single values of a cargo's JSON: each is read or refused with its place. */
#include "law/cargo_reading.h"

struct str cargo_shown(const struct json *value)
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

int cargo_unknown_member(const struct cargo_reading *reading, const char *path,
                         const struct json *member)
{
    struct str name = ARENA_JOIN(reading->arena, str_from_c(path), member->key);
    return ERROR(reading->error, ERR_LAW_FIELD, name, cargo_shown(member),
                 BOTH("知らない項目です", "the field is not known"));
}

int cargo_want(const struct cargo_reading *reading, const char *path, const struct json *value,
               enum json_kind kind, struct str why)
{
    return value->kind == kind ? 0 : cargo_fault(reading->error, path, cargo_shown(value), why);
}

int cargo_read_text(const struct cargo_reading *reading, const char *path, const struct json *value,
                    struct str *out)
{
    *out = value->text;
    return cargo_want(reading, path, value, JSON_STRING,
                      BOTH("文字列で書いてください", "write a text"));
}

int cargo_read_number(const struct cargo_reading *reading, const char *path,
                      const struct json *value, struct decimal *out)
{
    bool is_text = value->kind == JSON_NUMBER || value->kind == JSON_STRING;
    if (is_text && decimal_parse(str_trim(value->text), out, NULL) == 0)
        return 0;
    return cargo_fault(reading->error, path, cargo_shown(value),
                       BOTH("数として読めません", "not a number"));
}

int cargo_read_optional(const struct cargo_reading *reading, const char *path,
                        const struct json *value, bool *has, struct decimal *out)
{
    *has = true;
    return cargo_read_number(reading, path, value, out);
}

int cargo_read_tri(const struct cargo_reading *reading, const char *path, const struct json *value,
                   enum law_tri *out)
{
    if (value->kind == JSON_TRUE || value->kind == JSON_FALSE) {
        *out = value->kind == JSON_TRUE ? LAW_YES : LAW_NO;
        return 0;
    }
    if (value->kind == JSON_STRING && law_tri_find(value->text, out))
        return 0;
    return cargo_fault(
        reading->error, path, cargo_shown(value),
        BOTH("yes、no、unknown のどれかを書いてください", "write yes, no or unknown"));
}

int cargo_read_word(const struct cargo_reading *reading, const char *path, const struct json *value,
                    const struct cargo_words *words, size_t *out)
{
    if (value->kind == JSON_STRING && value->text.n && cargo_word_find(words, value->text, out))
        return 0;
    return cargo_fault(reading->error, path, cargo_shown(value),
                       BOTH("決められた言葉ではありません", "not one of the words of this field"));
}

int cargo_read_unit(const struct cargo_reading *reading, const char *path, const struct json *value,
                    enum law_unit *out)
{
    if (value->kind == JSON_STRING && law_unit_find(value->text, out))
        return 0;
    return cargo_fault(reading->error, path, cargo_shown(value),
                       BOTH("知らない単位です", "the unit is not known"));
}

int cargo_read_texts(const struct cargo_reading *reading, const char *path,
                     const struct json *value, const struct str **out, size_t *count)
{
    int status = cargo_want(reading, path, value, JSON_ARRAY,
                            BOTH("配列で書いてください", "write an array"));
    if (status)
        return status;
    struct str *list = ARENA_ARRAY(reading->arena, struct str, value->count);
    struct cargo_path place;
    *count = 0;
    for (const struct json *one = value->first; status == 0 && one; one = one->next) {
        cargo_path_index(&place, path, *count);
        status = cargo_read_text(reading, place.text, one, &list[(*count)++]);
    }
    *out = list;
    return status;
}
