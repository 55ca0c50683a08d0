#include "worker/mail_fields.h"

#include <string.h>

#include "worker/mail_trust.h"

static GMimeHeader *header_named(GMimeObject *object, const char *name, size_t nth, size_t *count)
{
    GMimeHeaderList *list = g_mime_object_get_header_list(object);
    GMimeHeader *found = NULL;
    *count = 0;
    for (int i = 0; i < g_mime_header_list_get_count(list); i++) {
        GMimeHeader *header = g_mime_header_list_get_header_at(list, i);
        if (!str_equal_nocase(str_from_c(g_mime_header_get_name(header)), str_from_c(name)))
            continue;
        if (*count == nth)
            found = header;
        ++*count;
    }
    return found;
}

static struct str raw_nth(GMimeObject *object, const char *name, size_t nth)
{
    size_t count;
    GMimeHeader *header = header_named(object, name, nth, &count);
    const char *raw = header ? g_mime_header_get_raw_value(header) : NULL;
    return str_slice(str_from_c(raw), 0, MAIL_LIMIT_HEADER);
}

struct str fields_raw(GMimeObject *object, const char *name)
{
    return raw_nth(object, name, 0);
}

size_t fields_count(GMimeObject *object, const char *name)
{
    size_t count;
    header_named(object, name, 0, &count);
    return count;
}

static void read_recipients(struct mail_work *work, GMimeObject *object, const char *name,
                            struct header_address **list, size_t *count, bool *guessed)
{
    *list = ARENA_ARRAY(work->arena, struct header_address, MAIL_LIMIT_RECIPIENTS);
    *count = 0;
    size_t fields = fields_count(object, name);
    for (size_t i = 0; i < fields && i < 20; i++)
        *count += header_addresses(raw_nth(object, name, i), work->arena, *list + *count,
                                   MAIL_LIMIT_RECIPIENTS - *count, guessed);
    if (*count == MAIL_LIMIT_RECIPIENTS)
        work_problem(work, MAIL_TRUNCATED, STR("宛先が多すぎるため、一部は記録していません。"));
    for (size_t i = 0; i < *count; i++)
        work_scan_address(work, (*list)[i].address);
}

/* All From addresses; several of them, or several fields, make the sender doubtful. */
static void read_senders(struct mail_work *work, GMimeObject *object, bool *guessed)
{
    struct header_address senders[8] = {0};
    size_t count = header_addresses(fields_raw(object, "From"), work->arena, senders, 8, guessed);
    work->from = senders[0];
    work->from_count = count;
    size_t replies = header_addresses(fields_raw(object, "Reply-To"), work->arena, senders, 1,
                                      guessed);
    if (replies)
        work->reply_to = senders[0];
}

static void read_threading(struct mail_work *work, GMimeObject *object)
{
    struct str one;
    if (header_message_ids(fields_raw(object, "Message-ID"), work->arena, &one, 1))
        work->message_id = one;
    if (header_message_ids(fields_raw(object, "In-Reply-To"), work->arena, &one, 1))
        work->in_reply_to = one;
    work->references = ARENA_ARRAY(work->arena, struct str, MAIL_LIMIT_RECIPIENTS);
    work->reference_count = header_message_ids(fields_raw(object, "References"), work->arena,
                                               work->references, MAIL_LIMIT_RECIPIENTS);
    /* The nearest ancestor first: it is the surest hint of the case. */
    work_scan_message_id(work, work->in_reply_to);
    for (size_t i = work->reference_count; i > 0; i--)
        work_scan_message_id(work, work->references[i - 1]);
}

static int64_t read_date(GMimeObject *object)
{
    struct str raw = fields_raw(object, "Date");
    if (raw.n == 0 || raw.n > 200)
        return 0;
    GDateTime *date = g_mime_utils_header_decode_date(raw.p);
    if (!date)
        return 0;
    int64_t seconds = g_date_time_to_unix(date);
    g_date_time_unref(date);
    /* 1980 to 2200: beyond that a clock was wrong, and the date is no information. */
    bool sensible = seconds > 315532800 && seconds < 7258118400;
    return sensible ? seconds * 1000000 : 0;
}

static void scan_delivery(struct mail_work *work, GMimeObject *object)
{
    static const char *const names[] = {"Delivered-To", "X-Original-To", "Envelope-To"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct header_address address;
        bool guessed = false;
        if (header_addresses(fields_raw(object, names[i]), work->arena, &address, 1, &guessed))
            work_scan_address(work, address.address);
    }
}

void fields_read(struct mail_work *work, GMimeMessage *message)
{
    GMimeObject *object = GMIME_OBJECT(message);
    bool guessed = false;
    read_senders(work, object, &guessed);
    read_recipients(work, object, "To", &work->to, &work->to_count, &guessed);
    read_recipients(work, object, "Cc", &work->cc, &work->cc_count, &guessed);
    scan_delivery(work, object);
    read_threading(work, object);
    work->subject = header_decode(fields_raw(object, "Subject"), work->arena, &guessed);
    work->date = read_date(object);
    if (guessed)
        work->flags |= MAIL_CHARSET_GUESSED;
    trust_check_fields(work, object);
}

void fields_scan_nested(struct mail_work *work, GMimeObject *message)
{
    struct str id;
    if (!(work->flags & MAIL_AUTOMATIC))
        return;
    if (header_message_ids(fields_raw(message, "Message-ID"), work->arena, &id, 1))
        work_scan_message_id(work, id);
}
