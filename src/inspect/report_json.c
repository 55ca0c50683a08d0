/* Reports for machines. */
#include <stdio.h>

#include "base/json.h"
#include "inspect/inspect.h"

static void put_known(struct json_writer *writer, struct str key, int64_t value)
{
    if (value >= 0)
        json_put_integer(writer, key, value);
}

static void put_text(struct json_writer *writer, struct str key, struct str value)
{
    if (value.n)
        json_put_string(writer, key, value);
}

static void put_place(struct json_writer *writer, const struct inspect_place *place)
{
    json_key(writer, STR("place"));
    json_begin_object(writer);
    put_text(writer, STR("inside"), place->inside);
    put_text(writer, STR("part"), place->part);
    put_text(writer, STR("sheet"), place->sheet);
    put_text(writer, STR("cell"), place->cell);
    put_text(writer, STR("element"), place->element);
    const int64_t numbers[] = {place->page, place->slide, place->paragraph, place->line};
    static const struct str keys[] = {STR_INIT("page"), STR_INIT("slide"), STR_INIT("paragraph"),
                                      STR_INIT("line")};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        if (numbers[i] > 0)
            json_put_integer(writer, keys[i], numbers[i]);
    put_known(writer, STR("offset"), place->offset);
    if (place->has_box) {
        char number[32];
        json_key(writer, STR("box"));
        json_begin_array(writer);
        for (int i = 0; i < 4; i++) {
            int n = snprintf(number, sizeof number, "%.2f", place->box[i]);
            json_number(writer, (struct str){number, (size_t)n});
        }
        json_end_array(writer);
    }
    json_end_object(writer);
}

static void put_finding(struct json_writer *writer, const struct inspect_finding *finding,
                        enum lang lang)
{
    struct arena *arena = arena_create();
    json_begin_object(writer);
    json_put_string(writer, STR("id"), inspect_finding_id(finding, arena));
    arena_destroy(arena);
    json_put_string(writer, STR("kind"), finding->kind->id);
    json_put_string(writer, STR("severity"), inspect_severity_name(finding->severity));
    json_put_string(writer, STR("title"),
                    lang == LANG_JA ? finding->kind->title_ja : finding->kind->title_en);
    put_place(writer, &finding->place);
    put_text(writer, STR("found"), finding->found);
    json_put_integer(writer, STR("count"), finding->count);
    json_put_string(writer, STR("why"), finding->kind->why_ja);
    json_put_string(writer, STR("mend"),
                    lang == LANG_JA ? finding->kind->mend_ja : finding->kind->mend_en);
    json_put_string(writer, STR("rule"), finding->kind->rule);
    json_end_object(writer);
}

static void put_measure(struct json_writer *writer, const struct inspect_report *report)
{
    const struct inspect_measure *measure = &report->measure;
    json_key(writer, STR("measure"));
    json_begin_object(writer);
    put_known(writer, STR("bytes"), measure->bytes);
    put_known(writer, STR("pages"), measure->pages);
    put_known(writer, STR("characters"), measure->characters);
    put_known(writer, STR("characters_no_blanks"), measure->characters_no_blanks);
    put_known(writer, STR("utf16_units"), measure->utf16_units);
    put_known(writer, STR("pages_without_text"), measure->pages_without_text);
    json_end_object(writer);
    if (report->page_text_count == 0)
        return;
    json_key(writer, STR("page_text")); /* none, text, ocr: one letter for each page */
    struct buf letters = {0};
    for (size_t i = 0; i < report->page_text_count; i++)
        buf_append_char(&letters, report->page_text[i] == 2 ? 'o'
                                  : report->page_text[i]    ? 't'
                                                            : '-');
    json_string(writer, buf_str(&letters));
    buf_finish(&letters);
}

/* Each reading of each limit that can be measured, and whether it is kept. */
static void put_limits(struct json_writer *writer, const struct inspect *inspect,
                       const struct inspect_measure *measure)
{
    size_t count;
    const struct inspect_limit *limits = inspect_limits(inspect, &count);
    json_key(writer, STR("limits"));
    json_begin_array(writer);
    for (size_t i = 0; i < count; i++) {
        int64_t value = inspect_measured(measure, &limits[i]);
        if (value < 0)
            continue;
        json_begin_object(writer);
        json_put_string(writer, STR("measure"), limits[i].measure);
        json_put_integer(writer, STR("value"), value);
        json_put_integer(writer, STR("most"), limits[i].most);
        json_put_bool(writer, STR("kept"), value <= limits[i].most);
        json_put_bool(writer, STR("decides"), limits[i].kind.n > 0);
        json_put_string(writer, STR("source"), limits[i].source);
        json_end_object(writer);
    }
    json_end_array(writer);
}

static void put_scan(struct json_writer *writer, const struct inspect_scan *scan)
{
    if (scan->outcome.n == 0)
        return;
    json_key(writer, STR("scan"));
    json_begin_object(writer);
    json_put_string(writer, STR("outcome"), scan->outcome);
    put_text(writer, STR("words"), scan->words);
    put_text(writer, STR("engine"), scan->engine);
    json_end_object(writer);
}

void inspect_write_json(const struct inspect *inspect, const struct inspect_report *reports,
                        size_t count, enum lang lang, struct buf *out)
{
    struct json_writer writer;
    json_writer_init(&writer, out, true);
    json_begin_object(&writer);
    json_key(&writer, STR("files"));
    json_begin_array(&writer);
    for (size_t i = 0; i < count; i++) {
        const struct inspect_report *report = &reports[i];
        json_begin_object(&writer);
        json_put_string(&writer, STR("name"), report->name);
        json_put_string(&writer, STR("form"), report->form);
        json_put_bool(&writer, STR("inspected"), report->inspected);
        json_put_bool(&writer, STR("passes"), inspect_passes(report));
        put_text(&writer, STR("reason"), lang == LANG_JA ? report->reason_ja : report->reason_en);
        put_measure(&writer, report);
        put_limits(&writer, inspect, &report->measure);
        put_scan(&writer, &report->scan);
        json_put_integer(&writer, STR("left_out"), report->left_out);
        json_key(&writer, STR("findings"));
        json_begin_array(&writer);
        for (size_t f = 0; f < report->count; f++)
            put_finding(&writer, &report->findings[f], lang);
        json_end_array(&writer);
        json_end_object(&writer);
    }
    json_end_array(&writer);
    json_end_object(&writer);
}
