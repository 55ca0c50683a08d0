/* The interpreter of content streams: what is painted, in which order, with which colour. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "inspect/pdf_paint.h"

enum { MOST_DEPTH = 12, MOST_FORMS = 5000 };

struct matrix matrix_multiply(struct matrix x, struct matrix y)
{
    return (struct matrix){x.a * y.a + x.b * y.c,       x.a * y.b + x.b * y.d,
                           x.c * y.a + x.d * y.c,       x.c * y.b + x.d * y.d,
                           x.e * y.a + x.f * y.c + y.e, x.e * y.b + x.f * y.d + y.f};
}

static float number(const struct paint *paint, size_t index)
{
    return index < paint->operand_count && paint->operands[index].kind == OPERAND_NUMBER
               ? paint->operands[index].number
               : 0;
}

static struct str text_operand(const struct paint *paint, size_t index)
{
    bool is_text = index < paint->operand_count && (paint->operands[index].kind == OPERAND_STRING ||
                                                    paint->operands[index].kind == OPERAND_NAME);
    return is_text ? paint_text_of(paint, &paint->operands[index]) : STR("");
}

/* An entry of a category of the resources: "/Font", name of operand `index`. */
static qpdf_oh resource(struct paint *paint, const char *category, size_t index)
{
    struct arena *arena = paint->pdf->page_arena;
    char *key = arena_c(arena, ARENA_JOIN(arena, STR("/"), text_operand(paint, index)));
    return pdf_key(paint->pdf, pdf_key(paint->pdf, paint->resources, category), key);
}

static struct matrix read_matrix(const struct paint *paint)
{
    return (struct matrix){number(paint, 0), number(paint, 1), number(paint, 2),
                           number(paint, 3), number(paint, 4), number(paint, 5)};
}

static void transform_box(const struct matrix *m, float x, float y, float width, float height,
                          float out[4])
{
    const float xs[4] = {x, x + width, x, x + width}, ys[4] = {y, y, y + height, y + height};
    for (int i = 0; i < 4; i++) {
        float px = xs[i] * m->a + ys[i] * m->c + m->e, py = xs[i] * m->b + ys[i] * m->d + m->f;
        out[0] = i == 0 || px < out[0] ? px : out[0];
        out[1] = i == 0 || py < out[1] ? py : out[1];
        out[2] = i == 0 || px > out[2] ? px : out[2];
        out[3] = i == 0 || py > out[3] ? py : out[3];
    }
}

static bool is_upright(const struct matrix *m)
{
    float most = fabsf(m->a) + fabsf(m->b) + fabsf(m->c) + fabsf(m->d);
    return fabsf(m->b) + fabsf(m->c) < most * 0.01f || fabsf(m->a) + fabsf(m->d) < most * 0.01f;
}

static void clip_to(struct state *state, const float box[4])
{
    state->clip[0] = box[0] > state->clip[0] ? box[0] : state->clip[0];
    state->clip[1] = box[1] > state->clip[1] ? box[1] : state->clip[1];
    state->clip[2] = box[2] < state->clip[2] ? box[2] : state->clip[2];
    state->clip[3] = box[3] < state->clip[3] ? box[3] : state->clip[3];
}

static void extend_path(struct paint *paint, const float box[4])
{
    if (!paint->has_path)
        memcpy(paint->path, box, sizeof paint->path);
    paint->has_path = true;
    for (int i = 0; i < 2; i++) {
        paint->path[i] = box[i] < paint->path[i] ? box[i] : paint->path[i];
        paint->path[i + 2] = box[i + 2] > paint->path[i + 2] ? box[i + 2] : paint->path[i + 2];
    }
}

static void add_rectangle(struct paint *paint)
{
    float box[4];
    transform_box(&paint->state.ctm, number(paint, 0), number(paint, 1), number(paint, 2),
                  number(paint, 3), box);
    extend_path(paint, box);
    if (paint->rectangle_count < MOST_RECTANGLES && is_upright(&paint->state.ctm))
        memcpy(paint->rectangles[paint->rectangle_count++], box, sizeof box);
    else
        paint->path_is_other = true;
}

static void add_point(struct paint *paint, float x, float y)
{
    const struct matrix *m = &paint->state.ctm;
    float px = x * m->a + y * m->c + m->e, py = x * m->b + y * m->d + m->f;
    const float box[4] = {px, py, px, py};
    extend_path(paint, box);
    if (paint->polygon_count < 6) {
        paint->polygon[paint->polygon_count][0] = px;
        paint->polygon[paint->polygon_count][1] = py;
    }
    paint->polygon_count++;
}

/* Four corners, each at an edge of the bounding box: a rectangle drawn with lines. */
static void finish_polygon(struct paint *paint)
{
    if (paint->polygon_count == 0)
        return;
    float box[4] = {paint->polygon[0][0], paint->polygon[0][1], paint->polygon[0][0],
                    paint->polygon[0][1]};
    bool fits = paint->polygon_count == 4 || paint->polygon_count == 5;
    for (size_t i = 0; i < paint->polygon_count && fits; i++)
        for (int k = 0; k < 2; k++) {
            box[k] = paint->polygon[i][k] < box[k] ? paint->polygon[i][k] : box[k];
            box[k + 2] = paint->polygon[i][k] > box[k + 2] ? paint->polygon[i][k] : box[k + 2];
        }
    for (size_t i = 0; i < paint->polygon_count && fits; i++)
        for (int k = 0; k < 2; k++)
            fits = fits && (fabsf(paint->polygon[i][k] - box[k]) < 0.1f ||
                            fabsf(paint->polygon[i][k] - box[k + 2]) < 0.1f);
    if (fits && paint->rectangle_count < MOST_RECTANGLES)
        memcpy(paint->rectangles[paint->rectangle_count++], box, sizeof box);
    else
        paint->path_is_other = true;
    paint->polygon_count = 0;
}

static void fill_path(struct paint *paint, bool even_odd)
{
    const struct state *state = &paint->state;
    finish_polygon(paint);
    /* Frames are two rectangles, one in the other; what is not made of rectangles is no box over
     * text. */
    bool is_frame = even_odd && paint->rectangle_count > 1;
    if (state->alpha < 0.9f || is_frame || paint->path_is_other || paint->off_marks)
        return;
    bool white = state->fill[0] > 0.96f && state->fill[1] > 0.96f && state->fill[2] > 0.96f &&
                 !state->unknown_fill;
    for (size_t i = 0; i < paint->rectangle_count; i++) {
        float box[4];
        for (int k = 0; k < 2; k++) {
            box[k] =
                paint->rectangles[i][k] > state->clip[k] ? paint->rectangles[i][k] : state->clip[k];
            box[k + 2] = paint->rectangles[i][k + 2] < state->clip[k + 2]
                             ? paint->rectangles[i][k + 2]
                             : state->clip[k + 2];
        }
        pdf_add_cover(paint->page, box, white ? COVER_WHITE : COVER_DARK);
    }
}

static void end_path(struct paint *paint)
{
    if (paint->clip_next && paint->has_path)
        clip_to(&paint->state, paint->path);
    paint->clip_next = paint->has_path = paint->path_is_other = false;
    paint->rectangle_count = paint->polygon_count = 0;
}

static void set_fill(struct paint *paint, size_t components)
{
    struct state *state = &paint->state;
    float v[4];
    for (size_t i = 0; i < 4; i++)
        v[i] = number(paint, i);
    state->unknown_fill = components == 0 || components > 4 || paint->operand_count != components;
    if (state->ink_space) {
        float paper = 1;
        for (size_t i = 0; i < components && i < 4; i++)
            paper -= v[i];
        state->fill[0] = state->fill[1] = state->fill[2] = paper < 0 ? 0 : paper;
        state->unknown_fill = false;
    } else if (components == 1) {
        state->fill[0] = state->fill[1] = state->fill[2] = v[0];
    } else if (components == 3) {
        memcpy(state->fill, v, sizeof state->fill);
    } else if (components == 4) {
        for (int i = 0; i < 3; i++)
            state->fill[i] = (1 - v[i]) * (1 - v[3]);
    }
}

static void set_fill_space(struct paint *paint)
{
    struct state *state = &paint->state;
    struct str name = text_operand(paint, 0);
    struct pdf *pdf = paint->pdf;
    bool device = str_starts(name, STR("Device"));
    state->unknown_fill = str_equal(name, STR("Pattern"));
    state->ink_space = false;
    state->fill[0] = state->fill[1] = state->fill[2] = 0;
    if (device || state->unknown_fill)
        return;
    qpdf_oh space = resource(paint, "/ColorSpace", 0);
    if (pdf_count(pdf, space) == 0)
        return;
    qpdf_oh family = qpdf_oh_get_array_item(pdf->q, space, 0);
    state->ink_space =
        pdf_is_name(pdf, family, "/Separation") || pdf_is_name(pdf, family, "/DeviceN");
    state->unknown_fill = pdf_is_name(pdf, family, "/Pattern") ||
                          pdf_is_name(pdf, family, "/Indexed") || pdf_is_name(pdf, family, "/Lab");
}

static void set_fill_in_space(struct paint *paint)
{
    bool keeps_unknown = paint->state.unknown_fill;
    set_fill(paint, paint->operand_count);
    paint->state.unknown_fill |= keeps_unknown;
}

static void set_extended(struct paint *paint)
{
    struct pdf *pdf = paint->pdf;
    qpdf_oh state = resource(paint, "/ExtGState", 0);
    paint->state.alpha =
        (float)pdf_number(pdf, pdf_key(pdf, state, "/ca"), (double)paint->state.alpha);
    qpdf_oh font = pdf_key(pdf, state, "/Font");
    if (pdf_count(pdf, font) == 2) {
        paint->state.font = pdf_font_get(pdf, qpdf_oh_get_array_item(pdf->q, font, 0));
        paint->state.size = (float)pdf_number(pdf, qpdf_oh_get_array_item(pdf->q, font, 1), 1);
    }
}

static void save_state(struct paint *paint)
{
    if (paint->state_count < MOST_STATES)
        paint->states[paint->state_count++] = paint->state;
    else
        paint->states_left_out++;
}

static void restore_state(struct paint *paint)
{
    if (paint->states_left_out)
        paint->states_left_out--;
    else if (paint->state_count)
        paint->state = paint->states[--paint->state_count];
}

/* A group, or a membership that names only groups that are off. */
bool pdf_is_off(struct pdf *pdf, qpdf_oh content)
{
    size_t id = pdf_id(pdf, content);
    if (id && pdf->off[id])
        return true;
    qpdf_oh groups = pdf_key(pdf, content, "/OCGs");
    size_t one = pdf_id(pdf, groups);
    int count = pdf_count(pdf, groups);
    if (one && pdf->off[one])
        return true;
    for (int i = 0; i < count; i++)
        if (!pdf->off[pdf_id(pdf, qpdf_oh_get_array_item(pdf->q, groups, i))])
            return false;
    return count > 0;
}

/* "/ActualText (…)" or "<FEFF…>" of an inline dictionary. */
static struct str read_replacement(struct paint *paint, const struct operand *operand)
{
    struct str dictionary = str_slice(paint->stream, operand->from, operand->from + operand->n);
    size_t at = str_find(dictionary, STR("/ActualText"), 0);
    if (at == SIZE_MAX)
        return STR("");
    struct arena *arena = paint->pdf->page_arena;
    char *source = arena_c(arena, dictionary);
    qpdf_oh parsed = qpdf_oh_parse(paint->pdf->q, source);
    return pdf_text(paint->pdf, pdf_key(paint->pdf, parsed, "/ActualText"), arena);
}

static void begin_mark(struct paint *paint, bool has_properties)
{
    if (paint->mark_count == MOST_MARKS) {
        paint->marks_left_out++;
        return;
    }
    struct mark *mark = &paint->marks[paint->mark_count++];
    *mark = (struct mark){.text_from = (uint32_t)paint->page->text.n};
    if (!has_properties || paint->operand_count < 2)
        return;
    const struct operand *properties = &paint->operands[1];
    if (properties->kind == OPERAND_DICTIONARY)
        mark->replacement = read_replacement(paint, properties);
    else if (str_equal(text_operand(paint, 0), STR("OC")))
        mark->is_off = pdf_is_off(paint->pdf, resource(paint, "/Properties", 1));
    paint->off_marks += mark->is_off;
}

static struct str without_blanks(struct arena *arena, struct str text)
{
    char *out = ARENA_ARRAY(arena, char, text.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] != ' ' && text.p[i] != '\n')
            out[n++] = text.p[i];
    return (struct str){out, n};
}

static void end_mark(struct paint *paint)
{
    if (paint->marks_left_out) {
        paint->marks_left_out--;
        return;
    }
    if (paint->mark_count == 0)
        return;
    const struct mark *mark = &paint->marks[--paint->mark_count];
    paint->off_marks -= mark->is_off;
    if (text_length(mark->replacement) < 2)
        return;
    struct arena *arena = paint->pdf->page_arena;
    struct str seen = str_slice(buf_str(&paint->page->text), mark->text_from, paint->page->text.n);
    if (str_equal(text_normal_form(without_blanks(arena, seen), arena),
                  text_normal_form(without_blanks(arena, mark->replacement), arena)))
        return;
    struct inspect_place place = {
        .page = paint->page->number, .element = STR("ActualText"), .offset = -1};
    work_found(paint->pdf->work, "PDF-15", &place, mark->replacement);
}

static void paint_form(struct paint *paint, qpdf_oh form);

static void paint_object(struct paint *paint)
{
    struct pdf *pdf = paint->pdf;
    qpdf_oh object = resource(paint, "/XObject", 0);
    bool off = pdf_is_off(pdf, pdf_key(pdf, object, "/OC"));
    paint->off_marks += off;
    paint->operator_is_off |= off;
    if (pdf_is_name(pdf, pdf_key(pdf, object, "/Subtype"), "/Form")) {
        paint_form(paint, object);
    } else if (qpdf_oh_is_stream(pdf->q, object) && !off) {
        float box[4];
        bool see_through = pdf_has(pdf, object, "/SMask") || pdf_has(pdf, object, "/ImageMask") ||
                           pdf_has(pdf, object, "/Mask") || paint->state.alpha < 0.9f;
        transform_box(&paint->state.ctm, 0, 0, 1, 1, box);
        pdf_add_cover(paint->page, box, see_through ? COVER_CLEAR_IMAGE : COVER_IMAGE);
    }
    paint->off_marks -= off;
}

/* An inline image ends at EI between blanks; its data may hold anything. */
static void skip_inline_image(struct paint *paint)
{
    struct str s = paint->stream;
    size_t at = str_find(s, STR("ID"), paint->at);
    float box[4];
    while (at != SIZE_MAX && (at = str_find(s, STR("EI"), at + 2)) != SIZE_MAX) {
        bool ends =
            at + 2 >= s.n || s.p[at + 2] == ' ' || s.p[at + 2] == '\n' || s.p[at + 2] == '\r';
        bool begins = s.p[at - 1] == ' ' || s.p[at - 1] == '\n' || s.p[at - 1] == '\r';
        if (ends && begins)
            break;
    }
    paint->at = at == SIZE_MAX ? s.n : at + 2;
    transform_box(&paint->state.ctm, 0, 0, 1, 1, box);
    pdf_add_cover(paint->page, box, COVER_CLEAR_IMAGE);
}

static void next_line(struct paint *paint, float x, float y)
{
    const struct matrix move = {1, 0, 0, 1, x, y};
    paint->line = matrix_multiply(move, paint->line);
    paint->text = paint->line;
}

static void show_array(struct paint *paint)
{
    if (paint->operand_count == 0 || paint->operands[0].kind != OPERAND_ARRAY)
        return;
    const struct operand *array = &paint->operands[0];
    for (uint32_t i = 0; i < array->n; i++) {
        const struct operand *item = &paint->items[array->from + i];
        if (item->kind == OPERAND_NUMBER)
            paint_adjust(paint, item->number);
        else if (item->kind == OPERAND_STRING)
            paint_show(paint, paint_text_of(paint, item));
    }
}

static bool do_text(struct paint *paint, struct str name)
{
    struct state *state = &paint->state;
    char c = name.n == 2 && name.p[0] == 'T' ? name.p[1] : 0;
    switch (c) {
    case 'f':
        state->font = pdf_font_get(paint->pdf, resource(paint, "/Font", 0));
        state->size = number(paint, 1);
        return true;
    case 'd':
        next_line(paint, number(paint, 0), number(paint, 1));
        return true;
    case 'D':
        state->leading = -number(paint, 1);
        next_line(paint, number(paint, 0), number(paint, 1));
        return true;
    case 'm':
        paint->text = paint->line = read_matrix(paint);
        return true;
    case '*':
        next_line(paint, 0, -state->leading);
        return true;
    case 'j':
        paint_show(paint, text_operand(paint, 0));
        return true;
    case 'J':
        show_array(paint);
        return true;
    case 'c':
        state->character_space = number(paint, 0);
        return true;
    case 'w':
        state->word_space = number(paint, 0);
        return true;
    case 'z':
        state->scale = number(paint, 0) / 100;
        return true;
    case 'L':
        state->leading = number(paint, 0);
        return true;
    case 's':
        state->rise = number(paint, 0);
        return true;
    case 'r':
        state->mode = (int)number(paint, 0);
        return true;
    default:
        return false;
    }
}

static bool do_path(struct paint *paint, struct str name)
{
    char c = name.p[0];
    bool star = name.n == 2 && name.p[1] == '*';
    if (str_equal(name, STR("re"))) {
        add_rectangle(paint);
        return true;
    }
    if (name.n > 1 && !star)
        return false;
    switch (c) {
    case 'm':
        finish_polygon(paint);
        add_point(paint, number(paint, 0), number(paint, 1));
        return true;
    case 'l':
        add_point(paint, number(paint, 0), number(paint, 1));
        return true;
    case 'c':
    case 'v':
    case 'y':
        add_point(paint, number(paint, c == 'c' ? 4 : 2), number(paint, c == 'c' ? 5 : 3));
        paint->path_is_other = true;
        return true;
    case 'h':
        return true;
    case 'f':
    case 'F':
    case 'B':
    case 'b':
        fill_path(paint, star);
        end_path(paint);
        return true;
    case 'S':
    case 's':
    case 'n':
        end_path(paint);
        return true;
    case 'W':
        paint->clip_next = true;
        return true;
    default:
        return false;
    }
}

static void do_other(struct paint *paint, struct str name)
{
    if (str_equal(name, STR("cm")))
        paint->state.ctm = matrix_multiply(read_matrix(paint), paint->state.ctm);
    else if (str_equal(name, STR("q")))
        save_state(paint);
    else if (str_equal(name, STR("Q")))
        restore_state(paint);
    else if (str_equal(name, STR("BT")))
        paint->text = paint->line = (struct matrix){1, 0, 0, 1, 0, 0};
    else if (str_equal(name, STR("g")) || str_equal(name, STR("rg")) || str_equal(name, STR("k"))) {
        paint->state.ink_space = false;
        set_fill(paint, name.n == 2 ? 3 : name.p[0] == 'g' ? 1 : 4);
    } else if (str_equal(name, STR("cs")))
        set_fill_space(paint);
    else if (str_equal(name, STR("sc")) || str_equal(name, STR("scn")))
        set_fill_in_space(paint);
    else if (str_equal(name, STR("gs")))
        set_extended(paint);
    else if (str_equal(name, STR("Do")))
        paint_object(paint);
    else if (str_equal(name, STR("BDC")) || str_equal(name, STR("BMC")))
        begin_mark(paint, name.p[1] == 'D');
    else if (str_equal(name, STR("EMC")))
        end_mark(paint);
    else if (str_equal(name, STR("BI")))
        skip_inline_image(paint);
    else if (str_equal(name, STR("'"))) {
        next_line(paint, 0, -paint->state.leading);
        paint_show(paint, text_operand(paint, 0));
    } else if (str_equal(name, STR("\""))) {
        paint->state.word_space = number(paint, 0);
        paint->state.character_space = number(paint, 1);
        next_line(paint, 0, -paint->state.leading);
        paint_show(paint, text_operand(paint, 2));
    }
}

static void run(struct paint *paint)
{
    struct str name;
    if (paint->page->rewrite)
        paint_write_begin(paint);
    while (paint_next(paint, &name) && --paint->pdf->work->budget->elements > 0) {
        if (paint->page->rewrite)
            paint_write_before(paint, name);
        if (!do_text(paint, name) && !do_path(paint, name))
            do_other(paint, name);
        if (paint->page->rewrite)
            paint_write_operator(paint, name);
    }
    buf_finish(&paint->scratch);
}

/* Not in the page's arena: forms may be painted thousands of times. */
static struct paint *paint_create(void)
{
    struct paint *paint = calloc(1, sizeof *paint);
    CHECK(paint);
    return paint;
}

/* A form is painted with a state of its own that begins as the caller's. */
static void paint_form(struct paint *outer, qpdf_oh form)
{
    struct pdf *pdf = outer->pdf;
    double box[4];
    if (++outer->page->forms > MOST_FORMS)
        outer->page->is_full = true; /* forms that paint each other many times over */
    if (outer->depth >= MOST_DEPTH || outer->page->is_full)
        return;
    size_t size;
    char *bytes = pdf_stream_take(pdf, form, &size);
    if (!bytes)
        return;
    struct paint *paint = paint_create();
    paint->page = outer->page;
    paint->pdf = pdf;
    paint->depth = outer->depth + 1;
    paint->state = outer->state;
    paint->off_marks = outer->off_marks;
    qpdf_oh resources = pdf_key(pdf, form, "/Resources"), matrix = pdf_key(pdf, form, "/Matrix");
    paint->resources = qpdf_oh_is_dictionary(pdf->q, resources) ? resources : outer->resources;
    if (pdf_count(pdf, matrix) == 6) {
        float v[6];
        for (int i = 0; i < 6; i++)
            v[i] = (float)pdf_number(pdf, qpdf_oh_get_array_item(pdf->q, matrix, i), 0);
        paint->state.ctm =
            matrix_multiply((struct matrix){v[0], v[1], v[2], v[3], v[4], v[5]}, paint->state.ctm);
    }
    if (pdf_box(pdf, pdf_key(pdf, form, "/BBox"), box)) {
        float on_page[4];
        transform_box(&paint->state.ctm, (float)box[0], (float)box[1], (float)(box[2] - box[0]),
                      (float)(box[3] - box[1]), on_page);
        clip_to(&paint->state, on_page);
    }
    paint->stream = (struct str){bytes, size};
    run(paint);
    if (paint->page->rewrite)
        paint_write_end(paint, pdf_id(pdf, form));
    free(paint);
    free(bytes);
}

void pdf_content_run(struct pdf_page *page, qpdf_oh resources, struct str content)
{
    struct paint *paint = paint_create();
    paint->page = page;
    paint->pdf = page->pdf;
    paint->resources = resources;
    paint->stream = content;
    paint->state = (struct state){
        .ctm = {1, 0, 0, 1, 0, 0}, .clip = {-1e9f, -1e9f, 1e9f, 1e9f}, .alpha = 1, .scale = 1};
    run(paint);
    if (page->rewrite)
        paint_write_end(paint, 0);
    free(paint);
}
