/* Malware scan by a clamd (ClamAV 1.x): INSTREAM over a local socket or loopback TCP, with deadlines.
   clamd says "OK" of what it did not look at: beyond its limits, or with no definitions. Therefore a
   file is called clean only after the daemon was seen to find a generated test file of at least that
   size at its end, to tell when it stops at a limit, and to have definitions that are not old. What
   was seen holds for an hour or until the daemon's version changes. Safe from several threads. */
#ifndef MEGURI_NET_CLAMD_H
#define MEGURI_NET_CLAMD_H

#include "base/context.h"

struct clamd_options {
    struct str socket;       /* path of the daemon's socket; empty: TCP */
    struct str host;         /* 127.0.0.1, ::1 or localhost: the bytes travel in clear */
    int port;
    int64_t deadline;        /* microseconds for one file; 0 = 120 s */
    int64_t definition_days; /* older definitions do not count; 0 = 7 */
};

enum clamd_outcome { CLAMD_CLEAN, CLAMD_INFECTED, CLAMD_UNSCANNED };
struct clamd_verdict {
    enum clamd_outcome outcome;
    struct str name;   /* infected: what was found */
    struct str reason; /* unscanned: a Japanese sentence */
    struct str engine; /* "ClamAV 1.4.6/27800/Sat Nov 21 17:50:10 2026", as the daemon says; may be empty */
    bool try_later;    /* unscanned for a cause that may pass: not reachable, old definitions */
};

struct clamd_scanner;
/* Connects to nothing yet. Takes copies of the options. */
struct clamd_scanner *clamd_scanner_create(const struct clamd_options *options);
/* Takes NULL. */
void clamd_scanner_destroy(struct clamd_scanner *scanner);

/* Scans the file (read from its start by pread, at most 256 MB). There is always a verdict; its texts
   live in the arena. */
struct clamd_verdict clamd_scan(struct clamd_scanner *scanner, const struct context *context, int fd,
                                struct arena *arena);
/* The verdict over a harmless file of `size` bytes, without one: CLAMD_CLEAN when such files can be
   vouched for, else why not. */
struct clamd_verdict clamd_check(struct clamd_scanner *scanner, const struct context *context,
                                 int64_t size, struct arena *arena);

#endif
