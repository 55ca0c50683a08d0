-- Where places lie on a picture: left, bottom, right, top of the page in points and its turn in degrees.
ALTER TABLE contract_inspection_picture ADD COLUMN geometry {TEXT} NOT NULL DEFAULT '';
