/* Pictures of places in Office files, drawn by a real LibreOffice where there is one. */
#include "contract_support.h"

#include "base/file.h"
#include "contract/picture.h"
#include "contract/picture_office.h"
#include "doc/capability.h"
#include "store/blob.h"

static struct str sample(const struct web_actor *actor, const char *name)
{
    struct str bytes, path = ARENA_JOIN(actor->arena, STR(SAMPLES "/"), str_from_c(name));
    OK(file_read(store_context(actor->store), path, 1 << 20, actor->arena, &bytes, &error));
    return bytes;
}

/* The one picture of the file; *finding is the one that stands on it. */
static struct contract_picture draw(const struct web_actor *actor, const char *name,
                                    const char *kind, struct inspect_finding *finding)
{
    if (!contract_office_can(actor->arena) ||
        !capability_sandbox_works(store_context(actor->store), actor->arena))
        skip();
    int64_t id = support_hand_in(actor, name, sample(actor, name));
    support_run(actor);
    struct contract_inspection row = support_read(actor, id);
    struct inspect *inspect = inspect_create();
    struct inspect_report *reports = support_reports(actor, inspect, &row, true);
    struct contract_picture *pictures;
    struct str covered, plain;
    size_t count, i = 0;
    OK(contract_picture_list(actor, id, &pictures, &count, &error));
    assert_int_equal(count, 1);
    while (i < reports[0].count && !str_equal(reports[0].findings[i].kind->id, str_from_c(kind)))
        i++;
    assert_true(i < reports[0].count);
    *finding = reports[0].findings[i];
    OK(blob_read(actor->store, row.vault, pictures[0].covered, 8 << 20, actor->arena, &covered,
                 &error));
    OK(blob_read(actor->store, row.vault, pictures[0].plain, 8 << 20, actor->arena, &plain,
                 &error));
    assert_true(str_starts(covered, STR("\x89PNG")) && str_starts(plain, STR("\x89PNG")));
    assert_int_equal(finding->drawn.picture, pictures[0].page);
    finding->is_secret = !str_equal(covered, plain); /* something was painted over */
    inspect_destroy(inspect);
    return pictures[0];
}

static void a_hidden_slide_is_drawn_and_framed(struct test_store *test)
{
    struct web_actor actor = support_actor(test, "first");
    struct inspect_finding finding;
    struct contract_picture picture = draw(&actor, "PP-02_hidden.pptx", "PP-02", &finding);
    assert_int_equal(picture.page, 1);
    assert_false(finding.drawn.is_near);
}

static void white_letters_of_a_document_are_framed_and_painted_over(struct test_store *test)
{
    struct web_actor actor = support_actor(test, "first");
    struct inspect_finding finding;
    draw(&actor, "WD-04_white.docx", "WD-04", &finding);
    assert_false(finding.drawn.is_near);
    assert_true(finding.is_secret);
    assert_true(finding.drawn.box[0] > 60 && finding.drawn.box[2] < 130);
}

static void the_region_of_a_cell_is_drawn(struct test_store *test)
{
    struct web_actor actor = support_actor(test, "first");
    struct inspect_finding finding;
    struct contract_picture picture = draw(&actor, "XL-12_white.xlsx", "XL-12", &finding);
    assert_true(picture.width > 50);
}

int main(void)
{
    const struct store_test tests[] = {
        STORE_TEST(a_hidden_slide_is_drawn_and_framed),
        STORE_TEST(white_letters_of_a_document_are_framed_and_painted_over),
        STORE_TEST(the_region_of_a_cell_is_drawn),
    };
    int failed = TEST_STORE_RUN(tests);
    room_finish();
    return failed;
}
