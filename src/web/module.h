/* A room declares itself in one table; src/modules.c lists the rooms. */
#ifndef MEGURI_WEB_MODULE_H
#define MEGURI_WEB_MODULE_H

#include "base/options.h"
#include "store/job.h"
#include "web/web.h"

/* A command line: meguri ROOM NAME …; argv[0] is the command's own name. Results go to stdout.
   Returns 0 or an error code; the program prints the error's sentence (as JSON with --json) to
   stderr and exits with error_exit_code. */
struct command_call {
    const struct context *context;
    int argc;
    char **argv;
    char *const *environment;
    bool json;
};
struct command {
    struct str name; /* "import" of `meguri desk import` */
    struct str help_ja, help_en;
    int (*run)(const struct command_call *call, struct arena *arena, struct error *error);
};

/* Parses the call's options as declared. With --help it prints `usage` and the options and leaves
 *values NULL: the command then returns 0. Declared in base/options.h. */
int command_begin(const struct command_call *call, struct str usage,
                  const struct option_declaration *declared, size_t count, struct arena *arena,
                  const struct option_values **values, struct error *error);

/* Background work of a room: called by the job runner of `meguri serve`. */
struct job_handler {
    struct str kind;
    int64_t lease; /* microseconds, at least a minute: after so long without a sign of life another takes
                      it; while the work runs the runner renews it */
    int attempts;
    int (*run)(struct store *store, const struct web_services *services, const struct job *job,
               struct arena *arena, struct error *error);
};
/* Work of a room that repeats (poll a mailbox): at the start and then `interval` microseconds after
   each end, in its own thread. */
struct periodic {
    struct str name;
    int64_t interval;
    int (*run)(struct store *store, const struct web_services *services, struct arena *arena,
               struct error *error);
};

struct navigation {
    struct str path, title_ja, title_en, permission;
    char key; /* keyboard: g then this */
};

struct module {
    struct str name, title_ja, title_en;
    const struct web_route *routes;
    size_t route_count;
    const struct command *commands;
    size_t command_count;
    const struct job_handler *jobs;
    size_t job_count;
    const struct periodic *periodic;
    size_t periodic_count;
    const struct account_permission *permissions;
    size_t permission_count;
    const struct navigation *navigation;
    size_t navigation_count;
};

#endif
