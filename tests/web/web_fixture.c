#include "web_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/check.h"
#include "store/audit.h"
#include "test_module.h"
#include "web/account_module.h"

static const int64_t patience = 20 * (int64_t)US_PER_SECOND;

static void give_up(struct web_fixture *fixture, const struct error *error)
{
    fprintf(stderr, "%s\n", error_sentence(error, LANG_JA, fixture->arena).p);
    abort();
}

static int insert_person(struct db *db, int64_t person, const char *name, int64_t commission,
                         enum account_role role, struct error *error)
{
    int64_t vault;
    int e = DB_INSERT(db, error, &vault, "INSERT INTO store_vault (created) VALUES ($1) RETURNING id",
                      db_int(db_time(db)));
    if (!e)
        e = DB_RUN(db, error,
                   "INSERT INTO account_person (id, login, name, mail, active, demonstration, vault, password,"
                   " password_changed, must_change_password, second_factor, last_step, failures, blocked_until,"
                   " created, version) VALUES ($1, $2, $2, '', 1, 0, $3, '', 0, 0, 0, 0, 0, 0, 0, 1)",
                   db_int(person), db_text(str_from_c(name)), db_int(vault));
    return e ? e
             : DB_RUN(db, error,
                      "INSERT INTO account_membership (person, commission, role, until) VALUES ($1, $2, $3, 0)",
                      db_int(person), db_int(commission), db_text(account_role_name(role)));
}

static int fill(struct db *db, void *argument, struct error *error)
{
    (void)argument;
    int e = db_run(db, error, NULL,
                   STR("INSERT INTO account_commission (id, code, title, synthetic, created)"
                       " VALUES (1, 'one', '第一', 1, 0), (2, 'two', '第二', 1, 0)"),
                   NULL, 0);
    if (!e)
        e = insert_person(db, FIRST_ADVISOR, "sato", 1, ROLE_ADVISOR, error);
    if (!e)
        e = insert_person(db, OTHER_ADVISOR, "suzuki", 2, ROLE_ADVISOR, error);
    return e ? e : insert_person(db, FIRST_VIEWER, "tanaka", 1, ROLE_VIEWER, error);
}

static int start_server(struct web_fixture *fixture, struct error *error)
{
    static const struct module *const modules[] = {&test_module, &account_module};
    return web_server_start(&fixture->fake.context, fixture->store, &fixture->services, modules, 2, &fixture->options,
                            &fixture->server, error);
}

void fixture_restart(struct web_fixture *fixture)
{
    struct error error = {0};
    web_server_stop(fixture->server, 0);
    if (start_server(fixture, &error))
        give_up(fixture, &error);
}

void fixture_start(struct web_fixture *fixture)
{
    struct error error = {0};
    fixture->arena = arena_create();
    fixture->folder = test_folder_create(fixture->arena);
    context_init_system(&fixture->client, NULL, LANG_JA);
    fake_context_init(&fixture->fake, 7);
    /* Certificates are checked by OpenSSL, which knows the real time only. */
    fake_context_set_now(&fixture->fake, context_now(&fixture->client));
    struct store_options store_options = {.directory = fixture->folder};
    fixture->services.demonstration = true;
    atomic_store(&fixture_actions, 0);
    if (store_open(&fixture->fake.context, &store_options, &fixture->store, &error) ||
        store_write(fixture->store, fill, NULL, &error) ||
        web_certificate_ensure(&fixture->fake.context, fixture->folder, fixture->arena, &fixture->files, &error) ||
        start_server(fixture, &error))
        give_up(fixture, &error);
}

void fixture_stop(struct web_fixture *fixture)
{
    web_server_stop(fixture->server, 0);
    store_close(fixture->store);
    test_folder_remove(fixture->folder);
    fake_context_finish(&fixture->fake);
    arena_destroy(fixture->arena);
}

int fixture_setup(void **state)
{
    struct web_fixture *fixture = calloc(1, sizeof *fixture);
    CHECK(fixture);
    fixture->options.public_per_minute = 10000;
    fixture_start(fixture);
    *state = fixture;
    return 0;
}

int fixture_teardown(void **state)
{
    fixture_stop(*state);
    free(*state);
    return 0;
}

struct tls_stream *fixture_connect(struct web_fixture *fixture)
{
    struct tls_stream *stream = NULL;
    struct error error = {0};
    struct tls_options options = {
        .host = STR("localhost"),
        .port = web_server_port(fixture->server),
        .certificate_authority = fixture->files.authority,
        .deadline = patience,
    };
    if (tls_connect(&fixture->client, &options, &stream, &error))
        give_up(fixture, &error);
    return stream;
}

void fixture_send(struct web_fixture *fixture, struct tls_stream *stream, struct str bytes)
{
    /* The server may close while this is sent: then there is nothing to tell. */
    (void)fixture;
    tls_write(stream, bytes, patience, NULL);
}

static bool receive_more(struct tls_stream *stream, struct buf *out)
{
    enum { STEP = 16384 };
    size_t got = 0;
    if (tls_read(stream, buf_reserve(out, STEP), STEP, &got, patience, NULL) || got == 0)
        return false;
    buf_commit(out, got);
    return true;
}

static size_t whole_length(struct web_fixture *fixture, struct str response)
{
    int64_t body = 0;
    size_t end = str_find(response, STR("\r\n\r\n"), 0);
    if (end == SIZE_MAX)
        return SIZE_MAX;
    if (fixture_status(response) != 304)
        str_to_int64(fixture_header(fixture, response, "Content-Length"), &body);
    return end + 4 + (size_t)body;
}

struct str fixture_receive(struct web_fixture *fixture, struct tls_stream *stream)
{
    struct buf out = {0};
    while (out.n < whole_length(fixture, buf_str(&out)) && receive_more(stream, &out))
        ;
    struct str response = arena_copy(fixture->arena, buf_str(&out));
    buf_finish(&out);
    return response;
}

bool fixture_is_closed(struct web_fixture *fixture, struct tls_stream *stream)
{
    struct buf out = {0};
    (void)fixture;
    while (receive_more(stream, &out))
        ;
    buf_finish(&out);
    return true;
}

struct str fixture_exchange(struct web_fixture *fixture, struct str bytes)
{
    struct tls_stream *stream = fixture_connect(fixture);
    fixture_send(fixture, stream, bytes);
    struct str response = fixture_receive(fixture, stream);
    tls_close(stream);
    return response;
}

int fixture_status(struct str response)
{
    int64_t status = 0;
    str_to_int64(str_slice(response, 9, 12), &status);
    return (int)status;
}

struct str fixture_header(struct web_fixture *fixture, struct str response, const char *name)
{
    struct str head = str_slice(response, 0, str_find(response, STR("\r\n\r\n"), 0));
    struct str wanted = arena_format(fixture->arena, "\r\n%s: ", name);
    size_t at = str_find(head, wanted, 0);
    if (at == SIZE_MAX)
        return STR("");
    return str_slice(head, at + wanted.n, str_find(head, STR("\r\n"), at + 2));
}

/* Browser ------------------------------------------------------------------------------------- */

static void keep_cookie(struct str set, const char *name, struct str *value, struct arena *arena)
{
    struct str prefix = arena_format(arena, "%s=", name);
    if (str_starts(set, prefix))
        *value = str_slice(set, prefix.n, str_find_char(set, ';', 0));
}

static void keep_cookies(struct browser *browser, struct str response)
{
    struct arena *arena = browser->fixture->arena;
    struct str head = str_slice(response, 0, str_find(response, STR("\r\n\r\n"), 0));
    size_t at = 0;
    while ((at = str_find(head, STR("\r\nSet-Cookie: "), at)) != SIZE_MAX) {
        at += 14;
        struct str set = str_slice(head, at, str_find(head, STR("\r\n"), at));
        keep_cookie(set, "__Host-meguri", &browser->session, arena);
        keep_cookie(set, "__Host-meguri-page", &browser->page, arena);
        keep_cookie(set, "__Host-meguri-notice", &browser->notice, arena);
    }
}

static void keep_field(struct str response, const char *name, struct str *value, struct arena *arena)
{
    struct str start = arena_format(arena, "name=\"%s\" value=\"", name);
    size_t at = str_find(response, start, 0);
    if (at != SIZE_MAX)
        *value = str_slice(response, at + start.n, str_find_char(response, '"', at + start.n));
}

static struct str browse(struct browser *browser, struct str request)
{
    struct arena *arena = browser->fixture->arena;
    struct str response = fixture_exchange(browser->fixture, request);
    keep_cookies(browser, response);
    keep_field(response, "_csrf", &browser->csrf, arena);
    keep_field(response, "_key", &browser->key, arena);
    return response;
}

static struct str cookies(const struct browser *browser)
{
    return arena_format(browser->fixture->arena,
                        "Cookie: __Host-meguri=%" PRIstr "; __Host-meguri-page=%" PRIstr
                        "; __Host-meguri-notice=%" PRIstr "\r\n",
                        STR_ARG(browser->session), STR_ARG(browser->page), STR_ARG(browser->notice));
}

struct str browser_get(struct browser *browser, const char *path)
{
    return browse(browser, arena_format(browser->fixture->arena, "GET %s HTTP/1.1\r\nHost: localhost\r\n%" PRIstr "\r\n",
                                        path, STR_ARG(cookies(browser))));
}

struct str browser_post(struct browser *browser, const char *path, const char *fields)
{
    struct arena *arena = browser->fixture->arena;
    struct str body = arena_format(arena, "_csrf=%" PRIstr "&_key=%" PRIstr "&%s", STR_ARG(browser->csrf),
                                   STR_ARG(browser->key), fields);
    return browse(browser, arena_format(arena,
                                        "POST %s HTTP/1.1\r\nHost: localhost\r\n%" PRIstr
                                        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n"
                                        "%" PRIstr,
                                        path, STR_ARG(cookies(browser)), body.n, STR_ARG(body)));
}

void browser_login(struct browser *browser, int person)
{
    char field[32];
    browser_get(browser, "/form");
    snprintf(field, sizeof field, "person=%d", person);
    browser_post(browser, "/in", field);
    browser_get(browser, "/form");
}

struct counting {
    const char *action;
    int64_t count;
    struct arena *arena;
    struct str detail;
};

static int read_audit(struct db *db, void *argument, struct error *error)
{
    struct counting *counting = argument;
    struct db_rows *rows;
    int e = DB_QUERY(db, error, &rows, "SELECT detail FROM store_audit WHERE action = $1 ORDER BY id DESC",
                     db_text(str_from_c(counting->action)));
    if (e)
        return e;
    for (counting->count = 0; db_next(rows); counting->count++)
        if (counting->count == 0)
            counting->detail = db_column_copy(rows, 0, counting->arena);
    return db_finish(rows, error);
}

static struct counting look_at_audit(struct web_fixture *fixture, const char *action)
{
    struct counting counting = {.action = action, .arena = fixture->arena, .detail = STR("")};
    struct error error = {0};
    if (audit_flush(fixture->store, &error) || store_read(fixture->store, read_audit, &counting, &error))
        give_up(fixture, &error);
    return counting;
}

int64_t fixture_audit_count(struct web_fixture *fixture, const char *action)
{
    return look_at_audit(fixture, action).count;
}

struct str fixture_audit_detail(struct web_fixture *fixture, const char *action)
{
    return look_at_audit(fixture, action).detail;
}
