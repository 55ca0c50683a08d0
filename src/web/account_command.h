/* What the `meguri user …` commands share. */
#ifndef MEGURI_WEB_ACCOUNT_COMMAND_H
#define MEGURI_WEB_ACCOUNT_COMMAND_H

#include "account/person.h"
#include "base/buf.h"
#include "web/account_module.h"
#include "web/workspace.h"

struct user_job {
    const struct option_values *values;
    struct arena *arena;
    struct workspace workspace;
    struct account_actor actor;
    struct account_person person;
    struct account_person *people;
    size_t count;
    struct str login, password, hash;
    struct account_membership membership;
    bool remove_role, has_role;
};

/* Opens the workspace, runs the work, closes. */
int user_job_run(const struct command_call *call, struct user_job *job, bool create,
                 int (*work)(const struct command_call *call, struct user_job *job,
                             struct error *error),
                 struct error *error);
/* One line on stdout; frees the buffer. */
void user_print(struct buf *out);
#define OPTION(name, value, ja, en)                                                      \
    {STR_INIT(name), 0, STR_INIT(value), STR_INIT(ja), STR_INIT(en)}

int user_command_add(const struct command_call *call, struct arena *arena, struct error *error);
int user_command_list(const struct command_call *call, struct arena *arena, struct error *error);
int user_command_role(const struct command_call *call, struct arena *arena, struct error *error);
int user_command_password(const struct command_call *call, struct arena *arena,
                          struct error *error);
int user_command_disable(const struct command_call *call, struct arena *arena,
                         struct error *error);

#endif
