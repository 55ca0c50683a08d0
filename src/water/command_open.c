#include "water/command.h"

#include "base/embedded.h"
#include "base/file.h"

extern const struct embedded_files water_model_data;

enum { TABLE_BYTES = 16 << 20 };

int water_open_beside(const struct command_call *call, struct str study, struct str path,
                      struct arena *arena, struct str *bytes, struct error *error)
{
    size_t slash = study.n;
    while (slash > 0 && study.p[slash - 1] != '/')
        slash--;
    struct str whole =
        path.n > 0 && path.p[0] == '/' ? path : ARENA_JOIN(arena, str_slice(study, 0, slash), path);
    return file_read(call->context, whole, TABLE_BYTES, arena, bytes, error);
}

struct beside {
    const struct command_call *call;
    struct str study;
    struct arena *arena;
};

static int read_beside(void *data, struct str name, struct str *bytes, struct error *error)
{
    const struct beside *beside = data;
    return water_open_beside(beside->call, beside->study, name, beside->arena, bytes, error);
}

static int read_values(const char *name, struct arena *arena, struct water_values *out,
                       struct error *error)
{
    struct str file = str_from_c(name);
    return water_values_read(file, embedded_find(&water_model_data, file), arena, out, error);
}

static int read_plan(const struct command_call *call, const struct water_opened *opened,
                     const struct water_way *way, const char *name, struct arena *arena,
                     struct water_plan *out, struct error *error)
{
    struct str file = str_from_c(name), bytes;
    if (way->plan.n == 0)
        return water_plan_read(file, embedded_find(&water_model_data, file), arena, out, error);
    int status = water_open_beside(call, opened->path, way->plan, arena, &bytes, error);
    return status ? status : water_plan_read(way->plan, bytes, arena, out, error);
}

static int read_prices(const struct command_call *call, struct water_opened *opened,
                       struct arena *arena, struct error *error)
{
    struct str bytes;
    if (opened->economy.prices.n == 0)
        return read_values("prices.tsv", arena, &opened->prices, error);
    int status =
        water_open_beside(call, opened->path, opened->economy.prices, arena, &bytes, error);
    return status ? status
                  : water_values_read(opened->economy.prices, bytes, arena, &opened->prices, error);
}

static int read_tables(const struct command_call *call, struct water_opened *out,
                       struct arena *arena, struct error *error)
{
    int status = read_values("design.tsv", arena, &out->design, error);
    if (!status)
        status = read_values("energy.tsv", arena, &out->energy, error);
    if (!status)
        status = read_values("limits.tsv", arena, &out->limits, error);
    if (!status)
        status = read_values("screen.tsv", arena, &out->figures, error);
    if (!status)
        status = read_values("rates.tsv", arena, &out->rates, error);
    if (!status)
        status = read_values("beds.tsv", arena, &out->beds, error);
    if (!status)
        status = read_prices(call, out, arena, error);
    if (!status)
        status =
            read_plan(call, out, &out->economy.lime, "plan_lime.tsv", arena, &out->lime, error);
    if (!status)
        status = read_plan(call, out, &out->economy.passive, "plan_passive.tsv", arena,
                           &out->passive, error);
    return status;
}

/* What the study names lies beside its file: a study without a file has nothing beside it. */
static int refuse_files(const struct water_opened *opened, struct error *error)
{
    const struct water_economy *economy = &opened->economy;
    bool model = water_section_find(&opened->text, STR("model"), (struct str){0}) != NULL;
    const struct str named[] = {economy->prices, economy->lime.plan, economy->passive.plan,
                                model ? STR("[model]") : (struct str){0}};
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if (named[i].n > 0)
            return ERROR(
                error, ERR_WATER_STUDY, named[i],
                BOTH("ほかのファイルはここでは使えません。この行を消すか、meguri water "
                     "を使ってください",
                     "other files cannot be used here: remove the line, or use meguri water"));
    return 0;
}

static int read_text(const struct command_call *call, struct str bytes, struct arena *arena,
                     struct water_opened *out, struct error *error)
{
    int status = water_study_text_read(out->path, bytes, arena, &out->text, error);
    if (!status)
        status = water_economy_read(&out->text, day_of_time(context_now(call->context)),
                                    &out->economy, error);
    return status;
}

int water_open(const struct command_call *call, struct str path, struct arena *arena,
               struct water_opened *out, struct error *error)
{
    struct str bytes = STR("");
    int status =
        path.n == 0 ? 0 : file_read(call->context, path, TABLE_BYTES, arena, &bytes, error);
    *out = (struct water_opened){.path = path};
    if (!status)
        status = read_text(call, bytes, arena, out, error);
    if (!status)
        status = read_tables(call, out, arena, error);
    if (!status && path.n > 0) {
        struct beside *beside = ARENA_NEW(arena, struct beside);
        *beside = (struct beside){call, path, arena};
        out->text.files = (struct water_files){read_beside, beside};
    }
    return status;
}

int water_open_text(const struct context *context, struct str name, struct str bytes,
                    struct arena *arena, struct water_opened *out, struct error *error)
{
    const struct command_call call = {.context = context};
    *out = (struct water_opened){.path = name};
    int status = read_text(&call, bytes, arena, out, error);
    if (!status)
        status = refuse_files(out, error);
    return status ? status : read_tables(&call, out, arena, error);
}
