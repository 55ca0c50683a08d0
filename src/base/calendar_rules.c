/* Holidays of 国民の祝日に関する法律: art. 2 from the table of rules, art. 3 II (a holiday on a
   Sunday moves to the next day that is no 国民の祝日) and III (a day between two of them) from
   those. */
#include "base/calendar_rules.h"

#include "base/csv.h"

enum { LEAST_OFFICIAL_DAYS = 10 };

struct rule {
    struct str name, form, except_years;
    int64_t first_year, last_year;
};

static struct day_mark *mark_of(const struct day_marks *marks, day_number day)
{
    return &marks->marks[day - marks->first];
}

static bool in_range(const struct day_marks *marks, day_number day)
{
    return day >= marks->first && day <= marks->last;
}

static bool is_law(const struct day_marks *marks, day_number day)
{
    return in_range(marks, day) && mark_of(marks, day)->is_holiday &&
           mark_of(marks, day)->kind == HOLIDAY_LAW;
}

static void add(struct day_marks *marks, day_number day, enum holiday_kind kind, struct str name)
{
    if (in_range(marks, day) && !mark_of(marks, day)->is_holiday)
        *mark_of(marks, day) = (struct day_mark){true, kind, arena_copy(marks->arena, name)};
}

/* "1-1" */
static bool day_of_fixed(struct str text, int year, day_number *out)
{
    struct str month, rest = text;
    int64_t m, d;
    if (!str_cut(&rest, '-', &month) || !str_to_int64(month, &m) || !str_to_int64(rest, &d))
        return false;
    *out = day_of_date((struct date){year, (int)m, (int)d});
    return m >= 1 && m <= 12 && d >= 1 && d <= 31;
}

/* "7 3": the third Monday of July */
static bool day_of_monday(struct str text, int year, day_number *out)
{
    struct str month, rest = text;
    int64_t m, nth;
    if (!str_cut(&rest, ' ', &month) || !str_to_int64(month, &m) || !str_to_int64(rest, &nth))
        return false;
    day_number first = day_of_date((struct date){year, (int)m, 1});
    int to_monday = (MONDAY - (int)weekday_of_day(first) + 7) % 7;
    *out = first + to_monday + 7 * ((int)nth - 1);
    return m >= 1 && m <= 12 && nth >= 1 && nth <= 4;
}

/* "3 20.8431": floor(c + 0.242194 (year - 1980)) - floor((year - 1980) / 4), in millionths. */
static bool day_of_equinox(struct str text, int year, day_number *out)
{
    enum { MILLION = 1000000, DRIFT = 242194, EPOCH = 1980 };
    struct str month, whole, fraction = text;
    int64_t m, days, ten_thousandths;
    if (!str_cut(&fraction, ' ', &month) || !str_cut(&fraction, '.', &whole) || fraction.n != 4 ||
        !str_to_int64(month, &m) || !str_to_int64(whole, &days) ||
        !str_to_int64(fraction, &ten_thousandths))
        return false;
    int64_t millionths = days * MILLION + ten_thousandths * 100 + (int64_t)DRIFT * (year - EPOCH);
    int day = (int)(millionths / MILLION) - (year - EPOCH) / 4;
    *out = day_of_date((struct date){year, (int)m, day});
    return m >= 1 && m <= 12;
}

static bool day_of_rule(const struct rule *rule, int year, day_number *out)
{
    struct str kind, rest = rule->form;
    if (!str_cut(&rest, ' ', &kind))
        return false;
    if (str_equal(kind, STR("date")))
        return day_of_fixed(rest, year, out);
    if (str_equal(kind, STR("monday")))
        return day_of_monday(rest, year, out);
    return str_equal(kind, STR("equinox")) && day_of_equinox(rest, year, out);
}

static bool is_excepted(const struct rule *rule, int64_t year)
{
    struct str rest = rule->except_years, part;
    int64_t excepted;
    while (str_cut(&rest, ',', &part))
        if (str_to_int64(part, &excepted) && excepted == year)
            return true;
    return false;
}

static bool apply_rule(struct day_marks *marks, const struct rule *rule)
{
    for (int year = CALENDAR_FIRST_YEAR; year <= CALENDAR_LAST_YEAR; year++) {
        day_number day;
        if (year < rule->first_year || year > rule->last_year || is_excepted(rule, year))
            continue;
        if (!day_of_rule(rule, year, &day))
            return false;
        add(marks, day, HOLIDAY_LAW, rule->name);
    }
    return true;
}

static bool read_rule(struct str line, struct rule *rule)
{
    struct str first, last, rest = line;
    if (!str_cut(&rest, '\t', &rule->name) || !str_cut(&rest, '\t', &rule->form) ||
        !str_cut(&rest, '\t', &first) || !str_cut(&rest, '\t', &last) ||
        !str_cut(&rest, '\t', &rule->except_years) || !str_to_int64(first, &rule->first_year))
        return false;
    rule->last_year = CALENDAR_LAST_YEAR;
    return last.n == 0 || str_to_int64(last, &rule->last_year);
}

/* "# edition: 1", "# official_through: 2026" */
static void read_remark(struct day_marks *marks, struct str line)
{
    const struct str edition = STR("# edition: "), official = STR("# official_through: ");
    int64_t through;
    if (str_starts(line, edition))
        marks->edition = arena_copy(marks->arena, str_slice(line, edition.n, line.n));
    if (str_starts(line, official) && str_to_int64(str_slice(line, official.n, line.n), &through))
        for (int year = CALENDAR_FIRST_YEAR; year <= CALENDAR_LAST_YEAR; year++)
            marks->official[year - CALENDAR_FIRST_YEAR] = year <= through;
}

static int apply_named(struct day_marks *marks, struct str rules, struct error *error)
{
    struct str line;
    for (int64_t number = 1; str_cut(&rules, '\n', &line); number++) {
        struct rule rule;
        if (str_starts(line, STR("# ")))
            read_remark(marks, line);
        if (line.n == 0 || line.p[0] == '#' || str_starts(line, STR("name\t")))
            continue;
        if (!read_rule(line, &rule) || !apply_rule(marks, &rule)) {
            int code =
                ERROR(error, ERR_INVALID_INPUT, line, BOTH("祝日の決まりの書き方", "not a rule"));
            error_at(error, STR("holidays.tsv"), number, 0);
            return code;
        }
    }
    return 0;
}

static void apply_shifts(struct day_marks *marks)
{
    for (day_number day = marks->first; day <= marks->last; day++) {
        if (!is_law(marks, day) || weekday_of_day(day) != SUNDAY)
            continue;
        day_number shifted = day + 1;
        while (is_law(marks, shifted))
            shifted++;
        add(marks, shifted, HOLIDAY_FURIKAE, STR("振替休日"));
    }
}

static void apply_sandwiches(struct day_marks *marks)
{
    for (day_number day = marks->first; day <= marks->last; day++)
        if (is_law(marks, day - 1) && is_law(marks, day + 1))
            add(marks, day, HOLIDAY_KOKUMIN, STR("国民の休日"));
}

int calendar_apply_rules(struct day_marks *marks, struct str rules, struct error *error)
{
    int code = apply_named(marks, rules, error);
    if (code)
        return code;
    apply_shifts(marks);
    apply_sandwiches(marks);
    return 0;
}

typedef void (*list_entry)(struct day_marks *marks, day_number day, struct str name, void *state);

/* Each row "date,name" of the list to `entry`; a head row without a date is passed. */
static int read_list(struct day_marks *marks, struct str csv, struct str name, list_entry entry,
                     void *state, struct error *error)
{
    struct csv_read_options options = {.encoding = CSV_DETECT, .name = name};
    struct csv_reader *reader = csv_reader_create_text(csv, &options);
    struct csv_row row;
    int code;
    bool is_head = true;
    while (!(code = csv_read(reader, &row, error)) && row.count > 0) {
        struct date date;
        code = date_parse(str_trim(row.fields[0]), &date, is_head ? NULL : error);
        if (code && !is_head) {
            error_at(error, name, row.line, 1);
            break;
        }
        if (!code && in_range(marks, day_of_date(date)))
            entry(marks, day_of_date(date), csv_field(&row, 1), state);
        is_head = false;
    }
    csv_reader_destroy(reader);
    return code;
}

struct official_list {
    struct str *names; /* by day; p is NULL where the list has no day */
    int per_year[CALENDAR_LAST_YEAR - CALENDAR_FIRST_YEAR + 1];
};

static void note_official(struct day_marks *marks, day_number day, struct str name, void *state)
{
    struct official_list *list = state;
    struct str *place = &list->names[day - marks->first];
    if (!place->p)
        list->per_year[date_of_day(day).year - CALENDAR_FIRST_YEAR]++;
    *place = arena_copy(marks->arena, name);
}

static void apply_year(struct day_marks *marks, int year, const struct official_list *list)
{
    day_number last = day_of_date((struct date){year, 12, 31});
    for (day_number day = day_of_date((struct date){year, 1, 1}); day <= last; day++) {
        struct str name = list->names[day - marks->first];
        if (name.p)
            add(marks, day, HOLIDAY_EXTRA, name);
        else
            mark_of(marks, day)->is_holiday = false;
    }
    marks->official[year - CALENDAR_FIRST_YEAR] = true;
}

static int apply_years(struct day_marks *marks, const struct official_list *list,
                       struct error *error)
{
    for (int year = CALENDAR_FIRST_YEAR; year <= CALENDAR_LAST_YEAR; year++) {
        int days = list->per_year[year - CALENDAR_FIRST_YEAR];
        if (days > 0 && days < LEAST_OFFICIAL_DAYS) {
            struct str text = arena_format(marks->arena, "%d", year);
            return ERROR(error, ERR_INVALID_INPUT, text,
                         BOTH("祝日 CSV のこの年の行が 10 日に足りません",
                              "the holiday CSV has fewer than ten days of this year"));
        }
    }
    for (int year = CALENDAR_FIRST_YEAR; year <= CALENDAR_LAST_YEAR; year++)
        if (list->per_year[year - CALENDAR_FIRST_YEAR] > 0)
            apply_year(marks, year, list);
    return 0;
}

int calendar_apply_official(struct day_marks *marks, struct str csv, struct error *error)
{
    struct arena *arena = arena_create();
    struct official_list list = {
        .names = ARENA_ARRAY(arena, struct str, (size_t)(marks->last - marks->first + 1))};
    int code = read_list(marks, csv, STR("国民の祝日 CSV"), note_official, &list, error);
    if (!code)
        code = apply_years(marks, &list, error);
    arena_destroy(arena);
    return code;
}

static void add_closure(struct day_marks *marks, day_number day, struct str name, void *state)
{
    (void)state;
    add(marks, day, HOLIDAY_EXTRA, name);
}

int calendar_apply_closures(struct day_marks *marks, struct str csv, struct error *error)
{
    return read_list(marks, csv, STR("休業日 CSV"), add_closure, NULL, error);
}
