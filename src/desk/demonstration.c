/* Reads data/demo/mails.json and writes the mails, dated on open days before `today`. */
#include "desk/demonstration.h"

#include "base/calendar.h"
#include "base/embedded.h"
#include "base/file.h"
#include "base/json.h"
#include "desk/demonstration_attachment.h"
#include "desk/demonstration_mail.h"

extern const struct embedded_files desk_demonstration_data;

static utc_us mail_time(const struct calendar *calendar, const struct json *described,
                        day_number today)
{
    int64_t ago = 0, hour = 9, minute = 0;
    json_int(described, STR("business_days_ago"), &ago);
    struct str at = json_text(described, STR("at"));
    str_to_int64(str_slice(at, 0, 2), &hour);
    str_to_int64(str_slice(at, 3, 5), &minute);
    day_number day =
        calendar_add_business_days(calendar, calendar_previous_open(calendar, today), -(int)ago);
    return time_of_jst((struct jst){date_of_day(day), (int)hour, (int)minute, 0});
}

/* Stable for one mail of one day, so that importing twice is one case. */
static struct str message_id(struct arena *arena, struct str file, day_number today)
{
    return arena_format(arena, "%" PRIstr ".%" PRIstr "@demonstration.example", STR_ARG(file),
                        STR_ARG(day_format(today, arena)));
}

static int make_parts(const struct context *context, const struct json *described, utc_us date,
                      uint64_t seed, struct arena *arena, struct demonstration_mail *mail,
                      struct error *error)
{
    const struct json *list = json_member(described, STR("attachments"));
    struct demonstration_part *parts = ARENA_ARRAY(arena, struct demonstration_part, list->count);
    size_t count = 0;
    for (const struct json *one = list->first; one; one = one->next, count++) {
        parts[count].name = json_text(one, STR("name"));
        int status = demonstration_attachment(context, one, date, seed * 100 + count, arena,
                                              &parts[count].type, &parts[count].bytes, error);
        if (status)
            return status;
    }
    mail->parts = parts;
    mail->part_count = count;
    return 0;
}

struct writing {
    const struct context *context;
    const struct calendar *calendar;
    const struct json *all;
    struct str directory;
    day_number today;
};

static int write_mail(const struct writing *writing, const struct json *described, uint64_t seed,
                      struct arena *arena, struct error *error)
{
    day_number today = writing->today;
    const struct json *from = json_member(described, STR("from"));
    const struct json *desk = json_member(writing->all, STR("desk"));
    const struct json *forged = json_member(described, STR("forged"));
    struct str reply_to = json_text(described, STR("reply_to"));
    struct demonstration_mail mail = {
        .message_id = message_id(arena, json_text(described, STR("file")), today),
        .in_reply_to = reply_to.n ? message_id(arena, reply_to, today) : STR(""),
        .from_name = json_text(from, STR("name")),
        .from_address = json_text(from, STR("address")),
        .to_name = json_text(desk, STR("name")),
        .to_address = json_text(desk, STR("address")),
        .subject = json_text(described, STR("subject")),
        .text = json_text(described, STR("text")),
        .return_path = json_text(from, STR("address")),
        .date = mail_time(writing->calendar, described, today),
    };
    if (forged && forged->kind == JSON_TRUE) {
        mail.return_path = STR("bounce@bulk-sender.example");
        mail.authentication_results = STR("mx.basel-desk.example; spf=fail; dkim=none; dmarc=fail");
    }
    if (!demonstration_encoding_parse(json_text(described, STR("encoding")), &mail.encoding))
        return ERROR(error, ERR_INVALID_INPUT, STR("encoding"),
                     json_text(described, STR("encoding")));
    int status = make_parts(writing->context, described, mail.date, seed, arena, &mail, error);
    struct buf out = {0};
    if (status == 0)
        status = demonstration_mail_compose(&mail, arena, &out, error);
    if (status == 0)
        status = file_write_durable(writing->context,
                                    ARENA_JOIN(arena, writing->directory, STR("/"),
                                               json_text(described, STR("file")), STR(".eml")),
                                    buf_str(&out), error);
    buf_finish(&out);
    return status;
}

int demonstration_write(const struct context *context, struct str directory, day_number today,
                        size_t *count, struct error *error)
{
    *count = 0;
    struct arena *arena = arena_create(), *one = arena_create();
    struct writing writing = {.context = context, .directory = directory, .today = today};
    struct calendar *calendar = NULL;
    struct calendar_settings settings = calendar_settings_default();
    int status = calendar_create(&settings, &calendar, error);
    writing.calendar = calendar;
    if (status == 0)
        status = json_parse(embedded_find(&desk_demonstration_data, STR("mails.json")), arena,
                            &writing.all, error);
    if (status == 0)
        status = file_make_directory(context, directory, error);
    const struct json *list = status ? NULL : json_member(writing.all, STR("mails"));
    for (const struct json *mail = list ? list->first : NULL; mail && status == 0;
         mail = mail->next) {
        status = write_mail(&writing, mail, *count + 1, one, error);
        arena_reset(one);
        if (status == 0)
            ++*count;
    }
    calendar_destroy(calendar);
    arena_destroy(one);
    arena_destroy(arena);
    return status;
}
