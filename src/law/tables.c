/* Loading, and looking rows up. */
#include "law/tables.h"

#include <string.h>

#include "base/embedded.h"
#include "law/tables_inside.h"

extern const struct embedded_files law_data;

static const struct {
    struct str file, alias, title;
} names[] = {
#define X(name, file, alias, title) [name] = {STR_INIT(file), STR_INIT(alias), STR_INIT(title)},
    LAW_TABLES(X)
#undef X
};
static const struct str attribute_names[LAW_TABLE_COUNT][LAW_ATTRIBUTES] = {
    [LAW_ANNEX1] = {STR_INIT("group")},
    [LAW_ANNEX3] = {STR_INIT("excludes")},
    [LAW_A1181] = {STR_INIT("group")},
    [LAW_ANNEX5] = {STR_INIT("dropped_by_tests")},
    [LAW_ANNEX6] = {STR_INIT("dropped_by_tests"), STR_INIT("leach")},
    [LAW_LEACH] = {STR_INIT("substance"), STR_INIT("group"), STR_INIT("form")},
    [LAW_ANNEX7] = {STR_INIT("form"), STR_INIT("characteristic")},
    [LAW_PLASTIC] = {STR_INIT("track")},
    [LAW_COUNTRY_GROUPS] = {STR_INIT("group")},
    [LAW_CLASSES] = {STR_INIT("plastic"), STR_INIT("electronic"), STR_INIT("analyses")},
    [LAW_SUBSTANCES] = {STR_INIT("aliases"), STR_INIT("content"), STR_INIT("leach")},
    [LAW_WARNINGS] = {STR_INIT("use")},
};
static const struct {
    enum law_operator operator_;
    struct str text;
} operators[] = {
    {LAW_NO_OPERATOR, STR_INIT("")},
    {LAW_AT_LEAST, STR_INIT(">=")},
    {LAW_MORE, STR_INIT(">")},
    {LAW_AT_MOST, STR_INIT("<=")},
    {LAW_LESS, STR_INIT("<")},
    {LAW_CONTAINS, STR_INIT("contains")},
    {LAW_NOT_DETECTED, STR_INIT("not_detected")},
};
enum { OPERATORS = sizeof operators / sizeof operators[0] };

bool law_operator_find(struct str text, enum law_operator *out)
{
    for (size_t i = 0; i < OPERATORS; i++)
        if (str_equal(operators[i].text, text)) {
            *out = operators[i].operator_;
            return true;
        }
    return false;
}

struct str law_operator_text(enum law_operator operator_)
{
    for (size_t i = 0; i < OPERATORS; i++)
        if (operators[i].operator_ == operator_)
            return operators[i].text;
    return STR("");
}

bool law_list_next(struct str *rest, struct str *part)
{
    if (rest->n == 0)
        return false;
    const struct str comma = STR("、");
    size_t at = str_find(*rest, comma, 0);
    *part = str_slice(*rest, 0, at);
    *rest = at == SIZE_MAX ? (struct str){0} : str_slice(*rest, at + comma.n, rest->n);
    return true;
}

bool law_list_has(struct str list, struct str part)
{
    struct str one;
    while (law_list_next(&list, &one))
        if (str_equal(one, part))
            return true;
    return false;
}

bool law_number_is(struct str key, struct str selector)
{
    if (selector.n == 0 || !str_starts(key, selector))
        return false;
    return key.n == selector.n || key.p[selector.n] < '0' || key.p[selector.n] > '9';
}

struct str law_table_title(enum law_table_id table)
{
    return names[table].title;
}

struct str law_table_file(enum law_table_id table)
{
    return names[table].file;
}

struct str law_table_alias(enum law_table_id table)
{
    return names[table].alias;
}

const struct str *law_attribute_names(enum law_table_id table)
{
    return attribute_names[table];
}

static struct str without_extension(struct str file)
{
    return str_slice(file, 0, str_find(file, STR(".tsv"), 0));
}

bool law_table_find(struct str name, enum law_table_id *out)
{
    for (int i = 0; i < LAW_TABLE_COUNT; i++) {
        struct str title = names[i].title;
        if (str_equal(name, names[i].alias) || str_equal(name, names[i].file) ||
            str_equal(name, without_extension(names[i].file)) || str_equal(name, title) ||
            str_equal(name, str_slice(title, 0, str_find(title, STR("（"), 0)))) {
            *out = (enum law_table_id)i;
            return true;
        }
    }
    return false;
}

int law_table_fault(struct error *error, const struct law_row *row, struct str column,
                    struct str value, struct str why)
{
    ERROR(error, ERR_LAW_TABLE, column, value, why);
    error_at(error, law_table_file(row->table), row->line, 0);
    return ERR_LAW_TABLE;
}

static const struct law_file *find_file(const struct law_file *files, size_t count, struct str name)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(files[i].name, name))
            return &files[i];
    return NULL;
}

static int load_table(enum law_table_id id, const struct law_file *files, size_t file_count,
                      const struct law_file *overlays, size_t overlay_count, struct arena *arena,
                      struct law_table *out, struct error *error)
{
    struct law_row_list list = {0};
    const struct law_file *file = find_file(files, file_count, names[id].file);
    struct law_file builtin;
    if (!files) {
        builtin = (struct law_file){names[id].file, embedded_find(&law_data, names[id].file)};
        file = &builtin;
    }
    if (!file)
        return ERROR(error, ERR_NOT_FOUND, names[id].file);
    int status = law_table_read(id, file, false, arena, &list, error);
    for (size_t i = 0; status == 0 && i < overlay_count; i++)
        if (str_equal(overlays[i].name, names[id].file))
            status = law_table_read(id, &overlays[i], true, arena, &list, error);
    return status ? status : law_table_settle(id, &list, arena, out, error);
}

static uint64_t hash_more(uint64_t hash, struct str bytes)
{
    for (size_t i = 0; i < bytes.n; i++)
        hash = (hash ^ (unsigned char)bytes.p[i]) * 0x100000001b3u;
    return (hash ^ bytes.n) * 0x100000001b3u;
}

static uint64_t hash_row(uint64_t hash, const struct law_row *row)
{
    const struct str texts[] = {row->key,           row->code,          row->item,
                                row->condition,     row->source,        row->note,
                                row->attributes[0], row->attributes[1], row->attributes[2]};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        hash = hash_more(hash, texts[i]);
    const int64_t numbers[] = {row->value.mantissa, row->value.scale, row->has_value, row->unit,
                               row->operator_,      row->valid_from,  row->valid_to,  row->doubt};
    return hash_more(hash, (struct str){(const char *)numbers, sizeof numbers});
}

static struct str edition_of(const struct law_tables *tables, struct arena *arena)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (int i = 0; i < LAW_TABLE_COUNT; i++)
        for (size_t j = 0; j < tables->tables[i].row_count; j++)
            hash = hash_row(hash, &tables->tables[i].rows[j]);
    return arena_format(arena, "%016llx", (unsigned long long)hash);
}

int law_tables_load(const struct law_file *files, size_t file_count,
                    const struct law_file *overlays, size_t overlay_count, struct arena *arena,
                    const struct law_tables **out, struct error *error)
{
    struct law_tables *tables = ARENA_NEW(arena, struct law_tables);
    enum law_table_id unknown;
    for (size_t i = 0; i < overlay_count; i++)
        if (!law_table_find(overlays[i].name, &unknown) ||
            !str_equal(names[unknown].file, overlays[i].name))
            return ERROR(error, ERR_NOT_FOUND, overlays[i].name);
    int status = 0;
    for (int i = 0; status == 0 && i < LAW_TABLE_COUNT; i++)
        status = load_table((enum law_table_id)i, files, file_count, overlays, overlay_count, arena,
                            &tables->tables[i], error);
    if (status == 0)
        status = law_tables_compile(tables, arena, error);
    if (status)
        return status;
    tables->edition = edition_of(tables, arena);
    *out = tables;
    return 0;
}

struct str law_tables_edition(const struct law_tables *tables)
{
    return tables->edition;
}

day_number law_tables_first_day(const struct law_tables *tables)
{
    return tables->first_day;
}

const struct law_row *law_rows(const struct law_tables *tables, enum law_table_id table,
                               size_t *count)
{
    *count = tables->tables[table].row_count;
    return tables->tables[table].rows;
}

bool law_row_is_valid(const struct law_row *row, day_number day)
{
    return row->valid_from <= day && day <= row->valid_to;
}

const struct law_group *law_group_find(const struct law_tables *tables, enum law_table_id id,
                                       struct str key)
{
    const struct law_table *table = &tables->tables[id];
    size_t low = 0, high = table->group_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(table->groups[middle].key, key);
        if (order == 0)
            return &table->groups[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const struct law_row *law_row_on(const struct law_tables *tables, enum law_table_id table,
                                 struct str key, day_number day)
{
    const struct law_group *group = law_group_find(tables, table, key);
    for (uint32_t i = 0; group && i < group->count; i++) {
        const struct law_row *row = &tables->tables[table].rows[group->first + i];
        if (law_row_is_valid(row, day))
            return row;
    }
    return NULL;
}

size_t law_rows_of_code(const struct law_tables *tables, enum law_table_id id, struct str code,
                        const struct law_row *const **first)
{
    const struct law_table *table = &tables->tables[id];
    size_t low = 0, high = table->row_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_compare(table->by_code[middle]->code, code) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    size_t end = low;
    while (end < table->row_count && str_equal(table->by_code[end]->code, code))
        end++;
    *first = table->by_code + low;
    return end - low;
}

const struct law_row *law_fact_row(const struct law_tables *tables, enum law_fact fact)
{
    return tables->facts[fact];
}
