#include "water/model/amounts.h"

#include <math.h>

static void set_site(const struct water_inflow *inflow, const struct water_site *site,
                     struct water_amounts *out)
{
    water_amounts_set(out, "one", "一式", 1, "-");
    water_amounts_set(out, "flow", "処理水量", inflow->flow, "m3/y");
    water_amounts_set(out, "operators", "運転員", site->operators / water_to_si(1, "y"), "1/y");
    water_amounts_set(out, "visits", "巡回", site->visits, "1/y");
    water_amounts_set(out, "analyses", "水質分析", site->analyses, "1/y");
    water_amounts_set(out, "snow_removal", "除雪日数", site->snow_removal, "1/y");
    /* what a plan may ask for and only a train's plant gives */
    water_amounts_set(out, "lime_hydrate", "消石灰", 0, "t/y");
    water_amounts_set(out, "caustic_soda_25", "苛性ソーダ 25 %", 0, "t/y");
    water_amounts_set(out, "sludge_haul", "殿物の運搬（脱水、質量）", 0, "t/y");
}

/* Everything that a lime plant precipitates: iron, aluminium, manganese and the heavy metals. */
static int set_sludge(const struct water_design *design, const struct water_inflow *inflow,
                      double lime, double lime_needed, struct water_amounts *out,
                      struct error *error)
{
    double settled, pressed, density;
    int status = water_values_need(design->values, "sludge.settled", "-", design->day, &settled,
                                   NULL, error);
    if (!status)
        status = water_values_need(design->values, "sludge.pressed", "-", design->day, &pressed,
                                   NULL, error);
    if (!status)
        status = water_values_need(design->values, "sludge.density", "-", design->day, &density,
                                   NULL, error);
    if (status)
        return status;
    double solids = water_dry_solids(&inflow->metals, lime - lime_needed) * inflow->flow;
    water_amounts_set(out, "solids", "殿物（乾燥）", solids, "t/y");
    water_amounts_set(out, "sludge_settled", "殿物（沈降、容積）",
                      solids * water_sludge_volume(settled, density), "m3/y");
    water_amounts_set(out, "sludge_pressed", "殿物（脱水、容積）",
                      solids * water_sludge_volume(pressed, density), "m3/y");
    water_amounts_set(out, "sludge_haul", "殿物の運搬（脱水、質量）", solids / pressed, "t/y");
    return 0;
}

static int set_power(const struct water_design *design, const struct water_inflow *inflow,
                     const struct water_site *site, struct water_amounts *out, struct error *error)
{
    double efficiency;
    int status = water_values_need(design->values, "pump.efficiency", "-", design->day, &efficiency,
                                   NULL, error);
    if (!status)
        water_amounts_set(
            out, "power", "電力",
            site->other_power + water_pump_power(inflow->flow, site->head, efficiency), "kWh/y");
    return status;
}

int water_amounts_of_lime_plant(const struct water_design *design,
                                const struct water_inflow *inflow, const struct water_site *site,
                                struct water_amounts *out, struct error *error)
{
    double purity, efficiency;
    struct water_size clarifier, neutraliser;
    int status = water_size_clarifier(design, inflow, &clarifier, error);
    if (!status)
        status = water_size_retention(design, inflow, "neutralisation.hrt",
                                      BOTH("滞留時間", "retention"), &neutraliser, error);
    if (!status)
        status = water_values_need(design->values, "lime.purity", "-", design->day, &purity, NULL,
                                   error);
    if (!status)
        status = water_values_need(design->values, "lime.efficiency", "-", design->day, &efficiency,
                                   NULL, error);
    if (status)
        return status;
    double acidity =
        fmax(water_acidity_of(inflow->ph, &inflow->metals).total - inflow->alkalinity, 0);
    double needed = water_reagent_dose(WATER_LIME_HYDRATE, acidity, 1, 1);
    double dosed = water_reagent_dose(WATER_LIME_HYDRATE, acidity, purity, efficiency);
    set_site(inflow, site, out);
    water_amounts_set(out, "lime_hydrate", "消石灰", dosed * inflow->flow, "t/y");
    water_amounts_set(out, "neutraliser", "中和・反応槽の容積", neutraliser.size, "m3");
    water_amounts_set(out, "clarifier", "シックナー面積", clarifier.size, "m2");
    water_amounts_set(out, "capacity", "処理能力", inflow->flow, "m3/d");
    status = set_power(design, inflow, site, out, error);
    return status ? status : set_sludge(design, inflow, dosed, needed, out, error);
}

int water_amounts_of_passive_train(const struct water_design *design,
                                   const struct water_inflow *inflow, const struct water_site *site,
                                   struct water_amounts *out, struct error *error)
{
    struct water_size reactor, pores, settling, wetland;
    double porosity;
    struct water_inflow after_iron =
        *inflow; /* what the reactor leaves of the iron is settled before the bed */
    after_iron.metals.fe2 = after_iron.metals.fe3 = 0;
    int status = water_size_retention(design, inflow, "oxidation.hrt",
                                      BOTH("滞留時間", "retention"), &reactor, error);
    if (!status)
        status = water_size_sulfate_bed(design, &after_iron, &pores, error);
    if (!status)
        status = water_size_retention(design, inflow, "settling.hrt", BOTH("滞留時間", "retention"),
                                      &settling, error);
    if (!status)
        status = water_size_aerobic_wetland(design, &after_iron, &wetland, error);
    if (!status)
        status = water_values_need(design->values, "srb.porosity", "-", design->day, &porosity,
                                   NULL, error);
    if (status)
        return status;
    set_site(inflow, site, out);
    water_amounts_set(out, "reactor", "鉄酸化槽の容積", reactor.size, "m3");
    water_amounts_set(out, "bed", "嫌気槽の充填層", pores.size / porosity, "m3");
    water_amounts_set(out, "pond", "沈殿池の容積", settling.size, "m3");
    water_amounts_set(out, "wetland", "仕上げ湿地の面積", wetland.size, "m2");
    /* what only the tanks of a study may have */
    water_amounts_set(out, "limestone_bed", "石灰石の層", 0, "m3");
    water_amounts_set(out, "limestone", "石灰石", 0, "t");
    return set_power(design, inflow, site, out, error);
}

size_t water_amounts_consumption(const struct water_amounts *amounts, struct water_consumption *out,
                                 size_t capacity)
{
    static const struct {
        struct str amount, source;
    } sources[] = {
        {STR_INIT("power"), STR_INIT("grid_power")},
        {STR_INIT("lime_hydrate"), STR_INIT("lime_hydrate")},
        {STR_INIT("caustic_soda"), STR_INIT("caustic_soda")},
        {STR_INIT("diesel"), STR_INIT("diesel")},
    };
    size_t count = 0;
    for (size_t i = 0; i < sizeof sources / sizeof *sources && count < capacity; i++) {
        const struct water_amount *amount = water_amounts_find(amounts, sources[i].amount);
        if (amount && amount->si > 0)
            out[count++] =
                (struct water_consumption){sources[i].source, amount->si * water_to_si(1, "y")};
    }
    return count;
}
