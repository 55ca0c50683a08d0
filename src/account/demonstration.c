#include "account/demonstration.h"

#include "account/password.h"

static const struct account_demonstration_person demonstration[ACCOUNT_DEMONSTRATION_PEOPLE] = {
    {STR_INIT("soudan"), STR_INIT("見本 相子（相談員）"), STR_INIT("demo-soudan-2025"),
     ROLE_ADVISOR},
    {STR_INIT("soudan2"), STR_INIT("見本 談太（相談員）"), STR_INIT("demo-soudan2-2025"),
     ROLE_ADVISOR},
    {STR_INIT("kanri"), STR_INIT("見本 管一（窓口管理者）"), STR_INIT("demo-kanri-2025"),
     ROLE_DESK_MANAGER},
    {STR_INIT("keisan"), STR_INIT("見本 経子（経産省担当官）"), STR_INIT("demo-keisan-2025"),
     ROLE_METI_OFFICER},
    {STR_INIT("zeikan"), STR_INIT("見本 関平（税関）"), STR_INIT("demo-zeikan-2025"), ROLE_VIEWER},
    {STR_INIT("anzen"), STR_INIT("見本 安江（情報セキュリティ責任者）"),
     STR_INIT("demo-anzen-2025"), ROLE_SECURITY_OFFICER},
    {STR_INIT("kansa"), STR_INIT("見本 査夫（監査人）"), STR_INIT("demo-kansa-2025"),
     ROLE_AUDITOR},
    {STR_INIT("mizu"), STR_INIT("見本 水樹（水処理技術者）"), STR_INIT("demo-mizu-2025"),
     ROLE_ENGINEER},
    {STR_INIT("admin"), STR_INIT("見本 務（システム管理者）"), STR_INIT("demo-admin-2025"),
     ROLE_ADMINISTRATOR},
};

struct task {
    int64_t commission;
    struct str hashes[ACCOUNT_DEMONSTRATION_PEOPLE];
};

static int make_person(struct db *db, const struct account_demonstration_person *person,
                       const struct task *task, struct str hash, struct error *error)
{
    static const struct account_actor program;
    int64_t there, id;
    int e = DB_GET_INT(db, error, &there, STR("login"),
                       "SELECT count(*) FROM account_person WHERE login = $1",
                       db_text(person->login));
    if (e || there > 0)
        return e;
    struct account_new_person made = {.login = person->login,
                                      .name = person->name_ja,
                                      .password_hash = hash,
                                      .demonstration = true};
    e = account_person_create(db, &program, &made, &id, error);
    if (e)
        return e;
    int64_t year = INT64_C(365) * 86400 * US_PER_SECOND;
    struct account_membership membership = {
        .commission = task->commission,
        .role = person->role,
        .until = person->role == ROLE_AUDITOR ? db_time(db) + year : 0};
    return account_membership_set(db, &program, id, &membership, error);
}

static int make_people(struct db *db, void *argument, struct error *error)
{
    const struct task *task = argument;
    int e = 0;
    for (size_t i = 0; !e && i < ACCOUNT_DEMONSTRATION_PEOPLE; i++)
        e = make_person(db, &demonstration[i], task, task->hashes[i], error);
    return e;
}

int account_demonstration(struct store *store, int64_t commission,
                          const struct account_demonstration_person **people, struct error *error)
{
    struct arena *arena = arena_create();
    struct task task = {.commission = commission};
    for (size_t i = 0; i < ACCOUNT_DEMONSTRATION_PEOPLE; i++)
        task.hashes[i] =
            account_password_hash(store_context(store), demonstration[i].password, arena);
    int e = store_write(store, make_people, &task, error);
    *people = demonstration;
    arena_destroy(arena);
    return e;
}
