import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agreement, hashOf, plan } from '../../../test/authority-story.ts';
import { DoorClient, operations, startUs } from '../../../test/door.ts';
import { itemsAmiss } from '../../../test/fpl-recogniser.ts';
import { expectProblem } from '../../../test/service-client.ts';

let door: DoorClient;

/** Writes a fact as a stage would; who may is not what is tried here. */
async function write(stream: string, compartment: string, kind: string, value: object): Promise<void> {
  const version = await door.data.log.version(stream);
  await door.data.memory.remember({
    commandId: `test/${stream}/${version}`,
    timeUs: startUs,
    actor: { role: 'mission-coordinator', state: 'USA', agency: 'NAS' },
    expected: new Map([[stream, version]]),
    facts: [
      {
        ...{ stream, kind, compartment, item: stream.replace('/', '-'), attachments: [] },
        content: new TextEncoder().encode(JSON.stringify(value)),
      },
    ],
  });
}

const proposed = (compartment: string, id: string) => {
  const own = { ...plan, id };
  return { by: 'max', compartment, states: ['USA', 'MEX'], plan: own, planHash: hashOf(own) };
};

beforeAll(async () => {
  door = await DoorClient.open();
  const drafted = { by: 'lex', compartment: operations, document: agreement, documentHash: hashOf(agreement) };
  await write(`agreement/${agreement.id}`, operations, 'agree.agreement-drafted', drafted);
  await write('clearance/s1', operations, 'authorise.plan-proposed', proposed(operations, 's1'));
  await write('clearance/s2', 'closed', 'authorise.plan-proposed', proposed('closed', 's2'));
});
afterAll(() => door.close());

const get = (id: string, as: string, person = 'nobody') =>
  door.get(person, `/api/clearances/${id}/export?as=${as}&language=en`);

describe('GET /api/clearances/ID/export', () => {
  it('gives the flight plan and the request of a plan that was put forward, as files', async () => {
    const fpl = await get('s1', 'fpl', 'rosa');
    expect(fpl.statusCode).toBe(200);
    expect(fpl.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(fpl.headers['content-disposition']).toBe('attachment; filename="s1.fpl.txt"');
    expect(itemsAmiss(fpl.body)).toEqual([]);
    expect((await get('s1', 'rpas', 'rosa')).body).toContain(hashOf({ ...plan, id: 's1' }));
    expect((await get('s1', 'notice', 'rosa')).body).toContain('Notice to the legislature of USA');
  });

  it('prints no clearance where the check refuses, and names the checks', async () => {
    const answer = await get('s1', 'pdf', 'rosa');
    expectProblem(answer, 409, 'not-possible');
    expect(answer.body).toContain('concurrence-missing');
  });

  it('is for whom the plan is open to', async () => {
    const asked = async (id: string, as: string, person?: string) => {
      const { statusCode, body } = await get(id, as, person);
      const { code }: { code: string } = JSON.parse(body);
      return [statusCode, code];
    };
    expect(await asked('s1', 'fpl')).toEqual([401, 'not-signed-in']);
    expect(await asked('s2', 'fpl', 'rosa')).toEqual([403, 'not-permitted']);
    expect(await asked('s1', 'fpl', 'pablo')).toEqual([403, 'not-permitted']);
    expect(await asked('s3', 'fpl', 'pablo')).toEqual([403, 'not-permitted']);
    expect(await asked('s3', 'fpl', 'rosa')).toEqual([404, 'not-found']);
    expect(await asked('s1', 'exe', 'rosa')).toEqual([400, 'request-invalid']);
  });
});
