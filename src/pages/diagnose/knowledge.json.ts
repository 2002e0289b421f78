// What the Diagnose page loads on first use. Made at build from content/signatures and the facts.
import { type DiagnoseData, ROLE_NAMES } from '../../components/diagnose/data.ts';
import { facts } from '../../content/facts.ts';
import { knowledgeOf, loadSignatures } from '../../content/load-signatures.ts';

export function GET(): Response {
  const files = loadSignatures(process.cwd());
  const platforms = facts.platforms.map(({ id, name, layer }) => [id, { name, layer }] as const);
  const data: DiagnoseData = {
    knowledge: knowledgeOf(files),
    causes: Object.fromEntries(files.causes.map((cause) => [cause.id, cause])),
    hops: { ...Object.fromEntries(platforms), ...ROLE_NAMES },
  };
  return new Response(JSON.stringify(data), { headers: { 'content-type': 'application/json' } });
}
