import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { decodeBase64 } from '../../../src/account/base64.ts';
import type { ContentView } from '../../../src/model/log-views.ts';
import { type Outcome, toHex } from './proof-steps.ts';

/**
 * Whether what is shown as content is what the entry was committed to: HMAC-SHA-256, keyed with the salt, over the bytes (docs/adr/0006-log.md), and these bytes say
 * what is shown. `open` where the service gives no salt. Never throws.
 */
export function checkCommitment(commitment: string, content: ContentView & { readonly known: true }): Outcome {
  if (content.opening === undefined) return 'open';
  const salt = decodeBase64(content.opening.salt);
  const bytes = decodeBase64(content.opening.bytes);
  if (salt === undefined || bytes === undefined || toHex(hmac(sha256, salt, bytes)) !== commitment) return 'failed';
  try {
    const said: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return JSON.stringify(said) === JSON.stringify(content.value) ? 'checked' : 'failed';
  } catch {
    return 'failed';
  }
}
