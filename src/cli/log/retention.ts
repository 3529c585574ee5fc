import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { RetentionCommand } from '../../account/retention/decide.ts';
import { illustrativePolicies } from '../../account/retention/illustrative.ts';
import { parsePolicies, type RetentionPolicy } from '../../account/retention/policy.ts';
import { due } from '../../account/retention/state.ts';
import { AtalayaError } from '../../model/errors.ts';
import { isRefusal } from '../../model/refusal.ts';
import { type Ordered, orderRetention, readClocks } from '../../store/folder/clocks.ts';
import { openDataFolder } from '../../store/folder/data-folder.ts';
import { openReader } from '../../store/folder/reader.ts';
import type { Io } from '../command.ts';
import { timeText } from './show.ts';

/** Policies from a file; the illustrative ones where none is named. Errors: `usage` with every fault. */
export async function readPolicies(path: string | undefined, cwd: string): Promise<readonly RetentionPolicy[]> {
  if (path === undefined) return illustrativePolicies;
  const where = resolve(cwd, path);
  let value: unknown;
  try {
    value = JSON.parse(await readFile(where, 'utf8'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new AtalayaError('usage', `The policy cannot be read: ${why}`, where, 'Give a JSON file');
  }
  const policies = parsePolicies(value);
  if (!('faults' in policies)) return policies;
  const faults = policies.faults.map(({ path: at, fault }) => `${at}: ${fault}`).join('; ');
  throw new AtalayaError('usage', `The policy has faults: ${faults}`, where, 'Mend them');
}

/** What is due of the items of a folder, as far as its keyring reads their clocks. */
export async function listDue(folder: string, untilUs: number | undefined, io: Io, json: boolean): Promise<number> {
  const data = await openReader(folder, io.now() * 1_000);
  try {
    if (data.sealedBecause !== undefined) io.say(data.sealedBecause);
    const { clocks, unreadable } = await readClocks(data);
    const list = due(clocks, io.now() * 1_000, untilUs);
    if (json)
      await io.out.json({
        due: list.map((it) => ({ ...it, due: timeText(it.dueUs) })),
        clocks: clocks.length,
        unreadable,
      });
    else {
      for (const { item, compartment, what, dueUs, overdue, source } of list) {
        await io.out.line(
          `${timeText(dueUs).slice(0, 10)} ${overdue ? 'OVERDUE ' : ''}${what}  ${item} [${compartment}]  ${source}`,
        );
      }
      await io.out.line(
        `${clocks.length} items have a clock${unreadable === 0 ? '' : `, ${unreadable} cannot be read here`}`,
      );
    }
    return 0;
  } finally {
    await data.close();
  }
}

/** Carries out one command about an item, and says what came of it. Exit code 1 where it was refused. */
export async function order(
  folder: string,
  command: RetentionCommand,
  policies: readonly RetentionPolicy[],
  io: Io,
  json: boolean,
): Promise<number> {
  const data = await openDataFolder({ folder, now: () => io.now() * 1_000, publishIntervalMs: 'none' });
  try {
    // The command line acts for whoever holds the folder's keys: the operator, in no state's name (XXX: none, as in ISO/IEC 7501).
    const actor = { role: 'operator', state: 'XXX', agency: 'OPERATOR' };
    const result = await orderRetention({ memory: data.memory, policies, actor, atUs: io.now() * 1_000 }, command);
    await data.log.publish();
    await tell(result, io, json);
    return isRefusal(result) ? 1 : 0;
  } finally {
    await data.close();
  }
}

async function tell(result: Ordered, io: Io, json: boolean): Promise<void> {
  if (json) return io.out.json(isRefusal(result) ? { done: false, ...result } : { done: true, ...result });
  if (!isRefusal(result)) {
    return io.out.line(
      `${result.clock.item}: ${result.clock.status}, deletion due ${timeText(result.clock.deleteDueUs)}`,
    );
  }
  for (const { code, source, found, allowed, cure } of result.reasons) {
    await io.out.line(`refused (${code}): found ${found}; allowed: ${allowed}. ${cure} [${source}]`);
  }
}
