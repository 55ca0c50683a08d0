/* libmicrohttpd's callbacks: collecting a request on its threads, handing it to the pool, sending
   what the pool made. Nothing here waits for a disk or a database, but for uploads written to
   anonymous files. */
#include <string.h>

#include "base/text.h"
#include "web/asset.h"
#include "web/server_internal.h"

void transfer_connection(void *argument, struct MHD_Connection *mhd, void **state,
                         enum MHD_ConnectionNotificationCode code)
{
    struct web_server *server = argument;
    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        struct connection *old = *state;
        if (old)
            stream_detach(old);
        connection_destroy(old);
        *state = NULL;
        return;
    }
    gnutls_session_t session =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_GNUTLS_SESSION)->tls_session;
    int fd = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    const struct sockaddr *address =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr;
    struct connection *connection = connection_create(&server->connections, session, fd, address);
    stream_attach(connection);
    *state = connection;
}

void *transfer_begin(void *argument, const char *target, struct MHD_Connection *mhd)
{
    struct arena *arena = arena_create();
    struct web_request *request = ARENA_NEW(arena, struct web_request);
    request->server = argument;
    request->arena = arena;
    request->mhd = mhd;
    request->target = arena_copy(arena, str_from_c(target));
    request->form.arena = arena;
    request->problems_end = &request->problems;
    response_init(&request->response, arena);
    return request;
}

void transfer_end(void *argument, struct MHD_Connection *mhd, void **state,
                  enum MHD_RequestTerminationCode code)
{
    (void)argument;
    (void)mhd;
    (void)code;
    struct web_request *request = *state;
    if (!request)
        return;
    if (request->connection)
        connection_enter(request->connection, PHASE_IDLE);
    multipart_destroy(request->multipart);
    form_close(&request->form);
    buf_finish(&request->body);
    response_finish(&request->response);
    arena_destroy(request->arena);
    *state = NULL;
}

/* Sending ------------------------------------------------------------------------------------- */

static struct MHD_Response *make_response(struct web_response *response)
{
    if (response->fd < 0)
        return MHD_create_response_from_buffer(response->body.n, response->body.p,
                                               MHD_RESPMEM_PERSISTENT);
    struct MHD_Response *made =
        MHD_create_response_from_fd64((uint64_t)response->fd_size, response->fd);
    if (made)
        response->fd = -1; /* libmicrohttpd closes it */
    return made;
}

static enum MHD_Result send_response(struct web_request *request)
{
    struct web_response *response = &request->response;
    struct MHD_Response *made = make_response(response);
    if (!made)
        return MHD_NO;
    header_add_common(made, response->type, request->server->strict_transport);
    for (struct response_header *h = response->headers; h; h = h->next)
        MHD_add_response_header(made, h->name.p, h->value.p);
    if (request->connection->refusal || (request->post && request->body_error.code))
        MHD_add_response_header(made, MHD_HTTP_HEADER_CONNECTION, "close");
    connection_enter(request->connection, PHASE_SENDING);
    atomic_store(&request->connection->moved, (int64_t)response->body.n + response->fd_size);
    enum MHD_Result result = MHD_queue_response(request->mhd, (unsigned)response->status, made);
    MHD_destroy_response(made);
    return result;
}

static enum MHD_Result send_error(struct web_request *request, const struct error *error)
{
    response_error(request, error);
    return send_response(request);
}

/* Receiving ----------------------------------------------------------------------------------- */

static enum lang language_of(const struct web_request *request)
{
    struct str accepted = request_header(request, "Accept-Language");
    size_t ja = str_find(accepted, STR("ja"), 0), en = str_find(accepted, STR("en"), 0);
    return en != SIZE_MAX && (ja == SIZE_MAX || en < ja) ? LANG_EN : LANG_JA;
}

static void read_head(struct web_request *request, const char *method)
{
    struct web_server *server = request->server;
    request->connection =
        MHD_get_connection_info(request->mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
    request->address = str_from_c(request->connection->address);
    request->number = context_random_hex(server->context, 8, request->arena);
    request->began = context_monotonic(server->context);
    request->method = arena_copy(request->arena, str_from_c(method));
    request->post = str_equal(request->method, STR("POST"));
    size_t question = str_find_char(request->target, '?', 0);
    request->path = str_slice(request->target, 0, question);
    if (question != SIZE_MAX)
        request->query = str_slice(request->target, question + 1, request->target.n);
    struct str accept = request_header(request, "Accept");
    request->wants_json =
        str_contains(accept, STR("application/json")) && !str_contains(accept, STR("text/html"));
    request->lang = language_of(request);
    atomic_fetch_add(&server->requests, 1);
}

/* The guard saw as many heads as the server saw requests, or bytes came in past it. */
static bool passed_the_guard(struct web_request *request)
{
    return ++request->connection->requests <= request->connection->heads;
}

static int find_route(struct web_request *request, struct error *error)
{
    struct web_server *server = request->server;
    bool known = request->post || str_equal(request->method, STR("GET")) ||
                 str_equal(request->method, STR("HEAD"));
    request->match = route_find(server->routes, request->post ? WEB_POST : WEB_GET, request->path,
                                request->arena);
    if (known && request->match.route)
        return 0;
    if (request->match.path_known) {
        bool get = request->match.allows_get, post = request->match.allows_post;
        web_header(&request->response, STR("Allow"),
                   get && post ? STR("GET, HEAD, POST")
                   : get       ? STR("GET, HEAD")
                               : STR("POST"));
        return ERROR(error, ERR_WEB_METHOD, request->method);
    }
    return ERROR(error, ERR_WEB_NO_PAGE, STR(""));
}

static int prepare_body(struct web_request *request, struct error *error)
{
    int64_t length = 0;
    struct web_server *server = request->server;
    request->body_limit =
        request->match.route->body_limit ? request->match.route->body_limit : 64 * 1024;
    str_to_int64(request_header(request, "Content-Length"), &length);
    if ((uint64_t)length > request->body_limit)
        return ERROR(error, ERR_WEB_BODY_TOO_LARGE,
                     arena_format(request->arena, "%zu KB", request->body_limit / 1024));
    if (!request->post || length == 0)
        return 0;
    struct str type = request_header(request, "Content-Type");
    struct str bare = str_trim(str_slice(type, 0, str_find_char(type, ';', 0)));
    if (str_equal_nocase(bare, STR("application/x-www-form-urlencoded")))
        return 0;
    if (str_equal_nocase(bare, STR("multipart/form-data")))
        return multipart_create(server->context, &request->form, type, server->upload_directory,
                                1024 * 1024, &request->multipart, error);
    return ERROR(error, ERR_WEB_BODY, STR("Content-Type がフォームのものではありません"));
}

static bool is_stand_in(const struct web_request *request)
{
    return request->connection->refusal && str_equal(request->path, STR(CONNECTION_REFUSED_PATH));
}

/* A body that is refused is still read when it is small, or when a person may have chosen a file that
   is somewhat too large; a larger one costs the client its answer at worst. Requests without a body
   always come to their end. */
static bool body_is_worth_reading(const struct web_request *request)
{
    enum { WORTH = 4 * 1024 * 1024, TIMES = 4 };
    int64_t length = 0;
    str_to_int64(request_header(request, "Content-Length"), &length);
    return length <= WORTH || (uint64_t)length / TIMES <= request->body_limit;
}

/* The first call for a request. An answer given here closes the connection: good for what the guard
   refused, too dear for the rest. */
static enum MHD_Result begin(struct web_request *request, const char *method)
{
    struct error error = {0};
    read_head(request, method);
    if (!passed_the_guard(request)) {
        server_note_refusal(request, STR("past_the_guard"), 0);
        return MHD_NO;
    }
    if (is_stand_in(request)) {
        struct str reason = guard_reason_name(request->connection->refusal);
        atomic_fetch_add(&request->server->refused, 1);
        server_note_refusal(request, reason, 400);
        ERROR(&error, ERR_WEB_REFUSED, reason);
        return send_error(request, &error);
    }
    if (asset_responses_find(request))
        return MHD_YES;
    if (!find_route(request, &request->body_error))
        prepare_body(request, &request->body_error);
    if (request->body_error.code && !body_is_worth_reading(request))
        return send_error(request, &request->body_error);
    return MHD_YES;
}

/* An error waits for the end of the body: an earlier answer could be lost behind unread bytes. */
static void receive(struct web_request *request, struct str bytes)
{
    struct error *error = &request->body_error;
    if (error->code)
        return;
    if (request->multipart)
        multipart_feed(request->multipart, bytes, error);
    else if (bytes.n > request->body_limit - request->body.n)
        ERROR(error, ERR_WEB_BODY_TOO_LARGE, STR("64 KB"));
    else
        buf_append(&request->body, bytes);
}

static enum MHD_Result hand_over(struct web_request *request)
{
    struct web_server *server = request->server;
    connection_enter(request->connection, PHASE_HANDLER);
    MHD_suspend_connection(request->mhd);
    bool password = request->match.route && request->match.route->on_password_gate;
    if (pool_push(password ? server->password_gate : server->pool, request))
        return MHD_YES;
    atomic_fetch_add(&server->overloaded, 1);
    struct error error = {0};
    ERROR(&error, ERR_WEB_OVERLOADED, STR(""));
    response_error(request, &error);
    web_header(&request->response, STR("Retry-After"), STR("5"));
    request->finished = true;
    MHD_resume_connection(request->mhd);
    return MHD_YES;
}

enum MHD_Result transfer_step(void *argument, struct MHD_Connection *mhd, const char *url,
                              const char *method, const char *version, const char *data,
                              size_t *size, void **state)
{
    (void)argument;
    (void)mhd;
    (void)url;
    (void)version;
    struct web_request *request = *state;
    if (!request->started) {
        request->started = true;
        return begin(request, method);
    }
    if (*size > 0) {
        receive(request, (struct str){data, *size});
        *size = 0;
        return MHD_YES;
    }
    if (request->asset)
        return asset_responses_answer(request->server->assets, request);
    if (request->finished)
        return send_response(request);
    if (request->body_error.code && !request->post)
        return send_error(request, &request->body_error);
    if (dispatch_is_light(request)) {
        dispatch_run_light(request);
        return send_response(request);
    }
    return hand_over(request);
}

void transfer_work(struct web_request *request)
{
    request->canceller = store_canceller_create();
    connection_set_canceller(request->connection, request->canceller);
    dispatch_run(request);
    connection_set_canceller(request->connection, NULL);
    store_canceller_destroy(request->canceller);
    request->canceller = NULL;
    request->finished = true;
    MHD_resume_connection(request->mhd);
}
