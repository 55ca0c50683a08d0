/* meguri setup: makes a workspace with its first commission and the people to start with. Doing it
   again changes nothing. With --demonstration: a commission marked as synthetic and the eight people
   of account/demonstration.h, who can log in in demonstration mode only. */
#include <stdio.h>

#include "account/demonstration.h"
#include "account/password.h"
#include "commands.h"
#include "desk/setting.h"
#include "web/workspace.h"

static const struct option_declaration options[] = {
    WORKSPACE_OPTIONS,
    {STR_INIT("title"), 0, STR_INIT("TEXT"), STR_INIT("委託業務の件名"),
     STR_INIT("title of the commission")},
    {STR_INIT("administrator"), 0, STR_INIT("LOGIN"),
     STR_INIT("最初の管理者のログイン名（既定: admin）"),
     STR_INIT("login of the first administrator (default: admin)")},
    {STR_INIT("demonstration"), 0, STR_INIT(""), STR_INIT("デモ用の委託業務と利用者を作ります"),
     STR_INIT("makes the demonstration commission and its people")},
};
enum { OPTION_COUNT = sizeof options / sizeof options[0] };

struct setup {
    const struct option_values *values;
    struct arena *arena;
    bool demonstration;
    int64_t commission;
    bool made;             /* the commission is new */
    struct str login, hash;
};

static int commission_body(struct db *db, void *argument, struct error *error)
{
    struct setup *setup = argument;
    struct account_commission *list;
    size_t count;
    setup->made = false;
    int status = account_commission_list(db, setup->arena, &list, &count, error);
    if (status || count) {
        setup->commission = count ? list[0].id : 0;
        return status;
    }
    bool demonstration = setup->demonstration;
    const struct account_commission first = {
        .code = options_text(setup->values, STR("commission"),
                             demonstration ? STR("basel-demo") : STR("basel")),
        .title = options_text(setup->values, STR("title"),
                              demonstration ? STR("バーゼル法関連事前相談業務（デモ）")
                                            : STR("バーゼル法関連事前相談業務")),
        .synthetic = demonstration,
    };
    setup->made = true;
    return account_commission_create(db, &first, &setup->commission, error);
}

static int administrator_body(struct db *db, void *argument, struct error *error)
{
    struct setup *setup = argument;
    const struct account_actor program = {.commission = setup->commission};
    const struct account_new_person person = {
        .login = setup->login,
        .name = STR("システム管理者"),
        .password_hash = setup->hash,
        .must_change_password = true,
    };
    const struct account_membership roles[] = {
        {.commission = setup->commission, .role = ROLE_ADMINISTRATOR},
        {.commission = setup->commission, .role = ROLE_DESK_MANAGER},
    };
    int64_t id;
    int status = account_person_create(db, &program, &person, &id, error);
    for (size_t i = 0; status == 0 && i < sizeof roles / sizeof roles[0]; i++)
        status = account_membership_set(db, &program, id, &roles[i], error);
    return status;
}

static int make_administrator(const struct command_call *call, struct workspace *workspace,
                              struct setup *setup, struct error *error)
{
    struct str password = account_password_generate(call->context, setup->arena);
    setup->login = options_text(setup->values, STR("administrator"), STR("admin"));
    setup->hash = account_password_hash(call->context, password, setup->arena);
    int status = store_write(workspace->store, administrator_body, setup, error);
    if (status == 0)
        printf(call->context->lang == LANG_JA
                   ? "管理者 %" PRIstr "  初回パスワード %" PRIstr "（最初のログインで変更します）\n"
                   : "administrator %" PRIstr "  first password %" PRIstr " (changed at first login)\n",
               STR_ARG(setup->login), STR_ARG(password));
    return status;
}

/* Where the drafts go, and a short time to take a mail back, so that a visitor can walk the whole way. */
static int set_up_desk(struct workspace *workspace, struct setup *setup, struct error *error)
{
    static const struct {
        struct str name, value;
    } settings[] = {
        {STR_INIT("meti_address"), STR_INIT("keisan@meti-demo.example")},
        {STR_INIT("undo_seconds"), STR_INIT("10")},
    };
    struct web_actor actor =
        web_actor_program(workspace->store, setup->arena, setup->commission, NULL);
    int status = 0;
    for (size_t i = 0; status == 0 && i < sizeof settings / sizeof settings[0]; i++)
        status = desk_setting_change(&actor, settings[i].name, settings[i].value, error);
    return status;
}

static int make_demonstration(struct workspace *workspace, struct setup *setup,
                              struct error *error)
{
    const struct account_demonstration_person *people;
    int status = account_demonstration(workspace->store, setup->commission, &people, error);
    if (status == 0 && setup->made)
        status = set_up_desk(workspace, setup, error);
    for (size_t i = 0; status == 0 && i < ACCOUNT_DEMONSTRATION_PEOPLE; i++)
        printf("  %-10.*s %-20.*s %" PRIstr "\n", STR_ARG(people[i].login),
               STR_ARG(people[i].password), STR_ARG(people[i].name_ja));
    return status;
}

int command_setup(const struct command_call *call, struct arena *arena, struct error *error)
{
    struct setup setup = {.arena = arena};
    int status = command_begin(call, STR("meguri setup --data DIR [--demonstration]"), options,
                               OPTION_COUNT, arena, &setup.values, error);
    if (status || !setup.values)
        return status;
    setup.demonstration = options_flag(setup.values, STR("demonstration"));
    struct workspace workspace;
    status = workspace_open(call, setup.values, true, arena, &workspace, error);
    if (status == 0)
        status = store_write(workspace.store, commission_body, &setup, error);
    if (status == 0 && setup.demonstration)
        status = make_demonstration(&workspace, &setup, error);
    else if (status == 0 && setup.made)
        status = make_administrator(call, &workspace, &setup, error);
    workspace_close(&workspace);
    return status;
}
