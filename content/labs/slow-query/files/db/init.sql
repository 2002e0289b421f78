CREATE ROLE shop LOGIN;
CREATE DATABASE shop OWNER shop;
\connect shop

CREATE TABLE orders (
  id serial PRIMARY KEY,
  customer_id integer NOT NULL,
  total integer NOT NULL,
  placed_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE orders OWNER TO shop;

INSERT INTO orders (customer_id, total, placed_at)
SELECT 1 + i % 250, 5 + i % 90, timestamptz '2026-11-01 00:00:00+00' + i * interval '60 minutes'
FROM generate_series(1, 500) i;
ANALYZE orders;
