"""What tools/compile_templates.py refuses, with the line it names, and what it makes. Prints TAP.

    check_templates.py SOURCE_ROOT"""
import pathlib
import subprocess
import sys
import tempfile

HEAD = '@template web_x(const struct web_x *page) uses "web/x.h"\n'
# name, template after the first line, line that must be named, words of the sentence
REFUSED = [
    ("an_unquoted_attribute", "<p class=a></p>", 2, "quoted"),
    ("a_sink_without_quotes", "<p class={{ page->a }}></p>", 2, "quoted"),
    ("script_with_content", '<script src="/a">alert(1)</script>', 2, "script content"),
    ("a_sink_in_a_script", '<script src="/a">{{ page->a }}</script>', 2, "script content"),
    ("script_without_src", "<script>\n</script>", 2, "inline script"),
    ("a_style_element", "<style>\n</style>", 2, "<style>"),
    ("a_style_attribute", '<p style="color: red"></p>', 2, "style"),
    ("an_inline_handler", '<p onclick="go()"></p>', 2, "inline handlers"),
    ("an_inline_handler_in_capitals", '<p OnClick="go()"></p>', 2, "inline handlers"),
    ("an_iframe", '<iframe src="/a"></iframe>', 2, "<iframe>"),
    ("a_base_element", '<base href="/">', 2, "<base>"),
    ("a_script_path", '<a href="javascript:alert(1)">x</a>', 2, "must start with"),
    ("a_path_to_another_host", '<img src="//other.example/a" alt="">', 2, "must start with"),
    ("a_sink_after_a_foreign_beginning", '<form action="x{{ page->a }}"></form>', 2, "must start with"),
    ("text_after_a_whole_path", '<a href="{{ page->a }}/x">x</a>', 2, "whole path"),
    ("a_second_sink_after_a_whole_path", '<a href="{{ page->a }}{{ page->b }}">x</a>', 2, "whole path"),
    ("a_sink_in_a_type", '<input type="{{ page->a }}">', 2, "no sink"),
    ("markup_in_an_attribute", '<p class="{{ insert: page->a }}"></p>', 2, "not possible"),
    ("lines_in_a_textarea", "<textarea>{{ lines: page->a }}</textarea>", 2, "cannot hold"),
    ("an_attribute_twice", '<p class="a" class="b"></p>', 2, "twice"),
    ("an_unclosed_element", "<p>\n<b>x</b>\n", 2, "not closed"),
    ("a_wrong_order_of_ends", "<p>\n<b>x</p></b>", 3, "closes <b> (line 3)"),
    ("an_end_without_beginning", "x</p>", 2, "closes nothing"),
    ("tags_unbalanced_in_a_branch", "@if page->a\n<p>\n@end\n</p>", 4, "not balanced"),
    ("an_element_closed_in_a_branch", "<p>\n@if page->a\n</p>\n@end", 4, "outside @if"),
    ("branches_that_differ", "@if page->a\n<p>\n@else\n<p>\n@end\n", 4, "not balanced"),
    ("an_if_without_end", "x\n@if page->a\ny", 3, "without @end"),
    ("an_end_without_if", "@end", 2, "without @if"),
    ("two_elses", "@if page->a\n@else\n@else\n@end", 4, "belongs to @if"),
    ("an_unknown_control_line", "@repeat 3", 2, "unknown control"),
    ("a_control_line_inside_a_tag", "<p\n@if page->a\n></p>", 3, "inside a tag"),
    ("an_html_comment", "<!-- secret -->", 2, "comments"),
    ("a_lone_angle_bracket", "a < b", 2, "&lt;"),
    ("an_open_sink", "{{ page->a", 2, "without }}"),
    ("an_empty_sink", "{{ }}", 2, "empty"),
    ("a_missing_quote", '<p class="a>x</p>\n<b>', 2, "quote missing"),
    ("an_unknown_boolean_attribute", "<p {{ data-x?: page->a }}></p>", 2, "inside a tag"),
    ("a_number_as_whole_path", '<a href="{{ int: page->a }}">x</a>', 2, "start with a number"),
]
MADE = [
    ("escapes_text", "<p>{{ page->a }}</p>", "html_text(html, page->a);"),
    ("escapes_attributes", '<p class="{{ page->a }}"></p>', "html_attribute(html, page->a);"),
    ("checks_whole_paths", '<a href="{{ page->a }}">x</a>', "html_path(html, page->a);"),
    ("encodes_parts_of_paths", '<a href="/x/{{ page->a }}?q={{ page->b }}">x</a>', "html_url_part(html, page->b);"),
    ("writes_numbers", '<a href="/x/{{ int: page->a }}">{{ grouped: page->b }}</a>', "html_grouped(html, page->b);"),
    ("writes_boolean_attributes", '<input type="checkbox" {{ checked?: page->a }}>', "if (page->a) html_markup"),
    ("merges_static_markup", "<p>\n<b>a</b>\n</p>", '"<p>\\n<b>a</b>\\n</p>\\n"'),
    ("keeps_white_space_of_pre", "<pre>\n  a\n</pre>", '"<pre>\\n  a\\n</pre>\\n"'),
    ("drops_remarks", "@# not for the reader\n<p>a</p>", '"<p>a</p>\\n"'),
    ("names_the_line", "<p>a</p>\n<p>{{ page->a }}</p>", "#line 3 "),
    ("includes_other_templates", "@include web_y(&page->y)", "web_y_write(html, &page->y);"),
    ("keeps_ternary_colons", "{{ page->a ? page->b : page->c }}", "html_text(html, page->a ? page->b : page->c);"),
]


def compile_one(root, folder, text):
    path, c, h = folder / "x.html", folder / "t.c", folder / "t.h"
    c.unlink(missing_ok=True)
    path.write_text(text, encoding="utf-8")
    run = subprocess.run([sys.executable, str(root / "tools/compile_templates.py"), "web", str(c), str(h), str(path)],
                         capture_output=True, text=True, check=False)
    return run, c.read_text(encoding="utf-8") if c.exists() else None


def main():
    root = pathlib.Path(sys.argv[1])
    results = []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for label, body, line, words in REFUSED:
            run, made = compile_one(root, folder, HEAD + body + "\n")
            good = run.returncode == 1 and made is None and f"x.html:{line}:" in run.stderr and words in run.stderr
            results.append((f"refuses_{label}", good, run.stderr))
        for label, body, wanted in MADE:
            run, made = compile_one(root, folder, HEAD + body + "\n")
            results.append((label, run.returncode == 0 and wanted in (made or ""), run.stderr + (made or "")))
        run, made = compile_one(root, folder, "<p>x</p>\n")
        results.append(("refuses_a_file_without_its_first_line", run.returncode == 1 and "x.html:1:" in run.stderr, run.stderr))
    print(f"1..{len(results)}")
    for index, (label, good, output) in enumerate(results, 1):
        print(f"{'ok' if good else 'not ok'} {index} - {label}")
        if not good:
            print("\n".join("# " + line for line in output.splitlines()))
    sys.exit(0 if all(good for _, good, _ in results) else 1)


main()
