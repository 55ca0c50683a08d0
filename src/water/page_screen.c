/* /water/screen: which of many mines would suit a passive treatment, on a map and in a table; the
   mine for a trial; and what became of plants that ran for years. Nothing is stored. */
#include "base/civil.h"
#include "base/embedded.h"
#include "water/screen_page.h"
#include "water/templates.h"
#include "water/upload.h"

extern const struct embedded_files water_model_data, water_example_data;

enum {
    TEXT_MOST = 400000,
    LIST_ROWS = 3001,
    LIST_COLUMNS = 40,
    DRAWS = 1000,
    TRAINS_MOST = 12000, /* steady states of one request: some ten seconds */
    THREADS = 2
};

static const struct str list_names[][2] = {
    {STR_INIT("public"), STR_INIT("公開情報の一覧（空欄が多く、調査の代わりにはなりません）")},
    {STR_INIT("example"), STR_INIT("合成の例 120 鉱山（実在しません）")},
    {STR_INIT("own"), STR_INIT("自分の一覧（下に貼り付けるか、ファイルを選ぶ）")},
    {STR_INIT("store"), STR_INIT("登録した鉱山（取り込んだ分析値とヒアリングから）")},
};
enum { LISTS = sizeof list_names / sizeof *list_names, OWN = 2, STORE = 3 };
static const struct str limit_names[][2] = {
    {STR_INIT("general"), STR_INIT("一律排水基準")},
    {STR_INIT("metal_mining"), STR_INIT("金属鉱業の暫定基準がある項目はそれを使う")},
};
static const struct str preset_names[][2] = {
    {STR_INIT("spread"), STR_INIT("水平展開: PT の導入可能性が高い鉱山を探す")},
    {STR_INIT("model"), STR_INIT("モデル鉱山: 実証試験をする鉱山を選ぶ")},
};

static const struct str model_names[][2] = {
    {STR_INIT("lumped"), STR_INIT("設計の規則だけ（速い）")},
    {STR_INIT("kinetic"), STR_INIT("反応モデルも使う（標準の PT の放流水を基準と比べる）")},
};

static void fill_options(struct water_option_view *out, const struct str (*names)[2], size_t count,
                         struct str chosen)
{
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        out[i] =
            (struct water_option_view){names[i][0], names[i][1], str_equal(chosen, names[i][0])};
        any = any || out[i].chosen;
    }
    out[0].chosen = out[0].chosen || !any;
}

static void fill_abouts(struct str chosen, struct water_screen_page *page)
{
    page->abouts[0] = (struct water_option_view){STR("any"), STR("すべての項目"), true};
    for (int i = 0; i < WATER_EXPERIENCES; i++) {
        enum water_experience experience = (enum water_experience)i;
        struct str name = str_from_c(water_experience_name(experience));
        page->abouts[i + 1] = (struct water_option_view){
            name, water_table_words(water_experience_label(experience), LANG_JA),
            str_equal(chosen, name)};
        page->abouts[0].chosen = page->abouts[0].chosen && !page->abouts[i + 1].chosen;
    }
}

static void fill_statistics(struct str chosen, struct water_screen_page *page)
{
    enum water_statistic statistic = WATER_MEDIAN;
    water_statistic_parse(chosen, &statistic);
    for (int i = 0; i < WATER_STATISTICS; i++)
        page->statistics[i] = (struct water_option_view){
            water_statistic_name((enum water_statistic)i),
            water_statistic_title((enum water_statistic)i), i == (int)statistic};
}

static struct str typed_or(const struct web_request *request, const char *name,
                           struct str otherwise)
{
    struct str typed = web_typed(request, str_from_c(name));
    return typed.n ? typed : otherwise;
}

static void fill_form(struct web_request *request, struct str text, struct water_screen_page *page)
{
    page->form = web_form(request);
    page->text = text;
    page->draws = typed_or(request, "draws", STR("1000"));
    page->seed = typed_or(request, "seed", STR("1"));
    page->query = web_typed(request, STR("q"));
    fill_options(page->lists, list_names, LISTS, web_typed(request, STR("list")));
    fill_options(page->limits, limit_names, 2, web_typed(request, STR("limits")));
    fill_options(page->models, model_names, 2, web_typed(request, STR("model")));
    fill_options(page->presets, preset_names, 2, web_typed(request, STR("preset")));
    fill_abouts(web_typed(request, STR("about")), page);
    if (text.n > 0 && !page->lists[OWN].chosen && web_file(request, STR("file"), 0))
        fill_options(page->lists, list_names, LISTS, STR("own"));
    page->from = web_typed(request, STR("from"));
    page->to = web_typed(request, STR("to"));
    page->of_store = page->lists[STORE].chosen;
    fill_statistics(web_typed(request, STR("statistic")), page);
    page->synthetic = page->lists[1].chosen;
    page->model_mine = page->presets[1].chosen;
    page->kinetic = page->models[1].chosen;
    for (int i = 0; i < LISTS; i++)
        page->list_title = page->lists[i].chosen ? page->lists[i].title : page->list_title;
    page->limits_title = page->limits[page->limits[1].chosen].title;
}

static int read_mines(const struct water_screen_page *page, const struct water_opened *study,
                      struct arena *arena, struct water_mines *out, struct error *error)
{
    struct str file = STR("mines_japan.tsv"), bytes = embedded_find(&water_model_data, file);
    if (page->lists[1].chosen) {
        file = STR("mines.tsv");
        bytes = embedded_find(&water_example_data, file);
    } else if (page->lists[OWN].chosen) {
        file = STR("貼り付けた一覧");
        bytes = page->text;
    }
    return water_mines_read(file, bytes, &study->figures, study->economy.day, arena, out, error);
}

/* The mines that this person sees, as their data tell. */
static int read_store(struct web_request *request, const struct water_screen_page *page,
                      const struct water_opened *study, struct water_mines *out,
                      struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct water_figures_ask ask = {.statistic = WATER_MEDIAN};
    struct date date;
    water_statistic_parse(web_typed(request, STR("statistic")), &ask.statistic);
    if (page->from.n > 0 && date_parse(page->from, &date, NULL) == 0)
        ask.from = day_of_date(date);
    if (page->to.n > 0 && date_parse(page->to, &date, NULL) == 0)
        ask.to = day_of_date(date);
    return water_store_mines(&actor, study, &ask, page->limits[page->limits[1].chosen].value, out,
                             error);
}

static int64_t number_or(const struct web_request *request, const char *name, int64_t otherwise)
{
    return web_typed(request, str_from_c(name)).n ? web_integer(request, str_from_c(name))
                                                  : otherwise;
}

/* A request answers within half a minute: fewer draws of trains than were asked for, and it says
 * so.
 */
static uint32_t draws_of(const struct web_request *request, const struct water_mines *mines,
                         struct water_screen_page *page)
{
    int64_t draws = number_or(request, "draws", DRAWS), most = TRAINS_MOST;
    if (mines->count > 0)
        most /= (int64_t)mines->count;
    most = most < 1 ? 1 : most;
    page->draws_cut = page->kinetic && draws > most;
    draws = page->draws_cut ? most : draws;
    page->draws_used = draws;
    return (uint32_t)draws;
}

static int run(struct web_request *request, struct water_screen_page *page,
               struct water_screening_answer *answer, struct error *error)
{
    struct arena *arena = web_arena(request);
    struct water_opened *study = ARENA_NEW(arena, struct water_opened);
    struct water_mines mines;
    struct str terms = embedded_find(&water_example_data, STR("study.txt"));
    int status =
        water_open_text(web_context(request), STR("study.txt"), terms, arena, study, error);
    if (!status)
        status = page->lists[STORE].chosen ? read_store(request, page, study, &mines, error)
                                           : read_mines(page, study, arena, &mines, error);
    struct water_screening_ask ask = {.limits = page->limits[page->limits[1].chosen].value,
                                      .kinetic = page->kinetic,
                                      .model_mine = page->model_mine,
                                      .threads = page->kinetic ? THREADS : 1,
                                      .seed = (uint64_t)number_or(request, "seed", 1)};
    if (status)
        return status;
    ask.draws = draws_of(request, &mines, page);
    return water_screening_run(study, &mines, &ask, arena, answer, error);
}

/* What the form can mend goes to the form; the rest goes up. */
static int tell(struct web_request *request, const char *field, struct error *error)
{
    if (error->code == 0 || error_http_status(error->code) >= 500)
        return (int)error->code;
    web_field_error(request, str_from_c(field),
                    error_sentence(error, web_lang(request), web_arena(request)));
    error_clear(error);
    return 0;
}

static int send_table(struct web_request *request, struct web_response *response,
                      const struct water_screening_answer *answer, bool workbook,
                      struct error *error)
{
    struct arena *arena = web_arena(request);
    struct water_table tables[WATER_SCREENING_TABLES];
    struct str bytes;
    size_t count = water_screening_tables(answer, arena, tables);
    if (!workbook) {
        int status = water_table_csv(&tables[0], web_lang(request), arena, &bytes, error);
        if (!status)
            web_download(response, STR("スクリーニング.csv"), STR("text/csv; charset=utf-8"),
                         bytes);
        return status;
    }
    int status = water_table_workbook(tables, count, web_context(request),
                                      store_directory(web_store(request)), arena, &bytes, error);
    if (!status)
        web_download(response, STR("スクリーニング.xlsx"),
                     STR("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
                     bytes);
    return status;
}

static int show(struct web_request *request, struct web_response *response,
                struct water_screen_page *page, struct error *error)
{
    struct water_screening_answer *answer =
        ARENA_NEW(web_arena(request), struct water_screening_answer);
    int status = 0;
    bool ran = !web_has_problems(request);
    if (ran && run(request, page, answer, error))
        status = tell(request, page->lists[OWN].chosen ? "text" : "list", error);
    ran = ran && !web_has_problems(request);
    struct str what = web_text(request, STR("do"));
    if (!status && ran && (str_equal(what, STR("csv")) || str_equal(what, STR("xlsx"))))
        return send_table(request, response, answer, str_equal(what, STR("xlsx")), error);
    if (!status && ran)
        water_screen_show(answer, web_arena(request), page);
    if (!status)
        status = water_screen_show_knowledge(page->query, web_typed(request, STR("about")),
                                             web_arena(request), page, error);
    if (status)
        return status;
    if (web_has_problems(request))
        web_status(response, 422);
    web_page(request, response, STR("鉱山のスクリーニング"), water_screen_body, page);
    return 0;
}

int water_page_screen(struct web_request *request, struct web_response *response,
                      struct error *error)
{
    struct water_screen_page *page = ARENA_NEW(web_arena(request), struct water_screen_page);
    fill_form(request, STR(""), page);
    return show(request, response, page, error);
}

int water_act_screen(struct web_request *request, struct web_response *response,
                     struct error *error)
{
    const struct water_upload_limits limits = {LIST_ROWS, LIST_COLUMNS, TEXT_MOST};
    struct water_screen_page *page = ARENA_NEW(web_arena(request), struct water_screen_page);
    struct str text = web_typed(request, STR("text"));
    int status = 0;
    if (!web_has_problems(request) &&
        water_upload_text(request, STR("file"), &limits, &text, error))
        status = tell(request, "file", error);
    fill_form(request, text, page);
    return status ? status : show(request, response, page, error);
}
