#include "base/text.h"
#include "worker/charset.h"
#include "worker/html_text.h"
#include "worker/mail_work.h"

/* format=flowed (RFC 3676): a line that ends in a blank goes on in the next; one blank at the start
   is stuffing; DelSp takes the blank out, as Japanese text needs it. Quoted lines join only with the
   same depth. */
static size_t quote_depth(struct str line)
{
    size_t depth = 0;
    while (depth < line.n && line.p[depth] == '>')
        depth++;
    return depth;
}

static void unflow(struct str text, bool delete_space, struct buf *out)
{
    struct str rest = text, line;
    bool open = false;
    size_t open_depth = 0;
    while (str_cut(&rest, '\n', &line)) {
        if (line.n && line.p[line.n - 1] == '\r')
            line = str_slice(line, 0, line.n - 1);
        if (!rest.p && line.n == 0)
            break;
        size_t depth = quote_depth(line);
        struct str content = str_slice(line, depth, line.n);
        if (content.n && content.p[0] == ' ')
            content = str_slice(content, 1, content.n);
        bool signature = str_equal(content, STR("-- "));
        if (open && (depth != open_depth || signature)) {
            buf_append_char(out, '\n');
            open = false;
        }
        if (!open && depth) {
            buf_append(out, str_slice(line, 0, depth));
            buf_append_char(out, ' ');
        }
        open = content.n && content.p[content.n - 1] == ' ' && !signature;
        open_depth = depth;
        buf_append(out, open && delete_space ? str_slice(content, 0, content.n - 1) : content);
        if (!open)
            buf_append_char(out, '\n');
    }
}

static void append_plain(struct mail_work *work, struct str text, struct str content_type)
{
    bool ignored = false;
    struct str format = header_parameter(content_type, STR("format"), work->arena, &ignored);
    struct str delete = header_parameter(content_type, STR("delsp"), work->arena, &ignored);
    if (work->plain.n && work->plain.p[work->plain.n - 1] != '\n')
        buf_append_char(&work->plain, '\n');
    if (str_equal_nocase(format, STR("flowed")))
        unflow(text, str_equal_nocase(delete, STR("yes")), &work->plain);
    else
        buf_append(&work->plain, text);
}

/* <meta charset=…> counts when the part itself has no label. */
static struct str charset_of_meta(struct str html)
{
    struct str head = str_slice(html, 0, 2048);
    size_t at = str_find(head, STR("charset="), 0);
    if (at == SIZE_MAX)
        return STR("");
    at += 8;
    if (at < head.n && (head.p[at] == '"' || head.p[at] == '\''))
        at++;
    size_t end = at;
    while (end < head.n && end - at < 30 && head.p[end] > ' ' && head.p[end] != '"' &&
           head.p[end] != '\'' && head.p[end] != '>' && head.p[end] != ';' && head.p[end] != '/')
        end++;
    return str_slice(head, at, end);
}

void work_add_text(struct mail_work *work, struct str bytes, struct str content_type, bool is_html)
{
    bool guessed = false;
    struct str label = header_parameter(content_type, STR("charset"), work->arena, &guessed);
    if (label.n == 0 && is_html)
        label = charset_of_meta(bytes);
    struct str text = charset_to_utf8(bytes, label, work->arena, &guessed);
    if (str_starts(text, STR("\xef\xbb\xbf")))
        text = str_slice(text, 3, text.n);
    if (guessed)
        work->flags |= MAIL_CHARSET_GUESSED;
    if (is_html) {
        if (work->html.n)
            buf_append_char(&work->html, '\n');
        html_text(text, &work->html);
        work->has_html = true;
    } else {
        append_plain(work, text, content_type);
        work->has_plain = work->has_plain || str_trim(text).n > 0;
    }
}

/* At most `limit` bytes, whole characters. */
static struct str bounded(struct str text, size_t limit)
{
    if (text.n <= limit)
        return text;
    while (limit > 0 && ((unsigned char)text.p[limit] & 0xc0) == 0x80)
        limit--;
    return str_slice(text, 0, limit);
}

void work_finish_text(struct mail_work *work)
{
    if (work->has_html && !work->has_plain)
        work->flags |= MAIL_HTML_ONLY;
    struct str body = buf_str(work->has_plain ? &work->plain : &work->html);
    if (body.n > MAIL_LIMIT_TEXT)
        work_problem(work, MAIL_TRUNCATED, STR("本文が長すぎるため、途中までを記録しました。"));
    work->text = str_trim(text_clean(bounded(body, MAIL_LIMIT_TEXT), work->arena));
}
