-- Published records of a cargo class, newest first.
CREATE INDEX desk_case_published_class ON desk_case (commission, cargo_class, id)
    WHERE state = 'published';
