/* /water/chemistry: a pasted or uploaded analysis, and what chemistry says of it. Nothing is
   stored; the text goes back into the form, so that a file can be corrected there. */
#include <math.h>

#include "base/decimal.h"
#include "water/chemistry_page.h"
#include "water/templates.h"
#include "water/upload.h"

enum { TEXT_MOST = 20000, SHEET_ROWS = 400, SHEET_COLUMNS = 3 };

static struct str typed_or(const struct web_request *request, bool sent, const char *name,
                           const char *otherwise)
{
    return sent ? web_typed(request, str_from_c(name)) : str_from_c(otherwise);
}

static bool is_ticked(const struct web_request *request, bool sent, size_t number, bool otherwise)
{
    const int64_t *list;
    size_t count = sent ? web_list(request, STR("solid"), &list) : 0;
    for (size_t i = 0; i < count; i++)
        if (list[i] == (int64_t)number)
            return true;
    return !sent && otherwise;
}

static void fill_form(struct web_request *request, bool sent, struct str text,
                      struct water_chemistry_page *page)
{
    static const struct str bases[WATER_BASES][2] = {
        {STR_INIT("naoh"), STR_INIT("NaOH（苛性ソーダ）")},
        {STR_INIT("lime"), STR_INIT("Ca(OH)2（消石灰）")},
        {STR_INIT("limestone"), STR_INIT("CaCO3（石灰石）")}};
    const struct water_precipitates *solids = &water_chemistry_tables()->precipitates;
    struct str base = typed_or(request, sent, "base", "lime"),
               iron = typed_or(request, sent, "iron", "2");
    page->form = web_form(request);
    page->text = text;
    page->most = typed_or(request, sent, "most", "");
    for (int i = 0; i < WATER_BASES; i++)
        page->bases[i] =
            (struct water_choice_view){bases[i][0], bases[i][1], str_equal(base, bases[i][0])};
    page->irons[0] =
        (struct water_choice_view){STR("2"), STR("二価として数える"), !str_equal(iron, STR("3"))};
    page->irons[1] =
        (struct water_choice_view){STR("3"), STR("三価として数える"), str_equal(iron, STR("3"))};
    page->oxidised = sent && web_check(request, STR("oxidised"));
    page->open = sent && web_check(request, STR("open"));
    page->solid_count = solids->count;
    for (size_t i = 0; i < solids->count; i++) {
        const struct water_precipitate *row = &solids->rows[i];
        page->solids[i] = (struct water_precipitate_view){
            i + 1, row->phase, row->label, is_ticked(request, sent, i + 1, row->chosen)};
    }
}

int water_page_chemistry(struct web_request *request, struct web_response *response,
                         struct error *error)
{
    struct water_chemistry_page *page = ARENA_NEW(web_arena(request), struct water_chemistry_page);
    (void)error;
    fill_form(request, false, STR(""), page);
    web_page(request, response, STR("水質の計算"), water_chemistry_body, page);
    return 0;
}

static struct str column_words(int column)
{
    return column == 1 ? STR(" 項目の列: ") : column == 2 ? STR(" 値の列: ") : STR(" 単位の列: ");
}

static void tell_problems(struct web_request *request, const struct water_analysis *analysis)
{
    struct arena *arena = web_arena(request);
    for (size_t i = 0; i < analysis->problem_count; i++) {
        const struct water_analysis_problem *problem = &analysis->problems[i];
        size_t middle = str_find_char(problem->sentence, '\x1f', 0);
        struct str sentence = str_slice(problem->sentence, 0, middle);
        if (problem->line)
            sentence = ARENA_JOIN(arena, arena_format(arena, "%lld 行目", (long long)problem->line),
                                  column_words(problem->column), sentence);
        web_field_error(request, STR("text"), ARENA_JOIN(arena, sentence, STR("。")));
    }
}

static int read_dosing(struct web_request *request, const struct water_chemistry_page *page,
                       struct water_dosing *out, struct error *error)
{
    const struct water_chemistry_tables *tables = water_chemistry_tables();
    struct decimal most = {0, 0};
    int status = page->most.n ? decimal_parse(page->most, &most, error) : 0;
    *out = (struct water_dosing){
        .base = WATER_BASE_NAOH, .oxidised = page->oxidised, .open = page->open};
    if (!status)
        status = water_values_need(&tables->values, "air.co2", "-",
                                   day_of_time(context_now(web_context(request))), &out->air, NULL,
                                   error);
    out->most = (double)most.mantissa / pow(10, most.scale) / 1000;
    if (!status && page->most.n && (out->most <= 0 || out->most > 1))
        web_field_error(request, STR("most"),
                        STR("最大の添加量は 0 より大きく 1000 mmol/L 以下にしてください。"));
    for (int i = 0; i < WATER_BASES; i++)
        if (page->bases[i].chosen)
            out->base = (enum water_base)i;
    for (size_t i = 0; i < page->solid_count; i++)
        if (page->solids[i].chosen)
            out->solids[out->solid_count++] =
                chem_database_phase(tables->database, page->solids[i].phase);
    return status;
}

/* Sentences of the form go to the form; what is not its fault goes up. */
static int tell(struct web_request *request, const char *field, struct error *error)
{
    if (error->code == 0 || error_http_status(error->code) >= 500)
        return (int)error->code;
    web_field_error(request, str_from_c(field),
                    error_sentence(error, web_lang(request), web_arena(request)));
    error_clear(error);
    return 0;
}

static int answer(struct web_request *request, struct water_chemistry_page *page,
                  struct error *error)
{
    struct arena *arena = web_arena(request);
    struct water_analysis *analysis = ARENA_NEW(arena, struct water_analysis);
    struct water_dosing dosing;
    int status;
    water_analysis_read(page->text, &water_chemistry_tables()->names, page->irons[1].chosen, arena,
                        analysis);
    tell_problems(request, analysis);
    if (read_dosing(request, page, &dosing, error) && (status = tell(request, "most", error)))
        return status;
    if (web_has_problems(request))
        return 0;
    status = water_chemistry_show(analysis, &dosing, day_of_time(context_now(web_context(request))),
                                  arena, page, error);
    return status ? tell(request, "text", error) : 0;
}

static bool send_csv(struct web_request *request, struct web_response *response,
                     const struct water_chemistry_page *page)
{
    static const struct str names[][2] = {{STR_INIT("titration"), STR_INIT("滴定曲線.csv")},
                                          {STR_INIT("saturation"), STR_INIT("飽和指数.csv")},
                                          {STR_INIT("species"), STR_INIT("化学種.csv")}};
    struct str which = web_text(request, STR("do"));
    for (size_t i = 0; page->answered && i < sizeof names / sizeof *names; i++)
        if (str_equal(which, names[i][0])) {
            web_download(response, names[i][1], STR("text/csv; charset=utf-8"),
                         water_chemistry_csv(page, which, web_arena(request)));
            return true;
        }
    return false;
}

int water_act_chemistry(struct web_request *request, struct web_response *response,
                        struct error *error)
{
    struct water_chemistry_page *page = ARENA_NEW(web_arena(request), struct water_chemistry_page);
    struct str text = web_typed(request, STR("text"));
    const struct water_upload_limits limits = {SHEET_ROWS, SHEET_COLUMNS, TEXT_MOST};
    int status = 0;
    if (!web_has_problems(request) &&
        water_upload_text(request, STR("file"), &limits, &text, error))
        status = tell(request, "file", error);
    fill_form(request, true, text, page);
    if (!status && !web_has_problems(request))
        status = answer(request, page, error);
    if (status)
        return status;
    if (web_has_problems(request))
        web_status(response, 422);
    if (!send_csv(request, response, page))
        web_page(request, response, STR("水質の計算"), water_chemistry_body, page);
    return 0;
}
