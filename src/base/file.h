/* Files as this program uses them: read whole with a limit, write durably (fsync, rename, fsync of
   the directory). Every step asks the context for injected faults first. */
#ifndef MEGURI_BASE_FILE_H
#define MEGURI_BASE_FILE_H

#include "base/context.h"

/* The whole file into the arena. ERR_NOT_FOUND, ERR_TOO_LARGE (over `limit` bytes), ERR_IO. */
int file_read(const struct context *context, struct str path, size_t limit, struct arena *arena,
              struct str *out, struct error *error);
/* Writes path.tmp-RANDOM, fsync, rename over path, fsync of the directory. Mode 0600. After an
   error the old file is unchanged and no temporary file is left (unless the process died). A
   device, pipe or socket is written into as it is. */
int file_write_durable(const struct context *context, struct str path, struct str bytes,
                       struct error *error);
/* Creates the directory and its parents with mode 0700; present ones are fine. */
int file_make_directory(const struct context *context, struct str path, struct error *error);
/* write(2) until all is written, with faults and torn writes. 0 or errno. */
int file_write_all(const struct context *context, int fd, struct str name, struct str bytes);
/* fsync of an open file, with faults. 0 or errno. */
int file_sync(const struct context *context, int fd, struct str name);
/* rename + fsync of the directory that holds `to`. 0 or errno. */
int file_rename_durable(const struct context *context, struct str from, struct str to);
bool file_exists(struct str path);

#endif
