-- Series of loggers: one row of water_series per point and quantity, its values packed by thousands
-- (src/water/data/series_pack.h). Each import has chunks of its own: it can be taken out again.
CREATE TABLE water_series (
    id    {ID},
    mine  {REF} NOT NULL REFERENCES water_mine (id),
    point {REF} NOT NULL REFERENCES water_point (id),
    item  {TEXT} NOT NULL
);
CREATE UNIQUE INDEX water_series_key ON water_series (point, item);
CREATE INDEX water_series_mine ON water_series (mine);
CREATE TABLE water_series_chunk (
    id       {ID},
    series   {REF} NOT NULL REFERENCES water_series (id),
    import   {REF} NOT NULL REFERENCES water_import (id),
    first_at {TIME} NOT NULL,
    last_at  {TIME} NOT NULL,
    amount   {INT} NOT NULL,
    scale    {INT} NOT NULL,
    packed   {BYTES} NOT NULL
);
CREATE INDEX water_series_chunk_time ON water_series_chunk (series, first_at);
CREATE INDEX water_series_chunk_import ON water_series_chunk (import);
