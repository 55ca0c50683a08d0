/* Objects of a PDF in the terms of this room. */
#include <stdlib.h>

#include "base/text.h"
#include "inspect/pdf_parts.h"

qpdf_oh pdf_key(struct pdf *pdf, qpdf_oh object, const char *key)
{
    if (qpdf_oh_is_stream(pdf->q, object))
        object = qpdf_oh_get_dict(pdf->q, object);
    return qpdf_oh_get_key_if_dict(pdf->q, object, key);
}

bool pdf_has(struct pdf *pdf, qpdf_oh object, const char *key)
{
    return !qpdf_oh_is_null(pdf->q, pdf_key(pdf, object, key));
}

double pdf_number(struct pdf *pdf, qpdf_oh object, double fallback)
{
    double value;
    return qpdf_oh_get_value_as_number(pdf->q, object, &value) ? value : fallback;
}

struct str pdf_name(struct pdf *pdf, qpdf_oh object, struct arena *arena)
{
    const char *value;
    size_t n;
    if (!qpdf_oh_get_value_as_name(pdf->q, object, &value, &n) || n < 1)
        return STR("");
    return arena_copy(arena, (struct str){value + 1, n - 1});
}

bool pdf_is_name(struct pdf *pdf, qpdf_oh object, const char *name)
{
    return qpdf_oh_is_name_and_equals(pdf->q, object, name);
}

struct str pdf_text(struct pdf *pdf, qpdf_oh object, struct arena *arena)
{
    const char *value;
    size_t n;
    if (!qpdf_oh_get_value_as_utf8(pdf->q, object, &value, &n))
        return STR("");
    return text_clean((struct str){value, n}, arena);
}

size_t pdf_id(struct pdf *pdf, qpdf_oh object)
{
    if (!qpdf_oh_is_indirect(pdf->q, object))
        return 0;
    int id = qpdf_oh_get_object_id(pdf->q, object);
    return id > 0 && (size_t)id < pdf->object_count ? (size_t)id : 0;
}

int pdf_count(struct pdf *pdf, qpdf_oh array)
{
    return qpdf_oh_is_array(pdf->q, array) ? qpdf_oh_get_array_n_items(pdf->q, array) : 0;
}

bool pdf_stream(struct pdf *pdf, qpdf_oh stream, bool raw, struct arena *arena, struct str *out)
{
    unsigned char *bytes = NULL;
    size_t n = 0;
    QPDF_BOOL filtered = QPDF_FALSE;
    *out = STR("");
    if (!qpdf_oh_is_stream(pdf->q, stream))
        return false;
    QPDF_ERROR_CODE failed = qpdf_oh_get_stream_data(
        pdf->q, stream, raw ? qpdf_dl_none : qpdf_dl_specialized, &filtered, &bytes, &n);
    bool read = !(failed & QPDF_ERRORS) && bytes && (raw || filtered);
    if (read && work_spend(pdf->work, (int64_t)n))
        *out = arena_copy(arena, (struct str){(const char *)bytes, n});
    free(bytes);
    return read;
}

char *pdf_stream_take(struct pdf *pdf, qpdf_oh stream, size_t *n)
{
    unsigned char *bytes = NULL;
    QPDF_BOOL filtered = QPDF_FALSE;
    *n = 0;
    if (!qpdf_oh_is_stream(pdf->q, stream))
        return NULL;
    QPDF_ERROR_CODE failed =
        qpdf_oh_get_stream_data(pdf->q, stream, qpdf_dl_specialized, &filtered, &bytes, n);
    if (!(failed & QPDF_ERRORS) && filtered && work_spend(pdf->work, (int64_t)*n))
        return (char *)bytes;
    free(bytes);
    return NULL;
}

bool pdf_box(struct pdf *pdf, qpdf_oh array, double box[4])
{
    if (pdf_count(pdf, array) != 4)
        return false;
    for (int i = 0; i < 4; i++)
        box[i] = pdf_number(pdf, qpdf_oh_get_array_item(pdf->q, array, i), 0);
    for (int i = 0; i < 2; i++)
        if (box[i] > box[i + 2]) {
            double swapped = box[i];
            box[i] = box[i + 2];
            box[i + 2] = swapped;
        }
    return box[2] > box[0] && box[3] > box[1];
}

size_t pdf_keys(struct pdf *pdf, qpdf_oh dictionary, struct arena *arena, struct str **out)
{
    size_t count = 0, room = 0;
    struct str *keys = NULL;
    if (qpdf_oh_is_stream(pdf->q, dictionary))
        dictionary = qpdf_oh_get_dict(pdf->q, dictionary);
    if (qpdf_oh_is_dictionary(pdf->q, dictionary)) {
        qpdf_oh_begin_dict_key_iter(pdf->q, dictionary);
        while (qpdf_oh_dict_more_keys(pdf->q)) {
            const char *key = qpdf_oh_dict_next_key(pdf->q);
            keys = work_grow(arena, keys, count, &room, sizeof *keys);
            keys[count++] = arena_copy(arena, str_from_c(key));
        }
    }
    *out = keys;
    return count;
}

struct inspect_place pdf_place(size_t id, struct arena *arena)
{
    struct inspect_place place = {.offset = -1};
    if (id)
        place.element = arena_format(arena, "obj %zu 0", id);
    return place;
}
