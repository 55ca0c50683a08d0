#include "water/data/demonstration.h"

#include <sys/mman.h>
#include <unistd.h>

#include "base/embedded.h"
#include "base/file.h"
#include "water/data/event.h"
#include "water/data/import.h"
#include "water/data/limit.h"
#include "water/data/survey.h"

extern const struct embedded_files water_demonstration_data;

static const struct str code = STR_INIT("MIHON");

static int make_mine(const struct web_actor *actor, int64_t *id, struct error *error)
{
    static const struct water_point points[] = {
        {.code = STR_INIT("P1"),
         .name = STR_INIT("原水"),
         .kind = WATER_POINT_RAW,
         .tank = STR_INIT("原水")},
        {.code = STR_INIT("P2"),
         .name = STR_INIT("鉄酸化槽出口"),
         .kind = WATER_POINT_TANK,
         .tank = STR_INIT("酸化槽")},
        {.code = STR_INIT("P3"),
         .name = STR_INIT("処理水"),
         .kind = WATER_POINT_TREATED,
         .tank = STR_INIT("仕上げ湿地"),
         .standard = WATER_STANDARD_MINING},
    };
    const struct water_mine_row mine = {
        .code = code,
        .name = STR("見本鉱山"),
        .prefecture = STR("（架空）"),
        .note = STR("画面を試すための作り物です。実在の鉱山のデータではありません"),
        .synthetic = true,
    };
    int64_t point = 0;
    int status = water_mine_create(actor, &mine, id, error);
    for (size_t i = 0; i < sizeof points / sizeof *points && !status; i++) {
        struct water_point one = points[i];
        one.mine = *id;
        status = water_point_save(actor, &one, &point, error);
    }
    const struct water_limit agreed = {
        .point = point,
        .basis = WATER_BASIS_AGREED,
        .item = water_item_find(STR("Zn")),
        .is_most = true,
        .value = {1, 0},
        .valid_from = INT32_MIN,
        .valid_to = INT32_MAX,
        .source = STR("作り物の協定書"),
    };
    return status ? status : water_limit_add(actor, &agreed, error);
}

static int take_in(const struct web_actor *actor, int64_t mine, struct str file, struct str layout,
                   int64_t *added, struct error *error)
{
    int64_t id, more;
    int fd = memfd_create("table", MFD_CLOEXEC);
    if (fd < 0)
        return error_from_errno(error, 24, file);
    int failed = file_write_all(store_context(actor->store), fd, file,
                                embedded_find(&water_demonstration_data, file));
    int status = failed ? error_from_errno(error, failed, file)
                        : water_import_begin(actor, mine, file, fd, layout, &id, error);
    close(fd);
    if (!status)
        status = water_import_store(actor, id, 1, true, &more, error);
    *added += status ? 0 : more;
    return status;
}

/* A line of the trial log and a survey to come. */
static int add_work(const struct web_actor *actor, int64_t mine, struct error *error)
{
    const struct water_logged event = {
        .mine = mine,
        .kind = WATER_LOG_BLOCKAGE,
        .began = time_of_jst((struct jst){{2025, 7, 3}, 10, 0, 0}),
        .words = STR("硫酸還元槽の水位が上がった。基材の目詰まりと思われる"),
    };
    const struct water_campaign survey = {.name = STR("秋の現地調査（見本）"),
                                          .purpose = STR("処理水の亜鉛が増えた原因を調べる"),
                                          .begins = day_of_date((struct date){2025, 10, 6}),
                                          .ends = day_of_date((struct date){2025, 10, 10})};
    struct water_point *points;
    size_t count;
    int64_t id, ids[3] = {0};
    int status = water_event_add(actor, &event, &id, error);
    if (!status)
        status = water_campaign_create(actor, &survey, &id, error);
    if (!status)
        status = water_points(actor, mine, &points, &count, error);
    for (size_t i = 0; i < 3 && !status; i++)
        ids[i] = points[i].id;
    return status ? status
                  : water_visits_plan(actor, id, ids, 3, STR("pH temperature flow Fe Zn Cd SO4"),
                                      survey.begins + 1, error);
}

int water_demonstration(const struct web_actor *actor, int64_t *added, struct error *error)
{
    const struct str laboratory =
        STR("{\"form\":\"wide\",\"laboratory\":\"見本分析センター（架空）\",\"head_row\":1,\"first_"
            "row\":2,"
            "\"date_column\":1,\"time_column\":2,\"point_column\":3,\"bottle_column\":4,"
            "\"certificate_column\":5}");
    const struct str logger =
        STR("{\"form\":\"logger\",\"head_row\":1,\"first_row\":2,\"date_column\":1,"
            "\"point\":\"P1\"}");
    struct water_mine_row mine;
    struct error missing = {0};
    int64_t id;
    *added = 0;
    if (water_mine_find(actor, code, &mine, &missing) == 0)
        return 0;
    int status = make_mine(actor, &id, error);
    if (!status)
        status = take_in(actor, id, STR("water_lab.csv"), laboratory, added, error);
    if (!status)
        status = take_in(actor, id, STR("water_logger.csv"), logger, added, error);
    return status ? status : add_work(actor, id, error);
}
