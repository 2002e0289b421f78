// The agent that the platform team runs beside each app. Every night, and whenever somebody asks it to, it gives the role
// of the shop a new password and writes that to the file below.
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import express from 'express';
import { Client } from 'pg';

const FILE = process.env.SECRET_FILE ?? './secrets/db-password';

async function opens(password: string): Promise<boolean> {
  const client = new Client({ host: 'db', database: 'shop', user: 'shop', password });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}

async function rotate(): Promise<{ newPasswordWorks: boolean; oldPasswordWorks: boolean }> {
  const before = (await readFile(FILE, 'utf8')).trim();
  const after = `dbpw_${randomBytes(9).toString('hex')}`;
  const client = new Client({ connectionString: process.env.ROTATOR_URL });
  await client.connect();
  await client.query(`ALTER ROLE shop PASSWORD '${after}'`);
  await client.end();
  await writeFile(FILE, `${after}\n`);
  return { newPasswordWorks: await opens(after), oldPasswordWorks: await opens(before) };
}

const agent = express();

agent.post('/rotate', async (req, res) => {
  res.json(await rotate());
});

agent.listen(8200, '127.0.0.1', () => console.log('secrets-agent listens on port 8200'));
