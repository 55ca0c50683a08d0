/* What others know of a file: that it could not be opened, what a malware scan said. */
#include "base/text.h"
#include "inspect/inspect.h"

static void add(const struct inspect *inspect, struct inspect_report *report, struct str id,
                struct str found, struct arena *arena)
{
    const struct inspect_kind *kind = inspect_kind_find(inspect, id);
    struct inspect_finding *more = ARENA_ARRAY(arena, struct inspect_finding, report->count + 1);
    for (size_t i = 0; i < report->count; i++)
        more[i] = report->findings[i];
    more[report->count++] = (struct inspect_finding){.kind = kind,
                                                     .severity = kind->severity,
                                                     .place = {.offset = -1},
                                                     .found = found,
                                                     .count = 1};
    report->findings = more;
}

void inspect_not_inspected(const struct inspect *inspect, struct str name, struct str ja,
                           struct str en, struct arena *arena, struct inspect_report *out)
{
    *out = (struct inspect_report){.name = text_one_line(name, arena),
                                   .form = STR("unknown"),
                                   .reason_ja = ja,
                                   .reason_en = en,
                                   .measure = {-1, -1, -1, -1, -1, -1}};
    add(inspect, out, STR("NI-01"), ja, arena);
}

void inspect_set_scan(const struct inspect *inspect, struct inspect_report *report,
                      const struct inspect_scan *scan, struct arena *arena)
{
    report->scan = *scan;
    if (str_equal(scan->outcome, STR("infected")))
        add(inspect, report, STR("MAL-01"), scan->words, arena);
    else if (str_equal(scan->outcome, STR("unscanned")))
        add(inspect, report, STR("MAL-02"), scan->words, arena);
}

struct str inspect_scan_words(const struct inspect_scan *scan, enum lang lang, struct arena *arena)
{
    bool ja = lang == LANG_JA;
    if (str_equal(scan->outcome, STR("clean")))
        return ja ? STR("無害") : STR("clean");
    if (str_equal(scan->outcome, STR("infected")))
        return ARENA_JOIN(arena, ja ? STR("検出: ") : STR("found: "), scan->words);
    if (str_equal(scan->outcome, STR("unscanned")))
        return ARENA_JOIN(arena, ja ? STR("未検査: ") : STR("not scanned: "), scan->words);
    return ja ? STR("検査していません（clamd の設定がありません）")
              : STR("not scanned (clamd is not configured)");
}
