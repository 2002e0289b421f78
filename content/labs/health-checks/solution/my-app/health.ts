import { Router } from 'express';
import { databaseAnswers } from './database.ts';

export const health = Router();

/** Only a restart can help one that does not answer here: so it asks for nothing that a restart does not mend. */
health.get('/livez', (req, res) => {
  res.json({ status: 'ok' });
});

/** Whether this instance should get requests now. */
health.get('/readyz', async (req, res) => {
  const isUp = await databaseAnswers();
  res.status(isUp ? 200 : 503).json({ status: isUp ? 'ok' : 'degraded', database: isUp });
});
