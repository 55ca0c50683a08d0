/* Fits and predictions as the store keeps them and the job calculates them: on both databases. */
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "water/fit_observations.h"
#include "water/data/fit_work.h"
#include "water/data/prediction.h"
#include "water/fit_job.h"
#include "water/outcome.h"
#include "water/prediction_job.h"
#include "water_support.h"

static const char study[] = "[study]\nname = 試しの合わせ込み\ndate = 2025-04-01\n"
                            "[water 原水]\ntemperature = 12 degC\npH = 3.5\nFe(2) = 37.5 mg/L\n"
                            "SO4 = 335 mg/L\nCa = 46 mg/L\nTIC = 3 mg/L\nO2 = 5 mg/L\n"
                            "[flow]\nvalue = 50 L/min\n"
                            "[tank 処理水]\nkind = iron_oxidation_reactor\nfrom = 原水\n"
                            "volume = 9 m3\ncells = 1\n"
                            "[observe]\nmode = steady\n[hold out]\nfrom = 2024-07-01\n"
                            "[parameter *.iron_bacterial.R_max]\nlower = 1e-9 mol/kg/s\n"
                            "upper = 1e-6 mol/kg/s\ndeviation = 0.5\n";
static const char observations[] =
    "date,point,item,value,unit\n2024-04-10,処理水,Fe(2),21.0,mg/"
    "L\n2024-05-10,処理水,Fe(2),20.1,mg/L\n"
    "2024-06-10,処理水,Fe(2),19.4,mg/L\n2024-07-10,処理水,Fe(2),20.7,mg/L\n";
enum { MEMBERS = 12 };

static int64_t make_fit(const struct web_actor *actor, int64_t mine, int64_t iterations)
{
    const struct water_fit_file files[] = {
        {.role = STR("study"), .bytes = str_from_c(study)},
        {.role = STR("observations"), .name = STR("観測.csv"), .bytes = str_from_c(observations)}};
    const struct water_fit_new fit = {.name = STR("試し"),
                                      .mine = mine,
                                      .members = MEMBERS,
                                      .iterations = iterations,
                                      .seed = 3,
                                      .files = files,
                                      .file_count = 2};
    int64_t id;
    OK(water_fit_create(actor, &fit, &id, &error));
    return id;
}

static void calculate(const struct web_actor *actor, int64_t id)
{
    OK(water_fit_do(actor->store, NULL, NULL, id, 1, actor->arena, &error));
}

static enum water_fit_state state_of(const struct web_actor *actor, int64_t id)
{
    struct water_fit_row fit;
    OK(water_fit_read(actor, id, &fit, &error));
    return fit.state;
}

static struct str file_of(const struct web_actor *actor, int64_t id, const char *role)
{
    struct water_fit_row fit;
    struct str bytes = {0};
    OK(water_fit_read(actor, id, &fit, &error));
    OK(water_fit_file_read(actor, &fit, str_from_c(role), &bytes, &error));
    return bytes;
}

static void shows_the_model_before_the_fit_and_all_results_after_it(struct test_store *test)
{
    struct web_actor actor = water_test_actor(test);
    int64_t id = make_fit(&actor, 0, 2);
    struct water_outcome before, best, spread;
    struct water_fit_step *steps;
    size_t count;
    FAILS(ERR_STATE, water_fit_start(&actor, id, &error));
    calculate(&actor, id);
    assert_int_equal(state_of(&actor, id), WATER_FIT_READY);
    OK(water_outcome_read(file_of(&actor, id, "before"), test->arena, &before, &error));
    assert_true(str_equal(water_outcome_fact(&before, STR("observations")), STR("4")));
    assert_true(str_equal(water_outcome_fact(&before, STR("held_out")), STR("1")));
    OK(water_fit_start(&actor, id, &error));
    calculate(&actor, id);
    assert_int_equal(state_of(&actor, id), WATER_FIT_DONE);
    OK(water_outcome_read(file_of(&actor, id, "best"), test->arena, &best, &error));
    OK(water_outcome_read(file_of(&actor, id, "spread"), test->arena, &spread, &error));
    assert_true(water_outcome_fact(&best, STR("stop")).n > 0);
    assert_non_null(water_outcome_table(&best, STR("データから分かること")));
    assert_int_equal(water_outcome_table(&spread, STR("値の幅"))->row_count, 1);
    assert_int_equal(spread.figures.count, 3);
    assert_true(str_contains(file_of(&actor, id, "fitted"), STR("iron_bacterial.R_max")));
    OK(water_fit_steps(&actor, id, &steps, &count, &error));
    assert_true(count >= 4); /* both phases, each with its beginning */
}

static void goes_on_to_the_bits_of_an_unbroken_run(struct test_store *test)
{
    struct web_actor actor = water_test_actor(test);
    int64_t whole = make_fit(&actor, 0, 3), broken = make_fit(&actor, 0, 1);
    for (int i = 0; i < 2; i++) {
        int64_t id = i ? broken : whole;
        calculate(&actor, id);
        OK(water_fit_start(&actor, id, &error));
        calculate(&actor, id);
    }
    FAILS(ERR_WATER_RANGE, water_fit_resume(&actor, broken, 1, &error));
    OK(water_fit_resume(&actor, broken, 3, &error));
    calculate(&actor, broken);
    assert_int_equal(state_of(&actor, broken), WATER_FIT_DONE);
    assert_true(str_equal(file_of(&actor, whole, "ensemble"), file_of(&actor, broken, "ensemble")));
}

/* A job whose process died leaves the fit running; its successor begins again where it can, and
   what the dead one still writes does not count. */
static void takes_over_a_fit_whose_process_died(struct test_store *test)
{
    struct web_actor actor = water_test_actor(test);
    int64_t id = make_fit(&actor, 0, 1);
    struct water_fit_work dead = {.actor = actor, .worker = STR("dead")};
    const struct water_fit_progress progress = {.phase = WATER_PHASE_BEST, .runs = 7};
    bool go_on = true;
    calculate(&actor, id);
    OK(water_fit_start(&actor, id, &error));
    OK(water_fit_begin(&dead, id, &error));
    OK(water_fit_report(&dead, &progress, &go_on, &error));
    assert_true(go_on);
    assert_int_equal(state_of(&actor, id), WATER_FIT_RUNNING);
    calculate(&actor, id);
    assert_int_equal(state_of(&actor, id), WATER_FIT_DONE);
    OK(water_fit_report(&dead, &progress, &go_on, &error));
    assert_false(go_on);
    OK(water_fit_finish(&dead, WATER_FIT_FAILED, STR("遅れて届いた"), &error));
    assert_int_equal(state_of(&actor, id), WATER_FIT_DONE);
}

/* Starts the child, lets it live for `microseconds` (negative: to its end), kills it. */
static void run_child(const struct web_actor *actor, int64_t fit, int64_t microseconds)
{
    char *arguments[] = {(char[]){FIT_CHILD}, arena_c(actor->arena, store_directory(actor->store)),
                         arena_c(actor->arena, arena_format(actor->arena, "%lld", (long long)fit)),
                         NULL};
    int ready[2], status;
    char byte;
    assert_int_equal(pipe2(ready, O_CLOEXEC), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(ready[1], STDOUT_FILENO);
        execv(arguments[0], arguments);
        _exit(127);
    }
    close(ready[1]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    if (microseconds >= 0) {
        /* The moment of the kill is what is tested; nothing is waited for. */
        struct timespec moment = {microseconds / 1000000, microseconds % 1000000 * 1000};
        nanosleep(&moment, NULL);
        kill(child, SIGKILL);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    close(ready[0]);
    if (microseconds < 0)
        assert_int_equal(status, 0);
}

static void a_fit_killed_at_any_moment_comes_to_the_same_bits(struct test_store *test)
{
    enum { KILLS = 12 };
    if (test->driver != STORE_SQLITE)
        return;
    struct web_actor actor = water_test_actor(test);
    int64_t whole = make_fit(&actor, 0, 3), killed = make_fit(&actor, 0, 3);
    calculate(&actor, whole);
    OK(water_fit_start(&actor, whole, &error));
    calculate(&actor, whole);
    run_child(&actor, killed, -1);
    OK(water_fit_start(&actor, killed, &error));
    for (int i = 0; i < KILLS && state_of(&actor, killed) != WATER_FIT_DONE; i++) {
        uint32_t moment;
        context_random(&test->fake.context, &moment, sizeof moment);
        run_child(&actor, killed, moment % 400000);
    }
    run_child(&actor, killed, -1);
    assert_int_equal(state_of(&actor, killed), WATER_FIT_DONE);
    assert_true(str_equal(file_of(&actor, whole, "ensemble"), file_of(&actor, killed, "ensemble")));
    assert_true(str_equal(file_of(&actor, whole, "fitted"), file_of(&actor, killed, "fitted")));
}

static void stops_when_a_person_says_so_and_goes_on_later(struct test_store *test)
{
    struct web_actor actor = water_test_actor(test);
    int64_t id = make_fit(&actor, 0, 1);
    struct water_fit_work other = {.actor = actor, .worker = STR("other")};
    bool go_on = true;
    calculate(&actor, id);
    OK(water_fit_start(&actor, id, &error));
    OK(water_fit_cancel(&actor, id, &error)); /* it had not begun: at once */
    assert_int_equal(state_of(&actor, id), WATER_FIT_CANCELLED);
    calculate(&actor, id); /* its job finds nothing to do */
    assert_int_equal(state_of(&actor, id), WATER_FIT_CANCELLED);
    OK(water_fit_resume(&actor, id, 1, &error));
    OK(water_fit_begin(&other, id, &error));
    OK(water_fit_cancel(&actor, id, &error)); /* while it runs: after the members that run */
    assert_int_equal(state_of(&actor, id), WATER_FIT_STOPPING);
    OK(water_fit_report(&other, &(struct water_fit_progress){.phase = WATER_PHASE_BEST}, &go_on,
                        &error));
    assert_false(go_on);
    calculate(&actor, id);
    assert_int_equal(state_of(&actor, id), WATER_FIT_CANCELLED);
    OK(water_fit_resume(&actor, id, 1, &error));
    calculate(&actor, id);
    assert_int_equal(state_of(&actor, id), WATER_FIT_DONE);
}

static void says_why_a_study_cannot_be_calculated(struct test_store *test)
{
    struct web_actor actor = water_test_actor(test);
    const struct water_fit_file files[] = {
        {.role = STR("study"), .bytes = STR("[study]\nname = 壊れた検討\n")},
        {.role = STR("observations"), .bytes = str_from_c(observations)}};
    const struct water_fit_new fit = {
        .name = STR("壊れ"), .members = 0, .iterations = 1, .files = files, .file_count = 2};
    struct water_fit_row row;
    int64_t id;
    OK(water_fit_create(&actor, &fit, &id, &error));
    calculate(&actor, id);
    OK(water_fit_read(&actor, id, &row, &error));
    assert_int_equal(row.state, WATER_FIT_FAILED);
    assert_true(str_contains(row.why, STR("観測値の節がありません")));
}

static void predicts_with_the_study_and_with_another(struct test_store *test)
{
    struct web_actor actor = water_test_actor(test);
    int64_t id = make_fit(&actor, 0, 1), first, second;
    const struct water_prediction_row row = {
        .fit = id, .title = STR("来年"), .days = 60, .every = 20};
    struct water_prediction_row done;
    struct water_fit_row fit;
    struct water_outcome outcomes[2];
    const struct water_table *bands[2];
    struct str text;
    FAILS(ERR_STATE, water_prediction_create(&actor, &row, STR(""), &first, &error));
    calculate(&actor, id);
    OK(water_fit_start(&actor, id, &error));
    calculate(&actor, id);
    OK(water_prediction_create(&actor, &row, STR(""), &first, &error));
    struct str half = str_from_c(study);
    size_t at = str_find(half, STR("volume = 9 m3"), 0);
    struct str changed = ARENA_JOIN(test->arena, str_slice(half, 0, at), STR("volume = 90 m3"),
                                    str_slice(half, at + 13, half.n));
    OK(water_prediction_create(&actor, &row, changed, &second, &error));
    OK(water_fit_read(&actor, id, &fit, &error));
    for (int i = 0; i < 2; i++) {
        OK(water_prediction_do(actor.store, NULL, NULL, i ? second : first, 1, test->arena,
                               &error));
        OK(water_prediction_read(&actor, id, i ? second : first, &done, &error));
        assert_int_equal(done.state, WATER_PREDICTION_DONE);
        OK(water_fit_blob_read(&actor, &fit, done.outcome, &text, &error));
        OK(water_outcome_read(text, test->arena, &outcomes[i], &error));
        bands[i] = water_outcome_table(&outcomes[i], STR("予測の帯"));
        assert_int_equal(bands[i]->row_count % 3, 0);
    }
    assert_false(str_equal(bands[0]->cells[3], bands[1]->cells[3]));
}

static void shows_a_fit_only_to_whom_the_mine_is_opened(struct test_store *test)
{
    struct web_actor program = water_test_actor(test);
    struct web_actor leader = water_test_person(&program, "leader", ROLE_PROJECT_MANAGER);
    struct web_actor engineer = water_test_person(&program, "engineer", ROLE_ENGINEER);
    struct web_actor keeper = water_test_person(&program, "keeper", ROLE_SITE_KEEPER);
    struct web_actor other = program;
    int64_t open = water_test_mine(&program, "OPEN"), shut = water_test_mine(&program, "SHUT");
    OK(water_mine_access_set(&leader, shut, true, &keeper.person, 1, &error));
    int64_t of_open = make_fit(&program, open, 1), of_shut = make_fit(&program, shut, 1);
    int64_t of_none = make_fit(&program, 0, 1);
    struct water_fit_row *list, row;
    struct water_prediction_row *predictions;
    size_t count;
    OK(water_fit_list(&leader, &list, &count, &error));
    assert_int_equal(count, 3);
    OK(water_fit_list(&engineer, &list, &count, &error));
    assert_int_equal(count, 2);
    OK(water_fit_list(&keeper, &list, &count, &error));
    assert_int_equal(count, 1);
    assert_int_equal(list[0].id, of_shut);
    FAILS(ERR_NOT_FOUND, water_fit_read(&engineer, of_shut, &row, &error));
    FAILS(ERR_NOT_FOUND, water_fit_read(&keeper, of_open, &row, &error));
    FAILS(ERR_NOT_FOUND, water_fit_read(&keeper, of_none, &row, &error));
    FAILS(ERR_NOT_FOUND, water_fit_cancel(&engineer, of_shut, &error));
    FAILS(ERR_NOT_FOUND, water_prediction_list(&engineer, of_shut, &predictions, &count, &error));
    FAILS(ERR_FORBIDDEN, water_fit_start(&keeper, of_shut, &error));
    other.commission = program.commission + 1;
    FAILS(ERR_NOT_FOUND, water_fit_read(&other, of_open, &row, &error));
}

static void takes_the_results_of_a_mine_that_a_study_can_use(struct test_store *test)
{
    struct web_actor actor = water_test_actor(test);
    int64_t mine = water_test_mine(&actor, "M1"), added;
    struct water_point *points;
    size_t count;
    OK(water_points(&actor, mine, &points, &count, &error));
    points[1].tank = points[1].name;
    OK(water_point_save(&actor, &points[1], &added, &error));
    int64_t draft = water_test_draft(&actor, mine, "表.csv",
                                     STR("採水日,採水地点,pH,水温 (℃),溶解性鉄 (mg/L)\n"
                                         "2024-04-10,処理水,3.4,11.0,21.0\n"
                                         "2024-05-10,処理水,3.3,12.0,20.1\n"
                                         "2024-09-10,処理水,3.3,14.0,19.0\n"));
    OK(water_import_store(&actor, draft, 1, true, &added, &error));
    struct water_study_text text;
    struct water_fit_taking taking = {.mine = mine,
                                      .first = day_of_date((struct date){2024, 4, 10}),
                                      .last = day_of_date((struct date){2024, 5, 10})};
    struct water_fit_taken taken;
    OK(water_study_text_read(STR("s"), str_from_c(study), test->arena, &text, &error));
    OK(water_fit_take(&actor, &taking, &text, &taken, &error));
    assert_int_equal(taken.rows, 4);
    assert_true(str_contains(taken.words, STR("項目（水温、流量、電気伝導率など） 2 個")));
    taking.items = STR("Fe");
    OK(water_fit_take(&actor, &taking, &text, &taken, &error));
    assert_int_equal(taken.rows, 2);
    const struct command_call call = {.context = store_context(actor.store)};
    const struct water_given given = {.study = str_from_c(study),
                                      .observations = {STR("観測.csv"), taken.csv}};
    struct water_fitting fitting;
    OK(water_fitting_open_given(&call, &given, 1, test->arena, &fitting, &error));
    assert_int_equal(fitting.problem->observation_count, 2);
    water_fitting_finish(&fitting);
    taking.last = taking.first - 1;
    FAILS(ERR_WATER_TABLE, water_fit_take(&actor, &taking, &text, &taken, &error));
}

static void names_the_table_that_was_not_sent_along(struct test_store *test)
{
    struct str whole = str_from_c(study);
    size_t at = str_find(whole, STR("volume = 9 m3"), 0);
    struct str text =
        ARENA_JOIN(test->arena, str_slice(whole, 0, at), STR("temperature_series = x/水温.csv\n"),
                   str_slice(whole, at, whole.n));
    const struct command_call call = {.context = &test->fake.context};
    const struct water_given given = {.study = text,
                                      .observations = {STR("観測.csv"), str_from_c(observations)}};
    struct water_fitting fitting;
    struct error error = {0};
    int status = water_fitting_open_given(&call, &given, 1, test->arena, &fitting, &error);
    water_fitting_finish(&fitting);
    assert_int_equal(status, ERR_WATER_STUDY);
    assert_true(str_contains(error_sentence(&error, LANG_JA, test->arena), STR("水温.csv")));
}

int main(void)
{
    const struct store_test tests[] = {
        STORE_TEST(shows_the_model_before_the_fit_and_all_results_after_it),
        STORE_TEST(goes_on_to_the_bits_of_an_unbroken_run),
        STORE_TEST(takes_over_a_fit_whose_process_died),
        STORE_TEST(a_fit_killed_at_any_moment_comes_to_the_same_bits),
        STORE_TEST(stops_when_a_person_says_so_and_goes_on_later),
        STORE_TEST(says_why_a_study_cannot_be_calculated),
        STORE_TEST(predicts_with_the_study_and_with_another),
        STORE_TEST(shows_a_fit_only_to_whom_the_mine_is_opened),
        STORE_TEST(takes_the_results_of_a_mine_that_a_study_can_use),
        STORE_TEST(names_the_table_that_was_not_sent_along),
    };
    int failed = TEST_STORE_RUN(tests);
    room_finish();
    return failed;
}
