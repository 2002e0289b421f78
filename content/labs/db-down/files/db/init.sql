CREATE ROLE shop LOGIN;
CREATE DATABASE shop OWNER shop;
\connect shop

CREATE TABLE orders (
  id serial PRIMARY KEY,
  item text NOT NULL,
  total integer NOT NULL CHECK (total >= 0)
);
ALTER TABLE orders OWNER TO shop;

INSERT INTO orders (item, total) VALUES ('tea', 8), ('cup', 14);
