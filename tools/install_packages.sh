#!/bin/sh
# Installs the Debian packages named in the given lists that are not installed yet; says nothing when
# there is nothing to do. No package's service is left running. Needs root or sudo only when something
# is missing.
set -eu
wanted=$(sed -e 's/#.*//' -e 's/[[:space:]]//g' -e '/^$/d' "$@")
missing=
for package in $wanted; do
    status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$status" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ]; then
    as_root=
elif command -v sudo >/dev/null 2>&1; then
    as_root=sudo
else
    echo "次のパッケージが必要です。root で入れてください: apt-get install$missing" >&2
    exit 1
fi
echo "入れます (installing):$missing" >&2
log=$(mktemp)
# An installed server must not start by itself: policy-rc.d answers "not allowed" while we install.
policy=/usr/sbin/policy-rc.d
made_policy=
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null
    $as_root chmod 755 "$policy"
    made_policy=yes
fi
trap '[ -z "$made_policy" ] || $as_root rm -f "$policy"; rm -f "$log"' EXIT
# shellcheck disable=SC2086 # a list of package names
if ! { $as_root apt-get update -q &&
    $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends $missing; } >"$log" 2>&1; then
    cat "$log" >&2
    echo "パッケージを入れられませんでした。上の記録をご覧ください。" >&2
    exit 1
fi
