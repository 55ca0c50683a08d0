/* Dates in spreadsheets are numbers that a format shows as dates: days since 1899-12-30 (or
   1904-01-01). Source: ECMA-376 part 1, 18.8.30 (formats) and 18.17.4 (serial numbers). */
#include <math.h>
#include <stdlib.h>

#include "base/civil.h"
#include "worker/xlsx_parts.h"

bool xlsx_is_date_format(int number, struct str code)
{
    /* Built in: 14-22 dates and times, 27-36 and 50-58 those of East Asia, 45-47 durations. */
    if (code.n == 0)
        return (number >= 14 && number <= 22) || (number >= 27 && number <= 36) ||
               (number >= 45 && number <= 47) || (number >= 50 && number <= 58);
    bool quoted = false, bracketed = false;
    for (size_t i = 0; i < code.n; i++) {
        char c = code.p[i];
        if (c == '\\' || c == '_' || c == '*') {
            i++;
        } else if (c == '"') {
            quoted = !quoted;
        } else if (!quoted && (c == '[' || c == ']')) {
            bracketed = c == '[';
        } else if (!quoted && !bracketed &&
                   (c == 'y' || c == 'm' || c == 'd' || c == 'h' || c == 's' || c == 'e' ||
                    c == 'Y' || c == 'M' || c == 'D' || c == 'H' || c == 'S')) {
            return true;
        }
    }
    return false;
}

/* 1900 was no leap year, but the first spreadsheet believed it: days before March 1900 are one off. */
static day_number day_of_serial(int64_t serial, bool from_1904)
{
    if (from_1904)
        return (day_number)(serial + day_of_date((struct date){1904, 1, 1}));
    int64_t before = serial < 60 ? 1 : 0;
    return (day_number)(serial + before) + day_of_date((struct date){1900, 1, 1}) - 2;
}

struct str xlsx_date_text(struct str number, bool from_1904, struct arena *arena)
{
    char *end, *text = arena_c(arena, number);
    double value = strtod(text, &end);
    if (end == text || *end || !(value >= 0) || value >= 100000)
        return number;
    int64_t seconds = (int64_t)floor(value * 86400 + 0.5), day = seconds / 86400;
    seconds %= 86400;
    int hour = (int)(seconds / 3600), minute = (int)(seconds / 60 % 60), second = (int)(seconds % 60);
    struct str time = second ? arena_format(arena, "%02d:%02d:%02d", hour, minute, second)
                             : arena_format(arena, "%02d:%02d", hour, minute);
    if (day == 0 && !from_1904)
        return time;
    struct str date = day_format(day_of_serial(day, from_1904), arena);
    return seconds ? ARENA_JOIN(arena, date, STR(" "), time) : date;
}
