/* Filling a response (web.h). */
#include <unistd.h>

#include "base/check.h"
#include "base/escape.h"
#include "base/text.h"
#include "web/server_internal.h"

void response_init(struct web_response *response, struct arena *arena)
{
    *response = (struct web_response){.status = 200, .fd = -1};
    response->html = (struct html){&response->body, arena};
}

void response_reset(struct web_response *response)
{
    struct arena *arena = response->html.arena;
    struct response_header *kept = NULL;
    /* Cookies and Allow were set on purpose; the rest belonged to what failed. */
    for (struct response_header *h = response->headers, *next; h; h = next) {
        next = h->next;
        if (!str_equal(h->name, STR("Set-Cookie")) && !str_equal(h->name, STR("Allow")))
            continue;
        h->next = kept;
        kept = h;
    }
    response_finish(response);
    response_init(response, arena);
    response->headers = kept;
}

void response_finish(struct web_response *response)
{
    buf_finish(&response->body);
    if (response->fd >= 0)
        close(response->fd);
    response->fd = -1;
}

struct html *web_html(struct web_response *response)
{
    return &response->html;
}

void web_status(struct web_response *response, int status)
{
    response->status = status;
}

static bool has_line_break(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7F)
            return true;
    return false;
}

void web_header(struct web_response *response, struct str name, struct str value)
{
    struct arena *arena = response->html.arena;
    CHECK(!has_line_break(name) && !has_line_break(value));
    struct response_header *header = ARENA_NEW(arena, struct response_header);
    *header = (struct response_header){response->headers, arena_copy(arena, name),
                                       arena_copy(arena, value)};
    response->headers = header;
}

void response_set_cookie(struct web_response *response, struct arena *arena, struct str name,
                         struct str value, int64_t max_age)
{
    /* __Host- asks for Secure, Path=/ and no Domain. Lax: links in mails must open a page. */
    struct str age = max_age == 0 ? STR("")
                                  : arena_format(arena, "; Max-Age=%lld",
                                                 (long long)(max_age < 0 ? 0 : max_age));
    web_header(response, STR("Set-Cookie"),
               ARENA_JOIN(arena, name, STR("="), value,
                          STR("; Path=/; Secure; HttpOnly; SameSite=Lax"), age));
}

static struct str percent_encoded(struct str text, struct arena *arena)
{
    struct buf out = {0};
    percent_encode(text, &out);
    struct str encoded = arena_copy(arena, buf_str(&out));
    buf_finish(&out);
    return encoded;
}

void web_redirect(struct web_response *response, struct str path, struct str notice)
{
    enum {
        NOTICE_LIMIT = 300,
        SECONDS = 60
    }; /* characters; browsers hold 4 KB, encoded 9 bytes each */
    struct arena *arena = response->html.arena;
    bool local = path.n > 0 && path.p[0] == '/' &&
                 !(path.n > 1 && (path.p[1] == '/' || path.p[1] == '\\')) && !has_line_break(path);
    response->status = 303;
    response->location = arena_copy(arena, local ? path : STR("/"));
    web_header(response, STR("Location"), response->location);
    if (notice.n > 0)
        response_set_cookie(response, arena, STR(NOTICE_COOKIE),
                            percent_encoded(text_head(notice, NOTICE_LIMIT), arena), SECONDS);
}

/* Types that a browser shows without running anything of ours or theirs. */
static bool may_be_shown(struct str type)
{
    static const struct str harmless[] = {STR_INIT("application/pdf"), STR_INIT("image/png"),
                                          STR_INIT("image/jpeg"), STR_INIT("image/gif"),
                                          STR_INIT("text/plain; charset=utf-8")};
    for (size_t i = 0; i < sizeof harmless / sizeof harmless[0]; i++)
        if (str_equal(type, harmless[i]))
            return true;
    return false;
}

static struct str ascii_name(struct str name, struct arena *arena)
{
    char *to = arena_alloc(arena, name.n + 1, 1, 1);
    for (size_t i = 0; i < name.n; i++)
        to[i] = percent_is_unreserved(name.p[i]) ? name.p[i] : '_';
    return (struct str){to, name.n};
}

static void set_disposition(struct web_response *response, struct str name, struct str type,
                            bool show_inline)
{
    struct arena *arena = response->html.arena;
    bool shown = show_inline && may_be_shown(type);
    name = text_file_name(name, arena);
    response->type = has_line_break(type) || type.n == 0 ? STR("application/octet-stream")
                                                         : arena_copy(arena, type);
    web_header(response, STR("Content-Disposition"),
               ARENA_JOIN(arena, shown ? STR("inline") : STR("attachment"), STR("; filename=\""),
                          ascii_name(name, arena), STR("\"; filename*=UTF-8''"),
                          percent_encoded(name, arena)));
}

void web_download(struct web_response *response, struct str name, struct str type, struct str bytes)
{
    set_disposition(response, name, type, false);
    buf_append(&response->body, bytes);
}

void web_download_fd(struct web_response *response, struct str name, struct str type, int fd,
                     int64_t size, bool show_inline)
{
    set_disposition(response, name, type, show_inline);
    response->fd = fd;
    response->fd_size = size;
}
