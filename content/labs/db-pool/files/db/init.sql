CREATE ROLE shop LOGIN;
CREATE DATABASE shop OWNER shop;
\connect shop

CREATE TABLE products (
  sku text PRIMARY KEY,
  price integer NOT NULL
);
CREATE TABLE orders (
  id serial PRIMARY KEY,
  total integer NOT NULL
);
CREATE TABLE order_lines (
  order_id integer NOT NULL REFERENCES orders (id),
  sku text NOT NULL REFERENCES products (sku),
  quantity integer NOT NULL CONSTRAINT quantity_is_positive CHECK (quantity > 0)
);
ALTER TABLE products OWNER TO shop;
ALTER TABLE orders OWNER TO shop;
ALTER TABLE order_lines OWNER TO shop;

INSERT INTO products (sku, price) VALUES ('tea', 8), ('cup', 14), ('pot', 32);
