/* Any bytes as a zip attached to a mail. */
#include "worker/archive.h"
#include "worker_part.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return read_as_attachment(data, size, archive_read);
}
