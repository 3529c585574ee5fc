import type { Io } from '../src/cli/command.ts';
import { dispatch } from '../src/cli/main.ts';

export interface Captured {
  readonly code: number;
  /** What went to standard output. */
  readonly out: string;
  /** Lines said to the person. */
  readonly said: readonly string[];
}

/** Runs a command as the program does, with its output caught, its clock at 1970 unless told otherwise, and `cwd` as the folder it is in. */
export async function captureCommand(cwd: string, argv: readonly string[], nowMs = 0): Promise<Captured> {
  const out: string[] = [];
  const said: string[] = [];
  const write = async (text: string): Promise<void> => void out.push(text);
  const io: Io = {
    out: { write, line: (text) => write(`${text}\n`), json: (it) => write(JSON.stringify(it)), flush: async () => {} },
    say: (line) => void said.push(line),
    progress: () => ({ update() {}, finish() {} }),
    signal: new AbortController().signal,
    cwd,
    env: {},
    now: () => nowMs,
  };
  const code = await dispatch(argv, io);
  return { code, out: out.join(''), said };
}
