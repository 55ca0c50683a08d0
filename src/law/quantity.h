/* Units and measured values of the law room, and their exact conversion. */
#ifndef MEGURI_LAW_QUANTITY_H
#define MEGURI_LAW_QUANTITY_H

#include "base/decimal.h"
#include "base/error.h"

/* X(name, text, further spellings divided by blanks) */
#define LAW_UNITS(X)                                     \
    X(LAW_UNIT_NONE, "", "")                             \
    X(LAW_WEIGHT_PERCENT, "wt%", "% ％ 重量% 重量％ 質量% mass% %(w/w) w/w%") \
    X(LAW_MG_PER_KG, "mg/kg", "㎎/㎏ mg/㎏ μg/g µg/g ug/g")          \
    X(LAW_PPM, "ppm", "PPM")                                \
    X(LAW_PPB, "ppb", "μg/kg µg/kg ug/kg")               \
    X(LAW_PPM_TEQ, "ppm-TEQ", "")                        \
    X(LAW_NG_TEQ_PER_G, "ng-TEQ/g", "")                  \
    X(LAW_MG_PER_L, "mg/L", "mg/l mg/ℓ ㎎/L ㎎/l ㎎/ℓ")                 \
    X(LAW_UG_PER_L, "µg/L", "μg/L ug/L μg/l µg/l ug/l")  \
    X(LAW_PH, "pH", "PH ph")                                  \
    X(LAW_CELSIUS, "℃", "°C")                            \
    X(LAW_MM_PER_YEAR, "mm/年", "mm/y")                  \
    X(LAW_L_PER_KG_H, "L/kg/h", "")                      \
    X(LAW_KG, "kg", "")                                  \
    X(LAW_YEAR, "年", "years")

enum law_unit {
#define X(name, text, spellings) name,
    LAW_UNITS(X)
#undef X
    LAW_UNIT_COUNT
};

/* Wet: the thing as it is traded. Dry: the certificate's value is on the dried sample. */
enum law_basis { LAW_WET, LAW_DRY, LAW_BASIS_UNKNOWN };

struct str law_unit_text(enum law_unit unit);
bool law_unit_find(struct str text, enum law_unit *out);

/* Share of weight (wt%, mg/kg, ppm, ppb), toxicity equivalents, or mg/L, µg/L among themselves; with
   the `density` in kg/L (else NULL) also a share of weight to mg/L. False when the units measure
   different things or the result has too many digits. */
bool law_convert(struct decimal value, enum law_unit from, enum law_unit to,
                 const struct decimal *density, struct decimal *out);
/* *out <0, 0, >0: value against limit, exact, whichever side can be converted. */
bool law_compare(struct decimal value, enum law_unit unit, struct decimal limit,
                 enum law_unit limit_unit, const struct decimal *density, int *out);

#endif
