#include "water/fit_demonstration.h"

#include "base/embedded.h"
#include "water/data/prediction.h"
#include "water/fit_job.h"
#include "water/prediction_job.h"

extern const struct embedded_files water_demonstration_data;

static int predict(const struct web_actor *actor, int64_t fit, struct error *error)
{
    const struct water_prediction_row row = {
        .fit = fit, .title = STR("これからの半年"), .days = 180, .every = 10};
    int64_t id;
    int status = water_prediction_create(actor, &row, STR(""), &id, error);
    return status ? status
                  : water_prediction_do(actor->store, actor->services, NULL, id, 1, actor->arena,
                                        error);
}

static int fit(const struct web_actor *actor, int64_t mine, struct error *error)
{
    const struct str observations = STR("water_fit_observations.csv");
    const struct water_fit_file files[] = {
        {.role = STR("study"),
         .bytes = embedded_find(&water_demonstration_data, STR("water_fit_study.txt"))},
        {.role = STR("observations"),
         .name = observations,
         .bytes = embedded_find(&water_demonstration_data, observations)}};
    const struct water_fit_new new = {.name = STR("見本鉱山 実証試験の合わせ込み（作り物）"),
                                      .mine = mine,
                                      .members = 16,
                                      .iterations = 2,
                                      .seed = 1,
                                      .files = files,
                                      .file_count = 2};
    int64_t id;
    int status = water_fit_create(actor, &new, &id, error);
    if (!status)
        status = water_fit_do(actor->store, actor->services, NULL, id, 1, actor->arena, error);
    if (!status)
        status = water_fit_start(actor, id, error);
    if (!status)
        status = water_fit_do(actor->store, actor->services, NULL, id, 1, actor->arena, error);
    return status ? status : predict(actor, id, error);
}

int water_fit_demonstration(const struct web_actor *actor, struct error *error)
{
    struct water_mine_row mine;
    struct water_fit_row *fits;
    struct error missing = {0};
    size_t count = 0;
    int status = water_fit_list(actor, &fits, &count, error);
    if (status || count > 0 || water_mine_find(actor, STR("MIHON"), &mine, &missing))
        return status;
    return fit(actor, mine.id, error);
}
