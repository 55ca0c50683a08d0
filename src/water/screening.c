#include "water/screening.h"

#include <math.h>

#include "base/embedded.h"
#include "chem/amd.h"
#include "water/model/screen_train.h"

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
    {STR_INIT("kinetic_share"),
     STR_INIT("基準を満たす割合（反応モデル）\x1fshare within limits (kinetic)"), true},
    {STR_INIT("kinetic_ratio"),
     STR_INIT("放流水/基準の最大（反応モデル）\x1flargest effluent/limit (kinetic)"), true},
    {STR_INIT("kinetic_ratio_high"), STR_INIT("同95%\x1fthe same 95%"), true},
    {STR_INIT("kinetic_influence"),
     STR_INIT("放流水に最も効く入力\x1finput that moves the effluent most"), false},
    {STR_INIT("kinetic_failed"),
     STR_INIT("計算できなかった試行\x1f"
              "failed draws"),
     true},
};
enum {
    COLUMNS = sizeof columns / sizeof columns[0],
    LUMPED_COLUMNS = COLUMNS - 5 /* the rest only of a kinetic screening */
};

static const struct water_column left_columns[] = {
    {STR_INIT("mine"), STR_INIT("鉱山\x1fmine"), false},
    {STR_INIT("item"), STR_INIT("項目\x1fitem"), false},
    {STR_INIT("limit"), STR_INIT("基準（mg/L、pH）\x1flimit (mg/L, pH)"), false},
    {STR_INIT("given"),
     STR_INIT("表の値での放流水（mg/L、pH）\x1f"
              "effluent of the values as given (mg/L, pH)"),
     true},
    {STR_INIT("low"),
     STR_INIT("5%\x1f"
              "5%"),
     true},
    {STR_INIT("middle"),
     STR_INIT("50%\x1f"
              "50%"),
     true},
    {STR_INIT("high"),
     STR_INIT("95%\x1f"
              "95%"),
     true},
    {STR_INIT("within"), STR_INIT("基準を満たす試行の割合\x1fshare of draws within"), true},
};
enum { LEFT_COLUMNS = sizeof left_columns / sizeof left_columns[0] };

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

/* Draws without a steady state, and a blank winter: what the train could not tell. */
static void add_kinetic_reasons(const struct water_screening_answer *answer,
                                const struct water_screened *row, struct arena *arena,
                                struct str *ja, struct str *en)
{
    uint32_t failed = row->kinetic.failed;
    if (failed == 0)
        return;
    *ja =
        ARENA_JOIN(arena, *ja,
                   arena_format(arena, "反応モデルの計算が %u 試行中 %u 試行で収束しませんでした。",
                                answer->draws, failed));
    *en = ARENA_JOIN(
        arena, *en, en->n ? STR(" ") : STR(""),
        arena_format(arena, "%u of %u draws have no steady state.", failed, answer->draws));
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
    add_kinetic_reasons(answer, row, arena, &ja, &en);
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

static void tell_kinetic(const struct water_screened *row, struct arena *arena, struct str *cells)
{
    const struct water_kinetic *kinetic = &row->kinetic;
    int most = 0;
    for (int i = 1; i < WATER_INPUTS; i++)
        if (fabs(kinetic->influence[i]) > fabs(kinetic->influence[most]))
            most = i;
    cells[0] = water_table_number(kinetic->share, 3, arena);
    cells[1] = water_table_number(kinetic->ratio.middle, 2, arena);
    cells[2] = water_table_number(kinetic->ratio.high, 2, arena);
    if (kinetic->influence[most] != 0)
        cells[3] = water_input_label((enum water_input)most);
    cells[4] = arena_format(arena, "%u", kinetic->failed);
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
    if (row->kinetic.ran)
        tell_kinetic(row, arena, cells + LUMPED_COLUMNS);
    water_table_add(table, cells);
}

static double shown_left(enum water_left left, double value)
{
    return left == WATER_LEFT_PH ? value : 1000 * value; /* kg/m3 to mg/L */
}

static struct str limit_text(const struct water_screening *found, enum water_left left,
                             struct arena *arena)
{
    struct str limit = water_table_number(shown_left(left, found->left_limit[left]), 3, arena);
    return left == WATER_LEFT_PH
               ? ARENA_JOIN(arena, water_table_number(found->ph_low, 3, arena), STR("～"), limit)
               : limit;
}

/* Amounts below a millionth of a milligram are rounding. */
static struct str left_text(enum water_left left, double value, struct arena *arena)
{
    double shown = shown_left(left, value);
    return water_table_number(shown < 1e-6 ? 0 : shown, 3, arena);
}

static void add_left(struct water_table *table, const struct water_screening *found,
                     const struct water_screened *row)
{
    struct arena *arena = table->arena;
    const struct water_kinetic *kinetic = &row->kinetic;
    for (int i = 0; i < WATER_LEFTS && kinetic->ran; i++) {
        enum water_left left = (enum water_left)i;
        if (isnan(kinetic->given[i]) && isnan(kinetic->left[i].middle))
            continue;
        struct str cells[LEFT_COLUMNS] = {
            row->mine->code.n > 0 ? row->mine->code : row->mine->name,
            str_from_c(water_left_name(left)),
            limit_text(found, left, arena),
            left_text(left, kinetic->given[i], arena),
            left_text(left, kinetic->left[i].low, arena),
            left_text(left, kinetic->left[i].middle, arena),
            left_text(left, kinetic->left[i].high, arena),
            water_table_number(kinetic->within[i], 3, arena),
        };
        water_table_add(table, cells);
    }
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

size_t water_screening_tables(const struct water_screening_answer *answer, struct arena *arena,
                              struct water_table *out)
{
    const struct water_screening *found = &answer->found;
    water_table_init(&out[WATER_SCREENING_MINES], BOTH("スクリーニング", "screening"), columns,
                     answer->kinetic ? COLUMNS : LUMPED_COLUMNS, arena);
    water_table_init(&out[WATER_SCREENING_LEFT], BOTH("標準の PT の放流水", "standard train"),
                     left_columns, LEFT_COLUMNS, arena);
    for (size_t i = 0; i < found->count; i++) {
        add_mine(&out[WATER_SCREENING_MINES], answer, answer->order[i]);
        add_left(&out[WATER_SCREENING_LEFT], found, answer->order[i]);
    }
    return answer->kinetic ? WATER_SCREENING_TABLES : 1;
}

static struct str table_bytes(const char *name)
{
    return embedded_find(&water_model_data, str_from_c(name));
}

/* Rules are read anew for each screening: those of the train and of a model mine come behind. */
static int read_rules(const struct water_screening_ask *ask, struct arena *arena,
                      struct water_screen_rules *out, struct error *error)
{
    int status = water_screen_rules_read(STR("screen_rules.tsv"), table_bytes("screen_rules.tsv"),
                                         arena, out, error);
    if (!status && ask->kinetic)
        status = water_screen_rules_add(STR("screen_kinetic_rules.tsv"),
                                        table_bytes("screen_kinetic_rules.tsv"), arena, out, error);
    if (!status && ask->model_mine)
        status = water_screen_rules_add(STR("screen_model_mine.tsv"),
                                        table_bytes("screen_model_mine.tsv"), arena, out, error);
    return status;
}

static int run_kinetic(const struct water_opened *study, struct water_screen *screen,
                       unsigned threads, struct arena *arena, struct water_screening *out,
                       struct error *error)
{
    struct chem_database *database = NULL;
    struct water_screen_train *train = ARENA_NEW(arena, struct water_screen_train);
    *train = (struct water_screen_train){0};
    int status = chem_database_read(STR("amd.dat"), chem_amd_text(), &database, error);
    struct water_screen_train_tables tables = {.file = STR("screen_train.tsv"),
                                               .bytes = table_bytes("screen_train.tsv"),
                                               .units = table_bytes("units.tsv"),
                                               .figures = &study->figures,
                                               .design = &study->design,
                                               .rates = &study->rates,
                                               .database = database,
                                               .mines = screen->mines,
                                               .day = screen->day};
    if (!status)
        status = water_screen_train_read(&tables, arena, train, error);
    screen->train = train;
    if (!status)
        status = water_screen_run(screen, threads, arena, out, error);
    water_screen_train_finish(train);
    chem_database_destroy(database);
    return status;
}

int water_screening_run(const struct water_opened *study, const struct water_mines *mines,
                        const struct water_screening_ask *ask, struct arena *arena,
                        struct water_screening_answer *out, struct error *error)
{
    *out = (struct water_screening_answer){.kinetic = ask->kinetic, .draws = ask->draws};
    int status = read_rules(ask, arena, &out->rules, error);
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
    status = ask->kinetic ? run_kinetic(study, &screen, ask->threads, arena, &out->found, error)
                          : water_screen_run(&screen, ask->threads, arena, &out->found, error);
    if (status)
        return status;
    put_in_order(out, arena);
    if (ask->model_mine && out->found.count > 0 && out->order[0]->rank == 1)
        out->chosen = out->order[0];
    return 0;
}
