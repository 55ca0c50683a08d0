#include "store/search_tokens.h"

#include <stdlib.h>

#include "base/check.h"

/* More pairs make a query no more exact, since the text is compared anyway. */
enum { TOKENS_OF_WORD = 24, WORDS = 16 };

/* Length of the UTF-8 character at `at` by its first byte; never past the end. */
static size_t character_size(struct str text, size_t at)
{
    unsigned char first = (unsigned char)text.p[at];
    size_t size = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    return size < text.n - at ? size : text.n - at;
}

int search_each_token(struct str text, search_token *each, void *argument)
{
    int status = 0;
    for (size_t at = 0; at < text.n && status == 0;) {
        size_t size = character_size(text, at), next = at + size;
        if (text.p[at] != ' ') {
            status = each(argument, str_slice(text, at, next), at);
            if (status == 0 && next < text.n && text.p[next] != ' ')
                status = each(argument, str_slice(text, at, next + character_size(text, next)), at);
        }
        at = next;
    }
    return status;
}

struct str search_commission_token(int64_t commission, struct arena *arena)
{
    return arena_format(arena, "%c%lld", SEARCH_COMMISSION_MARK, (long long)commission);
}

static void add_pairs(struct search_terms *terms, struct str word)
{
    size_t first = terms->token_count;
    for (size_t at = 0; terms->token_count - first < TOKENS_OF_WORD;) {
        size_t next = at + character_size(word, at);
        if (next == word.n)
            break;
        terms->tokens[terms->token_count++] =
            str_slice(word, at, next + character_size(word, next));
        at = next;
    }
}

static void add_word(struct search_terms *terms, struct str word)
{
    size_t one = character_size(word, 0);
    if (one == word.n) {
        terms->tokens[terms->token_count++] = word;
        return;
    }
    add_pairs(terms, word);
    if (one + character_size(word, one) < word.n)
        terms->words[terms->word_count++] = word;
}

struct search_terms search_terms_of(struct str query, int64_t commission, struct arena *arena)
{
    struct search_terms terms = {
        .tokens = ARENA_ARRAY(arena, struct str, WORDS * TOKENS_OF_WORD + 1),
        .words = ARENA_ARRAY(arena, struct str, WORDS),
    };
    struct str rest = query, word;
    for (size_t words = 0; words < WORDS && str_cut(&rest, ' ', &word);) {
        if (word.n == 0)
            continue;
        add_word(&terms, word);
        words++;
    }
    if (terms.token_count > 0 && commission) {
        terms.tokens[terms.token_count++] = search_commission_token(commission, arena);
        terms.commission = commission;
    }
    return terms;
}
