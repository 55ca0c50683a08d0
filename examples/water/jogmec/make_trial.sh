#!/bin/sh
# make_trial.sh MEGURI: trial.csv と truth.tsv を新しく作ります（ある場合は先に消してください）。
# 採水計画 plan.csv（三週間ごと、検出下限つき）から、種 20250401 で引いた真の値による計算に誤差を加えます。
set -eu
meguri=$(realpath "$1")
cd "$(dirname "$0")"
trap 'rm -f plan.csv plan.txt' EXIT
python3 - <<'PLAN'
import datetime
rows = ["date,point,item,value,unit,form,suspended"]
for visit in range(17):
    day = datetime.date(2024, 4, 15) + datetime.timedelta(days=21 * visit)
    for point, item, value, form, solids in (
            ("鉄酸化槽", "pH", "7", "", ""), ("鉄酸化槽", "Fe(2)", "<0.1", "", ""), ("鉄酸化槽", "Fe", "<0.1", "total", 8 + visit % 5),
            ("還元槽", "pH", "7", "", ""), ("還元槽", "SO4", "<1", "", ""), ("還元槽", "DOC", "<0.5", "", ""),
            ("還元槽", "Ca", "<0.1", "", ""), ("還元槽", "Zn", "<0.01", "", "")):
        rows.append(f"{day},{point},{item},{value},{'' if item == 'pH' else 'mg/L'},{form},{solids}")
open("plan.csv", "w", encoding="utf-8").write("\n".join(rows) + "\n")
PLAN
sed 's/^table = .*/table = plan.csv/' trial.txt >plan.txt
"$meguri" water synthesize plan.txt --seed 20250401 --output trial.csv --truth truth.tsv
