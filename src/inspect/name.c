#include "inspect/name.h"

#include "inspect/pattern.h"

struct str name_extension(struct str name)
{
    for (size_t at = name.n; at-- > 0 && name.p[at] != '/';)
        if (name.p[at] == '.')
            return str_slice(name, at + 1, name.n);
    return STR("");
}

bool name_has_extension(struct str name, struct str words)
{
    struct str extension = name_extension(name), word;
    while (extension.n && str_cut(&words, ' ', &word))
        if (str_equal_nocase(word, extension))
            return true;
    return false;
}

bool name_is_executable(struct str name)
{
    return name_has_extension(name, STR("exe dll com scr bat cmd ps1 vbs vbe js jse wsf hta msi "
                                        "msp jar lnk cpl pif reg app apk sh"));
}

static struct str last_name(struct str name)
{
    size_t at = name.n;
    while (at > 0 && name.p[at - 1] != '/')
        at--;
    return str_slice(name, at, name.n);
}

/* The severity that file_names.tsv gives the name; empty: it fits no line. */
static struct str severity_of(struct str own, struct str *pattern_out)
{
    struct str rest = embedded_find(&inspect_data, STR("file_names.tsv")), line, pattern, severity;
    bool titled = false;
    while (str_cut(&rest, '\n', &line)) {
        if (line.n == 0 || line.p[0] == '#')
            continue;
        bool fits = titled && str_cut(&line, '\t', &pattern) && pattern_fits(pattern, own);
        titled = true;
        *pattern_out = pattern;
        if (fits)
            return str_cut(&line, '\t', &severity) && severity.n ? severity : STR("refuse");
    }
    return STR("");
}

bool name_is_leftover(struct str name)
{
    struct str pattern = STR(""), severity = severity_of(last_name(name), &pattern);
    bool says_words = false; /* a Japanese word in a name is a person's, not a program's */
    for (size_t i = 0; i < pattern.n; i++)
        says_words |= (unsigned char)pattern.p[i] >= 0x80;
    return severity.n && !str_equal(severity, STR("warning")) && !says_words;
}

void name_check(struct work *work)
{
    struct str own = last_name(work->name), pattern, severity = severity_of(own, &pattern);
    struct inspect_place place = place_part(STR(""), STR(""));
    if (severity.n == 0)
        return;
    struct inspect_finding *finding = work_found_plain(work, "FS-01", &place, own);
    if (finding && str_equal(severity, STR("warning")))
        finding->severity = INSPECT_WARNING;
}
