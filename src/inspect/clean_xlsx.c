/* Workbooks: the order in which they are cleaned, and what needs no arithmetic of cells. */
#include "inspect/clean_office.h"
#include "inspect/clean_xlsx.h"
#include "inspect/pattern.h"

static void edit_all(struct office *office, struct str pattern,
                     const struct xml_edit_handler *handler, void *state)
{
    for (size_t i = 0; i < office->zip.count; i++)
        if (!office->parts[i].goes && pattern_fits(pattern, office_name(office, i)))
            office_edit(office, i, handler, state);
}

/* ---- notes: their frames lie in a drawing of the old kind */

static void end_frame(void *state, struct xml_edit *edit, struct str name)
{
    (void)state;
    struct str content = xml_edit_content(edit);
    if (str_equal(name, STR("shape")) && str_contains(content, STR("ObjectType=\"Note\"")))
        xml_edit_drop(edit);
}

static void start_nothing(void *state, struct xml_edit *edit, struct str name,
                          const char **attributes)
{
    (void)state, (void)edit, (void)name, (void)attributes;
}

/* A drawing without a frame left goes with the last one. */
static void drop_notes(struct office *office)
{
    static const struct xml_edit_handler handler = {start_nothing, end_frame};
    for (size_t i = 0; i < office->zip.count; i++) {
        if (!pattern_fits(STR("*.vml"), office_name(office, i)))
            continue;
        office_edit(office, i, &handler, NULL);
        if (office->parts[i].is_edited && !str_contains(office->parts[i].bytes, STR(":shape ")))
            office_drop(office, i);
    }
}

/* ---- marks of hidden formulas, queries and maps in parts that stay */

static void start_protection(void *state, struct xml_edit *edit, struct str name,
                             const char **attributes)
{
    (void)state, (void)attributes;
    if (str_equal(name, STR("protection")))
        xml_edit_drop_attribute(edit, "hidden");
}

static void start_query_table(void *state, struct xml_edit *edit, struct str name,
                              const char **attributes)
{
    (void)state, (void)attributes;
    if (str_equal(name, STR("table"))) {
        xml_edit_drop_attribute(edit, "tableType");
        xml_edit_drop_attribute(edit, "connectionId");
    } else if (str_equal(name, STR("tableColumn"))) {
        xml_edit_drop_attribute(edit, "queryTableFieldId");
    }
}

static void start_mapped_table(void *state, struct xml_edit *edit, struct str name,
                               const char **attributes)
{
    (void)state, (void)attributes;
    if (str_equal(name, STR("xmlColumnPr")))
        xml_edit_drop(edit);
    else if (str_equal(name, STR("table")))
        xml_edit_drop_attribute(edit, "tableType");
    else if (str_equal(name, STR("tableColumn")))
        xml_edit_drop_attribute(edit, "uniqueName");
}

static void start_model(void *state, struct xml_edit *edit, struct str name,
                        const char **attributes)
{
    (void)state, (void)attributes;
    if (str_equal(name, STR("dataModel")))
        xml_edit_drop(edit);
}

/* ---- parts that go together */

static void keep_visible_slicers(struct office *office)
{
    for (size_t i = 0; i < office->zip.count; i++)
        if (pattern_fits(STR("xl/slicers/*"), office_name(office, i)) ||
            pattern_fits(STR("xl/timelines/*"), office_name(office, i))) {
            clean_stays(office->clean, "XL-21",
                        STR("スライサーが紙面に見えています。Excel で削除してください"),
                        STR("a slicer can be seen: delete it in Excel"));
            for (size_t k = 0; k < office->zip.count; k++)
                if (pattern_fits(STR("xl/*Caches/*"), office_name(office, k)))
                    office->parts[k].goes = false;
            return;
        }
}

static void clean_companions(struct office *office)
{
    static const struct xml_edit_handler protection = {.start = start_protection},
                                         query = {.start = start_query_table},
                                         map = {.start = start_mapped_table},
                                         model = {.start = start_model};
    const struct clean *clean = office->clean;
    if (clean_finds(clean, "XL-14"))
        edit_all(office, STR("xl/styles.xml"), &protection, NULL);
    if (clean_finds(clean, "XL-15"))
        drop_notes(office);
    if (clean_finds(clean, "XL-16"))
        office_drop_all(office, STR("xl/persons/*"));
    if (clean_finds(clean, "XL-20"))
        office_drop_all(office, STR("xl/pivotTables/*"));
    if (clean_finds(clean, "XL-21"))
        keep_visible_slicers(office);
    if (clean_finds(clean, "XL-22"))
        edit_all(office, STR("xl/workbook.xml"), &model, NULL);
    if (clean_finds(clean, "XL-23")) {
        edit_all(office, STR("xl/tables/*.xml"), &query, NULL);
        office_drop_all(office, STR("xl/queryTables/*"));
    }
    if (clean_finds(clean, "XL-25"))
        office_drop_all(office, STR("xl/revisions/*"));
    if (clean_finds(clean, "XL-42")) {
        edit_all(office, STR("xl/tables/*.xml"), &map, NULL);
        office_drop_all(office, STR("xl/tables/tableSingleCells*"));
    }
}

void clean_xlsx(struct office *office)
{
    clean_companions(office);
    clean_cells(office);
    clean_strings(office);
}
