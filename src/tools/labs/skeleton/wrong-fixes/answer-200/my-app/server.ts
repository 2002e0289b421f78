import { readFileSync } from 'node:fs';
import express from 'express';

const app = express();

app.get('/api/greeting', (req, res) => {
  try {
    const { greeting } = JSON.parse(readFileSync('settings.json', 'utf8'));
    res.json({ greeting });
  } catch {
    res.json({ ok: false });
  }
});

app.listen(3000, () => console.log('my-app listens on port 3000'));
