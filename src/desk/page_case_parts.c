/* Mails, files, cargo lines and papers of a case as the templates see them. */
#include "desk/page_case.h"

#include "doc/mail.h"

struct str desk_picture_type(const struct desk_file *file)
{
    static const struct str shown[] = {STR_INIT("image/jpeg"), STR_INIT("image/png"),
                                       STR_INIT("image/gif"), STR_INIT("image/webp")};
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        if (file->has_bytes && str_equal(file->type, shown[i]))
            return shown[i];
    return STR("");
}

static struct str file_remark(const struct desk_file *file)
{
    if (file->flags & MAIL_ENCRYPTED_ARCHIVE)
        return file->password_mail ? STR("パスワード付き（パスワードのメールが届いています）")
                                   : STR("パスワード付き（パスワードのメールを待っています）");
    if (!file->has_bytes)
        return STR("中身は保存されていません");
    if (file->size == 0)
        return STR("空のファイルです");
    if (file->flags & (MAIL_BROKEN | MAIL_TRUNCATED))
        return STR("壊れているか、途中までしか読めません");
    return STR("");
}

static void show_scan(const struct desk_file *file, enum lang lang, struct desk_file_view *view)
{
    bool ja = lang == LANG_JA;
    view->opens = file->has_bytes && file->scan != DESK_SCAN_INFECTED;
    if (!file->has_bytes)
        return;
    switch (file->scan) {
    case DESK_SCAN_CLEAN:
        view->mark = (struct desk_badge){STR("tone-good"), ja ? STR("検査済") : STR("Scanned")};
        break;
    case DESK_SCAN_INFECTED:
        view->mark = (struct desk_badge){STR("tone-bad"), ja ? STR("検出") : STR("Malware")};
        view->scan_words = file->scan_name;
        break;
    case DESK_SCAN_NONE:
        view->mark = (struct desk_badge){STR("tone-wait"), ja ? STR("未検査") : STR("Not scanned")};
        view->scan_words = file->scan_reason;
        break;
    }
}

struct desk_file_view desk_file_show(const struct desk_file *file, enum lang lang,
                                     struct arena *arena)
{
    struct desk_file_view view = {.file = file, .size = desk_size(file->size, arena)};
    size_t count;
    const struct desk_document_rule *rules = desk_document_rules(&count);
    show_scan(file, lang, &view);
    for (size_t i = 0; i < count; i++)
        if (file->document.n && str_equal(rules[i].code, file->document))
            view.document = rules[i].title;
    view.remark = file_remark(file);
    view.picture = view.opens && desk_picture_type(file).n > 0 && file->size > 0;
    return view;
}

static struct str mail_remark(const struct desk_mail *mail)
{
    if (mail->parked || mail->problem.n)
        return mail->problem.n ? mail->problem : STR("読み取れませんでした。");
    if (mail->flags & MAIL_SENDER_FORGED)
        return STR("差出人が偽られている疑いがあります。このアドレスには回答できません。");
    if (mail->flags & MAIL_AUTOMATIC)
        return STR("自動で送られたメールのようです。");
    if (mail->flags & MAIL_CHARSET_GUESSED)
        return STR("文字の種類が書かれていないため、推定して読みました。");
    return STR("");
}

struct desk_mail_view *desk_mails_show(const struct desk_view *view, enum lang lang,
                                       struct arena *arena)
{
    struct desk_mail_view *mails = ARENA_ARRAY(arena, struct desk_mail_view, view->mail_count);
    for (size_t i = 0; i < view->mail_count; i++) {
        const struct desk_mail *mail = &view->mails[i];
        struct desk_file_view *files = ARENA_ARRAY(arena, struct desk_file_view, view->file_count);
        size_t count = 0;
        for (size_t k = 0; k < view->file_count; k++)
            if (view->files[k].mail == mail->id)
                files[count++] = desk_file_show(&view->files[k], lang, arena);
        mails[i] = (struct desk_mail_view){mail, desk_when(mail->arrived_at, arena),
                                           mail_remark(mail), files, count};
    }
    return mails;
}

static void count_checks(const struct desk_view *view, struct desk_line_view *line)
{
    for (size_t i = 0; i < view->check_count; i++) {
        if (view->checks[i].cargo != line->line->id)
            continue;
        line->checks++;
        line->checked += view->checks[i].state == DESK_CHECK_MET ||
                         view->checks[i].state == DESK_CHECK_NOT_NEEDED;
    }
}

struct desk_line_view *desk_lines_show(const struct desk_view *view, enum lang lang,
                                       struct arena *arena)
{
    struct desk_line_view *lines = ARENA_ARRAY(arena, struct desk_line_view, view->cargo_count);
    for (size_t i = 0; i < view->cargo_count; i++) {
        const struct desk_cargo *line = &view->cargo[i];
        lines[i] = (struct desk_line_view){
            line,
            desk_badge_of_judgement(line->judgement, lang),
            desk_choice_title(STR("item"), line->item, lang),
            desk_choice_title(STR("cargo_class"), line->cargo_class, lang),
            desk_choice_title(STR("example_class"), line->example_class, lang),
            ARENA_JOIN(arena, line->quantity, STR(" "),
                       desk_choice_title(STR("unit"), line->unit, lang)),
            0, 0, false,
        };
        count_checks(view, &lines[i]);
        lines[i].accepted = line->item.n == 0 ||
                            desk_accepted_item_on(line->item, day_of_time(view->c.received_at));
    }
    return lines;
}

struct desk_document_view *desk_documents_show(const struct desk_view *view, enum lang lang,
                                               struct arena *arena)
{
    struct desk_document_view *rows =
        ARENA_ARRAY(arena, struct desk_document_view, view->document_count);
    for (size_t i = 0; i < view->document_count; i++)
        rows[i] = (struct desk_document_view){
            &view->documents[i], desk_badge_of_document(view->documents[i].state, lang)};
    return rows;
}

void desk_case_make_papers(const struct desk_view *view, enum lang lang, struct arena *arena,
                           struct desk_case_page *page)
{
    struct desk_file_view *files = ARENA_ARRAY(arena, struct desk_file_view, view->file_count);
    for (size_t i = 0; i < view->file_count; i++)
        if (view->files[i].mail == 0)
            files[page->file_count++] = desk_file_show(&view->files[i], lang, arena);
    page->files = files;
    page->mails = desk_mails_show(view, lang, arena);
    page->mail_count = view->mail_count;
    page->lines = desk_lines_show(view, lang, arena);
    page->line_count = view->cargo_count;
    page->documents = desk_documents_show(view, lang, arena);
    page->document_count = view->document_count;
    for (size_t i = 0; i < view->document_count; i++)
        page->missing += view->documents[i].state == DESK_DOCUMENT_MISSING;
}

struct section_title {
    struct str code, japanese, english;
};
static const struct section_title sections[] = {
    {STR_INIT("reception"), STR_INIT("受付"), STR_INIT("Reception")},
    {STR_INIT("consulter"), STR_INIT("相談者"), STR_INIT("Consulter")},
    {STR_INIT("trade"), STR_INIT("輸出入"), STR_INIT("Trade")},
    {STR_INIT("cargo"), STR_INIT("貨物"), STR_INIT("Cargo")},
    {STR_INIT("used"), STR_INIT("中古品"), STR_INIT("Used goods")},
    {STR_INIT("answer"), STR_INIT("相談と回答"), STR_INIT("Question and answer")},
    {STR_INIT("registry"), STR_INIT("登録"), STR_INIT("Registration")},
};
enum { SECTION_COUNT = sizeof sections / sizeof *sections };

struct str desk_section_title(struct str section, enum lang lang)
{
    for (size_t i = 0; i < SECTION_COUNT; i++)
        if (str_equal(sections[i].code, section))
            return lang == LANG_EN ? sections[i].english : sections[i].japanese;
    return section;
}

static struct str value_words(const struct desk_value *value, enum lang lang)
{
    const struct desk_field *field = value->field;
    if (field->choices.n)
        return desk_choice_title(field->choices, value->text, lang);
    if (str_equal(field->type, STR("bool")))
        return str_equal(value->text, STR("yes")) || str_equal(value->text, STR("1")) ? STR("はい")
                                                                                      : STR("いいえ");
    return value->text;
}

void desk_case_make_record(const struct desk_view *view, enum lang lang, struct arena *arena,
                           struct desk_case_page *page)
{
    struct desk_section_view *rows = ARENA_ARRAY(arena, struct desk_section_view, SECTION_COUNT);
    for (size_t s = 0; s < SECTION_COUNT; s++) {
        struct desk_section_view *row = &rows[page->section_count];
        const struct desk_value **values =
            ARENA_ARRAY(arena, const struct desk_value *, view->c.value_count);
        struct str *texts = ARENA_ARRAY(arena, struct str, view->c.value_count);
        size_t count = 0;
        for (size_t i = 0; i < view->c.value_count; i++) {
            const struct desk_value *value = &view->c.values[i];
            if (value->text.n == 0 || value->field->store == DESK_FIELD_DERIVED ||
                !str_equal(value->field->section, sections[s].code))
                continue;
            values[count] = value;
            texts[count++] = value_words(value, lang);
        }
        if (count == 0)
            continue;
        *row = (struct desk_section_view){sections[s].code,
                                          desk_section_title(sections[s].code, lang), values, texts,
                                          count};
        page->section_count++;
    }
    page->sections = rows;
}
