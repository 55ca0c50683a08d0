/* The table of the law's pages: judging a cargo line, tables and their editions, other countries' rules. */
#include "desk/law_pages.h"
#include "desk/route_words.h"
#include "law/fact.h"

static const struct web_field check_inputs[] = {
    VERSION("version"), NUMBER("line"), MUST("check", 60, "確かめること", "Fact"),
    CODE("state", "open|met|unclear|not_met|not_needed"), NUMBER("file"), LINE("note", 300, "見たこと", "Note")};
static const struct web_field country_inputs[] = {
    NUMBER("revision"), MUST("country", 10, "国・地域", "Country"), MUST("goods", 40, "品物", "Goods"),
    CODE("effect", "allowed|conditional|prohibited|withdrawn"), DAY("checked_on", "確かめた日", "Checked on"),
    MUST_TEXT("rule", 2000, "規制の内容", "Rule"), MUST("source", 500, "出典", "Source")};
/* The form of a line: rows of analyses and parts, tests of 別表第七, facts. Words may be anything that
   fits; what they mean is read by law_form.c, which names the input that is wrong. */
#define A(n, shown)                                                                               \
    LINE("a" #n "_part", 100, "分析 " shown " 行目の部位", "Analysis " shown ": part"),           \
    LINE("a" #n "_substance", 100, "分析 " shown " 行目の物質", "Analysis " shown ": substance"), \
    LINE("a" #n "_kind", 20, "分析 " shown " 行目の種類", "Analysis " shown ": kind"),            \
    LINE("a" #n "_value", 40, "分析 " shown " 行目の値", "Analysis " shown ": value"),            \
    LINE("a" #n "_unit", 20, "分析 " shown " 行目の単位", "Analysis " shown ": unit"),            \
    LINE("a" #n "_basis", 20, "分析 " shown " 行目の基準", "Analysis " shown ": basis"),          \
    LINE("a" #n "_official", 20, "分析 " shown " 行目の公定法", "Analysis " shown ": official"),  \
    LINE("a" #n "_method", 100, "分析 " shown " 行目の方法", "Analysis " shown ": method")
#define P(n, shown)                                                                               \
    LINE("p" #n "_name", 100, "部位 " shown " の名前", "Part " shown ": name"),                   \
    LINE("p" #n "_share", 20, "部位 " shown " の割合", "Part " shown ": share"),                  \
    LINE("p" #n "_form", 20, "部位 " shown " の形", "Part " shown ": form"),                      \
    LINE("p" #n "_moisture", 20, "部位 " shown " の水分", "Part " shown ": moisture"),            \
    LINE("p" #n "_others", 20, "部位 " shown " のほかの物質", "Part " shown ": others"),          \
    LINE("p" #n "_materials", 500, "部位 " shown " の材料", "Part " shown ": materials")
#define T(n, shown)                                                                               \
    LINE("t" #n "_key", 20, "試験 " shown, "Test " shown),                                        \
    LINE("t" #n "_outcome", 20, "試験 " shown " の結果", "Test " shown ": outcome")
#define F(name, key) LINE("f_" key, 10, "事実", "Fact"),
static const struct web_field judge_inputs[] = {
    NUMBER("line"), NUMBER("input_version"), LINE("do", 20, "操作", "Action"),
    TICK("unlisted"), LINE("as_of", 10, "判定の日", "Day"), LINE("imported", 300, "取込み", "Import"),
    LINE("operation", 10, "処分作業", "Operation"), LINE("purpose", 20, "目的", "Purpose"),
    LINE("form", 20, "形", "Form"), LINE("codes", 300, "コード", "Codes"),
    LINE("streams", 100, "発生工程の番号", "Streams"), LINE("transit", 200, "経由地", "Transit"),
    LINE("used_kind", 100, "中古品の品目", "Kind of used good"), LINE("made_year", 10, "製造年", "Year made"),
    LAW_FACTS(F)
    P(0, "1"), P(1, "2"), P(2, "3"), P(3, "4"), P(4, "5"), P(5, "6"),
    P(6, "7"), P(7, "8"),
    T(0, "1"), T(1, "2"), T(2, "3"), T(3, "4"), T(4, "5"), T(5, "6"),
    T(6, "7"), T(7, "8"), T(8, "9"), T(9, "10"), T(10, "11"), T(11, "12"),
    T(12, "13"), T(13, "14"), T(14, "15"), T(15, "16"),
    A(0, "1"), A(1, "2"), A(2, "3"), A(3, "4"), A(4, "5"), A(5, "6"),
    A(6, "7"), A(7, "8"), A(8, "9"), A(9, "10"), A(10, "11"), A(11, "12"),
    A(12, "13"), A(13, "14"), A(14, "15"), A(15, "16"), A(16, "17"), A(17, "18"),
    A(18, "19"), A(19, "20"), A(20, "21"), A(21, "22"), A(22, "23"), A(23, "24"),
    A(24, "25"), A(25, "26"), A(26, "27"), A(27, "28"), A(28, "29"), A(29, "30"),
    A(30, "31"), A(31, "32"), A(32, "33"), A(33, "34"), A(34, "35"), A(35, "36"),
    A(36, "37"), A(37, "38"), A(38, "39"), A(39, "40")};
#undef A
#undef P
#undef T
#undef F
static const struct web_field judge_query[] = {NUMBER("line"), LINE("as_of", 10, "判定の日", "Day")};
static const struct web_field decide_inputs[] = {
    NUMBER("line"), VERSION("version"), LINE("as_of", 10, "判定の日", "Day"),
    LINE("judgement", 10, "判断", "Judgement"), TEXT("basis", 4000, "判断の根拠", "Basis"),
    LINE("basis_codes", 200, "根拠の項号", "Basis codes"), TEXT("reason", 1000, "提案と違う理由", "Reason")};
static const struct web_field table_query[] = {LINE("q", 60, "言葉", "Words"), LINE("day", 10, "日", "Day"), TICK("open")};
static const struct web_field row_query[] = {MUST("key", 60, "号", "Row"), LINE("from", 10, "版", "Edition")};
#define SOURCE MUST("source", 300, "出典", "Source"), DAY("source_day", "出典の日付", "Date of the source")
static const struct web_field confirm_inputs[] = {
    MUST("key", 60, "号", "Row"), LINE("from", 10, "版", "Edition"), SOURCE, LINE("reason", 500, "気付いたこと", "Remark")};
static const struct web_field edition_inputs[] = {
    MUST("key", 60, "号", "Row"), LINE("from", 10, "版", "Edition"), SOURCE, LINE("reason", 500, "改正の内容", "Change"),
    DAY("valid_from", "施行日", "In force from"), LINE("valid_to", 10, "終わりの日", "Last day"),
    LINE("value", 40, "値", "Value"), LINE("unit", 20, "単位", "Unit"), LINE("operator", 20, "比べ方", "Operator"),
    TEXT("item", 2000, "内容", "Item"), LINE("condition", 1000, "条件", "Condition"), LINE("note", 500, "備考", "Note")};
static const struct web_field change_inputs[] = {
    VERSION("version"), CODE("do", "agree|refuse|withdraw"), LINE("words", 300, "理由", "Reason")};
static const struct web_field used_inputs[] = {
    {.name = STR_INIT("file"), .kind = WEB_FILE, .required = true, .limit = 1024 * 1024, NAME_OF("ファイル", "File")},
    DAY("valid_from", "この日から有効", "In force from"), SOURCE};
static const struct web_field import_query[] = {NUMBER("line")};
static const struct web_field import_inputs[] = {
    NUMBER("line"), NUMBER("paper"),
    {.name = STR_INIT("file"), .kind = WEB_FILE, .limit = 2 * 1024 * 1024, NAME_OF("ファイル", "File")}};
static const struct web_field import_take_inputs[] = {
    NUMBER("line"), NUMBER("head"), LINE("name", 200, "書類", "Paper"), LINE("do", 20, "操作", "Action"),
    MUST_TEXT("table", 60000, "表", "Table"), LINE("c0", 20, "列", "Column"), LINE("c1", 20, "列", "Column"),
    LINE("c2", 20, "列", "Column"), LINE("c3", 20, "列", "Column"), LINE("c4", 20, "列", "Column"),
    LINE("c5", 20, "列", "Column"), LINE("c6", 20, "列", "Column"), LINE("c7", 20, "列", "Column"),
    LINE("c8", 20, "列", "Column"), LINE("c9", 20, "列", "Column")};

const struct web_route law_routes[LAW_ROUTE_COUNT] = {
    PAGE("/desk/cases/:id/judge/:line", "desk.case.read", desk_page_judge, "該非の判定", "Judgement") WITH(judge_query)},
    PAGE("/desk/law/countries", "desk.case.read", desk_page_countries, "相手国の輸入規制", "Rules of other countries")},
    PAGE("/desk/law/countries/:id", "desk.case.read", desk_page_country, "輸入規制", "Rule of a country")},
    PAGE("/desk/cases/:id/judge/:line/import", "desk.case.edit", desk_page_judge_import, "証明書の表の取込み", "Import of a certificate") WITH(import_query)},
    ACTION("/desk/cases/:id/judge/:line/import", "desk.case.edit", desk_act_judge_import) WITH(import_inputs), .body_limit = 2200000, .re_renders = true},
    ACTION("/desk/cases/:id/judge/:line/import/take", "desk.case.edit", desk_act_judge_import_take) WITH(import_take_inputs), .body_limit = 262144, .re_renders = true},
    PAGE("/desk/law", "desk.case.read", desk_page_law, "表の版", "Tables of the law")},
    PAGE("/desk/law/tables/:table", "desk.case.read", desk_page_law_table, "表", "Table") WITH(table_query)},
    PAGE("/desk/law/tables/:table/row", "desk.case.read", desk_page_law_row, "表の行", "Row") WITH(row_query)},
    PAGE("/desk/law/changes", "desk.case.read", desk_page_law_changes, "表への追加と確認", "Rows confirmed and added")},
    PAGE("/desk/law/used-goods", "desk.case.read", desk_page_used_goods, "中古品の品目と年式", "Kinds of used goods")},
    ACTION("/desk/law/tables/:table/confirm", "desk.law", desk_act_law_confirm) WITH(confirm_inputs), .re_renders = true},
    ACTION("/desk/law/tables/:table/edition", "desk.law", desk_act_law_edition) WITH(edition_inputs), .re_renders = true},
    ACTION("/desk/law/changes/:id", "desk.law", desk_act_law_change) WITH(change_inputs), .re_renders = true},
    ACTION("/desk/law/used-goods", "desk.law", desk_act_used_goods) WITH(used_inputs), .body_limit = 1100000, .re_renders = true},
    ACTION("/desk/cases/:id/judge/:line/checks", "desk.case.edit", desk_act_check) WITH(check_inputs)},
    ACTION("/desk/cases/:id/judge/:line", "desk.case.edit", desk_act_judge) WITH(judge_inputs), .body_limit = 262144, .re_renders = true},
    ACTION("/desk/cases/:id/judge/:line/propose", "desk.case.edit", desk_act_propose) WITH(judge_inputs), .body_limit = 262144, .re_renders = true},
    ACTION("/desk/cases/:id/judge/:line/decide", "desk.case.edit", desk_act_judge_decide) WITH(decide_inputs), .re_renders = true},
    ACTION("/desk/law/countries", "desk.law", desk_act_country_add) WITH(country_inputs), .re_renders = true},
    ACTION("/desk/law/countries/:id", "desk.law", desk_act_country) WITH(country_inputs), .re_renders = true},
};

const struct navigation law_navigation[LAW_NAVIGATION_COUNT] = {
    MENU("/desk/law", "表の版", "Tables of the law", "desk.case.read", 'l'),
};
