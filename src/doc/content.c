#include "doc/content.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/charset.h"
#include "base/text.h"

enum { MOST_BYTES = 256 * 1024 * 1024, MOST_TEXT = 2 * 1024 * 1024, HEAD = 1024 };

int content_read(int fd, struct str name, struct arena *arena, struct str *out, struct error *error)
{
    struct stat status;
    if (fstat(fd, &status) != 0)
        return error_from_errno(error, errno, name);
    if (status.st_size > MOST_BYTES)
        return ERROR(error, ERR_TOO_LARGE, name, STR("256 MB"));
    size_t size = (size_t)status.st_size, at = 0;
    char *bytes = arena_alloc(arena, size + 1, 1, 1);
    while (at < size) {
        ssize_t n = pread(fd, bytes + at, size - at, (off_t)at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return error_from_errno(error, n < 0 ? errno : EIO, name);
        at += (size_t)n;
    }
    *out = (struct str){bytes, size};
    return 0;
}

bool content_is_pdf(struct str bytes)
{
    return str_contains(str_slice(bytes, 0, HEAD), STR("%PDF-"));
}

bool content_is_picture(struct str bytes)
{
    return str_starts(bytes, STR("\x89PNG\r\n\x1a\n")) || str_starts(bytes, STR("\xff\xd8\xff")) ||
           str_starts(bytes, STR("II*\0")) || str_starts(bytes, STR("MM\0*"));
}

bool content_has_ending(struct str name, struct str ending)
{
    return name.n > ending.n + 1 && name.p[name.n - ending.n - 1] == '.' &&
           str_equal_nocase(str_slice(name, name.n - ending.n, name.n), ending);
}

bool content_is_workbook(struct str bytes, struct str name)
{
    return str_starts(bytes, STR("PK\x03\x04")) &&
           (content_has_ending(name, STR("xlsx")) || content_has_ending(name, STR("xlsm")));
}

static bool decode_cp932(struct str bytes, struct arena *arena, struct str *out)
{
    struct charset_decoder *decoder = charset_decoder_create();
    struct buf text = {0};
    bool good = charset_decode(decoder, bytes, &text) && charset_decode_end(decoder);
    *out = arena_copy(arena, buf_str(&text));
    buf_finish(&text);
    charset_decoder_destroy(decoder);
    return good;
}

bool content_plain_text(struct str bytes, struct arena *arena, struct str *out)
{
    if (bytes.n > MOST_TEXT || str_find_char(bytes, '\0', 0) != SIZE_MAX)
        return false;
    if (str_starts(bytes, STR("\xef\xbb\xbf")))
        bytes = str_slice(bytes, 3, bytes.n);
    *out = bytes;
    return text_is_valid_utf8(bytes) || decode_cp932(bytes, arena, out);
}
