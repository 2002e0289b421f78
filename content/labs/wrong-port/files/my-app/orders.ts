export interface Order {
  id: number;
  item: string;
  total: number;
}

const orders: Order[] = [
  { id: 1001, item: 'tea', total: 8 },
  { id: 1002, item: 'cup', total: 14 },
];

export const listOrders = (): Order[] => orders;

export const findOrder = (id: number): Order | undefined =>
  orders.find((order) => order.id === id);
