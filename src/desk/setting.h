/* Settings of the desk within a commission: defaults from data/desk/settings.tsv, changed values with
   their history in the store. */
#ifndef MEGURI_DESK_SETTING_H
#define MEGURI_DESK_SETTING_H

#include "desk/permission.h"

/* The value in force; the default when never changed. ERR_NOT_FOUND for an unknown name. */
int desk_setting_text(struct db *db, int64_t commission, struct str name, struct arena *arena,
                      struct str *out, struct error *error);
int desk_setting_integer(struct db *db, int64_t commission, struct str name, int64_t *out,
                         struct error *error);
/* Adds a new version of the value (permission desk.settings); checked against its kind. */
int desk_setting_change(const struct web_actor *actor, struct str name, struct str value,
                        struct error *error);

#endif
