/* /water/fits/:id/prediction: days to come by the ensemble of a fit. */
#include "water/prediction_page.h"
#include "water/templates.h"

static struct water_fit_badge badge_of(const struct water_prediction_row *row)
{
    static const struct str tones[WATER_PREDICTION_STATES] = {
        [WATER_PREDICTION_WAITING] = STR_INIT("tone-wait"),
        [WATER_PREDICTION_RUNNING] = STR_INIT("tone-work"),
        [WATER_PREDICTION_CANCELLED] = STR_INIT("tone-stopped"),
        [WATER_PREDICTION_DONE] = STR_INIT("tone-good"),
        [WATER_PREDICTION_FAILED] = STR_INIT("tone-bad"),
    };
    return (struct water_fit_badge){tones[row->state], water_prediction_state_title(row->state)};
}

static struct str typed_or(const struct web_request *request, struct str name, struct str otherwise)
{
    struct str typed = web_typed(request, name);
    return typed.n ? typed : otherwise;
}

/* What the page shows
 * -------------------------------------------------------------------------------- */

static void show_choices(struct web_request *request, const struct water_study_text *study,
                         struct water_prediction_page *page)
{
    struct arena *arena = web_arena(request);
    struct str point = web_typed(request, STR("point")),
               month = typed_or(request, STR("month"), STR("1"));
    struct water_choice *points = ARENA_ARRAY(arena, struct water_choice, study->count + 1);
    struct water_choice *months = ARENA_ARRAY(arena, struct water_choice, 12);
    size_t count = 0;
    points[count++] = (struct water_choice){STR(""), STR("最後の槽"), point.n == 0};
    for (size_t i = 0; i < study->count; i++)
        if (str_equal(study->sections[i].kind, STR("tank")))
            points[count++] =
                (struct water_choice){study->sections[i].name, study->sections[i].name,
                                      str_equal(study->sections[i].name, point)};
    for (int i = 0; i < 12; i++) {
        struct str value = arena_format(arena, "%d", i + 1);
        months[i] = (struct water_choice){value, arena_format(arena, "%d 月", i + 1),
                                          str_equal(value, month)};
    }
    page->points = (struct water_choices){points, count};
    page->months = (struct water_choices){months, 12};
}

static void show_typed(struct web_request *request, struct str study,
                       struct water_prediction_page *page)
{
    page->form = web_form(request);
    page->title = web_typed(request, STR("title"));
    page->first = web_typed(request, STR("first"));
    page->days = typed_or(request, STR("days"), STR("365"));
    page->every = typed_or(request, STR("every"), STR("5"));
    page->study = typed_or(request, STR("study"), study);
    page->flow = typed_or(request, STR("flow"), STR("100"));
    page->volume = typed_or(request, STR("volume"), STR("100"));
    page->organics = typed_or(request, STR("organics"), STR("100"));
    page->warmer = typed_or(request, STR("warmer"), STR("0"));
}

static int show_lines(const struct web_actor *actor, int64_t chosen,
                      struct water_prediction_page *page, struct error *error)
{
    struct water_prediction_row *rows;
    struct arena *arena = actor->arena;
    int status = water_prediction_list(actor, page->fit->id, &rows, &page->count, error);
    if (status)
        return status;
    page->lines = ARENA_ARRAY(arena, struct water_prediction_line, page->count);
    for (size_t i = 0; i < page->count; i++) {
        bool is_chosen = chosen ? rows[i].id == chosen : i == 0;
        if (is_chosen)
            page->chosen = &rows[i];
        page->lines[i] = (struct water_prediction_line){
            &rows[i], badge_of(&rows[i]),
            arena_format(arena, "%lld 日間、%lld 日ごと", (long long)rows[i].days,
                         (long long)rows[i].every),
            time_format_jst(rows[i].created, arena), is_chosen};
    }
    return chosen && !page->chosen ? ERROR(error, ERR_NOT_FOUND, STR("予測")) : 0;
}

static bool is_working(const struct water_prediction_row *row)
{
    return row->state == WATER_PREDICTION_WAITING || row->state == WATER_PREDICTION_RUNNING;
}

static int show_chosen(const struct web_actor *actor, struct water_prediction_page *page,
                       struct error *error)
{
    const struct water_prediction_row *row = page->chosen;
    struct arena *arena = actor->arena;
    struct water_outcome *outcome = ARENA_NEW(arena, struct water_outcome);
    struct str text;
    if (!row)
        return 0;
    page->works = is_working(row);
    page->words = row->state == WATER_PREDICTION_RUNNING
                      ? arena_format(arena, "計算 %lld / %lld メンバー", (long long)row->runs,
                                     (long long)row->planned)
                      : STR("順番を待っています");
    if (row->state != WATER_PREDICTION_DONE)
        return 0;
    int status = water_fit_blob_read(actor, page->fit, row->outcome, &text, error);
    if (!status)
        status = water_outcome_read(text, arena, outcome, error);
    if (status)
        return status;
    page->has_outcome = true;
    water_outcome_show(
        outcome, STR("prediction"), row->title.n ? row->title : STR("予測"),
        STR("帯はメンバーの 95 % "
            "で、測定の誤差は含みません。月の確率は、求めた日のすべてで基準値を守れた"
            "メンバーの割合です。"),
        arena_format(arena, "%" PRIstr "/prediction/%lld/figures", STR_ARG(page->base),
                     (long long)row->id),
        arena, &page->outcome);
    return 0;
}

static int read_page(struct web_request *request, struct water_prediction_page *page,
                     struct str *study, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct water_fit_row *fit = ARENA_NEW(actor.arena, struct water_fit_row);
    struct water_fit_file *files;
    size_t count;
    int status = water_fit_read(&actor, web_integer(request, STR("id")), fit, error);
    if (!status)
        status = water_fit_file_read(&actor, fit, STR("study"), study, error);
    if (!status)
        status = water_fit_files(&actor, fit, &files, &count, error);
    if (status)
        return status;
    for (size_t i = 0; i < count; i++)
        page->has_ensemble = page->has_ensemble || str_equal(files[i].role, STR("ensemble"));
    page->fit = fit;
    page->may_edit = water_may(&actor, STR("water.edit"));
    page->base = water_path("fits", fit->id, actor.arena);
    return 0;
}

int water_prediction_show(struct web_request *request, struct web_response *response,
                          struct water_prediction_page *page, int64_t chosen, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct water_study_text sections;
    struct str study;
    int status = read_page(request, page, &study, error);
    if (!status)
        status = water_study_text_read(STR("検討の文"), study, actor.arena, &sections, error);
    if (status)
        return status;
    show_typed(request, study, page);
    show_choices(request, &sections, page);
    status = show_lines(&actor, chosen, page, error);
    if (!status)
        status = show_chosen(&actor, page, error);
    if (status)
        return status;
    if (page->works && page->automatic)
        web_header(response, STR("Refresh"), STR("5"));
    web_page(request, response, STR("予測"), water_prediction_body, page);
    return 0;
}

int water_page_prediction(struct web_request *request, struct web_response *response,
                          struct error *error)
{
    struct water_prediction_page *page =
        ARENA_NEW(web_arena(request), struct water_prediction_page);
    page->automatic = str_equal(web_text(request, STR("auto")), STR("1"));
    return water_prediction_show(request, response, page, web_integer(request, STR("prediction")),
                                 error);
}

int water_act_prediction_live(struct web_request *request, struct web_response *response,
                              struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct water_prediction_page *page = ARENA_NEW(actor.arena, struct water_prediction_page);
    struct str study;
    int status = read_page(request, page, &study, error);
    if (!status)
        status = show_lines(&actor, web_integer(request, STR("prediction")), page, error);
    if (status)
        return status;
    page->works = page->chosen && is_working(page->chosen);
    page->words =
        page->chosen && page->chosen->state == WATER_PREDICTION_RUNNING
            ? arena_format(actor.arena, "計算 %lld / %lld メンバー", (long long)page->chosen->runs,
                           (long long)page->chosen->planned)
            : STR("順番を待っています");
    water_prediction_progress_part(web_html(response), page);
    return 0;
}

/* A new one
 * -------------------------------------------------------------------------------------------- */

int water_fit_open_ensemble(struct web_request *request, const struct water_fit_row *fit,
                            struct str study, struct water_fit_opened *out, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct command_call *call = ARENA_NEW(actor.arena, struct command_call);
    struct water_given given;
    struct str text;
    *call = (struct command_call){.context = web_context(request)};
    int status = water_fit_given(&actor, fit, study, &given, error);
    if (!status)
        status = water_fit_file_read(&actor, fit, STR("ensemble"), &text, error);
    if (!status)
        status = water_fitting_open_given(call, &given, 1, actor.arena, &out->fitting, error);
    if (!status)
        status = water_fitting_need_train(&out->fitting, error);
    return status ? status
                  : water_ensemble_load(text, out->fitting.problem, actor.arena, &out->ensemble,
                                        error);
}

static bool same_text(struct str a, struct str b)
{
    size_t i = 0, j = 0;
    a = str_trim(a);
    b = str_trim(b);
    while (i < a.n && j < b.n) {
        i += a.p[i] == '\r';
        j += b.p[j] == '\r';
        if (i >= a.n || j >= b.n || a.p[i++] != b.p[j++])
            return false;
    }
    return i >= a.n && j >= b.n;
}

static int wanted_of(struct web_request *request, struct water_prediction_row *row,
                     struct error *error)
{
    struct str first = web_text(request, STR("first"));
    struct date date;
    *row = (struct water_prediction_row){.fit = web_integer(request, STR("id")),
                                         .title = web_text(request, STR("title")),
                                         .point = web_text(request, STR("point")),
                                         .days = web_integer(request, STR("days")),
                                         .every = web_integer(request, STR("every"))};
    int status = first.n ? date_parse(first, &date, error) : 0;
    if (!status && first.n)
        row->first_day = day_of_date(date);
    return status;
}

/* Opened as the job will open it, so that every fault is told here. */
static int check(struct web_request *request, const struct water_prediction_row *row,
                 struct str *study, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct water_fit_opened *opened = ARENA_NEW(actor.arena, struct water_fit_opened);
    const struct water_prediction_wanted wanted = {.point = row->point,
                                                   .from = row->first_day ? row->first_day
                                                                          : WATER_NO_DAY,
                                                   .days = row->days,
                                                   .every = row->every};
    struct water_prediction prediction;
    struct water_fit_row fit;
    struct str own;
    int status = water_fit_read(&actor, row->fit, &fit, error);
    if (!status)
        status = water_fit_file_read(&actor, &fit, STR("study"), &own, error);
    if (status)
        return status;
    if (same_text(*study, own))
        *study = STR("");
    status = water_fit_open_ensemble(request, &fit, *study, opened, error);
    if (!status)
        status = water_prediction_plan(&opened->fitting, &wanted, &prediction, error);
    water_fitting_finish(&opened->fitting);
    return status;
}

int water_prediction_show_again(struct web_request *request, struct web_response *response,
                                int status, struct str field, struct error *error)
{
    struct water_prediction_page *page =
        ARENA_NEW(web_arena(request), struct water_prediction_page);
    if (status && error_http_status(error->code) >= 500)
        return status;
    if (status) {
        page->problem = error_sentence(error, web_lang(request), web_arena(request));
        web_field_error(request, field, page->problem);
        error_clear(error);
    }
    web_status(response, 422);
    return water_prediction_show(request, response, page, 0, error);
}

int water_act_prediction(struct web_request *request, struct web_response *response,
                         struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct water_prediction_row row;
    struct str study = web_text(request, STR("study"));
    int64_t id = 0;
    if (web_has_problems(request))
        return water_prediction_show_again(request, response, 0, STR("days"), error);
    int status = wanted_of(request, &row, error);
    if (!status)
        status = check(request, &row, &study, error);
    if (!status)
        status = water_prediction_create(&actor, &row, study, &id, error);
    if (status)
        return water_prediction_show_again(request, response, status, STR("study"), error);
    web_redirect(response,
                 arena_format(actor.arena, "/water/fits/%lld/prediction?prediction=%lld",
                              (long long)row.fit, (long long)id),
                 STR("予測を始めました。"));
    return 0;
}

int water_act_prediction_cancel(struct web_request *request, struct web_response *response,
                                struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    int64_t fit = web_integer(request, STR("id")), id = web_integer(request, STR("prediction"));
    int status = water_prediction_cancel(&actor, fit, id, error);
    if (!status)
        web_redirect(response,
                     arena_format(actor.arena, "/water/fits/%lld/prediction?prediction=%lld",
                                  (long long)fit, (long long)id),
                     STR("予測を中止しました。"));
    return status;
}

/* Files
 * --------------------------------------------------------------------------------------------------
 */

static int open_outcome(struct web_request *request, struct water_prediction_row *row,
                        struct water_outcome *out, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct water_fit_row fit;
    struct str text;
    int status = water_fit_read(&actor, web_integer(request, STR("id")), &fit, error);
    if (!status)
        status = water_prediction_read(&actor, fit.id, web_integer(request, STR("prediction_id")),
                                       row, error);
    if (!status && row->outcome.n == 0)
        return ERROR(error, ERR_NOT_FOUND, STR("予測の結果"));
    if (!status)
        status = water_fit_blob_read(&actor, &fit, row->outcome, &text, error);
    return status ? status : water_outcome_read(text, actor.arena, out, error);
}

int water_page_prediction_tables(struct web_request *request, struct web_response *response,
                                 struct error *error)
{
    struct water_outcome *outcome = ARENA_NEW(web_arena(request), struct water_outcome);
    const struct water_outcome *const outcomes[] = {outcome};
    struct water_prediction_row row;
    int status = open_outcome(request, &row, outcome, error);
    return status ? status
                  : water_fit_send_tables(request, response, outcomes, 1,
                                          row.title.n ? row.title : STR("予測"), error);
}

int water_page_prediction_figure(struct web_request *request, struct web_response *response,
                                 struct error *error)
{
    struct water_outcome *outcome = ARENA_NEW(web_arena(request), struct water_outcome);
    struct water_prediction_row row;
    int status = open_outcome(request, &row, outcome, error);
    return status ? status
                  : water_fit_send_figure(request, response, outcome,
                                          web_integer(request, STR("number_id")),
                                          web_text(request, STR("form")), error);
}
