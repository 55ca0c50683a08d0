/* Measures the store: raw queries, durable commits, audit notes, Japanese search over N documents.
   Usage: bench_store DIRECTORY [DOCUMENTS [URL]]. The directory is filled once and can be used
   again. Prints one line per figure; times are of this machine only. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/check.h"
#include "store/audit.h"
#include "store/search.h"

enum { CROWD = 20, LENGTH = 400, BATCH = 1000, PAGE = 50 };
static const struct str kind = STR_INIT("case");

static struct context context;
static struct store *store;
static int64_t documents = 300000;

static _Noreturn void give_up(const struct error *error)
{
    struct arena *arena = arena_create();
    struct str sentence = error_sentence(error, LANG_EN, arena);
    fprintf(stderr, "%" PRIstr "\n", STR_ARG(sentence));
    exit(1);
}

static uint64_t mix(uint64_t *seed)
{
    uint64_t z = *seed += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

/* Words in falling frequency, as in the desk's texts; the rest are rare pairs of ideographs. */
static const char *const words[] = {
    "の",       "を",     "は",       "輸出",     "です",   "該当",     "貨物",   "相談",
    "について", "ます",   "電線",     "銅くず",   "プラスチック", "非該当", "書類", "分析",
    "タイ",     "ベトナム", "マレーシア", "中国",   "被覆電線", "鉛",     "基板",   "廃",
    "株式会社", "港",     "バーゼル法", "汚れ",   "破砕",   "ペレット", "PET",    "INV-",
    "中古",     "エアコン", "コンプレッサー", "写真", "添付",  "確認",     "お願い", "、"};

static struct str make_text(uint64_t seed, struct buf *out)
{
    size_t count = sizeof words / sizeof words[0];
    buf_clear(out);
    for (int characters = 0; characters < LENGTH;) {
        uint64_t bits = mix(&seed);
        if (bits % 4 == 0) {
            uint32_t c = 0x4e00 + (uint32_t)((bits >> 8) % 3000);
            char utf8[3] = {(char)(0xe0 | c >> 12), (char)(0x80 | (c >> 6 & 63)),
                            (char)(0x80 | (c & 63))};
            buf_append(out, (struct str){utf8, 3});
            characters++;
        } else if (bits % 64 == 1) {
            buf_format(out, " %06u ", (unsigned)(bits >> 16) % 1000000);
            characters += 8;
        } else {
            double u = (double)(bits >> 11) / 9007199254740992.0;
            const char *word = words[(size_t)(u * u * (double)count)];
            buf_append(out, str_from_c(word));
            characters += 3;
        }
    }
    return buf_str(out);
}

static int fill_batch(struct db *db, void *argument, struct error *error)
{
    int64_t first = *(int64_t *)argument;
    struct buf text = {0};
    int status = 0;
    for (int64_t id = first; id < first + BATCH && id <= documents && status == 0; id++)
        status = search_put(db, kind, id, 1 + (id % 16 == 0), make_text((uint64_t)id, &text), error);
    buf_finish(&text);
    return status;
}

static int count_documents(struct db *db, void *argument, struct error *error)
{
    return DB_GET_INT(db, error, argument, STR("count"),
                      "SELECT count(*) FROM store_search WHERE commission >= $1", db_int(0));
}

static double seconds_since(int64_t start)
{
    return (double)(context_monotonic(&context) - start) / US_PER_SECOND;
}

static void fill(void)
{
    struct error error = {0};
    int64_t present = 0;
    if (store_read(store, count_documents, &present, &error))
        give_up(&error);
    int64_t start = context_monotonic(&context);
    for (int64_t first = present + 1; first <= documents; first += BATCH)
        if (store_write(store, fill_batch, &first, &error))
            give_up(&error);
    if (present < documents)
        printf("index %lld documents: %.1f s\n", (long long)(documents - present),
               seconds_since(start));
}

struct load {
    const char *name;
    store_body *body;
    int (*once)(struct load *load, struct error *error);
    struct str query;
    int repeats;
    uint64_t seed;
    int64_t *times;
    int64_t found;
};

static int read_once(struct load *load, struct error *error)
{
    return store_read(store, load->body, load, error);
}

static int write_once(struct load *load, struct error *error)
{
    return store_write(store, load->body, load, error);
}

static int note_once(struct load *load, struct error *error)
{
    struct audit_entry entry = {.commission = 1,
                                .actor = 2,
                                .action = STR("case.read"),
                                .object = STR("case"),
                                .object_id = load->repeats,
                                .detail = STR("{}")};
    return audit_note(store, &entry, error);
}

static int point_query(struct db *db, void *argument, struct error *error)
{
    struct load *load = argument;
    int64_t id = ((int64_t)1 << 44) + 1 + (int64_t)(mix(&load->seed) % (uint64_t)documents);
    return DB_GET_INT(db, error, &load->found, STR("document"),
                      "SELECT commission FROM store_search WHERE id = $1", db_int(id));
}

static int small_write(struct db *db, void *argument, struct error *error)
{
    struct load *load = argument;
    return DB_RUN(db, error,
                  "INSERT INTO store_audit (time, commission, actor, action, object, object_id,"
                  " detail, address) VALUES ($1, 1, 1, 'bench', 'bench', $2, '', '')",
                  db_int(db_time(db)), db_int((int64_t)(mix(&load->seed) >> 8)));
}

static int search(struct db *db, void *argument, struct error *error)
{
    struct load *load = argument;
    int64_t ids[PAGE];
    size_t count = 0;
    int status = search_find(db, kind, 1, load->query, 0, ids, PAGE, &count, error);
    load->found = (int64_t)count;
    return status;
}

static void *run_load(void *argument)
{
    struct load *load = argument;
    struct error error = {0};
    for (int i = 0; i < load->repeats; i++) {
        int64_t start = context_monotonic(&context);
        if (load->once(load, &error))
            give_up(&error);
        load->times[i] = context_monotonic(&context) - start;
    }
    return NULL;
}

static int compare_times(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void measure(struct load load, int threads)
{
    pthread_t crowd[CROWD];
    struct load loads[CROWD];
    size_t total = size_mul((size_t)threads, (size_t)load.repeats);
    int64_t *times = calloc(total, sizeof *times);
    if (!times)
        check_fail("out of memory");
    int64_t start = context_monotonic(&context);
    for (int i = 0; i < threads; i++) {
        loads[i] = load;
        loads[i].seed = (uint64_t)i + 1;
        loads[i].times = times + (size_t)i * (size_t)load.repeats;
        CHECK(pthread_create(&crowd[i], NULL, run_load, &loads[i]) == 0);
    }
    for (int i = 0; i < threads; i++)
        pthread_join(crowd[i], NULL);
    double seconds = seconds_since(start);
    qsort(times, total, sizeof *times, compare_times);
    printf("%-28s %2d at once: %8.0f /s  p50 %8.3f ms  p95 %8.3f ms  p99 %8.3f ms  (%lld rows)\n",
           load.name, threads, (double)total / seconds, (double)times[total / 2] / 1000.0,
           (double)times[total * 95 / 100] / 1000.0, (double)times[total * 99 / 100] / 1000.0,
           (long long)loads[0].found);
    free(times);
}

static void measure_searches(void)
{
    static const char *const queries[] = {"の",         "鑑",         "輸出",   "銅",      "電線",
                                          "丁七",       "被覆電線",   "輸出です", "プラスチック",
                                          "INV-",       "123456",     "電線 書類 鉛",
                                          "貨物相談について", "丁七万丈三上下不", "被覆電線被覆電線被覆電線"};
    for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++) {
        struct load load = {queries[i], search, read_once, str_from_c(queries[i]), 200, 0, NULL, 0};
        measure(load, 1);
        load.repeats = 40;
        measure(load, CROWD);
    }
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: bench_store DIRECTORY [DOCUMENTS [URL]]\n");
        return 2;
    }
    if (argc > 2 && (!str_to_int64(str_from_c(argv[2]), &documents) || documents < 1))
        return 2;
    context_init_system(&context, NULL, LANG_EN);
    struct store_options options = {.directory = str_from_c(argv[1]),
                                    .url = str_from_c(argc > 3 ? argv[3] : NULL),
                                    .readers = CROWD};
    struct error error = {0};
    if (store_open(&context, &options, &store, &error))
        give_up(&error);
    setvbuf(stdout, NULL, _IOLBF, 0);
    fill();
    for (int threads = 1; threads <= CROWD; threads += CROWD - 1) {
        measure((struct load){"point query", point_query, read_once, {"", 0}, 5000, 0, NULL, 0},
                threads);
        measure((struct load){"durable commit", small_write, write_once, {"", 0}, 300, 0, NULL, 0},
                threads);
        measure((struct load){"audit note", NULL, note_once, {"", 0}, 2000, 0, NULL, 0}, threads);
    }
    measure_searches();
    store_close(store);
    return 0;
}
