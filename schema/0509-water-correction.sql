-- A result is never overwritten without a trace: each row is what it was before a change, with who, when and why.
-- Its present state is water_value; changes counts how often it was changed.
-- flag: '' in use, 'suspect' in use and marked, 'excluded' left out of statistics, observations and screening.
ALTER TABLE water_value ADD COLUMN changes {INT} NOT NULL DEFAULT 0;
CREATE TABLE water_value_before (
    id         {ID},
    value      {REF} NOT NULL REFERENCES water_value (id),
    mantissa   {INT} NOT NULL,
    scale      {INT} NOT NULL,
    censored   {INT} NOT NULL,
    method     {TEXT} NOT NULL,
    written    {TEXT} NOT NULL,
    flag       {TEXT} NOT NULL,
    reason     {TEXT} NOT NULL,
    author     {REF} NOT NULL,
    changed_at {TIME} NOT NULL
);
CREATE INDEX water_value_before_value ON water_value_before (value, id);
