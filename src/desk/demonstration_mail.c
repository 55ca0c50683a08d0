/* RFC 5322 + MIME by hand: header words as RFC 2047 B in the mail's charset, names as RFC 2231 (UTF-8)
   or RFC 2047 inside quotes (as Japanese mailers of the CP932 and JIS kind do), bodies in base64. */
#include "desk/demonstration_mail.h"

#include <errno.h>
#include <iconv.h>

#include "base/check.h"
#include "base/civil.h"
#include "base/escape.h"
#include "base/text.h"

static const struct {
    struct str name;        /* in data/demo/mails.json */
    const char *iconv_name; /* for iconv(3) */
    struct str charset;     /* in headers */
} encodings[] = {
    [DEMONSTRATION_UTF8] = {STR_INIT("utf-8"), "UTF-8", STR_INIT("UTF-8")},
    [DEMONSTRATION_JIS] = {STR_INIT("iso-2022-jp"), "ISO-2022-JP", STR_INIT("ISO-2022-JP")},
    [DEMONSTRATION_JIS_OUTLOOK] = {STR_INIT("iso-2022-jp-outlook"), "ISO-2022-JP",
                                   STR_INIT("ISO-2022-JP")},
    [DEMONSTRATION_CP932] = {STR_INIT("cp932"), "CP932", STR_INIT("Shift_JIS")},
    [DEMONSTRATION_HTML] = {STR_INIT("html"), "UTF-8", STR_INIT("UTF-8")},
};

bool demonstration_encoding_parse(struct str name, enum demonstration_encoding *out)
{
    for (size_t i = 0; i < sizeof encodings / sizeof encodings[0]; i++)
        if (str_equal(name, encodings[i].name)) {
            *out = (enum demonstration_encoding)i;
            return true;
        }
    return false;
}

static int encode(enum demonstration_encoding encoding, struct str text, struct arena *arena,
                  struct str *out, struct error *error)
{
    iconv_t converter = iconv_open(encodings[encoding].iconv_name, "UTF-8");
    CHECK(converter != (iconv_t)-1);
    size_t room = size_add(size_mul(text.n, 4), 16), left = room;
    char *bytes = arena_alloc(arena, room, 1, 1), *to = bytes;
    char *from = arena_c(arena, text);
    size_t from_left = text.n;
    bool whole = iconv(converter, &from, &from_left, &to, &left) != (size_t)-1 &&
                 iconv(converter, NULL, NULL, &to, &left) != (size_t)-1;
    iconv_close(converter);
    if (!whole)
        return ERROR(error, ERR_ENCODING, text_head(text, 20), encodings[encoding].charset);
    *out = (struct str){bytes, room - left};
    return 0;
}

static void put_base64_lines(struct buf *out, struct str bytes)
{
    enum { BYTES_PER_LINE = 57 }; /* 76 characters */
    for (size_t at = 0; at < bytes.n; at += BYTES_PER_LINE) {
        if (at > 0)
            buf_append(out, STR("\r\n"));
        base64_encode(str_slice(bytes, at, at + BYTES_PER_LINE), out);
    }
}

static bool is_plain(struct str text)
{
    for (size_t i = 0; i < text.n; i++)
        if ((unsigned char)text.p[i] < 0x20 || (unsigned char)text.p[i] > 0x7e || text.p[i] == '"')
            return false;
    return true;
}

/* RFC 2047 words of at most 12 characters each, which keeps every word under 75 bytes. */
static int put_words(struct buf *out, enum demonstration_encoding encoding, struct str text,
                     struct str between, struct arena *arena, struct error *error)
{
    enum { CHARACTERS_PER_WORD = 12 };
    if (is_plain(text)) {
        buf_append(out, text);
        return 0;
    }
    bool first = true;
    while (text.n) {
        struct str piece = text_head(text, CHARACTERS_PER_WORD), bytes;
        int status = encode(encoding, piece, arena, &bytes, error);
        if (status)
            return status;
        if (!first)
            buf_append(out, between);
        first = false;
        buf_append(out, STR("=?"));
        buf_append(out, encodings[encoding].charset);
        buf_append(out, STR("?B?"));
        base64_encode(bytes, out);
        buf_append(out, STR("?="));
        text = str_slice(text, piece.n, text.n);
    }
    return 0;
}

static int put_address(struct buf *out, struct str header, enum demonstration_encoding encoding,
                       struct str name, struct str address, struct arena *arena,
                       struct error *error)
{
    buf_append(out, header);
    buf_append(out, STR(": "));
    int status = put_words(out, encoding, name, STR("\r\n "), arena, error);
    buf_append(out, name.n ? STR(" <") : STR("<"));
    buf_append(out, address);
    buf_append(out, STR(">\r\n"));
    return status;
}

static void put_date(struct buf *out, utc_us date)
{
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct jst t = jst_of_time(date);
    buf_format(out, "Date: %s, %d %s %d %02d:%02d:%02d +0900\r\n",
               days[weekday_of_day(day_of_time(date))], t.date.day, months[t.date.month - 1],
               t.date.year, t.hour, t.minute, t.second);
}

static void put_percent(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.n; i++)
        buf_format(out, "%%%02X", (unsigned char)text.p[i]);
}

static int put_file_name(struct buf *out, enum demonstration_encoding encoding, struct str name,
                         struct arena *arena, struct error *error)
{
    buf_append(out, STR("Content-Disposition: attachment;\r\n "));
    if (is_plain(name)) {
        buf_append(out, STR("filename=\""));
        buf_append(out, name);
        buf_append(out, STR("\"\r\n"));
        return 0;
    }
    if (encoding == DEMONSTRATION_UTF8 || encoding == DEMONSTRATION_HTML) {
        buf_append(out, STR("filename*=UTF-8''"));
        put_percent(out, name);
        buf_append(out, STR("\r\n"));
        return 0;
    }
    buf_append(out, STR("filename=\""));
    int status = put_words(out, encoding, name, STR(" "), arena, error);
    buf_append(out, STR("\"\r\n"));
    return status;
}

static void put_html(struct buf *out, struct str text)
{
    buf_append(out, STR("<html><head><style>p{margin:0}</style></head><body><p>"));
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\n')
            buf_append(out, STR("<br>\r\n"));
        else if (text.p[i] == '&')
            buf_append(out, STR("&amp;"));
        else if (text.p[i] == '<')
            buf_append(out, STR("&lt;"));
        else
            buf_append_char(out, text.p[i]);
    }
    buf_append(out, STR("</p></body></html>\r\n"));
}

/* JIS goes out as it is (7 bit); everything else in base64. */
static int put_body(struct buf *out, const struct demonstration_mail *mail, struct arena *arena,
                    struct error *error)
{
    struct buf text = {0};
    if (mail->encoding == DEMONSTRATION_HTML)
        put_html(&text, mail->text);
    else
        for (size_t i = 0; i < mail->text.n; i++)
            buf_append(&text, mail->text.p[i] == '\n' ? STR("\r\n") : str_slice(mail->text, i, i + 1));
    struct str bytes;
    int status = encode(mail->encoding, buf_str(&text), arena, &bytes, error);
    buf_finish(&text);
    if (status)
        return status;
    bool jis = mail->encoding == DEMONSTRATION_JIS || mail->encoding == DEMONSTRATION_JIS_OUTLOOK;
    buf_append(out, mail->encoding == DEMONSTRATION_HTML ? STR("Content-Type: text/html")
                                                         : STR("Content-Type: text/plain"));
    if (mail->encoding != DEMONSTRATION_JIS_OUTLOOK) {
        buf_append(out, STR("; charset="));
        buf_append(out, encodings[mail->encoding].charset);
    }
    buf_append(out, jis ? STR("\r\nContent-Transfer-Encoding: 7bit\r\n\r\n")
                        : STR("\r\nContent-Transfer-Encoding: base64\r\n\r\n"));
    if (jis)
        buf_append(out, bytes);
    else
        put_base64_lines(out, bytes);
    buf_append(out, STR("\r\n"));
    return 0;
}

static int put_part(struct buf *out, const struct demonstration_mail *mail,
                    const struct demonstration_part *part, struct arena *arena,
                    struct error *error)
{
    buf_append(out, STR("Content-Type: "));
    buf_append(out, part->type);
    buf_append(out, STR("\r\nContent-Transfer-Encoding: base64\r\n"));
    int status = put_file_name(out, mail->encoding, part->name, arena, error);
    buf_append(out, STR("\r\n"));
    put_base64_lines(out, part->bytes);
    buf_append(out, STR("\r\n"));
    return status;
}

static int put_headers(struct buf *out, const struct demonstration_mail *mail,
                       struct arena *arena, struct error *error)
{
    buf_format(out, "Return-Path: <%" PRIstr ">\r\n", STR_ARG(mail->return_path));
    if (mail->authentication_results.n)
        buf_format(out, "Authentication-Results: %" PRIstr "\r\n",
                   STR_ARG(mail->authentication_results));
    put_date(out, mail->date);
    buf_format(out, "Message-ID: <%" PRIstr ">\r\n", STR_ARG(mail->message_id));
    if (mail->in_reply_to.n)
        buf_format(out, "In-Reply-To: <%" PRIstr ">\r\nReferences: <%" PRIstr ">\r\n",
                   STR_ARG(mail->in_reply_to), STR_ARG(mail->in_reply_to));
    int status = put_address(out, STR("From"), mail->encoding, mail->from_name,
                             mail->from_address, arena, error);
    if (status == 0)
        status = put_address(out, STR("To"), mail->encoding, mail->to_name, mail->to_address,
                             arena, error);
    buf_append(out, STR("Subject: "));
    if (status == 0)
        status = put_words(out, mail->encoding, mail->subject, STR("\r\n "), arena, error);
    buf_append(out, STR("\r\nMIME-Version: 1.0\r\nX-Meguri-Demonstration: yes\r\n"));
    return status;
}

int demonstration_mail_compose(const struct demonstration_mail *mail, struct arena *arena,
                               struct buf *out, struct error *error)
{
    static const struct str boundary = STR_INIT("=_meguri_demonstration_part");
    int status = put_headers(out, mail, arena, error);
    if (status == 0 && mail->part_count == 0)
        return put_body(out, mail, arena, error);
    buf_format(out, "Content-Type: multipart/mixed; boundary=\"%" PRIstr "\"\r\n\r\n--%" PRIstr "\r\n",
               STR_ARG(boundary), STR_ARG(boundary));
    if (status == 0)
        status = put_body(out, mail, arena, error);
    for (size_t i = 0; i < mail->part_count && status == 0; i++) {
        buf_format(out, "--%" PRIstr "\r\n", STR_ARG(boundary));
        status = put_part(out, mail, &mail->parts[i], arena, error);
    }
    buf_format(out, "--%" PRIstr "--\r\n", STR_ARG(boundary));
    return status;
}
