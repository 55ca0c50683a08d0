/* Content streams written again without what goes. Operators are copied as they stand; of those
   that show text, the codes that go are replaced by the way that they took, so that what follows
   stays where it is. */
#include <math.h>

#include "inspect/pdf_paint.h"

void paint_write_begin(struct paint *paint)
{
    paint->operator_from = 0;
    buf_clear(&paint->written);
}

void paint_write_before(struct paint *paint, struct str name)
{
    bool ends_mark = str_equal(name, STR("EMC")) && paint->marks_left_out == 0 && paint->mark_count;
    paint->operator_changes = paint->operator_is_off = paint->operator_is_unread = false;
    paint->string_is_open = false;
    paint->gap = 0;
    buf_clear(&paint->pieces);
    paint->was_off = paint->off_marks > 0;
    paint->mark_was_off = ends_mark && paint->marks[paint->mark_count - 1].is_off;
}

/* ---- pieces of TJ: strings of codes that stay, and numbers */

static void close_string(struct paint *paint)
{
    if (paint->string_is_open)
        buf_append_char(&paint->pieces, '>');
    paint->string_is_open = false;
}

static void put_gap(struct paint *paint)
{
    if (fabsf(paint->gap) < 0.0005f)
        return;
    close_string(paint);
    buf_format(&paint->pieces, "%.3f", (double)paint->gap);
    buf_append_char(&paint->pieces, ' ');
    paint->gap = 0;
}

void paint_write_gap(struct paint *paint, float thousandths)
{
    paint->gap += thousandths;
}

void paint_write_glyph(struct paint *paint, size_t glyph, struct str code, float advance)
{
    const struct pdf_rewrite *rewrite = paint->page->rewrite;
    float unit = paint->state.size * paint->state.scale;
    if (glyph < rewrite->glyph_count && rewrite->goes[glyph] && unit != 0) {
        paint->operator_changes = true;
        paint->gap -= advance * 1000 / unit;
        return;
    }
    put_gap(paint);
    if (!paint->string_is_open)
        buf_append_char(&paint->pieces, '<');
    paint->string_is_open = true;
    for (size_t i = 0; i < code.n; i++)
        buf_format(&paint->pieces, "%02x", (unsigned)(unsigned char)code.p[i]);
}

static void write_show(struct paint *paint, struct str name)
{
    put_gap(paint);
    close_string(paint);
    if (str_equal(name, STR("\"")))
        buf_format(&paint->written, "\n%.4f Tw %.4f Tc", (double)paint->state.word_space,
                   (double)paint->state.character_space);
    if (str_equal(name, STR("\"")) || str_equal(name, STR("'")))
        buf_append(&paint->written, STR("\nT*"));
    buf_append(&paint->written, STR("\n["));
    buf_append(&paint->written, buf_str(&paint->pieces));
    buf_append(&paint->written, STR("] TJ\n"));
}

/* ---- layers that are switched off */

static bool is_one_of(struct str name, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(name, str_from_c(words[i])))
            return true;
    return false;
}

/* True when something else was written in its place. */
static bool write_off(struct paint *paint, struct str name)
{
    static const char *const paths[] = {"f", "F", "f*", "B", "B*", "b", "b*", "S", "s"};
    static const char *const objects[] = {"Do", "sh", "BI"};
    bool begins_off = (str_equal(name, STR("BDC")) || str_equal(name, STR("BMC"))) &&
                      paint->marks_left_out == 0 && paint->mark_count &&
                      paint->marks[paint->mark_count - 1].is_off;
    if (begins_off || paint->mark_was_off || paint->operator_is_off ||
        (paint->was_off && is_one_of(name, objects, sizeof objects / sizeof objects[0]))) {
        buf_append_char(&paint->written, '\n');
        return true;
    }
    if (paint->was_off && is_one_of(name, paths, sizeof paths / sizeof paths[0])) {
        buf_append(&paint->written, STR("\nn\n"));
        return true;
    }
    return false;
}

void paint_write_operator(struct paint *paint, struct str name)
{
    size_t from = paint->operator_from;
    paint->operator_from = paint->at;
    if (paint->operator_changes && !paint->operator_is_unread) {
        write_show(paint, name);
        paint->is_rewritten = true;
    } else if (paint->page->rewrite->drops_off && write_off(paint, name)) {
        paint->is_rewritten = true;
    } else {
        buf_append(&paint->written, str_slice(paint->stream, from, paint->at));
    }
}

static struct pdf_rewritten_form *form_of(struct pdf_rewrite *rewrite, size_t id)
{
    for (size_t i = 0; i < rewrite->form_count; i++)
        if (rewrite->forms[i].id == id)
            return &rewrite->forms[i];
    return NULL;
}

static void keep_form(struct pdf_rewrite *rewrite, size_t id, struct str content, bool is_changed)
{
    struct pdf_rewritten_form *form = form_of(rewrite, id);
    if (form) {
        form->differs |= is_changed != form->is_changed || !str_equal(form->content, content);
        return;
    }
    rewrite->forms = work_grow(rewrite->arena, rewrite->forms, rewrite->form_count,
                               &rewrite->form_room, sizeof *rewrite->forms);
    rewrite->forms[rewrite->form_count++] = (struct pdf_rewritten_form){
        .id = id,
        .content = is_changed ? arena_copy(rewrite->arena, content) : STR(""),
        .is_changed = is_changed};
}

void paint_write_end(struct paint *paint, size_t form)
{
    struct pdf_rewrite *rewrite = paint->page->rewrite;
    buf_append(&paint->written, str_slice(paint->stream, paint->operator_from, paint->stream.n));
    bool changed = paint->is_rewritten;
    if (form) {
        keep_form(rewrite, form, changed ? buf_str(&paint->written) : STR(""), changed);
    } else if (changed) {
        rewrite->content = arena_copy(rewrite->arena, buf_str(&paint->written));
        rewrite->is_changed = true;
    }
    buf_finish(&paint->written);
    buf_finish(&paint->pieces);
}
