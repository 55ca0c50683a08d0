#include "inspect/xml.h"

#include <expat.h>
#include <string.h>

#include "base/check.h"

enum { MOST_DEPTH = 2000 };

struct reading {
    XML_Parser parser;
    struct work *work;
    const struct xml_handler *handler;
    void *state;
    int depth;
    bool is_refused; /* DTD, depth, too many elements */
};

static struct str local_name(const char *name)
{
    const char *start = name, *p = name;
    for (; *p; p++)
        if (*p == ':')
            start = p + 1;
    return (struct str){start, (size_t)(p - start)};
}

struct str xml_attribute(const char **attributes, const char *name)
{
    for (size_t i = 0; attributes[i]; i += 2) {
        const char *a = attributes[i];
        if (strcmp(a, name) == 0)
            return str_from_c(attributes[i + 1]);
        const char *colon = strchr(a, ':');
        if (colon && strcmp(colon + 1, name) == 0)
            return str_from_c(attributes[i + 1]);
    }
    return STR("");
}

bool xml_is_on(struct str value)
{
    return !str_equal(value, STR("0")) && !str_equal(value, STR("false")) &&
           !str_equal(value, STR("off"));
}

int64_t xml_integer(const char **attributes, const char *name, int64_t fallback)
{
    int64_t value;
    return str_to_int64(str_trim(xml_attribute(attributes, name)), &value) ? value : fallback;
}

static void refuse(struct reading *reading)
{
    reading->is_refused = true;
    XML_StopParser(reading->parser, XML_FALSE);
}

static void start(void *data, const XML_Char *name, const XML_Char **attributes)
{
    struct reading *reading = data;
    if (++reading->depth > MOST_DEPTH || --reading->work->budget->elements < 0) {
        refuse(reading);
        return;
    }
    reading->handler->start(reading->state, local_name(name), attributes);
}

static void end(void *data, const XML_Char *name)
{
    struct reading *reading = data;
    reading->depth--;
    reading->handler->end(reading->state, local_name(name));
}

static void text(void *data, const XML_Char *bytes, int n)
{
    struct reading *reading = data;
    reading->handler->text(reading->state, (struct str){bytes, (size_t)n});
}

static void doctype(void *data, const XML_Char *name, const XML_Char *system,
                    const XML_Char *public, int internal)
{
    (void)name, (void)system, (void)public, (void)internal;
    refuse(data);
}

static bool feed(void *state, struct str piece)
{
    struct reading *reading = state;
    return XML_Parse(reading->parser, piece.p, (int)piece.n, 0) == XML_STATUS_OK;
}

static void begin(struct reading *reading, struct work *work, const struct xml_handler *handler,
                  void *state)
{
    *reading = (struct reading){
        .parser = XML_ParserCreate(NULL), .work = work, .handler = handler, .state = state};
    CHECK(reading->parser);
    XML_SetElementHandler(reading->parser, start, end);
    XML_SetCharacterDataHandler(reading->parser, text);
    XML_SetStartDoctypeDeclHandler(reading->parser, doctype);
    XML_SetUserData(reading->parser, reading);
}

/* True when the document ended well. */
static bool finish(struct reading *reading, struct str part, bool fed, bool quietly)
{
    bool whole = fed && XML_Parse(reading->parser, "", 0, 1) == XML_STATUS_OK;
    enum XML_Error error = XML_GetErrorCode(reading->parser);
    XML_ParserFree(reading->parser);
    if (whole || quietly)
        return whole;
    if (reading->is_refused)
        work_not_inspected(reading->work, part,
                           STR("DTD または異常な入れ子があるため、XML を読むのをやめました"),
                           STR("XML not read: it has a DTD or is nested beyond reason"));
    else if (error != XML_ERROR_NONE)
        work_not_inspected(reading->work, part, STR("XML の形が正しくありません"),
                           STR("the XML is not well formed"));
    return false;
}

bool xml_read_entry(struct work *work, const struct zip_entry *entry,
                    const struct xml_handler *handler, void *state)
{
    struct reading reading;
    begin(&reading, work, handler, state);
    bool fed = zip_unpack(work, entry, feed, &reading);
    return finish(&reading, entry->name, fed, false);
}

bool xml_read_bytes(struct work *work, struct str part, struct str bytes, bool quietly,
                    const struct xml_handler *handler, void *state)
{
    struct reading reading;
    begin(&reading, work, handler, state);
    bool fed = true;
    for (size_t at = 0; at < bytes.n && fed; at += 1 << 20)
        fed = feed(&reading, str_slice(bytes, at, at + (1 << 20)));
    return finish(&reading, part, fed, quietly);
}
