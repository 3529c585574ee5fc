import type { Entry } from '../../account/entry-types.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** What everybody may know of an entry who may know of it at all: all but its body. */
export function envelopeView(index: number, entry: Entry) {
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
