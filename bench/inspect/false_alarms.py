"""false_alarms.py MEGURI [FOLDER]: how often the detection of personal information is wrong, on a set made here: ordinary sentences and
tables of a report (nothing of it personal), and lists of invented people whose every cell is known. Prints false alarms per 10,000
characters of ordinary text, and precision and recall per kind on the lists. The same SEED (environment) gives the same set."""
import collections
import csv
import io
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

MEGURI = sys.argv[1]
chance = random.Random(int(os.environ.get("SEED", "20261122")))

MINES = ["田代鉱山", "高橋坑", "中村沢", "山本処理場", "松尾鉱山", "石川県小松市の尾小屋鉱山", "佐藤の滝", "渡辺橋"]
SUBJECTS = ["坑廃水の水質", "中和処理の費用", "パッシブトリートメント槽の滞留時間", "沈殿池のpH", "流入水の鉄濃度", "薬剤の添加量", "調査の様式",
            "仕様の変更", "各氏の意見", "模様の変化", "原水の硫酸イオン", "田中式の反応速度", "鈴木・佐藤（2019）の式", "高橋ほか（2021）の結果"]
VERBS = ["を調べた", "は前年度と同様であった", "が増加する傾向を示した", "について検討した", "は基準値を下回った", "を図3-2に示す", "は季節により変わる",
         "を再計算した", "が課題である", "は今後の検討とする"]
PLACES = ["上流", "坑口", "貯水池", "放流口", "第2中和槽", "A地点", "B-3地点", "県道12号の橋", "福島県南部", "秋田県の2地点", "〒ではない記号"]
NUMBERS = [lambda: f"{chance.uniform(0, 50):.2f} mg/L", lambda: f"{chance.randint(10000, 9999999):,} 円", lambda: f"令和{chance.randint(1, 7)}年{chance.randint(1, 12)}月",
           lambda: f"平成20年4月1日", lambda: f"{chance.randint(1, 999)}-{chance.randint(1, 99)}", lambda: f"ISBN 978-4-{chance.randint(10, 99)}-{chance.randint(100000, 999999)}-{chance.randint(0, 9)}",
           lambda: f"試料番号 {chance.randint(10**11, 10**12 - 1)}", lambda: f"{chance.randint(1000000, 9999999)} L", lambda: f"pH {chance.uniform(2, 9):.1f}",
           lambda: f"DOI 10.{chance.randint(1000, 9999)}/jp.{chance.randint(10000, 99999)}", lambda: f"型番 AB-{chance.randint(1000, 9999)}X"]
SURNAMES = ["佐藤", "鈴木", "高橋", "渡辺", "山本", "小笠原", "長谷川", "三浦", "勅使河原", "四月朔日", "東海林", "森", "林", "原"]
FORMS = {"敬称": "委員は{}氏である。", "見出し": "担当：{}", "様": "{}様より回答があった。", "先生": "講師 {}先生", "本文": "{}が司会をした。"}
GIVEN = ["太郎", "花子", "健", "美咲", "雄一郎", "さくら", "大", "恵"]


def sentence():
    return (chance.choice(PLACES) + "の" + chance.choice(SUBJECTS) + chance.choice(VERBS) + "。" if chance.random() < 0.6
            else chance.choice(MINES) + "では" + chance.choice(SUBJECTS) + chance.choice(VERBS) + f"（{chance.choice(NUMBERS)()}）。")


def ordinary(folder):
    """60 reports of running text, 20 tables of figures: whatever is reported in them is wrong."""
    for i in range(60):
        (folder / f"本文{i:02}.txt").write_text("".join(sentence() + ("\n" if chance.random() < 0.2 else "") for _ in range(150)), encoding="utf-8")
    for i in range(20):
        rows = [["地点", "採水日", "流量", "鉄", "試料番号", "備考"]]
        rows += [[chance.choice(PLACES), f"2025-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}", chance.randint(10**6, 10**7 - 1),
                  round(chance.uniform(0, 90), 2), chance.randint(10**9, 10**12 - 1), chance.choice(["", "晴れ", "欠測", "様子見", "原因不明"])] for _ in range(200)]
        write(folder / f"表{i:02}.csv", rows)


def write(path, rows):
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8")


def people(folder):
    """Ten lists of 40 people and 400 sentences about people; the truth is the set of (file, line, kind)."""
    truth = set()
    for i in range(10):
        rows = [["番号", "氏名", "所属", "電話", "メール", "住所", "生年月日"]]
        for n in range(40):
            rows.append([n + 1, chance.choice(SURNAMES) + chance.choice(GIVEN), chance.choice(["甲社", "乙大学", "丙研究所"]),
                         f"0{chance.randint(3, 9)}-{chance.randint(1000, 9999)}-{chance.randint(1000, 9999)}",
                         f"user{chance.randint(1, 999)}@example.co.jp", f"東京都千代田区霞が関{chance.randint(1, 3)}丁目{chance.randint(1, 20)}番{chance.randint(1, 20)}号",
                         f"昭和{chance.randint(30, 63)}年{chance.randint(1, 12)}月{chance.randint(1, 28)}日"])
            truth |= {(f"名簿{i}.csv", n + 2, kind) for kind in ("PI-01", "PI-02", "PI-03", "PI-04", "PI-11")}
        write(folder / f"名簿{i}.csv", rows)
    for form in FORMS:
        for part in range(2): # 40 lines: a file tells at most 100 findings of a kind
            name = f"{form}_{part}.txt"
            lines = [FORMS[form].format(chance.choice(SURNAMES) + chance.choice(GIVEN)) for _ in range(40)]
            truth |= {(name, n + 1, "PI-01") for n in range(40)}
            (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return truth


def found_in(folder):
    """(file, line, kind) of all findings, the characters, and how many were beyond the limit of a file."""
    done = subprocess.run([MEGURI, "inspect", "--json", str(folder)], capture_output=True, text=True, timeout=600)
    files = json.loads(done.stdout)["files"]
    found = [(f["name"].split("/")[-1], x["place"].get("line", 0), x["kind"]) for f in files for x in f["findings"] if x["kind"].startswith("PI-")]
    return found, sum(f["measure"].get("characters", 0) for f in files), sum(f["left_out"] for f in files)


def main():
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else place)
        (folder / "普通").mkdir(parents=True), (folder / "人").mkdir()
        ordinary(folder / "普通")
        truth = people(folder / "人")
        wrong, characters, _ = found_in(folder / "普通")
        print(f"ordinary text and tables: {characters:,} characters, {len(wrong)} false alarms, {len(wrong) * 10000 / characters:.3f} per 10,000")
        for kind, count in collections.Counter(kind for _, _, kind in wrong).most_common():
            print(f"   {kind} {count}")
        found, _, left_out = found_in(folder / "人")
        print(f"lists of people and sentences about them: {len(truth)} known places, {left_out} findings beyond the limit of a file")
        print("| kind | known | found of them | recall | wrong | precision |\n| --- | --- | --- | --- | --- | --- |")
        for form in ["名簿"] + list(FORMS):
            known = {t for t in truth if t[2] == "PI-01" and t[0].startswith(form)}
            print(f"names, {form}: {len(known & set(found))} of {len(known)}", file=sys.stderr)
        for kind in sorted({kind for _, _, kind in truth} | {kind for _, _, kind in found}):
            known, seen = {t for t in truth if t[2] == kind}, {t for t in found if t[2] == kind}
            hit = len(known & seen)
            print(f"| {kind} | {len(known)} | {hit} | {hit / len(known) if known else 0:.3f} | {len(seen - known)} | {hit / len(seen) if seen else 0:.3f} |")


main()
