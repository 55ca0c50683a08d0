/* The raw bytes of a PDF, before any library has put them in order. */
#include "inspect/bytes.h"
#include "inspect/pdf_parts.h"

enum { MOST_REVISIONS = 1000, TAIL = 1024, FEW = 16 };

static bool is_white(char c)
{
    return c == ' ' || c == '\r' || c == '\n' || c == '\t' || c == '\f' || c == 0;
}

static struct inspect_finding *found_at(struct work *work, const char *id, const char *element,
                                        size_t offset, struct str found)
{
    struct inspect_place place = {.element = str_from_c(element), .offset = (int64_t)offset};
    return work_found_plain(work, id, &place, found);
}

/* Another program would open the file as something else than a PDF. */
static bool is_another_form(struct str data)
{
    static const struct str beginnings[] = {STR_INIT("PK\3\4"),
                                            STR_INIT("<"),
                                            STR_INIT("MZ"),
                                            STR_INIT("\x7f"
                                                     "ELF"),
                                            STR_INIT("#!"),
                                            STR_INIT("GIF8"),
                                            STR_INIT("\xff\xd8"),
                                            STR_INIT("\x89PNG"),
                                            STR_INIT("Rar!"),
                                            STR_INIT("7z")};
    for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++)
        if (str_starts(data, beginnings[i]))
            return true;
    return false;
}

/* A few bytes that a transfer left behind are a warning. */
static void report_stray(struct work *work, const char *element, size_t offset, struct str data)
{
    struct inspect_finding *finding =
        found_at(work, "PDF-21", element, offset, arena_format(work->arena, "%zu bytes", data.n));
    size_t blanks = 0;
    while (blanks < data.n && is_white(data.p[blanks]))
        blanks++;
    data = str_slice(data, blanks, data.n);
    if (finding && is_another_form(data))
        finding->severity = INSPECT_ACT;
    else if (finding && data.n > FEW)
        finding->severity = INSPECT_JUDGE;
    if (str_starts(data, STR("PK\3\4")))
        work_inside(work, str_from_c(element), data);
}

/* A linearized file has two ends by nature: the first belongs to its first page. */
static bool is_linearized(struct str bytes)
{
    return str_contains(str_slice(bytes, 0, TAIL * 2), STR("/Linearized"));
}

static void report_revisions(struct work *work, const size_t *ends, size_t count)
{
    struct str bytes = work->bytes;
    for (size_t i = is_linearized(bytes) ? 1 : 0; i + 1 < count; i++) {
        /* An end inside a stream is followed by no further xref. */
        struct str behind = str_slice(bytes, ends[i], ends[i + 1]);
        if (!str_contains(behind, STR("startxref")))
            continue;
        found_at(work, "PDF-11", "%%EOF", ends[i],
                 arena_format(work->arena, "revision %zu, then %zu bytes", i + 1,
                              ends[i + 1] - ends[i]));
    }
}

void pdf_check_raw(struct work *work)
{
    struct str bytes = work->bytes;
    size_t header = str_find(bytes, STR("%PDF-"), 0);
    if (header > 0 && header != SIZE_MAX)
        report_stray(work, "data in front", 0, str_slice(bytes, 0, header));
    size_t *ends = ARENA_ARRAY(work->arena, size_t, MOST_REVISIONS), count = 0, last = SIZE_MAX;
    for (size_t at = 0; (at = str_find(bytes, STR("%%EOF"), at)) != SIZE_MAX; at += 5) {
        last = at + 5;
        if (count < MOST_REVISIONS)
            ends[count++] = last;
    }
    report_revisions(work, ends, count);
    if (last == SIZE_MAX)
        return; /* the structure will tell whether it can be read */
    size_t at = last;
    while (at < bytes.n && is_white(bytes.p[at]))
        at++;
    if (at < bytes.n)
        report_stray(work, "data behind the end", last, str_slice(bytes, last, bytes.n));
}
