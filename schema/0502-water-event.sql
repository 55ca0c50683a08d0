-- The trial log: what happened at a mine that explains its data. ended 0: a moment, or not over yet.
-- mantissa and scale with the unit: the new flow of a change, the renewed mass; unit empty: no figure.
CREATE TABLE water_event (
    id         {ID},
    mine       {REF} NOT NULL REFERENCES water_mine (id),
    point      {REF} REFERENCES water_point (id),
    kind       {TEXT} NOT NULL,
    began      {TIME} NOT NULL,
    ended      {TIME} NOT NULL,
    mantissa   {INT} NOT NULL,
    scale      {INT} NOT NULL,
    unit       {TEXT} NOT NULL,
    words      {TEXT} NOT NULL,
    author     {REF} NOT NULL,
    created    {TIME} NOT NULL,
    removed_by {REF} NOT NULL,
    removed_at {TIME} NOT NULL,
    CHECK (kind IN ('flow_change', 'renewal', 'blockage', 'outage', 'maintenance', 'note'))
);
CREATE INDEX water_event_mine ON water_event (mine, began);
