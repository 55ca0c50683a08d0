/* Charts of a workbook: what they refer to is moved, and what they draw stays. Series of a hidden
   sheet that goes keep their saved values as values of their own (numLit, strLit), so that the
   sheet can go and the chart looks the same. */
#include "inspect/clean_xlsx.h"
#include "inspect/pattern.h"

#define CHART_NAMES "http://schemas.openxmlformats.org/drawingml/2006/chart"
enum { MOST_REFERENCES = 20000 };

struct reference { /* numRef or strRef */
    uint64_t element;
    struct str formula;
    bool has_cache, can_be_literal, becomes_literal;
};
struct charts {
    struct cleaned_book *book;
    size_t part;
    struct reference *references;
    size_t count, room;
    bool shows_hidden; /* plotVisOnly is off */
    /* writing */
    size_t next;
    struct reference *open;
};

static bool is_reference(struct str name)
{
    return str_equal(name, STR("numRef")) || str_equal(name, STR("strRef"));
}

static bool is_cache(struct str name)
{
    return str_equal(name, STR("numCache")) || str_equal(name, STR("strCache"));
}

/* ---- reading */

static void start_reading(void *state, struct xml_edit *edit, struct str name,
                          const char **attributes)
{
    static const struct str places[] = {STR_INIT("cat"), STR_INIT("val"), STR_INIT("xVal"),
                                        STR_INIT("yVal"), STR_INIT("bubbleSize")};
    struct charts *charts = state;
    struct str parent = xml_edit_ancestor(edit, 1);
    if (is_reference(name) && charts->count < MOST_REFERENCES) {
        charts->references = work_grow(charts->book->arena, charts->references, charts->count,
                                       &charts->room, sizeof *charts->references);
        struct reference *own = &charts->references[charts->count++];
        *own = (struct reference){.element = xml_edit_element(edit)};
        for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
            own->can_be_literal |= str_equal(parent, places[i]);
    } else if (is_cache(name) && charts->count) {
        charts->references[charts->count - 1].has_cache = true;
    } else if (str_equal(name, STR("f"))) {
        xml_edit_gather(edit);
    } else if (str_equal(name, STR("plotVisOnly"))) {
        charts->shows_hidden = !xml_is_on(xml_attribute(attributes, "val"));
    }
}

/* References that stand elsewhere (labels, error bars of later versions) have a place, too. */
static void end_reading(void *state, struct xml_edit *edit, struct str name)
{
    struct charts *charts = state;
    struct str parent = xml_edit_ancestor(edit, 1);
    if (!str_equal(name, STR("f")))
        return;
    struct str formula = arena_copy(charts->book->arena, xml_edit_text(edit));
    if (is_reference(parent) && charts->count) {
        charts->references[charts->count - 1].formula = formula;
        return;
    }
    charts->references = work_grow(charts->book->arena, charts->references, charts->count,
                                   &charts->room, sizeof *charts->references);
    charts->references[charts->count++] = (struct reference){.formula = formula};
}

/* ---- judging */

/* The sheet on which it stands; empty when that cannot be told. */
static struct str sheet_of(const struct cleaned_book *book, size_t chart)
{
    const struct package *package = &book->office->package;
    for (size_t d = 0; d < package->relation_count; d++)
        for (size_t s = 0; package->relations[d].target == chart && s < package->relation_count;
             s++)
            for (size_t i = 0; package->relations[s].target == package->relations[d].source &&
                               i < book->sheet_count;
                 i++)
                if (book->sheets[i].part == package->relations[s].source)
                    return book->sheets[i].name;
    return STR("");
}

static void keep_for_chart(struct charts *charts, const struct book_use *use)
{
    struct cleaned_book *book = charts->book;
    struct str sheet = sheet_of(book, charts->part), where = book_use_text(book, use),
               part = office_name(book->office, charts->part);
    book_keep(book, use,
              ARENA_JOIN(book->arena, STR("シート「"), sheet, STR("」のグラフ（"), part,
                         STR("）が "), where.n ? where : STR("取り除くセル"),
                         STR(" から描かれています。図として貼り直してから整理してください")),
              ARENA_JOIN(book->arena, STR("the chart "), part, STR(" on sheet \""), sheet,
                         STR("\" is drawn from "), where.n ? where : STR("cells that would go"),
                         STR(": paste it as a picture first")));
}

/* Hidden lines that a chart leaves out anyway may go; all of them may not. */
static void judge(struct charts *charts, struct reference *reference)
{
    struct cleaned_book *book = charts->book;
    struct str moved;
    struct book_use use = formula_use(book, SIZE_MAX, reference->formula);
    bool uses = formula_shift(book, SIZE_MAX, reference->formula, false, &moved) == FORMULA_TOUCHED,
         dies = formula_shift(book, SIZE_MAX, reference->formula, true, &moved) == FORMULA_TOUCHED;
    if (!uses)
        return;
    reference->becomes_literal =
        use.sheet != SIZE_MAX && use.is_sheet && reference->has_cache && reference->can_be_literal;
    if (!reference->becomes_literal && (dies || use.cells || charts->shows_hidden))
        keep_for_chart(charts, &use);
}

/* ---- writing */

static struct reference *reference_at(struct charts *charts, uint64_t element)
{
    while (charts->next < charts->count && charts->references[charts->next].element < element)
        charts->next++;
    return charts->next < charts->count && charts->references[charts->next].element == element
               ? &charts->references[charts->next]
               : NULL;
}

static void start_writing(void *state, struct xml_edit *edit, struct str name,
                          const char **attributes)
{
    struct charts *charts = state;
    struct str parent = xml_edit_ancestor(edit, 1);
    bool is_literal = charts->open && charts->open->becomes_literal;
    (void)attributes;
    if (is_reference(name)) {
        charts->open = reference_at(charts, xml_edit_element(edit));
        if (charts->open && charts->open->becomes_literal)
            xml_edit_unwrap(edit);
    } else if (is_literal && is_reference(parent) && is_cache(name)) {
        xml_edit_insert(edit, str_equal(name, STR("numCache"))
                                  ? STR("<numLit xmlns=\"" CHART_NAMES "\">")
                                  : STR("<strLit xmlns=\"" CHART_NAMES "\">"));
        xml_edit_unwrap(edit);
    } else if (is_literal && is_reference(parent)) {
        xml_edit_drop(edit); /* f, extLst */
    } else if (str_equal(name, STR("f"))) {
        xml_edit_gather(edit);
    }
}

static void end_writing(void *state, struct xml_edit *edit, struct str name)
{
    struct charts *charts = state;
    struct str moved;
    bool is_literal = charts->open && charts->open->becomes_literal;
    if (is_reference(name)) {
        charts->open = NULL;
    } else if (is_literal && is_cache(name)) {
        xml_edit_insert(edit,
                        str_equal(name, STR("numCache")) ? STR("</numLit>") : STR("</strLit>"));
    } else if (!is_literal && str_equal(name, STR("f"))) {
        struct str text = xml_edit_text(edit);
        formula_shift(charts->book, SIZE_MAX, text, true, &moved);
        if (!str_equal(moved, text))
            xml_edit_replace_text(edit, moved);
    }
}

static void clean_chart(struct cleaned_book *book, size_t part)
{
    static const struct xml_edit_handler reader = {start_reading, end_reading},
                                         writer = {start_writing, end_writing};
    struct office *office = book->office;
    struct charts charts = {.book = book, .part = part};
    struct str ignored;
    xml_edit_run(book->arena, office_read(office, part), &reader, &charts, &ignored);
    for (size_t i = 0; i < charts.count; i++)
        judge(&charts, &charts.references[i]);
    if (!book->keeps_more)
        office_edit(office, part, &writer, &charts);
}

void clean_charts(struct cleaned_book *book)
{
    struct office *office = book->office;
    for (size_t i = 0; i < office->zip.count && book->loses_cells; i++)
        if (!office->parts[i].goes &&
            (pattern_fits(STR("xl/charts/chart*.xml"), office_name(office, i)) ||
             pattern_fits(STR("xl/charts/chartEx*.xml"), office_name(office, i))))
            clean_chart(book, i);
}
