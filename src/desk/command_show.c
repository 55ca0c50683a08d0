/* meguri desk show CASE --data DIR */
#include <stdio.h>

#include "base/json.h"
#include "desk/answer.h"
#include "desk/command.h"
#include "desk/outbox.h"
#include "doc/mail.h"

static const struct option_declaration options[] = {WORKSPACE_OPTIONS};
enum { OPTION_COUNT = sizeof options / sizeof options[0] };

static const struct {
    uint32_t bit;
    struct str name;
} flags[] = {
    {MAIL_BROKEN, STR_INIT("broken")},
    {MAIL_CHARSET_GUESSED, STR_INIT("charset_guessed")},
    {MAIL_HTML_ONLY, STR_INIT("html_only")},
    {MAIL_ENCRYPTED_ARCHIVE, STR_INIT("encrypted_archive")},
    {MAIL_HAS_PASSWORD_TEXT, STR_INIT("has_password_text")},
    {MAIL_SENDER_FORGED, STR_INIT("sender_forged")},
    {MAIL_TRUNCATED, STR_INIT("truncated")},
    {MAIL_AUTOMATIC, STR_INIT("automatic")},
};

static void put_flags(struct json_writer *w, uint32_t bits)
{
    json_key(w, STR("flags"));
    json_begin_array(w);
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++)
        if (bits & flags[i].bit)
            json_string(w, flags[i].name);
    json_end_array(w);
}

static void put_case(struct json_writer *w, const struct desk_case *c, struct arena *arena)
{
    json_put_integer(w, STR("id"), c->id);
    json_put_string(w, STR("number"), c->number);
    json_put_integer(w, STR("version"), c->version);
    json_put_string(w, STR("kind"), desk_kind_name(c->kind));
    json_put_string(w, STR("state"), desk_state_name(c->state));
    json_put_string(w, STR("state_title"), desk_state_title(c->state, LANG_JA));
    json_put_bool(w, STR("attention"), c->attention);
    json_put_string(w, STR("attention_reason"), c->attention_reason);
    json_put_string(w, STR("subject"), c->subject);
    json_put_string(w, STR("company"), c->company);
    json_put_string(w, STR("judgement"), desk_judgement_name(c->judgement));
    json_put_string(w, STR("received"), time_format_iso(c->received_at, arena));
    json_put_string(w, STR("due"), c->due_day ? day_format(c->due_day, arena) : STR(""));
    json_put_string(w, STR("outer_due"), c->outer_day ? day_format(c->outer_day, arena) : STR(""));
    json_put_string(w, STR("token"), c->token);
    json_put_bool(w, STR("synthetic"), c->synthetic);
    json_put_integer(w, STR("merged_into"), c->merged_into);
    json_key(w, STR("fields"));
    json_begin_object(w);
    for (size_t i = 0; i < c->value_count; i++)
        if (c->values[i].text.n)
            json_put_string(w, c->values[i].field->code, c->values[i].text);
    json_end_object(w);
}

static void put_mails(struct json_writer *w, const struct desk_view *v, struct arena *arena)
{
    json_key(w, STR("mails"));
    json_begin_array(w);
    for (size_t i = 0; i < v->mail_count; i++) {
        const struct desk_mail *m = &v->mails[i];
        json_begin_object(w);
        json_put_integer(w, STR("id"), m->id);
        json_put_string(w, STR("from_name"), m->sender_name);
        json_put_string(w, STR("from"), m->sender_address);
        json_put_string(w, STR("to"), m->to);
        json_put_string(w, STR("subject"), m->subject);
        json_put_string(w, STR("date"), m->date ? time_format_iso(m->date, arena) : STR(""));
        json_put_string(w, STR("arrived"), time_format_iso(m->arrived_at, arena));
        json_put_string(w, STR("message_id"), m->message_id);
        json_put_string(w, STR("joined_by"), m->joined_by);
        json_put_bool(w, STR("parked"), m->parked);
        json_put_string(w, STR("problem"), m->problem);
        json_put_integer(w, STR("size"), m->raw_size);
        put_flags(w, m->flags);
        json_put_string(w, STR("text"), m->text);
        json_end_object(w);
    }
    json_end_array(w);
}

static void put_files(struct json_writer *w, const struct desk_view *v)
{
    json_key(w, STR("files"));
    json_begin_array(w);
    for (size_t i = 0; i < v->file_count; i++) {
        const struct desk_file *f = &v->files[i];
        json_begin_object(w);
        json_put_integer(w, STR("id"), f->id);
        json_put_integer(w, STR("mail"), f->mail);
        json_put_string(w, STR("name"), f->name);
        json_put_string(w, STR("type"), f->type);
        json_put_string(w, STR("document"), f->document);
        json_put_integer(w, STR("size"), f->size);
        json_put_integer(w, STR("parent"), f->parent);
        json_put_integer(w, STR("password_mail"), f->password_mail);
        put_flags(w, f->flags);
        json_end_object(w);
    }
    json_end_array(w);
}

static void put_cargo(struct json_writer *w, const struct desk_view *v)
{
    json_key(w, STR("cargo"));
    json_begin_array(w);
    for (size_t i = 0; i < v->cargo_count; i++) {
        const struct desk_cargo *line = &v->cargo[i];
        json_begin_object(w);
        json_put_string(w, STR("name"), line->name);
        json_put_string(w, STR("item"), line->item);
        json_put_string(w, STR("example_class"), line->example_class);
        json_put_string(w, STR("cargo_class"), line->cargo_class);
        json_put_string(w, STR("quantity"), line->quantity);
        json_put_string(w, STR("unit"), line->unit);
        json_put_string(w, STR("judgement"), desk_judgement_name(line->judgement));
        json_put_string(w, STR("basis"), line->basis);
        json_end_object(w);
    }
    json_end_array(w);
}

static void put_rest(struct json_writer *w, const struct desk_view *v, struct arena *arena)
{
    json_key(w, STR("possible_duplicates"));
    json_begin_array(w);
    for (size_t i = 0; i < v->relation_count; i++) {
        json_begin_object(w);
        json_put_integer(w, STR("case"), v->relations[i].other);
        json_put_string(w, STR("number"), v->relations[i].other_number);
        json_put_string(w, STR("reasons"), v->relations[i].reasons);
        json_put_string(w, STR("decision"), v->relations[i].decision);
        json_end_object(w);
    }
    json_end_array(w);
    json_key(w, STR("addresses"));
    json_begin_array(w);
    for (size_t i = 0; i < v->address_count; i++) {
        json_begin_object(w);
        json_put_string(w, STR("address"), v->addresses[i].address);
        json_put_string(w, STR("source"), v->addresses[i].source);
        json_end_object(w);
    }
    json_end_array(w);
    json_key(w, STR("history"));
    json_begin_array(w);
    for (size_t i = v->event_count; i-- > 0;) {
        json_begin_object(w);
        json_put_string(w, STR("at"), time_format_iso(v->events[i].at, arena));
        json_put_string(w, STR("action"), v->events[i].action);
        json_put_string(w, STR("from"), v->events[i].from);
        json_put_string(w, STR("to"), v->events[i].to);
        json_put_string(w, STR("detail"), v->events[i].detail);
        json_end_object(w);
    }
    json_end_array(w);
}

static int put_answer(struct json_writer *w, const struct web_actor *actor, int64_t id,
                      struct error *error)
{
    struct desk_answer answer;
    struct desk_outgoing *mails;
    size_t count;
    int status = desk_answer_read(actor, id, &answer, error);
    if (status == 0)
        status = desk_outbox_list(actor, id, false, 0, 200, &mails, &count, error);
    if (status)
        return status;
    if (answer.id) {
        json_key(w, STR("answer"));
        json_begin_object(w);
        json_put_integer(w, STR("revision"), answer.revision);
        json_put_string(w, STR("state"), desk_answer_state_name(answer.state));
        json_put_string(w, STR("subject"), answer.subject);
        json_put_string(w, STR("text"), answer.text);
        json_end_object(w);
    }
    json_key(w, STR("outbox"));
    json_begin_array(w);
    for (size_t i = 0; i < count; i++) {
        json_begin_object(w);
        json_put_integer(w, STR("id"), mails[i].id);
        json_put_string(w, STR("purpose"), mails[i].purpose);
        json_put_string(w, STR("state"), desk_mail_state_name(mails[i].state));
        json_put_string(w, STR("message_id"), mails[i].message_id);
        json_put_string(w, STR("subject"), mails[i].subject);
        json_put_string(w, STR("problem"), mails[i].last_problem);
        json_end_object(w);
    }
    json_end_array(w);
    return 0;
}

static int print_json(const struct web_actor *actor, const struct desk_view *v, struct error *error)
{
    struct buf out = {0};
    struct json_writer writer;
    json_writer_init(&writer, &out, true);
    json_begin_object(&writer);
    put_case(&writer, &v->c, actor->arena);
    put_cargo(&writer, v);
    put_mails(&writer, v, actor->arena);
    put_files(&writer, v);
    put_rest(&writer, v, actor->arena);
    int status = put_answer(&writer, actor, v->c.id, error);
    json_end_object(&writer);
    if (status == 0)
        printf("%" PRIstr "\n", STR_ARG(buf_str(&out)));
    buf_finish(&out);
    return status;
}

/* Codes stay in --json; people read the word of the list. */
static struct str value_words(const struct desk_value *value)
{
    struct str choices = value->field->choices;
    return choices.n ? desk_choice_title(choices, value->text, LANG_JA) : value->text;
}

static void print_text(const struct desk_view *v, struct arena *arena)
{
    const struct desk_case *c = &v->c;
    printf("%" PRIstr "  %" PRIstr "%s\n%" PRIstr "\n", STR_ARG(c->number),
           STR_ARG(desk_state_title(c->state, LANG_JA)), c->attention ? "（要確認）" : "",
           STR_ARG(c->subject));
    if (c->attention)
        printf("要確認: %" PRIstr "\n", STR_ARG(c->attention_reason));
    for (size_t i = 0; i < c->value_count; i++)
        if (c->values[i].text.n)
            printf("%" PRIstr ": %" PRIstr "\n", STR_ARG(c->values[i].field->label_ja),
                   STR_ARG(value_words(&c->values[i])));
    for (size_t i = 0; i < v->mail_count; i++)
        printf("メール %" PRIstr "  %" PRIstr " <%" PRIstr ">  %" PRIstr "\n",
               STR_ARG(time_format_jst(v->mails[i].arrived_at, arena)),
               STR_ARG(v->mails[i].sender_name), STR_ARG(v->mails[i].sender_address),
               STR_ARG(v->mails[i].subject));
    for (size_t i = 0; i < v->file_count; i++)
        printf("書類 %" PRIstr "（%" PRIstr "、%lld バイト）\n", STR_ARG(v->files[i].name),
               STR_ARG(v->files[i].type), (long long)v->files[i].size);
}

int desk_command_show(const struct command_call *call, struct arena *arena, struct error *error)
{
    const struct option_values *values;
    int status = command_begin(call, STR("meguri desk show CASE --data DIR"), options,
                               OPTION_COUNT, arena, &values, error);
    if (status || !values)
        return status;
    if (options_argument_count(values) != 1)
        return ERROR(error, ERR_USAGE, STR("CASE は相談番号を一つ"));
    struct desk_command command = {0};
    struct desk_view view;
    int64_t id = 0;
    status = desk_command_begin(call, values, false, arena, &command, error);
    if (status == 0)
        status = desk_case_by_number(&command.actor, options_argument(values, 0), &id, error);
    if (status == 0)
        status = desk_case_view(&command.actor, id, &view, error);
    if (status == 0 && (call->json || options_flag(values, STR("json"))))
        status = print_json(&command.actor, &view, error);
    else if (status == 0)
        print_text(&view, arena);
    desk_command_end(&command);
    return status;
}
