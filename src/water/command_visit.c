/* meguri water visit ID: the field sheet of a visit, filled in as on its page: note, bottle, photo.
 */
#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"
#include "doc/content.h"
#include "water/data/layout.h"
#include "water/data/survey.h"
#include "water/data_command.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
static const struct option_declaration options[] = {
    WORKSPACE_OPTIONS,
    {STR_INIT("visited"), 0, STR_INIT("TIME"), STR_INIT("note: 採水した日時（2025-09-10 9:30）"),
     STR_INIT("note: when the water was taken (2025-09-10 9:30)")},
    {STR_INIT("latitude"), 0, STR_INIT("DEGREES"), STR_INIT("note: 緯度（度、小数）"),
     STR_INIT("note: latitude in decimal degrees")},
    {STR_INIT("longitude"), 0, STR_INIT("DEGREES"), STR_INIT("note: 経度（度、小数）"),
     STR_INIT("note: longitude in decimal degrees")},
    {STR_INIT("words"), 0, STR_INIT("TEXT"), STR_INIT("note: 天気、様子、気付いたこと"),
     STR_INIT("note: weather, what was seen")},
    {STR_INIT("laboratory"), 0, STR_INIT("NAME"), STR_INIT("bottle: 分析機関"),
     STR_INIT("bottle: laboratory")},
    {STR_INIT("sent"), 0, STR_INIT("DATE"), STR_INIT("bottle: 送った日"),
     STR_INIT("bottle: day it was sent")},
    {STR_INIT("received"), 0, STR_INIT("DATE"), STR_INIT("bottle: 分析機関が受け取った日"),
     STR_INIT("bottle: day the laboratory received it")},
    {STR_INIT("filtered"), 0, STR_INIT(""), STR_INIT("bottle: ろ過した"),
     STR_INIT("bottle: filtered")},
    {STR_INIT("output"), 0, STR_INIT("FILE"), STR_INIT("photo-out: 書き出すファイル"),
     STR_INIT("photo-out: file to write")},
};

struct visit_call {
    const struct command_call *call;
    const struct option_values *values;
    struct water_command command;
    struct water_visit visit;
};

static int note(struct visit_call *v, struct error *error)
{
    struct water_visit *visit = &v->visit;
    struct str visited = options_text(v->values, STR("visited"), STR(""));
    struct water_moment moment;
    if (visited.n > 0 && !water_moment_read(visited, &moment))
        return ERROR(error, ERR_DATE, visited);
    if (visited.n > 0)
        visit->visited_at = moment.seconds * US_PER_SECOND;
    visit->latitude = options_text(v->values, STR("latitude"), visit->latitude);
    visit->longitude = options_text(v->values, STR("longitude"), visit->longitude);
    visit->words = options_text(v->values, STR("words"), visit->words);
    return water_visit_note(&v->command.actor, visit, error);
}

/* A bottle that the visit has is changed, another one is added. */
static int put_bottle(struct visit_call *v, struct error *error)
{
    struct water_bottle bottle = {.number = options_argument(v->values, 2)};
    day_number sent, received;
    bool exists = false;
    for (size_t i = 0; i < v->visit.bottle_count && !exists; i++)
        if (str_equal(v->visit.bottles[i].number, bottle.number)) {
            bottle = v->visit.bottles[i];
            exists = true;
        }
    int status = water_command_day(v->values, STR("sent"), &sent, error);
    if (!status)
        status = water_command_day(v->values, STR("received"), &received, error);
    if (status)
        return status;
    bottle.laboratory = options_text(v->values, STR("laboratory"), bottle.laboratory);
    bottle.sent = sent ? sent : bottle.sent;
    bottle.received = received ? received : bottle.received;
    if (exists)
        return water_bottle_change(&v->command.actor, v->visit.id, &bottle, error);
    bottle.fraction = options_flag(v->values, STR("filtered")) ? WATER_DISSOLVED : WATER_TOTAL;
    return water_bottle_add(&v->command.actor, v->visit.id, &bottle, error);
}

static int add_photo(struct visit_call *v, struct arena *arena, struct error *error)
{
    struct str path = options_argument(v->values, 2), name = path;
    for (size_t i = 0; i < path.n; i++)
        if (path.p[i] == '/')
            name = str_slice(path, i + 1, path.n);
    int fd = open(arena_c(arena, path), O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return ERROR(error, ERR_NOT_FOUND, path);
    int status = water_photo_add(&v->command.actor, v->visit.id, name, fd, error);
    close(fd);
    return status;
}

static int take_photo_out(struct visit_call *v, struct arena *arena, struct error *error)
{
    struct str output = options_text(v->values, STR("output"), STR("")), bytes;
    struct water_photo photo = {.id = 0};
    int64_t wanted;
    int fd;
    if (output.n == 0 || !str_to_int64(options_argument(v->values, 2), &wanted))
        return ERROR(error, ERR_USAGE, STR("photo-out ID PHOTO --output FILE"));
    int status = water_photo_open(&v->command.actor, wanted, &photo, &fd, error);
    if (status)
        return status;
    status = content_read(fd, photo.name, arena, &bytes, error);
    close(fd);
    if (!status && file_exists(output))
        return ERROR(error, ERR_WATER_EXISTS, output);
    return status ? status : file_write_durable(v->call->context, output, bytes, error);
}

static void row(struct water_table *table, struct str name, struct str value, struct str more)
{
    struct str cells[] = {name, value, more};
    water_table_add(table, cells);
}

static struct str bottle_words(const struct water_bottle *bottle, struct arena *arena)
{
    return ARENA_JOIN(arena, bottle->fraction == WATER_DISSOLVED ? STR("ろ過") : STR("未ろ過"),
                      bottle->laboratory.n ? STR(" ") : STR(""), bottle->laboratory,
                      bottle->sent ? STR(" 送付 ") : STR(""),
                      bottle->sent ? day_format(bottle->sent, arena) : STR(""),
                      bottle->received ? STR(" 受領 ") : STR(""),
                      bottle->received ? day_format(bottle->received, arena) : STR(""),
                      arena_format(arena, " 結果 %lld", (long long)bottle->results));
}

static void show(const struct visit_call *v, struct arena *arena)
{
    static const struct water_column columns[] = {
        {STR_INIT("what"), STR_INIT("欄\x1fwhat"), false},
        {STR_INIT("value"), STR_INIT("内容\x1fvalue"), false},
        {STR_INIT("more"), STR_INIT("詳しく\x1fmore"), false}};
    const struct water_visit *visit = &v->visit;
    struct water_table table;
    water_table_init(&table, STR("visit"), columns, COUNT(columns), arena);
    row(&table, STR("地点"), visit->point_name, visit->mine_name);
    row(&table, STR("予定"), day_format(visit->planned, arena), STR(""));
    row(&table, STR("採水した日時"),
        visit->visited_at ? time_format_jst(visit->visited_at, arena) : STR(""), STR(""));
    row(&table, STR("位置"), visit->latitude, visit->longitude);
    row(&table, STR("記録"), visit->words, STR(""));
    for (size_t i = 0; i < visit->item_count; i++)
        row(&table, STR("項目"), visit->items[i]->key,
            visit->has_result[i] ? STR("結果あり") : STR("結果なし"));
    for (size_t i = 0; i < visit->bottle_count; i++)
        row(&table, STR("瓶"), visit->bottles[i].number, bottle_words(&visit->bottles[i], arena));
    for (size_t i = 0; i < visit->photo_count; i++)
        row(&table, STR("写真"), visit->photos[i].name,
            arena_format(arena, "%lld", (long long)visit->photos[i].id));
    water_command_show(&v->command, &table, v->call->context->lang);
}

static int act(struct visit_call *v, struct arena *arena, struct error *error)
{
    struct str what = options_argument(v->values, 0);
    size_t count = options_argument_count(v->values);
    if (count == 1)
        return 0;
    if (count == 2 && str_equal(what, STR("note")))
        return note(v, error);
    if (count == 3 && str_equal(what, STR("bottle")))
        return put_bottle(v, error);
    if (count == 3 && str_equal(what, STR("photo")))
        return add_photo(v, arena, error);
    if (count == 3 && str_equal(what, STR("photo-out")))
        return take_photo_out(v, arena, error);
    return ERROR(error, ERR_USAGE,
                 STR("ID | note ID | bottle ID NUMBER | photo ID FILE | photo-out ID PHOTO"));
}

int water_command_visit(const struct command_call *call, struct arena *arena, struct error *error)
{
    struct visit_call *v = ARENA_NEW(arena, struct visit_call);
    int64_t id;
    v->call = call;
    int status = command_begin(call,
                               STR("meguri water visit [ID | note ID | bottle ID NUMBER | photo ID "
                                   "FILE | photo-out ID PHOTO --output FILE] --data DIR"),
                               options, COUNT(options), arena, &v->values, error);
    if (status || !v->values)
        return status;
    size_t count = options_argument_count(v->values);
    if (count == 0 || !str_to_int64(options_argument(v->values, count == 1 ? 0 : 1), &id))
        return ERROR(error, ERR_USAGE, STR("ID | note ID | bottle ID NUMBER | photo ID FILE"));
    status = water_command_begin(call, v->values, false, arena, &v->command, error);
    if (!status)
        status = water_visit_read(&v->command.actor, id, &v->visit, error);
    if (!status)
        status = act(v, arena, error);
    if (!status)
        status = water_visit_read(&v->command.actor, id, &v->visit, error);
    if (!status)
        show(v, arena);
    water_command_end(&v->command);
    return status;
}
