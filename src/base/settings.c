#include "base/settings.h"

#include <string.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/text.h"

struct value {
    struct str text, where;
    enum setting_origin origin;
    int64_t integer; /* INTEGER, and BOOLEAN as 0 or 1 */
};

struct settings {
    const struct setting_declaration *declared;
    size_t count;
    struct value *values; /* as declared */
    struct str *strays;
    size_t stray_count;
};

static size_t find(const struct settings *settings, struct str key)
{
    for (size_t i = 0; i < settings->count; i++)
        if (str_equal(settings->declared[i].key, key))
            return i;
    return SIZE_MAX;
}

static bool read_boolean(struct str text, int64_t *out)
{
    static const struct str words[] = {STR_INIT("false"), STR_INIT("true"), STR_INIT("no"),
                                       STR_INIT("yes"),   STR_INIT("off"),  STR_INIT("on"),
                                       STR_INIT("0"),     STR_INIT("1")};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_equal_nocase(text, words[i])) {
            *out = (int64_t)(i % 2);
            return true;
        }
    return false;
}

static bool is_choice(struct str choices, struct str text)
{
    struct str choice;
    while (str_cut(&choices, '|', &choice))
        if (str_equal(choice, text))
            return true;
    return false;
}

/* What the setting wants, when `text` is not that; else empty. Fills *integer. */
static struct str complaint(const struct setting_declaration *declared, struct str text,
                            int64_t *integer, struct arena *arena)
{
    switch (declared->kind) {
    case SETTING_TEXT:
        return (struct str){"", 0};
    case SETTING_INTEGER:
        if (str_to_int64(text, integer) && *integer >= declared->least &&
            *integer <= declared->most)
            return (struct str){"", 0};
        return arena_format(arena,
                            "%lld から %lld までの整数です\x1fit is an integer from %lld to %lld",
                            (long long)declared->least, (long long)declared->most,
                            (long long)declared->least, (long long)declared->most);
    case SETTING_BOOLEAN:
        if (read_boolean(text, integer))
            return (struct str){"", 0};
        return BOTH("yes か no です", "it is yes or no");
    case SETTING_CHOICE:
        if (is_choice(declared->choices, text))
            return (struct str){"", 0};
        return arena_format(arena, "%" PRIstr " のどれかです\x1fit is one of %" PRIstr,
                            STR_ARG(declared->choices), STR_ARG(declared->choices));
    }
    check_fail("unknown kind of setting");
}

static int put(struct settings *settings, size_t index, struct value value, struct arena *arena,
               struct error *error)
{
    const struct setting_declaration *declared = &settings->declared[index];
    struct str wrong = complaint(declared, value.text, &value.integer, arena);
    if (wrong.n) {
        int code = ERROR(error, ERR_CONFIG, declared->key, wrong);
        if (value.origin != ORIGIN_FILE && value.where.n)
            error_in(error, value.where);
        return code;
    }
    settings->values[index] = value;
    return 0;
}

static int put_defaults(struct settings *settings, struct arena *arena, struct error *error)
{
    for (size_t i = 0; i < settings->count; i++) {
        struct value value = {.text = settings->declared[i].fallback, .origin = ORIGIN_DEFAULT};
        int code = put(settings, i, value, arena, error);
        if (code)
            return code;
    }
    return 0;
}

static int put_line(struct settings *settings, struct str line, struct str where,
                    struct arena *arena, struct error *error)
{
    struct str key, text = line;
    if (!str_contains(line, STR("=")) || !str_cut(&text, '=', &key))
        return ERROR(error, ERR_CONFIG, line,
                     BOTH("key = value の形ではありません", "it is not key = value"));
    key = str_trim(key);
    size_t index = find(settings, key);
    if (index == SIZE_MAX)
        return ERROR(error, ERR_CONFIG, key,
                     BOTH("この名前の設定はありません", "there is no such setting"));
    if (settings->values[index].origin == ORIGIN_FILE)
        return ERROR(error, ERR_CONFIG, key, BOTH("二度書かれています", "it is there twice"));
    struct value value = {arena_copy(arena, str_trim(text)), where, ORIGIN_FILE, 0};
    return put(settings, index, value, arena, error);
}

static int put_file(struct settings *settings, const struct settings_sources *sources,
                    struct arena *arena, struct error *error)
{
    struct str rest = sources->file_text, line;
    if (!text_is_valid_utf8(rest))
        return ERROR(error, ERR_ENCODING, sources->file_name,
                     BOTH("UTF-8 でない文字", "not UTF-8"));
    if (str_starts(rest, STR("\xef\xbb\xbf")))
        rest = str_slice(rest, 3, rest.n);
    for (int64_t number = 1; rest.n > 0 && str_cut(&rest, '\n', &line); number++) {
        line = str_trim(line);
        if (line.n == 0 || line.p[0] == '#')
            continue;
        struct str where =
            arena_format(arena, "%" PRIstr ":%lld", STR_ARG(sources->file_name), (long long)number);
        int code = put_line(settings, line, where, arena, error);
        if (code) {
            error_at(error, sources->file_name, number, 0);
            return code;
        }
    }
    return 0;
}

/* smtp.host with `join` between the words: MEGURI_SMTP_HOST, --smtp-host */
static struct str outer_name(const char *prefix, struct str key, char join, bool upper,
                             struct arena *arena)
{
    struct str name = ARENA_JOIN(arena, str_from_c(prefix), key);
    char *letters = arena_c(arena, name);
    for (size_t i = strlen(prefix); i < name.n; i++) {
        if (letters[i] == '.' || letters[i] == '-' || letters[i] == '_')
            letters[i] = join;
        else if (upper && letters[i] >= 'a' && letters[i] <= 'z')
            letters[i] = (char)(letters[i] - 'a' + 'A');
    }
    return (struct str){letters, name.n};
}

static size_t find_variable(const struct settings *settings, struct str name, struct arena *arena)
{
    for (size_t i = 0; i < settings->count; i++)
        if (str_equal(outer_name("MEGURI_", settings->declared[i].key, '_', true, arena), name))
            return i;
    return SIZE_MAX;
}

static int put_environment(struct settings *settings, char *const *environment, struct arena *arena,
                           struct error *error)
{
    size_t total = 0;
    while (environment[total])
        total++;
    settings->strays = ARENA_ARRAY(arena, struct str, total);
    for (size_t i = 0; i < total; i++) {
        struct str name, text = str_from_c(environment[i]);
        if (!str_starts(text, STR("MEGURI_")) || !str_cut(&text, '=', &name))
            continue;
        size_t index = find_variable(settings, name, arena);
        if (index == SIZE_MAX) {
            settings->strays[settings->stray_count++] = arena_copy(arena, name);
            continue;
        }
        struct value value = {arena_copy(arena, text), arena_copy(arena, name), ORIGIN_ENVIRONMENT,
                              0};
        int code = put(settings, index, value, arena, error);
        if (code)
            return code;
    }
    return 0;
}

/* A declared flag without a value means yes. */
static int put_flags(struct settings *settings, const struct option_values *flags,
                     struct arena *arena, struct error *error)
{
    for (size_t i = 0; i < settings->count; i++) {
        struct str flag = outer_name("--", settings->declared[i].key, '-', false, arena);
        struct str name = str_slice(flag, 2, flag.n);
        if (!options_flag(flags, name))
            continue;
        struct str text = options_text(flags, name, (struct str){"", 0});
        if (text.n == 0 && settings->declared[i].kind == SETTING_BOOLEAN)
            text = STR("yes");
        struct value value = {arena_copy(arena, text), flag, ORIGIN_FLAG, 0};
        int code = put(settings, i, value, arena, error);
        if (code)
            return code;
    }
    return 0;
}

int settings_load(const struct setting_declaration *declared, size_t count,
                  const struct settings_sources *sources, struct arena *arena,
                  const struct settings **out, struct error *error)
{
    struct settings *settings = ARENA_NEW(arena, struct settings);
    settings->declared = declared;
    settings->count = count;
    settings->values = ARENA_ARRAY(arena, struct value, count);
    int code = put_defaults(settings, arena, error);
    if (!code)
        code = put_file(settings, sources, arena, error);
    if (!code && sources->environment)
        code = put_environment(settings, sources->environment, arena, error);
    if (!code && sources->flags)
        code = put_flags(settings, sources->flags, arena, error);
    if (!code)
        *out = settings;
    return code;
}

static const struct value *value_of(const struct settings *settings, struct str key,
                                    enum setting_kind kind)
{
    size_t index = find(settings, key);
    CHECK(index != SIZE_MAX);
    enum setting_kind declared = settings->declared[index].kind;
    CHECK(declared == kind || (kind == SETTING_TEXT && declared == SETTING_CHOICE));
    return &settings->values[index];
}

struct str settings_text(const struct settings *settings, struct str key)
{
    return value_of(settings, key, SETTING_TEXT)->text;
}

int64_t settings_integer(const struct settings *settings, struct str key)
{
    return value_of(settings, key, SETTING_INTEGER)->integer;
}

bool settings_boolean(const struct settings *settings, struct str key)
{
    return value_of(settings, key, SETTING_BOOLEAN)->integer != 0;
}

struct setting_view settings_view(const struct settings *settings, size_t index)
{
    CHECK(index < settings->count);
    const struct value *value = &settings->values[index];
    bool hidden = settings->declared[index].is_secret && value->text.n > 0;
    return (struct setting_view){
        .declaration = &settings->declared[index],
        .value = hidden ? STR("*****") : value->text,
        .origin = value->origin,
        .where = value->where,
    };
}

size_t settings_stray_count(const struct settings *settings)
{
    return settings->stray_count;
}

struct str settings_stray(const struct settings *settings, size_t index)
{
    CHECK(index < settings->stray_count);
    return settings->strays[index];
}

static void append_padded(struct buf *out, struct str text, size_t columns)
{
    buf_append(out, text);
    for (size_t width = text_width(text); width < columns; width++)
        buf_append_char(out, ' ');
}

static struct str origin_text(const struct setting_view *view, enum lang lang)
{
    if (view->where.n)
        return view->where;
    return lang == LANG_JA ? STR("既定値") : STR("default");
}

struct columns {
    size_t key, value, origin;
};

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

static struct columns measure(const struct settings *settings, enum lang lang)
{
    struct columns widest = {0};
    for (size_t i = 0; i < settings->count; i++) {
        struct setting_view view = settings_view(settings, i);
        widest.key = larger(widest.key, text_width(view.declaration->key));
        widest.value = larger(widest.value, text_width(view.value));
        widest.origin = larger(widest.origin, text_width(origin_text(&view, lang)));
    }
    return widest;
}

struct str settings_explain(const struct settings *settings, enum lang lang, struct arena *arena)
{
    struct columns widest = measure(settings, lang);
    struct buf out = {0};
    for (size_t i = 0; i < settings->count; i++) {
        struct setting_view view = settings_view(settings, i);
        append_padded(&out, view.declaration->key, widest.key);
        buf_append(&out, STR(" = "));
        append_padded(&out, view.value, widest.value + 2);
        append_padded(&out, origin_text(&view, lang), widest.origin + 2);
        buf_append(&out, lang == LANG_JA ? view.declaration->help_ja : view.declaration->help_en);
        buf_append_char(&out, '\n');
    }
    struct str text = arena_copy(arena, buf_str(&out));
    buf_finish(&out);
    return text;
}
