/* The table of the water room's pages: path, permission, declared inputs, handler. */
#include "water/chemistry_page.h"
#include "water/routes.h"
#include "water/screen_page.h"
#include "water/study_page.h"

#define BIT(role) ACCOUNT_ROLE_BIT(ROLE_##role)
#define NAMES(ja, en) .label_ja = STR_INIT(ja), .label_en = STR_INIT(en)
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const struct web_field chemistry_inputs[] = {
    {.name = STR_INIT("text"), .kind = WEB_LINES, .limit = 20000, NAMES("分析値", "Analysis")},
    {.name = STR_INIT("file"),
     .kind = WEB_FILE,
     .limit = 2 * 1024 * 1024,
     NAMES("ファイル", "File")},
    {.name = STR_INIT("iron"),
     .kind = WEB_CODE,
     .choices = STR_INIT("2|3"),
     NAMES("全鉄の数え方", "Total iron")},
    {.name = STR_INIT("base"),
     .kind = WEB_CODE,
     .choices = STR_INIT("naoh|lime|limestone"),
     NAMES("薬剤", "Base")},
    {.name = STR_INIT("most"),
     .kind = WEB_DECIMAL,
     .limit = 20,
     NAMES("最大の添加量", "Largest dose")},
    {.name = STR_INIT("oxidised"), .kind = WEB_CHECK},
    {.name = STR_INIT("open"), .kind = WEB_CHECK},
    {.name = STR_INIT("solid"), .kind = WEB_LIST},
    {.name = STR_INIT("do"),
     .kind = WEB_CODE,
     .choices = STR_INIT("show|titration|saturation|species")},
};

#define SCREEN_INPUTS                                                                              \
    {.name = STR_INIT("list"),                                                                     \
     .kind = WEB_CODE,                                                                             \
     .choices = STR_INIT("public|example|own|store"),                                              \
     NAMES("鉱山の一覧", "List of mines")},                                                        \
        {.name = STR_INIT("statistic"),                                                            \
         .kind = WEB_CODE,                                                                         \
         .choices = STR_INIT("median|newest|highest"),                                             \
         NAMES("原水の値", "Figure of the raw water")},                                            \
        {.name = STR_INIT("from"), .kind = WEB_DATE, NAMES("期間の始まり", "From")},               \
        {.name = STR_INIT("to"), .kind = WEB_DATE, NAMES("期間の終わり", "To")},                   \
        {.name = STR_INIT("limits"),                                                               \
         .kind = WEB_CODE,                                                                         \
         .choices = STR_INIT("general|metal_mining"),                                              \
         NAMES("管理目標値", "Limits")},                                                           \
        {.name = STR_INIT("model"),                                                                \
         .kind = WEB_CODE,                                                                         \
         .choices = STR_INIT("lumped|kinetic"),                                                    \
         NAMES("計算", "Model")},                                                                  \
        {.name = STR_INIT("preset"),                                                               \
         .kind = WEB_CODE,                                                                         \
         .choices = STR_INIT("spread|model"),                                                      \
         NAMES("目的", "Purpose")},                                                                \
        {.name = STR_INIT("draws"),                                                                \
         .kind = WEB_INTEGER,                                                                      \
         .least = 1,                                                                               \
         .most = 5000,                                                                             \
         NAMES("試行数", "Draws")},                                                                \
        {.name = STR_INIT("seed"),                                                                 \
         .kind = WEB_INTEGER,                                                                      \
         .least = 0,                                                                               \
         .most = 1000000000,                                                                       \
         NAMES("乱数の種", "Seed")},                                                               \
        {.name = STR_INIT("q"), .kind = WEB_TEXT, .limit = 100, NAMES("探す言葉", "Words")},       \
        {.name = STR_INIT("about"),                                                                \
         .kind = WEB_CODE,                                                                         \
         .choices = STR_INIT("any|water|performance|faults|upkeep|cost|energy"),                   \
         NAMES("知りたいこと", "About")},                                                          \
    {                                                                                              \
        .name = STR_INIT("do"), .kind = WEB_CODE, .choices = STR_INIT("show|csv|xlsx")             \
    }

static const struct web_field screen_queries[] = {SCREEN_INPUTS};
static const struct web_field screen_inputs[] = {
    SCREEN_INPUTS,
    {.name = STR_INIT("text"), .kind = WEB_LINES, .limit = 400000, NAMES("一覧", "List")},
    {.name = STR_INIT("file"),
     .kind = WEB_FILE,
     .limit = 4 * 1024 * 1024,
     NAMES("ファイル", "File")},
};

static const struct web_field study_inputs[] = {
    {.name = STR_INIT("text"), .kind = WEB_LINES, .limit = 60000, NAMES("検討の文", "Study")},
    {.name = STR_INIT("flow"),
     .kind = WEB_INTEGER,
     .least = 10,
     .most = 400,
     NAMES("水量", "Flow")},
    {.name = STR_INIT("volume"),
     .kind = WEB_INTEGER,
     .least = 10,
     .most = 400,
     NAMES("槽の容積", "Volume")},
    {.name = STR_INIT("organics"),
     .kind = WEB_INTEGER,
     .least = 0,
     .most = 300,
     NAMES("米ぬか・もみ殻", "Organic matter")},
    {.name = STR_INIT("warmer"),
     .kind = WEB_INTEGER,
     .least = -10,
     .most = 10,
     NAMES("水温の増減", "Warmer by")},
    {.name = STR_INIT("month"),
     .kind = WEB_INTEGER,
     .least = 0,
     .most = 12,
     NAMES("時期", "Month")},
    {.name = STR_INIT("do"), .kind = WEB_CODE, .choices = STR_INIT("show|xlsx")},
};

const struct web_route water_routes[WATER_ROUTE_COUNT] = {
    {.method = WEB_GET,
     .path = STR_INIT("/water/chemistry"),
     .permission = STR_INIT("water.read"),
     .handler = water_page_chemistry,
     .title_ja = STR_INIT("水質の計算"),
     .title_en = STR_INIT("Chemistry of a water")},
    {.method = WEB_POST,
     .path = STR_INIT("/water/chemistry"),
     .permission = STR_INIT("water.read"),
     .csrf = WEB_CSRF_SESSION,
     .handler = water_act_chemistry,
     .title_ja = STR_INIT("水質の計算"),
     .title_en = STR_INIT("Chemistry of a water"),
     .fields = chemistry_inputs,
     .field_count = COUNT(chemistry_inputs),
     .body_limit = 2200000,
     .re_renders = true,
     .stores_nothing = true},
    {.method = WEB_GET,
     .path = STR_INIT("/water/screen"),
     .permission = STR_INIT("water.read"),
     .handler = water_page_screen,
     .title_ja = STR_INIT("鉱山のスクリーニング"),
     .title_en = STR_INIT("Screening of mines"),
     .fields = screen_queries,
     .field_count = COUNT(screen_queries)},
    {.method = WEB_POST,
     .path = STR_INIT("/water/screen"),
     .permission = STR_INIT("water.read"),
     .csrf = WEB_CSRF_SESSION,
     .handler = water_act_screen,
     .title_ja = STR_INIT("鉱山のスクリーニング"),
     .title_en = STR_INIT("Screening of mines"),
     .fields = screen_inputs,
     .field_count = COUNT(screen_inputs),
     .body_limit = 6000000,
     .re_renders = true,
     .stores_nothing = true},
    {.method = WEB_GET,
     .path = STR_INIT("/water/study"),
     .permission = STR_INIT("water.read"),
     .handler = water_page_study,
     .title_ja = STR_INIT("検討"),
     .title_en = STR_INIT("Study")},
    {.method = WEB_POST,
     .path = STR_INIT("/water/study"),
     .permission = STR_INIT("water.read"),
     .csrf = WEB_CSRF_SESSION,
     .handler = water_act_study,
     .title_ja = STR_INIT("検討"),
     .title_en = STR_INIT("Study"),
     .fields = study_inputs,
     .field_count = COUNT(study_inputs),
     .body_limit = 400000,
     .re_renders = true,
     .stores_nothing = true},
    {.method = WEB_POST,
     .path = STR_INIT("/water/study/live"),
     .permission = STR_INIT("water.read"),
     .csrf = WEB_CSRF_SESSION,
     .handler = water_act_study_live,
     .title_ja = STR_INIT("検討"),
     .title_en = STR_INIT("Study"),
     .fields = study_inputs,
     .field_count = COUNT(study_inputs),
     .body_limit = 400000,
     .re_renders = true,
     .stores_nothing = true},
};

const struct navigation water_navigation[WATER_NAVIGATION_COUNT] = {
    {STR_INIT("/water/chemistry"), STR_INIT("水質の計算"), STR_INIT("Chemistry of a water"),
     STR_INIT("water.read"), 'w'},
    {STR_INIT("/water/screen"), STR_INIT("鉱山のスクリーニング"), STR_INIT("Screening of mines"),
     STR_INIT("water.read"), 'f'},
    {STR_INIT("/water/study"), STR_INIT("検討"), STR_INIT("Study"), STR_INIT("water.read"), 'q'},
};
