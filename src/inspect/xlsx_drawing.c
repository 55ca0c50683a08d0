/* What lies over the cells of a sheet: anchors of pictures, charts and filled shapes. */
#include "inspect/xlsx.h"

enum { MOST_COVERS = 500 };

struct covers {
    struct xlsx_sheet *sheet;
    struct area area;
    int64_t *target; /* of the number that is being read */
    bool in_anchor, in_from, covers_cells, in_shape;
};

static void start(void *state, struct str name, const char **attributes)
{
    struct covers *covers = state;
    (void)attributes;
    if (str_equal(name, STR("twoCellAnchor"))) {
        covers->area = (struct area){0};
        covers->in_anchor = true;
        covers->covers_cells = false;
    } else if (str_equal(name, STR("from"))) {
        covers->in_from = true;
    } else if (str_equal(name, STR("to"))) {
        covers->in_from = false;
    } else if (str_equal(name, STR("col"))) {
        covers->target = covers->in_from ? &covers->area.first_column : &covers->area.last_column;
    } else if (str_equal(name, STR("row"))) {
        covers->target = covers->in_from ? &covers->area.first_row : &covers->area.last_row;
    } else if (str_equal(name, STR("pic")) || str_equal(name, STR("graphicFrame"))) {
        covers->covers_cells = true;
    } else if (str_equal(name, STR("spPr"))) {
        covers->in_shape = true;
    } else if (str_equal(name, STR("ln"))) {
        covers->in_shape = false; /* the fill of the outline covers nothing */
    } else if (covers->in_shape &&
               (str_equal(name, STR("solidFill")) || str_equal(name, STR("gradFill")) ||
                str_equal(name, STR("blipFill")))) {
        covers->covers_cells = true;
    }
}

static void end(void *state, struct str name)
{
    struct covers *covers = state;
    struct xlsx_sheet *sheet = covers->sheet;
    if (str_equal(name, STR("col")) || str_equal(name, STR("row"))) {
        covers->target = NULL;
    } else if (str_equal(name, STR("spPr"))) {
        covers->in_shape = false;
    } else if (str_equal(name, STR("twoCellAnchor"))) {
        /* Cells at the edges are covered in part only. */
        struct area area = covers->area;
        area.last_row--;
        area.last_column--;
        bool is_area = area.first_row <= area.last_row && area.first_column <= area.last_column;
        if (covers->covers_cells && is_area && sheet->cover_count < MOST_COVERS)
            sheet->covers[sheet->cover_count++] = area;
    }
}

static void text(void *state, struct str text)
{
    struct covers *covers = state;
    int64_t value;
    if (covers->target && str_to_int64(str_trim(text), &value) && value >= 0)
        *covers->target = value;
}

void book_read_covers(struct xlsx *x, struct xlsx_sheet *sheet)
{
    static const struct xml_handler handler = {start, end, text};
    const struct zip_entry *drawing =
        opc_target_of_kind(x->package, sheet->entry->name, STR("drawing"));
    if (!drawing)
        return;
    struct covers covers = {.sheet = sheet};
    sheet->covers = ARENA_ARRAY(x->work->arena, struct area, MOST_COVERS);
    xml_read_entry(x->work, drawing, &handler, &covers);
}
