/* The table of the law's pages: judging a cargo line, tables and their editions, other countries' rules. */
#include "desk/law_pages.h"
#include "desk/route_words.h"

static const struct web_field line_inputs[] = {NUMBER("line")};
static const struct web_field check_inputs[] = {
    VERSION("version"), NUMBER("line"), MUST("check", 60, "確かめること", "Fact"),
    CODE("state", "open|met|unclear|not_met|not_needed"), NUMBER("file"), LINE("note", 300, "見たこと", "Note")};
static const struct web_field country_inputs[] = {
    NUMBER("revision"), MUST("country", 10, "国・地域", "Country"), MUST("goods", 40, "品物", "Goods"),
    CODE("effect", "allowed|conditional|prohibited|withdrawn"), DAY("checked_on", "確かめた日", "Checked on"),
    MUST_TEXT("rule", 2000, "規制の内容", "Rule"), MUST("source", 500, "出典", "Source")};

const struct web_route law_routes[LAW_ROUTE_COUNT] = {
    PAGE("/desk/cases/:id/judge/:line", "desk.case.read", desk_page_judge, "該非の判定", "Judgement") WITH(line_inputs)},
    PAGE("/desk/law/countries", "desk.case.read", desk_page_countries, "相手国の輸入規制", "Rules of other countries")},
    PAGE("/desk/law/countries/:id", "desk.case.read", desk_page_country, "輸入規制", "Rule of a country")},
    ACTION("/desk/cases/:id/judge/:line/checks", "desk.case.edit", desk_act_check) WITH(check_inputs)},
    ACTION("/desk/law/countries", "desk.law", desk_act_country_add) WITH(country_inputs), .re_renders = true},
    ACTION("/desk/law/countries/:id", "desk.law", desk_act_country) WITH(country_inputs), .re_renders = true},
};
