CREATE ROLE shop LOGIN;
CREATE DATABASE shop OWNER shop;
\connect shop

CREATE TABLE prices (
  sku text PRIMARY KEY,
  price integer NOT NULL
);
CREATE TABLE orders (
  id serial PRIMARY KEY,
  item text NOT NULL,
  total integer NOT NULL
);
ALTER TABLE prices OWNER TO shop;
ALTER TABLE orders OWNER TO shop;

INSERT INTO prices (sku, price) VALUES ('tea', 8), ('cup', 14), ('pot', 32);
INSERT INTO orders (item, total) VALUES ('tea', 8), ('cup', 14);
