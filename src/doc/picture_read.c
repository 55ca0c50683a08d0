#include "doc/picture.h"
#include "doc/worker_call.h"

enum { LONGEST_SIDE = 4000, USUAL_SIDE = 2400 };

static bool is_sound(const struct picture *picture)
{
    bool sized = picture->width > 0 && picture->height > 0 && picture->width <= LONGEST_SIDE &&
                 picture->height <= LONGEST_SIDE && picture->pages > 0;
    size_t pixels = sized ? (size_t)picture->width * (size_t)picture->height : 0;
    return sized && (picture->form == PICTURE_JPEG ? picture->bytes.n > 0
                                                   : picture->bytes.n == pixels * 4);
}

int picture_read(struct worker_pool *pool, int fd, int page, int longest_side, struct arena *arena,
                 struct picture *out, struct error *error)
{
    if (longest_side <= 0)
        longest_side = USUAL_SIDE;
    if (longest_side > LONGEST_SIDE)
        longest_side = LONGEST_SIDE;
    struct worker_question question = {
        .job = WORKER_PICTURE, .fd = fd, .parameters = {page, longest_side},
        .result_limit = (size_t)LONGEST_SIDE * LONGEST_SIDE * 4};
    struct worker_answer answer;
    int failed = worker_call(pool, &question, arena, &answer, error);
    if (!failed)
        failed = worker_answer_error(&answer, arena, error);
    worker_answer_finish(&answer);
    if (failed)
        return failed;
    *out = (struct picture){
        .form = answer.parameters[3] == PICTURE_JPEG ? PICTURE_JPEG : PICTURE_PIXELS,
        .width = (int)answer.parameters[0],
        .height = (int)answer.parameters[1],
        .pages = (int)answer.parameters[2],
        .bytes = answer.record,
    };
    return is_sound(out) ? 0 : ERROR(error, ERR_DOC_WORKER, STR("応答の形が不正"));
}

int pdf_check(struct worker_pool *pool, int fd, struct arena *arena, struct pdf_summary *out,
              struct error *error)
{
    struct worker_question question = {.job = WORKER_PDF, .fd = fd};
    struct worker_answer answer;
    int failed = worker_call(pool, &question, arena, &answer, error);
    if (!failed)
        failed = worker_answer_error(&answer, arena, error);
    worker_answer_finish(&answer);
    if (failed)
        return failed;
    int64_t pages = answer.parameters[0], lock = answer.parameters[1];
    if (pages < 0 || pages > INT32_MAX || lock < PDF_OPEN || lock > PDF_PASSWORD)
        return ERROR(error, ERR_DOC_WORKER, STR("応答の形が不正"));
    *out = (struct pdf_summary){(int)pages, (enum pdf_lock)lock, answer.parameters[2] != 0};
    return 0;
}
