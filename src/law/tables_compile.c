/* Reads the words of the condition columns, the names and links of substances, and finds what the
   engine asks for by name. */
#include <stdlib.h>

#include "base/text.h"
#include "law/tables_inside.h"

enum { TERMS = 64 };

static const struct {
    struct str word;
    enum law_term_kind kind;
    bool list; /* word:list */
} words[] = {
    {STR_INIT("annex5_none"), LAW_TERM_ANNEX5_NONE, false},
    {STR_INIT("annex6_none"), LAW_TERM_ANNEX6_NONE, false},
    {STR_INIT("annex6_none:"), LAW_TERM_ANNEX6_NONE, true},
    {STR_INIT("annex6_measured_none"), LAW_TERM_ANNEX6_MEASURED_NONE, false},
    {STR_INIT("test_negative:"), LAW_TERM_TEST_NEGATIVE, true},
    {STR_INIT("operation_not_D"), LAW_TERM_NOT_FOR_D, false},
    {STR_INIT("operation_R3"), LAW_TERM_FOR_R3, false},
    {STR_INIT("liquid"), LAW_TERM_LIQUID, false},
    {STR_INIT("not_liquid"), LAW_TERM_NOT_LIQUID, false},
    {STR_INIT("value:"), LAW_TERM_VALUE, true},
    {STR_INIT("row:"), LAW_TERM_ROW, true},
    {STR_INIT("plastic"), LAW_TERM_PLASTIC, false},
    {STR_INIT("used_age"), LAW_TERM_USED_AGE, false},
};

static bool read_term(struct str word, struct law_term *out)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (words[i].list ? str_starts(word, words[i].word) && word.n > words[i].word.n
                          : str_equal(word, words[i].word)) {
            out->kind = words[i].kind;
            out->list = words[i].list ? str_slice(word, words[i].word.n, word.n) : STR("");
            return true;
        }
    bool denied = word.n && word.p[0] == '!';
    out->kind = LAW_TERM_FACT;
    out->wanted = denied ? LAW_NO : LAW_YES;
    return law_fact_find(denied ? str_slice(word, 1, word.n) : word, &out->fact);
}

static int compile_conditions(struct law_row *row, struct arena *arena, struct error *error)
{
    struct law_term terms[TERMS];
    struct law_compiled *compiled = ARENA_NEW(arena, struct law_compiled);
    struct str clauses = row->condition, clause, word;
    while (clauses.n && str_cut(&clauses, ';', &clause)) {
        while (clause.n && str_cut(&clause, '|', &word)) {
            struct law_term term = {.clause = (uint32_t)compiled->clause_count};
            if (compiled->term_count == TERMS || !read_term(word, &term))
                return law_table_condition_fault(error, row, word);
            terms[compiled->term_count++] = term;
        }
        compiled->clause_count++;
    }
    struct law_term *kept = ARENA_ARRAY(arena, struct law_term, compiled->term_count);
    for (size_t i = 0; i < compiled->term_count; i++)
        kept[i] = terms[i];
    compiled->terms = kept;
    row->compiled = compiled;
    return 0;
}

/* The row is there and refers to no other, so that nothing can go round. */
static bool refers_to_a_plain_row(const struct law_tables *tables, const struct law_row *row,
                                  struct str key)
{
    const struct law_group *group = law_group_find(tables, row->table, key);
    for (uint32_t i = 0; group && i < group->count; i++) {
        const struct law_compiled *to = tables->tables[row->table].rows[group->first + i].compiled;
        for (size_t t = 0; t < to->term_count; t++)
            if (to->terms[t].kind == LAW_TERM_ROW)
                return false;
    }
    return group != NULL;
}

static bool are_numbers_of_annex6(const struct law_tables *tables, struct str list)
{
    const struct law_table *annex6 = &tables->tables[LAW_ANNEX6];
    struct str one;
    while (list.n && str_cut(&list, ',', &one)) {
        bool found = false;
        for (size_t i = 0; i < annex6->group_count && !found; i++)
            found = law_number_is(annex6->groups[i].key, one);
        if (!found)
            return false;
    }
    return true;
}

/* What a term points to is there. */
static int check_terms(const struct law_tables *tables, const struct law_row *row,
                       struct error *error)
{
    for (size_t i = 0; i < row->compiled->term_count; i++) {
        const struct law_term *term = &row->compiled->terms[i];
        bool fits = true;
        if (term->kind == LAW_TERM_ROW)
            fits = refers_to_a_plain_row(tables, row, term->list);
        else if (term->kind == LAW_TERM_ANNEX6_NONE)
            fits = are_numbers_of_annex6(tables, term->list);
        else if (term->kind == LAW_TERM_TEST_NEGATIVE)
            fits = term->list.n == 1 && term->list.p[0] >= '1' && term->list.p[0] <= '8';
        else if (term->kind == LAW_TERM_PLASTIC || term->kind == LAW_TERM_USED_AGE)
            fits = row->table == (term->kind == LAW_TERM_PLASTIC ? LAW_ANNEX3 : LAW_USED);
        else if (term->kind == LAW_TERM_VALUE)
            fits = row->has_value && law_group_find(tables, LAW_SUBSTANCES, term->list);
        if (!fits)
            return law_table_condition_fault(error, row, term->list);
    }
    return 0;
}

static int each_condition(struct law_tables *tables, struct arena *arena, struct error *error)
{
    static const enum law_table_id with[] = {LAW_ANNEX2, LAW_ANNEX3, LAW_PLASTIC, LAW_USED};
    int status = 0;
    for (size_t t = 0; t < sizeof with / sizeof *with; t++)
        for (size_t i = 0; status == 0 && i < tables->tables[with[t]].row_count; i++)
            status = compile_conditions(&tables->tables[with[t]].rows[i], arena, error);
    for (size_t t = 0; t < sizeof with / sizeof *with; t++)
        for (size_t i = 0; status == 0 && i < tables->tables[with[t]].row_count; i++)
            status = check_terms(tables, &tables->tables[with[t]].rows[i], error);
    return status;
}

static int split_alternatives(struct str list, char separator, struct str *out, size_t *count)
{
    struct str part;
    *count = 0;
    while (list.n && str_cut(&list, separator, &part)) {
        if (*count == LAW_ALTERNATIVES)
            return 1;
        out[(*count)++] = part;
    }
    return 0;
}

static int compile_substance(const struct law_tables *tables, struct law_row *row,
                             struct arena *arena, struct error *error)
{
    struct law_compiled *compiled = ARENA_NEW(arena, struct law_compiled);
    if (split_alternatives(row->attributes[1], '|', compiled->contents, &compiled->content_count))
        return law_table_reference_fault(error, row, 1, row->attributes[1],
                                         BOTH("候補は4つまでです", "at most four alternatives"));
    for (size_t i = 0; i < compiled->content_count; i++)
        if (!law_group_find(tables, LAW_ANNEX6, compiled->contents[i]))
            return law_table_reference_fault(
                error, row, 1, compiled->contents[i],
                BOTH("別表第六にない号です", "no such row in annex6.tsv"));
    struct str rest = row->attributes[2], part;
    while (law_list_next(&rest, &part)) {
        if (compiled->leach_count == LAW_ALTERNATIVES)
            return law_table_reference_fault(error, row, 2, part,
                                             BOTH("4つまでです", "at most four"));
        compiled->leaches[compiled->leach_count++] = part;
    }
    row->compiled = compiled;
    return 0;
}

/* "part_of:水銀" in the row of アルキル水銀. */
static int link_contained(struct law_tables *tables, const struct law_row *row, struct arena *arena,
                          struct error *error)
{
    struct str rest = row->condition, word;
    if (rest.n == 0)
        return 0;
    bool fits = str_cut(&rest, ':', &word) && str_equal(word, STR("part_of"));
    const struct law_group *whole = fits ? law_group_find(tables, LAW_SUBSTANCES, rest) : NULL;
    if (!whole)
        return law_table_condition_fault(error, row, row->condition);
    for (uint32_t i = 0; i < whole->count; i++) {
        struct law_row *of = &tables->tables[LAW_SUBSTANCES].rows[whole->first + i];
        struct law_compiled *compiled = ARENA_NEW(arena, struct law_compiled);
        *compiled = *of->compiled;
        compiled->contains = row->key;
        of->compiled = compiled;
    }
    return 0;
}

static int by_name(const void *a, const void *b)
{
    const struct law_name *left = a, *right = b;
    int order = str_compare(left->name, right->name);
    return order ? order : (left->group > right->group) - (left->group < right->group);
}

static void add_name(struct law_tables *tables, struct str name, uint32_t group,
                     struct arena *arena)
{
    struct str normal = text_normal_form(name, arena);
    tables->names[tables->name_count++] = (struct law_name){name, group};
    if (!str_equal(normal, name))
        tables->names[tables->name_count++] = (struct law_name){normal, group};
}

static int check_names(const struct law_tables *tables, struct error *error)
{
    const struct law_table *table = &tables->tables[LAW_SUBSTANCES];
    for (size_t i = 0; i + 1 < tables->name_count; i++) {
        const struct law_name *name = &tables->names[i];
        if (str_equal(name->name, name[1].name) && name->group != name[1].group)
            return law_table_fault(
                error, &table->rows[table->groups[name[1].group].first], STR("aliases"), name->name,
                BOTH("ほかの物質も同じ名前です", "another substance has this name"));
    }
    return 0;
}

static int collect_names(struct law_tables *tables, struct arena *arena, struct error *error)
{
    const struct law_table *table = &tables->tables[LAW_SUBSTANCES];
    size_t most = 0;
    for (size_t i = 0; i < table->row_count; i++) {
        struct str rest = table->rows[i].attributes[0], part;
        most += 4;
        while (law_list_next(&rest, &part))
            most += 2;
    }
    tables->names = ARENA_ARRAY(arena, struct law_name, most);
    for (size_t g = 0; g < table->group_count; g++) {
        const struct law_group *group = &table->groups[g];
        for (uint32_t i = 0; i < group->count; i++) {
            const struct law_row *row = &table->rows[group->first + i];
            struct str rest = row->attributes[0], part;
            add_name(tables, row->key, (uint32_t)g, arena);
            if (!str_equal(row->item, row->key))
                add_name(tables, row->item, (uint32_t)g, arena);
            while (law_list_next(&rest, &part))
                add_name(tables, part, (uint32_t)g, arena);
        }
    }
    if (tables->name_count)
        qsort(tables->names, tables->name_count, sizeof *tables->names, by_name);
    return check_names(tables, error);
}

static int find_facts(struct law_tables *tables, struct error *error)
{
    const struct law_table *table = &tables->tables[LAW_FACTS];
    for (size_t i = 0; i < table->row_count; i++) {
        enum law_fact fact;
        if (!law_fact_find(table->rows[i].key, &fact))
            return law_table_fault(error, &table->rows[i], STR("key"), table->rows[i].key,
                                   BOTH("知らない事実です", "the fact is not known"));
        tables->facts[fact] = &table->rows[i];
    }
    for (int i = 0; i < LAW_FACT_COUNT; i++)
        if (!tables->facts[i]) {
            ERROR(error, ERR_LAW_TABLE, STR("key"), law_fact_key((enum law_fact)i),
                  BOTH("この事実の行がありません", "the row of this fact is missing"));
            return error_at(error, law_table_file(LAW_FACTS), 1, 0);
        }
    return 0;
}

static int find_first_day(struct law_tables *tables, struct error *error)
{
    const struct law_group *group = law_group_find(tables, LAW_RULES, STR("第三条"));
    if (!group) {
        ERROR(error, ERR_LAW_TABLE, STR("key"), STR("第三条"),
              BOTH("この条文の行がありません", "the row of this article is missing"));
        return error_at(error, law_table_file(LAW_RULES), 1, 0);
    }
    tables->first_day = tables->tables[LAW_RULES].rows[group->first].valid_from;
    return 0;
}

int law_tables_compile(struct law_tables *tables, struct arena *arena, struct error *error)
{
    int status = collect_names(tables, arena, error);
    if (status == 0)
        status = find_facts(tables, error);
    if (status == 0)
        status = find_first_day(tables, error);
    if (status == 0)
        status = each_condition(tables, arena, error);
    for (size_t i = 0; status == 0 && i < tables->tables[LAW_SUBSTANCES].row_count; i++)
        status = compile_substance(tables, &tables->tables[LAW_SUBSTANCES].rows[i], arena, error);
    for (size_t i = 0; status == 0 && i < tables->tables[LAW_SUBSTANCES].row_count; i++)
        status = link_contained(tables, &tables->tables[LAW_SUBSTANCES].rows[i], arena, error);
    for (int t = 0; status == 0 && t < LAW_TABLE_COUNT; t++)
        for (size_t i = 0; status == 0 && i < tables->tables[t].row_count; i++)
            status = law_table_check_row(tables, &tables->tables[t].rows[i], error);
    return status;
}
