/* Named cases written from the tables of the order: each threshold at, just under and just over,
   the limits of leaching by operation and form, note 2 both ways (tests/data/law/cases.tsv). One
   line of TAP for each case. And a property: more of a substance never makes a cargo less
   regulated. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/context.h"
#include "base/csv.h"
#include "base/file.h"
#include "law_support.h"

enum { FILE_BYTES = 4 << 20, CASES_MIN = 300 };

static struct str read_file(const char *path, struct arena *arena)
{
    struct context context;
    struct error error = {0};
    struct str bytes;
    context_init_system(&context, NULL, LANG_EN);
    if (file_read(&context, str_from_c(path), FILE_BYTES, arena, &bytes, &error)) {
        printf("Bail out! %s cannot be read\n", path);
        exit(1);
    }
    return bytes;
}

static bool judge_as(struct str json, struct str day, enum law_result *result, struct arena *arena,
                     struct error *error)
{
    struct law_cargo *cargo = ARENA_NEW(arena, struct law_cargo);
    struct law_judgement judgement = {0};
    struct date date;
    if (law_cargo_read(law_built_in(), json, arena, cargo, error) ||
        date_parse(day, &date, error) ||
        law_judge(law_built_in(), cargo, day_of_date(date), arena, &judgement, error))
        return false;
    *result = judgement.result;
    return true;
}

static bool run_case(int number, struct str line, struct arena *arena)
{
    struct str name, day, expected;
    str_cut(&line, '\t', &name);
    str_cut(&line, '\t', &day);
    str_cut(&line, '\t', &expected);
    struct error error = {0};
    enum law_result wanted, got = LAW_TO_CONFIRM;
    bool right = law_result_find(expected, &wanted) && judge_as(line, day, &got, arena, &error) &&
                 got == wanted;
    printf("%s %d - %" PRIstr "\n", right ? "ok" : "not ok", number, STR_ARG(name));
    if (!right)
        printf("# expected %" PRIstr ", got %" PRIstr " %" PRIstr "\n# %" PRIstr "\n",
               STR_ARG(expected), STR_ARG(law_result_word(got)),
               STR_ARG(error_sentence(&error, LANG_EN, arena)), STR_ARG(line));
    return right;
}

/* Values of a rising series, in wt%, around every threshold of the order. */
static const char *const rising[] = {"0",      "0.0001", "0.0049", "0.005", "0.0051", "0.05",
                                     "0.0999", "0.1",    "0.1001", "0.5",   "0.9999", "1",
                                     "1.0001", "5",      "20",     "60",    "100"};
static const char *const rising_leachate[] = {
    "0.0001", "0.0005", "0.0006", "0.002", "0.003", "0.0031", "0.01", "0.0101", "0.03",
    "0.05",   "0.06",   "0.1",    "0.2",   "0.3",   "1",      "3",    "10"};

/* 該当 must not come back to 非該当 as the value rises. */
static bool rises(struct str substance, const char *kind, const char *unit,
                  const char *const *values, size_t count, const char *form, const char *tests,
                  struct arena *arena, struct str *fault)
{
    bool regulated = false;
    for (size_t i = 0; i < count; i++) {
        struct str json = arena_format(
            arena,
            "{\"class\":\"residue\",\"direction\":\"export\",\"country\":\"TH\",\"operation\":"
            "\"R4\",\"form\":\"%s\","
            "\"codes\":[\"A1020\"],\"facts\":{\"no_stream\":\"yes\"},%s\"parts\":[{\"name\":\"x\","
            "\"others_absent\":\"yes\","
            "\"analyses\":[{\"substance\":\"%" PRIstr
            "\",\"kind\":\"%s\",\"value\":\"%s\",\"unit\":\"%s\",\"official\":\"yes\"}]}]}",
            form, tests, STR_ARG(substance), kind, values[i], unit);
        struct error error = {0};
        enum law_result result;
        if (!judge_as(json, STR("2026-11-01"), &result, arena, &error))
            return true; /* this substance is not asked in that unit */
        if (regulated && result == LAW_NOT_REGULATED) {
            *fault = json;
            return false;
        }
        regulated = regulated || result == LAW_REGULATED;
    }
    return true;
}

static bool more_is_never_less_regulated(int number, struct arena *arena)
{
    static const char *const forms[] = {"solid", "liquid"};
    static const char *const tests[] = {"", "\"tests\":{\"all\":\"negative\"},",
                                        "\"tests\":{\"all\":\"negative\",\"8\":\"positive\"},"};
    struct str bytes = read_file(LAW_DATA "/substances.tsv", arena), line, fault = {0};
    str_cut(&bytes, '\n', &line); /* head row */
    size_t substances = 0;
    bool right = true;
    while (right && str_cut(&bytes, '\n', &line)) {
        struct str key;
        if (line.n == 0 || !str_cut(&line, '\t', &key))
            continue;
        struct arena *working = arena_create();
        substances++;
        for (int f = 0; f < 2 && right; f++)
            for (int t = 0; t < 3 && right; t++)
                right = rises(key, "content", "wt%", rising, sizeof rising / sizeof *rising,
                              forms[f], tests[t], working, &fault) &&
                        rises(key, "leachate", "mg/L", rising_leachate,
                              sizeof rising_leachate / sizeof *rising_leachate, forms[f], tests[t],
                              working, &fault);
        if (!right)
            fault = arena_copy(arena, fault);
        arena_destroy(working);
    }
    right = right && substances > 100;
    printf("%s %d - more_of_a_substance_is_never_less_regulated\n", right ? "ok" : "not ok",
           number);
    if (!right)
        printf("# %zu substances; %" PRIstr "\n", substances, STR_ARG(fault));
    return right;
}

int main(void)
{
    struct arena *arena = arena_create();
    struct str bytes = read_file(TEST_DATA "/law/cases.tsv", arena), line;
    str_cut(&bytes, '\n', &line); /* head row */
    int number = 0, failed = 0;
    while (str_cut(&bytes, '\n', &line)) {
        if (line.n == 0)
            continue;
        struct arena *working = arena_create();
        failed += !run_case(++number, line, working);
        arena_destroy(working);
    }
    failed += number < CASES_MIN;
    failed += !more_is_never_less_regulated(++number, arena);
    printf("1..%d\n", number);
    arena_destroy(arena);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
