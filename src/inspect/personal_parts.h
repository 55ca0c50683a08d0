/* One text while it is searched; for the files personal_*.c. */
#ifndef MEGURI_INSPECT_PERSONAL_PARTS_H
#define MEGURI_INSPECT_PERSONAL_PARTS_H

#include "inspect/personal.h"

struct label {
    struct str text;
    unsigned context;
};
struct word_list { /* sorted by bytes */
    struct str *words;
    size_t count;
};
bool word_list_has(const struct word_list *list, struct str word);

struct personal_tables {
    struct label *labels;
    size_t label_count;
    struct word_list surnames, givens; /* 佐藤; 太郎, さくら */
    struct word_list titles, befores, name_labels, others, fillers, functions; /* name_words.tsv */
    struct word_list roman_surnames, roman_givens, kana_surnames, kana_givens;
    /* Letters as bits, so that most text is passed over quickly: the last ones of given names and
       titles, the first ones of surnames and of given names. */
    uint8_t name_ends[0x10000 / 8], surname_starts[0x10000 / 8], given_starts[0x10000 / 8];
    struct str *prefectures;
    size_t prefecture_count;
};

struct scan {
    struct work *work;
    const struct personal_tables *tables;
    struct str text;  /* full-width letters, digits, dashes and blanks made ASCII */
    unsigned context; /* from outside */
    const struct inspect_place *place;
};

/* Contexts that the words shortly before `at` give, and those from outside. */
unsigned personal_context_before(const struct scan *scan, size_t at);
struct inspect_finding *personal_report(const struct scan *scan, const char *id, struct str found);

void personal_scan_numbers(const struct scan *scan);
void personal_scan_mail(const struct scan *scan);
void personal_scan_dates(const struct scan *scan);
void personal_scan_addresses(const struct scan *scan);
void personal_scan_names(const struct scan *scan);

/* Names while they are looked for; for the files personal_name*.c. */
enum { NAMES_KEPT = 64 };
struct naming {
    const struct scan *scan;
    size_t spans[NAMES_KEPT][2]; /* reported already */
    size_t count;
};
/* A candidate [from, to) unless it is within one that was reported. Weak: it is a warning only. */
void personal_name_report(struct naming *naming, size_t from, size_t to, bool is_weak);
bool personal_is_kanji(uint32_t c);
/* Whether the first letter of `text` is in a set of personal_tables. */
bool personal_starts(const uint8_t letters[0x10000 / 8], struct str text);
/* Length of the longest surname at the beginning of `text`; 0: none. */
size_t personal_surname_at(const struct personal_tables *tables, struct str text);
bool personal_is_given(const struct personal_tables *tables, struct str text);
/* Two or three kanji that may be a surname of no list: no function, firm, section or place. */
bool personal_may_be_surname(const struct personal_tables *tables, struct str text);
/* The longest word of the list that `text` ends with and is longer than; 0: none. */
size_t personal_ends_with(const struct word_list *list, struct str text);
/* Names in running text without label: full names, names with titles, kana and Latin letters. */
void personal_scan_running_names(struct naming *naming);

#endif
