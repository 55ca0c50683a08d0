/* A screening as the page shows it: rows, marks on the map, the mine that was chosen. */
#include <math.h>

#include "base/embedded.h"
#include "water/screen_page.h"

extern const struct embedded_files water_model_data;

static const struct str tones[WATER_VERDICTS] = {
    [WATER_FIT] = STR_INIT("tone-good"),          [WATER_CAUTION] = STR_INIT("tone-attention"),
    [WATER_REJECTED] = STR_INIT("tone-bad"),      [WATER_NO_NEED] = STR_INIT("tone-stopped"),
    [WATER_UNDECIDED] = STR_INIT("tone-stopped"),
};

static struct str words(struct str both)
{
    return water_table_words(both, LANG_JA);
}

static struct str range_of(struct str low, struct str high, struct arena *arena)
{
    return low.n == 0 ? (struct str){0} : ARENA_JOIN(arena, low, STR("～"), high);
}

static struct str yen_of(double yen, struct arena *arena)
{
    return water_table_number(yen / 1e4, 3, arena);
}

static struct str rank_text(uint32_t rank, struct arena *arena)
{
    return rank ? arena_format(arena, "%u", rank) : (struct str){0};
}

/* 鉄 3.8 倍、亜鉛 9 倍: metals above the limit, as the list has them. */
static struct str ratios_of(const struct water_screened *row, struct arena *arena)
{
    struct str all = {0};
    for (int i = WATER_INPUT_FE; i <= WATER_INPUT_AL; i++)
        if (row->ratio[i] > 1)
            all = ARENA_JOIN(arena, all, all.n ? STR("、") : STR(""),
                             words(water_input_label((enum water_input)i)), STR(" "),
                             water_table_number(row->ratio[i], 2, arena), STR(" 倍"));
    return all;
}

/* The two inputs on which the saving hangs most. */
static struct str influence_of(const struct water_screened *row, struct arena *arena)
{
    struct str all = {0};
    int first = -1;
    for (int turn = 0; turn < 2 && row->rank; turn++) {
        int best = -1;
        for (int i = 0; i < WATER_INPUTS; i++)
            if (i != first && fabs(row->influence[i]) > 0.1 &&
                (best < 0 || fabs(row->influence[i]) > fabs(row->influence[best])))
                best = i;
        if (best < 0)
            break;
        all = ARENA_JOIN(arena, all, all.n ? STR("、") : STR(""),
                         words(water_input_label((enum water_input)best)),
                         arena_format(arena, " %+.2f", row->influence[best]));
        first = best;
    }
    return all;
}

/* Where a mine of the store is told what is missing. */
static struct str next_link(const struct water_screened *row, struct arena *arena)
{
    bool asked = row->next_input >= WATER_INPUT_AREA;
    if (row->next_input < 0 || row->mine->record == 0)
        return (struct str){0};
    return asked ? arena_format(arena, "/water/mines/%lld/hearing", (long long)row->mine->record)
                 : arena_format(arena, "/water/missing?mine=%lld", (long long)row->mine->record);
}

/* 鉄 14 倍、COD 1.1 倍: what leaves the standard train above its limit, of the values as given. */
static struct str over_of(const struct water_screening *found, const struct water_kinetic *kinetic,
                          struct arena *arena)
{
    struct str all = {0};
    for (int i = 0; i < WATER_LEFTS; i++) {
        double given = kinetic->given[i], limit = found->left_limit[i];
        bool off = i == WATER_LEFT_PH && given < found->ph_low;
        if (!(given > limit) && !off)
            continue;
        all = ARENA_JOIN(
            arena, all, all.n ? STR("、") : STR(""),
            str_from_c(water_left_name((enum water_left)i)), STR(" "),
            i == WATER_LEFT_PH
                ? water_table_number(given, 3, arena)
                : ARENA_JOIN(arena, water_table_number(given / limit, 2, arena), STR(" 倍")));
    }
    return all;
}

static void show_left(const struct water_screening_answer *answer, const struct water_screened *row,
                      struct arena *arena, struct water_mine_view *out)
{
    const struct water_kinetic *kinetic = &row->kinetic;
    if (!kinetic->ran)
        return;
    out->left_share = arena_format(arena, "%.0f %%", 100 * kinetic->share);
    out->left_over = over_of(&answer->found, kinetic, arena);
    out->left_detail =
        ARENA_JOIN(arena, STR("基準比 "),
                   range_of(water_table_number(kinetic->ratio.low, 2, arena),
                            water_table_number(kinetic->ratio.high, 2, arena), arena));
}

static void show_row(const struct water_screening_answer *answer, const struct water_screened *row,
                     size_t number, struct arena *arena, struct water_mine_view *out)
{
    const struct water_mine *mine = row->mine;
    *out = (struct water_mine_view){
        .anchor = arena_format(arena, "mine-%zu", number),
        .name = mine->code.n ? ARENA_JOIN(arena, mine->code, STR(" "), mine->name) : mine->name,
        .place = mine->prefecture,
        .note = mine->note,
        .rank = rank_text(row->rank, arena),
        .rank_range =
            range_of(rank_text(row->rank_low, arena), rank_text(row->rank_high, arena), arena),
        .verdict = words(water_verdict_label(row->verdict)),
        .tone = tones[row->verdict],
        .share =
            water_table_number(100 * (row->share[WATER_FIT] + row->share[WATER_CAUTION]), 2, arena),
        .saving = yen_of(row->saving.middle, arena),
        .saving_range =
            range_of(yen_of(row->saving.low, arena), yen_of(row->saving.high, arena), arena),
        .area = water_table_number(row->area.middle, 3, arena),
        .flow = water_input_text(mine, WATER_INPUT_FLOW, arena),
        .ph = water_input_text(mine, WATER_INPUT_PH, arena),
        .ratios = ratios_of(row, arena),
        .type = words(water_type_label(row->water_type)),
        .next = row->next_input >= 0 ? words(water_input_label((enum water_input)row->next_input))
                                     : (struct str){0},
        .reasons = words(water_screening_reasons(answer, row, arena)),
        .influence = influence_of(row, arena),
        .next_link = next_link(row, arena),
        .link = mine->record ? arena_format(arena, "/water/mines/%lld", (long long)mine->record)
                             : (struct str){0},
        .basis = mine->basis,
        .cost = yen_of(mine->present_cost, arena),
    };
    show_left(answer, row, arena, out);
}

/* Each verdict has a shape of its own: colour alone would tell nothing to some readers and on
 * paper. */
static struct str mark_shape(enum water_verdict verdict, double x, double y, struct arena *arena)
{
    static const struct str shapes[WATER_VERDICTS] = {
        [WATER_FIT] = STR_INIT("m-7 0a7 7 0 1 0 14 0a7 7 0 1 0-14 0z"),
        [WATER_CAUTION] = STR_INIT("m0-8l7 13h-14z"),
        [WATER_REJECTED] = STR_INIT("m-5-5l10 10m0-10l-10 10"),
        [WATER_NO_NEED] = STR_INIT("m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z"),
        [WATER_UNDECIDED] = STR_INIT("m-4-4h8v8h-8z"),
    };
    return ARENA_JOIN(arena, arena_format(arena, "M%.1f %.1f", x, y), shapes[verdict]);
}

static const struct str mark_styles[WATER_VERDICTS] = {
    [WATER_FIT] = STR_INIT("map-mark map-fit"),
    [WATER_CAUTION] = STR_INIT("map-mark map-caution"),
    [WATER_REJECTED] = STR_INIT("map-mark map-rejected"),
    [WATER_NO_NEED] = STR_INIT("map-mark map-no-need"),
    [WATER_UNDECIDED] = STR_INIT("map-mark map-undecided"),
};

static void add_mark(const struct water_screened *row, const struct water_mine_view *view,
                     struct arena *arena, struct water_screen_page *page)
{
    double x, y;
    if (!water_map_place(row->mine->latitude, row->mine->longitude, &x, &y)) {
        page->unplaced++;
        return;
    }
    page->marks[page->mark_count++] = (struct water_mark_view){
        .shape = mark_shape(row->verdict, x, y, arena),
        .style = mark_styles[row->verdict],
        .link = ARENA_JOIN(arena, STR("#"), view->anchor),
        .words = ARENA_JOIN(arena, view->name, STR(" "), view->verdict,
                            view->rank.n ? STR(" 順位 ") : STR(""), view->rank),
        .label_x = arena_format(arena, "%.1f", x + 9),
        .label_y = arena_format(arena, "%.1f", y + 4),
        .label = row->rank > 0 && row->rank <= 10 ? view->rank : (struct str){0},
    };
}

static void show_chosen(const struct water_screening_answer *answer, struct arena *arena,
                        struct water_screen_page *page)
{
    const struct water_screened *chosen = answer->chosen;
    page->has_chosen = chosen != NULL;
    if (!chosen)
        return;
    page->chosen = page->mines[0].name;
    page->chosen_anchor = ARENA_JOIN(arena, STR("#"), page->mines[0].anchor);
    page->merits = words(water_screening_merits(answer, chosen, arena));
    page->chosen_reasons = page->mines[0].reasons;
}

void water_screen_show(const struct water_screening_answer *answer, struct arena *arena,
                       struct water_screen_page *page)
{
    size_t count = answer->found.count;
    page->answered = true;
    page->mine_count = (int64_t)count;
    page->unconfirmed = (int64_t)answer->found.unconfirmed;
    page->mines = ARENA_ARRAY(arena, struct water_mine_view, count);
    page->marks = ARENA_ARRAY(arena, struct water_mark_view, count);
    page->map = water_map_draw(arena);
    for (int i = 0; i < WATER_VERDICTS; i++)
        page->counts[i] =
            (struct water_count_view){words(water_verdict_label((enum water_verdict)i)), tones[i],
                                      (int64_t)answer->counts[i]};
    for (size_t i = 0; i < count; i++)
        show_row(answer, answer->order[i], i + 1, arena, &page->mines[i]);
    for (size_t i = count; i > 0; i--) /* the best on top */
        add_mark(answer->order[i - 1], &page->mines[i - 1], arena, page);
    show_chosen(answer, arena, page);
}

static void show_record(const struct water_plant_record *record, struct water_record_view *out)
{
    *out = (struct water_record_view){.record = record};
    for (int i = 0; i < WATER_EXPERIENCES; i++)
        if (record->told[i].n > 0) {
            out->labels[out->count] = words(water_experience_label((enum water_experience)i));
            out->texts[out->count++] = record->told[i];
        }
}

int water_screen_show_knowledge(struct str query, struct str about, struct arena *arena,
                                struct water_screen_page *page, struct error *error)
{
    struct water_knowledge knowledge;
    int status = water_knowledge_read(STR("knowledge.tsv"),
                                      embedded_find(&water_model_data, STR("knowledge.tsv")), arena,
                                      &knowledge, error);
    if (status)
        return status;
    enum water_experience wanted = WATER_EXPERIENCES;
    for (int i = 0; i < WATER_EXPERIENCES; i++)
        if (str_equal(about, str_from_c(water_experience_name((enum water_experience)i))))
            wanted = (enum water_experience)i;
    size_t *indexes = ARENA_ARRAY(arena, size_t, knowledge.count);
    page->record_count = water_knowledge_find(&knowledge, query, wanted, indexes, arena);
    page->records = ARENA_ARRAY(arena, struct water_record_view, page->record_count);
    for (size_t i = 0; i < page->record_count; i++)
        show_record(&knowledge.rows[indexes[i]], &page->records[i]);
    return 0;
}
