/* What the pages of inspections share. */
#ifndef MEGURI_CONTRACT_UPLOAD_H
#define MEGURI_CONTRACT_UPLOAD_H

#include "contract/inspection.h"

/* The files of both inputs ("file" and "folder"); returns how many. Alive as long as the request.
 */
size_t contract_uploads(const struct web_request *request, struct contract_upload **out);
/* "/contract/inspect/12" and the rest. */
struct str contract_inspection_path(int64_t id, const char *rest, struct arena *arena);

#endif
