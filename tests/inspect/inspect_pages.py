"""inspect_pages.py MAKE_CLEANED: every sample of which something was taken out opens in LibreOffice (or is a PDF) and each of its
pages looks as before, pixel by pixel. Prints TAP."""
import pathlib
import shutil
import subprocess
import sys
import tempfile

OFFICE = ("xlsx", "docx", "pptx", "odt", "ods")


def convert(folder):
    """All Office files in one run of LibreOffice."""
    files = [str(f) for f in sorted(folder.iterdir()) if f.suffix[1:] in OFFICE]
    for i in range(0, len(files), 40):
        subprocess.run(["soffice", "--headless", "--norestore", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "pdf",
                        "--outdir", str(folder / "drawn"), *files[i:i + 40]], capture_output=True, timeout=600, check=False)


def pages(folder, file):
    """The pictures of its pages; None when it cannot be drawn."""
    paper = file if file.suffix == ".pdf" else folder / "drawn" / (file.stem + ".pdf")
    if not paper.exists():
        return None
    with tempfile.TemporaryDirectory() as out:
        done = subprocess.run(["pdftoppm", "-q", "-cropbox", "-r", "72", str(paper), f"{out}/p"], capture_output=True, timeout=120)
        return [f.read_bytes() for f in sorted(pathlib.Path(out).iterdir())] if done.returncode == 0 else None


def compare(folder):
    wrong, same, blank = [], 0, 0
    for before in sorted(folder.glob("before-*")):
        if before.suffix[1:] not in OFFICE + ("pdf",):
            continue
        after = before.with_name(before.name.replace("before-", "after-", 1))
        old, new = pages(folder, before), pages(folder, after)
        if old is None:
            print(f"# {before.name}: cannot be drawn before, either")
            blank += 1
        elif new is None:
            wrong.append(f"{after.name} cannot be opened")
        elif old != new:
            wrong.append(f"{after.name}: pages differ ({len(old)}, {len(new)})")
        else:
            same += 1
    return wrong, same, blank


def main():
    if not shutil.which("soffice") or not shutil.which("pdftoppm"):
        print("1..0 # SKIP LibreOffice or poppler-utils is absent")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        subprocess.run([sys.argv[1], name], check=True, timeout=300)
        convert(folder)
        wrong, same, blank = compare(folder)
    for line in wrong:
        print("# " + line)
    print(f"# {same} look the same, {blank} could not be drawn at all")
    print(f"1..1\n{'not ok' if wrong or same < 60 else 'ok'} 1 - pages_look_the_same_after_cleaning")
    sys.exit(bool(wrong))


main()
