/* The last step before a report leaves: the allow-list, and masks. */
#include "inspect/bytes.h"
#include "inspect/inspect.h"
#include "inspect/mask.h"

/* The list has the text itself, or an ending of an address or number. */
static bool is_allowed(struct str allow, struct str found)
{
    struct str line;
    while (allow.n && str_cut(&allow, '\n', &line)) {
        line = str_trim(line);
        if (line.n == 0 || line.p[0] == '#')
            continue;
        bool is_ending = line.n >= 4 && line.n < found.n && str_ends(found, line) &&
                         (line.p[0] == '@' || line.p[0] == '.' || bytes_is_digit(line.p[0]));
        if (str_equal(line, found) || is_ending)
            return true;
    }
    return false;
}

void inspect_settle(struct inspect_report *report, const struct inspect_options *options,
                    struct arena *arena)
{
    size_t kept = 0;
    for (size_t i = 0; i < report->count; i++) {
        struct inspect_finding finding = report->findings[i];
        if (finding.is_secret && is_allowed(options->allow, finding.found))
            continue;
        if (finding.is_secret && !options->reveal)
            finding.found = mask_text(finding.found, arena);
        report->findings[kept++] = finding;
    }
    report->count = kept;
}
