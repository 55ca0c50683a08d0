#include "water/model/quality.h"

#include <math.h>

static const double ln10 = 2.302585092994045684;

/* Molar masses of the reported form; IUPAC 2021 abridged. */
const struct water_constituent water_constituents[WATER_CONSTITUENTS] = {
    {"Fe(2)", "Fe(2)", 55.845, STR_INIT("二価鉄\x1firon(II)")},
    {"Fe(3)", "Fe(3)", 55.845, STR_INIT("三価鉄\x1firon(III)")},
    {"Al", "Al", 26.982,
     STR_INIT("アルミニウム\x1f"
              "aluminium")},
    {"Zn", "Zn", 65.38, STR_INIT("亜鉛\x1fzinc")},
    {"Cd", "Cd", 112.41,
     STR_INIT("カドミウム\x1f"
              "cadmium")},
    {"Cu(2)", "Cu(2)", 63.546,
     STR_INIT("銅\x1f"
              "copper")},
    {"Pb", "Pb", 207.2, STR_INIT("鉛\x1flead")},
    {"As(5)", "As(5)", 74.922,
     STR_INIT("砒素\x1f"
              "arsenic")},
    {"Mn(2)", "Mn(2)", 54.938, STR_INIT("マンガン\x1fmanganese")},
    {"SO4", "S(6)", 96.06, STR_INIT("硫酸イオン\x1fsulfate")},
    {"H2S", "S(-2)", 34.08, STR_INIT("硫化水素\x1fsulfide")},
    {"Ca", "Ca", 40.078,
     STR_INIT("カルシウム\x1f"
              "calcium")},
    {"Mg", "Mg", 24.305, STR_INIT("マグネシウム\x1fmagnesium")},
    {"Na", "Na", 22.990, STR_INIT("ナトリウム\x1fsodium")},
    {"K", "K", 39.098, STR_INIT("カリウム\x1fpotassium")},
    {"Cl", "Cl", 35.45,
     STR_INIT("塩化物イオン\x1f"
              "chloride")},
    {"F", "F", 18.998,
     STR_INIT("ふっ素\x1f"
              "fluoride")},
    {"SiO2", "Si", 60.083, STR_INIT("シリカ\x1fsilica")},
    {"TIC", "C(4)", 12.011, STR_INIT("無機炭素\x1finorganic carbon")},
    {"O2", "O(0)", 31.998,
     STR_INIT("溶存酸素\x1f"
              "dissolved oxygen")},
    {"NH4-N", "N(-3)", 14.007,
     STR_INIT("アンモニア性窒素\x1f"
              "ammonia nitrogen")},
    {"NO3-N", "N(5)", 14.007, STR_INIT("硝酸性窒素\x1fnitrate nitrogen")},
    {"PO4-P", "P", 30.974, STR_INIT("りん酸態りん\x1fphosphate phosphorus")},
    {"As(3)", "As(3)", 74.922,
     STR_INIT("亜砒酸\x1f"
              "arsenite")},
};

int water_constituent_find(struct str key)
{
    for (int i = 0; i < WATER_CONSTITUENTS; i++)
        if (str_equal(key, str_from_c(water_constituents[i].key)))
            return i;
    return -1;
}

/* What a section may say, in mg/L; constituents take the place of their index. */
struct reported {
    double ph, kelvin, doc, alkalinity, milligrams[WATER_CONSTITUENTS];
};
enum { OTHER_FIELDS = 4, FIELDS = OTHER_FIELDS + WATER_CONSTITUENTS };

static void declare(struct water_field *fields)
{
    fields[0] = (struct water_field){"pH", WATER_FIELD_QUANTITY,         "-", 0, 14, NULL,
                                     true, offsetof(struct reported, ph)};
    fields[1] = (struct water_field){"temperature",
                                     WATER_FIELD_QUANTITY,
                                     "degC",
                                     0,
                                     50,
                                     NULL,
                                     false,
                                     offsetof(struct reported, kelvin)};
    fields[2] = (struct water_field){"DOC", WATER_FIELD_QUANTITY,          "mg/L", 0, 1e6, NULL,
                                     false, offsetof(struct reported, doc)};
    fields[3] = (struct water_field){"alkalinity", WATER_FIELD_QUANTITY,
                                     "mg/L",       -1e6,
                                     1e6,          NULL,
                                     false,        offsetof(struct reported, alkalinity)};
    for (int i = 0; i < WATER_CONSTITUENTS; i++)
        fields[OTHER_FIELDS + i] = (struct water_field){water_constituents[i].key,
                                                        WATER_FIELD_QUANTITY,
                                                        "mg/L",
                                                        0,
                                                        1e6,
                                                        NULL,
                                                        false,
                                                        offsetof(struct reported, milligrams) +
                                                            (size_t)i * sizeof(double)};
}

int water_quality_read(struct water_study_text *text, struct water_section *section,
                       struct water_quality *out, struct error *error)
{
    struct water_field fields[FIELDS];
    struct reported reported = {.kelvin = 283.15, .alkalinity = NAN};
    declare(fields);
    int status = water_section_fill(text, section, fields, FIELDS, &reported, error);
    if (!status)
        status = water_section_check(text, section, fields, FIELDS, error);
    if (status)
        return status;
    *out = (struct water_quality){.ph = reported.ph,
                                  .kelvin = reported.kelvin,
                                  .has_alkalinity = !isnan(reported.alkalinity),
                                  .doc = reported.doc / 12.011}; /* kg/m3 = g/L */
    /* kg/m3 = g/kgw; 50 g CaCO3 per equivalent */
    out->alkalinity = out->has_alkalinity ? reported.alkalinity / 50 : 0;
    for (int i = 0; i < WATER_CONSTITUENTS; i++)
        out->molality[i] = reported.milligrams[i] / water_constituents[i].molar_mass;
    if (out->has_alkalinity && out->molality[water_constituent_find(STR("TIC"))] > 0)
        return water_study_refuse(text, section->line, section->name,
                                  BOTH("TIC と alkalinity はどちらか一方を書いてください",
                                       "write TIC or alkalinity, not both"),
                                  error);
    return 0;
}

static bool made_by_laws(const char *master)
{
    static const char *const made[] = {"Fe(2)", "Fe(3)", "S(6)", "S(-2)", "C(4)", "O(0)", "Ca"};
    for (size_t i = 0; i < sizeof made / sizeof *made; i++)
        if (str_equal(str_from_c(made[i]), str_from_c(master)))
            return true;
    return false;
}

static bool occurs(const struct water_quality *qualities, size_t count, int constituent)
{
    for (size_t i = 0; i < count; i++)
        if (qualities[i].molality[constituent] > 0)
            return true;
    return made_by_laws(water_constituents[constituent].master);
}

int water_quality_model(struct chem *chem, const struct water_quality *qualities, size_t count,
                        const bool *brought, const struct chem_model **out, struct error *error)
{
    int32_t members[WATER_CONSTITUENTS];
    size_t member_count = 0;
    for (int i = 0; i < WATER_CONSTITUENTS; i++) {
        if (!occurs(qualities, count, i) && !(brought && brought[i]))
            continue;
        struct str name = str_from_c(water_constituents[i].master);
        members[member_count] = chem_database_master(chem_database_of(chem), name);
        if (members[member_count] == CHEM_NONE)
            return ERROR(error, ERR_WATER_STUDY, name,
                         BOTH("熱力学データにありません", "is not in the thermodynamic data"));
        member_count++;
    }
    return chem_model_of(chem, members, member_count, false, out, error);
}

int water_quality_speciate(struct chem *chem, const struct chem_model *model,
                           const struct water_quality *quality, struct chem_water *out,
                           struct error *error)
{
    struct chem_condition conditions[CHEM_COMPONENTS_MAX] = {{0}};
    *out = (struct chem_water){.model = model, .kelvin = quality->kelvin, .mass = 1};
    for (int i = 0; i < WATER_CONSTITUENTS; i++) {
        int32_t master =
            chem_database_master(model->database, str_from_c(water_constituents[i].master));
        int32_t component = master == CHEM_NONE ? CHEM_NONE : chem_model_component(model, master);
        if (component != CHEM_NONE)
            conditions[component] =
                (struct chem_condition){CHEM_GIVEN_TOTAL, quality->molality[i], 0};
    }
    if (quality->has_alkalinity) {
        int32_t carbon =
            chem_model_component(model, chem_database_master(model->database, STR("C(4)")));
        conditions[carbon] = (struct chem_condition){CHEM_GIVEN_ALKALINITY, quality->alkalinity, 0};
    }
    conditions[model->proton] =
        (struct chem_condition){CHEM_GIVEN_ACTIVITY, -ln10 * quality->ph, 0};
    return chem_speciate(chem_solver_of(chem), out, conditions, error);
}
