/* meguri desk import --data DIR FILE.eml… */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "desk/command.h"
#include "desk/intake.h"

static const struct option_declaration options[] = {
    WORKSPACE_OPTIONS,
    {STR_INIT("synthetic"), 0, STR_INIT(""), STR_INIT("作り物のデータとして印を付けます"),
     STR_INIT("mark the cases as synthetic")},
};
enum { OPTION_COUNT = sizeof options / sizeof options[0] };

struct import {
    struct desk_command command;
    struct web_services services;
    const struct option_values *values;
    struct desk_intake_result *results;
    size_t count;
    bool synthetic;
};

static int open_mail(struct str path, int *fd, int64_t *size, struct arena *arena,
                     struct error *error)
{
    struct stat facts;
    /* Without O_NONBLOCK a pipe that nobody writes to would hold the command for ever. */
    *fd = open(arena_c(arena, path), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (*fd < 0)
        return errno == ENOENT ? ERROR(error, ERR_NOT_FOUND, path)
                               : error_from_errno(error, errno, path);
    if (fstat(*fd, &facts) || !S_ISREG(facts.st_mode)) {
        close(*fd);
        *fd = -1;
        return ERROR(error, ERR_INVALID_INPUT, path, STR("ファイルではありません"));
    }
    *size = facts.st_size;
    return 0;
}

/* All files are there before any is taken, so that a typing error changes nothing. */
static int check_files(const struct import *import, struct arena *arena, struct error *error)
{
    if (import->count == 0)
        return ERROR(error, ERR_USAGE, STR("FILE.eml がありません"));
    for (size_t i = 0; i < import->count; i++) {
        int fd;
        int64_t size;
        int status = open_mail(options_argument(import->values, i), &fd, &size, arena, error);
        if (status)
            return status;
        close(fd);
    }
    return 0;
}

static int import_batch(struct import *import, size_t first, size_t count, struct arena *arena,
                        struct error *error)
{
    struct desk_delivery deliveries[DESK_INTAKE_BATCH] = {0};
    size_t opened = 0;
    int status = 0;
    for (; status == 0 && opened < count; opened++) {
        struct desk_delivery *d = &deliveries[opened];
        d->account = STR("file");
        d->origin = options_argument(import->values, first + opened);
        d->synthetic = import->synthetic;
        status = open_mail(d->origin, &d->fd, &d->size, arena, error);
    }
    if (status == 0)
        status = desk_intake(&import->command.actor, deliveries, count, &import->results[first],
                             error);
    for (size_t i = 0; i < opened; i++)
        if (deliveries[i].fd >= 0)
            close(deliveries[i].fd);
    return status;
}

static int import_all(struct import *import, struct arena *arena, struct error *error)
{
    struct worker_options worker = {0};
    int status = worker_pool_create(import->command.workspace.context, &worker,
                                    &import->services.workers, error);
    if (status)
        return status;
    import->command.actor.services = &import->services;
    for (size_t first = 0; status == 0 && first < import->count; first += DESK_INTAKE_BATCH) {
        size_t count = import->count - first;
        status = import_batch(import, first,
                              count > DESK_INTAKE_BATCH ? DESK_INTAKE_BATCH : count, arena, error);
    }
    worker_pool_destroy(import->services.workers);
    return status;
}

static void print_json(const struct import *import)
{
    struct buf out = {0};
    struct json_writer writer;
    json_writer_init(&writer, &out, true);
    json_begin_object(&writer);
    json_key(&writer, STR("mails"));
    json_begin_array(&writer);
    for (size_t i = 0; i < import->count; i++) {
        const struct desk_intake_result *result = &import->results[i];
        json_begin_object(&writer);
        json_put_string(&writer, STR("file"), options_argument(import->values, i));
        json_put_string(&writer, STR("outcome"), desk_intake_outcome_name(result->outcome));
        json_put_integer(&writer, STR("case"), result->case_id);
        json_put_string(&writer, STR("number"), result->number);
        json_put_string(&writer, STR("reason"), result->reason);
        json_end_object(&writer);
    }
    json_end_array(&writer);
    json_end_object(&writer);
    printf("%" PRIstr "\n", STR_ARG(buf_str(&out)));
    buf_finish(&out);
}

static void print_lines(const struct import *import, enum lang lang)
{
    static const struct {
        struct str ja, en;
    } words[] = {
        [DESK_INTAKE_OPENED] = {STR_INIT("新しい相談"), STR_INIT("new case")},
        [DESK_INTAKE_JOINED] = {STR_INIT("既存の相談に追加"), STR_INIT("joined a case")},
        [DESK_INTAKE_KNOWN] = {STR_INIT("受付済み"), STR_INIT("known already")},
        [DESK_INTAKE_PARKED] = {STR_INIT("要確認"), STR_INIT("needs attention")},
    };
    for (size_t i = 0; i < import->count; i++) {
        const struct desk_intake_result *result = &import->results[i];
        struct str word = lang == LANG_EN ? words[result->outcome].en : words[result->outcome].ja;
        printf("%" PRIstr "  %" PRIstr "  %" PRIstr "%s%" PRIstr "\n", STR_ARG(result->number),
               STR_ARG(word), STR_ARG(options_argument(import->values, i)),
               result->outcome == DESK_INTAKE_PARKED ? "  " : "",
               STR_ARG(result->outcome == DESK_INTAKE_PARKED ? result->reason : STR("")));
    }
}

int desk_command_import(const struct command_call *call, struct arena *arena, struct error *error)
{
    struct import import = {0};
    int status = command_begin(call, STR("meguri desk import --data DIR FILE.eml…"), options,
                               OPTION_COUNT, arena, &import.values, error);
    if (status || !import.values)
        return status;
    import.count = options_argument_count(import.values);
    import.results = ARENA_ARRAY(arena, struct desk_intake_result, import.count + 1);
    import.synthetic = options_flag(import.values, STR("synthetic"));
    if ((status = check_files(&import, arena, error)))
        return status;
    status = desk_command_begin(call, import.values, true, arena, &import.command, error);
    if (status == 0)
        status = import_all(&import, arena, error);
    desk_command_end(&import.command);
    if (status)
        return status;
    if (call->json || options_flag(import.values, STR("json")))
        print_json(&import);
    else
        print_lines(&import, call->context->lang);
    return 0;
}
