/* The table of the pages of mines and their data: path, permission, declared inputs, handler. */
#include "water/data_page.h"
#include "water/data_module.h"
#include "water/log_page.h"
#include "water/survey_page.h"

#define NAMES(ja, en) .label_ja = STR_INIT(ja), .label_en = STR_INIT(en)
#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define LINE(field, most, ja, en)                                                                  \
    {                                                                                              \
        .name = STR_INIT(field), .kind = WEB_TEXT, .limit = most, NAMES(ja, en)                    \
    }
#define MUST(field, most, ja, en)                                                                  \
    {                                                                                              \
        .name = STR_INIT(field), .kind = WEB_TEXT, .limit = most, .required = true, NAMES(ja, en)  \
    }
#define DATE(field, ja, en)                                                                        \
    {                                                                                              \
        .name = STR_INIT(field), .kind = WEB_DATE, NAMES(ja, en)                                   \
    }
#define TICK(field)                                                                                \
    {                                                                                              \
        .name = STR_INIT(field), .kind = WEB_CHECK                                                 \
    }
#define NUMBER(field, ja, en)                                                                      \
    {                                                                                              \
        .name = STR_INIT(field), .kind = WEB_INTEGER, .least = 0, .most = 1048576, NAMES(ja, en)   \
    }
#define ROW(field)                                                                                 \
    {                                                                                              \
        .name = STR_INIT(field), .kind = WEB_ID, .required = true, NAMES("版", "Version")          \
    }

static const struct web_field mine_inputs[] = {MUST("code", 40, "記号", "Code"),
                                               MUST("name", 100, "名前", "Name"),
                                               LINE("prefecture", 20, "都道府県", "Prefecture"),
                                               LINE("municipality", 60, "市町村", "Municipality"),
                                               LINE("latitude", 20, "緯度", "Latitude"),
                                               LINE("longitude", 20, "経度", "Longitude"),
                                               LINE("note", 500, "備考", "Note"),
                                               TICK("restricted")};
static const struct web_field export_query[] = {{.name = STR_INIT("statistic"),
                                                 .kind = WEB_CODE,
                                                 .choices = STR_INIT("median|newest|highest"),
                                                 NAMES("原水の値", "Figure of the raw water")},
                                                DATE("from", "期間の始まり", "From"),
                                                DATE("to", "期間の終わり", "To")};
static const struct web_field mine_change_inputs[] = {
    ROW("version"),
    MUST("mine_name", 100, "鉱山名", "Name"),
    LINE("prefecture", 20, "都道府県", "Prefecture"),
    LINE("municipality", 60, "市町村", "Municipality"),
    LINE("latitude", 20, "緯度", "Latitude"),
    LINE("longitude", 20, "経度", "Longitude"),
    LINE("note", 500, "備考", "Note"),
    TICK("restricted")};
#define POINT_WORDS                                                                                \
    MUST("name", 100, "名前", "Name"), MUST("kind", 20, "種類", "Kind"),                           \
        MUST("standard", 20, "適用する基準", "Standard"), LINE("tank", 100, "槽", "Tank")
static const struct web_field point_inputs[] = {MUST("code", 40, "記号", "Code"), POINT_WORDS};
static const struct web_field point_change_inputs[] = {ROW("version"), POINT_WORDS,
                                                       LINE("item", 40, "項目", "Item")};
static const struct web_field point_query[] = {LINE("item", 40, "項目", "Item")};
static const struct web_field table_query[] = {{.name = STR_INIT("of"),
                                                .kind = WEB_CODE,
                                                .choices = STR_INIT("exceedance|values"),
                                                NAMES("表", "Table")},
                                               {.name = STR_INIT("as"),
                                                .kind = WEB_CODE,
                                                .choices = STR_INIT("csv|xlsx"),
                                                NAMES("形式", "Form")}};
static const struct web_field limit_inputs[] = {MUST("basis", 20, "種類", "Basis"),
                                                MUST("limit_item", 40, "項目", "Item"),
                                                {.name = STR_INIT("value"),
                                                 .kind = WEB_DECIMAL,
                                                 .limit = 20,
                                                 .required = true,
                                                 NAMES("値", "Value")},
                                                {.name = STR_INIT("end"),
                                                 .kind = WEB_CODE,
                                                 .choices = STR_INIT("most|least"),
                                                 NAMES("向き", "End")},
                                                DATE("from", "適用の始め", "From"),
                                                DATE("to", "適用の終わり", "To"),
                                                MUST("source", 200, "出典", "Source"),
                                                LINE("item", 40, "項目", "Item")};
static const struct web_field limit_end_inputs[] = {ROW("limit")};
static const struct web_field file_inputs[] = {{.name = STR_INIT("file"),
                                                .kind = WEB_FILE,
                                                .required = true,
                                                .limit = WATER_IMPORT_BYTES,
                                                NAMES("ファイル", "File")}};
#define COLUMN(n)                                                                                  \
    LINE("item_" #n, 40, "列 " #n " の項目", "Item of column " #n),                                \
        LINE("unit_" #n, 20, "列 " #n " の単位", "Unit of column " #n),                            \
        LINE("fraction_" #n, 20, "列 " #n " の区分", "Fraction of column " #n)
static const struct web_field sample_query[] = {{.name = STR_INIT("result"),
                                                 .kind = WEB_INTEGER,
                                                 .least = 0,
                                                 .most = INT64_MAX,
                                                 NAMES("分析値", "Result")}};
static const struct web_field correction_inputs[] = {ROW("result"),
                                                     {.name = STR_INIT("changes"),
                                                      .kind = WEB_INTEGER,
                                                      .least = 0,
                                                      .most = 1000000,
                                                      NAMES("版", "Version")},
                                                     LINE("written", 40, "新しい値", "New value"),
                                                     LINE("method", 100, "分析方法", "Method"),
                                                     {.name = STR_INIT("flag"),
                                                      .kind = WEB_CODE,
                                                      .choices = STR_INIT("none|suspect|excluded"),
                                                      NAMES("印", "Mark")},
                                                     LINE("reason", 300, "理由", "Reason")};
static const struct web_field layout_inputs[] = {
    ROW("version"),
    MUST("form", 20, "表の形", "Form"),
    LINE("sheet", 100, "シート", "Sheet"),
    NUMBER("head_row", "見出しの行", "Head row"),
    NUMBER("unit_row", "単位の行", "Row of units"),
    NUMBER("detection_row", "検出・定量下限の行", "Row of detection limits"),
    NUMBER("first_row", "値の始まる行", "First row"),
    NUMBER("date_column", "日付の列", "Column of dates"),
    NUMBER("time_column", "時刻の列", "Column of times"),
    NUMBER("point_column", "地点の列", "Column of points"),
    NUMBER("bottle_column", "瓶番号の列", "Column of bottles"),
    NUMBER("certificate_column", "証明書番号の列", "Column of certificates"),
    NUMBER("item_column", "項目の列", "Column of items"),
    NUMBER("value_column", "値の列", "Column of values"),
    NUMBER("unit_column", "単位の列", "Column of units"),
    NUMBER("fraction_column", "ろ過の列", "Column of fractions"),
    NUMBER("detection_column", "下限の列", "Column of detection limits"),
    LINE("point", 40, "地点", "Point"),
    LINE("default_unit", 20, "単位", "Unit"),
    LINE("default_fraction", 20, "区分", "Fraction"),
    LINE("laboratory", 100, "分析機関", "Laboratory"),
    TICK("across"),
    TICK("adds_points"),
    TICK("keep"),
    COLUMN(1),
    COLUMN(2),
    COLUMN(3),
    COLUMN(4),
    COLUMN(5),
    COLUMN(6),
    COLUMN(7),
    COLUMN(8),
    COLUMN(9),
    COLUMN(10),
    COLUMN(11),
    COLUMN(12),
    COLUMN(13),
    COLUMN(14),
    COLUMN(15),
    COLUMN(16),
    COLUMN(17),
    COLUMN(18),
    COLUMN(19),
    COLUMN(20),
    COLUMN(21),
    COLUMN(22),
    COLUMN(23),
    COLUMN(24),
    COLUMN(25),
    COLUMN(26),
    COLUMN(27),
    COLUMN(28),
    COLUMN(29),
    COLUMN(30),
    COLUMN(31),
    COLUMN(32),
    COLUMN(33),
    COLUMN(34),
    COLUMN(35),
    COLUMN(36),
    COLUMN(37),
    COLUMN(38),
    COLUMN(39),
    COLUMN(40)};
static const struct web_field store_inputs[] = {ROW("version"), TICK("confirmed")};
static const struct web_field withdraw_inputs[] = {ROW("version")};

static const struct web_field event_inputs[] = {
    MUST("kind", 20, "種類", "Kind"),
    {.name = STR_INIT("point"),
     .kind = WEB_INTEGER,
     .least = 0,
     .most = INT64_MAX,
     NAMES("地点", "Point")},
    MUST("began", 20, "始まり", "Began"),
    LINE("ended", 20, "終わり", "Ended"),
    {.name = STR_INIT("value"), .kind = WEB_DECIMAL, .limit = 20, NAMES("数値", "Figure")},
    LINE("unit", 20, "数値の単位", "Unit"),
    LINE("words", 500, "内容", "Words")};
static const struct web_field event_remove_inputs[] = {ROW("event")};
static const struct web_field certificate_inputs[] = {
    MUST("number", 100, "証明書番号", "Number"),
    LINE("laboratory", 100, "分析機関", "Laboratory"),
    DATE("issued", "発行日", "Issued"),
    {.name = STR_INIT("file"),
     .kind = WEB_FILE,
     .required = true,
     .limit = WATER_CERTIFICATE_BYTES,
     NAMES("ファイル", "File")}};
static const struct web_field access_inputs[] = {TICK("restricted"),
                                                 {.name = STR_INIT("person"), .kind = WEB_LIST}};

static const struct web_field campaign_inputs[] = {
    MUST("name", 100, "名前", "Name"),
    LINE("purpose", 300, "目的", "Purpose"),
    {.name = STR_INIT("begins"), .kind = WEB_DATE, .required = true, NAMES("始まり", "Begins")},
    {.name = STR_INIT("ends"), .kind = WEB_DATE, .required = true, NAMES("終わり", "Ends")}};
static const struct web_field plan_inputs[] = {
    {.name = STR_INIT("point"), .kind = WEB_LIST},
    MUST("items", 500, "項目", "Items"),
    {.name = STR_INIT("day"), .kind = WEB_DATE, .required = true, NAMES("予定の日", "Day")}};
static const struct web_field visit_inputs[] = {
    ROW("version"),
    LINE("visited", 20, "採水した日時", "Visited"),
    LINE("latitude", 20, "緯度", "Latitude"),
    LINE("longitude", 20, "経度", "Longitude"),
    {.name = STR_INIT("words"), .kind = WEB_LINES, .limit = 2000, NAMES("記録", "Record")}};
static const struct web_field bottle_inputs[] = {
    MUST("number", 60, "瓶番号", "Bottle"), LINE("laboratory", 100, "分析機関", "Laboratory"),
    DATE("sent", "送った日", "Sent"), TICK("filtered")};
static const struct web_field bottle_day_inputs[] = {MUST("bottle", 60, "瓶", "Bottle"),
                                                     DATE("bottle_sent", "発送日", "Sent"),
                                                     DATE("received", "受け取った日", "Received")};
static const struct web_field photo_inputs[] = {{.name = STR_INIT("file"),
                                                 .kind = WEB_FILE,
                                                 .required = true,
                                                 .limit = WATER_PHOTO_BYTES,
                                                 NAMES("写真", "Photo")}};
static const struct web_field missing_query[] = {{.name = STR_INIT("mine"),
                                                  .kind = WEB_INTEGER,
                                                  .least = 0,
                                                  .most = INT64_MAX,
                                                  NAMES("鉱山", "Mine")}};
static const struct web_field hearing_inputs[] = {LINE("answer_0", 1000, "答え 1", "Answer 1"),
                                                  LINE("answer_1", 1000, "答え 2", "Answer 2"),
                                                  LINE("answer_2", 1000, "答え 3", "Answer 3"),
                                                  LINE("answer_3", 1000, "答え 4", "Answer 4"),
                                                  LINE("answer_4", 1000, "答え 5", "Answer 5"),
                                                  LINE("answer_5", 1000, "答え 6", "Answer 6"),
                                                  LINE("answer_6", 1000, "答え 7", "Answer 7"),
                                                  LINE("answer_7", 1000, "答え 8", "Answer 8"),
                                                  LINE("answer_8", 1000, "答え 9", "Answer 9"),
                                                  LINE("answer_9", 1000, "答え 10", "Answer 10"),
                                                  LINE("answer_10", 1000, "答え 11", "Answer 11"),
                                                  LINE("answer_11", 1000, "答え 12", "Answer 12"),
                                                  LINE("answer_12", 1000, "答え 13", "Answer 13"),
                                                  LINE("answer_13", 1000, "答え 14", "Answer 14"),
                                                  LINE("answer_14", 1000, "答え 15", "Answer 15"),
                                                  LINE("answer_15", 1000, "答え 16", "Answer 16"),
                                                  LINE("answer_16", 1000, "答え 17", "Answer 17"),
                                                  LINE("answer_17", 1000, "答え 18", "Answer 18"),
                                                  LINE("answer_18", 1000, "答え 19", "Answer 19"),
                                                  LINE("answer_19", 1000, "答え 20", "Answer 20"),
                                                  LINE("answer_20", 1000, "答え 21", "Answer 21"),
                                                  LINE("answer_21", 1000, "答え 22", "Answer 22"),
                                                  LINE("answer_22", 1000, "答え 23", "Answer 23"),
                                                  LINE("answer_23", 1000, "答え 24", "Answer 24"),
                                                  LINE("answer_24", 1000, "答え 25", "Answer 25"),
                                                  LINE("answer_25", 1000, "答え 26", "Answer 26"),
                                                  LINE("answer_26", 1000, "答え 27", "Answer 27"),
                                                  LINE("answer_27", 1000, "答え 28", "Answer 28"),
                                                  LINE("answer_28", 1000, "答え 29", "Answer 29"),
                                                  LINE("answer_29", 1000, "答え 30", "Answer 30"),
                                                  LINE("answer_30", 1000, "答え 31", "Answer 31"),
                                                  LINE("answer_31", 1000, "答え 32", "Answer 32"),
                                                  LINE("answer_32", 1000, "答え 33", "Answer 33"),
                                                  LINE("answer_33", 1000, "答え 34", "Answer 34"),
                                                  LINE("answer_34", 1000, "答え 35", "Answer 35"),
                                                  LINE("answer_35", 1000, "答え 36", "Answer 36"),
                                                  LINE("answer_36", 1000, "答え 37", "Answer 37"),
                                                  LINE("answer_37", 1000, "答え 38", "Answer 38"),
                                                  LINE("answer_38", 1000, "答え 39", "Answer 39"),
                                                  LINE("answer_39", 1000, "答え 40", "Answer 40")};

#define PAGE(where, act, ja, en, ...)                                                              \
    {                                                                                              \
        .method = WEB_GET, .path = STR_INIT(where), .permission = STR_INIT("water.data"),          \
        .handler = act, .title_ja = STR_INIT(ja), .title_en = STR_INIT(en), __VA_ARGS__            \
    }
#define ACT(where, act, ja, en, inputs, ...)                                                       \
    {                                                                                              \
        .method = WEB_POST, .path = STR_INIT(where), .permission = STR_INIT("water.edit"),         \
        .csrf = WEB_CSRF_SESSION, .handler = act, .title_ja = STR_INIT(ja),                        \
        .title_en = STR_INIT(en), .fields = inputs, .field_count = COUNT(inputs),                  \
        .re_renders = true, __VA_ARGS__                                                            \
    }
/* What people of the site write too. */
#define NOTE(where, act, ja, en, inputs, ...)                                                      \
    {                                                                                              \
        .method = WEB_POST, .path = STR_INIT(where), .permission = STR_INIT("water.log"),          \
        .csrf = WEB_CSRF_SESSION, .handler = act, .title_ja = STR_INIT(ja),                        \
        .title_en = STR_INIT(en), .fields = inputs, .field_count = COUNT(inputs),                  \
        .re_renders = true, __VA_ARGS__                                                            \
    }
static const struct web_route routes[] = {
    PAGE("/water/mines", water_page_mines, "鉱山", "Mines"),
    ACT("/water/mines", water_act_mines, "鉱山", "Mines", mine_inputs),
    PAGE("/water/mines/:id", water_page_mine, "鉱山", "Mine"),
    ACT("/water/mines/:id", water_act_mine, "鉱山", "Mine", mine_change_inputs),
    PAGE("/water/mines/:id/observations", water_page_observations, "観測値", "Observations",
         .fields = export_query, .field_count = COUNT(export_query)),
    PAGE("/water/mines/:id/sections", water_page_sections, "原水", "Raw water",
         .fields = export_query, .field_count = COUNT(export_query)),
    ACT("/water/mines/:id/points", water_act_points, "鉱山", "Mine", point_inputs),
    ACT("/water/mines/:id/imports", water_act_import_begin, "鉱山", "Mine", file_inputs,
        .body_limit = WATER_IMPORT_BYTES + 65536),
    PAGE("/water/points/:id", water_page_point, "採水地点", "Point", .fields = point_query,
         .field_count = COUNT(point_query)),
    PAGE("/water/points/:id/table", water_page_point_table, "採水地点", "Point",
         .fields = table_query, .field_count = COUNT(table_query)),
    ACT("/water/points/:id", water_act_point, "採水地点", "Point", point_change_inputs),
    ACT("/water/points/:id/limits", water_act_limits, "採水地点", "Point", limit_inputs),
    ACT("/water/points/:id/limits/end", water_act_limit_end, "採水地点", "Point", limit_end_inputs),
    PAGE("/water/samples/:id", water_page_sample, "試料", "Sample", .fields = sample_query,
         .field_count = COUNT(sample_query)),
    ACT("/water/samples/:id/correct", water_act_correction, "試料", "Sample", correction_inputs),
    PAGE("/water/imports/:id", water_page_import, "取込み", "Import"),
    ACT("/water/imports/:id", water_act_import, "取込み", "Import", layout_inputs),
    ACT("/water/imports/:id/store", water_act_import_store, "取込み", "Import", store_inputs),
    ACT("/water/imports/:id/withdraw", water_act_import_withdraw, "取込み", "Import",
        withdraw_inputs),
    PAGE("/water/mines/:id/log", water_page_log, "試験日誌", "Trial log"),
    NOTE("/water/mines/:id/log", water_act_log, "試験日誌", "Trial log", event_inputs),
    {.method = WEB_POST,
     .path = STR_INIT("/water/mines/:id/log/remove"),
     .permission = STR_INIT("water.log"),
     .csrf = WEB_CSRF_SESSION,
     .handler = water_act_log_remove,
     .title_ja = STR_INIT("試験日誌"),
     .title_en = STR_INIT("Trial log"),
     .fields = event_remove_inputs,
     .field_count = COUNT(event_remove_inputs)},
    PAGE("/water/mines/:id/certificates", water_page_certificates, "計量証明書", "Certificates"),
    ACT("/water/mines/:id/certificates", water_act_certificates, "計量証明書", "Certificates",
        certificate_inputs, .body_limit = WATER_CERTIFICATE_BYTES + 65536),
    PAGE("/water/certificates/:id", water_page_certificate, "計量証明書", "Certificate"),
    {.method = WEB_GET,
     .path = STR_INIT("/water/mines/:id/access"),
     .permission = STR_INIT("water.access"),
     .handler = water_page_access,
     .title_ja = STR_INIT("見られる人"),
     .title_en = STR_INIT("Who sees it")},
    {.method = WEB_POST,
     .path = STR_INIT("/water/mines/:id/access"),
     .permission = STR_INIT("water.access"),
     .csrf = WEB_CSRF_SESSION,
     .handler = water_act_access,
     .title_ja = STR_INIT("見られる人"),
     .title_en = STR_INIT("Who sees it"),
     .fields = access_inputs,
     .field_count = COUNT(access_inputs)},
    PAGE("/water/campaigns", water_page_campaigns, "調査", "Surveys"),
    ACT("/water/campaigns", water_act_campaigns, "調査", "Surveys", campaign_inputs),
    PAGE("/water/campaigns/:id", water_page_campaign, "調査", "Survey"),
    ACT("/water/campaigns/:id/plan", water_act_plan, "調査", "Survey", plan_inputs),
    PAGE("/water/visits/:id", water_page_visit, "現地記録票", "Field sheet"),
    NOTE("/water/visits/:id", water_act_visit, "現地記録票", "Field sheet", visit_inputs),
    NOTE("/water/visits/:id/bottles", water_act_bottle, "現地記録票", "Field sheet", bottle_inputs),
    NOTE("/water/visits/:id/bottles/days", water_act_bottle_days, "現地記録票", "Field sheet",
         bottle_day_inputs),
    NOTE("/water/visits/:id/photos", water_act_photo, "現地記録票", "Field sheet", photo_inputs,
         .body_limit = WATER_PHOTO_BYTES + 65536),
    PAGE("/water/photos/:id", water_page_photo, "写真", "Photo"),
    PAGE("/water/mines/:id/hearing", water_page_hearing, "ヒアリング", "Hearing"),
    NOTE("/water/mines/:id/hearing", water_act_hearing, "ヒアリング", "Hearing", hearing_inputs),
    PAGE("/water/hearings", water_page_hearings, "ヒアリング", "Hearings"),
    PAGE("/water/missing", water_page_missing, "足りないデータ", "Missing data",
         .fields = missing_query, .field_count = COUNT(missing_query)),
};
static const struct navigation navigation[] = {
    {STR_INIT("/water/mines"), STR_INIT("鉱山"), STR_INIT("Mines"), STR_INIT("water.data"), 'k'},
    {STR_INIT("/water/campaigns"), STR_INIT("調査"), STR_INIT("Surveys"), STR_INIT("water.data"),
     'v'},
};

const struct module water_data_module = {
    .name = STR_INIT("water"),
    .title_ja = STR_INIT("坑廃水のデータ"),
    .title_en = STR_INIT("Data of mine water"),
    .routes = routes,
    .route_count = COUNT(routes),
    .commands = water_data_commands,
    .command_count = WATER_DATA_COMMANDS,
    .permissions = water_permissions,
    .permission_count = WATER_PERMISSION_COUNT,
    .navigation = navigation,
    .navigation_count = COUNT(navigation),
};
