#!/bin/sh
# run.sh BUILD [FOLDER [COUNT]]: the inspection room beside other tools on the same files. BUILD is a release build with
# -Dbench=true. Tools that are not installed are left out.
set -e
build=$1
folder=${2:-$(mktemp -d)}
here=$(dirname "$0")
[ -e "$folder/table.xlsx" ] || python3 "$here/make_files.py" "$folder" "${3:-10000}"
echo "$(date +%F), $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg)"
timed() {
    python3 - "$@" <<'END'
import resource, subprocess, sys, time
begun = time.monotonic()
subprocess.run(sys.argv[2:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"{sys.argv[1]:<28} {time.monotonic() - begun:6.2f} s, of the processor {used.ru_utime + used.ru_stime:6.2f} s", flush=True)
END
}
has() { command -v "$1" >/dev/null 2>&1; }
"$build/bench/inspect/bench_inspect" "$folder/paper.pdf" "$folder/latin.pdf" "$folder/table.xlsx" "$folder/pictures.pdf"
for paper in paper latin; do
    timed "meguri_inspect_$paper" "$build/src/meguri" inspect -j1 "$folder/$paper.pdf"
    has pdftotext && timed "pdftotext_$paper" pdftotext "$folder/$paper.pdf" /dev/null
    has qpdf && timed "qpdf_json_$paper" qpdf --json "$folder/$paper.pdf"
    has exiftool && timed "exiftool_$paper" exiftool -a "$folder/$paper.pdf"
    has mat2 && timed "mat2_show_$paper" mat2 --show "$folder/$paper.pdf"
done
timed meguri_inspect_xlsx "$build/src/meguri" inspect -j1 "$folder/table.xlsx"
/usr/bin/python3 -c 'import openpyxl' 2>/dev/null && timed openpyxl_read_only /usr/bin/python3 -c "
import openpyxl
for sheet in openpyxl.load_workbook('$folder/table.xlsx', read_only=True):
    for row in sheet.iter_rows(values_only=True):
        pass"
has exiftool && timed exiftool_xlsx exiftool -a "$folder/table.xlsx"
has mat2 && timed mat2_show_xlsx mat2 --show "$folder/table.xlsx"
timed "meguri_inspect_$(ls "$folder/mixed" | wc -l)_files" "$build/src/meguri" inspect -j2 "$folder/mixed"
