/* Words of mails from outside: METI's decision and the company of a signature. Whatever the bytes, the
   line is one of the text and the name is valid and short. */
#include "base/check.h"
#include "base/text.h"
#include "desk/approval.h"
#include "desk/intake_item.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { LONGEST_LINE = 200, LONGEST_COMPANY = 40 };
    struct arena *arena = arena_create();
    struct str text = {(const char *)data, size}, words;
    enum desk_decision decision = desk_approval_parse_mail(text, arena, &words);
    CHECK(decision <= DESK_DECISION_DISCUSS);
    CHECK(text_is_valid_utf8(words) && text_length(words) <= LONGEST_LINE);
    CHECK(decision == DESK_PENDING || words.n > 0);
    struct mail_message message = {.text = text, .from = {.name = text_head(text, 80)}};
    struct str company = desk_guess_company(&message, arena);
    CHECK(text_is_valid_utf8(company) && text_length(company) <= LONGEST_COMPANY);
    CHECK(text_is_valid_utf8(desk_guess_person(&message, arena)));
    arena_destroy(arena);
    return 0;
}
