/** What a trace of system calls says about acknowledgements. */
export interface Trace {
  readonly acknowledgements: number;
  readonly syncs: number;
  /** Acknowledgements written before the sync of their record had returned. */
  readonly early: readonly string[];
}

const CALL = /^(\d+)\s+(pwrite64|write|fdatasync)\((\d+)<([^>]*)>(?:, "([^"]*)")?/;
const RESUMED = /^(\d+)\s+<\.\.\. fdatasync resumed>.*= (-?\d+)/;

function bytesOf(escaped: string): Buffer {
  return Buffer.from(escaped.replaceAll('\\x', ''), 'hex');
}

/** Entries up to which the journal is written, from the header of a record. */
function endOf(record: Buffer): number {
  return record.length < 16 ? 0 : Number(record.readBigUInt64BE(4)) + record.readUInt32BE(12);
}

/**
 * Reads the output of `strace -f -y -xx -s 48` on a process that writes `id first count` to its standard output for each acknowledged command: a sync
 * covers what was written before it began, and counts when it has returned 0.
 */
export function readTrace(text: string): Trace {
  let written = 0;
  let durable = 0;
  let acknowledgements = 0;
  let syncs = 0;
  const early: string[] = [];
  const begun = new Map<string, number>();
  const end = (thread: string, result: string): void => {
    const covers = begun.get(thread);
    begun.delete(thread);
    if (covers === undefined || result !== '0') return;
    durable = Math.max(durable, covers);
    syncs++;
  };
  for (const line of text.split('\n')) {
    const resumed = RESUMED.exec(line);
    if (resumed !== null) {
      end(resumed[1]!, resumed[2]!);
      continue;
    }
    const call = CALL.exec(line);
    if (call === null) continue;
    const [, thread = '', name, descriptor, path = '', data = ''] = call;
    const ofJournal = bytesOf(path).includes('/journal/');
    if (name === 'pwrite64' && ofJournal) written = Math.max(written, endOf(bytesOf(data)));
    else if (name === 'fdatasync' && ofJournal) {
      begun.set(thread, written);
      const result = / = (-?\d+)/.exec(line);
      if (result !== null) end(thread, result[1]!);
    } else if (name === 'write' && descriptor === '1') {
      const told = bytesOf(data).toString().trim();
      const [, first, count] = told.split(' ');
      if (count === undefined) continue;
      acknowledgements++;
      if (Number(first) + Number(count) > durable) early.push(told);
    }
  }
  return { acknowledgements, syncs, early };
}
