#include "water/model/unit_kind.h"

#include "base/csv.h"

int water_unit_kind_find(struct str units, struct str name, struct arena *arena,
                         struct water_unit_kind *out, struct error *error)
{
    struct csv_read_options options = {
        .encoding = CSV_UTF8, .separator = '\t', .name = STR("units.tsv")};
    struct csv_reader *reader = csv_reader_create_text(units, &options);
    struct csv_row row;
    int status = csv_read(reader, &row, error);
    size_t kind = csv_find(&row, STR("kind")), label = csv_find(&row, STR("label")),
           role = csv_find(&row, STR("role")), rules = csv_find(&row, STR("rules")),
           costed_as = csv_find(&row, STR("costed_as"));
    bool found = false;
    while (!status && !found && !(status = csv_read(reader, &row, error)) && row.count > 0) {
        found = str_equal(csv_field(&row, kind), name);
        if (found)
            *out = (struct water_unit_kind){arena_copy(arena, name),
                                            arena_copy(arena, csv_field(&row, label)),
                                            str_equal(csv_field(&row, role), STR("plant")),
                                            arena_copy(arena, csv_field(&row, rules)),
                                            arena_copy(arena, csv_field(&row, costed_as))};
    }
    csv_reader_destroy(reader);
    if (!status && !found)
        status = ERROR(error, ERR_WATER_TABLE, name,
                       BOTH("槽の種類ではありません", "is no kind of tank"));
    return status;
}
