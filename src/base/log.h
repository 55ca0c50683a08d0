/* The process log: one JSON object per line on a file descriptor (stderr by default), safe from
   several threads. Personal data does not go into the log: ids and counts only. */
#ifndef MEGURI_BASE_LOG_H
#define MEGURI_BASE_LOG_H

#include "base/context.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };
struct log_field {
    struct str key, text;
    int64_t integer;
    bool is_text;
};
#define LOG_TEXT(key, value) ((struct log_field){STR(key), (value), 0, true})
#define LOG_INT(key, value) ((struct log_field){STR(key), {"", 0}, (int64_t)(value), false})

/* Lines below `least` are dropped. `context` gives the time and must outlive the log. */
struct log *log_create(int fd, enum log_level least);
void log_destroy(struct log *log);
/* {"time":…,"level":…,"event":"mail_parked",…}. context->log may be NULL. */
void log_write(const struct context *context, enum log_level level, struct str event,
               const struct log_field *fields, size_t count);
#define LOG(context, level, event, ...)                                                  \
    log_write((context), (level), STR(event), (const struct log_field[]){__VA_ARGS__},   \
              sizeof((const struct log_field[]){__VA_ARGS__}) / sizeof(struct log_field))
/* An error object as a line; `event` says what was being done. The sentence is logged only for
   faults of the machine (status 500 and above): that about an input may quote personal data. */
void log_error(const struct context *context, struct str event, const struct error *error);

#endif
