export interface Item {
  sku: string;
  price: number;
}

export interface Address {
  city: string;
  street: string;
}

export interface Order {
  id: number;
  items: Item[];
  total: number;
  shipTo: string;
}

let lastId = 1000;

export function createOrder(items: Item[], address: Address, total: number): Order {
  lastId += 1;
  return { id: lastId, items, total, shipTo: `${address.street}, ${address.city}` };
}
