"""The look's tokens: assets/app.css says what data/look/tokens.tsv says, every text reaches the contrast
of WCAG 2.1 AA on its ground, and the style sheet loads nothing from elsewhere. Prints TAP."""
import os
import re
import sys

ROOT = sys.argv[1]

# text, ground, least ratio (4.5 for text, 3 for lines and signs that carry meaning)
PAIRS = [
    ("color-text", "color-surface", 4.5), ("color-text", "color-ground", 4.5),
    ("color-text-quiet", "color-surface", 4.5), ("color-text-quiet", "color-ground", 4.5),
    ("color-text-faint", "color-surface", 4.5), ("color-text-faint", "color-ground", 4.5),
    ("color-key", "color-surface", 4.5), ("color-key", "color-ground", 4.5),
    ("color-key", "color-key-soft", 4.5), ("color-surface", "color-key", 4.5),
    ("color-surface", "color-key-hover", 4.5), ("color-surface", "color-key-active", 4.5),
    ("color-text-quiet", "color-line-soft", 4.5), ("color-text-quiet", "color-key-soft", 4.5),
    ("color-success", "color-success-soft", 4.5), ("color-success", "color-surface", 4.5),
    ("color-warning", "color-warning-soft", 4.5), ("color-warning", "color-surface", 4.5),
    ("color-wait", "color-wait-soft", 4.5), ("color-error", "color-error-soft", 4.5),
    ("color-error", "color-surface", 4.5), ("color-error", "color-ground", 4.5),
    ("color-text", "color-focus-glow", 4.5), ("color-field-line", "color-surface", 3),
    ("color-success-line", "color-surface", 3), ("color-wait-line", "color-surface", 3),
    ("color-error-line", "color-surface", 3), ("color-focus", "color-surface", 3),
]


def tokens():
    with open(os.path.join(ROOT, "data/look/tokens.tsv"), encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file]
    head, rows = rows[0], rows[1:]
    return {row[0]: dict(zip(head, row)) for row in rows}


def luminance(colour):
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def main():
    table = tokens()
    with open(os.path.join(ROOT, "assets/app.css"), encoding="utf-8") as file:
        css = file.read()
    root = dict(re.findall(r"--([a-z0-9-]+): ([^;]+);", css[css.index(":root {"):css.index("/* ---- ground")]))
    results = []

    wrong = [n for n in sorted(set(table) | set(root)) if root.get(n) != table.get(n, {}).get("value")]
    results.append(("the_style_sheet_has_the_tokens_of_the_table", wrong))
    unknown = sorted(set(re.findall(r"var\(--([a-z0-9-]+)\)", css)) - set(root))
    results.append(("every_variable_used_is_a_token", unknown))
    results.append(("every_token_names_its_source",
                    [n for n, row in table.items() if not row["source"] or not row["source_name"]]))
    colours = re.findall(r"#[0-9a-fA-F]{3,8}\b", css[css.index("/* ---- ground"):])
    results.append(("no_colour_stands_outside_the_tokens", colours))
    results.append(("nothing_is_loaded_from_elsewhere", re.findall(r"url\([^)]*\)|@import|@font-face", css)))
    for text, ground, least in PAIRS:
        ratio = contrast(table[text]["value"], table[ground]["value"])
        results.append((f"{text}_on_{ground}_reaches_{least}", [] if ratio >= least else [f"{ratio:.2f}"]))

    print(f"1..{len(results)}")
    for number, (name, faults) in enumerate(results, 1):
        print(f"{'not ok' if faults else 'ok'} {number} - {name}")
        for fault in faults:
            print(f"# {fault}")
    return 1 if any(faults for _, faults in results) else 0


sys.exit(main())
