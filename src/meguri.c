/* The command table and nothing else: finds the command, runs it, prints its error as one sentence and
   exits with that error's code. `meguri ROOM COMMAND …` comes from the rooms' tables. */
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "commands.h"
#include "modules.h"

extern char **environ;

static const struct {
    struct str word, second; /* "audit" "verify"; second empty: one word */
    struct command command;
} table[] = {
    {STR_INIT("setup"), STR_INIT(""), {STR_INIT("setup"), STR_INIT("データの置き場所と最初の委託業務・利用者を作ります"),
      STR_INIT("makes a workspace with its first commission and people"), command_setup}},
    {STR_INIT("serve"), STR_INIT(""), {STR_INIT("serve"), STR_INIT("Web アプリケーション、メールの受信と送信、定期の仕事を動かします"),
      STR_INIT("the web application, mail intake and sending, background work"), command_serve}},
    {STR_INIT("config"), STR_INIT("check"), {STR_INIT("check"), STR_INIT("設定のそれぞれの値と、それがどこから来たかを示します"),
      STR_INIT("every setting, its value and where it came from"), command_config_check}},
    {STR_INIT("doctor"), STR_INIT(""), {STR_INIT("doctor"), STR_INIT("この機械で何が使え、何が使えないかを調べます"),
      STR_INIT("what this machine can and cannot do"), command_doctor}},
    {STR_INIT("chem"), STR_INIT("run"), {STR_INIT("run"), STR_INIT("PHREEQC の入力を読み、水質の平衡・反応・輸送を計算します"),
      STR_INIT("runs an input of PHREEQC: equilibria, reactions, transport"), command_chem_run}},
    {STR_INIT("inspect"), STR_INIT(""), {STR_INIT("inspect"), STR_INIT("納入物に隠れた情報と個人情報を、場所とともに探します"),
      STR_INIT("hidden and personal information in deliverables, with its place"), command_inspect}},
    {STR_INIT("backup"), STR_INIT(""), {STR_INIT("backup"), STR_INIT("動かしたままデータの写しを作ります"),
      STR_INIT("a copy of the data while it is in use"), command_backup}},
    {STR_INIT("restore"), STR_INIT(""), {STR_INIT("restore"), STR_INIT("写しからデータの置き場所を作り直します"),
      STR_INIT("makes a data directory from a backup"), command_restore}},
    {STR_INIT("audit"), STR_INIT("verify"), {STR_INIT("verify"), STR_INIT("監査記録の鎖を計算し直して確かめます"),
      STR_INIT("recomputes the chain of the audit log"), command_audit_verify}},
    {STR_INIT("law"), STR_INIT("judge"), {STR_INIT("judge"), STR_INIT("貨物を規制の表で判定し、理由と足りない資料を示します"),
      STR_INIT("judges a cargo by the tables of the law, with reasons and what is missing"), command_law_judge}},
    {STR_INIT("law"), STR_INIT("tables"), {STR_INIT("tables"), STR_INIT("規制の表の一覧です"),
      STR_INIT("the tables of the law"), command_law_tables}},
    {STR_INIT("law"), STR_INIT("show"), {STR_INIT("show"), STR_INIT("表の行を版と出典とともに示します（例: 別表六 鉛）"),
      STR_INIT("rows of a table with editions and sources"), command_law_show}},
    {STR_INIT("law"), STR_INIT("diff"), {STR_INIT("diff"), STR_INIT("二つの日の間で変わった行を示します"),
      STR_INIT("rows that differ between two days"), command_law_diff}},
    {STR_INIT("law"), STR_INIT("check"), {STR_INIT("check"), STR_INIT("規制の表（と重ねるファイル）に誤りがないか調べます"),
      STR_INIT("checks the tables and files laid over them"), command_law_check}},
};
enum { TABLE_SIZE = sizeof table / sizeof table[0] };

static void print_line(struct str name, struct str help)
{
    size_t width = text_width(name);
    printf("  %" PRIstr "%*s%" PRIstr "\n", STR_ARG(name), (int)(width < 26 ? 26 - width : 1), "",
           STR_ARG(help));
}

static void print_help(enum lang lang)
{
    bool ja = lang == LANG_JA;
    struct arena *arena = arena_create();
    puts(ja ? "使い方: meguri 命令 [指定…]\n\n巡り — 環境分野の受託業務のための一つのプログラム\n"
            : "usage: meguri COMMAND [OPTION…]\n\nMeguri — one program for environmental commissions\n");
    for (size_t i = 0; i < TABLE_SIZE; i++)
        print_line(table[i].second.n ? ARENA_JOIN(arena, table[i].word, STR(" "), table[i].second)
                                     : table[i].word,
                   ja ? table[i].command.help_ja : table[i].command.help_en);
    for (size_t m = 0; m < meguri_module_count; m++)
        for (size_t i = 0; i < meguri_modules[m]->command_count; i++) {
            const struct command *command = &meguri_modules[m]->commands[i];
            print_line(ARENA_JOIN(arena, meguri_modules[m]->name, STR(" "), command->name),
                       ja ? command->help_ja : command->help_en);
        }
    puts(ja ? "\n各命令の説明: meguri 命令 --help　英語: --lang en　版: meguri --version"
            : "\nMore: meguri COMMAND --help   Japanese: --lang ja   Version: meguri --version");
    arena_destroy(arena);
}

/* The command that argv names; *skip = how many words it took. NULL when there is none. */
static const struct command *find_command(int argc, char **argv, int *skip)
{
    struct str first = str_from_c(argc > 1 ? argv[1] : NULL);
    struct str second = str_from_c(argc > 2 ? argv[2] : NULL);
    for (size_t i = 0; i < TABLE_SIZE; i++)
        if (str_equal(table[i].word, first) &&
            (table[i].second.n == 0 || str_equal(table[i].second, second))) {
            *skip = table[i].second.n ? 2 : 1;
            return &table[i].command;
        }
    for (size_t m = 0; m < meguri_module_count; m++)
        for (size_t i = 0; i < meguri_modules[m]->command_count; i++)
            if (str_equal(meguri_modules[m]->name, first) &&
                str_equal(meguri_modules[m]->commands[i].name, second)) {
                *skip = 2;
                return &meguri_modules[m]->commands[i];
            }
    return NULL;
}

static bool has_word(int argc, char **argv, const char *word)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], word) == 0)
            return true;
    return false;
}

/* --lang is wanted before any option is parsed, because parsing can fail. */
static enum lang choose_language(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--lang=en") == 0)
            return LANG_EN;
        if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
            return strcmp(argv[i + 1], "en") == 0 ? LANG_EN : LANG_JA;
    }
    return LANG_JA;
}

/* `meguri --lang en COMMAND` is `meguri COMMAND --lang en`: the words before the command go. */
static int drop_leading_language(int argc, char **argv)
{
    int words = 0;
    if (argc > 1 && str_starts(str_from_c(argv[1]), STR("--lang=")))
        words = 1;
    else if (argc > 2 && strcmp(argv[1], "--lang") == 0)
        words = 2;
    for (int i = 1; words && i + words <= argc; i++)
        argv[i] = argv[i + words];
    return argc - words;
}

static int report(const struct error *error, enum lang lang, bool json)
{
    struct arena *arena = arena_create();
    struct str sentence = error_sentence(error, lang, arena);
    if (json) {
        struct buf out = {0};
        struct json_writer writer;
        json_writer_init(&writer, &out, false);
        json_begin_object(&writer);
        json_put_string(&writer, STR("error"), error_name(error->code));
        json_put_string(&writer, STR("sentence"), sentence);
        json_end_object(&writer);
        fprintf(stderr, "%" PRIstr "\n", STR_ARG(buf_str(&out)));
        buf_finish(&out);
    } else {
        fprintf(stderr, "meguri: %" PRIstr "\n", STR_ARG(sentence));
    }
    arena_destroy(arena);
    return error_exit_code(error->code);
}

int main(int argc, char **argv)
{
    setlocale(LC_CTYPE, "C.UTF-8");
    enum lang lang = choose_language(argc, argv);
    argc = drop_leading_language(argc, argv);
    if (argc > 1 && strcmp(argv[1], "--version") == 0) {
        puts("meguri " MEGURI_VERSION);
        return 0;
    }
    int skip = 0;
    const struct command *command = find_command(argc, argv, &skip);
    if (!command && (argc == 1 || has_word(argc, argv, "--help"))) {
        print_help(lang);
        return argc == 1 ? error_exit_code(ERR_USAGE) : 0;
    }
    struct error error = {0};
    if (!command) {
        struct arena *arena = arena_create();
        ERROR(&error, ERR_USAGE,
              ARENA_JOIN(arena, lang == LANG_JA ? STR("知らない命令 ") : STR("unknown command "),
                         str_from_c(argv[1])));
        arena_destroy(arena);
        return report(&error, lang, false);
    }
    struct log *log = log_create(STDERR_FILENO, command->run == command_serve ? LOG_INFO : LOG_WARNING);
    struct context context;
    context_init_system(&context, log, lang);
    const struct command_call call = {
        .context = &context,
        .argc = argc - skip,
        .argv = argv + skip,
        .environment = environ,
        .json = has_word(argc, argv, "--json"),
    };
    struct arena *arena = arena_create();
    int status = command->run(&call, arena, &error);
    arena_destroy(arena);
    log_destroy(log);
    if (status == 0)
        return fflush(stdout) == 0 ? 0 : error_exit_code(ERR_IO);
    if (error.code == ERR_NONE)
        ERROR(&error, status, STR("meguri"));
    return report(&error, lang, call.json);
}
