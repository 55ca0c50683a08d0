-- id = kind * 2^44 + the document's id within its kind, so that the newest of a kind come first in
-- descending order. body is the normalised text.
CREATE TABLE store_search_kind (
    id   {ID},
    name {TEXT} NOT NULL UNIQUE
);
-- only sqlite
CREATE TABLE store_search (
    id         INTEGER PRIMARY KEY,
    commission {REF} NOT NULL,
    body       {TEXT} NOT NULL
);
-- Holds for each character, each pair of characters and each commission the list of documents.
CREATE VIRTUAL TABLE store_search_index USING fts5 (
    body, content = '', columnsize = 0, detail = none, tokenize = 'meguri'
);
-- only postgres
CREATE TABLE store_search (
    id         BIGINT PRIMARY KEY,
    commission {REF} NOT NULL,
    body       {TEXT} NOT NULL,
    tokens     TEXT[] COLLATE "C" NOT NULL
);
-- A long list of pending entries would be read by every search.
CREATE INDEX store_search_tokens ON store_search USING gin (tokens)
    WITH (gin_pending_list_limit = 512);
-- both
