/* Sheets: page n is the whole of sheet n. A cell whose words are met once in the sheet and once on
   the page tells where its row and its column are; between them rows and columns are counted. */
#include <stdlib.h>
#include <string.h>

#include "contract/area.h"
#include "contract/locate_parts.h"

enum { MOST_CELLS = 60000, LINES_HIGH = 30, LETTERS_WIDE = 50, LINE_PIXELS = 18 };

struct named { /* a cell or a word of the page by its letters */
    struct str text;
    size_t index;
};
struct edge { /* what is known of a row or column: from low to high in points; nothing: high == 0 */
    int number;
    double low, high;
};
struct sheet_page {
    int64_t page;
    double width, height, line; /* of the page; usual height of a line of words */
    struct edge *rows, *columns;
    size_t row_count, column_count;
};

static int compare_named(const void *a, const void *b)
{
    return str_compare(((const struct named *)a)->text, ((const struct named *)b)->text);
}

static int compare_edges(const void *a, const void *b)
{
    const struct edge *one = a, *two = b;
    return one->number < two->number ? -1 : one->number > two->number;
}

static int compare_doubles(const void *a, const void *b)
{
    double one = *(const double *)a, two = *(const double *)b;
    return one < two ? -1 : one > two;
}

/* Edges of the same row or column become one. */
static size_t join(struct edge *edges, size_t count)
{
    size_t n = 0;
    qsort(edges, count, sizeof *edges, compare_edges);
    for (size_t i = 0; i < count; i++) {
        if (n == 0 || edges[n - 1].number != edges[i].number) {
            edges[n++] = edges[i];
            continue;
        }
        edges[n - 1].low = edges[i].low < edges[n - 1].low ? edges[i].low : edges[n - 1].low;
        edges[n - 1].high = edges[i].high > edges[n - 1].high ? edges[i].high : edges[n - 1].high;
    }
    return n;
}

static size_t alone(const struct named *items, size_t count, size_t at)
{
    size_t end = at + 1;
    while (end < count && str_equal(items[end].text, items[at].text))
        end++;
    return end - at;
}

/* Pairs each cell with the one word on the page that says the same. Columns are known from the
   left, rows from the top. */
static void pair(struct sheet_page *out, const struct sheet *sheet, const struct page_words *words,
                 struct named *cells, size_t cell_count, struct named *met, size_t met_count)
{
    qsort(cells, cell_count, sizeof *cells, compare_named);
    qsort(met, met_count, sizeof *met, compare_named);
    size_t c = 0, w = 0;
    while (c < cell_count && w < met_count) {
        int order = str_compare(cells[c].text, met[w].text);
        size_t many_cells = alone(cells, cell_count, c), many_words = alone(met, met_count, w);
        if (order == 0 && many_cells == 1 && many_words == 1) {
            const struct sheet_cell *cell = &sheet->cells[cells[c].index];
            const double *box = words->words[met[w].index].box;
            out->rows[out->row_count++] =
                (struct edge){cell->row, out->height - box[3], out->height - box[1]};
            out->columns[out->column_count++] = (struct edge){cell->column, box[0], box[2]};
        }
        c += order <= 0 ? many_cells : 0;
        w += order >= 0 ? many_words : 0;
    }
    out->row_count = join(out->rows, out->row_count);
    out->column_count = join(out->columns, out->column_count);
}

static void read_page(struct locating *locating, size_t index, struct sheet_page *out)
{
    const struct sheet *sheet = &locating->book->sheets[index];
    const struct page_words *words = locating->letters.words;
    size_t cell_count = sheet->cell_count < MOST_CELLS ? sheet->cell_count : MOST_CELLS, n = 0;
    struct named *cells = ARENA_ARRAY(locating->arena, struct named, cell_count + 1);
    struct named *met = ARENA_ARRAY(locating->arena, struct named, words->count + 1);
    double *heights = ARENA_ARRAY(locating->arena, double, words->count + 1);
    *out =
        (struct sheet_page){.page = (int64_t)index + 1,
                            .width = words->pages[index].width,
                            .height = words->pages[index].height,
                            .line = 14,
                            .rows = ARENA_ARRAY(locating->arena, struct edge, cell_count + 1),
                            .columns = ARENA_ARRAY(locating->arena, struct edge, cell_count + 1)};
    for (size_t i = 0; i < cell_count; i++)
        cells[i] = (struct named){contract_letters_of(sheet->cells[i].text, locating->arena), i};
    for (size_t i = 0; i < words->count; i++)
        if (words->words[i].page == out->page) {
            heights[n] = words->words[i].box[3] - words->words[i].box[1];
            met[n++] = (struct named){words->words[i].text, i};
        }
    qsort(heights, n, sizeof *heights, compare_doubles);
    if (n)
        out->line = heights[n / 2];
    pair(out, sheet, words, cells, cell_count, met, n);
}

/* Whole rows and columns that are named are those that are not shown: a line between their
   neighbours. */
static void make_thin(const struct edge *edges, size_t count, int first, double *low, double *high)
{
    for (size_t i = 0; i < count; i++) {
        if (edges[i].number < first)
            *low = *high = edges[i].high;
        else if (edges[i].number > first) {
            *low = *high = edges[i].low - 1;
            break;
        }
    }
}

/* Where rows (or columns) first..last lie. -1: nothing is known; 0: worked out from neighbours; 1:
   the very rows. */
static int find_edges(const struct edge *edges, size_t count, int first, int last, double usual,
                      double *low, double *high)
{
    const struct edge *before = NULL, *behind = NULL;
    bool is_exact = false;
    for (size_t i = 0; i < count; i++) {
        const struct edge *edge = &edges[i];
        if (edge->number < first) {
            before = edge;
        } else if (edge->number > last) {
            behind = edge;
            break;
        } else {
            *low = !is_exact || edge->low < *low ? edge->low : *low;
            *high = !is_exact || edge->high > *high ? edge->high : *high;
            is_exact = true;
        }
    }
    if (is_exact)
        return 1;
    if (before && behind) {
        double step = (behind->low - before->low) / (behind->number - before->number);
        *low = before->low + step * (first - before->number);
        *high = before->low + step * (last + 1 - before->number);
    } else if (before) {
        *low = before->high + usual * (first - before->number - 1);
        *high = *low + usual;
    } else if (behind) {
        *low = behind->low - usual * (behind->number - first);
        *high = *low + usual;
    }
    return before || behind ? 0 : -1;
}

/* The box of the finding on the page of its sheet; false: not known. */
static bool find_box(const struct sheet_page *page, const struct inspect_place *place,
                     double box[4], bool *is_near)
{
    struct contract_area area = contract_area_of(place);
    double top = 1, bottom = page->height - 1, left = 1, right = page->width - 1;
    int rows = 1, columns = 1;
    if (area.row >= 0)
        rows = find_edges(page->rows, page->row_count, area.row, area.last_row, page->line, &top,
                          &bottom);
    if (area.column >= 0)
        columns = find_edges(page->columns, page->column_count, area.column, area.last_column,
                             page->line * 4, &left, &right);
    if (rows == 0 && area.column < 0)
        make_thin(page->rows, page->row_count, area.row, &top, &bottom);
    if (columns == 0 && area.row < 0)
        make_thin(page->columns, page->column_count, area.column, &left, &right);
    box[0] = left;
    box[1] = page->height - bottom;
    box[2] = right;
    box[3] = page->height - top;
    *is_near = rows == 0 || columns == 0;
    return rows >= 0 && columns >= 0 && page->height > 3 && page->width > 3 && left < page->width &&
           top < page->height && right > 0 && bottom > 0;
}

/* A part of the page of usual size, the box somewhat inside; small pages as they are. */
static void open_window(const struct sheet_page *page, const double box[4], struct page_window *out)
{
    double width = page->line * LETTERS_WIDE, height = page->line * LINES_HIGH;
    double left = box[0] - width / 4, top = page->height - box[3] - height / 4;
    width = width < page->width ? width : page->width;
    height = height < page->height ? height : page->height;
    left = left + width > page->width ? page->width - width : left;
    top = top + height > page->height ? page->height - height : top;
    left = left > 0 ? left : 0;
    top = top > 0 ? top : 0;
    *out = (struct page_window){
        .page = page->page,
        .box = {left, page->height - top - height, left + width, page->height - top},
        .page_height = page->height,
        .scale = LINE_PIXELS / page->line};
}

static bool shows(const struct page_window *window, int64_t page, const double box[4])
{
    return window->page == page && box[3] <= window->box[3] && box[0] >= window->box[0] &&
           (box[0] + box[2]) / 2 < window->box[2] && box[3] - 2 > window->box[1];
}

static void put(struct locating *locating, const struct sheet_page *page,
                struct inspect_finding *finding)
{
    struct contract_scene *out = locating->out;
    struct page_window window;
    double box[4];
    bool is_near;
    if (!find_box(page, &finding->place, box, &is_near))
        return;
    size_t i = 0;
    while (i < out->count && !shows(&out->windows[i], page->page, box))
        i++;
    open_window(page, box, &window);
    contract_locate_put(locating, finding, (int64_t)i + 1, &window, box, is_near);
}

static void locate_in_sheet(struct locating *locating, size_t index)
{
    struct str name = locating->book->sheets[index].name;
    struct sheet_page page = {0};
    int64_t number = (int64_t)index + 1;
    size_t from = contract_letters_page(&locating->letters, number),
           to = contract_letters_page(&locating->letters, number + 1);
    for (size_t i = 0; i < locating->report->count; i++) {
        struct inspect_finding *finding = &locating->report->findings[i];
        if (finding->place.inside.n || !str_equal(finding->place.sheet, name))
            continue;
        if (page.page == 0)
            read_page(locating, index, &page);
        contract_locate_cover(locating, finding, from, to);
        put(locating, &page, finding);
    }
}

void contract_locate_sheets(struct locating *locating)
{
    if (locating->book->count != locating->letters.words->page_count)
        return; /* chart sheets, or an old LibreOffice that knows no whole sheets */
    for (size_t i = 0; i < locating->book->count; i++)
        locate_in_sheet(locating, i);
}
