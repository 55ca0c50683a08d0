#include "net/imap_connection.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"

enum {
    DEFAULT_COMMAND_TIME = 60 * US_PER_SECOND,
    DEFAULT_MESSAGE_LIMIT = 100 << 20,
    LONGEST_IDLE_MINUTES = 25, /* servers may hang up after 30 (RFC 2177) */
    NOOP_SECONDS = 30,
};

/* ---- commands and responses ---- */

static int read_source(void *state, void *to, size_t room, size_t *got, struct error *error)
{
    struct imap *imap = state;
    int64_t left = imap->command_end.at - context_monotonic(imap->context);
    return tls_read(imap->tls, to, room, got, left > 0 ? left : 0, error);
}

int imap_send(struct imap *imap, struct str bytes, struct error *error)
{
    return tls_write(imap->tls, bytes, imap->command_time, error);
}

int imap_send_command(struct imap *imap, struct str text, int64_t bytes, struct error *error)
{
    imap->tags++;
    imap->command_end = deadline_after(imap->context, imap->command_time + 10 * bytes);
    struct buf line = {0};
    buf_format(&line, "m%u ", imap->tags);
    buf_append(&line, text);
    buf_append(&line, STR("\r\n"));
    int e = imap_send(imap, buf_str(&line), error);
    buf_finish(&line);
    return e;
}

int imap_refuse(struct imap *imap, enum err refusal, struct str what,
                const struct imap_response *response, struct error *error)
{
    struct str sentence = text_one_line(str_from_c(response->text), imap->arena);
    return ERROR(error, refusal, what, str_is_empty(sentence) ? STR("NO") : sentence);
}

static int note_response(struct imap *imap, const struct imap_response *response,
                         struct error *error)
{
    if (response->has_capabilities)
        imap->capabilities = response->capabilities;
    if (response->kind == IMAP_EXISTS)
        imap->news = true;
    if (response->kind == IMAP_STATUS && response->status == IMAP_BYE)
        return imap_refuse(imap, ERR_NET_SERVER, tls_peer(imap->tls), response, error);
    if (response->uid_validity != 0) {
        if (imap->uid_validity != 0 && imap->uid_validity != response->uid_validity)
            return ERROR(error, ERR_NET_PROTOCOL, tls_peer(imap->tls),
                         STR("UIDVALIDITY changed"));
        imap->uid_validity = response->uid_validity;
    }
    return 0;
}

int imap_next_response(struct imap *imap, const struct imap_sinks *sinks,
                       struct imap_response *response, struct error *error)
{
    int e = imap_parse_response(&imap->reader, sinks, response, error);
    return e ? e : note_response(imap, response, error);
}

/* ERR_NET_PROTOCOL unless the tagged response is that of the last command. */
static int check_tag(struct imap *imap, const struct imap_response *response, struct error *error)
{
    char mine[sizeof response->tag];
    snprintf(mine, sizeof mine, "m%u", imap->tags);
    if (str_equal(str_from_c(mine), str_from_c(response->tag)))
        return 0;
    return ERROR(error, ERR_NET_PROTOCOL, tls_peer(imap->tls), STR("unknown tag"));
}

int imap_finish_command(struct imap *imap, const struct imap_sinks *sinks, imap_visit *visit,
                        void *argument, struct imap_response *final, struct error *error)
{
    for (;;) {
        int e = imap_next_response(imap, sinks, final, error);
        if (e)
            return e;
        if (final->kind == IMAP_TAGGED)
            return check_tag(imap, final, error);
        if (visit && (e = visit(argument, final, error)))
            return e;
    }
}

int imap_run_command(struct imap *imap, struct str text, enum err refusal, struct error *error)
{
    struct imap_response final;
    int e = imap_send_command(imap, text, 0, error);
    if (!e)
        e = imap_finish_command(imap, NULL, NULL, NULL, &final, error);
    if (!e && final.status != IMAP_OK)
        e = imap_refuse(imap, refusal, tls_peer(imap->tls), &final, error);
    return e;
}

/* ---- greeting, login, mailbox ---- */

static int read_greeting(struct imap *imap, bool *logged_in, struct error *error)
{
    struct imap_response greeting;
    imap->command_end = deadline_after(imap->context, imap->command_time);
    int e = imap_next_response(imap, NULL, &greeting, error);
    if (e)
        return e;
    if (greeting.kind != IMAP_STATUS ||
        (greeting.status != IMAP_OK && greeting.status != IMAP_PREAUTH))
        return ERROR(error, ERR_NET_PROTOCOL, tls_peer(imap->tls), STR("greeting expected"));
    *logged_in = greeting.status == IMAP_PREAUTH;
    return 0;
}

static bool fits_quoted(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < ' ' || (unsigned char)s.p[i] > '~')
            return false;
    return s.n <= 128;
}

static struct str quoted(struct str s, struct arena *arena)
{
    char *to = arena_alloc(arena, size_add(size_mul(s.n, 2), 2), 1, 1);
    size_t n = 0;
    to[n++] = '"';
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"' || s.p[i] == '\\')
            to[n++] = '\\';
        to[n++] = s.p[i];
    }
    to[n++] = '"';
    return (struct str){to, n};
}

/* Responses until the server asks for the literal. A tagged one here is a refusal. */
static int await_continuation(struct imap *imap, enum err refusal, struct error *error)
{
    struct imap_response response;
    do {
        int e = imap_next_response(imap, NULL, &response, error);
        if (e)
            return e;
        if (response.kind == IMAP_TAGGED)
            return imap_refuse(imap, refusal, tls_peer(imap->tls), &response, error);
    } while (response.kind != IMAP_CONTINUE);
    return 0;
}

/* Ends `line` with the argument, sending what is there when the argument must be a literal. */
static int put_argument(struct imap *imap, struct buf *line, struct str argument,
                        struct error *error)
{
    if (fits_quoted(argument)) {
        buf_append(line, quoted(argument, imap->arena));
        return 0;
    }
    buf_format(line, "{%zu}\r\n", argument.n);
    int e = imap_send(imap, buf_str(line), error);
    buf_clear(line);
    buf_append(line, argument);
    return e ? e : await_continuation(imap, ERR_NET_LOGIN, error);
}

static int send_login(struct imap *imap, struct str user, struct str password, struct error *error)
{
    struct buf line = {0};
    imap->tags++;
    imap->command_end = deadline_after(imap->context, imap->command_time);
    buf_format(&line, "m%u LOGIN ", imap->tags);
    int e = put_argument(imap, &line, user, error);
    buf_append_char(&line, ' ');
    if (!e)
        e = put_argument(imap, &line, password, error);
    buf_append(&line, STR("\r\n"));
    if (!e)
        e = imap_send(imap, buf_str(&line), error);
    explicit_bzero(line.p, line.n);
    buf_finish(&line);
    return e;
}

static int log_in(struct imap *imap, const struct imap_options *options, struct error *error)
{
    struct imap_response final;
    if (imap->capabilities & IMAP_LOGIN_DISABLED)
        return ERROR(error, ERR_NET_LOGIN, tls_peer(imap->tls), STR("LOGINDISABLED"));
    imap->capabilities = 0; /* what was offered before the login no longer counts */
    int e = send_login(imap, options->user, options->password, error);
    if (!e)
        e = imap_finish_command(imap, NULL, NULL, NULL, &final, error);
    if (!e && final.status != IMAP_OK)
        e = imap_refuse(imap, ERR_NET_LOGIN, tls_peer(imap->tls), &final, error);
    return e;
}

static int learn_capabilities(struct imap *imap, struct error *error)
{
    if (imap->capabilities)
        return 0;
    int e = imap_run_command(imap, STR("CAPABILITY"), ERR_NET_SERVER, error);
    if (!e && !(imap->capabilities & IMAP_REV1))
        e = ERROR(error, ERR_NET_PROTOCOL, tls_peer(imap->tls), STR("not IMAP4rev1"));
    return e;
}

static int select_mailbox(struct imap *imap, struct str mailbox, struct error *error)
{
    struct imap_response final;
    struct str name = quoted(imap_mailbox_name(mailbox, imap->arena), imap->arena);
    int e = imap_send_command(imap, ARENA_JOIN(imap->arena, STR("SELECT "), name), 0, error);
    if (!e)
        e = imap_finish_command(imap, NULL, NULL, NULL, &final, error);
    if (!e && final.status != IMAP_OK)
        e = imap_refuse(imap, ERR_NET_MAILBOX, mailbox, &final, error);
    if (!e && imap->uid_validity <= 0)
        e = ERROR(error, ERR_NET_PROTOCOL, tls_peer(imap->tls), STR("no UIDVALIDITY"));
    return e;
}

static int open_session(struct imap *imap, const struct imap_options *options, struct error *error)
{
    bool logged_in = false;
    int e = read_greeting(imap, &logged_in, error);
    if (!e)
        e = learn_capabilities(imap, error);
    if (!e && !logged_in)
        e = log_in(imap, options, error);
    if (!e)
        e = learn_capabilities(imap, error);
    return e ? e : select_mailbox(imap, options->mailbox, error);
}

static bool has_line_break(struct str s)
{
    return str_find_char(s, '\r', 0) != SIZE_MAX || str_find_char(s, '\n', 0) != SIZE_MAX ||
           str_find_char(s, 0, 0) != SIZE_MAX;
}

int imap_connect(const struct context *context, const struct imap_options *options,
                 struct imap **out, struct error *error)
{
    if (has_line_break(options->user) || has_line_break(options->password) ||
        has_line_break(options->mailbox) || str_is_empty(options->mailbox))
        return ERROR(error, ERR_USAGE, STR("IMAP: user, password, mailbox"));
    struct imap *imap = calloc(1, sizeof *imap);
    if (!imap)
        check_fail("out of memory");
    imap->context = context;
    imap->arena = arena_create();
    imap->command_time = options->deadline ? options->deadline : DEFAULT_COMMAND_TIME;
    imap->message_limit = options->message_limit ? options->message_limit : DEFAULT_MESSAGE_LIMIT;
    struct tls_options transport = {.host = options->host,
                                    .port = options->port,
                                    .certificate_authority = options->certificate_authority,
                                    .deadline = imap->command_time};
    int e = tls_connect(context, &transport, &imap->tls, error);
    if (!e) {
        imap_reader_init(&imap->reader, (struct imap_source){read_source, imap},
                         tls_peer(imap->tls));
        e = open_session(imap, options, error);
    }
    if (e) {
        imap_disconnect(imap);
        return e;
    }
    *out = imap;
    return 0;
}

void imap_disconnect(struct imap *imap)
{
    if (!imap)
        return;
    if (imap->tls)
        tls_write(imap->tls, STR("bye LOGOUT\r\n"), US_PER_SECOND, NULL);
    tls_close(imap->tls);
    arena_destroy(imap->arena);
    free(imap);
}

int64_t imap_uid_validity(const struct imap *imap)
{
    return imap->uid_validity;
}

/* ---- waiting ---- */

static int idle_until_news(struct imap *imap, int64_t microseconds, int wake, struct error *error)
{
    struct deadline end = deadline_after(imap->context, microseconds);
    while (!imap->news) {
        bool readable = imap_reader_has_bytes(&imap->reader);
        int64_t left = end.at - context_monotonic(imap->context);
        int e = readable ? 0 : tls_wait(imap->tls, wake, left > 0 ? left : 0, &readable, error);
        if (e || !readable)
            return e;
        struct imap_response response;
        imap->command_end = deadline_after(imap->context, imap->command_time);
        if ((e = imap_next_response(imap, NULL, &response, error)))
            return e;
        if (response.kind == IMAP_TAGGED)
            return ERROR(error, ERR_NET_PROTOCOL, tls_peer(imap->tls), STR("IDLE ended"));
    }
    return 0;
}

static int idle(struct imap *imap, int64_t microseconds, int wake, struct error *error)
{
    struct imap_response final;
    int e = imap_send_command(imap, STR("IDLE"), 0, error);
    if (!e)
        e = await_continuation(imap, ERR_NET_SERVER, error);
    if (!e)
        e = idle_until_news(imap, microseconds, wake, error);
    if (!e)
        e = imap_send(imap, STR("DONE\r\n"), error);
    imap->command_end = deadline_after(imap->context, imap->command_time);
    return e ? e : imap_finish_command(imap, NULL, NULL, NULL, &final, error);
}

/* For servers without IDLE: asks, waits half a minute, asks again. */
static int ask_again_and_again(struct imap *imap, int64_t microseconds, int wake,
                               struct error *error)
{
    struct deadline end = deadline_after(imap->context, microseconds);
    for (;;) {
        int e = imap_run_command(imap, STR("NOOP"), ERR_NET_SERVER, error);
        int64_t left = end.at - context_monotonic(imap->context);
        if (e || imap->news || left <= 0)
            return e;
        int64_t pause = NOOP_SECONDS * (int64_t)US_PER_SECOND;
        if (socket_pause(wake, left < pause ? left : pause, imap->context))
            return 0;
        if (left <= pause)
            return imap_run_command(imap, STR("NOOP"), ERR_NET_SERVER, error);
    }
}

int imap_wait(struct imap *imap, int64_t deadline, int wake, struct error *error)
{
    int64_t longest = LONGEST_IDLE_MINUTES * INT64_C(60) * US_PER_SECOND;
    if (deadline > longest)
        deadline = longest;
    if (imap->news)
        return 0;
    if (imap->capabilities & IMAP_CAN_IDLE)
        return idle(imap, deadline, wake, error);
    return ask_again_and_again(imap, deadline, wake, error);
}
