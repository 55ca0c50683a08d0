"""A migration that was released is never edited: each file kept in tests/store/released/ must still
stand in schema/, byte for byte, so that a new database and an upgraded one are the same. Prints TAP."""
import pathlib
import sys

root = pathlib.Path(sys.argv[1])
released = sorted((root / "tests/store/released").glob("*.sql"))
print(f"1..{len(released)}")
failed = False
for number, path in enumerate(released, 1):
    present = root / "schema" / path.name
    same = present.exists() and present.read_bytes() == path.read_bytes()
    failed = failed or not same
    print(f"{'ok' if same else 'not ok'} {number} - keeps_{path.stem.replace('-', '_')}_as_released")
sys.exit(1 if failed else 0)
