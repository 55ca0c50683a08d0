#include "inspect/pdf_glyph_names.h"

#include "base/escape.h"

uint32_t pdf_glyph_windows(uint32_t code)
{
    static const uint16_t high[32] = {
        0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
        0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
        0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178};
    if (code < 0x20 || code > 0xff || code == 0x7f)
        return 0;
    return code >= 0x80 && code < 0xa0 ? high[code - 0x80] : code;
}

static const struct {
    const char *name;
    uint16_t character;
} names[] = {
    {"space", ' '},
    {"exclam", '!'},
    {"quotedbl", '"'},
    {"numbersign", '#'},
    {"dollar", '$'},
    {"percent", '%'},
    {"ampersand", '&'},
    {"quotesingle", '\''},
    {"quoteright", 0x2019},
    {"quoteleft", 0x2018},
    {"parenleft", '('},
    {"parenright", ')'},
    {"asterisk", '*'},
    {"plus", '+'},
    {"comma", ','},
    {"hyphen", '-'},
    {"minus", 0x2212},
    {"period", '.'},
    {"slash", '/'},
    {"zero", '0'},
    {"one", '1'},
    {"two", '2'},
    {"three", '3'},
    {"four", '4'},
    {"five", '5'},
    {"six", '6'},
    {"seven", '7'},
    {"eight", '8'},
    {"nine", '9'},
    {"colon", ':'},
    {"semicolon", ';'},
    {"less", '<'},
    {"equal", '='},
    {"greater", '>'},
    {"question", '?'},
    {"at", '@'},
    {"bracketleft", '['},
    {"backslash", '\\'},
    {"bracketright", ']'},
    {"asciicircum", '^'},
    {"underscore", '_'},
    {"grave", '`'},
    {"braceleft", '{'},
    {"bar", '|'},
    {"braceright", '}'},
    {"asciitilde", '~'},
    {"endash", 0x2013},
    {"emdash", 0x2014},
    {"bullet", 0x2022},
    {"ellipsis", 0x2026},
    {"quotedblleft", 0x201c},
    {"quotedblright", 0x201d},
    {"degree", 0xb0},
    {"plusminus", 0xb1},
    {"mu", 0xb5},
    {"multiply", 0xd7},
    {"divide", 0xf7},
    {"fi", 0xfb01},
    {"fl", 0xfb02},
    {"ff", 0xfb00},
    {"ffi", 0xfb03},
    {"ffl", 0xfb04},
    {"yen", 0xa5},
    {"section", 0xa7},
    {"copyright", 0xa9},
    {"registered", 0xae},
    {"trademark", 0x2122},
    {"alpha", 0x3b1},
    {"beta", 0x3b2},
    {"gamma", 0x3b3},
    {"delta", 0x3b4},
    {"epsilon", 0x3b5},
    {"theta", 0x3b8},
    {"lambda", 0x3bb},
    {"pi", 0x3c0},
    {"rho", 0x3c1},
    {"sigma", 0x3c3},
    {"tau", 0x3c4},
    {"phi", 0x3c6},
    {"omega", 0x3c9},
    {"Delta", 0x394},
    {"Omega", 0x3a9},
    {"lessequal", 0x2264},
    {"greaterequal", 0x2265},
    {"notequal", 0x2260},
    {"infinity", 0x221e},
    {"arrowright", 0x2192},
    {"eacute", 0xe9},
    {"egrave", 0xe8},
    {"adieresis", 0xe4},
    {"odieresis", 0xf6},
    {"udieresis", 0xfc},
    {"germandbls", 0xdf},
    {"agrave", 0xe0},
    {"aacute", 0xe1},
    {"ccedilla", 0xe7},
    {"ntilde", 0xf1},
    {"nbspace", 0xa0},
    {"periodcentered", 0xb7},
};

static uint32_t from_hex(struct str digits)
{
    uint32_t value = 0;
    if (digits.n < 4 || digits.n > 6)
        return 0;
    for (size_t i = 0; i < digits.n; i++) {
        int digit = hex_value(digits.p[i]);
        if (digit < 0)
            return 0;
        value = value * 16 + (uint32_t)digit;
    }
    return value;
}

uint32_t pdf_glyph_character(struct str name)
{
    if (name.n == 1)
        return (unsigned char)name.p[0];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (str_equal(str_from_c(names[i].name), name))
            return names[i].character;
    if (str_starts(name, STR("uni")))
        return from_hex(str_slice(name, 3, 7));
    if (str_starts(name, STR("u")))
        return from_hex(str_slice(name, 1, name.n));
    return 0;
}
