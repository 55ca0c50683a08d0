/* One slide: what lies outside, what is covered, what has the colour of the paper. */
#include "inspect/mark.h"
#include "inspect/pptx.h"
#include "inspect/story.h"

enum {
    MOST_SHAPES = 2000,
    MOST_GROUPS = 16,
    MOST_WHITE_RUNS = 500,
    TEXT = 240,
    EMU_PER_POINT = 12700
};

struct box {
    double left, top, right, bottom;
};
struct shape {
    struct box box;
    bool is_placed, is_opaque;
    uint64_t element; /* its start tag */
    char text[TEXT];
    size_t n;
};
/* A group: (x - child_off) * scale + off. */
struct group {
    double scale_x, scale_y;
    double off[2], ext[2], child_off[2], child_ext[2];
};
struct reading {
    struct pptx *pptx;
    struct story story;
    struct rules_part part;
    struct shape shapes[MOST_SHAPES];
    size_t count;
    struct group groups[MOST_GROUPS];
    size_t group_depth;
    bool in_shape, in_group_properties, in_shape_properties, in_outline, in_run_properties, in_text,
        has_background;
    bool white;
    uint64_t run_element, white_runs[MOST_WHITE_RUNS];
    size_t white_run_count; /* of the shape */
    struct buf white_text;
};

static struct shape *current(struct reading *reading)
{
    return reading->in_shape && reading->count ? &reading->shapes[reading->count - 1] : NULL;
}

static void begin_shape(struct reading *reading)
{
    if (reading->count == MOST_SHAPES)
        return;
    reading->shapes[reading->count++] = (struct shape){.element = reading->part.element};
    reading->in_shape = true;
}

static void place_point(const struct reading *reading, double *x, double *y)
{
    for (size_t i = reading->group_depth; i-- > 0;) {
        const struct group *group = &reading->groups[i];
        *x = (*x - group->child_off[0]) * group->scale_x + group->off[0];
        *y = (*y - group->child_off[1]) * group->scale_y + group->off[1];
    }
}

/* What is found while the shape is read is found in its box. */
static void use_box(const struct pptx *pptx, const struct shape *shape, struct inspect_place *place)
{
    place->has_box = shape->is_placed;
    place->box[0] = shape->box.left / EMU_PER_POINT;
    place->box[1] = ((double)pptx->height - shape->box.bottom) / EMU_PER_POINT;
    place->box[2] = shape->box.right / EMU_PER_POINT;
    place->box[3] = ((double)pptx->height - shape->box.top) / EMU_PER_POINT;
}

static void read_transform(struct reading *reading, struct str name, const char **attributes)
{
    struct shape *shape = current(reading);
    bool is_off = str_equal(name, STR("off"));
    double x = (double)xml_integer(attributes, is_off ? "x" : "cx", 0);
    double y = (double)xml_integer(attributes, is_off ? "y" : "cy", 0);
    if (shape && is_off) {
        shape->box.left = x;
        shape->box.top = y;
    } else if (shape) {
        shape->box.right = shape->box.left + x;
        shape->box.bottom = shape->box.top + y;
        place_point(reading, &shape->box.left, &shape->box.top);
        place_point(reading, &shape->box.right, &shape->box.bottom);
        shape->is_placed = x > 0 && y > 0;
        use_box(reading->pptx, shape, &reading->part.place);
    }
}

static void read_group(struct reading *reading, struct str name, const char **attributes)
{
    struct group *group = &reading->groups[reading->group_depth - 1];
    double x = (double)xml_integer(attributes, "x", xml_integer(attributes, "cx", 0));
    double y = (double)xml_integer(attributes, "y", xml_integer(attributes, "cy", 0));
    double *to = str_equal(name, STR("off"))     ? group->off
                 : str_equal(name, STR("ext"))   ? group->ext
                 : str_equal(name, STR("chOff")) ? group->child_off
                                                 : group->child_ext;
    to[0] = x;
    to[1] = y;
    if (str_equal(name, STR("chExt"))) {
        group->scale_x = x > 0 ? group->ext[0] / x : 1;
        group->scale_y = y > 0 ? group->ext[1] / y : 1;
    }
}

/* Extensions are called ext, too. */
static bool is_transform(struct str name, const char **attributes)
{
    return str_equal(name, STR("off")) || str_equal(name, STR("chOff")) ||
           str_equal(name, STR("chExt")) ||
           (str_equal(name, STR("ext")) && xml_attribute(attributes, "cx").n);
}

static void read_fill(struct reading *reading, struct str name)
{
    struct shape *shape = current(reading);
    if (shape && (str_equal(name, STR("solidFill")) || str_equal(name, STR("gradFill")) ||
                  str_equal(name, STR("pattFill"))))
        shape->is_opaque = true;
    else if (shape && str_equal(name, STR("alpha")))
        shape->is_opaque = false;
}

static void start(void *state, struct str name, const char **attributes)
{
    struct reading *reading = state;
    story_handler.start(&reading->story, name, attributes);
    if (str_equal(name, STR("sp")) || str_equal(name, STR("pic")) ||
        str_equal(name, STR("graphicFrame")) || str_equal(name, STR("cxnSp"))) {
        begin_shape(reading);
        if (current(reading))
            current(reading)->is_opaque = str_equal(name, STR("pic"));
    } else if (str_equal(name, STR("grpSp")) && reading->group_depth < MOST_GROUPS) {
        reading->groups[reading->group_depth++] = (struct group){.scale_x = 1, .scale_y = 1};
    } else if (str_equal(name, STR("grpSpPr"))) {
        reading->in_group_properties = reading->group_depth > 0;
    } else if (str_equal(name, STR("spPr"))) {
        reading->in_shape_properties = true;
    } else if (str_equal(name, STR("ln"))) {
        reading->in_outline = true;
    } else if (is_transform(name, attributes)) {
        if (reading->in_group_properties)
            read_group(reading, name, attributes);
        else
            read_transform(reading, name, attributes);
    } else if (str_equal(name, STR("hlinkClick"))) {
        opc_place_link(reading->pptx->package, reading->part.entry->name, attributes,
                       &reading->part.place);
    } else if (str_equal(name, STR("bg"))) {
        reading->has_background = true;
    } else if (str_equal(name, STR("rPr"))) {
        reading->in_run_properties = true;
        reading->white = false;
    } else if (reading->in_run_properties) {
        struct str value = xml_attribute(attributes, "val");
        reading->white |=
            (str_equal(name, STR("srgbClr")) && str_equal_nocase(value, STR("FFFFFF"))) ||
            (str_equal(name, STR("schemeClr")) && str_equal(value, STR("bg1")));
    } else if (reading->in_shape_properties && !reading->in_outline) {
        read_fill(reading, name);
    } else if (str_equal(name, STR("r"))) {
        reading->white = false;
        reading->run_element = reading->part.element;
    } else if (str_equal(name, STR("t"))) {
        reading->in_text = true;
    }
}

static bool is_inside(const struct box *inner, const struct box *outer)
{
    const double edge = 12700; /* a point */
    return inner->left >= outer->left - edge && inner->right <= outer->right + edge &&
           inner->top >= outer->top - edge && inner->bottom <= outer->bottom + edge;
}

static void mark_element(struct reading *reading, const char *id, enum mark_act act,
                         uint64_t element)
{
    work_mark(reading->pptx->package->work, id, reading->part.entry->name, act, element, STR(""));
}

static void finish_shape(struct reading *reading)
{
    struct shape *shape = current(reading);
    struct pptx *pptx = reading->pptx;
    reading->in_shape = false;
    if (!shape)
        return;
    struct inspect_place place = reading->part.place;
    reading->part.place.has_box = false;
    place.part = reading->part.entry->name;
    place.offset = -1;
    bool outside = shape->is_placed && (shape->box.right <= 0 || shape->box.bottom <= 0 ||
                                        shape->box.left >= (double)pptx->width ||
                                        shape->box.top >= (double)pptx->height);
    if (outside)
        work_found(pptx->package->work, "PP-03", &place,
                   shape->n ? (struct str){shape->text, shape->n} : STR("picture"));
    if (outside)
        mark_element(reading, "PP-03", MARK_SHAPE, shape->element);
    bool on_paper = pptx->white_paper && !reading->has_background && !shape->is_opaque;
    for (size_t i = 0; i + 1 < reading->count && on_paper; i++)
        on_paper = !(reading->shapes[i].is_opaque && reading->shapes[i].is_placed &&
                     shape->is_placed && is_inside(&shape->box, &reading->shapes[i].box));
    if (!work_is_blank(buf_str(&reading->white_text)) && on_paper)
        work_found(pptx->package->work, "PP-04", &place, buf_str(&reading->white_text));
    for (size_t i = 0; i < reading->white_run_count && on_paper; i++)
        mark_element(reading, "PP-04", MARK_BLANK, reading->white_runs[i]);
    reading->white_run_count = 0;
    buf_clear(&reading->white_text);
}

static void report_covered(struct reading *reading)
{
    for (size_t i = 0; i < reading->count; i++) {
        const struct shape *below = &reading->shapes[i];
        for (size_t k = i + 1; k < reading->count && below->n && below->is_placed; k++) {
            const struct shape *above = &reading->shapes[k];
            if (!above->is_opaque || !above->is_placed || !is_inside(&below->box, &above->box))
                continue;
            struct inspect_place place = reading->part.place;
            place.part = reading->part.entry->name;
            place.paragraph = 0;
            place.offset = -1;
            use_box(reading->pptx, below, &place);
            work_found(reading->pptx->package->work, "PP-08", &place,
                       (struct str){below->text, below->n});
            mark_element(reading, "PP-08", MARK_SHAPE, below->element);
            break;
        }
    }
}

static void end(void *state, struct str name)
{
    struct reading *reading = state;
    if (str_equal(name, STR("sp")) || str_equal(name, STR("pic")) ||
        str_equal(name, STR("graphicFrame")) || str_equal(name, STR("cxnSp")))
        finish_shape(reading);
    else if (str_equal(name, STR("grpSp")))
        reading->group_depth -= reading->group_depth > 0;
    else if (str_equal(name, STR("grpSpPr")))
        reading->in_group_properties = false;
    else if (str_equal(name, STR("spPr")))
        reading->in_shape_properties = false;
    else if (str_equal(name, STR("ln")))
        reading->in_outline = false;
    else if (str_equal(name, STR("rPr")))
        reading->in_run_properties = false;
    else if (str_equal(name, STR("t")))
        reading->in_text = false;
    story_handler.end(&reading->story, name);
}

static void text(void *state, struct str text)
{
    struct reading *reading = state;
    struct shape *shape = current(reading);
    story_handler.text(&reading->story, text);
    if (!reading->in_text)
        return;
    for (size_t i = 0; shape && i < text.n && shape->n < TEXT; i++)
        shape->text[shape->n++] = text.p[i];
    if (!reading->white)
        return;
    size_t runs = reading->white_run_count;
    if (runs < MOST_WHITE_RUNS &&
        (runs == 0 || reading->white_runs[runs - 1] != reading->run_element))
        reading->white_runs[reading->white_run_count++] = reading->run_element;
    if (reading->white_text.n < TEXT)
        buf_append(&reading->white_text, text);
}

void pptx_read_slide(struct pptx *pptx, const struct zip_entry *entry,
                     const struct inspect_place *place)
{
    static const struct xml_handler handler = {start, end, text};
    struct work *work = pptx->package->work;
    struct reading *reading = ARENA_NEW(work->arena, struct reading);
    reading->pptx = pptx;
    reading->part =
        (struct rules_part){.entry = entry, .reader = &handler, .state = reading, .place = *place};
    story_begin(&reading->story, work, entry->name, place);
    reading->story.place = &reading->part.place;
    office_rules_read(pptx->package->rules, &reading->part);
    report_covered(reading);
    story_finish(&reading->story);
    buf_finish(&reading->white_text);
}
