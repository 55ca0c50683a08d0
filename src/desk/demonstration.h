/* The demonstration: mails with photos, certificates and price lists, made from data/demo/mails.json
   (invented companies, .example domains), as they would really arrive. */
#ifndef MEGURI_DESK_DEMONSTRATION_H
#define MEGURI_DESK_DEMONSTRATION_H

#include "base/civil.h"
#include "web/module.h"

/* Writes every mail as NAME.eml into the directory (made when absent), dated relative to `today`.
   The same day gives the same bytes. *count = mails written. */
int demonstration_write(const struct context *context, struct str directory, day_number today,
                        size_t *count, struct error *error);

/* meguri desk demonstration --to DIR [--date DATE] [--json] */
int demonstration_command(const struct command_call *call, struct arena *arena,
                          struct error *error);

#endif
