/* The guard reads any bytes, in any pieces, to the same judgement; what it lets pass has no second
   reading: no bare line ends, no NUL, exactly one Host. */
#include <stdlib.h>

#include "web/guard.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct str hosts[] = {STR_INIT("localhost"), STR_INIT("127.0.0.1"), STR_INIT("[::1]")};

static void require(int condition)
{
    if (!condition)
        abort();
}

static enum guard_reason scan_in_two(struct str bytes, size_t cut, size_t *end)
{
    enum guard_reason reason = guard_scan(str_slice(bytes, 0, cut), 0, end);
    if (reason || *end > 0)
        return reason;
    return guard_scan(bytes, cut, end);
}

static size_t count(struct str s, struct str needle)
{
    size_t n = 0;
    for (size_t at = 0; (at = str_find(s, needle, at)) != SIZE_MAX; at++)
        n++;
    return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = {(const char *)data, size};
    struct guard_head head;
    size_t end, piecewise;
    enum guard_reason reason = guard_scan(bytes, 0, &end);
    if (end > 0) {
        require(scan_in_two(bytes, size / 2, &piecewise) == reason && piecewise == end);
        struct str whole = str_slice(bytes, 0, end);
        if (!reason && !guard_check(whole, hosts, 3, &head)) {
            require(count(whole, STR("\n")) == count(whole, STR("\r\n")));
            require(str_find_char(whole, '\0', 0) == SIZE_MAX && end <= GUARD_HEAD_LIMIT);
            require(count(whole, STR("\nHost:")) + count(whole, STR("\nhost:")) <= 1);
        }
    }
    return 0;
}
