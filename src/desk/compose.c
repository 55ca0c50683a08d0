/* The proposed text of an answer: greeting, result of each cargo line with its basis, the words for its
   example classes, the mandatory paragraph of each result that occurs, the fixed sentence, signature. */
#include "desk/answer.h"
#include "desk/record.h"
#include "desk/setting.h"

struct composing {
    const struct web_actor *actor;
    int64_t case_id;
    struct str *subject, *text;
};

static void write_greeting(struct buf *out, const struct desk_case *c)
{
    struct str person = desk_case_value(c, STR("requester_person"));
    if (c->company.n)
        buf_format(out, "%" PRIstr "\n", STR_ARG(c->company));
    if (person.n)
        buf_format(out, "%" PRIstr " 様\n", STR_ARG(person));
    else
        buf_append(out, STR("ご担当者 様\n"));
    buf_format(out,
               "\nお問い合わせいただいた事前相談（相談番号 %" PRIstr
               "）について、提出された資料に基づき次のとおり助言します。\n\n",
               STR_ARG(c->number));
}

static void write_line(struct buf *out, const struct desk_cargo *line)
{
    buf_format(out, "%lld. %" PRIstr, (long long)line->position, STR_ARG(line->name));
    if (line->quantity.n)
        buf_format(out, "（%" PRIstr " %" PRIstr "）", STR_ARG(line->quantity),
                   STR_ARG(desk_choice_title(STR("unit"), line->unit, LANG_JA)));
    buf_format(out, ": %" PRIstr "\n", STR_ARG(desk_judgement_title(line->judgement, LANG_JA)));
    if (line->basis.n)
        buf_format(out, "   根拠: %" PRIstr "\n", STR_ARG(line->basis));
}

static int write_paragraphs(struct buf *out, const struct desk_cargo *cargo, size_t count,
                            day_number day, struct arena *arena, struct error *error)
{
    for (int j = DESK_REGULATED; j >= DESK_NOT_REGULATED; j--) {
        bool occurs = false;
        for (size_t i = 0; i < count; i++)
            occurs = occurs || cargo[i].judgement == (enum desk_judgement)j;
        if (!occurs)
            continue;
        struct str name = desk_judgement_name((enum desk_judgement)j);
        const struct desk_advice *advice = desk_advice_on(name, day);
        if (!advice)
            return ERROR(error, ERR_DESK_DATA, STR("advice.tsv"), day_format(day, arena));
        buf_format(out, "%" PRIstr "\n\n", STR_ARG(advice->text));
    }
    const struct desk_advice *sentence = desk_fixed_sentence_on(day);
    if (!sentence)
        return ERROR(error, ERR_DESK_DATA, STR("fixed_sentence.tsv"), day_format(day, arena));
    buf_format(out, "%" PRIstr "\n", STR_ARG(sentence->text));
    return 0;
}

static int compose_body(struct db *db, void *argument, struct error *error)
{
    const struct composing *composing = argument;
    const struct web_actor *actor = composing->actor;
    struct arena *arena = actor->arena;
    struct desk_case c;
    struct desk_cargo *cargo;
    size_t count;
    struct str signature;
    int status = desk_case_load(db, actor, composing->case_id, true, &c, error);
    if (status == 0)
        status = desk_cargo_list(db, c.id, arena, &cargo, &count, error);
    if (status == 0)
        status = desk_setting_text(db, actor->commission, STR("desk_signature"), arena,
                                   &signature, error);
    if (status)
        return status;
    struct buf out = {0};
    write_greeting(&out, &c);
    for (size_t i = 0; i < count; i++)
        write_line(&out, &cargo[i]);
    buf_append_char(&out, '\n');
    desk_class_advice_write(&out, cargo, count, STR("answer"), day_of_time(db_time(db)));
    status = write_paragraphs(&out, cargo, count, day_of_time(db_time(db)), arena, error);
    buf_format(&out, "\n-- \n%" PRIstr "\n", STR_ARG(signature));
    *composing->text = arena_copy(arena, buf_str(&out));
    *composing->subject =
        arena_format(arena, "事前相談への回答（相談番号 %" PRIstr "）", STR_ARG(c.number));
    buf_finish(&out);
    return status;
}

int desk_answer_compose(const struct web_actor *actor, int64_t case_id, struct str *subject,
                        struct str *text, struct error *error)
{
    int status = desk_require(actor, STR("desk.case.edit"), error);
    struct composing composing = {actor, case_id, subject, text};
    return status ? status : store_read(actor->store, compose_body, &composing, error);
}
