"""make_samples.py FOLDER STAMP: one file for each kind of finding, with the truth beside it in truth.tsv (file, kind, words that
the place must hold), and clean files of each form, whose kind is "-"."""
import pathlib
import sys

import sample_docx
import sample_other
import sample_papers
import sample_pptx
import sample_xlsx
from sample_office import document, paragraph


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    truth, used = [], set()
    for room in (sample_xlsx, sample_docx, sample_pptx, sample_other, sample_papers):
        for kind, name, data, place in room.samples():
            file = name if kind in ("FS-01", "EXE-01") else f"{kind}_{name}" if kind != "-" else f"clean_{name}"
            assert file not in used, file
            used.add(file)
            (folder / file).write_bytes(data if isinstance(data, bytes) else data.encode())
            truth.append(f"{file}\t{kind}\t{place}\n")
    captions = ("図３－２　pHの推移", "表4 費用", "図3-2に示すとおりである。", "図5は費用を表す")
    (folder / "captions.docx").write_bytes(document("".join(paragraph(line) for line in captions)).bytes())
    (folder / "truth.tsv").write_text("".join(truth), encoding="utf-8")
    pathlib.Path(sys.argv[2]).touch()


main()
