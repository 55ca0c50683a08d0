#include "worker/mail_trust.h"

#include "base/text.h"
#include "worker/mail_fields.h"

static struct str lower(struct str s, struct arena *arena)
{
    char *copy = arena_c(arena, s);
    for (char *c = copy; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    return str_from_c(copy);
}

static struct str domain_of(struct str address)
{
    for (size_t at = address.n; at > 0; at--)
        if (address.p[at - 1] == '@')
            return str_slice(address, at, address.n);
    return STR("");
}

/* The same domain, or one a part of the other: mail.example.co.jp speaks for example.co.jp. */
static bool same_house(struct str a, struct str b)
{
    struct str longer = a.n >= b.n ? a : b, shorter = a.n >= b.n ? b : a;
    return str_ends(longer, shorter) &&
           (longer.n == shorter.n || longer.p[longer.n - shorter.n - 1] == '.');
}

/* The verdict of our own server: it puts its field on top. */
enum verdict { NO_VERDICT, PASSED, FAILED };

static enum verdict authentication(GMimeObject *message, struct arena *arena)
{
    struct str raw = fields_raw(message, "Authentication-Results");
    struct str results = lower(header_unfold(raw, arena), arena);
    if (str_contains(results, STR("dmarc=fail")))
        return FAILED;
    if (str_contains(results, STR("dmarc=pass")))
        return PASSED;
    if (str_contains(results, STR("spf=fail")) || str_contains(results, STR("dkim=fail")) ||
        str_contains(results, STR("spf=softfail")))
        return FAILED;
    return str_contains(results, STR("dkim=pass")) ? PASSED : NO_VERDICT;
}

/* "info@meti.go.jp" <someone@elsewhere>: the name pretends to be an address. */
static bool name_pretends(const struct header_address *from, struct arena *arena)
{
    struct str name = lower(from->name, arena);
    size_t at = str_find_char(name, '@', 0);
    if (at == SIZE_MAX || at == 0 || at + 3 >= name.n)
        return false;
    size_t end = at + 1;
    while (end < name.n && name.p[end] != ' ' && name.p[end] != '>' && name.p[end] != ')' &&
           name.p[end] != '"')
        end++;
    struct str domain = str_slice(name, at + 1, end);
    return str_find_char(domain, '.', 0) != SIZE_MAX &&
           !same_house(domain, domain_of(from->address));
}

static bool envelope_disagrees(struct mail_work *work, GMimeObject *message)
{
    struct header_address envelope = {0};
    bool guessed = false;
    size_t count = header_addresses(fields_raw(message, "Return-Path"), work->arena, &envelope, 1,
                                    &guessed);
    struct str there = domain_of(envelope.address), here = domain_of(work->from.address);
    return count && there.n && here.n && !same_house(there, here);
}

static bool is_forged(struct mail_work *work, GMimeObject *message)
{
    if (work->from_count > 1 || fields_count(message, "From") > 1)
        return true;
    if (name_pretends(&work->from, work->arena))
        return true;
    switch (authentication(message, work->arena)) {
    case FAILED:
        return true;
    case PASSED:
        return false;
    case NO_VERDICT:
        break;
    }
    return envelope_disagrees(work, message);
}

static bool starts_with_one_of(struct str s, const struct str *heads, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal_nocase(str_slice(s, 0, heads[i].n), heads[i]))
            return true;
    return false;
}

static bool is_automatic(struct mail_work *work, GMimeObject *message)
{
    static const struct str bulk[] = {STR_INIT("bulk"), STR_INIT("list"), STR_INIT("junk"),
                                      STR_INIT("auto_reply"), STR_INIT("auto-reply")};
    static const struct str senders[] = {STR_INIT("mailer-daemon@"), STR_INIT("postmaster@")};
    static const struct str subjects[] = {
        STR_INIT("自動返信"),       STR_INIT("自動応答"),      STR_INIT("【自動返信】"),
        STR_INIT("[自動返信]"),     STR_INIT("Automatic reply"), STR_INIT("Auto-Reply"),
        STR_INIT("Out of Office"), STR_INIT("Undeliverable"), STR_INIT("Delivery Status Notification"),
        STR_INIT("配信不能"),       STR_INIT("配信できません"),  STR_INIT("不在通知")};
    struct str submitted = str_trim(fields_raw(message, "Auto-Submitted"));
    if (submitted.n && !str_equal_nocase(str_slice(submitted, 0, 2), STR("no")))
        return true;
    struct str path = str_trim(fields_raw(message, "Return-Path"));
    struct str type = lower(fields_raw(message, "Content-Type"), work->arena);
    return starts_with_one_of(str_trim(fields_raw(message, "Precedence")), bulk, 5) ||
           fields_count(message, "List-Id") > 0 || fields_count(message, "X-Autoreply") > 0 ||
           fields_count(message, "X-Autorespond") > 0 || str_equal(path, STR("<>")) ||
           str_contains(type, STR("multipart/report")) ||
           starts_with_one_of(work->from.address, senders, 2) ||
           starts_with_one_of(work->subject, subjects, sizeof subjects / sizeof subjects[0]);
}

void trust_check_fields(struct mail_work *work, GMimeObject *message)
{
    if (is_forged(work, message))
        work->flags |= MAIL_SENDER_FORGED;
    if (is_automatic(work, message))
        work->flags |= MAIL_AUTOMATIC;
}

/* After the keyword: a mark or は, then soon four or more visible ASCII characters. */
static bool password_follows(struct str rest)
{
    static const struct str marks[] = {STR_INIT(":"), STR_INIT("："), STR_INIT("="), STR_INIT("＝"),
                                       STR_INIT("は"), STR_INIT("」"), STR_INIT("】"),
                                       STR_INIT("■"), STR_INIT("⇒"), STR_INIT("→"), STR_INIT("\n")};
    struct str near = text_head(rest, 80);
    size_t from = SIZE_MAX;
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        size_t at = str_find(text_head(rest, 12), marks[i], 0);
        if (at < from)
            from = at;
    }
    size_t run = 0;
    for (size_t i = from == SIZE_MAX ? near.n : from; i < near.n; i++) {
        bool visible = near.p[i] > ' ' && near.p[i] < 0x7f && near.p[i] != ':' && near.p[i] != '=';
        run = visible ? run + 1 : 0;
        if (run >= 4)
            return true;
    }
    return false;
}

static bool is_letter(struct str text, size_t at)
{
    return at < text.n && text.p[at] >= 'a' && text.p[at] <= 'z';
}

/* "passport: A1234567" carries no password: a Latin keyword stands alone. */
static bool stands_alone(struct str text, size_t at, struct str word)
{
    return !is_letter(text, at + word.n) && !(at > 0 && is_letter(text, at) && is_letter(text, at - 1));
}

void trust_check_text(struct mail_work *work)
{
    static const struct str words[] = {STR_INIT("パスワード"), STR_INIT("ﾊﾟｽﾜｰﾄﾞ"), STR_INIT("password"),
                                       STR_INIT("解凍pw"),    STR_INIT("pass"),     STR_INIT("pw"),
                                       STR_INIT("ｐｗ"),       STR_INIT("ＰＷ"),     STR_INIT("暗証")};
    struct str text = lower(work->text, work->arena);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        for (size_t at = 0; (at = str_find(text, words[i], at)) != SIZE_MAX; at += words[i].n)
            if (stands_alone(text, at, words[i]) &&
                password_follows(str_slice(text, at + words[i].n, text.n))) {
                work->flags |= MAIL_HAS_PASSWORD_TEXT;
                return;
            }
}
