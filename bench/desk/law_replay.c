/* Judges stored decisions again: synthetic decisions on SQLite, as `meguri law replay` does.
       build/bench/desk/law_replay [DECISIONS] [THREADS] */
#include <stdio.h>
#include <stdlib.h>

#include "desk/law_replay.h"
#include "support/test_folder.h"
#include "support/test_store.h"

#define OK(call)                                                                       \
    do {                                                                               \
        struct error error = {0};                                                      \
        if (call) {                                                                    \
            fprintf(stderr, "%s: %d\n", #call, (int)error.code);                       \
            exit(1);                                                                   \
        }                                                                              \
    } while (0)

static const char *const cargoes[] = {
    "{\"class\":\"covered_wire\",\"direction\":\"export\",\"country\":\"TH\",\"operation\":\"R4\",\"purpose\":\"recycling\","
    "\"form\":\"solid\",\"facts\":{\"no_stream\":\"yes\",\"no_annex3\":\"yes\",\"electronic_waste\":\"no\"},\"parts\":[{\"name\":\"被覆\","
    "\"others_absent\":\"yes\",\"analyses\":[{\"substance\":\"鉛\",\"kind\":\"content\",\"value\":\"0.%03d\",\"unit\":\"wt%%\"},"
    "{\"substance\":\"鉛\",\"kind\":\"leachate\",\"value\":\"<0.005\",\"unit\":\"mg/L\",\"official\":\"yes\"}]}]}",
    "{\"class\":\"mixed_metal\",\"direction\":\"export\",\"country\":\"MY\",\"operation\":\"R4\",\"form\":\"solid\",\"codes\":[\"B1050\"],"
    "\"facts\":{\"metallic\":\"yes\",\"dispersible\":\"no\",\"electronic_waste\":\"no\"},\"parts\":[{\"name\":\"試料\",\"analyses\":["
    "{\"substance\":\"鉛\",\"value\":\"0.%03d\",\"unit\":\"wt%%\"},{\"substance\":\"カドミウム\",\"value\":\"<0.005\",\"unit\":\"wt%%\"},"
    "{\"substance\":\"水銀\",\"value\":\"<0.0001\",\"unit\":\"wt%%\"},{\"substance\":\"ひ素\",\"value\":\"<0.005\",\"unit\":\"wt%%\"}]}]}",
    "{\"class\":\"used_electrical\",\"direction\":\"export\",\"country\":\"PH\",\"purpose\":\"reuse\",\"mass_kg\":\"%d\","
    "\"facts\":{\"electronic_waste\":\"yes\",\"used_working\":\"yes\",\"used_paid\":\"yes\",\"used_contract\":\"yes\"},\"used\":{\"made\":2018}}",
};
enum { KINDS = sizeof cargoes / sizeof *cargoes, BATCH = 1000 };

struct filling {
    const struct web_actor *actor;
    int64_t case_id, from, to;
    day_number day;
};

static int commission_body(struct db *db, void *argument, struct error *error)
{
    struct account_commission commission = {.code = STR("basel"), .title = STR("事前相談")};
    return account_commission_create(db, &commission, argument, error);
}

#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static int fill_body(struct db *db, void *argument, struct error *error)
{
    const struct filling *f = argument;
    int status = 0;
    struct arena *arena = arena_create();
    for (int64_t i = f->from; status == 0 && i < f->to; i++) {
        struct str content = arena_format(arena, cargoes[i % KINDS], (int)(i * 7 % 200) + 1);
        status = DB_RUN(db, error,
                        "INSERT INTO desk_law_decision (commission, case_id, cargo, line_name, newest,"
                        " as_of, edition, stamp, proposal, if_confirmed, judgement, reason, row_list,"
                        " content, author, decided_at, decided_day) VALUES ($1, $2, $3, '貨物', 1, $4,"
                        " '', 0, 'not_regulated', 'not_regulated', 'no', '', '[]', $5, 0, 0, $4)",
                        db_int(f->actor->commission), db_int(f->case_id), db_int(i), db_int(f->day),
                        db_text(content));
    }
    arena_destroy(arena);
    return status;
}

static void ignore_row(void *state, const struct desk_replay_row *row)
{
    int64_t *unreadable = state;
    *unreadable += row->problem.n > 0;
}

int main(int argc, char **argv)
{
    int64_t decisions = 300000, threads = 2, unreadable = 0;
    struct context context;
    struct store *store;
    struct desk_replay_count count;
    if (argc > 1)
        str_to_int64(str_from_c(argv[1]), &decisions);
    if (argc > 2)
        str_to_int64(str_from_c(argv[2]), &threads);
    context_init_system(&context, NULL, LANG_JA);
    struct arena *arena = arena_create();
    struct str folder = test_folder_create(arena);
    const struct store_options options = {.directory = folder};
    OK(store_open(&context, &options, &store, &error));
    int64_t commission;
    OK(store_write(store, commission_body, &commission, &error));
    struct web_actor actor = web_actor_program(store, arena, commission, NULL);
    const struct desk_opening opening = {.channel = STR("fax"), .subject = STR("x"), .synthetic = true};
    struct filling filling = {.actor = &actor, .day = day_of_time(context_now(&context))};
    OK(desk_case_open(&actor, &opening, &filling.case_id, &error));
    for (; filling.from < decisions; filling.from = filling.to) {
        filling.to = filling.from + BATCH < decisions ? filling.from + BATCH : decisions;
        OK(store_write(store, fill_body, &filling, &error));
    }
    const struct desk_replay replay = {.threads = (int)threads};
    int64_t began = context_monotonic(&context);
    OK(desk_law_replay(&actor, &replay, ignore_row, &unreadable, NULL, &count, &error));
    double seconds = (double)(context_monotonic(&context) - began) / US_PER_SECOND;
    printf("%lld decisions on %lld threads: %.2f s, %.1f us each; %lld change, %lld unreadable\n",
           (long long)count.total, (long long)threads, seconds, seconds * 1e6 / (double)count.total,
           (long long)count.changed, (long long)count.unreadable);
    store_close(store);
    test_folder_remove(folder);
    arena_destroy(arena);
    return 0;
}
