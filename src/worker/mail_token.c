#include "worker/mail_work.h"

static void add_token(struct mail_work *work, const char *token)
{
    struct str found = {token, TOKEN_LENGTH};
    const size_t most = sizeof work->tokens / sizeof work->tokens[0];
    for (size_t i = 0; i < work->token_count; i++)
        if (str_equal(work->tokens[i], found))
            return;
    if (work->token_count < most)
        work->tokens[work->token_count++] = arena_copy(work->arena, found);
}

void work_scan_address(struct mail_work *work, struct str address)
{
    char token[TOKEN_LENGTH];
    if (token_of_address(address, token))
        add_token(work, token);
}

void work_scan_message_id(struct mail_work *work, struct str id)
{
    char token[TOKEN_LENGTH];
    if (token_of_message_id(id, token))
        add_token(work, token);
}

void work_scan_text(struct mail_work *work, struct str text)
{
    char token[TOKEN_LENGTH];
    for (size_t at = 0; token_next_mark(text, &at, token);)
        add_token(work, token);
}
