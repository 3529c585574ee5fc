import { hash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { BundleExaminer, type BundleTask } from '../account/verify/examine.ts';

/** A thread that examines the bundles it is sent, in their order. */
const examiner = new BundleExaminer((bytes) => hash('sha256', bytes, 'buffer'));

parentPort?.on('message', (task: BundleTask) => {
  const digest = examiner.examine(task);
  parentPort?.postMessage(digest, [digest.leaves.buffer, digest.numbers.buffer, digest.keys.buffer]);
});
