/* Lookups over the compiled-in tables of data/desk. */
#include "desk/tables.h"

#include "desk/tables_embedded.h"

const struct desk_field *desk_fields(size_t *count)
{
    *count = desk_embedded_fields_count;
    return desk_embedded_fields;
}

const struct desk_field *desk_field_find(struct str code)
{
    for (size_t i = 0; i < desk_embedded_fields_count; i++)
        if (str_equal(desk_embedded_fields[i].code, code))
            return &desk_embedded_fields[i];
    return NULL;
}

const struct desk_choice *desk_choices(struct str list, size_t *count)
{
    size_t first = 0;
    while (first < desk_embedded_choices_count &&
           !str_equal(desk_embedded_choices[first].list, list))
        first++;
    size_t end = first;
    while (end < desk_embedded_choices_count && str_equal(desk_embedded_choices[end].list, list))
        end++;
    *count = end - first;
    return *count ? &desk_embedded_choices[first] : NULL;
}

static const struct desk_choice *find_choice(struct str list, struct str code)
{
    size_t count;
    const struct desk_choice *rows = desk_choices(list, &count);
    for (size_t i = 0; i < count; i++)
        if (str_equal(rows[i].code, code))
            return &rows[i];
    return NULL;
}

bool desk_choice_exists(struct str list, struct str code)
{
    return find_choice(list, code) != NULL;
}

struct str desk_choice_title(struct str list, struct str code, enum lang lang)
{
    const struct desk_choice *row = find_choice(list, code);
    if (!row)
        return code;
    return lang == LANG_EN ? row->title_en : row->title_ja;
}

const struct desk_document_rule *desk_document_rules(size_t *count)
{
    *count = desk_embedded_documents_count;
    return desk_embedded_documents;
}

const struct desk_checklist_row *desk_checklist_rows(size_t *count)
{
    *count = desk_embedded_checklists_count;
    return desk_embedded_checklists;
}

const struct desk_check_rule *desk_check_rules(size_t *count)
{
    *count = desk_embedded_checks_count;
    return desk_embedded_checks;
}

const struct desk_class_advice *desk_class_advice_rows(size_t *count)
{
    *count = desk_embedded_class_advice_count;
    return desk_embedded_class_advice;
}

const struct desk_accepted_item *desk_accepted_item_on(struct str item, day_number day)
{
    for (size_t i = 0; i < desk_embedded_items_count; i++) {
        const struct desk_accepted_item *row = &desk_embedded_items[i];
        if (str_equal(row->item, item) && desk_is_valid_on(row->valid_from, row->valid_to, day))
            return row;
    }
    return NULL;
}

bool desk_word_is_in(struct str words, struct str code)
{
    struct str word;
    while (str_cut(&words, '|', &word))
        if (str_equal(word, code))
            return true;
    return false;
}

bool desk_is_valid_on(struct str valid_from, struct str valid_to, day_number day)
{
    struct date date;
    if (valid_from.n && (date_parse(valid_from, &date, NULL) || day_of_date(date) > day))
        return false;
    return valid_to.n == 0 || (!date_parse(valid_to, &date, NULL) && day <= day_of_date(date));
}

static bool is_valid_on(const struct desk_advice *row, day_number day)
{
    return row->valid_from.n && desk_is_valid_on(row->valid_from, row->valid_to, day);
}

/* The newest edition comes last in the file. */
const struct desk_advice *desk_advice_on(struct str judgement, day_number day)
{
    for (size_t i = desk_embedded_advice_count; i-- > 0;)
        if (str_equal(desk_embedded_advice[i].judgement, judgement) &&
            is_valid_on(&desk_embedded_advice[i], day))
            return &desk_embedded_advice[i];
    return NULL;
}

const struct desk_advice *desk_fixed_sentence_on(day_number day)
{
    for (size_t i = desk_embedded_sentence_count; i-- > 0;)
        if (is_valid_on(&desk_embedded_sentence[i], day))
            return &desk_embedded_sentence[i];
    return NULL;
}

struct str desk_country_groups(struct str country, day_number day, struct arena *arena)
{
    struct str groups = {"", 0}, others = {"", 0};
    bool treaty = false;
    for (size_t i = 0; country.n && i < desk_embedded_country_groups_count; i++) {
        const struct desk_country_group *row = &desk_embedded_country_groups[i];
        if (!desk_is_valid_on(row->valid_from, row->valid_to, day))
            continue;
        if (str_equal(row->country, STR("*"))) {
            others = row->group;
        } else if (str_equal(row->country, country)) {
            groups = groups.n ? ARENA_JOIN(arena, groups, STR(","), row->group) : row->group;
            treaty = treaty || !str_equal(row->group, STR("OECD"));
        }
    }
    if (treaty || others.n == 0)
        return groups;
    return groups.n ? ARENA_JOIN(arena, groups, STR(","), others) : others;
}

const struct desk_setting_row *desk_setting_rows(size_t *count)
{
    *count = desk_embedded_settings_count;
    return desk_embedded_settings;
}

bool desk_domain_is_shared(struct str domain)
{
    for (size_t i = 0; i < desk_embedded_free_mail_count; i++)
        if (str_equal_nocase(desk_embedded_free_mail[i].domain, domain))
            return true;
    return false;
}

const struct desk_statistic *desk_statistics(size_t *count)
{
    *count = desk_embedded_statistics_count;
    return desk_embedded_statistics;
}
