/* The next mine: which of many mines a passive treatment would suit, by rules of data, with the
   spread that uncertain inputs bring. A mine is a row with blanks; what a rule needs and the row
   does not have makes 判定不可 and names the datum, it is never guessed.
   Lumped sizing (sizing.h) and costs (plan.h); with a train (screen_train.h) also what leaves a
   standard train of that size in its steady state.
   Same input and seed, same result on any number of threads (random.h). SI units; NaN is a blank.
 */
#ifndef MEGURI_WATER_MODEL_SCREEN_H
#define MEGURI_WATER_MODEL_SCREEN_H

#include "water/model/amounts.h"

/* What is known of a mine and may vary. */
enum water_input {
    WATER_INPUT_FLOW,
    WATER_INPUT_PH,
    WATER_INPUT_FE,
    WATER_INPUT_ZN,
    WATER_INPUT_CD,
    WATER_INPUT_PB,
    WATER_INPUT_AS,
    WATER_INPUT_CU,
    WATER_INPUT_MN,
    WATER_INPUT_AL,
    WATER_INPUT_AREA,
    WATER_INPUT_HEAD,
    WATER_INPUT_WINTER, /* mean air temperature of the coldest month, K */
    WATER_INPUTS
};

/* What rules speak of: the inputs, and what follows from them. */
enum water_subject {
    WATER_SUBJECT_METALS = WATER_INPUTS, /* sum of all metals, kg/m3 */
    WATER_SUBJECT_ACIDITY,               /* kg CaCO3/m3 */
    WATER_SUBJECT_RATIO,                 /* largest concentration over its limit */
    WATER_SUBJECT_RATIO_MN,
    WATER_SUBJECT_RATIO_AS,
    WATER_SUBJECT_AREA_NEED,  /* m2 of the passive train */
    WATER_SUBJECT_AREA_SHARE, /* need over what there is */
    /* behind the standard train: */
    WATER_SUBJECT_KINETIC_RATIO,  /* largest of Fe, Zn, Cd, Pb, Cu over its limit */
    WATER_SUBJECT_KINETIC_PH_OFF, /* pH units outside its limits, 0 within */
    WATER_SUBJECT_KINETIC_OXYGEN, /* larger of BOD and COD over its limit */
    WATER_SUBJECTS
};

struct water_mine {
    struct str code, name, prefecture, note, basis;
    double latitude, longitude;     /* degrees; NaN when unknown */
    double input[WATER_INPUTS];     /* NaN: blank */
    double deviation[WATER_INPUTS]; /* standard deviation of ln(value), of pH in units, of winter in
                                       K */
    int64_t line;
    int64_t record;      /* of the caller: the mine's id in the store; 0: of a table */
    double present_cost; /* yen per year of the treatment as it is; NaN when unknown; only shown */
};
struct water_mines {
    struct str file;
    struct water_mine *rows;
    size_t count;
};
/* A table with a head row, tab or comma separated: name, and any of prefecture lat lon flow_m3_d pH
   Fe_mg_L Zn_mg_L Cd_mg_L Pb_mg_L As_mg_L Cu_mg_L Mn_mg_L Al_mg_L area_m2 head_m winter_degC
   cost_yen_y note basis code, or their Japanese titles (鉱山名 水量（m3/日）…). `spread` gives the
   deviation of inputs ("spread.flow" … of data/water/screen.tsv). ERR_WATER_RANGE with line and
   column: negative, not finite, a pH outside 0-14, no number. */
int water_mines_read(struct str file, struct str bytes, const struct water_values *spread,
                     day_number day, struct arena *arena, struct water_mines *out,
                     struct error *error);

/* The deviation of each input that `spread` gives; 0 where it gives none. ERR_WATER_NO_VALUE. */
int water_mine_deviations(const struct water_values *spread, day_number day,
                          double deviation[WATER_INPUTS], struct error *error);

enum water_verdict {
    WATER_FIT,
    WATER_CAUTION,
    WATER_REJECTED,
    WATER_NO_NEED,
    WATER_UNDECIDED,
    WATER_VERDICTS
};

/* One row of data/water/screen_rules.tsv: when `subject operator value` holds, the verdict follows.
 */
struct water_screen_rule {
    struct str id, reason; /* reason: Japanese \x1f English */
    struct str kept;       /* what speaks for a mine that it does not hold for; may be empty */
    enum water_subject subject;
    bool above; /* subject > value, else subject < value */
    double value;
    struct str value_text;
    enum water_verdict verdict;
    struct str source;
    bool confirmed;
    int64_t line;
};
struct water_screen_rules {
    struct str file;
    struct water_screen_rule *rows;
    size_t count;
};
int water_screen_rules_read(struct str file, struct str bytes, struct arena *arena,
                            struct water_screen_rules *out, struct error *error);
/* More rules behind those that were read; `rules->file` names the last file. */
int water_screen_rules_add(struct str file, struct str bytes, struct arena *arena,
                           struct water_screen_rules *rules, struct error *error);

struct water_screen_train;

struct water_screen {
    const struct water_mines *mines;
    const struct water_screen_rules *rules;
    const struct water_values *design, *limits, *prices;
    const struct water_values *figures; /* data/water/screen.tsv */
    const struct water_plan *lime, *passive;
    const struct water_screen_train *train; /* NULL: lumped rules only */
    struct water_site lime_site, passive_site;
    struct water_terms terms;
    struct str limit_set; /* "general": keys "general.Zn" of limits */
    day_number day;
    uint32_t draws; /* 1 .. 100,000; the first is the value as given */
    uint64_t seed;
};

struct water_spread {
    double low, middle, high; /* 5, 50 and 95 % of the draws; NaN when nothing is known */
};

/* What leaves the standard train, and has a limit. */
enum water_left {
    WATER_LEFT_FE,
    WATER_LEFT_ZN,
    WATER_LEFT_CD,
    WATER_LEFT_PB,
    WATER_LEFT_CU,
    WATER_LEFT_JUDGED, /* those before it make WATER_SUBJECT_KINETIC_RATIO */
    WATER_LEFT_MN = WATER_LEFT_JUDGED,
    WATER_LEFT_AS,
    WATER_LEFT_PH,
    WATER_LEFT_BOD,
    WATER_LEFT_COD,
    WATER_LEFTS
};
const char *water_left_name(enum water_left left); /* "Zn" */

/* The draws of a mine through the standard train; `ran` false where none was run: no train, or a
   blank of what it needs. */
struct water_kinetic {
    bool ran;
    uint32_t failed;            /* draws without a steady state; they meet no limit */
    double share;               /* of the draws: WATER_LEFT_JUDGED and pH within their limits */
    double given[WATER_LEFTS];  /* of the values as given; kg/m3, pH; NaN: blank or failed */
    double within[WATER_LEFTS]; /* share of the draws within the limit; NaN without either */
    struct water_spread left[WATER_LEFTS], ratio;
    double influence[WATER_INPUTS]; /* rank correlation of the drawn input with the ratio */
};

struct water_screened {
    const struct water_mine *mine;
    enum water_verdict verdict;       /* of the values as given */
    double share[WATER_VERDICTS];     /* of the draws */
    uint64_t reasons;                 /* bit i: rule i holds for the values as given */
    uint64_t unknown;                 /* bit i: input i is blank and a rule or the size needs it */
    double ratio[WATER_INPUTS];       /* concentration over limit, as given; NaN without either */
    int water_type;                   /* 1 .. 8; 0 when it cannot be told */
    struct water_spread area, saving; /* m2; yen per year: lime plant less passive train */
    uint32_t rank, rank_low,
        rank_high;                  /* by median saving; 5-95 % over the draws; 0 when unranked */
    int next_input;                 /* enum water_input to measure next; -1 */
    double influence[WATER_INPUTS]; /* rank correlation of the drawn input with the saving */
    struct water_kinetic kinetic;
};

struct water_screening {
    struct water_screened *rows; /* in the order of the mines */
    size_t count;
    size_t unconfirmed;                     /* rules and figures in use that are marked so */
    double left_limit[WATER_LEFTS], ph_low; /* kg/m3; NaN: none; of pH the upper */
};

/* `threads` 1 .. 64 share the mines. ERR_WATER_NO_VALUE and ERR_WATER_TABLE as the tables give
 * them. */
int water_screen_run(const struct water_screen *screen, unsigned threads, struct arena *arena,
                     struct water_screening *out, struct error *error);

const char *water_input_name(enum water_input input); /* "Zn" */
const char *water_input_unit(enum water_input input); /* of its column in a table: "mg/L" */
struct str water_input_label(enum water_input input); /* 「亜鉛」 \x1f zinc */
struct str water_verdict_label(enum water_verdict verdict);
struct str water_type_label(int water_type);

#endif
