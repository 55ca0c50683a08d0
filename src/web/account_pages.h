/* What the templates of login, profile and people see, and what their handlers share. */
#ifndef MEGURI_WEB_ACCOUNT_PAGES_H
#define MEGURI_WEB_ACCOUNT_PAGES_H

#include "account/person.h"
#include "account/second_factor.h"
#include "web/session.h"
#include "web/web.h"

struct web_login_page {
    struct html_safe form;
    struct str login, next;
    struct str problem; /* beside the field */
    bool demonstration;
};
struct web_code_page {
    struct html_safe form;
    struct str next, problem;
};
struct web_password_page {
    struct html_safe form;
    struct str login, next, action;
    bool first; /* before the first use: no present password is asked */
    struct str current_problem, problem;
};
struct web_commission_row {
    int64_t id;
    struct str title, code, roles;
    bool current;
};
struct web_commission_page {
    struct html_safe form;
    struct web_commission_row *rows;
    size_t count;
};

struct web_session_row {
    int64_t id;
    struct str program, created, last_used;
    bool current;
};
struct web_profile_page {
    struct html_safe form;
    const struct account_person *person;
    struct web_commission_row *commissions;
    size_t commission_count;
    struct web_session_row *sessions;
    size_t session_count;
    int64_t codes_left;
};
struct web_factor_page {
    struct html_safe form;
    bool in_use, begun;
    struct str secret, path, box; /* of the QR code: `d` and viewBox */
    int64_t codes_left;
    struct str problem, remove_problem;
};
struct web_codes_page {
    struct str codes[ACCOUNT_RECOVERY_CODES];
};

struct web_person_row {
    int64_t id;
    struct str login, name, roles, last_login, state;
    bool active;
};
struct web_people_page {
    struct web_person_row *rows;
    size_t count;
};
struct web_choice {
    struct str value, title;
    bool chosen;
};
struct web_role_row {
    int64_t commission;
    struct str role, text; /* "相談員（令和7年度 …、2026-03-31 まで）" */
};
struct web_person_page {
    struct html_safe form;
    const struct account_person *person;
    struct str last_login;
    struct web_role_row *roles;
    size_t role_count;
    struct web_choice *commissions, *all_roles;
    size_t commission_count;
};
struct web_new_person_page {
    struct html_safe form;
    struct str login, name, mail;
    struct str login_problem, mail_problem;
};
struct web_secret_page {
    int64_t person;
    struct str name, login, password;
};

/* Who acts, for the audit log. */
struct account_actor web_actor(const struct web_request *request);
/* A local path to go to after the login, else "/". */
struct str web_next_path(struct str next);
/* "相談員、窓口管理者（2026-03-31 まで）" of the person in the commission, at present. */
struct str web_roles_text(const struct account_person *person, int64_t commission, utc_us now,
                          enum lang lang, struct arena *arena);
/* The commissions of which the person is a member now. */
int web_commission_rows(struct web_request *request, const struct account_person *person,
                        struct web_commission_row **out, size_t *count, struct error *error);
/* True: the error is the reader's (4xx): it now stands beside the field and is cleared. */
bool web_show_error(struct web_request *request, struct str field, struct error *error);
/* The two new passwords agree and follow the rules; else a problem stands beside the field. */
void web_check_new_password(struct web_request *request, const struct account_person *person,
                            struct error *error);

web_handler web_login_form, web_login_act, web_code_form, web_code_act, web_first_form,
    web_first_act, web_logout_act, web_commission_form, web_commission_act;
web_handler web_profile_show, web_session_revoke_act, web_session_revoke_others_act,
    web_password_form, web_password_act;
web_handler web_factor_show, web_factor_begin_act, web_factor_confirm_act, web_factor_remove_act;
web_handler web_people_show, web_person_new_form, web_person_new_act, web_person_show,
    web_person_change_act, web_person_reset_act, web_person_factor_act, web_person_role_act,
    web_person_role_remove_act;

#endif
