#include "inspect/caption.h"

#include "base/text.h"
#include "inspect/bytes.h"

enum { MOST_CAPTION = 300 };

struct str caption_label(struct str text, struct arena *arena, size_t *length)
{
    static const struct {
        struct str word, form;
    } words[] = {{STR_INIT("図表"), STR_INIT("図表")}, {STR_INIT("図"), STR_INIT("図")},
                 {STR_INIT("表"), STR_INIT("表")},     {STR_INIT("Figure"), STR_INIT("図")},
                 {STR_INIT("Fig."), STR_INIT("図")},   {STR_INIT("Table"), STR_INIT("表")}};
    *length = 0;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (!str_starts(text, words[i].word))
            continue;
        size_t at = words[i].word.n;
        while (at < text.n && text.p[at] == ' ')
            at++;
        size_t from = at;
        while (at < text.n &&
               (bytes_is_digit(text.p[at]) ||
                (at > from && (text.p[at] == '-' || text.p[at] == '.' || text.p[at] == '_') &&
                 at + 1 < text.n && bytes_is_digit(text.p[at + 1]))))
            at++;
        if (at == from)
            return STR("");
        struct str label = ARENA_JOIN(arena, words[i].form, str_slice(text, from, at));
        char *bytes = (char *)(uintptr_t)label.p; /* our own copy */
        for (size_t k = 0; k < label.n; k++)
            bytes[k] = bytes[k] == '.' || bytes[k] == '_' ? '-' : bytes[k];
        *length = at;
        return label;
    }
    return STR("");
}

static bool may_begin(struct str line)
{
    return str_starts(line, STR("図")) || str_starts(line, STR("表")) ||
           str_starts(line, STR("Fig")) || str_starts(line, STR("Table"));
}

void caption_scan(struct work *work, struct str line, int64_t page)
{
    line = str_trim(line);
    if (line.n > MOST_CAPTION || !may_begin(line))
        return;
    struct arena *arena = work->arena;
    struct str plain = text_normal_form(line, arena);
    /* The normal form folds case. */
    struct str figure = str_starts(plain, STR("fig")) ? STR("図") : STR("表");
    if (str_starts(plain, STR("fig")) || str_starts(plain, STR("table"))) {
        size_t at = 0;
        while (at < plain.n && !bytes_is_digit(plain.p[at]))
            at++;
        plain = ARENA_JOIN(arena, figure, str_slice(plain, at, plain.n));
    }
    size_t length;
    struct str label = caption_label(plain, arena, &length);
    struct str title = str_trim(str_slice(plain, length, plain.n));
    while (title.n && (title.p[0] == ':' || title.p[0] == '.' || title.p[0] == ' '))
        title = str_slice(title, 1, title.n);
    /* A sentence that mentions a figure is no caption of it. */
    bool sentence = str_starts(title, STR("は")) || str_starts(title, STR("に")) ||
                    str_starts(title, STR("の")) || str_starts(title, STR("を")) ||
                    str_starts(title, STR("と")) || str_starts(title, STR("、")) ||
                    str_starts(title, STR("が")) || str_ends(title, STR("。"));
    if (label.n && title.n && !sentence && !str_contains(title, STR("....")) &&
        !str_contains(title, STR("・・・・")))
        work_caption(work, label, title, page);
}
