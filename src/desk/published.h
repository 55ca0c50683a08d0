/* Published records as customs and the Ministry of the Environment see them: what the registry holds of a
   published consultation in the columns of the layout "published_columns", and its named PDFs. Nothing of the
   way to it: no mails, drafts, notes or history. A case that is not published now, or of another commission,
   is ERR_NOT_FOUND. Permission desk.published.read; each reading is noted in the audit log. */
#ifndef MEGURI_DESK_PUBLISHED_H
#define MEGURI_DESK_PUBLISHED_H

#include "desk/list.h"
#include "desk/registry.h"

struct desk_published {
    int64_t case_id;
    struct str number;
    utc_us published_at;
    bool erased;              /* the personal data and the content are gone: sheet and pdfs are empty */
    struct desk_sheet sheet;  /* as loaded last; as the record stands when it was registered elsewhere */
    const struct desk_pdf *pdfs; /* made ones */
    size_t pdf_count;
};
int desk_published_read(const struct web_actor *actor, int64_t case_id, struct desk_published *out,
                        struct error *error);
/* As an anonymous file. */
int desk_published_pdf(const struct web_actor *actor, int64_t case_id, int64_t file, int *fd,
                       struct desk_pdf *out, struct error *error);

/* Words for one part each, in the way of desk_search; all empty: the newest. */
struct desk_published_query {
    struct str company;       /* of the consulter, the exporter or importer, the counterpart */
    struct str invoice;
    struct str cargo;         /* names and HS codes of the cargo lines */
    struct str cargo_class;   /* code, exactly; empty: all */
    int64_t after;            /* `next` of the page before; 0 */
};
struct desk_published_row {
    int64_t case_id;
    struct str number, company, invoices, country, cargo, cargo_class; /* cargo: names joined by 、 */
    enum desk_judgement judgement;
    day_number advised_day;
};
struct desk_published_list {
    struct desk_published_row *rows;
    size_t count;
    int64_t next;             /* where the next page begins; 0: there is none */
};
enum { DESK_PUBLISHED_PAGE = 50 };
int desk_published_search(const struct web_actor *actor, const struct desk_published_query *query,
                          struct desk_published_list *out, struct error *error);

#endif
