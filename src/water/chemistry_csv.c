#include "base/csv.h"
#include "water/chemistry_page.h"

static void write_row(struct csv_writer *writer, const struct str *fields, size_t count)
{
    csv_write_row(writer, fields, count, NULL);
}

static void write_titration(const struct water_chemistry_page *page, struct csv_writer *writer)
{
    struct str first[] = {STR("薬剤"), STR("添加量（mmol/L）"), STR("添加量（mg/L）"), STR("pH")};
    for (size_t i = 0; i < 4; i++)
        csv_write(writer, first[i], NULL);
    for (size_t c = 0; c < page->column_count; c++)
        csv_write(writer, page->columns[c], NULL);
    csv_end_row(writer);
    for (size_t r = 0; r < page->step_count; r++) {
        const struct water_titration_view *step = &page->steps[r];
        struct str start[] = {page->base, step->dose, step->mass, step->ph};
        for (size_t i = 0; i < 4; i++)
            csv_write(writer, start[i], NULL);
        for (size_t c = 0; c < page->column_count; c++)
            csv_write(writer, step->cells[c], NULL);
        csv_end_row(writer);
    }
}

static void write_saturation(const struct water_chemistry_page *page, struct csv_writer *writer)
{
    write_row(writer, (const struct str[]){STR("鉱物"), STR("化学式"), STR("飽和指数"), STR("状態")}, 4);
    for (size_t i = 0; i < page->saturation_count; i++) {
        const struct water_saturation_view *row = &page->saturation[i];
        write_row(writer, (const struct str[]){row->phase, row->formula, row->index, row->state}, 4);
    }
}

static void write_species(const struct water_chemistry_page *page, struct csv_writer *writer)
{
    struct str element = STR("");
    write_row(writer,
              (const struct str[]){STR("成分"), STR("化学種"), STR("濃度（mol/kgw）"), STR("割合（%）")}, 4);
    for (size_t i = 0; i < page->species_count; i++) {
        const struct water_species_view *row = &page->species[i];
        element = row->element.n ? row->element : element;
        write_row(writer, (const struct str[]){element, row->species, row->molality, row->share}, 4);
    }
}

struct str water_chemistry_csv(const struct water_chemistry_page *page, struct str which,
                               struct arena *arena)
{
    struct buf out = {0};
    struct csv_writer writer;
    csv_writer_init(&writer, &out, csv_for_spreadsheet(CSV_UTF8));
    if (str_equal(which, STR("saturation")))
        write_saturation(page, &writer);
    else if (str_equal(which, STR("species")))
        write_species(page, &writer);
    else
        write_titration(page, &writer);
    struct str text = arena_copy(arena, buf_str(&out));
    buf_finish(&out);
    return text;
}
