#include "worker/tnef.h"

#include "base/text.h"
#include "worker/charset.h"
#include "worker/html_text.h"
#include "worker/rtf.h"

enum {
    SIGNATURE = 0x223e9f78,
    MESSAGE_BODY = 0x0002800c,
    OEM_CODEPAGE = 0x00069007,
    MESSAGE_PROPERTIES = 0x00069003,
    ATTACHMENT_START = 0x00069002,
    ATTACHMENT_TITLE = 0x00018010,
    ATTACHMENT_DATA = 0x0006800f,
    ATTACHMENT_PROPERTIES = 0x00069005,
    PROPERTY_BODY = 0x1000,
    PROPERTY_RTF = 0x1009,
    PROPERTY_HTML = 0x1013,
    PROPERTY_LONG_NAME = 0x3707,
    PROPERTY_MIME_TYPE = 0x370e,
    TYPE_BINARY = 0x0102,
    TYPE_STRING = 0x001e,
    TYPE_UNICODE = 0x001f,
};

/* Little-endian numbers taken off the front; after the first that is not there, `broken`. */
struct reader {
    struct str rest;
    bool broken;
};

static uint32_t take_number(struct reader *reader, size_t size)
{
    if (reader->broken || size > reader->rest.n) {
        reader->broken = true;
        return 0;
    }
    uint32_t value = 0;
    for (size_t i = 0; i < size; i++)
        value |= (uint32_t)(unsigned char)reader->rest.p[i] << 8 * i;
    reader->rest = str_slice(reader->rest, size, reader->rest.n);
    return value;
}

static struct str take_bytes(struct reader *reader, size_t size)
{
    if (reader->broken || size > reader->rest.n) {
        reader->broken = true;
        return STR("");
    }
    struct str bytes = str_slice(reader->rest, 0, size);
    reader->rest = str_slice(reader->rest, size, reader->rest.n);
    return bytes;
}

struct tnef {
    struct mail_work *work;
    struct arena *arena;
    int index, depth;
    struct str codepage; /* a label for charset_to_utf8 */
    bool has_attachment;
    struct str title, long_name, mime_type, data;
    struct str body, html, rtf;
};

static struct str until_nul(struct str text)
{
    size_t end = str_find_char(text, '\0', 0);
    return end == SIZE_MAX ? text : str_slice(text, 0, end);
}

static struct str decode_string(struct tnef *tnef, struct str bytes, uint32_t type)
{
    bool guessed = false;
    if (type != TYPE_UNICODE)
        return charset_to_utf8(until_nul(bytes), tnef->codepage, tnef->arena, &guessed);
    struct str text = charset_to_utf8(bytes, STR("utf-16le"), tnef->arena, &guessed);
    return until_nul(text);
}

static void finish_attachment(struct tnef *tnef)
{
    if (!tnef->has_attachment)
        return;
    struct str name = tnef->long_name.n ? tnef->long_name : tnef->title;
    name = text_one_line(name, tnef->arena);
    struct part_label label = {.name = name, .name_as_sent = name,
                               .declared_type = text_one_line(tnef->mime_type, tnef->arena),
                               .parent = tnef->index, .depth = tnef->depth + 1};
    work_add_bytes(tnef->work, &label, tnef->data);
    tnef->has_attachment = false;
    tnef->title = tnef->long_name = tnef->mime_type = tnef->data = STR("");
}

/* Bytes of one value of a fixed type, or 0. */
static size_t fixed_size(uint32_t type)
{
    switch (type) {
    case 0x02:
    case 0x03:
    case 0x04:
    case 0x0a:
    case 0x0b:
        return 4;
    case 0x05:
    case 0x06:
    case 0x07:
    case 0x14:
    case 0x40:
        return 8;
    case 0x48:
        return 16;
    default:
        return 0;
    }
}

static struct str take_padded(struct reader *in)
{
    size_t size = take_number(in, 4);
    struct str bytes = take_bytes(in, size);
    take_bytes(in, in->rest.n && size % 4 ? 4 - size % 4 : 0);
    return bytes;
}

static void skip_name(struct reader *in)
{
    take_bytes(in, 16);
    if (take_number(in, 4) == 0)
        take_number(in, 4);
    else
        take_padded(in);
}

static void use_property(struct tnef *tnef, uint32_t type, uint32_t tag, struct str value)
{
    bool is_text = type == TYPE_STRING || type == TYPE_UNICODE;
    if (tag == PROPERTY_BODY && is_text)
        tnef->body = decode_string(tnef, value, type);
    else if (tag == PROPERTY_HTML && (is_text || type == TYPE_BINARY))
        tnef->html = decode_string(tnef, value, type);
    else if (tag == PROPERTY_RTF && type == TYPE_BINARY)
        tnef->rtf = value;
    else if (tag == PROPERTY_LONG_NAME && is_text)
        tnef->long_name = decode_string(tnef, value, type);
    else if (tag == PROPERTY_MIME_TYPE && is_text)
        tnef->mime_type = decode_string(tnef, value, type);
}

/* One property: its values, of which the first is used. False when the rest cannot be read. */
static bool read_property(struct tnef *tnef, struct reader *in)
{
    const uint32_t several = 0x1000;
    uint32_t type = take_number(in, 2), tag = take_number(in, 2);
    if (tag >= 0x8000)
        skip_name(in);
    size_t fixed = fixed_size(type & ~several);
    uint32_t base = type & ~several;
    bool variable = base == TYPE_STRING || base == TYPE_UNICODE || base == TYPE_BINARY || base == 0x0d;
    if (!fixed && !variable)
        return false;
    uint32_t count = variable || (type & several) ? take_number(in, 4) : 1;
    for (uint32_t i = 0; i < count && !in->broken; i++) {
        struct str value = fixed ? take_bytes(in, fixed) : take_padded(in);
        if (i == 0 && !in->broken)
            use_property(tnef, base, tag, value);
    }
    return !in->broken;
}

static void read_properties(struct tnef *tnef, struct str bytes)
{
    struct reader in = {.rest = bytes};
    uint32_t count = take_number(&in, 4);
    for (uint32_t i = 0; i < count; i++)
        if (!read_property(tnef, &in))
            break;
}

static void use_codepage(struct tnef *tnef, struct str data)
{
    struct reader in = {.rest = data};
    uint32_t codepage = take_number(&in, 4);
    if (!in.broken && codepage && codepage != 65001)
        tnef->codepage = codepage == 932 ? STR("cp932")
                                         : arena_format(tnef->arena, "cp%u", codepage);
}

static void use_attribute(struct tnef *tnef, uint32_t identity, struct str data)
{
    switch (identity) {
    case OEM_CODEPAGE:
        use_codepage(tnef, data);
        break;
    case MESSAGE_BODY:
        if (tnef->body.n == 0)
            tnef->body = decode_string(tnef, data, TYPE_STRING);
        break;
    case MESSAGE_PROPERTIES:
    case ATTACHMENT_PROPERTIES:
        read_properties(tnef, data);
        break;
    case ATTACHMENT_START:
        finish_attachment(tnef);
        tnef->has_attachment = true;
        break;
    case ATTACHMENT_TITLE:
        tnef->title = decode_string(tnef, data, TYPE_STRING);
        break;
    case ATTACHMENT_DATA:
        tnef->data = data;
        break;
    default:
        break;
    }
}

static void use_rtf(struct tnef *tnef)
{
    struct buf rtf = {0};
    if (rtf_unpack(tnef->rtf, MAIL_LIMIT_TEXT, &rtf)) {
        rtf_text(buf_str(&rtf), tnef->arena, &tnef->work->plain);
        tnef->work->has_plain = str_trim(buf_str(&tnef->work->plain)).n > 0;
    }
    buf_finish(&rtf);
}

static void use_body(struct tnef *tnef)
{
    struct mail_work *work = tnef->work;
    if (work->has_plain || work->has_html)
        return;
    if (tnef->body.n) {
        buf_append(&work->plain, tnef->body);
        work->has_plain = true;
    } else if (tnef->html.n) {
        html_text(tnef->html, &work->html);
        work->has_html = true;
    } else {
        use_rtf(tnef);
    }
}

void tnef_read(struct mail_work *work, int index, int depth, struct str bytes)
{
    struct tnef tnef = {.work = work, .arena = work->arena, .index = index, .depth = depth,
                        .codepage = STR("cp932")};
    struct reader in = {.rest = bytes};
    bool known = take_number(&in, 4) == SIGNATURE;
    take_number(&in, 2);
    while (known && !in.broken && in.rest.n) {
        take_number(&in, 1);
        uint32_t identity = take_number(&in, 4);
        struct str data = take_bytes(&in, take_number(&in, 4));
        take_number(&in, 2); /* checksum: what is damaged is told by its lengths */
        if (!in.broken)
            use_attribute(&tnef, identity, data);
    }
    finish_attachment(&tnef);
    use_body(&tnef);
    if (!known || in.broken) {
        work->parts[index].flags |= MAIL_BROKEN;
        work_problem(work, MAIL_BROKEN, STR("winmail.dat が途中で切れているか壊れています。"));
    }
}
