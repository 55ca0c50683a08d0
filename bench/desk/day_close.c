/* Closes the desk's busiest day on record: 203 cases with two papers each (a text that becomes a PDF,
   a PDF that is passed on), on SQLite, from nothing exported to the queued report.
       build/bench/desk/day_close [CASES] */
#include <stdio.h>
#include <stdlib.h>

#include "../../tests/desk/registry_case.h"
#include "desk/close.h"
#include "desk/setting.h"
#include "support/test_folder.h"

static double seconds(const struct context *context)
{
    return (double)context_monotonic(context) / US_PER_SECOND;
}

static struct str long_text(struct arena *arena)
{
    struct buf text = {0};
    for (int line = 0; line < 60; line++)
        buf_format(&text, "%02d 被覆電線を破砕し、銅と被覆に選別したもの。鉛の含有量は分析証明書のとおり。\n",
                   line);
    struct str copy = arena_copy(arena, buf_str(&text));
    buf_finish(&text);
    return copy;
}

static void step(const struct context *context, const char *name, double *last)
{
    double now = seconds(context);
    printf("%-28s %8.3f s\n", name, now - *last);
    *last = now;
}

static void fill(const struct web_actor *actor, int64_t *ids, size_t count)
{
    struct str text = long_text(actor->arena);
    for (size_t i = 0; i < count; i++) {
        ids[i] = registry_answered_case(actor, STR("㈱髙橋商店"), DESK_NOT_REGULATED);
        registry_add_paper(actor, ids[i], STR("相談書.txt"), text);
        registry_add_paper(actor, ids[i], STR("分析.pdf"), STR("%PDF-1.4\nendobj\n%%EOF\n"));
    }
}

static void make_pdfs(const struct web_actor *actor, const int64_t *ids, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t made;
        OK(actor, desk_pdf_make(actor, ids[i], &made, &error));
    }
}

static void load(const struct web_actor *actor, int64_t batch, const int64_t *ids, size_t count)
{
    struct desk_receipt *receipts = ARENA_ARRAY(actor->arena, struct desk_receipt, count);
    for (size_t i = 0; i < count; i++)
        receipts[i] = (struct desk_receipt){ids[i], true, STR("R"), STR("")};
    OK(actor, desk_batch_record(actor, batch, receipts, count, &error));
    OK(actor, desk_registry_request_publish(actor, ids, count, &error));
}

static void run(struct test_store *test, size_t count)
{
    struct web_actor actor = registry_actor(test);
    const struct context *context = store_context(test->store);
    int64_t *ids = ARENA_ARRAY(test->arena, int64_t, count);
    OK(&actor, desk_setting_change(&actor, STR("meti_address"), STR("meti@meti.example"), &error));
    double last = seconds(context), start;
    fill(&actor, ids, count);
    step(context, "(making the cases)", &last);
    start = last;
    make_pdfs(&actor, ids, count);
    step(context, "named PDFs", &last);
    struct desk_batch batch;
    struct buf csv = {0};
    struct str name;
    OK(&actor, desk_registry_export(&actor, registry_today(&actor), &batch, &error));
    OK(&actor, desk_batch_csv(&actor, batch.id, &csv, &name, &error));
    step(context, "export and CSV", &last);
    load(&actor, batch.id, ids, count);
    step(context, "receipts, publish requests", &last);
    struct desk_close_result result;
    OK(&actor, desk_close_day(&actor, registry_today(&actor), false, &result, &error));
    step(context, "close with Excel and mail", &last);
    printf("%zu cases, all of it          %8.3f s\n", count, last - start);
    buf_finish(&csv);
}

int main(int argc, char **argv)
{
    struct context context;
    struct test_store test = {.arena = arena_create()};
    struct error error = {0};
    context_init_system(&context, NULL, LANG_JA);
    struct str folder = test_folder_create(test.arena);
    struct store_options options = {.directory = folder};
    if (store_open(&context, &options, &test.store, &error))
        return 1;
    run(&test, argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 203);
    store_close(test.store);
    test_folder_remove(folder);
    arena_destroy(test.arena);
    return 0;
}
