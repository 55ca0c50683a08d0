#include "base/civil.h"
#include "base/text.h"
#include "doc/mail.h"
#include "doc/mail_encode.h"

/* One field is one line of ours: anything that could begin another is refused, not repaired. */
static int check_text(struct str text, struct str field, struct error *error)
{
    for (size_t i = 0; i < text.n; i++)
        if ((unsigned char)text.p[i] < ' ' || text.p[i] == 0x7f)
            return ERROR(error, ERR_DOC_HEADER, field);
    return text_is_valid_utf8(text) ? 0 : ERROR(error, ERR_DOC_HEADER, field);
}

/* local@domain of plain characters. */
static int check_address(const struct mail_address *address, struct str field, struct error *error)
{
    int failed = check_text(address->name, field, error);
    if (failed)
        return failed;
    struct str text = address->address;
    size_t at = str_find_char(text, '@', 0);
    bool sound = at != SIZE_MAX && at > 0 && at + 1 < text.n && text.n <= 320 &&
                 str_find_char(text, '@', at + 1) == SIZE_MAX;
    for (size_t i = 0; sound && i < text.n; i++)
        sound = text.p[i] > ' ' && text.p[i] <= '~' && !str_contains(STR("<>()[],;:\\\""),
                                                                     (struct str){text.p + i, 1});
    return sound ? 0 : ERROR(error, ERR_DOC_HEADER, field);
}

static int check_addresses(const struct mail_address *list, size_t count, struct str field,
                           struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        int failed = check_address(&list[i], field, error);
        if (failed)
            return failed;
    }
    return 0;
}

/* An identifier for between < and >. */
static int check_id(struct str id, struct str field, struct error *error)
{
    bool sound = id.n <= 900;
    for (size_t i = 0; sound && i < id.n; i++)
        sound = id.p[i] > ' ' && id.p[i] <= '~' && id.p[i] != '<' && id.p[i] != '>';
    return sound ? 0 : ERROR(error, ERR_DOC_HEADER, field);
}

static int check_threading(const struct mail_draft *draft, struct error *error)
{
    int failed = draft->message_id.n ? check_id(draft->message_id, STR("Message-ID"), error)
                                     : ERROR(error, ERR_DOC_HEADER, STR("Message-ID"));
    if (!failed)
        failed = check_id(draft->in_reply_to, STR("In-Reply-To"), error);
    for (size_t i = 0; i < draft->reference_count && !failed; i++)
        failed = check_id(draft->references[i], STR("References"), error);
    return failed;
}

/* type/subtype of token characters. */
static int check_type(struct str type, struct error *error)
{
    size_t slashes = 0;
    for (size_t i = 0; i < type.n; i++) {
        char c = type.p[i];
        bool sound = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     c == '.' || c == '-' || c == '+' || c == '_' || c == '/';
        slashes += c == '/';
        if (!sound)
            return ERROR(error, ERR_DOC_HEADER, STR("Content-Type"));
    }
    return slashes == 1 ? 0 : ERROR(error, ERR_DOC_HEADER, STR("Content-Type"));
}

static int check_attachments(const struct mail_draft *draft, struct error *error)
{
    int failed = 0;
    for (size_t i = 0; i < draft->attachment_count && !failed; i++) {
        failed = check_text(draft->attachments[i].name, STR("添付ファイル名"), error);
        if (!failed)
            failed = check_type(draft->attachments[i].type, error);
    }
    bool sound = draft->boundary.n >= 16 && draft->boundary.n <= 60;
    for (size_t i = 0; sound && i < draft->boundary.n; i++) {
        char c = draft->boundary.p[i];
        sound = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }
    if (!failed && draft->attachment_count && !sound)
        failed = ERROR(error, ERR_DOC_HEADER, STR("boundary"));
    return failed;
}

static int check_draft(const struct mail_draft *draft, struct error *error)
{
    int failed = check_address(&draft->from, STR("From"), error);
    if (!failed && draft->reply_to.address.n)
        failed = check_address(&draft->reply_to, STR("Reply-To"), error);
    if (!failed)
        failed = check_addresses(draft->to, draft->to_count, STR("To"), error);
    if (!failed)
        failed = check_addresses(draft->cc, draft->cc_count, STR("Cc"), error);
    if (!failed)
        failed = check_text(draft->subject, STR("件名"), error);
    if (!failed)
        failed = check_threading(draft, error);
    if (!failed)
        failed = check_attachments(draft, error);
    if (!failed && !text_is_valid_utf8(draft->text))
        failed = ERROR(error, ERR_DOC_HEADER, STR("本文"));
    return failed;
}

static void put_addresses(const char *field, const struct mail_address *list, size_t count,
                          struct buf *out)
{
    if (count == 0)
        return;
    buf_format(out, "%s: ", field);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buf_append(out, STR(",\r\n "));
        if (list[i].name.n) {
            encode_phrase(list[i].name, 10, out);
            buf_append(out, STR("\r\n <"));
            buf_append(out, list[i].address);
            buf_append_char(out, '>');
        } else {
            buf_append(out, list[i].address);
        }
    }
    buf_append(out, STR("\r\n"));
}

static void put_date(utc_us date, struct buf *out)
{
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct jst jst = jst_of_time(date);
    buf_format(out, "Date: %s, %d %s %04d %02d:%02d:%02d +0900\r\n",
               days[weekday_of_day(day_of_time(date))], jst.date.day, months[jst.date.month - 1],
               jst.date.year, jst.hour, jst.minute, jst.second);
}

static void put_threading(const struct mail_draft *draft, struct buf *out)
{
    buf_format(out, "Message-ID: <%" PRIstr ">\r\n", STR_ARG(draft->message_id));
    if (draft->in_reply_to.n)
        buf_format(out, "In-Reply-To: <%" PRIstr ">\r\n", STR_ARG(draft->in_reply_to));
    for (size_t i = 0; i < draft->reference_count; i++)
        buf_format(out, "%s<%" PRIstr ">\r\n", i ? " " : "References: ",
                   STR_ARG(draft->references[i]));
}

static void put_head(const struct mail_draft *draft, struct buf *out)
{
    put_date(draft->date, out);
    put_addresses("From", &draft->from, 1, out);
    put_addresses("Reply-To", &draft->reply_to, draft->reply_to.address.n ? 1 : 0, out);
    put_addresses("To", draft->to, draft->to_count, out);
    put_addresses("Cc", draft->cc, draft->cc_count, out);
    buf_append(out, STR("Subject: "));
    encode_text(draft->subject, 9, out);
    buf_append(out, STR("\r\n"));
    put_threading(draft, out);
    if (draft->synthetic)
        buf_append(out, STR("X-Meguri-Demonstration: yes\r\n"));
    buf_append(out, STR("MIME-Version: 1.0\r\n"));
}

/* Lines end in CR LF inside the base64, as text has to. */
static void put_text(struct str text, struct buf *out)
{
    struct buf lines = {0};
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\n' && (i == 0 || text.p[i - 1] != '\r'))
            buf_append_char(&lines, '\r');
        buf_append_char(&lines, text.p[i]);
    }
    buf_append(out, STR("Content-Type: text/plain; charset=UTF-8\r\n"
                        "Content-Transfer-Encoding: base64\r\n\r\n"));
    encode_base64(buf_str(&lines), out);
    buf_finish(&lines);
}

static void put_attachment(const struct mail_attachment *attachment, struct buf *out)
{
    buf_append(out, STR("Content-Type: "));
    buf_append(out, attachment->type);
    encode_parameter(STR("name"), attachment->name, out);
    buf_append(out, STR("\r\nContent-Disposition: attachment"));
    encode_parameter(STR("filename"), attachment->name, out);
    buf_append(out, STR("\r\nContent-Transfer-Encoding: base64\r\n\r\n"));
    encode_base64(attachment->bytes, out);
}

int mail_build(const struct mail_draft *draft, struct buf *out, struct error *error)
{
    int failed = check_draft(draft, error);
    if (failed)
        return failed;
    put_head(draft, out);
    if (draft->attachment_count == 0) {
        put_text(draft->text, out);
        return 0;
    }
    struct str boundary = draft->boundary;
    buf_format(out, "Content-Type: multipart/mixed; boundary=\"=_%" PRIstr "\"\r\n\r\n",
               STR_ARG(boundary));
    buf_format(out, "--=_%" PRIstr "\r\n", STR_ARG(boundary));
    put_text(draft->text, out);
    for (size_t i = 0; i < draft->attachment_count; i++) {
        buf_format(out, "--=_%" PRIstr "\r\n", STR_ARG(boundary));
        put_attachment(&draft->attachments[i], out);
    }
    buf_format(out, "--=_%" PRIstr "--\r\n", STR_ARG(boundary));
    return 0;
}
