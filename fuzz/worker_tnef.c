/* Any bytes as winmail.dat attached to a mail. */
#include "worker/tnef.h"
#include "worker_part.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return read_as_attachment(data, size, tnef_read);
}
