#!/bin/sh
# bench/run.sh [--cases N] [--data DIR] [--seconds S] [--rounds R] [--turns T] [--mails N] [--nice N] [--pages] [--postgres]
# Builds a release in build-bench, makes a workspace with N synthetic cases (kept and used again with
# --data DIR, otherwise removed at the end), serves it on loopback and prints a table of figures.
# --postgres keeps the cases in a PostgreSQL of its own, started here as an ordinary user with its durability on.
# --pages measures only the login page and the asset (--cases 300 is enough).
# --nice -15 (root) puts server and clients before whatever else the machine is doing.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
cd "$here"
cases=300000 data= nice=0 postgres= more=
while [ $# -gt 0 ]; do
    if [ "$1" = --pages ] || [ "$1" = --postgres ]; then
        [ "$1" = --pages ] || postgres=yes
        more="$more $1"
        shift
        continue
    fi
    case $1 in
    --cases) cases=$2 ;;
    --data) data=$2 ;;
    --nice) nice=$2 ;;
    --seconds | --rounds | --turns | --mails) more="$more $1 $2" ;;
    *) sed -n '2,8s/^# //p' "$0" >&2; exit 2 ;;
    esac
    shift 2
done

sh tools/install_packages.sh packages/core.txt packages/bench.txt
[ -f build-bench/build.ninja ] ||
    meson setup build-bench --buildtype=release -Dbench=true -Dwerror=false >/dev/null
ninja -C build-bench --quiet src/meguri src/meguri-worker bench/desk/raw_query bench/web/bare_server

scratch=$(mktemp -d)
stop=:
trap '$stop; rm -rf "$scratch"' EXIT
chmod 755 "$scratch"
program=$here/build-bench/src/meguri
as=
if [ "$(id -u)" = 0 ]; then
    as="setpriv --reuid=nobody --regid=nogroup --clear-groups"
    if ! $as test -x "$program"; then # nobody can not walk into /root
        install -m 755 build-bench/src/meguri build-bench/src/meguri-worker "$scratch/"
        program=$scratch/meguri
    fi
fi
if [ -z "$data" ]; then
    data=$scratch/data
fi
mkdir -p "$data"
[ -z "$as" ] || chown nobody:nogroup "$data"
if [ -n "$postgres" ]; then
    bin=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
    cluster=$data/postgres
    [ -e "$cluster" ] || (cd / && $as "$bin/initdb" -D "$cluster" -U meguri -A trust -E UTF8 --locale=C >/dev/null)
    (cd / && nice -n "$nice" $as "$bin/pg_ctl" -D "$cluster" -l "$cluster/log" -w -o \
        "-k $cluster -c listen_addresses= -c shared_buffers=256MB -c max_wal_size=2GB" start >/dev/null)
    stop="$as $bin/pg_ctl -D $cluster -m fast stop"
    [ -e "$data/made" ] || $as "$bin/createdb" -h "$cluster" -U meguri bench
    MEGURI_DB="postgresql:///bench?host=$cluster&user=meguri"
    export MEGURI_DB
fi
if [ ! -e "$data/made" ] && [ ! -e "$data/meguri.sqlite" ]; then
    $as "$program" setup --demonstration --data "$data" >/dev/null
    begun=$(date +%s.%N)
    nice -n "$nice" $as "$program" desk generate --cases "$cases" --seed 1 --data "$data" >&2
    made=$(echo "$cases $begun $(date +%s.%N)" | awk '{printf "%d cases made in %.0f s: %.0f/s", $1, $3 - $2, $1 / ($3 - $2)}')
    $as touch "$data/made"
fi

echo "$(date +%F), $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg), nice $nice: bench/run.sh --cases $cases$more"
echo
nice -n "$nice" python3 bench/desk/measure.py "$program" "$data" build-bench "$scratch" $more
[ -z "${made:-}" ] || echo "$made (required 2,000/s)."
