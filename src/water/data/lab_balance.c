/* The balance of charges of each sample of a table, by the same chemistry as /water/chemistry. */
#include <math.h>

#include "chem/chem.h"
#include "water/chemistry_page.h"
#include "water/data/lab_check.h"

enum { SAMPLES_TOLD = 5, SAMPLES_MOST = 300 };

/* Fills a water from the results of one row. False: not enough for a balance. */
static bool fill(const struct water_lab_table *table, size_t from, size_t end,
                 struct water_quality *out)
{
    int cations = 0;
    bool has_ph = false, has_sulfate = false;
    *out = (struct water_quality){.ph = 7, .kelvin = 298.15};
    double iron = 0;
    for (size_t i = from; i < end; i++) {
        const struct water_lab_value *value = &table->values[i];
        double amount = value->censored ? 0 : water_decimal_double(value->value);
        struct str model = value->item->model;
        int index = water_constituent_find(model);
        if (str_equal(model, STR("pH"))) {
            out->ph = amount;
            has_ph = true;
        } else if (str_equal(model, STR("temperature"))) {
            out->kelvin = amount + 273.15;
        } else if (str_equal(model, STR("alkalinity")) && amount > 0) {
            out->has_alkalinity = true;
            out->alkalinity = amount / 50000;
        } else if (str_equal(model, STR("Fe"))) {
            iron = fmax(iron, amount);
        } else if (index >= 0) {
            out->molality[index] =
                fmax(out->molality[index], amount / 1000 / water_constituents[index].molar_mass);
        }
        has_sulfate |= str_equal(model, STR("SO4"));
        cations += str_equal(model, STR("Ca")) || str_equal(model, STR("Mg")) ||
                   str_equal(model, STR("Na")) || str_equal(model, STR("Fe"));
    }
    int two = water_constituent_find(STR("Fe(2)")), three = water_constituent_find(STR("Fe(3)"));
    double rest = iron / 1000 / water_constituents[two].molar_mass - out->molality[two] -
                  out->molality[three];
    out->molality[two] += fmax(rest, 0);
    if (out->has_alkalinity)
        out->molality[water_constituent_find(STR("TIC"))] = 0;
    return has_ph && has_sulfate && cations >= 2;
}

/* Samples whose charges are off by more than is usable. */
struct imbalance {
    double usable;
    size_t count;
    struct off {
        int row;
        double percent;
    } first[SAMPLES_TOLD];
};

static void check(const struct water_lab_table *table, struct chem *chem, size_t from, size_t end,
                  struct imbalance *found)
{
    struct water_quality quality;
    struct water_findings findings;
    struct arena *arena = arena_create();
    if (fill(table, from, end, &quality) &&
        water_findings_of(chem, &quality, arena, &findings, NULL) == 0 &&
        fabs(findings.error_percent) > found->usable) {
        if (found->count < SAMPLES_TOLD)
            found->first[found->count] =
                (struct off){table->values[from].row, findings.error_percent};
        found->count++;
    }
    arena_destroy(arena);
}

static void tell_each(struct water_lab_table *table, const struct imbalance *found)
{
    for (size_t i = 0; i < found->count; i++) {
        double percent = found->first[i].percent;
        water_lab_doubt(
            table, WATER_DOUBT_WARN, found->first[i].row, 0,
            arena_format(table->arena,
                         "イオンバランスの誤差が %+.0f %% です（目安 ±%.0f "
                         "%%）。%sの分析値を確かめてください"
                         "\x1fthe charges are off by %+.0f %% (usual: %.0f %%); check the analysis",
                         percent, found->usable,
                         percent > 0 ? "陽イオンが多いので、硫酸イオンなど陰イオン"
                                     : "陰イオンが多いので、金属など陽イオン",
                         percent, found->usable));
    }
}

/* Many at once come from ions that nobody analysed: one line, so that other doubts are not buried.
 */
static void tell_all(struct water_lab_table *table, const struct imbalance *found)
{
    struct str places = {0};
    for (size_t i = 0; i < SAMPLES_TOLD; i++)
        places = ARENA_JOIN(table->arena, places, places.n ? STR("、") : STR(""),
                            arena_format(table->arena, "%d 行 %+.0f %%", found->first[i].row,
                                         found->first[i].percent));
    water_lab_doubt(
        table, WATER_DOUBT_WARN, found->first[0].row, 0,
        ARENA_JOIN(table->arena,
                   arena_format(table->arena,
                                "イオンバランスの誤差が ±%.0f %% を超える試料が %zu あります（",
                                found->usable, found->count),
                   places,
                   STR("ほか）。分析していないイオン（炭酸、マグネシウム、ナトリウムなど）が多いと"
                       "こうなります。心当たりがなければ、分析値と単位を確かめてください"),
                   arena_format(table->arena,
                                "\x1fthe charges of %zu samples are off by more than %.0f %%: ions "
                                "that were not analysed, or a wrong unit",
                                found->count, found->usable)));
}

void water_lab_check_balance(struct water_lab_table *table, day_number day)
{
    const struct water_chemistry_tables *tables = water_chemistry_tables();
    struct imbalance found = {.count = 0};
    size_t samples = 0;
    struct chem *chem;
    if (water_values_need(&tables->values, "balance.usable", "-", day, &found.usable, NULL, NULL))
        return;
    chem = chem_create(tables->database);
    for (size_t i = 0; i < table->count && samples < SAMPLES_MOST; samples++) {
        size_t end = i;
        while (end < table->count && water_lab_same_sample(&table->values[i], &table->values[end]))
            end++;
        check(table, chem, i, end, &found);
        i = end;
    }
    chem_destroy(chem);
    if (found.count <= SAMPLES_TOLD)
        tell_each(table, &found);
    else
        tell_all(table, &found);
}
