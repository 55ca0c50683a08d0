/* Digests of cookies and tokens, as hex. */
#ifndef MEGURI_WEB_SECRET_H
#define MEGURI_WEB_SECRET_H

#include "base/arena.h"

/* Keyed hash of text for one purpose; 32 hex digits. */
struct str secret_digest(struct str key, struct str purpose, struct str text, struct arena *arena);

#endif
