/* The record that doc/mail_read.c reads: both files change together. */
#include "base/wire.h"
#include "worker/mail_work.h"

static void put_address(struct buf *out, const struct header_address *address)
{
    wire_put_str(out, address->name);
    wire_put_str(out, address->address);
}

static void put_addresses(struct buf *out, const struct header_address *list, size_t count)
{
    wire_put_u32(out, (uint32_t)count);
    for (size_t i = 0; i < count; i++)
        put_address(out, &list[i]);
}

static void put_texts(struct buf *out, const struct str *texts, size_t count)
{
    wire_put_u32(out, (uint32_t)count);
    for (size_t i = 0; i < count; i++)
        wire_put_str(out, texts[i]);
}

static void put_part(struct buf *out, const struct work_part *part)
{
    wire_put_str(out, part->name);
    wire_put_str(out, part->name_as_sent);
    wire_put_str(out, part->declared_type);
    wire_put_str(out, part->detected_type);
    wire_put_i64(out, part->size);
    wire_put_u32(out, part->flags);
    wire_put_u32(out, (uint32_t)(part->parent + 1));
    wire_put_u32(out, part->is_inline);
}

void work_write_record(const struct mail_work *work, struct buf *out)
{
    wire_put_str(out, work->message_id);
    wire_put_str(out, work->in_reply_to);
    put_texts(out, work->references, work->reference_count);
    put_address(out, &work->from);
    put_addresses(out, work->to, work->to_count);
    put_addresses(out, work->cc, work->cc_count);
    put_address(out, &work->reply_to);
    wire_put_str(out, work->subject);
    wire_put_i64(out, work->date);
    wire_put_str(out, work->text);
    put_texts(out, work->tokens, work->token_count);
    wire_put_u32(out, (uint32_t)work->part_count);
    for (size_t i = 0; i < work->part_count; i++)
        put_part(out, &work->parts[i]);
    wire_put_u32(out, work->flags);
    wire_put_str(out, work->problem);
}
