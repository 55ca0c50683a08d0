/* Shared by form.c and multipart.c. */
#ifndef MEGURI_WEB_FORM_INTERNAL_H
#define MEGURI_WEB_FORM_INTERNAL_H

#include "web/form.h"

/* ERR_WEB_BODY when there are too many. */
int form_add(struct form *form, struct str name, struct str value, struct web_file *file,
             struct error *error);

#endif
