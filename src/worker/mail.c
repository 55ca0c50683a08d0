#include "worker/mail.h"

#include <gmime/gmime.h>
#include <string.h>

#include "base/text.h"
#include "worker/mail_trust.h"
#include "worker/mail_walk.h"
#include "worker/mail_work.h"

static GMimeParserOptions *parser_options;

void work_problem(struct mail_work *work, uint32_t flag, struct str sentence)
{
    work->flags |= flag;
    if (work->problem.n == 0)
        work->problem = sentence;
}

/* What the MIME library notices while it reads. Most of it is everyday and harmless; these are the
   damages by which something may be missing. */
static void note_damage(gint64 offset, GMimeParserWarning warning, const gchar *item, gpointer data)
{
    (void)offset, (void)item;
    struct mail_work *work = data;
    if (!work)
        return;
    if (warning == GMIME_WARN_MALFORMED_MULTIPART || warning == GMIME_WARN_TRUNCATED_MESSAGE)
        work_problem(work, MAIL_BROKEN, STR("本文の区切りが途中で終わっています。添付が欠けている可能性があります。"));
    else if (warning == GMIME_CRIT_MULTIPART_WITHOUT_BOUNDARY)
        work_problem(work, MAIL_BROKEN, STR("区切り（boundary）のない複合メールです。添付を取り出せません。"));
    else if (warning == GMIME_CRIT_NESTING_OVERFLOW)
        work_problem(work, MAIL_TRUNCATED, STR("入れ子が深すぎるため、奥の添付は取り出していません。"));
}

/* `index`: the part that the message is, or -1 for the mail itself. False when it cannot be read. */
static bool parse(struct mail_work *work, struct str bytes, int index, int depth)
{
    /* The stream reads this array in place; the struct is public and only read. */
    GByteArray array = {(guint8 *)(uintptr_t)bytes.p, (guint)bytes.n};
    GMimeStream *stream = g_mime_stream_mem_new();
    g_mime_stream_mem_set_byte_array(GMIME_STREAM_MEM(stream), &array);
    g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    g_mime_parser_set_persist_stream(parser, TRUE);
    g_mime_parser_options_set_warning_callback(parser_options, note_damage, work);
    GMimeMessage *message = g_mime_parser_construct_message(parser, parser_options);
    if (message && work && index < 0)
        walk_message(work, message);
    else if (message && work)
        walk_attached_message(work, message, index, depth);
    g_object_unref(parser);
    g_object_unref(stream);
    if (message)
        g_object_unref(message);
    return message != NULL;
}

void work_read_message(struct mail_work *work, int index, int depth, struct str bytes)
{
    if (!parse(work, bytes, index, depth))
        work->parts[index].flags |= MAIL_BROKEN;
}

void mail_load(void)
{
    static const char sample[] =
        "From: =?ISO-2022-JP?B?GyRCRnxLXBsoQg==?= <a@example.jp>\r\nTo: b@example.jp\r\n"
        "Date: Tue, 1 Apr 2025 09:30:00 +0900\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\n"
        "Content-Type: text/plain; charset=\"x-none\"\r\n\r\nx\r\n--b\r\n"
        "Content-Type: application/octet-stream; name*=iso-8859-1''x\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\neHh4\r\n--b--\r\n";
    g_mime_init();
    parser_options = g_mime_parser_options_new();
    parse(NULL, (struct str){sample, sizeof sample - 1}, -1, 0);
}

static bool is_text_at_all(struct str bytes)
{
    struct str head = str_slice(bytes, 0, 4096);
    size_t controls = 0;
    for (size_t i = 0; i < head.n; i++) {
        unsigned char c = (unsigned char)head.p[i];
        controls += c < 9 || (c > 13 && c < 27) || c == 127;
    }
    return controls * 50 <= head.n;
}

static void finish(struct mail_work *work)
{
    work_finish_text(work);
    work_scan_text(work, work->subject);
    work_scan_text(work, work->text);
    trust_check_text(work);
    work_write_record(work, &work->output->record);
    buf_finish(&work->plain);
    buf_finish(&work->html);
}

void mail_read(struct str bytes, struct arena *arena, struct worker_output *output)
{
    struct mail_work *work = ARENA_NEW(arena, struct mail_work);
    work->arena = arena;
    work->output = output;
    work->subject = STR("");
    if (bytes.n == 0)
        work_problem(work, MAIL_BROKEN, STR("メールが空です（0 バイト）。"));
    else if (bytes.n >= UINT32_MAX)
        work_problem(work, MAIL_BROKEN | MAIL_TRUNCATED, STR("メールが 4 GB を超えているため読めません。"));
    else if (!is_text_at_all(bytes))
        work_problem(work, MAIL_BROKEN, STR("メールの形をしていません（文字以外のデータです）。"));
    else {
        if (!parse(work, bytes, -1, 0))
            work_problem(work, MAIL_BROKEN, STR("メールの形をしていません（見出しが読めません）。"));
        if (work->from.address.n == 0 && work->from.name.n == 0)
            work_problem(work, MAIL_BROKEN, STR("差出人（From）がありません。"));
    }
    finish(work);
}
