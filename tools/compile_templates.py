"""Compiles templates/ROOM/*.html to C: docs/templates.md is the language.

    compile_templates.py ROOM templates.c templates.h FILE.html...

Follows the HTML state, so that each {{ sink }} is escaped for its place, and refuses what it cannot
make safe. Faults are printed as FILE:LINE: sentence, and nothing is written."""
import os
import re
import sys

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
FORBIDDEN = {"style", "iframe", "frame", "object", "embed", "applet", "plaintext", "xmp", "noembed",
             "noframes", "noscript", "base"}
URL_ATTRIBUTES = {"href", "src", "action", "formaction", "poster", "cite"}
NO_SINK_ATTRIBUTES = {"srcset", "http-equiv", "ping", "manifest", "xmlns", "rel", "type"}
BOOLEAN = {"checked", "selected", "disabled", "required", "readonly", "multiple", "open", "hidden",
           "autofocus", "novalidate"}
KIND = re.compile(r"(text|int|grouped|lines|insert|[a-z]+\?)\s*:(?!:)\s*(.*)", re.S)
TEMPLATE = re.compile(
    r'@template\s+([a-z]\w*)\(const struct ([a-z]\w*) \*page\)((?:\s+uses(?:\s+"[^"]+")+)?)\s*$')
NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*")
ATTRIBUTE = re.compile(r"[A-Za-z_:][-A-Za-z0-9_:.]*")
LITERAL_URL = re.compile(r"(/(?![/\\])|#|\?|mailto:|tel:)")
WHITE = " \t\n\r"
WHOLE_PATH = "\0"  # the value so far is one {{ path }}


class Fault(Exception):
    def __init__(self, line, sentence):
        super().__init__(sentence)
        self.line, self.sentence = line, sentence


def c_literal(text):
    special = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return '"' + "".join(special.get(c, c) for c in text) + '"'


class Output:
    """C statements; neighbouring static markup is merged into one literal."""

    def __init__(self, path):
        self.path, self.lines, self.pending = path, [], []

    def markup(self, text):
        self.pending.append(text)

    def flush(self):
        text = "".join(self.pending)
        self.pending = []
        if text:
            size = len(text.encode("utf-8"))
            self.lines.append(f"html_markup_from_template(html, {c_literal(text)}, {size});")

    def statement(self, line, text):
        self.flush()
        self.lines.append(f"#line {line} {c_literal(self.path)}")
        self.lines.append(text)


class Compiler:
    def __init__(self, path, shown, room, signatures):
        with open(path, encoding="utf-8", newline="") as file:
            self.source = file.read().replace("\r\n", "\n")
        self.room, self.signatures = room, signatures
        self.out = Output(shown)
        self.stack = []      # open elements: (name, line)
        self.blocks = []     # open control lines: (word, line, depth of stack)
        self.line = 1
        self.state = "text"  # text, tag, value
        self.tag = self.attribute = self.quote = self.value = None
        self.head()

    def fail(self, sentence, line=None):
        raise Fault(line or self.line, sentence)

    def head(self):
        first, _, self.body = self.source.partition("\n")
        match = TEMPLATE.match(first)
        if not match:
            self.fail('the first line must be: @template name(const struct type *page) uses "room/file.h"')
        self.name, self.type = match.group(1), match.group(2)
        self.headers = re.findall(r'"([^"]+)"', match.group(3))
        if not self.name.startswith(self.room + "_"):
            self.fail(f"the template's name must start with {self.room}_")

    def compile(self):
        for number, line in enumerate(self.body.splitlines(keepends=True), 2):
            self.line = number
            stripped = line.strip()
            if stripped.startswith("@") and not stripped.startswith("@@"):
                self.control(stripped)
            elif self.state == "text" and not self.keeps_white():
                self.scan(line.lstrip(" \t").replace("@@", "@", 1) if stripped.startswith("@@")
                          else line.lstrip(" \t"))
            else:
                self.scan(line)
        if self.state != "text":
            self.fail("the file ends inside a tag")
        if self.blocks:
            word, at, _ = self.blocks[-1]
            self.fail(f"{word} without @end", at)
        if self.stack:
            name, at = self.stack[-1]
            self.fail(f"<{name}> is not closed", at)
        self.out.flush()
        return self.out.lines

    def keeps_white(self):
        return any(name in ("pre", "textarea") for name, _ in self.stack)

    # Control lines ---------------------------------------------------------------------------

    def control(self, text):
        word, _, rest = text.partition(" ")
        rest = rest.strip()
        if word == "@#":
            return
        if self.state != "text":
            self.fail(f"{word} inside a tag; use {{{{ name?: condition }}}} or a conditional expression")
        handler = getattr(self, "control_" + word[1:], None)
        if not handler:
            self.fail(f"unknown control line {word}")
        handler(rest)

    def opening(self, word, head):
        self.out.statement(self.line, head + " {")
        self.blocks.append((word, self.line, list(self.stack)))

    def block(self, word):
        if not self.blocks:
            self.fail(f"{word} without @if or @for")
        opener, at, stack = self.blocks[-1]
        if stack != self.stack:
            self.fail(f"the tags between {opener} (line {at}) and {word} are not balanced")
        return opener

    def control_for(self, rest):
        if rest.count(";") != 2:
            self.fail("@for needs: start; condition; step")
        self.opening("@for", f"for ({rest})")

    def control_if(self, rest):
        if not rest:
            self.fail("@if needs a condition")
        self.opening("@if", f"if ({rest})")

    def control_elif(self, rest):
        if self.block("@elif") != "@if":
            self.fail("@elif belongs to @if")
        self.out.statement(self.line, f"}} else if ({rest}) {{")

    def control_else(self, rest):
        if rest:
            self.fail("@else takes no condition; use @elif")
        if self.block("@else") != "@if":
            self.fail("@else belongs to @if")
        opener, at, stack = self.blocks[-1]
        self.blocks[-1] = ("@if … @else", at, stack)
        self.out.statement(self.line, "} else {")

    def control_end(self, rest):
        if rest:
            self.fail("@end takes nothing")
        self.block("@end")
        self.blocks.pop()
        self.out.statement(self.line, "}")

    def control_let(self, rest):
        self.out.statement(self.line, rest.rstrip(";") + ";")

    def control_include(self, rest):
        match = re.match(r"([a-z]\w*)\((.*)\)$", rest, re.S)
        if not match:
            self.fail("@include needs: other_template(expression)")
        self.out.statement(self.line, f"{match.group(1)}_write(html, {match.group(2)});")

    # Markup ----------------------------------------------------------------------------------

    def scan(self, text):
        at = 0
        while at < len(text):
            at = getattr(self, "in_" + self.state)(text, at)

    def sink_at(self, text, at):
        end = text.find("}}", at)
        if end < 0:
            self.fail("{{ without }} on the same line")
        inner = text[at + 2:end].strip()
        if not inner:
            self.fail("{{ }} is empty")
        match = KIND.match(inner)
        kind, expression = (match.group(1), match.group(2)) if match else (None, inner)
        if not expression:
            self.fail("{{ }} has no expression")
        return kind, expression, end + 2

    def emit_sink(self, function, expression):
        self.out.statement(self.line, f"{function}(html, {expression});")

    def in_text(self, text, at):
        if text.startswith("{{", at):
            return self.text_sink(text, at)
        if text[at] == "<":
            return self.tag_open(text, at)
        if self.inside_script() and not text[at].isspace():
            self.fail("script content is refused; put it into assets/")
        stop = min(p for p in (text.find("{{", at), text.find("<", at), len(text)) if p >= 0)
        self.out.markup(text[at:stop])
        return stop

    def inside_script(self):
        return bool(self.stack) and self.stack[-1][0] == "script"

    def text_sink(self, text, at):
        if self.inside_script():
            self.fail("script content is refused; put it into assets/")
        kind, expression, end = self.sink_at(text, at)
        functions = {None: "html_text", "text": "html_text", "int": "html_integer",
                     "grouped": "html_grouped", "lines": "html_lines", "insert": "html_insert"}
        if kind not in functions:
            self.fail(f"{kind} belongs inside a tag")
        if kind in ("lines", "insert") and self.stack and self.stack[-1][0] in ("textarea", "title", "option"):
            self.fail(f"{kind} makes markup, which <{self.stack[-1][0]}> cannot hold")
        self.emit_sink(functions[kind], expression)
        return end

    def tag_open(self, text, at):
        if re.match(r"<!doctype html>", text[at:], re.I):
            if self.stack:
                self.fail("the doctype comes first")
            self.out.markup("<!doctype html>")
            return at + len("<!doctype html>")
        if text.startswith("<!", at):
            self.fail("HTML comments go out to the reader; use a line starting with @#")
        closing = text.startswith("</", at)
        match = NAME.match(text, at + (2 if closing else 1))
        if not match:
            self.fail("a lone < must be written &lt;")
        name = match.group(0)
        if closing:
            return self.tag_close(text, match.end(), name)
        if self.stack and self.stack[-1][0] in ("script", "textarea", "title"):
            self.fail(f"<{name}> inside <{self.stack[-1][0]}>")
        if name.lower() in FORBIDDEN:
            self.fail(f"<{name}> is refused")
        self.tag, self.seen, self.state = name, set(), "tag"
        self.out.markup("<" + name)
        return match.end()

    def tag_close(self, text, at, name):
        end = re.compile(r"\s*>").match(text, at)
        if not end:
            self.fail(f"</{name} is not finished on this line")
        if not self.stack or self.stack[-1][0] != name:
            inside = f"<{self.stack[-1][0]}> (line {self.stack[-1][1]})" if self.stack else "nothing"
            self.fail(f"</{name}> closes {inside}")
        if self.blocks and len(self.stack) <= len(self.blocks[-1][2]):
            self.fail(f"</{name}> closes an element from outside {self.blocks[-1][0]}")
        self.stack.pop()
        self.out.markup(f"</{name}>")
        return end.end()

    def in_tag(self, text, at):
        if text[at] in WHITE:
            self.out.markup(" " if not text[at + 1:at + 2].isspace() else "")
            return at + 1
        if text.startswith("{{", at):
            return self.boolean_sink(text, at)
        if text.startswith("/>", at):
            return self.tag_finish(at + 2, True)
        if text[at] == ">":
            return self.tag_finish(at + 1, False)
        match = ATTRIBUTE.match(text, at)
        if not match:
            self.fail(f"{text[at]!r} is not allowed inside <{self.tag}>")
        return self.attribute_open(text, match.end(), match.group(0))

    def boolean_sink(self, text, at):
        kind, expression, end = self.sink_at(text, at)
        if kind is None or not kind.endswith("?"):
            self.fail("inside a tag write {{ name?: condition }}; values need quotes")
        name = kind[:-1]
        if name not in BOOLEAN:
            self.fail(f"{name} is not a boolean attribute")
        self.out.statement(self.line, f"if ({expression}) html_markup_from_template(html, "
                           f"{c_literal(' ' + name)}, {len(name) + 1});")
        return end

    def tag_finish(self, at, self_closed):
        if self.tag == "script" and "src" not in self.seen:
            self.fail("<script> needs src; inline script is refused")
        self.out.markup("/>" if self_closed else ">")
        if self_closed and self.tag.lower() in ("script", "textarea", "title", "div", "span", "p", "a"):
            self.fail(f"<{self.tag}/> is not closed by / in HTML")
        if not self_closed and self.tag.lower() not in VOID:
            self.stack.append((self.tag, self.line))
        self.state, self.tag = "text", None
        return at

    def attribute_open(self, text, at, name):
        lower = name.lower()
        if lower in self.seen:
            self.fail(f"{name} stands twice in <{self.tag}>")
        self.seen.add(lower)
        if lower.startswith("on"):
            self.fail(f"{name}: inline handlers are refused; put the behaviour into assets/")
        if lower in ("style", "srcdoc", "xlink:href"):
            self.fail(f"{name} is refused")
        self.out.markup(name)
        if not text.startswith("=", at):
            return at
        if text[at + 1:at + 2] not in ('"', "'"):
            self.fail(f"{name} needs a quoted value")
        self.attribute, self.quote, self.value = lower, text[at + 1], ""
        self.state = "value"
        self.out.markup("=" + self.quote)
        return at + 2

    def in_value(self, text, at):
        if text[at] == self.quote:
            return self.value_close(at)
        if text.startswith("{{", at):
            return self.value_sink(text, at)
        stops = [p for p in (text.find("{{", at), text.find(self.quote, at)) if p >= 0]
        stop = min(stops) if stops else len(text)
        part = text[at:stop]
        if "<" in part:
            self.fail(f"< inside the value of {self.attribute}; is a quote missing?")
        if self.attribute in URL_ATTRIBUTES and not self.value:
            self.literal_url(part)
        if self.value == WHOLE_PATH and part[0] not in "?#&":
            self.fail(f"only ?, # or & may follow a whole path in {self.attribute}")
        self.value += part
        self.out.markup(part)
        return stop

    def literal_url(self, part):
        external = self.tag == "a" and self.attribute == "href" and part.startswith("https://")
        if not LITERAL_URL.match(part) and not external:
            self.fail(f"{self.attribute} must start with / or #; got {part!r}")

    def value_close(self, at):
        self.out.markup(self.quote)
        self.state, self.attribute, self.quote = "tag", None, None
        return at + 1

    def value_sink(self, text, at):
        kind, expression, end = self.sink_at(text, at)
        if self.attribute in NO_SINK_ATTRIBUTES:
            self.fail(f"{self.attribute} takes no sink")
        if kind in ("int", "grouped"):
            if self.attribute in URL_ATTRIBUTES and not self.value:
                self.fail(f"{self.attribute} cannot start with a number")
            function = {"int": "html_integer", "grouped": "html_grouped"}[kind]
        elif kind not in (None, "text"):
            self.fail(f"{kind} is not possible inside a value")
        elif self.attribute not in URL_ATTRIBUTES:
            function = "html_attribute"
        elif not self.value:
            function = "html_path"
        elif self.value == WHOLE_PATH:
            self.fail(f"only ?, # or & may follow a whole path in {self.attribute}")
        else:
            function = "html_url_part"
        self.value = WHOLE_PATH if function == "html_path" else self.value + "x"
        self.emit_sink(function, expression)
        return end


def main():
    room, c_path, h_path, files = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]
    root = os.environ.get("MEGURI_TEMPLATE_ROOT") or os.path.dirname(
        os.path.dirname(os.path.abspath(__file__)))
    headers, declarations, functions, failed = [], [], [], False
    for path in sorted(files):
        shown = os.path.relpath(path, root) if os.path.abspath(path).startswith(root) else path
        try:
            compiler = Compiler(path, shown, room, None)
            lines = compiler.compile()
        except Fault as fault:
            print(f"{shown}:{fault.line}: {fault.sentence}", file=sys.stderr)
            failed = True
            continue
        except UnicodeDecodeError:
            print(f"{shown}:1: the file is not UTF-8", file=sys.stderr)
            failed = True
            continue
        headers += [h for h in compiler.headers if h not in headers]
        name, type_ = compiler.name, compiler.type
        declarations.append(
            f"struct {type_};\nvoid {name}(struct html *html, const void *page);\n"
            f"static inline void {name}_write(struct html *html, const struct {type_} *page)\n"
            f"{{\n    {name}(html, page);\n}}\n")
        functions.append(
            f"void {name}(struct html *html, const void *untyped)\n{{\n"
            f"const struct {type_} *page = untyped;\n(void)page;\n" + "\n".join(lines) + "\n}\n")
    if failed:
        sys.exit(1)
    guard = f"MEGURI_{room.upper()}_TEMPLATES_H"
    with open(h_path, "w", encoding="utf-8") as out:
        out.write(f"/* Made by tools/compile_templates.py from templates/{room}. */\n"
                  f"#ifndef {guard}\n#define {guard}\n\n#include \"html/html.h\"\n\n"
                  + "\n".join(declarations) + "\n#endif\n")
    with open(c_path, "w", encoding="utf-8") as out:
        out.write(f"/* Made by tools/compile_templates.py from templates/{room}. */\n"
                  f"#include \"{room}/templates.h\"\n"
                  + "".join(f"#include \"{h}\"\n" for h in headers) + "\n" + "\n".join(functions))


main()
