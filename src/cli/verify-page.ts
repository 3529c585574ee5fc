import { quoted } from '../account/verify/bytes.ts';
import { problemKinds } from '../account/verify/problems.ts';
import type { Verdict } from '../account/verify/verify.ts';

const PROBLEMS_SHOWN = 50;

/** What was found, for a person: the verdict first, then what it rests on, then each problem with its place. */
export function verdictPage(verdict: Verdict, place: string, entriesPerS: number): string {
  const { ok, size, problems, more, cosigned } = verdict;
  const count = problems.length + more;
  const lines = [
    ok ? `Verified: ${place} is what was signed.` : `NOT verified: ${amount(count, 'problem')} in ${place}.`,
    '',
    `  entries    ${size ?? 'unknown'}${size === null ? '' : ` in ${amount(verdict.streams, 'stream')}, ${entriesPerS} checked a second`}`,
    `  blobs      ${verdict.blobs}`,
    `  origin     ${verdict.origin === null ? 'unknown' : plain(verdict.origin)}`,
    `  root       ${verdict.root ?? 'unknown'}`,
    ...(cosigned.length === 0
      ? ['  cosigned   by no witness']
      : cosigned.map((one) => `  cosigned   ${plain(one.name)}, ${timeText(one.timeS)}`)),
    ...(verdict.pending === null
      ? []
      : [`  pending    ${verdict.pending} entries, signed by the log, not yet cosigned`]),
    ...(verdict.filesListed
      ? []
      : ['  files      a web server cannot list them: files that do not belong there were not looked for']),
  ];
  if (count > 0) lines.push('');
  for (const { kind, entry, file, detail } of problems.slice(0, PROBLEMS_SHOWN)) {
    const where = [file === null ? undefined : plain(file), entry === null ? undefined : `entry ${entry}`];
    lines.push(
      `  ${kind}: ${where.filter((one) => one !== undefined).join(', ')}`,
      `      ${problemKinds[kind]}: ${detail}`,
    );
  }
  const unseen = count - Math.min(problems.length, PROBLEMS_SHOWN);
  if (unseen > 0) lines.push(`  and ${unseen} more${problems.length > PROBLEMS_SHOWN ? ' (--json lists more)' : ''}`);
  return `${lines.join('\n')}\n`;
}

const amount = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** A name as it stands, unless it holds what could mislead a terminal. */
function plain(name: string): string {
  const safe = quoted(name);
  return safe === `"${name}"` ? name : safe;
}

function timeText(timeS: bigint): string {
  const date = new Date(Number(timeS) * 1000);
  return Number.isNaN(date.getTime()) ? `${timeS} s` : date.toISOString().replace('.000Z', 'Z');
}
