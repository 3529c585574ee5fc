import { parentPort, workerData } from 'node:worker_threads';
import { noteEd25519 } from '../../../account/format.ts';
import { makeVerifierKey } from '../../../account/note.ts';
import { AtalayaError } from '../../../model/errors.ts';
import { sha256 } from '../../hashing.ts';
import { asAtalaya, type CoreAnswer, LogCore } from './core.ts';
import { systemDisk } from './disk.ts';
import type {
  FromWorker,
  Question,
  Replies,
  ToldAnswer,
  ToldAppend,
  ToldError,
  ToWorker,
  WorkerStart,
} from './protocol.ts';
import type { AppendRequest, RequestEntry } from './sequencer.ts';

const COMMAND_BYTES = 16;
const port = parentPort;
if (port === null) throw new Error('The log worker runs in a thread of its own');

const say = (message: FromWorker): void => port.postMessage(message);

function told(error: unknown): ToldError {
  const { code, message, where, cure } = asAtalaya(error);
  return { code, message, where, cure };
}

function requestsOf(appends: readonly ToldAppend[], bytes: Uint8Array): AppendRequest[] {
  let at = 0;
  const take = (length: number): Uint8Array => {
    at += length;
    return bytes.subarray(at - length, at);
  };
  return appends.map(({ id, timeUs, streams, versions, kinds, compartments, states, lengths, unchanged }) => {
    const command = take(COMMAND_BYTES);
    const entries = lengths.map(
      (length, i): RequestEntry => ({
        stream: streams[i]!,
        version: versions[i]!,
        kind: kinds[i]!,
        compartment: compartments[i]!,
        state: states[i]!,
        bytes: take(length),
      }),
    );
    return { id, command, timeUs, entries, unchanged };
  });
}

function toldAnswer(answer: CoreAnswer): ToldAnswer {
  switch (answer.outcome) {
    case 'appended':
    case 'conflict':
      return answer;
    case 'duplicate':
      return { id: answer.id, outcome: 'duplicate', positions: answer.positions ?? [] };
    case 'refused':
      return { id: answer.id, outcome: 'refused', error: told(answer.error) };
  }
}

async function reply(core: LogCore, question: Question): Promise<Replies[keyof Replies]> {
  switch (question.ask) {
    case 'command':
      return core.command(question.hash);
    case 'version':
      return core.version(question.stream);
    case 'stream':
      return core.streamPage(question.stream, question.fromVersion, question.limit);
    case 'filter':
      return core.filterPage(question.filter, question.from, question.to, question.limit);
    case 'tail':
      return core.tailFrom(question.from, question.to);
    case 'head':
      return { size: core.size, troubles: core.troubles };
    case 'grow':
      return core.grow();
    case 'published':
      await core.publishedAt(question.size);
      return undefined;
    case 'refuse': {
      const { code, message, where, cure } = question.error;
      core.refuse(new AtalayaError(code, message, where, cure));
      return undefined;
    }
    case 'close':
      await core.close();
      return undefined;
  }
}

async function run(start: WorkerStart): Promise<void> {
  const core = await LogCore.open({
    folder: start.folder,
    origin: start.origin,
    key: makeVerifierKey(start.keyName, noteEd25519, start.publicKey, sha256),
    nowUs: start.nowUs,
    disk: systemDisk,
    segmentBytes: start.segmentBytes,
    progress: (done, of) => say({ is: 'progress', done, of }),
    answered: (answers, size) => say({ is: 'answers', answers: answers.map(toldAnswer), size }),
  });
  port!.on('message', (message: ToWorker) => {
    if (message.is === 'append') {
      core.append(requestsOf(message.appends, message.bytes));
      return;
    }
    const { id, question } = message;
    reply(core, question).then(
      (answer) => {
        say({ is: 'reply', id, reply: answer });
        if (question.ask === 'close') port!.close();
      },
      (error: unknown) => say({ is: 'refusal', id, error: told(error) }),
    );
  });
  say({ is: 'open', size: core.size, signed: core.signed !== undefined });
}

// cast: openEmbeddedLog starts this thread, with exactly this
run(workerData as WorkerStart).catch((error: unknown) => {
  say({ is: 'failed', error: told(error) });
  port.close();
});
