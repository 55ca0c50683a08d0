/* CSS, scripts and icons of assets/, embedded at build time under names that carry a hash of their
   content, so that browsers may keep them for ever. */
#ifndef MEGURI_WEB_ASSET_H
#define MEGURI_WEB_ASSET_H

#include "base/str.h"

/* "/assets/app.1f2e3d4c5b6a.css" for "app.css". An unknown name ends the process: names are
   written in templates, so the first rendering of the page in a test finds it. */
struct str asset_path(struct str name);

struct asset {
    struct str name;         /* "app.css" */
    struct str path;         /* with the hash */
    struct str type;         /* media type */
    struct str etag;         /* quoted */
    struct str plain, gzip;  /* gzip empty: not smaller */
};
/* By full path; NULL when there is none. */
const struct asset *asset_find(struct str path);

#endif
