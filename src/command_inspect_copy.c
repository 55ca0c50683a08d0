/* Where the copies of `meguri inspect --fix` go. Nothing is ever overwritten; below a folder that
   was named, --output gets the same tree, with the files that needed no cleaning, too. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "command_inspect.h"

struct str command_inspect_extension(struct str path)
{
    for (size_t at = path.n; at-- > 0 && path.p[at] != '/';)
        if (path.p[at] == '.')
            return str_slice(path, at + 1, path.n);
    return STR("");
}

static struct str last_name(struct str path)
{
    size_t at = path.n;
    while (at > 0 && path.p[at - 1] != '/')
        at--;
    return str_slice(path, at, path.n);
}

/* The name below --output: "納入物/図/a.xlsx"; folders that were named "." or ".." have none. */
static struct str name_below(struct str name)
{
    while (str_starts(name, STR("/")) || str_starts(name, STR("./")) ||
           str_starts(name, STR("../")))
        name = str_slice(name, str_find_char(name, '/', 0) + 1, name.n);
    return name;
}

bool command_inspect_keeps_tree(const struct inspect_run *run, size_t index, struct str output)
{
    return output.n && str_find_char(run->names[index], '/', 0) != SIZE_MAX;
}

struct str command_inspect_copy_path(const struct inspect_run *run, size_t index, struct str output)
{
    struct arena *arena = run->arena;
    struct str path = run->paths[index], extension = command_inspect_extension(path);
    size_t stem = path.n - extension.n - (extension.n ? 1 : 0);
    struct str dot = extension.n ? STR(".") : STR(""),
               copy = ARENA_JOIN(arena, str_slice(path, 0, stem), STR(".clean"), dot, extension);
    struct stat status;
    if (output.n == 0)
        return copy;
    if (command_inspect_keeps_tree(run, index, output))
        return ARENA_JOIN(arena, output, STR("/"), name_below(run->names[index]));
    if (stat(output.p, &status) == 0 && S_ISDIR(status.st_mode))
        return ARENA_JOIN(arena, output, STR("/"), last_name(copy));
    return output;
}

static int make_parent(const struct context *context, struct str path, struct arena *arena,
                       struct error *error)
{
    size_t end = path.n - last_name(path).n;
    struct stat status;
    struct str parent = arena_copy(arena, str_slice(path, 0, end > 1 ? end - 1 : end));
    return parent.n == 0 || stat(parent.p, &status) == 0
               ? 0
               : file_make_directory(context, parent, error);
}

int command_inspect_write_copy(const struct inspect_run *run, struct str path, struct str bytes,
                               struct error *error)
{
    const struct context *context = run->context;
    int failed = make_parent(context, path, run->arena, error);
    if (failed)
        return failed;
    int fd = open(path.p, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (fd < 0 && errno == EEXIST)
        return ERROR(error, ERR_INSPECT_EXISTS, path);
    if (fd < 0)
        return error_from_errno(error, errno, path);
    failed = file_write_all(context, fd, path, bytes);
    if (!failed)
        failed = file_sync(context, fd, path);
    close(fd);
    if (!failed)
        return 0;
    unlink(path.p);
    return error_from_errno(error, failed, path);
}
