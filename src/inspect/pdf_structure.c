/* Layers, the catalog, and every object that can be reached; and those that cannot. */
#include "inspect/pdf_parts.h"

enum { MOST_DEPTH = 100, MOST_UNREACHED = 20 };

static void set_off(struct pdf *pdf, qpdf_oh groups, uint8_t value)
{
    int count = pdf_count(pdf, groups);
    for (int i = 0; i < count; i++)
        pdf->off[pdf_id(pdf, qpdf_oh_get_array_item(pdf->q, groups, i))] = value;
    pdf->off[0] = 0;
}

void pdf_read_layers(struct pdf *pdf)
{
    qpdf_oh properties = pdf_key(pdf, qpdf_get_root(pdf->q), "/OCProperties");
    qpdf_oh groups = pdf_key(pdf, properties, "/OCGs"), usual = pdf_key(pdf, properties, "/D");
    if (pdf_is_name(pdf, pdf_key(pdf, usual, "/BaseState"), "/OFF"))
        set_off(pdf, groups, 1);
    set_off(pdf, pdf_key(pdf, usual, "/ON"), 0);
    set_off(pdf, pdf_key(pdf, usual, "/OFF"), 1);
    int count = pdf_count(pdf, groups);
    for (int i = 0; i < count; i++) {
        qpdf_oh group = qpdf_oh_get_array_item(pdf->q, groups, i);
        size_t id = pdf_id(pdf, group);
        struct inspect_place place = pdf_place(id, pdf->arena);
        if (id && pdf->off[id])
            work_found(pdf->work, "PDF-04", &place,
                       pdf_text(pdf, pdf_key(pdf, group, "/Name"), pdf->arena));
    }
}

struct walk {
    struct pdf *pdf;
    int *queue;
    size_t first, last, room;
};

static void reach(struct walk *walk, int id)
{
    struct pdf *pdf = walk->pdf;
    if (id <= 0 || (size_t)id >= pdf->object_count || pdf->reached[id])
        return;
    pdf->reached[id] = 1;
    walk->queue = work_grow(pdf->arena, walk->queue, walk->last, &walk->room, sizeof *walk->queue);
    walk->queue[walk->last++] = id;
}

/* The direct object and what lies in it; indirect ones go into the queue. */
static void visit(struct walk *walk, qpdf_oh object, size_t id, int depth)
{
    struct pdf *pdf = walk->pdf;
    if (depth > MOST_DEPTH)
        return;
    if (qpdf_oh_is_array(pdf->q, object)) {
        int count = qpdf_oh_get_array_n_items(pdf->q, object);
        for (int i = 0; i < count; i++) {
            qpdf_oh item = qpdf_oh_get_array_item(pdf->q, object, i);
            if (qpdf_oh_is_indirect(pdf->q, item))
                reach(walk, qpdf_oh_get_object_id(pdf->q, item));
            else
                visit(walk, item, id, depth + 1);
            qpdf_oh_release(pdf->q, item);
        }
        return;
    }
    bool is_stream = qpdf_oh_is_stream(pdf->q, object);
    if (!is_stream && !qpdf_oh_is_dictionary(pdf->q, object))
        return;
    struct str *keys;
    size_t count = pdf_keys(pdf, object, pdf->page_arena, &keys);
    qpdf_oh dictionary = is_stream ? qpdf_oh_get_dict(pdf->q, object) : object;
    pdf_check_dictionary(pdf, object, id);
    for (size_t i = 0; i < count; i++) {
        qpdf_oh value = qpdf_oh_get_key(pdf->q, dictionary, keys[i].p);
        if (qpdf_oh_is_indirect(pdf->q, value))
            reach(walk, qpdf_oh_get_object_id(pdf->q, value));
        else
            visit(walk, value, id, depth + 1);
        qpdf_oh_release(pdf->q, value);
    }
}

/* Object streams, xref streams and the hints of linearized files are not referred to by design. */
static bool is_scaffold(struct pdf *pdf, qpdf_oh object)
{
    qpdf_oh type = pdf_key(pdf, object, "/Type");
    bool is_stream = qpdf_oh_is_stream(pdf->q, object);
    return pdf_is_name(pdf, type, "/ObjStm") || pdf_is_name(pdf, type, "/XRef") ||
           pdf_has(pdf, object, "/Linearized") ||
           (is_stream && qpdf_oh_is_null(pdf->q, type) && pdf_has(pdf, object, "/S") &&
            qpdf_is_linearized(pdf->q));
}

static void report_unreached(struct pdf *pdf)
{
    size_t unreached = 0;
    for (size_t id = 1; id < pdf->object_count; id++) {
        if (pdf->reached[id])
            continue;
        qpdf_oh object = qpdf_get_object_by_id(pdf->q, (int)id, 0);
        bool holds = qpdf_oh_is_stream(pdf->q, object) || qpdf_oh_is_dictionary(pdf->q, object) ||
                     qpdf_oh_is_array(pdf->q, object) || qpdf_oh_is_string(pdf->q, object);
        if (holds && !is_scaffold(pdf, object) && unreached++ < MOST_UNREACHED) {
            struct inspect_place place = pdf_place(id, pdf->arena);
            struct str type = pdf_name(pdf, pdf_key(pdf, object, "/Type"), pdf->arena);
            work_found_plain(pdf->work, "PDF-12", &place,
                             type.n                              ? type
                             : qpdf_oh_is_stream(pdf->q, object) ? STR("stream")
                                                                 : STR(""));
        }
        qpdf_oh_release_all(pdf->q);
    }
    if (unreached > MOST_UNREACHED)
        pdf->work->report->left_out += (int64_t)(unreached - MOST_UNREACHED);
}

void pdf_walk_objects(struct pdf *pdf)
{
    struct walk walk = {.pdf = pdf};
    visit(&walk, qpdf_get_trailer(pdf->q), 0, 0);
    while (walk.first < walk.last) {
        int id = walk.queue[walk.first++];
        if (--pdf->work->budget->elements < 0)
            break;
        arena_reset(pdf->page_arena);
        visit(&walk, qpdf_get_object_by_id(pdf->q, id, 0), (size_t)id, 0);
        qpdf_oh_release_all(pdf->q);
    }
    report_unreached(pdf);
}
