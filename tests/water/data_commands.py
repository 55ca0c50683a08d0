"""Mines and their data by commands, as an engineer without the pages: from an empty workspace to exceedances,
observations, the trial log, a survey and what is missing. Prints TAP."""
import json
import pathlib
import subprocess
import sys
import tempfile

MEGURI = sys.argv[1]
GOOD = ("採水日,採水地点,試料番号,pH,亜鉛 (mg/L),溶解性鉄 (mg/L)\n2025-04-01,原水,A,3.5,18,37\n2025-04-01,処理水,B,7.0,<0.01,0.5\n"
        "2025-05-01,処理水,C,7.1,2.6,0.4\n")


class Workspace:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        subprocess.run([MEGURI, "setup", "--data", folder], check=True, capture_output=True)
        self.run("mine", "add", "K1", "試験鉱山")
        self.run("point", "add", "P1", "原水", "--mine", "K1", "--kind", "raw")
        self.run("point", "add", "P2", "処理水", "--mine", "K1", "--kind", "treated", "--standard", "general")

    def run(self, *words):
        return subprocess.run([MEGURI, "water", *map(str, words), "--data", self.folder], capture_output=True, text=True)

    def json(self, *words):
        result = self.run(*words, "--json")
        return json.loads(result.stdout)

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path


def takes_a_table_in_once_and_counts_exceedances(space):
    table = space.write("lab.csv", GOOD)
    first = space.json("import", table, "--mine", "K1", "--confirm")
    again = space.json("import", table, "--mine", "K1", "--confirm")
    assert first["added"] == 9 and again["added"] == 0 and again["known"] == 9, (first, again)
    rows = space.json("exceedance", "--mine", "K1", "--point", "P2", "--item", "Zn")["rows"]
    assert rows[0]["count"] == 2 and rows[0]["over"] == 1 and rows[0]["censored"] == 1, rows
    assert [row["month"] for row in rows] == ["全期間", "2025-04", "2025-05"], rows
    zinc = space.json("data", "--mine", "K1", "--item", "Zn")["rows"]
    assert [row["value"] for row in zinc] == ["18", "<0.01", "2.6"], zinc


def refuses_a_faulty_table_with_its_cells_and_stores_nothing(space):
    table = space.write("bad.csv", GOOD.replace("3.5,18", "15,-18"))
    result = space.run("import", table, "--mine", "K1", "--confirm", "--json")
    assert result.returncode == 4, result
    places = {doubt["place"] for doubt in json.loads(result.stdout)["doubts"] if doubt["kind"] == "stop"}
    assert {"D2", "E2"} <= places, places
    assert space.json("data", "--mine", "K1")["rows"] == []


def reads_by_a_mapping_and_names_its_fault(space):
    table = space.write("odd.csv", "表題\n日,Ｚ\n2025-04-01,5\n")
    mapping = space.write("map.json", json.dumps({"form": "wide", "head_row": 2, "first_row": 3, "date_column": 1, "point": "P1",
                                                   "columns": [{"column": 2, "item": "Zn", "unit": "µg/L"}]}))
    assert space.json("import", table, "--mine", "K1", "--mapping", mapping, "--confirm")["added"] == 1
    assert space.json("data", "--mine", "K1")["rows"][0]["value"] == "0.005"
    mapping.write_text('{"form": "wide", "colour": 1}', encoding="utf-8")
    result = space.run("import", table, "--mine", "K1", "--mapping", mapping)
    assert result.returncode == 2 and "colour" in result.stderr, result.stderr


def keeps_a_log_a_survey_and_what_is_missing(space):
    space.run("event", "add", "outage", "停電", "--mine", "K1", "--began", "2025-04-03", "--ended", "2025-04-04", "--point", "P2")
    assert "kind = outage" in space.run("event", "--mine", "K1", "--study").stdout
    space.run("campaign", "add", "秋", "--begins", "2025-10-01", "--ends", "2025-10-05")
    plan = space.json("campaign", "plan", 1, "--mine", "K1", "--point", "P1", "--items", "Zn Cd", "--day", "2025-10-02")
    assert plan["campaigns"][0]["visits"] == 1, plan
    missing = [row["missing"] for row in space.json("missing", "--mine", "K1")["missing"]]
    assert any("亜鉛、カドミウム" in words for words in missing) and any("年間の電力" in words for words in missing), missing
    space.run("hearing", "answer", "power", "120000", "--mine", "K1")
    assert not any("年間の電力" in row["missing"] for row in space.json("missing")["missing"])
    assert space.run("hearing", "answer", "colour", "青", "--mine", "K1").returncode == 3
    assert [(row["mine"], row["question"], row["answer"]) for row in space.json("hearing")["hearings"]] == [("K1", "年間の電力", "120000")]
    assert space.run("hearing", "--output", space.folder / "hearing.xlsx").returncode == 0 and (space.folder / "hearing.xlsx").exists()


def holds_a_point_to_its_own_limit_with_its_source(space):
    space.run("import", space.write("lab.csv", GOOD.replace("2.6", "1.5")), "--mine", "K1", "--confirm")
    zinc = ("exceedance", "--mine", "K1", "--point", "P2", "--item", "Zn")
    point = ("--mine", "K1", "--point", "P2")
    assert space.json(*zinc)["rows"][0]["over"] == 0
    assert space.run("limit", "add", "agreed", "Zn", "1", *point).returncode == 2
    own = [row for row in space.json("limit", "add", "agreed", "Zn", "1", *point, "--source", "協定書", "--from", "2025-01-01")["limits"] if row["id"]]
    assert own[0]["value"] == 1 and own[0]["from"] == "2025-01-01", own
    assert space.json(*zinc)["rows"][0]["over"] == 1
    assert [row for row in space.json("limit", "end", own[0]["id"], *point)["limits"] if row["id"]][0]["to"]


def keeps_a_certificate_and_says_what_is_no_paper(space):
    paper = space.write("証明書.pdf", "%PDF-1.4\n%%EOF\n")
    kept = space.json("certificate", "keep", "第1号", paper, "--mine", "K1", "--issued", "2025-04-20")
    assert kept["certificates"][0]["file"] == "証明書.pdf", kept
    assert space.run("certificate", "keep", "第2号", space.write("a.txt", "文章"), "--mine", "K1").returncode == 2
    assert space.run("access", "restrict", "--mine", "K1").returncode == 0


def takes_in_the_workbook_that_another_mine_gave_out(space):
    space.run("import", space.write("lab.csv", GOOD), "--mine", "K1", "--confirm")
    book = space.folder / "data.xlsx"
    assert space.run("data", "--mine", "K1", "--output", book).returncode == 0
    space.run("mine", "add", "K2", "二つ目")
    for code, name in (("P1", "原水"), ("P2", "処理水")):
        space.run("point", "add", code, name, "--mine", "K2")
    assert space.json("import", book, "--mine", "K2", "--confirm")["added"] == 9
    first, second = (space.json("data", "--mine", code)["rows"] for code in ("K1", "K2"))
    assert first == second, (first, second)


def judges_the_mines_of_the_store_and_says_what_to_measure(space):
    space.run("import", space.write("lab.csv", GOOD), "--mine", "K1", "--confirm")
    judged = space.json("screen", "--mines-of-store", "--draws", 20)["mines"][0]
    assert judged["mine"] == "K1" and judged["verdict"] == "判定不可" and judged["next"], judged
    assert "原水の中央値" in judged["basis"] and "亜鉛 1 試料（2025-04-01）" in judged["basis"], judged["basis"]
    assert judged["ratio_Zn"] == 9, judged
    space.run("hearing", "answer", "cost_total", "1,850万円/年", "--mine", "K1")
    assert space.json("screen", "--mines-of-store", "--statistic", "newest", "--draws", 20)["mines"][0]["present_cost"] == 1850
    assert space.run("screen", "--mines-of-store", "--from", "2025-05-01", "--to", "2025-04-01").returncode == 2
    assert space.run("screen", "--mines-of-store", "--statistic", "mean").returncode == 2


def changes_a_mine_and_a_point_and_leaves_the_rest(space):
    row = space.json("mine", "change", "K1", "--name", "改めた鉱山", "--latitude", "39.9", "--longitude", "140.9")["mines"][0]
    assert (row["name"], row["latitude"], row["restricted"]) == ("改めた鉱山", "39.9", ""), row
    assert space.json("mine", "change", "K1", "--restricted")["mines"][0]["restricted"] == "限定"
    assert space.json("mine", "change", "K1", "--open")["mines"][0]["name"] == "改めた鉱山"
    assert "緯度と経度は両方" in space.run("mine", "change", "K1", "--latitude", "").stderr
    point = space.json("point", "change", "P1", "--mine", "K1", "--tank", "原水")["points"][0]
    assert (point["code"], point["name"], point["kind"]) == ("P1", "原水", "原水"), point


def corrects_a_result_and_keeps_what_it_was(space):
    table = space.write("lab.csv", GOOD)
    space.run("import", table, "--mine", "K1", "--confirm")
    zinc = space.json("result", "--mine", "K1", "--item", "Zn", "--point", "P1")["results"][0]
    correct = ("result", "correct", zinc["id"], "--mine", "K1")
    assert "理由" in space.run(*correct, "--value", "17").stderr
    assert space.run(*correct, "--value", "-1", "--reason", "誤記").returncode == 2
    before = space.json(*correct, "--value", "<0.5", "--reason", "分析機関の訂正")["corrections"]
    assert [(row["before"], row["reason"]) for row in before] == [("18", "分析機関の訂正")], before
    assert space.json("data", "--mine", "K1", "--item", "Zn", "--point", "P1")["rows"][0]["value"] == "<0.5"
    again = space.json("import", table, "--mine", "K1", "--confirm")
    assert again["added"] == 0 and again["known"] == 9, again
    space.json(*correct, "--flag", "excluded", "--reason", "汚染")
    assert space.json("data", "--mine", "K1", "--item", "Zn", "--point", "P1")["rows"] == []
    assert len(space.json("result", "history", "--mine", "K1")["corrections"]) == 2


def fills_in_a_field_sheet(space):
    space.run("campaign", "add", "秋", "--begins", "2025-10-01", "--ends", "2025-10-05", "--purpose", "原因を調べる")
    space.run("campaign", "plan", 1, "--mine", "K1", "--point", "P1", "--items", "Zn Cd", "--day", "2025-10-02")
    visit = space.json("campaign", "visits", 1)["visits"][0]
    number = visit["id"]
    assert visit["missing"] == 2 and visit["point"] == "原水", visit
    space.run("visit", "note", number, "--visited", "2025-10-02 9:30", "--latitude", "39.9", "--longitude", "140.9", "--words", "晴れ")
    space.run("visit", "bottle", number, "B-1", "--laboratory", "山川分析", "--sent", "2025-10-03")
    space.run("visit", "bottle", number, "B-1", "--received", "2025-10-04")
    picture = space.folder / "坑口.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    assert space.run("visit", "photo", number, space.write("a.txt", "文章")).returncode == 2
    rows = space.json("visit", "photo", number, picture)["visit"]
    photo = [row for row in rows if row["what"] == "写真"][0]
    assert any("送付 2025-10-03 受領 2025-10-04" in str(row["more"]) for row in rows), rows
    assert any(row["value"] == "2025-10-02 09:30" for row in rows), rows
    copy = space.folder / "copy.png"
    assert space.run("visit", "photo-out", number, photo["more"], "--output", copy).returncode == 0
    assert copy.read_bytes() == picture.read_bytes()
    assert space.run("visit", "photo-out", number, photo["more"], "--output", copy).returncode == 2
    assert "前です" in space.run("visit", "bottle", number, "B-1", "--received", "2025-10-01").stderr


def makes_the_demonstration_once(space):
    assert space.json("demonstration")["added"] > 5000
    assert space.json("demonstration")["added"] == 0


tests = [takes_a_table_in_once_and_counts_exceedances, refuses_a_faulty_table_with_its_cells_and_stores_nothing,
         reads_by_a_mapping_and_names_its_fault, keeps_a_log_a_survey_and_what_is_missing,
         holds_a_point_to_its_own_limit_with_its_source, keeps_a_certificate_and_says_what_is_no_paper, takes_in_the_workbook_that_another_mine_gave_out,
         judges_the_mines_of_the_store_and_says_what_to_measure, changes_a_mine_and_a_point_and_leaves_the_rest,
         corrects_a_result_and_keeps_what_it_was, fills_in_a_field_sheet, makes_the_demonstration_once]
print(f"1..{len(tests)}")
failed = False
for number, test in enumerate(tests, 1):
    try:
        with tempfile.TemporaryDirectory() as folder:
            test(Workspace(folder))
        print(f"ok {number} - {test.__name__}")
    except (AssertionError, ValueError, KeyError, subprocess.CalledProcessError) as fault:
        failed = True
        print(f"not ok {number} - {test.__name__}\n# {fault!r}")
sys.exit(failed)
