/* Checks each row against the other tables: what it refers to is there, its words and units fit. */
#include "law/tables_inside.h"

int law_table_reference_fault(struct error *error, const struct law_row *row, size_t attribute,
                              struct str value, struct str why)
{
    return law_table_fault(error, row, law_attribute_names(row->table)[attribute], value, why);
}

static bool has_code(const struct law_tables *tables, enum law_table_id table, struct str code)
{
    const struct law_row *const *first;
    return law_rows_of_code(tables, table, code, &first) > 0;
}

static bool is_leach_substance(const struct law_tables *tables, struct str name)
{
    const struct law_table *table = &tables->tables[LAW_LEACH];
    for (size_t i = 0; i < table->row_count; i++)
        if (str_equal(table->rows[i].attributes[0], name))
            return true;
    return false;
}

static int check_leaches(const struct law_tables *tables, const struct law_row *row,
                         size_t attribute, struct error *error)
{
    struct str rest = row->attributes[attribute], part;
    while (law_list_next(&rest, &part))
        if (!is_leach_substance(tables, part))
            return law_table_reference_fault(
                error, row, attribute, part,
                BOTH("溶出等の基準の表にありません", "no such row in leach.tsv"));
    return 0;
}

static int check_word(const struct law_row *row, size_t attribute, const char *const *allowed,
                      struct error *error)
{
    for (size_t i = 0; allowed[i]; i++)
        if (str_equal(row->attributes[attribute], str_from_c(allowed[i])))
            return 0;
    return law_table_reference_fault(
        error, row, attribute, row->attributes[attribute],
        BOTH("決められた言葉ではありません", "not one of the words for this column"));
}

static int check_excluded_codes(const struct law_tables *tables, const struct law_row *row,
                                struct error *error)
{
    struct str rest = row->attributes[0], part;
    while (law_list_next(&rest, &part))
        if (!has_code(tables, LAW_ANNEX4, part))
            return law_table_reference_fault(
                error, row, 0, part, BOTH("別表第四にないコードです", "not a code of annex4.tsv"));
    return 0;
}

static int check_leach_row(const struct law_tables *tables, const struct law_row *row,
                           struct error *error)
{
    static const char *const groups[] = {"STRICT_SOIL", "OTHER", "R10", NULL};
    static const char *const forms[] = {"solid", "liquid", NULL};
    bool names_a_substance =
        law_substance_find(tables, row->attributes[0], row->valid_from) != NULL;
    int status = check_word(row, 1, groups, error);
    if (status == 0)
        status = check_word(row, 2, forms, error);
    if (status == 0 && !names_a_substance)
        status = law_table_reference_fault(error, row, 0, row->attributes[0],
                                           BOTH("物質の表にありません", "not in substances.tsv"));
    return status;
}

static int check_class(const struct law_tables *tables, const struct law_row *row,
                       struct error *error)
{
    static const char *const tris[] = {"yes", "no", "unknown", NULL};
    int status = check_word(row, 0, tris, error);
    if (status == 0)
        status = check_word(row, 1, tris, error);
    struct str rest = row->attributes[2], part, name;
    while (status == 0 && law_list_next(&rest, &part)) {
        struct str kind = part;
        str_cut(&kind, ':', &name);
        bool known = str_equal(kind, STR("content")) || str_equal(kind, STR("leachate"));
        if (!known || !law_group_find(tables, LAW_SUBSTANCES, name))
            status = law_table_reference_fault(
                error, row, 2, part,
                BOTH("「物質:content」か「物質:leachate」と書いてください",
                     "write substance:content or substance:leachate"));
    }
    return status;
}

static bool is_share(enum law_unit unit)
{
    return unit == LAW_WEIGHT_PERCENT || unit == LAW_MG_PER_KG || unit == LAW_PPM ||
           unit == LAW_PPB || unit == LAW_PPM_TEQ || unit == LAW_NG_TEQ_PER_G;
}

/* Each table compares with its own kind of value. */
static int check_unit(const struct law_row *row, struct error *error)
{
    bool fits = true;
    if (row->table == LAW_ANNEX6)
        fits = !row->has_value || is_share(row->unit) || row->unit == LAW_PH;
    else if (row->table == LAW_LEACH)
        fits = row->unit == LAW_MG_PER_L || row->unit == LAW_UG_PER_L || row->unit == LAW_MG_PER_KG;
    else if (row->table == LAW_USED_KINDS)
        fits = !row->has_value || row->unit == LAW_YEAR;
    if (fits)
        return 0;
    return law_table_fault(error, row, STR("unit"), law_unit_text(row->unit),
                           BOTH("この表で使う単位ではありません", "not a unit of this table"));
}

/* A row of 別表第六 is a concentration, a pH, or refers to leachates. */
static int check_annex6_row(const struct law_tables *tables, const struct law_row *row,
                            struct error *error)
{
    static const char *const yes_no[] = {"yes", "no", NULL};
    bool leach = str_equal(row->condition, STR("leach")),
         acidity = str_equal(row->condition, STR("ph"));
    if ((row->condition.n && !leach && !acidity) || leach != (row->attributes[1].n > 0))
        return law_table_condition_fault(error, row, row->condition);
    if (!leach && row->operator_ == LAW_NO_OPERATOR)
        return law_table_fault(error, row, STR("operator"), STR(""),
                               BOTH("濃度の基準を書いてください", "give the limit"));
    int status = check_word(row, 0, yes_no, error);
    return status ? status : check_leaches(tables, row, 1, error);
}

static int check_references(const struct law_tables *tables, const struct law_row *row,
                            struct error *error)
{
    static const char *const yes_no[] = {"yes", "no", NULL};
    static const char *const operation_groups[] = {"STRICT_SOIL", "OTHER", NULL};
    static const char *const forms[] = {"", "solid", "liquid", NULL};
    switch ((int)row->table) {
    case LAW_ANNEX1:
        return check_word(row, 0, operation_groups, error);
    case LAW_ANNEX3:
        return check_excluded_codes(tables, row, error);
    case LAW_ANNEX5:
        return check_word(row, 0, yes_no, error);
    case LAW_ANNEX6:
        return check_annex6_row(tables, row, error);
    case LAW_LEACH:
        return check_leach_row(tables, row, error);
    case LAW_ANNEX7:
        return check_word(row, 0, forms, error);
    case LAW_COUNTRY_GROUPS:
        if (law_group_find(tables, LAW_COUNTRIES, row->code))
            return 0;
        return law_table_fault(error, row, STR("code"), row->code,
                               BOTH("国の表にありません", "not in countries.tsv"));
    case LAW_CLASSES:
        return check_class(tables, row, error);
    case LAW_SUBSTANCES:
        return check_leaches(tables, row, 2, error);
    default:
        return 0;
    }
}

int law_table_check_row(const struct law_tables *tables, const struct law_row *row,
                        struct error *error)
{
    int status = check_references(tables, row, error);
    return status ? status : check_unit(row, error);
}

int law_table_condition_fault(struct error *error, const struct law_row *row, struct str word)
{
    return law_table_fault(error, row, STR("condition"), word,
                           BOTH("知らない条件です", "the condition is not known"));
}
