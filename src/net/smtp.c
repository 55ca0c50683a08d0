#include "net/smtp.h"

#include <curl/curl.h>
#include <pthread.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/text.h"

enum { DEFAULT_DEADLINE = 60 * US_PER_SECOND, ADDRESS_LIMIT = 254, REPLY_LIMIT = 1024 };

/* How far the conversation came, from what libcurl's debug callback shows. */
struct conversation {
    struct str message;
    size_t handed;     /* bytes libcurl took */
    bool all_handed;   /* it was told that this is all */
    size_t sent;       /* bytes (dots doubled, so never fewer) that went to the socket */
    bool about_message;/* the last command was MAIL, RCPT or DATA */
    bool leaving;      /* QUIT was sent: what follows says nothing about the message */
    int reply_code;    /* of the last reply */
    bool final_reply;  /* it came after the whole message was sent */
    char reply[REPLY_LIMIT];
    size_t reply_size;
};

/* ---- what goes in ---- */

static bool address_is_safe(struct str address)
{
    if (address.n > ADDRESS_LIMIT)
        return false;
    for (size_t i = 0; i < address.n; i++) {
        unsigned char c = (unsigned char)address.p[i];
        if (c <= ' ' || c > '~' || c == '<' || c == '>')
            return false;
    }
    size_t at = str_find_char(address, '@', 0);
    return at != SIZE_MAX && at > 0 && at + 1 < address.n;
}

static int check_addresses(struct str sender, const struct str *recipients, size_t count,
                           struct error *error)
{
    /* An empty sender is the null reverse path of notices that must not be answered. */
    if (sender.n > 0 && !address_is_safe(sender))
        return ERROR(error, ERR_USAGE, sender);
    for (size_t i = 0; i < count; i++)
        if (!address_is_safe(recipients[i]))
            return ERROR(error, ERR_USAGE, recipients[i]);
    return count > 0 ? 0 : ERROR(error, ERR_USAGE, STR("no recipient"));
}

/* CR LF at every line's end, also the last one: lone CR or LF must not reach a server that might
   take them for a line's end (a hidden second message). */
static struct str with_network_line_ends(struct str message, struct buf *out)
{
    for (size_t from = 0; from < message.n;) {
        size_t to = from;
        while (to < message.n && message.p[to] != '\r' && message.p[to] != '\n')
            to++;
        buf_append(out, str_slice(message, from, to));
        buf_append(out, STR("\r\n"));
        bool both = to + 1 < message.n && message.p[to] == '\r' && message.p[to + 1] == '\n';
        from = to + (both ? 2 : 1);
    }
    return buf_str(out);
}

static size_t give_message(char *to, size_t size, size_t count, void *state)
{
    struct conversation *talk = state;
    struct str rest = str_slice(talk->message, talk->handed, talk->message.n);
    size_t n = rest.n < size * count ? rest.n : size * count;
    if (n > 0)
        memcpy(to, rest.p, n);
    else
        talk->all_handed = true;
    talk->handed += n;
    return n;
}

/* ---- what is seen ---- */

/* The final dot may have been sent. libcurl sends it by itself once all of the message is on the
   socket, except up to five bytes that it holds back with it. */
static bool may_be_complete(const struct conversation *talk)
{
    return talk->all_handed && size_add(talk->sent, 5) >= talk->message.n;
}

static void note_command(struct conversation *talk, struct str line)
{
    static const struct str about[] = {STR_INIT("MAIL "), STR_INIT("RCPT "), STR_INIT("DATA")};
    talk->leaving = talk->leaving || str_starts(line, STR("QUIT"));
    if (talk->leaving)
        return;
    talk->about_message = false;
    for (size_t i = 0; i < 3; i++)
        talk->about_message = talk->about_message || str_starts(line, about[i]);
}

static void note_reply(struct conversation *talk, struct str line)
{
    int64_t code;
    line = str_trim(line);
    if (talk->leaving || line.n < 3 || !str_to_int64(str_slice(line, 0, 3), &code))
        return;
    if (talk->reply_code != code || talk->final_reply != may_be_complete(talk))
        talk->reply_size = 0;
    talk->reply_code = (int)code;
    talk->final_reply = may_be_complete(talk);
    struct str text = str_slice(line, 3, line.n);
    size_t n = text.n < REPLY_LIMIT - talk->reply_size ? text.n : REPLY_LIMIT - talk->reply_size;
    memcpy(talk->reply + talk->reply_size, text.p, n);
    talk->reply_size += n;
}

static int watch(CURL *curl, curl_infotype type, char *bytes, size_t n, void *state)
{
    (void)curl;
    struct conversation *talk = state;
    struct str line = {bytes, n};
    if (type == CURLINFO_HEADER_OUT)
        note_command(talk, line);
    else if (type == CURLINFO_HEADER_IN)
        note_reply(talk, line);
    else if (type == CURLINFO_DATA_OUT)
        talk->sent += n;
    return 0;
}

/* ---- the transfer ---- */

static pthread_once_t curl_once = PTHREAD_ONCE_INIT;

static void start_curl(void)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        check_fail("libcurl does not start");
}

/* Every option must be accepted: a libcurl that lacks one must not send with less care. */
static void set_options(CURL *curl, const struct smtp_options *options, struct conversation *talk,
                        char *problem, struct arena *arena)
{
    int64_t microseconds = options->deadline ? options->deadline : DEFAULT_DEADLINE;
    struct str url = arena_format(arena, "%s://%" PRIstr ":%d",
                                  options->implicit_tls ? "smtps" : "smtp",
                                  STR_ARG(options->host), options->port);
    CURLcode bad = CURLE_OK;
#define SET(option, value) bad |= curl_easy_setopt(curl, option, value)
    SET(CURLOPT_URL, url.p);
    SET(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    SET(CURLOPT_PROXY, "");
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 2L);
    if (options->certificate_authority.n > 0) {
        SET(CURLOPT_CAINFO, arena_c(arena, options->certificate_authority));
        SET(CURLOPT_CAPATH, NULL);
    }
    if (options->user.n > 0) {
        SET(CURLOPT_USERNAME, arena_c(arena, options->user));
        SET(CURLOPT_PASSWORD, arena_c(arena, options->password));
    }
    SET(CURLOPT_TIMEOUT_MS, (long)(microseconds / US_PER_MS));
    /* When the time is over while a name is looked up: do not wait for the resolver's own end. */
    SET(CURLOPT_QUICK_EXIT, 1L);
    SET(CURLOPT_CONNECTTIMEOUT_MS, (long)(microseconds / US_PER_MS));
    SET(CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)(microseconds / US_PER_SECOND + 1));
    SET(CURLOPT_UPLOAD, 1L);
    SET(CURLOPT_READFUNCTION, give_message);
    SET(CURLOPT_READDATA, talk);
    SET(CURLOPT_VERBOSE, 1L);
    SET(CURLOPT_DEBUGFUNCTION, watch);
    SET(CURLOPT_DEBUGDATA, talk);
    SET(CURLOPT_ERRORBUFFER, problem);
#undef SET
    CHECK(bad == CURLE_OK);
}

static struct curl_slist *recipient_list(const struct str *recipients, size_t count,
                                         struct arena *arena)
{
    struct curl_slist *list = NULL;
    for (size_t i = 0; i < count; i++) {
        list = curl_slist_append(list, arena_c(arena, recipients[i]));
        if (!list)
            check_fail("out of memory");
    }
    return list;
}

/* ---- what came of it ---- */

static enum smtp_outcome outcome_of(const struct conversation *talk, CURLcode code)
{
    int kind = talk->reply_code / 100;
    if (talk->final_reply && (kind == 2 || kind == 4 || kind == 5))
        return kind == 2 ? SMTP_ACCEPTED : kind == 4 ? SMTP_TRY_LATER : SMTP_REFUSED;
    if (may_be_complete(talk))
        return code == CURLE_OK ? SMTP_ACCEPTED : SMTP_UNKNOWN;
    return talk->about_message && kind == 5 ? SMTP_REFUSED : SMTP_TRY_LATER;
}

static void describe(struct smtp_result *result, const struct conversation *talk,
                     const char *problem, CURLcode code, struct arena *arena)
{
    bool server_said_why = talk->reply_code >= 400;
    struct str text = {talk->reply, talk->reply_size};
    if (!server_said_why && code != CURLE_OK)
        text = str_from_c(problem[0] ? problem : curl_easy_strerror(code));
    result->reply_code = talk->reply_code;
    result->reply_text = text_one_line(text, arena);
    result->outcome = outcome_of(talk, code);
}

int smtp_send(const struct context *context, const struct smtp_options *options, struct str sender,
              const struct str *recipients, size_t recipient_count, struct str message,
              struct arena *arena, struct smtp_result *result, struct error *error)
{
    int e = check_addresses(sender, recipients, recipient_count, error);
    if (e)
        return e;
    if (options->host.n == 0 || options->port < 1 || options->port > 65535 ||
        strcspn(arena_c(arena, options->host), "/@?#\\ \r\n") != options->host.n)
        return ERROR(error, ERR_USAGE, STR("SMTP host:port"));
    int fault = context_fault(context, FAULT_CONNECT, options->host);
    if (fault != 0) {
        *result = (struct smtp_result){SMTP_TRY_LATER, 0, str_from_c(strerrordesc_np(fault))};
        return 0;
    }
    pthread_once(&curl_once, start_curl);
    CURL *curl = curl_easy_init();
    if (!curl)
        check_fail("out of memory");
    struct buf network_form = {0};
    struct conversation talk = {.message = with_network_line_ends(message, &network_form)};
    char problem[CURL_ERROR_SIZE] = "";
    struct curl_slist *list = recipient_list(recipients, recipient_count, arena);
    set_options(curl, options, &talk, problem, arena);
    CHECK(curl_easy_setopt(curl, CURLOPT_MAIL_FROM, arena_c(arena, sender)) == CURLE_OK);
    CHECK(curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, list) == CURLE_OK);
    CURLcode code = curl_easy_perform(curl);
    describe(result, &talk, problem, code, arena);
    curl_slist_free_all(list);
    curl_easy_cleanup(curl);
    buf_finish(&network_form);
    return 0;
}
