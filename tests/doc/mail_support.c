#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "mail_support.h"

#include <sys/stat.h>
#include <unistd.h>

static int take(void *argument, struct mail_part *part, int fd, struct error *error)
{
    (void)error;
    struct read_mail *mail = argument;
    struct stat status;
    assert_int_equal(fstat(fd, &status), 0);
    assert_int_equal(status.st_size, part->size);
    if (mail->files < 8) {
        char *bytes = arena_alloc(mail->arena, 4096, 1, 1);
        ssize_t got = pread(fd, bytes, 4096, 0);
        assert_true(got >= 0);
        mail->bytes[mail->files] = (struct str){bytes, (size_t)got};
    }
    mail->files++;
    return 0;
}

struct read_mail mail_support_read_bytes(struct str bytes)
{
    struct read_mail mail = {.arena = arena_create()};
    struct error error = {0};
    int fd = support_file(bytes);
    support_ok(mail_parse(support_pool(), fd, mail.arena, &mail.message, take, &mail, &error),
               &error);
    close(fd);
    return mail;
}

struct read_mail mail_support_read(const char *name)
{
    struct arena *arena = arena_create();
    char *file = arena_c(arena, arena_format(arena, "mail/%s.eml", name));
    struct read_mail mail = mail_support_read_bytes(support_data(file, arena));
    arena_destroy(arena);
    return mail;
}

void mail_support_finish(struct read_mail *mail)
{
    arena_destroy(mail->arena);
}

void mail_support_assert_text(struct str actual, struct str expected, const char *file, int line)
{
    if (str_equal(actual, expected))
        return;
    print_message("# got  «%" PRIstr "»\n# want «%" PRIstr "»\n", STR_ARG(actual),
                  STR_ARG(expected));
    _fail(file, line);
}
