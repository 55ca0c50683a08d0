"""compare.py MEGURI SAMPLES: what other tools find in the files of tests/data/inspect. A planted thing counts as found
when the tool names a property or value for the planted file that it does not name for the clean files of the same form, which is kind to the
tools: any other difference counts, too. exiftool and mat2 tell no place inside a document. Prints a table for docs/inspect.md; tools that are not installed are left out."""
import collections
import json
import pathlib
import shutil
import subprocess
import sys

MEGURI, SAMPLES = sys.argv[1], pathlib.Path(sys.argv[2])
FORMS = {"XL": "xlsx", "WD": "docx", "PP": "pptx", "PDF": "PDF", "IMG": "pictures", "OPC": "Office packages", "OD": "OpenDocument",
         "PI": "personal information", "CSV": "CSV, text", "SVG": "SVG, HTML", "TBL": "form of tables", "NI": "not inspectable",
         "EXE": "executables", "FS": "file names", "LIM": "limits"}
def run(*words):
    done = subprocess.run(words, capture_output=True, text=True, errors="replace", timeout=300)
    return done.returncode, done.stdout, done.stderr


def exiftool_says(file):
    """Names and values, but for those every file has: of the file system, its form, the zip around it."""
    _, out, _ = run("exiftool", "-a", "-j", "-G0", str(file))
    try:
        found = json.loads(out)[0]
    except (ValueError, IndexError):
        return None
    if "ExifTool:Error" in found:
        return None
    return {f"{name}={value}" for name, value in found.items()
            if name.split(":")[0] not in ("SourceFile", "ExifTool", "File", "ZIP")}


def mat2_says(file):
    """Lines of metadata; None when it refuses the file."""
    code, out, err = run("mat2", "--show", str(file))
    if code or "not supported" in out + err or "can't be parsed" in out + err or "Unable" in out + err:
        return None
    lines = (line.strip() for line in out.splitlines()[1:])
    return {line for line in lines if line and not line.startswith("[++]") and "No metadata" not in line and "date_time" not in line}


def meguri_says(file):
    _, out, _ = run(MEGURI, "inspect", "--json", str(file))
    return json.loads(out)["files"][0]


def clean_words(says, ending, cache={}):
    """What the tool says of the clean files of a form."""
    if (says, ending) not in cache:
        words = set()
        for file in SAMPLES.glob(f"clean_*.{ending}"):
            words |= says(file) or set()
        cache[says, ending] = words
    return cache[says, ending]


def other_finds(says, file):
    words = says(file)
    return None if words is None else bool(words - clean_words(says, file.suffix[1:]))


def main():
    if shutil.which("exiftool") and run("perl", "-MArchive::Zip", "-e1")[0]:
        print("exiftool sees nothing of Office files without libarchive-zip-perl", file=sys.stderr)
    tools = [name for name in ("exiftool", "mat2") if shutil.which(name)]
    says = {"exiftool": exiftool_says, "mat2": mat2_says}
    counts = collections.defaultdict(collections.Counter)
    for line in (SAMPLES / "truth.tsv").read_text(encoding="utf-8").splitlines():
        name, kind, place = line.split("\t")
        file = SAMPLES / name
        if kind == "-":
            continue
        row = counts[FORMS[kind.split("-")[0]]]
        row["planted"] += 1
        row["Meguri"] += any(found["kind"] == kind for found in meguri_says(file)["findings"])
        for tool in tools:
            found = other_finds(says[tool], file)
            row[tool] += found is True
            row[tool + " refuses"] += found is None
    print("| planted in | files | Meguri, with place | " + " | ".join(tools) + " |")
    print("| --- | --- | --- |" + " --- |" * len(tools))
    for form, row in counts.items():
        cells = [f"{row[tool]}" + (f" (refuses {row[tool + ' refuses']})" if row[tool + " refuses"] else "") for tool in tools]
        print(f"| {form} | {row['planted']} | {row['Meguri']} | " + " | ".join(cells) + " |")
    total = sum(counts.values(), collections.Counter())
    print(f"| all | {total['planted']} | {total['Meguri']} | " + " | ".join(str(total[tool]) for tool in tools) + " |")
    for tool in tools:
        print(f"{tool}: {run(tool, '-ver' if tool == 'exiftool' else '--version')[1].strip()}", file=sys.stderr)


main()
