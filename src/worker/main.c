/* meguri-worker: opens untrusted bytes for the meguri program and for nobody else. Started with a
   socket as file descriptor 3 and the memory limit as its argument; it loads all it will ever need,
   closes the sandbox behind itself, and then does one job after the other. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "inspect/inspect.h"
#include "worker/channel.h"
#include "worker/charset.h"
#include "worker/cleaning.h"
#include "worker/mail.h"
#include "worker/pdf.h"
#include "worker/picture.h"
#include "worker/probe.h"
#include "worker/sandbox.h"
#include "worker/workbook.h"

static void inspect_job(struct inspect *inspect, struct str name, struct str bytes, struct arena *arena,
                        struct worker_output *output)
{
    /* The allow-list and the masks are the business of whoever asked. */
    const struct inspect_options options = {.unsettled = true};
    struct inspect_report report;
    inspect_bytes(inspect, name, bytes, &options, arena, &report);
    inspect_write_record(&report, &output->record);
    output->status = WORKER_OK;
}

struct job {
    const struct worker_packet *packet;
    struct str text, input;
};

static void do_job(struct inspect *inspect, const struct job *job, struct arena *arena,
                   struct worker_output *output)
{
    const struct worker_packet *packet = job->packet;
    struct str input = job->input;
    switch (packet->job) {
    case WORKER_MAIL:
        mail_read(input, arena, output);
        break;
    case WORKER_SHEET:
        workbook_read_job(input, arena, output);
        break;
    case WORKER_PICTURE:
        picture_read_job(input, packet->parameters[0], packet->parameters[1], arena, output);
        break;
    case WORKER_PDF:
        pdf_check_job(input, output);
        break;
    case WORKER_INSPECT:
        inspect_job(inspect, job->text, input, arena, output);
        break;
    case WORKER_CLEAN:
        cleaning_job(inspect, job->text, input, arena, output);
        break;
    case WORKER_PROBE:
        probe_run((enum worker_probe)packet->parameters[0]);
        break;
    default:
        output->status = WORKER_UNSUPPORTED;
        output->text = STR("この作業プロセスが知らない仕事です");
    }
}

/* Maps the input and does the job; true to go on with the next. */
static bool serve_one(struct inspect *inspect, struct arena *arena)
{
    struct worker_packet packet;
    char text[WORKER_TEXT_LIMIT];
    int fd;
    if (!channel_receive(&packet, text, &fd) || packet.kind != WORKER_JOB)
        return false;
    struct str input = STR("");
    if (fd >= 0 && packet.size > 0) {
        void *map = mmap(NULL, packet.size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (map == MAP_FAILED)
            return false;
        input = (struct str){map, packet.size};
    }
    struct worker_output output = {.part = channel_send_part};
    const struct job job = {&packet, {text, packet.text_size}, input};
    do_job(inspect, &job, arena, &output);
    channel_send_result((enum worker_job)packet.job, &output);
    buf_finish(&output.record);
    output_file_close(fd, input);
    arena_reset(arena);
    return true;
}

static bool is_started_by_meguri(int argc, char **argv, size_t *memory)
{
    int type = 0;
    socklen_t size = sizeof type;
    int64_t bytes;
    if (argc != 2 || !str_to_int64(str_from_c(argv[1]), &bytes) || bytes <= 0)
        return false;
    *memory = (size_t)bytes;
    return getsockopt(WORKER_SOCKET, SOL_SOCKET, SO_TYPE, &type, &size) == 0 &&
           type == SOCK_SEQPACKET;
}

int main(int argc, char **argv)
{
    size_t memory;
    if (!is_started_by_meguri(argc, argv, &memory)) {
        fputs("meguri-worker は meguri が起動します。単独では使いません。\n"
              "meguri-worker is started by meguri and is of no use alone.\n",
              stderr);
        return 2;
    }
    /* Zip entries have local times: the C library must not look for the zone's file later. */
    setenv("TZ", "UTC0", 1);
    tzset();
    struct inspect *inspect = inspect_create(); /* before charset_load closes the door to tables */
    charset_load();
    mail_load();
    pdf_load();
    struct arena *arena = arena_create();
    struct sandbox_report report;
    if (!sandbox_enter(memory, &report)) {
        fprintf(stderr, "meguri-worker: no sandbox: %s\n", strerror(errno));
        return 1;
    }
    struct worker_packet ready = {
        .kind = WORKER_READY, .sandbox = report.has, .landlock_abi = report.landlock_abi};
    channel_send(&ready, STR(""), -1);
    while (serve_one(inspect, arena))
        ;
    /* Not exit(): what libraries do at exit is not on the list of allowed calls. */
    _exit(0);
}
