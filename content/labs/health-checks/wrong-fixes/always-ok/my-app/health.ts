import { Router } from 'express';

export const health = Router();

health.get(['/livez', '/readyz'], (req, res) => {
  res.json({ status: 'ok' });
});
