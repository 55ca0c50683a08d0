#include "water/model/study_text.h"

#include <math.h>
#include <string.h>

#include "base/text.h"

enum { BYTES_MAX = 1 << 20, SECTIONS_MAX = 1000, ENTRIES_MAX = 4000 };

int water_study_refuse(const struct water_study_text *text, int64_t line, struct str where,
                       struct str what, struct error *error)
{
    int status = ERROR(error, ERR_WATER_STUDY, where, what);
    error_at(error, text->file, line, 0);
    return status;
}

static struct str without_comment(struct str line)
{
    for (size_t i = 0; i < line.n; i++) /* a '#' inside a word belongs to it (坑口#3) */
        if (line.p[i] == '#' && (i == 0 || line.p[i - 1] == ' ' || line.p[i - 1] == '\t'))
            return str_trim(str_slice(line, 0, i));
    return str_trim(line);
}

struct reader {
    struct water_study_text *out;
    struct water_entry *entries; /* all of the file, section after section */
    size_t entry_count;
    int64_t line;
    struct error *error;
};

static int refuse(const struct reader *r, struct str where, struct str what)
{
    return water_study_refuse(r->out, r->line, where, what, r->error);
}

static int read_section(struct reader *r, struct str line)
{
    struct str inside = str_trim(str_slice(line, 1, line.n - 1));
    size_t space = str_find_char(inside, ' ', 0);
    struct water_section section = {.line = r->line, .entries = r->entries + r->entry_count};
    section.kind = space == SIZE_MAX ? inside : str_slice(inside, 0, space);
    section.name =
        space == SIZE_MAX ? (struct str){0} : str_trim(str_slice(inside, space, inside.n));
    if (section.kind.n == 0)
        return refuse(
            r, line,
            BOTH("角かっこの中に種類を書いてください", "write the kind inside the brackets"));
    for (size_t i = 0; i < r->out->count; i++)
        if (str_equal(r->out->sections[i].kind, section.kind) &&
            str_equal(r->out->sections[i].name, section.name))
            return refuse(r, line,
                          BOTH("同じ名前の節が二つあります", "two sections have this name"));
    if (r->out->count == SECTIONS_MAX)
        return refuse(r, line, BOTH("節が 1,000 を超えています", "more than 1,000 sections"));
    r->out->sections[r->out->count++] = section;
    return 0;
}

static int read_entry(struct reader *r, struct str line)
{
    size_t equals = str_find_char(line, '=', 0);
    if (equals == SIZE_MAX)
        return refuse(
            r, line,
            BOTH("「キー = 値」か「[節]」の形で書いてください", "write key = value or [section]"));
    if (r->out->count == 0)
        return refuse(r, line,
                      BOTH("最初に [study] などの節を書いてください",
                           "begin with a section such as [study]"));
    if (r->entry_count == ENTRIES_MAX)
        return refuse(r, line, BOTH("行が多すぎます", "too many lines"));
    struct water_section *section = &r->out->sections[r->out->count - 1];
    struct water_entry entry = {.key = str_trim(str_slice(line, 0, equals)),
                                .value = str_trim(str_slice(line, equals + 1, line.n)),
                                .line = r->line};
    if (entry.key.n == 0 || entry.value.n == 0)
        return refuse(r, line, BOTH("キーか値が空です", "the key or the value is empty"));
    for (size_t i = 0; i < section->count; i++)
        if (str_equal(section->entries[i].key, entry.key))
            return refuse(
                r, entry.key,
                BOTH("同じ節に同じキーが二つあります", "this key stands twice in its section"));
    r->entries[r->entry_count++] = entry;
    section->count++;
    return 0;
}

int water_study_text_read(struct str file, struct str bytes, struct arena *arena,
                          struct water_study_text *out, struct error *error)
{
    *out = (struct water_study_text){.file = arena_copy(arena, file)};
    struct reader r = {.out = out, .error = error};
    if (bytes.n > BYTES_MAX)
        return ERROR(error, ERR_TOO_LARGE, file, STR("1 MB"));
    if (!text_is_valid_utf8(bytes))
        return refuse(&r, file, BOTH("UTF-8 で保存してください", "save it as UTF-8"));
    if (str_starts(bytes, STR("\xef\xbb\xbf")))
        bytes = str_slice(bytes, 3, bytes.n);
    out->sections = ARENA_ARRAY(arena, struct water_section, SECTIONS_MAX);
    r.entries = ARENA_ARRAY(arena, struct water_entry, ENTRIES_MAX);
    int status = 0;
    for (struct str part; !status && str_cut(&bytes, '\n', &part);) {
        r.line++;
        struct str line = without_comment(part);
        if (line.n == 0)
            continue;
        bool section = line.p[0] == '[' && line.p[line.n - 1] == ']';
        status = section ? read_section(&r, line) : read_entry(&r, line);
    }
    return status;
}

struct water_section *water_section_find(const struct water_study_text *text, struct str kind,
                                         struct str name)
{
    for (size_t i = 0; i < text->count; i++)
        if (str_equal(text->sections[i].kind, kind) &&
            (name.n == 0 || str_equal(text->sections[i].name, name)))
            return &text->sections[i];
    return NULL;
}

static struct water_entry *find_entry(const struct water_section *section, const char *key)
{
    for (size_t i = 0; i < section->count; i++)
        if (str_equal(section->entries[i].key, str_from_c(key)))
            return &section->entries[i];
    return NULL;
}

static bool in_range(const struct water_field *field, double value)
{
    return (field->low == 0 && field->high == 0) || (value >= field->low && value <= field->high);
}

/* "0 h は使えません。0.001 から 1000000 h の値を書いてください" */
static int refuse_range(const struct water_field *field, const struct water_entry *entry,
                        struct error *error)
{
    struct arena *arena = arena_create();
    bool positive = field->low > 0 && field->low < 1e-4; /* a bound that only says: above 0 */
    struct str unit = field->unit && field->unit[0] != '-' ? str_from_c(field->unit) : STR("");
    struct str space = unit.n ? STR(" ") : STR("");
    struct str low = positive ? STR("0") : arena_format(arena, "%.10g", field->low);
    struct str high = arena_format(arena, "%.10g", field->high);
    struct str what = ARENA_JOIN(
        arena, entry->value, STR(" は使えません。"), low,
        positive ? STR(" より大きく ") : STR(" から "), high, space, unit,
        positive ? STR(" 以下の値を書いてください") : STR(" の値を書いてください"), STR("\x1f"),
        entry->value,
        positive ? STR(" cannot be used: write more than ") : STR(" cannot be used: write "), low,
        positive ? STR(" and at most ") : STR(" to "), high, space, unit);
    int status = ERROR(error, ERR_WATER_STUDY, entry->key, what);
    arena_destroy(arena);
    return status;
}

static int fill_quantity(const struct water_field *field, const struct water_entry *entry,
                         void *member, struct error *error)
{
    struct water_quantity quantity;
    int status = water_quantity_parse(entry->value, str_from_c(field->unit), &quantity, error);
    if (status)
        return status;
    if (!in_range(field, water_from_si(quantity.si, field->unit)))
        return refuse_range(field, entry, error);
    memcpy(member, &quantity.si, sizeof quantity.si);
    return 0;
}

static int fill_integer(const struct water_field *field, const struct water_entry *entry,
                        void *member, struct error *error)
{
    int64_t value;
    if (!str_to_int64(entry->value, &value))
        return ERROR(error, ERR_WATER_STUDY, entry->key,
                     BOTH("整数を書いてください", "write a whole number"));
    if (!in_range(field, (double)value))
        return refuse_range(field, entry, error);
    memcpy(member, &value, sizeof value);
    return 0;
}

static int fill_choice(const char *const *choices, const struct water_entry *entry, void *member,
                       struct error *error)
{
    struct arena *arena = arena_create();
    struct str list = {0};
    for (int i = 0; choices[i]; i++) {
        if (str_equal(entry->value, str_from_c(choices[i]))) {
            memcpy(member, &i, sizeof i);
            arena_destroy(arena);
            return 0;
        }
        list = ARENA_JOIN(arena, list, i > 0 ? STR(", ") : STR(""), str_from_c(choices[i]));
    }
    struct str what = ARENA_JOIN(arena, STR("次のどれかを書いてください: "), list,
                                 STR("\x1fwrite one of: "), list);
    int status = ERROR(error, ERR_WATER_STUDY, entry->key, what);
    arena_destroy(arena);
    return status;
}

static int fill_day(const struct water_entry *entry, void *member, struct error *error)
{
    struct date date;
    int status = date_parse(entry->value, &date, error);
    if (status)
        return status;
    day_number day = day_of_date(date);
    memcpy(member, &day, sizeof day);
    return 0;
}

static int fill_field(const struct water_field *field, const struct water_entry *entry, void *out,
                      struct error *error)
{
    static const char *const yes_no[] = {"no", "yes", NULL};
    char *member = (char *)out + field->place;
    int choice = 0, status = 0;
    switch (field->type) {
    case WATER_FIELD_TEXT:
        memcpy(member, &entry->value, sizeof entry->value);
        return 0;
    case WATER_FIELD_QUANTITY:
        return fill_quantity(field, entry, member, error);
    case WATER_FIELD_INTEGER:
        return fill_integer(field, entry, member, error);
    case WATER_FIELD_CHOICE:
        return fill_choice(field->choices, entry, member, error);
    case WATER_FIELD_DAY:
        return fill_day(entry, member, error);
    case WATER_FIELD_YES_NO:
        status = fill_choice(yes_no, entry, &choice, error);
        *(bool *)member = choice == 1;
        return status;
    }
    return 0;
}

static struct str section_label(const struct water_section *section, struct arena *arena)
{
    return section->name.n == 0
               ? ARENA_JOIN(arena, STR("["), section->kind, STR("]"))
               : ARENA_JOIN(arena, STR("["), section->kind, STR(" "), section->name, STR("]"));
}

static int refuse_in(const struct water_study_text *text, const struct water_section *section,
                     int64_t line, struct str key, struct str what, struct error *error)
{
    struct arena *arena = arena_create();
    struct str where = ARENA_JOIN(arena, section_label(section, arena), STR(" "), key);
    int status = water_study_refuse(text, line, where, what, error);
    arena_destroy(arena);
    return status;
}

int water_section_fill(const struct water_study_text *text, struct water_section *section,
                       const struct water_field *fields, size_t count, void *out,
                       struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        struct water_entry *entry = find_entry(section, fields[i].key);
        if (!entry && fields[i].required)
            return refuse_in(text, section, section->line, str_from_c(fields[i].key),
                             BOTH("このキーが要ります", "this key is required"), error);
        if (!entry)
            continue;
        entry->used = true;
        int status = fill_field(&fields[i], entry, out, error);
        if (status) {
            struct arena *arena = arena_create();
            error_in(error, section_label(section, arena));
            error_at(error, text->file, entry->line, 0);
            arena_destroy(arena);
            return status;
        }
    }
    return 0;
}

/* Edit distance, for the nearest name; keys are short. */
static size_t distance(struct str a, struct str b)
{
    enum { LONGEST = 40 };
    size_t row[LONGEST + 1];
    if (a.n > LONGEST || b.n > LONGEST)
        return SIZE_MAX;
    for (size_t j = 0; j <= b.n; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.n; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.n; j++) {
            size_t change = diagonal + (a.p[i - 1] != b.p[j - 1]);
            diagonal = row[j];
            size_t least = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;
            row[j] = change < least ? change : least;
        }
    }
    return row[b.n];
}

int water_section_check(const struct water_study_text *text, const struct water_section *section,
                        const struct water_field *fields, size_t count, struct error *error)
{
    for (size_t i = 0; i < section->count; i++) {
        const struct water_entry *entry = &section->entries[i];
        if (entry->used)
            continue;
        const char *nearest = count > 0 ? fields[0].key : "";
        for (size_t k = 1; k < count; k++)
            if (distance(entry->key, str_from_c(fields[k].key)) <
                distance(entry->key, str_from_c(nearest)))
                nearest = fields[k].key;
        struct arena *arena = arena_create();
        struct str what = arena_format(
            arena, "このキーはありません。近い名前: %s\x1fno such key; the nearest is %s", nearest,
            nearest);
        int status = refuse_in(text, section, entry->line, entry->key, what, error);
        arena_destroy(arena);
        return status;
    }
    return 0;
}

int water_study_open(const struct water_study_text *text, int64_t line, struct str name,
                     struct str *bytes, struct error *error)
{
    if (!text->files.read)
        return water_study_refuse(
            text, line, name,
            BOTH("ここでは検討ファイルから表を開けません", "a study cannot name a table here"),
            error);
    int status = text->files.read(text->files.data, name, bytes, error);
    return status ? error_at(error, text->file, line, 0) : 0;
}
