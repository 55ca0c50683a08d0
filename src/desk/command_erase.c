/* meguri desk erase CASE --reason WHY | --confirm | --withdraw --data DIR: the program may ask or confirm, but
   never both. Without a choice it shows what would be lost. */
#include <stdio.h>

#include "base/json.h"
#include "desk/command.h"
#include "desk/erase.h"

static const struct option_declaration options[] = {
    WORKSPACE_OPTIONS,
    {STR_INIT("reason"), 0, STR_INIT("WHY"), STR_INIT("消去を依頼します。理由を書きます"),
     STR_INIT("ask for the erasure, with a reason")},
    {STR_INIT("confirm"), 0, STR_INIT(""),
     STR_INIT("ページで依頼された消去を確かめ、消去します。元に戻せません"),
     STR_INIT("confirm an erasure that was asked for on the page; irreversible")},
    {STR_INIT("withdraw"), 0, STR_INIT(""), STR_INIT("依頼を取りやめます"),
     STR_INIT("withdraw the request")},
};
enum { OPTION_COUNT = sizeof options / sizeof options[0] };

static void print_result(const struct desk_erasure *erasure, struct str number, bool json,
                         enum lang lang)
{
    const struct desk_losses *losses = &erasure->losses;
    static const char *const states[] = {"asked", "withdrawn", "erased"};
    if (json) {
        struct buf out = {0};
        struct json_writer writer;
        json_writer_init(&writer, &out, false);
        json_begin_object(&writer);
        json_put_string(&writer, STR("number"), number);
        json_put_string(&writer, STR("state"),
                        erasure->id ? str_from_c(states[erasure->state]) : STR("none"));
        json_put_integer(&writer, STR("mails"), losses->mails);
        json_put_integer(&writer, STR("files"), losses->files);
        json_put_integer(&writer, STR("bytes"), losses->bytes);
        json_put_integer(&writer, STR("answers"), losses->answers);
        json_put_integer(&writer, STR("notes"), losses->notes);
        json_end_object(&writer);
        printf("%" PRIstr "\n", STR_ARG(buf_str(&out)));
        buf_finish(&out);
        return;
    }
    struct str state = erasure->id ? desk_erasure_state_title(erasure->state, lang)
                       : lang == LANG_EN ? STR("Not asked for")
                                         : STR("依頼されていません");
    printf("%" PRIstr "  %" PRIstr "\n", STR_ARG(number), STR_ARG(state));
    printf(lang == LANG_EN ? "mails %lld, papers %lld (%lld bytes), answers %lld, notes %lld\n"
                           : "メール %lld 通、書類 %lld 件（%lld バイト）、回答の文 %lld 件、メモ %lld 件\n",
           (long long)losses->mails, (long long)losses->files, (long long)losses->bytes,
           (long long)losses->answers, (long long)losses->notes);
    if (erasure->id && erasure->state == DESK_ERASURE_ASKED)
        puts(lang == LANG_EN ? "Another person confirms it; then it cannot be undone."
                             : "別の人が確かめると消去されます。消去すると元に戻せません。");
}

static int act(const struct web_actor *actor, const struct option_values *values, int64_t case_id,
               struct desk_erasure *out, struct error *error)
{
    struct str reason = options_text(values, STR("reason"), STR(""));
    struct desk_case c;
    int status = 0;
    if (reason.n)
        return desk_erase_ask(actor, case_id, reason, &out->id, error);
    status = desk_erasure_of_case(actor, case_id, out, error);
    bool confirm = options_flag(values, STR("confirm"));
    if (status == 0 && (confirm || options_flag(values, STR("withdraw")))) {
        if (out->id == 0)
            return ERROR(error, ERR_NOT_FOUND, STR("消去の依頼"));
        return confirm ? desk_erase_confirm(actor, out->id, error)
                       : desk_erase_withdraw(actor, out->id, error);
    }
    if (status == 0 && out->id == 0)
        status = desk_erase_look(actor, case_id, &c, &out->losses, error);
    return status;
}

int desk_command_erase(const struct command_call *call, struct arena *arena, struct error *error)
{
    const struct option_values *values;
    struct desk_command command = {0};
    struct desk_erasure erasure = {0};
    int64_t case_id;
    int status = command_begin(
        call, STR("meguri desk erase CASE [--reason WHY | --confirm | --withdraw] --data DIR"), options,
        OPTION_COUNT, arena, &values, error);
    if (status || !values)
        return status;
    if (options_argument_count(values) != 1)
        return ERROR(error, ERR_USAGE, STR("CASE"));
    struct str number = options_argument(values, 0);
    status = desk_command_begin(call, values, false, arena, &command, error);
    if (status == 0)
        status = desk_case_by_number(&command.actor, number, &case_id, error);
    if (status == 0)
        status = act(&command.actor, values, case_id, &erasure, error);
    if (status == 0 && erasure.id)
        status = desk_erasure_read(&command.actor, erasure.id, &erasure, error);
    if (status == 0)
        print_result(&erasure, number, call->json || options_flag(values, STR("json")),
                     call->context->lang);
    desk_command_end(&command);
    return status;
}
