import { parentPort } from 'node:worker_threads';
import { BundleExaminer, type BundleTask } from '../account/verify/examine.ts';
import { sha256 } from './verify-sha256.ts';

/** A thread that examines the bundles it is sent, in their order. */
const examiner = new BundleExaminer(sha256);

parentPort?.on('message', (task: BundleTask) => {
  const digest = examiner.examine(task);
  parentPort?.postMessage(digest, [digest.leaves.buffer, digest.numbers.buffer, digest.keys.buffer]);
});
