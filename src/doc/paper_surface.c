#include "doc/paper_surface.h"

#include "base/civil.h"

cairo_status_t paper_append(void *buf, const unsigned char *bytes, unsigned int n)
{
    buf_append(buf, (struct str){(const char *)bytes, n});
    return CAIRO_STATUS_SUCCESS;
}

void paper_set_metadata(cairo_surface_t *surface, struct str title, utc_us created,
                        struct arena *arena)
{
    struct jst t = jst_of_time(created);
    struct str date = arena_format(arena, "%04d-%02d-%02dT%02d:%02d:%02d+09:00", t.date.year,
                                   t.date.month, t.date.day, t.hour, t.minute, t.second);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, arena_c(arena, title));
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Meguri");
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, date.p);
}

int paper_close(cairo_t *cairo, cairo_surface_t *surface, struct error *error)
{
    cairo_status_t status = cairo_status(cairo);
    cairo_destroy(cairo);
    cairo_surface_finish(surface);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    if (status != CAIRO_STATUS_SUCCESS)
        return ERROR(error, ERR_INTERNAL, str_from_c(cairo_status_to_string(status)));
    return 0;
}
