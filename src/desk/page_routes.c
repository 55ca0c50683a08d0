/* The table of the desk's pages: path, permission, declared inputs, handler. */
#include "desk/page_routes.h"

#include "desk/record_inputs.h"
#include "desk/route_words.h"

#define PAPER {.name = STR_INIT("file"), .kind = WEB_ID}

static const struct web_field list_inputs[] = {
    LINE("q", 100, "言葉", "Words"), LINE("state", 40, "状況", "State"), LINE("item", 40, "品目", "Item"),
    LINE("advisor", 20, "担当", "Advisor"), LINE("kind", 20, "区分", "Kind"), LINE("order", 20, "並び", "Order"),
    TICK("open"), TICK("attention"), TICK("overdue"), NUMBER("after"), NUMBER("after_due"),
};
static const struct web_field line_inputs[] = {NUMBER("line")};
static const struct web_field file_inputs[] = {PAPER};
static const struct web_field outbox_inputs[] = {TICK("all"), NUMBER("before")};
static const struct web_field day_query[] = {
    {.name = STR_INIT("day"), .kind = WEB_DATE, NAME_OF("日", "Day")}};
static const struct web_field day_inputs[] = {DAY("day", "日", "Day")};
static const struct web_field month_query[] = {LINE("month", 7, "月", "Month")};
static const struct web_field audit_query[] = {NUMBER("before"), NUMBER("case")};

static const struct web_field published_query[] = {
    LINE("company", 100, "会社名", "Company"), LINE("invoice", 100, "インボイスナンバー", "Invoice number"),
    LINE("cargo", 100, "貨物", "Cargo"), LINE("cargo_class", 40, "貨物の分類", "Cargo class"), NUMBER("after")};

static const struct web_field version_inputs[] = {VERSION("version")};
static const struct web_field advance_inputs[] = {VERSION("version"), MUST("action", 40, "操作", "Action"),
                                                  LINE("reason", 500, "理由", "Reason")};
static const struct web_field reason_inputs[] = {VERSION("version"), MUST("reason", 500, "理由", "Reason")};
#define CARGO_TEXTS                                                                              \
    MUST("name", 200, "品名", "Name"), LINE("item", 40, "品目", "Item"),                         \
    LINE("cargo_class", 40, "貨物の分類", "Cargo class"),                                        \
    LINE("example_class", 40, "相談事例", "Example class"), LINE("quantity", 30, "数量", "Quantity"), \
    LINE("unit", 20, "単位", "Unit"), LINE("hs_code", 20, "HSコード", "HS code"),                \
    LINE("origin", 300, "発生元", "Origin"), LINE("process", 300, "発生工程", "Process"),        \
    LINE("purpose", 300, "取引の目的", "Purpose"), TEXT("analysis", 4000, "分析結果", "Analysis"), \
    TEXT("basis", 4000, "判断の根拠", "Basis"), LINE("basis_codes", 200, "根拠の項号", "Basis codes"), \
    LINE("rule_edition", 40, "適用した規定の版", "Edition")
static const struct web_field cargo_inputs[] = {
    NUMBER("line"), VERSION("version"), CARGO_TEXTS, LINE("judgement", 20, "判断", "Judgement")};
static const struct web_field cargo_remove_inputs[] = {NUMBER("line"), VERSION("version")};
static const struct web_field document_inputs[] = {
    VERSION("version"), MUST("document", 60, "書類", "Document"), CODE("state", "received|missing|not_needed"),
    NUMBER("file"), LINE("reason", 200, "理由", "Reason")};
static const struct web_field attention_inputs[] = {VERSION("version"),
                                                    MUST("decision", 500, "決めたこと", "Decision")};
static const struct web_field note_inputs[] = {CODE("kind", "note|call|notice"),
                                               MUST_TEXT("text", 4000, "メモ", "Note")};
static const struct web_field upload_inputs[] = {
    {.name = STR_INIT("file"), .kind = WEB_FILE, .required = true, .limit = 41 * 1024 * 1024,
     NAME_OF("ファイル", "File")}};
static const struct web_field merge_inputs[] = {VERSION("version"), VERSION("into")};
static const struct web_field different_inputs[] = {VERSION("other")};
#define PARTS                                                                                    \
    TEXT("part_0", 20000, "本文", "Text"), TEXT("part_1", 20000, "本文", "Text"),                \
    TEXT("part_2", 20000, "本文", "Text"), TEXT("part_3", 20000, "本文", "Text"),                \
    TEXT("part_4", 20000, "本文", "Text")
static const struct web_field answer_inputs[] = {
    NUMBER("answer_version"), NUMBER("parts"), MUST("subject", 200, "件名", "Subject"),
    CODE("do", "save|compose"), PARTS};
static const struct web_field papers_inputs[] = {
    VERSION("version"), TICKS("address"), MUST("subject", 200, "件名", "Subject"),
    MUST_TEXT("text", 20000, "本文", "Text"), TICK("confirmed")};
static const struct web_field ask_inputs[] = {VERSION("version"), TEXT("question", 4000, "言葉", "Words"),
                                              TICK("by_mail")};
static const struct web_field approve_inputs[] = {
    VERSION("approval"), VERSION("approval_version"), NUMBER("mail"), MUST("decision", 40, "判断", "Decision"),
    LINE("officer", 100, "担当官の氏名", "Officer"), TEXT("comment", 4000, "意見", "Comment"),
    LINE("subject", 200, "件名", "Subject"), PARTS};
/* Of any length and shape: what is no token of ours gets the same sentence as a used one. */
#define TOKEN {.name = STR_INIT("token"), .kind = WEB_TEXT, .limit = 5000}
static const struct web_field token_input[] = {TOKEN};
static const struct web_field link_inputs[] = {
    TOKEN, MUST("decision", 40, "判断", "Decision"), MUST("officer", 100, "担当官の氏名", "Officer"),
    TEXT("comment", 4000, "意見", "Comment"), LINE("subject", 200, "件名", "Subject"), PARTS};
static const struct web_field send_inputs[] = {VERSION("version"), TICKS("address"), TICKS("attach"),
                                               TICK("recipients_confirmed"), TICK("attachments_confirmed")};
static const struct web_field address_inputs[] = {LINE("name", 100, "名前", "Name"),
                                                  MUST("address", 254, "メールアドレス", "Address"),
                                                  MUST("reason", 300, "確かめた方法", "Reason")};
#define MOMENT DAY("day", "日付", "Day"), MUST("time", 5, "時刻", "Time")
static const struct web_field telephone_inputs[] = {
    VERSION("version"), MUST("spoken_to", 100, "話した相手", "Spoken to"), MOMENT, TICK("read_aloud")};
static const struct web_field entry_inputs[] = {
    CODE("kind", "consultation|enquiry"), MUST("channel", 20, "受付手段", "Channel"), MOMENT,
    LINE("company", 200, "会社名", "Company"), LINE("person", 100, "担当者", "Person"),
    LINE("telephone", 40, "電話", "Telephone"), MUST("subject", 200, "件名", "Subject"),
    TEXT("question", 8000, "相談の内容", "Question")};
static const struct web_field decide_inputs[] = {VERSION("version"), CODE("decision", "arrived|again|give_up"),
                                                 MUST("reason", 300, "確かめた方法", "Reason")};
static const struct web_field cases_inputs[] = {DAY("day", "日", "Day"), TICKS("case")};
static const struct web_field loaded_inputs[] = {DAY("day", "日", "Day"), TICKS("case"),
                                                 CODE("result", "loaded|error"),
                                                 MUST("words", 200, "受付番号または誤り", "Receipt or error")};
static const struct web_field excuse_inputs[] = {DAY("day", "日", "Day"), MUST("part", 20, "項目", "Part"),
                                                 CODE("do", "excuse|require"),
                                                 LINE("reason", 300, "理由", "Reason")};
static const struct web_field exclude_inputs[] = {PAPER, MUST("reason", 300, "理由", "Reason")};
static const struct web_field setting_inputs[] = {MUST("name", 40, "設定", "Setting"),
                                                  LINE("value", 500, "値", "Value")};
static const struct web_field layout_inputs[] = {NUMBER("revision"), MUST_TEXT("body", 100000, "内容", "Body"),
                                                 MUST("reason", 300, "変える理由", "Reason")};

static const struct web_field holidays_inputs[] = {
    CODE("kind", "official|closures"), MUST("source", 200, "出典", "Source"),
    {.name = STR_INIT("file"), .kind = WEB_FILE, .required = true, .limit = 1024 * 1024,
     NAME_OF("CSV ファイル", "CSV file")}};
static const struct web_field erase_inputs[] = {MUST("reason", 300, "消去の理由", "Reason")};
static const struct web_field erase_confirm_inputs[] = {TICK("sure")};

const struct web_route desk_routes[DESK_ROUTE_COUNT] = {
    PAGE("/desk/today", "desk.case.read", desk_page_today, "今日", "Today")},
    PAGE("/desk/cases", "desk.case.read", desk_page_list, "事案の一覧", "Cases") WITH(list_inputs)},
    PAGE("/desk/cases/:id", "desk.case.read", desk_page_case, "事案", "Case")},
    PAGE("/desk/cases/:id/record", "desk.case.edit", desk_page_record, "記録を直す", "Edit the record")},
    PAGE("/desk/cases/:id/cargo/:line", "desk.case.edit", desk_page_cargo, "貨物の行", "Cargo line") WITH(line_inputs)},
    PAGE("/desk/cases/:id/answer", "desk.case.edit", desk_page_answer, "回答案", "Draft of the answer")},
    PAGE("/desk/cases/:id/papers", "desk.case.edit", desk_page_papers, "追加資料のお願い", "Request for papers")},
    PAGE("/desk/cases/:id/ask", "desk.case.edit", desk_page_ask, "経産省への照会", "Question to METI")},
    PAGE("/desk/cases/:id/take-back", "desk.case.edit", desk_page_take_back, "照会の取下げ", "Take the question back")},
    PAGE("/desk/cases/:id/approve", "desk.case.read", desk_page_approve, "回答案の確認", "Approval")},
    PAGE("/desk/cases/:id/send", "desk.case.answer", desk_page_send, "回答を送る", "Send the answer")},
    PAGE("/desk/cases/:id/telephone", "desk.case.answer", desk_page_telephone, "電話で回答する", "Answer by telephone")},
    PAGE("/desk/cases/:id/registry", "desk.registry", desk_page_registry, "登録", "Registration")},
    PAGE("/desk/cases/:id/files/:file", "desk.case.read", desk_page_file, "書類", "Paper") WITH(file_inputs)},
    PAGE("/desk/cases/:id/files/:file/picture", "desk.case.read", desk_page_picture, "写真", "Picture") WITH(file_inputs)},
    PAGE("/desk/cases/:id/pdfs/:file", "desk.registry", desk_page_pdf, "PDF", "PDF") WITH(file_inputs)},
    PAGE("/desk/approvals", "desk.case.read", desk_page_approvals, "経産省の回答", "Answers of METI")},
    {.path = STR_INIT("/meti/:token"), .handler = desk_page_link, .title_ja = STR_INIT("回答案の確認"),
     .title_en = STR_INIT("Approval") WITH(token_input)},
    {.path = STR_INIT("/meti/answered"), .handler = desk_page_link_answered, .light = true,
     .title_ja = STR_INIT("回答を受け付けました"), .title_en = STR_INIT("Answer received")},
    {.method = WEB_POST, .path = STR_INIT("/meti/:token"), .csrf = WEB_CSRF_LOGIN, .handler = desk_act_link,
     .title_ja = STR_INIT("回答案の確認"), .title_en = STR_INIT("Approval") WITH(link_inputs),
     .body_limit = 524288, .re_renders = true},
    PAGE("/desk/new", "desk.case.edit", desk_page_entry, "電話・FAXの記録", "Telephone and fax")},
    PAGE("/desk/outbox", "desk.case.read", desk_page_outbox, "送信箱", "Outbox") WITH(outbox_inputs)},
    PAGE("/desk/close", "desk.registry", desk_page_close, "日次の締め", "Day close") WITH(day_query)},
    PAGE("/desk/close/workbook", "desk.registry", desk_page_workbook, "日の Excel", "Workbook of the day") WITH(day_inputs)},
    PAGE("/desk/close/zip", "desk.registry", desk_page_zip, "日の書類の PDF", "PDFs of the day") WITH(day_inputs)},
    PAGE("/desk/batches/:id/csv", "desk.registry", desk_page_csv, "登録用の CSV", "CSV for the registry")},
    PAGE("/desk/cases/:id/erase", "desk.erase", desk_page_erase, "個人情報の消去", "Erasure")},
    PAGE("/desk/erasures", "desk.erase.confirm", desk_page_erasures, "消去", "Erasures")},
    PAGE("/desk/erasures/:id", "desk.erase.confirm", desk_page_erasure, "消去の確認", "Confirm an erasure")},
    PAGE("/desk/published", "desk.published.read", desk_page_published_list, "公開済みの記録", "Published records") WITH(published_query)},
    PAGE("/desk/published/:id", "desk.published.read", desk_page_published, "公開された記録", "Published record")},
    PAGE("/desk/published/:id/pdfs/:file", "desk.published.read", desk_page_published_pdf, "公開された PDF", "Published PDF") WITH(file_inputs)},
    PAGE("/desk/month", "desk.registry", desk_page_month, "月次集計", "Month") WITH(month_query)},
    PAGE("/desk/month/workbook", "desk.registry", desk_page_month_workbook, "月の Excel", "Workbook of the month") WITH(month_query)},
    PAGE("/desk/holidays", "desk.settings", desk_page_holidays, "休日と休業日", "Holidays")},
    PAGE("/desk/holidays/:id", "desk.settings", desk_page_holiday_list, "休日の一覧", "List of holidays")},
    PAGE("/desk/settings", "desk.settings", desk_page_settings, "設定", "Settings")},
    PAGE("/desk/layouts", "desk.registry", desk_page_layouts, "登録と報告の様式", "Layouts")},
    PAGE("/desk/layouts/:name", "desk.registry", desk_page_layout, "様式", "Layout")},
    PAGE("/desk/capabilities", "desk.settings", desk_page_capabilities, "追加の機能", "Capabilities")},
    PAGE("/desk/audit", "desk.settings", desk_page_audit, "監査記録", "Audit") WITH(audit_query)},
    ACTION("/desk/cases/:id/advance", "desk.case.read", desk_act_advance) WITH(advance_inputs)},
    ACTION("/desk/cases/:id/record", "desk.case.edit", desk_act_record) WITH(desk_record_inputs), .body_limit = 262144, .re_renders = true},
    ACTION("/desk/cases/:id/cargo/:line", "desk.case.edit", desk_act_cargo) WITH(cargo_inputs), .body_limit = 131072, .re_renders = true},
    ACTION("/desk/cases/:id/cargo/:line/remove", "desk.case.edit", desk_act_cargo_remove) WITH(cargo_remove_inputs)},
    ACTION("/desk/cases/:id/documents", "desk.case.edit", desk_act_document) WITH(document_inputs)},
    ACTION("/desk/cases/:id/assign", "desk.case.edit", desk_act_assign) WITH(version_inputs)},
    ACTION("/desk/cases/:id/notice", "desk.case.edit", desk_act_notice) WITH(version_inputs)},
    ACTION("/desk/cases/:id/attention", "desk.case.edit", desk_act_attention) WITH(attention_inputs)},
    ACTION("/desk/cases/:id/notes", "desk.case.edit", desk_act_note) WITH(note_inputs)},
    ACTION("/desk/cases/:id/files", "desk.case.edit", desk_act_file) WITH(upload_inputs), .body_limit = 43057152},
    ACTION("/desk/cases/:id/merge", "desk.case.decide", desk_act_merge) WITH(merge_inputs)},
    ACTION("/desk/cases/:id/different", "desk.case.edit", desk_act_different) WITH(different_inputs)},
    ACTION("/desk/cases/:id/answer", "desk.case.edit", desk_act_answer) WITH(answer_inputs), .body_limit = 524288, .re_renders = true},
    ACTION("/desk/cases/:id/papers", "desk.case.edit", desk_act_papers) WITH(papers_inputs), .body_limit = 262144, .re_renders = true},
    ACTION("/desk/cases/:id/ask", "desk.case.edit", desk_act_ask) WITH(ask_inputs), .re_renders = true},
    ACTION("/desk/cases/:id/take-back", "desk.case.edit", desk_act_take_back) WITH(reason_inputs)},
    ACTION("/desk/cases/:id/approve", "desk.case.read", desk_act_approve) WITH(approve_inputs), .body_limit = 524288, .re_renders = true},
    ACTION("/desk/cases/:id/send", "desk.case.answer", desk_act_send) WITH(send_inputs), .re_renders = true},
    ACTION("/desk/cases/:id/addresses", "desk.case.answer", desk_act_address) WITH(address_inputs)},
    ACTION("/desk/cases/:id/telephone", "desk.case.answer", desk_act_telephone) WITH(telephone_inputs), .re_renders = true},
    ACTION("/desk/new", "desk.case.edit", desk_act_entry) WITH(entry_inputs), .re_renders = true},
    ACTION("/desk/outbox/:id/cancel", "desk.case.answer", desk_act_outbox_cancel) WITH(version_inputs)},
    ACTION("/desk/outbox/:id/decide", "desk.case.decide", desk_act_outbox_decide) WITH(decide_inputs)},
    ACTION("/desk/close/export", "desk.registry", desk_act_export) WITH(day_inputs)},
    ACTION("/desk/close/register", "desk.registry", desk_act_register) WITH(cases_inputs)},
    ACTION("/desk/close/publish-request", "desk.registry", desk_act_request_publish) WITH(cases_inputs)},
    ACTION("/desk/close/published", "desk.registry", desk_act_published) WITH(cases_inputs)},
    ACTION("/desk/close", "desk.close", desk_act_close) WITH(day_inputs)},
    ACTION("/desk/batches/:id/record", "desk.registry", desk_act_record_loaded) WITH(loaded_inputs)},
    ACTION("/desk/cases/:id/excuse", "desk.close", desk_act_excuse) WITH(excuse_inputs)},
    ACTION("/desk/cases/:id/pdfs", "desk.registry", desk_act_pdf_make)},
    ACTION("/desk/cases/:id/pdfs/:file/exclude", "desk.registry", desk_act_pdf_exclude) WITH(exclude_inputs)},
    ACTION("/desk/cases/:id/check-online", "desk.registry", desk_act_check_online)},
    ACTION("/desk/cases/:id/erase", "desk.erase", desk_act_erase) WITH(erase_inputs), .re_renders = true},
    ACTION("/desk/erasures/:id/confirm", "desk.erase.confirm", desk_act_erase_confirm) WITH(erase_confirm_inputs)},
    ACTION("/desk/erasures/:id/withdraw", "desk.erase.confirm", desk_act_erase_withdraw)},
    ACTION("/desk/holidays", "desk.settings", desk_act_holidays) WITH(holidays_inputs), .body_limit = 1100000, .re_renders = true},
    ACTION("/desk/holidays/:id/apply", "desk.settings", desk_act_holidays_apply)},
    ACTION("/desk/settings", "desk.settings", desk_act_setting) WITH(setting_inputs), .re_renders = true},
    ACTION("/desk/layouts/:name", "desk.settings", desk_act_layout) WITH(layout_inputs), .body_limit = 262144, .re_renders = true},
};

const struct navigation desk_navigation[DESK_NAVIGATION_COUNT] = {
    MENU("/desk/today", "今日", "Today", "desk.case.read", 't'),
    MENU("/desk/cases", "事案の一覧", "Cases", "desk.case.read", 'c'),
    MENU("/desk/new", "電話・FAXの記録", "Telephone and fax", "desk.case.edit", 'n'),
    MENU("/desk/approvals", "経産省の回答", "Answers of METI", "desk.case.read", 'm'),
    MENU("/desk/outbox", "送信箱", "Outbox", "desk.case.answer", 'o'),
    MENU("/desk/close", "日次の締め", "Day close", "desk.registry", 'd'),
    MENU("/desk/published", "公開済みの記録", "Published records", "desk.published.read", 'b'),
    MENU("/desk/month", "月次集計", "Month", "desk.registry", 'r'),
    MENU("/desk/erasures", "消去", "Erasures", "desk.erase.confirm", 'e'),
    MENU("/desk/settings", "設定", "Settings", "desk.settings", 's'),
    MENU("/desk/capabilities", "追加の機能", "Capabilities", "desk.settings", 'p'),
    MENU("/desk/audit", "監査記録", "Audit", "desk.settings", 'a'),
};
