/* meguri water event, certificate, access: the same as the pages of the trial log, the 計量証明書
   and who sees a mine. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/civil.h"
#include "water/data/certificate.h"
#include "water/data/event.h"
#include "water/data/layout.h"
#include "water/data_command.h"
#include "water/table.h"

#define MINE_OPTION                                                                                \
    {                                                                                              \
        STR_INIT("mine"), 0, STR_INIT("CODE"), STR_INIT("鉱山の記号"),                             \
            STR_INIT("code of the mine")                                                           \
    }
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

struct log_call {
    const struct command_call *call;
    const struct option_values *values;
    struct water_command command;
    struct water_mine_row mine;
};

static int begin(struct log_call *log, struct str usage, const struct option_declaration *options,
                 size_t count, struct arena *arena, struct error *error)
{
    int status = command_begin(log->call, usage, options, count, arena, &log->values, error);
    if (status || !log->values)
        return status;
    status = water_command_begin(log->call, log->values, false, arena, &log->command, error);
    return status ? status : water_command_mine_of(&log->command, log->values, &log->mine, error);
}

/* --- events --- */

static const struct option_declaration event_options[] = {
    WORKSPACE_OPTIONS,
    MINE_OPTION,
    {STR_INIT("point"), 0, STR_INIT("CODE"), STR_INIT("地点の記号"), STR_INIT("code of the point")},
    {STR_INIT("began"), 0, STR_INIT("TIME"), STR_INIT("始まり（2025-04-01 9:30）"),
     STR_INIT("beginning, in JST")},
    {STR_INIT("ended"), 0, STR_INIT("TIME"), STR_INIT("終わり"), STR_INIT("end")},
    {STR_INIT("value"), 0, STR_INIT("NUMBER"), STR_INIT("数値"), STR_INIT("figure")},
    {STR_INIT("unit"), 0, STR_INIT("UNIT"), STR_INIT("数値の単位（倍、kg など）"),
     STR_INIT("unit of the figure (倍: a factor)")},
    {STR_INIT("study"), 0, STR_INIT(""), STR_INIT("検討ファイルの [event] の形で示します"),
     STR_INIT("as sections [event] of a study")},
};

static int time_option(const struct log_call *log, struct str name, utc_us *out,
                       struct error *error)
{
    struct str text = options_text(log->values, name, STR(""));
    struct water_moment moment;
    *out = 0;
    if (text.n && !water_moment_read(text, &moment))
        return ERROR(error, ERR_DATE, text);
    if (text.n)
        *out = moment.seconds * US_PER_SECOND;
    return 0;
}

static int add_event(struct log_call *log, struct error *error)
{
    struct str code = options_text(log->values, STR("point"), STR(""));
    struct str value = options_text(log->values, STR("value"), STR(""));
    struct water_point point = {0};
    struct water_logged event = {.mine = log->mine.id, .words = options_argument(log->values, 2)};
    int64_t id;
    if (!water_log_kind_parse(options_argument(log->values, 1), &event.kind))
        return ERROR(error, ERR_USAGE,
                     STR("flow_change, renewal, blockage, outage, maintenance, note"));
    int status = time_option(log, STR("began"), &event.began, error);
    if (!status && !event.began)
        return ERROR(error, ERR_USAGE, STR("--began TIME"));
    if (!status)
        status = time_option(log, STR("ended"), &event.ended, error);
    if (!status && code.n)
        status = water_command_point_of(&log->command, &log->mine, code, &point, error);
    if (!status && value.n)
        status = decimal_parse(value, &event.value, error);
    event.point = point.id;
    event.unit = value.n ? options_text(log->values, STR("unit"), STR("")) : STR("");
    return status ? status : water_event_add(&log->command.actor, &event, &id, error);
}

static int list_events(struct log_call *log, struct arena *arena, struct error *error)
{
    static const struct water_column columns[] = {
        {STR_INIT("began"),
         STR_INIT("始まり\x1f"
                  "began"),
         false},
        {STR_INIT("ended"),
         STR_INIT("終わり\x1f"
                  "ended"),
         false},
        {STR_INIT("kind"), STR_INIT("種類\x1fkind"), false},
        {STR_INIT("point"), STR_INIT("地点\x1fpoint"), false},
        {STR_INIT("value"), STR_INIT("数値\x1fvalue"), false},
        {STR_INIT("unit"), STR_INIT("単位\x1funit"), false},
        {STR_INIT("words"), STR_INIT("内容\x1fwords"), false}};
    struct water_logged *events;
    struct water_table table;
    size_t count;
    int status = water_events(&log->command.actor, log->mine.id, &events, &count, error);
    if (status)
        return status;
    if (options_flag(log->values, STR("study"))) {
        printf("%" PRIstr, STR_ARG(water_events_study(events, count, arena)));
        return 0;
    }
    water_table_init(&table, STR("events"), columns, COUNT(columns), arena);
    for (size_t i = 0; i < count; i++) {
        struct str cells[] = {time_format_jst(events[i].began, arena),
                              events[i].ended ? time_format_jst(events[i].ended, arena) : STR(""),
                              water_log_kind_name(events[i].kind),
                              events[i].point_name,
                              events[i].unit.n ? decimal_format(events[i].value, arena) : STR(""),
                              events[i].unit,
                              events[i].words};
        water_table_add(&table, cells);
    }
    water_command_show(&log->command, &table, log->call->context->lang);
    return 0;
}

int water_command_event(const struct command_call *call, struct arena *arena, struct error *error)
{
    struct log_call log = {.call = call};
    int status =
        begin(&log, STR("meguri water event --mine CODE [add KIND WORDS --began TIME] --data DIR"),
              event_options, COUNT(event_options), arena, error);
    if (!log.values)
        return status;
    size_t count = options_argument_count(log.values);
    bool adds = count == 3 && str_equal(options_argument(log.values, 0), STR("add"));
    if (!status && count && !adds)
        status = ERROR(error, ERR_USAGE, STR("add KIND WORDS"));
    if (!status && adds)
        status = add_event(&log, error);
    if (!status)
        status = list_events(&log, arena, error);
    water_command_end(&log.command);
    return status;
}

/* --- certificates --- */

static const struct option_declaration certificate_options[] = {
    WORKSPACE_OPTIONS,
    MINE_OPTION,
    {STR_INIT("laboratory"), 0, STR_INIT("NAME"), STR_INIT("分析機関"), STR_INIT("laboratory")},
    {STR_INIT("issued"), 0, STR_INIT("DATE"), STR_INIT("発行日"), STR_INIT("day of issue")},
};

static int keep_certificate(struct log_call *log, struct arena *arena, struct error *error)
{
    struct str path = options_argument(log->values, 2),
               issued = options_text(log->values, STR("issued"), STR(""));
    struct date date;
    int64_t id;
    struct water_certificate paper = {.mine = log->mine.id,
                                      .number = options_argument(log->values, 1),
                                      .laboratory =
                                          options_text(log->values, STR("laboratory"), STR("")),
                                      .name = path};
    if (issued.n && date_parse(issued, &date, error))
        return (int)error->code;
    paper.issued = issued.n ? day_of_date(date) : 0;
    for (size_t i = 0; i < path.n; i++)
        if (path.p[i] == '/')
            paper.name = str_slice(path, i + 1, path.n);
    int fd = open(arena_c(arena, path), O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return ERROR(error, ERR_NOT_FOUND, path);
    int status = water_certificate_keep(&log->command.actor, &paper, fd, &id, error);
    close(fd);
    return status;
}

static int list_certificates(struct log_call *log, struct arena *arena, struct error *error)
{
    static const struct water_column columns[] = {
        {STR_INIT("number"), STR_INIT("番号\x1fnumber"), false},
        {STR_INIT("laboratory"), STR_INIT("分析機関\x1flaboratory"), false},
        {STR_INIT("issued"), STR_INIT("発行日\x1fissued"), false},
        {STR_INIT("samples"), STR_INIT("試料\x1fsamples"), true},
        {STR_INIT("file"),
         STR_INIT("原本\x1f"
                  "file"),
         false}};
    struct water_certificate *list;
    struct water_table table;
    size_t count;
    int status = water_certificates(&log->command.actor, log->mine.id, &list, &count, error);
    water_table_init(&table, STR("certificates"), columns, COUNT(columns), arena);
    for (size_t i = 0; i < count && !status; i++) {
        struct str cells[] = {list[i].number, list[i].laboratory,
                              list[i].issued ? day_format(list[i].issued, arena) : STR(""),
                              arena_format(arena, "%lld", (long long)list[i].samples),
                              list[i].name};
        water_table_add(&table, cells);
    }
    if (!status)
        water_command_show(&log->command, &table, log->call->context->lang);
    return status;
}

int water_command_certificate(const struct command_call *call, struct arena *arena,
                              struct error *error)
{
    struct log_call log = {.call = call};
    int status =
        begin(&log, STR("meguri water certificate --mine CODE [keep NUMBER FILE] --data DIR"),
              certificate_options, COUNT(certificate_options), arena, error);
    if (!log.values)
        return status;
    size_t count = options_argument_count(log.values);
    bool keeps = count == 3 && str_equal(options_argument(log.values, 0), STR("keep"));
    if (!status && count && !keeps)
        status = ERROR(error, ERR_USAGE, STR("keep NUMBER FILE"));
    if (!status && keeps)
        status = keep_certificate(&log, arena, error);
    if (!status)
        status = list_certificates(&log, arena, error);
    water_command_end(&log.command);
    return status;
}

/* --- who sees it --- */

static const struct option_declaration access_options[] = {WORKSPACE_OPTIONS, MINE_OPTION};

/* The listed people with one more or one less. */
static int change_access(struct log_call *log, struct arena *arena, struct error *error)
{
    struct str what = options_argument(log->values, 0);
    int64_t who = 0;
    struct water_mine_person *people;
    size_t count, listed = 0;
    bool opens = str_equal(what, STR("open")), shuts = str_equal(what, STR("restrict"));
    bool adds = str_equal(what, STR("add")), removes = str_equal(what, STR("remove"));
    size_t words = options_argument_count(log->values);
    if ((adds || removes) ? words != 2 || !str_to_int64(options_argument(log->values, 1), &who)
                          : words != 1 || !(opens || shuts))
        return ERROR(error, ERR_USAGE, STR("open | restrict | add PERSON | remove PERSON"));
    int status = water_mine_people(&log->command.actor, log->mine.id, &people, &count, error);
    int64_t *ids = ARENA_ARRAY(arena, int64_t, (status ? 0 : count) + 1);
    for (size_t i = 0; i < count && !status; i++)
        if ((people[i].listed && !(removes && people[i].person == who)) ||
            (adds && people[i].person == who))
            ids[listed++] = people[i].person;
    return status ? status
                  : water_mine_access_set(&log->command.actor, log->mine.id,
                                          shuts || (!opens && log->mine.restricted), ids, listed,
                                          error);
}

static int list_access(struct log_call *log, struct arena *arena, struct error *error)
{
    static const struct water_column columns[] = {
        {STR_INIT("person"), STR_INIT("番号\x1fperson"), true},
        {STR_INIT("name"), STR_INIT("名前\x1fname"), false},
        {STR_INIT("roles"), STR_INIT("役割\x1froles"), false},
        {STR_INIT("listed"), STR_INIT("指定\x1flisted"), false}};
    struct water_mine_person *people;
    struct water_table table;
    size_t count;
    int status = water_mine_people(&log->command.actor, log->mine.id, &people, &count, error);
    water_table_init(&table, STR("people"), columns, COUNT(columns), arena);
    for (size_t i = 0; i < count && !status; i++) {
        struct str cells[] = {arena_format(arena, "%lld", (long long)people[i].person),
                              people[i].name, people[i].roles,
                              people[i].listed ? STR("○") : STR("")};
        water_table_add(&table, cells);
    }
    if (!status)
        water_command_show(&log->command, &table, log->call->context->lang);
    return status;
}

int water_command_access(const struct command_call *call, struct arena *arena, struct error *error)
{
    struct log_call log = {.call = call};
    int status = begin(&log,
                       STR("meguri water access --mine CODE [open | restrict | add PERSON | remove "
                           "PERSON] --data DIR"),
                       access_options, COUNT(access_options), arena, error);
    if (!log.values)
        return status;
    if (!status && options_argument_count(log.values))
        status = change_access(&log, arena, error);
    if (!status)
        status = list_access(&log, arena, error);
    water_command_end(&log.command);
    return status;
}
