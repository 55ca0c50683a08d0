-- Lists of holidays (official) and of further closed days (closures) as people gave them. Looked at first
-- (applied_at = 0), then applied; per kind the newest applied one is in force. body: the CSV's bytes.
CREATE TABLE desk_holiday_list (
    id         {ID},
    commission {REF} NOT NULL,
    kind       {TEXT} NOT NULL,
    name       {TEXT} NOT NULL,
    source     {TEXT} NOT NULL,
    body       {BYTES} NOT NULL,
    first_day  {INT} NOT NULL,
    last_day   {INT} NOT NULL,
    days       {INT} NOT NULL,
    author     {REF} NOT NULL,
    created    {TIME} NOT NULL,
    applied_by {REF} NOT NULL,
    applied_at {TIME} NOT NULL,
    CHECK (kind IN ('official', 'closures'))
);
CREATE INDEX desk_holiday_list_force ON desk_holiday_list (commission, kind, applied_at, id)
    WHERE applied_at > 0;
CREATE INDEX desk_holiday_list_newest ON desk_holiday_list (commission, id);
