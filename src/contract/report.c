#include "contract/report.h"

#include "contract/allow.h"
#include "store/blob.h"

enum { MOST_RECORD = 64 << 20 };

static int read_one(const struct web_actor *actor, const struct inspect *inspect,
                    const struct contract_inspection *inspection, const struct contract_file *file,
                    struct inspect_report *report, struct error *error)
{
    struct str record;
    int failed = blob_read(actor->store, inspection->vault, file->record, MOST_RECORD, actor->arena,
                           &record, error);
    if (!failed && !inspect_read_record(inspect, record, actor->arena, report))
        inspect_not_inspected(inspect, file->name,
                              STR("検査の記録を読めません。もう一度検査してください"),
                              STR("the record of the inspection cannot be read; inspect it again"),
                              actor->arena, report);
    return failed;
}

int contract_report_read(const struct web_actor *actor, const struct inspect *inspect,
                         const struct contract_inspection *inspection, bool reveal,
                         struct inspect_report **reports, struct error *error)
{
    struct inspect_options options = {.reveal = reveal};
    struct inspect_report *out =
        ARENA_ARRAY(actor->arena, struct inspect_report, inspection->count + 1);
    int failed = contract_allow_text(actor, &options.allow, error);
    for (size_t i = 0; !failed && i < inspection->count; i++) {
        const struct contract_file *file = &inspection->files[i];
        out[i] = (struct inspect_report){.name = file->name, .measure = {-1, -1, -1, -1, -1, -1}};
        if (!file->done)
            continue;
        failed = read_one(actor, inspect, inspection, file, &out[i], error);
        inspect_settle(&out[i], &options, actor->arena);
        const struct inspect_scan scan = {file->scan_outcome, file->scan_words, file->scan_engine};
        inspect_set_scan(inspect, &out[i], &scan, actor->arena);
    }
    if (!failed)
        inspect_together(inspect, out, inspection->count, actor->arena);
    *reports = out;
    return failed;
}
