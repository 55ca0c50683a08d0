"""Each bad input that a study or a table may bring, through the real command: one sentence with the file's line (or the
sheet's cell), nothing written, nothing overwritten. Prints TAP."""
import json
import pathlib
import subprocess
import sys
import tempfile

MEGURI, SOURCE = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
STUDY = (SOURCE / "examples/water/jogmec/study.txt").read_text(encoding="utf-8")
PRICES = (SOURCE / "data/water/prices.tsv").read_text(encoding="utf-8")
LAB = "採水日,採水地点,pH,流量(m3/日),亜鉛(mg/L),鉄(mg/L),銅(mg/L)\n" + "".join(
    f"2025-{month:02}-01,原水,3.5,150,18,37,8\n" for month in range(4, 9))


def water(folder, *words):
    return subprocess.run([MEGURI, "water", *map(str, words)], cwd=folder, capture_output=True, text=True)


def line_of(text, words):
    return next(number for number, line in enumerate(text.splitlines(), 1) if words in line)


def refused(folder, old, new, words, said_at=None, commands=("simulate", "cost"), count=1):
    """The study with `old` replaced is refused with the line where the change stands, and no output appears."""
    text = STUDY.replace(old, new, count)
    assert text != STUDY, old
    (folder / "study.txt").write_text(text, encoding="utf-8")
    (folder / "old.xlsx").write_bytes(b"precious")
    line = line_of(text, said_at or new)
    for command in commands:
        for output in ("new.xlsx", "old.xlsx"):
            result = water(folder, command, "study.txt", "--output", output)
            assert result.returncode == 2 and f"study.txt の {line} 行" in result.stderr, (command, line, result.stderr)
            assert all(word in result.stderr for word in words), result.stderr
    assert not (folder / "new.xlsx").exists() and (folder / "old.xlsx").read_bytes() == b"precious"


def a_missing_ph(folder):
    refused(folder, "pH = 3.5\n", "", ["pH", "このキーが要ります"], "[water 原水]")


def a_negative_flow(folder):
    refused(folder, "value = 100 L/min", "value = -100 L/min", ["-100 L/min は使えません", "0 より大きく"])


def a_missing_unit(folder):
    refused(folder, "Zn = 18 mg/L", "Zn = 18", ["単位", "mg/L"])


def a_retention_of_zero(folder):
    refused(folder, "volume = 17 m3", "retention = 0 h", ["0 h は使えません"])


def a_volume_of_zero(folder):
    refused(folder, "volume = 17 m3", "volume = 0 m3", ["0 m3 は使えません"])


def a_train_with_a_loop(folder):
    refused(folder, "from = 原水", "from = 還元槽", ["前にある槽か原水", "戻せません"], commands=("simulate", "cost"))


def limits_that_do_not_exist(folder):
    refused(folder, "limits = general", "limits = nothing", ["general か metal_mining"], commands=("screen",))


def a_price_without_a_year(folder):
    rows = PRICES.splitlines()
    cells = rows[2].split("\t")
    cells[rows[0].split("\t").index("base_year")] = ""
    (folder / "prices.tsv").write_text("\n".join([*rows[:2], "\t".join(cells), *rows[3:]]) + "\n", encoding="utf-8")
    (folder / "study.txt").write_text(STUDY + "\n[prices]\ntable = prices.tsv\n", encoding="utf-8")
    result = water(folder, "cost", "study.txt", "--output", "new.xlsx")
    assert result.returncode == 2 and "prices.tsv の 3 行" in result.stderr and "基準年" in result.stderr, result.stderr
    assert cells[0] in result.stderr and not (folder / "new.xlsx").exists()


def tables_over_time_of_a_study(folder):
    study = STUDY.replace("value = 100 L/min", "value = 100 L/min\nseries = flow.csv")
    (folder / "study.txt").write_text(study, encoding="utf-8")
    for table, place, words in (("date,flow [L/min]\n2024-04-01,100\n2024-03-01,90\n", "flow.csv の 3 行 1 列", "日付の順"),
                                ("date,flow\n2024-04-01,100\n", "flow.csv の 1 行 2 列", "単位"),
                                ("date,flow [L/min]\n2024-04-01,-100\n", "flow.csv の 2 行 2 列", "負の値"),
                                ("date,flow [L/min]\n2024-04-01,\n", "flow.csv の 2 行 2 列", "空")):
        (folder / "flow.csv").write_text(table, encoding="utf-8")
        result = water(folder, "simulate", "study.txt", "--days", 2)
        assert result.returncode == 2 and place in result.stderr and words in result.stderr, (table, result.stderr)


def a_list_of_mines(folder):
    (folder / "mines.csv").write_text("鉱山名,水量（m3/日）,pH\n山,-5,3\n", encoding="utf-8")
    result = water(folder, "screen", "--mines", "mines.csv", "--output", "new.csv")
    assert result.returncode == 2 and "mines.csv の 2 行 2 列" in result.stderr and "水量" in result.stderr, result.stderr
    (folder / "mines.csv").write_text("鉱山名,水量（m3/日）,pH,亜鉛（mg/L）\n山,50,,18\n", encoding="utf-8")
    row = json.loads(water(folder, "screen", "--mines", "mines.csv", "--json").stdout)["mines"][0]
    assert row["verdict"] == "判定不可" and row["next"] == "pH", row


def a_table_of_a_laboratory(folder):
    subprocess.run([MEGURI, "setup", "--data", folder / "data"], check=True, capture_output=True)
    at = ("--data", folder / "data", "--mine", "K1")
    water(folder, "mine", "add", "K1", "試験鉱山", "--data", folder / "data")
    for code, name in (("P1", "原水"), ("P2", "処理水")):
        water(folder, "point", "add", code, name, *at)
    faults = [("2025-05-01,原水,3.5", "2025-05-01,原水,", 3, "3 行", "pH がありません", "warn"),
              ("2025-05-01,原水,3.5,150", "2025-05-01,原水,3.5,-150", 3, "D3", "流量が負", "stop"),
              ("2025-06-01", "2025-03-01", 4, "A4", "前の行より前", "warn"),
              ("2025-07-01,原水,3.5,150,18", "2025-07-01,原水,3.5,150,182", 5, "E5", "10 倍を超えて", "warn"),
              ("亜鉛(mg/L)", "亜鉛", 1, "E1", "単位が書かれていません", "stop")]
    for old, new, _, place, words, kind in faults:
        (folder / "lab.csv").write_text(LAB.replace(old, new, 1), encoding="utf-8")
        for confirm in ((), ("--confirm",)):
            if kind == "warn" and confirm:
                continue
            result = water(folder, "import", "lab.csv", *at, *confirm, "--json")
            doubts = json.loads(result.stdout)["doubts"]
            assert result.returncode == 4 and any(d["place"] == place and words in d["sentence"] and d["kind"] == kind for d in doubts), (new, doubts)
        assert json.loads(water(folder, "data", *at, "--json").stdout)["rows"] == [], "something was stored"
    (folder / "lab.csv").write_text(LAB, encoding="utf-8")
    water(folder, "import", "lab.csv", *at, "--confirm")
    rows = json.loads(water(folder, "exceedance", *at, "--item", "Cu", "--json").stdout)["rows"]
    assert rows and all(row["limit"] == "基準なし" and row["over"] == "0" or row["over"] == 0 for row in rows), rows


tests = [a_missing_ph, a_negative_flow, a_missing_unit, a_retention_of_zero, a_volume_of_zero, a_train_with_a_loop, limits_that_do_not_exist,
         a_price_without_a_year, tables_over_time_of_a_study, a_list_of_mines, a_table_of_a_laboratory]
print(f"1..{len(tests)}")
failures = 0
for number, test in enumerate(tests, 1):
    try:
        with tempfile.TemporaryDirectory() as name:
            test(pathlib.Path(name))
        print(f"ok {number} - refuses_{test.__name__}")
    except (AssertionError, KeyError, ValueError, StopIteration) as fault:
        failures += 1
        print(f"not ok {number} - refuses_{test.__name__}\n# {str(fault)[:600]}")
sys.exit(failures > 0)
