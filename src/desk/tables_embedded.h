/* The arrays that tools/embed_desk_tables.py writes from data/desk; reached through tables.h. */
#ifndef MEGURI_DESK_TABLES_EMBEDDED_H
#define MEGURI_DESK_TABLES_EMBEDDED_H

#include "desk/tables.h"

struct desk_free_mail {
    struct str domain, source, confirmed;
};
/* Groups of countries; "*" stands for those that no other row of a treaty names. */
struct desk_country_group {
    struct str country, group, valid_from, valid_to, note, source, confirmed;
};
/* Invented words for synthetic histories; the rows of one kind are contiguous. */
struct desk_synthetic_word {
    struct str kind, text;
};
#define DESK_EMBEDDED(type, name)       \
    extern const struct type *const name; \
    extern const size_t name##_count;
DESK_EMBEDDED(desk_field, desk_embedded_fields)
DESK_EMBEDDED(desk_choice, desk_embedded_choices)
DESK_EMBEDDED(desk_document_rule, desk_embedded_documents)
DESK_EMBEDDED(desk_checklist_row, desk_embedded_checklists)
DESK_EMBEDDED(desk_check_rule, desk_embedded_checks)
DESK_EMBEDDED(desk_class_advice, desk_embedded_class_advice)
DESK_EMBEDDED(desk_accepted_item, desk_embedded_items)
DESK_EMBEDDED(desk_advice, desk_embedded_advice)
DESK_EMBEDDED(desk_advice, desk_embedded_sentence)
DESK_EMBEDDED(desk_setting_row, desk_embedded_settings)
DESK_EMBEDDED(desk_statistic, desk_embedded_statistics)
DESK_EMBEDDED(desk_free_mail, desk_embedded_free_mail)
DESK_EMBEDDED(desk_country_group, desk_embedded_country_groups)
DESK_EMBEDDED(desk_synthetic_word, desk_embedded_synthetic)
#undef DESK_EMBEDDED

#endif
