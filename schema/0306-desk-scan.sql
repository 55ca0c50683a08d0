-- What the malware scan said of a paper; no row: not scanned. name: what was found. reason: why not
-- scanned, a sentence. again = 1: worth another try. engine: program and definitions, as it says itself.
CREATE TABLE desk_scan (
    file    {REF} PRIMARY KEY REFERENCES desk_file (id),
    outcome {TEXT} NOT NULL,
    name    {TEXT} NOT NULL,
    reason  {TEXT} NOT NULL,
    engine  {TEXT} NOT NULL,
    again   {INT} NOT NULL,
    at      {TIME} NOT NULL,
    CHECK (outcome IN ('clean', 'infected', 'unscanned'))
);
CREATE INDEX desk_scan_again ON desk_scan (at) WHERE again = 1;
-- Synthetic papers have no bytes: what there is to scan and read is few among many.
CREATE INDEX desk_file_bytes ON desk_file (id) WHERE blob <> '';
