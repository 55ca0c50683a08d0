#include "base/text.h"
#include "base/wire.h"
#include "doc/mail.h"
#include "doc/worker_call.h"

/* Reading the record of worker/mail_record.c: both files change together. A worker may have been
   taken over by what it read, so its texts are checked here again. */
static struct str read_text(struct wire_reader *in)
{
    struct str text = wire_str(in);
    if (!text_is_valid_utf8(text))
        in->broken = true;
    return text;
}

static struct mail_address read_address(struct wire_reader *in)
{
    struct str name = read_text(in);
    return (struct mail_address){name, read_text(in)};
}

enum { LEAST_ADDRESS = 8, LEAST_TEXT = 4, LEAST_PART = 36 };

static struct mail_address *read_addresses(struct wire_reader *in, struct arena *arena,
                                           size_t *count)
{
    *count = wire_count(in, LEAST_ADDRESS);
    struct mail_address *list = ARENA_ARRAY(arena, struct mail_address, *count);
    for (size_t i = 0; i < *count; i++)
        list[i] = read_address(in);
    return list;
}

static struct str *read_texts(struct wire_reader *in, struct arena *arena, size_t *count)
{
    *count = wire_count(in, LEAST_TEXT);
    struct str *list = ARENA_ARRAY(arena, struct str, *count);
    for (size_t i = 0; i < *count; i++)
        list[i] = read_text(in);
    return list;
}

static struct mail_part read_part(struct wire_reader *in, size_t index)
{
    struct mail_part part = {0};
    part.name = read_text(in);
    part.name_as_sent = read_text(in);
    part.declared_type = read_text(in);
    part.detected_type = read_text(in);
    part.size = wire_i64(in);
    part.flags = wire_u32(in);
    uint32_t parent = wire_u32(in);
    part.is_inline = wire_u32(in) != 0;
    if (parent > index)
        in->broken = true;
    part.parent = (int)parent - 1;
    return part;
}

static void read_parts(struct wire_reader *in, struct arena *arena, struct mail_message *message)
{
    message->part_count = wire_count(in, LEAST_PART);
    message->parts = ARENA_ARRAY(arena, struct mail_part, message->part_count);
    for (size_t i = 0; i < message->part_count; i++)
        message->parts[i] = read_part(in, i);
}

static bool read_record(struct str record, struct arena *arena, struct mail_message *message)
{
    struct wire_reader in = {.rest = record};
    message->message_id = read_text(&in);
    message->in_reply_to = read_text(&in);
    message->references = read_texts(&in, arena, &message->reference_count);
    message->from = read_address(&in);
    message->to = read_addresses(&in, arena, &message->to_count);
    message->cc = read_addresses(&in, arena, &message->cc_count);
    message->reply_to = read_address(&in);
    message->subject = read_text(&in);
    message->date = wire_i64(&in);
    message->text = read_text(&in);
    message->tokens = read_texts(&in, arena, &message->token_count);
    read_parts(&in, arena, message);
    message->flags = wire_u32(&in);
    message->problem = read_text(&in);
    return !in.broken && in.rest.n == 0;
}

/* Exactly the parts that have bytes have a file, in order and of that size. */
static bool files_match(const struct mail_message *message, const struct worker_answer *answer)
{
    size_t file = 0;
    for (size_t i = 0; i < message->part_count; i++) {
        if (message->parts[i].size < 0)
            continue;
        bool found = false;
        for (size_t k = 0; k < answer->file_count; k++)
            found = found || (answer->files[k].index == i &&
                              answer->files[k].size == message->parts[i].size);
        if (!found)
            return false;
        file++;
    }
    return file == answer->file_count;
}

static int hand_over(struct mail_message *message, const struct worker_answer *answer,
                     mail_part_sink *sink, void *argument, struct error *error)
{
    for (size_t i = 0; sink && i < message->part_count; i++)
        for (size_t k = 0; k < answer->file_count; k++) {
            if (answer->files[k].index != i)
                continue;
            int failed = sink(argument, &message->parts[i], answer->files[k].fd, error);
            if (failed)
                return failed;
        }
    return 0;
}

int mail_parse(struct worker_pool *pool, int fd, struct arena *arena, struct mail_message **out,
               mail_part_sink *sink, void *argument, struct error *error)
{
    *out = NULL;
    struct worker_question question = {.job = WORKER_MAIL, .fd = fd};
    struct worker_answer answer;
    int failed = worker_call(pool, &question, arena, &answer, error);
    if (failed)
        return failed;
    struct mail_message *message = ARENA_NEW(arena, struct mail_message);
    if (answer.status != WORKER_OK || !read_record(answer.record, arena, message) ||
        !files_match(message, &answer))
        failed = ERROR(error, ERR_DOC_WORKER, STR("応答の形が不正"));
    if (!failed)
        failed = hand_over(message, &answer, sink, argument, error);
    worker_answer_finish(&answer);
    if (!failed)
        *out = message;
    return failed;
}
