"""inspect.py MEGURI SAMPLES: the command `meguri inspect` from outside: exit codes, reports, masks, links. Prints TAP."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import zipfile

PROGRAM, SAMPLES = sys.argv[1], pathlib.Path(sys.argv[2])


def run(*arguments):
    done = subprocess.run([PROGRAM, "inspect", *map(str, arguments)], capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout, done.stderr


def exit_codes(_):
    assert run(SAMPLES / "clean_book.xlsx")[0] == 0
    assert run(SAMPLES / "XL-01_hidden.xlsx")[0] == 4
    assert run(SAMPLES / "OPC-04_password.docx")[0] == 2
    assert run(SAMPLES / "absent.xlsx")[0] == 3
    assert run()[0] == 2


def says_what_is_not_inspected(_):
    code, out, err = run(SAMPLES / "PDF-20_password.pdf")
    assert code == 2 and "未検査（不合格）" in out and "パスワード" in out and "検査できませんでした" in err


def a_folder_is_reported_file_by_file(folder):
    for name in ("clean_book.xlsx", "PDF-07_box.pdf", "clean_paper.pdf"):
        (folder / name).write_bytes((SAMPLES / name).read_bytes())
    (folder / "deeper").mkdir()
    (folder / "deeper" / "a.txt").write_text("担当：山田太郎\n", encoding="utf-8")
    os.symlink("/etc/hostname", folder / "link.txt")
    code, out, _ = run("--json", folder)
    files = {f["name"].split("/", 1)[1]: f for f in json.loads(out)["files"]}
    assert code == 2 and len(files) == 5
    assert files["clean_book.xlsx"]["passes"] and files["clean_paper.pdf"]["page_text"] == "t"
    found = files["PDF-07_box.pdf"]["findings"][0]
    assert found["kind"] == "PDF-07" and found["place"]["page"] == 1 and found["place"]["box"] == [95, 490, 195, 515]
    assert not files["link.txt"]["inspected"]
    assert files["deeper/a.txt"]["findings"][0]["place"]["line"] == 1


def the_sandboxed_worker_finds_every_sample(_):
    """The library alone is tested by tests/inspect; a closed sandbox has no tables to load and no files to open."""
    files = {f["name"].split("/", 1)[1]: f for f in json.loads(run("--json", SAMPLES)[1])["files"]}
    for line in (SAMPLES / "truth.tsv").read_text(encoding="utf-8").splitlines():
        name, kind, _ = line.split("\t")
        kinds = {found["kind"] for found in files[name]["findings"]}
        assert kind == "-" or kind in kinds, (name, kind, kinds)


def what_was_found_is_masked(folder):
    (folder / "a.txt").write_text("担当：山田太郎\n", encoding="utf-8")
    assert "山田太郎" not in run(folder / "a.txt")[1]
    assert "山田太郎" in run("--reveal", folder / "a.txt")[1]
    (folder / "allow.txt").write_text("山田太郎\n", encoding="utf-8")
    assert run("--allow", folder / "allow.txt", folder / "a.txt")[0] == 0


def a_scanner_that_does_not_answer_means_not_scanned(folder):
    code, out, _ = run("--json", "--clamd", folder / "nobody.ctl", SAMPLES / "clean_book.xlsx")
    file = json.loads(out)["files"][0]
    assert code == 4 and file["scan"]["outcome"] == "unscanned" and file["scan"]["words"]
    assert [found["kind"] for found in file["findings"]] == ["MAL-02"]
    assert run("--clamd", "somewhere", SAMPLES / "clean_book.xlsx")[0] == 2


def the_limits_stand_in_the_report(_):
    limits = json.loads(run("--json", SAMPLES / "LIM-02_pages.pdf")[1])["files"][0]["limits"]
    pages = next(limit for limit in limits if limit["measure"] == "pages")
    assert pages == {"measure": "pages", "value": 1001, "most": 1000, "kept": False, "decides": True, "source": pages["source"]}
    assert len([limit for limit in limits if limit["measure"] == "bytes"]) == 2


def reports_as_workbook_and_page(folder):
    code, _, _ = run("--xlsx", folder / "r.xlsx", "--html", folder / "r.html", SAMPLES / "XL-02_very.xlsx")
    assert code == 4
    assert "XL-02" in (folder / "r.html").read_text(encoding="utf-8")
    with zipfile.ZipFile(folder / "r.xlsx") as book:
        assert "xl/workbook.xml" in book.namelist()
    assert run(folder / "r.xlsx", folder / "r.html")[0] == 0


def the_catalogue_is_listed(_):
    code, out, _ = run("--catalogue")
    assert code == 0 and "PDF-11" in out and len(out.splitlines()) >= 128


def main():
    tests = [exit_codes, says_what_is_not_inspected, a_folder_is_reported_file_by_file, what_was_found_is_masked,
             the_sandboxed_worker_finds_every_sample,
         a_scanner_that_does_not_answer_means_not_scanned, the_limits_stand_in_the_report,
             reports_as_workbook_and_page, the_catalogue_is_listed]
    failed = False
    print(f"1..{len(tests)}")
    for number, test in enumerate(tests, 1):
        with tempfile.TemporaryDirectory() as folder:
            try:
                test(pathlib.Path(folder))
                print(f"ok {number} - {test.__name__}")
            except (AssertionError, KeyError, IndexError, ValueError) as error:
                failed = True
                print(f"# {type(error).__name__}: {error}\nnot ok {number} - {test.__name__}")
    sys.exit(failed)


main()
