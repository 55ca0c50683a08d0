#include "worker/channel.h"

#include "base/descriptor.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

bool channel_receive(struct worker_packet *packet, char *text, int *fd)
{
    *fd = -1;
    struct iovec pieces[] = {{packet, sizeof *packet}, {text, WORKER_TEXT_LIMIT}};
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(sizeof(int))];
    } control = {0};
    struct msghdr message = {.msg_iov = pieces, .msg_iovlen = 2, .msg_control = &control,
                             .msg_controllen = sizeof control.space};
    ssize_t got;
    do
        got = recvmsg(WORKER_SOCKET, &message, MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR);
    struct cmsghdr *rights = got > 0 ? CMSG_FIRSTHDR(&message) : NULL;
    if (rights && rights->cmsg_level == SOL_SOCKET && rights->cmsg_type == SCM_RIGHTS)
        memcpy(fd, CMSG_DATA(rights), sizeof *fd);
    return got >= (ssize_t)sizeof *packet && packet->magic == WORKER_MAGIC &&
           packet->text_size == (size_t)got - sizeof *packet;
}

void channel_send(const struct worker_packet *packet, struct str text, int fd)
{
    struct worker_packet head = *packet;
    head.magic = WORKER_MAGIC;
    text = str_slice(text, 0, WORKER_TEXT_LIMIT);
    head.text_size = (uint32_t)text.n;
    struct str bytes = {(const char *)&head, sizeof head};
    if (descriptor_send(WORKER_SOCKET, bytes, text, fd))
        _exit(1);
}

void channel_send_part(void *unused, uint32_t index, int fd, size_t size)
{
    (void)unused;
    struct worker_packet packet = {.kind = WORKER_PART, .job = index, .size = size};
    channel_send(&packet, STR(""), fd);
    char text[WORKER_TEXT_LIMIT];
    int none;
    if (!channel_receive(&packet, text, &none) || packet.kind != WORKER_TAKEN)
        _exit(1);
}

void channel_send_result(enum worker_job job, const struct worker_output *output)
{
    struct worker_packet packet = {
        .kind = WORKER_RESULT, .job = job, .status = output->status, .size = output->record.n};
    memcpy(packet.parameters, output->parameters, sizeof packet.parameters);
    if (output->record.n == 0) {
        channel_send(&packet, output->text, -1);
        return;
    }
    int fd = output_file_create();
    struct str view = STR("");
    if (fd < 0 || !output_file_write(fd, buf_str(&output->record)) ||
        !output_file_seal(fd, 0, &view))
        _exit(1);
    channel_send(&packet, output->text, fd);
    close(fd);
}
