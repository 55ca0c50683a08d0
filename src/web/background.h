/* Work beside the pages: threads that take jobs, and one thread for each periodic work. */
#ifndef MEGURI_WEB_BACKGROUND_H
#define MEGURI_WEB_BACKGROUND_H

#include "web/module.h"
#include "web/services.h"

struct background;
/* Starts the rooms' jobs and periodic work, and its own: sealing the audit chain, dropping old
   sessions, form keys and finished jobs, removing blobs that no row names. Sets
   services->background. A session ends `session_absolute` microseconds after its start. */
struct background *background_start(const struct context *context, struct store *store,
                                    struct web_services *services,
                                    const struct module *const *modules, size_t module_count,
                                    int64_t session_absolute);
/* What the periodic work whose name begins with `room` could not do in its last round, a sentence a
   line; empty when all is well or `background` is NULL. Owned by the arena. */
struct str background_trouble(struct background *background, struct str room, enum lang lang,
                              struct arena *arena);
/* A sentence for a day after the machine's clock went back; else empty. */
struct str background_clock_notice(struct background *background, enum lang lang,
                                   struct arena *arena);
/* True from the moment on in which the program is being stopped: a long calculation saves what it
   has and ends. False for NULL. */
bool background_stopping(struct background *background);
/* Lets what runs come to its end. Takes NULL. */
void background_stop(struct background *background);

#endif
