/* How much of a bare libmicrohttpd's speed is left: the same bytes sent by a handler of three lines
   and by this server (guard, pool, session and CSRF cookies, compiled page), side by side in one run.
   Clients: threads with one TLS connection each, keep-alive, one request at a time.

       page_speed [SECONDS] [CLIENTS] */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>

#include "bare.h"
#include "base/check.h"
#include "base/file.h"
#include "net/openssl.h"
#include "support/test_folder.h"
#include "web/asset.h"
#include "web/certificate.h"
#include "web/server.h"

enum { CLIENT_LIMIT = 256, SAMPLE_LIMIT = 400000 };

/* The page: like the login, public, with layout, form, cookie and CSRF token. */
static void body(struct html *html, const void *page)
{
    html_insert(html, *(const struct html_safe *)page);
}

static int show(struct web_request *request, struct web_response *response, struct error *error)
{
    (void)error;
    struct html_safe form = web_form(request);
    web_page(request, response, STR("ログイン"), body, &form);
    return 0;
}

static const struct web_route routes[] = {{WEB_GET, STR_INIT("/page"), .handler = show}};
static const struct module module = {.name = STR_INIT("bench"), .routes = routes, .route_count = 1};

/* The clients. */
struct client {
    pthread_t thread;
    SSL_CTX *tls;
    int port;
    const char *request;
    int64_t end;
    long count;
    int64_t *samples;
    struct context context;
};

static SSL *connect_to(SSL_CTX *tls, int port)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    CHECK(fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof to) == 0);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    SSL *ssl = SSL_new(tls);
    SSL_set_fd(ssl, fd);
    CHECK(SSL_connect(ssl) == 1);
    return ssl;
}

/* Reads one response; returns its bytes. */
static size_t read_response(SSL *ssl, char *to, size_t room)
{
    size_t n = 0, whole = SIZE_MAX;
    while (n < whole) {
        int got = SSL_read(ssl, to + n, (int)(room - n - 1));
        CHECK(got > 0);
        n += (size_t)got;
        to[n] = '\0';
        char *head_end = strstr(to, "\r\n\r\n"), *length = strcasestr(to, "content-length: ");
        if (head_end && length)
            whole = (size_t)(head_end - to) + 4 + strtoul(length + 16, NULL, 10);
    }
    return n;
}

static void *drive(void *argument)
{
    enum { ROOM = 1 << 20 };
    struct client *c = argument;
    char *bytes = malloc(ROOM);
    CHECK(bytes);
    SSL *ssl = connect_to(c->tls, c->port);
    for (int64_t now = context_monotonic(&c->context); now < c->end;) {
        SSL_write(ssl, c->request, (int)strlen(c->request));
        read_response(ssl, bytes, ROOM);
        int64_t then = context_monotonic(&c->context);
        if (c->count < SAMPLE_LIMIT)
            c->samples[c->count] = then - now;
        c->count++;
        now = then;
    }
    close(SSL_get_fd(ssl));
    SSL_free(ssl);
    free(bytes);
    return NULL;
}

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

struct figure {
    double per_second, p50, p99; /* milliseconds */
};

static struct figure measure(SSL_CTX *tls, int port, const char *request, int seconds, int clients)
{
    static struct client all[CLIENT_LIMIT];
    struct context context;
    context_init_system(&context, NULL, LANG_JA);
    long total = 0, kept = 0;
    for (int i = 0; i < clients; i++) {
        all[i] = (struct client){.tls = tls, .port = port, .request = request, .context = context,
                                 .end = context_monotonic(&context) + (int64_t)seconds * US_PER_SECOND,
                                 .samples = calloc(SAMPLE_LIMIT, sizeof(int64_t))};
        CHECK(all[i].samples && pthread_create(&all[i].thread, NULL, drive, &all[i]) == 0);
    }
    int64_t *samples = NULL;
    for (int i = 0; i < clients; i++) {
        pthread_join(all[i].thread, NULL);
        long n = all[i].count < SAMPLE_LIMIT ? all[i].count : SAMPLE_LIMIT;
        samples = realloc(samples, (size_t)(kept + n) * sizeof *samples);
        CHECK(samples);
        memcpy(samples + kept, all[i].samples, (size_t)n * sizeof *samples);
        kept += n;
        total += all[i].count;
        free(all[i].samples);
    }
    qsort(samples, (size_t)kept, sizeof *samples, by_size);
    struct figure figure = {(double)total / seconds, (double)samples[kept / 2] / 1000, (double)samples[kept * 99 / 100] / 1000};
    free(samples);
    return figure;
}

static void compare(SSL_CTX *tls, const char *name, const char *request, int port, const struct certificate_files *files,
                    int seconds, int clients)
{
    static char bytes[1 << 20];
    SSL *ssl = connect_to(tls, port);
    SSL_write(ssl, request, (int)strlen(request));
    size_t n = read_response(ssl, bytes, sizeof bytes);
    close(SSL_get_fd(ssl));
    SSL_free(ssl);
    struct arena *arena = arena_create();
    struct context context;
    struct str certificate, key;
    context_init_system(&context, NULL, LANG_JA);
    CHECK(!file_read(&context, files->certificate, 1 << 16, arena, &certificate, NULL) &&
          !file_read(&context, files->key, 1 << 16, arena, &key, NULL));
    /* The whole response as a body: at least as many bytes as ours sends. */
    struct bare *bare = bare_create((struct str){bytes, n}, arena_c(arena, certificate), arena_c(arena, key), 0);
    struct figure theirs = measure(tls, bare_port(bare), request, seconds, clients);
    struct figure ours = measure(tls, port, request, seconds, clients);
    printf("| %s, %zu bytes | %.0f | %.2f / %.2f | %.0f | %.2f / %.2f | %.2f |\n", name, n, theirs.per_second, theirs.p50,
           theirs.p99, ours.per_second, ours.p50, ours.p99, ours.per_second / theirs.per_second);
    bare_destroy(bare);
    arena_destroy(arena);
}

int main(int argc, char **argv)
{
    int seconds = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 5, clients = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 16;
    CHECK(seconds > 0 && clients > 0 && clients <= CLIENT_LIMIT);
    static const struct module *const modules[] = {&module};
    struct arena *arena = arena_create();
    struct str folder = test_folder_create(arena);
    struct context context;
    struct error error = {0};
    struct store *store;
    struct web_server *server;
    struct web_services services = {.demonstration = true};
    struct web_options options = {.address = STR("127.0.0.1"), .public_per_minute = 1000000000, .connections_per_address = 1000};
    struct store_options store_options = {.directory = folder};
    struct certificate_files files;
    context_init_system(&context, NULL, LANG_JA);
    if (store_open(&context, &store_options, &store, &error) ||
        web_certificate_ensure(&context, folder, arena, &files, &error) ||
        web_server_start(&context, store, &services, modules, 1, &options, &server, &error)) {
        fprintf(stderr, "%s\n", error_sentence(&error, LANG_EN, arena).p);
        return 1;
    }
    SSL_CTX *tls = SSL_CTX_new(TLS_client_method());
    SSL_CTX_load_verify_locations(tls, files.authority.p, NULL);
    SSL_CTX_set_verify(tls, SSL_VERIFY_PEER, NULL);
    struct str asset = arena_format(arena, "GET %" PRIstr " HTTP/1.1\r\nHost: localhost\r\n\r\n", STR_ARG(asset_path(STR("app.css"))));
    printf("| sent | bare req/s | p50 / p99 ms | meguri req/s | p50 / p99 ms | ratio |\n| --- | --- | --- | --- | --- | --- |\n");
    compare(tls, "public page with form", "GET /page HTTP/1.1\r\nHost: localhost\r\n\r\n", web_server_port(server), &files, seconds, clients);
    compare(tls, "asset", asset.p, web_server_port(server), &files, seconds, clients);
    web_server_stop(server, 0);
    store_close(store);
    test_folder_remove(folder);
    SSL_CTX_free(tls);
    arena_destroy(arena);
    return 0;
}
