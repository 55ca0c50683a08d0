#include "water/fitting_given.h"

#include "base/text.h"

static struct str last_part(struct str name)
{
    size_t begin = name.n;
    while (begin > 0 && name.p[begin - 1] != '/' && name.p[begin - 1] != '\\')
        begin--;
    return str_slice(name, begin, name.n);
}

static int read_given(void *data, struct str name, struct str *bytes, struct error *error)
{
    const struct water_given *given = data;
    for (size_t i = 0; i < given->table_count; i++)
        if (str_equal(last_part(given->tables[i].name), last_part(name))) {
            *bytes = given->tables[i].bytes;
            return 0;
        }
    return ERROR(error, ERR_WATER_STUDY, name,
                 BOTH("この表が一緒に送られていません。「検討が名指す表」で同じ名前のファイルを選ん"
                      "でください",
                      "this table was not sent along: choose the file of that name"));
}

int water_fitting_open_given(const struct command_call *call, const struct water_given *given,
                             unsigned threads, struct arena *arena, struct water_fitting *out,
                             struct error *error)
{
    *out = (struct water_fitting){.call = call, .arena = arena, .bytes = given->study};
    struct water_given *kept = ARENA_NEW(arena, struct water_given);
    *kept = *given;
    int status =
        water_open_text(call->context, STR("検討の文"), given->study, arena, &out->study, error);
    if (status)
        return status;
    out->study.text.files = (struct water_files){read_given, kept};
    return water_fitting_read(out, given->observations.name, given->observations.bytes, threads,
                              error);
}
