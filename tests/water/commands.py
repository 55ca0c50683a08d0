"""meguri water cost, screen, simulate and knowledge as an engineer runs them: from files to tables, JSON and xlsx. Prints TAP."""
import json
import pathlib
import subprocess
import sys
import tempfile
import zipfile

MEGURI, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
STUDY = SOURCE / "examples/water/jogmec/study.txt"


def run(*words):
    return subprocess.run([MEGURI, "water", *map(str, words)], capture_output=True, text=True)


def compares_the_two_ways_in_money_energy_and_co2():
    result = json.loads(run("cost", STUDY, "--json").stdout)
    lime, passive = result["ways"]
    assert lime["energy_GJ"] > 100 > passive["energy_GJ"]
    assert lime["unconfirmed"] > 0
    def paid(group):
        return sum(row["amount_yen"] for row in result["items"] if (row["way"], row["group"]) == (lime["way"], group))

    assert abs(paid("維持管理費") / lime["yearly_yen"] - 1) < 1e-3
    assert abs(paid("工事費") / lime["capital_yen"] - 1) < 1e-3 and paid("工事費") > 1e6, "the existing plant is renewed"


def costs_the_tanks_of_the_study_and_shows_what_the_rules_say():
    def items(path):
        return {row["item"]: row for row in json.loads(run("cost", path, "--json").stdout)["items"]}

    text = STUDY.read_text(encoding="utf-8")
    rows = items(STUDY)
    assert rows["嫌気槽の充填材"]["quantity"] == 600 and rows["仕上げ湿地"]["quantity"] == 466.7, rows
    assert rows["沈殿池"]["quantity"] == 20 and rows["沈殿池"]["rule_quantity"] == 96, rows["沈殿池"]
    assert rows["石灰石"]["quantity"] == 0, "the study has no limestone bed"
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "study.txt"
        path.write_text(text.split("[tank ")[0], encoding="utf-8")
        plain = items(path)["沈殿池"]
        assert plain["quantity"] == 96 and not plain["rule_quantity"], plain
        path.write_text(text + "\n[tank 石灰石床]\nkind = limestone_bed\nfrom = 仕上げ湿地\nvolume = 10 m3\n", encoding="utf-8")
        assert abs(items(path)["石灰石"]["quantity"] / (10 * (1 - 0.43) * 2.65) - 1) < 1e-3


def writes_a_workbook_with_a_sheet_for_each_table():
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "cost.xlsx"
        assert run("cost", STUDY, "--output", path).returncode == 0
        names = zipfile.ZipFile(path).namelist()
        assert "xl/worksheets/sheet2.xml" in names
        assert [p.name for p in pathlib.Path(folder).iterdir()] == ["cost.xlsx"]


def screens_more_than_a_hundred_mines_with_reasons():
    result = json.loads(run("screen", STUDY, "--json").stdout)
    mines = result["mines"]
    assert len(mines) == 120
    ranked = [mine for mine in mines if mine["rank"]]
    assert [mine["rank"] for mine in ranked] == list(range(1, len(ranked) + 1)) and len(ranked) > 10
    for mine in mines:
        assert mine["verdict"] in ("適用候補", "要検討", "不適", "処理不要", "判定不可")
        if mine["verdict"] != "適用候補":
            assert mine["reasons"], mine
        if mine["verdict"] == "判定不可":
            assert mine["next"], mine


def gives_the_same_on_one_thread_and_on_four():
    one, four = (run("screen", STUDY, "--json", "--threads", n).stdout for n in (1, 4))
    assert one == four and one


def runs_standard_trains_and_tells_what_leaves_them():
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/screen.xlsx"
        one, two = (run("screen", STUDY, "--kinetic", "--draws", 2, "--json", "--threads", n, "--output", path).stdout
                    for n in (1, 2))
        assert "xl/worksheets/sheet2.xml" in zipfile.ZipFile(path).namelist()
    assert one == two
    result = json.loads(one)
    assert result["model"] == "kinetic"
    ran = [mine for mine in result["mines"] if mine["kinetic_share"] is not None]
    assert len(ran) > 80 and all(mine["kinetic_failed"] == 0 for mine in ran)
    zinc = [row for row in result["effluents"] if row["item"] == "Zn"]
    assert len(zinc) == len(ran) and all(0 <= row["within"] <= 1 and row["limit"] == "2.00" for row in zinc)
    rejected = [mine for mine in ran if "標準の PT を最寒月の水温で" in mine["reasons"]]
    assert rejected and all(mine["verdict"] == "不適" for mine in rejected)


def simulates_the_example_with_its_balances():
    result = json.loads(run("simulate", STUDY, "--json").stdout)
    assert result["mass_balance"] <= 1e-8 and result["charge_balance"] <= 1e-8, result
    assert result["seconds"] >= 0 and result["cells"] == 18
    raw_zinc, last = 18, result["tanks"][-1]
    assert last["tank"] == "仕上げ湿地" and last["Zn"] < 2 < raw_zinc and 5.8 <= last["pH"] <= 8.6, last
    days = json.loads(run("simulate", STUDY, "--json", "--days", 6, "--every", 3).stdout)
    assert [row["day"] for row in days["tanks"]] == [3, 3, 3, 3, 6, 6, 6, 6], days
    assert days["mass_balance"] <= 1e-8


def chooses_a_model_mine_with_its_merits():
    result = json.loads(run("screen", STUDY, "--model-mine", "--json").stdout)
    best = result["mines"][0]
    assert best["rank"] == 1 and result["model_mine"].startswith("合成鉱山"), result["model_mine"]
    assert all(word in result["merits"] for word in ("酸性です", "亜鉛を多く", "カドミウムを多く")), result["merits"]
    assert best["ratio_Zn"] > 1 and best["ratio_Cd"] > 1 and best["ratio_Fe"] > 1


def finds_what_became_of_long_running_plants():
    plants = json.loads(run("knowledge", "--about", "faults", "--json").stdout)["plants"]
    assert plants and all(plant["faults"] and plant["source"] for plant in plants)
    assert run("knowledge", "--about", "weather").returncode == 2
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "found.csv"
        assert run("knowledge", "米ぬか", "--output", path).returncode == 0
        assert "JOGMEC" in path.read_text(encoding="utf-8-sig")


def simulates_a_small_plant_beside_a_bed_and_costs_it():
    study = SOURCE / "examples/water/partial/study.txt"
    result = json.loads(run("simulate", study, "--json").stdout)
    plant, = result["plant"]
    assert plant["lime_t_y"] > 1 and plant["heap_years"] > 10, plant
    rules = {row["rule"]: row["governs"] for row in result["lumped"]}
    assert rules["0.3 mol/m3/d"] and rules["50 h"], rules
    beds = json.loads(run("simulate", study, "--json", "--days", 30, "--every", 15).stdout)["beds"]
    bed = [row for row in beds if row["tank"] == "還元槽"][-1]
    assert bed["bypass"] > 0.05 and bed["renewal"] == "2025-04-20" and bed["carbon_left"] < 1, bed
    cost = json.loads(run("cost", study, "--json").stdout)
    items = {(row["way"], row["item"]): row["quantity"] for row in cost["items"]}
    passive = cost["ways"][1]["way"]
    assert abs(items[passive, "消石灰（仕上げの中和）"] / plant["lime_t_y"] - 1) < 1e-3, items


def verifies_a_saving_by_metered_use_before_and_after():
    """Use follows the flow and the days of heating; after the measure it is two fifths of that."""
    rows = ["月,電力 [kWh],水量 [m3],暖房日 [d]"]
    for i in range(24):
        flow, heated = 4400 + 300 * (i * 7 % 5), 20 if i % 12 in (8, 9, 10) else 0
        use = (500 + 0.55 * flow + 12 * heated + (37 * i % 11 - 5) * 10) * (1 if i < 12 else 0.4)
        rows.append(f"{2024 + (i + 3) // 12}-{(i + 3) % 12 + 1:02},{use:.1f},{flow},{heated}")
    with tempfile.TemporaryDirectory() as folder:
        table = pathlib.Path(folder) / "meter.csv"
        table.write_text("\n".join(rows) + "\n", encoding="utf-8")
        result = json.loads(run("verify", table, "--after", "2025-04-01", "--json").stdout)
        found = result["verification"][0]
        assert abs(found["percent"] - 60) < 3 and found["half_width"] < 0.1 * found["saving"], found
        assert abs(found["energy_GJ"] - found["saving"] * 8.64e-3) < 1 and abs(found["crude_oil_kL"] - found["energy_GJ"] * 0.0258) < 0.1, found
        for old, new, words in (("[kWh]", "", "単位がありません"), ("2024-05", "2024-03", "前の行より後"), (rows[3].split(",")[1], "-5", "負")):
            table.write_text("\n".join(rows).replace(old, new, 1) + "\n", encoding="utf-8")
            refused = run("verify", table, "--after", "2025-04-01")
            assert refused.returncode == 2 and words in refused.stderr, (new, refused.stderr)


def refuses_a_study_with_its_line():
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "study.txt"
        path.write_text("[water 原水]\npH = 3.5\n[flow]\nvalue = 100 L\n", encoding="utf-8")
        result = run("cost", path)
        assert result.returncode == 2 and "study.txt" in result.stderr and "4" in result.stderr, result.stderr
        path.write_text("[terms]\nyeers = 3\n", encoding="utf-8")
        result = run("screen", path)
        assert result.returncode == 2 and "years" in result.stderr, result.stderr
        assert run("cost", pathlib.Path(folder) / "absent.txt").returncode == 3


tests = [compares_the_two_ways_in_money_energy_and_co2, costs_the_tanks_of_the_study_and_shows_what_the_rules_say, writes_a_workbook_with_a_sheet_for_each_table,
         screens_more_than_a_hundred_mines_with_reasons, gives_the_same_on_one_thread_and_on_four,
         runs_standard_trains_and_tells_what_leaves_them,
         simulates_the_example_with_its_balances,
         simulates_a_small_plant_beside_a_bed_and_costs_it, chooses_a_model_mine_with_its_merits,
         finds_what_became_of_long_running_plants, verifies_a_saving_by_metered_use_before_and_after, refuses_a_study_with_its_line]
print(f"1..{len(tests)}")
failed = False
for number, test in enumerate(tests, 1):
    try:
        test()
        print(f"ok {number} - {test.__name__}")
    except (AssertionError, ValueError, KeyError) as fault:
        failed = True
        print(f"not ok {number} - {test.__name__}\n# {fault!r}")
sys.exit(failed)
