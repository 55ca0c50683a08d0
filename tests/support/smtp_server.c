#include "support/smtp_server.h"

#include <stdio.h>
#include <sys/stat.h>

#include "base/check.h"
#include "base/file.h"
#include "support/test_folder.h"

static struct str in_folder(const struct smtp_server *server, struct str name)
{
    return ARENA_JOIN(server->arena, server->folder, STR("/"), name);
}

/* The server's user may not be able to read the source tree. */
static struct str copy_program(struct smtp_server *server)
{
    enum { PROGRAM_LIMIT = 64 * 1024 };
    struct context context;
    struct str text;
    context_init_system(&context, NULL, LANG_JA);
    CHECK(file_read(&context, STR(SMTP_SERVER_PROGRAM), PROGRAM_LIMIT, server->arena, &text,
                    NULL) == 0);
    struct str copy = in_folder(server, STR("server.py"));
    test_server_write_file(copy, text);
    return copy;
}

void smtp_server_start(struct smtp_server *server, bool implicit_tls,
                       enum test_certificate_kind kind)
{
    *server = (struct smtp_server){.arena = arena_create(), .implicit_tls = implicit_tls};
    server->folder = test_folder_create(server->arena);
    test_certificate_create(server->folder, kind, server->arena, &server->certificate);
    CHECK(mkdir(in_folder(server, STR("received")).p, 0700) == 0);
    smtp_server_mode(server, "accept");
    struct str program = copy_program(server);
    test_server_own(server->folder);
    const struct str words[] = {STR("python3"), program, server->folder,
                                implicit_tls ? STR("implicit") : STR("starttls")};
    struct str ready =
        test_server_start(&server->process, words, 4, STR("ready "), server->arena);
    int64_t port;
    CHECK(str_to_int64(str_slice(ready, 6, ready.n), &port));
    server->port = (int)port;
}

void smtp_server_mode(struct smtp_server *server, const char *mode)
{
    test_server_write_file(in_folder(server, STR("mode.new")), str_from_c(mode));
    CHECK(rename(in_folder(server, STR("mode.new")).p, in_folder(server, STR("mode")).p) == 0);
}

void smtp_server_kill(struct smtp_server *server)
{
    test_server_kill(&server->process);
}

void smtp_server_finish(struct smtp_server *server)
{
    smtp_server_kill(server);
    test_folder_remove(server->folder);
    arena_destroy(server->arena);
}

struct smtp_options smtp_server_options(const struct smtp_server *server)
{
    return (struct smtp_options){.host = STR("localhost"),
                                 .port = server->port,
                                 .user = STR(SMTP_SERVER_USER),
                                 .password = STR(SMTP_SERVER_PASSWORD),
                                 .implicit_tls = server->implicit_tls,
                                 .certificate_authority = server->certificate.authority};
}

static struct str received_path(const struct smtp_server *server, size_t number, const char *kind)
{
    return in_folder(server, arena_format(server->arena, "received/%04zu.%s", number, kind));
}

size_t smtp_server_count(const struct smtp_server *server)
{
    size_t count = 0;
    while (file_exists(received_path(server, count + 1, "json")))
        count++;
    return count;
}

static struct str read_received(const struct smtp_server *server, size_t number, const char *kind)
{
    struct context context;
    struct str bytes = {"", 0};
    context_init_system(&context, NULL, LANG_EN);
    CHECK(file_read(&context, received_path(server, number, kind), 200 << 20, server->arena,
                    &bytes, NULL) == 0);
    return bytes;
}

struct str smtp_server_message(const struct smtp_server *server, size_t number)
{
    return read_received(server, number, "eml");
}

struct str smtp_server_envelope(const struct smtp_server *server, size_t number)
{
    return read_received(server, number, "json");
}
