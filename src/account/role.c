#include "account/account.h"

static const struct {
    struct str name, ja, en;
} roles[ROLE_COUNT] = {
    [ROLE_ADVISOR] = {STR_INIT("advisor"), STR_INIT("相談員"), STR_INIT("Desk advisor")},
    [ROLE_DESK_MANAGER] = {STR_INIT("desk_manager"), STR_INIT("窓口管理者"),
                           STR_INIT("Desk manager")},
    [ROLE_METI_OFFICER] = {STR_INIT("meti_officer"), STR_INIT("経済産業省 担当官"),
                           STR_INIT("METI officer")},
    [ROLE_VIEWER] = {STR_INIT("viewer"), STR_INIT("閲覧者（税関・環境省）"),
                     STR_INIT("Viewer (customs, environment)")},
    [ROLE_ENGINEER] = {STR_INIT("engineer"), STR_INIT("水処理技術者"),
                       STR_INIT("Water engineer")},
    [ROLE_SITE_KEEPER] = {STR_INIT("site_keeper"), STR_INIT("現場保守員"),
                          STR_INIT("Site keeper")},
    [ROLE_PROJECT_MANAGER] = {STR_INIT("project_manager"), STR_INIT("事業責任者"),
                              STR_INIT("Project manager")},
    [ROLE_SECURITY_OFFICER] = {STR_INIT("security_officer"), STR_INIT("情報セキュリティ責任者"),
                               STR_INIT("Security officer")},
    [ROLE_SUBCONTRACTOR] = {STR_INIT("subcontractor"), STR_INIT("再委託先"),
                            STR_INIT("Subcontractor")},
    [ROLE_AUDITOR] = {STR_INIT("auditor"), STR_INIT("監査人"), STR_INIT("Auditor")},
    [ROLE_COMMITTEE] = {STR_INIT("committee"), STR_INIT("委員"), STR_INIT("Committee member")},
    [ROLE_ADMINISTRATOR] = {STR_INIT("administrator"), STR_INIT("システム管理者"),
                            STR_INIT("Administrator")},
};

struct str account_role_name(enum account_role role)
{
    return roles[role].name;
}

struct str account_role_title(enum account_role role, enum lang lang)
{
    return lang == LANG_EN ? roles[role].en : roles[role].ja;
}

bool account_role_parse(struct str name, enum account_role *out)
{
    for (int i = 0; i < ROLE_COUNT; i++) {
        if (str_equal(roles[i].name, name)) {
            *out = (enum account_role)i;
            return true;
        }
    }
    return false;
}

uint32_t account_roles(const struct account_person *person, int64_t commission, utc_us now)
{
    uint32_t bits = 0;
    for (size_t i = 0; person->active && i < person->membership_count; i++) {
        const struct account_membership *membership = &person->memberships[i];
        if (membership->commission == commission &&
            (membership->until == 0 || now < membership->until))
            bits |= ACCOUNT_ROLE_BIT(membership->role);
    }
    return bits;
}
