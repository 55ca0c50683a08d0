#include "account/password.h"

#include <sodium.h>
#include <string.h>

#include "base/check.h"
#include "base/embedded.h"
#include "base/text.h"

extern const struct embedded_files account_data;

enum {
    PASSES = 2,
    MEMORY_KIB = 64 * 1024,
    SALT_SIZE = crypto_pwhash_SALTBYTES,
    HASH_SIZE = 32,
    OWN_CHARACTERS = 7, /* a password needs this many beside a common one */
};

/* Of a random password that nobody knows. */
static const char nobody[] = "$argon2id$v=19$m=65536,t=2,p=1$bWVndXJpLW5vYm9keS4uLg"
                             "$3VbFzLb8nQ0o2ZJxq1c5uJv0m7y9wW4rT6pE8sKdHhA";

/* ---- rules ---- */

/* Lower case, full width to half, without the characters people put between words. */
static struct str bare(struct str text, struct arena *arena)
{
    struct str folded = text_normal_form(text, arena);
    char *to = arena_alloc(arena, folded.n + 1, 1, 1);
    size_t n = 0;
    for (size_t i = 0; i < folded.n; i++)
        if (!memchr(" -_.,!@#$%&*+=/", folded.p[i], 15))
            to[n++] = folded.p[i];
    return (struct str){to, n};
}

/* Characters of `text` that are left when `pattern` is taken out wherever it stands. */
static size_t left_without(struct str text, struct str pattern)
{
    size_t left = text_length(text), width = text_length(pattern);
    for (size_t at = 0; (at = str_find(text, pattern, at)) != SIZE_MAX; at += pattern.n)
        left -= width;
    return left;
}

static bool is_one_character_again_and_again(struct str text)
{
    size_t kinds = 0;
    bool seen[256] = {false};
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        kinds += !seen[c];
        seen[c] = true;
    }
    return kinds <= 3;
}

static bool is_a_run(struct str text)
{
    size_t steps = 0;
    for (size_t i = 1; i < text.n; i++) {
        int step = (unsigned char)text.p[i] - (unsigned char)text.p[i - 1];
        steps += step == 1 || step == -1 || step == 0;
    }
    return text.n > 1 && steps * 4 >= (text.n - 1) * 3;
}

static int check_common(struct str password, struct arena *arena, struct error *error)
{
    struct str text = bare(password, arena);
    if (is_one_character_again_and_again(text) || is_a_run(text))
        return ERROR(error, ERR_ACCOUNT_PASSWORD_COMMON, STR("同じ文字・連続した文字"));
    struct str rest = embedded_find(&account_data, STR("common_passwords.txt")), line;
    while (str_cut(&rest, '\n', &line)) {
        struct str pattern = bare(line, arena);
        if (pattern.n == 0 || line.p[0] == '#')
            continue;
        if (str_contains(text, pattern) && left_without(text, pattern) < OWN_CHARACTERS)
            return ERROR(error, ERR_ACCOUNT_PASSWORD_COMMON, line);
    }
    return 0;
}

static bool contains_part(struct str text, struct str name, struct arena *arena)
{
    struct str rest = text_normal_form(name, arena), part;
    while (str_cut(&rest, ' ', &part))
        if (text_length(part) >= 2 && str_contains(text, bare(part, arena)))
            return true;
    return false;
}

static int check_length(struct str password, struct arena *arena, struct error *error)
{
    size_t length = text_length(password);
    if (length < ACCOUNT_PASSWORD_LEAST)
        return ERROR(error, ERR_ACCOUNT_PASSWORD_SHORT,
                     arena_format(arena, "%d", ACCOUNT_PASSWORD_LEAST));
    if (length > ACCOUNT_PASSWORD_MOST)
        return ERROR(error, ERR_ACCOUNT_PASSWORD_LONG,
                     arena_format(arena, "%d", ACCOUNT_PASSWORD_MOST));
    return 0;
}

int account_password_check_rules(struct str password, struct str login, struct str name,
                                 struct error *error)
{
    struct arena *arena = arena_create();
    int e = check_length(password, arena, error);
    if (!e) {
        struct str text = bare(password, arena);
        if (contains_part(text, login, arena) || contains_part(text, name, arena))
            e = ERROR(error, ERR_ACCOUNT_PASSWORD_NAME);
    }
    if (!e)
        e = check_common(password, arena, error);
    arena_destroy(arena);
    return e;
}

/* ---- hashing ---- */

static void start_sodium(void)
{
    if (sodium_init() < 0)
        check_fail("libsodium does not start");
}

static struct str base64(const unsigned char *bytes, size_t n, struct arena *arena)
{
    size_t room = sodium_base64_encoded_len(n, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
    char *text = arena_alloc(arena, room, 1, 1);
    sodium_bin2base64(text, room, bytes, n, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
    return str_from_c(text);
}

struct str account_password_hash(const struct context *context, struct str password,
                                 struct arena *arena)
{
    unsigned char salt[SALT_SIZE], hash[HASH_SIZE];
    start_sodium();
    context_random(context, salt, sizeof salt);
    if (crypto_pwhash(hash, sizeof hash, password.p, password.n, salt, PASSES,
                      (size_t)MEMORY_KIB * 1024, crypto_pwhash_ALG_ARGON2ID13) != 0)
        check_fail("no memory for a password hash");
    return arena_format(arena, "$argon2id$v=19$m=%d,t=%d,p=1$%" PRIstr "$%" PRIstr, MEMORY_KIB,
                        PASSES, STR_ARG(base64(salt, sizeof salt, arena)),
                        STR_ARG(base64(hash, sizeof hash, arena)));
}

bool account_password_matches(struct str hash, struct str password)
{
    char stored[crypto_pwhash_STRBYTES] = {0};
    start_sodium();
    bool known = hash.n > 0 && hash.n < sizeof stored;
    if (known)
        memcpy(stored, hash.p, hash.n);
    else
        memcpy(stored, nobody, sizeof nobody);
    bool same = crypto_pwhash_str_verify(stored, password.p, password.n) == 0;
    return known && same;
}

struct str account_password_generate(const struct context *context, struct arena *arena)
{
    /* 32 characters that are not mistaken for each other. */
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz023456789";
    unsigned char random[20];
    context_random(context, random, sizeof random);
    char *text = arena_alloc(arena, 25, 1, 1);
    size_t n = 0;
    for (size_t i = 0; i < sizeof random; i++) {
        if (i > 0 && i % 4 == 0)
            text[n++] = '-';
        text[n++] = letters[random[i] & 31];
    }
    return (struct str){text, n};
}
