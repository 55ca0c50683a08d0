/* Measures the reading of mail through the sandboxed worker: mails with one attachment, one worker,
   one after the other, each attachment received as a file. Usage: bench_mail [MAILS [KILOBYTES]]. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/buf.h"
#include "doc/mail.h"

static struct context context;

static _Noreturn void give_up(const struct error *error)
{
    struct arena *arena = arena_create();
    struct str sentence = error_sentence(error, LANG_EN, arena);
    fprintf(stderr, "%" PRIstr "\n", STR_ARG(sentence));
    exit(1);
}

static int make_mail(size_t attachment_size)
{
    struct buf bytes = {0}, mail = {0};
    for (size_t i = 0; i < attachment_size; i++)
        buf_append_char(&bytes, (char)(i * 2654435761u >> 11));
    struct mail_attachment attachment = {STR("分析結果証明書.bin"), STR("application/octet-stream"),
                                         buf_str(&bytes)};
    struct mail_address to = {STR("窓口"), STR("desk@example.jp")};
    struct mail_draft draft = {
        .message_id = STR("bench@example.jp"),
        .from = {STR("輸出太郎"), STR("export@example.co.jp")},
        .to = &to,
        .to_count = 1,
        .subject = STR("被覆電線くずの輸出について"),
        .text = STR("添付の分析結果をご確認ください。"),
        .attachments = &attachment,
        .attachment_count = 1,
        .boundary = STR("00112233445566778899aabb"),
    };
    struct error error = {0};
    if (mail_build(&draft, &mail, &error))
        give_up(&error);
    int fd = memfd_create("bench", MFD_CLOEXEC);
    if (fd < 0 || write(fd, mail.p, mail.n) != (ssize_t)mail.n)
        exit(1);
    buf_finish(&bytes);
    buf_finish(&mail);
    return fd;
}

static int64_t received;

static int receive(void *argument, struct mail_part *part, int fd, struct error *error)
{
    (void)argument, (void)fd, (void)error;
    received += part->size;
    return 0;
}

int main(int argc, char **argv)
{
    int64_t mails = 2000, kilobytes = 200;
    if (argc > 1)
        str_to_int64(str_from_c(argv[1]), &mails);
    if (argc > 2)
        str_to_int64(str_from_c(argv[2]), &kilobytes);
    context_init_system(&context, NULL, LANG_EN);
    struct worker_options options = {.program = STR(WORKER_PROGRAM), .processes = 1};
    struct worker_pool *pool;
    struct error error = {0};
    int64_t start = context_monotonic(&context);
    if (worker_pool_create(&context, &options, &pool, &error))
        give_up(&error);
    printf("worker ready after        %8.1f ms\n",
           (double)(context_monotonic(&context) - start) / US_PER_MS);
    int fd = make_mail((size_t)kilobytes * 1024);
    start = context_monotonic(&context);
    for (int64_t i = 0; i < mails; i++) {
        struct arena *arena = arena_create();
        struct mail_message *message;
        if (mail_parse(pool, fd, arena, &message, receive, NULL, &error))
            give_up(&error);
        arena_destroy(arena);
    }
    double seconds = (double)(context_monotonic(&context) - start) / US_PER_SECOND;
    printf("mails of %lld KB, 1 worker %8.0f /s  (%.1f MB/s of attachments)\n", (long long)kilobytes,
           (double)mails / seconds, (double)received / seconds / 1e6);
    close(fd);
    worker_pool_destroy(pool);
    return 0;
}
