/* Elimination for waters side by side. One order for all, that of the unknowns: the matrix of the
   balances is that of a convex problem with its rows scaled, which needs no exchanges; where one
   would have been needed all the same, Newton's method does not converge, and the water leaves.
   Only what may not be 0 is touched. Source: Golub & Van Loan 2013, algorithm 3.2.1; George & Liu
   1981, chapter 5 (symbolic elimination). */
#include "base/check.h"
#include "chem/lanes.h"
#include "chem/vector.h"

static const double LOST_PIVOT = 1e-13; /* rows are scaled to about 1 */

/* The places from `first` on in a row's pattern. */
static uint32_t list_columns(uint64_t pattern, uint32_t first, uint8_t *columns)
{
    uint32_t count = 0;
    for (uint64_t left = first < 64 ? pattern >> first << first : 0; left; left &= left - 1)
        columns[count++] = (uint8_t)__builtin_ctzll(left);
    return count;
}

CHEM_SIMD
void chem_lanes_factor(struct chem_lanes *lanes)
{
    uint32_t n = lanes->unknown_count, stride = n;
    CHECK(n <= CHEM_LANES_UNKNOWNS);
    chem_lane_mask lost = {0};
    for (uint32_t k = 0; k < n; k++) {
        uint8_t columns[CHEM_LANES_UNKNOWNS];
        uint32_t count = list_columns(lanes->pattern[k], k + 1, columns);
        const chem_lane *pivot_row = lanes->matrix + k * stride;
        chem_lane_mask there = chem_above(chem_size(pivot_row[k]), chem_every(LOST_PIVOT));
        lost |= ~there;
        chem_lane reciprocal = 1 / chem_choose(there, pivot_row[k], chem_every(1));
        lanes->reciprocal[k] = reciprocal;
        for (uint32_t i = k + 1; i < n; i++) {
            if (!(lanes->pattern[i] >> k & 1))
                continue;
            chem_lane *row = lanes->matrix + i * stride;
            chem_lane factor = row[k] * reciprocal;
            row[k] = factor;
            for (uint32_t c = 0; c < count; c++)
                row[columns[c]] -= factor * pivot_row[columns[c]];
        }
    }
    lanes->active &= ~lost;
}

CHEM_SIMD
void chem_lanes_solve(const struct chem_lanes *lanes, chem_lane *step)
{
    uint32_t n = lanes->unknown_count, stride = n;
    CHECK(n <= CHEM_LANES_UNKNOWNS);
    for (uint32_t i = 1; i < n; i++) {
        const chem_lane *row = lanes->matrix + i * stride;
        chem_lane sum = step[i];
        for (uint64_t left = lanes->pattern[i] & (((uint64_t)1 << i) - 1); left; left &= left - 1) {
            uint32_t j = (uint32_t)__builtin_ctzll(left);
            sum -= row[j] * step[j];
        }
        step[i] = sum;
    }
    for (uint32_t i = n; i-- > 0;) {
        const chem_lane *row = lanes->matrix + i * stride;
        chem_lane sum = step[i];
        for (uint64_t left = lanes->pattern[i] >> i & ~(uint64_t)1; left; left &= left - 1) {
            uint32_t j = i + (uint32_t)__builtin_ctzll(left);
            sum -= row[j] * step[j];
        }
        step[i] = sum * lanes->reciprocal[i];
    }
}
