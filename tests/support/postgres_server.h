/* A real PostgreSQL for tests: started at the first request of the program in a temporary folder as
   an ordinary user, reached by a Unix socket, gone when the program ends, also when it dies. */
#ifndef MEGURI_TESTS_SUPPORT_POSTGRES_SERVER_H
#define MEGURI_TESTS_SUPPORT_POSTGRES_SERVER_H

#include "base/arena.h"

/* False when PostgreSQL is not installed. */
bool postgres_server_is_available(void);
/* Creates a new empty database (UTF8, locale C) and returns its URL for store_options.url. Starts
   the server when necessary. Call it from the main thread; ends the process on failure. */
struct str postgres_server_database(struct arena *arena);

#endif
