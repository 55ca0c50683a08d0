/* Reading the standard train of a screening: its table and the water of the figures become a study,
   so that a train is read in one way only. */
#include "water/model/screen_train.h"

#include "water/model/columns.h"

enum column { TANK, KIND, FROM, CELLS, SIZE, DEPTH, LIMESTONE, BRAN, HUSK, COLUMNS };
static const struct str column_names[COLUMNS] = {
    STR_INIT("tank"),  STR_INIT("kind"),      STR_INIT("from"), STR_INIT("cells"), STR_INIT("size"),
    STR_INIT("depth"), STR_INIT("limestone"), STR_INIT("bran"), STR_INIT("husk"),
};

static const struct {
    enum water_input input;
    const char *constituent;
} metals[] = {{WATER_INPUT_FE, "Fe(2)"}, {WATER_INPUT_ZN, "Zn"},    {WATER_INPUT_CD, "Cd"},
              {WATER_INPUT_PB, "Pb"},    {WATER_INPUT_AS, "As(5)"}, {WATER_INPUT_CU, "Cu(2)"},
              {WATER_INPUT_MN, "Mn(2)"}, {WATER_INPUT_AL, "Al"}};
enum { METALS = sizeof metals / sizeof *metals };

static int need(const struct water_values *values, const char *key, const char *kind,
                day_number day, double *out, struct error *error)
{
    return water_values_need(values, key, kind, day, out, NULL, error);
}

/* An amount of the lumped sizing, or the key of a retention in the figures: these have a dot. */
static int read_size(const struct water_screen_train_tables *tables, const struct str *field,
                     struct arena *arena, struct water_tank_size *out, struct error *error)
{
    *out = (struct water_tank_size){0};
    if (str_find_char(field[SIZE], '.', 0) != SIZE_MAX)
        return need(tables->figures, arena_c(arena, field[SIZE]), "h", tables->day, &out->retention,
                    error);
    out->amount = arena_copy(arena, field[SIZE]);
    return field[DEPTH].n == 0 ? 0
                               : need(tables->design, arena_c(arena, field[DEPTH]), "m",
                                      tables->day, &out->depth, error);
}

/* A tank of 1 m3: contents of a bed stay those of a cubic metre when its volume is set. */
static struct str tank_section(const struct str *field, struct arena *arena)
{
    static const struct str contents[] = {STR_INIT("limestone"), STR_INIT("bran"),
                                          STR_INIT("husk")};
    struct str text =
        ARENA_JOIN(arena, STR("[tank "), field[TANK], STR("]\nvolume = 1 m3\nkind = "), field[KIND],
                   STR("\nfrom = "), field[FROM], STR("\ncells = "), field[CELLS], STR("\n"));
    for (int i = 0; i < 3; i++)
        if (field[LIMESTONE + i].n > 0)
            text = ARENA_JOIN(arena, text, contents[i], STR(" = "), field[LIMESTONE + i],
                              STR(" kg\n"));
    return text;
}

static int read_tanks(const struct water_screen_train_tables *tables, struct csv_reader *reader,
                      struct arena *arena, struct str *text, struct water_screen_train *out,
                      struct error *error)
{
    struct csv_row row;
    size_t columns[COLUMNS], count = 0;
    int status = water_columns_read(reader, column_names, COLUMNS, columns, error);
    while (!status && !(status = csv_read(reader, &row, error)) && row.count > 0) {
        struct str field[COLUMNS];
        for (size_t i = 0; i < COLUMNS; i++)
            field[i] = str_trim(csv_field(&row, columns[i]));
        if (count == WATER_TANKS_MAX)
            return ERROR(error, ERR_TOO_LARGE, tables->file, STR("40"));
        status = read_size(tables, field, arena, &out->sizes[count++], error);
        if (status)
            return error_at(error, tables->file, row.line, 0), status;
        *text = ARENA_JOIN(arena, *text, tank_section(field, arena));
    }
    return status;
}

static bool is_known(const struct water_mines *mines, enum water_input input)
{
    for (size_t i = 0; i < mines->count; i++)
        if (mines->rows[i].input[input] > 0)
            return true;
    return false;
}

/* The water between the metals, and 1 mg/L of each metal that some mine has: a place in the model.
 */
static struct str water_section(const struct water_screen_train_tables *tables, struct arena *arena)
{
    struct str text = STR("[water 原水]\npH = 7\ntemperature = 10 degC\n"), prefix = STR("water.");
    for (size_t i = 0; i < tables->figures->count; i++) {
        const struct water_value *row = &tables->figures->rows[i];
        if (str_starts(row->key, prefix) && row->valid_from <= tables->day &&
            tables->day <= row->valid_to)
            text = ARENA_JOIN(arena, text, str_slice(row->key, prefix.n, row->key.n),
                              arena_format(arena, " = %.9g ", row->written),
                              row->quantity.unit.text, STR("\n"));
    }
    for (size_t i = 0; i < METALS; i++)
        if (is_known(tables->mines, metals[i].input))
            text = ARENA_JOIN(arena, text, str_from_c(metals[i].constituent), STR(" = 1 mg/L\n"));
    return ARENA_JOIN(arena, text, STR("[flow]\nvalue = 1 m3/d\n"));
}

static void place_metals(const struct water_screen_train_tables *tables,
                         struct water_screen_train *out)
{
    for (size_t i = 0; i < WATER_INPUTS; i++)
        out->constituents[i] = -1;
    for (size_t i = 0; i < METALS; i++) {
        int at = water_constituent_find(str_from_c(metals[i].constituent));
        out->train.qualities[0].molality[at] = 0;
        if (is_known(tables->mines, metals[i].input))
            out->constituents[metals[i].input] = at;
    }
}

static int read_figures(const struct water_screen_train_tables *tables,
                        struct water_screen_train *out, struct error *error)
{
    day_number day = tables->day;
    int status = need(tables->figures, "kinetic.warmer", "K", day, &out->warmer, error);
    if (!status)
        status = need(tables->figures, "kinetic.coldest", "degC", day, &out->coldest, error);
    if (!status)
        status = need(tables->design, "effluent.bod", "-", day, &out->bod, error);
    if (!status)
        status = need(tables->design, "effluent.cod", "-", day, &out->cod, error);
    return status ? status
                  : need(tables->design, "effluent.sulfide", "-", day, &out->sulfide, error);
}

int water_screen_train_read(const struct water_screen_train_tables *tables, struct arena *arena,
                            struct water_screen_train *out, struct error *error)
{
    *out = (struct water_screen_train){0};
    struct str text = water_section(tables, arena);
    struct csv_read_options options = {
        .encoding = CSV_UTF8, .separator = '\t', .name = tables->file};
    struct csv_reader *reader = csv_reader_create_text(tables->bytes, &options);
    int status = read_tanks(tables, reader, arena, &text, out, error);
    csv_reader_destroy(reader);
    struct water_study_text study;
    if (!status)
        status = water_study_text_read(tables->file, text, arena, &study, error);
    if (!status)
        status = water_train_read(&study, tables->database, tables->rates, tables->units,
                                  tables->day, arena, &out->train, error);
    if (status)
        return status;
    place_metals(tables, out);
    out->sulfate = out->train.qualities[0].molality[water_constituent_find(STR("SO4"))];
    return read_figures(tables, out, error);
}

void water_screen_train_finish(struct water_screen_train *train)
{
    water_train_finish(&train->train);
}
