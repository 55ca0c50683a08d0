/* Random numbers by address: draw k of stream s under a seed is always the same number, whoever
   asks and in whatever order, so that results do not depend on the number of threads or ranks.
   Method: the 64-bit finaliser of SplitMix (Steele, Lea & Flood 2014) over seed, stream and index;
   the normal quantile by Acklam's rational approximation with one Halley step (relative 1e-15). */
#ifndef MEGURI_WATER_MODEL_RANDOM_H
#define MEGURI_WATER_MODEL_RANDOM_H

#include <stdint.h>

uint64_t water_random_bits(uint64_t seed, uint64_t stream, uint64_t index);
/* In (0, 1), never the ends. */
double water_random_uniform(uint64_t seed, uint64_t stream, uint64_t index);
/* Mean 0, standard deviation 1. */
double water_random_normal(uint64_t seed, uint64_t stream, uint64_t index);
/* Standard normal quantile of p in (0, 1). */
double water_normal_quantile(double p);

#endif
