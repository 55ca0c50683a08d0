/* What the reader accepts, the writer writes so that it is read as the same again. */
#include "base/check.h"
#include "base/json.h"

static void write_value(struct json_writer *writer, const struct json *value);

static void write_children(struct json_writer *writer, const struct json *value)
{
    for (const struct json *child = value->first; child; child = child->next) {
        if (value->kind == JSON_OBJECT)
            json_key(writer, child->key);
        write_value(writer, child);
    }
}

static void write_value(struct json_writer *writer, const struct json *value)
{
    switch (value->kind) {
    case JSON_NULL:
        json_null(writer);
        break;
    case JSON_FALSE:
    case JSON_TRUE:
        json_bool(writer, value->kind == JSON_TRUE);
        break;
    case JSON_NUMBER:
        json_number(writer, value->text);
        break;
    case JSON_STRING:
        json_string(writer, value->text);
        break;
    case JSON_ARRAY:
        json_begin_array(writer);
        write_children(writer, value);
        json_end_array(writer);
        break;
    case JSON_OBJECT:
        json_begin_object(writer);
        write_children(writer, value);
        json_end_object(writer);
        break;
    }
}

static void write_text(const struct json *value, struct buf *out)
{
    struct json_writer writer;
    json_writer_init(&writer, out, false);
    write_value(&writer, value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create();
    const struct json *value = NULL, *again = NULL;
    struct error error = {0};
    int code = json_parse((struct str){(const char *)data, size}, arena, &value, &error);
    if (code) {
        CHECK(code == ERR_JSON && error.line > 0 && error.column > 0);
    } else {
        struct buf first = {0}, second = {0};
        write_text(value, &first);
        CHECK(json_parse(buf_str(&first), arena, &again, NULL) == 0);
        write_text(again, &second);
        CHECK(str_equal(buf_str(&first), buf_str(&second)));
        buf_finish(&first);
        buf_finish(&second);
    }
    arena_destroy(arena);
    return 0;
}
