#include "contract/area.h"

static size_t take_letters(struct str text, size_t at, int *column)
{
    int value = 0;
    while (at < text.n && text.p[at] >= 'A' && text.p[at] <= 'Z' && value < 20000)
        value = value * 26 + (text.p[at++] - 'A') + 1;
    *column = value - 1;
    return at;
}

static size_t take_digits(struct str text, size_t at, int *row)
{
    int value = 0;
    while (at < text.n && text.p[at] >= '0' && text.p[at] <= '9' && value < 2000000)
        value = value * 10 + (text.p[at++] - '0');
    *row = value - 1;
    return at;
}

struct contract_area contract_area_of(const struct inspect_place *place)
{
    struct contract_area area = {-1, -1, -1, -1};
    if (place->line > 0) {
        take_digits(place->cell, 0, &area.column);
        area.row = area.last_row = (int)(place->line < 2000000 ? place->line - 1 : 0);
        area.last_column = area.column;
        return area;
    }
    size_t at = take_digits(place->cell, take_letters(place->cell, 0, &area.column), &area.row);
    area.last_row = area.row;
    area.last_column = area.column;
    if (at < place->cell.n && place->cell.p[at] == ':')
        take_digits(place->cell, take_letters(place->cell, at + 1, &area.last_column),
                    &area.last_row);
    return area;
}
