"""Presentations, one for each kind that pptx can hide."""
from sample_office import presentation, shape

SLIDE, MAIN = "ppt/slides/slide1.xml", "ppt/presentation.xml"
BLACK = '<a:solidFill><a:srgbClr val="202020"/></a:solidFill>'
WHITE = '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>'


def with_part(name, content, source=SLIDE, kind="customKind"):
    made = presentation()
    made.put(name, content, source, kind)
    return made.bytes()


def main_part(text):
    made = presentation()
    made.change(MAIN, "</p:presentation>", text + "</p:presentation>")
    return made.bytes()


def samples():
    yield "-", "slides.pptx", presentation().bytes(), ""
    yield "-", "on_dark.pptx", presentation(shape("見出し", fill=BLACK, run=WHITE)).bytes(), ""
    notes = "<p:notes xmlns:p='p' xmlns:a='a'><a:p><a:r><a:t>言わないこと</a:t></a:r></a:p></p:notes>"
    yield "PP-01", "notes.pptx", with_part("ppt/notesSlides/notesSlide1.xml", notes, kind="notesSlide"), "スライド1"
    yield "PP-02", "hidden.pptx", presentation(attributes=' show="0"').bytes(), "スライド1"
    yield "PP-03", "outside.pptx", presentation(shape("見える") + shape("外の文字", x=-5000000)).bytes(), "スライド1"
    group = ('<p:grpSp><p:grpSpPr><a:xfrm><a:off x="13000000" y="0"/><a:ext cx="1000" cy="1000"/><a:chOff x="0" y="0"/>'
             '<a:chExt cx="1000" cy="1000"/></a:xfrm></p:grpSpPr>' + shape("組の文字", x=0, y=0, cx=100, cy=100) + "</p:grpSp>")
    yield "PP-03", "group.pptx", presentation(shape("見える") + group).bytes(), "スライド1"
    yield "PP-04", "invisible.pptx", presentation(shape("見える") + shape("隠した図形", hidden=' hidden="1"')).bytes(), "スライド1"
    yield "PP-04", "white.pptx", presentation(shape("白い文字", run=WHITE)).bytes(), "スライド1"
    comments = "<p:cmLst xmlns:p='p'><p:cm><p:text>見直し</p:text></p:cm></p:cmLst>"
    yield "PP-05", "comments.pptx", with_part("ppt/comments/comment1.xml", comments, kind="comments"), "スライド1"
    layout = "<p:sldLayout xmlns:p='p' xmlns:a='a'><a:p><a:r><a:t>甲社 社外秘</a:t></a:r></a:p></p:sldLayout>"
    yield "PP-06", "layout.pptx", with_part("ppt/slideLayouts/slideLayout9.xml", layout, MAIN, "slideLayout"), "slideLayout9.xml"
    yield "PP-07", "section.pptx", main_part('<p14:section xmlns:p14="s" name="没案"/>'), "section/@name"
    yield "PP-08", "covered.pptx", presentation(shape("裏の文字") + shape("", cx=4000000, cy=2000000, x=500000, y=500000, fill=BLACK)).bytes(), "スライド1"
    yield "PP-09", "video.pptx", with_part("ppt/media/media1.mp4", b"\0\0\0\x18ftypmp42", kind="video"), "media1.mp4"
