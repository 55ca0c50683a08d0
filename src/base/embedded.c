#include "base/embedded.h"

#include "base/check.h"

struct str embedded_find(const struct embedded_files *files, struct str name)
{
    for (size_t i = 0; i < files->count; i++)
        if (str_equal(files->files[i].name, name))
            return files->files[i].bytes;
    check_fail("a file of data/ is missing in this program");
}
