/* ISO-2022-JP as it is really sent, to CP932, by arithmetic: glibc knows neither the NEC and IBM rows
   (① ㈱ 髙) nor half-width kana in it. */
#ifndef MEGURI_WORKER_JIS_H
#define MEGURI_WORKER_JIS_H

#include "base/buf.h"

/* Unknown escapes are dropped, bytes with the eighth bit pass as they are (half-JIS, half-SJIS mails
   exist), JIS X 0212 becomes 〓. A line end returns to ASCII. */
void jis_to_cp932(struct str bytes, struct buf *out);

#endif
