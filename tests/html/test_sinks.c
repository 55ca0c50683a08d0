/* Each sink escapes for its place, whatever the bytes. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/arena.h"
#include "html/html.h"

typedef void sink(struct html *html, struct str text);

static void gives(sink *write, struct str text, const char *wanted)
{
    struct buf out = {0};
    struct html html = {&out, NULL};
    write(&html, text);
    if (!str_equal(buf_str(&out), str_from_c(wanted)))
        fail_msg("%.*s is not %s", (int)out.n, out.p, wanted);
    buf_finish(&out);
}

static void escapes_markup_in_text_and_attributes(void **state)
{
    (void)state;
    gives(html_text, STR("<b>\"A&B\"</b> 'x'"), "&lt;b&gt;&quot;A&amp;B&quot;&lt;/b&gt; &#39;x&#39;");
    gives(html_attribute, STR("\" onclick=`x`"), "&quot; onclick=&#96;x&#96;");
    gives(html_text, STR("巡り ① ㈱ 髙"), "巡り ① ㈱ 髙");
    gives(html_text, STR(""), "");
}

static void replaces_bytes_that_html_forbids(void **state)
{
    (void)state;
    gives(html_text, STR("a\0b\x1B\x7F"), "a\xEF\xBF\xBD" "b\xEF\xBF\xBD\xEF\xBF\xBD");
    gives(html_text, STR("\xE5\xB7"), "\xEF\xBF\xBD\xEF\xBF\xBD");
    gives(html_text, STR("\xC2\x85"), "\xEF\xBF\xBD");
    gives(html_text, STR("\xEF\xBF\xBD"), "\xEF\xBF\xBD");
    gives(html_text, STR("\xF0\x9F\x98\x80"), "\xF0\x9F\x98\x80");
    gives(html_text, STR("a\tb\r\n"), "a\tb\r\n");
}

static void keeps_local_paths_and_refuses_others(void **state)
{
    (void)state;
    gives(html_path, STR("/desk/cases/12?x=1&y=2#top"), "/desk/cases/12?x=1&amp;y=2#top");
    gives(html_path, STR("/"), "/");
    gives(html_path, STR("//evil.example/"), "#");
    gives(html_path, STR("/\\evil.example/"), "#");
    gives(html_path, STR("javascript:alert(1)"), "#");
    gives(html_path, STR("https://evil.example/"), "#");
    gives(html_path, STR(" /a"), "#");
    gives(html_path, STR("/a\n/b"), "#");
    gives(html_path, STR(""), "#");
    gives(html_path, STR("/\"><script>"), "/&quot;&gt;&lt;script&gt;");
}

static void encodes_parts_of_addresses(void **state)
{
    (void)state;
    gives(html_url_part, STR("a b/c?d&e=f#g"), "a%20b%2Fc%3Fd%26e%3Df%23g");
    gives(html_url_part, STR("巡"), "%E5%B7%A1");
    gives(html_url_part, STR(".."), "%2E%2E");
    gives(html_url_part, STR("a.b-c_d~e"), "a.b-c_d~e");
}

static void breaks_lines(void **state)
{
    (void)state;
    gives(html_lines, STR("a\r\n<b>\n\nc"), "a<br>&lt;b&gt;<br><br>c");
    gives(html_lines, STR(""), "");
}

static void groups_digits(void **state)
{
    (void)state;
    static const struct {
        int64_t value;
        const char *text;
    } samples[] = {{0, "0"}, {999, "999"}, {1000, "1,000"}, {-1234567, "-1,234,567"},
                   {INT64_MAX, "9,223,372,036,854,775,807"}, {INT64_MIN, "-9,223,372,036,854,775,808"}};
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        struct buf out = {0};
        struct html html = {&out, NULL};
        html_grouped(&html, samples[i].value);
        assert_true(str_equal(buf_str(&out), str_from_c(samples[i].text)));
        buf_finish(&out);
    }
}

static void write_part(struct html *html, const void *page)
{
    html_text(html, *(const struct str *)page);
}

static void inserts_captured_markup_as_it_is(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct str text = STR("<x>");
    struct buf out = {0};
    struct html html = {&out, arena};
    html_insert(&html, html_capture(arena, write_part, &text));
    assert_true(str_equal(buf_str(&out), STR("&lt;x&gt;")));
    buf_finish(&out);
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(escapes_markup_in_text_and_attributes),
        cmocka_unit_test(replaces_bytes_that_html_forbids),
        cmocka_unit_test(keeps_local_paths_and_refuses_others),
        cmocka_unit_test(encodes_parts_of_addresses),
        cmocka_unit_test(breaks_lines),
        cmocka_unit_test(groups_digits),
        cmocka_unit_test(inserts_captured_markup_as_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
