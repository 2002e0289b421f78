import { Router } from 'express';
import { databaseAnswers } from './database.ts';

export const health = Router();

/** A healthy app has a database. */
health.get(['/livez', '/readyz'], async (req, res) => {
  const isUp = await databaseAnswers();
  res.status(isUp ? 200 : 503).json({ status: isUp ? 'ok' : 'unhealthy', database: isUp });
});
