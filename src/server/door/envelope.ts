import type { Entry } from '../../account/entry-types.ts';
import type { EnvelopeView } from '../../model/log-views.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const dayUs = 86_400_000_000;

/**
 * What is shown of an entry whose envelope is withheld (docs/adr/0007-one-door.md): that it stands there, and its commitment; the day, which its neighbours tell as well.
 */
export function withheldView(index: number, entry: Entry): EnvelopeView {
  return {
    index,
    stream: 'withheld',
    version: 1,
    kind: 'withheld',
    timeUs: Math.floor(entry.timeUs / dayUs) * dayUs,
    role: 'withheld',
    state: 'withheld',
    agency: 'withheld',
    compartment: 'withheld',
    command: '0'.repeat(32),
    part: 0,
    parts: 1,
    commitment: hex(entry.commitment),
    body: 'sealed',
    attachments: [],
    withheld: true,
  };
}

/** All but the body of an entry. */
export function envelopeView(index: number, entry: Entry): EnvelopeView {
  const { stream, version, kind, timeUs, role, state, agency, compartment, part, parts } = entry;
  return {
    index,
    stream,
    version,
    kind,
    timeUs,
    role,
    state,
    agency,
    compartment,
    command: hex(entry.command),
    part,
    parts,
    commitment: hex(entry.commitment),
    body: entry.body.form,
    attachments: entry.attachments.map(({ sha256, sizeBytes }) => ({ sha256: hex(sha256), sizeBytes })),
  };
}
