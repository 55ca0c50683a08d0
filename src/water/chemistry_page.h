/* What templates/water/chemistry*.html see, and the parts that make it. */
#ifndef MEGURI_WATER_CHEMISTRY_PAGE_H
#define MEGURI_WATER_CHEMISTRY_PAGE_H

#include "water/chart.h"
#include "water/model/titration.h"
#include "water/model/values.h"
#include "web/web.h"

/* The tables of the page and the constants, read once and shared; lives as long as the program. */
struct water_chemistry_tables {
    struct chem_database *database;
    struct water_analysis_names names;
    struct water_precipitates precipitates;
    struct water_values values;
};
const struct water_chemistry_tables *water_chemistry_tables(void);

struct water_input_view {
    const struct water_analysis_row *row;
    struct str counted; /* "亜鉛 8.5 mg/L" */
    struct str remark;  /* 検出下限未満（0 として計算） */
    struct str tone;
};
struct water_species_view {
    struct str element; /* empty when the line above has the same */
    struct str species, molality, share;
};
struct water_saturation_view {
    struct str phase, formula, index, state;
};
struct water_titration_view {
    struct str dose, mass, ph;
    const struct str *cells; /* solids, then metals */
};
struct water_choice_view {
    struct str value, title;
    bool chosen;
};
struct water_precipitate_view {
    size_t number;
    struct str phase, label;
    bool chosen;
};

struct water_chemistry_page {
    struct html_safe form;
    struct str text, most;
    struct water_choice_view bases[WATER_BASES];
    struct water_choice_view irons[2];
    struct water_precipitate_view solids[WATER_PRECIPITATES];
    size_t solid_count;
    bool oxidised, open;

    bool answered; /* the rest is filled */
    struct water_input_view *inputs;
    size_t input_count, below_count, unknown_count;
    struct str ph, celsius;
    bool iron_guessed;
    struct str cations, anions, balance, ionic_strength, balance_tone, balance_words, balance_rule;
    struct water_species_view *species;
    size_t species_count;
    struct water_saturation_view *saturation;
    size_t saturation_count, over_count;
    struct water_bars bars;
    size_t bars_left_out;
    struct str base, base_note; /* Ca(OH)2 */
    struct water_curves ph_curve, solid_curves;
    const struct str *columns; /* of the titration's table, behind dose, mass and pH */
    size_t column_count;
    struct water_titration_view *steps;
    size_t step_count;
    bool stopped;
    struct str at_seven; /* what the water needs to pH 7 */
};

/* Answers for an analysis without problems. Errors of water_findings_of and water_titrate. */
int water_chemistry_show(const struct water_analysis *analysis, const struct water_dosing *dosing,
                         day_number day, struct arena *arena, struct water_chemistry_page *page,
                         struct error *error);

/* The titration's table, or the saturation, or the species, as CSV for Excel. */
struct str water_chemistry_csv(const struct water_chemistry_page *page, struct str which,
                               struct arena *arena);

web_handler water_page_chemistry, water_act_chemistry;

#endif
