-- A survey: points to visit, what to take and to measure there.
CREATE TABLE water_campaign (
    id         {ID},
    commission {REF} NOT NULL REFERENCES account_commission (id),
    name       {TEXT} NOT NULL,
    purpose    {TEXT} NOT NULL,
    begins     {INT} NOT NULL,
    ends       {INT} NOT NULL,
    author     {REF} NOT NULL,
    created    {TIME} NOT NULL
);
CREATE INDEX water_campaign_newest ON water_campaign (commission, id);
-- items: keys of data/water/items.tsv joined by blanks. visited_at 0: not yet. latitude, longitude: decimals as
-- written, empty until known.
CREATE TABLE water_visit (
    id         {ID},
    campaign   {REF} NOT NULL REFERENCES water_campaign (id),
    mine       {REF} NOT NULL REFERENCES water_mine (id),
    point      {REF} NOT NULL REFERENCES water_point (id),
    planned    {INT} NOT NULL,
    items      {TEXT} NOT NULL,
    visited_at {TIME} NOT NULL,
    latitude   {TEXT} NOT NULL,
    longitude  {TEXT} NOT NULL,
    words      {TEXT} NOT NULL,
    author     {REF} NOT NULL,
    version    {INT} NOT NULL
);
CREATE UNIQUE INDEX water_visit_point ON water_visit (campaign, point);
CREATE INDEX water_visit_mine ON water_visit (mine);
-- A bottle filled at a visit; its number is the bottle of the sample that the laboratory's table brings.
-- sent, received: JST days, 0 not yet.
CREATE TABLE water_bottle (
    id         {ID},
    visit      {REF} NOT NULL REFERENCES water_visit (id),
    number     {TEXT} NOT NULL,
    fraction   {TEXT} NOT NULL,
    laboratory {TEXT} NOT NULL,
    sent       {INT} NOT NULL,
    received   {INT} NOT NULL
);
CREATE UNIQUE INDEX water_bottle_number ON water_bottle (visit, number);
CREATE TABLE water_photo (
    id      {ID},
    visit   {REF} NOT NULL REFERENCES water_visit (id),
    name    {TEXT} NOT NULL,
    blob    {TEXT} NOT NULL,
    size    {INT} NOT NULL,
    author  {REF} NOT NULL,
    created {TIME} NOT NULL
);
CREATE INDEX water_photo_visit ON water_photo (visit);

-- Answers of the hearing form of an existing plant; questions are data/water/hearing.tsv.
CREATE TABLE water_hearing (
    mine       {REF} NOT NULL REFERENCES water_mine (id),
    question   {TEXT} NOT NULL,
    answer     {TEXT} NOT NULL,
    author     {REF} NOT NULL,
    changed_at {TIME} NOT NULL,
    PRIMARY KEY (mine, question)
);
