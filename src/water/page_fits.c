/* /water/fits and /water/fits/new: the fits a person sees, and a new one from a study and its
   observations. Everything is read and checked before anything is kept. */
#include "base/embedded.h"
#include "water/fit_observations.h"
#include "water/fit_job.h"
#include "water/fit_page.h"
#include "water/templates.h"
#include "water/upload.h"

extern const struct embedded_files water_demonstration_data;

struct water_fit_badge water_fit_badge_of(const struct water_fit_row *fit)
{
    static const struct str tones[WATER_FIT_STATES] = {
        [WATER_FIT_CHECKING] = STR_INIT("tone-work"),
        [WATER_FIT_READY] = STR_INIT("tone-new"),
        [WATER_FIT_WAITING] = STR_INIT("tone-wait"),
        [WATER_FIT_RUNNING] = STR_INIT("tone-work"),
        [WATER_FIT_STOPPING] = STR_INIT("tone-wait"),
        [WATER_FIT_CANCELLED] = STR_INIT("tone-stopped"),
        [WATER_FIT_DONE] = STR_INIT("tone-good"),
        [WATER_FIT_FAILED] = STR_INIT("tone-bad"),
    };
    return (struct water_fit_badge){tones[fit->state], water_fit_state_title(fit->state)};
}

int water_page_fits(struct web_request *request, struct web_response *response, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct water_fit_row *fits;
    struct water_fits_page page = {.may_edit = water_may(&actor, STR("water.edit"))};
    int status = water_fit_list(&actor, &fits, &page.count, error);
    if (status)
        return status;
    page.lines = ARENA_ARRAY(actor.arena, struct water_fit_line, page.count);
    for (size_t i = 0; i < page.count; i++)
        page.lines[i] = (struct water_fit_line){&fits[i], water_fit_badge_of(&fits[i]),
                                                time_format_jst(fits[i].created, actor.arena)};
    web_page(request, response, STR("合わせ込み"), water_fits_body, &page);
    return 0;
}

/* The form
 * ----------------------------------------------------------------------------------------- */

static struct str typed_or(const struct web_request *request, struct str name, struct str otherwise)
{
    struct str typed = web_typed(request, name);
    return typed.n ? typed : otherwise;
}

static int mine_choices(const struct web_actor *actor, struct str chosen, struct water_choices *out,
                        struct error *error)
{
    struct water_mine_line *mines;
    size_t count;
    int status = water_mine_list(actor, &mines, &count, error);
    if (status)
        return status;
    struct water_choice *rows = ARENA_ARRAY(actor->arena, struct water_choice, count + 1);
    rows[0] = (struct water_choice){STR("0"), STR("なし"), chosen.n == 0};
    for (size_t i = 0; i < count; i++) {
        struct str id = arena_format(actor->arena, "%lld", (long long)mines[i].mine.id);
        rows[i + 1] = (struct water_choice){id, mines[i].mine.name, str_equal(id, chosen)};
    }
    *out = (struct water_choices){rows, count + 1};
    return 0;
}

static int show_form(struct web_request *request, struct web_response *response,
                     struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct water_fit_new_page page = {
        .form = web_form(request),
        .name = web_typed(request, STR("name")),
        .text = typed_or(request, STR("text"),
                         embedded_find(&water_demonstration_data, STR("water_fit_study.txt"))),
        .first = web_typed(request, STR("first")),
        .last = web_typed(request, STR("last")),
        .items = web_typed(request, STR("items")),
        .members = typed_or(request, STR("members"), STR("100")),
        .iterations = typed_or(request, STR("iterations"), STR("4")),
        .seed = typed_or(request, STR("seed"), STR("1")),
        .from_mine = str_equal(web_typed(request, STR("source")), STR("mine")),
    };
    int status = mine_choices(&actor, web_typed(request, STR("mine")), &page.mines, error);
    if (!status)
        web_page(request, response, STR("合わせ込みを作る"), water_fit_new_body, &page);
    return status;
}

int water_page_fit_new(struct web_request *request, struct web_response *response,
                       struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    int status = water_require(&actor, STR("water.edit"), error);
    return status ? status : show_form(request, response, error);
}

/* From the page of studies: its text is taken over. */
int water_act_fit_new(struct web_request *request, struct web_response *response,
                      struct error *error)
{
    return show_form(request, response, error);
}

/* What was sent
 * ------------------------------------------------------------------------------------ */

struct sent {
    struct web_actor actor;
    struct water_fit_new fit;
    struct water_fit_file files[2 + WATER_FIT_TABLES_MOST];
    struct water_given given;
    struct water_given_file tables[WATER_FIT_TABLES_MOST];
    struct str taken; /* from a mine: how many results, and what was left out */
    struct str field; /* that is to blame for an error */
};

static const struct water_upload_limits limits = {
    .rows = 20001, .columns = 60, .bytes = WATER_FIT_FILE_BYTES};

static int day_field(struct web_request *request, struct str name, day_number otherwise,
                     day_number *out, struct error *error)
{
    struct str words = web_text(request, name);
    struct date date;
    *out = otherwise;
    int status = words.n ? date_parse(words, &date, error) : 0;
    if (!status && words.n)
        *out = day_of_date(date);
    return status;
}

static int take_study(struct web_request *request, struct sent *sent, struct error *error)
{
    struct str name, text;
    sent->field = STR("study_file");
    int status = water_upload_file(request, STR("study_file"), 0, &limits, &name, &text, error);
    sent->given.study = name.n ? text : web_text(request, STR("text"));
    sent->field = STR("text");
    return status;
}

static int take_tables(struct web_request *request, struct sent *sent, struct error *error)
{
    sent->field = STR("tables");
    for (size_t i = 0; i <= WATER_FIT_TABLES_MOST; i++) {
        struct str name, text;
        int status = water_upload_file(request, STR("tables"), i, &limits, &name, &text, error);
        if (status)
            return status;
        if (name.n == 0)
            break;
        if (i == WATER_FIT_TABLES_MOST)
            return ERROR(error, ERR_TOO_LARGE, name, STR("20"));
        sent->tables[sent->given.table_count++] = (struct water_given_file){name, text};
    }
    sent->given.tables = sent->tables;
    return 0;
}

static int take_from_mine(struct web_request *request, struct sent *sent, struct error *error)
{
    struct water_study_text study;
    struct water_fit_taken taken;
    struct water_fit_taking taking = {.mine = sent->fit.mine,
                                      .items = web_text(request, STR("items"))};
    sent->field = STR("mine");
    if (taking.mine == 0)
        return ERROR(error, ERR_INVALID_INPUT, STR("鉱山"),
                     BOTH("分析値を使う鉱山を選んでください", "choose the mine"));
    sent->field = STR("first");
    int status = day_field(request, STR("first"), day_of_date((struct date){1950, 1, 1}),
                           &taking.first, error);
    if (!status)
        status = day_field(request, STR("last"), day_of_time(context_now(web_context(request))),
                           &taking.last, error);
    if (!status && taking.last < taking.first)
        return ERROR(error, ERR_INVALID_INPUT, STR("期間"),
                     BOTH("終わりが始まりより前です", "the end is before the beginning"));
    sent->field = STR("text");
    if (!status)
        status = water_study_text_read(STR("検討の文"), sent->given.study, sent->actor.arena,
                                       &study, error);
    sent->field = STR("mine");
    if (!status)
        status = water_fit_take(&sent->actor, &taking, &study, &taken, error);
    sent->taken = water_table_words(taken.words, web_lang(request));
    sent->fit.first_day = taking.first;
    sent->fit.last_day = taking.last;
    sent->given.observations =
        (struct water_given_file){STR("鉱山の分析値.csv"), status ? STR("") : taken.csv};
    return status;
}

static int take_observations(struct web_request *request, struct sent *sent, struct error *error)
{
    struct water_given_file *table = &sent->given.observations;
    if (str_equal(web_text(request, STR("source")), STR("mine")))
        return take_from_mine(request, sent, error);
    sent->field = STR("observations");
    int status = water_upload_file(request, STR("observations"), 0, &limits, &table->name,
                                   &table->bytes, error);
    if (!status && table->name.n == 0)
        return ERROR(error, ERR_INVALID_INPUT, STR("観測値の表"),
                     BOTH("ファイルを選んでください", "choose a file"));
    return status;
}

/* Read as the job will read it, so that every fault is told here with its line. */
static int check(struct web_request *request, struct sent *sent, struct error *error)
{
    const struct command_call call = {.context = web_context(request)};
    struct water_fitting fitting;
    int status =
        water_fitting_open_given(&call, &sent->given, 1, sent->actor.arena, &fitting, error);
    if (!status)
        status = water_problem_check(fitting.problem, error);
    if (!status && sent->fit.name.n == 0)
        sent->fit.name = arena_copy(sent->actor.arena, fitting.study.economy.name);
    water_fitting_finish(&fitting);
    return status;
}

static int create(struct sent *sent, int64_t *id, struct error *error)
{
    size_t count = 0;
    sent->files[count++] =
        (struct water_fit_file){.role = STR("study"), .bytes = sent->given.study};
    sent->files[count++] = (struct water_fit_file){.role = STR("observations"),
                                                   .name = sent->given.observations.name,
                                                   .bytes = sent->given.observations.bytes};
    for (size_t i = 0; i < sent->given.table_count; i++)
        sent->files[count++] = (struct water_fit_file){
            .role = STR("table"), .name = sent->tables[i].name, .bytes = sent->tables[i].bytes};
    sent->fit.files = sent->files;
    sent->fit.file_count = count;
    sent->field = STR("name");
    return water_fit_create(&sent->actor, &sent->fit, id, error);
}

static int take_all(struct web_request *request, struct sent *sent, struct error *error)
{
    int status = take_study(request, sent, error);
    if (!status)
        status = take_tables(request, sent, error);
    if (!status)
        status = take_observations(request, sent, error);
    if (status)
        return status;
    sent->field = STR("text");
    return check(request, sent, error);
}

int water_act_fits(struct web_request *request, struct web_response *response, struct error *error)
{
    int64_t id = 0;
    struct sent *sent = ARENA_NEW(web_arena(request), struct sent);
    sent->actor = web_actor_of_request(request);
    sent->fit = (struct water_fit_new){.name = web_text(request, STR("name")),
                                       .mine = web_integer(request, STR("mine")),
                                       .members = web_integer(request, STR("members")),
                                       .iterations = web_integer(request, STR("iterations")),
                                       .seed = web_integer(request, STR("seed"))};
    int status = web_has_problems(request) ? 0 : take_all(request, sent, error);
    if (!status && !web_has_problems(request))
        status = create(sent, &id, error);
    if (id) {
        web_redirect(
            response, water_path("fits", id, web_arena(request)),
            ARENA_JOIN(web_arena(request), sent->taken, sent->taken.n ? STR("。") : STR(""),
                       STR("検討と観測値を確かめました。合わせ込む前の計算をしています。")));
        return 0;
    }
    if (status && error_http_status(error->code) >= 500)
        return status;
    if (status) {
        web_field_error(request, sent->field,
                        error_sentence(error, web_lang(request), web_arena(request)));
        error_clear(error);
    }
    web_status(response, 422);
    return show_form(request, response, error);
}
