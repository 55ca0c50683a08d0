/* meguri doctor: what this machine can do. Exit code 0 also when something optional is absent. */
#include <stdio.h>

#include "base/json.h"
#include "base/text.h"
#include "commands.h"
#include "doc/capability.h"
#include "doc/worker.h"

static const struct option_declaration options[] = {
    {STR_INIT("json"), 0, STR_INIT(""), STR_INIT("結果を JSON で示します"), STR_INIT("result as JSON")},
};

/* The process that opens untrusted bytes, and what shuts it in on this machine. */
struct worker_state {
    bool starts;
    struct worker_sandbox sandbox;
    struct str problem; /* when it does not start */
};

static void look_at_worker(const struct context *context, struct arena *arena,
                           struct worker_state *out)
{
    struct worker_pool *pool = NULL;
    struct error problem = {0};
    const struct worker_options once = {.processes = 1};
    *out = (struct worker_state){0};
    out->starts = worker_pool_create(context, &once, &pool, &problem) == 0 &&
                  worker_pool_sandbox(pool, &out->sandbox, &problem) == 0;
    if (!out->starts)
        out->problem = error_sentence(&problem, context->lang, arena);
    worker_pool_destroy(pool);
}

static void put_worker(struct json_writer *writer, const struct worker_state *worker)
{
    json_begin_object(writer);
    json_put_string(writer, STR("name"), STR("worker"));
    json_put_string(writer, STR("title"), STR("meguri-worker"));
    json_put_bool(writer, STR("present"), worker->starts);
    json_put_bool(writer, STR("seccomp"), worker->sandbox.seccomp);
    json_put_bool(writer, STR("landlock"), worker->sandbox.landlock);
    json_put_bool(writer, STR("limits"), worker->sandbox.limits);
    json_put_bool(writer, STR("no_new_privileges"), worker->sandbox.no_new_privileges);
    json_put_string(writer, STR("fault"), worker->problem);
    json_end_object(writer);
}

static void print_worker(const struct worker_state *worker, bool ja)
{
    const struct worker_sandbox *s = &worker->sandbox;
    const char *yes = ja ? "あり" : "yes", *no = ja ? "なし" : "no";
    printf("%s %s\n", worker->starts ? (ja ? "あり" : "present") : (ja ? "なし" : "absent "),
           ja ? "文書を読む作業プロセス（meguri-worker）" : "process that opens documents (meguri-worker)");
    if (worker->starts)
        printf("       seccomp %s  Landlock %s  %s %s  no_new_privs %s\n", s->seccomp ? yes : no,
               s->landlock ? yes : no, ja ? "資源の上限" : "limits", s->limits ? yes : no,
               s->no_new_privileges ? yes : no);
    else
        printf("       %" PRIstr "\n", STR_ARG(worker->problem));
}

static void print_json(const struct capability *list, size_t count,
                       const struct worker_state *worker)
{
    struct buf out = {0};
    struct json_writer writer;
    json_writer_init(&writer, &out, true);
    json_begin_array(&writer);
    for (size_t i = 0; i < count; i++) {
        json_begin_object(&writer);
        json_put_string(&writer, STR("name"), list[i].name);
        json_put_string(&writer, STR("title"), list[i].title);
        json_put_bool(&writer, STR("present"), list[i].present);
        json_put_string(&writer, STR("program"), list[i].program);
        json_put_string(&writer, STR("version"), list[i].version);
        json_put_string(&writer, STR("lost_without_it"), list[i].lost);
        json_put_string(&writer, STR("remedy"), list[i].remedy);
        json_put_string(&writer, STR("fault"), list[i].fault);
        json_end_object(&writer);
    }
    put_worker(&writer, worker);
    json_end_array(&writer);
    printf("%" PRIstr "\n", STR_ARG(buf_str(&out)));
    buf_finish(&out);
}

static void print_text(const struct capability *list, size_t count, bool ja)
{
    for (size_t i = 0; i < count; i++) {
        const struct capability *one = &list[i];
        printf("%s %" PRIstr "\n", one->present ? (ja ? "あり" : "present") : (ja ? "なし" : "absent "),
               STR_ARG(one->title));
        if (one->present) {
            printf("       %" PRIstr "  %" PRIstr "\n", STR_ARG(one->program), STR_ARG(one->version));
            if (one->fault.n)
                printf("       %" PRIstr " %" PRIstr "\n", STR_ARG(one->fault), STR_ARG(one->lost));
            continue;
        }
        printf("       %s%" PRIstr "\n", ja ? "ないと: " : "without it: ", STR_ARG(one->lost));
        printf("       %s%" PRIstr "\n", ja ? "入れ方: " : "how to get it: ", STR_ARG(one->remedy));
    }
}

int command_doctor(const struct command_call *call, struct arena *arena, struct error *error)
{
    const struct option_values *values;
    int status = command_begin(call, STR("meguri doctor"), options, 1, arena, &values, error);
    if (status || !values)
        return status;
    struct capability *list;
    size_t count;
    capability_list(call->context, call->context->lang, arena, &list, &count);
    struct worker_state worker;
    look_at_worker(call->context, arena, &worker);
    if (call->json) {
        print_json(list, count, &worker);
        return 0;
    }
    print_text(list, count, call->context->lang == LANG_JA);
    print_worker(&worker, call->context->lang == LANG_JA);
    return 0;
}
