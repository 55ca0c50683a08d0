/* The kinds of findings: data/inspect/kinds.tsv as part of the program. */
#include "base/check.h"
#include "inspect/clean_work.h"
#include "inspect/personal.h"

enum { COLUMNS = 13 };

static const struct str severity_names[] = {STR_INIT("information"), STR_INIT("warning"),
                                            STR_INIT("judge"), STR_INIT("act"), STR_INIT("refuse")};
enum { SEVERITIES = sizeof severity_names / sizeof severity_names[0] };

struct str inspect_severity_name(enum inspect_severity severity)
{
    return severity_names[severity];
}

struct str inspect_severity_title(enum inspect_severity severity, enum lang lang)
{
    static const struct str titles[][2] = {{STR_INIT("情報"), STR_INIT("information")},
                                           {STR_INIT("注意"), STR_INIT("warning")},
                                           {STR_INIT("要判断"), STR_INIT("to be judged")},
                                           {STR_INIT("要処置"), STR_INIT("to be mended")},
                                           {STR_INIT("納入不可"), STR_INIT("not to be delivered")}};
    return titles[severity][lang == LANG_EN];
}

static enum inspect_severity severity_of(struct str name)
{
    for (int i = 0; i < SEVERITIES; i++)
        if (str_equal(severity_names[i], name))
            return (enum inspect_severity)i;
    check_fail("kinds.tsv: unknown severity");
}

static void read_kind(struct str line, struct inspect_kind *kind)
{
    struct str cells[COLUMNS];
    for (size_t i = 0; i < COLUMNS; i++)
        CHECK(str_cut(&line, '\t', &cells[i]));
    *kind = (struct inspect_kind){.id = cells[0],
                                  .form = cells[1],
                                  .severity = severity_of(cells[2]),
                                  .inspected = str_equal(cells[3], STR("inspected")),
                                  .title_ja = cells[4],
                                  .title_en = cells[5],
                                  .part = cells[6],
                                  .locator = cells[7],
                                  .why_ja = cells[8],
                                  .mend_ja = cells[9],
                                  .mend_en = cells[10],
                                  .source = cells[11],
                                  .rule = cells[12]};
}

static void read_kinds(struct inspect *inspect)
{
    struct str rest = embedded_find(&inspect_data, STR("kinds.tsv")), line;
    inspect->kinds = ARENA_ARRAY(inspect->arena, struct inspect_kind, WORK_KINDS);
    str_cut(&rest, '\n', &line); /* titles of the columns */
    while (str_cut(&rest, '\n', &line) && line.n) {
        CHECK(inspect->kind_count < WORK_KINDS);
        read_kind(line, &inspect->kinds[inspect->kind_count++]);
    }
}

struct inspect *inspect_create(void)
{
    struct arena *arena = arena_create();
    struct inspect *inspect = ARENA_NEW(arena, struct inspect);
    inspect->arena = arena;
    inspect->cp932 = charset_decoder_create();
    inspect->scratch = arena_create();
    read_kinds(inspect);
    work_read_limits(inspect);
    inspect->clean_rules = clean_read_rules(inspect);
    inspect->personal = personal_read_tables(arena);
    return inspect;
}

void inspect_destroy(struct inspect *inspect)
{
    if (!inspect)
        return;
    charset_decoder_destroy(inspect->cp932);
    arena_destroy(inspect->scratch);
    arena_destroy(inspect->arena);
}

const struct inspect_kind *inspect_kinds(const struct inspect *inspect, size_t *count)
{
    *count = inspect->kind_count;
    return inspect->kinds;
}

const struct inspect_kind *inspect_kind_find(const struct inspect *inspect, struct str id)
{
    for (size_t i = 0; i < inspect->kind_count; i++)
        if (str_equal(inspect->kinds[i].id, id))
            return &inspect->kinds[i];
    return NULL;
}
