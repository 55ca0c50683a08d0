#include "worker/cleaning.h"

#include "inspect/clean.h"

static bool hand_over(struct worker_output *output, uint32_t index, struct str bytes)
{
    struct str view = STR("");
    int fd = output_file_create();
    bool written = fd >= 0 && output_file_write(fd, bytes) && output_file_seal(fd, bytes.n, &view);
    if (written)
        output->part(output->argument, index, fd, bytes.n);
    output_file_close(fd, view);
    return written;
}

void cleaning_job(struct inspect *inspect, struct str text, struct str bytes, struct arena *arena,
                  struct worker_output *output)
{
    struct inspect_clean_options options = {0};
    struct inspect_cleaning cleaning;
    if (!str_cut(&text, '\n', &options.kinds)) {
        output->status = WORKER_BROKEN;
        return;
    }
    inspect_clean(inspect, text, bytes, &options, arena, &cleaning);
    bool written = true;
    if (cleaning.state == INSPECT_CLEANED)
        written = hand_over(output, WORKER_CLEANED_FILE, cleaning.bytes) &&
                  (cleaning.baseline.n == 0 ||
                   hand_over(output, WORKER_CLEANED_BASELINE, cleaning.baseline));
    if (!written) {
        output->status = WORKER_OVER_LIMIT;
        output->text = STR("取り除いた後のファイルが大きすぎます");
        return;
    }
    inspect_write_cleaning(&cleaning, &output->record);
    output->status = WORKER_OK;
}
