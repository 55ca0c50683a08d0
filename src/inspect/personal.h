/* Personal and company information in Japanese text: telephone, address, e-mail, individual number,
   accounts, dates of birth, names. A number alone proves little; a label beside it, a check digit
   or a form nobody else uses does. Tables: data/inspect/labels.tsv, surnames.tsv, places.tsv. */
#ifndef MEGURI_INSPECT_PERSONAL_H
#define MEGURI_INSPECT_PERSONAL_H

#include "inspect/work.h"

/* What a label (氏名, TEL, 生年月日 …) says of the text beside or below it. */
enum personal_context {
    CONTEXT_NAME = 1 << 0,
    CONTEXT_PHONE = 1 << 1,
    CONTEXT_ADDRESS = 1 << 2,
    CONTEXT_BIRTH = 1 << 3,
    CONTEXT_INDIVIDUAL = 1 << 4,
    CONTEXT_PASSPORT = 1 << 5,
    CONTEXT_LICENCE = 1 << 6,
    CONTEXT_ACCOUNT = 1 << 7,
    CONTEXT_PENSION = 1 << 8,
    CONTEXT_CARD = 1 << 9,
    CONTEXT_CORPORATE = 1 << 10,
    CONTEXT_PERSON = 1 << 12, /* a name and nothing else, be it on the list of surnames or not */
    CONTEXT_DATA = 1 << 11,   /* a column of measured values: numbers are numbers */
};

const struct personal_tables *personal_read_tables(struct arena *arena);

/* A cell that is a label and nothing else; 0 when it is none. */
unsigned personal_label(const struct inspect *inspect, struct str text);
/* False when a scan without context would find nothing: cheap. */
bool personal_may(const struct inspect *inspect, struct str text);
/* Reports what `text` (one paragraph, cell or line) holds; `context` comes from a label outside it.
 */
void personal_scan(struct work *work, struct str text, unsigned context,
                   const struct inspect_place *place);

#endif
