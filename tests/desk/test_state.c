/* The table of moves as a whole. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "desk/state.h"

/* States that can be reached from 受付 by moves that `allowed` lets through. */
static uint32_t reachable(enum desk_kind kind, bool (*allowed)(const struct desk_transition *))
{
    size_t count;
    const struct desk_transition *rows = desk_transitions(&count);
    uint32_t seen = 1u << DESK_RECEIVED, before;
    do {
        before = seen;
        for (size_t i = 0; i < count; i++)
            if ((rows[i].kinds & 1u << kind) && (rows[i].from & seen) && allowed(&rows[i]))
                seen |= 1u << rows[i].to;
    } while (seen != before);
    return seen;
}

static bool any(const struct desk_transition *row)
{
    (void)row;
    return true;
}

static bool without_approval(const struct desk_transition *row)
{
    return !(row->preconditions & DESK_NEEDS_APPROVAL);
}

static bool without_delivery(const struct desk_transition *row)
{
    return !(row->preconditions & DESK_NEEDS_DELIVERY);
}

#define AFTER_ANSWER                                                                    \
    (1u << DESK_ANSWERED | 1u << DESK_REGISTERED | 1u << DESK_PUBLISH_REQUESTED |        \
     1u << DESK_PUBLISHED)

static void a_consultation_can_reach_every_state_but_explained(void **state)
{
    (void)state;
    uint32_t all = (1u << DESK_STATE_COUNT) - 1;
    assert_int_equal(reachable(DESK_CONSULTATION, any), all & ~(1u << DESK_EXPLAINED));
}

static void no_path_leads_to_an_answer_without_approval(void **state)
{
    (void)state;
    assert_int_equal(reachable(DESK_CONSULTATION, without_approval) & AFTER_ANSWER, 0);
    assert_int_equal(reachable(DESK_ENQUIRY, any) & AFTER_ANSWER, 0);
}

static void no_path_leads_to_an_answer_without_delivery(void **state)
{
    (void)state;
    assert_int_equal(reachable(DESK_CONSULTATION, without_delivery) & AFTER_ANSWER, 0);
}

static void an_answer_needs_approval_in_every_state_and_with_every_other_fact(void **state)
{
    (void)state;
    for (int from = 0; from < DESK_STATE_COUNT; from++)
        for (uint32_t facts = 0; facts < 256; facts++)
            if (!(facts & DESK_NEEDS_APPROVAL) || !(facts & DESK_NEEDS_DELIVERY))
                assert_int_not_equal(desk_transition_check(DESK_CONSULTATION,
                                                           (enum desk_state)from, DESK_ANSWER,
                                                           facts, NULL),
                                     0);
}

static void each_move_has_one_row_for_a_state(void **state)
{
    (void)state;
    size_t count;
    const struct desk_transition *rows = desk_transitions(&count);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < i; j++)
            if (rows[i].action == rows[j].action && (rows[i].kinds & rows[j].kinds))
                assert_int_equal(rows[i].from & rows[j].from, 0);
}

static void every_word_can_be_read_back(void **state)
{
    (void)state;
    enum desk_state found_state;
    enum desk_action found_action;
    for (int i = 0; i < DESK_STATE_COUNT; i++) {
        assert_true(desk_state_parse(desk_state_name((enum desk_state)i), &found_state));
        assert_int_equal(found_state, i);
        assert_true(desk_state_title((enum desk_state)i, LANG_JA).n > 0);
    }
    for (int i = 0; i < DESK_ACTION_COUNT; i++) {
        assert_true(desk_action_parse(desk_action_name((enum desk_action)i), &found_action));
        assert_int_equal(found_action, i);
    }
    for (uint32_t bit = 1; bit <= DESK_NEEDS_NO_PENDING_MAIL; bit <<= 1)
        assert_true(desk_precondition_sentence((enum desk_precondition)bit, LANG_JA).n > 0);
}

static void the_end_of_a_case_is_not_open(void **state)
{
    (void)state;
    assert_true(desk_state_is_open(DESK_RECEIVED));
    assert_true(desk_state_is_open(DESK_APPROVED_CHANGED));
    assert_false(desk_state_is_open(DESK_ANSWERED));
    assert_false(desk_state_is_open(DESK_MERGED));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_consultation_can_reach_every_state_but_explained),
        cmocka_unit_test(no_path_leads_to_an_answer_without_approval),
        cmocka_unit_test(no_path_leads_to_an_answer_without_delivery),
        cmocka_unit_test(an_answer_needs_approval_in_every_state_and_with_every_other_fact),
        cmocka_unit_test(each_move_has_one_row_for_a_state),
        cmocka_unit_test(every_word_can_be_read_back),
        cmocka_unit_test(the_end_of_a_case_is_not_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
