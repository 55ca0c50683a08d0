/* What the rules say of one draw of a mine, with blanks kept open. */
#include <math.h>

#include "water/model/screen_inside.h"

const uint64_t water_screen_required =
    1u << WATER_INPUT_FLOW | 1u << WATER_INPUT_PH | 1u << WATER_INPUT_FE | 1u << WATER_INPUT_ZN;

static const enum water_input metals[] = {WATER_INPUT_FE, WATER_INPUT_ZN, WATER_INPUT_CD,
                                          WATER_INPUT_PB, WATER_INPUT_AS, WATER_INPUT_CU,
                                          WATER_INPUT_MN, WATER_INPUT_AL};
enum { METALS = sizeof metals / sizeof *metals };

static struct water_bounded known(double value)
{
    return isnan(value) ? (struct water_bounded){-INFINITY, INFINITY}
                        : (struct water_bounded){value, value};
}

static struct water_bounded ratio_of(const struct water_screen_base *base, const double *input,
                                     enum water_input metal)
{
    return known(input[metal] / base->limit[metal]);
}

/* The largest ratio to a limit: what is known is a lower bound as long as something limited is
 * blank. */
static struct water_bounded largest_ratio(const struct water_screen_base *base, const double *input)
{
    struct water_bounded ratio = {0, 0};
    for (size_t i = 0; i < METALS; i++) {
        if (isnan(base->limit[metals[i]]))
            continue;
        if (isnan(input[metals[i]])) {
            ratio.high = INFINITY;
        } else {
            ratio.low = fmax(ratio.low, input[metals[i]] / base->limit[metals[i]]);
            ratio.high = fmax(ratio.high, ratio.low);
        }
    }
    return ratio;
}

/* Iron and zinc make up the sum that rules ask for (thousands of mg/L); another metal that is blank
   is taken not to matter for it. */
static struct water_bounded sum_of_metals(const double *input)
{
    bool open = isnan(input[WATER_INPUT_FE]) || isnan(input[WATER_INPUT_ZN]);
    double sum = 0;
    for (size_t i = 0; i < METALS; i++)
        sum += isnan(input[metals[i]]) ? 0 : input[metals[i]];
    return (struct water_bounded){sum, open ? INFINITY : sum};
}

/* Blanks of what the train's limits are for: they were reckoned as absent. */
static uint64_t left_blanks(const struct water_screen_base *base, const double *input)
{
    uint64_t blanks = 0;
    for (int i = 0; i < WATER_LEFT_JUDGED; i++) {
        int metal = water_left_input((enum water_left)i);
        if (!isnan(base->left_limit[i]) && isnan(input[metal]))
            blanks |= 1u << metal;
    }
    return blanks;
}

/* With a metal blank the ratio of the others is a lower bound. */
static struct water_bounded left_ratio(const struct water_screen_base *base,
                                       const struct water_drawn *drawn)
{
    struct water_bounded ratio = known(water_screen_left_ratio(base, drawn));
    if (left_blanks(base, drawn->input))
        ratio.high = INFINITY;
    return ratio;
}

void water_screen_subjects(const struct water_screen_base *base, const struct water_drawn *drawn,
                           struct water_bounded out[WATER_SUBJECTS])
{
    const double *input = drawn->input;
    for (size_t i = 0; i < WATER_INPUTS; i++)
        out[i] = known(input[i]);
    out[WATER_SUBJECT_METALS] = sum_of_metals(input);
    out[WATER_SUBJECT_RATIO] = largest_ratio(base, input);
    out[WATER_SUBJECT_RATIO_MN] = ratio_of(base, input, WATER_INPUT_MN);
    out[WATER_SUBJECT_RATIO_AS] = ratio_of(base, input, WATER_INPUT_AS);
    struct water_metals dissolved = {.fe2 = input[WATER_INPUT_FE], .zn = input[WATER_INPUT_ZN]};
    out[WATER_SUBJECT_ACIDITY] = known(water_acidity_of(input[WATER_INPUT_PH], &dissolved).total);
    out[WATER_SUBJECT_ACIDITY].high = INFINITY; /* other metals add to it */
    out[WATER_SUBJECT_AREA_NEED] = known(drawn->area);
    out[WATER_SUBJECT_AREA_SHARE] = known(drawn->area / input[WATER_INPUT_AREA]);
    out[WATER_SUBJECT_KINETIC_RATIO] = left_ratio(base, drawn);
    out[WATER_SUBJECT_KINETIC_PH_OFF] = known(water_screen_ph_off(base, drawn));
    out[WATER_SUBJECT_KINETIC_OXYGEN] = known(water_screen_left_oxygen(base, drawn));
}

enum truth { NO, YES, OPEN };

static enum truth rule_holds(const struct water_screen_rule *rule,
                             const struct water_bounded *subjects)
{
    struct water_bounded subject = subjects[rule->subject];
    if (rule->above ? subject.low > rule->value : subject.high < rule->value)
        return YES;
    if (rule->above ? subject.high <= rule->value : subject.low >= rule->value)
        return NO;
    return OPEN;
}

/* Blanks that keep a subject open. */
static uint64_t blanks_of(const struct water_screen_base *base, enum water_subject subject,
                          const double *input)
{
    uint64_t needs = 0;
    if ((int)subject < WATER_INPUTS)
        needs = 1u << subject;
    else if (subject == WATER_SUBJECT_RATIO_MN)
        needs = 1u << WATER_INPUT_MN;
    else if (subject == WATER_SUBJECT_RATIO_AS)
        needs = 1u << WATER_INPUT_AS;
    else if (subject == WATER_SUBJECT_AREA_NEED)
        needs = water_screen_required;
    else if (subject == WATER_SUBJECT_AREA_SHARE)
        needs = water_screen_required | 1u << WATER_INPUT_AREA;
    else if (subject == WATER_SUBJECT_KINETIC_RATIO)
        needs = water_screen_required | water_screen_train_required | left_blanks(base, input);
    else if (subject == WATER_SUBJECT_KINETIC_PH_OFF || subject == WATER_SUBJECT_KINETIC_OXYGEN)
        needs = water_screen_required | water_screen_train_required;
    else if (subject != WATER_SUBJECT_RATIO)
        needs = 1u << WATER_INPUT_FE | 1u << WATER_INPUT_ZN;
    else
        for (size_t i = 0; i < METALS; i++)
            if (!isnan(base->limit[metals[i]]))
                needs |= 1u << metals[i];
    uint64_t blanks = 0;
    for (size_t i = 0; i < WATER_INPUTS; i++)
        if ((needs >> i & 1) && isnan(input[i]))
            blanks |= 1u << i;
    return blanks;
}

static uint64_t missing_required(const double *input)
{
    uint64_t missing = 0;
    for (size_t i = 0; i < WATER_INPUTS; i++)
        if ((water_screen_required >> i & 1) && isnan(input[i]))
            missing |= 1u << i;
    return missing;
}

enum water_verdict water_screen_verdict(const struct water_screen_base *base,
                                        const struct water_drawn *drawn, uint64_t *reasons,
                                        uint64_t *unknown)
{
    const struct water_screen_rules *rules = base->screen->rules;
    struct water_bounded subjects[WATER_SUBJECTS];
    water_screen_subjects(base, drawn, subjects);
    bool seen[WATER_VERDICTS] = {false}, open[WATER_VERDICTS] = {false};
    uint64_t holding = 0, blanks = missing_required(drawn->input);
    bool incomplete = blanks != 0;
    for (size_t i = 0; i < rules->count; i++) {
        const struct water_screen_rule *rule = &rules->rows[i];
        enum truth truth = rule_holds(rule, subjects);
        seen[rule->verdict] = seen[rule->verdict] || truth == YES;
        open[rule->verdict] = open[rule->verdict] || truth == OPEN;
        if (truth == YES)
            holding |= (uint64_t)1 << i;
        if (truth == OPEN)
            blanks |= blanks_of(base, rule->subject, drawn->input);
    }
    if (reasons)
        *reasons |= holding;
    if (unknown)
        *unknown |= blanks;
    if (seen[WATER_REJECTED])
        return WATER_REJECTED;
    if (seen[WATER_NO_NEED] && !open[WATER_NO_NEED])
        return WATER_NO_NEED;
    if (incomplete || open[WATER_REJECTED] || open[WATER_NO_NEED])
        return WATER_UNDECIDED;
    return seen[WATER_CAUTION] ? WATER_CAUTION : WATER_FIT;
}

/* The eight water types of Japanese mine drainages by ratio to the limit (Water 2023, 15, 1258; its
   cluster centres were not readable, the borders here are ours and marked so in screen.tsv). */
int water_screen_type(const struct water_screen_base *base, const double input[WATER_INPUTS])
{
    enum {
        NEUTRAL_LOW = 1,
        WEAK_LOW,
        WEAK_ZN,
        WEAK_MN_ZN,
        ACID_AS,
        ACID_FE,
        ACID_FE_EXTREME,
        ACID_ZN
    };
    double ph = input[WATER_INPUT_PH], ratio[WATER_INPUTS];
    for (size_t i = 0; i < METALS; i++)
        ratio[metals[i]] = input[metals[i]] / base->limit[metals[i]];
    if (isnan(ph) || isnan(ratio[WATER_INPUT_ZN]) || isnan(ratio[WATER_INPUT_FE]))
        return 0;
    double zn = ratio[WATER_INPUT_ZN], fe = ratio[WATER_INPUT_FE],
           mn = fmax(ratio[WATER_INPUT_MN], 0), as = fmax(ratio[WATER_INPUT_AS], 0);
    if (ph < base->type_acid) {
        if (as > 1 && as >= fe && as >= zn)
            return ACID_AS;
        if (fe >= zn)
            return fe > base->type_extreme ? ACID_FE_EXTREME : ACID_FE;
        return ACID_ZN;
    }
    if (zn > 1)
        return mn > 1 ? WEAK_MN_ZN : WEAK_ZN;
    return ph >= base->type_neutral ? NEUTRAL_LOW : WEAK_LOW;
}
