/* `meguri serve` as a process: as an ordinary user, until SIGTERM. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "net/tls.h"
#include "store/job.h"
#include "support/test_folder.h"
#include "test_module.h"
#include "web/certificate.h"
#include "web/serve.h"

struct served {
    struct arena *arena;
    struct context context;
    struct str folder;
    pid_t process;
    int port;
    char authority[512];
};

/* What the served module's background work leaves behind. */
static int note(struct db *db, void *argument, struct error *error)
{
    return DB_RUN(db, error,
                  "INSERT INTO store_workspace (name, value) VALUES ($1, 'done') ON CONFLICT (name) DO NOTHING",
                  db_text(str_from_c(argument)));
}

static int do_job(struct db *db, void *argument, struct error *error)
{
    char done[] = "test_job";
    int e = job_done(db, argument, error);
    return e ? e : note(db, done, error);
}

static int run_job(struct store *store, const struct web_services *services, const struct job *job, struct arena *arena,
                   struct error *error)
{
    (void)services;
    (void)arena;
    struct job copy = *job;
    return store_write(store, do_job, &copy, error);
}

static int run_periodic(struct store *store, const struct web_services *services, struct arena *arena, struct error *error)
{
    (void)services;
    (void)arena;
    char done[] = "test_periodic";
    return store_write(store, note, done, error);
}

static const struct job_handler jobs[] = {{STR_INIT("test.job"), 60 * (int64_t)US_PER_SECOND, 3, run_job}};
static const struct periodic periodics[] = {{STR_INIT("test.periodic"), 3600 * (int64_t)US_PER_SECOND, run_periodic}};

static void tell_port(void *argument, int port, struct str fingerprint, struct str authority)
{
    dprintf(*(int *)argument, "%d %zu %.*s\n", port, fingerprint.n, (int)authority.n, authority.p);
}

static int add_job(struct db *db, void *argument, struct error *error)
{
    (void)argument;
    return job_add(db, STR("test.job"), STR(""), STR("{}"), 0, error);
}

/* What a process that died while it wrote a blob leaves behind, as old as the epoch. */
static struct str leftover_path(const struct served *served)
{
    return ARENA_JOIN(served->arena, served->folder, STR("/data/blobs/incoming/0123"));
}

static int leave_blob(const struct served *served, struct error *error)
{
    const struct timespec long_ago[2] = {{0}, {0}};
    struct str path = leftover_path(served);
    int e = file_write_durable(&served->context, path, STR("half a blob"), error);
    return e ? e : utimensat(AT_FDCWD, path.p, long_ago, 0);
}

/* The child: leaves root, opens, serves, ends with 0 only when all went well. */
static int serve(struct served *served, struct str user, int out)
{
    struct store *store;
    struct error error = {0};
    struct store_options store_options = {.directory = ARENA_JOIN(served->arena, served->folder, STR("/data"))};
    struct web_services services = {.demonstration = true};
    struct web_options options = {.address = STR("127.0.0.1")};
    struct module module = test_module;
    module.jobs = jobs;
    module.job_count = 1;
    module.periodic = periodics;
    module.periodic_count = 1;
    const struct module *const modules[] = {&module};
    int e = web_become_user(&served->context, user, store_options.directory, &error);
    if (!e)
        e = store_open(&served->context, &store_options, &store, &error);
    if (!e)
        e = store_write(store, add_job, NULL, &error);
    if (!e)
        e = leave_blob(served, &error);
    if (!e)
        e = web_serve(&served->context, store, &services, modules, 1, &options, tell_port, &out, &error);
    if (e)
        fprintf(stderr, "%s\n", error_sentence(&error, LANG_JA, served->arena).p);
    else
        store_close(store);
    return e ? 1 : 0;
}

static struct str user_name(struct arena *arena)
{
    const struct passwd *user = geteuid() == 0 ? getpwnam("nobody") : getpwuid(geteuid());
    assert_non_null(user);
    return arena_copy(arena, str_from_c(user->pw_name));
}

static void start(struct served *served)
{
    int ends[2];
    char line[700] = {0};
    *served = (struct served){.arena = arena_create()};
    served->folder = test_folder_create(served->arena);
    assert_int_equal(chmod(served->folder.p, 0755), 0);
    context_init_system(&served->context, NULL, LANG_JA);
    assert_int_equal(pipe(ends), 0);
    served->process = fork();
    assert_true(served->process >= 0);
    if (served->process == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        close(ends[0]);
        _exit(serve(served, user_name(served->arena), ends[1]));
    }
    close(ends[1]);
    FILE *words = fdopen(ends[0], "r");
    assert_non_null(fgets(line, sizeof line, words));
    fclose(words);
    size_t fingerprint;
    assert_int_equal(sscanf(line, "%d %zu %511s", &served->port, &fingerprint, served->authority), 3);
    assert_int_equal(fingerprint, 95); /* 32 bytes with colons */
}

static int finish(struct served *served)
{
    int status = -1;
    assert_int_equal(waitpid(served->process, &status, 0), served->process);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static void forget(struct served *served)
{
    test_folder_remove(served->folder);
    arena_destroy(served->arena);
}

static struct str get_form(struct served *served)
{
    struct error error = {0};
    struct tls_stream *stream;
    const int64_t patience = 20 * (int64_t)US_PER_SECOND;
    struct tls_options options = {.host = STR("localhost"), .port = served->port, .deadline = patience,
                                  .certificate_authority = str_from_c(served->authority)};
    char bytes[4096];
    size_t got = 0;
    assert_int_equal(tls_connect(&served->context, &options, &stream, &error), 0);
    assert_int_equal(tls_write(stream, STR("GET /form HTTP/1.1\r\nHost: localhost\r\n\r\n"), patience, &error), 0);
    assert_int_equal(tls_read(stream, bytes, sizeof bytes, &got, patience, &error), 0);
    tls_close(stream);
    return arena_copy(served->arena, (struct str){bytes, got});
}

static void serves_as_an_ordinary_user_until_sigterm(void **state)
{
    (void)state;
    struct served served;
    start(&served);
    assert_true(str_starts(get_form(&served), STR("HTTP/1.1 200")));
    kill(served.process, SIGHUP);
    assert_true(str_starts(get_form(&served), STR("HTTP/1.1 200")));
    kill(served.process, SIGTERM);
    assert_int_equal(finish(&served), 0);
    forget(&served);
}

struct looking {
    int64_t count;
};

static int look(struct db *db, void *argument, struct error *error)
{
    struct looking *looking = argument;
    return DB_GET_INT(db, error, &looking->count, STR("work"),
                      "SELECT count(*) FROM store_workspace WHERE value = $1", db_text(STR("done")));
}

static void runs_jobs_periodic_work_and_sweeps_beside_the_pages(void **state)
{
    (void)state;
    struct served served;
    struct looking looking = {0};
    struct error error = {0};
    struct store *store;
    start(&served);
    struct store_options options = {.directory = ARENA_JOIN(served.arena, served.folder, STR("/data"))};
    assert_int_equal(store_open(&served.context, &options, &store, &error), 0);
    while (looking.count < 2 || file_exists(leftover_path(&served)))
        assert_int_equal(store_read(store, look, &looking, &error), 0);
    store_close(store);
    kill(served.process, SIGTERM);
    assert_int_equal(finish(&served), 0);
    forget(&served);
}

static void refuses_to_serve_as_root(void **state)
{
    (void)state;
    struct context context;
    struct error error = {0};
    context_init_system(&context, NULL, LANG_JA);
    if (geteuid() != 0)
        skip();
    assert_int_equal(web_become_user(&context, STR(""), STR("/nonexistent"), &error), ERR_WEB_ROOT);
    error_clear(&error);
    assert_int_equal(web_become_user(&context, STR("root"), STR("/nonexistent"), &error), ERR_WEB_USER);
    error_clear(&error);
    struct web_services services = {0};
    struct web_options options = {0};
    assert_int_equal(web_serve(&context, NULL, &services, NULL, 0, &options, NULL, NULL, &error), ERR_WEB_ROOT);
}

static void makes_a_certificate_once_and_keeps_it(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct str folder = test_folder_create(arena);
    struct context context;
    struct certificate_files first, second;
    struct error error = {0};
    struct stat key;
    context_init_system(&context, NULL, LANG_JA);
    assert_int_equal(web_certificate_ensure(&context, folder, arena, &first, &error), 0);
    assert_int_equal(web_certificate_ensure(&context, folder, arena, &second, &error), 0);
    assert_true(str_equal(first.fingerprint, second.fingerprint));
    assert_int_equal(stat(first.key.p, &key), 0);
    assert_int_equal(key.st_mode & 0777, 0600);
    test_folder_remove(folder);
    arena_destroy(arena);
}

static void refuses_a_self_signed_certificate(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct str folder = test_folder_create(arena);
    struct context context;
    struct certificate_files files;
    struct error error = {0};
    context_init_system(&context, NULL, LANG_JA);
    assert_int_equal(web_certificate_ensure(&context, folder, arena, &files, &error), 0);
    assert_int_equal(web_certificate_refuse_self_signed(&context, files.certificate, arena, &error), 0);
    assert_int_equal(web_certificate_refuse_self_signed(&context, files.authority, arena, &error), ERR_WEB_CERTIFICATE);
    test_folder_remove(folder);
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(serves_as_an_ordinary_user_until_sigterm),
        cmocka_unit_test(runs_jobs_periodic_work_and_sweeps_beside_the_pages),
        cmocka_unit_test(refuses_to_serve_as_root),
        cmocka_unit_test(makes_a_certificate_once_and_keeps_it),
        cmocka_unit_test(refuses_a_self_signed_certificate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
