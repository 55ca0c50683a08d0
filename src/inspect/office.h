/* Zip files by what they hold: Office Open XML, OpenDocument, or files. */
#ifndef MEGURI_INSPECT_OFFICE_H
#define MEGURI_INSPECT_OFFICE_H

#include "inspect/opc.h"

void office_inspect(struct work *work);

/* Readers by kind of document; the package has been read. */
void xlsx_inspect(struct package *package);
void docx_inspect(struct package *package);
void pptx_inspect(struct package *package);

/* Reads a part with the rules and the reader of running text (story.h). */
void office_read_story(struct package *package, const struct zip_entry *entry,
                       const struct inspect_place *place);

#endif
