#include "chem/amd.h"

#include "base/embedded.h"

extern const struct embedded_files chem_data;

struct str chem_amd_text(void)
{
    return embedded_find(&chem_data, STR("amd.dat"));
}
