/* Samples that must not compile: check_misuse.py compiles this file once for each MISUSE and expects
   an error; with MISUSE 0 it must compile, so that the errors are the meant ones. */
#include "html/html.h"

void use(struct html *html, struct str text, struct html_safe part, int64_t number, const char *raw);
void use(struct html *html, struct str text, struct html_safe part, int64_t number, const char *raw)
{
    (void)html, (void)text, (void)part, (void)number, (void)raw;
#if MISUSE == 0
    html_text(html, text);
    html_insert(html, part);
    html_integer(html, number);
#elif MISUSE == 1 /* text where markup is asked */
    html_insert(html, text);
#elif MISUSE == 2 /* a C string where markup is asked */
    html_insert(html, raw);
#elif MISUSE == 3 /* markup made from text by initialiser */
    struct html_safe made = {text};
    html_insert(html, made);
#elif MISUSE == 4 /* markup made from text by assignment */
    part = text;
    html_insert(html, part);
#elif MISUSE == 5 /* markup made from text by cast */
    html_insert(html, (struct html_safe)text);
#elif MISUSE == 6 /* a C string where text is asked */
    html_text(html, raw);
#elif MISUSE == 7 /* markup where text is asked */
    html_text(html, part);
#elif MISUSE == 8 /* a number where text is asked */
    html_text(html, number);
#elif MISUSE == 9 /* text where a number is asked */
    html_integer(html, text);
#elif MISUSE == 10 /* markup where a path is asked */
    html_path(html, part);
#endif
}
