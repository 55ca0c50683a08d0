-- Open enquiries are few among many enquiries.
CREATE INDEX desk_case_open_kind ON desk_case (commission, is_open, kind, id) WHERE is_open = 1;
