/* One draw of a mine through the standard train, and what leaves it against the limits. */
#include <math.h>
#include <string.h>

#include "water/model/screen_inside.h"

const uint64_t water_screen_train_required = 1u << WATER_INPUT_WINTER;

static const struct {
    const char *name; /* of its limit: "general.Zn" */
    int input;
    const char *constituents[2];
} lefts[WATER_LEFTS] = {
    [WATER_LEFT_FE] = {"Fe", WATER_INPUT_FE, {"Fe(2)", "Fe(3)"}},
    [WATER_LEFT_ZN] = {"Zn", WATER_INPUT_ZN, {"Zn"}},
    [WATER_LEFT_CD] = {"Cd", WATER_INPUT_CD, {"Cd"}},
    [WATER_LEFT_PB] = {"Pb", WATER_INPUT_PB, {"Pb"}},
    [WATER_LEFT_CU] = {"Cu", WATER_INPUT_CU, {"Cu(2)"}},
    [WATER_LEFT_MN] = {"Mn", WATER_INPUT_MN, {"Mn(2)"}},
    [WATER_LEFT_AS] = {"As", WATER_INPUT_AS, {"As(5)", "As(3)"}},
    [WATER_LEFT_PH] = {"pH", -1, {NULL}},
    [WATER_LEFT_BOD] = {"BOD", -1, {NULL}},
    [WATER_LEFT_COD] = {"COD", -1, {NULL}},
};

const char *water_left_name(enum water_left left)
{
    return lefts[left].name;
}

int water_left_input(enum water_left left)
{
    return lefts[left].input;
}

void water_screen_runner_init(const struct water_screen_train *standard, struct arena *arena,
                              struct water_screen_runner *out)
{
    *out = (struct water_screen_runner){.standard = standard,
                                        .run = ARENA_NEW(arena, struct water_run)};
    water_train_copy(&standard->train, arena, &out->train);
    out->given = ARENA_ARRAY(arena, struct water_cell, out->train.cell_count);
}

void water_screen_runner_finish(struct water_screen_runner *runner)
{
    water_train_finish(&runner->train);
}

static double molality_of(const struct water_quality *quality, const char *constituent)
{
    return quality->molality[water_constituent_find(str_from_c(constituent))];
}

/* eq/kgw of what is positive less what is negative, sulfate left out; carbonate hardly counts where
   there is metal. */
static double positive_charge(const struct water_quality *quality)
{
    static const struct {
        const char *constituent;
        double charge;
    } ions[] = {{"Fe(2)", 2}, {"Zn", 2}, {"Cd", 2}, {"Cu(2)", 2}, {"Pb", 2}, {"Mn(2)", 2},
                {"Al", 3},    {"Ca", 2}, {"Mg", 2}, {"Na", 1},    {"K", 1},  {"Cl", -1}};
    double sum = pow(10, -quality->ph);
    for (size_t i = 0; i < sizeof ions / sizeof *ions; i++)
        sum += ions[i].charge * molality_of(quality, ions[i].constituent);
    return sum;
}

static void set_water(const struct water_screen_runner *runner, const struct water_drawn *drawn,
                      double kelvin, struct water_quality *quality)
{
    const struct water_screen_train *standard = runner->standard;
    *quality = standard->train.qualities[0];
    quality->ph = drawn->input[WATER_INPUT_PH];
    quality->kelvin = kelvin;
    for (size_t i = 0; i < WATER_INPUTS; i++) {
        int32_t at = standard->constituents[i];
        if (at >= 0 && !isnan(drawn->input[i]))
            quality->molality[at] = drawn->input[i] / water_constituents[at].molar_mass;
    }
    quality->molality[water_constituent_find(STR("SO4"))] =
        fmax(positive_charge(quality) / 2, standard->sulfate);
}

static void set_train(struct water_screen_runner *runner, const struct water_amounts *amounts,
                      const struct water_drawn *drawn)
{
    const struct water_screen_train *standard = runner->standard;
    struct water_train *train = &runner->train;
    double kelvin = fmax(drawn->input[WATER_INPUT_WINTER] + standard->warmer, standard->coldest);
    set_water(runner, drawn, kelvin, &train->qualities[0]);
    train->flows[0] = drawn->input[WATER_INPUT_FLOW];
    for (size_t t = 0; t < train->tank_count; t++) {
        const struct water_tank_size *size = &standard->sizes[t];
        const struct water_amount *amount = water_amounts_find(amounts, size->amount);
        train->tanks[t].kelvin = kelvin;
        train->tanks[t].volume = amount ? amount->si * (size->depth > 0 ? size->depth : 1)
                                        : train->flows[0] * size->retention;
    }
}

static void read_left(const struct water_screen_runner *runner, double *left)
{
    const struct water_screen_train *standard = runner->standard;
    const struct water_tank_result *out = &runner->run->tanks[runner->train.tank_count - 1];
    for (int i = 0; i < WATER_LEFTS; i++) {
        left[i] = 0;
        /* iron and manganese are limited as dissolved */
        const double *amounts =
            i == WATER_LEFT_FE || i == WATER_LEFT_MN ? out->molality : out->total;
        for (int k = 0; k < 2 && lefts[i].constituents[k]; k++) {
            int at = water_constituent_find(str_from_c(lefts[i].constituents[k]));
            left[i] += amounts[at] * water_constituents[at].molar_mass;
        }
    }
    int sulfide = water_constituent_find(STR("H2S"));
    double oxygen =
        standard->sulfide * out->molality[sulfide] * water_constituents[sulfide].molar_mass;
    left[WATER_LEFT_PH] = out->ph;
    left[WATER_LEFT_BOD] = standard->bod * out->doc * 12.011 + oxygen;
    left[WATER_LEFT_COD] = standard->cod * out->doc * 12.011 + oxygen;
}

bool water_screen_runner_settle(struct water_screen_runner *runner,
                                const struct water_amounts *amounts, bool given,
                                struct water_drawn *drawn)
{
    struct water_train *train = &runner->train;
    struct error error = {0};
    size_t bytes = train->cell_count * sizeof *train->cells;
    runner->has_given = runner->has_given && !given;
    set_train(runner, amounts, drawn);
    if (water_train_speciate(train, &error))
        return false;
    bool found = false;
    if (runner->has_given) {
        memcpy(train->cells, runner->given, bytes);
        found = water_train_settle(train, -1, runner->run, &error) == 0;
    }
    if (!found) {
        error_clear(&error);
        water_train_reset(train);
        found = water_train_settle(train, -1, runner->run, &error) == 0;
    }
    if (!found)
        return false;
    if (given) {
        memcpy(runner->given, train->cells, bytes);
        runner->has_given = true;
    }
    read_left(runner, drawn->left);
    return true;
}

double water_screen_left_ratio(const struct water_screen_base *base,
                               const struct water_drawn *drawn)
{
    double most = isnan(drawn->left[WATER_LEFT_FE]) ? NAN : 0;
    for (int i = 0; i < WATER_LEFT_JUDGED && !isnan(most); i++)
        most = fmax(most, drawn->left[i] / base->left_limit[i]);
    return most;
}

double water_screen_ph_off(const struct water_screen_base *base, const struct water_drawn *drawn)
{
    double ph = drawn->left[WATER_LEFT_PH];
    return isnan(ph) ? ph : fmax(0, fmax(base->ph_low - ph, ph - base->left_limit[WATER_LEFT_PH]));
}

double water_screen_left_oxygen(const struct water_screen_base *base,
                                const struct water_drawn *drawn)
{
    const double *left = drawn->left, *limit = base->left_limit;
    return isnan(left[WATER_LEFT_BOD]) ? NAN
                                       : fmax(left[WATER_LEFT_BOD] / limit[WATER_LEFT_BOD],
                                              left[WATER_LEFT_COD] / limit[WATER_LEFT_COD]);
}
