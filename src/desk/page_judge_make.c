/* The form of the judgement page: rows, facts, choices. */
#include "desk/page_judge_make.h"

#include "base/text.h"

enum { SPARE_ROWS = 3, SPARE_PARTS = 1 };

struct str desk_judge_input(const char *prefix, size_t row, const char *field, struct arena *arena)
{
    return arena_format(arena, "%s%zu_%s", prefix, row, field);
}

static struct str typed(const struct web_request *request, const char *prefix, size_t row,
                        const char *field)
{
    return web_typed(request, desk_judge_input(prefix, row, field, web_arena(request)));
}

void desk_judge_read_request(const struct web_request *request, struct desk_law_form *out)
{
    *out = (struct desk_law_form){
        .operation = web_typed(request, STR("operation")),
        .purpose = web_typed(request, STR("purpose")),
        .form = web_typed(request, STR("form")),
        .codes = web_typed(request, STR("codes")),
        .streams = web_typed(request, STR("streams")),
        .transit = web_typed(request, STR("transit")),
        .used_kind = web_typed(request, STR("used_kind")),
        .made_year = web_typed(request, STR("made_year")),
    };
    for (size_t i = 0; i < DESK_FORM_ANALYSES; i++)
        out->analyses[i] = (struct desk_form_analysis){
            typed(request, "a", i, "part"),  typed(request, "a", i, "substance"),
            typed(request, "a", i, "kind"),  typed(request, "a", i, "value"),
            typed(request, "a", i, "unit"),  typed(request, "a", i, "basis"),
            typed(request, "a", i, "official"), typed(request, "a", i, "method")};
    for (size_t i = 0; i < DESK_FORM_PARTS; i++)
        out->parts[i] = (struct desk_form_part){
            typed(request, "p", i, "name"),     typed(request, "p", i, "share"),
            typed(request, "p", i, "form"),     typed(request, "p", i, "moisture"),
            typed(request, "p", i, "others"),   typed(request, "p", i, "materials")};
    for (size_t i = 0; i < DESK_FORM_TESTS; i++)
        out->tests[i] = (struct desk_form_test){typed(request, "t", i, "key"),
                                                typed(request, "t", i, "outcome")};
    for (int f = 0; f < LAW_FACT_COUNT; f++)
        out->facts[f] = web_typed(request, ARENA_JOIN(web_arena(request), STR("f_"),
                                                      law_fact_key((enum law_fact)f)));
}

struct option {
    struct str code, title;
};
static struct desk_choices_view choose(const struct option *options, size_t count, struct str chosen,
                                       struct arena *arena)
{
    struct desk_choice_view *rows = ARENA_ARRAY(arena, struct desk_choice_view, count);
    for (size_t i = 0; i < count; i++)
        rows[i] = (struct desk_choice_view){options[i].code, options[i].title,
                                            str_equal(options[i].code, chosen)};
    return (struct desk_choices_view){rows, count};
}
#define CHOOSE(options, chosen, arena) \
    choose((options), sizeof(options) / sizeof *(options), (chosen), (arena))

static const struct option kinds[] = {{STR_INIT("content"), STR_INIT("含有")},
                                      {STR_INIT("leachate"), STR_INIT("溶出")},
                                      {STR_INIT("ph"), STR_INIT("pH")}};
static const struct option bases[] = {{STR_INIT(""), STR_INIT("不明")},
                                      {STR_INIT("wet"), STR_INIT("湿")},
                                      {STR_INIT("dry"), STR_INIT("乾")}};
static const struct option tris[] = {{STR_INIT(""), STR_INIT("不明")},
                                     {STR_INIT("yes"), STR_INIT("はい")},
                                     {STR_INIT("no"), STR_INIT("いいえ")}};
/* Where something else answers until a person does. */
static const struct option tris_over[] = {{STR_INIT(""), STR_INIT("上のとおり")},
                                          {STR_INIT("yes"), STR_INIT("はい")},
                                          {STR_INIT("no"), STR_INIT("いいえ")}};
static const struct option outcomes[] = {{STR_INIT(""), STR_INIT("未実施")},
                                         {STR_INIT("no"), STR_INIT("陰性")},
                                         {STR_INIT("yes"), STR_INIT("陽性")}};
static const struct option forms[] = {{STR_INIT(""), STR_INIT("不明")},
                                      {STR_INIT("solid"), STR_INIT("固形")},
                                      {STR_INIT("liquid"), STR_INIT("液状")}};
static const struct option part_forms[] = {{STR_INIT(""), STR_INIT("同じ")},
                                           {STR_INIT("solid"), STR_INIT("固形")},
                                           {STR_INIT("liquid"), STR_INIT("液状")}};

static size_t at_most(size_t count, size_t limit)
{
    return count < limit ? count : limit;
}

static void make_rows(const struct web_request *request, size_t more, struct arena *arena,
                      struct desk_judge_page *page)
{
    const struct desk_law_form *form = page->entered;
    static const char *const fields[] = {"part", "substance", "kind", "value", "unit"};
    page->analysis_count =
        at_most(desk_law_form_analysis_count(form) + SPARE_ROWS + more, DESK_FORM_ANALYSES);
    page->part_count = at_most(desk_law_form_part_count(form) + SPARE_PARTS + (more ? 1 : 0),
                               DESK_FORM_PARTS);
    struct desk_analysis_view *rows =
        ARENA_ARRAY(arena, struct desk_analysis_view, page->analysis_count);
    struct desk_cargo_part_view *parts = ARENA_ARRAY(arena, struct desk_cargo_part_view, page->part_count);
    for (size_t i = 0; i < page->analysis_count; i++) {
        const struct desk_form_analysis *row = &form->analyses[i];
        rows[i] = (struct desk_analysis_view){
            row, CHOOSE(kinds, row->kind, arena), CHOOSE(bases, row->basis, arena),
            CHOOSE(tris, row->official, arena), arena_format(arena, "%zu", i + 1), STR("")};
        for (size_t f = 0; rows[i].problem.n == 0 && f < sizeof fields / sizeof *fields; f++)
            rows[i].problem = web_field_problem(request, desk_judge_input("a", i, fields[f], arena));
    }
    for (size_t i = 0; i < page->part_count; i++) {
        const struct desk_form_part *row = &form->parts[i];
        static const char *const part_fields[] = {"share", "moisture", "materials", "name"};
        parts[i] = (struct desk_cargo_part_view){row, CHOOSE(part_forms, row->form, arena),
                                           CHOOSE(tris, row->others, arena),
                                           arena_format(arena, "%zu", i + 1), STR("")};
        for (size_t f = 0; parts[i].problem.n == 0 && f < 4; f++)
            parts[i].problem =
                web_field_problem(request, desk_judge_input("p", i, part_fields[f], arena));
    }
    page->analyses = rows;
    page->parts = parts;
}

static bool is_missing(const struct desk_law_view *law, enum law_fact fact)
{
    for (size_t i = 0; law->judged && i < law->judgement.missing_count; i++)
        if (law->judgement.missing[i].kind == LAW_MISSING_FACT && law->judgement.missing[i].fact == fact)
            return true;
    return false;
}

static struct str fact_origin(const struct desk_law_view *law, const struct desk_law_form *form,
                              enum law_fact fact)
{
    if (form->facts[fact].n || law->cargo.facts[fact] == LAW_UNKNOWN)
        return STR("");
    bool yes = law->cargo.facts[fact] == LAW_YES;
    if (fact == LAW_USED_IMPORT_RULE && law->from_register)
        return yes ? STR("相手国の輸入規制の記録から：はい") : STR("相手国の輸入規制の記録から：いいえ");
    return yes ? STR("書類で確かめた結果から：はい") : STR("書類で確かめた結果から：いいえ");
}

static void make_facts(const struct desk_law_view *law, struct arena *arena,
                       struct desk_judge_page *page)
{
    struct desk_fact_view *asked = ARENA_ARRAY(arena, struct desk_fact_view, LAW_FACT_COUNT);
    struct desk_fact_view *others = ARENA_ARRAY(arena, struct desk_fact_view, LAW_FACT_COUNT);
    for (int f = 0; f < LAW_FACT_COUNT; f++) {
        enum law_fact fact = (enum law_fact)f;
        const struct law_row *row = law_fact_row(law->edition->tables, fact);
        struct str given = page->entered->facts[f];
        struct desk_fact_view view = {
            .key = law_fact_key(fact),
            .question = row ? row->item : law_fact_key(fact),
            .proof = row ? row->condition : STR(""),
            .from = fact_origin(law, page->entered, fact),
            .choices = CHOOSE(tris, str_equal(given, STR("unknown")) ? STR("") : given, arena),
        };
        if (view.from.n)
            view.choices = CHOOSE(tris_over, STR(""), arena);
        if (given.n || view.from.n || is_missing(law, fact))
            asked[page->asked_count++] = view;
        else
            others[page->other_count++] = view;
    }
    page->asked = asked;
    page->others = others;
}

static struct str test_outcome(const struct desk_law_form *form, struct str key)
{
    for (size_t i = 0; i < DESK_FORM_TESTS; i++)
        if (str_equal(form->tests[i].key, key))
            return form->tests[i].outcome;
    return STR("");
}

/* Rows of a table valid on the day, each key once. */
static void make_tests(const struct desk_law_view *law, day_number day, struct arena *arena,
                       struct desk_judge_page *page)
{
    size_t count;
    const struct law_row *rows = law_rows(law->edition->tables, LAW_ANNEX7, &count);
    struct desk_test_view *tests = ARENA_ARRAY(arena, struct desk_test_view, DESK_FORM_TESTS);
    for (size_t i = 0; i < count && page->test_count < DESK_FORM_TESTS; i++)
        if (law_row_is_valid(&rows[i], day))
            tests[page->test_count++] = (struct desk_test_view){
                rows[i].key, rows[i].item,
                CHOOSE(outcomes, test_outcome(page->entered, rows[i].key), arena)};
    page->tests = tests;
}

static struct desk_choices_view choices_of_table(const struct law_tables *tables,
                                                 enum law_table_id table, day_number day,
                                                 struct str chosen, struct arena *arena)
{
    size_t count, made = 0;
    const struct law_row *rows = law_rows(tables, table, &count);
    struct desk_choice_view *list = ARENA_ARRAY(arena, struct desk_choice_view, count + 1);
    for (size_t i = 0; i < count; i++)
        if (law_row_is_valid(&rows[i], day))
            list[made++] = (struct desk_choice_view){
                rows[i].key,
                ARENA_JOIN(arena, rows[i].key, STR(" "), text_head(rows[i].item, 40)),
                str_equal(rows[i].key, chosen)};
    return (struct desk_choices_view){list, made};
}

static struct desk_choices_view purpose_choices(struct str chosen, struct arena *arena)
{
    const struct option purposes[] = {
        {STR(""), STR("不明")},
        {law_purpose_word(LAW_RECYCLING), STR("再生利用（リサイクル）")},
        {law_purpose_word(LAW_DISPOSAL), STR("処分")},
        {law_purpose_word(LAW_REUSE), STR("再使用（中古）")},
        {law_purpose_word(LAW_ANALYSIS), STR("分析試験")}};
    return CHOOSE(purposes, chosen, arena);
}

static void make_substances(const struct law_tables *tables, day_number day, struct arena *arena,
                            struct desk_judge_page *page)
{
    size_t count;
    const struct law_row *rows = law_rows(tables, LAW_SUBSTANCES, &count);
    struct str *names = ARENA_ARRAY(arena, struct str, count);
    for (size_t i = 0; i < count; i++)
        if (law_row_is_valid(&rows[i], day))
            names[page->substance_count++] = rows[i].item;
    page->substances = names;
}

void desk_judge_make_form(const struct web_request *request, const struct desk_law_view *law,
                          size_t more, struct arena *arena, struct desk_judge_page *page)
{
    const struct law_tables *tables = law->edition->tables;
    const struct desk_law_form *form = page->entered;
    day_number day = law->cargo.has_date ? law->cargo.date : desk_today(request);
    page->operations = choices_of_table(tables, LAW_ANNEX1, day, form->operation, arena);
    page->used_kinds = choices_of_table(tables, LAW_USED_KINDS, day, form->used_kind, arena);
    page->purposes = purpose_choices(form->purpose, arena);
    page->forms = CHOOSE(forms, form->form, arena);
    make_rows(request, more, arena, page);
    make_facts(law, arena, page);
    make_tests(law, day, arena, page);
    make_substances(tables, day, arena, page);
}
