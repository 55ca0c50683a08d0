#include "inspect/story.h"

#include "base/text.h"
#include "inspect/caption.h"
#include "inspect/personal.h"

void story_begin(struct story *story, struct work *work, struct str part,
                 const struct inspect_place *place)
{
    *story = (struct story){.work = work, .own_place = *place};
    story->own_place.part = part;
    story->own_place.offset = -1;
    story->place = &story->own_place;
    story->is_open_text = str_equal(part, STR("content.xml")) || str_equal(part, STR("styles.xml"));
    story->is_document = str_equal_nocase(part, STR("word/document.xml")) ||
                         str_starts(part, STR("ppt/slides/")) ||
                         str_equal(part, STR("content.xml"));
}

void story_finish(struct story *story)
{
    buf_finish(&story->paragraph);
    buf_finish(&story->choice);
    buf_finish(&story->fallback);
}

static void finish_paragraph(struct story *story)
{
    struct str text = buf_str(&story->paragraph);
    if (text.n) {
        struct inspect_place place = *story->place;
        place.part = story->own_place.part;
        place.paragraph = story->paragraphs;
        place.offset = -1;
        if (personal_may(story->work->inspect, text))
            personal_scan(story->work, text, 0, &place);
        if (story->is_document) {
            work_count_text(story->work, text);
            caption_scan(story->work, text, place.slide);
        }
    }
    buf_clear(&story->paragraph);
}

/* A drawing may say one thing to new programs and another to old ones. */
static void compare_branches(struct story *story)
{
    struct arena *arena = story->work->arena;
    struct str fallback = buf_str(&story->fallback), choice = buf_str(&story->choice);
    if (str_trim(fallback).n && !str_equal(str_trim(choice), str_trim(fallback))) {
        struct inspect_place place = *story->place;
        place.part = story->own_place.part;
        place.element = STR("mc:Fallback");
        place.paragraph = story->paragraphs;
        place.offset = -1;
        work_found(story->work, "OPC-20", &place, arena_copy(arena, fallback));
    }
    buf_clear(&story->choice);
    buf_clear(&story->fallback);
}

static void start(void *state, struct str name, const char **attributes)
{
    struct story *story = state;
    (void)attributes;
    if (str_equal(name, STR("p")) || (story->is_open_text && str_equal(name, STR("h")))) {
        if (story->alternatives == 0)
            finish_paragraph(story);
        story->paragraphs++;
        story->place->paragraph = story->paragraphs;
        story->depth_of_text += story->is_open_text;
    } else if (str_equal(name, STR("t")) && !story->is_open_text) {
        story->depth_of_text++;
    } else if (str_equal(name, STR("tab")) || str_equal(name, STR("br")) ||
               str_equal(name, STR("s"))) {
        if (story->paragraph.n)
            buf_append_char(&story->paragraph, ' ');
    } else if (str_equal(name, STR("AlternateContent"))) {
        story->alternatives++;
    } else if (story->alternatives == 1 && str_equal(name, STR("Choice"))) {
        story->branch = 1;
    } else if (story->alternatives == 1 && str_equal(name, STR("Fallback"))) {
        story->branch = 2;
    }
}

static void end(void *state, struct str name)
{
    struct story *story = state;
    if (str_equal(name, STR("p")) || (story->is_open_text && str_equal(name, STR("h")))) {
        story->depth_of_text -= story->is_open_text && story->depth_of_text > 0;
        if (story->alternatives == 0 || story->branch == 1)
            finish_paragraph(story);
    } else if (str_equal(name, STR("t")) && !story->is_open_text) {
        story->depth_of_text -= story->depth_of_text > 0;
    } else if (str_equal(name, STR("AlternateContent"))) {
        if (story->alternatives == 1)
            compare_branches(story);
        story->alternatives -= story->alternatives > 0;
        story->branch = 0;
    }
}

static void text(void *state, struct str text)
{
    struct story *story = state;
    if (story->depth_of_text == 0)
        return;
    if (story->branch == 1)
        buf_append(&story->choice, text);
    else if (story->branch == 2)
        buf_append(&story->fallback, text);
    if (story->branch != 2)
        buf_append(&story->paragraph, text);
}

const struct xml_handler story_handler = {start, end, text};
