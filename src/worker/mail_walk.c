#include "worker/mail_walk.h"

#include <unistd.h>

#include "base/text.h"
#include "worker/mail_fields.h"
#include "worker/mail_name.h"

/* Where in the tree an entity stands. */
struct place {
    int parent, depth;
    bool is_nested; /* inside message/rfc822: its texts belong to that part */
};

static void walk(struct mail_work *work, GMimeObject *object, struct place place);

static struct str media_type(GMimeObject *object, struct arena *arena)
{
    GMimeContentType *type = g_mime_object_get_content_type(object);
    char *text = g_mime_content_type_get_mime_type(type);
    struct str copy = text_clean(str_from_c(text), arena);
    g_free(text);
    char *lower = arena_c(arena, copy);
    for (char *c = lower; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    return str_from_c(lower);
}

static struct part_label label_of(struct mail_work *work, GMimeObject *object, struct place place)
{
    struct part_label label = {.parent = place.parent, .depth = place.depth};
    bool guessed = false;
    struct str disposition = fields_raw(object, "Content-Disposition");
    struct str type = fields_raw(object, "Content-Type");
    struct str name = header_parameter(disposition, STR("filename"), work->arena, &guessed);
    if (name.n == 0)
        name = header_parameter(type, STR("name"), work->arena, &guessed);
    if (name.n == 0)
        name = header_decode(fields_raw(object, "Content-Description"), work->arena, &guessed);
    label.name_as_sent = name;
    label.name = name;
    label.declared_type = media_type(object, work->arena);
    bool attached = str_equal_nocase(str_slice(str_trim(disposition), 0, 10), STR("attachment"));
    label.is_inline = !attached && g_mime_object_get_content_id(object) != NULL;
    label.flags = guessed ? MAIL_CHARSET_GUESSED : 0;
    return label;
}

/* Encoded length: at least as much as comes out of it. */
static int64_t encoded_length(GMimeDataWrapper *content)
{
    return g_mime_stream_length(g_mime_data_wrapper_get_stream(content));
}

static void write_part(struct mail_work *work, int index, int depth, GMimeObject *object)
{
    int fd = output_file_create();
    GMimeStream *stream = g_mime_stream_fs_new(fd);
    g_mime_stream_fs_set_owner(GMIME_STREAM_FS(stream), FALSE);
    GMimeStream *buffered = g_mime_stream_buffer_new(stream, GMIME_STREAM_BUFFER_BLOCK_WRITE);
    ssize_t put = 0;
    if (GMIME_IS_PART(object))
        put = g_mime_data_wrapper_write_to_stream(g_mime_part_get_content(GMIME_PART(object)),
                                                  buffered);
    else
        put = g_mime_object_write_content_to_stream(object, NULL, buffered);
    if (put < 0 || g_mime_stream_flush(buffered) < 0)
        work->parts[index].flags |= MAIL_BROKEN;
    off_t size = lseek(fd, 0, SEEK_END);
    g_object_unref(buffered);
    g_object_unref(stream);
    work_part_finished(work, index, depth, fd, size > 0 ? (size_t)size : 0);
}

static bool fits(struct mail_work *work, int64_t length, struct part_label *label)
{
    if (length <= (int64_t)work_decoded_left(work))
        return true;
    label->flags |= MAIL_TRUNCATED;
    work_problem(work, MAIL_TRUNCATED,
                 STR("添付の合計が上限を超えているため、一部は名前だけを記録しました。"));
    return false;
}

static void walk_attachment(struct mail_work *work, GMimePart *part, struct place place)
{
    struct part_label label = label_of(work, GMIME_OBJECT(part), place);
    GMimeDataWrapper *content = g_mime_part_get_content(part);
    bool has_bytes = !content || fits(work, encoded_length(content), &label);
    int index = work_add_part(work, &label);
    if (index < 0 || !has_bytes)
        return;
    if (content)
        write_part(work, index, place.depth, GMIME_OBJECT(part));
    else
        work_part_finished(work, index, place.depth, output_file_create(), 0);
}

/* Text without a name, not declared an attachment, is body. */
static bool is_body(GMimePart *part, const struct part_label *label)
{
    bool is_text = str_equal(label->declared_type, STR("text/plain")) ||
                   str_equal(label->declared_type, STR("text/html"));
    struct str disposition = str_trim(fields_raw(GMIME_OBJECT(part), "Content-Disposition"));
    return is_text && label->name_as_sent.n == 0 &&
           !str_equal_nocase(str_slice(disposition, 0, 10), STR("attachment"));
}

static void walk_text(struct mail_work *work, GMimePart *part, bool is_html)
{
    GMimeDataWrapper *content = g_mime_part_get_content(part);
    if (!content)
        return;
    if (encoded_length(content) > (int64_t)4 * MAIL_LIMIT_TEXT) {
        work_problem(work, MAIL_TRUNCATED, STR("本文が長すぎるため読みませんでした。原本を確認してください。"));
        return;
    }
    GMimeStream *stream = g_mime_stream_mem_new();
    g_mime_data_wrapper_write_to_stream(content, stream);
    GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    work_add_text(work, (struct str){(const char *)bytes->data, bytes->len},
                  fields_raw(GMIME_OBJECT(part), "Content-Type"), is_html);
    g_object_unref(stream);
}

static void walk_leaf(struct mail_work *work, GMimePart *part, struct place place)
{
    struct part_label label = label_of(work, GMIME_OBJECT(part), place);
    bool is_html = str_equal(label.declared_type, STR("text/html"));
    if (!is_body(part, &label))
        walk_attachment(work, part, place);
    else if (!place.is_nested)
        walk_text(work, part, is_html);
}

static void walk_nested_message(struct mail_work *work, GMimeMessagePart *part, struct place place)
{
    struct part_label label = label_of(work, GMIME_OBJECT(part), place);
    GMimeMessage *message = g_mime_message_part_get_message(part);
    if (!message)
        return;
    bool guessed = false;
    if (label.name.n == 0) {
        struct str subject = header_decode(fields_raw(GMIME_OBJECT(message), "Subject"),
                                           work->arena, &guessed);
        label.name = ARENA_JOIN(work->arena, subject.n ? subject : STR("件名なし"), STR(".eml"));
    }
    int index = work_add_part(work, &label);
    if (index < 0)
        return;
    work->parts[index].is_walked = true;
    write_part(work, index, place.depth, GMIME_OBJECT(part));
    walk_attached_message(work, message, index, place.depth);
}

static void walk(struct mail_work *work, GMimeObject *object, struct place place)
{
    if (place.depth > MAIL_LIMIT_DEPTH) {
        work_problem(work, MAIL_TRUNCATED,
                     STR("入れ子が深すぎるため、奥の添付は取り出していません。"));
        return;
    }
    if (GMIME_IS_MULTIPART(object)) {
        GMimeMultipart *multipart = GMIME_MULTIPART(object);
        place.depth++;
        for (int i = 0; i < g_mime_multipart_get_count(multipart); i++)
            walk(work, g_mime_multipart_get_part(multipart, i), place);
    } else if (GMIME_IS_MESSAGE_PART(object)) {
        walk_nested_message(work, GMIME_MESSAGE_PART(object), place);
    } else if (GMIME_IS_PART(object)) {
        walk_leaf(work, GMIME_PART(object), place);
    }
}

void walk_attached_message(struct mail_work *work, GMimeMessage *message, int index, int depth)
{
    fields_scan_nested(work, GMIME_OBJECT(message));
    GMimeObject *body = g_mime_message_get_mime_part(message);
    if (body)
        walk(work, body, (struct place){index, depth + 1, true});
}

void walk_message(struct mail_work *work, GMimeMessage *message)
{
    fields_read(work, message);
    GMimeObject *body = g_mime_message_get_mime_part(message);
    if (body)
        walk(work, body, (struct place){-1, 0, false});
}
