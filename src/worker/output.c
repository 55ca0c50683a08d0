#include "worker/output.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

int output_file_create(void)
{
    return memfd_create("meguri-part", MFD_CLOEXEC | MFD_ALLOW_SEALING);
}

bool output_file_write(int fd, struct str bytes)
{
    while (bytes.n) {
        ssize_t put = write(fd, bytes.p, bytes.n);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return false;
        bytes = str_slice(bytes, (size_t)put, bytes.n);
    }
    return true;
}

bool output_file_seal(int fd, size_t size, struct str *view)
{
    *view = STR("");
    if (fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL))
        return false;
    if (size == 0)
        return true;
    void *map = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (map == MAP_FAILED)
        return false;
    *view = (struct str){map, size};
    return true;
}

void output_file_close(int fd, struct str view)
{
    if (view.n)
        munmap((void *)(uintptr_t)view.p, view.n);
    if (fd >= 0)
        close(fd);
}
