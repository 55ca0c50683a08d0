#include "water/simulate.h"

#include <math.h>

#include "base/embedded.h"

extern const struct embedded_files water_model_data;

/* Constituents in the table, dissolved. */
enum { SHOWN = 11 };
static const char *const shown[SHOWN] = {"Fe(2)", "Fe(3)", "Zn",  "Cd",    "Cu(2)", "Pb",
                                         "Mn(2)", "SO4",   "H2S", "NH4-N", "PO4-P"};

static const struct water_column tank_columns[] = {
    {STR_INIT("day"),
     STR_INIT("日\x1f"
              "day"),
     true},
    {STR_INIT("tank"), STR_INIT("槽\x1ftank"), false},
    {STR_INIT("flow_m3_d"),
     STR_INIT("流量（m3/日）\x1f"
              "flow (m3/d)"),
     true},
    {STR_INIT("retention_h"), STR_INIT("滞留（h）\x1fretention (h)"), true},
    {STR_INIT("pH"), STR_INIT("pH\x1fpH"), true},
    {STR_INIT("Fe(2)"),
     STR_INIT("Fe(II) mg/L\x1f"
              "Fe(II) mg/L"),
     true},
    {STR_INIT("Fe(3)"),
     STR_INIT("Fe(III) mg/L\x1f"
              "Fe(III) mg/L"),
     true},
    {STR_INIT("Zn"), STR_INIT("Zn mg/L\x1fZn mg/L"), true},
    {STR_INIT("Cd"),
     STR_INIT("Cd mg/L\x1f"
              "Cd mg/L"),
     true},
    {STR_INIT("Cu(2)"),
     STR_INIT("Cu mg/L\x1f"
              "Cu mg/L"),
     true},
    {STR_INIT("Pb"), STR_INIT("Pb mg/L\x1fPb mg/L"), true},
    {STR_INIT("Mn(2)"), STR_INIT("Mn mg/L\x1fMn mg/L"), true},
    {STR_INIT("SO4"), STR_INIT("SO4 mg/L\x1fSO4 mg/L"), true},
    {STR_INIT("H2S"), STR_INIT("H2S mg/L\x1fH2S mg/L"), true},
    {STR_INIT("NH4-N"), STR_INIT("NH4-N mg/L\x1fNH4-N mg/L"), true},
    {STR_INIT("PO4-P"), STR_INIT("PO4-P mg/L\x1fPO4-P mg/L"), true},
    {STR_INIT("DOC"),
     STR_INIT("DOC mg/L\x1f"
              "DOC mg/L"),
     true},
    {STR_INIT("BOD"),
     STR_INIT("BOD mg/L\x1f"
              "BOD mg/L"),
     true},
    {STR_INIT("COD"),
     STR_INIT("COD mg/L\x1f"
              "COD mg/L"),
     true},
    {STR_INIT("over"), STR_INIT("超過\x1fover the limit"), false},
};
enum { TANK_COLUMNS = sizeof tank_columns / sizeof tank_columns[0], FIRST_SHOWN = 5 };

/* mg O2/L of dissolved organic matter and sulfide. */
static double oxygen_of(const struct water_simulation *s, const struct water_tank_result *r,
                        double per_carbon)
{
    int k = water_constituent_find(STR("H2S"));
    return 1000 * (per_carbon * r->doc * 12.011 +
                   s->oxygen.sulfide * r->molality[k] * water_constituents[k].molar_mass);
}

static void add_over(struct arena *arena, struct str *over, struct str name)
{
    *over = ARENA_JOIN(arena, *over, over->n ? STR("、") : STR(""), name);
}

/* Against limits: iron and manganese count as dissolved, all else with its particles. */
static const struct {
    const char *limit, *parts[2];
    bool dissolved;
} limited[] = {{"Fe", {"Fe(2)", "Fe(3)"}, true}, {"Zn", {"Zn", NULL}, false},
               {"Cd", {"Cd", NULL}, false},      {"Cu", {"Cu(2)", NULL}, false},
               {"Pb", {"Pb", NULL}, false},      {"As", {"As(3)", "As(5)"}, false},
               {"Mn", {"Mn(2)", NULL}, true},    {"F", {"F", NULL}, false}};
enum { LIMITED = sizeof limited / sizeof *limited };

/* mg/L of a sum of constituents */
static double milligrams(const double *molality, const char *const *parts)
{
    double sum = 0;
    for (int i = 0; i < 2 && parts[i]; i++) {
        int k = water_constituent_find(str_from_c(parts[i]));
        sum += 1000 * molality[k] * water_constituents[k].molar_mass;
    }
    return sum;
}

static bool is_above(const struct water_simulation *s, const char *limit, double mg)
{
    const struct water_value *value = water_values_find(
        &s->study.limits, arena_format(s->arena, "general.%s", limit), s->study.economy.day);
    return value && mg / 1000 > value->quantity.si;
}

/* Constituents above the general limit of the day, divided by 、. */
static struct str over_limits(const struct water_simulation *s,
                              const struct water_tank_result *result)
{
    struct str over = {0};
    for (int i = 0; i < LIMITED; i++)
        if (is_above(s, limited[i].limit,
                     milligrams(limited[i].dissolved ? result->molality : result->total,
                                limited[i].parts)))
            add_over(s->arena, &over, str_from_c(limited[i].limit));
    if (is_above(s, "SS", 1e6 * result->suspended))
        add_over(s->arena, &over, STR("SS"));
    if (is_above(s, "BOD", oxygen_of(s, result, s->oxygen.bod)))
        add_over(s->arena, &over, STR("BOD"));
    if (is_above(s, "COD", oxygen_of(s, result, s->oxygen.cod)))
        add_over(s->arena, &over, STR("COD"));
    const struct water_value *low =
        water_values_find(&s->study.limits, STR("general.pH_low"), s->study.economy.day);
    const struct water_value *high =
        water_values_find(&s->study.limits, STR("general.pH_high"), s->study.economy.day);
    if (low && high && (result->ph < low->quantity.si || result->ph > high->quantity.si))
        add_over(s->arena, &over, STR("pH"));
    return over;
}

/* Totals, as a laboratory finds them without a filter. */
static const struct {
    struct water_column column;
    const char *parts[2];
} totals[] = {
    {{STR_INIT("Fe"),
      STR_INIT("Fe 全量 mg/L\x1f"
               "Fe total mg/L"),
      true},
     {"Fe(2)", "Fe(3)"}},
    {{STR_INIT("Al"),
      STR_INIT("Al 全量 mg/L\x1f"
               "Al total mg/L"),
      true},
     {"Al", NULL}},
    {{STR_INIT("Zn"), STR_INIT("Zn 全量 mg/L\x1fZn total mg/L"), true}, {"Zn", NULL}},
    {{STR_INIT("Cd"),
      STR_INIT("Cd 全量 mg/L\x1f"
               "Cd total mg/L"),
      true},
     {"Cd", NULL}},
    {{STR_INIT("Cu"),
      STR_INIT("Cu 全量 mg/L\x1f"
               "Cu total mg/L"),
      true},
     {"Cu(2)", NULL}},
    {{STR_INIT("Pb"), STR_INIT("Pb 全量 mg/L\x1fPb total mg/L"), true}, {"Pb", NULL}},
    {{STR_INIT("As"),
      STR_INIT("As 全量 mg/L\x1f"
               "As total mg/L"),
      true},
     {"As(3)", "As(5)"}},
    {{STR_INIT("Mn"), STR_INIT("Mn 全量 mg/L\x1fMn total mg/L"), true}, {"Mn(2)", NULL}},
};
static const struct water_column total_head[] = {
    {STR_INIT("day"),
     STR_INIT("日\x1f"
              "day"),
     true},
    {STR_INIT("tank"), STR_INIT("槽\x1ftank"), false},
    {STR_INIT("SS"), STR_INIT("浮遊物質 mg/L\x1fsuspended solids mg/L"), true},
};
enum {
    TOTALS = sizeof totals / sizeof *totals,
    TOTAL_HEAD = sizeof total_head / sizeof *total_head,
    TOTAL_COLUMNS = TOTAL_HEAD + TOTALS
};

static struct str milligrams_shown(struct water_simulation *s, double mg)
{
    return mg < 1e-6 ? STR("0") : water_table_number(mg, 3, s->arena);
}

static void add_totals(struct water_simulation *s, double day, size_t t)
{
    const struct water_tank_result *r = &s->run.tanks[t];
    struct str cells[TOTAL_COLUMNS] = {water_table_number(day, 6, s->arena), s->train.tanks[t].name,
                                       milligrams_shown(s, 1e6 * r->suspended)};
    for (int i = 0; i < TOTALS; i++)
        cells[TOTAL_HEAD + i] = milligrams_shown(s, milligrams(r->total, totals[i].parts));
    water_table_add(&s->tables[WATER_TABLE_TOTALS], cells);
}

void water_simulation_add_tanks(struct water_simulation *s, double day)
{
    for (size_t t = 0; t < s->train.tank_count; t++) {
        const struct water_tank_result *r = &s->run.tanks[t];
        struct str cells[TANK_COLUMNS] = {
            water_table_number(day, 6, s->arena),
            s->train.tanks[t].name,
            water_table_number(water_from_si(r->flow, "m3/d"), 4, s->arena),
            water_table_number(r->retention / 3600, 4, s->arena),
            water_table_number(r->ph, 4, s->arena),
        };
        for (int i = 0; i < SHOWN; i++) {
            int k = water_constituent_find(str_from_c(shown[i]));
            double mg = 1000 * r->molality[k] * water_constituents[k].molar_mass;
            cells[FIRST_SHOWN + i] = mg < 1e-6 ? STR("0") : water_table_number(mg, 3, s->arena);
        }
        double doc = 1000 * r->doc * 12.011;
        cells[FIRST_SHOWN + SHOWN] = water_table_number(doc, 3, s->arena);
        cells[FIRST_SHOWN + SHOWN + 1] =
            water_table_number(oxygen_of(s, r, s->oxygen.bod), 3, s->arena);
        cells[FIRST_SHOWN + SHOWN + 2] =
            water_table_number(oxygen_of(s, r, s->oxygen.cod), 3, s->arena);
        cells[FIRST_SHOWN + SHOWN + 3] = over_limits(s, r);
        water_table_add(&s->tables[WATER_TABLE_TANKS], cells);
        add_totals(s, day, t);
    }
}

static const struct water_column bed_columns[] = {
    {STR_INIT("day"),
     STR_INIT("日\x1f"
              "day"),
     true},
    {STR_INIT("tank"), STR_INIT("槽\x1ftank"), false},
    {STR_INIT("bypass"), STR_INIT("迂回する割合\x1fshare going round"), true},
    {STR_INIT("permeability"), STR_INIT("透水性（新設比）\x1fpermeability (new = 1)"), true},
    {STR_INIT("head_needed_m"), STR_INIT("必要水頭（m）\x1fhead needed (m)"), true},
    {STR_INIT("porosity"), STR_INIT("間隙率（最小の区画）\x1fporosity (fullest cell)"), true},
    {STR_INIT("carbon_left"), STR_INIT("有機物の残り\x1forganic matter left"), true},
    {STR_INIT("limestone_left"), STR_INIT("石灰石の残り\x1flimestone left"), true},
    {STR_INIT("renewal"), STR_INIT("更新の見込み\x1frenewal expected"), false},
    {STR_INIT("reason"), STR_INIT("理由\x1freason"), false},
};
enum { BED_COLUMNS = sizeof bed_columns / sizeof bed_columns[0] };

/* A share or a figure that a bed may not have. */
static struct str known_number(double value, struct arena *arena)
{
    return value < 0 ? (struct str){0} : water_table_number(value, 3, arena);
}

void water_simulation_add_beds(struct water_simulation *s)
{
    static const double far = 365 * 200; /* days: beyond two centuries no date is told */
    const struct water_operation *o = &s->operation;
    for (size_t t = 0; t < s->train.tank_count; t++) {
        const struct water_bed_record *record = &o->records[t];
        if (!o->has_bed[t])
            continue;
        enum water_end which = WATER_END_HEAD;
        double day;
        bool ends = water_operation_first_end(record, &which, &day) && day < far;
        struct str cells[BED_COLUMNS] = {
            water_table_number(o->day, 6, s->arena),
            s->train.tanks[t].name,
            water_table_number(s->train.tanks[t].bypass, 3, s->arena),
            water_table_number(record->now.permeability, 3, s->arena),
            o->beds[t].depth > 0 ? water_table_number(record->now.head_needed, 3, s->arena)
                                 : (struct str){0},
            water_table_number(record->now.narrowest, 3, s->arena),
            known_number(record->now.carbon, s->arena),
            known_number(record->now.limestone, s->arena),
            ends ? day_format(o->start + (day_number)day, s->arena) : (struct str){0},
            ends ? water_table_words(water_end_labels[which], s->call->context->lang)
                 : (struct str){0},
        };
        water_table_add(&s->tables[WATER_TABLE_BEDS], cells);
    }
}

static const struct water_column lumped_columns[] = {
    {STR_INIT("tank"), STR_INIT("槽\x1ftank"), false},
    {STR_INIT("what"), STR_INIT("対象\x1fwhat"), false},
    {STR_INIT("rule"),
     STR_INIT("設計値\x1f"
              "design figure"),
     false},
    {STR_INIT("load"),
     STR_INIT("流入（g/日、mol/日）か必要な時間（h）\x1fload (g/d, mol/d) or time asked for (h)"),
     true},
    {STR_INIT("capacity"),
     STR_INIT("除去の上限か実際の時間（h）\x1fremoved at most, or time there is (h)"), true},
    {STR_INIT("lumped_left"),
     STR_INIT("設計値による残り（mg/L、mmol/L）\x1fleft by the rule (mg/L, mmol/L)"), true},
    {STR_INIT("kinetic_left"),
     STR_INIT("反応モデルの残り（mg/L、mmol/L）\x1fleft by the kinetic model (mg/L, mmol/L)"),
     true},
    {STR_INIT("governs"), STR_INIT("厳しい方\x1fgoverns"), false},
    {STR_INIT("source"), STR_INIT("出典\x1fsource"), false},
};
enum { LUMPED_COLUMNS = sizeof lumped_columns / sizeof lumped_columns[0] };

static void add_lumped(struct water_simulation *s, const struct water_baseline_row *row)
{
    enum lang lang = s->call->context->lang;
    /* kg/s to g/d, mol/s to mol/d, s to h; kg/m3 to mg/L, mol/m3 is mmol/L */
    double rate = row->unit == WATER_BASELINE_MASS     ? 86400e3
                  : row->unit == WATER_BASELINE_AMOUNT ? 86400
                                                       : 1 / 3600.0;
    double content = row->unit == WATER_BASELINE_MASS ? 1000 : 1;
    bool ample = row->unit == WATER_BASELINE_TIME && !row->lumped_governs;
    struct str words = row->lumped_governs ? BOTH("設計値", "rule")
                       : ample             ? BOTH("満たす", "met")
                                           : BOTH("反応モデル", "kinetic model");
    struct str cells[LUMPED_COLUMNS] = {
        s->train.tanks[row->tank].name,
        water_table_words(row->what, lang),
        arena_format(s->arena, "%g %" PRIstr, row->number->written,
                     STR_ARG(row->number->quantity.unit.text)),
        water_table_number(row->load * rate, 3, s->arena),
        water_table_number(row->capacity * rate, 3, s->arena),
        water_table_number(row->lumped * content, 3, s->arena),
        water_table_number(row->kinetic * content, 3, s->arena),
        water_table_words(words, lang),
        row->number->source,
    };
    water_table_add(&s->tables[WATER_TABLE_LUMPED], cells);
}

static const struct water_column plant_columns[] = {
    {STR_INIT("lime_t_y"),
     STR_INIT("消石灰（t/年）\x1f"
              "Ca(OH)2 (t/y)"),
     true},
    {STR_INIT("lime_mg_L"),
     STR_INIT("消石灰（mg/L）\x1f"
              "Ca(OH)2 (mg/L)"),
     true},
    {STR_INIT("soda_t_y"), STR_INIT("苛性ソーダ（t/年）\x1fNaOH (t/y)"), true},
    {STR_INIT("solids_t_y"), STR_INIT("殿物（乾燥、t/年）\x1fsludge, dry (t/y)"), true},
    {STR_INIT("settled_m3_y"), STR_INIT("殿物（沈降、m3/年）\x1fsludge, settled (m3/y)"), true},
    {STR_INIT("pressed_m3_y"), STR_INIT("殿物（脱水、m3/年）\x1fsludge, pressed (m3/y)"), true},
    {STR_INIT("heap_years"), STR_INIT("堆積場の残余年数\x1fyears left of the heap"), true},
};
enum { PLANT_COLUMNS = sizeof plant_columns / sizeof plant_columns[0] };

static void add_plant(struct water_simulation *s, const struct water_plant_result *plant)
{
    double year = water_to_si(1, "y");
    struct str cells[PLANT_COLUMNS] = {
        water_table_number(plant->lime * year / 1000, 4, s->arena),
        water_table_number(plant->lime / plant->flow * 1000, 4, s->arena),
        water_table_number(plant->soda * year / 1000, 4, s->arena),
        water_table_number(plant->solids * year / 1000, 4, s->arena),
        water_table_number(plant->settled * year, 4, s->arena),
        water_table_number(plant->pressed * year, 4, s->arena),
        water_table_number(plant->heap_time / year, 3, s->arena),
    };
    water_table_add(&s->tables[WATER_TABLE_PLANT], cells);
}

int water_simulation_add_rules(struct water_simulation *s, struct error *error)
{
    struct water_design design = {&s->study.design, s->study.economy.day};
    struct str units = embedded_find(&water_model_data, STR("units.tsv"));
    struct water_baseline_row *rows;
    struct water_plant_result plant;
    size_t count;
    int status =
        water_baseline_of(&s->train, &s->run, &design, units, s->arena, &rows, &count, error);
    for (size_t i = 0; i < count && !status; i++)
        add_lumped(s, &rows[i]);
    if (!status)
        status = water_plant_of(&s->train, &s->run, &design, units, &s->heap, &plant, error);
    if (!status && plant.there)
        add_plant(s, &plant);
    return status;
}

int water_simulation_tables_init(struct water_simulation *s, struct error *error)
{
    water_table_init(&s->tables[WATER_TABLE_TANKS], BOTH("予測", "simulation"), tank_columns,
                     TANK_COLUMNS, s->arena);
    struct water_column *columns = ARENA_ARRAY(s->arena, struct water_column, TOTAL_COLUMNS);
    for (int i = 0; i < TOTAL_COLUMNS; i++)
        columns[i] = i < TOTAL_HEAD ? total_head[i] : totals[i - TOTAL_HEAD].column;
    water_table_init(&s->tables[WATER_TABLE_TOTALS],
                     BOTH("全量と浮遊物質", "totals and suspended solids"), columns, TOTAL_COLUMNS,
                     s->arena);
    water_table_init(&s->tables[WATER_TABLE_BEDS], BOTH("充填層", "beds"), bed_columns, BED_COLUMNS,
                     s->arena);
    water_table_init(&s->tables[WATER_TABLE_LUMPED], BOTH("設計値との比較", "lumped rules"),
                     lumped_columns, LUMPED_COLUMNS, s->arena);
    water_table_init(&s->tables[WATER_TABLE_PLANT], BOTH("中和と殿物", "active plant"),
                     plant_columns, PLANT_COLUMNS, s->arena);
    const struct water_values *design = &s->study.design;
    day_number day = s->study.economy.day;
    int status =
        water_values_need(design, "effluent.bod", "kg/kg", day, &s->oxygen.bod, NULL, error);
    if (!status)
        status =
            water_values_need(design, "effluent.cod", "kg/kg", day, &s->oxygen.cod, NULL, error);
    return status ? status
                  : water_values_need(design, "effluent.sulfide", "kg/kg", day, &s->oxygen.sulfide,
                                      NULL, error);
}
