#include "web/account_module.h"

#include "web/account_pages.h"

#define TITLE(ja, en) .title_ja = STR_INIT(ja), .title_en = STR_INIT(en)
#define LABEL(ja, en) .label_ja = STR_INIT(ja), .label_en = STR_INIT(en)
#define LINE(n, most, ja, en) {.name = STR_INIT(n), .kind = WEB_TEXT, .limit = most, LABEL(ja, en)}
#define MUST(n, most, ja, en)                                                            \
    {.name = STR_INIT(n), .kind = WEB_TEXT, .required = true, .limit = most, LABEL(ja, en)}
#define ID(n, ja, en) {.name = STR_INIT(n), .kind = WEB_ID, .required = true, LABEL(ja, en)}
#define FIELDS(list) .fields = list, .field_count = sizeof list / sizeof list[0]
#define SELF .permission = STR_INIT("account.self")
#define PEOPLE .permission = STR_INIT("account.people")

#define NEXT LINE("next", 1000, "続き", "Next")
#define PASSWORD MUST("password", 200, "パスワード", "Password")
#define NEW_PASSWORD                                                                     \
    MUST("password", 200, "新しいパスワード", "New password"),                           \
        MUST("again", 200, "新しいパスワード（もう一度）", "New password (again)")
#define CURRENT MUST("current", 200, "今のパスワード", "Present password")
#define CODE(most) MUST("code", most, "確認コード", "Code")

static const struct web_field next_fields[] = {NEXT};
static const struct web_field login_fields[] = {NEXT, MUST("login", 100, "ログイン名", "Login"),
                                                PASSWORD};
static const struct web_field code_fields[] = {NEXT, CODE(40)};
static const struct web_field first_fields[] = {NEXT, NEW_PASSWORD};
static const struct web_field password_fields[] = {CURRENT, NEW_PASSWORD};
static const struct web_field confirm_fields[] = {CODE(20)};
static const struct web_field current_fields[] = {CURRENT};
static const struct web_field commission_fields[] = {ID("commission", "委託業務", "Commission")};
static const struct web_field new_fields[] = {MUST("login", 32, "ログイン名", "Login"),
                                              MUST("name", 100, "氏名", "Name"),
                                              LINE("mail", 254, "メールアドレス", "Mail address")};
static const struct web_field change_fields[] = {
    {.name = STR_INIT("version"), .kind = WEB_INTEGER, .required = true, .most = INT64_MAX,
     LABEL("版", "Version")},
    MUST("name", 100, "氏名", "Name"), LINE("mail", 254, "メールアドレス", "Mail address"),
    {.name = STR_INIT("active"), .kind = WEB_CHECK, LABEL("有効", "Active")}};
static const struct web_field role_fields[] = {
    ID("commission", "委託業務", "Commission"), MUST("role", 40, "役割", "Role"),
    {.name = STR_INIT("until"), .kind = WEB_DATE, LABEL("最後の日", "Last day")}};
static const struct web_field role_remove_fields[] = {ID("commission", "委託業務", "Commission"),
                                                      MUST("role", 40, "役割", "Role")};

static const struct web_route routes[] = {
    {.path = STR_INIT("/login"), .handler = web_login_form, TITLE("ログイン", "Log in"),
     FIELDS(next_fields), .light = true},
    {.method = WEB_POST, .path = STR_INIT("/login"), .csrf = WEB_CSRF_LOGIN,
     .handler = web_login_act, TITLE("ログイン", "Log in"), FIELDS(login_fields),
     .re_renders = true, .on_password_gate = true},
    {.path = STR_INIT("/login/code"), .handler = web_code_form, TITLE("確認コード", "Code"),
     FIELDS(next_fields)},
    {.method = WEB_POST, .path = STR_INIT("/login/code"), .csrf = WEB_CSRF_SESSION,
     .handler = web_code_act, TITLE("確認コード", "Code"), FIELDS(code_fields),
     .re_renders = true},
    {.path = STR_INIT("/login/password"), .handler = web_first_form,
     TITLE("パスワードの設定", "Set a password"), FIELDS(next_fields)},
    {.method = WEB_POST, .path = STR_INIT("/login/password"), .csrf = WEB_CSRF_SESSION,
     .handler = web_first_act, TITLE("パスワードの設定", "Set a password"), FIELDS(first_fields),
     .re_renders = true, .on_password_gate = true},
    {.method = WEB_POST, .path = STR_INIT("/logout"), .csrf = WEB_CSRF_SESSION,
     .handler = web_logout_act, TITLE("ログアウト", "Log out")},
    {.path = STR_INIT("/commission"), SELF, .handler = web_commission_form,
     TITLE("委託業務の切り替え", "Choose a commission")},
    {.method = WEB_POST, .path = STR_INIT("/commission"), SELF, .csrf = WEB_CSRF_SESSION,
     .handler = web_commission_act, TITLE("委託業務の切り替え", "Choose a commission"),
     FIELDS(commission_fields)},

    {.path = STR_INIT("/account"), SELF, .handler = web_profile_show,
     TITLE("利用者の設定", "Your account")},
    {.method = WEB_POST, .path = STR_INIT("/account/sessions/:id/revoke"), SELF,
     .csrf = WEB_CSRF_SESSION, .handler = web_session_revoke_act,
     TITLE("端末のログインを終える", "End a session")},
    {.method = WEB_POST, .path = STR_INIT("/account/revoke-others"), SELF,
     .csrf = WEB_CSRF_SESSION, .handler = web_session_revoke_others_act,
     TITLE("ほかの端末のログインを終える", "End other sessions")},
    {.path = STR_INIT("/account/password"), SELF, .handler = web_password_form,
     TITLE("パスワードの変更", "Change the password")},
    {.method = WEB_POST, .path = STR_INIT("/account/password"), SELF, .csrf = WEB_CSRF_SESSION,
     .handler = web_password_act, TITLE("パスワードの変更", "Change the password"),
     FIELDS(password_fields), .re_renders = true, .on_password_gate = true},
    {.path = STR_INIT("/account/factor"), SELF, .handler = web_factor_show,
     TITLE("二段階認証", "Second factor")},
    {.method = WEB_POST, .path = STR_INIT("/account/factor/begin"), SELF,
     .csrf = WEB_CSRF_SESSION, .handler = web_factor_begin_act,
     TITLE("二段階認証を始める", "Begin the second factor")},
    {.method = WEB_POST, .path = STR_INIT("/account/factor/confirm"), SELF,
     .csrf = WEB_CSRF_SESSION, .handler = web_factor_confirm_act,
     TITLE("二段階認証を使う", "Use the second factor"), FIELDS(confirm_fields),
     .re_renders = true},
    {.method = WEB_POST, .path = STR_INIT("/account/factor/remove"), SELF,
     .csrf = WEB_CSRF_SESSION, .handler = web_factor_remove_act,
     TITLE("二段階認証を外す", "Remove the second factor"), FIELDS(current_fields),
     .re_renders = true, .on_password_gate = true},

    {.path = STR_INIT("/people"), PEOPLE, .handler = web_people_show, TITLE("利用者", "People")},
    {.path = STR_INIT("/people/new"), PEOPLE, .handler = web_person_new_form,
     TITLE("利用者を加える", "New person")},
    {.method = WEB_POST, .path = STR_INIT("/people/new"), PEOPLE, .csrf = WEB_CSRF_SESSION,
     .handler = web_person_new_act, TITLE("利用者を加える", "New person"), FIELDS(new_fields),
     .re_renders = true, .on_password_gate = true},
    {.path = STR_INIT("/people/:id"), PEOPLE, .handler = web_person_show,
     TITLE("利用者", "Person"), .reads_personal_data = true},
    {.method = WEB_POST, .path = STR_INIT("/people/:id"), PEOPLE, .csrf = WEB_CSRF_SESSION,
     .handler = web_person_change_act, TITLE("利用者の変更", "Change a person"),
     FIELDS(change_fields), .re_renders = true},
    {.method = WEB_POST, .path = STR_INIT("/people/:id/reset"), PEOPLE, .csrf = WEB_CSRF_SESSION,
     .handler = web_person_reset_act, TITLE("パスワードの再設定", "Reset a password"),
     .on_password_gate = true},
    {.method = WEB_POST, .path = STR_INIT("/people/:id/factor"), PEOPLE,
     .csrf = WEB_CSRF_SESSION, .handler = web_person_factor_act,
     TITLE("二段階認証を外す", "Remove a second factor")},
    {.method = WEB_POST, .path = STR_INIT("/people/:id/role"), PEOPLE, .csrf = WEB_CSRF_SESSION,
     .handler = web_person_role_act, TITLE("役割を加える", "Give a role"), FIELDS(role_fields),
     .re_renders = true},
    {.method = WEB_POST, .path = STR_INIT("/people/:id/role/remove"), PEOPLE,
     .csrf = WEB_CSRF_SESSION, .handler = web_person_role_remove_act,
     TITLE("役割を外す", "Take a role"), FIELDS(role_remove_fields), .re_renders = true},
};

static const struct account_permission permissions[] = {
    {STR_INIT("account.self"), UINT32_MAX, STR_INIT("自分の設定"), STR_INIT("One's own account")},
    {STR_INIT("account.people"), ACCOUNT_ROLE_BIT(ROLE_ADMINISTRATOR), STR_INIT("利用者の管理"),
     STR_INIT("Managing people")},
};

static const struct navigation navigation[] = {
    {STR_INIT("/people"), STR_INIT("利用者"), STR_INIT("People"), STR_INIT("account.people"), 'u'},
};

const struct module account_module = {
    .name = STR_INIT("user"),
    TITLE("利用者", "People"),
    .routes = routes,
    .route_count = sizeof routes / sizeof routes[0],
    .commands = account_commands,
    .command_count = ACCOUNT_COMMANDS,
    .permissions = permissions,
    .permission_count = sizeof permissions / sizeof permissions[0],
    .navigation = navigation,
    .navigation_count = sizeof navigation / sizeof navigation[0],
};
