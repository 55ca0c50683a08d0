#include <string.h>

#include "base/wire.h"
#include "worker/xlsx_parts.h"

void xlsx_fail(struct xlsx *x, enum worker_status status, struct str problem)
{
    if (x->status == WORKER_OK) {
        x->status = status;
        x->problem = problem;
    }
    if (x->parser)
        XML_StopParser(x->parser, XML_FALSE);
}

struct str xlsx_local_name(const char *name)
{
    const char *colon = strrchr(name, ':');
    return str_from_c(colon ? colon + 1 : name);
}

struct str xlsx_attribute(const char **attributes, const char *name)
{
    for (size_t i = 0; attributes[i]; i += 2)
        if (str_equal(xlsx_local_name(attributes[i]), str_from_c(name)))
            return str_from_c(attributes[i + 1]);
    return STR("");
}

/* With XML_UseParserAsHandlerArg the handlers get the parser and ask it for their state. */
static void refuse_doctype(void *parser, const XML_Char *name, const XML_Char *system,
                           const XML_Char *public, int internal)
{
    (void)name, (void)system, (void)public, (void)internal;
    XML_StopParser(parser, XML_FALSE);
}

static void feed(struct xlsx *x, zip_file_t *file, zip_uint64_t packed)
{
    char block[64 * 1024];
    zip_int64_t got;
    size_t total = 0;
    do {
        got = zip_fread(file, block, sizeof block);
        if (got < 0) {
            xlsx_fail(x, WORKER_BROKEN, STR("zip の中身が壊れています"));
            return;
        }
        total += (size_t)got;
        x->xml += (size_t)got;
        if (x->xml > SHEET_LIMIT_XML ||
            (total > ZIP_RATIO_FROM && total / ZIP_LIMIT_RATIO > packed)) {
            xlsx_fail(x, WORKER_OVER_LIMIT, STR("展開すると大きすぎます"));
            return;
        }
        if (XML_Parse(x->parser, block, (int)got, got == 0) != XML_STATUS_OK) {
            xlsx_fail(x, WORKER_BROKEN, STR("XML の形が正しくありません"));
            return;
        }
    } while (got > 0);
}

bool xlsx_parse_part(struct xlsx *x, struct str path, XML_StartElementHandler start,
                     XML_EndElementHandler end, XML_CharacterDataHandler text, void *state)
{
    zip_stat_t stat;
    const char *name = arena_c(x->arena, path);
    if (zip_stat(x->zip, name, ZIP_FL_NOCASE, &stat))
        return false;
    zip_file_t *file = zip_fopen_index(x->zip, stat.index, 0);
    if (!file) {
        xlsx_fail(x, WORKER_BROKEN, STR("zip の中身が壊れているか、暗号化されています"));
        return true;
    }
    x->parser = XML_ParserCreate("UTF-8");
    XML_SetElementHandler(x->parser, start, end);
    XML_SetCharacterDataHandler(x->parser, text);
    XML_SetUserData(x->parser, state);
    XML_SetStartDoctypeDeclHandler(x->parser, refuse_doctype);
    XML_UseParserAsHandlerArg(x->parser);
    feed(x, file, stat.comp_size);
    XML_ParserFree(x->parser);
    x->parser = NULL;
    zip_fclose(file);
    return true;
}

static void write_sheets(struct xlsx *x)
{
    wire_put_u32(x->sink->record, (uint32_t)x->sheet_count);
    for (size_t i = 0; i < x->sheet_count && x->status == WORKER_OK; i++) {
        wire_put_str(x->sink->record, x->sheets[i].name);
        wire_put_u32(x->sink->record, x->sheets[i].hidden);
        xlsx_read_cells(x, &x->sheets[i]);
        wire_put_u32(x->sink->record, UINT32_MAX);
    }
}

enum worker_status workbook_xlsx(struct str bytes, struct arena *arena, struct cell_sink *sink,
                                 struct str *problem)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(bytes.p, bytes.n, 0, &error);
    zip_t *zip = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
    zip_error_fini(&error);
    if (!zip) {
        zip_source_free(source);
        *problem = STR("zip の目次が読めません");
        return WORKER_BROKEN;
    }
    struct xlsx *x = ARENA_NEW(arena, struct xlsx);
    x->arena = arena;
    x->zip = zip;
    x->sink = sink;
    xlsx_read_workbook(x);
    if (x->status == WORKER_OK)
        xlsx_read_strings(x);
    if (x->status == WORKER_OK)
        xlsx_read_styles(x);
    if (x->status == WORKER_OK)
        write_sheets(x);
    zip_discard(zip);
    *problem = x->problem;
    return x->status;
}
