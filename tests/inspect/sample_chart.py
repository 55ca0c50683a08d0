"""Workbooks with a chart that programs really draw."""
from sample_office import MAIN, RELATION, SHEETS, workbook

BOOK, SHEET = "xl/workbook.xml", "xl/worksheets/sheet1.xml"
CHART = MAIN + "drawingml/2006/chart"
DRAWING = MAIN + "drawingml/2006/spreadsheetDrawing"
MAIN_DRAWING = MAIN + "drawingml/2006/main"


def rows(count, *hidden, start=1):
    """Column A counts, column B has ten times as much."""
    return "".join(f'<row r="{r}"{" hidden=" + chr(34) + "1" + chr(34) if r in hidden else ""}><c r="A{r}"><v>{r}</v></c><c r="B{r}"><v>{r * 10}</v></c></row>'
                   for r in range(start, start + count))


def cache(values):
    points = "".join(f'<c:pt idx="{i}"><c:v>{value}</c:v></c:pt>' for i, value in enumerate(values))
    return f'<c:numCache><c:formatCode>General</c:formatCode><c:ptCount val="{len(values)}"/>{points}</c:numCache>'


def chart_part(values, formula, categories="", shows_hidden=False):
    """One row of bars; `values` is what was drawn when it was saved."""
    labels = f"<c:cat><c:numRef><c:f>{categories}</c:f>{cache(range(1, len(values) + 1))}</c:numRef></c:cat>" if categories else ""
    return (f'<c:chartSpace xmlns:c="{CHART}" xmlns:a="{MAIN_DRAWING}"><c:chart><c:plotArea><c:layout/><c:barChart><c:barDir val="col"/><c:grouping val="clustered"/>'
            f'<c:varyColors val="0"/><c:ser><c:idx val="0"/><c:order val="0"/><c:spPr><a:solidFill><a:srgbClr val="1F497D"/></a:solidFill></c:spPr>{labels}<c:val><c:numRef><c:f>{formula}</c:f>'
            f'{cache(values)}</c:numRef></c:val></c:ser><c:axId val="111"/><c:axId val="112"/></c:barChart><c:catAx><c:axId val="111"/>'
            '<c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="b"/><c:crossAx val="112"/></c:catAx><c:valAx><c:axId val="112"/>'
            '<c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="l"/><c:crossAx val="111"/></c:valAx></c:plotArea>'
            f'<c:plotVisOnly val="{0 if shows_hidden else 1}"/></c:chart></c:chartSpace>')


def charted(sheet_rows, chart):
    """The chart stands beside the rows of the first sheet."""
    book = workbook()
    text = book.parts[SHEET].decode()
    head, tail = text.split("<sheetData>")[0], text.split("</sheetData>")[1]
    book.parts[SHEET] = f"{head}<sheetData>{sheet_rows}</sheetData>{tail}".encode()
    relation = book.put("xl/drawings/drawing1.xml", (
        f'<xdr:wsDr xmlns:xdr="{DRAWING}" xmlns:a="{MAIN_DRAWING}"><xdr:absoluteAnchor><xdr:pos x="2000000" y="300000"/><xdr:ext cx="4000000" cy="2500000"/>'
        '<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="2" name="Chart 1"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm>'
        f'<a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic><a:graphicData uri="{CHART}"><c:chart xmlns:c="{CHART}" '
        f'xmlns:r="{RELATION[:-1]}" r:id="rId1"/></a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:absoluteAnchor></xdr:wsDr>'), SHEET, "drawing")
    book.put("xl/charts/chart1.xml", chart, "xl/drawings/drawing1.xml", "chart")
    book.types["xl/drawings/drawing1.xml"] = "application/vnd.openxmlformats-officedocument.drawing+xml"
    book.types["xl/charts/chart1.xml"] = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
    book.change(SHEET, "</worksheet>", f'<drawing xmlns:r="{RELATION[:-1]}" r:id="{relation}"/></worksheet>')
    return book


def add_sheet(book, number, name, sheet_rows, state=""):
    part = f"xl/worksheets/sheet{number}.xml"
    relation = book.put(part, f"<worksheet {SHEETS}><sheetData>{sheet_rows}</sheetData></worksheet>", BOOK, "worksheet")
    book.types[part] = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
    book.change(BOOK, "</sheets>", f'<sheet name="{name}" sheetId="{number}"{state} r:id="{relation}"/></sheets>')
    return book
