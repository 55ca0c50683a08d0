/* meguri user commission, and the table of the room's commands. */
#include "web/account_command.h"

static int commission_body(struct db *db, void *argument, struct error *error)
{
    struct user_job *job = argument;
    struct account_commission made = {
        .code = options_text(job->values, STR("commission"), STR("")),
        .title = options_text(job->values, STR("title"), STR("")),
        .synthetic = options_flag(job->values, STR("synthetic"))};
    int64_t id;
    return account_commission_create(db, &made, &id, error);
}

static int commission_work(const struct command_call *call, struct user_job *job,
                           struct error *error)
{
    (void)call;
    return store_write(job->workspace.store, commission_body, job, error);
}

static const struct option_declaration commission_options[] = {
    WORKSPACE_OPTIONS,
    OPTION("title", "TITLE", "委託業務の名前", "title of the commission"),
    OPTION("synthetic", "", "デモ用のデータとして印を付けます", "marks it as demonstration data"),
};

static int command_commission(const struct command_call *call, struct arena *arena,
                              struct error *error)
{
    struct user_job job = {.arena = arena};
    int e = command_begin(call, STR("meguri user commission --commission CODE --title TITLE"),
                          commission_options,
                          sizeof commission_options / sizeof commission_options[0], arena,
                          &job.values, error);
    return e || !job.values ? e : user_job_run(call, &job, true, commission_work, error);
}

const struct command account_commands[ACCOUNT_COMMANDS] = {
    {STR_INIT("add"), STR_INIT("利用者を加え、初回のパスワードを示します"),
     STR_INIT("adds a person and prints the first password"), user_command_add},
    {STR_INIT("list"), STR_INIT("利用者の一覧"), STR_INIT("lists the people"), user_command_list},
    {STR_INIT("role"), STR_INIT("役割を加えます、または外します"),
     STR_INIT("gives or takes a role"), user_command_role},
    {STR_INIT("password"), STR_INIT("パスワードを作り直して示します"),
     STR_INIT("makes and prints a new password"), user_command_password},
    {STR_INIT("disable"), STR_INIT("ログインできなくします"), STR_INIT("ends a person's access"),
     user_command_disable},
    {STR_INIT("commission"), STR_INIT("委託業務を加えます"), STR_INIT("adds a commission"),
     command_commission},
};
