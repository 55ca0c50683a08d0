"""make_samples.py FOLDER: one file for each kind of finding, with the truth beside it in truth.tsv (file, kind, words that the
place must hold), and clean files of each form, whose kind is "-". Neither the clock nor chance: the same bytes each time.
tests/data/inspect is what it wrote; with --check FOLDER it says (in TAP) whether FOLDER still holds the same."""
import pathlib
import sys

import sample_docx
import sample_other
import sample_papers
import sample_pptx
import sample_xlsx
from sample_office import document, paragraph


def samples():
    """Name and bytes of each file, truth.tsv last."""
    truth, used = [], set()
    for room in (sample_xlsx, sample_docx, sample_pptx, sample_other, sample_papers):
        for kind, name, data, place in room.samples():
            file = name if kind in ("FS-01", "EXE-01") else f"{kind}_{name}" if kind != "-" else f"clean_{name}"
            assert file not in used, file
            used.add(file)
            yield file, data if isinstance(data, bytes) else data.encode()
            truth.append(f"{file}\t{kind}\t{place}\n")
    captions = ("図３－２　pHの推移", "表4 費用", "図3-2に示すとおりである。", "図5は費用を表す")
    yield "captions.docx", document("".join(paragraph(line) for line in captions)).bytes()
    yield "truth.tsv", "".join(truth).encode()


def check(folder):
    wrong, names = [], {"README.md"}
    for name, data in samples():
        names.add(name)
        kept = folder / name
        if not kept.exists() or kept.read_bytes() != data:
            wrong.append(name)
    wrong += sorted({f.name for f in folder.iterdir()} - names)
    for name in wrong:
        print(f"# {name}: not what the generator makes")
    print(f"1..1\n{'not ok' if wrong else 'ok'} 1 - the_generator_makes_the_same_bytes_as_are_kept")
    return bool(wrong)


def main():
    if sys.argv[1] == "--check":
        sys.exit(check(pathlib.Path(sys.argv[2])))
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in samples():
        (folder / name).write_bytes(data)


main()
