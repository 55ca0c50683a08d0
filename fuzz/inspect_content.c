/* Any bytes as the content stream, or as the ToUnicode map, of a PDF that is otherwise sound. */
#include "base/check.h"
#include "inspect/inspect.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct inspect *inspect;
    if (!inspect)
        inspect = inspect_create();
    if (size == 0)
        return 0;
    struct str given = {(const char *)data + 1, size - 1};
    struct str content =
        data[0] & 1 ? STR("BT /F1 9 Tf 10 50 Td <000100020003> Tj (ab) Tj ET") : given;
    struct str map = data[0] & 1 ? given : STR("beginbfchar <0001><6C34> endbfchar");
    struct buf file = {0};
    buf_append(&file, STR("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 "
                          "obj<</Type/Pages/Kids[3 0 R]/Count 1>>"
                          "endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Contents "
                          "4 0 R/Resources<</Font<<"
                          "/F1 5 0 R/F2 8 0 R>>/XObject<</X 9 0 R>>/ExtGState<</G<</ca "
                          "0>>>>>>>>endobj\n5 0 obj<</Type/Font"
                          "/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[6 0 "
                          "R]/ToUnicode 7 0 R>>endobj\n"
                          "6 0 obj<</Subtype/CIDFontType2/DW 1000/W[1[500 600]]>>endobj\n8 0 "
                          "obj<</Type/Font/Subtype/Type1"
                          "/BaseFont/B>>endobj\n"));
    buf_append(&file, STR("9 0 obj<</Subtype/Form/BBox[0 0 50 50]/Length 13>>stream\n"
                          "0 0 9 9 re f\n\nendstream endobj\n"));
    buf_format(&file, "4 0 obj<</Subtype/Form/BBox[0 0 99 99]/Length %zu>>stream\n", content.n);
    buf_append(&file, content);
    buf_format(&file, "\nendstream endobj\n7 0 obj<</Length %zu>>stream\n", map.n);
    buf_append(&file, map);
    buf_append(&file,
               STR("\nendstream endobj\ntrailer<</Root 1 0 R/Size 10>>\nstartxref\n0\n%%EOF\n"));
    struct arena *arena = arena_create();
    struct inspect_report report;
    inspect_bytes(inspect, STR("a.pdf"), buf_str(&file), NULL, arena, &report);
    arena_destroy(arena);
    buf_finish(&file);
    return 0;
}
