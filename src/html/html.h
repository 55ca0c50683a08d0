/* Typed HTML output. Text reaches a page only through sinks that escape for their place; markup only
   as struct html_safe, which cannot be made from a struct str (tests/html/misuse.c must not compile).
   Pages are templates/ compiled to C by tools/compile_templates.py; docs/templates.md is the
   language. */
#ifndef MEGURI_HTML_HTML_H
#define MEGURI_HTML_HTML_H

#include "base/buf.h"

struct html {
    struct buf *out;
    struct arena *arena; /* of the request */
};

/* Finished markup. Made by html_capture only: not a struct str inside, so that no initialiser of one fits. */
struct html_safe {
    struct {
        const char *markup;
        size_t n;
    } only_html_room_may_touch_this;
};

void html_text(struct html *html, struct str text);        /* element content */
void html_attribute(struct html *html, struct str text);   /* inside a quoted attribute */
/* A local path ("/desk/cases/12?x=y"): refused (becomes "#") unless it starts with one slash. */
void html_path(struct html *html, struct str path);
/* One path segment or query value, percent-encoded. */
void html_url_part(struct html *html, struct str text);
void html_integer(struct html *html, int64_t value);
void html_grouped(struct html *html, int64_t value);       /* 12,345 */
void html_insert(struct html *html, struct html_safe part);
/* Text whose line breaks become <br>. */
void html_lines(struct html *html, struct str text);

/* Captures what a template writes, to be inserted into another. */
typedef void html_template(struct html *html, const void *page);
struct html_safe html_capture(struct arena *arena, html_template *template, const void *page);

/* Only for template output compiled at build time. */
void html_markup_from_template(struct html *html, const char *markup, size_t n);

#endif
