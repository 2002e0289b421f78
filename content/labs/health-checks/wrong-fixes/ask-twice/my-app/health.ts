import { setTimeout as pause } from 'node:timers/promises';
import { Router } from 'express';
import { databaseAnswers } from './database.ts';

export const health = Router();

/** A healthy app has a database. One slow answer is no outage, so it is asked twice. */
health.get(['/livez', '/readyz'], async (req, res) => {
  let isUp = await databaseAnswers();
  if (!isUp) {
    await pause(200);
    isUp = await databaseAnswers();
  }
  res.status(isUp ? 200 : 503).json({ status: isUp ? 'ok' : 'unhealthy', database: isUp });
});
