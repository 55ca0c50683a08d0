/* The handlers of the desk's pages (page_*.c) and their table (page_routes.c). */
#ifndef MEGURI_DESK_PAGE_ROUTES_H
#define MEGURI_DESK_PAGE_ROUTES_H

#include "desk/page.h"

/* Pages and downloads. */
web_handler desk_page_today, desk_page_list, desk_page_case, desk_page_record, desk_page_cargo,
    desk_page_answer, desk_page_papers, desk_page_ask, desk_page_take_back, desk_page_approve,
    desk_page_send, desk_page_telephone, desk_page_registry, desk_page_file, desk_page_picture,
    desk_page_pdf, desk_page_approvals, desk_page_entry, desk_page_outbox, desk_page_close,
    desk_page_workbook, desk_page_csv, desk_page_month, desk_page_month_workbook,
    desk_page_settings, desk_page_layouts, desk_page_layout, desk_page_capabilities,
    desk_page_audit, desk_page_link, desk_page_link_answered;
web_handler desk_page_published_list, desk_page_published, desk_page_published_pdf;
web_handler desk_page_holidays, desk_page_holiday_list, desk_act_holidays, desk_act_holidays_apply;
web_handler desk_page_zip, desk_page_erase, desk_page_erasures, desk_page_erasure, desk_act_erase,
    desk_act_erase_confirm, desk_act_erase_withdraw;
/* Actions: one call of the room each, then a redirect. */
web_handler desk_act_advance, desk_act_record, desk_act_cargo, desk_act_cargo_remove,
    desk_act_document, desk_act_assign, desk_act_notice, desk_act_attention, desk_act_note,
    desk_act_file, desk_act_merge, desk_act_different, desk_act_answer, desk_act_papers,
    desk_act_ask, desk_act_take_back, desk_act_approve, desk_act_send, desk_act_address,
    desk_act_telephone, desk_act_entry, desk_act_outbox_cancel, desk_act_outbox_decide,
    desk_act_export, desk_act_register, desk_act_request_publish, desk_act_published,
    desk_act_close, desk_act_record_loaded, desk_act_excuse, desk_act_pdf_make,
    desk_act_pdf_exclude, desk_act_check_online, desk_act_setting, desk_act_layout,
    desk_act_link;

/* A day and a time of day (JST) that were typed, as one moment. ERR_DATE. */
int desk_time_of_fields(const struct web_request *request, struct str day, struct str time,
                        utc_us *out, struct error *error);

#endif
