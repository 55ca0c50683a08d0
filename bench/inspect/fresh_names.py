"""fresh_names.py MEGURI TSV: precision and recall of names on sentences that were written by hand after the rules were fixed."""
import json
import pathlib
import subprocess
import sys
import tempfile

rows = [line.split("\t") for line in pathlib.Path(sys.argv[2]).read_text(encoding="utf-8").splitlines()[2:]]
with tempfile.TemporaryDirectory() as place:
    file = pathlib.Path(place) / "fresh.txt"
    file.write_text("\n".join(sentence for sentence, _ in rows) + "\n", encoding="utf-8")
    done = subprocess.run([sys.argv[1], "inspect", "--json", "--reveal", str(file)], capture_output=True, text=True, timeout=60)
found = [(x["place"]["line"] - 1, x["found"], x["severity"]) for x in json.loads(done.stdout)["files"][0]["findings"] if x["kind"] == "PI-01"]
known = [(i, name) for i, (_, names) in enumerate(rows) if names != "-" for name in names.split("、")]


def fits(one, other):
    """The same line, and at least the surname: one begins with the other."""
    a, b = one[1].replace("　", " "), other[1].replace("　", " ")
    return one[0] == other[0] and (a.startswith(b) or b.startswith(a))


hit = [k for k in known if any(fits(k, f) for f in found)]
wrong = [f for f in found if not any(fits(k, f) for k in known)]
print(f"known {len(known)}, found {len(hit)}, recall {len(hit) / len(known):.2f}; reported {len(found)}, wrong {len(wrong)}, "
      f"precision {1 - len(wrong) / max(1, len(found)):.2f}; of the hits {sum(f[2] == 'warning' for f in found if f not in wrong)} are warnings only")
for k in known:
    if k not in hit:
        print(f"missed: {k[1]}: {rows[k[0]][0]}")
for f in wrong:
    print(f"wrong: {f[1]} ({f[2]}): {rows[f[0]][0]}")
