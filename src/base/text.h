/* UTF-8 and Japanese text: validation, normal form for search and comparison, widths. */
#ifndef MEGURI_BASE_TEXT_H
#define MEGURI_BASE_TEXT_H

#include "base/arena.h"
#include "base/str.h"

/* Decodes the character at *at and moves *at behind it. Malformed bytes give U+FFFD, one byte each.
   *at must be < s.n. */
uint32_t text_next(struct str s, size_t *at);
/* Writes c as UTF-8 (at most 4 bytes); returns the bytes written. c is a Unicode scalar value. */
size_t text_encode(uint32_t c, char *to);
bool text_is_valid_utf8(struct str s);
/* Number of characters (code points). */
size_t text_length(struct str s);
/* At most `limit` characters, whole ones. */
struct str text_head(struct str s, size_t limit);
/* Valid UTF-8 without control characters but tab, LF (CR LF and CR become LF). */
struct str text_clean(struct str s, struct arena *arena);
/* One line for headers and list cells: text_clean, line breaks and tabs to one blank, trimmed. */
struct str text_one_line(struct str s, struct arena *arena);
/* A file's name as it may be shown and saved: one line; path separators, and marks that turn the
   reading direction or are invisible (exe.fdp for pdf.exe), become "_"; dots only become "_". */
struct str text_file_name(struct str s, struct arena *arena);
/* The normal form in which text is searched and compared: NFKC, case folded, half-width kana made
   full, hiragana and katakana kept apart, old character forms mapped to new ones (髙 高, 﨑 崎 …,
   data/text/variants.tsv), ㈱ and (株) to 株式会社, white space runs to one blank, trimmed. */
struct str text_normal_form(struct str s, struct arena *arena);
/* Columns on a terminal or in a fixed-pitch font (East Asian wide = 2). */
size_t text_width(struct str s);

#endif
