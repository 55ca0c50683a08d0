/* What templates/water/screen*.html see, and the parts that make it. */
#ifndef MEGURI_WATER_SCREEN_PAGE_H
#define MEGURI_WATER_SCREEN_PAGE_H

#include "water/map.h"
#include "water/model/knowledge.h"
#include "water/screening.h"
#include "water/store_mines.h"
#include "web/web.h"

struct water_option_view {
    struct str value, title;
    bool chosen;
};

struct water_mine_view {
    struct str anchor, name, place, note; /* "mine-3"; 符号 or 鉱山名; 都道府県 */
    struct str rank, rank_range, verdict, tone, share;
    struct str saving, saving_range; /* 万円/年 */
    struct str area, flow, ph, ratios, type;
    struct str next, next_link, reasons, influence;
    struct str link, basis, cost; /* of a mine of the store: its page, where its figures are from */
    struct str left_share, left_over, left_detail; /* behind the standard train; empty: not run */
};

struct water_mark_view {
    struct str shape; /* path data of the mark */
    struct str style; /* class by verdict */
    struct str link, words;
    struct str label_x, label_y, label; /* rank of the candidates; empty for the rest */
};

struct water_count_view {
    struct str label, tone;
    int64_t count;
};

struct water_record_view {
    const struct water_plant_record *record;
    struct str labels[WATER_EXPERIENCES], texts[WATER_EXPERIENCES]; /* what the source tells */
    size_t count;
};

struct water_screen_page {
    struct html_safe form;
    struct water_option_view lists[4], limits[2], presets[2], models[2],
        statistics[WATER_STATISTICS], abouts[WATER_EXPERIENCES + 1];
    struct str draws, seed, text, query, from, to;
    bool of_store;           /* the mines of the store were judged */
    bool synthetic;          /* the list of the example */
    bool kinetic, draws_cut; /* fewer draws than asked for */
    int64_t draws_used;

    bool answered; /* the rest is filled */
    struct str list_title, limits_title;
    int64_t mine_count, unconfirmed;
    struct water_count_view counts[WATER_VERDICTS];
    bool model_mine, has_chosen;
    struct str chosen, chosen_anchor, merits, chosen_reasons;
    struct water_map map;
    struct water_mark_view *marks;
    size_t mark_count;
    int64_t unplaced; /* mines without coordinates */
    struct water_mine_view *mines;

    struct water_record_view *records;
    size_t record_count;
};

/* The part below the form: marks, rows, what was chosen. */
void water_screen_show(const struct water_screening_answer *answer, struct arena *arena,
                       struct water_screen_page *page);
/* The plants that ran for years, as searched. Errors of water_knowledge_read. */
int water_screen_show_knowledge(struct str words, struct str about, struct arena *arena,
                                struct water_screen_page *page, struct error *error);

web_handler water_page_screen, water_act_screen;

#endif
