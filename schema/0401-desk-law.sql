-- The law in the desk. Of each cargo line: what is known of it for the judgement (JSON of docs/law.md,
-- without what the case's record says). imported: where the analyses came from, a sentence; may be empty.
CREATE TABLE desk_law_input (
    cargo      {REF} PRIMARY KEY REFERENCES desk_cargo (id) ON DELETE CASCADE,
    version    {INT} NOT NULL,
    content    {TEXT} NOT NULL,
    imported   {TEXT} NOT NULL,
    author     {REF} NOT NULL,
    changed_at {TIME} NOT NULL
);

-- A judgement that a person made in view of a proposal; never changed. content: the whole cargo as it
-- was judged, so that it can be judged again. row_list: JSON list of the rows the proposal cited.
-- newest = 1: the last one of its line. reason: why it departs from the proposal, else empty.
CREATE TABLE desk_law_decision (
    id           {ID},
    commission   {REF} NOT NULL,
    case_id      {REF} NOT NULL REFERENCES desk_case (id),
    cargo        {REF} NOT NULL,
    line_name    {TEXT} NOT NULL,
    newest       {INT} NOT NULL,
    as_of        {INT} NOT NULL,
    edition      {TEXT} NOT NULL,
    stamp        {INT} NOT NULL,
    proposal     {TEXT} NOT NULL,
    if_confirmed {TEXT} NOT NULL,
    judgement    {TEXT} NOT NULL,
    reason       {TEXT} NOT NULL,
    row_list     {TEXT} NOT NULL,
    content      {TEXT} NOT NULL,
    author       {REF} NOT NULL,
    decided_at   {TIME} NOT NULL,
    decided_day  {INT} NOT NULL,
    CHECK (judgement IN ('yes', 'no'))
);
CREATE INDEX desk_law_decision_case ON desk_law_decision (case_id, id);
CREATE INDEX desk_law_decision_cargo ON desk_law_decision (cargo, id);
CREATE INDEX desk_law_decision_newest ON desk_law_decision (commission, id) WHERE newest = 1;

-- Counts the changes of the rows in force; mark is random and new with each change: programs that share
-- the data look at it before they judge.
CREATE TABLE desk_law_stamp (
    commission {REF} PRIMARY KEY,
    stamp      {INT} NOT NULL,
    mark       {TEXT} NOT NULL
);
-- Editions of the tables that cases were judged by, and the stamp at which the rows stood so.
CREATE TABLE desk_law_edition (
    commission {REF} NOT NULL,
    edition    {TEXT} NOT NULL,
    stamp      {INT} NOT NULL,
    first_used {TIME} NOT NULL,
    PRIMARY KEY (commission, edition)
);

-- Rows that people confirmed or added over the built-in tables of the law. body: head line and rows as
-- in the file. It holds from its second look (by another person) on: stamps in_force (0: not yet) up to
-- but without out_of_force (0: still). kind: confirm, edition, file (a user's whole table).
CREATE TABLE desk_law_overlay (
    id           {ID},
    commission   {REF} NOT NULL,
    version      {INT} NOT NULL,
    file         {TEXT} NOT NULL,
    row_key      {TEXT} NOT NULL,
    kind         {TEXT} NOT NULL,
    body         {TEXT} NOT NULL,
    row_count    {INT} NOT NULL,
    source       {TEXT} NOT NULL,
    source_day   {INT} NOT NULL,
    reason       {TEXT} NOT NULL,
    state        {TEXT} NOT NULL,
    in_force     {INT} NOT NULL,
    out_of_force {INT} NOT NULL,
    author       {REF} NOT NULL,
    created      {TIME} NOT NULL,
    second       {REF} NOT NULL,
    second_at    {TIME} NOT NULL,
    second_words {TEXT} NOT NULL,
    CHECK (kind IN ('confirm', 'edition', 'file')),
    CHECK (state IN ('proposed', 'in_force', 'refused', 'withdrawn'))
);
CREATE INDEX desk_law_overlay_file ON desk_law_overlay (commission, file, id);

-- What other countries say about a good that is brought in; each check is a new revision, the newest
-- holds. goods: a code of list cargo_class, or all. checked_on: JST day.
CREATE TABLE desk_country_rule (
    id         {ID},
    commission {REF} NOT NULL,
    number     {INT} NOT NULL,
    revision   {INT} NOT NULL,
    newest     {INT} NOT NULL,
    country    {TEXT} NOT NULL,
    goods      {TEXT} NOT NULL,
    effect     {TEXT} NOT NULL,
    rule       {TEXT} NOT NULL,
    source     {TEXT} NOT NULL,
    checked_on {INT} NOT NULL,
    author     {REF} NOT NULL,
    created    {TIME} NOT NULL,
    CHECK (effect IN ('allowed', 'conditional', 'prohibited', 'withdrawn'))
);
CREATE UNIQUE INDEX desk_country_rule_revision ON desk_country_rule (commission, number, revision);
CREATE INDEX desk_country_rule_newest ON desk_country_rule (commission, country, goods)
    WHERE newest = 1;
