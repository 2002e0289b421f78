// Makes the statement of every customer in a data file, and fails when one of them cannot be made.

import { statementOf } from './statement.ts';
import { readCustomers } from './store.ts';

const file = process.argv[2] ?? 'data/sample.json';
const customers = readCustomers(file);
let failed = 0;
for (const customer of customers) {
  try {
    statementOf(customer);
  } catch (error) {
    failed += 1;
    console.log(`customer ${customer.id}: ${error}`);
  }
}
console.log(`${file}: ${customers.length} statements, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
