/* The table of the contract room's pages: path, permission, declared inputs, handler. */
#include "contract/page_routes.h"

#include "contract/inspection.h"

#define BIT(role) ACCOUNT_ROLE_BIT(ROLE_##role)
#define NAMES(ja, en) .label_ja = STR_INIT(ja), .label_en = STR_INIT(en)
#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define STAFF                                                                                      \
    (BIT(ADVISOR) | BIT(DESK_MANAGER) | BIT(ENGINEER) | BIT(PROJECT_MANAGER) |                     \
     BIT(SECURITY_OFFICER) | BIT(SUBCONTRACTOR))
#define CHIEFS (BIT(DESK_MANAGER) | BIT(PROJECT_MANAGER) | BIT(SECURITY_OFFICER))

const struct account_permission contract_permissions[CONTRACT_PERMISSION_COUNT] = {
    {STR_INIT("contract.inspect.read"), STAFF | BIT(AUDITOR), STR_INIT("点検の結果を見る"),
     STR_INIT("See inspections of deliverables")},
    {STR_INIT("contract.inspect"), STAFF, STR_INIT("納品物を点検する"),
     STR_INIT("Inspect deliverables")},
    {STR_INIT("contract.inspect.reveal"), CHIEFS, STR_INIT("見つかった語を伏せずに見る"),
     STR_INIT("See what was found unmasked")},
    {STR_INIT("contract.inspect.allow"), CHIEFS, STR_INIT("許可一覧を変える"),
     STR_INIT("Change the allow-list")},
};

/* One form: a file of the largest size and its frame, or many small files. */
enum { BODY_MOST = 200000000 };

#define FILES                                                                                      \
    {.name = STR_INIT("file"),                                                                     \
     .kind = WEB_FILE,                                                                             \
     .limit = CONTRACT_FILE_BYTES,                                                                 \
     NAMES("ファイル", "Files")},                                                                  \
    {                                                                                              \
        .name = STR_INIT("folder"), .kind = WEB_FILE, .limit = CONTRACT_FILE_BYTES,                \
        NAMES("フォルダー", "Folder")                                                              \
    }

static const struct web_field create_inputs[] = {
    FILES,
    {.name = STR_INIT("days"),
     .kind = WEB_CODE,
     .required = true,
     .choices = STR_INIT("1|7|14|30"),
     NAMES("保存する日数", "Days to keep")},
};
static const struct web_field add_inputs[] = {FILES};
static const struct web_field clean_inputs[] = {
    {.name = STR_INIT("kind"), .kind = WEB_LIST, NAMES("取り除くもの", "To be taken out")},
    {.name = STR_INIT("finding"),
     .kind = WEB_LIST,
     NAMES("ひとつずつ選んだもの", "Single findings")},
};
static const struct web_field clean_all_inputs[] = {
    {.name = STR_INIT("kind"), .kind = WEB_LIST, NAMES("取り除くもの", "To be taken out")},
    {.name = STR_INIT("finding"),
     .kind = WEB_LIST,
     NAMES("ひとつずつ選んだもの", "Single findings")},
    {.name = STR_INIT("keep"), .kind = WEB_CHECK, NAMES("作った写しを使う", "Keep copies")},
};
static const struct web_field report_inputs[] = {
    {.name = STR_INIT("form"),
     .kind = WEB_CODE,
     .required = true,
     .choices = STR_INIT("xlsx|pdf|json"),
     NAMES("形式", "Form")},
};
static const struct web_field allow_inputs[] = {
    {.name = STR_INIT("text"),
     .kind = WEB_TEXT,
     .required = true,
     .limit = 120,
     NAMES("許可する語", "Text")},
    {.name = STR_INIT("reason"),
     .kind = WEB_TEXT,
     .required = true,
     .limit = 200,
     NAMES("理由", "Reason")},
};

#define PAGE(where, needs, does, ja, en, ...)                                                      \
    {                                                                                              \
        .method = WEB_GET, .path = STR_INIT(where), .permission = STR_INIT(needs),                 \
        .handler = does, .title_ja = STR_INIT(ja), .title_en = STR_INIT(en), __VA_ARGS__           \
    }
#define ACTION(where, needs, does, ...)                                                            \
    {                                                                                              \
        .method = WEB_POST, .path = STR_INIT(where), .permission = STR_INIT(needs),                \
        .csrf = WEB_CSRF_SESSION, .handler = does, .title_ja = STR_INIT("納品物の点検"),           \
        .title_en = STR_INIT("Inspection of deliverables"), __VA_ARGS__                            \
    }
#define WITH(inputs) .fields = inputs, .field_count = COUNT(inputs)

const struct web_route contract_routes[CONTRACT_ROUTE_COUNT] = {
    PAGE("/contract/inspect", "contract.inspect.read", contract_page_list, "納品物の点検",
         "Inspection of deliverables", ),
    ACTION("/contract/inspect", "contract.inspect", contract_act_create, WITH(create_inputs),
           .body_limit = BODY_MOST, .re_renders = true),
    PAGE("/contract/inspect/:id", "contract.inspect.read", contract_page_show, "点検の結果",
         "Result of an inspection", ),
    PAGE("/contract/inspect/:id/reveal", "contract.inspect.reveal", contract_page_reveal,
         "点検の結果", "Result of an inspection", .reads_personal_data = true),
    PAGE("/contract/inspect/:id/pages/:file_id/:page_id", "contract.inspect.read",
         contract_page_picture, "頁の絵", "Picture of a page", ),
    PAGE("/contract/inspect/:id/reveal/pages/:file_id/:page_id", "contract.inspect.reveal",
         contract_page_picture_plain, "頁の絵", "Picture of a page", .reads_personal_data = true),
    PAGE("/contract/inspect/:id/places/:file_id/:finding_id", "contract.inspect.read",
         contract_page_place, "指摘の場所", "Place of a finding", ),
    PAGE("/contract/inspect/:id/reveal/places/:file_id/:finding_id", "contract.inspect.reveal",
         contract_page_place_plain, "指摘の場所", "Place of a finding",
         .reads_personal_data = true),
    PAGE("/contract/inspect/:id/report", "contract.inspect.read", contract_page_report,
         "点検の報告", "Report of an inspection", WITH(report_inputs)),
    ACTION("/contract/inspect/:id/files", "contract.inspect", contract_act_add, WITH(add_inputs),
           .body_limit = BODY_MOST),
    ACTION("/contract/inspect/:id/files/:file_id/clean", "contract.inspect", contract_act_clean,
           WITH(clean_inputs)),
    PAGE("/contract/inspect/:id/files/:file_id/copy", "contract.inspect", contract_page_copy,
         "整理した写し", "Cleaned copy", ),
    ACTION("/contract/inspect/:id/clean", "contract.inspect", contract_act_clean_all,
           WITH(clean_all_inputs)),
    PAGE("/contract/inspect/:id/delivery", "contract.inspect", contract_page_delivery,
         "整理した納品物", "Cleaned delivery", ),
    PAGE("/contract/inspect/:id/before-after", "contract.inspect.read", contract_page_before_after,
         "整理の前後", "Before and after cleaning", ),
    ACTION("/contract/inspect/:id/cancel", "contract.inspect", contract_act_cancel, ),
    ACTION("/contract/inspect/:id/erase", "contract.inspect", contract_act_erase, ),
    PAGE("/contract/allow", "contract.inspect.read", contract_page_allow, "許可一覧",
         "Allow-list", ),
    ACTION("/contract/allow", "contract.inspect.allow", contract_act_allow, WITH(allow_inputs),
           .re_renders = true),
    ACTION("/contract/allow/:id/remove", "contract.inspect.allow", contract_act_disallow, ),
};

const struct navigation contract_navigation[CONTRACT_NAVIGATION_COUNT] = {
    {STR_INIT("/contract/inspect"), STR_INIT("納品物の点検"), STR_INIT("Inspect deliverables"),
     STR_INIT("contract.inspect.read"), 'i'},
};
