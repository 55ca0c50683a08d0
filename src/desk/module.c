/* The desk declares itself: pages, commands, jobs, mailboxes, permissions. */
#include "desk/close.h"
#include "desk/command.h"
#include "desk/demonstration.h"
#include "desk/desk.h"
#include "desk/file_job.h"
#include "desk/intake.h"
#include "desk/outbox.h"
#include "desk/page_routes.h"

static const struct command commands[] = {
    {STR_INIT("import"), STR_INIT("メール（.eml）を取り込みます"), STR_INIT("take in mails (.eml)"),
     desk_command_import},
    {STR_INIT("list"), STR_INIT("相談の一覧"), STR_INIT("list cases"), desk_command_list},
    {STR_INIT("show"), STR_INIT("相談の内容"), STR_INIT("show one case"), desk_command_show},
    {STR_INIT("close"), STR_INIT("一日を締めます"), STR_INIT("close a day"), desk_command_close},
    {STR_INIT("export"), STR_INIT("一日の Excel、CSV、PDF を書き出します"),
     STR_INIT("write the Excel, CSV and PDFs of a day"), desk_command_export},
    {STR_INIT("month"), STR_INIT("月の品目別件数"), STR_INIT("figures of a month"),
     desk_command_month},
    {STR_INIT("erase"), STR_INIT("相談の個人情報と内容を消去します（二人で）"),
     STR_INIT("erase what a case says (two people)"), desk_command_erase},
    {STR_INIT("holidays"), STR_INIT("休日と休業日の一覧を見る・取り込む"),
     STR_INIT("holidays and closed days: list, import"), desk_command_holidays},
    {STR_INIT("generate"), STR_INIT("作り物の相談の記録を作ります"),
     STR_INIT("make synthetic histories"), desk_command_generate},
    {STR_INIT("demonstration"), STR_INIT("デモのメールを作ります"),
     STR_INIT("write the demonstration mails"), demonstration_command},
};

/* The runner renews the lease while a mail is on its way. */
static const struct job_handler jobs[] = {
    {STR_INIT("mail.send"), (int64_t)5 * 60 * US_PER_SECOND, 20, desk_outbox_job},
};

static const struct periodic periodic[] = {
    {STR_INIT("desk.imap"), (int64_t)30 * US_PER_SECOND, desk_intake_imap},
    {STR_INIT("desk.outbox"), (int64_t)300 * US_PER_SECOND, desk_outbox_tidy},
    {STR_INIT("desk.files"), (int64_t)600 * US_PER_SECOND, desk_file_tidy},
    {STR_INIT("desk.scan"), (int64_t)3 * US_PER_SECOND, desk_scan_round},
    {STR_INIT("desk.text"), (int64_t)3 * US_PER_SECOND, desk_text_round},
    {STR_INIT("desk.maildir"), (int64_t)10 * US_PER_SECOND, desk_intake_maildir},
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
const struct module desk_module = {
    .name = STR_INIT("desk"),
    .title_ja = STR_INIT("事前相談窓口"),
    .title_en = STR_INIT("Consultation desk"),
    .routes = desk_routes,
    .route_count = DESK_ROUTE_COUNT,
    .commands = commands,
    .command_count = COUNT(commands),
    .jobs = jobs,
    .job_count = COUNT(jobs),
    .periodic = periodic,
    .periodic_count = COUNT(periodic),
    .permissions = desk_permissions,
    .permission_count = DESK_PERMISSION_COUNT,
    .navigation = desk_navigation,
    .navigation_count = DESK_NAVIGATION_COUNT,
};
