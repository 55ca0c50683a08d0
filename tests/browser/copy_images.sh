#!/bin/sh
# copy_images.sh: after a run of the browser tests, the pictures that the documents show go to docs/images:
# at most one and a half screens high, with few colours so that they stay small. Needs ImageMagick.
set -eu
cd "$(dirname "$0")"
copy() { # screenshot picture
    convert "screenshots/$1.png" -crop 1280x1280+0+0 +repage +dither -colors 200 "PNG8:../../docs/images/$2.png"
}
copy today today
copy case-received case
copy cargo cargo
copy draft draft
copy judge-departure judge
copy approve approve
copy meti-link meti-link
copy send-not-confirmed send
copy outbox outbox
copy registry registry
copy published published
copy erasure-confirm erasure
copy close-ready close
copy water-chemistry-titration water-chemistry
copy keys-screen keys
