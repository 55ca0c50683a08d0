/* GAS_PHASE: from the input to a gas phase with amounts, given by partial pressures or by a water.
 */
#include <math.h>

#include "chem/run_internal.h"

static const double KELVIN_AT_0 = 273.15;

static int find_gases(struct run *run, const struct input_gas *input, struct chem_gas_phase *out)
{
    *out = (struct chem_gas_phase){
        .fixed_volume = input->fixed_volume, .pressure = input->pressure, .volume = input->volume};
    if (input->count > CHEM_GASES_MAX)
        return run_fail(
            run, &input->place, STR("GAS_PHASE"),
            BOTH("ガスが多すぎます（16 まで）", "there are too many gases (at most 16)"));
    for (size_t i = 0; i < input->count; i++) {
        const struct input_place place = {input->gases[i].line, input->place.file};
        int32_t phase = chem_database_phase(run->database, input->gases[i].name);
        struct str name = input->gases[i].name;
        if (phase == CHEM_NONE)
            return run_fail(run, &place, STR("GAS_PHASE"),
                            arena_format(run->arena,
                                         "データベースにないガスです「%" PRIstr
                                         "」\x1fthe database has no such gas: \"%" PRIstr "\"",
                                         STR_ARG(name), STR_ARG(name)));
        out->gas[out->count++] =
            (struct chem_gas){.phase = phase, .pressure = input->gases[i].saturation};
    }
    return 0;
}

static void store(struct run *run, const struct input_gas *input,
                  const struct chem_gas_phase *phase)
{
    for (int32_t n = input->range.first; n <= input->range.last; n++)
        *(struct chem_gas_phase *)run_store_put(&run->gases, n) = *phase;
}

int run_define_gas(struct run *run, const struct input_gas *input)
{
    struct chem_gas_phase phase;
    int status = find_gases(run, input, &phase);
    if (status)
        return status;
    chem_gas_phase_fill(run->database, &phase, input->celsius + KELVIN_AT_0);
    store(run, input, &phase);
    return 0;
}

/* The pressure that a water gives a gas; none when it lacks an element of it. */
static double pressure_beside(const struct chem_answer *answer, const struct chem_water *water,
                              int32_t phase)
{
    int32_t p = answer->model->phase_of[phase];
    return p == CHEM_NONE ? 0 : pow(10, chem_read_saturation(answer, water, (uint32_t)p));
}

int run_equilibrate_gas(struct run *run, const struct input_gas *input)
{
    struct chem_gas_phase phase;
    int status = find_gases(run, input, &phase);
    const struct chem_water *water = run_store_find(&run->waters, input->equilibrate);
    if (status == 0 && !water)
        status =
            run_fail(run, &input->place, STR("GAS_PHASE"),
                     arena_format(run->arena, "溶液 %d がありません\x1fsolution %d is not there",
                                  (int)input->equilibrate, (int)input->equilibrate));
    if (status)
        return status;
    struct chem_answer answer = chem_evaluate(run->solver, water);
    for (uint32_t i = 0; i < phase.count; i++)
        phase.gas[i].pressure = pressure_beside(&answer, water, phase.gas[i].phase);
    chem_gas_phase_fill(run->database, &phase, water->kelvin);
    store(run, input, &phase);
    run->cell = (struct run_cell){.number = input->range.first, .water = *water};
    run->state = STATE_GAS;
    run->step = 0;
    return run_punch(run);
}

/* The gas phase that reacts in the present cell, NULL when there is none. */
static const struct chem_gas_phase *phase_of(const struct run *run)
{
    return run->cell.has_gas && run->state >= STATE_REACTION ? &run->cell.gas : NULL;
}

static const struct chem_gas *gas_of(const struct run *run, int32_t phase)
{
    const struct chem_gas_phase *gases = phase_of(run);
    for (uint32_t i = 0; gases && i < gases->count; i++)
        if (gases->gas[i].phase == phase)
            return &gases->gas[i];
    return NULL;
}

double run_ask_gas(const struct run *run, enum chem_ask ask, int32_t phase)
{
    const struct chem_gas_phase *gases = phase_of(run);
    double amount = gases ? chem_gas_phase_amount(gases) : 0;
    if (ask == CHEM_ASK_GAS_P)
        return amount > 0 ? gases->pressure : 0;
    if (ask == CHEM_ASK_GAS_VM)
        return amount > 0 ? gases->volume / amount : 0;
    const struct chem_gas *gas = gas_of(run, phase);
    if (ask == CHEM_ASK_GAS_PHI)
        return gas && gas->amount > 0 ? gas->phi : 1;
    if (!gas)
        return 0;
    return ask == CHEM_ASK_GAS ? gas->amount : gas->pressure;
}

struct run_gas_totals run_gas_totals(const struct run *run)
{
    const struct chem_gas_phase *gases = phase_of(run);
    return gases ? (struct run_gas_totals){gases->pressure, chem_gas_phase_amount(gases),
                                           gases->volume}
                 : (struct run_gas_totals){0, 0, 0};
}
