#include "web/guard.h"

#include "base/escape.h"

struct str guard_reason_name(enum guard_reason reason)
{
    static const struct str names[GUARD_REASON_COUNT] = {
        [GUARD_FINE] = STR_INIT("fine"),
        [GUARD_BARE_LINE_FEED] = STR_INIT("bare_line_feed"),
        [GUARD_BARE_CARRIAGE_RETURN] = STR_INIT("bare_carriage_return"),
        [GUARD_NUL_BYTE] = STR_INIT("nul_byte"),
        [GUARD_CONTROL_BYTE] = STR_INIT("control_byte"),
        [GUARD_HEAD_TOO_LARGE] = STR_INIT("head_too_large"),
        [GUARD_TOO_MANY_HEADERS] = STR_INIT("too_many_headers"),
        [GUARD_FOLDED_HEADER] = STR_INIT("folded_header"),
        [GUARD_HEADER_FORM] = STR_INIT("header_form"),
        [GUARD_DUPLICATE_HEADER] = STR_INIT("duplicate_header"),
        [GUARD_REQUEST_LINE] = STR_INIT("request_line"),
        [GUARD_METHOD] = STR_INIT("method"),
        [GUARD_VERSION] = STR_INIT("version"),
        [GUARD_TARGET_FORM] = STR_INIT("target_form"),
        [GUARD_TARGET_TOO_LONG] = STR_INIT("target_too_long"),
        [GUARD_PERCENT] = STR_INIT("percent"),
        [GUARD_PATH_STEP] = STR_INIT("path_step"),
        [GUARD_HOST_MISSING] = STR_INIT("host_missing"),
        [GUARD_HOST] = STR_INIT("host"),
        [GUARD_CONTENT_LENGTH] = STR_INIT("content_length"),
        [GUARD_TRANSFER_ENCODING] = STR_INIT("transfer_encoding"),
        [GUARD_BODY_NOT_EXPECTED] = STR_INIT("body_not_expected"),
        [GUARD_EXPECT] = STR_INIT("expect"),
    };
    return names[reason];
}

enum guard_reason guard_scan(struct str bytes, size_t from, size_t *end)
{
    *end = 0;
    for (size_t i = from > 0 ? from - 1 : 0; i < bytes.n; i++) {
        char c = bytes.p[i];
        if (c == '\0')
            return GUARD_NUL_BYTE;
        if (c == '\r' && i + 1 < bytes.n && bytes.p[i + 1] != '\n')
            return GUARD_BARE_CARRIAGE_RETURN;
        if (c != '\n')
            continue;
        if (i == 0 || bytes.p[i - 1] != '\r')
            return GUARD_BARE_LINE_FEED;
        if (i >= 3 && bytes.p[i - 2] == '\n') {
            *end = i + 1;
            return *end > GUARD_HEAD_LIMIT ? GUARD_HEAD_TOO_LARGE : GUARD_FINE;
        }
        if (i == 1)
            return GUARD_REQUEST_LINE; /* an empty line in front of the request */
    }
    return bytes.n >= GUARD_HEAD_LIMIT ? GUARD_HEAD_TOO_LARGE : GUARD_FINE;
}

static bool is_letter_or_digit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_token(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!is_letter_or_digit(s.p[i]) &&
            str_find_char(STR("!#$%&'*+-.^_`|~"), s.p[i], 0) == SIZE_MAX)
            return false;
    return s.n > 0;
}

/* The decoded byte of "%XX" at s.p[at], or -1. */
static int percent_byte(struct str s, size_t at)
{
    if (s.n - at < 3)
        return -1;
    int high = hex_value(s.p[at + 1]), low = hex_value(s.p[at + 2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

static enum guard_reason check_percents(struct str target)
{
    for (size_t i = 0; i < target.n; i++)
        if (target.p[i] == '%' && percent_byte(target, i) <= 0)
            return GUARD_PERCENT;
    return GUARD_FINE;
}

/* Steps that a careless reader would walk: empty, "." and "..", and separators in disguise. */
static enum guard_reason check_path(struct str path)
{
    for (size_t i = 0; i < path.n; i++) {
        int byte = path.p[i] == '%' ? percent_byte(path, i) : 0;
        if (path.p[i] == '\\' || byte == '/' || byte == '\\' || byte == '.' ||
            (byte > 0 && byte < 0x20))
            return GUARD_PATH_STEP;
    }
    struct str rest = str_slice(path, 1, path.n), step;
    while (str_cut(&rest, '/', &step)) {
        bool last = rest.p == NULL || step.p + step.n == path.p + path.n;
        if (str_equal(step, STR(".")) || str_equal(step, STR("..")) || (step.n == 0 && !last))
            return GUARD_PATH_STEP;
    }
    return GUARD_FINE;
}

static enum guard_reason check_target(struct str target)
{
    if (target.n > GUARD_TARGET_LIMIT)
        return GUARD_TARGET_TOO_LONG;
    if (target.n == 0 || target.p[0] != '/')
        return GUARD_TARGET_FORM;
    for (size_t i = 0; i < target.n; i++)
        if ((unsigned char)target.p[i] <= 0x20 || (unsigned char)target.p[i] >= 0x7F ||
            target.p[i] == '#')
            return GUARD_TARGET_FORM;
    enum guard_reason reason = check_percents(target);
    return reason ? reason : check_path(str_slice(target, 0, str_find_char(target, '?', 0)));
}

static bool is_known_method(struct str method)
{
    static const struct str known[] = {STR_INIT("GET"),     STR_INIT("HEAD"),  STR_INIT("POST"),
                                       STR_INIT("PUT"),     STR_INIT("PATCH"), STR_INIT("DELETE"),
                                       STR_INIT("OPTIONS"), STR_INIT("TRACE")};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (str_equal(known[i], method))
            return true;
    return false;
}

static enum guard_reason check_request_line(struct str line, struct str *method)
{
    struct str rest = line, target, version;
    if (!str_cut(&rest, ' ', method) || !str_cut(&rest, ' ', &target) ||
        !str_cut(&rest, ' ', &version) || str_cut(&rest, ' ', &rest))
        return GUARD_REQUEST_LINE;
    if (!is_known_method(*method))
        return GUARD_METHOD;
    enum guard_reason reason = check_target(target);
    if (reason)
        return reason;
    return str_equal(version, STR("HTTP/1.1")) ? GUARD_FINE : GUARD_VERSION;
}

static bool port_is_fine(struct str port)
{
    int64_t number;
    return port.n > 0 && port.n <= 5 && port.p[0] >= '0' && port.p[0] <= '9' &&
           str_to_int64(port, &number) && number > 0 && number < 65536;
}

static enum guard_reason check_host(struct str value, const struct str *hosts, size_t count)
{
    struct str name = value;
    size_t from = value.n > 0 && value.p[0] == '[' ? str_find_char(value, ']', 0) : 0;
    size_t colon = from == SIZE_MAX ? SIZE_MAX : str_find_char(value, ':', from);
    if (colon != SIZE_MAX) {
        if (!port_is_fine(str_slice(value, colon + 1, value.n)))
            return GUARD_HOST;
        name = str_slice(value, 0, colon);
    }
    for (size_t i = 0; i < count; i++)
        if (str_equal_nocase(name, hosts[i]))
            return GUARD_FINE;
    return GUARD_HOST;
}

static enum guard_reason check_content_length(struct str value, uint64_t *body)
{
    int64_t length;
    for (size_t i = 0; i < value.n; i++)
        if (value.p[i] < '0' || value.p[i] > '9')
            return GUARD_CONTENT_LENGTH;
    if (value.n == 0 || value.n > 15 || !str_to_int64(value, &length))
        return GUARD_CONTENT_LENGTH;
    *body = (uint64_t)length;
    return GUARD_FINE;
}

/* Headers that decide something here: a second one could be read instead of the first. */
static const struct str single_headers[] = {
    STR_INIT("host"),          STR_INIT("content-length"), STR_INIT("content-type"),
    STR_INIT("cookie"),        STR_INIT("origin"),         STR_INIT("expect"),
    STR_INIT("user-agent"),    STR_INIT("referer"),        STR_INIT("range"),
    STR_INIT("authorization"), STR_INIT("if-none-match"),  STR_INIT("sec-fetch-site"),
};
enum {
    SINGLE_COUNT = sizeof single_headers / sizeof single_headers[0],
    SEEN_HOST = 1, /* bits of the first two above */
    SEEN_CONTENT_LENGTH = 2,
};

struct walk {
    const struct str *hosts;
    size_t host_count;
    uint32_t seen; /* bit per single_headers */
    size_t count;
    struct guard_head *head;
};

static enum guard_reason note_single(struct walk *walk, struct str name)
{
    for (size_t i = 0; i < SINGLE_COUNT; i++) {
        if (!str_equal_nocase(single_headers[i], name))
            continue;
        if (walk->seen & (1u << i))
            return GUARD_DUPLICATE_HEADER;
        walk->seen |= 1u << i;
    }
    return GUARD_FINE;
}

static enum guard_reason check_meaning(struct walk *walk, struct str name, struct str value)
{
    if (str_equal_nocase(name, STR("host")))
        return check_host(value, walk->hosts, walk->host_count);
    if (str_equal_nocase(name, STR("content-length")))
        return check_content_length(value, &walk->head->body);
    if (str_equal_nocase(name, STR("transfer-encoding")))
        return GUARD_TRANSFER_ENCODING;
    if (str_equal_nocase(name, STR("expect")) && !str_equal_nocase(value, STR("100-continue")))
        return GUARD_EXPECT;
    return GUARD_FINE;
}

static enum guard_reason check_header(struct walk *walk, struct str line)
{
    if (++walk->count > GUARD_HEADER_LIMIT)
        return GUARD_TOO_MANY_HEADERS;
    if (line.p[0] == ' ' || line.p[0] == '\t')
        return GUARD_FOLDED_HEADER;
    size_t colon = str_find_char(line, ':', 0);
    if (colon == SIZE_MAX || !is_token(str_slice(line, 0, colon)))
        return GUARD_HEADER_FORM;
    struct str name = str_slice(line, 0, colon),
               value = str_trim(str_slice(line, colon + 1, line.n));
    for (size_t i = 0; i < value.n; i++)
        if (((unsigned char)value.p[i] < 0x20 && value.p[i] != '\t') || value.p[i] == 0x7F)
            return GUARD_CONTROL_BYTE;
    enum guard_reason reason = note_single(walk, name);
    return reason ? reason : check_meaning(walk, name, value);
}

/* Takes a line without its CR LF off *rest; false at the end. */
static bool next_line(struct str *rest, struct str *line)
{
    size_t end = str_find(*rest, STR("\r\n"), 0);
    if (end == SIZE_MAX)
        return false;
    *line = str_slice(*rest, 0, end);
    *rest = str_slice(*rest, end + 2, rest->n);
    return true;
}

enum guard_reason guard_check(struct str head, const struct str *hosts, size_t host_count,
                              struct guard_head *out)
{
    *out = (struct guard_head){0};
    struct walk walk = {.hosts = hosts, .host_count = host_count, .head = out};
    struct str rest = head, line, method;
    if (!next_line(&rest, &line))
        return GUARD_REQUEST_LINE;
    enum guard_reason reason = check_request_line(line, &method);
    while (!reason && next_line(&rest, &line) && line.n > 0)
        reason = check_header(&walk, line);
    if (reason)
        return reason;
    if (!(walk.seen & SEEN_HOST))
        return GUARD_HOST_MISSING;
    bool post = str_equal(method, STR("POST"));
    if (post && !(walk.seen & SEEN_CONTENT_LENGTH))
        return GUARD_CONTENT_LENGTH;
    return out->body > 0 && (str_equal(method, STR("GET")) || str_equal(method, STR("HEAD")))
               ? GUARD_BODY_NOT_EXPECTED
               : GUARD_FINE;
}
