/* What the pages of login, profile and people share. */
#include "account/password.h"
#include "base/buf.h"
#include "base/civil.h"
#include "web/account_pages.h"

struct account_actor web_actor(const struct web_request *request)
{
    return (struct account_actor){.person = session_person(request),
                                  .commission = web_commission(request),
                                  .address = web_address(request)};
}

struct str web_next_path(struct str next)
{
    bool local = next.n > 0 && next.p[0] == '/' &&
                 (next.n == 1 || (next.p[1] != '/' && next.p[1] != '\\')) &&
                 !str_starts(next, STR("/log"));
    return local ? next : STR("/");
}

bool web_show_error(struct web_request *request, struct str field, struct error *error)
{
    int status = error_http_status(error->code);
    if (status >= 500 || status == 403 || status == 404)
        return false;
    struct str sentence = error_sentence(error, web_lang(request), web_arena(request));
    error_clear(error);
    web_field_error(request, field, sentence);
    return true;
}

void web_check_new_password(struct web_request *request, const struct account_person *person,
                            struct error *error)
{
    struct str password = web_text(request, STR("password"));
    if (!str_equal(password, web_text(request, STR("again"))))
        web_field_error(request, STR("again"), STR("二つの新しいパスワードが一致しません。"));
    else if (account_password_check_rules(password, person->login, person->name, error))
        web_show_error(request, STR("password"), error);
}

struct str web_roles_text(const struct account_person *person, int64_t commission, utc_us now,
                          enum lang lang, struct arena *arena)
{
    struct buf text = {0};
    for (size_t i = 0; i < person->membership_count; i++) {
        const struct account_membership *membership = &person->memberships[i];
        if (membership->commission != commission ||
            (membership->until != 0 && membership->until <= now))
            continue;
        if (text.n > 0)
            buf_append(&text, STR("、"));
        buf_append(&text, account_role_title(membership->role, lang));
        if (membership->until != 0) {
            struct str day = day_format(day_of_time(membership->until - 1), arena);
            buf_format(&text, "（%" PRIstr " まで）", STR_ARG(day));
        }
    }
    struct str copy = arena_copy(arena, buf_str(&text));
    buf_finish(&text);
    return copy;
}

struct listing {
    struct arena *arena;
    struct account_commission *commissions;
    size_t count;
};

static int list_commissions(struct db *db, void *argument, struct error *error)
{
    struct listing *listing = argument;
    return account_commission_list(db, listing->arena, &listing->commissions, &listing->count,
                                   error);
}

int web_commission_rows(struct web_request *request, const struct account_person *person,
                        struct web_commission_row **out, size_t *count, struct error *error)
{
    struct listing listing = {.arena = web_arena(request)};
    int e = web_read(request, list_commissions, &listing, error);
    if (e)
        return e;
    utc_us now = context_now(web_context(request));
    *out = ARENA_ARRAY(listing.arena, struct web_commission_row, listing.count);
    *count = 0;
    for (size_t i = 0; i < listing.count; i++) {
        const struct account_commission *commission = &listing.commissions[i];
        if (account_roles(person, commission->id, now) == 0)
            continue;
        (*out)[(*count)++] = (struct web_commission_row){
            .id = commission->id,
            .title = commission->title,
            .code = commission->code,
            .roles = web_roles_text(person, commission->id, now, web_lang(request), listing.arena),
            .current = commission->id == web_commission(request)};
    }
    return 0;
}
