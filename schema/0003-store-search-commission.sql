-- only sqlite
CREATE INDEX store_search_commission ON store_search (commission);
-- both
