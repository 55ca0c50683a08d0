/* meguri desk list --data DIR */
#include <stdio.h>

#include "base/json.h"
#include "base/text.h"
#include "desk/command.h"
#include "desk/list.h"

static const struct option_declaration options[] = {
    WORKSPACE_OPTIONS,
    {STR_INIT("state"), 0, STR_INIT("STATE"), STR_INIT("この状況の相談だけ（received など）"),
     STR_INIT("only cases in this state")},
    {STR_INIT("search"), 0, STR_INIT("WORDS"), STR_INIT("言葉で探します"),
     STR_INIT("search for words")},
    {STR_INIT("attention"), 0, STR_INIT(""), STR_INIT("要確認の相談だけ"),
     STR_INIT("only cases that need attention")},
    {STR_INIT("limit"), 0, STR_INIT("N"), STR_INIT("件数の上限（既定: すべて）"),
     STR_INIT("at most N cases (default: all)")},
};
enum { OPTION_COUNT = sizeof options / sizeof options[0], PAGE = 200 };

static int read_filter(const struct option_values *values, struct desk_filter *filter,
                       int64_t *limit, struct error *error)
{
    struct str state = options_text(values, STR("state"), STR(""));
    if (state.n && !desk_state_parse(state, &filter->state))
        return ERROR(error, ERR_USAGE, state);
    filter->by_state = state.n > 0;
    filter->attention_only = options_flag(values, STR("attention"));
    return options_integer(values, STR("limit"), INT64_MAX, 1, INT64_MAX, limit, error);
}

static void put_row(struct json_writer *writer, const struct desk_list_row *row,
                    struct arena *arena)
{
    json_begin_object(writer);
    json_put_integer(writer, STR("id"), row->id);
    json_put_string(writer, STR("number"), row->number);
    json_put_string(writer, STR("kind"), desk_kind_name(row->kind));
    json_put_string(writer, STR("state"), desk_state_name(row->state));
    json_put_string(writer, STR("state_title"), desk_state_title(row->state, LANG_JA));
    json_put_bool(writer, STR("attention"), row->attention);
    json_put_string(writer, STR("subject"), row->subject);
    json_put_string(writer, STR("company"), row->company);
    json_put_string(writer, STR("item"), row->item);
    json_put_string(writer, STR("judgement"), desk_judgement_name(row->judgement));
    json_put_string(writer, STR("received"), time_format_iso(row->received_at, arena));
    json_put_string(writer, STR("due"), row->due_day ? day_format(row->due_day, arena) : STR(""));
    json_put_string(writer, STR("outer_due"),
                    row->outer_day ? day_format(row->outer_day, arena) : STR(""));
    json_put_integer(writer, STR("files"), row->file_count);
    json_put_bool(writer, STR("synthetic"), row->synthetic);
    json_end_object(writer);
}

static void print_row(const struct desk_list_row *row, struct arena *arena)
{
    printf("%" PRIstr "  %" PRIstr "%s  %" PRIstr "  %" PRIstr "\n", STR_ARG(row->number),
           STR_ARG(desk_state_title(row->state, LANG_JA)), row->attention ? "（要確認）" : "",
           STR_ARG(row->due_day ? day_format(row->due_day, arena) : STR("-")),
           STR_ARG(text_head(row->subject, 60)));
}

struct listing {
    struct web_actor *actor;
    struct desk_filter filter;
    struct str words;
    int64_t left;
    bool json;
};

static int walk(struct listing *l, struct json_writer *writer, struct error *error)
{
    struct arena *outer = l->actor->arena, *page = arena_create();
    l->actor->arena = page;
    struct desk_list list = {.more = true};
    int status = 0;
    while (status == 0 && list.more && l->left > 0) {
        arena_reset(page);
        l->filter.limit = l->left < PAGE ? (size_t)l->left : PAGE;
        status = desk_search(l->actor, l->words, &l->filter, &list, error);
        for (size_t i = 0; status == 0 && i < list.count; i++) {
            if (l->json)
                put_row(writer, &list.rows[i], page);
            else
                print_row(&list.rows[i], page);
            l->filter.after_id = list.rows[i].id;
            l->left--;
        }
        if (list.count == 0)
            break;
    }
    l->actor->arena = outer;
    arena_destroy(page);
    return status;
}

static int print_list(struct listing *l, struct error *error)
{
    struct buf out = {0};
    struct json_writer writer;
    json_writer_init(&writer, &out, true);
    json_begin_object(&writer);
    json_key(&writer, STR("cases"));
    json_begin_array(&writer);
    int status = walk(l, &writer, error);
    json_end_array(&writer);
    json_end_object(&writer);
    if (status == 0 && l->json)
        printf("%" PRIstr "\n", STR_ARG(buf_str(&out)));
    buf_finish(&out);
    return status;
}

int desk_command_list(const struct command_call *call, struct arena *arena, struct error *error)
{
    const struct option_values *values;
    int status = command_begin(call, STR("meguri desk list --data DIR"), options, OPTION_COUNT,
                               arena, &values, error);
    if (status || !values)
        return status;
    struct desk_command command = {0};
    struct listing listing = {.words = options_text(values, STR("search"), STR("")),
                              .json = call->json || options_flag(values, STR("json"))};
    if ((status = read_filter(values, &listing.filter, &listing.left, error)))
        return status;
    status = desk_command_begin(call, values, false, arena, &command, error);
    listing.actor = &command.actor;
    if (status == 0)
        status = print_list(&listing, error);
    desk_command_end(&command);
    return status;
}
