#!/usr/bin/env python3
"""make_lab.py MEGURI: makes 分析表.xlsx (with faults), 分析表_訂正.xlsx and 流量ロガー.csv of the tutorial anew.

The results are the train of study.txt with a truth drawn by seed 20250415, with scatter of an analysis; everything is
synthetic. The workbook is as laboratories send them: a merged title, names and units in two rows, dates as 和暦 and as
Excel's serial numbers, full-width figures, "<0.001", "ND", a hidden column, one date for the three rows of a visit.
Needs nothing but Python; the bytes do not depend on the day."""
import csv
import datetime
import pathlib
import random
import subprocess
import sys
import tempfile
import zipfile
from xml.sax.saxutils import escape

HERE = pathlib.Path(__file__).resolve().parent
POINTS = ("原水", "鉄酸化槽出口", "還元槽出口", "処理水")
TANKS = {"鉄酸化槽出口": "鉄酸化槽", "還元槽出口": "還元槽", "処理水": "再曝気"}
# name, unit, key of the model, form, limit of detection, digits behind the point
ITEMS = (("ｐＨ", "", "pH", "", None, 1), ("水温", "(℃)", "temperature", "", None, 1), ("流量", "(m3/日)", "flow", "", None, 0),
         ("電気伝導率", "(mS/m)", "EC", "", None, 0), ("全鉄", "(mg/L)", "Fe", "total", 0.1, 1), ("溶解性鉄", "(mg/L)", "Fe", "filtered", 0.1, 1),
         ("亜鉛", "(mg/L)", "Zn", "total", 0.01, 2), ("カドミウム", "(mg/L)", "Cd", "total", 0.001, 3), ("銅", "(mg/L)", "Cu(2)", "total", 0.01, 2),
         ("鉛", "(mg/L)", "Pb", "total", 0.005, 3), ("砒素", "(mg/L)", "As", "total", 0.005, 3), ("硫酸イオン", "(mg/L)", "SO4", "filtered", None, 0),
         ("カルシウム", "(mg/L)", "Ca", "filtered", None, 0), ("マグネシウム", "(mg/L)", "Mg", "filtered", None, 1),
         ("ナトリウム", "(mg/L)", "Na", "filtered", None, 1), ("塩化物イオン", "(mg/L)", "Cl", "filtered", None, 1))
RAW = {"pH": 3.5, "EC": 78, "Fe": 37.5, "Zn": 18, "Cd": 0.1, "Cu(2)": 8, "Pb": 0, "As": 0, "SO4": 335, "Ca": 46, "Mg": 12, "Na": 8.5, "Cl": 6.5}
UNCHANGED = ("Mg", "Na", "Cl")  # the train leaves them as they come
MONTHLY = (6, 6, 7, 9, 12, 14, 16, 17, 15, 12, 9, 7)


def visits():
    return [datetime.date(2024, 4, 15) + datetime.timedelta(days=28 * i) for i in range(13)]


def results_of_the_truth(meguri):
    """What leaves each tank, by the model with scatter: {(date, tank, key, form): text}."""
    rows = ["date,point,item,value,unit,form"]
    for day in visits():
        for tank in TANKS.values():
            for _, _, key, form, least, _ in ITEMS:
                if key in RAW and key not in ("EC", "Pb", "As", *UNCHANGED):
                    rows.append(f"{day},{tank},{key},{f'<{least}' if least else 7},{'' if key == 'pH' else 'mg/L'},{form}")
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "観測値.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
        (folder / "study.txt").write_bytes((HERE / "study.txt").read_bytes())
        subprocess.run([meguri, "water", "synthesize", folder / "study.txt", "--seed", "20250501", "--output", folder / "out.csv",
                        "--truth", HERE / "truth.tsv"], check=True, stdout=subprocess.DEVNULL)
        with open(folder / "out.csv", encoding="utf-8-sig", newline="") as file:
            return {(row["date"], row["point"], row["item"], row["form"]): row["value"] for row in csv.DictReader(file)}


def written(value, least, digits, chance):
    """A figure as this laboratory writes it."""
    if least is not None and value < least:
        return f"<{least}"
    text = f"{value:.{digits}f}"
    if chance.random() < 0.04:
        return text.translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))
    return float(text)


def rows_of(meguri):
    chance = random.Random(20250415)
    truth = results_of_the_truth(meguri)
    for number, day in enumerate(visits()):
        flow = 144 * chance.uniform(0.9, 1.12)
        for place, point in enumerate(POINTS):
            cells = [day if place == 0 else None, point, f"R{6 if day < datetime.date(2025, 4, 1) else 7}-{number + 1:02}-{place + 1}", f"内部{number * 4 + place + 1:04}"]
            for _, _, key, form, least, digits in ITEMS:
                if key == "temperature":
                    cells.append(round(MONTHLY[day.month - 1] + chance.uniform(-1, 1), 1))
                elif key == "flow":
                    cells.append(round(flow) if place == 0 else "－")
                elif key in ("Pb", "As"):
                    cells.append("ND" if key == "As" and place else f"<{least}")
                elif point == "原水" and form == "filtered" and key == "Fe":
                    cells.append(round(cells[-1] * chance.uniform(0.93, 1), 1) if isinstance(cells[-1], float) else written(RAW[key], least, digits, chance))
                elif point == "原水" or key in UNCHANGED:
                    scatter = chance.uniform(-0.1, 0.1) if key == "pH" else 0
                    factor = 1 if key == "pH" else chance.uniform(0.92, 1.08)
                    cells.append(written(RAW[key] * factor + scatter, least, digits, chance))
                elif key == "EC":
                    cells.append(round(70 * chance.uniform(0.9, 1.1)))
                else:
                    value = truth[str(day), TANKS[point], key, form or "filtered"]
                    total = truth.get((str(day), TANKS[point], key, "total"), "")
                    if form == "filtered" and total and not total.startswith("<") and not value.startswith("<"):
                        value = str(min(float(value), float(total)))
                    cells.append(value.replace("<", "＜") if value.startswith("<") else written(float(value), least, digits, chance))
            cells += [f"第R6-{number + 101}号", "晴れ" if place == 0 and number % 3 == 0 else ""]
            yield cells


def letter(column):
    return (letter(column // 26 - 1) if column >= 26 else "") + chr(65 + column % 26)


def cell(row, column, value, style=0):
    place = f'r="{letter(column)}{row}"' + (f' s="{style}"' if style else "")
    if value is None or value == "":
        return f"<c {place}/>" if style else ""
    if isinstance(value, (int, float)):
        return f"<c {place}><v>{value}</v></c>"
    return f'<c {place} t="inlineStr"><is><t>{escape(value)}</t></is></c>'


def date_cell(row, day, number):
    """Even visits as Excel's serial number, odd ones as 和暦 (R6.5.13)."""
    if day is None:
        return cell(row, 0, None, 1)
    if number % 2 == 0:
        return f'<c r="A{row}" s="1"><v>{(day - datetime.date(1899, 12, 30)).days}</v></c>'
    return cell(row, 0, f"R{day.year - 2018}.{day.month}.{day.day}")


def sheet(rows):
    heads = ["採水年月日", "採水地点", "試料番号", "内部管理番号"] + [item[0] for item in ITEMS] + ["計量証明書番号", "備考"]
    units = ["", "", "", ""] + [item[1] for item in ITEMS] + ["", ""]
    last = letter(len(heads) - 1)
    out = [f'<row r="1">{cell(1, 0, "令和６年度　見本鉱山（架空）　坑廃水水質分析結果一覧表")}</row>',
           f'<row r="2">{cell(2, 0, "見本分析センター（架空）")}{cell(2, len(heads) - 3, "報告日　令和７年４月２１日")}</row>',
           f'<row r="3">{"".join(cell(3, c, head) for c, head in enumerate(heads))}</row>',
           f'<row r="4">{"".join(cell(4, c, unit) for c, unit in enumerate(units))}</row>']
    merges = [f"A1:{last}1", f"A2:D2"] + [f"{letter(c)}3:{letter(c)}4" for c in range(4)]
    for index, cells in enumerate(rows):
        row = 5 + index
        body = date_cell(row, cells[0], index // 4) + "".join(cell(row, c, value) for c, value in enumerate(cells) if c)
        out.append(f'<row r="{row}">{body}</row>')
        if index % 4 == 0:
            merges.append(f"A{row}:A{row + 3}")
    note = 5 + len(rows) + 1
    out.append(f'<row r="{note}">{cell(note, 1, "※ ＜は定量下限値未満、ND は検出下限値未満を示す。")}</row>')
    return ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            '<cols><col min="1" max="3" width="14" customWidth="1"/><col min="4" max="4" width="10" hidden="1" customWidth="1"/></cols>'
            f'<sheetData>{"".join(out)}</sheetData><mergeCells count="{len(merges)}">{"".join(f"""<mergeCell ref="{m}"/>""" for m in merges)}</mergeCells></worksheet>')


PARTS = {
    "[Content_Types].xml": '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    '<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>',
    "_rels/.rels": '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="分析結果" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>'
    '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
}


def write_workbook(path, rows):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in {**PARTS, "xl/worksheets/sheet1.xml": sheet(rows)}.items():
            book.writestr(zipfile.ZipInfo(name, (2025, 4, 21, 9, 0, 0)), text, zipfile.ZIP_DEFLATED)


def main():
    rows = list(rows_of(sys.argv[1]))
    write_workbook(HERE / "分析表_訂正.xlsx", rows)
    faulty = [list(row) for row in rows]
    faulty[8][6] = -faulty[8][6]                # 流量: 負
    faulty[12][10] = round(float(faulty[12][10]) * 100)  # 亜鉛: 小数点の落ち
    faulty[23][4] = ""                          # pH: 空欄
    write_workbook(HERE / "分析表.xlsx", faulty)


main()
