/* meguri user add | list | role | password | disable: the work of the people pages from the command
   line. Generated passwords are printed once, on stdout. */
#include "web/account_command.h"

#include <stdio.h>

#include "account/password.h"
#include "base/civil.h"
#include "base/json.h"
#include "web/session.h"

int user_job_run(const struct command_call *call, struct user_job *job, bool create,
                 int (*work)(const struct command_call *call, struct user_job *job,
                             struct error *error),
                 struct error *error)
{
    int e = workspace_open(call, job->values, create, job->arena, &job->workspace, error);
    if (!e)
        e = work(call, job, error);
    workspace_close(&job->workspace);
    return e;
}

/* The first word of the command line, which every command but list wants. */
static int read_login(struct user_job *job, struct error *error)
{
    if (options_argument_count(job->values) != 1)
        return ERROR(error, ERR_USAGE, STR("LOGIN"));
    job->login = options_argument(job->values, 0);
    return 0;
}

void user_print(struct buf *out)
{
    printf("%" PRIstr "\n", STR_ARG(buf_str(out)));
    buf_finish(out);
}

/* ---- roles on the command line ---- */

static int read_role(const struct command_call *call, struct user_job *job, struct error *error)
{
    (void)call;
    struct str role = options_text(job->values, STR("role"), STR(""));
    struct str until = options_text(job->values, STR("until"), STR(""));
    struct date date;
    job->has_role = role.n > 0;
    if (!job->has_role)
        return 0;
    if (!account_role_parse(role, &job->membership.role))
        return ERROR(error, ERR_INVALID_INPUT, role,
                     STR("advisor, desk_manager, meti_officer, viewer, …"));
    if (until.n > 0) {
        int e = date_parse(until, &date, error);
        if (e)
            return e;
        job->membership.until =
            time_of_jst((struct jst){.date = date_of_day(day_of_date(date) + 1)});
    }
    return workspace_commission(&job->workspace, job->values, job->arena,
                                &job->membership.commission, error);
}

/* ---- add ---- */

static int add_body(struct db *db, void *argument, struct error *error)
{
    struct user_job *job = argument;
    struct account_new_person made = {.login = job->login,
                                      .name = options_text(job->values, STR("name"), STR("")),
                                      .mail = options_text(job->values, STR("mail"), STR("")),
                                      .password_hash = job->hash,
                                      .must_change_password = true};
    int64_t id;
    int e = account_person_create(db, &job->actor, &made, &id, error);
    if (!e && job->has_role)
        e = account_membership_set(db, &job->actor, id, &job->membership, error);
    return e;
}

static void print_password(const struct command_call *call, const struct user_job *job)
{
    if (!call->json) {
        printf("%" PRIstr "  %" PRIstr "\n", STR_ARG(job->login), STR_ARG(job->password));
        return;
    }
    struct buf out = {0};
    struct json_writer writer;
    json_writer_init(&writer, &out, false);
    json_begin_object(&writer);
    json_put_string(&writer, STR("login"), job->login);
    json_put_string(&writer, STR("password"), job->password);
    json_end_object(&writer);
    user_print(&out);
}

static void make_password(const struct command_call *call, struct user_job *job)
{
    job->password = account_password_generate(call->context, job->arena);
    job->hash = account_password_hash(call->context, job->password, job->arena);
}

static int add_work(const struct command_call *call, struct user_job *job, struct error *error)
{
    int e = read_role(call, job, error);
    if (e)
        return e;
    make_password(call, job);
    e = store_write(job->workspace.store, add_body, job, error);
    if (!e)
        print_password(call, job);
    return e;
}

static const struct option_declaration add_options[] = {
    WORKSPACE_OPTIONS,
    OPTION("name", "NAME", "氏名", "full name"),
    OPTION("mail", "ADDRESS", "メールアドレス", "mail address"),
    OPTION("role", "ROLE", "役割（advisor など）", "role (advisor …)"),
    OPTION("until", "DATE", "役割の最後の日", "last day of the role"),
};

int user_command_add(const struct command_call *call, struct arena *arena, struct error *error)
{
    struct user_job job = {.arena = arena};
    int e = command_begin(call, STR("meguri user add LOGIN --name NAME [--role ROLE]"), add_options,
                          sizeof add_options / sizeof add_options[0], arena, &job.values, error);
    if (e || !job.values || (e = read_login(&job, error)))
        return e;
    return user_job_run(call, &job, true, add_work, error);
}

/* ---- list ---- */

static int list_body(struct db *db, void *argument, struct error *error)
{
    struct user_job *job = argument;
    return account_person_list(db, job->arena, &job->people, &job->count, error);
}

static void put_memberships(struct json_writer *writer, const struct account_person *person,
                            struct arena *arena)
{
    json_key(writer, STR("roles"));
    json_begin_array(writer);
    for (size_t i = 0; i < person->membership_count; i++) {
        const struct account_membership *membership = &person->memberships[i];
        json_begin_object(writer);
        json_put_integer(writer, STR("commission"), membership->commission);
        json_put_string(writer, STR("role"), account_role_name(membership->role));
        if (membership->until != 0)
            json_put_string(writer, STR("until"), time_format_iso(membership->until, arena));
        json_end_object(writer);
    }
    json_end_array(writer);
}

static void print_people_json(const struct user_job *job)
{
    struct buf out = {0};
    struct json_writer writer;
    json_writer_init(&writer, &out, false);
    json_begin_array(&writer);
    for (size_t i = 0; i < job->count; i++) {
        const struct account_person *person = &job->people[i];
        json_begin_object(&writer);
        json_put_integer(&writer, STR("id"), person->id);
        json_put_string(&writer, STR("login"), person->login);
        json_put_string(&writer, STR("name"), person->name);
        json_put_bool(&writer, STR("active"), person->active);
        json_put_bool(&writer, STR("second_factor"), person->second_factor);
        json_put_bool(&writer, STR("demonstration"), person->demonstration);
        put_memberships(&writer, person, job->arena);
        json_end_object(&writer);
    }
    json_end_array(&writer);
    user_print(&out);
}

static void print_people(const struct command_call *call, const struct user_job *job)
{
    for (size_t i = 0; i < job->count; i++) {
        const struct account_person *person = &job->people[i];
        printf("%-16.*s %" PRIstr "%s", STR_ARG(person->login), STR_ARG(person->name),
               person->active                   ? ""
               : call->context->lang == LANG_EN ? " (disabled)"
                                                : "（停止中）");
        for (size_t m = 0; m < person->membership_count; m++)
            printf(" %" PRIstr,
                   STR_ARG(account_role_title(person->memberships[m].role, call->context->lang)));
        putchar('\n');
    }
}

static int list_work(const struct command_call *call, struct user_job *job, struct error *error)
{
    int e = store_read(job->workspace.store, list_body, job, error);
    if (!e && call->json)
        print_people_json(job);
    else if (!e)
        print_people(call, job);
    return e;
}

static const struct option_declaration workspace_options[] = {WORKSPACE_OPTIONS};
enum { WORKSPACE_COUNT = sizeof workspace_options / sizeof workspace_options[0] };

int user_command_list(const struct command_call *call, struct arena *arena, struct error *error)
{
    struct user_job job = {.arena = arena};
    int e = command_begin(call, STR("meguri user list"), workspace_options, WORKSPACE_COUNT, arena,
                          &job.values, error);
    return e || !job.values ? e : user_job_run(call, &job, false, list_work, error);
}

/* ---- role, password, disable ---- */

static int role_body(struct db *db, void *argument, struct error *error)
{
    struct user_job *job = argument;
    int e = account_person_find(db, job->login, job->arena, &job->person, error);
    if (e)
        return e;
    if (job->remove_role)
        return account_membership_remove(db, &job->actor, job->person.id,
                                         job->membership.commission, job->membership.role, error);
    return account_membership_set(db, &job->actor, job->person.id, &job->membership, error);
}

static int role_work(const struct command_call *call, struct user_job *job, struct error *error)
{
    int e = read_role(call, job, error);
    if (!e && !job->has_role)
        e = ERROR(error, ERR_USAGE, STR("--role ROLE"));
    return e ? e : store_write(job->workspace.store, role_body, job, error);
}

static const struct option_declaration role_options[] = {
    WORKSPACE_OPTIONS,
    OPTION("role", "ROLE", "役割（advisor など）", "role (advisor …)"),
    OPTION("until", "DATE", "役割の最後の日（監査人は必須）", "last day (an auditor needs one)"),
    OPTION("remove", "", "加えるのではなく外します", "take the role away instead"),
};

int user_command_role(const struct command_call *call, struct arena *arena, struct error *error)
{
    struct user_job job = {.arena = arena};
    int e = command_begin(call, STR("meguri user role LOGIN --role ROLE [--until DATE] [--remove]"),
                          role_options, sizeof role_options / sizeof role_options[0], arena,
                          &job.values, error);
    if (e || !job.values || (e = read_login(&job, error)))
        return e;
    job.remove_role = options_flag(job.values, STR("remove"));
    return user_job_run(call, &job, false, role_work, error);
}

static int password_body(struct db *db, void *argument, struct error *error)
{
    struct user_job *job = argument;
    int e = account_person_find(db, job->login, job->arena, &job->person, error);
    if (!e)
        e = account_password_set(db, &job->actor, job->person.id, job->hash, true, error);
    return e ? e : session_revoke_all(db, job->person.id, 0, error);
}

static int password_work(const struct command_call *call, struct user_job *job, struct error *error)
{
    make_password(call, job);
    int e = store_write(job->workspace.store, password_body, job, error);
    if (!e)
        print_password(call, job);
    return e;
}

int user_command_password(const struct command_call *call, struct arena *arena, struct error *error)
{
    struct user_job job = {.arena = arena};
    int e = command_begin(call, STR("meguri user password LOGIN"), workspace_options,
                          WORKSPACE_COUNT, arena, &job.values, error);
    if (e || !job.values || (e = read_login(&job, error)))
        return e;
    return user_job_run(call, &job, false, password_work, error);
}

static int disable_body(struct db *db, void *argument, struct error *error)
{
    struct user_job *job = argument;
    int e = account_person_find(db, job->login, job->arena, &job->person, error);
    if (!e)
        e = account_person_change(db, &job->actor, job->person.id, job->person.version,
                                  job->person.name, job->person.mail, false, error);
    return e ? e : session_revoke_all(db, job->person.id, 0, error);
}

static int disable_work(const struct command_call *call, struct user_job *job, struct error *error)
{
    (void)call;
    return store_write(job->workspace.store, disable_body, job, error);
}

int user_command_disable(const struct command_call *call, struct arena *arena, struct error *error)
{
    struct user_job job = {.arena = arena};
    int e = command_begin(call, STR("meguri user disable LOGIN"), workspace_options,
                          WORKSPACE_COUNT, arena, &job.values, error);
    if (e || !job.values || (e = read_login(&job, error)))
        return e;
    return user_job_run(call, &job, false, disable_work, error);
}
