#include "water/screening.h"

#include <math.h>

#include "base/embedded.h"

extern const struct embedded_files water_model_data;

static const struct water_column columns[] = {
    {STR_INIT("rank"), STR_INIT("順位\x1frank"), true},
    {STR_INIT("mine"), STR_INIT("鉱山\x1fmine"), false},
    {STR_INIT("verdict"), STR_INIT("判定\x1fverdict"), false},
    {STR_INIT("candidate_share"), STR_INIT("候補の割合\x1fshare as candidate"), true},
    {STR_INIT("rank_low"), STR_INIT("順位5%\x1frank 5%"), true},
    {STR_INIT("rank_high"), STR_INIT("順位95%\x1frank 95%"), true},
    {STR_INIT("saving_low"), STR_INIT("節減5%（万円/年）\x1fsaving 5% (10,000 yen/y)"), true},
    {STR_INIT("saving"), STR_INIT("節減（万円/年）\x1fsaving (10,000 yen/y)"), true},
    {STR_INIT("saving_high"), STR_INIT("節減95%（万円/年）\x1fsaving 95% (10,000 yen/y)"), true},
    {STR_INIT("area_m2"),
     STR_INIT("必要面積（m2）\x1f"
              "area (m2)"),
     true},
    {STR_INIT("ratio_Zn"), STR_INIT("亜鉛/基準\x1fZn/limit"), true},
    {STR_INIT("ratio_Fe"),
     STR_INIT("鉄/基準\x1f"
              "Fe/limit"),
     true},
    {STR_INIT("ratio_Cd"),
     STR_INIT("カドミウム/基準\x1f"
              "Cd/limit"),
     true},
    {STR_INIT("water_type"), STR_INIT("水質型\x1fwater type"), false},
    {STR_INIT("next"), STR_INIT("次に測る項目\x1fmeasure next"), false},
    {STR_INIT("reasons"), STR_INIT("理由\x1freasons"), false},
    {STR_INIT("present_cost"), STR_INIT("現在の運転費用（万円/年）\x1fpresent cost (10,000 yen/y)"),
     true},
    {STR_INIT("basis"),
     STR_INIT("値の根拠\x1f"
              "basis of the figures"),
     false},
};
enum { COLUMNS = sizeof columns / sizeof columns[0] };

/* A caution says nothing more where a rejection of the same subject holds. */
static bool is_told(const struct water_screen_rules *rules, uint64_t holding, size_t rule)
{
    if (!(holding >> rule & 1))
        return false;
    for (size_t i = 0; i < rules->count; i++)
        if (rules->rows[rule].verdict == WATER_CAUTION && (holding >> i & 1) &&
            rules->rows[i].verdict == WATER_REJECTED &&
            rules->rows[i].subject == rules->rows[rule].subject &&
            rules->rows[i].above == rules->rows[rule].above)
            return false;
    return true;
}

struct str water_screening_reasons(const struct water_screening_answer *answer,
                                   const struct water_screened *row, struct arena *arena)
{
    const struct water_screen_rules *rules = &answer->rules;
    struct str ja = {0}, en = {0};
    for (size_t i = 0; i < rules->count; i++)
        if (is_told(rules, row->reasons, i)) {
            ja = ARENA_JOIN(arena, ja, water_table_words(rules->rows[i].reason, LANG_JA));
            en = ARENA_JOIN(arena, en, en.n ? STR(" ") : STR(""),
                            water_table_words(rules->rows[i].reason, LANG_EN));
        }
    struct str blank_ja = {0}, blank_en = {0};
    for (int i = 0; i < WATER_INPUTS && row->verdict == WATER_UNDECIDED; i++)
        if (row->unknown >> i & 1) {
            struct str label = water_input_label((enum water_input)i);
            blank_ja = ARENA_JOIN(arena, blank_ja, blank_ja.n ? STR("、") : STR(""),
                                  water_table_words(label, LANG_JA));
            blank_en = ARENA_JOIN(arena, blank_en, blank_en.n ? STR(", ") : STR(""),
                                  water_table_words(label, LANG_EN));
        }
    if (blank_ja.n > 0) {
        ja = ARENA_JOIN(arena, ja, blank_ja, STR("の値がありません。"));
        en = ARENA_JOIN(arena, en, en.n ? STR(" ") : STR(""), STR("No value of "), blank_en,
                        STR("."));
    }
    return ARENA_JOIN(arena, ja, STR("\x1f"), en);
}

struct str water_input_text(const struct water_mine *mine, enum water_input input,
                            struct arena *arena)
{
    double value = water_from_si(mine->input[input], water_input_unit(input));
    return isnan(value) ? (struct str){0}
                        : arena_format(arena, value < 1000 ? "%.3g" : "%.0f", value);
}

struct str water_screening_merits(const struct water_screening_answer *answer,
                                  const struct water_screened *row, struct arena *arena)
{
    struct str ja = {0}, en = {0};
    for (size_t i = 0; i < answer->rules.count; i++) {
        const struct water_screen_rule *rule = &answer->rules.rows[i];
        if (rule->kept.n == 0 || (row->reasons >> i & 1) || (int)rule->subject >= WATER_INPUTS)
            continue;
        enum water_input input = (enum water_input)rule->subject;
        struct str label = water_input_label(input), unit = str_from_c(water_input_unit(input));
        struct str value = water_input_text(row->mine, input, arena);
        unit = str_equal(unit, STR("-")) ? STR("") : ARENA_JOIN(arena, STR(" "), unit);
        ja = ARENA_JOIN(arena, ja, ja.n ? STR("、") : STR(""),
                        water_table_words(rule->kept, LANG_JA), STR("（"),
                        water_table_words(label, LANG_JA), STR(" "), value, unit, STR("）"));
        en = ARENA_JOIN(arena, en, en.n ? STR(", ") : STR(""),
                        water_table_words(rule->kept, LANG_EN), STR(" ("),
                        water_table_words(label, LANG_EN), STR(" "), value, unit, STR(")"));
    }
    return ARENA_JOIN(arena, ja, STR("\x1f"), en);
}

static struct str count_of(uint32_t value, struct arena *arena)
{
    return value ? arena_format(arena, "%u", value) : (struct str){0};
}

/* Of a mine of the store: where its figures are from, and what else is known. */
static struct str basis_of(const struct water_mine *mine, struct arena *arena)
{
    return mine->record == 0
               ? (struct str){0}
               : ARENA_JOIN(arena, mine->basis, mine->note.n ? STR(" / ") : STR(""), mine->note);
}

static void add_mine(struct water_table *table, const struct water_screening_answer *answer,
                     const struct water_screened *row)
{
    struct arena *arena = table->arena;
    double yen = 1e4;
    struct str cells[COLUMNS] = {
        count_of(row->rank, arena),
        row->mine->code.n > 0 ? row->mine->code : row->mine->name,
        water_verdict_label(row->verdict),
        water_table_number(row->share[WATER_FIT] + row->share[WATER_CAUTION], 2, arena),
        count_of(row->rank_low, arena),
        count_of(row->rank_high, arena),
        water_table_number(row->saving.low / yen, 3, arena),
        water_table_number(row->saving.middle / yen, 3, arena),
        water_table_number(row->saving.high / yen, 3, arena),
        water_table_number(row->area.middle, 3, arena),
        water_table_number(row->ratio[WATER_INPUT_ZN], 2, arena),
        water_table_number(row->ratio[WATER_INPUT_FE], 2, arena),
        water_table_number(row->ratio[WATER_INPUT_CD], 2, arena),
        water_type_label(row->water_type),
        row->next_input >= 0 ? water_input_label((enum water_input)row->next_input)
                             : (struct str){0},
        water_screening_reasons(answer, row, arena),
        water_table_number(row->mine->present_cost / yen, 3, arena),
        basis_of(row->mine, arena),
    };
    water_table_add(table, cells);
}

static int order_key(const struct water_screened *row)
{
    return row->rank ? (int)row->rank : 1000000 * (1 + (int)row->verdict);
}

static void put_in_order(struct water_screening_answer *answer, struct arena *arena)
{
    const struct water_screening *found = &answer->found;
    answer->order = ARENA_ARRAY(arena, const struct water_screened *, found->count);
    for (size_t i = 0; i < found->count; i++) {
        size_t at = i;
        for (; at > 0 && order_key(answer->order[at - 1]) > order_key(&found->rows[i]); at--)
            answer->order[at] = answer->order[at - 1];
        answer->order[at] = &found->rows[i];
        answer->counts[found->rows[i].verdict]++;
    }
}

void water_screening_table(const struct water_screening_answer *answer, struct arena *arena,
                           struct water_table *out)
{
    water_table_init(out, BOTH("スクリーニング", "screening"), columns, COLUMNS, arena);
    for (size_t i = 0; i < answer->found.count; i++)
        add_mine(out, answer, answer->order[i]);
}

static struct str table_bytes(const char *name)
{
    return embedded_find(&water_model_data, str_from_c(name));
}

/* Rules are read anew for each screening: those of a model mine come behind. */
static int read_rules(bool model_mine, struct arena *arena, struct water_screen_rules *out,
                      struct error *error)
{
    int status = water_screen_rules_read(STR("screen_rules.tsv"), table_bytes("screen_rules.tsv"),
                                         arena, out, error);
    if (!status && model_mine)
        status = water_screen_rules_add(STR("screen_model_mine.tsv"),
                                        table_bytes("screen_model_mine.tsv"), arena, out, error);
    return status;
}

int water_screening_run(const struct water_opened *study, const struct water_mines *mines,
                        const struct water_screening_ask *ask, struct arena *arena,
                        struct water_screening_answer *out, struct error *error)
{
    *out = (struct water_screening_answer){.found = {0}};
    int status = read_rules(ask->model_mine, arena, &out->rules, error);
    if (status)
        return status;
    struct water_screen screen = {.mines = mines,
                                  .rules = &out->rules,
                                  .design = &study->design,
                                  .limits = &study->limits,
                                  .prices = &study->prices,
                                  .figures = &study->figures,
                                  .lime = &study->lime,
                                  .passive = &study->passive,
                                  .lime_site = study->economy.lime.site,
                                  .passive_site = study->economy.passive.site,
                                  .terms = study->economy.terms,
                                  .limit_set = ask->limits,
                                  .day = study->economy.day,
                                  .draws = ask->draws,
                                  .seed = ask->seed};
    status = water_screen_run(&screen, ask->threads, arena, &out->found, error);
    if (status)
        return status;
    put_in_order(out, arena);
    if (ask->model_mine && out->found.count > 0 && out->order[0]->rank == 1)
        out->chosen = out->order[0];
    return 0;
}
