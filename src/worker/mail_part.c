#include <unistd.h>

#include "worker/archive.h"
#include "worker/detect.h"
#include "worker/mail_name.h"
#include "worker/mail_work.h"
#include "worker/tnef.h"

size_t work_decoded_left(const struct mail_work *work)
{
    return MAIL_LIMIT_DECODED - work->decoded;
}

int work_add_part(struct mail_work *work, const struct part_label *label)
{
    if (work->part_count == MAIL_LIMIT_PARTS) {
        work_problem(work, MAIL_TRUNCATED,
                     STR("添付が多すぎるため、一部は記録していません。原本を確認してください。"));
        return -1;
    }
    int index = (int)work->part_count++;
    work->parts[index] = (struct work_part){
        .name = name_for_people(label->name, label->declared_type, work->part_count, work->arena),
        .name_as_sent = label->name_as_sent,
        .declared_type = label->declared_type,
        .detected_type = STR(""),
        .size = -1,
        .flags = label->flags,
        .parent = label->parent,
        .is_inline = label->is_inline,
    };
    return index;
}

static void look_inside(struct mail_work *work, int index, int depth, struct str bytes)
{
    struct str type = work->parts[index].detected_type;
    bool is_zip = str_equal(type, STR("application/zip"));
    bool is_message = str_equal(type, STR("message/rfc822")) && !work->parts[index].is_walked;
    if (!is_zip && !is_message && !str_equal(type, STR("application/ms-tnef")))
        return;
    if (depth >= MAIL_LIMIT_DEPTH) {
        work_problem(work, MAIL_TRUNCATED,
                     STR("入れ子が深すぎるため、奥の添付は取り出していません。"));
        return;
    }
    if (is_zip)
        archive_read(work, index, depth, bytes);
    else if (is_message)
        work_read_message(work, index, depth, bytes);
    else
        tnef_read(work, index, depth, bytes);
}

void work_part_finished(struct mail_work *work, int index, int depth, int fd, size_t size)
{
    struct work_part *part = &work->parts[index];
    struct str bytes;
    if (size > work_decoded_left(work) || !output_file_seal(fd, size, &bytes)) {
        part->flags |= MAIL_TRUNCATED;
        work_problem(work, MAIL_TRUNCATED, STR("添付を取り出す場所が足りませんでした。"));
        output_file_close(fd, STR(""));
        return;
    }
    work->decoded += size;
    part->size = (int64_t)size;
    part->detected_type = detect_type(bytes);
    work->output->part(work->output->argument, (uint32_t)index, fd, size);
    close(fd); /* the view stays; descriptors are few when zips lie in zips */
    look_inside(work, index, depth, bytes);
    output_file_close(-1, bytes);
}

void work_add_bytes(struct mail_work *work, const struct part_label *label, struct str bytes)
{
    int index = work_add_part(work, label);
    if (index < 0)
        return;
    int fd = output_file_create();
    if (bytes.n <= work_decoded_left(work) && fd >= 0 && output_file_write(fd, bytes)) {
        work_part_finished(work, index, label->depth, fd, bytes.n);
        return;
    }
    output_file_close(fd, STR(""));
    work->parts[index].flags |= MAIL_TRUNCATED;
    work_problem(work, MAIL_TRUNCATED,
                 STR("添付の合計が上限を超えているため、一部は名前だけを記録しました。"));
}
