/* Where a parser puts what it found: a record (wire) and files. Parsers do not know about sockets, so
   that tests and fuzzers run them without a process around them. */
#ifndef MEGURI_WORKER_OUTPUT_H
#define MEGURI_WORKER_OUTPUT_H

#include "base/buf.h"
#include "doc/worker_protocol.h"

struct worker_output {
    /* Hands over a finished attachment; the descriptor stays the parser's to close. */
    void (*part)(void *argument, uint32_t index, int fd, size_t size);
    void *argument;
    enum worker_status status;
    struct str text; /* reason when status is not OK; a literal or the job's arena */
    struct buf record;
    int64_t parameters[WORKER_PARAMETERS];
};

/* An anonymous file in writing. */
int output_file_create(void);
/* False when the bytes do not fit (limits, memory). */
bool output_file_write(int fd, struct str bytes);
/* Seals it; the view is valid until output_file_close. */
bool output_file_seal(int fd, size_t size, struct str *view);
void output_file_close(int fd, struct str view);

#endif
