-- Where a mine is. latitude, longitude: decimal degrees as written, empty until known.
ALTER TABLE water_mine ADD COLUMN municipality {TEXT} NOT NULL DEFAULT '';
ALTER TABLE water_mine ADD COLUMN latitude {TEXT} NOT NULL DEFAULT '';
ALTER TABLE water_mine ADD COLUMN longitude {TEXT} NOT NULL DEFAULT '';
