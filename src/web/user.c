/* Leaving root behind. */
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "web/serve.h"

static int cannot_become(struct error *error, struct str name, int why)
{
    return ERROR(error, ERR_WEB_USER, name, why ? str_from_c(strerror(why)) : STR("no such user"));
}

/* The directory and everything in it; links are changed themselves, not what they point to. */
static int give_directory(char *path, const struct passwd *user)
{
    char *const roots[] = {path, NULL};
    FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_XDEV, NULL);
    if (!walk)
        return errno;
    int why = 0;
    for (FTSENT *entry; !why && (entry = fts_read(walk));)
        if (entry->fts_info != FTS_DP &&
            lchown(entry->fts_accpath, user->pw_uid, user->pw_gid) != 0)
            why = errno;
    fts_close(walk);
    return why;
}

static int drop_to(const struct passwd *user)
{
    if (initgroups(user->pw_name, user->pw_gid) != 0 ||
        setresgid(user->pw_gid, user->pw_gid, user->pw_gid) != 0 ||
        setresuid(user->pw_uid, user->pw_uid, user->pw_uid) != 0)
        return errno;
    /* Must not be possible any more. */
    return setuid(0) == 0 ? EPERM : 0;
}

int web_become_user(const struct context *context, struct str name, struct str data_directory,
                    struct error *error)
{
    if (name.n == 0)
        return geteuid() == 0 ? ERROR(error, ERR_WEB_ROOT, STR("")) : 0;
    struct arena *arena = arena_create();
    const struct passwd *user = getpwnam(arena_c(arena, name));
    int e = 0, why = 0;
    if (!user || user->pw_uid == 0)
        e = cannot_become(error, name, 0);
    else if (geteuid() != 0)
        e = geteuid() == user->pw_uid ? 0 : cannot_become(error, name, EPERM);
    else if (!(e = file_make_directory(context, data_directory, error)) &&
             ((why = give_directory(arena_c(arena, data_directory), user)) ||
              (why = drop_to(user))))
        e = cannot_become(error, name, why);
    arena_destroy(arena);
    return e;
}
