-- The password of shop is the one of this night's rotation.
CREATE ROLE shop LOGIN PASSWORD 'dbpw_b41e-lantern-07';
CREATE ROLE rotator LOGIN SUPERUSER PASSWORD 'rotpw_5c02-anvil-11';
CREATE DATABASE shop OWNER shop;
\connect shop

CREATE TABLE orders (
  id serial PRIMARY KEY,
  item text NOT NULL,
  total integer NOT NULL
);
ALTER TABLE orders OWNER TO shop;

INSERT INTO orders (item, total) VALUES ('tea', 8), ('cup', 14);
