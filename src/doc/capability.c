#include "doc/capability.h"

#include "base/embedded.h"
#include "base/process.h"

extern const struct embedded_files doc_capability_data;

enum column { NAME, PROGRAM, VERSION_ARGUMENTS, TITLE_JA, TITLE_EN, LOST_JA, LOST_EN, PACKAGE, SOURCE,
              COLUMN_COUNT };
enum { MOST_CAPABILITIES = 16, VERSION_LIMIT = 400 };
static const int64_t version_deadline = 10 * (int64_t)US_PER_SECOND;

/* The next row of the table; the header row is the first. */
static bool next_row(struct str *rest, struct str cells[COLUMN_COUNT])
{
    struct str line;
    if (!str_cut(rest, '\n', &line) || line.n == 0)
        return false;
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        if (!str_cut(&line, '\t', &cells[i]))
            cells[i] = STR("");
    return true;
}

static struct str version_of(const struct context *context, struct str program,
                             struct str arguments, struct arena *arena)
{
    const char *argv[] = {arena_c(arena, program), arena_c(arena, arguments), NULL};
    struct process_result result;
    struct str line = STR("");
    if (process_run(context, argv, version_deadline, VERSION_LIMIT, arena, &result, NULL) == 0)
        str_cut(&result.output, '\n', &line);
    return str_trim(line);
}

bool capability_sandbox_works(const struct context *context, struct arena *arena)
{
    enum { MOST_OUTPUT = 100 };
    const char *argv[] = {"bwrap", "--unshare-all", "--ro-bind", "/", "/", "/bin/true", NULL};
    struct process_result result;
    return process_run(context, argv, version_deadline, MOST_OUTPUT, arena, &result, NULL) == 0 &&
           result.exit_code == 0;
}

void capability_list(const struct context *context, enum lang lang, struct arena *arena,
                     struct capability **out, size_t *count)
{
    struct str rest = embedded_find(&doc_capability_data, STR("capabilities.tsv"));
    struct str cells[COLUMN_COUNT];
    bool ja = lang == LANG_JA;
    next_row(&rest, cells);
    *out = ARENA_ARRAY(arena, struct capability, MOST_CAPABILITIES);
    *count = 0;
    while (*count < MOST_CAPABILITIES && next_row(&rest, cells)) {
        struct capability *one = &(*out)[(*count)++];
        one->name = cells[NAME];
        one->title = ja ? cells[TITLE_JA] : cells[TITLE_EN];
        one->lost = ja ? cells[LOST_JA] : cells[LOST_EN];
        one->remedy = ARENA_JOIN(arena, STR("apt-get install --no-install-recommends "),
                                 cells[PACKAGE]);
        one->program = process_find(cells[PROGRAM], arena);
        one->present = one->program.n > 0;
        if (one->present)
            one->version = version_of(context, one->program, cells[VERSION_ARGUMENTS], arena);
        if (one->present && str_equal(one->name, STR("sandbox")) &&
            !capability_sandbox_works(context, arena))
            one->fault = ja ? STR("この機械では名前空間を作れないため、働きません。")
                            : STR("It cannot make namespaces on this machine and does not work.");
    }
}

struct str capability_program(struct str name, struct arena *arena)
{
    struct str rest = embedded_find(&doc_capability_data, STR("capabilities.tsv"));
    struct str cells[COLUMN_COUNT];
    while (next_row(&rest, cells))
        if (str_equal(cells[NAME], name))
            return process_find(cells[PROGRAM], arena);
    return STR("");
}
