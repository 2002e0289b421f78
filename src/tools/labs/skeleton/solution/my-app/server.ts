import { existsSync, readFileSync } from 'node:fs';
import express from 'express';

const app = express();
const settings = existsSync('settings.json')
  ? JSON.parse(readFileSync('settings.json', 'utf8'))
  : { greeting: 'Welcome' };

app.get('/api/greeting', (req, res) => {
  res.json({ greeting: settings.greeting });
});

app.listen(3000, () => console.log('my-app listens on port 3000'));
