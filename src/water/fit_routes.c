/* Fits and predictions declare themselves: pages and background work. */
#include "water/fit_page.h"
#include "water/prediction_job.h"
#include "water/water.h"

#define NAMES(ja, en) .label_ja = STR_INIT(ja), .label_en = STR_INIT(en)
#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define NUMBER(key, low, high, ja, en)                                                             \
    {                                                                                              \
        .name = STR_INIT(key), .kind = WEB_INTEGER, .least = low, .most = high, NAMES(ja, en)      \
    }
#define LINE(key, length, ja, en)                                                                  \
    {                                                                                              \
        .name = STR_INIT(key), .kind = WEB_TEXT, .limit = length, NAMES(ja, en)                    \
    }
#define DAY(key, ja, en)                                                                           \
    {                                                                                              \
        .name = STR_INIT(key), .kind = WEB_DATE, NAMES(ja, en)                                     \
    }
#define PRESENT(key, ...)                                                                          \
    {                                                                                              \
        .name = STR_INIT(key), .kind = WEB_CODE, .choices = STR_INIT(__VA_ARGS__)                  \
    }

static const struct web_field study_inputs[] = {
    {.name = STR_INIT("text"), .kind = WEB_LINES, .limit = 60000, NAMES("検討の文", "Study")}};
static const struct web_field new_inputs[] = {
    LINE("name", 100, "名前", "Name"),
    {.name = STR_INIT("text"), .kind = WEB_LINES, .limit = 60000, NAMES("検討の文", "Study")},
    {.name = STR_INIT("study_file"),
     .kind = WEB_FILE,
     .limit = 1 << 20,
     NAMES("検討ファイル", "Study file")},
    {.name = STR_INIT("source"),
     .kind = WEB_CODE,
     .required = true,
     .choices = STR_INIT("file|mine"),
     NAMES("観測値", "Observations")},
    {.name = STR_INIT("observations"),
     .kind = WEB_FILE,
     .limit = WATER_FIT_FILE_BYTES,
     NAMES("観測値の表", "Observations")},
    {.name = STR_INIT("tables"),
     .kind = WEB_FILE,
     .limit = WATER_FIT_FILE_BYTES,
     NAMES("検討が名指す表", "Tables of the study")},
    NUMBER("mine", 0, INT64_MAX, "鉱山", "Mine"),
    DAY("first", "期間の始まり", "From"),
    DAY("last", "期間の終わり", "To"),
    LINE("items", 200, "使う項目", "Items"),
    NUMBER("members", 0, 2000, "メンバーの数", "Members"),
    NUMBER("iterations", 1, 50, "反復の上限", "Iterations"),
    NUMBER("seed", 0, INT64_MAX, "乱数の種", "Seed"),
};
static const struct web_field show_query[] = {PRESENT("auto", "1")};
static const struct web_field resume_inputs[] = {{.name = STR_INIT("iterations"),
                                                  .kind = WEB_INTEGER,
                                                  .least = 1,
                                                  .most = 50,
                                                  .required = true,
                                                  NAMES("反復の上限", "Iterations")}};
static const struct web_field file_query[] = {PRESENT("role", "study|observations")};
static const struct web_field figure_query[] = {PRESENT("part", "before|best|spread"),
                                                {.name = STR_INIT("form"),
                                                 .kind = WEB_CODE,
                                                 .required = true,
                                                 .choices = STR_INIT("inline|svg|png|pdf|csv|xlsx"),
                                                 NAMES("形", "Form")}};
static const struct web_field prediction_figure_query[] = {
    {.name = STR_INIT("form"),
     .kind = WEB_CODE,
     .required = true,
     .choices = STR_INIT("inline|svg|png|pdf|csv|xlsx"),
     NAMES("形", "Form")}};
static const struct web_field prediction_query[] = {
    NUMBER("prediction", 0, INT64_MAX, "予測", "Prediction"), PRESENT("auto", "1")};
static const struct web_field prediction_inputs[] = {
    LINE("title", 100, "名前", "Name"),
    LINE("point", 100, "地点", "Point"),
    DAY("first", "予測の初日", "First day"),
    {.name = STR_INIT("days"),
     .kind = WEB_INTEGER,
     .least = 1,
     .most = 36500,
     .required = true,
     NAMES("予測する日数", "Days")},
    {.name = STR_INIT("every"),
     .kind = WEB_INTEGER,
     .least = 1,
     .most = 365,
     .required = true,
     NAMES("何日ごと", "Every")},
    {.name = STR_INIT("study"), .kind = WEB_LINES, .limit = 60000, NAMES("検討の文", "Study")}};
static const struct web_field one_prediction[] = {
    NUMBER("prediction", 0, INT64_MAX, "予測", "Prediction")};
static const struct web_field slider_inputs[] = {
    NUMBER("flow", 10, 400, "水量", "Flow"),
    NUMBER("volume", 10, 400, "槽の容積", "Volume"),
    NUMBER("organics", 0, 300, "米ぬか・もみ殻", "Organic matter"),
    NUMBER("warmer", -10, 10, "水温の増減", "Warmer by"),
    NUMBER("month", 1, 12, "時期", "Month"),
    LINE("point", 100, "地点", "Point")};

#define PAGE(where, act, ...)                                                                      \
    {                                                                                              \
        .method = WEB_GET, .path = STR_INIT(where), .permission = STR_INIT("water.data"),          \
        .handler = act, __VA_ARGS__                                                                \
    }
#define FIELDS(inputs) .fields = inputs, .field_count = COUNT(inputs)
#define ACT(where, act, ...)                                                                       \
    {                                                                                              \
        .method = WEB_POST, .path = STR_INIT(where), .permission = STR_INIT("water.edit"),         \
        .csrf = WEB_CSRF_SESSION, .handler = act, .re_renders = true, __VA_ARGS__                  \
    }
/* Only answers: the same form may be sent again. */
#define ASK(where, act, ...)                                                                       \
    {                                                                                              \
        .method = WEB_POST, .path = STR_INIT(where), .permission = STR_INIT("water.data"),         \
        .csrf = WEB_CSRF_SESSION, .handler = act, .re_renders = true, .stores_nothing = true,      \
        __VA_ARGS__                                                                                \
    }
#define FIT .title_ja = STR_INIT("合わせ込み"), .title_en = STR_INIT("Fit")
#define PREDICTION .title_ja = STR_INIT("予測"), .title_en = STR_INIT("Prediction")

static const struct web_route routes[] = {
    PAGE("/water/fits", water_page_fits, FIT),
    ACT("/water/fits", water_act_fits, FIT, FIELDS(new_inputs), .body_limit = 64 << 20),
    PAGE("/water/fits/new", water_page_fit_new, FIT),
    {.method = WEB_POST,
     .path = STR_INIT("/water/fits/new"),
     .permission = STR_INIT("water.edit"),
     .csrf = WEB_CSRF_SESSION,
     .handler = water_act_fit_new,
     .title_ja = STR_INIT("合わせ込み"),
     .title_en = STR_INIT("Fit"),
     .re_renders = true,
     .stores_nothing = true,
     .body_limit = 400000,
     FIELDS(study_inputs)},
    PAGE("/water/fits/:id", water_page_fit, FIT, FIELDS(show_query)),
    ASK("/water/fits/:id/live", water_act_fit_live, FIT),
    ACT("/water/fits/:id/start", water_act_fit_start, FIT),
    ACT("/water/fits/:id/cancel", water_act_fit_cancel, FIT),
    ACT("/water/fits/:id/resume", water_act_fit_resume, FIT, FIELDS(resume_inputs)),
    PAGE("/water/fits/:id/tables", water_page_fit_tables, FIT),
    PAGE("/water/fits/:id/study", water_page_fit_study, FIT),
    PAGE("/water/fits/:id/ensemble", water_page_fit_ensemble, FIT),
    PAGE("/water/fits/:id/given", water_page_fit_file, FIT, FIELDS(file_query)),
    PAGE("/water/fits/:id/figures/:part/:number_id", water_page_fit_figure, FIT,
         FIELDS(figure_query)),
    PAGE("/water/fits/:id/prediction", water_page_prediction, PREDICTION, FIELDS(prediction_query)),
    ACT("/water/fits/:id/prediction", water_act_prediction, PREDICTION, FIELDS(prediction_inputs),
        .body_limit = 400000),
    ASK("/water/fits/:id/prediction/live", water_act_prediction_live, PREDICTION,
        FIELDS(one_prediction)),
    ACT("/water/fits/:id/prediction/cancel", water_act_prediction_cancel, PREDICTION,
        FIELDS(one_prediction)),
    PAGE("/water/fits/:id/prediction/:prediction_id/tables", water_page_prediction_tables,
         PREDICTION),
    PAGE("/water/fits/:id/prediction/:prediction_id/figures/:number_id",
         water_page_prediction_figure, PREDICTION, FIELDS(prediction_figure_query)),
    ASK("/water/fits/:id/what-if", water_act_what_if, PREDICTION, FIELDS(slider_inputs)),
    ASK("/water/fits/:id/what-if/live", water_act_what_if_live, PREDICTION, FIELDS(slider_inputs)),
};
static const struct navigation navigation[] = {
    {STR_INIT("/water/fits"), STR_INIT("合わせ込みと予測"), STR_INIT("Fit and predict"),
     STR_INIT("water.data"), 'y'},
};
static const struct periodic periodic[] = {
    {STR_INIT("water.fit"), (int64_t)1 * US_PER_SECOND, water_fit_round},
    {STR_INIT("water.predict"), (int64_t)1 * US_PER_SECOND, water_prediction_round},
};

const struct module water_fit_module = {
    .name = STR_INIT("water"),
    .title_ja = STR_INIT("坑廃水の合わせ込み"),
    .title_en = STR_INIT("Fits of mine water"),
    .routes = routes,
    .route_count = COUNT(routes),
    .periodic = periodic,
    .periodic_count = COUNT(periodic),
    .navigation = navigation,
    .navigation_count = COUNT(navigation),
};
