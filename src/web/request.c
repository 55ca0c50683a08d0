/* What handlers read of a request (web.h). */
#include "web/request.h"

#include "base/check.h"
#include "web/server_internal.h"

struct arena *web_arena(const struct web_request *request)
{
    return request->arena;
}

struct store *web_store(const struct web_request *request)
{
    return request->server->store;
}

const struct context *web_context(const struct web_request *request)
{
    return request->server->context;
}

const struct web_services *web_services(const struct web_request *request)
{
    return request->server->services;
}

const struct account_person *web_person(const struct web_request *request)
{
    return request->person;
}

int64_t web_commission(const struct web_request *request)
{
    return request->person ? request->session.commission : 0;
}

bool web_may(const struct web_request *request, struct str permission)
{
    const struct account_permission *wanted = route_permission(request->server->routes, permission);
    return wanted && request->person && (request->roles & wanted->roles);
}

void web_charge(const struct web_request *request, int times)
{
    struct web_server *server = request->server;
    for (int i = 0; i < times; i++)
        limit_take(server->limits, request->address, context_monotonic(server->context));
}

struct str web_address(const struct web_request *request)
{
    return request->address;
}

enum lang web_lang(const struct web_request *request)
{
    return request->lang;
}

int web_read(const struct web_request *request, store_body *body, void *argument,
             struct error *error)
{
    return store_read_cancellable(request->server->store, request->canceller, body, argument,
                                  error);
}

struct str request_header(const struct web_request *request, const char *name)
{
    return str_from_c(MHD_lookup_connection_value(request->mhd, MHD_HEADER_KIND, name));
}

struct str request_cookie(const struct web_request *request, struct str name)
{
    struct str rest = request_header(request, "Cookie"), part;
    while (rest.n > 0 && str_cut(&rest, ';', &part)) {
        struct str value = str_trim(part), key;
        str_cut(&value, '=', &key);
        if (str_equal(key, name))
            return value.p ? value : STR("");
    }
    return STR("");
}

struct field_value *request_value(const struct web_request *request, struct str name)
{
    for (size_t i = 0; i < request->value_count; i++)
        if (str_equal(request->values[i].name, name))
            return &request->values[i];
    return NULL;
}

/* Reading a field that the route does not declare is a mistake of the program. */
static const struct field_value *declared(const struct web_request *request, struct str name)
{
    const struct field_value *value = request_value(request, name);
    if (!value)
        check_fail("a handler reads a field that its route does not declare");
    return value;
}

struct str web_text(const struct web_request *request, struct str name)
{
    const struct field_value *value = declared(request, name);
    CHECK(value->kind != WEB_FILE && value->kind != WEB_LIST && value->kind != WEB_CHECK);
    return value->text;
}

int64_t web_integer(const struct web_request *request, struct str name)
{
    const struct field_value *value = declared(request, name);
    CHECK(value->kind == WEB_INTEGER || value->kind == WEB_ID);
    return value->integer;
}

bool web_check(const struct web_request *request, struct str name)
{
    const struct field_value *value = declared(request, name);
    CHECK(value->kind == WEB_CHECK);
    return value->present;
}

const struct web_file *web_file(const struct web_request *request, struct str name, size_t index)
{
    const struct field_value *value = declared(request, name);
    CHECK(value->kind == WEB_FILE);
    return index < value->file_count ? value->files[index] : NULL;
}

size_t web_list(const struct web_request *request, struct str name, const int64_t **out)
{
    const struct field_value *value = declared(request, name);
    CHECK(value->kind == WEB_LIST);
    *out = value->list;
    return value->list_count;
}

void web_field_error(struct web_request *request, struct str name, struct str sentence)
{
    struct str label = name;
    for (size_t i = 0; i < request->match.route->field_count; i++) {
        const struct web_field *field = &request->match.route->fields[i];
        if (str_equal(field->name, name))
            label = request->lang == LANG_EN && field->label_en.n > 0 ? field->label_en
                                                                      : field->label_ja;
    }
    field_add_problem(request, name, label, sentence);
}

struct str web_field_problem(const struct web_request *request, struct str name)
{
    for (const struct field_problem *p = request->problems; p; p = p->next)
        if (str_equal(p->name, name))
            return p->sentence;
    return STR("");
}

bool web_has_problems(const struct web_request *request)
{
    return request->problems != NULL;
}
