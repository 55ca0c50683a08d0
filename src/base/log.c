#include "base/log.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/check.h"
#include "base/civil.h"
#include "base/json.h"

struct log {
    int fd;
    enum log_level least;
    pthread_mutex_t lock; /* one line at a time */
};

struct log *log_create(int fd, enum log_level least)
{
    struct log *log = calloc(1, sizeof *log);
    if (!log)
        check_fail("out of memory");
    log->fd = fd;
    log->least = least;
    CHECK(pthread_mutex_init(&log->lock, NULL) == 0);
    return log;
}

void log_destroy(struct log *log)
{
    if (!log)
        return;
    pthread_mutex_destroy(&log->lock);
    free(log);
}

static struct str level_name(enum log_level level)
{
    static const struct str names[] = {STR_INIT("debug"), STR_INIT("info"), STR_INIT("warning"),
                                       STR_INIT("error")};
    return names[level];
}

static void write_line(struct log *log, struct str line)
{
    pthread_mutex_lock(&log->lock);
    while (line.n > 0) {
        ssize_t written = write(log->fd, line.p, line.n);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            break; /* there is nowhere to complain that the log cannot be written */
        line = str_slice(line, (size_t)written, line.n);
    }
    pthread_mutex_unlock(&log->lock);
}

static void put_head(struct json_writer *writer, const struct context *context,
                     enum log_level level, struct str event)
{
    struct arena *arena = arena_create();
    json_put_string(writer, STR("time"), time_format_iso(context_now(context), arena));
    json_put_string(writer, STR("level"), level_name(level));
    json_put_string(writer, STR("event"), event);
    arena_destroy(arena);
}

void log_write(const struct context *context, enum log_level level, struct str event,
               const struct log_field *fields, size_t count)
{
    struct log *log = context->log;
    if (!log || level < log->least)
        return;
    struct buf line = {0};
    struct json_writer writer;
    json_writer_init(&writer, &line, false);
    json_begin_object(&writer);
    put_head(&writer, context, level, event);
    for (size_t i = 0; i < count; i++) {
        if (fields[i].is_text)
            json_put_string(&writer, fields[i].key, fields[i].text);
        else
            json_put_integer(&writer, fields[i].key, fields[i].integer);
    }
    json_end_object(&writer);
    buf_append_char(&line, '\n');
    write_line(log, buf_str(&line));
    buf_finish(&line);
}

void log_error(const struct context *context, struct str event, const struct error *error)
{
    enum { SERVER_FAULT = 500 };
    struct log_field fields[4] = {LOG_TEXT("error", error_name(error->code))};
    size_t count = 1;
    if (error->line > 0) {
        fields[count++] = LOG_INT("line", error->line);
        fields[count++] = LOG_INT("column", error->column);
    }
    /* The sentence about someone's input may quote it; that about the machine may not be lost. */
    bool of_machine = error_http_status(error->code) >= SERVER_FAULT;
    struct arena *arena = arena_create();
    if (of_machine)
        fields[count++] = LOG_TEXT("text", error_sentence(error, LANG_EN, arena));
    log_write(context, of_machine ? LOG_ERROR : LOG_WARNING, event, fields, count);
    arena_destroy(arena);
}
