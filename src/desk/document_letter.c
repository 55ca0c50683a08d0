/* The letter that asks for what is missing: papers, and facts that the papers do not show. */
#include "base/text.h"
#include "desk/record.h"

/* Which facts a paper is asked for, of all lines of the case, each once. */
static void write_purpose(struct buf *out, const struct desk_view *view,
                          const struct desk_document_rule *document)
{
    size_t written = 0;
    for (size_t i = 0; i < view->check_count; i++) {
        const struct desk_check *check = &view->checks[i];
        bool settled = check->state == DESK_CHECK_MET || check->state == DESK_CHECK_NOT_NEEDED;
        bool again = false;
        for (size_t k = 0; k < i; k++)
            again = again || view->checks[k].rule == check->rule;
        if (settled || again || !desk_word_is_in(check->rule->proven_by, document->code))
            continue;
        buf_append(out, written++ == 0 ? STR("   確認する点: ") : STR("、"));
        buf_append(out, check->rule->title);
    }
    if (written)
        buf_append(out, STR("\n"));
}

static size_t write_documents(struct buf *out, const struct desk_view *view)
{
    size_t missing = 0;
    for (size_t i = 0; i < view->document_count; i++) {
        const struct desk_document *document = &view->documents[i];
        if (document->state != DESK_DOCUMENT_MISSING || !document->rule->required)
            continue;
        if (missing++ == 0)
            buf_append(out, STR("確認に必要な次の書類がまだ届いていません。\n\n"));
        buf_format(out, "%zu. %" PRIstr "\n   %" PRIstr "\n   （理由: %" PRIstr "。）\n", missing,
                   STR_ARG(document->rule->title), STR_ARG(document->rule->request),
                   STR_ARG(document->rule->why));
        write_purpose(out, view, document->rule);
    }
    return missing;
}

static struct str line_name(const struct desk_view *view, int64_t cargo)
{
    for (size_t i = 0; i < view->cargo_count; i++)
        if (view->cargo[i].id == cargo)
            return view->cargo[i].name;
    return STR("");
}

static size_t write_checks(struct buf *out, const struct desk_view *view, bool after_documents)
{
    size_t asked = 0;
    for (size_t i = 0; i < view->check_count; i++) {
        const struct desk_check *check = &view->checks[i];
        if (check->state != DESK_CHECK_UNCLEAR && check->state != DESK_CHECK_NOT_MET)
            continue;
        if (asked++ == 0)
            buf_format(out, "%sお送りいただいた資料では、次の点が%s確認できません。\n\n",
                       after_documents ? "\n" : "", after_documents ? "まだ" : "");
        buf_format(out, "・%" PRIstr "（%" PRIstr "）\n   %" PRIstr "\n", STR_ARG(check->rule->title),
                   STR_ARG(line_name(view, check->cargo)), STR_ARG(check->rule->request));
        if (check->note.n)
            buf_format(out, "   （%" PRIstr "）\n", STR_ARG(check->note));
    }
    return asked;
}

static bool is_in_place(struct str row, struct str wanted)
{
    return str_equal(wanted, STR("both")) ? str_equal(row, wanted) : true;
}

static bool fits_a_line(const struct desk_class_advice *row, const struct desk_cargo *cargo,
                        size_t count, bool any_judgement)
{
    for (size_t i = 0; i < count; i++) {
        bool judged = any_judgement || str_equal(row->judgement, STR("any")) ||
                      str_equal(row->judgement, desk_judgement_name(cargo[i].judgement));
        if (judged && str_equal(cargo[i].example_class, row->class))
            return true;
    }
    return false;
}

void desk_class_advice_write(struct buf *out, const struct desk_cargo *cargo, size_t count,
                             struct str place, day_number day)
{
    size_t row_count;
    const struct desk_class_advice *rows = desk_class_advice_rows(&row_count);
    for (size_t i = 0; i < row_count; i++)
        if (is_in_place(rows[i].place, place) &&
            desk_is_valid_on(rows[i].valid_from, rows[i].valid_to, day) &&
            fits_a_line(&rows[i], cargo, count, str_equal(place, STR("both"))))
            buf_format(out, "%" PRIstr "\n\n", STR_ARG(rows[i].text));
}

struct str desk_document_letter(const struct desk_view *view, struct arena *arena)
{
    struct buf body = {0}, text = {0};
    size_t missing = write_documents(&body, view);
    size_t asked = write_checks(&body, view, missing > 0);
    if (missing + asked) {
        buf_format(&text,
                   "%" PRIstr "\n%" PRIstr " 様\n\n"
                   "事前相談（相談番号 %" PRIstr "）をお寄せいただき、ありがとうございます。\n",
                   STR_ARG(view->c.company),
                   STR_ARG(desk_case_value(&view->c, STR("requester_person"))),
                   STR_ARG(view->c.number));
        buf_append(&text, buf_str(&body));
        buf_append_char(&text, '\n');
        desk_class_advice_write(&text, view->cargo, view->cargo_count, STR("both"),
                                day_of_time(view->c.received_at));
        buf_append(&text, STR("お手数ですが、このメールに返信する形でお送りください。"
                              "書類がそろい次第、確認を続けます。\n"));
    }
    struct str letter = arena_copy(arena, str_trim(buf_str(&text)));
    buf_finish(&body);
    buf_finish(&text);
    return letter;
}
