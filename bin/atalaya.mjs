#!/usr/bin/env node
// The way in. Atalaya's sources are TypeScript that Node 24 runs as it stands; where an older Node starts this file, it
// hands over to the Node 24 that `npm ci` put beside the packages (docs/adr/0001-node-24-from-the-lock-file.md).
// Plain JavaScript on purpose: an old Node must be able to read it.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import * as modules from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';

const NEEDED_MAJOR = 24;
/** Set in the environment of the Node that was handed over to, so that it can never hand over again. */
const HANDED_OVER = 'ATALAYA_HANDED_OVER';
const EXIT_NO_NODE = 69;
const EXIT_FAULT = 70;

const here = fileURLToPath(import.meta.url);

function majorOf(version) {
  return Number.parseInt(version, 10);
}

function fail(message) {
  process.stderr.write(`atalaya: ${message}\n`);
  process.exitCode = EXIT_NO_NODE;
}

/** The Node 24 among the installed packages, or undefined: `node-<platform>-<cpu>` as pinned in package.json. */
function findNode() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${platform}-${process.arch}`;
  try {
    const manifestPath = modules.createRequire(import.meta.url).resolve(`${name}/package.json`);
    const manifest = JSON.parse(readFileSync(manifestPath, 'utf8'));
    const binary = join(dirname(manifestPath), manifest.bin.node);
    return majorOf(manifest.version) >= NEEDED_MAJOR && existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}

function cure() {
  return `Run "npm ci" in ${dirname(dirname(here))} (it brings Node ${NEEDED_MAJOR} for Linux, Windows and Intel macOS), or start this with a Node ${NEEDED_MAJOR} of your own.`;
}

/** Runs this file again under `node`, passing on what is said to it, what it says, and how it ends. */
function handOver(node) {
  const child = spawn(node, [here, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: Object.assign({}, process.env, { [HANDED_OVER]: process.version }),
  });

  const forward = (signal) => {
    // A terminal sends its interrupt to parent and child alike: passing it on would make one keystroke count twice.
    const fromTerminal = (signal === 'SIGINT' || signal === 'SIGQUIT') && process.stdin.isTTY;
    if (!fromTerminal) child.kill(signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'].filter((name) => name in constants.signals);
  for (const signal of signals) process.on(signal, forward);

  child.on('error', (error) =>
    fail(`Node ${NEEDED_MAJOR} at ${node} could not be started (${error.message}). ${cure()}`),
  );
  child.on('exit', (code, signal) => {
    for (const name of signals) process.removeListener(name, forward);
    if (signal === null) {
      process.exitCode = code;
    } else {
      // End the same way as the child, so that a shell sees the signal; 128 + n where the signal does not end us.
      process.exitCode = 128 + constants.signals[signal];
      process.kill(process.pid, signal);
    }
  });
}

/** Drops Node's notice that a part of Node itself is experimental, for the two parts used here; every other warning stays. */
function quietKnownNotices() {
  const emit = process.emitWarning;
  process.emitWarning = (warning, ...rest) => {
    const text = String(warning);
    const kind = typeof rest[0] === 'object' && rest[0] !== null ? rest[0].type : rest[0];
    if (kind === 'ExperimentalWarning' && /\b(SQLite|Type Stripping)\b/.test(text)) return;
    emit.call(process, warning, ...rest);
  };
}

if (majorOf(process.versions.node) >= NEEDED_MAJOR) {
  delete process.env[HANDED_OVER];
  quietKnownNotices();
  // Compiled and type-stripped sources are kept in the system's temporary folder: later starts take a third of the time.
  modules.enableCompileCache();
  // A recording is read as a stream, and what stays of it is small: a young generation that keeps its first size saves 100 MB, and garbage
  // that is collected before the heap is grown another 40 MB, at a few per cent of the time.
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--memory-saver-mode');
  // Code is optimised where it runs: the threads that would do it beside keep 15 MB between them, and save little of the time.
  setFlagsFromString('--no-concurrent-recompilation');
  // Node strips types in WebAssembly, once: to optimise that code takes more time than it saves, and 15 MB. What runs longer still is.
  setFlagsFromString('--wasm-tiering-budget=1000000000');
  import('../src/cli/main.ts').then(
    // The composition root stands above the command line, which therefore may not import it.
    (cli) =>
      cli.main(process.argv.slice(2), {
        start: () => import('../src/start.ts'),
        serve: () => import('../src/serve.ts'),
      }),
    (error) => {
      process.stderr.write(`atalaya: the program could not be loaded: ${error.stack}\n`);
      process.exitCode = EXIT_FAULT;
    },
  );
} else if (process.env[HANDED_OVER] !== undefined) {
  fail(`Node ${process.version} was handed over to, and is itself older than ${NEEDED_MAJOR}. ${cure()}`);
} else {
  const node = findNode();
  if (node === undefined) {
    fail(
      `This is Node ${process.version}; Atalaya needs Node ${NEEDED_MAJOR}, and none is installed beside it. ${cure()}`,
    );
  } else {
    handOver(node);
  }
}
