/* The letters of drawn pages in one string without blanks, and where on the pages they are. */
#ifndef MEGURI_CONTRACT_LETTERS_H
#define MEGURI_CONTRACT_LETTERS_H

#include "doc/page_words.h"

struct contract_letters {
    const struct page_words *words;
    struct str all;
    const size_t *starts; /* of each word in `all`, and the end */
};
struct contract_spot { /* a run of letters on one line */
    int64_t page;
    double box[4];
};

void contract_letters_read(const struct page_words *words, struct arena *arena,
                           struct contract_letters *out);
/* The same text without blanks and without the mark of a cut. */
struct str contract_letters_of(struct str text, struct arena *arena);
/* The first line of the letters [from, to), which are not empty and inside. */
struct contract_spot contract_letters_spot(const struct contract_letters *letters, size_t from,
                                           size_t to);
/* The word that holds the letter at `at`. */
size_t contract_letters_word(const struct contract_letters *letters, size_t at);
/* The letters of pages `page` and on; the length of all when there are none. */
size_t contract_letters_page(const struct contract_letters *letters, int64_t page);

#endif
