-- Mines and what is measured there. restricted = 1: only people of water_mine_access see the mine.
-- synthetic: demonstration data. vault: the key of the files that came with it.
CREATE TABLE water_mine (
    id         {ID},
    commission {REF} NOT NULL REFERENCES account_commission (id),
    code       {TEXT} NOT NULL,
    name       {TEXT} NOT NULL,
    prefecture {TEXT} NOT NULL,
    note       {TEXT} NOT NULL,
    restricted {INT} NOT NULL,
    synthetic  {INT} NOT NULL,
    vault      {REF} NOT NULL REFERENCES store_vault (id),
    created    {TIME} NOT NULL,
    version    {INT} NOT NULL
);
CREATE UNIQUE INDEX water_mine_code ON water_mine (commission, code);
CREATE TABLE water_mine_access (
    mine       {REF} NOT NULL REFERENCES water_mine (id),
    person     {REF} NOT NULL REFERENCES account_person (id),
    granted_by {REF} NOT NULL,
    granted_at {TIME} NOT NULL,
    PRIMARY KEY (mine, person)
);
CREATE INDEX water_mine_access_person ON water_mine_access (person);

-- Where water is taken. standard: the national limits that hold here. tank: its name in a study.
CREATE TABLE water_point (
    id       {ID},
    mine     {REF} NOT NULL REFERENCES water_mine (id),
    code     {TEXT} NOT NULL,
    name     {TEXT} NOT NULL,
    kind     {TEXT} NOT NULL,
    tank     {TEXT} NOT NULL,
    standard {TEXT} NOT NULL,
    created  {TIME} NOT NULL,
    version  {INT} NOT NULL,
    CHECK (kind IN ('raw', 'tank', 'treated', 'use', 'river', 'other')),
    CHECK (standard IN ('none', 'general', 'metal_mining'))
);
CREATE UNIQUE INDEX water_point_code ON water_point (mine, code);

-- Limits of a point beside the national ones; days are inclusive. A limit is ended, never changed.
CREATE TABLE water_limit (
    id         {ID},
    point      {REF} NOT NULL REFERENCES water_point (id),
    basis      {TEXT} NOT NULL,
    item       {TEXT} NOT NULL,
    is_most    {INT} NOT NULL,
    mantissa   {INT} NOT NULL,
    scale      {INT} NOT NULL,
    valid_from {INT} NOT NULL,
    valid_to   {INT} NOT NULL,
    source     {TEXT} NOT NULL,
    author     {REF} NOT NULL,
    created    {TIME} NOT NULL,
    CHECK (basis IN ('stricter', 'use_point', 'agreed'))
);
CREATE INDEX water_limit_point ON water_limit (point, item, valid_from);

-- 計量証明書. issued: JST day, 0 unknown. blob empty: only its number is known.
CREATE TABLE water_certificate (
    id         {ID},
    mine       {REF} NOT NULL REFERENCES water_mine (id),
    number     {TEXT} NOT NULL,
    laboratory {TEXT} NOT NULL,
    issued     {INT} NOT NULL,
    name       {TEXT} NOT NULL,
    blob       {TEXT} NOT NULL,
    size       {INT} NOT NULL,
    author     {REF} NOT NULL,
    created    {TIME} NOT NULL
);
CREATE UNIQUE INDEX water_certificate_number ON water_certificate (mine, number);

-- A table of a laboratory or a logger as it was given (blob), how it is read (layout, JSON), what came of it.
CREATE TABLE water_import (
    id         {ID},
    mine       {REF} NOT NULL REFERENCES water_mine (id),
    name       {TEXT} NOT NULL,
    size       {INT} NOT NULL,
    digest     {TEXT} NOT NULL,
    blob       {TEXT} NOT NULL,
    layout     {TEXT} NOT NULL,
    state      {TEXT} NOT NULL,
    added      {INT} NOT NULL,
    known      {INT} NOT NULL,
    warnings   {INT} NOT NULL,
    author     {REF} NOT NULL,
    created    {TIME} NOT NULL,
    stored_by  {REF} NOT NULL,
    stored_at  {TIME} NOT NULL,
    version    {INT} NOT NULL,
    CHECK (state IN ('draft', 'stored', 'withdrawn'))
);
CREATE INDEX water_import_mine ON water_import (mine, id);

-- Water taken at a point. has_time = 0: only the JST day is known (taken_at is its beginning).
CREATE TABLE water_sample (
    id          {ID},
    mine        {REF} NOT NULL REFERENCES water_mine (id),
    point       {REF} NOT NULL REFERENCES water_point (id),
    taken_at    {TIME} NOT NULL,
    has_time    {INT} NOT NULL,
    bottle      {TEXT} NOT NULL,
    laboratory  {TEXT} NOT NULL,
    certificate {REF} REFERENCES water_certificate (id),
    import      {REF} REFERENCES water_import (id),
    author      {REF} NOT NULL,
    created     {TIME} NOT NULL
);
CREATE UNIQUE INDEX water_sample_key ON water_sample (point, taken_at, bottle);
CREATE INDEX water_sample_mine ON water_sample (mine, taken_at);
CREATE INDEX water_sample_import ON water_sample (import);
CREATE INDEX water_sample_certificate ON water_sample (certificate);

-- mantissa / 10^scale in the unit of the item (data/water/items.tsv). censored = 1: below it ("<0.001");
-- 2: not detected, and the limit of detection is not known. written: as the laboratory wrote it, with its unit.
CREATE TABLE water_value (
    id       {ID},
    sample   {REF} NOT NULL REFERENCES water_sample (id),
    item     {TEXT} NOT NULL,
    fraction {TEXT} NOT NULL,
    mantissa {INT} NOT NULL,
    scale    {INT} NOT NULL,
    censored {INT} NOT NULL,
    method   {TEXT} NOT NULL,
    written  {TEXT} NOT NULL,
    flag     {TEXT} NOT NULL,
    import   {REF} REFERENCES water_import (id),
    author   {REF} NOT NULL,
    created  {TIME} NOT NULL,
    CHECK (fraction IN ('total', 'dissolved'))
);
CREATE UNIQUE INDEX water_value_key ON water_value (sample, item, fraction);
CREATE INDEX water_value_import ON water_value (import);

-- How the tables of a laboratory are read, kept under its name.
CREATE TABLE water_layout (
    id         {ID},
    commission {REF} NOT NULL REFERENCES account_commission (id),
    name       {TEXT} NOT NULL,
    content    {TEXT} NOT NULL,
    author     {REF} NOT NULL,
    changed    {TIME} NOT NULL
);
CREATE UNIQUE INDEX water_layout_name ON water_layout (commission, name);
