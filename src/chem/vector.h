/* Loops over columns, written so that the compiler makes SIMD code of them; on x86-64 in several
   versions, of which the processor's best is taken when the program starts. */
#ifndef MEGURI_CHEM_VECTOR_H
#define MEGURI_CHEM_VECTOR_H

#include <stdint.h>

/* Sanitizers are not ready yet when the loader chooses a version. */
#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__) && !defined(__clang__)
#define CHEM_SIMD __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CHEM_SIMD
#endif

/* out[i] = exp(x[i]), within 1 unit in the last place or so; 0 below -708, arguments above 709 are
   taken as 709, NaN stays. Source: argument reduction by ln 2 in two parts (Cody & Waite 1980) and
   the Taylor polynomial of degree 13 on |r| <= ln(2)/2. */
void chem_vector_exp(const double *x, double *out, uint32_t n);

#endif
