/* Shared by the pages of the desk: words, signs, names, forms shown again. */
#include "desk/page.h"

#include "account/account.h"

enum { SOON_DAYS = 2 }; /* from when on a due date is marked */

static struct str in(enum lang lang, struct str japanese, struct str english)
{
    return lang == LANG_EN ? english : japanese;
}

static struct str tone_of_state(enum desk_state state)
{
    switch (state) {
    case DESK_RECEIVED: return STR("tone-new");
    case DESK_CHECKING:
    case DESK_DRAFTING: return STR("tone-work");
    case DESK_WAITING:
    case DESK_ASKED: return STR("tone-wait");
    case DESK_RETURNED:
    case DESK_DISCUSSING: return STR("tone-attention");
    case DESK_APPROVED:
    case DESK_APPROVED_CHANGED:
    case DESK_ANSWERED:
    case DESK_REGISTERED:
    case DESK_PUBLISH_REQUESTED:
    case DESK_PUBLISHED:
    case DESK_EXPLAINED: return STR("tone-good");
    case DESK_WITHDRAWN:
    case DESK_OUT_OF_SCOPE:
    case DESK_MERGED:
    case DESK_STATE_COUNT: break;
    }
    return STR("tone-stopped");
}

struct desk_badge desk_badge_of_state(enum desk_state state, bool attention, enum lang lang)
{
    if (attention)
        return (struct desk_badge){STR("tone-attention"), in(lang, STR("要確認"), STR("Check needed"))};
    return (struct desk_badge){tone_of_state(state), desk_state_title(state, lang)};
}

struct desk_badge desk_badge_of_judgement(enum desk_judgement judgement, enum lang lang)
{
    struct str tone = judgement == DESK_REGULATED       ? STR("tone-controlled")
                      : judgement == DESK_NOT_REGULATED ? STR("tone-free")
                                                        : STR("tone-stopped");
    return (struct desk_badge){tone, desk_judgement_title(judgement, lang)};
}

struct desk_badge desk_badge_of_mail_state(enum desk_mail_state state, enum lang lang)
{
    struct str tone = state == DESK_MAIL_SENT                                        ? STR("tone-good")
                      : state == DESK_MAIL_UNKNOWN || state == DESK_MAIL_REFUSED     ? STR("tone-bad")
                      : state == DESK_MAIL_WAITING || state == DESK_MAIL_SENDING     ? STR("tone-wait")
                                                                                     : STR("tone-stopped");
    return (struct desk_badge){tone, desk_mail_state_title(state, lang)};
}

struct desk_badge desk_badge_of_document(enum desk_document_state state, enum lang lang)
{
    switch (state) {
    case DESK_DOCUMENT_RECEIVED:
        return (struct desk_badge){STR("tone-good"), in(lang, STR("あり"), STR("Here"))};
    case DESK_DOCUMENT_NOT_NEEDED:
        return (struct desk_badge){STR("tone-stopped"), in(lang, STR("不要"), STR("Not needed"))};
    case DESK_DOCUMENT_MISSING: break;
    }
    return (struct desk_badge){STR("tone-attention"), in(lang, STR("不足"), STR("Missing"))};
}

struct desk_badge desk_badge_of_check(enum desk_check_state state, enum lang lang)
{
    struct str tone = state == DESK_CHECK_MET          ? STR("tone-good")
                      : state == DESK_CHECK_NOT_MET    ? STR("tone-bad")
                      : state == DESK_CHECK_NOT_NEEDED ? STR("tone-stopped")
                                                       : STR("tone-attention");
    return (struct desk_badge){tone, desk_check_state_title(state, lang)};
}

static struct str left_words(int days, enum lang lang, struct arena *arena)
{
    if (days < 0)
        return arena_format(arena, lang == LANG_EN ? "%d days over" : "超過 %d日", -days);
    if (days == 0)
        return in(lang, STR("本日"), STR("Today"));
    return arena_format(arena, lang == LANG_EN ? "%d days left" : "残り%d日", days);
}

struct desk_due desk_due_of(day_number due, bool open, day_number today, enum lang lang,
                            struct arena *arena)
{
    if (due == 0)
        return (struct desk_due){STR("due-done"), in(lang, STR("未定"), STR("Not set")), STR("")};
    struct date date = date_of_day(due);
    struct str short_date = arena_format(arena, "%d/%d", date.month, date.day);
    if (!open)
        return (struct desk_due){STR("due-done"), in(lang, STR("済"), STR("Done")), short_date};
    int days = due - today;
    struct str tone = days < 0            ? STR("due-over")
                      : days == 0         ? STR("due-today")
                      : days <= SOON_DAYS ? STR("due-soon")
                                          : STR("due-later");
    return (struct desk_due){tone, left_words(days, lang, arena), short_date};
}

day_number desk_today(const struct web_request *request)
{
    return day_of_time(context_now(web_context(request)));
}

struct str desk_when(utc_us time, struct arena *arena)
{
    return time == 0 ? STR("") : time_format_jst(time, arena);
}

struct str desk_size(int64_t bytes, struct arena *arena)
{
    if (bytes < 0)
        return STR("大きさ不明");
    if (bytes < 1024)
        return arena_format(arena, "%lld B", (long long)bytes);
    if (bytes < 1024 * 1024)
        return arena_format(arena, "%lld KB", (long long)((bytes + 512) / 1024));
    return arena_format(arena, "%.1f MB", (double)bytes / (1024.0 * 1024.0));
}

struct str desk_case_path(int64_t id, const char *rest, struct arena *arena)
{
    return arena_format(arena, "/desk/cases/%lld%s", (long long)id, rest);
}

struct names_job {
    const struct web_actor *actor;
    struct desk_names *names;
    enum lang lang;
};

static int load_names(struct db *db, void *argument, struct error *error)
{
    struct names_job *job = argument;
    for (size_t i = 0; i < job->names->count; i++) {
        struct account_person person;
        if (job->names->ids[i] == 0) {
            job->names->names[i] = in(job->lang, STR("巡り"), STR("Meguri"));
            continue;
        }
        int e = account_person_load(db, job->names->ids[i], job->actor->arena, &person, error);
        if (e == ERR_NOT_FOUND) {
            error_clear(error);
            person.name = in(job->lang, STR("（不明）"), STR("(unknown)"));
        } else if (e) {
            return e;
        }
        job->names->names[i] = person.name;
    }
    return 0;
}

int desk_names_load(const struct web_actor *actor, const int64_t *ids, size_t count, enum lang lang,
                    struct desk_names *out, struct error *error)
{
    out->ids = ARENA_ARRAY(actor->arena, int64_t, count);
    out->names = ARENA_ARRAY(actor->arena, struct str, count);
    out->count = 0;
    for (size_t i = 0; i < count; i++) {
        size_t seen = 0;
        while (seen < out->count && out->ids[seen] != ids[i])
            seen++;
        if (seen == out->count)
            out->ids[out->count++] = ids[i];
    }
    struct names_job job = {actor, out, lang};
    return store_read(actor->store, load_names, &job, error);
}

struct str desk_name_of(const struct desk_names *names, int64_t id)
{
    for (size_t i = 0; i < names->count; i++)
        if (names->ids[i] == id)
            return names->names[i];
    return STR("");
}

int desk_page_view(const struct web_request *request, struct web_actor *actor,
                   struct desk_view *view, struct error *error)
{
    *actor = web_actor_of_request(request);
    int e = desk_case_view(actor, web_integer(request, STR("id")), view, error);
    return !e && view->c.erased_at ? ERROR(error, ERR_STORE_ERASED, view->c.number) : e;
}

void desk_back_to_case(const struct web_request *request, struct web_response *response,
                       struct str notice)
{
    web_redirect(response, desk_case_path(web_integer(request, STR("id")), "", web_arena(request)),
                 notice);
}
