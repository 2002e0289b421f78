import express from 'express';

const app = express();

const teas = [
  { sku: 'sencha', name: 'Sencha', price: 8 },
  { sku: 'assam', name: 'Assam', price: 6 },
];

app.get('/', (req, res) => {
  const featured = teas[0];
  res.json({ shop: 'shop.test', featured: featured.name, teas });
});

app.listen(3000, () => console.log('my-app listens on port 3000'));
