/* Scaled decimals: mantissa / 10^scale, exact. For values of law and analysis and for quantities,
   where "exactly at the threshold" decides and 0.29 × 100 must be 29. Nothing rounds in silence:
   what does not fit is ERR_NUMBER, rounding is a call of its own. "<0.001" is not a decimal. */
#ifndef MEGURI_BASE_DECIMAL_H
#define MEGURI_BASE_DECIMAL_H

#include "base/error.h"

enum { DECIMAL_SCALE_MAX = 18 };

struct decimal {
    int64_t mantissa;
    int scale; /* 0..18 digits behind the point, as written: 0.10 has 2 */
};

/* "0.29", "-12", "+1.5e-3", "1,234.5" (groups of three), and the same in full-width digits. At
   most 18 digits behind the point and a mantissa of int64. ERR_NUMBER. */
int decimal_parse(struct str text, struct decimal *out, struct error *error);

/* <0, 0, >0 by value: 0.10 and 0.1 are equal. Exact for any two. */
int decimal_compare(struct decimal a, struct decimal b);
/* Exact results; trailing zeros are dropped only when it would not fit otherwise. ERR_NUMBER. */
int decimal_add(struct decimal a, struct decimal b, struct decimal *out, struct error *error);
int decimal_subtract(struct decimal a, struct decimal b, struct decimal *out, struct error *error);
int decimal_multiply(struct decimal a, struct decimal b, struct decimal *out, struct error *error);
/* The same value with that many digits behind the point. ERR_NUMBER when digits would be lost. */
int decimal_rescale(struct decimal value, int scale, struct decimal *out, struct error *error);

enum decimal_rounding { ROUND_DOWN, ROUND_HALF_UP, ROUND_HALF_EVEN };
/* At most `scale` digits behind the point, rounded away from or toward zero as told. */
struct decimal decimal_round(struct decimal value, int scale, enum decimal_rounding rounding);

/* "-0.290": all digits of the scale. */
struct str decimal_format(struct decimal value, struct arena *arena);

#endif
