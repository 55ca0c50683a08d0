#include "web/serve.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/check.h"
#include "base/log.h"
#include "web/background.h"
#include "web/certificate.h"
#include "web/server_internal.h"

enum { DRAIN_SECONDS = 10 };

/* Signals reach whichever thread; they only leave a mark here and wake the one that waits. */
static volatile sig_atomic_t end_asked, reload_asked;
static int wake_fd = -1;

static void note_signal(int number)
{
    int saved = errno;
    uint64_t one = 1;
    if (number == SIGHUP)
        reload_asked = 1;
    else
        end_asked = 1;
    ssize_t ignored = write(wake_fd, &one, sizeof one);
    (void)ignored;
    errno = saved;
}

static void listen_to_signals(void)
{
    const int numbers[] = {SIGTERM, SIGINT, SIGHUP};
    struct sigaction action = {.sa_handler = note_signal, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    end_asked = reload_asked = 0;
    wake_fd = eventfd(0, EFD_CLOEXEC);
    CHECK(wake_fd >= 0);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        sigaction(numbers[i], &action, NULL);
}

static void stop_listening_to_signals(void)
{
    signal(SIGTERM, SIG_DFL);
    signal(SIGINT, SIG_DFL);
    signal(SIGHUP, SIG_DFL);
    close(wake_fd);
    wake_fd = -1;
}

static void wait_for_the_end(const struct context *context, struct web_server *server)
{
    while (!end_asked) {
        uint64_t count;
        ssize_t got = read(wake_fd, &count, sizeof count);
        if (got < 0 && errno != EINTR)
            check_fail("the wait for signals failed");
        if (!reload_asked)
            continue;
        reload_asked = 0;
        struct error error = {0};
        if (web_server_reload(server, &error))
            log_error(context, STR("certificate_reload"), &error);
        else
            LOG(context, LOG_INFO, "certificate_reload", LOG_TEXT("result", STR("ok")));
    }
}

static int find_certificate(const struct context *context, struct store *store,
                            const struct web_options *options, struct arena *arena,
                            struct certificate_files *files, struct error *error)
{
    if (options->certificate.n > 0) {
        *files =
            (struct certificate_files){.certificate = options->certificate, .key = options->key};
        return web_certificate_fingerprint(context, options->certificate, arena,
                                           &files->fingerprint, error);
    }
    return web_certificate_ensure(context, store_directory(store), arena, files, error);
}

int web_serve(const struct context *context, struct store *store, struct web_services *services,
              const struct module *const *modules, size_t module_count,
              const struct web_options *given, web_ready *ready, void *argument,
              struct error *error)
{
    if (geteuid() == 0)
        return ERROR(error, ERR_WEB_ROOT, STR(""));
    struct web_options options = *given;
    struct certificate_files files;
    struct web_server *server = NULL;
    struct arena *arena = arena_create();
    server_fill_defaults(&options);
    listen_to_signals();
    int e = find_certificate(context, store, &options, arena, &files, error);
    if (!e)
        e = web_server_start(context, store, services, modules, module_count, &options, &server,
                             error);
    if (!e) {
        struct background *background = background_start(context, store, services, modules,
                                                         module_count, options.session_absolute);
        ready(argument, web_server_port(server), files.fingerprint, files.authority);
        wait_for_the_end(context, server);
        web_server_stop(server, (int64_t)DRAIN_SECONDS * US_PER_SECOND);
        background_stop(background);
    }
    stop_listening_to_signals();
    arena_destroy(arena);
    return e;
}
