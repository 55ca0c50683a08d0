#include "base/calendar.h"

enum { MINUTES_A_DAY = 24 * 60 };

/* "9:30" */
static bool read_minute(struct str text, int *out)
{
    struct str hour, rest = str_trim(text);
    int64_t h, m;
    if (!str_cut(&rest, ':', &hour) || rest.n != 2 || !str_to_int64(hour, &h) ||
        !str_to_int64(rest, &m))
        return false;
    if (h < 0 || h > 24 || m < 0 || m > 59)
        return false;
    *out = (int)(h * 60 + m);
    return *out <= MINUTES_A_DAY;
}

static bool read_window(struct str text, struct reception *reception)
{
    struct str from, rest = text;
    int begin, end;
    if (!str_cut(&rest, '-', &from) || !read_minute(from, &begin) || !read_minute(rest, &end))
        return false;
    int last = reception->count ? reception->windows[reception->count - 1].to : 0;
    if (begin < last || end <= begin || reception->count == RECEPTION_WINDOWS)
        return false;
    reception->windows[reception->count].from = begin;
    reception->windows[reception->count].to = end;
    reception->count++;
    return true;
}

int reception_parse(struct str text, struct reception *out, struct error *error)
{
    struct reception reception = {.count = 0};
    struct str rest = text, part;
    while (str_cut(&rest, ',', &part))
        if (!read_window(part, &reception))
            return ERROR(error, ERR_INVALID_INPUT, text,
                         BOTH("受付時間は 9:30-12:00,13:00-16:00 のように書きます",
                              "write reception hours like 9:30-12:00,13:00-16:00"));
    *out = reception;
    return 0;
}
