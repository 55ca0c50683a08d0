#include "water/data/series_pack.h"

static void put(struct buf *out, uint64_t value)
{
    for (; value >= 128; value >>= 7)
        buf_append_char(out, (char)(unsigned char)(value | 128));
    buf_append_char(out, (char)(unsigned char)value);
}

static bool get(struct str bytes, size_t *at, uint64_t *out)
{
    *out = 0;
    for (unsigned shift = 0; shift < 64 && *at < bytes.n; shift += 7) {
        unsigned char byte = (unsigned char)bytes.p[(*at)++];
        *out |= (uint64_t)(byte & 127) << shift;
        if (byte < 128)
            return true;
    }
    return false;
}

/* 0, -1, 1, -2 … as 0, 1, 2, 3 …; differences wrap around, which undoes itself. */
static uint64_t fold(uint64_t difference)
{
    return (difference << 1) ^ (difference >> 63 ? UINT64_MAX : 0);
}

static uint64_t unfold(uint64_t folded)
{
    return (folded >> 1) ^ (folded & 1 ? UINT64_MAX : 0);
}

/* How many of the first values can be written with one scale, and that scale. */
static size_t common_scale(const struct water_series_value *values, size_t count, int *scale)
{
    struct decimal unused;
    int most = 0;
    size_t fit = 0;
    for (; fit < count && fit < WATER_CHUNK_VALUES; fit++) {
        int wanted = values[fit].value.scale > most ? values[fit].value.scale : most;
        bool fits = decimal_rescale(values[fit].value, wanted, &unused, NULL) == 0;
        for (size_t i = 0; fits && wanted > most && i < fit; i++)
            fits = decimal_rescale(values[i].value, wanted, &unused, NULL) == 0;
        if (!fits)
            break;
        most = wanted;
    }
    *scale = most;
    return fit;
}

size_t water_series_pack(const struct water_series_value *values, size_t count, int *scale,
                         struct buf *out)
{
    size_t fit = common_scale(values, count, scale);
    uint64_t seconds = 0, mantissa = 0;
    for (size_t i = 0; i < fit; i++) {
        struct decimal value;
        (void)decimal_rescale(values[i].value, *scale, &value, NULL);
        uint64_t later = fold((uint64_t)values[i].seconds - seconds);
        put(out, later << 2 | (uint64_t)(values[i].censored & 3));
        put(out, fold((uint64_t)value.mantissa - mantissa));
        seconds = (uint64_t)values[i].seconds;
        mantissa = (uint64_t)value.mantissa;
    }
    return fit;
}

bool water_series_unpack(struct str bytes, size_t count, int scale, struct water_series_value *out)
{
    uint64_t seconds = 0, mantissa = 0, word;
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        if (!get(bytes, &at, &word))
            return false;
        int censored = (int)(word & 3);
        seconds += unfold(word >> 2);
        if (!get(bytes, &at, &word))
            return false;
        mantissa += unfold(word);
        out[i] =
            (struct water_series_value){(int64_t)seconds, {(int64_t)mantissa, scale}, censored};
    }
    return at == bytes.n;
}
