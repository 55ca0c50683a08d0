/* The laws as PHREEQC's BASIC. PARM(1) to PARM(8) are a law's figures in SI, in the order of its
   declaration; PARM(9) is the share of bacteria at work, PARM(10) the MnO2 at the start, mol/kgw,
   PARM(11) what forms of ferrihydrite, mol/kg/s, PARM(12) the charge of its double layer at sinh
   = 1. A name in braces stands for what the valence is called in the input. */
#include "water/train_export.h"

#define THETA(number) "PARM(" number ")^(TK - 293.15)"
#define ARRHENIUS(number) "EXP(-PARM(" number ") / 8.31446 * (1 / TK - 1 / 298.15))"

/* What stands on ferrihydrite, as rate_sorption.c has it: by charge on weak (w) and strong (s)
   sites, and the potential by Newton's method; d and u are all that stands against a free site. */
#define SITES                                                                                      \
    "1 h = ACT(\"H+\")\n"                                                                          \
    "2 a = ACT(\"{aso4}\")\n"                                                                      \
    "3 q = ACT(\"{so4ion}\")\n"                                                                    \
    "4 c = ACT(\"CO3-2\")\n"                                                                       \
    "5 p = ACT(\"PO4-3\")\n"                                                                       \
    "6 n = ACT(\"H4SiO4\")\n"                                                                      \
    "7 e = ACT(\"{fe2ion}\")\n"                                                                    \
    "8 j = ACT(\"F-\")\n"                                                                          \
    "10 w0 = 1 + 10^29.31 * a * h^3 + 10^31.29 * p * h^3\n"                                        \
    "11 w0 = w0 + 10^20.62 * c * h^2 + 10^4.28 * n\n"                                              \
    "12 w0 = w0 + 10^8.7 * j * h + 10^(-11.55) * e / h^2\n"                                        \
    "13 w1 = 10^(-1.99) * ACT(\"Zn+2\") + 10^(-2.91) * ACT(\"Cd+2\")\n"                            \
    "14 w1 = w1 + 10^(0.6) * ACT(\"Cu+2\") + 10^(0.3) * ACT(\"Pb+2\")\n"                           \
    "15 w1 = w1 + 10^(-3.5) * ACT(\"Mn+2\") + 10^(-5.85) * ACT(\"Ca+2\")\n"                        \
    "16 w1 = w1 + 10^(-4.6) * ACT(\"Mg+2\")\n"                                                     \
    "17 w1 = 10^7.29 * h + (w1 + 10^(-2.98) * e) / h\n"                                            \
    "18 wa = 10^(-8.93) / h + 10^7.78 * q * h + 10^23.51 * a * h^2\n"                              \
    "19 wa = wa + 10^25.39 * p * h^2 + 10^12.56 * c * h\n"                                         \
    "20 wa = wa + 10^(-3.22) * n / h + 10^1.6 * j\n"                                               \
    "21 wb = 10^0.79 * q + 10^17.72 * p * h + 10^(-11.69) * n / h^2\n"                             \
    "22 wc = 10^10.58 * a\n"                                                                       \
    "23 s1 = 10^(0.99) * ACT(\"Zn+2\") + 10^(0.47) * ACT(\"Cd+2\")\n"                              \
    "24 s1 = s1 + 10^(2.89) * ACT(\"Cu+2\") + 10^(4.65) * ACT(\"Pb+2\")\n"                         \
    "25 s1 = s1 + 10^(-0.4) * ACT(\"Mn+2\")\n"                                                     \
    "26 s1 = 10^7.29 * h + (s1 + 10^(-0.95) * e) / h\n"                                            \
    "27 sa = 10^(-8.93) / h\n"                                                                     \
    "28 s2 = 10^4.97 * ACT(\"Ca+2\")\n"                                                            \
    "30 x = 0\n"                                                                                   \
    "32 f = EXP(x)\n"                                                                              \
    "33 d = w0 + w1 * f + wa / f + wb / f^2 + wc / f^3\n"                                          \
    "34 g = (w1 * f - wa / f - 2 * wb / f^2 - 3 * wc / f^3) / d\n"                                 \
    "35 y = (w1 * f + wa / f + 4 * wb / f^2 + 9 * wc / f^3) / d - g * g\n"                         \
    "36 u = 1 + s1 * f + sa / f + s2 * f^2\n"                                                      \
    "37 v = (s1 * f - sa / f + 2 * s2 * f^2) / u\n"                                                \
    "38 t = (s1 * f + sa / f + 4 * s2 * f^2) / u - v * v\n"                                        \
    "39 b = 0.2 * g + 0.005 * v\n"                                                                 \
    "40 b = b + PARM(12) * (EXP(x / 2) - EXP(0 - x / 2)) / 2\n"                                    \
    "41 y = 0.2 * y + 0.005 * t + PARM(12) * (EXP(x / 2) + EXP(0 - x / 2)) / 4\n"                  \
    "42 b = b / y\n"                                                                               \
    "43 IF (b > 2) THEN b = 2\n"                                                                   \
    "44 IF (b < -2) THEN b = -2\n"                                                                 \
    "45 x = x - b\n"                                                                               \
    "46 IF (ABS(b) > 1e-9) THEN GOTO 32\n"                                                         \
    "47 f = EXP(x)\n"                                                                              \
    "48 d = w0 + w1 * f + wa / f + wb / f^2 + wc / f^3\n"                                          \
    "49 u = 1 + s1 * f + sa / f + s2 * f^2\n"
#define METAL(ion, weak, strong)                                                                   \
    SITES "50 r = 0.2 * 10^(" weak ") / d + 0.005 * 10^(" strong ") / u\n"                         \
          "51 r = PARM(1) * PARM(11) * r * ACT(\"" ion "\") * f / h\n"

static const char *const bodies[WATER_LAWS] = {
    [WATER_IRON_HOMOGENEOUS] =
        "10 f = TOT(\"{fe2}\")\n20 o = MOL(\"O2\")\n30 IF (f <= 0 OR o <= 0) THEN GOTO 100\n"
        "40 k = PARM(2) + PARM(3) * ACT(\"OH-\")^2 * SR(\"O2(g)\")\n"
        "50 r = PARM(1) * k * " ARRHENIUS("4") " * f * o / (1e-9 + o)\n",
    [WATER_IRON_HETEROGENEOUS] =
        "10 f = TOT(\"{fe2}\")\n20 o = MOL(\"O2\")\n30 IF (f <= 0 OR o <= 0) THEN GOTO 100\n"
        "40 r = PARM(1) * f * o * (EQUI(\"Ferrihydrite\") + PARM(2)) / ACT(\"H+\")\n",
    [WATER_IRON_BACTERIAL] =
        "10 f = TOT(\"{fe2}\")\n20 o = MOL(\"O2\")\n30 IF (f <= 0 OR o <= 0) THEN GOTO 100\n"
        "40 d = (-LA(\"H+\") - PARM(4)) / PARM(5)\n50 b = EXP(0 - d * d)\n"
        "60 r = PARM(1) * PARM(9) * " ARRHENIUS(
            "6") " * b * f / (PARM(2) + f) * o / (PARM(3) + o)\n",
    [WATER_CO2_EXCHANGE] =
        "10 p = SR(\"CO2(g)\")\n20 IF (p <= 0) THEN GOTO 100\n"
        "30 r = PARM(1) * " THETA("3") " * MOL(\"CO2\") * (1 - PARM(2) / 101325 / p)\n",
    [WATER_O2_EXCHANGE] = "10 s = 10^LK_PHASE(\"O2(g)\") * PARM(2) / 101325\n"
                          "20 r = PARM(1) * " THETA("3") " * (s - MOL(\"O2\"))\n",
    [WATER_LIMESTONE_DISSOLUTION] =
        "10 IF (M <= 0) THEN GOTO 100\n20 k1 = 10^(0.198 - 444 / TK)\n"
        "30 k2 = 10^(2.84 - 2177 / TK)\n"
        "40 IF (TK <= 298.15) THEN k3 = 10^(-5.86 - 317 / TK) ELSE k3 = 10^(-1.1 - 1737 / TK)\n"
        "50 c = EQUI(\"Ferrihydrite\") + EQUI(\"Al(OH)3(a)\")\n"
        "60 a = PARM(1) * (M / M0)^PARM(2) * EXP(0 - PARM(4) * c)\n"
        "70 g = k1 * ACT(\"H+\") + k2 * ACT(\"CO2\") + k3 * ACT(\"H2O\")\n"
        "80 r = PARM(3) * a * 10 * g * (1 - SR(\"Calcite\")^(2 / 3))\n",
    [WATER_HYDROLYSIS_FAST] = "10 r = PARM(1) * " THETA("2") " * M\n",
    [WATER_HYDROLYSIS_SLOW] = "10 r = PARM(1) * " THETA("2") " * M\n",
    [WATER_SULFATE_REDUCTION] =
        "10 s = TOT(\"{so4}\")\n20 d = TOT(\"Doc\")\n30 IF (s <= 0 OR d <= 0) THEN GOTO 100\n"
        "40 a = 1 / (1 + 10^(2 * (PARM(5) + LA(\"H+\"))))\n"
        "50 i = PARM(6) / (PARM(6) + MOL(\"O2\")) * PARM(7) / (PARM(7) + TOT(\"{sulfide}\"))\n"
        "60 r = PARM(1) * PARM(9) * " THETA(
            "4") " * s / (PARM(2) + s) * d / (PARM(3) + d) * a * i\n",
    [WATER_RESPIRATION] =
        "10 d = TOT(\"Doc\")\n20 o = MOL(\"O2\")\n30 IF (d <= 0 OR o <= 0) THEN GOTO 100\n"
        "40 r = PARM(1) * d / (PARM(3) + d) * o / (PARM(2) + o)\n",
    [WATER_SULFIDE_OXIDATION] = "10 s = TOT(\"{sulfide}\")\n20 IF (s <= 0) THEN GOTO 100\n30 r = "
                                "PARM(1) * s * MOL(\"O2\")\n",
    [WATER_MANGANESE_OXIDATION] =
        "10 n = TOT(\"{mn}\")\n20 IF (n <= 0) THEN GOTO 100\n30 s = PARM(3) + PARM(10) + M0 - "
        "M\n"
        "40 r = (PARM(1) + PARM(2) * s) * ACT(\"OH-\")^2 * SR(\"O2(g)\") * n\n",
    [WATER_H2S_EXCHANGE] = "10 r = PARM(1) * " THETA("2") " * MOL(\"{h2s}\")\n",
    [WATER_IRON_REDUCTION] =
        "10 f = TOT(\"{fe3}\")\n20 d = TOT(\"Doc\")\n30 IF (f <= 0 OR d <= 0) THEN GOTO 100\n"
        "40 i = PARM(5) / (PARM(5) + MOL(\"O2\"))\n"
        "50 r = PARM(1) * PARM(9) * " THETA("4") " * f / (PARM(2) + f) * d / (PARM(3) + d) * i\n",
    [WATER_DOSING_LIME] = "10 r = PARM(2) * (1 - 10^(0 - LA(\"H+\") - PARM(1)))\n",
    [WATER_DOSING_NAOH] = "10 r = PARM(2) * (1 - 10^(0 - LA(\"H+\") - PARM(1)))\n",
    [WATER_SORPTION_ZN] = METAL("Zn+2", "-1.99", "0.99"),
    [WATER_SORPTION_CD] = METAL("Cd+2", "-2.91", "0.47"),
    [WATER_SORPTION_CU] = METAL("Cu+2", "0.6", "2.89"),
    [WATER_SORPTION_PB] = METAL("Pb+2", "0.3", "4.65"),
    [WATER_SORPTION_MN] = METAL("Mn+2", "-3.5", "-0.4"),
    [WATER_SORPTION_AS] = SITES "50 r = 10^29.31 * h^3 + 10^23.51 * h^2 / f + 10^10.58 / f^3\n"
                                "51 r = PARM(1) * PARM(11) * 0.2 * a * r / d\n",
};

static struct str find_name(struct str key, const struct water_export_names *names)
{
    const struct {
        struct str key, name;
    } known[] = {
        {STR("fe2"), names->fe2},
        {STR("fe3"), names->fe3},
        {STR("so4"), names->so4},
        {STR("sulfide"), names->sulfide},
        {STR("mn"), names->mn},
        {STR("h2s"), names->h2s},
        {STR("so4ion"), names->sulfate_ion},
        {STR("aso4"), names->arsenate_ion},
        {STR("fe2ion"), names->iron_ion},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_equal(known[i].key, key))
            return known[i].name;
    return (struct str){0};
}

void water_law_write_basic(enum water_law law, const struct water_export_names *names,
                           struct buf *out)
{
    const struct water_law_declaration *declared = &water_laws[law];
    buf_format(out, "%s\n    # PARM:", declared->name);
    for (int i = 0; i < WATER_LAW_PARAMETERS && declared->parameters[i].name; i++)
        buf_format(out, " %d %s,", i + 1, declared->parameters[i].name);
    buf_append(out,
               STR(" in SI; 9 share of bacteria at work; 10 MnO2 at the start; 11 ferrihydrite "
                   "that forms, mol/kg/s; 12 charge of its double layer, mol/mol\n-start\n"));
    struct str body = str_from_c(bodies[law]);
    for (size_t i = 0; i < body.n; i++) {
        size_t end = body.p[i] == '{' ? str_find_char(body, '}', i) : SIZE_MAX;
        if (end == SIZE_MAX) {
            buf_append_char(out, body.p[i]);
            continue;
        }
        buf_append(out, find_name(str_slice(body, i + 1, end), names));
        i = end;
    }
    buf_append(out, STR("100 SAVE r * TIME\n-end\n"));
}
