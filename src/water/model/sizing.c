#include "water/model/sizing.h"

#include <math.h>

static const double water_density = 1000, gravity = 9.81; /* kg/m3, m/s2 */

/* mol of divalent metal per m3 that a sulfide would bind */
static double sulfide_demand(const struct water_metals *metals)
{
    /* kg/m3 -> mol/m3: x 1000 / (g/mol) */
    return 1000 * (metals->zn / 65.38 + metals->cu / 63.55 + metals->cd / 112.4 +
                   metals->pb / 207.2 + (metals->fe2 + metals->fe3) / 55.85);
}

static void add_rule(struct water_size *size, struct str name, const struct water_value *number,
                     double value)
{
    size->rules[size->count] = (struct water_rule){.name = name, .number = number, .size = value};
    if (size->count == 0 || value > size->size) {
        size->size = value;
        size->governing = size->count;
    }
    size->count++;
}

static int need(const struct water_design *design, const char *key, const char *kind, double *si,
                const struct water_value **row, struct error *error)
{
    return water_values_need(design->values, key, kind, design->day, si, row, error);
}

static int check_inflow(const struct water_inflow *inflow, struct error *error)
{
    if (!(inflow->flow > 0) || !isfinite(inflow->flow))
        return ERROR(error, ERR_WATER_RANGE, BOTH("流量", "flow"), STR("0"),
                     BOTH("0 より大きい流量を書いてください", "write a flow above zero"));
    return 0;
}

static int retention_rule(const struct water_design *design, const struct water_inflow *inflow,
                          const char *key, struct str name, struct water_size *out,
                          struct error *error)
{
    const struct water_value *row;
    double time;
    int status = need(design, key, "h", &time, &row, error);
    if (!status)
        add_rule(out, name, row, inflow->flow * time);
    return status;
}

int water_size_sulfate_bed(const struct water_design *design, const struct water_inflow *inflow,
                           struct water_size *out, struct error *error)
{
    *out = (struct water_size){0};
    const struct water_value *row;
    double rate;
    int status = check_inflow(inflow, error);
    if (!status)
        status = need(design, "srb.rate", "mol/m3/d", &rate, &row, error);
    if (status)
        return status;
    add_rule(out, BOTH("硫酸還元速度", "sulfate reduction rate"), row,
             inflow->flow * sulfide_demand(&inflow->metals) / rate);
    status = retention_rule(design, inflow, "srb.hrt_low",
                            BOTH("滞留時間（短）", "retention, short"), out, error);
    if (!status)
        status = retention_rule(design, inflow, "srb.hrt_trial",
                                BOTH("滞留時間（実証）", "retention, trial"), out, error);
    if (!status)
        status = retention_rule(design, inflow, "srb.hrt_high",
                                BOTH("滞留時間（長）", "retention, long"), out, error);
    return status;
}

int water_size_aerobic_wetland(const struct water_design *design, const struct water_inflow *inflow,
                               struct water_size *out, struct error *error)
{
    *out = (struct water_size){0};
    const struct water_value *iron_row, *manganese_row, *time_row;
    double iron, manganese, time, depth;
    int status = check_inflow(inflow, error);
    if (!status)
        status = need(design, "wetland.iron", "g/m2/d", &iron, &iron_row, error);
    if (!status)
        status = need(design, "wetland.manganese", "g/m2/d", &manganese, &manganese_row, error);
    if (!status)
        status = need(design, "wetland.hrt", "h", &time, &time_row, error);
    if (!status)
        status = need(design, "wetland.depth", "m", &depth, NULL, error);
    if (status)
        return status;
    double iron_area = inflow->flow * (inflow->metals.fe2 + inflow->metals.fe3) / iron;
    double manganese_area = inflow->flow * inflow->metals.mn / manganese;
    add_rule(out, BOTH("鉄とマンガンの面積負荷", "areal load of iron and manganese"), iron_row,
             iron_area + manganese_area);
    add_rule(out, BOTH("滞留時間", "retention"), time_row, inflow->flow * time / depth);
    return 0;
}

int water_size_vertical_flow_pond(const struct water_design *design,
                                  const struct water_inflow *inflow, struct water_size *out,
                                  struct error *error)
{
    *out = (struct water_size){0};
    static const struct {
        const char *key;
        struct str name;
    } rules[] = {
        {"vfp.acidity_low", STR_INIT("酸度の面積負荷（低）\x1f"
                                     "areal acid load, low")},
        {"vfp.acidity", STR_INIT("酸度の面積負荷\x1f"
                                 "areal acid load")},
        {"vfp.acidity_high", STR_INIT("酸度の面積負荷（高）\x1f"
                                      "areal acid load, high")},
    };
    int status = check_inflow(inflow, error);
    double net = water_acidity_of(inflow->ph, &inflow->metals).total - inflow->alkalinity;
    for (size_t i = 0; i < sizeof rules / sizeof *rules && !status; i++) {
        const struct water_value *row;
        double rate;
        status = need(design, rules[i].key, "g/m2/d", &rate, &row, error);
        if (!status)
            add_rule(out, rules[i].name, row, inflow->flow * fmax(net, 0) / rate);
    }
    return status;
}

int water_size_limestone(const struct water_design *design, const struct water_inflow *inflow,
                         struct water_limestone *out, struct error *error)
{
    double time, porosity, solid_density, life, purity, efficiency;
    int status = check_inflow(inflow, error);
    if (!status)
        status = need(design, "limestone.hrt", "h", &time, NULL, error);
    if (!status)
        status = need(design, "limestone.porosity", "-", &porosity, NULL, error);
    if (!status)
        status = need(design, "limestone.density", "kg/m3", &solid_density, NULL, error);
    if (!status)
        status = need(design, "limestone.life", "y", &life, NULL, error);
    if (!status)
        status = need(design, "limestone.purity", "-", &purity, NULL, error);
    if (!status)
        status = need(design, "limestone.efficiency", "-", &efficiency, NULL, error);
    if (status)
        return status;
    double bulk_density = (1 - porosity) * solid_density;
    double acidity = water_acidity_of(inflow->ph, &inflow->metals).total;
    out->dissolution = inflow->flow * acidity / (purity * efficiency);
    out->for_retention = inflow->flow * time * bulk_density / porosity;
    out->for_life = out->dissolution * life;
    out->mass = out->for_retention + out->for_life;
    return 0;
}

int water_size_retention(const struct water_design *design, const struct water_inflow *inflow,
                         const char *key, struct str name, struct water_size *out,
                         struct error *error)
{
    *out = (struct water_size){0};
    int status = check_inflow(inflow, error);
    return status ? status : retention_rule(design, inflow, key, name, out, error);
}

int water_size_clarifier(const struct water_design *design, const struct water_inflow *inflow,
                         struct water_size *out, struct error *error)
{
    *out = (struct water_size){0};
    const struct water_value *row;
    double loading;
    int status = check_inflow(inflow, error);
    if (!status)
        status = need(design, "clarifier.loading", "m/h", &loading, &row, error);
    if (!status)
        add_rule(out, BOTH("表面負荷", "surface loading"), row, inflow->flow / loading);
    return status;
}

double water_pump_power(double flow, double head, double efficiency)
{
    return water_density * gravity * head * flow / efficiency;
}

double water_pipe_loss(double flow, double length, double diameter, double coefficient)
{
    /* SI form of Hazen-Williams */
    return 10.67 * length * pow(flow, 1.852) / (pow(coefficient, 1.852) * pow(diameter, 4.8704));
}
