/* `meguri serve`: the server with its background work, until SIGTERM. */
#ifndef MEGURI_WEB_SERVE_H
#define MEGURI_WEB_SERVE_H

#include "base/settings.h"
#include "web/server.h"

/* Called first of all when started as root: gives the data directory to the user and becomes it,
   for good. Started as somebody else with a name: ERR_WEB_USER unless it is one's own. As root
   without a name: ERR_WEB_ROOT. */
int web_become_user(const struct context *context, struct str name, struct str data_directory,
                    struct error *error);

/* Settings that the web room reads (listening, mail, intake, workers, session times), for
   `meguri config check` and the two functions below. */
extern const struct setting_declaration web_settings[];
extern const size_t web_settings_count;
/* Fill what the settings say; workers stay NULL. Texts belong to the settings. */
void web_services_from_settings(const struct settings *settings, struct web_services *out);
void web_options_from_settings(const struct settings *settings, struct web_options *out);

/* Called when the port is open, with the address to be shown: the program prints it. */
typedef void web_ready(void *argument, int port, struct str fingerprint, struct str authority);

/* Serves until SIGTERM or SIGINT, then drains for 10 s at most and returns 0. SIGHUP reads the
   certificate again. Runs the modules' jobs and periodic work beside. Refuses uid 0: ERR_WEB_ROOT.
   The caller closes the store afterwards, which checkpoints it. */
int web_serve(const struct context *context, struct store *store, struct web_services *services,
              const struct module *const *modules, size_t module_count,
              const struct web_options *options, web_ready *ready, void *argument,
              struct error *error);

#endif
