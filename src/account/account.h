/* People, their roles within commissions, passwords and second factors, sessions.
   Access = role AND membership of the commission the record belongs to. */
#ifndef MEGURI_ACCOUNT_ACCOUNT_H
#define MEGURI_ACCOUNT_ACCOUNT_H

#include "store/store.h"

/* Order is part of the stored data (text names are stored); see account_role_name. */
enum account_role {
    ROLE_ADVISOR,        /* 相談員 */
    ROLE_DESK_MANAGER,   /* 窓口管理者 */
    ROLE_METI_OFFICER,   /* 経産省担当官 */
    ROLE_VIEWER,         /* 税関・環境省 閲覧者 */
    ROLE_ENGINEER,       /* 水処理技術者 */
    ROLE_SITE_KEEPER,    /* 現場保守員 */
    ROLE_PROJECT_MANAGER,/* 事業責任者 */
    ROLE_SECURITY_OFFICER,/* 情報セキュリティ責任者 */
    ROLE_SUBCONTRACTOR,  /* 再委託先 */
    ROLE_AUDITOR,        /* 監査人: read-only with an end date */
    ROLE_COMMITTEE,      /* 委員 */
    ROLE_ADMINISTRATOR,  /* システム管理者: people and settings, no cases */
    ROLE_COUNT
};
struct str account_role_name(enum account_role role);           /* "advisor" */
struct str account_role_title(enum account_role role, enum lang lang); /* 相談員 */
bool account_role_parse(struct str name, enum account_role *out);

/* What a route or command needs. A room declares its permissions as (name, roles) rows in its module
   table; names look like "desk.case.answer". */
struct account_permission {
    struct str name;
    uint32_t roles; /* bit per role: ACCOUNT_ROLE_BIT */
    struct str title_ja, title_en;
};
#define ACCOUNT_ROLE_BIT(role) (1u << (role))

struct account_commission {
    int64_t id;
    struct str code, title; /* "basel-r7", 令和7年度 … */
    bool synthetic;         /* demonstration data */
};
struct account_membership {
    int64_t commission;
    enum account_role role;
    utc_us until; /* 0 = no end */
};
struct account_person {
    int64_t id, version;
    struct str login, name, mail;
    bool active, second_factor, must_change_password;
    bool demonstration;     /* may log in in demonstration mode only */
    utc_us last_login;      /* 0 = never */
    struct account_membership *memberships;
    size_t membership_count;
};

/* Changing people: account/person.h; passwords: account/password.h; logging in: account/login.h;
   second factor: account/second_factor.h. */
int account_commission_create(struct db *db, const struct account_commission *commission,
                              int64_t *id, struct error *error);
int account_commission_list(struct db *db, struct arena *arena, struct account_commission **out,
                            size_t *count, struct error *error);
int account_person_load(struct db *db, int64_t id, struct arena *arena, struct account_person *out,
                        struct error *error);
/* Roles the person has now in the commission, as bits; none when the person is not active. */
uint32_t account_roles(const struct account_person *person, int64_t commission, utc_us now);

#endif
