-- The month's figures count what came in between two times.
CREATE INDEX desk_case_received ON desk_case (commission, received_at);
