#include "base/options.h"

#include "base/buf.h"
#include "base/check.h"
#include "base/text.h"

struct given {
    struct str name, value;
};
struct option_values {
    struct given *given; /* in the order of the command line */
    size_t given_count;
    struct str *arguments;
    size_t argument_count;
};

static const struct option_declaration everywhere[] = {
    {STR_INIT("help"), 0, STR_INIT(""), STR_INIT("この説明を表示します"),
     STR_INIT("show this help")},
    {STR_INIT("lang"), 0, STR_INIT("ja|en"), STR_INIT("表示する言語"),
     STR_INIT("language of messages")},
};
enum { EVERYWHERE_COUNT = sizeof everywhere / sizeof *everywhere };

/* The command line while it is read. */
struct reading {
    char **argv;
    int argc, at;
    const struct option_declaration *declared;
    size_t count;
    struct option_values *values;
    struct arena *arena;
    struct error *error;
};

static int refuse(struct reading *reading, const char *ja, const char *en, struct str name)
{
    struct str what = arena_format(reading->arena, "%s %" PRIstr "\x1f%s %" PRIstr, ja,
                                   STR_ARG(name), en, STR_ARG(name));
    return ERROR(reading->error, ERR_USAGE, what);
}

static const struct option_declaration *find_long(const struct reading *reading, struct str name)
{
    for (size_t i = 0; i < reading->count; i++)
        if (str_equal(reading->declared[i].name, name))
            return &reading->declared[i];
    for (size_t i = 0; i < EVERYWHERE_COUNT; i++)
        if (str_equal(everywhere[i].name, name))
            return &everywhere[i];
    return NULL;
}

static const struct option_declaration *find_short(const struct reading *reading, char letter)
{
    for (size_t i = 0; i < reading->count; i++)
        if (reading->declared[i].letter && reading->declared[i].letter == letter)
            return &reading->declared[i];
    return NULL;
}

static void keep(struct reading *reading, struct str name, struct str value)
{
    struct option_values *values = reading->values;
    values->given[values->given_count++] = (struct given){name, value};
}

/* The value of an option that has none attached: the next word. */
static int keep_next_word(struct reading *reading, const struct option_declaration *option,
                          struct str as_written)
{
    if (reading->at == reading->argc)
        return refuse(reading, "値がないオプション", "no value for", as_written);
    keep(reading, option->name, str_from_c(reading->argv[reading->at++]));
    return 0;
}

static int read_long(struct reading *reading, struct str word)
{
    size_t equals = str_find_char(word, '=', 0);
    bool attached = equals != SIZE_MAX;
    struct str as_written = attached ? str_slice(word, 0, equals) : word;
    const struct option_declaration *option =
        find_long(reading, str_slice(as_written, 2, as_written.n));
    if (!option)
        return refuse(reading, "知らないオプション", "unknown option", as_written);
    bool takes_value = option->value_name.n > 0;
    if (attached && !takes_value)
        return refuse(reading, "値を取らないオプション", "no value is taken by", as_written);
    if (takes_value && !attached)
        return keep_next_word(reading, option, as_written);
    keep(reading, option->name,
         attached ? str_slice(word, equals + 1, word.n) : (struct str){"", 0});
    return 0;
}

/* -abc is -a -b -c, or -a with the value "bc" when a takes one. */
static int read_cluster(struct reading *reading, struct str word)
{
    for (size_t i = 1; i < word.n; i++) {
        struct str as_written = ARENA_JOIN(reading->arena, STR("-"), str_slice(word, i, i + 1));
        const struct option_declaration *option = find_short(reading, word.p[i]);
        if (!option)
            return refuse(reading, "知らないオプション", "unknown option", as_written);
        if (option->value_name.n == 0) {
            keep(reading, option->name, (struct str){"", 0});
            continue;
        }
        if (i + 1 == word.n)
            return keep_next_word(reading, option, as_written);
        keep(reading, option->name, str_slice(word, i + 1, word.n));
        return 0;
    }
    return 0;
}

static int read_words(struct reading *reading)
{
    bool options_ended = false;
    while (reading->at < reading->argc) {
        struct str word = str_from_c(reading->argv[reading->at++]);
        int code = 0;
        if (!options_ended && str_equal(word, STR("--")))
            options_ended = true;
        else if (!options_ended && str_starts(word, STR("--")))
            code = read_long(reading, word);
        else if (!options_ended && word.n > 1 && word.p[0] == '-')
            code = read_cluster(reading, word);
        else
            reading->values->arguments[reading->values->argument_count++] = word;
        if (code)
            return code;
    }
    return 0;
}

/* Every character of a cluster may be an option, so that bounds the number of options. */
static size_t most_options(int argc, char **argv)
{
    size_t most = 1;
    for (int i = 1; i < argc; i++)
        most = size_add(most, str_from_c(argv[i]).n);
    return most;
}

int options_parse(int argc, char **argv, const struct option_declaration *declared, size_t count,
                  struct arena *arena, const struct option_values **out, struct error *error)
{
    struct option_values *values = ARENA_NEW(arena, struct option_values);
    values->given = ARENA_ARRAY(arena, struct given, most_options(argc, argv));
    values->arguments = ARENA_ARRAY(arena, struct str, (size_t)(argc > 0 ? argc : 0) + 1);
    struct reading reading = {argv, argc, 1, declared, count, values, arena, error};
    int code = read_words(&reading);
    if (code == 0)
        *out = values;
    return code;
}

static const struct given *last_given(const struct option_values *values, struct str name)
{
    for (size_t i = values->given_count; i > 0; i--)
        if (str_equal(values->given[i - 1].name, name))
            return &values->given[i - 1];
    return NULL;
}

bool options_flag(const struct option_values *values, struct str name)
{
    return last_given(values, name) != NULL;
}

struct str options_text(const struct option_values *values, struct str name, struct str fallback)
{
    const struct given *given = last_given(values, name);
    return given ? given->value : fallback;
}

int options_integer(const struct option_values *values, struct str name, int64_t fallback,
                    int64_t least, int64_t most, int64_t *out, struct error *error)
{
    const struct given *given = last_given(values, name);
    if (!given) {
        *out = fallback;
        return 0;
    }
    if (str_to_int64(given->value, out) && *out >= least && *out <= most)
        return 0;
    struct arena *arena = arena_create();
    struct str what = arena_format(arena,
                                   "--%" PRIstr " は %lld から %lld までの整数です\x1f--%" PRIstr
                                   " takes an integer from %lld to %lld",
                                   STR_ARG(name), (long long)least, (long long)most, STR_ARG(name),
                                   (long long)least, (long long)most);
    int code = ERROR(error, ERR_USAGE, what);
    arena_destroy(arena);
    return code;
}

size_t options_argument_count(const struct option_values *values)
{
    return values->argument_count;
}

struct str options_argument(const struct option_values *values, size_t index)
{
    return index < values->argument_count ? values->arguments[index] : (struct str){"", 0};
}

/* "  -d, --data DIR" */
static struct str help_head(const struct option_declaration *option, struct arena *arena)
{
    char letter[] = "    ";
    if (option->letter) {
        letter[0] = '-';
        letter[1] = option->letter;
        letter[2] = ',';
    }
    return ARENA_JOIN(arena, STR("  "), str_from_c(letter), STR("--"), option->name,
                      option->value_name.n ? STR(" ") : STR(""), option->value_name);
}

static void append_help(struct buf *out, const struct option_declaration *options, size_t count,
                        size_t column, enum lang lang, struct arena *arena)
{
    for (size_t i = 0; i < count; i++) {
        struct str head = help_head(&options[i], arena);
        buf_append(out, head);
        for (size_t at = text_width(head); at < column; at++)
            buf_append_char(out, ' ');
        buf_append(out, lang == LANG_JA ? options[i].help_ja : options[i].help_en);
        buf_append_char(out, '\n');
    }
}

static size_t widest_head(const struct option_declaration *options, size_t count,
                          struct arena *arena)
{
    size_t widest = 0;
    for (size_t i = 0; i < count; i++) {
        size_t width = text_width(help_head(&options[i], arena));
        widest = width > widest ? width : widest;
    }
    return widest;
}

struct str options_help(struct str usage_line, const struct option_declaration *declared,
                        size_t count, enum lang lang, struct arena *arena)
{
    size_t own = widest_head(declared, count, arena);
    size_t common = widest_head(everywhere, EVERYWHERE_COUNT, arena);
    size_t column = (own > common ? own : common) + 2;
    struct buf out = {0};
    buf_append(&out, lang == LANG_JA ? STR("使い方: ") : STR("Usage: "));
    buf_append(&out, usage_line);
    buf_append(&out, STR("\n\n"));
    append_help(&out, declared, count, column, lang, arena);
    append_help(&out, everywhere, EVERYWHERE_COUNT, column, lang, arena);
    struct str help = arena_copy(arena, buf_str(&out));
    buf_finish(&out);
    return help;
}
