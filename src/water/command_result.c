/* meguri water result: the results of a mine with their numbers, a correction of one, and what
   corrected ones were before: the same as the page of a sample. */
#include "water/data/correction.h"
#include "water/data_command.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
static const struct option_declaration options[] = {
    WORKSPACE_OPTIONS,
    {STR_INIT("mine"), 0, STR_INIT("CODE"), STR_INIT("鉱山の記号"), STR_INIT("code of the mine")},
    {STR_INIT("point"), 0, STR_INIT("CODE"), STR_INIT("地点の記号"), STR_INIT("code of the point")},
    {STR_INIT("item"), 0, STR_INIT("KEY"), STR_INIT("項目の記号（Zn など）"),
     STR_INIT("key of an item (Zn …)")},
    {STR_INIT("value"), 0, STR_INIT("TEXT"),
     STR_INIT("correct: 新しい値（0.05、<0.01、ND。項目の単位で）"),
     STR_INIT("correct: the new value (0.05, <0.01, ND; in the item's unit)")},
    {STR_INIT("method"), 0, STR_INIT("TEXT"), STR_INIT("correct: 分析方法"),
     STR_INIT("correct: method of analysis")},
    {STR_INIT("flag"), 0, STR_INIT("NAME"),
     STR_INIT("correct: none 使う、suspect 疑わしい（使う）、excluded 使わない"),
     STR_INIT("correct: none, suspect (in use), excluded (not used)")},
    {STR_INIT("reason"), 0, STR_INIT("TEXT"), STR_INIT("correct: 理由（必須）"),
     STR_INIT("correct: why (must be given)")},
};

struct result_call {
    const struct command_call *call;
    const struct option_values *values;
    struct water_command command;
    struct water_mine_row mine;
    struct water_point *points;
    size_t point_count;
    struct water_result *results; /* of the mine, those not to be used too */
    size_t count;
};

static int load(struct result_call *r, struct error *error)
{
    struct water_point point = {.id = 0};
    struct str code = options_text(r->values, STR("point"), STR(""));
    int status = water_command_mine_of(&r->command, r->values, &r->mine, error);
    if (!status && code.n > 0)
        status = water_command_point_of(&r->command, &r->mine, code, &point, error);
    if (!status)
        status = water_points(&r->command.actor, r->mine.id, &r->points, &r->point_count, error);
    const struct water_results_wanted wanted = {.mine = r->mine.id,
                                                .point = point.id,
                                                .item =
                                                    options_text(r->values, STR("item"), STR("")),
                                                .excluded_too = true};
    return status ? status
                  : water_results_read(&r->command.actor, &wanted, &r->results, &r->count, error);
}

static struct str point_name(const struct result_call *r, int64_t id)
{
    for (size_t i = 0; i < r->point_count; i++)
        if (r->points[i].id == id)
            return r->points[i].name;
    return STR("");
}

static void list_results(const struct result_call *r, struct arena *arena)
{
    static const struct water_column columns[] = {
        {STR_INIT("id"), STR_INIT("番号\x1fid"), true},
        {STR_INIT("date"),
         STR_INIT("採水\x1f"
                  "date"),
         false},
        {STR_INIT("point"), STR_INIT("地点\x1fpoint"), false},
        {STR_INIT("bottle"),
         STR_INIT("瓶番号\x1f"
                  "bottle"),
         false},
        {STR_INIT("item"), STR_INIT("項目\x1fitem"), false},
        {STR_INIT("fraction"),
         STR_INIT("区分\x1f"
                  "fraction"),
         false},
        {STR_INIT("value"), STR_INIT("値\x1fvalue"), false},
        {STR_INIT("unit"), STR_INIT("単位\x1funit"), false},
        {STR_INIT("method"), STR_INIT("分析方法\x1fmethod"), false},
        {STR_INIT("flag"),
         STR_INIT("印\x1f"
                  "flag"),
         false},
        {STR_INIT("corrected"),
         STR_INIT("訂正\x1f"
                  "corrected"),
         true}};
    struct water_table table;
    water_table_init(&table, STR("results"), columns, COUNT(columns), arena);
    for (size_t i = 0; i < r->count; i++) {
        const struct water_result *one = &r->results[i];
        struct str cells[] = {arena_format(arena, "%lld", (long long)one->id),
                              water_moment_words(one->taken_at, one->has_time, arena),
                              point_name(r, one->point),
                              one->bottle,
                              one->item->key,
                              water_fraction_name(one->fraction),
                              water_result_words(one, arena),
                              one->item->unit,
                              one->method,
                              one->flag,
                              arena_format(arena, "%lld", (long long)one->changes)};
        water_table_add(&table, cells);
    }
    water_command_show(&r->command, &table, r->call->context->lang);
}

static const struct water_result *result_of(const struct result_call *r, int64_t id)
{
    for (size_t i = 0; i < r->count; i++)
        if (r->results[i].id == id)
            return &r->results[i];
    return NULL;
}

static int correct(const struct result_call *r, struct error *error)
{
    struct str text = options_argument(r->values, 1);
    int64_t id;
    const struct water_result *now = str_to_int64(text, &id) ? result_of(r, id) : NULL;
    if (!now)
        return ERROR(error, ERR_NOT_FOUND, text);
    struct water_correction correction = {
        .result = id,
        .changes = now->changes,
        .written = options_text(r->values, STR("value"), STR("")),
        .method = options_text(r->values, STR("method"), now->method),
        .reason = options_text(r->values, STR("reason"), STR(""))};
    if (!water_flag_parse(options_text(r->values, STR("flag"), now->flag), &correction.flag))
        return ERROR(error, ERR_USAGE, STR("--flag none|suspect|excluded"));
    return water_result_correct(&r->command.actor, &correction, error);
}

/* What every corrected result of the mine was. */
static int show_history(const struct result_call *r, struct arena *arena, struct error *error)
{
    static const struct water_column columns[] = {
        {STR_INIT("id"), STR_INIT("番号\x1fid"), true},
        {STR_INIT("item"), STR_INIT("項目\x1fitem"), false},
        {STR_INIT("before"),
         STR_INIT("前の値\x1f"
                  "before"),
         false},
        {STR_INIT("written"), STR_INIT("表記\x1fwritten"), false},
        {STR_INIT("flag"),
         STR_INIT("前の印\x1f"
                  "flag"),
         false},
        {STR_INIT("reason"), STR_INIT("理由\x1freason"), false},
        {STR_INIT("author"),
         STR_INIT("変えた人\x1f"
                  "author"),
         false},
        {STR_INIT("changed"),
         STR_INIT("日時\x1f"
                  "changed"),
         false}};
    struct water_table table;
    int64_t shown = 0;
    int status = 0;
    water_table_init(&table, STR("corrections"), columns, COUNT(columns), arena);
    for (size_t i = 0; i < r->count && !status; i++) {
        struct water_result_before *rows;
        size_t count = 0;
        if (r->results[i].changes == 0 || r->results[i].sample == shown)
            continue;
        shown = r->results[i].sample;
        status = water_corrections_of(&r->command.actor, shown, &rows, &count, error);
        for (size_t k = 0; k < count && !status; k++) {
            struct str cells[] = {arena_format(arena, "%lld", (long long)rows[k].result),
                                  rows[k].was.item ? rows[k].was.item->key : STR(""),
                                  water_result_words(&rows[k].was, arena),
                                  rows[k].was.written,
                                  rows[k].was.flag,
                                  rows[k].reason,
                                  rows[k].author,
                                  time_format_jst(rows[k].changed_at, arena)};
            water_table_add(&table, cells);
        }
    }
    if (!status)
        water_command_show(&r->command, &table, r->call->context->lang);
    return status;
}

int water_command_result(const struct command_call *call, struct arena *arena, struct error *error)
{
    struct result_call *r = ARENA_NEW(arena, struct result_call);
    r->call = call;
    int status = command_begin(
        call,
        STR("meguri water result --mine CODE [correct ID --value TEXT --reason TEXT | history] "
            "--data DIR"),
        options, COUNT(options), arena, &r->values, error);
    if (status || !r->values)
        return status;
    size_t count = options_argument_count(r->values);
    struct str what = options_argument(r->values, 0);
    bool corrects = count == 2 && str_equal(what, STR("correct")),
         recalls = count == 1 && str_equal(what, STR("history"));
    if (count && !corrects && !recalls)
        return ERROR(error, ERR_USAGE, STR("correct ID | history"));
    status = water_command_begin(call, r->values, false, arena, &r->command, error);
    if (!status)
        status = load(r, error);
    if (!status && corrects) {
        status = correct(r, error);
        if (!status)
            status = load(r, error);
    }
    if (!status && (corrects || recalls))
        status = show_history(r, arena, error);
    else if (!status)
        list_results(r, arena);
    water_command_end(&r->command);
    return status;
}
