#include "water_support.h"

#include <sys/mman.h>
#include <unistd.h>

#include "account/person.h"
#include "base/file.h"

static int commission_body(struct db *db, void *argument, struct error *error)
{
    struct account_commission commission = {.code = STR("mine-r7"), .title = STR("坑廃水")};
    return account_commission_create(db, &commission, argument, error);
}

struct web_actor water_test_actor(struct test_store *test)
{
    const utc_us autumn = (int64_t)1759300000 * US_PER_SECOND; /* October 2025 */
    int64_t commission;
    fake_context_set_now(&test->fake, autumn);
    OK(store_write(test->store, commission_body, &commission, &error));
    return web_actor_program(test->store, test->arena, commission, room_services());
}

struct newcomer {
    const struct web_actor *program;
    const char *login;
    enum account_role role;
    int64_t id;
};

static int person_body(struct db *db, void *argument, struct error *error)
{
    struct newcomer *newcomer = argument;
    const struct account_actor program = {.commission = newcomer->program->commission};
    const struct account_new_person person = {.login = str_from_c(newcomer->login),
                                              .name = str_from_c(newcomer->login)};
    const struct account_membership membership = {.commission = newcomer->program->commission,
                                                  .role = newcomer->role};
    int status = account_person_create(db, &program, &person, &newcomer->id, error);
    return status ? status : account_membership_set(db, &program, newcomer->id, &membership, error);
}

struct web_actor water_test_person(const struct web_actor *program, const char *login,
                                   enum account_role role)
{
    struct newcomer newcomer = {program, login, role, 0};
    OK(store_write(program->store, person_body, &newcomer, &error));
    struct web_actor actor = *program;
    actor.person = newcomer.id;
    actor.roles = ACCOUNT_ROLE_BIT(role);
    return actor;
}

int64_t water_test_mine(const struct web_actor *actor, const char *code)
{
    int64_t id, point;
    const struct water_mine_row mine = {.code = str_from_c(code), .name = STR("試験鉱山")};
    OK(water_mine_create(actor, &mine, &id, &error));
    const struct water_point raw = {
        .mine = id, .code = STR("P1"), .name = STR("原水"), .kind = WATER_POINT_RAW};
    const struct water_point treated = {.mine = id,
                                        .code = STR("P2"),
                                        .name = STR("処理水"),
                                        .kind = WATER_POINT_TREATED,
                                        .standard = WATER_STANDARD_GENERAL};
    OK(water_point_save(actor, &raw, &point, &error));
    OK(water_point_save(actor, &treated, &point, &error));
    return id;
}

int64_t water_test_draft(const struct web_actor *actor, int64_t mine, const char *name,
                         struct str csv)
{
    int64_t id;
    int fd = memfd_create("table", MFD_CLOEXEC);
    assert_int_equal(file_write_all(store_context(actor->store), fd, STR("table"), csv), 0);
    OK(water_import_begin(actor, mine, str_from_c(name), fd, STR(""), &id, &error));
    close(fd);
    return id;
}
