-- Cargo lines of an exported case: the CSV may have a row for each. 0: exported before lines were kept.
ALTER TABLE desk_batch_row ADD COLUMN cargo_lines {INT} NOT NULL DEFAULT 0;
