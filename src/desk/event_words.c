/* What happened to a case, in words. */
#include "desk/case.h"

static const struct {
    struct str action, ja, en;
} words[] = {
    {STR_INIT("opened"), STR_INIT("事案を開いた"), STR_INIT("Opened")},
    {STR_INIT("edited"), STR_INIT("記録を直した"), STR_INIT("Record edited")},
    {STR_INIT("cargo"), STR_INIT("貨物の行を直した"), STR_INIT("Cargo lines edited")},
    {STR_INIT("mail_joined"), STR_INIT("メールが加わった"), STR_INIT("A mail joined")},
    {STR_INIT("merged_here"), STR_INIT("ほかの事案をまとめた"), STR_INIT("Another case merged here")},
    {STR_INIT("assigned"), STR_INIT("担当を決めた"), STR_INIT("Assigned")},
    {STR_INIT("notice"), STR_INIT("提出連絡を受けた"), STR_INIT("Notice of submission")},
    {STR_INIT("kind"), STR_INIT("区分を変えた"), STR_INIT("Kind changed")},
    {STR_INIT("document"), STR_INIT("書類を確かめた"), STR_INIT("Paper checked")},
    {STR_INIT("attention"), STR_INIT("要確認になった"), STR_INIT("Check needed")},
    {STR_INIT("attention_settled"), STR_INIT("要確認を確かめた"), STR_INIT("Checked")},
    {STR_INIT("file_added"), STR_INIT("書類を加えた"), STR_INIT("Paper added")},
    {STR_INIT("address_confirmed"), STR_INIT("宛先を加えた"), STR_INIT("Address added")},
    {STR_INIT("mail_waiting"), STR_INIT("メールを送信箱に入れた"), STR_INIT("Mail put into the outbox")},
    {STR_INIT("mail_cancelled"), STR_INIT("送信を取り消した"), STR_INIT("Sending undone")},
    {STR_INIT("mail_decided"), STR_INIT("送信不明を判断した"), STR_INIT("Unknown mail decided")},
    {STR_INIT("mail_sent"), STR_INIT("メールを送った"), STR_INIT("Mail sent")},
    {STR_INIT("erased"), STR_INIT("消去した"), STR_INIT("Erased")},
    {STR_INIT("file_infected"), STR_INIT("不正プログラムを検出した"), STR_INIT("Malware found")},
    {STR_INIT("link_answered"), STR_INIT("経産省がリンクの画面で回答した"), STR_INIT("METI answered by the link")},
    {STR_INIT("link_closed"), STR_INIT("経産省へのリンクを閉じた"), STR_INIT("Link to METI closed")},
    {STR_INIT("generated"), STR_INIT("合成データとして作った"), STR_INIT("Made as synthetic data")},
};

struct str desk_event_title(struct str action, enum lang lang)
{
    enum desk_action move;
    if (desk_action_parse(action, &move))
        return desk_action_title(move, lang);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_equal(words[i].action, action))
            return lang == LANG_EN ? words[i].en : words[i].ja;
    return action;
}
