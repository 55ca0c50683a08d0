"""The published figures beside the model's spread, drawn: python3 figure.py FOLDER writes water-pilots.svg and its data, water-pilots.csv.

Reads compared.tsv (compare.py). Bar: spread; dot: the study as it stands; mark: what was published, a line to the left of it where the
source says "less than". Colours say the verdict, and so do the words at the right."""
import csv
import math
import pathlib
import sys
from xml.sax.saxutils import escape

HERE = pathlib.Path(__file__).resolve().parent
COLOUR = {"met": "#197a4b", "within the spread": "#8a5a00", "missed": "#b51a1a"}
WORDS = {"met": "合う", "within the spread": "幅の中", "missed": "外れる"}
LEFT, RIGHT, TOP, STEP, LOW, HIGH = 250, 690, 58, 30, -3, 4


def x(value):
    place = min(max(math.log10(max(float(value), 1e-12)), LOW), HIGH)
    return LEFT + (place - LOW) / (HIGH - LOW) * (RIGHT - LEFT)


def row_of(row, y):
    colour, below = COLOUR[row["verdict"]], row["measured"].startswith("<")
    measured, form = x(row["measured"].lstrip("<")), "全量" if row["form"] == "total" else ""
    name = f'{row["id"]} {row["variable"]} {form}（{row["unit"]}）' if row["unit"] != "-" else f'{row["id"]} {row["variable"]}'
    parts = [f'<text x="{LEFT - 12}" y="{y + 4}" text-anchor="end">{escape(name)}</text>',
             f'<rect x="{x(row["low"]):.1f}" y="{y - 6}" width="{max(x(row["high"]) - x(row["low"]), 2):.1f}" height="12" fill="{colour}" fill-opacity="0.25"/>',
             f'<circle cx="{x(row["model"]):.1f}" cy="{y}" r="4.5" fill="{colour}"/>',
             f'<path d="M{measured:.1f} {y - 10}v20" stroke="#1a1a1c" stroke-width="2.5"/>']
    if below:
        parts.append(f'<path d="M{measured:.1f} {y}h-22m6 -5l-6 5l6 5" stroke="#1a1a1c" stroke-width="1.5" fill="none"/>')
    parts.append(f'<text x="{RIGHT + 14}" y="{y + 4}" fill="{colour}">{WORDS[row["verdict"]]}</text>')
    return parts


def main():
    with open(HERE / "compared.tsv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    bottom = TOP + STEP * len(rows)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 780 {bottom + 60}" font-family="sans-serif" font-size="13" role="img">',
           '<title>公表された実証値とモデルの幅</title>', f'<rect width="780" height="{bottom + 60}" fill="#fff"/>',
           '<text x="20" y="24" font-size="16">公表された実証値とモデルの幅（合わせ込みなし）</text>']
    for power in range(LOW, HIGH + 1):
        at = x(10.0 ** power)
        out.append(f'<path d="M{at:.1f} {TOP - 18}V{bottom - 10}" stroke="#d8d8db"/>')
        out.append(f'<text x="{at:.1f}" y="{bottom + 8}" text-anchor="middle">{10.0 ** power:g}</text>')
    for i, row in enumerate(rows):
        out += row_of(row, TOP + STEP * i)
    out.append(f'<text x="20" y="{bottom + 40}">縦線: 公表値（矢印は「未満」）　丸: 検討のまま　帯: 5・12・20 ℃、速度 1/3～3 倍、粒子の通り抜け 1/10～3 倍</text>')
    folder = pathlib.Path(sys.argv[1])
    (folder / "water-pilots.svg").write_text("\n".join(out + ["</svg>"]) + "\n", encoding="utf-8")
    with open(folder / "water-pilots.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


main()
