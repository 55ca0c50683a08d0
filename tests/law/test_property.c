/* Over many random cargoes: more of a substance of 別表第六 never makes a regulated cargo free;
   saying more never turns one answer into its opposite; what is unconfirmed never decides. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "law_support.h"

enum { ROUNDS = 8000, MOST_PARTS = 3, MOST_ANALYSES = 4, MOST_CODES = 2 };

struct dice {
    uint64_t state;
};

/* xorshift64 (Marsaglia 2003) */
static uint32_t roll(struct dice *dice, uint32_t sides)
{
    dice->state ^= dice->state << 13;
    dice->state ^= dice->state >> 7;
    dice->state ^= dice->state << 17;
    return (uint32_t)(dice->state >> 33) % sides;
}

#define PICK(dice, list) (list)[roll((dice), sizeof(list) / sizeof *(list))]

static const struct str classes[] = {STR_INIT(""),
                                     STR_INIT("plastic_scrap"),
                                     STR_INIT("metal_scrap"),
                                     STR_INIT("mixed_metal"),
                                     STR_INIT("covered_wire"),
                                     STR_INIT("compressor"),
                                     STR_INIT("residue"),
                                     STR_INIT("used_electrical"),
                                     STR_INIT("battery"),
                                     STR_INIT("game_machine")};
static const struct str codes[] = {
    STR_INIT("A1020"), STR_INIT("A1050"), STR_INIT("A1181"), STR_INIT("B1010"),
    STR_INIT("B1050"), STR_INIT("B1090"), STR_INIT("B1115"), STR_INIT("B2040"),
    STR_INIT("B3011"), STR_INIT("GC020"), STR_INIT("GB040"), STR_INIT("B1100/1の項11号ニ")};
static const struct str substances[] = {
    STR_INIT("鉛"),         STR_INIT("カドミウム"), STR_INIT("砒素"),
    STR_INIT("水銀"),       STR_INIT("六価クロム"), STR_INIT("銅化合物"),
    STR_INIT("酢酸第二銅"), STR_INIT("シアン"),     STR_INIT("PCB"),
    STR_INIT("エーテル"),   STR_INIT("銅"),         STR_INIT("アルキル水銀")};
static const struct str countries[] = {STR_INIT(""), STR_INIT("TH"), STR_INIT("KR"),
                                       STR_INIT("HK")};
static const struct str operations[] = {STR_INIT(""),    STR_INIT("R3"), STR_INIT("R4"),
                                        STR_INIT("R10"), STR_INIT("D1"), STR_INIT("D5")};
static const struct str streams[] = {STR_INIT("Y2"), STR_INIT("Y8"), STR_INIT("Y12")};
/* Around the limits of contents (mg/kg) and leachates (µg/L). */
static const int64_t contents[] = {0, 1, 49, 50, 51, 999, 1000, 1001, 9999, 10000, 500000};
static const int64_t leachates[] = {0, 1, 2, 3, 4, 9, 10, 11, 30, 50, 51, 100, 101, 200, 500, 3000};

static void throw_analysis(struct dice *dice, struct law_analysis *out)
{
    bool content = roll(dice, 2);
    *out = (struct law_analysis){
        .substance = PICK(dice, substances),
        .kind = content ? LAW_CONTENT : LAW_LEACHATE,
        .unit = content ? LAW_MG_PER_KG : LAW_UG_PER_L,
        .basis = content && roll(dice, 4) == 0 ? LAW_DRY : LAW_WET,
        .official = (enum law_tri)roll(dice, 3),
    };
    out->value.mantissa = content ? PICK(dice, contents) : PICK(dice, leachates);
    out->below = out->value.mantissa && roll(dice, 3) == 0;
}

static void throw_part(struct dice *dice, struct arena *arena, struct law_part *out)
{
    size_t count = roll(dice, MOST_ANALYSES + 1);
    struct law_analysis *analyses = ARENA_ARRAY(arena, struct law_analysis, count);
    for (size_t i = 0; i < count; i++)
        throw_analysis(dice, &analyses[i]);
    *out = (struct law_part){
        .form = (enum law_form)roll(dice, 3),
        .others_absent = (enum law_tri)roll(dice, 3),
        .has_moisture = roll(dice, 2),
        .moisture = {roll(dice, 100), 0},
        .analyses = analyses,
        .analysis_count = count,
    };
}

/* Half of the cargoes are well documented, so that answers of every kind come up. */
static void document(struct law_cargo *cargo, struct law_part *parts)
{
    cargo->facts[LAW_NO_STREAM] = LAW_YES;
    cargo->facts[LAW_NO_ANNEX3] = LAW_UNKNOWN;
    cargo->facts[LAW_PLASTIC_WASTE] = cargo->facts[LAW_ELECTRONIC_WASTE] = LAW_NO;
    cargo->facts[LAW_APPLIANCE_INTACT] = cargo->facts[LAW_OIL_REMAINS] = LAW_NO;
    cargo->stream_count = 0;
    for (size_t i = 0; i < cargo->part_count; i++)
        parts[i].others_absent = LAW_YES;
}

static struct law_cargo *throw_cargo(struct dice *dice, struct arena *arena)
{
    struct law_cargo *cargo = ARENA_NEW(arena, struct law_cargo);
    struct law_part *parts = ARENA_ARRAY(arena, struct law_part, MOST_PARTS);
    struct str *claimed = ARENA_ARRAY(arena, struct str, MOST_CODES);
    cargo->cargo_class = PICK(dice, classes);
    cargo->direction = (enum law_direction)roll(dice, 3);
    cargo->country = PICK(dice, countries);
    cargo->operation = PICK(dice, operations);
    cargo->purpose = (enum law_purpose)roll(dice, 5);
    cargo->form = (enum law_form)roll(dice, 3);
    cargo->has_mass = roll(dice, 2);
    cargo->mass = (struct decimal){roll(dice, 50), 0};
    cargo->transit_known = roll(dice, 2);
    cargo->codes = claimed;
    cargo->code_count = roll(dice, MOST_CODES + 1);
    for (size_t i = 0; i < cargo->code_count; i++)
        claimed[i] = PICK(dice, codes);
    cargo->streams = &streams[roll(dice, 3)];
    cargo->stream_count = roll(dice, 4) == 0;
    cargo->parts = parts;
    cargo->part_count = roll(dice, MOST_PARTS + 1);
    for (size_t i = 0; i < cargo->part_count; i++)
        throw_part(dice, arena, &parts[i]);
    for (int i = 0; i < LAW_FACT_COUNT; i++)
        cargo->facts[i] = (enum law_tri)roll(dice, 3);
    if (roll(dice, 2))
        document(cargo, parts);
    return cargo;
}

static day_number throw_day(struct dice *dice)
{
    return law_day(2019 + (int)roll(dice, 8), 1 + (int)roll(dice, 12), 1);
}

/* False when the cargo contradicts itself. */
static bool judges(const struct law_cargo *cargo, day_number day, struct arena *arena,
                   struct law_judgement *out)
{
    return law_judge(law_built_in(), cargo, day, arena, out, NULL) == 0;
}

static bool is_free(enum law_result result)
{
    return result == LAW_NOT_REGULATED || result == LAW_EXEMPT;
}

/* Another analysis list with one value raised; false when there is nothing to raise. */
static bool raise_one(struct dice *dice, struct arena *arena, struct law_cargo *cargo)
{
    if (cargo->part_count == 0)
        return false;
    struct law_part *parts = ARENA_ARRAY(arena, struct law_part, cargo->part_count);
    for (size_t i = 0; i < cargo->part_count; i++)
        parts[i] = cargo->parts[i];
    struct law_part *part = &parts[roll(dice, (uint32_t)cargo->part_count)];
    if (part->analysis_count == 0)
        return false;
    struct law_analysis *analyses = ARENA_ARRAY(arena, struct law_analysis, part->analysis_count);
    for (size_t i = 0; i < part->analysis_count; i++)
        analyses[i] = part->analyses[i];
    struct law_analysis *one = &analyses[roll(dice, (uint32_t)part->analysis_count)];
    one->below = false;
    one->value.mantissa += 1 + roll(dice, 20000);
    part->analyses = analyses;
    cargo->parts = parts;
    return true;
}

static void more_of_a_substance_never_makes_a_regulated_cargo_free(void **state)
{
    struct arena *arena = *state;
    struct dice dice = {88172645463325252u};
    size_t regulated = 0, freed = 0;
    for (int round = 0; round < ROUNDS; round++, arena_reset(arena)) {
        struct law_cargo *cargo = throw_cargo(&dice, arena);
        struct law_judgement before, after;
        day_number day = throw_day(&dice);
        if (!judges(cargo, day, arena, &before))
            continue;
        struct law_cargo more = *cargo;
        if (!raise_one(&dice, arena, &more) || !judges(&more, day, arena, &after))
            continue;
        regulated += before.result == LAW_REGULATED;
        freed += is_free(before.result);
        if (before.result == LAW_REGULATED && is_free(after.result))
            fail_msg("round %d: %" PRIstr "%" PRIstr, round,
                     STR_ARG(law_judgement_text(&before, arena)),
                     STR_ARG(law_judgement_text(&after, arena)));
    }
    if (regulated < 500 || freed < 50)
        fail_msg("only %zu regulated and %zu free", regulated, freed);
}

static bool are_opposite(enum law_result a, enum law_result b)
{
    return (a == LAW_REGULATED && is_free(b)) || (is_free(a) && b == LAW_REGULATED);
}

/* A definite answer stands whatever an unknown fact turns out to be. */
static void learning_a_fact_never_turns_the_answer_round(void **state)
{
    struct arena *arena = *state;
    struct dice dice = {2463534242u};
    size_t kept = 0;
    for (int round = 0; round < ROUNDS; round++, arena_reset(arena)) {
        struct law_cargo *cargo = throw_cargo(&dice, arena);
        struct law_judgement before, after;
        day_number day = throw_day(&dice);
        enum law_fact fact = (enum law_fact)roll(&dice, LAW_FACT_COUNT);
        cargo->facts[fact] = LAW_UNKNOWN;
        if (!judges(cargo, day, arena, &before))
            continue;
        struct law_cargo more = *cargo;
        more.facts[fact] = roll(&dice, 2) ? LAW_YES : LAW_NO;
        bool class_said = (fact == LAW_PLASTIC_WASTE || fact == LAW_APPLIANCE_INTACT ||
                           fact == LAW_ELECTRONIC_WASTE || fact == LAW_MONITOR) &&
                          cargo->cargo_class.n;
        if (class_said || !judges(&more, day, arena, &after))
            continue;
        kept += before.result != LAW_TO_CONFIRM;
        if (are_opposite(before.result, after.result))
            fail_msg("round %d, %" PRIstr ": %" PRIstr "%" PRIstr, round,
                     STR_ARG(law_fact_key(fact)), STR_ARG(law_judgement_text(&before, arena)),
                     STR_ARG(law_judgement_text(&after, arena)));
    }
    assert_true(kept > 500);
}

static void an_answer_never_rests_on_a_row_in_doubt(void **state)
{
    struct arena *arena = *state;
    struct dice dice = {362436069u};
    size_t named = 0;
    for (int round = 0; round < ROUNDS; round++, arena_reset(arena)) {
        struct law_cargo *cargo = throw_cargo(&dice, arena);
        struct law_judgement judgement;
        if (!judges(cargo, throw_day(&dice), arena, &judgement))
            continue;
        bool definite = judgement.result != LAW_TO_CONFIRM;
        assert_true(!definite ||
                    (judgement.unconfirmed_count == 0 && judgement.missing_count == 0));
        assert_true(definite || judgement.unconfirmed_count + judgement.missing_count > 0);
        assert_true(!definite || judgement.result == judgement.if_confirmed ||
                    (is_free(judgement.result) && is_free(judgement.if_confirmed)));
        if (!definite && judgement.if_confirmed != LAW_TO_CONFIRM)
            assert_true(judgement.unconfirmed_count > 0);
        named += judgement.unconfirmed_count > 0;
    }
    assert_true(named > 50);
}

static int set_up(void **state)
{
    *state = arena_create();
    return 0;
}

static int tear_down(void **state)
{
    arena_destroy(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        T(more_of_a_substance_never_makes_a_regulated_cargo_free),
        T(learning_a_fact_never_turns_the_answer_round),
        T(an_answer_never_rests_on_a_row_in_doubt),
#undef T
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
