/* Office files as pages: LibreOffice makes a PDF of them, shut in by bubblewrap; its words say
   where the findings are. */
#ifndef MEGURI_CONTRACT_PICTURE_OFFICE_H
#define MEGURI_CONTRACT_PICTURE_OFFICE_H

#include "contract/locate.h"
#include "contract/report.h"
#include "web/module.h"

enum { CONTRACT_OFFICE_FILES = 100 }; /* of one inspection are drawn */

/* The pages and what is to be drawn of them; nothing when they cannot be made, or none of the
   findings is on them. Fills `drawn` of the findings. */
int contract_office_scene(const struct web_actor *actor, const struct web_services *services,
                          const struct contract_inspection *inspection,
                          struct inspect_report *report, const struct contract_file *file,
                          struct str *pdf, struct contract_scene *out, struct error *error);
/* Whether this machine has all the programs for it. */
bool contract_office_can(struct arena *arena);

#endif
