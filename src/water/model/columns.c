#include "water/model/columns.h"

int water_columns_read(struct csv_reader *reader, const struct str *names, size_t count,
                       size_t *columns, struct error *error)
{
    struct csv_row head;
    int status = csv_read(reader, &head, error);
    for (size_t i = 0; i < count && !status; i++) {
        columns[i] = csv_find(&head, names[i]);
        if (columns[i] == SIZE_MAX)
            status = ERROR(error, ERR_WATER_TABLE, names[i],
                           BOTH("この列がありません", "the column is missing"));
    }
    return status;
}
