/* Declared fields: what a form sent is checked against the route's table; what is wrong becomes a
   sentence beside the field. */
#include <string.h>

#include "base/civil.h"
#include "base/text.h"
#include "web/request.h"

struct reading {
    struct web_request *request;
    const struct web_field *field;
    struct field_value *value;
};

void field_add_problem(struct web_request *request, struct str name, struct str label,
                       struct str sentence)
{
    struct field_problem *problem = ARENA_NEW(request->arena, struct field_problem);
    *problem = (struct field_problem){
        .name = arena_copy(request->arena, name),
        .label = arena_copy(request->arena, label),
        .sentence = arena_copy(request->arena, sentence),
    };
    *request->problems_end = problem;
    request->problems_end = &problem->next;
}

static bool is_english(const struct reading *r)
{
    return r->request->lang == LANG_EN;
}

static void problem(const struct reading *r, struct str ja, struct str en)
{
    struct str label =
        is_english(r) && r->field->label_en.n > 0 ? r->field->label_en : r->field->label_ja;
    field_add_problem(r->request, r->field->name, label.n > 0 ? label : r->field->name,
                      is_english(r) ? en : ja);
}

static size_t text_limit(const struct web_field *field)
{
    return field->limit ? field->limit : field->kind == WEB_LINES ? 20000 : 200;
}

static void check_text(const struct reading *r)
{
    struct arena *arena = r->request->arena;
    r->value->text = r->field->kind == WEB_LINES ? text_clean(r->value->text, arena)
                                                 : text_one_line(r->value->text, arena);
    size_t limit = text_limit(r->field);
    if (text_length(r->value->text) > limit)
        problem(r, arena_format(arena, "%zu 文字以内で入力してください。", limit),
                arena_format(arena, "Use at most %zu characters.", limit));
}

static void check_integer(const struct reading *r)
{
    struct arena *arena = r->request->arena;
    int64_t least = r->field->least, most = r->field->most;
    if (r->field->kind == WEB_ID)
        least = 1, most = INT64_MAX;
    if (str_to_int64(r->value->text, &r->value->integer) && r->value->integer >= least &&
        r->value->integer <= most)
        return;
    r->value->integer = 0;
    if (r->field->kind == WEB_ID)
        problem(r, STR("一覧から選び直してください。"), STR("Choose again from the list."));
    else
        problem(r,
                arena_format(arena, "%lld から %lld までの整数で入力してください。",
                             (long long)least, (long long)most),
                arena_format(arena, "Enter a whole number from %lld to %lld.", (long long)least,
                             (long long)most));
}

/* Sign, digits, and digits behind a point; exponents are for machines. */
static bool is_decimal(struct str text)
{
    size_t i = text.n > 0 && (text.p[0] == '-' || text.p[0] == '+'), digits = 0;
    bool point = false;
    for (; i < text.n; i++) {
        if (text.p[i] == '.' && !point && digits > 0)
            point = true;
        else if (text.p[i] >= '0' && text.p[i] <= '9')
            digits++;
        else
            return false;
    }
    return digits > 0 && digits <= 30 && text.p[text.n - 1] != '.';
}

static void check_decimal(const struct reading *r)
{
    if (!is_decimal(r->value->text))
        problem(r, STR("数値で入力してください（例: 12.5）。"),
                STR("Enter a number, for example 12.5."));
}

static void check_date(const struct reading *r)
{
    struct date date;
    if (date_parse(r->value->text, &date, NULL))
        problem(r, STR("日付は 2025-04-01 のように入力してください。"),
                STR("Enter a date like 2025-04-01."));
    else
        r->value->text = day_format(day_of_date(date), r->request->arena);
}

static void check_code(const struct reading *r)
{
    struct str rest = r->field->choices, choice;
    while (str_cut(&rest, '|', &choice))
        if (str_equal(choice, r->value->text))
            return;
    r->value->text = STR("");
    problem(r, STR("選択肢から選んでください。"), STR("Choose one of the options."));
}

static void check_token(const struct reading *r)
{
    struct str text = r->value->text;
    bool fine = text.n <= text_limit(r->field);
    for (size_t i = 0; fine && i < text.n; i++)
        fine = (text.p[i] >= '0' && text.p[i] <= '9') || (text.p[i] >= 'a' && text.p[i] <= 'z') ||
               (text.p[i] >= 'A' && text.p[i] <= 'Z') || text.p[i] == '_' || text.p[i] == '-';
    if (fine)
        return;
    r->value->text = STR("");
    problem(r, STR("英数字で入力してください。"), STR("Use letters and digits only."));
}

static void check_content(const struct reading *r)
{
    switch (r->field->kind) {
    case WEB_TEXT:
    case WEB_LINES:
        check_text(r);
        return;
    case WEB_INTEGER:
    case WEB_ID:
        check_integer(r);
        return;
    case WEB_DECIMAL:
        check_decimal(r);
        return;
    case WEB_DATE:
        check_date(r);
        return;
    case WEB_CODE:
        check_code(r);
        return;
    case WEB_TOKEN:
        check_token(r);
        return;
    case WEB_CHECK:
    case WEB_FILE:
    case WEB_LIST:
        return;
    }
}

static int take_list_item(const struct reading *r, struct str text, struct error *error)
{
    struct field_value *value = r->value;
    if (!value->list)
        value->list = ARENA_ARRAY(r->request->arena, int64_t, r->request->form.count);
    if (!str_to_int64(text, &value->list[value->list_count]))
        return ERROR(error, ERR_WEB_BODY, STR("一覧の番号が数ではありません"));
    value->list_count++;
    value->present = true;
    return 0;
}

static void take_file(const struct reading *r, struct web_file *file)
{
    struct field_value *value = r->value;
    if (!file || (file->size == 0 && file->name.n == 0))
        return; /* what a browser sends when no file was chosen */
    if (!value->files)
        value->files = ARENA_ARRAY(r->request->arena, struct web_file *, FORM_FILE_LIMIT);
    value->files[value->file_count++] = file;
    value->present = true;
    if (r->field->limit > 0 && (uint64_t)file->size > r->field->limit)
        problem(r,
                arena_format(r->request->arena, "ファイルは %zu KB 以内にしてください。",
                             r->field->limit / 1024),
                arena_format(r->request->arena, "Files may be at most %zu KB.",
                             r->field->limit / 1024));
}

static int take_pair(const struct reading *r, const struct form_pair *pair, struct error *error)
{
    if (r->field->kind == WEB_FILE) {
        take_file(r, pair->file);
        return 0;
    }
    if (pair->file)
        return ERROR(error, ERR_WEB_BODY, STR("文章の項目にファイルが送られました"));
    if (r->field->kind == WEB_LIST)
        return take_list_item(r, pair->value, error);
    if (r->value->present)
        return ERROR(error, ERR_WEB_BODY, STR("同じ項目が二つあります"));
    bool blank = r->field->kind != WEB_LINES && r->field->kind != WEB_TEXT;
    r->value->text = blank ? str_trim(pair->value) : pair->value;
    r->value->present = r->field->kind == WEB_CHECK || r->value->text.n > 0;
    return 0;
}

static void problem_missing(const struct reading *r)
{
    if (r->field->kind == WEB_CHECK)
        problem(r, STR("確認のうえチェックを付けてください。"),
                STR("Please confirm by ticking the box."));
    else
        problem(r, STR("入力してください。"), STR("Please fill in this field."));
}

static int read_field(struct web_request *request, const struct web_field *field,
                      struct error *error)
{
    bool is_text = field->kind == WEB_TEXT || field->kind == WEB_LINES;
    struct field_value *value = &request->values[request->value_count++];
    *value = (struct field_value){.name = field->name, .kind = field->kind, .text = STR("")};
    struct reading r = {request, field, value};
    for (size_t i = 0; i < request->form.count; i++) {
        if (!str_equal(request->form.pairs[i].name, field->name))
            continue;
        int e = take_pair(&r, &request->form.pairs[i], error);
        if (e)
            return e;
    }
    if (value->present)
        check_content(&r);
    if (is_text && value->text.n == 0)
        value->present = false;
    if (field->required && !value->present && web_field_problem(request, field->name).n == 0)
        problem_missing(&r);
    return 0;
}

static const struct web_field *declaration(const struct web_route *route, struct str name)
{
    for (size_t i = 0; i < route->field_count; i++)
        if (str_equal(route->fields[i].name, name))
            return &route->fields[i];
    return NULL;
}

/* Path parts: as declared; undeclared, ":id" and ":…_id" are positive integers, others tokens. What
   does not fit is a page that does not exist. */
static int read_path_part(struct web_request *request, struct str name, struct str text,
                          struct error *error)
{
    const struct web_field *declared = declaration(request->match.route, name);
    bool is_id = str_equal(name, STR("id")) || str_ends(name, STR("_id"));
    struct web_field plain = {.name = name, .kind = is_id ? WEB_ID : WEB_TOKEN};
    const struct web_field *field = declared ? declared : &plain;
    struct field_value *value = &request->values[request->value_count++];
    *value = (struct field_value){.name = name, .kind = field->kind, .text = text, .present = true};
    struct reading r = {request, field, value};
    check_content(&r);
    return request->problems ? ERROR(error, ERR_WEB_NO_PAGE, STR("")) : 0;
}

static bool is_path_part(const struct route_match *match, struct str name)
{
    for (size_t i = 0; i < match->count; i++)
        if (str_equal(match->names[i], name))
            return true;
    return false;
}

int field_read_all(struct web_request *request, struct error *error)
{
    const struct route_match *match = &request->match;
    request->values =
        ARENA_ARRAY(request->arena, struct field_value, match->count + match->route->field_count);
    int e = 0;
    for (size_t i = 0; !e && i < match->count; i++)
        e = read_path_part(request, match->names[i], match->values[i], error);
    for (size_t i = 0; !e && i < match->route->field_count; i++)
        if (!is_path_part(match, match->route->fields[i].name))
            e = read_field(request, &match->route->fields[i], error);
    return e;
}

struct str web_typed(const struct web_request *request, struct str name)
{
    for (size_t i = 0; i < request->form.count; i++)
        if (str_equal(request->form.pairs[i].name, name) && !request->form.pairs[i].file)
            return text_clean(request->form.pairs[i].value, request->arena);
    return STR("");
}

struct str web_typed_or(const struct web_request *request, struct str name, struct str stored)
{
    return web_has_problems(request) ? web_typed(request, name) : stored;
}
