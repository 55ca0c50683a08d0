/* The rules of the ministerial order, each by its name. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "law_support.h"

#define NOW law_day(2026, 11, 22)
#define HEAD                                                                                       \
    "{\"class\":\"residue\",\"direction\":\"export\",\"country\":\"TH\",\"operation\":\"R4\","     \
    "\"form\":\"solid\","
/* A residue with no stream, no B code, one part that holds nothing else. */
#define PART(analyses)                                                                             \
    HEAD "\"codes\":[\"A1020\"],\"facts\":{\"no_stream\":\"yes\"},"                                \
         "\"parts\":[{\"name\":\"残渣\",\"others_absent\":\"yes\",\"analyses\":[" analyses "]}]}"
#define LEACH_LEAD                                                                                 \
    ",{\"substance\":\"鉛\",\"kind\":\"leachate\",\"value\":\"<0.005\",\"unit\":\"mg/L\"}"

static void regulated_by_the_concentration_of_annex6(void **state)
{
    (void)state;
    law_expect(PART("{\"substance\":\"鉛\",\"value\":\"0.1\",\"unit\":\"wt%\"}"), NOW,
               LAW_REGULATED);
    law_expect(PART("{\"substance\":\"鉛\",\"value\":\"0.1001\",\"unit\":\"wt%\"}"), NOW,
               LAW_REGULATED);
    law_expect(PART("{\"substance\":\"鉛\",\"value\":\"0.0999\",\"unit\":\"wt%\"}" LEACH_LEAD), NOW,
               LAW_NOT_REGULATED);
    law_expect(PART("{\"substance\":\"鉛\",\"value\":\"1000\",\"unit\":\"mg/kg\"}"), NOW,
               LAW_REGULATED);
    law_expect(PART("{\"substance\":\"Pb\",\"value\":\"999.9\",\"unit\":\"ppm\"}" LEACH_LEAD), NOW,
               LAW_NOT_REGULATED);
}

static void asks_for_the_leachate_below_the_concentration(void **state)
{
    (void)state;
    law_expect(PART("{\"substance\":\"鉛\",\"value\":\"0.05\",\"unit\":\"wt%\"}"), NOW,
               LAW_TO_CONFIRM);
}

static void annex6_note1_looks_at_the_smallest_part_not_the_average(void **state)
{
    (void)state;
    law_expect(HEAD
               "\"codes\":[\"A1020\"],\"facts\":{\"no_stream\":\"yes\"},\"parts\":["
               "{\"name\":\"本体\",\"fraction\":\"99\",\"others_absent\":\"yes\",\"analyses\":[]},"
               "{\"name\":\"はんだ\",\"fraction\":\"1\",\"others_absent\":\"yes\",\"analyses\":["
               "{\"substance\":\"鉛\",\"value\":\"2\",\"unit\":\"wt%\"}]}]}",
               NOW, LAW_REGULATED);
}

static void an_average_shows_that_a_limit_is_reached_never_that_it_is_not(void **state)
{
    (void)state;
#define AVERAGE(separable, value) HEAD "\"codes\":[\"A1020\"],\"facts\":{\"no_stream\":\"yes\"},\"parts\":[{\"others_absent\":\"yes\","       \
    "\"separable\":\"" separable "\",\"analyses\":[{\"substance\":\"鉛\",\"value\":\"" value "\",\"unit\":\"wt%\"}" LEACH_LEAD "]}]}"
    law_expect(AVERAGE("yes", "0.05"), NOW, LAW_TO_CONFIRM);
    law_expect(AVERAGE("no", "0.05"), NOW, LAW_NOT_REGULATED);
    law_expect(AVERAGE("yes", "0.1"), NOW, LAW_REGULATED);
    law_expect(AVERAGE("yes", "0"), NOW, LAW_NOT_REGULATED);
}

#define COPPER "{\"substance\":\"酢酸第二銅\",\"value\":\"1\",\"unit\":\"wt%\"}"
static void annex6_note2_drops_what_every_test_finds_harmless(void **state)
{
    (void)state;
    law_expect(
        HEAD
        "\"codes\":[\"A1020\"],\"facts\":{\"no_stream\":\"yes\"},\"tests\":{\"all\":\"negative\"},"
        "\"parts\":[{\"others_absent\":\"yes\",\"analyses\":[" COPPER "]}]}",
        NOW, LAW_NOT_REGULATED);
    law_expect(HEAD "\"codes\":[\"A1020\"],\"facts\":{\"no_stream\":\"yes\"},\"tests\":{\"all\":"
                    "\"negative\",\"8\":\"positive\"},"
                    "\"parts\":[{\"others_absent\":\"yes\",\"analyses\":[" COPPER "]}]}",
               NOW, LAW_REGULATED);
    law_expect(PART(COPPER), NOW, LAW_TO_CONFIRM);
}

static void tests_may_be_values(void **state)
{
    (void)state;
#define FLASH(value)                                                                               \
    HEAD "\"codes\":[\"A1020\"],\"facts\":{\"no_stream\":\"yes\"},"                                \
         "\"tests\":{\"all\":\"negative\",\"2\":{\"value\":\"" value "\",\"unit\":\"℃\"}},"      \
         "\"parts\":[{\"others_absent\":\"yes\",\"analyses\":[" COPPER "]}]}"
    law_expect(FLASH("60.5"), NOW, LAW_REGULATED);
    law_expect(FLASH("60.6"), NOW, LAW_NOT_REGULATED);
}

static void annex4_note1_a_code_alone_is_never_enough(void **state)
{
    (void)state;
    law_expect(PART(""), NOW, LAW_NOT_REGULATED);
}

#define METAL(facts, lead)                                                                            \
    "{\"class\":\"metal_scrap\",\"direction\":\"export\",\"country\":\"CN\",\"operation\":\"R4\","    \
    "\"form\":\"solid\","                                                                             \
    "\"codes\":[\"B1010\"],\"facts\":{\"no_stream\":\"yes\",\"metallic\":\"yes\",\"dispersible\":"    \
    "\"no\"" facts "},"                                                                               \
    "\"parts\":[{\"name\":\"真鍮\",\"others_absent\":\"yes\",\"analyses\":[{\"substance\":\"鉛\"," \
    "\"value\":\"" lead "\",\"unit\":\"wt%\"}]}]}"

static void annex3_note1_contamination_cancels_a_b_code(void **state)
{
    (void)state;
    law_expect(METAL(",\"contaminated\":\"no\"", "3"), NOW, LAW_NOT_REGULATED);
    law_expect(METAL(",\"contaminated\":\"yes\"", "3"), NOW, LAW_REGULATED);
    law_expect(METAL("", "3"), NOW, LAW_TO_CONFIRM);
}

static void codes_that_disagree_leave_the_mixture_to_be_divided(void **state)
{
    static const char *const mixture =
        "{\"class\":\"mixed_metal\",\"direction\":\"export\",\"country\":\"CN\",\"operation\":\"R4\",\"codes\":[\"B1010\",\"B1115\"],"
        "\"facts\":{\"electronic_waste\":\"no\",\"metallic\":\"yes\",\"dispersible\":\"no\",\"contaminated\":\"no\",\"burning\":\"no\"},"
        "\"parts\":[{\"name\":\"被覆\",\"analyses\":[{\"substance\":\"鉛\",\"value\":\"0.2\",\"unit\":\"wt%\"}]}]}";
    struct law_judgement judgement = law_judged(*state, mixture, NOW);
    assert_int_equal(judgement.result, LAW_TO_CONFIRM);
    assert_int_equal(judgement.missing_count, 1);
    assert_true(str_contains(judgement.missing[0].sentence, STR("コードごとに分けた貨物")));
}

static void a_b_code_needs_its_conditions(void **state)
{
    (void)state;
    law_expect("{\"class\":\"metal_scrap\",\"direction\":\"export\",\"country\":\"CN\","
               "\"operation\":\"R4\",\"codes\":[\"B1010\"],"
               "\"facts\":{\"no_stream\":\"yes\",\"metallic\":\"no\"},\"parts\":[{\"analyses\":["
               "{\"substance\":\"鉛\",\"value\":\"3\",\"unit\":\"wt%\"}]}]}",
               NOW, LAW_REGULATED);
}

#define LEACHED(operation, form, value)                                                            \
    "{\"class\":\"residue\",\"direction\":\"export\",\"country\":\"TH\",\"operation\":"            \
    "\"" operation "\",\"form\":\"" form                                                           \
    "\",\"codes\":[\"A1020\"],\"facts\":{\"no_stream\":\"yes\"},\"parts\":[{\"others_absent\":"    \
    "\"yes\",\"analyses\":["                                                                       \
    "{\"substance\":\"鉛\",\"value\":\"0.01\",\"unit\":\"wt%\"},{\"substance\":\"鉛\",\"kind\":" \
    "\"leachate\",\"value\":\"" value "\",\"unit\":\"mg/L\"}]}]}"

static void
ordinary_recycling_of_solids_uses_annex3_of_the_criteria_not_the_landfill_table(void **state)
{
    (void)state;
    law_expect(LEACHED("R4", "solid", "0.01"), NOW, LAW_NOT_REGULATED);
    law_expect(LEACHED("R4", "solid", "0.0101"), NOW, LAW_REGULATED);
    law_expect(LEACHED("R4", "solid", "0.3"), NOW, LAW_REGULATED);
    law_expect(LEACHED("R4", "liquid", "0.1"), NOW, LAW_NOT_REGULATED);
    law_expect(LEACHED("R4", "liquid", "0.11"), NOW, LAW_REGULATED);
}

static void an_unknown_operation_decides_where_all_agree(void **state)
{
    (void)state;
#define NO_OPERATION(value)                                                                        \
    "{\"class\":\"residue\",\"direction\":\"export\",\"country\":\"TH\",\"purpose\":"              \
    "\"recycling\",\"form\":\"solid\","                                                            \
    "\"codes\":[\"A1020\"],\"facts\":{\"no_stream\":\"yes\"},\"parts\":[{\"others_absent\":"       \
    "\"yes\",\"analyses\":["                                                                       \
    "{\"substance\":\"鉛\",\"value\":\"0.01\",\"unit\":\"wt%\"},{\"substance\":\"鉛\",\"kind\":" \
    "\"leachate\",\"value\":\"" value "\",\"unit\":\"mg/L\"}]}]}"
    law_expect(NO_OPERATION("0.02"), NOW, LAW_REGULATED);
    law_expect(NO_OPERATION("0.01"), NOW, LAW_NOT_REGULATED);
}

static void a_detection_limit_above_the_threshold_decides_nothing(void **state)
{
    (void)state;
    law_expect(LEACHED("R4", "solid", "<0.01"), NOW, LAW_NOT_REGULATED);
    law_expect(LEACHED("R4", "solid", "<0.02"), NOW, LAW_TO_CONFIRM);
    law_expect(PART("{\"substance\":\"カドミウム\",\"value\":\"<0.2\",\"unit\":\"wt%\"}"), NOW,
               LAW_TO_CONFIRM);
}

static void a_limit_that_must_not_be_detected_needs_the_official_method(void **state)
{
    (void)state;
#define CYANIDE(value, official)                                                                   \
    PART("{\"substance\":\"シアン\",\"value\":\"0\",\"unit\":\"mg/kg\"},"                       \
         "{\"substance\":\"シアン\",\"kind\":\"leachate\",\"value\":\"" value                      \
         "\",\"unit\":\"mg/L\",\"official\":\"" official "\"}")
    law_expect(CYANIDE("<0.1", "yes"), NOW, LAW_NOT_REGULATED);
    law_expect(CYANIDE("<0.1", "unknown"), NOW, LAW_TO_CONFIRM);
    law_expect(CYANIDE("0.1", "yes"), NOW, LAW_REGULATED);
    law_expect(CYANIDE("0.1", "no"), NOW, LAW_TO_CONFIRM);
}

static void dry_values_need_the_moisture_only_above_the_threshold(void **state)
{
    (void)state;
#define DRY(moisture, value)                                                                       \
    HEAD "\"codes\":[\"A1020\"],\"facts\":{\"no_stream\":\"yes\"},\"parts\":[{\"others_absent\":"  \
         "\"yes\"" moisture ",\"analyses\":[{\"substance\":\"鉛\",\"value\":\"" value              \
         "\",\"unit\":\"wt%\",\"basis\":\"dry\"}" LEACH_LEAD "]}]}"
    law_expect(DRY("", "0.09"), NOW, LAW_NOT_REGULATED);
    law_expect(DRY("", "0.12"), NOW, LAW_TO_CONFIRM);
    law_expect(DRY(",\"moisture\":\"20\"", "0.12"), NOW, LAW_NOT_REGULATED);
    law_expect(DRY(",\"moisture\":\"20\"", "0.125"), NOW, LAW_REGULATED);
    law_expect(DRY(",\"moisture\":\"10\"", "0.12"), NOW, LAW_REGULATED);
}

static void litres_become_weight_by_the_density_only(void **state)
{
    (void)state;
#define LIQUID(density, value)                                                                     \
    "{\"class\":\"residue\",\"direction\":\"export\",\"country\":\"TH\",\"operation\":\"R4\","     \
    "\"form\":\"liquid\","                                                                         \
    "\"codes\":[\"A1060\"],\"facts\":{\"no_stream\":\"yes\"},\"parts\":[{\"others_absent\":"       \
    "\"yes\"" density ",\"analyses\":["                                                            \
    "{\"substance\":\"鉛\",\"value\":\"" value "\",\"unit\":\"mg/L\"}" LEACH_LEAD "]}]}"
    law_expect(LIQUID("", "1200"), NOW, LAW_TO_CONFIRM);
    law_expect(LIQUID(",\"density\":\"1.2\"", "1200"), NOW, LAW_REGULATED);
    law_expect(LIQUID(",\"density\":\"1.2\"", "1199.9"), NOW, LAW_NOT_REGULATED);
    law_expect(LIQUID(",\"density\":\"1.3\"", "1200"), NOW, LAW_NOT_REGULATED);
}

static void limits_change_on_their_own_dates(void **state)
{
    (void)state;
#define CHROMIUM(value)                                                                            \
    HEAD "\"codes\":[\"A1040\"],\"facts\":{\"no_stream\":\"yes\"},\"parts\":[{\"form\":"           \
         "\"liquid\",\"others_absent\":\"yes\","                                                   \
         "\"analyses\":[{\"substance\":\"六価クロム\",\"value\":\"0\",\"unit\":\"mg/kg\"},"   \
         "{\"substance\":\"六価クロム\",\"kind\":\"leachate\",\"value\":\"" value                  \
         "\",\"unit\":\"mg/L\"}]}]}"
    law_expect(CHROMIUM("0.4"), law_day(2026, 11, 22), LAW_REGULATED);
    law_expect(CHROMIUM("0.4"), law_day(2026, 1, 1), LAW_TO_CONFIRM);
    law_expect(CHROMIUM("0.4"), law_day(2024, 3, 31), LAW_NOT_REGULATED);
    law_expect(CHROMIUM("0.6"), law_day(2026, 1, 1), LAW_REGULATED);
    law_expect(CHROMIUM("0.2"), law_day(2026, 1, 1), LAW_NOT_REGULATED);
}

static void ph_decides_only_beyond_the_limits(void **state)
{
    (void)state;
#define ACIDITY(value) PART("{\"kind\":\"ph\",\"value\":\"" value "\"}")
    law_expect(ACIDITY("2.0"), NOW, LAW_NOT_REGULATED);
    law_expect(ACIDITY("1.99"), NOW, LAW_REGULATED);
    law_expect(ACIDITY("11.5"), NOW, LAW_NOT_REGULATED);
    law_expect(ACIDITY("11.51"), NOW, LAW_REGULATED);
}

static void pcb_from_50_ppm_and_dioxins_from_0_003(void **state)
{
    (void)state;
#define PCB(value)                                                                                 \
    PART("{\"substance\":\"PCB\",\"value\":\"" value                                               \
         "\",\"unit\":\"ppm\"},{\"substance\":\"PCB\",\"kind\":\"leachate\",\"value\":\"<0."       \
         "0005\",\"unit\":\"mg/L\",\"official\":\"yes\"}")
    law_expect(PCB("50"), NOW, LAW_REGULATED);
    law_expect(PCB("49.9"), NOW, LAW_NOT_REGULATED);
    law_expect(PART("{\"substance\":\"ダイオキシン類\",\"value\":\"3\",\"unit\":\"ng-TEQ/g\"}"),
               NOW, LAW_REGULATED);
    law_expect(PART("{\"substance\":\"ダイオキシン類\",\"value\":\"2.99\",\"unit\":\"ng-TEQ/g\"}"),
               NOW, LAW_NOT_REGULATED);
}

static void dross_is_free_from_its_zinc_content_on(void **state)
{
    (void)state;
#define DROSS(item, zinc)                                                                          \
    HEAD "\"codes\":[\"B1100/" item "\"],\"facts\":{\"contaminated\":\"no\"},\"streams\":[\"Y4\"]" \
                                    ",\"parts\":[{\"others_absent\":\"yes\","                      \
         "\"analyses\":[{\"substance\":\"亜鉛\",\"value\":\"" zinc "\",\"unit\":\"wt%\"}]}]}"
    law_expect(DROSS("1の項11号ロ(1)", "90"), NOW, LAW_NOT_REGULATED);
    law_expect(DROSS("1の項11号ロ(1)", "89.9"), NOW, LAW_REGULATED);
    law_expect(DROSS("1の項11号ロ(2)", "91.9"), NOW, LAW_REGULATED);
    law_expect(DROSS("1の項11号ロ(3)", "85"), NOW, LAW_NOT_REGULATED);
    law_expect(DROSS("1の項11号ト", "90"), NOW, LAW_TO_CONFIRM);
}

#define WIRE(facts, lead)                                                                          \
    "{\"class\":\"covered_wire\",\"direction\":\"export\",\"country\":\"TH\",\"operation\":"       \
    "\"R4\",\"form\":\"solid\","                                                                   \
    "\"codes\":[\"B1115\"],\"facts\":{\"no_stream\":\"yes\"" facts                                 \
    "},\"parts\":[{\"name\":\"被覆\",\"analyses\":["                                             \
    "{\"substance\":\"鉛\",\"value\":\"" lead                                                      \
    "\",\"unit\":\"wt%\"},{\"substance\":\"鉛\",\"kind\":\"leachate\",\"value\":\"<0.005\","      \
    "\"unit\":\"mg/L\"}]}]}"

static void covered_wire_is_free_unless_contaminated_or_burnt(void **state)
{
    (void)state;
    law_expect(WIRE("", "0.0999"), NOW, LAW_NOT_REGULATED);
    law_expect(
        WIRE(",\"cable_contaminated\":\"no\",\"burning\":\"no\",\"contaminated\":\"no\"", "0.1"),
        NOW, LAW_REGULATED);
    law_expect(WIRE(",\"cable_contaminated\":\"no\",\"burning\":\"yes\"", "0.2"), NOW,
               LAW_REGULATED);
    law_expect(WIRE(",\"cable_contaminated\":\"yes\",\"burning\":\"no\"", "0.2"), NOW,
               LAW_REGULATED);
#define TINNED(facts)                                                                              \
    "{\"class\":\"metal_scrap\",\"direction\":\"export\",\"country\":\"TH\",\"operation\":\"R4\"," \
    "\"codes\":[\"B1115\"],"                                                                       \
    "\"streams\":[\"Y4\"],\"facts\":{\"cable_contaminated\":\"no\",\"contaminated\":\"no\"" facts  \
    "}}"
    law_expect(TINNED(",\"burning\":\"no\""), NOW, LAW_NOT_REGULATED);
    law_expect(TINNED(",\"burning\":\"yes\""), NOW, LAW_REGULATED);
    law_expect(TINNED(""), NOW, LAW_TO_CONFIRM);
}

#define FLAKES(country, facts)                                                                     \
    "{\"class\":\"plastic_scrap\",\"direction\":\"export\",\"country\":\"" country                 \
    "\",\"operation\":\"R3\",\"form\":\"solid\","                                                  \
    "\"facts\":{\"no_stream\":\"yes\",\"contaminated\":\"no\",\"plastic_soiled\":\"no\","          \
    "\"plastic_foreign\":\"no\",\"plastic_prepared\":\"yes\","                                     \
    "\"visible_outside\":\"yes\",\"baled\":\"no\",\"halogenated\":\"no\",\"multilayer_plated\":"   \
    "\"no\",\"single_resin\":\"yes\"" facts "}}"

static void plastics_that_keep_every_criterion_are_free(void **state)
{
    (void)state;
    law_expect(FLAKES("VN", ",\"one_colour\":\"yes\""), NOW, LAW_NOT_REGULATED);
    law_expect(FLAKES("VN", ""), NOW, LAW_TO_CONFIRM);
}

static void plastics_beside_a_criterion_are_y48(void **state)
{
    (void)state;
    law_expect("{\"class\":\"plastic_scrap\",\"direction\":\"export\",\"country\":\"VN\","
               "\"operation\":\"R3\",\"facts\":{\"plastic_soiled\":\"yes\"}}",
               NOW, LAW_REGULATED);
    law_expect("{\"class\":\"plastic_scrap\",\"direction\":\"export\",\"country\":\"VN\","
               "\"operation\":\"R1\"}",
               NOW, LAW_REGULATED);
}

static void an_unconfirmed_criterion_is_named_where_it_decides(void **state)
{
    struct law_judgement judgement =
        law_judged(*state, FLAKES("VN", ",\"one_colour\":\"no\""), NOW);
    assert_int_equal(judgement.result, LAW_TO_CONFIRM);
    assert_int_equal(judgement.if_confirmed, LAW_REGULATED);
    assert_true(judgement.single);
    assert_int_equal(judgement.unconfirmed_count, 1);
    assert_true(str_equal(judgement.unconfirmed[0]->key, STR("P12")));
    assert_int_equal(judgement.missing_count, 0);
}

#define BOARDS(date_country, codes)                                                                \
    "{\"class\":\"other\",\"direction\":\"export\"," date_country                                  \
    ",\"operation\":\"R4\",\"form\":\"solid\","                                                    \
    "\"codes\":[" codes                                                                            \
    "],\"facts\":{\"no_stream\":\"yes\",\"plastic_waste\":\"no\",\"electronic_waste\":\"yes\"},"   \
    "\"parts\":[{\"others_absent\":\"yes\",\"analyses\":[{\"substance\":\"鉛\",\"value\":\"1\","  \
    "\"unit\":\"wt%\"}]}]}"

static void electronic_waste_is_regulated_since_2025_also_without_hazard(void **state)
{
    (void)state;
#define MACHINES                                                                                   \
    "{\"class\":\"game_machine\",\"direction\":\"export\",\"country\":\"TH\",\"operation\":"       \
    "\"R4\"}"
    law_expect(MACHINES, NOW, LAW_REGULATED);
    law_expect(MACHINES, law_day(2025, 1, 1), LAW_REGULATED);
    law_expect(MACHINES, law_day(2024, 12, 31), LAW_TO_CONFIRM);
}

static void oecd_members_are_exempt_for_annex2_and_recovery(void **state)
{
    (void)state;
#define SLAG(country, operation)                                                                   \
    "{\"class\":\"residue\",\"direction\":\"export\",\"country\":\"" country                       \
    "\",\"operation\":\"" operation "\","                                                          \
    "\"form\":\"solid\",\"codes\":[\"GB040\",\"A1020\"],\"facts\":{\"no_stream\":\"yes\","         \
    "\"contaminated\":\"no\"},"                                                                    \
    "\"parts\":[{\"analyses\":[{\"substance\":\"鉛\",\"value\":\"1\",\"unit\":\"wt%\"}]}]}"
    law_expect(SLAG("KR", "R4"), NOW, LAW_EXEMPT);
    law_expect(SLAG("KR", "D5"), NOW, LAW_REGULATED);
    law_expect(SLAG("TH", "R4"), NOW, LAW_REGULATED);
    law_expect(SLAG("CR", "R4"), law_day(2025, 6, 1), LAW_EXEMPT);
    law_expect(SLAG("CR", "R4"), law_day(2021, 5, 24), LAW_REGULATED);
}

static void whether_the_exemption_reaches_y49_is_a_row_to_confirm(void **state)
{
    struct law_judgement judgement =
        law_judged(*state, BOARDS("\"country\":\"DE\"", "\"GC020\",\"A1181\""), NOW);
    assert_int_equal(judgement.result, LAW_TO_CONFIRM);
    judgement = law_judged(
        *state,
        "{\"class\":\"game_machine\",\"direction\":\"export\",\"country\":\"DE\",\"operation\":"
        "\"R4\","
        "\"codes\":[\"GC020\",\"A1181\"],\"facts\":{\"no_stream\":\"yes\",\"contaminated\":\"no\","
        "\"monitor\":\"no\"},\"parts\":[{\"others_absent\":\"yes\"}]}",
        NOW);
    assert_int_equal(judgement.result, LAW_TO_CONFIRM);
    assert_int_equal(judgement.if_confirmed, LAW_EXEMPT);
    assert_true(judgement.single);
    assert_true(str_equal(judgement.unconfirmed[0]->key, STR("第二条と附属書Ⅱ")));
}

#define SAMPLE(direction, country, mass, pcb)                                                      \
    "{\"class\":\"residue\",\"direction\":\"" direction "\",\"country\":\"" country                \
    "\",\"purpose\":\"analysis\","                                                                 \
    "\"mass_kg\":\"" mass "\",\"form\":\"solid\",\"codes\":[\"A1020\"],\"facts\":{\"no_stream\":"  \
                          "\"yes\"},\"parts\":[{\"others_absent\":\"yes\",\"analyses\":["          \
    "{\"substance\":\"鉛\",\"value\":\"1\",\"unit\":\"wt%\"},{\"substance\":\"PCB\",\"value\":"   \
    "\"" pcb "\",\"unit\":\"ppm\"}]}]}"

static void samples_up_to_25_kg_are_exempt_but_not_with_50_ppm_of_pcb(void **state)
{
    (void)state;
    law_expect(SAMPLE("export", "US", "25", "49"), NOW, LAW_EXEMPT);
    law_expect(SAMPLE("export", "US", "25.001", "49"), NOW, LAW_REGULATED);
    law_expect(SAMPLE("export", "US", "25", "50"), NOW, LAW_REGULATED);
    law_expect(SAMPLE("export", "TH", "25", "49"), NOW, LAW_REGULATED);
    law_expect(SAMPLE("import", "TH", "25", "49"), NOW, LAW_EXEMPT);
}

static void article4_exempts_imports_for_annex2_from_anywhere(void **state)
{
    (void)state;
    law_expect("{\"class\":\"residue\",\"direction\":\"import\",\"country\":\"TH\",\"operation\":"
               "\"R4\",\"codes\":[\"GB040\",\"A1020\"],"
               "\"facts\":{\"contaminated\":\"no\"},\"parts\":[{\"analyses\":[{\"substance\":"
               "\"鉛\",\"value\":\"1\",\"unit\":\"wt%\"}]}]}",
               NOW, LAW_EXEMPT);
}

#define USED(country, extra)                                                                       \
    "{\"class\":\"used_electrical\",\"direction\":\"export\",\"country\":\"" country               \
    "\",\"purpose\":\"reuse\",\"transit\":[],"                                                     \
    "\"facts\":{\"used_undamaged\":\"yes\",\"used_age_ok\":\"yes\",\"used_working\":\"yes\","      \
    "\"used_packed\":\"yes\",\"used_contract\":\"yes\","                                           \
    "\"used_market\":\"yes\",\"used_paid\":\"yes\"" extra "}}"

static void used_goods_that_keep_every_criterion_are_no_waste(void **state)
{
    (void)state;
    law_expect(USED("PH", ",\"used_import_rule\":\"yes\""), NOW, LAW_NOT_REGULATED);
    law_expect(USED("PH", ",\"used_import_rule\":\"no\""), NOW, LAW_REGULATED);
    law_expect(USED("PH", ""), NOW, LAW_TO_CONFIRM);
}

static void article5_monitors_to_or_through_hong_kong(void **state)
{
    (void)state;
    law_expect(
        USED("HK",
             ",\"used_import_rule\":\"yes\",\"monitor\":\"yes\",\"hong_kong_hazardous\":\"yes\""),
        NOW, LAW_REGULATED);
    law_expect(USED("HK", ",\"used_import_rule\":\"yes\",\"monitor\":\"no\""), NOW,
               LAW_NOT_REGULATED);
    law_expect("{\"class\":\"used_electrical\",\"direction\":\"export\",\"country\":\"CN\","
               "\"transit\":[\"HK\"],\"purpose\":\"reuse\","
               "\"facts\":{\"monitor\":\"yes\",\"hong_kong_hazardous\":\"yes\"}}",
               NOW, LAW_REGULATED);
}

static void a_stream_of_annex5_regulates(void **state)
{
    (void)state;
    law_expect(HEAD "\"codes\":[\"A4010\"],\"streams\":[\"Y2\"]}", NOW, LAW_REGULATED);
    law_expect(HEAD "\"codes\":[\"A4070\"],\"streams\":[\"Y12\"]}", NOW, LAW_TO_CONFIRM);
    law_expect(HEAD "\"codes\":[\"A4070\"],\"streams\":[\"Y12\"],\"tests\":{\"1\":\"positive\"}}",
               NOW, LAW_REGULATED);
}

static void a_substance_outside_the_tables_is_to_confirm(void **state)
{
    (void)state;
    law_expect(
        PART("{\"substance\":\"未知の物質\",\"value\":\"1\",\"unit\":\"wt%\",\"unlisted\":true}"),
        NOW, LAW_TO_CONFIRM);
}

static void an_empty_cargo_says_what_is_missing(void **state)
{
    struct law_judgement judgement = law_judged(*state, "{}", NOW);
    assert_int_equal(judgement.result, LAW_TO_CONFIRM);
    assert_true(judgement.missing_count >= 4);
    for (size_t i = 0; i < judgement.missing_count; i++)
        assert_true(judgement.missing[i].sentence.n > 0);
}

static void an_unconfirmed_row_that_changes_nothing_does_not_spoil_the_answer(void **state)
{
    (void)state;
    law_expect(PART("{\"substance\":\"エーテル\",\"value\":\"2\",\"unit\":\"wt%\"},{\"substance\":"
                    "\"鉛\",\"value\":\"1\",\"unit\":\"wt%\"}"),
               NOW, LAW_REGULATED);
    law_expect(PART("{\"substance\":\"エーテル\",\"value\":\"2\",\"unit\":\"wt%\"}"), NOW,
               LAW_TO_CONFIRM);
}

static void the_same_cargo_gives_the_same_judgement(void **state)
{
    struct law_judgement a = law_judged(*state, WIRE("", "0.2"), NOW),
                         b = law_judged(*state, WIRE("", "0.2"), NOW);
    assert_true(str_equal(law_judgement_text(&a, *state), law_judgement_text(&b, *state)));
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
        T(regulated_by_the_concentration_of_annex6),
        T(asks_for_the_leachate_below_the_concentration),
        T(annex6_note1_looks_at_the_smallest_part_not_the_average),
        T(an_average_shows_that_a_limit_is_reached_never_that_it_is_not),
        T(annex6_note2_drops_what_every_test_finds_harmless),
        T(tests_may_be_values),
        T(annex4_note1_a_code_alone_is_never_enough),
        T(annex3_note1_contamination_cancels_a_b_code),
        T(codes_that_disagree_leave_the_mixture_to_be_divided),
        T(a_b_code_needs_its_conditions),
        T(ordinary_recycling_of_solids_uses_annex3_of_the_criteria_not_the_landfill_table),
        T(an_unknown_operation_decides_where_all_agree),
        T(a_detection_limit_above_the_threshold_decides_nothing),
        T(a_limit_that_must_not_be_detected_needs_the_official_method),
        T(dry_values_need_the_moisture_only_above_the_threshold),
        T(litres_become_weight_by_the_density_only),
        T(limits_change_on_their_own_dates),
        T(ph_decides_only_beyond_the_limits),
        T(pcb_from_50_ppm_and_dioxins_from_0_003),
        T(dross_is_free_from_its_zinc_content_on),
        T(covered_wire_is_free_unless_contaminated_or_burnt),
        T(plastics_that_keep_every_criterion_are_free),
        T(plastics_beside_a_criterion_are_y48),
        T(an_unconfirmed_criterion_is_named_where_it_decides),
        T(electronic_waste_is_regulated_since_2025_also_without_hazard),
        T(oecd_members_are_exempt_for_annex2_and_recovery),
        T(whether_the_exemption_reaches_y49_is_a_row_to_confirm),
        T(samples_up_to_25_kg_are_exempt_but_not_with_50_ppm_of_pcb),
        T(article4_exempts_imports_for_annex2_from_anywhere),
        T(used_goods_that_keep_every_criterion_are_no_waste),
        T(article5_monitors_to_or_through_hong_kong),
        T(a_stream_of_annex5_regulates),
        T(a_substance_outside_the_tables_is_to_confirm),
        T(an_empty_cargo_says_what_is_missing),
        T(an_unconfirmed_row_that_changes_nothing_does_not_spoil_the_answer),
        T(the_same_cargo_gives_the_same_judgement),
#undef T
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
