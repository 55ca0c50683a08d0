#!/bin/sh
# serve_demonstration.sh MEGURI --data DIR --port N [--db URL] [--empty]
# Makes the workspace on the first call, fills it with demonstration data unless --empty, and serves it.
# Called by ./run. As root it serves as the user "nobody", because meguri refuses to serve as root.
set -eu
program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
shift
data= port=8443 db= empty=
while [ $# -gt 0 ]; do
    case $1 in
    --data) data=$2; shift 2 ;;
    --port) port=$2; shift 2 ;;
    --db) db=$2; shift 2 ;;
    --empty) empty=yes; shift ;;
    *) echo "$0: $1" >&2; exit 2 ;;
    esac
done

as= # what goes before each call of the program
if [ "$(id -u)" = 0 ]; then
    as="setpriv --reuid=nobody --regid=nogroup --clear-groups"
    case $data in /*) ;; *) data=$PWD/$data ;; esac
    # nobody cannot walk into /root: then program and data live where it can.
    if ! $as test -x "$program"; then
        install -d -m 755 /opt/meguri
        install -m 755 "$program" "$(dirname "$program")/meguri-worker" /opt/meguri/
        program=/opt/meguri/meguri
    fi
    mkdir -p "$data"
    if ! $as test -x "$data/.."; then
        data=/var/lib/meguri
        mkdir -p "$data"
        echo "root の下は他の利用者から見えないため、データは $data に置きます。" >&2
    fi
    chown nobody:nogroup "$data"
    chmod 700 "$data"
fi

meguri() { # the program with the workspace options behind the command's words
    words=$1
    shift
    # shellcheck disable=SC2086 # words and $as are lists
    if [ -n "$db" ]; then
        $as "$program" $words --data "$data" --db "$db" "$@"
    else
        $as "$program" $words --data "$data" "$@"
    fi
}

if [ -n "$empty" ]; then
    meguri setup
    mode=false
else
    echo "デモの利用者とパスワード:"
    meguri setup --demonstration
    mode=true
    if ! $as test -e "$data/demonstration/done"; then
        $as mkdir -p "$data/demonstration"
        meguri "desk generate" --cases 200 --seed 1 >/dev/null
        $as "$program" desk demonstration --to "$data/demonstration" >/dev/null
        # shellcheck disable=SC2046 # file names without blanks, written by ourselves
        meguri "desk import" --synthetic $($as find "$data/demonstration" -name '*.eml' | sort) >/dev/null
        meguri "law demonstration" >/dev/null
        meguri "water demonstration" >/dev/null
        $as touch "$data/demonstration/done"
    fi
fi
echo "https://localhost:$port/ を開いてください（終了は Ctrl+C）"
# shellcheck disable=SC2086
set -- serve --data "$data" --port "$port" --demonstration "$mode" --web-public-url "https://localhost:$port"
[ -z "$db" ] || set -- "$@" --db "$db"
[ "$mode" = false ] || set -- "$@" --smtp-folder "$data/demonstration/sent"
# shellcheck disable=SC2086
exec $as "$program" "$@"
