/* Files of one delivery beside each other: captions of the report and names of the data files. */
#include "base/text.h"
#include "inspect/caption.h"
#include "inspect/name.h"
#include "inspect/work.h"

static void append(struct inspect_report *report, struct arena *arena,
                   struct inspect_finding finding)
{
    struct inspect_finding *more = ARENA_ARRAY(arena, struct inspect_finding, report->count + 1);
    for (size_t i = 0; i < report->count; i++)
        more[i] = report->findings[i];
    more[report->count++] = finding;
    report->findings = more;
}

static struct str own_name(struct str path)
{
    size_t at = path.n;
    while (at > 0 && path.p[at - 1] != '/')
        at--;
    return str_slice(path, at, path.n);
}

static bool is_data(const struct inspect_report *report)
{
    return name_has_extension(report->name, STR("xlsx csv tsv xlsm json xml geojson kml gml"));
}

/* The name without its extension, in the form in which captions are kept. */
static struct str plain_name(struct arena *arena, struct str name)
{
    struct str extension = name_extension(name);
    struct str stem = extension.n ? str_slice(name, 0, name.n - extension.n - 1) : name;
    return text_normal_form(stem, arena);
}

static struct str letters_only(struct arena *arena, struct str text)
{
    char *out = ARENA_ARRAY(arena, char, text.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++)
        if (!(text.p[i] == ' ' || text.p[i] == '_' || text.p[i] == '-' || text.p[i] == ':' ||
              text.p[i] == '.' || text.p[i] == '/' || text.p[i] == '"' || text.p[i] == '?' ||
              text.p[i] == '*'))
            out[n++] = text.p[i];
    return (struct str){out, n};
}

enum fit { FIT_NONE, FIT_LABEL, FIT_WHOLE };

static enum fit fit_of(struct arena *arena, struct str name, const struct inspect_caption *caption)
{
    size_t length;
    struct str label = caption_label(name, arena, &length);
    if (!str_equal(label, caption->label))
        return FIT_NONE;
    struct str title = letters_only(arena, str_slice(name, length, name.n));
    return title.n == 0 || str_equal(title, letters_only(arena, caption->title)) ? FIT_WHOLE
                                                                                 : FIT_LABEL;
}

static void check_file(const struct inspect *inspect, struct inspect_report *reports, size_t count,
                       size_t file, struct arena *arena)
{
    struct str name = plain_name(arena, own_name(reports[file].name));
    size_t length;
    enum fit best = FIT_NONE;
    struct str nearest = STR("");
    bool has_captions = false;
    for (size_t r = 0; r < count; r++)
        for (size_t c = 0; c < reports[r].caption_count; c++) {
            enum fit fit = fit_of(arena, name, &reports[r].captions[c]);
            has_captions = true;
            if (fit > best) {
                best = fit;
                nearest = ARENA_JOIN(arena, reports[r].captions[c].label, STR(" "),
                                     reports[r].captions[c].title);
            }
        }
    bool names_figure = caption_label(name, arena, &length).n > 0;
    if (best == FIT_WHOLE || (!names_figure && !has_captions))
        return;
    append(&reports[file], arena,
           (struct inspect_finding){.kind = inspect_kind_find(inspect, STR("CAP-01")),
                                    .severity = INSPECT_WARNING,
                                    .place = {.offset = -1},
                                    .found = nearest,
                                    .count = 1});
}

static bool has_file(const struct inspect_report *reports, size_t count,
                     const struct inspect_caption *caption, struct arena *arena)
{
    for (size_t i = 0; i < count; i++)
        if (is_data(&reports[i]) &&
            fit_of(arena, plain_name(arena, own_name(reports[i].name)), caption) != FIT_NONE)
            return true;
    return false;
}

void inspect_together(const struct inspect *inspect, struct inspect_report *reports, size_t count,
                      struct arena *arena)
{
    size_t data = 0;
    for (size_t i = 0; i < count; i++)
        data += is_data(&reports[i]);
    if (data == 0 || count < 2)
        return;
    for (size_t r = 0; r < count; r++) {
        for (size_t c = 0; c < reports[r].caption_count; c++) {
            const struct inspect_caption *caption = &reports[r].captions[c];
            if (has_file(reports, count, caption, arena))
                continue;
            append(&reports[r], arena,
                   (struct inspect_finding){
                       .kind = inspect_kind_find(inspect, STR("CAP-02")),
                       .severity = INSPECT_WARNING,
                       .place = {.page = caption->page, .offset = -1},
                       .found = ARENA_JOIN(arena, caption->label, STR(" "), caption->title),
                       .count = 1});
        }
    }
    for (size_t i = 0; i < count; i++)
        if (is_data(&reports[i]))
            check_file(inspect, reports, count, i, arena);
}
