/* A fitted study as a new text: the lines of the figures that were fitted change, all else stays.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "water/model/calibration_inside.h"

/* One line to change (key found) or to put behind the head of its section. */
struct edit {
    int64_t line;
    bool insert;
    struct str key, value;
};
struct edits {
    struct edit *rows;
    size_t count, capacity;
    const struct water_study_text *text;
    struct arena *arena;
};

static struct str value_of(double si, const char *unit, struct arena *arena)
{
    double value = water_from_si(si, unit);
    return str_equal(str_from_c(unit), STR("-")) ? arena_format(arena, "%.6g", value)
                                                 : arena_format(arena, "%.6g %s", value, unit);
}

static void add(struct edits *e, struct str kind, struct str name, struct str key, struct str value)
{
    const struct water_section *section = water_section_find(e->text, kind, name);
    if (!section || e->count == e->capacity)
        return;
    struct edit edit = {.line = section->line, .insert = true, .key = key, .value = value};
    for (size_t i = 0; i < section->count; i++)
        if (str_equal(section->entries[i].key, key))
            edit = (struct edit){section->entries[i].line, false, key, value};
    e->rows[e->count++] = edit;
}

static void add_law(struct edits *e, const struct water_train *train,
                    const struct water_address *address, struct str value)
{
    const struct water_law_declaration *law = &water_laws[address->law];
    struct str key =
        arena_format(e->arena, "%s.%s", law->name, law->parameters[address->parameter].name);
    for (size_t t = 0; t < train->tank_count; t++)
        for (size_t i = 0; i < train->tanks[t].rate_count; i++)
            if ((address->tank == CHEM_NONE || address->tank == (int32_t)t) &&
                train->tanks[t].rates[i].law == address->law)
                add(e, STR("tank"), train->tanks[t].name, key, value);
}

static void add_flows(struct edits *e, const struct water_train *train, const double *flows,
                      double factor)
{
    for (size_t i = 0; i < train->water_count; i++) {
        struct str name = water_section_find(e->text, STR("flow"), train->water_names[i])
                              ? train->water_names[i]
                              : (struct str){0};
        add(e, STR("flow"), name, STR("value"), value_of(flows[i] * factor, "m3/d", e->arena));
    }
}

static void add_parameter(struct edits *e, const struct water_calibration *c, size_t j, double si)
{
    static const struct str quality_keys[] = {STR_INIT("pH"), STR_INIT("temperature"),
                                              STR_INIT("DOC")};
    static const struct str tank_keys[] = {STR_INIT("volume"), STR_INIT("porosity"),
                                           STR_INIT("temperature")};
    const struct water_address *a = &c->addresses[j];
    const struct water_train *train = &c->workers[0].train;
    struct str value = value_of(si, a->unit, e->arena);
    struct str tank = a->tank == CHEM_NONE ? (struct str){0} : train->tanks[a->tank].name;
    struct str water = a->water == CHEM_NONE ? (struct str){0} : train->water_names[a->water];
    switch (a->kind) {
    case WATER_ADDRESS_LAW:
        add_law(e, train, a, value);
        break;
    case WATER_ADDRESS_VOLUME:
    case WATER_ADDRESS_POROSITY:
    case WATER_ADDRESS_TEMPERATURE:
        add(e, STR("tank"), tank, tank_keys[a->kind - WATER_ADDRESS_VOLUME], value);
        break;
    case WATER_ADDRESS_POOL:
        add(e, STR("tank"), tank,
            a->pool == WATER_POOL_LIMESTONE ? STR("limestone")
            : a->pool == WATER_POOL_BRAN    ? STR("bran")
                                            : STR("husk"),
            value);
        break;
    case WATER_ADDRESS_QUALITY_PH:
    case WATER_ADDRESS_QUALITY_KELVIN:
    case WATER_ADDRESS_QUALITY_DOC:
        add(e, STR("water"), water, quality_keys[a->kind - WATER_ADDRESS_QUALITY_PH], value);
        break;
    case WATER_ADDRESS_QUALITY:
        add(e, STR("water"), water, str_from_c(water_constituents[a->constituent].key), value);
        break;
    case WATER_ADDRESS_FLOW:
        add_flows(e, train, c->workers[0].flows, si);
        break;
    case WATER_ADDRESS_PARTICULATE:
        add(e, STR("particulate"), (struct str){0}, a->item, value);
        break;
    }
    /* the next fit starts from here */
    add(e, STR("parameter"), c->problem.parameters[j].name, STR("prior"), value);
}

/* `before`: the line that is replaced; what stood behind its "=" becomes the comment. */
static void write_edit(struct buf *out, const struct edit *edit, struct str before)
{
    buf_format(out, "%" PRIstr " = %" PRIstr, STR_ARG(edit->key), STR_ARG(edit->value));
    size_t equals = str_find_char(before, '=', 0);
    if (equals != SIZE_MAX)
        buf_format(out, " # 合わせ込み前: %" PRIstr,
                   STR_ARG(str_trim(str_slice(before, equals + 1, before.n))));
    buf_append_char(out, '\n');
}

static void write_line(struct buf *out, const struct edits *e, int64_t number, struct str line)
{
    const struct edit *changed = NULL;
    for (size_t i = 0; i < e->count; i++)
        if (e->rows[i].line == number && !e->rows[i].insert)
            changed = &e->rows[i];
    if (changed) {
        write_edit(out, changed, line);
        return;
    }
    buf_append(out, line);
    buf_append_char(out, '\n');
    for (size_t i = 0; i < e->count; i++)
        if (e->rows[i].line == number && e->rows[i].insert)
            write_edit(out, &e->rows[i], (struct str){0});
}

struct str water_calibration_write(const struct water_calibration *c,
                                   const struct water_study_text *text, struct str bytes,
                                   const double *parameter, struct arena *arena)
{
    enum { PER_PARAMETER = WATER_TANKS_MAX + WATER_WATERS_MAX + 1 };
    size_t capacity = c->problem.parameter_count * PER_PARAMETER;
    struct edits e = {.rows = ARENA_ARRAY(arena, struct edit, capacity),
                      .capacity = capacity,
                      .text = text,
                      .arena = arena};
    for (size_t j = 0; j < c->problem.parameter_count; j++)
        add_parameter(&e, c, j, parameter[j]);
    struct buf out = {0};
    int64_t number = 0;
    for (struct str line; str_cut(&bytes, '\n', &line);)
        write_line(&out, &e, ++number, line);
    /* the last part is what stands behind the last line end */
    struct str written = arena_copy(arena, str_slice(buf_str(&out), 0, out.n - (out.n > 0)));
    buf_finish(&out);
    return written;
}
