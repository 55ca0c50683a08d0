#include "water/model/knowledge.h"

#include "base/text.h"
#include "water/model/columns.h"

enum { ROWS_MAX = 2000 };

enum column {
    ID,
    PLANT,
    COUNTRY,
    KIND,
    SCALE,
    PERIOD,
    TOLD,
    SOURCE = TOLD + WATER_EXPERIENCES,
    CONFIRMED,
    COLUMNS
};
static const struct str names[COLUMNS] = {
    STR_INIT("id"),     STR_INIT("plant"),    STR_INIT("country"), STR_INIT("kind"),
    STR_INIT("scale"),  STR_INIT("period"),   STR_INIT("water"),   STR_INIT("performance"),
    STR_INIT("faults"), STR_INIT("upkeep"),   STR_INIT("cost"),    STR_INIT("energy"),
    STR_INIT("source"), STR_INIT("confirmed")};

const char *water_experience_name(enum water_experience experience)
{
    return names[TOLD + experience].p;
}

struct str water_experience_label(enum water_experience experience)
{
    static const struct str labels[WATER_EXPERIENCES] = {STR_INIT("水量・水質\x1f"
                                                                  "flow and quality"),
                                                         STR_INIT("性能の安定性\x1f"
                                                                  "stability"),
                                                         STR_INIT("不具合\x1f"
                                                                  "faults"),
                                                         STR_INIT("メンテナンス\x1f"
                                                                  "upkeep"),
                                                         STR_INIT("費用\x1f"
                                                                  "cost"),
                                                         STR_INIT("エネルギー\x1f"
                                                                  "energy")};
    return labels[experience];
}

static int read_record(const struct str field[COLUMNS], struct arena *arena,
                       struct water_plant_record *out, struct error *error)
{
    struct str all = {0}, copy[COLUMNS];
    for (int i = 0; i < COLUMNS; i++) {
        copy[i] = arena_copy(arena, field[i]);
        if (i != ID && i != CONFIRMED)
            all = ARENA_JOIN(arena, all, STR(" "), field[i]);
    }
    *out = (struct water_plant_record){.id = copy[ID],
                                       .plant = copy[PLANT],
                                       .country = copy[COUNTRY],
                                       .kind = copy[KIND],
                                       .scale = copy[SCALE],
                                       .period = copy[PERIOD],
                                       .source = copy[SOURCE],
                                       .confirmed = str_equal(copy[CONFIRMED], STR("yes")),
                                       .searched = text_normal_form(all, arena)};
    for (int i = 0; i < WATER_EXPERIENCES; i++)
        out->told[i] = copy[TOLD + i];
    if (out->plant.n == 0 || out->source.n == 0)
        return ERROR(error, ERR_WATER_TABLE, out->plant.n ? STR("source") : STR("plant"),
                     BOTH("空です", "is empty"));
    return 0;
}

static int read_rows(struct csv_reader *reader, struct str file, struct arena *arena,
                     struct water_knowledge *out, struct error *error)
{
    struct csv_row row;
    size_t columns[COLUMNS];
    int status = water_columns_read(reader, names, COLUMNS, columns, error);
    while (!status && !(status = csv_read(reader, &row, error)) && row.count > 0) {
        struct str field[COLUMNS];
        for (size_t i = 0; i < COLUMNS; i++)
            field[i] = str_trim(csv_field(&row, columns[i]));
        if (out->count == ROWS_MAX)
            return ERROR(error, ERR_TOO_LARGE, file, STR("2,000"));
        status = read_record(field, arena, &out->rows[out->count], error);
        if (status)
            return error_at(error, file, row.line, 0), status;
        out->count++;
    }
    return status;
}

int water_knowledge_read(struct str file, struct str bytes, struct arena *arena,
                         struct water_knowledge *out, struct error *error)
{
    *out =
        (struct water_knowledge){.rows = ARENA_ARRAY(arena, struct water_plant_record, ROWS_MAX)};
    struct csv_read_options options = {.encoding = CSV_UTF8, .separator = '\t', .name = file};
    struct csv_reader *reader = csv_reader_create_text(bytes, &options);
    int status = read_rows(reader, file, arena, out, error);
    csv_reader_destroy(reader);
    return status;
}

static bool has_words(struct str searched, struct str words)
{
    for (size_t at = 0; at < words.n;) {
        size_t end = str_find_char(words, ' ', at);
        end = end == SIZE_MAX ? words.n : end;
        if (end > at && str_find(searched, str_slice(words, at, end), 0) == SIZE_MAX)
            return false;
        at = end + 1;
    }
    return true;
}

size_t water_knowledge_find(const struct water_knowledge *knowledge, struct str words,
                            enum water_experience about, size_t *indexes, struct arena *arena)
{
    struct str wanted = text_normal_form(words, arena);
    size_t count = 0;
    for (size_t i = 0; i < knowledge->count; i++) {
        const struct water_plant_record *row = &knowledge->rows[i];
        if ((about == WATER_EXPERIENCES || row->told[about].n > 0) &&
            has_words(row->searched, wanted))
            indexes[count++] = i;
    }
    return count;
}
